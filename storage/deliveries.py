"""What became of each message, as the platform tells it: noted when it is sent, told by receipts later.

Either may come first. Nothing goes back: sent, delivered, read; failed is final.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage.sql import select, write

SENT, DELIVERED, READ, FAILED = "sent", "delivered", "read", "failed"
CLOSED, UNREACHABLE, LATER, REFUSED = "closed", "unreachable", "later", "refused"  # what a failure means
TEMPLATE = -1  # in the place of a part's number: the template that was sent for a letter

_RANK = "CASE {} WHEN 'sent' THEN 0 WHEN 'delivered' THEN 1 WHEN 'read' THEN 2 ELSE 3 END"
_NEWER = f"{_RANK.format('excluded.delivery')} > {_RANK.format('delivery.delivery')}"

_NOTE = write(
    "INSERT INTO delivery (channel, platform_id, outbox_id, part, parts, delivery, sent_at, at, category,"
    " charged, meaning, error, watched)"
    " VALUES (:channel, :platform_id, :outbox, :part, :parts, 'sent', :at, :at, '', false, '', '', :watched)"
    " ON CONFLICT (channel, platform_id) DO UPDATE SET outbox_id = excluded.outbox_id,"
    " part = excluded.part, parts = excluded.parts, sent_at = excluded.sent_at,"
    " watched = excluded.watched AND delivery.delivery = 'sent'",
    times="at",
)
_HEAR = select(
    "INSERT INTO delivery (channel, platform_id, outbox_id, part, parts, delivery, sent_at, at, category,"
    " charged, meaning, error, watched)"
    " VALUES (:channel, :platform_id, :outbox, :part, :parts, :delivery, :at, :at, :category, :charged,"
    " :meaning, :error, false)"
    " ON CONFLICT (channel, platform_id) DO UPDATE SET delivery = excluded.delivery, at = excluded.at,"
    " outbox_id = coalesce(delivery.outbox_id, excluded.outbox_id),"
    " part = CASE WHEN delivery.outbox_id IS NULL THEN excluded.part ELSE delivery.part END,"
    " parts = CASE WHEN delivery.outbox_id IS NULL THEN excluded.parts ELSE delivery.parts END,"
    " category = CASE WHEN excluded.category = '' THEN delivery.category ELSE excluded.category END,"
    " charged = delivery.charged OR excluded.charged, meaning = excluded.meaning, error = excluded.error,"
    f" watched = delivery.watched AND excluded.delivery = 'sent' WHERE {_NEWER}"
    " RETURNING outbox_id, part, parts",
    times="at",
)
_CHARGE = write(
    "UPDATE delivery SET category = CASE WHEN :category = '' THEN category ELSE :category END,"
    " charged = charged OR :charged WHERE channel = :channel AND platform_id = :platform_id"
)
_BEST = select(
    "SELECT parts FROM delivery WHERE outbox_id = :outbox AND part = :part AND delivery <> 'failed' LIMIT 1"
)
_FAILED = select(
    "SELECT part, meaning, error FROM delivery WHERE outbox_id = :outbox AND delivery = 'failed'"
    " ORDER BY id DESC LIMIT 1"
)
_SILENT = select(
    "SELECT id, outbox_id FROM delivery WHERE watched AND sent_at <= :before ORDER BY id LIMIT :most",
    times="before",
)
_UNWATCH = write("UPDATE delivery SET watched = false WHERE id = :id")
_FORGET_ID = write(
    "UPDATE delivery SET platform_id = NULL WHERE platform_id IS NOT NULL AND sent_at < :before",
    times="before",
)
_FORGET = write("DELETE FROM delivery WHERE platform_id IS NULL AND sent_at < :before", times="before")
_COUNT = select(
    "SELECT category, charged, delivery = 'failed' AS failed, count(*) AS messages FROM delivery"
    " WHERE channel = :channel AND sent_at >= :since AND sent_at < :until"
    " GROUP BY category, charged, delivery = 'failed' ORDER BY category, charged",
    times="since until",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A message that the platform took and then did not deliver."""

    part: int
    meaning: str  # CLOSED, ...
    error: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A receipt: what a platform says of one message. `letter` is None where it does not say of which."""

    platform_id: str
    letter: int | None = None
    part: int = 0
    parts: int = 1
    delivery: str  # SENT, ...
    at: datetime
    category: str = ""
    charged: bool = False
    meaning: str = ""  # of a failed one: CLOSED, ...
    error: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Of which letter a receipt tells something new; `letter` None where it is none of ours."""

    letter: int | None
    part: int
    parts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """So many messages of a month."""

    category: str
    charged: bool
    failed: bool
    messages: int


def note(
    session: Session,
    *,
    channel: str,
    platform_id: str,
    letter: int,
    part: int,
    parts: int,
    at: datetime,
    watched: bool,
) -> None:
    """The platform took a part of a letter. A receipt may have said more of it already."""
    values = {"channel": channel, "platform_id": platform_id, "outbox": letter, "part": part, "parts": parts}
    session.execute(_NOTE, values | {"at": at, "watched": watched})


def hear(session: Session, channel: str, word: Word) -> Told | None:
    """A receipt; None where it says nothing new, as a second copy and one that was overtaken."""
    values = {
        "channel": channel,
        "platform_id": word.platform_id,
        "outbox": word.letter,
        "part": word.part,
        "parts": word.parts,
        "delivery": word.delivery,
        "at": word.at,
        "category": word.category,
        "charged": word.charged,
        "meaning": word.meaning,
        "error": word.error[:500],
    }
    row = session.execute(_HEAR, values).first()
    if row is not None:
        return Told(letter=row.outbox_id, part=row.part, parts=row.parts)
    if word.charged or word.category:  # what a message costs may stand in a receipt that was overtaken
        session.execute(_CHARGE, values)
    return None


def taken(session: Session, letter: int, part: int) -> int | None:
    """Of how many parts, where the platform is known to have taken this one and not to have failed."""
    found: int | None = session.execute(_BEST, {"outbox": letter, "part": part}).scalar()
    return found


def failure(session: Session, letter: int) -> Failure | None:
    """How the platform failed with a letter, or a part of it, where it has said so."""
    row = session.execute(_FAILED, {"outbox": letter}).first()
    return None if row is None else Failure(part=row.part, meaning=row.meaning, error=row.error)


def silent(session: Session, *, before: datetime, most: int) -> list[tuple[int, int]]:
    """(delivery, letter) of statutory notices that were sent by then, and not known to be delivered."""
    rows = session.execute(_SILENT, {"before": before, "most": most})
    return [(r.id, r.outbox_id) for r in rows]


def unwatch(session: Session, id: int) -> None:
    session.execute(_UNWATCH, {"id": id})


def count(session: Session, *, channel: str, since: datetime, until: datetime) -> list[Counted]:
    """What was sent in a span of time, by category."""
    rows = session.execute(_COUNT, {"channel": channel, "since": since, "until": until})
    return [
        Counted(category=r.category, charged=bool(r.charged), failed=bool(r.failed), messages=int(r.messages))
        for r in rows
    ]


def sweep(session: Session, *, nameless_before: datetime, before: datetime) -> None:
    """Forget the platform's ids, which hold phone numbers, and later the rest."""
    session.execute(_FORGET_ID, {"before": nameless_before})
    session.execute(_FORGET, {"before": before})
