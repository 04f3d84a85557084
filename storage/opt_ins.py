"""Who allowed us to write to them of our own accord, in which words they were asked, and when."""

from datetime import datetime

from sqlmodel import Session

from storage.sql import select, write

_KEEP = write(
    "INSERT INTO opt_in (contact_id, channel, given, wording, language, at, request_id)"
    " VALUES (:contact, :channel, :given, :wording, :language, :at, :request)",
    times="at",
)
_NEWEST = select(
    "SELECT given FROM opt_in WHERE contact_id = :contact AND channel = :channel ORDER BY id DESC LIMIT 1"
)


def keep(
    session: Session,
    *,
    contact: int,
    channel: str,
    given: bool,
    wording: str,
    language: str,
    at: datetime,
    request: int | None = None,
) -> None:
    """What somebody answered to `wording`."""
    values = {
        "contact": contact,
        "channel": channel,
        "given": given,
        "wording": wording,
        "language": language,
        "at": at,
        "request": request,
    }
    session.execute(_KEEP, values)


def given(session: Session, contact: int, channel: str) -> bool:
    """Whether their newest word on a channel is yes; no word is none."""
    return bool(session.execute(_NEWEST, {"contact": contact, "channel": channel}).scalar())
