"""Closing a request: answered, and the window to object is over; or never completed."""

from typing import Any

from handlers import reasons
from handlers.conversations import Conversation
from handlers.form import Draft, Form, Turn
from handlers.officer import hats
from handlers.talk import Talk
from kip.actions import Close
from kip.case import Status


def _reason(status: str) -> str:
    """What the law says of a request in this status; another status cannot be closed at all."""
    return reasons.kept(f"close-reason-{'incomplete' if status == Status.INCOMPLETE else 'answered'}")


def _ask(turn: Turn) -> str:
    return turn.voice(
        "close-sure",
        number=str(turn.scene.context["number"]),
        reason=reasons.said(turn.voice, _reason(str(turn.scene.context["status"]))),
    )


CLOSE = Form(name="close", questions=(hats.sure(_ask, yes="verb-close"),))


def _close(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = hats.confirmed(talk, draft, answers)
    if request is None or hats.do(talk, request, Close(reason=_reason(request.status))) is None:
        return
    hats.done(talk, request, talk.voice("done-close", number=request.number))


CONVERSATION = Conversation(form=CLOSE, finish=_close)
