"""Asking another agency for what it holds, and giving it: the owner and the clock stay as they are."""

from typing import Any

from handlers import gathering
from handlers.agency_choice import AgencyQuestion
from handlers.answers import words
from handlers.citizen.filing import keep_files
from handlers.conversations import Conversation
from handlers.form import Draft, Form, Question
from handlers.gathering import Gather
from handlers.officer import hats
from handlers.talk import Talk
from kip.actions import AskMaterial, GiveMaterial

_GIVEN = Gather(text_needed=True, shortest=3)

ASK = Form(
    name="ask",
    questions=(
        AgencyQuestion(
            heading="material-ask",
            text=lambda turn: str(turn.scene.context["information"]),
            without=lambda turn: str(turn.scene.context["agency"]),
            unknown=False,
        ).question(),
        Question(
            key="text",
            ask=lambda turn: turn.voice(
                "material-ask-what", agency=turn.scene.desk.agency_name(turn.answers["agency"])
            ),
            parse=words(4, 1000),
            label="label-material",
        ),
    ),
    review="material-review",
    submit="material-send",
)


def _ask(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = hats.under_way(talk, int(draft.context["request"]))
    if request is None:
        return
    action = AskMaterial(of=str(answers["agency"]), text=str(answers["text"]))
    outcome = hats.do(talk, request, action)
    if outcome is None:
        return
    due = talk.voice.long_date(outcome.ask_due) if outcome.ask_due else talk.voice("left-unknown")
    agency = talk.desk.agency_name(action.of)
    text = talk.voice("done-ask", number=request.number, agency=agency, due=due)
    hats.done(talk, request, text, tell=False)


GIVE = Form(
    name="give",
    questions=(
        Question(
            key="text",
            ask=lambda turn: turn.voice("material-give", number=str(turn.scene.context["number"])),
            parse=_GIVEN.parse,
            take=_GIVEN.take,
            options=gathering.choices,
        ),
    ),
)


def _give(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = hats.under_way(talk, int(draft.context["request"]))
    if request is None:
        return
    agency = talk.desk.agency_name(request.agency)
    files = keep_files(talk, answers["text"]["files"])
    if hats.do(talk, request, GiveMaterial(text=answers["text"]["text"]), files=files) is None:
        return
    hats.done(talk, request, talk.voice("done-give", number=request.number, agency=agency), tell=False)


CONVERSATIONS = (Conversation(form=ASK, finish=_ask), Conversation(form=GIVE, finish=_give, resumable=True))
