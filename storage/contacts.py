"""People and their addresses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import TextualSelect
from sqlmodel import Session

from storage import aliases
from storage.aliases import Place
from storage.frozen import frozen
from storage.sql import on_postgres, select, write
from storage.tables import Address
from storage.types import Json, UtcTime


def _person_where(rest: str, *, heard: str = "", **types: str) -> TextualSelect:
    """`heard`: what is written to the address in the same statement, which then stands for it."""
    found = f"WITH a AS ({heard} RETURNING id, contact_id, value, last_inbound_at, messages, lost_at) "
    return select(
        f"{found if heard else ''}SELECT c.id, c.language, c.language_chosen, c.menu, c.draft_id,"
        " a.id AS address_id, a.value, a.last_inbound_at, a.messages, a.lost_at IS NOT NULL AS lost"
        f" FROM {'a' if heard else 'address a'} JOIN contact c ON c.id = a.contact_id {rest}",
        columns={"menu": Json(), "last_inbound_at": UtcTime()},
        **types,
    )


_BY_VALUE = _person_where("WHERE a.channel = :channel AND a.account = :account AND a.value = :name")
_BY_ALIAS = _person_where(
    "JOIN address_alias l ON l.address_id = a.id"
    " WHERE l.channel = :channel AND l.account = :account AND l.alias = :name"
)
_BY_ID = _person_where("WHERE a.id = :address")
_BY_ID_LOCKED = _person_where("WHERE a.id = :address FOR NO KEY UPDATE OF c")
_NEW_CONTACT = write(
    "INSERT INTO contact (language, language_chosen, created_at) VALUES (:language, false, :at) RETURNING id",
    times="at",
)
_NEW_ADDRESS = write(
    "INSERT INTO address (contact_id, channel, account, value, name, username, reachable, last_inbound_at,"
    " minute, messages)"
    " VALUES (:contact, :channel, :account, :value, :name, :username, true, :at, :minute, 1)"
    " ON CONFLICT (channel, account, value) DO NOTHING RETURNING id",
    times="at",
)
_DROP_CONTACT = write("DELETE FROM contact WHERE id = :id")
_HEARD = (
    "UPDATE address SET last_inbound_at = CASE WHEN last_inbound_at > :at THEN last_inbound_at ELSE :at END,"
    " reachable = lost_at IS NULL, name = :name, username = :username, minute = :minute,"
    " messages = CASE WHEN minute = :minute THEN messages + 1 ELSE 1 END"
)
_FROM = "WHERE channel = :channel AND account = :account AND value = :value"
_HEARD_FROM = write(f"{_HEARD} {_FROM}", times="at")
_HEARD_FROM_LOCKED = _person_where("FOR NO KEY UPDATE OF c", heard=f"{_HEARD} {_FROM}", times="at")
_HEARD_AT = write(f"{_HEARD} WHERE id = :id", times="at")
_REACHABLE = write("UPDATE address SET reachable = :reachable WHERE id = :id")
_FOUND = write("UPDATE address SET lost_at = NULL, reachable = true WHERE id = :id AND lost_at IS NOT NULL")
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
_LANGUAGE_OF = select("SELECT language FROM contact WHERE id = :id")
_LOCK = write("SELECT id FROM contact WHERE id = :id FOR NO KEY UPDATE")


@frozen
class Person:
    """A contact, seen through the address it wrote from."""

    id: int
    address: int
    value: str  # of the address: the platform's own
    heard_at: datetime | None
    language: str
    language_chosen: bool
    draft: str | None
    menu: list[list[str]]  # [[data, label], …]: the options shown last, outside a form
    lost: bool  # the phone of this address was lost: what its owner had is at another address now
    messages: int  # from this address in the minute of the last
    new: bool = False


@frozen
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
    also: Sequence[str] = (),
    name: str = "",
    username: str = "",
    language: str = "id",
) -> Person:
    """The person at this address, made if new, locked against a second process until the commit.

    `also`: other names that the platform gives for the same account; they are learned.
    """
    place = Place(channel=channel, account=account)
    where = {"channel": channel, "account": account, "value": value}
    heard = {"at": at, "name": name, "username": username, "minute": int(at.timestamp()) // 60}
    if not also and (row := _heard_from(session, where | heard)) is not None:
        return _person(row)
    row = _look(session, place, value, also)
    if row is None:
        contact = session.execute(_NEW_CONTACT, {"language": language, "at": at}).scalar_one()
        made = session.execute(_NEW_ADDRESS, where | heard | {"contact": contact}).scalar()
        if made is not None:
            aliases.learn(session, place, made, also)
            return _person(_locked(session, made), new=True)
        session.execute(_DROP_CONTACT, {"id": contact})  # another process met the person a moment earlier
        row = session.execute(_BY_VALUE, place.named(value)).one()
    session.execute(_HEARD_AT, {"id": row.address_id} | heard)
    return _person(_locked(session, row.address_id))


def _heard_from(session: Session, values: dict[str, Any]) -> Any:
    """The row of an address that has written again, its contact locked; None where we do not know it."""
    if on_postgres(session):
        return session.execute(_HEARD_FROM_LOCKED, values).first()
    if session.execute(_HEARD_FROM, values).rowcount:  # type: ignore[attr-defined]  # a write has one
        where = Place(channel=values["channel"], account=values["account"])
        return session.execute(_BY_VALUE, where.named(values["value"])).one()
    return None


def find(session: Session, *, channel: str, account: str, value: str) -> Person | None:
    """The person at this address, if we know them."""
    place = Place(channel=channel, account=account)
    row = _look(session, place, value, ())
    return None if row is None else _person(row)


def again(session: Session, person: Person) -> Person:
    """The same person, read anew after something of theirs was changed."""
    return _person(_at(session, person.address), new=person.new)


def _look(session: Session, place: Place, value: str, also: Sequence[str]) -> Any:
    """The row of an address by its names; what is new among them is settled first."""
    if not also:
        found = session.execute(_BY_VALUE, place.named(value)).first()
        return found or session.execute(_BY_ALIAS, place.named(value)).first()
    found = session.execute(_BY_ALIAS, place.named(also[0])).first()
    if found is not None and found.value == value and len(also) == 1:
        return found
    address = aliases.settle(session, place, (value, *also))
    return None if address is None else _at(session, address)


def _at(session: Session, address: int) -> Any:
    return session.execute(_BY_ID, {"address": address}).one()


def _locked(session: Session, address: int) -> Any:
    """The row of an address that this transaction has written to, so that nobody gives it to another contact
    meanwhile; its contact is locked with it."""
    wanted = _BY_ID_LOCKED if on_postgres(session) else _BY_ID
    return session.execute(wanted, {"address": address}).one()


def _person(row: Any, *, new: bool = False) -> Person:
    return Person(
        id=row.id,
        address=row.address_id,
        value=row.value,
        heard_at=row.last_inbound_at,
        language=row.language,
        language_chosen=bool(row.language_chosen),
        draft=row.draft_id,
        menu=row.menu or [],
        lost=bool(row.lost),
        new=new,
        messages=row.messages,
    )


def show_menu(session: Session, contact: int, options: list[list[str]]) -> None:
    """Remember the options shown last, so that their number or label can be typed.

    Not those of somebody who is writing to us at this moment in another transaction: they get an answer,
    with options of its own. To wait for them would deadlock: a filing that tells its officers holds the
    counter, and one of them may be waiting for it.
    """
    if on_postgres(session):
        session.execute(_MENU_IF_FREE, {"id": contact, "menu": options})
    else:
        session.execute(_MENU, {"id": contact, "menu": options})


def lock(session: Session, contact: int) -> None:
    """Keep others from a contact until the commit; before its requests. SQLite has one writer anyway."""
    if on_postgres(session):
        session.execute(_LOCK, {"id": contact})


def hold_draft(session: Session, contact: int, draft: str | None) -> None:
    """Say which conversation is under way; None for none."""
    session.execute(_DRAFT, {"id": contact, "draft": draft})


def choose_language(session: Session, contact: int, language: str) -> None:
    session.execute(_LANGUAGE, {"id": contact, "language": language})


def language_of(session: Session, contact: int) -> str:
    """The language a contact reads."""
    found = session.execute(_LANGUAGE_OF, {"id": contact}).scalar()
    return str(found or "id")


def set_reachable(session: Session, address: int, reachable: bool) -> None:
    session.execute(_REACHABLE, {"id": address, "reachable": reachable})


def addresses(session: Session, contact: int) -> list[Reach]:
    """All addresses of a contact: reachable ones first, the one last used before the others."""
    return [
        Reach(id=r.id, channel=r.channel, value=r.value, reachable=bool(r.reachable))
        for r in session.execute(_ADDRESSES, {"contact": contact})
    ]


def address(session: Session, id: int) -> Address:
    """One address as it is kept; it must be there."""
    found = session.get(Address, id, populate_existing=True)
    assert found is not None
    return found


def found(session: Session, address: int) -> None:
    """A phone that was lost is in its owner's hands again."""
    session.execute(_FOUND, {"id": address})


def move(session: Session, address: int, value: str) -> None:
    """Writing showed that the chat has a new address (Telegram: a group became a supergroup).

    Where we have met it there already, the old address is only left behind, unreachable.
    """
    moved = session.execute(_MOVE, {"id": address, "value": value})
    if moved.rowcount == 0:  # type: ignore[attr-defined]  # a write has one
        set_reachable(session, address, False)


def renamed(session: Session, *, channel: str, account: str, names: Sequence[str], new: str) -> None:
    """The platform says that the account known by `names` has a new one: a number, a user id."""
    aliases.moved(session, Place(channel=channel, account=account), names, new)
