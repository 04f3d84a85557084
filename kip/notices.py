"""What somebody is told when something happens."""

from dataclasses import dataclass
from enum import StrEnum

from kip.people import Role


class NoticeKind(StrEnum):
    """The value is part of the copy key, and kept with what was sent."""

    RECEIPT = "receipt"
    NEW_REQUEST = "new-request"
    ACCEPTED = "accepted"
    INCOMPLETE = "incomplete"
    COMPLETED = "completed"
    FORWARDED = "forwarded"  # to the applicant
    FORWARDED_AWAY = "forwarded-away"  # to the agency that had it
    EXTENDED = "extended"
    MATERIAL_ASKED = "material-asked"
    MATERIAL_GIVEN = "material-given"
    ANSWERED = "answered"
    REFUSAL_PROPOSED = "refusal-proposed"
    REFUSAL_CONFIRMED = "refusal-confirmed"
    REFUSAL_RETURNED = "refusal-returned"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    RECALCULATED = "recalculated"  # the calendar changed, and with it a date; to both sides
    OBJECTION_RECEIPT = "objection-receipt"
    OBJECTION_FILED = "objection-filed"  # to the superior, and to the agency
    OBJECTION_ANSWERED = "objection-answered"
    OBJECTION_SETTLED = "objection-settled"  # to the agency: what the superior decided
    DISPUTE_FILED = "dispute-filed"
    OBJECTION_CLOSED = "objection-closed"

    @property
    def statutory(self) -> bool:
        """Whether the law orders that the applicant be told (Ps 22(4), 22(7), 22(8), 36(2); Perki 1/2021)."""
        return self in _STATUTORY


_STATUTORY = frozenset(
    {
        NoticeKind.RECEIPT,
        NoticeKind.INCOMPLETE,
        NoticeKind.EXTENDED,
        NoticeKind.ANSWERED,
        NoticeKind.OBJECTION_RECEIPT,
        NoticeKind.OBJECTION_ANSWERED,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Tell `to`: the applicant, the officers of `agency`, the PPID Utama or the Atasan PPID."""

    kind: NoticeKind
    to: Role  # CITIZEN, PELAKSANA (then `agency` is set), UTAMA or ATASAN
    agency: str = ""


def to_applicant(kind: NoticeKind) -> Notice:
    return Notice(kind=kind, to=Role.CITIZEN)


def to_agency(kind: NoticeKind, agency: str) -> Notice:
    return Notice(kind=kind, to=Role.PELAKSANA, agency=agency)
