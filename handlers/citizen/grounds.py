"""The question of the grounds (UU 14/2008 Ps 35(1)): several can be chosen, those that fit stand first."""

import re
from collections.abc import Sequence
from typing import Any

from handlers.answers import typed
from handlers.form import Choice, Invalid, Question, Stay, Turn
from handlers.incoming import Incoming
from kip.grounds import ObjectionGround
from kip.objection import offered

_DONE = "done"
_LETTER = re.compile(r"[a-g]")
_BETWEEN = re.compile(r"[\s,.;/&+]+|\bdan\b|\band\b")


def _fit(turn: Turn) -> list[ObjectionGround]:
    return [ObjectionGround(letter) for letter in turn.scene.context["fit"]]


def _chosen(turn: Turn) -> list[str]:
    return list((turn.state or {}).get("chosen", []))


def _ask_grounds(turn: Turn) -> str:
    """The grounds in plain words; those that fit what happened in a group of their own."""
    fit = _fit(turn)
    lines = [_line(turn, ground.value) for ground in offered(fit)]
    if not fit:
        return "\n\n".join([turn.voice("objection-ask-grounds"), "\n".join(lines)])
    return "\n\n".join(
        [
            turn.voice("objection-ask-grounds"),
            "\n".join([turn.voice("objection-grounds-fit"), *lines[: len(fit)]]),
            "\n".join([turn.voice("objection-grounds-other"), *lines[len(fit) :]]),
        ]
    )


def _ground_choices(turn: Turn) -> Sequence[Choice]:
    chosen = _chosen(turn)
    letters = [ground.value for ground in offered(_fit(turn))]
    choices = [Choice(id=g, label=f"{g} ✓" if g in chosen else g) for g in letters]
    return [*choices, Choice(id=_DONE, label=turn.voice("button-next"))] if chosen else choices


def _take_ground(choice: str, turn: Turn) -> Any:
    """A pressed letter is taken, or taken back; "Lanjut" ends it."""
    chosen = _chosen(turn)
    if choice == _DONE:
        return sorted(chosen)
    chosen = [g for g in chosen if g != choice] if choice in chosen else [*chosen, choice]
    if not chosen:
        return Stay(state=None, text=_ask_grounds(turn))
    return Stay(state={"chosen": chosen}, text=_noted(chosen, turn))


def _noted(chosen: Sequence[str], turn: Turn) -> str:
    lines = [_line(turn, letter) for letter in sorted(chosen)]
    return turn.voice("objection-grounds-noted", grounds="\n".join(lines))


def _line(turn: Turn, letter: str) -> str:
    return f"{letter}. {turn.voice(f'objection-ground-{letter}')}"


def _parse_grounds(incoming: Incoming, turn: Turn) -> Any:
    """Letters, as in "a, c"; "selesai" after one was pressed."""
    text = typed(incoming).casefold()
    if text.strip(" .!") in turn.voice.words("done") and _chosen(turn):
        return sorted(_chosen(turn))
    letters = [part for part in _BETWEEN.split(text) if part]
    if not letters or not all(_LETTER.fullmatch(letter) for letter in letters):
        raise Invalid("objection-grounds-invalid")
    return sorted({*letters, *_chosen(turn)})


def _show_grounds(value: Any, turn: Turn) -> str:
    return "; ".join(_line(turn, letter) for letter in value)


GROUNDS = Question(
    key="grounds",
    ask=_ask_grounds,
    parse=_parse_grounds,
    options=_ground_choices,
    take=_take_ground,
    label="label-grounds",
    show=_show_grounds,
)
"""Its value is the chosen letters in order; the draft's context has those that fit as `fit`."""
