"""Two contacts that turn out to be one person: what one of them has goes to the other, and can go back."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, update
from sqlmodel import Session, SQLModel, col, select

from storage import links, tables
from storage.outbox import OUTBOX
from storage.sql import on_postgres, write
from storage.sql import select as query
from storage.store import announce
from storage.tables import Address, Contact, ContactJoin

assert tables  # fills SQLModel.metadata

CODE, RECOVERY = "code", "recovery"
_STAY = {("contact_join", "other_id")}  # says who was there before, whatever became of them
_LOCK = write("SELECT id FROM contact WHERE id IN (:a, :b) ORDER BY id FOR NO KEY UPDATE")
_WORKS = query(
    "SELECT EXISTS (SELECT 1 FROM request WHERE contact_id = :id)"
    " OR EXISTS (SELECT 1 FROM objection WHERE contact_id = :id)"
    " OR EXISTS (SELECT 1 FROM officer WHERE contact_id = :id)"
)
_LOST = write(
    "UPDATE address SET contact_id = :nobody, lost_at = :now, reachable = false WHERE id = :old", times="now"
)
_OPEN = "state NOT IN ('sent', 'dead', 'void')"
_NOTICES = write(
    "UPDATE outbox SET address_id = :to, channel = :channel, parts_sent = 0,"
    " state = CASE state WHEN 'window' THEN 'pending' ELSE state END, closed_at = NULL, template_at = NULL,"
    " waits_since = NULL"
    f" WHERE address_id = :old AND {_OPEN} AND notice <> ''"
)
_REPLIES = write(
    f"UPDATE outbox SET state = 'void', sent_at = :now WHERE address_id = :old AND {_OPEN}", times="now"
)
_REVOKE = write(
    "UPDATE officer SET revoked_at = :now WHERE contact_id = :contact AND revoked_at IS NULL", times="now"
)
_RECOVERIES = query("SELECT count(*) FROM contact_join WHERE contact_id = :contact AND kind = 'recovery'")

Brought = dict[str, list[Any]]
"""By table, the keys of the rows that changed hands."""


@cache
def pointing_at(table: str) -> tuple[tuple[Table, Column[Any]], ...]:
    """Every column of ours that refers to `table` ("contact", "address"), but those that must not change."""
    return tuple(_pointing(table))


def _pointing(table: str) -> Iterator[tuple[Table, Column[Any]]]:
    for name, found in sorted(SQLModel.metadata.tables.items()):
        for key in found.foreign_keys:
            if key.column.table.name == table and (name, key.parent.name) not in _STAY:
                yield found, key.parent


def repoint(session: Session, table: str, *, old: int, new: int) -> Brought:
    """Let everything that refers to row `old` of `table` refer to row `new`."""
    brought: Brought = {}
    for found, column in pointing_at(table):
        (key,) = found.primary_key
        moving = update(found).where(column == old).values({column.name: new}).returning(key)
        if moved := list(session.execute(moving).scalars()):
            brought.setdefault(str(found.name), []).extend(moved)  # a quoted_name is no key for JSON
    session.expire_all()
    return brought


def take_over(session: Session, *, kept: int, other: int) -> Brought:
    """Give `kept` all that `other` has: addresses, requests, forms, offices. The form under way goes on."""
    if on_postgres(session):
        session.execute(_LOCK, {"a": kept, "b": other})
    brought = repoint(session, "contact", old=other, new=kept)
    to, was = _contact(session, kept), _contact(session, other)
    if to.draft_id is None:
        to.draft_id = was.draft_id
    if was.language_chosen and not to.language_chosen:
        to.language, to.language_chosen = was.language, True
    was.draft_id, was.menu = None, None
    session.flush()
    return brought


def join(
    session: Session, *, kept: int, other: int, kind: str, now: datetime, officer: int | None = None
) -> None:
    """Make two contacts one, and note what the other one brought."""
    brought = take_over(session, kept=kept, other=other)
    row = ContactJoin(
        contact_id=kept, other_id=other, kind=kind, brought=brought, officer_id=officer, joined_at=now
    )
    session.add(row)
    session.flush()


def of_contact(session: Session, contact: int) -> list[ContactJoin]:
    """The joins that the person can undo, newest first: those that leave a chat on either side."""
    wanted = (
        select(ContactJoin)
        .where(
            ContactJoin.contact_id == contact,
            ContactJoin.kind == CODE,
            col(ContactJoin.undone_at).is_(None),
        )
        .order_by(col(ContactJoin.id).desc())
    )
    here = set(session.exec(select(Address.id).where(Address.contact_id == contact)))
    theirs = ((row, here & set(row.brought.get("address", ()))) for row in session.exec(wanted))
    return [row for row, chats in theirs if chats and chats != here]


def undo(session: Session, row: ContactJoin, *, now: datetime) -> None:
    """Give the other contact back what it brought; what came later stays where it is."""
    brought: Mapping[str, list[Any]] = row.brought
    row.undone_at = now
    session.flush()
    for table, column in pointing_at("contact"):
        (key,) = table.primary_key
        if keys := brought.get(table.name):
            mine = (column == row.contact_id) & key.in_(keys)
            session.execute(update(table).where(mine).values({column.name: row.other_id}))
    session.expire_all()
    kept, other = _contact(session, row.contact_id), _contact(session, row.other_id)
    if kept.draft_id in brought.get("draft", ()):
        kept.draft_id, other.draft_id = None, kept.draft_id
    other.language, other.language_chosen = kept.language, kept.language_chosen
    kept.menu = other.menu = None
    session.flush()


def recover(session: Session, contact: int, *, to: int, now: datetime, officer: int) -> None:
    """A person whose phone was lost goes on at the address `to`, once an officer has checked who they are.

    The addresses they had are left with nobody, lost: what waits for them goes to the new one, or nowhere.
    Offices do not come along: an officer is invited anew. Chats that were joined before cannot be parted.
    """
    here = session.get_one(Address, to, populate_existing=True)
    other = here.contact_id
    old = list(session.exec(select(Address).where(Address.contact_id == contact)))
    nobody = Contact(created_at=now)
    session.add(nobody)
    session.flush()
    for address in old:
        assert address.id is not None
        session.execute(_LOST, {"old": address.id, "nobody": nobody.id, "now": now})
        session.execute(_NOTICES, {"old": address.id, "to": to, "channel": here.channel})
        session.execute(_REPLIES, {"old": address.id, "now": now})
        links.void(session, address.id)
    announce(session, OUTBOX)
    session.execute(_REVOKE, {"contact": contact, "now": now})
    join(session, kept=contact, other=other, kind=RECOVERY, now=now, officer=officer)


def recoveries(session: Session, contact: int) -> int:
    """How often a contact has lost a phone."""
    return int(session.execute(_RECOVERIES, {"contact": contact}).scalar_one())


def works(session: Session, contact: int) -> bool:
    """Whether a contact has something that binds us: a request, an objection, an office."""
    return bool(session.execute(_WORKS, {"id": contact}).scalar())


def _contact(session: Session, id: int) -> Contact:
    found = session.get(Contact, id, populate_existing=True)
    assert found is not None
    return found
