"""Choosing an agency: the likeliest by the words of the request, with the reason, or any of the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.answers import typed
from handlers.form import Choice, Invalid, Question, Stay, Turn
from handlers.incoming import Incoming
from storage.tables import Agency

SUGGESTIONS = 3
PAGE = 8
UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgencyQuestion:
    """A question whose answer is an agency's code, or UNKNOWN where that may be chosen.

    `text` gives the words to rank by; `first` codes that are offered before the ranked ones;
    `without` one that is not (the agency that has the request already).
    """

    heading: str  # copy key
    text: Callable[[Turn], str]
    unknown: bool = True
    first: Callable[[Turn], Sequence[str]] = lambda turn: ()
    without: Callable[[Turn], str] = lambda turn: ""

    def question(self) -> Question:
        return Question(
            key="agency",
            ask=self.ask,
            parse=self.parse,
            options=self.choices,
            take=self.take,
            label="label-agency",
            show=show,
        )

    def ask(self, turn: Turn) -> str:
        """The suggestions; or, asked again, what is being looked at: its numbers are those of the options."""
        state = turn.state or {}
        if "page" in state:
            return _page_text(turn, int(state["page"]))
        if "found" in state:
            return _found_text(turn, state["found"])
        lines = []
        for number, (agency, because) in enumerate(self._suggested(turn), start=1):
            key = "agency-line" if because else "agency-line-plain"
            reason = {"words": ", ".join(because[:4])} if because else {}
            lines.append(turn.voice(key, number=str(number), name=agency.name, **reason))
        if not lines:
            return turn.voice(f"{self.heading}-none")
        return "\n\n".join((turn.voice(self.heading), "\n".join(lines), turn.voice(f"{self.heading}-after")))

    def choices(self, turn: Turn) -> Sequence[Choice]:
        voice, state, agencies = turn.voice, turn.state or {}, turn.scene.desk.agencies
        end = [Choice(id=UNKNOWN, label=voice("agency-unknown"))] if self.unknown else []
        if "page" in state:
            return [*_page(turn, int(state["page"])), *end]
        if "found" in state:
            found = [agencies[code] for code in state["found"] if code in agencies]
        else:
            found = [agency for agency, _ in self._suggested(turn)]
        choices = [Choice(id=a.code, label=a.short) for a in found]
        return [*choices, Choice(id="list:0", label=voice("agency-list")), *end]

    def take(self, choice: str, turn: Turn) -> Any:
        """A code; or a page of the whole list, which keeps the question open."""
        if not choice.startswith("list:"):
            return choice
        page = int(choice.removeprefix("list:"))
        return Stay(state={"page": page}, text=_page_text(turn, page))

    def parse(self, incoming: Incoming, turn: Turn) -> Any:
        """A typed name: that agency if there is just one such, else the likeliest to choose from."""
        text = typed(incoming).casefold()
        desk = turn.scene.desk
        exact = [
            a.code
            for a in desk.agencies.values()
            if text in (a.name.casefold(), a.short.casefold(), a.code.casefold())
        ]
        if len(exact) == 1:
            return exact[0]
        found = [m.code for m in desk.knowledge.rank(typed(incoming)) if m.code in desk.agencies]
        if not found:
            raise Invalid("agency-not-found")
        return Stay(state={"found": found}, text=_found_text(turn, found))

    def _suggested(self, turn: Turn) -> list[tuple[Agency, tuple[str, ...]]]:
        desk = turn.scene.desk
        first = [(desk.agencies[c], ()) for c in self.first(turn) if c in desk.agencies]
        taken = {agency.code for agency, _ in first} | {self.without(turn)}
        ranked = [
            (desk.agencies[m.code], m.words)
            for m in desk.knowledge.suggest(self.text(turn), without=taken)
            if m.code in desk.agencies
        ]
        return [*first, *ranked[:SUGGESTIONS]]


def show(value: Any, turn: Turn) -> str:
    """The chosen agency in the summary."""
    return str(turn.voice("agency-utama") if value == UNKNOWN else turn.scene.desk.agency_name(value))


def _page_text(turn: Turn, page: int) -> str:
    agencies = turn.scene.desk.agencies
    pages = -(-len(agencies) // PAGE)
    heading = turn.voice("agency-page", page=str(page + 1), pages=str(pages))
    return _listed(heading, [agencies[c.id].name for c in _page(turn, page) if c.id in agencies])


def _found_text(turn: Turn, codes: Sequence[str]) -> str:
    agencies = turn.scene.desk.agencies
    return _listed(turn.voice("agency-found"), [agencies[c].name for c in codes if c in agencies])


def _listed(heading: str, names: Sequence[str]) -> str:
    return "\n".join([heading, "", *(f"{number}. {name}" for number, name in enumerate(names, 1))])


def _page(turn: Turn, page: int) -> list[Choice]:
    agencies = list(turn.scene.desk.agencies.values())
    choices = [Choice(id=a.code, label=a.short) for a in agencies[page * PAGE : (page + 1) * PAGE]]
    if (page + 1) * PAGE < len(agencies):
        choices.append(Choice(id=f"list:{page + 1}", label=turn.voice("agency-more")))
    return choices
