"""The periods of the law, each beside its article, and the clocks that run on them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from kip.calendar import UnknownYear, WorkCalendar


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """So many days that the law gives somebody to do something."""

    key: str  # kept in the database: for ever
    days: int
    article: str
    counted_from: str  # in the words people read
    whose: Literal["body", "person", "commission"]
    # How sure we are: V read in the text itself, L several sources agree, M from memory.
    confidence: Literal["V", "L", "M"]
    unit: Literal["working_days", "calendar_days", "clock_hours"] = "working_days"  # clock_hours: days x 24


# -- The request

COMPLETENESS_CHECK = Period(
    key="completeness_check",
    days=3,
    article="Perki 1/2021, standar permintaan informasi",
    counted_from="sejak permohonan dicatat dalam register",
    whose="body",
    confidence="L",
)
COMPLETION = Period(
    key="completion",
    days=3,
    article="Perki 1/2021, standar permintaan informasi",
    counted_from="sejak pemberitahuan tidak lengkap diterima pemohon",
    whose="person",
    confidence="L",
)
# Practice under Perki 1/2021 counts from the day the request was found complete. The law says received, it
# outranks the Perki, and it gives the earlier date.
ANSWER = Period(
    key="answer",
    days=10,
    article="UU 14/2008 Ps 22(7)",
    counted_from="sejak permohonan diterima",
    whose="body",
    confidence="V",
)
EXTENSION = Period(  # once, with written reasons
    key="extension",
    days=7,
    article="UU 14/2008 Ps 22(8)",
    counted_from="sejak berakhirnya 10 hari kerja untuk menjawab",
    whose="body",
    confidence="V",
)

# -- The objection (keberatan)

OBJECTION_WINDOW = Period(
    key="objection_window",
    days=30,
    article="UU 14/2008 Ps 36(1)",
    counted_from="setelah alasan keberatan ditemukan",
    whose="person",
    confidence="V",
)
OBJECTION_ANSWER = Period(
    key="objection_answer",
    days=30,
    article="UU 14/2008 Ps 36(2)",
    counted_from="sejak keberatan diterima secara tertulis",
    whose="body",
    confidence="V",
)

# -- The dispute (sengketa) and the courts

DISPUTE_WINDOW = Period(
    key="dispute_window",
    days=14,
    article="UU 14/2008 Ps 37(2); Perki 1/2013 Ps 13",
    counted_from="sejak tanggapan atasan PPID diterima, atau sejak 30 hari kerjanya berakhir tanpa tanggapan",
    whose="person",
    confidence="V",
)
COMMISSION_START = Period(
    key="commission_start",
    days=14,
    article="UU 14/2008 Ps 38(1)",
    counted_from="setelah Komisi Informasi menerima permohonan penyelesaian sengketa",
    whose="commission",
    confidence="V",
)
COMMISSION_END = Period(  # Ps 38(2) names no starting point; receipt is the earliest reading
    key="commission_end",
    days=100,
    article="UU 14/2008 Ps 38(2)",
    counted_from="sejak Komisi Informasi menerima permohonan penyelesaian sengketa",
    whose="commission",
    confidence="V",
)
# Ps 48(1) of the law says 14 hari kerja, Perki 1/2013 Ps 60(2) says 14 hari: a person is told the earlier.
COURT = Period(
    key="court",
    days=14,
    article="UU 14/2008 Ps 48(1); Perki 1/2013 Ps 60(2)",
    counted_from="sejak putusan ajudikasi Komisi Informasi diterima",
    whose="person",
    confidence="V",
    unit="calendar_days",
)
CASSATION = Period(
    key="cassation",
    days=14,
    article="UU 14/2008 Ps 50",
    counted_from="sejak putusan pengadilan diterima",
    whose="person",
    confidence="V",
    unit="calendar_days",
)

# -- Personal data: 3 x 24 jam

DATA_RIGHTS = Period(  # correct, give access, stop, restrict
    key="data_rights",
    days=3,
    article="UU 27/2022 Ps 30, 32(2), 40(2), 41",
    counted_from="sejak permintaan pemilik data diterima",
    whose="body",
    confidence="V",
    unit="clock_hours",
)
BREACH_NOTICE = Period(
    key="breach_notice",
    days=3,
    article="UU 27/2022 Ps 46(1)",
    counted_from="sejak terjadi kegagalan pelindungan data pribadi",
    whose="body",
    confidence="V",
    unit="clock_hours",
)

PERIODS: tuple[Period, ...] = (
    COMPLETENESS_CHECK,
    COMPLETION,
    ANSWER,
    EXTENSION,
    OBJECTION_WINDOW,
    OBJECTION_ANSWER,
    DISPUTE_WINDOW,
    COMMISSION_START,
    COMMISSION_END,
    COURT,
    CASSATION,
    DATA_RIGHTS,
    BREACH_NOTICE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A period that runs: due on a date, or waiting for the calendar of a year."""

    period: str  # Period.key
    start: date
    due: date | None
    waiting_for: int | None = None  # the year not known yet; then `due` is None


def period_named(key: str) -> Period:
    """The period with this key; raises KeyError."""
    for period in PERIODS:
        if period.key == key:
            return period
    raise KeyError(key)


def start(period: Period, on: date, calendar: WorkCalendar) -> Clock:
    """Start `period` on a date of the body's zone, which is not counted itself.

    Never raises for an unknown year: a request must be taken and numbered at once (UU 14/2008 Ps 22(4)),
    calendar or not. For 3 x 24 jam `due` is the date on which the last hour falls.
    """
    if isinstance(on, datetime):
        raise TypeError(f"a clock starts on a date, not a moment (local_date), got {on!r}")
    if period.unit != "working_days":
        return Clock(period=period.key, start=on, due=on + timedelta(days=period.days))
    try:
        due = calendar.due(on, period.days)
    except UnknownYear as unknown:
        return Clock(period=period.key, start=on, due=None, waiting_for=unknown.year)
    return Clock(period=period.key, start=on, due=due)


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The date of the moment `at` in the body's zone; raises ValueError for a naive moment."""
    if at.utcoffset() is None:
        raise ValueError(f"a moment must be aware, got {at!r}")
    return at.astimezone(zone).date()


def days_left(clock_due: date | None, today: date, calendar: WorkCalendar) -> int | None:
    """Working days from `today` to the due date: 0 on the day, negative when late, None when unknown.

    Late is late at once: the Saturday after a Friday's deadline is -1, as is the Monday.
    """
    if clock_due is None:
        return None
    try:
        left = calendar.working_days_between(today, clock_due)
    except UnknownYear:
        return None
    return min(left, -1) if today > clock_due else left
