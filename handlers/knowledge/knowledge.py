"""All that is known, asked at once: what kind of ask a text is, whose it is, and what is public already.

    insight = desk.knowledge.about("brp anggaran jalan siulak 2026")
    insight.kind, insight.agencies, insight.faq, insight.publications

A question takes milliseconds, too long for the one writer of a database. So inside a transaction
nothing is thought: what was thought before is remembered, anything else raises Unthought, and whoever
runs the transaction thinks outside and runs it again (bot.thinking).
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

from handlers.knowledge.kinds import Kind, Kinds
from handlers.knowledge.lessons import Lesson, Lessons, stems_of
from handlers.knowledge.questions import Answerable, Asked, Questions, Wordings, wordings_of
from handlers.knowledge.ranking import Match, Ranking, Subject
from handlers.knowledge.shelf import Listed, Published, Shelf, shelf_of

REMEMBERED = 500  # texts
RANKED = 12  # agencies kept of a text
LONGEST = 4_000  # characters; the rest of a longer text is not thought about
SUGGESTIONS = 3
SURE = 2.0  # times the next one's score: then it is the only suggestion
FAINT = 0.3  # of the first one's score; below it an agency is no suggestion


class Unthought(Exception):
    """A text that was not thought about before the transaction began."""

    def __init__(self, text: str) -> None:
        super().__init__(
            "a text was not thought about before the transaction"
        )  # not the text: logs outlive it
        self.text = text


@dataclass(frozen=True, kw_only=True, slots=True)
class Insight:
    """What is known of a text."""

    kind: Kind
    agencies: tuple[Match, ...]  # of the body, to be suggested: at most three, fewer when it is sure
    outside: tuple[Match, ...]  # bodies outside, and villages, best first
    ranked: tuple[Match, ...]  # both, best first, the first twelve
    faq: tuple[Answerable, ...]
    publications: tuple[Published, ...]
    stems: frozenset[str]  # its telling words, as a lesson keeps them


@dataclass(frozen=True, kw_only=True, slots=True)
class _State:
    ranking: Ranking
    kinds: Kinds
    lessons: Lessons
    questions: Questions
    shelf: Shelf


@lru_cache(maxsize=2)  # a desk is opened anew more often than its agencies and questions change
def _ranking(subjects: tuple[Subject, ...]) -> Ranking:
    return Ranking(subjects)


@lru_cache(maxsize=2)
def _questions(entries: tuple[Wordings, ...]) -> Questions:
    return Questions(entries)


class Knowledge:
    """Asked by any thread; built when it is first needed. `busy` tells whether a transaction is under way."""

    def __init__(
        self,
        subjects: Iterable[Subject],
        entries: Iterable[Asked] = (),
        *,
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self.lessons_version = ""  # of what was learned and shelved last
        self.shelf_version = ""
        self._subjects = tuple(subjects)
        self._by_code = {subject.code: subject for subject in self._subjects}
        self._wordings = wordings_of(entries)
        self._busy = busy
        self._state: _State | None = None
        self._remembered: OrderedDict[str, Insight] = OrderedDict()
        self._lock = Lock()
        self._building = Lock()

    def subject(self, code: str) -> Subject:
        """An agency or a body outside. Raises KeyError for none of them."""
        return self._by_code[code]

    def about(self, text: str) -> Insight:
        """What is known of a text. Raises Unthought inside a transaction, unless it was asked before."""
        text = " ".join(text[:LONGEST].split())
        with self._lock:
            found = self._remembered.get(text)
            if found is not None:
                self._remembered.move_to_end(text)
                return found
        if self._busy():
            raise Unthought(text)
        state = self._ready()
        found = _think(state, text)
        with self._lock:
            if self._state is state:  # else something was learned meanwhile: the next one thinks anew
                self._remembered[text] = found
                while len(self._remembered) > REMEMBERED:
                    self._remembered.popitem(last=False)
        return found

    def rank(self, text: str, *, most: int = SUGGESTIONS, outside: bool = False) -> tuple[Match, ...]:
        """The agencies that fit, best first, however faintly; bodies outside among them if `outside`."""
        ranked = self.about(text).ranked
        return tuple(match for match in ranked if outside or not match.external)[: max(most, 0)]

    def suggest(self, text: str, *, without: Collection[str] = ()) -> tuple[Match, ...]:
        """Agencies of the body to choose from, but for some: at most three, fewer when it is sure."""
        return _suggested(m for m in self.about(text).ranked if not m.external and m.code not in without)

    def learn(self, lessons: Iterable[Lesson], *, version: str = "") -> None:
        """All lessons there are, in place of those before."""
        learned = Lessons(lessons, self._ready().ranking.index)
        self._renew(lambda state: replace(state, lessons=learned))
        self.lessons_version = version

    def shelve(self, lines: Iterable[Listed], *, version: str = "") -> None:
        """The publication list, in place of the one before. Ten thousand lines take about a second."""
        shelf = shelf_of(lines, {subject.code: subject.name for subject in self._subjects})
        self._ready()
        self._renew(lambda state: replace(state, shelf=shelf))
        self.shelf_version = version

    def _ready(self) -> _State:
        with self._building:
            if self._state is None:
                ranking = _ranking(self._subjects)
                self._state = _State(
                    ranking=ranking,
                    kinds=Kinds(self._subjects),
                    lessons=Lessons((), ranking.index),
                    questions=_questions(self._wordings),
                    shelf=Shelf((), {}),
                )
            return self._state

    def _renew(self, change: Callable[[_State], _State]) -> None:
        with self._building, self._lock:
            assert self._state is not None
            self._state = change(self._state)
            self._remembered.clear()


def _think(state: _State, text: str) -> Insight:
    query = state.ranking.index.read(text)
    places = state.ranking.places(query)
    taught = state.lessons.taught(query, besides=places)
    ranked = state.ranking.rank(query, most=RANKED, taught=taught)
    return Insight(
        kind=state.kinds.judge(text, ranked, known=state.ranking.index.stems),
        agencies=_suggested(match for match in ranked if not match.external),
        outside=tuple(match for match in ranked if match.external),
        ranked=ranked,
        faq=state.questions.ask(text),
        publications=state.shelf.find(text),
        stems=stems_of(query, besides=places),
    )


def _suggested(matches: Iterable[Match]) -> tuple[Match, ...]:
    ranked = tuple(matches)[:SUGGESTIONS]
    if len(ranked) > 1 and ranked[0].score >= SURE * ranked[1].score:
        return ranked[:1]
    return tuple(match for match in ranked if match.score >= FAINT * ranked[0].score)
