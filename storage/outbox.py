"""What is to be sent: written in the transaction that causes it, marked when the platform took it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import TextualSelect
from sqlmodel import Session

from storage.frozen import frozen
from storage.sql import on_postgres, select, write
from storage.store import announce
from storage.trace import current
from storage.types import Json, UtcTime

if TYPE_CHECKING:  # by way of joins it needs this module
    from storage.contacts import Person

OUTBOX = "outbox"  # what is announced where something may be due
REPLY, NOTICE, DIGEST = 0, 1, 2
FAR_BACK = 10_000  # letters; nobody looks among older ones for what was said a moment ago

_INSERT = (
    "INSERT INTO outbox (address_id, channel, payload, priority, request_id, objection_id, notice, guard,"
    " cause, trace, state, parts_sent, attempts, next_at, created_at, platform_id, error)"
    " VALUES (:address, :channel, :payload, :priority, :request, :objection, :notice, :guard,"
    " :cause, :trace, 'pending', 0, 0, :at, :at, '', '')"
)
_POST = write(_INSERT, times="at", json="payload")
_REPLY = write(
    f"{_INSERT} RETURNING id, (SELECT max(e.id) FROM outbox e WHERE e.state = 'pending'"
    " AND e.address_id = :address AND e.id < outbox.id) AS behind",
    times="at",
    json="payload",
)
_LETTER = {
    "payload": Json(),
    "created_at": UtcTime(),
    "next_at": UtcTime(),
    "closed_at": UtcTime(),
    "last_inbound_at": UtcTime(),
}
_COLUMNS = (
    "o.id, o.address_id, o.payload, o.priority, o.parts_sent, o.attempts, o.notice, o.request_id,"
    " o.objection_id, o.guard, o.created_at, o.next_at, o.handed, o.again, o.closed_at, o.first_id, o.state,"
    " o.trace, a.value, a.contact_id, a.last_inbound_at, c.language, coalesce(k.status, r.status) AS status"
    " FROM outbox o JOIN address a ON a.id = o.address_id JOIN contact c ON c.id = a.contact_id"
    " LEFT JOIN request r ON r.id = o.request_id"
    " LEFT JOIN objection k ON k.id = o.objection_id"
)


# The first of each address only, whatever waits behind it: one probe of an index for each row looked at.
def _due_but(busy: str) -> TextualSelect:
    return select(
        f"SELECT {_COLUMNS}"
        f" WHERE o.state = 'pending' AND o.channel = :channel AND o.next_at <= :now AND {busy}"
        " AND NOT EXISTS (SELECT 1 FROM outbox e"
        " WHERE e.state = 'pending' AND e.address_id = o.address_id AND e.id < o.id)"
        " ORDER BY o.priority, o.id LIMIT :most",
        times="now",
        columns=_LETTER,
    )


_DUE_SQLITE = _due_but("o.address_id NOT IN (SELECT value FROM json_each(:busy))")
_DUE = _due_but("o.address_id <> ALL (CAST(:busy AS integer[]))")
_ONE = select(f"SELECT {_COLUMNS} WHERE o.id = :id", columns=_LETTER)
_HAND = write(
    "UPDATE outbox SET handed = :what, handed_at = :at, parts_sent = :parts WHERE id = :id", times="at"
)
_PROGRESS = write("UPDATE outbox SET parts_sent = :parts, handed = '' WHERE id = :id")
_SENT = write(
    "UPDATE outbox SET state = 'sent', sent_at = :at, platform_id = :platform_id, parts_sent = :parts,"
    " handed = '', error = '' WHERE id = :id",
    times="at",
)
_ALL_SENT = write(
    "UPDATE outbox SET state = 'sent', sent_at = w.at, platform_id = w.platform_id, parts_sent = w.parts,"
    " handed = '', error = '' FROM jsonb_to_recordset(CAST(:sent AS jsonb))"
    " AS w (id integer, at timestamptz, parts integer, platform_id text) WHERE outbox.id = w.id",
    json="sent",
)
_RETRY = write(
    "UPDATE outbox SET state = 'pending', attempts = attempts + 1, next_at = :at, parts_sent = :parts,"
    " handed = '', error = :error WHERE id = :id",
    times="at",
)
_DOUBT = write(
    "UPDATE outbox SET state = 'uncertain', handed_at = coalesce(handed_at, :at), error = :error"
    " WHERE id = :id",
    times="at",
)
_AGAIN = write(
    "UPDATE outbox SET state = 'pending', next_at = :at, handed = '', again = true WHERE id = :id", times="at"
)
_REDIRECT = write(
    "INSERT INTO outbox (address_id, channel, payload, priority, request_id, objection_id, notice, guard,"
    " cause, trace, state, parts_sent, attempts, next_at, created_at, platform_id, error, first_id)"
    " SELECT :address, :channel, payload, priority, request_id, objection_id, notice, guard,"
    " cause, trace, 'pending', 0, 0, :at, :at, '', '', id FROM outbox WHERE id = :id",
    times="at",
)
_UNCERTAIN = select(
    "SELECT id FROM outbox WHERE state = 'uncertain' AND handed_at <= :before ORDER BY id LIMIT :most",
    times="before",
)
_UNCERTAIN_LOCKED = select(
    "SELECT id FROM outbox WHERE state = 'uncertain' AND handed_at <= :before ORDER BY id LIMIT :most"
    " FOR UPDATE SKIP LOCKED",
    times="before",
)
_END = write(
    "UPDATE outbox SET state = :state, error = :error, sent_at = :at, handed = '' WHERE id = :id", times="at"
)
_DEAD = select(
    "SELECT o.id, o.channel, o.notice, o.request_id, o.error, o.attempts, o.created_at FROM outbox o"
    " WHERE o.state = 'dead' ORDER BY o.id",
    columns={"created_at": UtcTime()},
)
_REVIVE = write(
    "UPDATE outbox SET state = 'pending', attempts = 0, next_at = :at, error = ''"
    " WHERE id = :id AND state = 'dead'",
    times="at",
)
_NEXT = select(
    "SELECT min(next_at) AS next_at FROM outbox"
    " WHERE state = 'pending' AND channel = :channel AND next_at > :now",
    times="now",
    columns={"next_at": UtcTime()},
)
_RECENT = select(
    "SELECT a.value, o.sent_at FROM outbox o JOIN address a ON a.id = o.address_id"
    " WHERE o.id > (SELECT coalesce(max(id), 0) - :most FROM outbox) AND o.state = 'sent'"
    " AND o.channel = :channel AND o.sent_at > :since ORDER BY o.sent_at",
    times="since",
    columns={"sent_at": UtcTime()},
)
_LAST_SAID = select(
    "SELECT payload, created_at FROM outbox WHERE address_id = :address"
    " AND id > (SELECT coalesce(max(id), 0) - :most FROM outbox) ORDER BY id DESC LIMIT 1",
    columns={"payload": Json(), "created_at": UtcTime()},
)
_SWEEP = write(
    "DELETE FROM outbox WHERE state IN ('sent', 'void', 'unknown') AND sent_at < :before", times="before"
)


@frozen
class Letter:
    """A row that waits to be sent."""

    id: int
    address: int
    to: str  # the platform's own address
    contact: int
    payload: dict[str, Any]
    parts_sent: int
    attempts: int
    notice: str
    request: int | None
    objection: int | None
    created_at: datetime
    next_at: datetime
    void: bool  # its guard no longer holds
    state: str = "pending"
    reply: bool = False  # an answer to what a person wrote, and no notice
    handed: str = ""  # given to the platform, with what outcome is not known: "part" or "template"
    again: bool = False  # sent before, perhaps
    closed_at: datetime | None = None  # when the platform said that it takes nothing but a template
    last_inbound_at: datetime | None = None
    language: str = "id"  # what the person reads
    first: int | None = None  # the letter to another address that this one goes instead of
    trace: str = ""  # what it came of (storage.trace)
    behind: int | None = None  # the letter before it at its address, which still waited when it was put out


def post(
    session: Session,
    *,
    address: int,
    channel: str,
    payload: dict[str, Any],
    at: datetime,
    priority: int = REPLY,
    request: int | None = None,
    objection: int | None = None,
    notice: str = "",
    guard: Iterable[str] = (),
    cause: int | None = None,
) -> None:
    """Put one message out. `guard`: statuses of `objection`, else of `request`, in which it may
    still be sent."""
    values = {
        "address": address,
        "channel": channel,
        "payload": payload,
        "priority": priority,
        "request": request,
        "objection": objection,
        "notice": notice,
        "guard": ",".join(guard),
        "cause": cause,
        "trace": current(),
        "at": at,
    }
    session.execute(_POST, values)
    announce(session, OUTBOX)


_ANSWER: dict[str, Any] = {
    "priority": REPLY,
    "request": None,
    "objection": None,
    "notice": "",
    "guard": "",
}


def reply(
    session: Session, person: "Person", *, channel: str, payload: dict[str, Any], at: datetime, cause: int
) -> Letter:
    """Answer what a person wrote. Nobody is told of it: it is for the caller to give it to the sender."""
    values = _ANSWER | {
        "address": person.address,
        "channel": channel,
        "payload": payload,
        "cause": cause,
        "trace": current(),
        "at": at,
    }
    put = session.execute(_REPLY, values).one()
    return Letter(
        id=put.id,
        address=person.address,
        to=person.value,
        contact=person.id,
        payload=payload,
        parts_sent=0,
        attempts=0,
        notice="",
        request=None,
        objection=None,
        created_at=at,
        next_at=at,
        void=False,
        reply=True,
        last_inbound_at=person.heard_at,
        language=person.language,
        trace=values["trace"],
        behind=put.behind,
    )


def pending(
    session: Session, *, channel: str, now: datetime, most: int, busy: Collection[int] = ()
) -> list[Letter]:
    """What may go out on a channel: the first letter of each address that is not `busy`, replies before
    others, then in the order in which they were written.

    An address whose first letter waits for another try gets nothing out of turn.
    """
    addresses = ",".join(map(str, busy))
    postgres = on_postgres(session)
    values = {
        "channel": channel,
        "now": now,
        "most": most,
        "busy": f"{{{addresses}}}" if postgres else f"[{addresses}]",
    }
    return [_letter(r) for r in session.execute(_DUE if postgres else _DUE_SQLITE, values)]


def letter(session: Session, id: int) -> Letter | None:
    """A letter in whatever state."""
    row = session.execute(_ONE, {"id": id}).first()
    return None if row is None else _letter(row)


def _letter(r: Any) -> Letter:
    return Letter(
        id=r.id,
        address=r.address_id,
        to=r.value,
        contact=r.contact_id,
        payload=r.payload,
        parts_sent=r.parts_sent,
        attempts=r.attempts,
        notice=r.notice,
        request=r.request_id,
        objection=r.objection_id,
        created_at=r.created_at,
        next_at=r.next_at,
        void=bool(r.guard) and r.status not in r.guard.split(","),
        state=r.state,
        reply=r.priority == REPLY and not r.notice,
        handed=r.handed,
        again=bool(r.again),
        closed_at=r.closed_at,
        last_inbound_at=r.last_inbound_at,
        language=r.language,
        first=r.first_id,
        trace=r.trace,
    )


def next_try(session: Session, *, channel: str, now: datetime) -> datetime | None:
    """When the next letter of a channel that must wait may go out; None where none has to."""
    found: datetime | None = session.execute(_NEXT, {"channel": channel, "now": now}).scalar()
    return found


def hand(session: Session, id: int, *, what: str, at: datetime, parts: int) -> None:
    """It is about to be given to a platform that cannot be asked later; `what`: part, template."""
    session.execute(_HAND, {"id": id, "what": what, "at": at, "parts": parts})


def progress(session: Session, id: int, *, parts: int) -> None:
    """So many parts of a longer letter have gone out."""
    session.execute(_PROGRESS, {"id": id, "parts": parts})


def mark_sent(session: Session, id: int, *, at: datetime, parts: int, platform_id: str) -> None:
    session.execute(_SENT, {"id": id, "at": at, "parts": parts, "platform_id": platform_id})


class Delivered(TypedDict):
    """What is marked of a letter that the platform took: the arguments of `mark_sent`."""

    id: int
    at: datetime
    parts: int
    platform_id: str


def mark_all_sent(session: Session, letters: Sequence[Delivered]) -> None:
    """`mark_sent` of several: on PostgreSQL, where each statement is a journey, by one."""
    if on_postgres(session) and len(letters) > 1:
        session.execute(_ALL_SENT, {"sent": list(letters)})
        return
    for letter in letters:
        mark_sent(session, **letter)


def retry(session: Session, id: int, *, at: datetime, parts: int, error: str) -> None:
    """Try again at `at`; parts that have gone out are not sent again."""
    session.execute(_RETRY, {"id": id, "at": at, "parts": parts, "error": error[:500]})
    announce(session, OUTBOX)


def bury(session: Session, id: int, *, at: datetime, error: str) -> None:
    """Give up: the row stays as a dead letter for an operator."""
    session.execute(_END, {"id": id, "state": "dead", "error": error[:500], "at": at})


def void(session: Session, id: int, *, at: datetime, error: str = "") -> None:
    """It is not sent: its guard no longer holds, or another goes in its place."""
    session.execute(_END, {"id": id, "state": "void", "error": error[:500], "at": at})


def doubt(session: Session, id: int, *, at: datetime, error: str) -> None:
    """It was handed to the platform, and no answer came."""
    session.execute(_DOUBT, {"id": id, "at": at, "error": error[:500]})


def send_again(session: Session, id: int, *, at: datetime) -> None:
    """Once more, though it may have arrived."""
    session.execute(_AGAIN, {"id": id, "at": at})
    announce(session, OUTBOX)


def give_up_knowing(session: Session, id: int, *, at: datetime) -> None:
    """No word of it ever came, and it is not sent again."""
    session.execute(_END, {"id": id, "state": "unknown", "error": "no word of it came", "at": at})


def redirect(session: Session, id: int, *, address: int, channel: str, at: datetime) -> None:
    """The same letter to another address of the person."""
    session.execute(_REDIRECT, {"id": id, "address": address, "channel": channel, "at": at})
    announce(session, OUTBOX)


def uncertain(session: Session, *, before: datetime, most: int) -> list[int]:
    """Letters that were handed to a platform by then, and of which no word has come; another process gets
    others."""
    postgres = on_postgres(session)
    wanted = _UNCERTAIN_LOCKED if postgres else _UNCERTAIN
    return [r.id for r in session.execute(wanted, {"before": before, "most": most})]


def recent(session: Session, *, channel: str, since: datetime, most: int) -> list[tuple[str, datetime]]:
    """To whom was written last, and when: of the newest `most` letters."""
    rows = session.execute(_RECENT, {"channel": channel, "since": since, "most": most})
    return [(r.value, r.sent_at) for r in rows]


def last_said(session: Session, address: int, *, since: datetime) -> str:
    """The text of the newest message to an address; "" where that is older, or far back."""
    row = session.execute(_LAST_SAID, {"address": address, "most": FAR_BACK}).first()
    return row.payload.get("text", "") if row is not None and row.created_at > since else ""


def dead(session: Session) -> list[Any]:
    """Dead letters, oldest first: rows of id, channel, notice, request_id, error, attempts, created_at."""
    return list(session.execute(_DEAD))


def revive(session: Session, id: int, *, at: datetime) -> bool:
    """Send a dead letter once more; False where there is none of that id."""
    announce(session, OUTBOX)
    return bool(session.execute(_REVIVE, {"id": id, "at": at}).rowcount)  # type: ignore[attr-defined]


def sweep(session: Session, *, before: datetime) -> None:
    """Forget what was sent long ago."""
    session.execute(_SWEEP, {"before": before})
