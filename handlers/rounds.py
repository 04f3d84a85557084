"""One round of the sweep: what it stands on, and whom it tells; people are looked up once a round."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from handlers import telling
from handlers.desk import Desk
from handlers.say import Say
from handlers.voice import Voice, voice_of
from kip.people import Actor, Role
from kip.reminders import working_day_after
from storage import contacts, officers, outbox
from storage.contacts import Reach
from storage.tables import Officer
from storage.timers import DueTimer


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """Somebody who acts for the body."""

    contact: int
    actor: Actor


@dataclass(kw_only=True)
class Round:
    """Lives for one transaction; `end` it."""

    session: Session
    desk: Desk
    now: datetime
    _seats: dict[tuple[Role, str], list[Seat]] = field(default_factory=dict)
    _people: dict[int, tuple[Voice, Reach | None]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.desk.today(self.now)

    def day(self, timer: DueTimer) -> date:
        """The day that a timer is for."""
        return self.desk.today(timer.due_at)

    def of_agency(self, code: str) -> list[Seat]:
        """Who works on an agency's requests."""
        return self._looked_up(
            (Role.PELAKSANA, code), lambda: telling.officers_of(self.session, self.desk, code, now=self.now)
        )

    def in_role(self, role: Role) -> list[Seat]:
        return self._looked_up(
            (role, ""), lambda: officers.reachable(self.session, role=role, today=self.today)
        )

    def posted_at(self, code: str) -> list[Seat]:
        """The agency's own officers, deputies in the place of those who are away."""
        found = officers.reachable(self.session, role=Role.PELAKSANA, agency=code, today=self.today)
        return [Seat(contact=o.contact_id, actor=officers.actor(o)) for o in found]

    def _looked_up(self, key: tuple[Role, str], look: Callable[[], list[Officer]]) -> list[Seat]:
        if key not in self._seats:
            self._seats[key] = [Seat(contact=o.contact_id, actor=officers.actor(o)) for o in look()]
        return self._seats[key]

    def voice(self, contact: int) -> Voice:
        return self._person(contact)[0]

    def _person(self, contact: int) -> tuple[Voice, Reach | None]:
        if contact not in self._people:
            reach = next((r for r in contacts.addresses(self.session, contact) if r.reachable), None)
            self._people[contact] = (voice_of(contacts.language_of(self.session, contact)), reach)
        return self._people[contact]

    def tell(
        self,
        contact: int,
        say: Say,
        *,
        request: int | None = None,
        objection: int | None = None,
        guard: Iterable[str] = (),
        priority: int = outbox.NOTICE,
    ) -> None:
        """Write to a person, if they can be reached."""
        reach = self._person(contact)[1]
        if reach is None:
            return
        outbox.post(
            self.session,
            address=reach.id,
            channel=reach.channel,
            payload=say.as_dict(),
            at=self.now,
            priority=priority,
            request=request,
            objection=objection,
            guard=guard,
        )

    def dated(self, voice: Voice, timer: DueTimer, text: str) -> str:
        """`text`, which says that it is late where it goes out more than one working day after its time."""
        day = self.day(timer)
        if self.now <= self.desk.opening(working_day_after(day, self.desk.calendar)):
            return text
        return voice("reminder-was-late", date=voice.long_date(day)) + "\n\n" + text
