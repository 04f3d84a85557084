"""How much one person, or one address, has asked for lately."""

from datetime import datetime, timedelta

from sqlmodel import Session

from storage.sql import select, write

_FILED = select(
    "SELECT (SELECT count(*) FROM request WHERE contact_id = :contact AND processed_at >= :since)"
    " + (SELECT count(*) FROM objection WHERE contact_id = :contact AND received_at >= :since)",
    times="since",
)
_OPENED = select(
    "SELECT count(*) FROM task WHERE contact_id = :contact AND kind = :kind AND created_at >= :since",
    times="since",
)
_TRIES = select(
    "SELECT wrong_codes FROM address WHERE id = :address AND wrong_since > :since",
    times="since",
)
_WRONG = write(
    "UPDATE address SET wrong_codes = CASE WHEN wrong_since > :since THEN wrong_codes + 1 ELSE 1 END,"
    " wrong_since = CASE WHEN wrong_since > :since THEN wrong_since ELSE :now END WHERE id = :address",
    times="since now",
)

TRIES = 5  # wrong codes from one address
TRIES_IN = timedelta(hours=1)


def filed(session: Session, contact: int, *, since: datetime) -> int:
    """Requests and objections of a contact that came since."""
    return int(session.execute(_FILED, {"contact": contact, "since": since}).scalar_one())


def opened(session: Session, contact: int, *, kind: str, since: datetime) -> int:
    """Tasks of a kind that a contact has caused since."""
    values = {"contact": contact, "kind": kind, "since": since}
    return int(session.execute(_OPENED, values).scalar_one())


def may_try(session: Session, address: int, *, now: datetime) -> bool:
    """Whether another code may be typed from an address."""
    tried = session.execute(_TRIES, {"address": address, "since": now - TRIES_IN}).scalar()
    return (tried or 0) < TRIES


def wrong_code(session: Session, address: int, *, now: datetime) -> None:
    """Count a code that was wrong."""
    session.execute(_WRONG, {"address": address, "since": now - TRIES_IN, "now": now})
