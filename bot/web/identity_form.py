"""The form in which an applicant gives their identity: what it asks, and what was wrong with an answer."""

from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from handlers.voice import Voice
from kip.identity import MIMES, PROOFS, NumberFault, Paper, read_number, sniff

FILE_LIMIT = 10 * 1024 * 1024  # bytes of one file
TOTAL_LIMIT = 30 * 1024 * 1024  # bytes of all
DRAINED = 90 * 1024 * 1024  # bytes that are read, and forgotten, to be able to say that it is too much
MOST_FILES = 5  # of one paper
_NUMBER_LIMIT = 200  # bytes
_CHUNK = 64 * 1024


@dataclass(kw_only=True, slots=True)
class Given:
    """What came: the number as typed, the files by paper, and the faults by field (copy keys)."""

    typed: str = ""
    number: str = ""
    files: dict[Paper, list[tuple[str, bytes]]] = field(default_factory=dict)  # (type, content)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def wrong(self, name: str, fault: str) -> None:
        known = self.faults.setdefault(name, [])
        if fault not in known:
            known.append(fault)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field as the page shows it."""

    name: str
    label: str
    hint: str
    needed: bool
    file: bool = True
    digits: bool = False
    value: str = ""
    errors: tuple[str, ...] = ()
    first_wrong: bool = False


class TooMuch(Exception):
    """More than we are willing to read."""


async def read_form(request: web.Request, kind: str) -> Given:
    """Read and check a posted form, piece by piece; raises TooMuch, and ValueError for no form at all."""
    given = Given()
    total = 0
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            raise ValueError("a form within the form")
        paper = _paper(part.name or "", kind)
        limit = FILE_LIMIT if paper else _NUMBER_LIMIT
        content, size = bytearray(), 0
        while chunk := await part.read_chunk(_CHUNK):
            size += len(chunk)
            total += len(chunk)
            if total > DRAINED:
                raise TooMuch
            if size <= limit and total <= TOTAL_LIMIT and (paper or part.name == "number"):
                content += chunk
        if paper is not None and size:
            _take_file(given, paper, bytes(content), too_large=size > limit, too_much=total > TOTAL_LIMIT)
        elif part.name == "number":
            given.typed = bytes(content).decode(errors="replace").replace("\0", "")[:60]
    _check(given, kind)
    return given


def _paper(name: str, kind: str) -> Paper | None:
    return next((paper for paper in PROOFS[kind].papers if paper.value == name), None)


def _take_file(given: Given, paper: Paper, content: bytes, *, too_large: bool, too_much: bool) -> None:
    kept = given.files.setdefault(paper, [])
    mime = "" if too_large or too_much else sniff(content)
    if too_large:
        given.wrong(paper, "page-fault-file-large")
    elif too_much:
        given.wrong(paper, "page-fault-files-large")
    elif len(kept) >= MOST_FILES:
        given.wrong(paper, "page-fault-files-many")
    elif mime in MIMES:
        kept.append((mime, content))
    else:
        given.wrong(paper, "page-fault-file-heic" if mime else "page-fault-file-type")


def _check(given: Given, kind: str) -> None:
    try:
        given.number = read_number(kind, given.typed)
    except NumberFault as error:
        for fault in error.faults:
            given.wrong("number", f"page-fault-{fault}")
    for paper in PROOFS[kind].needed:
        if not given.files.get(paper) and paper not in given.faults:
            given.wrong(paper, f"page-fault-missing-{paper.value}")


def fields(kind: str, voice: Voice, given: Given | None = None) -> list[Field]:
    """The fields of a kind of applicant, with what was wrong beside each."""
    proof = PROOFS[kind]
    faults = given.faults if given else {}
    names = ["number", *(paper.value for paper in proof.papers)]
    first = next((name for name in names if faults.get(name)), "")
    found = []
    for name in names:
        asked = proof.number if name == "number" else name
        needed = name == "number" or name in {paper.value for paper in proof.needed}
        found.append(
            Field(
                name=name,
                label=voice(f"page-label-{asked}-{kind}"),
                hint=voice(f"page-hint-{asked}"),
                needed=needed,
                file=name != "number",
                digits=proof.number == "nik",
                value=given.typed if given and name == "number" else "",
                errors=tuple(voice(fault, **_LIMITS) for fault in faults.get(name, ())),
                first_wrong=name == first,
            )
        )
    return found


_LIMITS = {
    "most": str(FILE_LIMIT // 1024 // 1024),
    "total": str(TOTAL_LIMIT // 1024 // 1024),
    "files": str(MOST_FILES),
}
