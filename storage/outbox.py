"""What is to be sent: written in the transaction that causes it, marked when the platform took it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.sql import select, write
from storage.types import Json, UtcTime

REPLY, NOTICE, DIGEST = 0, 1, 2

_POST = write(
    "INSERT INTO outbox (address_id, channel, payload, priority, request_id, objection_id, notice, guard,"
    " cause, state, parts_sent, attempts, next_at, created_at, platform_id, error)"
    " VALUES (:address, :channel, :payload, :priority, :request, :objection, :notice, :guard,"
    " :cause, 'pending', 0, 0, :at, :at, '', '')",
    times="at",
    json="payload",
)
_DUE = select(
    "SELECT o.id, o.address_id, o.payload, o.parts_sent, o.attempts, o.notice, o.request_id, o.objection_id,"
    " o.guard, o.created_at, o.next_at, a.value, a.contact_id, coalesce(k.status, r.status) AS status"
    " FROM outbox o JOIN address a ON a.id = o.address_id LEFT JOIN request r ON r.id = o.request_id"
    " LEFT JOIN objection k ON k.id = o.objection_id"
    " WHERE o.state = 'pending' AND o.channel = :channel AND o.next_at <= :now AND NOT EXISTS ("
    "SELECT 1 FROM outbox e WHERE e.state = 'pending' AND e.address_id = o.address_id"
    " AND e.id < o.id AND e.next_at > :now) ORDER BY o.priority, o.id LIMIT :most",
    times="now",
    columns={"payload": Json(), "created_at": UtcTime(), "next_at": UtcTime()},
)
_SENT = write(
    "UPDATE outbox SET state = 'sent', sent_at = :at, platform_id = :platform_id, parts_sent = :parts,"
    " error = '' WHERE id = :id",
    times="at",
)
_RETRY = write(
    "UPDATE outbox SET attempts = attempts + 1, next_at = :at, parts_sent = :parts, error = :error"
    " WHERE id = :id",
    times="at",
)
_END = write("UPDATE outbox SET state = :state, error = :error, sent_at = :at WHERE id = :id", times="at")
_DEAD = select(
    "SELECT o.id, o.channel, o.notice, o.request_id, o.error, o.attempts, o.created_at FROM outbox o"
    " WHERE o.state = 'dead' ORDER BY o.id",
    columns={"created_at": UtcTime()},
)
_REVIVE = write(
    "UPDATE outbox SET state = 'pending', attempts = 0, next_at = :at, error = ''"
    " WHERE id = :id AND state = 'dead'",
    times="at",
)
_NEXT = select(
    "SELECT min(next_at) AS next_at FROM outbox"
    " WHERE state = 'pending' AND channel = :channel AND next_at > :now",
    times="now",
    columns={"next_at": UtcTime()},
)
_SWEEP = write("DELETE FROM outbox WHERE state IN ('sent', 'void') AND sent_at < :before", times="before")


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A row that waits to be sent."""

    id: int
    address: int
    to: str  # the platform's own address
    contact: int
    payload: dict[str, Any]
    parts_sent: int
    attempts: int
    notice: str
    request: int | None
    objection: int | None
    created_at: datetime
    next_at: datetime
    void: bool  # its guard no longer holds


def post(
    session: Session,
    *,
    address: int,
    channel: str,
    payload: dict[str, Any],
    at: datetime,
    priority: int = REPLY,
    request: int | None = None,
    objection: int | None = None,
    notice: str = "",
    guard: Iterable[str] = (),
    cause: int | None = None,
) -> None:
    """Put one message out. `guard`: statuses of `objection`, else of `request`, in which it may
    still be sent."""
    values = {
        "address": address,
        "channel": channel,
        "payload": payload,
        "priority": priority,
        "request": request,
        "objection": objection,
        "notice": notice,
        "guard": ",".join(guard),
        "cause": cause,
        "at": at,
    }
    session.execute(_POST, values)


def pending(session: Session, *, channel: str, now: datetime, most: int) -> list[Letter]:
    """What may go out on a channel: replies first, then in the order in which it was written.

    An address whose earlier letter waits for another try gets nothing out of turn.
    """
    return [
        Letter(
            id=r.id,
            address=r.address_id,
            to=r.value,
            contact=r.contact_id,
            payload=r.payload,
            parts_sent=r.parts_sent,
            attempts=r.attempts,
            notice=r.notice,
            request=r.request_id,
            objection=r.objection_id,
            created_at=r.created_at,
            next_at=r.next_at,
            void=bool(r.guard) and r.status not in r.guard.split(","),
        )
        for r in session.execute(_DUE, {"channel": channel, "now": now, "most": most})
    ]


def next_try(session: Session, *, channel: str, now: datetime) -> datetime | None:
    """When the next letter of a channel that must wait may go out; None where none has to."""
    found: datetime | None = session.execute(_NEXT, {"channel": channel, "now": now}).scalar()
    return found


def mark_sent(session: Session, id: int, *, at: datetime, parts: int, platform_id: str) -> None:
    session.execute(_SENT, {"id": id, "at": at, "parts": parts, "platform_id": platform_id})


def retry(session: Session, id: int, *, at: datetime, parts: int, error: str) -> None:
    """Try again at `at`; parts that have gone out are not sent again."""
    session.execute(_RETRY, {"id": id, "at": at, "parts": parts, "error": error[:500]})


def bury(session: Session, id: int, *, at: datetime, error: str) -> None:
    """Give up: the row stays as a dead letter for an operator."""
    session.execute(_END, {"id": id, "state": "dead", "error": error[:500], "at": at})


def void(session: Session, id: int, *, at: datetime) -> None:
    """Its guard no longer holds: it is not sent."""
    session.execute(_END, {"id": id, "state": "void", "error": "", "at": at})


def dead(session: Session) -> list[Any]:
    """Dead letters, oldest first: rows of id, channel, notice, request_id, error, attempts, created_at."""
    return list(session.execute(_DEAD))


def revive(session: Session, id: int, *, at: datetime) -> bool:
    """Send a dead letter once more; False where there is none of that id."""
    return bool(session.execute(_REVIVE, {"id": id, "at": at}).rowcount)  # type: ignore[attr-defined]


def sweep(session: Session, *, before: datetime) -> None:
    """Forget what was sent long ago."""
    session.execute(_SWEEP, {"before": before})
