"""Giving one's identity: the one-time link, what is said of papers sent in the chat, and its arrival."""

from datetime import datetime

from sqlmodel import Session

from handlers import casework, gathering, identity, reasons
from handlers.citizen.completing import COMPLETING
from handlers.conversations import ask_again, current, question_asked
from handlers.desk import Desk
from handlers.incoming import Kind
from handlers.say import Option, Say
from handlers.talk import Talk
from handlers.telling import officers_of, tell_contact, tell_officer
from handlers.voice import voice_of
from kip.actions import Complete
from kip.case import Event, Status
from kip.identifiers import find_identifiers
from kip.people import Actor, Role
from storage import contacts, drafts, identities, requests
from storage.identities import Sealed
from storage.tables import IdentityLink, Request

_OF_THE_PERSON = frozenset({"kind", "name", "address", "reach", "email"})
"""Questions at which a picture is most likely a KTP."""


# -- the link -------------------------------------------------------------------------------------


def ask(talk: Talk, request: Request, *, before: str = "") -> None:
    """Give a link for one request, or say where else identity can be shown."""
    assert request.id is not None
    see = talk.option(f"m:see:{request.id}", "button-status")
    options = [see, talk.option("m:menu", "button-menu")]
    if not Status(request.status).open:
        talk.say(_joined(before, talk.voice("identity-over", number=request.number)), options)
        return
    if not identity.possible(talk.desk, request):
        talk.say(_joined(before, _at_the_office(talk)), options)
        return
    nonce = identities.issue(
        talk.session,
        secret=talk.desk.secret,
        request=request.id,
        channel=talk.incoming.channel,
        now=talk.now,
        good_for=identity.good_for(talk.desk),
    )
    text = talk.voice(
        "identity-link",
        number=request.number,
        papers=talk.voice(f"identity-papers-{request.applicant_kind}"),
        until=identity.until(talk.voice, talk.desk, talk.now),
    )
    talk.say(_joined(before, text), options, link=nonce)


def newest(talk: Talk) -> None:
    """The word "identitas": for the newest open request, one without identity before others."""
    request = _lacking(talk)
    if request is not None:
        ask(talk, request)
    else:
        talk.say(talk.voice("identity-no-request"), [talk.option("m:menu", "button-menu")])


def _lacking(talk: Talk) -> Request | None:
    mine = requests.of_contact(talk.session, talk.person.id)
    open_ones = [r for r in mine if Status(r.status).open]
    without = [r for r in open_ones if identities.of_request(talk.session, r.id or 0) is None]
    return next(iter([*without, *open_ones]), None)


def _at_the_office(talk: Talk) -> str:
    return talk.voice("identity-at-office", address=str(talk.desk.office["address"]))


# -- what must not be sent here -------------------------------------------------------------------


def refuse_file(talk: Talk) -> bool:
    """Whether a file was a paper of identity, or looks like one, where no files are asked for: it is not
    fetched and not kept, and the person is told why. A gathering question asks about it by itself."""
    if talk.incoming.kind is not Kind.FILE:
        return False
    kept = current(talk)
    question = question_asked(kept) if kept else None
    if question is not None and gathering.gathers(question):
        return False
    named = identity.names_papers(talk.incoming)
    if kept is not None and (named or (question is not None and question.key in _OF_THE_PERSON)):
        ask_again(talk, kept, before=talk.voice("identity-not-here-form"))
        return True
    waiting = _lacking(talk)
    offered = waiting is not None and identity.wanted(talk.session, talk.desk, waiting)
    if kept is not None or not (named or offered):
        return False
    refused = talk.voice("identity-not-here" if named else "identity-not-here-perhaps")
    if waiting is not None:
        ask(talk, waiting, before=refused)
    else:
        talk.say(_joined(refused, _after_filing(talk)), _options(talk))
    return True


def refuse_number(talk: Talk, text: str) -> bool:
    """Whether a NIK was typed where nothing is asked: it is kept nowhere, and the person is told."""
    if all(found.kind != "nik" for found in find_identifiers(text)):
        return False
    waiting = _lacking(talk)
    if waiting is not None and identity.wanted(talk.session, talk.desk, waiting):
        ask(talk, waiting, before=talk.voice("identity-number-not-here"))
    else:
        talk.say(talk.voice("identity-number-not-here"), _options(talk))
    return True


def _after_filing(talk: Talk) -> str:
    return talk.voice("identity-after-filing") if talk.desk.identity_url else _at_the_office(talk)


def _options(talk: Talk) -> list[Option]:
    return [talk.option("m:file", "menu-file"), talk.option("m:menu", "button-menu")]


def _joined(*parts: str) -> str:
    return "\n\n".join(p for p in parts if p)


# -- its arrival ----------------------------------------------------------------------------------


def arrived(session: Session, desk: Desk, nonce: str, sealed: Sealed, *, now: datetime) -> Request | None:
    """Keep what was given by a link, and tell both sides; None where the link can no longer be used.

    Where papers were all that was missing, the request is complete with them.
    """
    link = session.get(IdentityLink, nonce, populate_existing=True)
    if link is None or not identities.good(link, now=now, after_opening=identity.after_opening(desk)):
        return None
    request = requests.get(session, link.request_id)
    if request is not None and request.contact_id is not None:
        contacts.lock(session, request.contact_id)
        request = requests.lock(session, link.request_id)
    if request is None or not identity.possible(desk, request) or not identities.use(session, nonce, now=now):
        return None
    assert request.id is not None
    assert request.contact_id is not None
    identities.keep(session, request.id, request.applicant_kind, sealed, now=now)
    by = Actor(role=Role.CITIZEN, id=request.contact_id)
    papers = sorted({paper.paper for paper in sealed.papers})
    event = Event(kind="identity-given", at=now, by=by, data={"papers": papers})
    requests.note(session, request.id, event, secret=desk.secret)
    completed = identity.only_papers_missing(session, request)
    still_missing = request.status == Status.INCOMPLETE and not completed
    if completed:
        text = reasons.kept("identity-completes")
        casework.act(session, desk, request, Complete(text=text), by=by, now=now)
        _end_completing(session, request, now=now)
    else:
        _tell_officers(session, desk, request, now=now)
    _tell_applicant(session, request, still_missing=still_missing, now=now)
    return request


def _end_completing(session: Session, request: Request, *, now: datetime) -> None:
    """The form that was to complete it is not needed any more."""
    assert request.contact_id is not None
    since = request.received_at
    for draft in drafts.of_contact(session, request.contact_id, state="open", since=since):
        if draft.form == COMPLETING.name and draft.context.get("request") == request.id:
            drafts.finish(session, draft.id, at=now)


def _tell_applicant(session: Session, request: Request, *, still_missing: bool, now: datetime) -> None:
    assert request.contact_id is not None
    voice = voice_of(contacts.language_of(session, request.contact_id))
    text = voice("identity-arrived", number=request.number)
    options = [
        Option(data=f"m:see:{request.id}", label=voice("button-status")),
        Option(data="m:menu", label=voice("button-menu")),
    ]
    if still_missing:
        text += "\n\n" + voice("identity-arrived-more")
        options.insert(0, Option(data=f"m:complete:{request.id}", label=voice("button-complete")))
    tell_contact(session, request.contact_id, Say(text=text, options=tuple(options)), now=now)


def _tell_officers(session: Session, desk: Desk, request: Request, *, now: datetime) -> None:
    for officer in officers_of(session, desk, request.agency, now=now):
        voice = voice_of(contacts.language_of(session, officer.contact_id))
        show = Option(data=f"r{request.id}:{request.version}:show", label=voice("verb-show"))
        text = voice("officer-identity-arrived", number=request.number)
        tell_officer(session, officer, Say(text=text, options=(show,)), now=now)
