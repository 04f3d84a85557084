"""People and their addresses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.sql import select, write
from storage.types import Json

_BY_ADDRESS = select(
    "SELECT c.id, c.language, c.language_chosen, c.menu, c.draft_id, a.id AS address_id, a.reachable"
    " FROM address a JOIN contact c ON c.id = a.contact_id"
    " WHERE a.channel = :channel AND a.account = :account AND a.value = :value",
    columns={"menu": Json()},
)
_NEW_CONTACT = write(
    "INSERT INTO contact (language, language_chosen, created_at) VALUES (:language, false, :at) RETURNING id",
    times="at",
)
_NEW_ADDRESS = write(
    "INSERT INTO address (contact_id, channel, account, value, name, username, reachable, last_inbound_at)"
    " VALUES (:contact, :channel, :account, :value, :name, :username, true, :at)"
    " ON CONFLICT (channel, account, value) DO NOTHING RETURNING id",
    times="at",
)
_DROP_CONTACT = write("DELETE FROM contact WHERE id = :id")
_HEARD = write(
    "UPDATE address SET last_inbound_at = :at, reachable = true, name = :name, username = :username"
    " WHERE id = :id",
    times="at",
)
_REACHABLE = write("UPDATE address SET reachable = :reachable WHERE id = :id")
_MENU = write("UPDATE contact SET menu = :menu WHERE id = :id", json="menu")
_MENU_IF_FREE = write(
    "UPDATE contact SET menu = :menu WHERE id IN"
    " (SELECT id FROM contact WHERE id = :id FOR NO KEY UPDATE SKIP LOCKED)",
    json="menu",
)
_DRAFT = write("UPDATE contact SET draft_id = :draft WHERE id = :id")
_LANGUAGE = write("UPDATE contact SET language = :language, language_chosen = true WHERE id = :id")
_ADDRESSES = select(
    "SELECT id, channel, value, reachable FROM address WHERE contact_id = :contact"
    " ORDER BY reachable DESC, last_inbound_at DESC"
)
_MOVE = write(
    "UPDATE address SET value = :value WHERE id = :id AND NOT EXISTS (SELECT 1 FROM address o"
    " WHERE o.channel = address.channel AND o.account = address.account AND o.value = :value"
    " AND o.id <> address.id)"
)
_LOCK = write("SELECT id FROM contact WHERE id = :id FOR NO KEY UPDATE")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A contact, seen through the address it wrote from."""

    id: int
    address: int
    language: str
    language_chosen: bool
    draft: str | None
    menu: list[list[str]]  # [[data, label], …]: the options shown last, outside a form
    new: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """One address of a contact."""

    id: int
    channel: str
    value: str
    reachable: bool


def meet(
    session: Session,
    *,
    channel: str,
    account: str,
    value: str,
    at: datetime,
    name: str = "",
    username: str = "",
    language: str = "id",
) -> Person:
    """The person at this address, made if new, locked against a second process until the commit."""
    where = {"channel": channel, "account": account, "value": value}
    row = session.execute(_BY_ADDRESS, where).first()
    new = False
    if row is None:
        contact = session.execute(_NEW_CONTACT, {"language": language, "at": at}).scalar_one()
        made = session.execute(
            _NEW_ADDRESS, where | {"contact": contact, "name": name, "username": username, "at": at}
        ).first()
        new = made is not None
        if made is None:  # another process met the person a moment earlier
            session.execute(_DROP_CONTACT, {"id": contact})
        row = session.execute(_BY_ADDRESS, where).one()
    else:
        session.execute(_HEARD, {"id": row.address_id, "at": at, "name": name, "username": username})
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK, {"id": row.id})
        row = session.execute(_BY_ADDRESS, where).one()
    return _person(row, new=new)


def find(session: Session, *, channel: str, account: str, value: str) -> Person | None:
    """The person at this address, if we know them."""
    row = session.execute(_BY_ADDRESS, {"channel": channel, "account": account, "value": value}).first()
    return None if row is None else _person(row)


def _person(row: Any, *, new: bool = False) -> Person:
    return Person(
        id=row.id,
        address=row.address_id,
        language=row.language,
        language_chosen=bool(row.language_chosen),
        draft=row.draft_id,
        menu=row.menu or [],
        new=new,
    )


def show_menu(session: Session, contact: int, options: list[list[str]]) -> None:
    """Remember the options shown last, so that their number or label can be typed.

    Not those of somebody who is writing to us at this moment in another transaction: they get an answer,
    with options of its own. To wait for them would deadlock: a filing that tells its officers holds the
    counter, and one of them may be waiting for it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_MENU_IF_FREE, {"id": contact, "menu": options})
    else:
        session.execute(_MENU, {"id": contact, "menu": options})


def lock(session: Session, contact: int) -> None:
    """Keep others from a contact until the commit; before its requests. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK, {"id": contact})


def hold_draft(session: Session, contact: int, draft: str | None) -> None:
    """Say which conversation is under way; None for none."""
    session.execute(_DRAFT, {"id": contact, "draft": draft})


def choose_language(session: Session, contact: int, language: str) -> None:
    session.execute(_LANGUAGE, {"id": contact, "language": language})


def language_of(session: Session, contact: int) -> str:
    """The language a contact reads."""
    found = session.execute(select("SELECT language FROM contact WHERE id = :id"), {"id": contact}).scalar()
    return str(found or "id")


def set_reachable(session: Session, address: int, reachable: bool) -> None:
    session.execute(_REACHABLE, {"id": address, "reachable": reachable})


def addresses(session: Session, contact: int) -> list[Reach]:
    """All addresses of a contact: reachable ones first, the one last used before the others."""
    return [
        Reach(id=r.id, channel=r.channel, value=r.value, reachable=bool(r.reachable))
        for r in session.execute(_ADDRESSES, {"contact": contact})
    ]


def move(session: Session, address: int, value: str) -> None:
    """The platform gave the chat a new address (Telegram: a group became a supergroup).

    Where we have met it there already, the old address is only left behind, unreachable.
    """
    moved = session.execute(_MOVE, {"id": address, "value": value})
    if moved.rowcount == 0:  # type: ignore[attr-defined]  # a write has one
        set_reachable(session, address, False)
