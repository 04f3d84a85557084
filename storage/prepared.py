"""What is asked first at an agency's door, so that nobody files what is no request for information:
content/<body>/prepared/<language>/<slug>.md."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from storage.kinds import KINDS
from storage.texts import Confidence, Language, RawText, kept, known_keys, text_of, texts_of

KEY = "prepared"  # of the loaded content
LONGEST_QUESTION = 150


@dataclass(frozen=True, kw_only=True, slots=True)
class PreparedQuestion:
    """A question with yes or no; after yes the answer says where to go, after no the form goes on."""

    slug: str
    language: Language
    agency: str  # its code
    kind: str  # of storage.kinds: what it is instead of an information request
    question: str  # "Apakah Bapak/Ibu mengurus KTP atau KK sendiri?"
    also: tuple[str, ...]  # what people write who mean that
    answer: str
    articles: tuple[str, ...]
    confidence: Confidence


def checked_questions(
    texts: Iterable[RawText], agencies: Collection[str], problems: list[str]
) -> list[dict[str, Any]]:
    """The questions as they are kept; what is wrong is added to `problems`."""
    return [_row(text, agencies, problems) for text in texts]


def _row(text: RawText, agencies: Collection[str], problems: list[str]) -> dict[str, Any]:
    known_keys(text.head, ("agency", "kind", "question", "also"), text.path, problems)
    agency, kind = text.head.get("agency"), text.head.get("kind")
    if agency not in agencies:
        problems.append(f"{text.path}: agency {agency!r} tidak ada di agencies.toml")
    if kind not in KINDS:
        problems.append(f"{text.path}: kind {kind!r} tidak dikenal; pilih salah satu: {', '.join(KINDS)}")
    return {
        "slug": text.slug,
        "language": text.language,
        "agency": agency,
        "kind": kind,
        "question": text_of(text.head, "question", text.path, problems, most=LONGEST_QUESTION),
        "also": list(texts_of(text.head, "also", text.path, problems)),
        "answer": text.text,
        "articles": list(text.articles),
        "confidence": text.confidence,
    }


def questions_of(rows: Iterable[Mapping[str, Any]]) -> tuple[PreparedQuestion, ...]:
    """The questions, from rows as `checked_questions` gives them."""
    return tuple(
        PreparedQuestion(
            slug=row["slug"],
            language=row["language"],
            agency=row["agency"],
            kind=row["kind"],
            question=row["question"],
            also=tuple(row["also"]),
            answer=row["answer"],
            articles=tuple(row["articles"]),
            confidence=row["confidence"],
        )
        for row in rows
    )


def questions(session: Session) -> tuple[PreparedQuestion, ...]:
    """The questions of the loaded pack, in both languages."""
    return questions_of(kept(session, KEY))
