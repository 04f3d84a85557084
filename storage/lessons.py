"""Corrections of the suggested agency, by the words of the request: kept, listed, undone, forgotten."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage.sql import select, write
from storage.types import Json, UtcTime

MOST = 2_000  # the newest that count; older ones have had their say

_KEEP = write(
    "INSERT INTO lesson (body, stems, agency, source, contact_id, at)"
    " VALUES (:body, :stems, :agency, :source, :contact, :at)",
    times="at",
    json="stems",
)
_TYPES = {"stems": Json(), "at": UtcTime()}
_COLUMNS = "id, body, stems, agency, source, at"
_NEWEST = select(
    f"SELECT {_COLUMNS} FROM lesson WHERE undone_at IS NULL ORDER BY id DESC LIMIT :most", columns=_TYPES
)
_UNDO = write(
    "UPDATE lesson SET undone_at = :at WHERE id = :id AND undone_at IS NULL RETURNING id", times="at"
)
_FORGET = write("DELETE FROM lesson WHERE contact_id = :contact")
_VERSION = write("SELECT count(*), max(id), count(undone_at) FROM lesson")


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptLesson:
    """A correction that counts."""

    id: int
    body: str
    stems: frozenset[str]
    agency: str
    source: str  # forward, pick
    at: datetime


def keep(
    session: Session,
    *,
    body: str,
    stems: Collection[str],
    agency: str,
    source: str,
    contact: int | None,
    now: datetime,
) -> None:
    """Keep a correction of a request of `contact`; without telling words there is nothing to learn."""
    if stems:
        values = {"body": body, "stems": sorted(stems), "agency": agency, "source": source}
        session.execute(_KEEP, values | {"contact": contact, "at": now})


def taught(session: Session) -> list[KeptLesson]:
    """The corrections that count, oldest first."""
    return [
        KeptLesson(
            id=row.id,
            body=row.body,
            stems=frozenset(row.stems),
            agency=row.agency,
            source=row.source,
            at=row.at,
        )
        for row in reversed(list(session.execute(_NEWEST, {"most": MOST})))
    ]


def undo(session: Session, id: int, *, now: datetime) -> bool:
    """Let a correction count no more; False where there is no such one."""
    return 0 < id < 2**31 and session.execute(_UNDO, {"id": id, "at": now}).first() is not None


def forget(session: Session, contact: int) -> None:
    """Erase all that was learned from a person's requests."""
    session.execute(_FORGET, {"contact": contact})


def version_of(session: Session) -> str:
    """Changes whenever what counts does; "" where nothing was ever learned."""
    row = session.execute(_VERSION).one()
    return ":".join(map(str, row)) if row[0] else ""
