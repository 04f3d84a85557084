"""One's own requests and objections: all of them, one with its timeline, and why its dates are so."""

import re
from collections.abc import Sequence

from handlers import cards, explaining, identity, notices, objection_cards, objection_notices, objections
from handlers.explaining import Explained
from handlers.officer import hats
from handlers.say import Option
from handlers.talk import Talk
from kip.actions import Complete, Withdraw
from kip.case import Status
from kip.lifecycle import allowed
from kip.objection import FileDispute, ObjectionStatus, allowed_on_objection
from storage import identities, requests
from storage import objections as kept
from storage.tables import Objection, Request

MOST = 8
_ID = re.compile("[0-9]{1,15}")


def all_mine(talk: Talk) -> None:
    """The newest requests and objections, a line and a button each."""
    mine = requests.of_contact(talk.session, talk.person.id)
    objected = kept.of_contact(talk.session, talk.person.id)
    if not mine and not objected:
        talk.say(
            talk.voice("status-none"),
            [talk.option("m:file", "menu-file"), talk.option("m:menu", "button-menu")],
        )
        return
    parts: list[str] = []
    options: list[Option] = []
    if mine:
        parts.append(talk.voice("status-list", count=str(len(mine))))
        parts += [cards.one_line(talk.voice, talk.desk, r, talk.now) for r in mine[:MOST]]
        parts += [talk.voice("status-more", count=str(len(mine) - MOST))] if len(mine) > MOST else []
        options += [Option(data=f"m:see:{r.id}", label=r.number) for r in mine[:MOST]]
    if objected:
        parts.append(talk.voice("status-objections", count=str(len(objected))))
        parts += [
            objection_cards.one_line(talk.session, talk.voice, talk.desk, k, talk.now)
            for k in objected[:MOST]
        ]
        parts += [talk.voice("status-more", count=str(len(objected) - MOST))] if len(objected) > MOST else []
        options += [Option(data=f"m:objection:{k.id}", label=k.number) for k in objected[:MOST]]
    talk.say("\n\n".join(parts), [*options, talk.option("m:menu", "button-menu")])


# -- a request ------------------------------------------------------------------------------------


def one(talk: Talk, request: Request) -> None:
    """One request of one's own."""
    assert request.id is not None
    explained = explaining.of_request(talk.session, talk.voice, talk.desk, request, talk.now)
    options = [talk.option(f"m:why:{request.id}", "button-why")] if explained else []
    possible = allowed(
        requests.case_of(talk.session, request, zone=talk.desk.zone),
        talk.citizen,
        talk.desk.rules,
        talk.desk.today(talk.now),
    )
    if Complete in possible:
        options.append(talk.option(f"m:complete:{request.id}", "button-complete"))
    if identity.wanted(talk.session, talk.desk, request):
        options.append(talk.option(f"m:identity:{request.id}", "button-identity"))
    elif identity.possible(talk.desk, request) and identities.of_request(talk.session, request.id):
        options.append(talk.option(f"m:identity:{request.id}", "button-identity-again"))
    if Withdraw in possible:
        options.append(talk.option(f"m:withdraw:{request.id}", "button-withdraw"))
    if requests.given_answer(talk.session, request.id):
        options.append(talk.option(f"m:answer:{request.id}", "button-answer-again"))
    text = cards.citizen_card(talk.session, talk.voice, talk.desk, request, talk.now)
    standing = objections.standing(talk.session, request)
    if standing is not None:
        line = objection_cards.one_state(talk.voice, talk.desk, standing, talk.now)
        text += f"\n\n{line}"
        options.append(talk.option(f"m:objection:{standing.id}", "button-objection"))
    elif _may_object(talk, request):
        late = objections.overdue(talk.desk, request, talk.now)
        text += f"\n\n{silence_line(talk, request)}" if late else ""
        options.append(talk.option(f"m:object:{request.id}", "button-object"))
    talk.say(text, [*options, talk.option("m:menu", "button-menu")])


def _may_object(talk: Talk, request: Request) -> bool:
    """Whether the button is offered: a reason has been found, and the request was not withdrawn."""
    found = objections.found_on(talk.desk, request, talk.now) is not None
    return found and request.status != Status.WITHDRAWN


def silence_line(talk: Talk, request: Request) -> str:
    """No answer in time: that one may object, and until when, in two sentences (Ps 35(1)c, 36(1))."""
    until = objections.window(talk.desk, request, talk.now)
    due = talk.voice.long_date(request.due_on) if request.due_on else ""
    if until is None:
        return talk.voice("objection-silence-unknown", due=due)
    over = talk.desk.today(talk.now) > until
    return talk.voice(
        "objection-silence-late" if over else "objection-silence",
        due=due,
        until=talk.voice.long_date(until),
    )


def answer_again(talk: Talk, request: Request) -> None:
    """The answer once more, with its files."""
    assert request.id is not None
    if requests.given_answer(talk.session, request.id) is None:
        one(talk, request)
        return
    said = notices.answer_said(talk.session, talk.voice, talk.desk, request, now=talk.now)
    talk.say(said.text, said.options, said.files)


def own(talk: Talk, id: str) -> Request | None:
    """The request of this id, if it is the person's own; a number opens nothing else."""
    request = requests.get(talk.session, int(id)) if _ID.fullmatch(id) else None
    return request if request is not None and request.contact_id == talk.person.id else None


# -- an objection ---------------------------------------------------------------------------------


def one_objection(talk: Talk, objection: Objection) -> None:
    """One objection of one's own, with its own clock and timeline."""
    id, status = objection.id, ObjectionStatus(objection.status)
    explained = explaining.of_objection(talk.session, talk.voice, talk.desk, objection, talk.now)
    options = [talk.option(f"m:kwhy:{id}", "button-why")] if explained else []
    if objection.ruling:
        options.append(talk.option(f"m:response:{id}", "button-response"))
    by_now = allowed_on_objection(kept.case_of(objection), talk.citizen, talk.desk.today(talk.now))
    if FileDispute in by_now:
        options.append(talk.option(f"m:dispute:{id}", "button-dispute"))
    if status.open:
        options.append(talk.option(f"m:kwithdraw:{id}", "button-withdraw-objection"))
    if objection.request_id is not None:
        options.append(talk.option(f"m:see:{objection.request_id}", "button-request"))
    text = objection_cards.citizen_card(talk.session, talk.voice, talk.desk, objection, talk.now)
    talk.say(text, [*options, talk.option("m:menu", "button-menu")])


def response_again(talk: Talk, objection: Objection) -> None:
    """The superior's response once more, with its files."""
    if not objection.ruling:
        one_objection(talk, objection)
        return
    said = objection_notices.response_said(talk.voice, talk.desk, objection, now=talk.now)
    talk.say(said.text, said.options, said.files)


def own_objection(talk: Talk, id: str) -> Objection | None:
    """The objection of this id, if it is the person's own."""
    objection = kept.get(talk.session, int(id)) if _ID.fullmatch(id) else None
    return objection if objection is not None and objection.contact_id == talk.person.id else None


# -- why this date --------------------------------------------------------------------------------


def why(talk: Talk, request: Request) -> None:
    """Every period that runs for a request, day by day: a message each."""
    explained = explaining.of_request(talk.session, talk.voice, talk.desk, request, talk.now)
    say_why(talk, explained, [talk.option(f"m:see:{request.id}", "button-status")])


def why_objection(talk: Talk, objection: Objection) -> None:
    """The same for an objection."""
    explained = explaining.of_objection(talk.session, talk.voice, talk.desk, objection, talk.now)
    say_why(talk, explained, [talk.option(f"m:objection:{objection.id}", "button-objection")])


def say_why(talk: Talk, explained: Sequence[Explained], options: Sequence[Option]) -> None:
    """Explanations, or that nothing is being counted any more."""
    texts = [one.text for one in explained] or [talk.voice("explain-nothing")]
    for text in texts[:-1]:
        talk.say(text)
    talk.say(texts[-1], [*options, talk.option("m:menu", "button-menu")])


def why_if_theirs(talk: Talk, request: Request) -> bool:
    """The same for an officer who typed the number; False where they may not see the request."""
    if not talk.officers or not hats.visible(talk, request):
        return False
    explained = explaining.of_request(talk.session, talk.voice, talk.desk, request, talk.now)
    say_why(talk, explained, [talk.option(f"r{request.id}:{request.version}:show", "verb-show")])
    return True


def why_newest(talk: Talk) -> None:
    """ "kenapa tanggal ini?" without saying which: that of the newest request or objection that has one."""
    objected = kept.of_contact(talk.session, talk.person.id)
    for objection in objected:
        if explaining.of_objection(talk.session, talk.voice, talk.desk, objection, talk.now):
            why_objection(talk, objection)
            return
    for request in requests.of_contact(talk.session, talk.person.id):
        if explaining.of_request(talk.session, talk.voice, talk.desk, request, talk.now):
            why(talk, request)
            return
    talk.say(talk.voice("explain-nothing"), [talk.option("m:menu", "button-menu")])
