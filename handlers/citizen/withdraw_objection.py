"""Withdrawing one's own objection; the right to object again stays as long as its window is open."""

from typing import Any

from handlers import objection_cards, objections
from handlers.citizen import status
from handlers.conversations import Conversation, start
from handlers.form import Choice, Draft, Form, Question
from handlers.talk import Talk
from kip.errors import ActionRefused
from kip.objection import CloseObjection
from storage.requests import Stale
from storage.tables import Objection

WITHDRAW_OBJECTION = Form(
    name="withdraw-objection",
    questions=(
        Question(
            key="sure",
            ask=lambda turn: turn.voice("objection-withdraw-sure", number=str(turn.scene.context["number"])),
            options=lambda turn: [
                Choice(id="yes", label=turn.voice("withdraw-yes")),
                Choice(id="no", label=turn.voice("withdraw-no")),
            ],
        ),
    ),
)


def ask(talk: Talk, objection: Objection) -> None:
    """Ask first."""
    start(talk, WITHDRAW_OBJECTION.name, context={"objection": objection.id, "number": objection.number})


def _withdraw(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    objection = status.own_objection(talk, str(draft.context["objection"]))
    menu = [talk.option("m:menu", "button-menu")]
    if objection is None or answers["sure"] != "yes":
        talk.say(talk.voice("objection-withdraw-kept"), menu)
        return
    action = CloseObjection(reason="withdrawn")
    try:
        objections.act(
            talk.session, talk.desk, objection, action, by=talk.citizen, now=talk.now, cause=talk.cause
        )
    except ActionRefused as refused:
        talk.say(objection_cards.refusal(talk.voice, refused), menu)
    except Stale:
        status.one_objection(talk, objection)


CONVERSATION = Conversation(form=WITHDRAW_OBJECTION, finish=_withdraw)
