"""Who acts on a request."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The hats of law.md section 6; CITIZEN is the applicant, SYSTEM is time itself."""

    CITIZEN = "citizen"
    PELAKSANA = "pelaksana"  # PPID Pelaksana of one agency
    UTAMA = "utama"  # PPID Utama
    ATASAN = "atasan"  # Atasan PPID
    ADMIN = "admin"  # runs the program; touches no request
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """One person acting: `id` is the officer's or the applicant's id, `agency` an officer's agency."""

    role: Role
    id: int = 0
    agency: str = ""
