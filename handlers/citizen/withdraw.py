"""Withdrawing one's own request."""

from typing import Any

from handlers.casework import act
from handlers.citizen import status
from handlers.conversations import Conversation, start
from handlers.form import Choice, Draft, Form, Question, Turn
from handlers.say import Option
from handlers.talk import Talk
from kip.actions import Withdraw
from kip.errors import ActionRefused
from storage import requests
from storage.requests import Stale
from storage.tables import Request


def _sure(turn: Turn) -> list[Choice]:
    return [
        Choice(id="yes", label=turn.voice("withdraw-yes")),
        Choice(id="no", label=turn.voice("withdraw-no")),
    ]


WITHDRAW = Form(
    name="withdraw",
    questions=(
        Question(
            key="sure",
            ask=lambda turn: turn.voice("withdraw-sure", number=str(turn.scene.context["number"])),
            options=_sure,
        ),
    ),
)


def ask(talk: Talk, request: Request) -> None:
    """Ask first."""
    start(talk, "withdraw", context={"request": request.id, "number": request.number})


def pick(talk: Talk) -> None:
    """The word "cabut": which of the open ones?"""
    mine = requests.of_contact(talk.session, talk.person.id)
    open_ones = [r for r in mine if requests.case_of(talk.session, r, zone=talk.desk.zone).status.open]
    if not open_ones:
        talk.say(talk.voice("withdraw-none"), [talk.option("m:menu", "button-menu")])
    elif len(open_ones) == 1:
        ask(talk, open_ones[0])
    else:
        options = [Option(data=f"m:withdraw:{r.id}", label=r.number) for r in open_ones[: status.MOST]]
        talk.say(talk.voice("withdraw-which"), options)


def _withdraw(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = status.own(talk, str(draft.context["request"]))
    if answers["sure"] != "yes" or request is None:
        talk.say(talk.voice("withdraw-kept"), [talk.option("m:menu", "button-menu")])
        return
    try:
        act(talk.session, talk.desk, request, Withdraw(), by=talk.citizen, now=talk.now, cause=talk.cause)
    except ActionRefused as refused:
        talk.say(talk.voice(refused.why.value), [talk.option("m:menu", "button-menu")])
    except Stale:
        status.one(talk, request)


CONVERSATION = Conversation(form=WITHDRAW, finish=_withdraw)
