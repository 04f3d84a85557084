"""Answering a request: the written notice of UU 14/2008 Ps 22(7), in as few steps as it allows."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import gathering
from handlers.answers import none_or, words
from handlers.casework import act
from handlers.citizen.filing import keep_files
from handlers.conversations import Conversation
from handlers.form import Choice, Draft, Form, Question, Turn
from handlers.gathering import Gather
from handlers.officer import hats
from handlers.talk import Talk
from kip.actions import Answer, Decision
from kip.case import Status
from kip.errors import ActionRefused
from kip.grounds import Ground
from storage.requests import Stale

_TEXT = Gather(text_needed=True, shortest=3)
NONE = "none"
UNDOCUMENTED = "undocumented"


def _decisions(turn: Turn) -> Sequence[Choice]:
    return [Choice(id=d.value, label=turn.voice(f"decision-{d.value}")) for d in Decision]


def _is(*decisions: Decision) -> Any:
    return lambda answers: answers.get("decision") in {d.value for d in decisions}


def _by_other_law(answers: Mapping[str, Any]) -> bool:
    ground = str(answers.get("ground", ""))
    return bool(_REFUSES(answers)) and bool(ground) and Ground(ground).needs_other_law


_REFUSES = _is(Decision.PARTLY, Decision.REFUSED)


def _ask_ground(turn: Turn) -> str:
    lines = [f"{g.value}. {g.label}" for g in Ground]
    return "\n".join([turn.voice("answer-ask-ground"), "", *lines])


def _only(id: str, key: str) -> Any:
    return lambda turn: [Choice(id=id, label=turn.voice(key))]


def _holders(turn: Turn) -> Sequence[Choice]:
    return [
        Choice(id=NONE, label=turn.voice("answer-holder-unknown")),
        Choice(id=UNDOCUMENTED, label=turn.voice("answer-undocumented")),
    ]


def _shown(none: str) -> Any:
    return lambda value, turn: turn.voice(none) if value == NONE else str(value)


def _show_holder(value: Any, turn: Turn) -> str:
    if value == UNDOCUMENTED:
        return turn.voice("answer-undocumented")
    return turn.voice("answer-holder-unknown") if value == NONE else str(value)


ANSWER = Form(
    name="answer",
    questions=(
        Question(
            key="decision",
            ask=lambda turn: turn.voice("answer-ask-decision", number=str(turn.scene.context["number"])),
            options=_decisions,
            label="label-decision",
            show=lambda value, turn: turn.voice(f"decision-{value}"),
        ),
        Question(
            key="held_by",
            ask=lambda turn: turn.voice("answer-ask-holder"),
            parse=words(3, 200),
            options=_holders,
            when=_is(Decision.NOT_HELD),
            label="label-held-by",
            show=_show_holder,
        ),
        Question(
            key="ground",
            ask=_ask_ground,
            options=lambda turn: [Choice(id=g.value, label=g.value) for g in Ground],
            when=_REFUSES,
            label="label-ground",
            show=lambda value, turn: f"{turn.voice.article(Ground(value).article)} ({Ground(value).label})",
        ),
        Question(
            key="other_law",
            ask=lambda turn: turn.voice("answer-ask-other-law"),
            parse=words(5, 300),
            when=_by_other_law,
            label="label-other-law",
        ),
        Question(
            key="test",
            ask=lambda turn: turn.voice("answer-ask-test"),
            parse=none_or(words(3, 300), NONE),
            options=_only(NONE, "answer-test-none"),
            when=_REFUSES,
            label="label-test",
            show=_shown("answer-test-none"),
        ),
        Question(
            key="redaction",
            ask=lambda turn: turn.voice("answer-ask-redaction"),
            parse=words(5, 1000),
            when=_is(Decision.PARTLY),
            label="label-redaction",
        ),
        Question(
            key="text",
            ask=lambda turn: turn.voice(f"answer-ask-text-{turn.answers['decision']}"),
            parse=_TEXT.parse,
            take=_TEXT.take,
            options=gathering.choices,
            label="label-text",
            show=gathering.show,
        ),
        Question(
            key="format",
            ask=lambda turn: turn.voice("answer-ask-format"),
            parse=words(3, 300),
            options=_only(NONE, "answer-format-asked"),
            when=_is(Decision.GIVEN, Decision.PARTLY),
            label="label-format",
            show=_shown("answer-format-asked"),
        ),
        Question(
            key="cost",
            ask=lambda turn: turn.voice("answer-ask-cost"),
            parse=none_or(words(2, 300), NONE),
            options=_only(NONE, "answer-free"),
            when=_is(Decision.GIVEN, Decision.PARTLY),
            label="label-cost",
            show=_shown("answer-free"),
        ),
    ),
    review="answer-review",
    submit="button-send-answer",
)


def as_answer(answers: Mapping[str, Any]) -> Answer:
    """The form's answers as the law's notice."""

    def said(key: str) -> str:
        value = str(answers.get(key, ""))
        return "" if value in (NONE, UNDOCUMENTED) else value

    decision = Decision(answers["decision"])
    return Answer(
        decision=decision,
        text=answers["text"]["text"],
        held=decision is not Decision.NOT_HELD,
        held_by=said("held_by"),
        undocumented=answers.get("held_by") == UNDOCUMENTED,
        ground=Ground(answers["ground"]) if answers.get("ground") else None,
        other_law=said("other_law"),
        consequence_test=said("test"),
        redaction=said("redaction"),
        format=said("format"),
        cost=said("cost"),
    )


def _answer(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = hats.under_way(talk, int(draft.context["request"]))
    if request is None:
        return
    by = hats.acting_on(talk, request)
    files = keep_files(talk, answers["text"]["files"])
    action = as_answer(answers)
    try:
        outcome = act(
            talk.session, talk.desk, request, action, by=by, now=talk.now, files=files, cause=talk.cause
        )
    except (ActionRefused, Stale) as error:
        hats.refused(talk, request, error)
        return
    proposed = outcome.case.status is Status.PROPOSED
    text = talk.voice("done-proposed" if proposed else "done-answer", number=request.number)
    hats.done(talk, request, text, tell=not proposed)


CONVERSATION = Conversation(form=ANSWER, finish=_answer, resumable=True)
