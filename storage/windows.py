"""Letters that wait until the person writes: WhatsApp takes none from us a day after they last did."""

from datetime import datetime

from sqlmodel import Session

from storage.outbox import OUTBOX
from storage.sql import on_postgres, select, write
from storage.store import announce
from storage.types import UtcTime

_WAIT = write(
    "UPDATE outbox SET state = 'window', waits_since = coalesce(waits_since, :at), handed = '',"
    " template_at = coalesce(:template_at, template_at), error = :error WHERE id = :id",
    times="at template_at",
)
_REFUSED = write("UPDATE outbox SET closed_at = :at, handed = '' WHERE id = :id", times="at")
_WAITING = "state IN ('window', 'uncertain') AND state = 'window'"  # in the words of the index
_RELEASE = (
    "UPDATE outbox SET state = 'pending', next_at = :at, handed = '', again = false, waits_since = NULL,"
    " template_at = NULL, closed_at = NULL, error = '' WHERE address_id = :address AND"
)
# Two, for each has an index of its own.
_RELEASE_WAITING = write(
    f"{_RELEASE} state IN ('window', 'uncertain') AND (state = 'window' OR handed = 'template')", times="at"
)
_RELEASE_KNOCKING = write(f"{_RELEASE} state = 'pending' AND handed = 'template'", times="at")
_RELEASE_UNTOLD = write(
    f"UPDATE outbox SET state = 'pending', next_at = :at WHERE channel = :channel AND {_WAITING}"
    " AND template_at IS NULL AND NOT (priority = 0 AND notice = '')",
    times="at",
)
_KNOCKED = select(
    "SELECT 1 FROM outbox WHERE address_id = :address AND state IN ('window', 'uncertain')"
    " AND (template_at IS NOT NULL OR handed = 'template') AND id <> :id LIMIT 1"
)
_HEARD = select("SELECT last_inbound_at FROM address WHERE id = :id", columns={"last_inbound_at": UtcTime()})
_HEARD_LOCKED = select(
    "SELECT last_inbound_at FROM address WHERE id = :id FOR NO KEY UPDATE",
    columns={"last_inbound_at": UtcTime()},
)
_UNHEARD = select(
    f"SELECT id FROM outbox WHERE {_WAITING} AND waits_since <= :before AND notice <> '' ORDER BY id",
    times="before",
)
_LAPSE = write(
    f"UPDATE outbox SET state = 'void', sent_at = :at, error = 'nobody wrote' WHERE {_WAITING}"
    " AND waits_since < :before",
    times="at before",
)


def wait(
    session: Session, id: int, *, at: datetime, error: str = "", template_at: datetime | None = None
) -> None:
    """Let it wait until the person writes; `template_at`: they were sent a template for it."""
    values = {"id": id, "at": at, "template_at": template_at, "error": error[:500]}
    session.execute(_WAIT, values)


def refused(session: Session, id: int, *, at: datetime) -> None:
    """The platform said that it takes nothing but a template for this address now."""
    session.execute(_REFUSED, {"id": id, "at": at})


def heard(session: Session, address: int) -> datetime | None:
    """When the person wrote last from there. A message that comes in now waits for this transaction, so that
    it releases what is about to wait for it."""
    postgres = on_postgres(session)
    found: datetime | None = session.execute(_HEARD_LOCKED if postgres else _HEARD, {"id": address}).scalar()
    return found


def release(session: Session, address: int, *, at: datetime) -> bool:
    """The person wrote: what waited for that may go out. False where nothing did."""
    values = {"address": address, "at": at}
    waited = session.execute(_RELEASE_WAITING, values).rowcount  # type: ignore[attr-defined]  # a write has one
    knocked = session.execute(_RELEASE_KNOCKING, values).rowcount  # type: ignore[attr-defined]
    if waited or knocked:
        announce(session, OUTBOX)
    return bool(waited or knocked)


def release_untold(session: Session, channel: str, *, at: datetime) -> None:
    """A template was approved: look once more at what waits without one."""
    session.execute(_RELEASE_UNTOLD, {"channel": channel, "at": at})
    announce(session, OUTBOX)


def knocked(session: Session, address: int, *, but: int) -> bool:
    """Whether a template was sent to this address, for another letter, since the person wrote last."""
    return session.execute(_KNOCKED, {"address": address, "id": but}).first() is not None


def unheard(session: Session, *, before: datetime) -> list[int]:
    """Notices that have waited since then for the person to write."""
    return [r.id for r in session.execute(_UNHEARD, {"before": before})]


def lapse(session: Session, *, before: datetime, at: datetime) -> None:
    """Send no more what has waited since then for somebody to write."""
    session.execute(_LAPSE, {"before": before, "at": at})
