"""What the reminders of a request say, and to whom. Each is looked at once more before it is said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from handlers import cards, casework
from handlers.notices import officer_options
from handlers.objections import standing
from handlers.rounds import Round, Seat
from handlers.say import Option, Say
from handlers.voice import Voice
from kip.actions import Decision
from kip.case import Case, Status
from kip.clocks import ANSWER, COMPLETION, EXTENSION, OBJECTION_WINDOW, start
from kip.people import Role
from kip.reminders import Reminder, ReminderKind, request_reminders
from storage import requests
from storage.tables import Request
from storage.timers import DueTimer

_WHILE_OPEN = tuple(s.value for s in Status if s.open)
# What happens to a request without its applicant seeing any of it.
_UNSEEN = frozenset({"submitted", "refusal-proposed", "refusal-returned", "material-asked", "material-given"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Matter:
    """A reminder of a request that is still true."""

    round: Round
    timer: DueTimer
    request: Request
    case: Case

    @property
    def id(self) -> int:
        assert self.request.id is not None
        return self.request.id


def remind(round: Round, timer: DueTimer) -> bool:
    """Say what a request's timer stands for; False where it is not true any more, and nothing was said.

    A timer whose day has moved with its clock makes way for one on the right day.
    """
    request = requests.get(round.session, int(timer.subject[1:]))
    if request is None:
        return False
    case = requests.case_of(round.session, request, zone=round.desk.zone)
    kind = ReminderKind(timer.kind)
    wanted = request_reminders(case, round.desk.rules, decision=_decision(round, case, request))
    if not stands(kind, round.day(timer), wanted):
        casework.arm(round.session, round.desk, request, now=round.now)
        return False
    return _SAY[kind](_Matter(round=round, timer=timer, request=request, case=case))


def stands(kind: ReminderKind, day: date, wanted: Iterable[Reminder]) -> bool:
    """Whether a reminder of that day is among those that are wanted now."""
    return any(r.kind is kind and (r.day == day or (kind.repeats and r.day <= day)) for r in wanted)


def _decision(round: Round, case: Case, request: Request) -> Decision | None:
    if case.status is not Status.ANSWERED:
        return None
    answer = requests.given_answer(round.session, request.id or 0)
    return requests.answer_from_dict(answer.answer).decision if answer else None


# -- to the applicant -----------------------------------------------------------------------------


def _halfway(m: _Matter) -> bool:
    """Only where nothing was heard since the filing."""
    if _had_news(m) or _over(m, m.case.due):
        return False
    return _tell_applicant(
        m,
        lambda voice: voice(
            "reminder-halfway",
            number=m.request.number,
            agency=m.round.desk.agency_name(m.request.agency),
            due=cards.due_date(voice, m.request),
            left=cards.left_words(voice, m.round.desk, m.case.due, m.round.now),
        ),
        guard=_WHILE_OPEN,
    )


def _had_news(m: _Matter) -> bool:
    if m.case.version == 1:
        return False  # nothing has happened at all
    return any(event.kind not in _UNSEEN for event, _ in requests.history(m.round.session, m.id))


def _completion(m: _Matter) -> bool:
    if _over(m, m.case.completion_due):
        return False
    missing = requests.newest_said(m.round.session, m.id, "incomplete").get("missing", "")
    return _tell_applicant(
        m,
        lambda voice: voice(
            "reminder-completion",
            number=m.request.number,
            until=_long(voice, m.case.completion_due),
            left=cards.left_words(voice, m.round.desk, m.case.completion_due, m.round.now),
            missing=str(missing),
            article=voice.article(COMPLETION.article),
        ),
        guard=(Status.INCOMPLETE.value,),
        button=(f"m:complete:{m.id}", "button-complete"),
    )


def _silence(m: _Matter) -> bool:
    """The applicant may object from now on (Ps 35(1)c, 36(1))."""
    closing = _closing(m)
    if _objected(m) or _over(m, closing):
        return False
    return _tell_applicant(
        m,
        lambda voice: voice(
            "reminder-silence",
            number=m.request.number,
            due=cards.due_date(voice, m.request),
            answer_article=voice.article((EXTENSION if m.case.extended else ANSWER).article),
            until=_until(voice, m, closing),
            article=voice.article(OBJECTION_WINDOW.article),
        ),
        guard=_WHILE_OPEN,
        button=_object(m),
    )


def _objection_window(m: _Matter) -> bool:
    closing = _closing(m)
    if _objected(m) or _over(m, closing):
        return False
    key = "reminder-objection-window" if m.case.answered else "reminder-objection-window-silent"
    return _tell_applicant(
        m,
        lambda voice: voice(
            key,
            number=m.request.number,
            until=_until(voice, m, closing),
            left=cards.left_words(voice, m.round.desk, closing, m.round.now),
            article=voice.article(OBJECTION_WINDOW.article),
        ),
        guard=(Status.ANSWERED.value,) if m.case.status is Status.ANSWERED else _WHILE_OPEN,
        button=_object(m),
    )


def _object(m: _Matter) -> tuple[str, str]:
    return f"m:object:{m.id}", "button-object"


def _objected(m: _Matter) -> bool:
    return standing(m.round.session, m.request) is not None


def _closing(m: _Matter) -> date | None:
    """The last day on which to object; None where its year is not known yet."""
    since = m.case.answered or m.case.due
    return start(OBJECTION_WINDOW, since, m.round.desk.calendar).due if since else None


def _until(voice: Voice, m: _Matter, closing: date | None) -> str:
    if closing is not None:
        return voice.long_date(closing)
    since = m.case.answered or m.case.due or m.case.received
    return voice("due-unknown", year=str(start(OBJECTION_WINDOW, since, m.round.desk.calendar).waiting_for))


def _over(m: _Matter, last: date | None) -> bool:
    """Whether it would come too late to be of any use."""
    return last is not None and m.round.today > last


def _tell_applicant(
    m: _Matter,
    text: Callable[[Voice], str],
    *,
    guard: Iterable[str],
    button: tuple[str, str] | None = None,
) -> bool:
    if m.request.contact_id is not None:
        voice = m.round.voice(m.request.contact_id)
        options = [Option(data=f"m:see:{m.id}", label=voice("button-status"))]
        options.append(Option(data="m:menu", label=voice("button-menu")))
        if button is not None:
            options.insert(0, Option(data=button[0], label=voice(button[1])))
        say = Say(text=m.round.dated(voice, m.timer, text(voice)), options=tuple(options))
        m.round.tell(m.request.contact_id, say, request=m.id, guard=guard)
    return True


# -- to the office --------------------------------------------------------------------------------


def _due_soon(m: _Matter) -> bool:
    return _tell_officers(m, "reminder-due", m.round.in_role(Role.UTAMA))


def _due_today(m: _Matter) -> bool:
    return _tell_officers(m, "reminder-due", _agency_and_utama(m))


def _late(m: _Matter) -> bool:
    return _tell_officers(m, "reminder-late", [*_agency_and_utama(m), *m.round.in_role(Role.ATASAN)])


def _agency_and_utama(m: _Matter) -> list[Seat]:
    return [*m.round.in_role(Role.UTAMA), *m.round.of_agency(m.request.agency)]


def _tell_officers(m: _Matter, key: str, seats: Iterable[Seat]) -> bool:
    """Once a person, however many offices they hold; the first of them says what can be done."""
    told: set[int] = set()
    for seat in seats:
        if seat.contact in told:
            continue
        told.add(seat.contact)
        voice, desk = m.round.voice(seat.contact), m.round.desk
        text = voice(
            key,
            number=m.request.number,
            agency=desk.agency_name(m.request.agency),
            due=cards.due_date(voice, m.request),
            left=cards.left_words(voice, desk, m.case.due, m.round.now),
            status=voice(m.case.status.copy_key),
            information=cards.short(m.request.information),
        )
        options = officer_options(voice, desk, m.request, m.case, seat.actor, now=m.round.now, card=True)
        say = Say(text=m.round.dated(voice, m.timer, text), options=tuple(options))
        m.round.tell(seat.contact, say, request=m.id, guard=_WHILE_OPEN)
    return True


def _long(voice: Voice, day: date | None) -> str:
    return voice.long_date(day) if day else voice("left-unknown")


_SAY: dict[ReminderKind, Callable[[_Matter], bool]] = {
    ReminderKind.HALFWAY: _halfway,
    ReminderKind.COMPLETION: _completion,
    ReminderKind.DUE_SOON: _due_soon,
    ReminderKind.DUE_TODAY: _due_today,
    ReminderKind.LATE: _late,
    ReminderKind.SILENCE: _silence,
    ReminderKind.OBJECTION_WINDOW: _objection_window,
}
