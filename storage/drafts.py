"""Forms being filled in, kept between any two messages."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.sql import select, write
from storage.types import Json, UtcTime

_COLUMNS = {
    "answers": Json(),
    "gathered": Json(),
    "context": Json(),
    "asked_at": UtcTime(),
    "updated_at": UtcTime(),
}
_FIND = select(
    "SELECT id, contact_id, form, answers, gathered, context, asked, asked_at, state, updated_at"
    " FROM draft WHERE id = :id",
    columns=_COLUMNS,
)
_PAUSED = select(
    "SELECT id, contact_id, form, answers, gathered, context, asked, asked_at, state, updated_at FROM draft"
    " WHERE contact_id = :contact AND state = :state AND updated_at >= :since ORDER BY updated_at DESC, id",
    times="since",
    columns=_COLUMNS,
)
_SAVE = write(
    "INSERT INTO draft (id, contact_id, form, answers, gathered, context, asked, asked_at, state, updated_at)"
    " VALUES (:id, :contact, :form, :answers, :gathered, :context, :asked, :asked_at, :state, :at)"
    " ON CONFLICT (id) DO UPDATE SET answers = excluded.answers, gathered = excluded.gathered,"
    " asked = excluded.asked, asked_at = excluded.asked_at, state = excluded.state,"
    " updated_at = excluded.updated_at",
    times="at asked_at",
    json="answers gathered context",
)
_CLOSE = write("UPDATE draft SET state = :state, updated_at = :at WHERE id = :id", times="at")
_EMPTY = write(
    "UPDATE draft SET state = 'done', answers = '{}', gathered = '{}', context = '{}', updated_at = :at"
    " WHERE id = :id",
    times="at",
)
_TRIM = write(
    "DELETE FROM draft WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER ("
    "ORDER BY CASE WHEN state = 'open' AND answers <> '{}' THEN 0 WHEN state = 'open' THEN 1 ELSE 2 END,"
    " updated_at DESC) AS place FROM draft WHERE contact_id = :contact) AS mine WHERE place > :most)"
)
_SWEEP = write("DELETE FROM draft WHERE updated_at < :before", times="before")


class KeptDraft:
    """A draft as it is stored: the form's own parts, its owner and its state."""

    __slots__ = (
        "answers",
        "asked",
        "asked_at",
        "contact",
        "context",
        "form",
        "gathered",
        "id",
        "state",
        "updated_at",
    )

    def __init__(self, row: Any) -> None:
        self.id: str = row.id
        self.contact: int = row.contact_id
        self.form: str = row.form
        self.answers: dict[str, Any] = row.answers
        self.gathered: dict[str, Any] = row.gathered
        self.context: dict[str, Any] = row.context
        self.asked: str = row.asked
        self.asked_at: datetime | None = row.asked_at  # None: before this was kept
        self.state: str = row.state  # open, done, cancelled
        self.updated_at: datetime = row.updated_at


def find(session: Session, id: str) -> KeptDraft | None:
    """The draft of this id, which may come from a forged button: PostgreSQL takes no NUL in a text."""
    row = session.execute(_FIND, {"id": id}).first() if id.isalnum() else None
    return None if row is None else KeptDraft(row)


def of_contact(session: Session, contact: int, *, state: str, since: datetime) -> list[KeptDraft]:
    """A contact's drafts in `state`, touched since, newest first."""
    rows = session.execute(_PAUSED, {"contact": contact, "state": state, "since": since})
    return [KeptDraft(row) for row in rows]


def save(
    session: Session,
    *,
    id: str,
    contact: int,
    form: str,
    answers: dict[str, Any],
    gathered: dict[str, Any],
    context: dict[str, Any],
    asked: str,
    at: datetime,
    asked_at: datetime | None = None,
    state: str = "open",
) -> None:
    values = {
        "id": id,
        "contact": contact,
        "form": form,
        "answers": answers,
        "gathered": gathered,
        "context": context,
        "asked": asked,
        "asked_at": asked_at or at,
        "state": state,
        "at": at,
    }
    session.execute(_SAVE, values)


def close(session: Session, id: str, *, state: str, at: datetime) -> None:
    session.execute(_CLOSE, {"id": id, "state": state, "at": at})


def finish(session: Session, id: str, *, at: datetime) -> None:
    """Done: the row stays so that an old button can be told so, what the person wrote goes."""
    session.execute(_EMPTY, {"id": id, "at": at})


def trim(session: Session, contact: int, *, most: int) -> None:
    """Keep no more than `most` drafts of a contact: shells go first, then empty ones, then the oldest."""
    session.execute(_TRIM, {"contact": contact, "most": most})


def sweep(session: Session, *, before: datetime) -> None:
    """Forget drafts that nobody came back to, and the shells of those that are done."""
    session.execute(_SWEEP, {"before": before})
