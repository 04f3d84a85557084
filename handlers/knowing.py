"""What we know already, ready to be said: answers to questions often asked, and what is published."""

from collections.abc import Callable, Iterable, Sequence

from handlers.desk import Desk
from handlers.knowledge.knowledge import Insight
from handlers.talk import Talk
from handlers.voice import Voice
from storage.faq import FaqEntry
from storage.publications import Publication

CLEAR = 0.75  # of 1: an answer so alike is given whatever the others are
AHEAD = 0.15  # by so much a less alike one has to be before the next, or else it may be either
SHOWN = 3  # publications
LONGEST_TITLE = 160


def answer(talk: Talk, text: str, *, without: Iterable[str] = ()) -> FaqEntry | None:
    """The answer that a text surely asks for, in the person's language, but for slugs it was given before."""
    slug = sure(talk.desk.knowledge.about(text), without=without)
    return entry(talk.desk, slug, talk.person.language)


def sure(insight: Insight, *, without: Iterable[str] = ()) -> str:
    """The slug of the question that is surely asked; "" where there is none, or two are as likely."""
    left = [found for found in insight.faq if found.slug not in set(without)]
    if not left or not left[0].fits:
        return ""
    second = left[1].score if len(left) > 1 else 0.0
    return left[0].slug if left[0].score >= CLEAR or left[0].score - second >= AHEAD else ""


def entry(desk: Desk, slug: str, language: str) -> FaqEntry | None:
    """A question with its answer, in Indonesian where it has no other language."""
    return desk.faq.get((slug, language)) or desk.faq.get((slug, "id"))


def said(talk: Talk, found: FaqEntry) -> str:
    """An answer; its articles are named below where the text names no law itself."""
    if not found.articles or any(_named(article, found.answer) for article in found.articles):
        return found.answer
    articles = "; ".join(talk.voice.article(article) for article in found.articles)
    return f"{found.answer}\n\n{talk.voice('faq-articles', articles=articles)}"


def _named(article: str, text: str) -> bool:
    """Whether the law of an article ("UU 14/2008 Ps 22(7)") is named in a text, in either language."""
    return article.split()[1] in text


def lines(voice: Voice, desk: Desk, found: Sequence[Publication], *, numbered: bool = True) -> str:
    """Publications: title, who has it, the year, where it is; a sample says that it is one.

    They have numbers where numbers open them.
    """
    marks = [f"{number}." if numbered else "•" for number in range(1, len(found) + 1)]
    return "\n\n".join(_line(voice, desk, mark, line) for mark, line in zip(marks, found, strict=True))


def there(look: Callable[[int], Publication | None], ids: Iterable[int]) -> list[Publication]:
    """Those of these lines that are still on the list."""
    return [line for line in map(look, ids) if line is not None]


def _line(voice: Voice, desk: Desk, mark: str, line: Publication) -> str:
    title = line.title if len(line.title) <= LONGEST_TITLE else f"{line.title[:LONGEST_TITLE].rstrip()}…"
    parts = [f"{mark} {title}", _whose(voice, desk, line)]
    return "\n".join([*parts, line.link] if line.link else parts)


def detail(voice: Voice, desk: Desk, line: Publication) -> str:
    """All that helps somebody who opens a publication."""
    where = line.link or voice("published-no-link", agency=desk.agency_name(line.agency))
    return "\n".join(part for part in (line.title, _whose(voice, desk, line), line.summary, where) if part)


def _whose(voice: Voice, desk: Desk, line: Publication) -> str:
    whose = ", ".join([desk.agency_name(line.agency), *([str(line.year)] if line.year else [])])
    return voice("published-sample", whose=whose) if line.sample else whose
