"""Questions people often ask, with their answers: content/<body>/faq/<language>/<slug>.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from storage.texts import Confidence, Language, RawText, kept, known_keys, text_of, texts_of

KEY = "faq"  # of the loaded content
LONGEST_QUESTION = 150


@dataclass(frozen=True, kw_only=True, slots=True)
class FaqEntry:
    """A question and its answer in one language; the same slug is the same question in the other."""

    slug: str
    language: Language
    question: str
    also: tuple[str, ...]  # other ways of asking it
    answer: str  # plain text
    articles: tuple[str, ...]  # "UU 14/2008 Ps 22(7)"
    confidence: Confidence
    checked: date | None = None  # when the answer was last held against the law


def checked_entries(texts: Iterable[RawText], problems: list[str]) -> list[dict[str, Any]]:
    """The entries as they are kept; what is wrong is added to `problems`."""
    return [_entry(text, problems) for text in texts]


def _entry(text: RawText, problems: list[str]) -> dict[str, Any]:
    known_keys(text.head, ("question", "also"), text.path, problems)
    return {
        "slug": text.slug,
        "language": text.language,
        "question": text_of(text.head, "question", text.path, problems, most=LONGEST_QUESTION),
        "also": list(texts_of(text.head, "also", text.path, problems)),
        "answer": text.text,
        "articles": list(text.articles),
        "confidence": text.confidence,
        "checked": text.checked.isoformat(),
    }


def entries_of(rows: Iterable[Mapping[str, Any]]) -> tuple[FaqEntry, ...]:
    """The entries, from rows as `checked_entries` gives them."""
    return tuple(
        FaqEntry(
            slug=row["slug"],
            language=row["language"],
            question=row["question"],
            also=tuple(row["also"]),
            answer=row["answer"],
            articles=tuple(row["articles"]),
            confidence=row["confidence"],
            checked=date.fromisoformat(row["checked"]),
        )
        for row in rows
    )


def entries(session: Session) -> tuple[FaqEntry, ...]:
    """All entries of the loaded pack, in both languages, in the order of their slugs."""
    return entries_of(kept(session, KEY))
