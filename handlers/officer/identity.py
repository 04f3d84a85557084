"""Looking at an applicant's identity: a one-time link to a page of ours, and a line in the history."""

from datetime import datetime

from sqlmodel import Session

from handlers import identity
from handlers.desk import Desk
from handlers.officer import hats
from handlers.talk import Talk
from kip.case import Event
from kip.errors import Why
from kip.lifecycle import handles
from storage import identities, officers, requests
from storage.tables import Identity, IdentityLink, Officer, Request


def ask(talk: Talk, request: Request) -> None:
    """Give the officer who handles a request a link that shows its applicant's identity, once."""
    assert request.id is not None
    by = hats.acting_on(talk, request)
    if not handles(requests.case_of(talk.session, request, zone=talk.desk.zone), by):
        talk.say(talk.voice(Why.NOT_YOURS.value), [talk.option("m:queue", "menu-queue")])
        return
    if identities.of_request(talk.session, request.id) is None:
        hats.show(talk, request, before=talk.voice("officer-identity-gone"))
        return
    show = talk.option(f"r{request.id}:{request.version}:show", "verb-show")
    if not talk.desk.identity_url:
        talk.say(talk.voice("officer-identity-no-page"), [show])
        return
    good_for = identity.look_for(talk.desk)
    nonce = identities.issue(
        talk.session,
        secret=talk.desk.secret,
        request=request.id,
        officer=by.id,
        channel=talk.incoming.channel,
        now=talk.now,
        good_for=good_for,
    )
    minutes = str(int(good_for.total_seconds() // 60))
    text = talk.voice("officer-identity-link", number=request.number, minutes=minutes)
    talk.say(text, [show, talk.option("m:queue", "menu-queue")], link=nonce)


def may_look(session: Session, desk: Desk, link: IdentityLink) -> tuple[Officer, Request] | None:
    """Whose link it is and for what, if they still handle the request; None where not."""
    officer = session.get(Officer, link.officer_id) if link.officer_id else None
    request = requests.get(session, link.request_id)
    if officer is None or officer.revoked_at is not None or request is None:
        return None
    case = requests.case_of(session, request, zone=desk.zone)
    return (officer, request) if handles(case, officers.actor(officer)) else None


def look(session: Session, desk: Desk, nonce: str, view_hash: str, *, now: datetime) -> Identity | None:
    """Use an officer's link up and record the look; what may now be shown, or None."""
    link = session.get(IdentityLink, nonce, populate_existing=True)
    if link is None or not identities.good(link, now=now, after_opening=identity.look_for(desk)):
        return None
    allowed = may_look(session, desk, link)
    found = identities.of_request(session, link.request_id)
    if allowed is None or found is None:
        return None
    officer, _ = allowed
    assert officer.id is not None
    requests.lock(session, link.request_id)
    if not identities.use(session, nonce, now=now, view_hash=view_hash):
        return None
    identities.looked(session, link.request_id, officer.id, now=now)
    event = Event(kind="identity-seen", at=now, by=officers.actor(officer))
    requests.note(session, link.request_id, event, secret=desk.secret)
    return found
