"""What becomes of a letter that did not reach a person: another address of theirs, else somebody's task."""

from datetime import datetime

from sqlmodel import Session

from handlers import notices, objection_notices
from handlers.desk import Desk
from handlers.voice import LANGUAGES, voice_of
from kip.notices import NoticeKind
from storage import contacts, outbox, tasks
from storage.outbox import Letter
from storage.trace import traced


def statutory(letter: Letter) -> bool:
    """Whether the law orders that it be told (kip.notices)."""
    return bool(letter.notice) and NoticeKind(letter.notice).statutory


def bury(session: Session, letter: Letter, desk: Desk | None, *, now: datetime, reason: str) -> None:
    """Give up what we or the platform broke: a dead letter, and an operator's task.

    Without a desk nobody else is told.
    """
    outbox.bury(session, letter.id, at=now, error=reason)
    tasks.open_task(
        session,
        kind="dead-letter",
        key=str(letter.id),
        now=now,
        text=reason,
        contact=letter.contact,
        request=letter.request,
    )
    if desk is not None:
        hand_over(session, letter, desk, now=now, reason=reason)


def out_of_reach(session: Session, letter: Letter, desk: Desk | None, *, now: datetime, reason: str) -> None:
    """The address cannot be written to any more. The letter goes to another address of the person, once."""
    contacts.set_reachable(session, letter.address, False)
    if not letter.reply and elsewhere(session, letter, now=now):
        outbox.void(session, letter.id, at=now, error=reason)
        return
    outbox.bury(session, letter.id, at=now, error=reason)
    if desk is not None:
        hand_over(session, letter, desk, now=now, reason=reason)


def elsewhere(session: Session, letter: Letter, *, now: datetime) -> bool:
    """Put a letter out once more, for another address at which the person can be reached.

    False where there is none, or where it has been tried already.
    """
    if letter.first is not None:
        return False
    for reach in contacts.addresses(session, letter.contact):
        if reach.reachable and reach.id != letter.address:
            outbox.redirect(session, letter.id, address=reach.id, channel=reach.channel, at=now)
            return True
    return False


def hand_over(session: Session, letter: Letter, desk: Desk, *, now: datetime, reason: str) -> None:
    """A statutory notice that did not arrive becomes the task "sampaikan lewat surat, surel atau telepon"."""
    if letter.notice:
        about = notices if letter.objection is None else objection_notices
        about.undeliverable(session, letter, desk, now, reason)


def unheard(session: Session, letter: Letter, desk: Desk, *, now: datetime, key: str, days: int) -> None:
    """Nothing is known of a statutory notice for so many days; `key` is copy for the office."""
    if statutory(letter):
        reason = voice_of(LANGUAGES[0])(key, days=str(days))
        with traced(letter.trace):
            hand_over(session, letter, desk, now=now, reason=reason)
