"""Extending the time to answer: seven working days, once, with a written reason (UU 14/2008 Ps 22(8))."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from handlers import cards, reasons
from handlers.answers import words
from handlers.conversations import Conversation
from handlers.form import Choice, Draft, Form, Question, Turn
from handlers.officer import hats
from handlers.talk import Talk
from kip.actions import Extend
from kip.clocks import EXTENSION, start


def _ask_reason(turn: Turn) -> str:
    lines = [f"{n}. {turn.voice(f'extend-reason-{r}')}" for n, r in enumerate(reasons.EXTENSIONS, start=1)]
    heading = turn.voice("extend-ask", article=turn.voice.article(EXTENSION.article))
    return "\n".join([heading, "", *lines])


def _choices(turn: Turn) -> Sequence[Choice]:
    return [Choice(id=r, label=turn.voice(f"extend-choice-{r}")) for r in reasons.EXTENSIONS]


def _ask_sure(turn: Turn) -> str:
    """The reason, and both dates, before anything happens."""
    voice, due = turn.voice, str(turn.scene.context["due"])
    said = {
        "number": str(turn.scene.context["number"]),
        "reason": reasons.said(voice, str(turn.answers["reason"])),
    }
    if not due:
        return voice("extend-sure-unknown", **said, days=str(EXTENSION.days))
    old = date.fromisoformat(due)
    new = start(EXTENSION, old, turn.scene.desk.calendar)
    later = voice.long_date(new.due) if new.due else voice("due-unknown", year=str(new.waiting_for))
    return voice("extend-sure", **said, old=voice.long_date(old), new=later)


EXTEND = Form(
    name="extend",
    questions=(
        Question(
            key="reason",
            ask=_ask_reason,
            parse=words(8, 1000),
            options=_choices,
            take=lambda choice, turn: reasons.kept(f"extend-reason-{choice}"),
        ),
        hats.sure(_ask_sure, yes="extend-yes"),
    ),
)


def _extend(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = hats.confirmed(talk, draft, answers)
    if request is None or hats.do(talk, request, Extend(reason=str(answers["reason"]))) is None:
        return
    due = cards.due_date(talk.voice, request)
    hats.done(talk, request, talk.voice("done-extend", number=request.number, due=due))


CONVERSATION = Conversation(form=EXTEND, finish=_extend)
