"""The history of a request or an objection: append-only, each event carrying the hash of the one before.

A subject is "r12" (a request) or "k3" (an objection, keberatan).
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlmodel import Session, col, select

from kip.case import Event as Happened
from kip.clocks import Clock
from storage.tables import Event, EventPayload, RunningClock


def append(
    session: Session, subject: str, events: Iterable[Happened], *, secret: bytes, cause: int | None
) -> None:
    """Add events to the subject's chain."""
    last = session.exec(select(Event).where(Event.subject == subject).order_by(col(Event.seq).desc())).first()
    previous, seq = (last.hash, last.seq) if last else ("", 0)
    for event in events:
        seq += 1
        payload_hash = payload_digest(event.data, secret)
        officer = event.by.id if event.by.agency else None
        digest = link(
            previous,
            subject=subject,
            seq=seq,
            kind=event.kind,
            at=event.at,
            role=event.by.role,
            officer=officer,
            payload_hash=payload_hash,
        )
        row = Event(
            subject=subject,
            seq=seq,
            kind=event.kind,
            at=event.at,
            role=event.by.role.value,
            officer_id=officer,
            payload_hash=payload_hash,
            previous=previous,
            hash=digest,
            cause=cause,
        )
        session.add(row)
        session.flush()
        assert row.id is not None
        session.add(EventPayload(event_id=row.id, data=event.data))
        previous = digest
    session.flush()


def history(session: Session, subject: str) -> list[tuple[Event, dict[str, Any]]]:
    """Every event with its payload ({} where it was erased), oldest first."""
    wanted = (
        select(Event, EventPayload)
        .join(EventPayload, col(EventPayload.event_id) == col(Event.id), isouter=True)
        .where(Event.subject == subject)
        .order_by(col(Event.seq))
    )
    return [(event, payload.data if payload else {}) for event, payload in session.exec(wanted)]


def payload_digest(data: dict[str, Any], secret: bytes) -> str:
    """The keyed hash that stands in the event for its erasable payload."""
    return hmac.new(secret, orjson.dumps(data, option=orjson.OPT_SORT_KEYS), hashlib.sha256).hexdigest()


def link(
    previous: str,
    *,
    subject: str,
    seq: int,
    kind: str,
    at: datetime,
    role: str,
    officer: int | None,
    payload_hash: str,
) -> str:
    """One link of a chain, over all that its event holds; the moment counts in UTC, as kept."""
    who = f"{role}:{officer or ''}"
    body = "\n".join((previous, subject, str(seq), kind, at.astimezone(UTC).isoformat(), who, payload_hash))
    return hashlib.sha256(body.encode()).hexdigest()


def start_clocks(session: Session, subject: str, clocks: Iterable[Clock]) -> None:
    """Keep the periods that were started."""
    for clock in clocks:
        row = RunningClock(
            subject=subject,
            period=clock.period,
            start_on=clock.start,
            due_on=clock.due,
            waiting_for=clock.waiting_for,
        )
        session.add(row)
    session.flush()


def clocks(session: Session, subject: str) -> list[RunningClock]:
    """Every period that was started, oldest first."""
    wanted = select(RunningClock).where(RunningClock.subject == subject).order_by(col(RunningClock.id))
    return list(session.exec(wanted))
