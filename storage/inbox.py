"""Every message has exactly one effect: it is told apart by (channel, account, key)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage.sql import select, write

_INSERT = write(
    "INSERT INTO inbox (channel, account, key, state, error, received_at)"
    " VALUES (:channel, :account, :key, 'done', '', :at)"
    " ON CONFLICT (channel, account, key) DO NOTHING RETURNING id",
    times="at",
)
_FAILED = write(
    "INSERT INTO inbox (channel, account, key, state, raw, error, received_at)"
    " VALUES (:channel, :account, :key, 'failed', :raw, :error, :at)"
    " ON CONFLICT (channel, account, key) DO NOTHING RETURNING id",
    times="at",
)
_FAILED_ROWS = select(
    "SELECT id, channel, account, key, raw, error FROM inbox WHERE state = 'failed' ORDER BY id"
)
_FORGET = write("DELETE FROM inbox WHERE id = :id AND state = 'failed'")
_SWEEP = write(
    "DELETE FROM inbox WHERE (state = 'done' AND received_at < :done) OR received_at < :failed",
    times="done failed",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedMessage:
    """A message that our code could not deal with; `raw` is the platform's body."""

    id: int
    channel: str
    account: str
    key: str
    raw: bytes
    error: str


def enter(session: Session, *, channel: str, account: str, key: str, at: datetime) -> int | None:
    """The new row's id, or None where this message has had its effect already."""
    row = session.execute(_INSERT, {"channel": channel, "account": account, "key": key, "at": at}).first()
    return None if row is None else int(row[0])


def enter_failed(
    session: Session, *, channel: str, account: str, key: str, at: datetime, raw: bytes, error: str
) -> int | None:
    """Keep a message that failed, to be replayed; None where it is there already."""
    values = {"channel": channel, "account": account, "key": key, "at": at, "raw": raw, "error": error}
    row = session.execute(_FAILED, values).first()
    return None if row is None else int(row[0])


def failed(session: Session) -> list[FailedMessage]:
    """All failed messages, oldest first."""
    return [
        FailedMessage(
            id=r.id, channel=r.channel, account=r.account, key=r.key, raw=bytes(r.raw or b""), error=r.error
        )
        for r in session.execute(_FAILED_ROWS)
    ]


def forget(session: Session, id: int) -> None:
    """Make room for a failed message to be received again."""
    session.execute(_FORGET, {"id": id})


def sweep(session: Session, *, done_before: datetime, failed_before: datetime) -> None:
    """Drop keys that no platform redelivers any more (8 days), and failed bodies (30 days)."""
    session.execute(_SWEEP, {"done": done_before, "failed": failed_before})
