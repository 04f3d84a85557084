"""Who asks, and what proves it: the papers of each kind of applicant, and the shape of their numbers.

UU 14/2008 Ps 22(2) orders name and address alone; NIK, SK and papers come from Perki 1/2021, and follow the
same list as Perki 1/2013 Ps 11(1)a.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from kip.identifiers import nik_faults


class Paper(StrEnum):
    """A paper that proves who somebody is, or for whom they act."""

    ID_CARD = "id-card"  # KTP, or another valid proof of being Indonesian
    MANDATE = "mandate"  # surat kuasa
    DEED = "deed"  # akta or anggaran dasar with the minister's SK


class IdentityPolicy(StrEnum):
    """What a body wants of one kind of applicant (content pack, [policy] identity). Filing never waits."""

    OFF = "off"
    ASKED = "asked"  # offered
    REQUIRED = "required"  # the applicant is told that the completeness check needs it


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What one kind of applicant shows: one number, the papers needed, and those only some have."""

    number: str  # "nik" or "decree" (nomor SK pengesahan)
    needed: tuple[Paper, ...]
    optional: tuple[Paper, ...] = ()

    @property
    def papers(self) -> tuple[Paper, ...]:
        return self.needed + self.optional


PROOFS = {
    "person": Proof(number="nik", needed=(Paper.ID_CARD,), optional=(Paper.MANDATE,)),
    "group": Proof(number="nik", needed=(Paper.MANDATE, Paper.ID_CARD)),  # KTP of who gave the mandate
    "legal": Proof(number="decree", needed=(Paper.DEED,), optional=(Paper.MANDATE,)),
}
"""By kind of applicant; a mandate is optional where one may act for oneself."""

_DECREE = re.compile(r"[A-Z0-9](?:[A-Z0-9 ./\-]{3,58})[A-Z0-9.]")
MIMES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
}
"""What a paper may be, told by its first bytes."""


class NumberFault(Exception):
    """A number that cannot be right; `faults` are copy keys of what looks wrong, never the number itself."""

    def __init__(self, *faults: str) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def read_number(kind: str, typed: str) -> str:
    """The number of a kind of applicant as it is kept; raises NumberFault."""
    if PROOFS[kind].number == "nik":
        digits = re.sub(r"[\s.\-]", "", typed)
        faults = nik_faults(digits)
        if faults:
            raise NumberFault(*faults)
        return digits
    decree = " ".join(typed.upper().split())
    if not decree:
        raise NumberFault("decree-missing")
    if not _DECREE.fullmatch(decree) or not any(c.isdigit() for c in decree):
        raise NumberFault("decree-shape")
    return decree


def mask(number: str) -> str:
    """The number as it may be shown: its first four and last two characters ("1501**********01")."""
    shown = 6
    if len(number) <= shown + 2:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - shown)}{number[-2:]}"


def sniff(content: bytes) -> str:
    """The type of a file by its first bytes: one of MIMES, "image/heic", or "" for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in content[:1024]:  # readers allow something before it (ISO 32000, annex H)
        return "application/pdf"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return "image/heic"
    return ""


_HEIC = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
