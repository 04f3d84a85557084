"""Saying that a request is not complete, within three working days (Perki 1/2021); and that it now is,
for an applicant who brought or told what was missing outside the chat."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from handlers import gathering, reasons
from handlers.answers import words
from handlers.citizen.filing import keep_files
from handlers.conversations import Conversation
from handlers.form import Choice, Draft, Form, Invalid, Question, Stay, Turn
from handlers.gathering import Gather
from handlers.incoming import Incoming
from handlers.officer import hats
from handlers.talk import Talk
from kip.actions import Complete, DeclareIncomplete
from kip.clocks import COMPLETION, start

_WORDS = words(4, 500)
_RECEIVED = Gather(text_needed=True, shortest=4)


def _items(turn: Turn) -> list[str]:
    """What this kind of applicant can lack."""
    there = turn.scene.context.get("identity", False)
    identity = "unreadable" if there else reasons.IDENTITY[str(turn.scene.context["kind"])]
    return [m for m in reasons.MISSING if m in ("details", "address", "power", identity)]


def _ask_missing(turn: Turn) -> str:
    lines = [f"{n}. {turn.voice(f'missing-{m}')}" for n, m in enumerate(_items(turn), start=1)]
    heading = turn.voice("incomplete-ask", number=str(turn.scene.context["number"]))
    return "\n".join([heading, "", *lines, "", turn.voice("incomplete-ask-after")])


def _choices(turn: Turn) -> Sequence[Choice]:
    """What has not been named yet; and the end of the list, once something has."""
    named = (turn.state or {}).get("items", [])
    left = [Choice(id=m, label=turn.voice(f"missing-choice-{m}")) for m in _items(turn) if m not in named]
    return [*left, Choice(id="done", label=turn.voice("button-done"))] if turn.state else left


def _take_missing(choice: str, turn: Turn) -> Any:
    state = turn.state or {"items": [], "own": ""}
    if choice == "done":
        return reasons.lines(state["items"], state["own"])
    return _more(state | {"items": [*state["items"], choice]}, turn)


def _parse_missing(incoming: Incoming, turn: Turn) -> Any:
    """Words of one's own; "selesai" ends the list."""
    text = _typed(incoming, turn)
    if text.casefold().strip(" .!") in turn.voice.words("done"):
        if not turn.state:
            raise Invalid("invalid-choice")
        return _take_missing("done", turn)
    state = turn.state or {"items": [], "own": ""}
    own = f"{state['own']}; {text}" if state["own"] else text
    return _more(state | {"own": own}, turn)


def _typed(incoming: Incoming, turn: Turn) -> str:
    return " ".join(_WORDS(incoming, turn).split())  # one line: the list is kept a line an item


def _more(state: dict[str, Any], turn: Turn) -> Stay:
    listed = reasons.listed(turn.voice, reasons.lines(state["items"], state["own"]))
    return Stay(state=state, text=turn.voice("incomplete-more", missing=listed))


def _ask_sure(turn: Turn) -> str:
    today = date.fromisoformat(turn.scene.context["today"])
    until = start(COMPLETION, today, turn.scene.desk.calendar)
    return turn.voice(
        "incomplete-sure",
        number=str(turn.scene.context["number"]),
        missing=reasons.listed(turn.voice, turn.answers["missing"]),
        until=turn.voice.long_date(until.due) if until.due else turn.voice("left-unknown"),
        days=str(COMPLETION.days),
    )


INCOMPLETE = Form(
    name="incomplete",
    questions=(
        Question(
            key="missing",
            ask=_ask_missing,
            parse=_parse_missing,
            options=_choices,
            take=_take_missing,
        ),
        hats.sure(_ask_sure, yes="incomplete-send"),
    ),
)


def _declare(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = hats.confirmed(talk, draft, answers)
    if request is None or hats.do(talk, request, DeclareIncomplete(missing=answers["missing"])) is None:
        return
    until = request.completion_due_on
    text = talk.voice(
        "done-incomplete",
        number=request.number,
        until=talk.voice.long_date(until) if until else talk.voice("left-unknown"),
    )
    hats.done(talk, request, text)


COMPLETE = Form(
    name="complete",
    questions=(
        Question(
            key="text",
            ask=lambda turn: turn.voice("complete-ask", number=str(turn.scene.context["number"])),
            parse=_RECEIVED.parse,
            take=_RECEIVED.take,
            options=gathering.choices,
        ),
    ),
)


def _complete(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = hats.under_way(talk, int(draft.context["request"]))
    if request is None:
        return
    files = keep_files(talk, answers["text"]["files"])
    if hats.do(talk, request, Complete(text=answers["text"]["text"]), question_files=files) is None:
        return
    hats.done(talk, request, talk.voice("done-complete", number=request.number), tell=False)


CONVERSATIONS = (
    Conversation(form=INCOMPLETE, finish=_declare),
    Conversation(form=COMPLETE, finish=_complete),
)
