"""Whether every chain of events is whole, and every anchor: read as a stream, whatever has been stored.

for fault in audit(session, secret=b"..."):     # the first of each chain
    fault.subject, fault.seq, fault.kind
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Date
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from storage import anchors, chain
from storage.anchors import Head
from storage.sql import select
from storage.tables import Anchor
from storage.types import Json, UtcTime

_STEP = 2000  # rows fetched at once
_EVENTS = select(
    "SELECT e.subject, e.seq, e.kind, e.at, e.role, e.officer_id, e.payload_hash, e.previous, e.hash, p.data"
    " FROM event e LEFT JOIN event_payload p ON p.event_id = e.id ORDER BY e.subject, e.seq",
    columns={"at": UtcTime(), "data": Json()},
)
_SILENT = select(
    "SELECT 'r' || r.id AS subject FROM request r WHERE NOT EXISTS"
    " (SELECT 1 FROM event e WHERE e.subject = 'r' || r.id) UNION ALL"
    " SELECT 'k' || o.id FROM objection o WHERE NOT EXISTS"
    " (SELECT 1 FROM event e WHERE e.subject = 'k' || o.id)"
)
_HEADS = select(
    "SELECT h.day, h.subject, h.seq, h.hash, e.hash AS now FROM anchor_head h"
    " LEFT JOIN event e ON e.subject = h.subject AND e.seq = h.seq ORDER BY h.day",
    columns={"day": Date()},
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """The first broken link of a chain. `kind` ends its copy key: "missing", "changed", "order", "payload",
    "silent" of events; "anchor-chain", "anchor-heads", "tail-gone", "tail-other", "unknown" of anchors."""

    kind: str
    subject: str  # "r12", "k3"; of an anchor its day
    seq: int = 0


@dataclass(kw_only=True, slots=True)
class Count:
    """What has been looked at."""

    events: int = 0
    chains: int = 0
    anchors: int = 0
    hashes: list[str] = field(default_factory=list)  # of the anchors


def audit(session: Session, *, secret: bytes, count: Count) -> Iterator[Fault]:
    """Every chain's first fault, then the anchors'; `count` is filled on the way."""
    for _, events in groupby(_stream(session, _EVENTS), key=lambda row: row.subject):
        count.chains += 1
        if fault := _chain(events, secret, count):
            yield fault
    yield from (Fault(kind="silent", subject=row.subject) for row in session.execute(_SILENT))
    yield from _anchors(session, count)


def compare(hashes: list[str], kept: list[str]) -> Iterator[Fault]:
    """Which of the anchors that somebody has kept (whole, or as `anchors.short`) are not here."""
    for said in kept:
        plain = said.replace("-", "").casefold()
        if not any(known.startswith(plain) for known in hashes):
            yield Fault(kind="unknown", subject=said)


def _chain(events: Iterator[Any], secret: bytes, count: Count) -> Fault | None:
    """The first fault of one chain; all of its events are read."""
    fault: Fault | None = None
    previous, seq = "", 0
    for row in events:
        count.events += 1
        if fault is None and (kind := _wrong(row, previous, seq, secret)):
            fault = Fault(kind=kind, subject=row.subject, seq=seq + 1 if kind == "missing" else row.seq)
        previous, seq = row.hash, row.seq
    return fault


def _wrong(row: Any, previous: str, seq: int, secret: bytes) -> str:
    if row.seq != seq + 1:
        return "missing"
    if row.previous != previous:
        return "order"
    said = chain.link(
        row.previous,
        subject=row.subject,
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        role=row.role,
        officer=row.officer_id,
        payload_hash=row.payload_hash,
    )
    if said != row.hash:
        return "changed"
    erased = row.data is None
    return "" if erased or chain.payload_digest(row.data, secret) == row.payload_hash else "payload"


def _anchors(session: Session, count: Count) -> Iterator[Fault]:
    heads = groupby(_stream(session, _HEADS), key=lambda row: row.day)
    day, rows = next(heads, (None, iter(())))
    previous = ""
    for anchor in session.exec(select_rows(Anchor).order_by(col(Anchor.day))):
        count.anchors += 1
        count.hashes.append(anchor.hash)
        said = anchors.link(anchor.previous, day=anchor.day, heads=anchor.heads, heads_hash=anchor.heads_hash)
        if anchor.previous != previous or said != anchor.hash:
            yield Fault(kind="anchor-chain", subject=anchor.day.isoformat())
        previous = anchor.hash
        kept: list[Any] = []
        if day == anchor.day:
            kept = list(rows)
            day, rows = next(heads, (None, iter(())))
        yield from _held(anchor.day, anchor.heads_hash, kept)


def _held(day: date, heads_hash: str, kept: list[Any]) -> Iterator[Fault]:
    """The heads of one anchor: as they were hashed, and still there."""
    if anchors.digest(Head(subject=row.subject, seq=row.seq, hash=row.hash) for row in kept) != heads_hash:
        yield Fault(kind="anchor-heads", subject=day.isoformat())
    for row in kept:
        if row.now != row.hash:
            kind = "tail-gone" if row.now is None else "tail-other"
            yield Fault(kind=kind, subject=row.subject, seq=row.seq)


def _stream(session: Session, statement: Any) -> Iterator[Any]:
    """Rows as they come, never all of them at once."""
    with session.execute(statement, execution_options={"yield_per": _STEP}) as result:
        yield from result
