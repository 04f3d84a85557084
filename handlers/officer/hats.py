"""Which of a person's offices acts on a request, and what they are told when it cannot."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from handlers import cards
from handlers.casework import act
from handlers.form import Choice, Draft, Question, Turn
from handlers.notices import officer_options, proposal_text
from handlers.talk import Talk
from kip.actions import Action, GiveMaterial
from kip.case import Outcome
from kip.errors import ActionRefused, Why
from kip.lifecycle import check, handles, may_see
from kip.people import Actor, Role
from storage import identities, officers, requests
from storage.requests import Stale
from storage.tables import Officer, Request

_RANK = {Role.UTAMA: 0, Role.PELAKSANA: 1, Role.ATASAN: 2, Role.ADMIN: 3}


def acting_on(talk: Talk, request: Request) -> Actor:
    """The hat that may see the request, the PPID Utama's before others; any hat where none may."""
    case = requests.case_of(talk.session, request, zone=talk.desk.zone)
    hats = sorted((officers.actor(o) for o in talk.officers), key=lambda a: _RANK[a.role])
    return next((hat for hat in hats if may_see(case, hat)), hats[0])


def giving(talk: Talk, request: Request) -> Actor:
    """The hat that gives material: of an asked agency; or the PPID Utama's, in the place of an asked agency
    whose own officers cannot be reached."""
    asked = [a.agency for a in requests.asks(talk.session, request.id or 0) if a.answered_at is None]
    hats = [officers.actor(o) for o in talk.officers if o.role in (Role.PELAKSANA, Role.UTAMA)]
    own = next((hat for agency in asked for hat in hats if hat.agency == agency), None)
    if own is not None:
        return own
    utama = next((hat for hat in hats if hat.role is Role.UTAMA), None)
    if utama is not None:
        today = talk.desk.today(talk.now)
        for agency in asked:
            there = officers.reachable(talk.session, role=Role.PELAKSANA, agency=agency, today=today)
            if all(o.role == Role.UTAMA for o in there):
                return replace(utama, agency=agency)
    return acting_on(talk, request)


def was_asked(talk: Talk, request: Request) -> bool:
    """Whether one of their agencies was asked for material once, and has given it."""
    mine = {o.agency for o in talk.officers}
    return any(ask.agency in mine for ask in requests.asks(talk.session, request.id or 0))


def merely_asked(request: Request, by: Actor) -> bool:
    """Whether somebody sees a request only because their agency is asked for material."""
    return by.role is Role.PELAKSANA and by.agency != request.agency


def visible(talk: Talk, request: Request) -> bool:
    return may_see(requests.case_of(talk.session, request, zone=talk.desk.zone), acting_on(talk, request))


def show(talk: Talk, request: Request, *, before: str = "") -> None:
    """The request as its officer sees it, with all that can be done to it now."""
    assert request.id is not None
    by = acting_on(talk, request)
    case = requests.case_of(talk.session, request, zone=talk.desk.zone)
    parts = [before, talk.voice("officer-card", number=request.number)]
    if merely_asked(request, by):
        parts.append(cards.asked_card(talk.session, talk.voice, talk.desk, request, by.agency, talk.now))
        options = officer_options(talk.voice, talk.desk, request, case, by, now=talk.now)
        talk.say("\n\n".join(p for p in parts if p), [*options, talk.option("m:queue", "menu-queue")])
        return
    parts.append(cards.officer_card(talk.session, talk.voice, talk.desk, request, talk.now, by=by))
    proposed = requests.proposal(talk.session, request.id)
    if proposed is not None:
        parts.append(proposal_text(talk.voice, proposed))
    options = officer_options(talk.voice, talk.desk, request, case, by, now=talk.now)
    if handles(case, by) and identities.of_request(talk.session, request.id):
        options.append(talk.option(f"r{request.id}:{request.version}:identity", "verb-identity"))
    if requests.given_answer(talk.session, request.id):
        options.append(talk.option(f"r{request.id}:{request.version}:print", "verb-print"))
    options.append(talk.option("m:queue", "menu-queue"))
    files = cards.attachments(talk.session, request, role="question")
    talk.say("\n\n".join(p for p in parts if p), options, files)


def refused(talk: Talk, request: Request, error: ActionRefused | Stale) -> None:
    """Why an action was not possible, who was first, and where the request stands now."""
    requests_now = requests.get(talk.session, request.id or 0)
    assert requests_now is not None
    why = talk.voice("refused-stale") if isinstance(error, Stale) else talk.voice(error.why.value)
    if not visible(talk, requests_now):
        talk.say(why, [talk.option("m:queue", "menu-queue")])
        return
    show(talk, requests_now, before=f"{why} {last_change(talk, requests_now)}".strip())


def last_change(talk: Talk, request: Request) -> str:
    """Who did the last thing to a request, and when."""
    event, data = requests.history(talk.session, request.id or 0)[-1]
    officer = talk.session.get(Officer, event.officer_id) if event.officer_id else None
    agency = talk.desk.agency_name(str(data.get("to") or data.get("of") or data.get("from") or ""))
    decision = talk.voice(f"decision-{data['decision']}") if data.get("decision") else ""
    who = talk.voice("someone") if officer else talk.voice(f"role-{event.role}")
    return talk.voice(
        "last-change",
        what=talk.voice(f"event-{event.kind}", agency=agency, decision=decision),
        who=officer.name if officer and officer.name else who,
        at=talk.voice.moment(event.at, talk.desk.zone),
    )


def done(talk: Talk, request: Request, text: str, *, tell: bool = True) -> None:
    """What was done, whether the applicant knows, and what can be done next."""
    case = requests.case_of(talk.session, request, zone=talk.desk.zone)
    by = acting_on(talk, request)
    options = (
        officer_options(talk.voice, talk.desk, request, case, by, now=talk.now) if may_see(case, by) else []
    )
    told = "applicant-told" if request.contact_id is not None else "applicant-not-told"
    talk.say(f"{text} {talk.voice(told)}" if tell else text, [*options, talk.option("m:queue", "menu-queue")])


def under_way(talk: Talk, id: int) -> Request | None:
    """The request that a form is about, if the officer may still see it; otherwise says so."""
    request = requests.get(talk.session, id)
    if request is None or not talk.officers or not visible(talk, request):
        talk.say(talk.voice(Why.NOT_YOURS.value), [talk.option("m:menu", "button-menu")])
        return None
    return request


def possible(talk: Talk, request: Request, kind: type[Action]) -> bool:
    """Whether this person can do such a thing to a request now; if not, they are told why."""
    by = giving(talk, request) if kind is GiveMaterial else acting_on(talk, request)
    case = requests.case_of(talk.session, request, zone=talk.desk.zone)
    try:
        check(case, kind, by=by, rules=talk.desk.rules, today=talk.desk.today(talk.now))
    except ActionRefused as error:
        refused(talk, request, error)
        return False
    return True


def do(
    talk: Talk,
    request: Request,
    action: Action,
    *,
    files: Sequence[int] = (),
    question_files: Sequence[int] = (),
) -> Outcome | None:
    """Do it; or say why it cannot be done, and give None. `question_files` join those of the request."""
    by = giving(talk, request) if isinstance(action, GiveMaterial) else acting_on(talk, request)
    try:
        with talk.session.begin_nested():
            requests.attach(talk.session, request.id or 0, question_files, role="question")
            return act(
                talk.session, talk.desk, request, action, by=by, now=talk.now, files=files, cause=talk.cause
            )
    except (ActionRefused, Stale) as error:
        refused(talk, request, error)
        return None


def sure(ask: Callable[[Turn], str], *, yes: str) -> Question:
    """The last question of a form: what will happen, and whether it shall; `yes` is a copy key."""

    def choices(turn: Turn) -> list[Choice]:
        return [
            Choice(id="yes", label=turn.voice(yes)),
            Choice(id="no", label=turn.voice("leave-it")),
        ]

    return Question(key="sure", ask=ask, options=choices)


def confirmed(talk: Talk, draft: Draft, answers: dict[str, Any]) -> Request | None:
    """The request that a form is about, where "sure" was answered so; otherwise they are told."""
    request = under_way(talk, int(draft.context["request"]))
    if request is None or answers["sure"] == "yes":
        return request
    show(talk, request, before=talk.voice("left-as-it-is"))
    return None


def about(talk: Talk, request: Request) -> dict[str, object]:
    """What a form about a request has to know of it."""
    return {
        "request": request.id,
        "number": request.number,
        "information": request.information,
        "agency": request.agency,
        "kind": request.applicant_kind,
        "status": request.status,
        "identity": identities.of_request(talk.session, request.id or 0) is not None,
        "due": request.due_on.isoformat() if request.due_on else "",
        "today": talk.desk.today(talk.now).isoformat(),
    }
