"""In a filing, once it is known what is asked for: what is public already and may be just that."""

from dataclasses import dataclass
from typing import Any

from handlers import knowing
from handlers.form import Stay, Turn
from handlers.gathering import CarefulGather


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchingGather(CarefulGather):
    """The same, and its value has `found`: ids of at most three publications that fit."""

    def take(self, choice: str, turn: Turn) -> Any:
        value = CarefulGather.take(self, choice, turn)  # a class with slots has no super() of its own
        return value if isinstance(value, Stay) else value | {"found": _found(turn, value["text"])}


def _found(turn: Turn, text: str) -> list[int]:
    found = turn.scene.desk.knowledge.about(text).publications
    return [line.id for line in found[: knowing.SHOWN]]


def opening(turn: Turn, question: str) -> str:
    """The question that comes next, below what is public already: to be opened, or to be gone on from.

    It is no question of its own: on WhatsApp each message is charged, and these buttons are the next one's.
    """
    information = turn.answers.get("information", {})
    found = knowing.there(turn.scene.publication, information.get("found", ()))
    if not found:
        return question
    listed = knowing.lines(turn.voice, turn.scene.desk, found, numbered=False)
    return "\n\n".join((turn.voice("published-heading"), listed, turn.voice("published-enough"), question))
