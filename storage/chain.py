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
from storage.sql import select as read
from storage.sql import write
from storage.tables import Event, EventPayload, RunningClock
from storage.trace import changed

_LAST = read("SELECT hash, seq FROM event WHERE subject = :subject ORDER BY seq DESC LIMIT 1")
_EVENT = write(
    "INSERT INTO event (subject, seq, kind, at, role, officer_id, payload_hash, previous, hash, cause)"
    " VALUES (:subject, :seq, :kind, :at, :role, :officer, :payload_hash, :previous, :hash, :cause)"
    " RETURNING id",
    times="at",
)
_PAYLOAD = write("INSERT INTO event_payload (event_id, data) VALUES (:event, :data)", json="data")
_CLOCK = write(
    "INSERT INTO running_clock (subject, period, start_on, due_on, waiting_for)"
    " VALUES (:subject, :period, :start, :due, :waiting_for)",
    dates="start due",
)


def append(
    session: Session, subject: str, events: Iterable[Happened], *, secret: bytes, cause: int | None
) -> None:
    """Add events to the subject's chain."""
    last = session.execute(_LAST, {"subject": subject}).first()
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
        row = {
            "subject": subject,
            "seq": seq,
            "kind": event.kind,
            "at": event.at,
            "role": event.by.role.value,
            "officer": officer,
            "payload_hash": payload_hash,
            "previous": previous,
            "hash": digest,
            "cause": cause,
        }
        id = session.execute(_EVENT, row).scalar_one()
        session.execute(_PAYLOAD, {"event": id, "data": event.data})
        changed(subject, event.kind)
        previous = digest


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
    return hmac.digest(secret, orjson.dumps(data, option=orjson.OPT_SORT_KEYS), "sha256").hex()


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
        row = {
            "subject": subject,
            "period": clock.period,
            "start": clock.start,
            "due": clock.due,
            "waiting_for": clock.waiting_for,
        }
        session.execute(_CLOCK, row)


def clocks(session: Session, subject: str) -> list[RunningClock]:
    """Every period that was started, oldest first."""
    wanted = select(RunningClock).where(RunningClock.subject == subject).order_by(col(RunningClock.id))
    return list(session.exec(wanted))
