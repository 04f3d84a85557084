"""Forwarding a request to the agency that holds the information (disposisi); the clock runs on."""

from collections.abc import Sequence
from typing import Any

from handlers.agency_choice import AgencyQuestion
from handlers.answers import words
from handlers.casework import act
from handlers.conversations import Conversation
from handlers.form import Choice, Draft, Form, Question, Turn
from handlers.officer import hats
from handlers.talk import Talk
from handlers.teaching import correct
from kip.actions import Forward
from kip.errors import ActionRefused
from storage.requests import Stale

REASONS = ("holds", "task")


def _reasons(turn: Turn) -> Sequence[Choice]:
    return [Choice(id=r, label=turn.voice(f"forward-reason-{r}")) for r in REASONS]


FORWARD = Form(
    name="forward",
    questions=(
        AgencyQuestion(
            heading="forward-ask",
            text=lambda turn: str(turn.scene.context["information"]),
            without=lambda turn: str(turn.scene.context["agency"]),
            unknown=False,
        ).question(),
        Question(
            key="reason",
            ask=lambda turn: turn.voice("forward-reason-ask"),
            parse=words(4, 500),
            options=_reasons,
            label="label-reason",
            show=lambda value, turn: reason_text(turn, value),
        ),
    ),
    review="forward-review",
    submit="verb-forward",
)


def reason_text(turn: Turn, value: str) -> str:
    return turn.voice(f"forward-reason-{value}") if value in REASONS else value


def _forward(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = hats.under_way(talk, int(draft.context["request"]))
    if request is None:
        return
    if answers["agency"] not in talk.desk.agencies:  # the content pack dropped it meanwhile
        hats.show(talk, request, before=talk.voice("agency-not-found"))
        return
    reason = str(answers["reason"])
    said = talk.voice(f"forward-reason-{reason}") if reason in REASONS else reason
    action = Forward(to=str(answers["agency"]), reason=said)
    by = hats.acting_on(talk, request)
    try:
        act(talk.session, talk.desk, request, action, by=by, now=talk.now, cause=talk.cause)
    except (ActionRefused, Stale) as error:
        hats.refused(talk, request, error)
        return
    if action.to != talk.desk.utama or reason in REASONS:  # else it may only be handed back
        correct(talk, request.information, action.to, source="forward", contact=request.contact_id)
    agency = talk.desk.agency_name(action.to)
    hats.done(talk, request, talk.voice("done-forward", number=request.number, agency=agency))


CONVERSATION = Conversation(form=FORWARD, finish=_forward)
