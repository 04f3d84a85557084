"""The PPID Utama gives a proposed refusal back to its agency, with the reason."""

from typing import Any

from handlers.answers import words
from handlers.casework import act
from handlers.conversations import Conversation
from handlers.form import Draft, Form, Question
from handlers.officer import hats
from handlers.talk import Talk
from kip.actions import Return
from kip.errors import ActionRefused
from storage.requests import Stale

RETURN = Form(
    name="return",
    questions=(
        Question(
            key="reason",
            ask=lambda turn: turn.voice("return-ask", number=str(turn.scene.context["number"])),
            parse=words(4, 1000),
        ),
    ),
)


def _return(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = hats.under_way(talk, int(draft.context["request"]))
    if request is None:
        return
    by = hats.acting_on(talk, request)
    action = Return(reason=str(answers["reason"]))
    try:
        act(talk.session, talk.desk, request, action, by=by, now=talk.now, cause=talk.cause)
    except (ActionRefused, Stale) as error:
        hats.refused(talk, request, error)
        return
    hats.done(talk, request, talk.voice("done-return", number=request.number), tell=False)


CONVERSATION = Conversation(form=RETURN, finish=_return)
