"""One batch of clocks counted anew under another calendar: what moved is written, and told to the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from handlers import casework, notices, objections, step_notices, telling
from handlers.desk import Desk
from handlers.say import Option, Say
from handlers.voice import voice_of
from kip.calendar import UnknownYear, WorkCalendar
from kip.case import Event, Status
from kip.clocks import (
    ANSWER,
    COMPLETION,
    DISPUTE_WINDOW,
    EXTENSION,
    OBJECTION_ANSWER,
    OBJECTION_WINDOW,
    Clock,
    start,
)
from kip.notices import NoticeKind, to_applicant
from kip.objection import ObjectionStatus
from kip.people import Actor, Role
from kip.recount import Moved, recount, recount_after, recount_answer
from storage import contacts, recounts, requests
from storage import objections as kept_objections
from storage.tables import Objection, Request

OLDEST = timedelta(days=120)  # no person's window is open for longer: thirty working days are fewer
_SYSTEM = Actor(role=Role.SYSTEM)


@dataclass(kw_only=True)
class Recount:
    """One batch. `checking`: clocks only, for windows have been told before."""

    session: Session
    desk: Desk
    old: WorkCalendar
    source: str
    now: datetime
    checking: bool

    @property
    def today(self) -> date:
        return self.desk.today(self.now)

    @property
    def new(self) -> WorkCalendar:
        return self.desk.calendar

    def requests(self, after: int, most: int) -> int | None:
        """Count requests anew; the last id, None where there are no more."""
        batch = recounts.requests_after(self.session, after, answered_from=self.today - OLDEST, most=most)
        for request in batch:
            if Status(request.status).open:
                self._request(request)
            elif not self.checking:
                self._answered(request)
        return batch[-1].id if len(batch) == most else None

    def objections(self, after: int, most: int) -> int | None:
        """The same for objections."""
        batch = recounts.objections_after(self.session, after, until_from=self.today - OLDEST, most=most)
        for objection in batch:
            self._objection(objection)
        return batch[-1].id if len(batch) == most else None

    # -- requests ---------------------------------------------------------------------------------

    def _request(self, request: Request) -> None:
        """The answer's clock, its extension, what is left to complete, and what others owe."""
        assert request.id is not None
        subject = requests.subject(request.id)
        clocks = recounts.clocks(self.session, subject)
        counted = [*recount_answer(list(clocks.values()), self.new, extended=request.extended)]
        answer = counted[-1]
        period = EXTENSION if request.extended else ANSWER
        moved = [Moved(period=period, old=request.due_on, new=answer.due)]
        completion = request.completion_due_on
        if request.status == Status.INCOMPLETE and COMPLETION.key in clocks:
            counted.append(recount(clocks[COMPLETION.key], self.new))
            moved.append(Moved(period=COMPLETION, old=completion, new=counted[-1].due))
            completion = counted[-1].due
        moved += self._silence(request, answer)
        recounts.keep(self.session, subject, counted)
        recounts.move_asks(self.session, request.id, self._ask_due)
        moved = [m for m in moved if m.old != m.new]
        if moved or answer.waiting_for != request.waiting_for:
            self._move(request, moved, due=answer.due, waiting_for=answer.waiting_for, completion=completion)
        if moved or not self.checking:
            casework.arm(self.session, self.desk, request, now=self.now)

    def _silence(self, request: Request, answer: Clock) -> list[Moved]:
        """The window to object to silence, where it was open before, and still is: that it was is known to
        the applicant (Ps 36(1))."""
        if request.due_on is None or self.today <= request.due_on or self.checking:
            return []
        if answer.due is None or self.today <= answer.due or self._objected(request):
            return []
        return self._window(request.due_on, answer.due)

    def _answered(self, request: Request) -> None:
        """The window to object to an answer, while it is open."""
        if request.answered_on is None or self._objected(request):
            return
        moved = self._window(request.answered_on, request.answered_on)
        if moved:
            self._move(
                request,
                moved,
                due=request.due_on,
                waiting_for=request.waiting_for,
                completion=request.completion_due_on,
            )
            casework.arm(self.session, self.desk, request, now=self.now)

    def _window(self, old: date, new: date) -> list[Moved]:
        before = start(OBJECTION_WINDOW, old, self.old).due
        after = start(OBJECTION_WINDOW, new, self.new).due
        moved = Moved(period=OBJECTION_WINDOW, old=before, new=after)
        over = all(end is not None and self.today > end for end in (before, after))
        return [] if over or before == after else [moved]

    def _objected(self, request: Request) -> bool:
        return objections.standing(self.session, request) is not None

    def _ask_due(self, asked: datetime) -> date | None:
        try:
            return self.new.due(self.desk.today(asked), self.desk.rules.policy.ask_days)
        except UnknownYear:
            return None

    def _move(
        self,
        request: Request,
        moved: list[Moved],
        *,
        due: date | None,
        waiting_for: int | None,
        completion: date | None,
    ) -> None:
        """Write the new dates, and tell the applicant; the office is told at the end, of all at once."""
        dates = {"due_on": due, "waiting_for": waiting_for, "completion_due_on": completion}
        recounts.move(self.session, request, self._event(moved), dates, secret=self.desk.secret)
        if moved:
            told = (to_applicant(NoticeKind.RECALCULATED),)
            notices.announce(self.session, self.desk, request, told, now=self.now, by=_SYSTEM)

    def _event(self, moved: Iterable[Moved]) -> Event:
        data = {"moved": [[m.period.key, _iso(m.old), _iso(m.new)] for m in moved], "source": self.source}
        return Event(kind="recalculated", at=self.now, by=_SYSTEM, data=data)

    # -- objections -------------------------------------------------------------------------------

    def _objection(self, objection: Objection) -> None:
        """The superior's thirty days, and the way to the Commission after them or after the response."""
        assert objection.id is not None
        subject = kept_objections.subject(objection.id)
        clocks = recounts.clocks(self.session, subject)
        due, waiting = objection.due_on, objection.waiting_for
        if objection.status == ObjectionStatus.LODGED:
            answer = recount(clocks[OBJECTION_ANSWER.key], self.new)
            recounts.keep(self.session, subject, [answer])
            due, waiting = answer.due, answer.waiting_for
            until = recount_after(answer, DISPUTE_WINDOW, self.new).due
        else:
            window = recount(clocks[DISPUTE_WINDOW.key], self.new)
            recounts.keep(self.session, subject, [window])
            until = window.due
        found = (
            Moved(period=OBJECTION_ANSWER, old=objection.due_on, new=due),
            Moved(period=DISPUTE_WINDOW, old=objection.dispute_until, new=until),
        )
        moved = [m for m in found if m.old != m.new]
        if moved or waiting != objection.waiting_for:
            dates = {"due_on": due, "waiting_for": waiting, "dispute_until": until}
            recounts.move(self.session, objection, self._event(moved), dates, secret=self.desk.secret)
            self._tell_objector(objection, moved)
        if moved or not self.checking:
            objections.arm(self.session, self.desk, objection, now=self.now)

    def _tell_objector(self, objection: Objection, moved: list[Moved]) -> None:
        """The applicant; the way to the Commission is told only once it is open."""
        silent = objection.due_on is not None and self.today > objection.due_on
        known = objection.status == ObjectionStatus.RESPONDED or silent
        moved = [m for m in moved if known or m.period is OBJECTION_ANSWER]
        if not moved or objection.contact_id is None:
            return
        voice = voice_of(contacts.language_of(self.session, objection.contact_id))
        lines = step_notices.moved_lines(voice, ((m.period.key, _iso(m.old), _iso(m.new)) for m in moved))
        heading = voice("notice-recalculated", number=objection.number, source=self.source)
        see = Option(data=f"m:objection:{objection.id}", label=voice("button-objection"))
        menu = Option(data="m:menu", label=voice("button-menu"))
        telling.tell_contact(
            self.session,
            objection.contact_id,
            Say(text="\n\n".join([heading, "\n".join(lines)]), options=(see, menu)),
            now=self.now,
            objection=objection.id,
            notice=NoticeKind.RECALCULATED.value,
        )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
