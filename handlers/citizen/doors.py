"""At an agency's door: a prepared question that averts the wrong form, asked once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.agency_choice import AgencyQuestion
from handlers.form import Choice, Invalid, Stay, Turn
from handlers.incoming import Incoming
from storage.prepared import PreparedQuestion


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorQuestion(AgencyQuestion):
    """The same; where the ask is of a kind that the chosen agency has a prepared question for, that is asked
    before the choice counts."""

    def ask(self, turn: Turn) -> str:
        door = _door(turn)
        if door is None:
            return AgencyQuestion.ask(self, turn)
        return _told(door, turn) if turn.state.get("told") else door.question

    def choices(self, turn: Turn) -> Sequence[Choice]:
        door = _door(turn)
        if door is None:
            return AgencyQuestion.choices(self, turn)
        if turn.state.get("told"):
            return [
                Choice(id="door.go", label=turn.voice("door-go-on")),
                Choice(id="door.other", label=turn.voice("door-other")),
            ]
        return [
            Choice(id="door.yes", label=turn.voice("door-yes")),
            Choice(id="door.no", label=turn.voice("door-no")),
        ]

    def take(self, choice: str, turn: Turn) -> Any:
        door = _door(turn)
        if door is not None and choice == "door.yes":
            return Stay(state=turn.state | {"told": True}, text=_told(door, turn))
        if door is not None and choice == "door.other":
            back = Turn(answers=turn.answers, state=None, scene=turn.scene)
            return Stay(state=None, text=AgencyQuestion.ask(self, back))
        if door is not None:
            return turn.state["code"]
        value = AgencyQuestion.take(self, choice, turn)
        return value if isinstance(value, Stay) else self._knock(value, turn)

    def parse(self, incoming: Incoming, turn: Turn) -> Any:
        if _door(turn) is not None:
            raise Invalid("invalid-choice")
        value = AgencyQuestion.parse(self, incoming, turn)
        return value if isinstance(value, Stay) else self._knock(value, turn)

    def _knock(self, code: str, turn: Turn) -> Any:
        """The agency, or its prepared question for such an ask."""
        ask = turn.scene.desk.knowledge.about(self.text(turn)).kind.ask
        slugs = [d.slug for d in turn.scene.desk.prepared.values() if d.agency == code and d.kind == ask]
        if not slugs:
            return code
        state = {"door": slugs[0], "code": code}
        door = _door(Turn(answers=turn.answers, state=state, scene=turn.scene))
        return Stay(state=state, text=door.question) if door else code


def _door(turn: Turn) -> PreparedQuestion | None:
    """The prepared question that is open, in the person's language; None where none is, or it has gone."""
    prepared, slug = turn.scene.desk.prepared, (turn.state or {}).get("door", "")
    found: PreparedQuestion | None = prepared.get((slug, turn.voice.language)) or prepared.get((slug, "id"))
    return found


def _told(door: PreparedQuestion, turn: Turn) -> str:
    return f"{door.answer}\n\n{turn.voice('door-still')}"
