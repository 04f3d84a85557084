"""What a platform says later of a letter: that it arrived, that it did not after all, or nothing at all."""

from datetime import datetime, timedelta

from sqlmodel import Session

from handlers import undelivered
from handlers.desk import Desk
from handlers.voice import LANGUAGES, voice_of
from storage import deliveries, outbox, windows
from storage.deliveries import CLOSED, FAILED, LATER, TEMPLATE, UNREACHABLE, Failure, Told, Word
from storage.outbox import Letter
from storage.trace import traced

DOUBT = timedelta(minutes=10)  # how long word is waited for of what may or may not have gone out
ATTEMPTS = 12  # of one letter that the platform takes and fails with again and again
UNDELIVERED_DAYS = 3  # where the content pack's policy does not say
MOST = 200  # letters of one transaction


def hear(session: Session, desk: Desk, channel: str, word: Word, now: datetime) -> Letter | None:
    """One receipt, in any order, however often it comes; the letter it told something new of."""
    told = deliveries.hear(session, channel, word)
    letter = outbox.letter(session, told.letter) if told is not None and told.letter is not None else None
    if told is None or letter is None:
        return None
    with traced(letter.trace):
        _heard(session, desk, letter, told, word, now)
    return letter


def _heard(session: Session, desk: Desk, letter: Letter, told: Told, word: Word, now: datetime) -> None:
    if word.delivery == FAILED:
        if letter.state != "pending" or not letter.handed:  # else its own answer is still to come
            failure = Failure(part=told.part, meaning=word.meaning, error=word.error)
            fail(session, desk, letter, failure, now=now)
    else:
        _arrived(session, letter, told.part, told.parts, at=now, platform_id=word.platform_id)


def _arrived(
    session: Session, letter: Letter, part: int, parts: int, *, at: datetime, platform_id: str = ""
) -> None:
    """Word of a letter that was in doubt, or of one that is about to be sent again."""
    if part == TEMPLATE:
        letter = _settled(session, letter)
    in_doubt = letter.state in ("uncertain", "unknown") or (letter.state == "pending" and letter.again)
    if not in_doubt or (letter.handed == "template" and part != TEMPLATE):
        return
    if part == TEMPLATE:
        windows.wait(session, letter.id, at=at, template_at=at)
    elif part != letter.parts_sent:
        return
    elif part + 1 >= parts:
        outbox.mark_sent(session, letter.id, at=at, parts=parts, platform_id=platform_id)
    else:
        outbox.retry(session, letter.id, at=at, parts=part + 1, error="")


def fail(session: Session, desk: Desk, letter: Letter, failure: Failure, *, now: datetime) -> None:
    """What the platform took it did not deliver: as if it had said so at once."""
    part = failure.part
    waits = "window" if part == TEMPLATE else "sent"
    if letter.state not in (waits, "pending", "uncertain", "unknown"):
        return
    if (
        deliveries.taken(session, letter.id, part) is not None
    ):  # sent twice in doubt: the other may have arrived
        return
    if failure.meaning == UNREACHABLE:
        undelivered.out_of_reach(session, letter, desk, now=now, reason=failure.error)
    elif failure.meaning == CLOSED and part != TEMPLATE:
        outbox.retry(session, letter.id, at=now, parts=part, error=failure.error)
        windows.refused(session, letter.id, at=now)
    elif failure.meaning == LATER and letter.attempts + 1 < ATTEMPTS:
        at = now + timedelta(seconds=4.0 ** min(letter.attempts + 1, 6))
        parts = letter.parts_sent if part == TEMPLATE else part
        outbox.retry(session, letter.id, at=at, parts=parts, error=failure.error)
    elif part == TEMPLATE:  # the letter itself still waits for the person to write
        undelivered.hand_over(session, letter, desk, now=now, reason=failure.error)
    else:
        undelivered.bury(session, letter, desk, now=now, reason=failure.error)


def taken(
    session: Session,
    desk: Desk,
    channel: str,
    letter: Letter,
    *,
    platform_id: str,
    part: int,
    parts: int,
    at: datetime,
) -> None:
    """The platform took the last part of a letter, or its template; it may have told more already."""
    note(session, channel, letter, platform_id=platform_id, part=part, parts=parts, at=at)  # as `hear`
    if part != TEMPLATE:
        outbox.mark_sent(session, letter.id, at=at, parts=parts, platform_id=platform_id)
    elif not _released(session, letter.id):
        windows.wait(session, letter.id, at=at, template_at=at)
    failure = deliveries.failure(session, letter.id)
    if part == TEMPLATE and failure is not None and failure.part != TEMPLATE and failure.meaning == CLOSED:
        return  # for that reason the template went
    found = outbox.letter(session, letter.id) if failure is not None else None
    if failure is not None and found is not None:
        with traced(letter.trace):  # letters of several traces are marked together
            fail(session, desk, found, failure, now=at)


def note(
    session: Session, channel: str, letter: Letter, *, platform_id: str, part: int, parts: int, at: datetime
) -> None:
    """The platform took a part of a letter, or its template (TEMPLATE)."""
    if not platform_id:
        return
    watched = part != TEMPLATE and undelivered.statutory(letter)
    deliveries.note(
        session,
        channel=channel,
        platform_id=platform_id,
        letter=letter.id,
        part=part,
        parts=parts,
        at=at,
        watched=watched,
    )


def _released(session: Session, id: int) -> bool:
    """Whether the person wrote while the template was with the platform: the letter itself goes out now."""
    letter = outbox.letter(session, id)
    if letter is None or letter.handed == "part":
        return False
    letter = _settled(session, letter)
    return letter.state == "pending" and not letter.handed


def _settled(session: Session, letter: Letter) -> Letter:
    """As it is once no message of its person is being dealt with, and while none can be: one releases what
    waits, and would miss what begins to wait at that moment."""
    windows.heard(session, letter.address)
    return outbox.letter(session, letter.id) or letter


def doubt(session: Session, id: int, *, now: datetime, reason: str) -> None:
    """No answer came when it was handed to the platform: wait for word, which may have come already."""
    if _released(session, id):
        return
    outbox.doubt(session, id, at=now, error=reason)
    letter = outbox.letter(session, id)
    if letter is None:
        return
    part = TEMPLATE if letter.handed == "template" else letter.parts_sent
    parts = deliveries.taken(session, id, part)
    if parts is not None:
        _arrived(session, letter, part, parts, at=now)


def settle_doubts(session: Session, desk: Desk, now: datetime) -> int:
    """Decide on letters of which no word came in time; how many there were.

    A statutory notice goes out once more, and says so; nothing else does.
    """
    ids = outbox.uncertain(session, before=now - DOUBT, most=MOST)
    for id in ids:
        letter = outbox.letter(session, id)
        assert letter is not None
        with traced(letter.trace):
            _settle_doubt(session, desk, letter, now)
    return len(ids)


def _settle_doubt(session: Session, desk: Desk, letter: Letter, now: datetime) -> None:
    if undelivered.statutory(letter) and not letter.again:
        outbox.send_again(session, letter.id, at=now)
    elif letter.handed == "template":
        windows.wait(session, letter.id, at=now, template_at=now)
    else:
        outbox.give_up_knowing(session, letter.id, at=now)
        reason = voice_of(LANGUAGES[0])("delivery-uncertain")
        undelivered.hand_over(session, letter, desk, now=now, reason=reason)


def escalate(session: Session, desk: Desk, now: datetime) -> int:
    """Statutory notices that nobody is known to have got become tasks; how many messages were looked at."""
    days = desk.policy_value("undelivered_days", UNDELIVERED_DAYS)
    before = now - timedelta(days=days)
    silent = deliveries.silent(session, before=before, most=MOST)
    for delivery, id in silent:
        deliveries.unwatch(session, delivery)
        letter = outbox.letter(session, id)
        if letter is not None and letter.state == "sent":
            undelivered.unheard(session, letter, desk, now=now, key="delivery-silent", days=days)
    for id in windows.unheard(session, before=before):
        letter = outbox.letter(session, id)
        if letter is not None:
            undelivered.unheard(session, letter, desk, now=now, key="delivery-unread", days=days)
    return len(silent)
