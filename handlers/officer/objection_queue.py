"""The superior's work: objections that wait, one of them with its whole story, and what can be done to it."""

import re

from handlers import explaining, objection_cards, objection_notices, objections
from handlers.citizen import status, welcome
from handlers.conversations import start
from handlers.objection_notices import objection_options
from handlers.say import Option
from handlers.talk import Talk
from kip.errors import ActionRefused, Why
from kip.objection import CloseObjection, Respond, Ruling, decide_objection, may_see_objection
from kip.people import Actor, Role
from storage import chain, officers
from storage import objections as kept
from storage.requests import Stale
from storage.tables import Objection, Officer

MOST = 10
_RANK = {Role.ATASAN: 0, Role.UTAMA: 1, Role.PELAKSANA: 2, Role.ADMIN: 3}
_DATA = re.compile(r"k([0-9]{1,15}):([0-9]{1,9}):([a-z]+)")


def queue(talk: Talk) -> None:
    """Objections that wait for the superior, nearest deadline first: all, or one's agency's."""
    waiting = [k for k in kept.queue(talk.session) if visible(talk, k)]
    own = talk.option("m:object:own", "button-object-own")
    menu = talk.option("m:menu", "button-menu")
    if not waiting:
        talk.say(talk.voice("objection-queue-empty"), [own, menu])
        return
    lines = [
        objection_cards.one_line(talk.session, talk.voice, talk.desk, k, talk.now) for k in waiting[:MOST]
    ]
    if len(waiting) > MOST:
        lines.append(talk.voice("queue-more", count=str(len(waiting) - MOST)))
    options = [Option(data=f"k{k.id}:{k.version}:show", label=k.number) for k in waiting[:MOST]]
    text = "\n\n".join([talk.voice("objection-queue", count=str(len(waiting))), *lines])
    talk.say(text, [*options, own, menu])


def press(talk: Talk, data: str) -> None:
    """Do what an objection's button says, if it still can be done; otherwise say where things stand."""
    read = _DATA.fullmatch(data)
    objection = kept.get(talk.session, int(read[1])) if read is not None else None
    if read is None:
        welcome.lost(talk, "old-button")
    elif objection is None or not visible(talk, objection):
        talk.say(objection_cards.refusal(talk.voice, ActionRefused(Why.NOT_YOURS)), _menu(talk))
    elif read[3] == "show":
        show(talk, objection)
    elif read[3] == "why":
        _why(talk, objection)
    elif int(read[2]) != objection.version:
        refused(talk, objection, Stale(objection.number))
    elif read[3] == "respond":
        _respond(talk, objection)
    elif read[3] == "lapse":
        _lapse(talk, objection)
    else:
        welcome.lost(talk, "old-button")


def show(talk: Talk, objection: Objection, *, before: str = "") -> None:
    """An objection with its whole story, and all that can be done to it now."""
    by = acting_on(talk, objection)
    options = objection_options(talk.voice, talk.desk, objection, by, now=talk.now)
    explained = explaining.of_objection(talk.session, talk.voice, talk.desk, objection, talk.now)
    if explained:
        why = f"k{objection.id}:{objection.version}:why"
        options.append(talk.option(why, "button-why"))
    if objection.request_id is not None:
        options.append(talk.option(f"r{objection.request_id}:0:show", "button-request"))
    parts = [before, talk.voice("objection-card", number=objection.number)]
    parts.append(objection_cards.story(talk.session, talk.voice, talk.desk, objection, talk.now))
    files = [
        *objection_cards.attachments(objection, response=False),
        *objection_cards.attachments(objection, response=True),
    ]
    queue_button = talk.option("m:object", "menu-objection")
    talk.say("\n\n".join(p for p in parts if p), [*options, queue_button], files)


def show_if_theirs(talk: Talk, objection: Objection, *, why: bool) -> bool:
    """Show an objection whose number was typed, or why its dates are so, if the officer may see it."""
    if not visible(talk, objection):
        return False
    (_why if why else show)(talk, objection)
    return True


def _why(talk: Talk, objection: Objection) -> None:
    explained = explaining.of_objection(talk.session, talk.voice, talk.desk, objection, talk.now)
    status.say_why(talk, explained, [objection_notices.option(talk.voice, objection, "show")])


def visible(talk: Talk, objection: Objection) -> bool:
    return bool(talk.officers) and may_see_objection(kept.case_of(objection), acting_on(talk, objection))


def acting_on(talk: Talk, objection: Objection) -> Actor:
    """The hat that may see the objection, the superior's before others; any hat where none may."""
    case = kept.case_of(objection)
    hats = sorted((officers.actor(o) for o in talk.officers), key=lambda a: _RANK[a.role])
    return next((hat for hat in hats if may_see_objection(case, hat)), hats[0])


def refused(talk: Talk, objection: Objection, error: ActionRefused | Stale) -> None:
    """Why an action was not possible, who was first, and where the objection stands now."""
    now = kept.get(talk.session, objection.id or 0)
    assert now is not None
    why = objection_cards.refusal(talk.voice, error)
    if not visible(talk, now):
        talk.say(why, _menu(talk))
        return
    show(talk, now, before=f"{why} {_last_change(talk, now)}")


def _last_change(talk: Talk, objection: Objection) -> str:
    """Who did the last thing to an objection, and when."""
    event, data = chain.history(talk.session, kept.subject(objection.id or 0))[-1]
    officer = talk.session.get(Officer, event.officer_id) if event.officer_id else None
    unnamed = talk.voice("someone") if officer else talk.voice(f"role-{event.role}")
    return talk.voice(
        "last-change",
        what=objection_cards.happened(talk.voice, event.kind, data),
        who=officer.name if officer and officer.name else unnamed,
        at=talk.voice.moment(event.at, talk.desk.zone),
    )


def under_way(talk: Talk, id: int) -> Objection | None:
    """The objection that a form is about, if the officer may still see it; otherwise says so."""
    objection = kept.get(talk.session, id)
    if objection is None or not visible(talk, objection):
        talk.say(objection_cards.refusal(talk.voice, ActionRefused(Why.NOT_YOURS)), _menu(talk))
        return None
    return objection


def _menu(talk: Talk) -> list[Option]:
    return [talk.option("m:menu", "button-menu")]


def _respond(talk: Talk, objection: Objection) -> None:
    """Open the form, for whoever may respond now."""
    try:
        decide_objection(
            kept.case_of(objection),
            Respond(ruling=Ruling.REJECTED, text="-"),
            by=acting_on(talk, objection),
            at=talk.now,
            rules=talk.desk.rules,
        )
    except ActionRefused as error:
        refused(talk, objection, error)
        return
    start(talk, "ruling", context={"objection": objection.id, "number": objection.number})


def _lapse(talk: Talk, objection: Objection) -> None:
    """The superior closes an objection whose way to the Commission has closed by time."""
    action = CloseObjection(reason="lapsed")
    try:
        objections.act(
            talk.session,
            talk.desk,
            objection,
            action,
            by=acting_on(talk, objection),
            now=talk.now,
            cause=talk.cause,
        )
    except (ActionRefused, Stale) as error:
        refused(talk, objection, error)
        return
    text = talk.voice("done-objection-lapse", number=objection.number)
    talk.say(text, [talk.option("m:object", "menu-objection")])
