"""Where a platform lets us write only for a while after a person's message: what to do once that is over.

The letter waits until the person writes. That there is one, a template tells them, if it was approved, if
they allowed it, and if none went out since they wrote last: one is enough for all that waits, except that
each statutory notice has its own. Where none may go, the letter goes to another address of theirs; where
there is none, a statutory notice becomes a task, to be handed over otherwise.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from handlers import undelivered
from handlers.desk import Desk
from handlers.voice import LANGUAGES, voice_of
from storage import approvals, contacts, objections, officers, opt_ins, outbox, requests, tasks, windows
from storage.outbox import Letter
from storage.tables import Objection, Request
from storage.templates import Family

SAFETY = timedelta(minutes=5)  # before the end, for clocks that differ and a message on its way
TAPPED = "m:news"  # what a template's button brings back
WINDOWED = frozenset({"whatsapp"})  # channels with a window


@dataclass(frozen=True, kw_only=True, slots=True)
class Knock:
    """A template to be sent."""

    name: str
    language: str
    fields: tuple[str, ...]
    data: str = TAPPED


def is_open(
    window: timedelta | None, heard: datetime | None, now: datetime, closed: datetime | None = None
) -> bool:
    """Whether a person who wrote last at `heard` may be written to freely; `closed`: when the platform said
    that they may not."""
    if window is None:
        return True
    if heard is None or (closed is not None and heard <= closed):
        return False
    return now < heard + window - SAFETY


def knock(
    session: Session,
    letter: Letter,
    desk: Desk,
    *,
    channel: str,
    account: str,
    window: timedelta,
    now: datetime,
) -> Knock | None:
    """Settle a letter whose window is closed; the template that is to be sent for it, if any. The letter is
    then marked as handed to the platform.
    """
    if is_open(window, windows.heard(session, letter.address), now, letter.closed_at):
        return None  # the person has written meanwhile: it is still pending
    if letter.reply:
        _let_lie(session, letter, window, now)
        return None
    if not _allowed(session, letter, channel):
        _without(session, letter, desk, now, "window-no-opt-in")
        return None
    if not undelivered.statutory(letter) and windows.knocked(session, letter.address, but=letter.id):
        windows.wait(session, letter.id, at=now)
        return None
    found = _approved(session, letter, desk, channel=channel, account=account, now=now)
    if found is None:
        _without(session, letter, desk, now, "window-no-template")
    else:
        outbox.hand(session, letter.id, what="template", at=now, parts=letter.parts_sent)
    return found


def _let_lie(session: Session, letter: Letter, window: timedelta, now: datetime) -> None:
    """An answer to what somebody wrote: a day later it would answer nothing any more."""
    if now - letter.created_at >= window - SAFETY:
        outbox.void(session, letter.id, at=now, error="the window is closed")
    else:
        windows.wait(session, letter.id, at=now)


def _allowed(session: Session, letter: Letter, channel: str) -> bool:
    """Who acts for the body was told of it when they joined; anybody else is asked."""
    if officers.of_contact(session, letter.contact):
        return True
    return opt_ins.given(session, letter.contact, channel)


def _without(session: Session, letter: Letter, desk: Desk, now: datetime, key: str) -> None:
    """No template may go."""
    reason = voice_of(LANGUAGES[0])(key)
    if undelivered.elsewhere(session, letter, now=now):
        outbox.void(session, letter.id, at=now, error=reason)
        return
    windows.wait(session, letter.id, at=now, error=reason)
    undelivered.hand_over(session, letter, desk, now=now, reason=reason)


def _approved(
    session: Session, letter: Letter, desk: Desk, *, channel: str, account: str, now: datetime
) -> Knock | None:
    """The template for a letter, in the person's language, else in the office's.

    One that lacks approval is an operator's task, once.
    """
    said = _said(session, letter, desk)
    family = _family(session, letter, desk, said)
    if family is None:
        _alarm(session, f"{letter.notice or '-'}", now)
        return None
    own = contacts.language_of(session, letter.contact)
    for language in dict.fromkeys((own, LANGUAGES[0])):
        where = {"channel": channel, "account": account, "name": family.name, "language": language}
        if approvals.approved(session, **where):
            fields = tuple(" ".join(said[name].split()) for name in family.fields)
            return Knock(name=family.name, language=language, fields=fields)
        _alarm(session, f"{family.name}:{language}", now)
    return None


def _alarm(session: Session, key: str, now: datetime) -> None:
    tasks.open_task(session, kind="template", key=key, now=now, text=key)


def _family(session: Session, letter: Letter, desk: Desk, said: Collection[str]) -> Family | None:
    """By what is told and to whom; the general ones for all that has none of its own, or lacks its fields."""
    to_officer = _is_officer(session, letter)
    found = desk.templates.get(("officer:" if to_officer else "") + (letter.notice or "-"))
    if found is not None and set(found.fields) <= set(said):
        return found
    general = ("work",) if to_officer else ("news", "message")
    known = (desk.templates.get(key) for key in general)
    return next((family for family in known if family and set(family.fields) <= set(said)), None)


def _is_officer(session: Session, letter: Letter) -> bool:
    """Whether it was written to somebody as an officer: not of a request or objection of their own."""
    if letter.objection is not None:
        objection = objections.get(session, letter.objection)
        return objection is None or objection.contact_id != letter.contact
    if letter.request is not None:
        request = requests.get(session, letter.request)
        return request is None or request.contact_id != letter.contact
    return bool(officers.of_contact(session, letter.contact))


def _said(session: Session, letter: Letter, desk: Desk) -> dict[str, str]:
    """What a template's fields can say of a letter: no more than a stranger to the phone may see."""
    about: Objection | Request | None = None
    if letter.objection is not None:
        about = objections.get(session, letter.objection)
    elif letter.request is not None:
        about = requests.get(session, letter.request)
    said = {"body": str(desk.body["body"].get("short") or desk.name)}
    if about is not None:
        said |= {"number": about.number, "agency": desk.agency_name(about.agency)}
    return said
