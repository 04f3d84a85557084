"""What the office is told when the calendar has changed: each officer once, of all their dates that moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from handlers import telling
from handlers.desk import Desk
from handlers.say import Option, Say
from handlers.voice import Voice, voice_of
from kip.clocks import ANSWER, EXTENSION, OBJECTION_ANSWER
from kip.people import Role
from storage import contacts, officers, recounts
from storage.recounts import MovedRow
from storage.tables import Objection, Officer, Request

LINES = 30  # dates in one message; the others are counted
_OWED = (ANSWER.key, EXTENSION.key, OBJECTION_ANSWER.key)  # what the body has to keep


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """Of one recount: everything that it moved since `since`."""

    session: Session
    desk: Desk
    source: str
    since: datetime
    now: datetime

    def tell_superior(self) -> None:
        """The Atasan PPID, of their responses."""
        rows = recounts.moved(self.session, Objection, since=self.since, source=self.source)
        told = officers.reachable(self.session, role=Role.ATASAN, today=self.desk.today(self.now))
        self._tell(told, rows)

    def agencies(self) -> list[str]:
        """Those that have something to be told."""
        return recounts.agencies_moved(self.session, since=self.since)

    def tell_agency(self, agency: str) -> None:
        """The officers of an agency, of their answers."""
        rows = recounts.moved(self.session, Request, since=self.since, source=self.source, agency=agency)
        self._tell(telling.officers_of(self.session, self.desk, agency, now=self.now), rows)

    def _tell(self, told: Sequence[Officer], rows: Sequence[MovedRow]) -> None:
        owed = [(row, dates) for row in rows if (dates := _owed(row))]
        for officer in told if owed else ():
            voice = voice_of(contacts.language_of(self.session, officer.contact_id))
            lines = [voice("officer-recalculated", source=self.source)]
            lines += [self._line(voice, row, *dates) for row, dates in owed[:LINES]]
            if len(owed) > LINES:
                lines.append(voice("officer-recalculated-more", count=str(len(owed) - LINES)))
            queue = Option(data="m:queue", label=voice("menu-queue"))
            say = Say(text="\n".join(lines), options=(queue,))
            telling.tell_officer(self.session, officer, say, now=self.now)

    def _line(self, voice: Voice, row: MovedRow, old: str, new: str) -> str:
        key = "officer-recalculated-line" if self._reaches(row.contact) else "officer-recalculated-direct"
        return voice(key, number=row.number, old=_day(voice, old), new=_day(voice, new))

    def _reaches(self, contact: int | None) -> bool:
        return contact is not None and any(r.reachable for r in contacts.addresses(self.session, contact))


def _owed(row: MovedRow) -> tuple[str, str] | None:
    """The old end and the new one of what the body owes, in ISO; None where only a person's window moved."""
    return next(((old, new) for period, old, new in row.moved if period in _OWED), None)


def _day(voice: Voice, iso: str) -> str:
    return voice.long_date(date.fromisoformat(iso)) if iso else voice("left-unknown")
