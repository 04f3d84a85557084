"""What a person is told about the kind of their ask: content/<body>/kinds/<language>/<kind>.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from storage.texts import Confidence, Language, RawText, kept, known_keys, text_of

KEY = "kinds"  # of the loaded content
LONGEST_TITLE = 60
AGENCY = "{agency}"  # stands in a text for the agency or body that is meant

KINDS = (
    "info",  # an information request
    "layanan",  # a service: KTP, KK, permits
    "pengaduan",  # a complaint
    "data_pribadi",  # somebody's personal data
    "eksternal",  # a body outside this one
    "desa",  # a village
    "tidak_jelas",  # unclear: one question back
    "keberatan",  # about a request already made
    "sensitif",  # safety, or procurement not yet open
    "legal_standing",  # a foreigner or a foreign body
)


@dataclass(frozen=True, kw_only=True, slots=True)
class KindText:
    """What a person is told about one kind of ask, in one language. They may file all the same."""

    kind: str  # one of KINDS
    language: Language
    title: str
    articles: tuple[str, ...]
    confidence: Confidence
    template: str
    unnamed: str  # stands for the agency where none is known; empty where the text names none

    def text(self, agency: str = "") -> str:
        """The text with the name of the agency or body that it sends the person to."""
        return self.template.replace(AGENCY, agency or self.unnamed)


def checked_texts(texts: Iterable[RawText], folder: Path, problems: list[str]) -> list[dict[str, Any]]:
    """The texts as they are kept; what is wrong is added to `problems`. Indonesian has all kinds or none."""
    rows = [_row(text, problems) for text in texts]
    there = {row["kind"] for row in rows if row["language"] == "id"}
    for kind in KINDS if rows else ():
        if kind not in there:
            problems.append(f"{folder / 'id' / file_of(kind)}: berkas tidak ada")
    return rows


def file_of(kind: str) -> str:
    """The name of a kind's file."""
    return kind.replace("_", "-") + ".md"


def _row(text: RawText, problems: list[str]) -> dict[str, Any]:
    known_keys(text.head, ("title", "unnamed"), text.path, problems)
    kind = text.slug.replace("-", "_")
    if kind not in KINDS:
        problems.append(f"{text.path}: jenis tidak dikenal; pilih salah satu: {', '.join(KINDS)}")
    named = AGENCY in text.text
    if named is not ("unnamed" in text.head):
        problems.append(f"{text.path}: unnamed diisi bila, dan hanya bila, teksnya memuat {AGENCY}")
    return {
        "kind": kind,
        "language": text.language,
        "title": text_of(text.head, "title", text.path, problems, most=LONGEST_TITLE),
        "template": text.text,
        "unnamed": text_of(text.head, "unnamed", text.path, problems, most=LONGEST_TITLE)
        if named and "unnamed" in text.head
        else "",
        "articles": list(text.articles),
        "confidence": text.confidence,
    }


def texts_of(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], KindText]:
    """The texts by (kind, language), from rows as `checked_texts` gives them."""
    return {
        (row["kind"], row["language"]): KindText(
            kind=row["kind"],
            language=row["language"],
            title=row["title"],
            template=row["template"],
            unnamed=row["unnamed"],
            articles=tuple(row["articles"]),
            confidence=row["confidence"],
        )
        for row in rows
    }


def texts(session: Session) -> dict[tuple[str, str], KindText]:
    """The texts of the loaded pack by (kind, language); empty where it has none."""
    return texts_of(kept(session, KEY))


def in_language(texts: Mapping[tuple[str, str], KindText], kind: str, language: str) -> KindText | None:
    """The text on a kind in a language, else in Indonesian; None where the pack says nothing."""
    return texts.get((kind, language)) or texts.get((kind, "id"))
