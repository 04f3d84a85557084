"""Which of a person's offices acts on a request, and what they are told when it cannot."""

from handlers import cards
from handlers.notices import officer_options, proposal_text
from handlers.talk import Talk
from kip.errors import ActionRefused, Why
from kip.lifecycle import may_see
from kip.people import Actor, Role
from storage import officers, requests
from storage.requests import Stale
from storage.tables import Officer, Request

_RANK = {Role.UTAMA: 0, Role.PELAKSANA: 1, Role.ATASAN: 2, Role.ADMIN: 3}


def acting_on(talk: Talk, request: Request) -> Actor:
    """The hat that may see the request, the PPID Utama's before others; any hat where none may."""
    case = requests.case_of(talk.session, request, zone=talk.desk.zone)
    hats = sorted((officers.actor(o) for o in talk.officers), key=lambda a: _RANK[a.role])
    return next((hat for hat in hats if may_see(case, hat)), hats[0])


def visible(talk: Talk, request: Request) -> bool:
    return may_see(requests.case_of(talk.session, request, zone=talk.desk.zone), acting_on(talk, request))


def show(talk: Talk, request: Request, *, before: str = "") -> None:
    """The request as its officer sees it, with all that can be done to it now."""
    assert request.id is not None
    by = acting_on(talk, request)
    case = requests.case_of(talk.session, request, zone=talk.desk.zone)
    parts = [before, talk.voice("officer-card", number=request.number)]
    parts.append(cards.officer_card(talk.session, talk.voice, talk.desk, request, talk.now))
    proposed = requests.proposal(talk.session, request.id)
    if proposed is not None:
        parts.append(proposal_text(talk.voice, proposed))
    options = officer_options(talk.voice, talk.desk, request, case, by, now=talk.now)
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
    agency = talk.desk.agency_name(str(data.get("to", "")))
    decision = talk.voice(f"decision-{data['decision']}") if data.get("decision") else ""
    return talk.voice(
        "last-change",
        what=talk.voice(f"event-{event.kind}", agency=agency, decision=decision),
        who=officer.name
        if officer and officer.name
        else talk.voice("role-citizen" if not officer else "someone"),
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


def about(request: Request) -> dict[str, object]:
    """What a form about a request has to know of it."""
    return {
        "request": request.id,
        "number": request.number,
        "information": request.information,
        "agency": request.agency,
    }
