"""Completing one's own request: what the office said is missing, in texts and files until "selesai".

After the last day it is taken all the same, and marked as late.
"""

from typing import Any

from handlers import reasons
from handlers.casework import act
from handlers.citizen import status
from handlers.citizen.filing import keep_files
from handlers.conversations import Conversation, start
from handlers.form import Draft, Form, Question, Turn
from handlers.gathering import CarefulGather
from handlers.talk import Talk
from kip.actions import Complete
from kip.errors import ActionRefused
from kip.lifecycle import check
from storage import requests
from storage.requests import Stale
from storage.tables import Request

_ADDED = CarefulGather(text_needed=True, shortest=3)


def _ask(turn: Turn) -> str:
    context = turn.scene.context
    missing = str(context["missing"])
    text = turn.voice(
        "completing-ask", number=str(context["number"]), missing=reasons.listed(turn.voice, missing)
    )
    if not reasons.wants_papers(missing):
        return text
    papers = "completing-papers-by-link" if turn.scene.desk.identity_url else "completing-no-papers"
    return f"{text}\n\n{turn.voice(papers)}"


COMPLETING = Form(
    name="completing",
    questions=(Question(key="text", ask=_ask, parse=_ADDED.parse, take=_ADDED.take, options=_ADDED.choices),),
)


def ask(talk: Talk, request: Request) -> None:
    """Begin, if something is missing; otherwise say where the request stands."""
    if not _possible(talk, request):
        return
    missing = requests.newest_said(talk.session, request.id or 0, "incomplete").get("missing", "")
    start(
        talk,
        COMPLETING.name,
        context={"request": request.id, "number": request.number, "missing": missing},
    )


def _possible(talk: Talk, request: Request) -> bool:
    case = requests.case_of(talk.session, request, zone=talk.desk.zone)
    try:
        check(case, Complete, by=talk.citizen, rules=talk.desk.rules, today=talk.desk.today(talk.now))
    except ActionRefused as refused:
        _refused(talk, request, refused)
        return False
    return True


def _complete(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = status.own(talk, str(draft.context["request"]))
    if request is None or not _possible(talk, request):
        return
    files = keep_files(talk, answers["text"]["files"])
    try:
        with talk.session.begin_nested():
            requests.attach(talk.session, request.id or 0, files, role="question")
            outcome = act(
                talk.session,
                talk.desk,
                request,
                Complete(text=answers["text"]["text"]),
                by=talk.citizen,
                now=talk.now,
                cause=talk.cause,
            )
    except (ActionRefused, Stale) as error:
        _refused(talk, request, error)
        return
    late = bool(outcome.events[0].data.get("late"))
    text = talk.voice("completed-late" if late else "completed", number=request.number)
    talk.say(
        text, [talk.option(f"m:see:{request.id}", "button-status"), talk.option("m:menu", "button-menu")]
    )


def _refused(talk: Talk, request: Request, error: ActionRefused | Stale) -> None:
    why = "refused-stale" if isinstance(error, Stale) else error.why.value
    talk.say(
        talk.voice(why),
        [talk.option(f"m:see:{request.id}", "button-status"), talk.option("m:menu", "button-menu")],
    )


CONVERSATION = Conversation(form=COMPLETING, finish=_complete, resumable=True)
