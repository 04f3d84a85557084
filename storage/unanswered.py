"""Questions that nothing we know answers, without whose they are: the gaps that the PPID fills."""

import re
import unicodedata
from datetime import datetime

from sqlmodel import Session, col, select

from kip.identifiers import mask_identifiers
from storage.requests import LARGEST_ID
from storage.sql import write
from storage.tables import Unanswered

LONGEST = 300  # characters kept of a question
MOST = 5_000  # questions kept; those asked longest ago go first
SILENT = frozenset({"data_pribadi"})  # asks that are about somebody: not kept at all

_KEEP = write(
    "INSERT INTO unanswered (key, text, kind, language, count, first_at, last_at)"
    " VALUES (:key, :text, :kind, :language, 1, :now, :now)"
    " ON CONFLICT (key) DO UPDATE SET count = unanswered.count + 1, last_at = excluded.last_at",
    times="now",
)
_SWEEP = write(
    "DELETE FROM unanswered WHERE last_at < :before OR id IN"
    " (SELECT id FROM unanswered ORDER BY last_at DESC, id DESC LIMIT :many OFFSET :most)",
    times="before",
)

# What kip.identifiers leaves: accounts, links, and long numbers of any make (a family card, a bank account,
# a telephone without its 08, a day of birth), years apart.
_ACCOUNTS = re.compile(r"(?<!\w)@\w{3,}|\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_NUMBERS = re.compile(r"\d(?:[ .\-/]?\d){6,}")
_YEARS = re.compile(r"(?:(?:19|20)\d\d(?:[ .\-/]|$))+")
# A name is told by the words before it: after the first ones any two words, after the others the words that
# begin with a capital. An office is no name ("Pak Camat"), nor is a body ("atas nama Yayasan").
_NO_NAME = (
    r"(?!(?i:bupati|wakil|camat|kepala|kades|sekda|sekretaris|lurah|kadis|gubernur|presiden|ketua|guru|dokter"
    r"|kota|petugas|ppid|saya|sendiri|orang|yayasan|organisasi|lembaga|kelompok|perusahaan|pt|cv|desa|dinas"
    r"|pemerintah|masyarakat|warga|instansi)\b)"
)
_ANY_WORDS = re.compile(
    r"(?i:\b(?:nama (?:saya|sy|aku)(?: (?:adalah|ialah))?|atas nama|a\.n\.?|a/n|an\.|bernama|my name is)"
    r"\s*[:=]?\s+)" + _NO_NAME + r"(\w[\w'.]*(?:\s+\w[\w'.]*)?)"
)
_CAPITALS = re.compile(
    r"(?i:\b(?:nama (?:(?:ibu|ayah|bapak|suami|istri|anak) )?(?:saya|sy|aku)(?: (?:adalah|ialah))?"
    r"|atas nama|a\.n\.?|a/n|an\.|bernama|my name is|sdri?\.?|saudara|saudari|bpk\.?|pak|bapak|ibu|bu"
    r"|mr\.?|mrs\.?|ms\.?)\s*[:=]?\s+)" + _NO_NAME + r"([A-Z][\w'.]*(?:\s+[A-Z][\w'.]*){0,4})"
)


def keep(session: Session, text: str, *, now: datetime, kind: str = "", language: str = "id") -> bool:
    """Keep a question that found no answer, or count it up; False where there is nothing to keep.

    `kind` is one of storage.kinds, or empty. Call it last in a transaction: two people who ask the same
    wait for each other here.
    """
    bare = without_identity(text)
    key = _folded(bare)
    if kind in SILENT or not key:
        return False
    session.execute(_KEEP, {"key": key, "text": bare, "kind": kind, "language": language, "now": now})
    return True


def most_asked(session: Session, *, most: int) -> list[Unanswered]:
    """The questions asked most often, and of those the ones asked last."""
    wanted = select(Unanswered).order_by(
        col(Unanswered.count).desc(), col(Unanswered.last_at).desc(), col(Unanswered.id)
    )
    return list(session.exec(wanted.limit(most)))


def drop(session: Session, id: int) -> bool:
    """Forget a question that has been dealt with; False where there is none."""
    row = session.get(Unanswered, id) if 0 < id <= LARGEST_ID else None
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def sweep(session: Session, *, before: datetime) -> None:
    """Forget what was last asked before, and all beyond the 5,000 asked last."""
    session.execute(_SWEEP, {"before": before, "many": LARGEST_ID, "most": MOST})


def without_identity(text: str) -> str:
    """`text` in one line, cut to 300 characters, with "•" for NIK, numbers, addresses, accounts and names.

    A name is known only by the words before it ("atas nama …", "Pak …"): whoever reads the list
    must reckon with one that was missed.
    """
    plain = unicodedata.normalize("NFC", text).replace("\0", " ")
    line = mask_identifiers(" ".join(plain.encode("utf-8", "replace").decode().split()))
    line = _ACCOUNTS.sub(_blotted, line)
    line = _NUMBERS.sub(lambda found: found[0] if _YEARS.fullmatch(found[0]) else _blotted(found), line)
    for names in (_CAPITALS, _ANY_WORDS):
        line = names.sub(lambda found: found[0][: found.start(1) - found.start()] + _blotted(found, 1), line)
    return line[:LONGEST].rstrip()


def _blotted(found: re.Match[str], group: int = 0) -> str:
    return re.sub(r"\w", "•", found[group])


def _folded(text: str) -> str:
    """As questions are compared: without capitals, punctuation and what was blotted out."""
    return " ".join(re.findall(r"\w+", text.casefold()))
