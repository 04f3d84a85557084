"""Daily anchors over the heads of all chains of events.

A chain proves that nothing inside it was changed, not that its last events are still there. An anchor, kept
by somebody else, does: it hashes every head that is new since the anchor before, and that anchor's hash.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, bindparam, text
from sqlmodel import Session, col, select
from sqlmodel import update as sql_update

from storage import sql
from storage.tables import Anchor
from storage.types import UtcTime

SHORT = 20  # hex digits that a person is told: 80 bits
_GROWN = sql.select(
    "SELECT e.subject, e.seq, e.hash FROM event e"
    " JOIN (SELECT subject, max(seq) AS seq FROM event GROUP BY subject) last"
    " ON last.subject = e.subject AND last.seq = e.seq"
    " LEFT JOIN (SELECT subject, max(seq) AS seq FROM anchor_head GROUP BY subject) known"
    " ON known.subject = e.subject WHERE known.seq IS NULL OR known.seq < e.seq"
)
_DAY = bindparam("day", type_=Date())
_ANCHOR = text(
    "INSERT INTO anchor (day, heads, heads_hash, previous, hash, made_at)"
    " VALUES (:day, :heads, :heads_hash, :previous, :hash, :now) ON CONFLICT DO NOTHING RETURNING heads"
).bindparams(_DAY, bindparam("now", type_=UtcTime()))
_KEEP = text(
    "INSERT INTO anchor_head (subject, seq, day, hash) VALUES (:subject, :seq, :day, :hash)"
    " ON CONFLICT (subject, seq) DO NOTHING"
).bindparams(_DAY)


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The last event of a chain."""

    subject: str
    seq: int
    hash: str


def wanted(session: Session, day: date) -> bool:
    """Whether the day has no anchor yet."""
    return session.get(Anchor, day) is None


def grown(session: Session) -> list[Head]:
    """The heads of all chains that have grown since the last anchor. To be read outside a writing
    transaction: it looks at all events, and what it finds stays true."""
    rows = session.execute(_GROWN)
    return [Head(subject=row.subject, seq=row.seq, hash=row.hash) for row in rows]


def make(session: Session, heads: Iterable[Head], *, day: date, now: datetime) -> bool:
    """Anchor the heads; False where the day has its anchor already, also by another process just now."""
    last = latest(session)
    if last is not None and last.day >= day:
        return False
    ordered = sorted(heads, key=_place)
    previous, heads_hash = last.hash if last else "", digest(ordered)
    hash = link(previous, day=day, heads=len(ordered), heads_hash=heads_hash)
    values = {"day": day, "heads": len(ordered), "heads_hash": heads_hash, "previous": previous}
    if session.execute(_ANCHOR, values | {"hash": hash, "now": now}).first() is None:
        return False
    if ordered:
        rows = [{"subject": h.subject, "seq": h.seq, "day": day, "hash": h.hash} for h in ordered]
        session.execute(_KEEP, rows)
    return True


def latest(session: Session) -> Anchor | None:
    return session.exec(select(Anchor).order_by(col(Anchor.day).desc())).first()


def untold(session: Session) -> list[Anchor]:
    """Anchors that nobody outside has been told of, oldest first."""
    return list(session.exec(select(Anchor).where(col(Anchor.told_at).is_(None)).order_by(col(Anchor.day))))


def mark_told(session: Session, *, until: date, now: datetime) -> None:
    """The anchor of `until` holds all before it."""
    told = sql_update(Anchor).where(col(Anchor.told_at).is_(None), col(Anchor.day) <= until)
    session.exec(told.values(told_at=now))


def digest(heads: Iterable[Head]) -> str:
    """The hash over heads, in the order of their subjects."""
    lines = "".join(f"{head.subject}:{head.seq}:{head.hash}\n" for head in sorted(heads, key=_place))
    return hashlib.sha256(lines.encode()).hexdigest()


def link(previous: str, *, day: date, heads: int, heads_hash: str) -> str:
    """One link of the anchors' own chain."""
    return hashlib.sha256("\n".join((previous, day.isoformat(), str(heads), heads_hash)).encode()).hexdigest()


def short(hash: str) -> str:
    """As a person keeps and compares it: a1b2c-3d4e5-f6071-82930"""
    return "-".join(hash[at : at + 5] for at in range(0, SHORT, 5))


def _place(head: Head) -> tuple[str, int]:
    return head.subject, head.seq
