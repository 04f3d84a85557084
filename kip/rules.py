"""What deciding stands on besides the case: the calendar, the zone, and the body's own policy."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kip.calendar import WorkCalendar
from kip.clocks import local_date


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What a public body may set for itself (content pack, [policy])."""

    confirm_refusals: bool = True  # a pelaksana's refusal is a proposal to the PPID Utama
    forwards_before_utama: int = 2  # after that many only the PPID Utama moves a request
    ask_days: int = 3  # working days that an agency has to give material another one asks for


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """One body's rules at work."""

    calendar: WorkCalendar
    zone: ZoneInfo
    policy: Policy = field(default_factory=Policy)

    def day(self, at: datetime) -> date:
        """The date of a moment, in the body's zone."""
        return local_date(at, self.zone)
