"""Buttons on an officer's messages: `r<request>:<version>:<verb>` and `t<task>:0:<verb>`."""

import re

from handlers.casework import act
from handlers.citizen import welcome
from handlers.conversations import start
from handlers.officer import hats, task_work
from handlers.say import Attachment
from handlers.talk import Talk
from kip.actions import Accept, Action, Confirm
from kip.errors import ActionRefused, Why
from storage import requests
from storage.requests import Stale
from storage.tables import Request

_DATA = re.compile(r"([rt])([0-9]{1,15}):([0-9]{1,9}):([a-z]+)")
_FORMS = {"forward": "forward", "answer": "answer", "return": "return"}
_AT_ONCE: dict[str, Action] = {"accept": Accept(), "confirm": Confirm()}


def press(talk: Talk, data: str) -> None:
    """Do what the button says, if it still can be done; otherwise say where things stand."""
    read = _DATA.fullmatch(data)
    if read is None:
        welcome.lost(talk, "old-button")
    elif read[1] == "t":
        task_work.press(talk, int(read[2]), read[4])
    else:
        _request(talk, int(read[2]), int(read[3]), read[4])


def _request(talk: Talk, id: int, version: int, verb: str) -> None:
    request = requests.get(talk.session, id)
    if request is None or not hats.visible(talk, request):
        talk.say(talk.voice(Why.NOT_YOURS.value), [talk.option("m:queue", "menu-queue")])
    elif verb == "show":
        hats.show(talk, request)
    elif verb == "print":
        paper = "answer" if requests.given_answer(talk.session, id) else "receipt"
        name = talk.voice(f"paper-{paper}-file", number=request.number.replace("/", "-"))
        file = Attachment(paper=paper, request=id, name=name)
        talk.say(talk.voice(f"paper-{paper}", number=request.number), files=[file])
    elif version != request.version:
        hats.refused(talk, request, Stale(request.number))
    elif verb in _AT_ONCE:
        _act(talk, request, _AT_ONCE[verb], said=f"done-{verb}")
    elif verb in _FORMS:
        start(talk, _FORMS[verb], context=hats.about(request))
    else:
        welcome.lost(talk, "old-button")


def _act(talk: Talk, request: Request, action: Action, *, said: str) -> None:
    try:
        by = hats.acting_on(talk, request)
        act(talk.session, talk.desk, request, action, by=by, now=talk.now, cause=talk.cause)
    except (ActionRefused, Stale) as error:
        hats.refused(talk, request, error)
        return
    hats.done(talk, request, talk.voice(said, number=request.number))
