"""The PPID Utama is told each day's anchor, so that a history cut short later would show."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from handlers import office_hours
from handlers.desk import Desk
from handlers.rounds import Round
from handlers.say import Say
from handlers.voice import Voice
from kip.people import Role
from storage import anchors, outbox


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """The newest anchor that nobody has been told of; it holds the earlier ones."""

    day: date
    hash: str
    worth_a_message: bool  # a chain has grown; otherwise it may wait for a digest to go along with


def news(session: Session) -> News | None:
    untold = anchors.untold(session)
    if not untold:
        return None
    grown = any(anchor.heads for anchor in untold)
    return News(day=untold[-1].day, hash=untold[-1].hash, worth_a_message=grown)


def words(anchor: News, voice: Voice) -> str:
    return voice("digest-anchor", date=voice.long_date(anchor.day), hash=anchors.short(anchor.hash))


def told(round: Round, anchor: News) -> None:
    anchors.mark_told(round.session, until=anchor.day, now=round.now)


def tell_alone(session: Session, desk: Desk, now: datetime) -> None:
    """Where the body wants no digest: a message of its own, in office hours."""
    anchor = news(session) if office_hours.is_open(desk, now) else None
    if anchor is None or not anchor.worth_a_message:
        return
    round = Round(session=session, desk=desk, now=now)
    for contact in dict.fromkeys(seat.contact for seat in round.in_role(Role.UTAMA)):
        round.tell(contact, Say(text=words(anchor, round.voice(contact))), priority=outbox.DIGEST)
        told(round, anchor)
