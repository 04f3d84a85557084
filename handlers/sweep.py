"""What time makes due: taken from `timer`, looked at once more, said, and marked, in one transaction.

    while await store.transact(sweep, desk, clock.now()):
        pass

Nothing is said of our own accord while the office is closed: what is due waits for the next opening, and is
looked at then. Whoever rings may ring as often as they like, and several processes may sweep at once.
"""

import logging
import traceback
from datetime import date, datetime, time, timedelta

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlmodel import Session

from handlers import calendar_watch, digest, objection_reminding, office_hours, reminding
from handlers.desk import Desk
from handlers.rounds import Round
from kip.reminders import ReminderKind
from storage import tasks, timers
from storage.timers import DueTimer
from storage.trace import current, traced

log = logging.getLogger(__name__)

MOST = 500  # timers of one transaction
_REPEATING = frozenset(kind.value for kind in ReminderKind if kind.repeats)
_OURS = (IntegrityError, DataError, ProgrammingError)  # what a database says of a wrong statement


def sweep(session: Session, desk: Desk, now: datetime, *, most: int = MOST) -> int:
    """Settle what is due, at most `most` timers; how many there were. Call it again until there are none."""
    round = Round(session=session, desk=desk, now=now)
    due = timers.due(session, now=now, most=most) if office_hours.is_open(desk, now) else []
    for timer in due:
        with traced(timer.trace or current()):
            _settle_alone(round, timer)
    with traced(""):  # the next digest comes of nothing that is done now
        _wind(session, desk, now)
    return len(due)


def _settle_alone(round: Round, timer: DueTimer) -> None:
    """Settle one timer; if that fails by a bug of ours, all of it is undone, it becomes somebody's task, and
    the others go on. A database that is away is no bug: then the whole round is for another time."""
    try:
        with round.session.begin_nested():
            _settle(round, timer)
    except DBAPIError as error:
        if error.connection_invalidated or not isinstance(error, _OURS):
            raise
        _give_up(round, timer, error)
    except Exception as error:  # noqa: BLE001  # whatever it is, nobody else's reminder may wait for it
        _give_up(round, timer, error)


def _settle(round: Round, timer: DueTimer) -> None:
    if _said(round, timer) or not _say(round, timer):
        timers.mark_void(round.session, timer.id, now=round.now)
        return
    timers.mark_fired(round.session, timer.id, now=round.now)
    _again(round, timer)


def _say(round: Round, timer: DueTimer) -> bool:
    """False where there is nothing to be said any more."""
    if timer.subject == digest.SUBJECT:
        return digest.send(round)
    if timer.subject == calendar_watch.SUBJECT:
        return calendar_watch.look(round)
    if timer.subject.startswith("k"):
        return objection_reminding.remind(round, timer)
    return reminding.remind(round, timer)


def _again(round: Round, timer: DueTimer) -> None:
    """What is said on every working day is due again at the next opening."""
    if timer.kind in _REPEATING:
        at = office_hours.opening_after(round.desk, round.now)
        timers.arm(round.session, timer.subject, [(timer.kind, at)])


def _said(round: Round, timer: DueTimer) -> bool:
    """Nobody is told the same thing twice a day, however many days the program was off, nor twice for one
    day, whatever hours the office kept then."""
    return timers.said(
        round.session,
        timer.subject,
        timer.kind,
        due=_whole(round, round.day(timer)),
        fired=_whole(round, round.today),
    )


def _whole(round: Round, day: date) -> tuple[datetime, datetime]:
    """A day of the body's zone, from midnight to midnight."""
    midnight = datetime.combine(day, time(), tzinfo=round.desk.zone)
    return midnight, datetime.combine(day + timedelta(days=1), time(), tzinfo=round.desk.zone)


def _give_up(round: Round, timer: DueTimer, error: Exception) -> None:
    """Without the words of the error: they may hold what a person wrote."""
    timers.mark_void(round.session, timer.id, now=round.now)
    where = "".join(traceback.format_tb(error.__traceback__))
    text = f"{timer.subject} {timer.kind}: {type(error).__qualname__}\n{where}".rstrip()
    log.error("timer %d is given up: %s", timer.id, text)
    tasks.open_task(round.session, kind="broken-timer", key=str(timer.id), now=round.now, text=text)
    _again(round, timer)  # tomorrow it may work


def _wind(session: Session, desk: Desk, now: datetime) -> None:
    """Arm the next digest and the next look at the calendar, where they are not: at the very first start, and
    after each of them. Where they are farther away than they can be, the machine's clock was ahead of the
    time when they were armed, and so they were for all that is late."""
    following = {calendar_watch.SUBJECT: calendar_watch.next_look(desk, now)}
    if digest.wanted(desk):
        following[digest.SUBJECT] = office_hours.opening_after(desk, now)
    for subject, at in following.items():
        waiting = timers.waiting(session, subject)
        if waiting is None or waiting > at:
            timers.arm(session, subject, [(subject, at)])
        if waiting is not None and waiting > at and subject == digest.SUBJECT:
            timers.bring_back(session, _REPEATING, at=at)
