"""Codes that join two chats of one person: asked for in one, typed in the other, confirmed in both."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from storage import codes
from storage.sql import write
from storage.tables import ChatLink

VALID = timedelta(minutes=15)
LENGTH = 10  # characters: 49 bits, for 15 minutes and a few tries
OPEN, TYPED, HOLDER, TYPIST, DONE, REFUSED = "open", "typed", "holder", "typist", "done", "refused"
_FORGET = write("DELETE FROM chat_link WHERE address_id = :address")
_REFUSE = write(
    "UPDATE chat_link SET state = 'refused' WHERE state NOT IN ('done', 'refused')"
    " AND (address_id = :address OR typed_by = :address)"
)


def ask(session: Session, address: int, *, secret: bytes, now: datetime) -> str:
    """A new code for the chat at `address`; an older one of its own is void."""
    session.execute(_FORGET, {"address": address})
    row = ChatLink(code_hash=f"?{address}", address_id=address, created_at=now, expires_at=now + VALID)
    session.add(row)
    session.flush()
    code = codes.make(secret, "link", str(row.id), now.isoformat(), length=LENGTH)
    row.code_hash = codes.digest(code)
    session.flush()
    return code


def by_code(session: Session, code: str, *, now: datetime) -> ChatLink | None:
    """The open link of a code; None where it is wrong, used or too old."""
    wanted = select(ChatLink).where(ChatLink.code_hash == codes.digest(code)).with_for_update()
    row = session.exec(wanted).first()
    return row if row is not None and row.state == OPEN and now < row.expires_at else None


def typed(session: Session, row: ChatLink, *, by: int, now: datetime) -> None:
    """The code was typed in the chat at `by`; from now on it is of no other use."""
    row.state, row.typed_by, row.expires_at = TYPED, by, now + VALID
    session.flush()


def under_way(session: Session, id: int, *, address: int, now: datetime) -> ChatLink | None:
    """A typed link that one of its two chats answers in time."""
    wanted = select(ChatLink).where(ChatLink.id == id).with_for_update()
    row = session.exec(wanted.execution_options(populate_existing=True)).first()
    if row is None or address not in (row.address_id, row.typed_by) or now >= row.expires_at:
        return None
    return row if row.state in (TYPED, HOLDER, TYPIST) else None


def agree(session: Session, row: ChatLink, *, address: int) -> bool:
    """One side says yes; True once both have."""
    mine, theirs = (HOLDER, TYPIST) if address == row.address_id else (TYPIST, HOLDER)
    row.state = DONE if row.state == theirs else mine
    session.flush()
    return row.state == DONE


def refuse(session: Session, row: ChatLink) -> None:
    row.state = REFUSED
    session.flush()


def void(session: Session, address: int) -> None:
    """Nothing that this chat asked for or typed is of use any more."""
    session.execute(_REFUSE, {"address": address})
