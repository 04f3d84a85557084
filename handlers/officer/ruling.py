"""The Atasan PPID responds to an objection: a ruling, its reasons, files (UU 14/2008 Ps 36(2)-(3))."""

from collections.abc import Sequence
from typing import Any

from handlers import gathering, objections
from handlers.citizen.filing import keep_files
from handlers.conversations import Conversation
from handlers.form import Choice, Draft, Form, Question, Turn
from handlers.gathering import Gather
from handlers.officer import objection_queue
from handlers.talk import Talk
from kip.errors import ActionRefused
from kip.objection import Respond, Ruling
from storage.requests import Stale

_REASONS = Gather(text_needed=True, shortest=10)


def _rulings(turn: Turn) -> Sequence[Choice]:
    return [Choice(id=r.value, label=turn.voice(f"ruling-{r.value}")) for r in Ruling]


RULING = Form(
    name="ruling",
    questions=(
        Question(
            key="ruling",
            ask=lambda turn: turn.voice("ruling-ask", number=str(turn.scene.context["number"])),
            options=_rulings,
            label="label-ruling",
            show=lambda value, turn: turn.voice(f"ruling-{value}"),
        ),
        Question(
            key="text",
            ask=lambda turn: turn.voice(f"ruling-ask-text-{turn.answers['ruling']}"),
            parse=_REASONS.parse,
            take=_REASONS.take,
            options=gathering.choices,
            label="label-response",
            show=gathering.show,
        ),
    ),
    review="ruling-review",
    submit="button-send-response",
)


def _respond(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    objection = objection_queue.under_way(talk, int(draft.context["objection"]))
    if objection is None:
        return
    action = Respond(ruling=Ruling(answers["ruling"]), text=answers["text"]["text"])
    files = keep_files(talk, answers["text"]["files"])
    try:
        objections.act(
            talk.session,
            talk.desk,
            objection,
            action,
            by=objection_queue.acting_on(talk, objection),
            now=talk.now,
            files=files,
            cause=talk.cause,
        )
    except (ActionRefused, Stale) as error:
        objection_queue.refused(talk, objection, error)
        return
    talk.say(talk.voice("done-respond", number=objection.number), [talk.option("m:object", "menu-objection")])


CONVERSATION = Conversation(form=RULING, finish=_respond, resumable=True)
