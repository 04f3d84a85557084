"""Buttons on an officer's messages: `r<request>:<version>:<verb>` and `t<task>:0:<verb>`."""

import re

from handlers.citizen import welcome
from handlers.conversations import start
from handlers.notices import more_options
from handlers.officer import hats, identity, task_work
from handlers.say import Attachment
from handlers.talk import Talk
from kip.actions import (
    Accept,
    Action,
    Answer,
    AskMaterial,
    Close,
    Complete,
    Confirm,
    DeclareIncomplete,
    Extend,
    Forward,
    GiveMaterial,
    Return,
)
from kip.errors import Why
from storage import requests
from storage.requests import Stale
from storage.tables import Request

_DATA = re.compile(r"([rt])([0-9]{1,15}):([0-9]{1,9}):([a-z]+)")
_FORMS: dict[str, type[Action]] = {
    "forward": Forward,
    "answer": Answer,
    "return": Return,
    "incomplete": DeclareIncomplete,
    "complete": Complete,
    "extend": Extend,
    "ask": AskMaterial,
    "give": GiveMaterial,
    "close": Close,
}
"""Verbs that ask something first, by the form of the same name."""
_AT_ONCE: dict[str, Action] = {"accept": Accept(), "confirm": Confirm()}
_ANY_VERSION = (
    "show",
    "print",
    "give",
    "identity",
)  # what is asked of an agency stands, whatever else has changed


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
        was_asked = request is not None and hats.was_asked(talk, request)
        why = Why.NOT_ASKED if was_asked else Why.NOT_YOURS
        talk.say(talk.voice(why.value), [talk.option("m:queue", "menu-queue")])
    elif version != request.version and verb not in _ANY_VERSION:
        hats.refused(talk, request, Stale(request.number))
    elif verb == "show":
        hats.show(talk, request)
    elif verb == "print" and not hats.merely_asked(request, hats.acting_on(talk, request)):
        _print(talk, request)
    elif verb == "identity":
        identity.ask(talk, request)
    elif verb == "more":
        _more(talk, request)
    elif verb in _AT_ONCE:
        if hats.do(talk, request, _AT_ONCE[verb]) is not None:
            hats.done(talk, request, talk.voice(f"done-{verb}", number=request.number))
    elif verb in _FORMS:
        if hats.possible(talk, request, _FORMS[verb]):
            start(talk, verb, context=hats.about(talk, request))
    else:
        welcome.lost(talk, "old-button")


def _print(talk: Talk, request: Request) -> None:
    assert request.id is not None
    paper = "answer" if requests.given_answer(talk.session, request.id) else "receipt"
    name = talk.voice(f"paper-{paper}-file", number=request.number.replace("/", "-"))
    file = Attachment(paper=paper, request=request.id, name=name)
    talk.say(talk.voice(f"paper-{paper}", number=request.number), files=[file])


def _more(talk: Talk, request: Request) -> None:
    """The rarer things: asking, extending, saying what is missing, closing."""
    case = requests.case_of(talk.session, request, zone=talk.desk.zone)
    by = hats.acting_on(talk, request)
    options = more_options(talk.voice, talk.desk, request, case, by, now=talk.now)
    show = talk.option(f"r{request.id}:{request.version}:show", "verb-show")
    talk.say(talk.voice("more-ask", number=request.number), [*options, show])
