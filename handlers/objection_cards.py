"""An objection in words: for its applicant, and for those who work on it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from handlers import cards
from handlers.desk import Desk
from handlers.notices import proposal_text
from handlers.say import Attachment
from handlers.voice import Voice
from kip.case import Status
from kip.clocks import OBJECTION_ANSWER
from kip.errors import ActionRefused
from kip.objection import ObjectionStatus
from storage import chain, objections, requests
from storage.requests import Stale
from storage.tables import Objection, Request


def due_line(voice: Voice, objection: Objection) -> str:
    """Until when the superior has to respond, with the article; or which calendar that waits for."""
    if objection.due_on is None:
        return voice("due-unknown", year=str(objection.waiting_for))
    return voice(
        "due",
        date=voice.long_date(objection.due_on),
        days=str(OBJECTION_ANSWER.days),
        article=voice.article(OBJECTION_ANSWER.article),
    )


def citizen_card(session: Session, voice: Voice, desk: Desk, objection: Objection, now: datetime) -> str:
    """One's own objection: where it stands, its own clock, and its timeline."""
    request = request_of(session, objection)
    lines = [voice("objection-card", number=objection.number), about(voice, desk, objection, request)]
    lines.append(voice("card-status", status=voice(ObjectionStatus(objection.status).copy_key)))
    lines += clock_lines(voice, desk, objection, now)
    if objection.late:
        lines.append(voice("objection-card-late"))
    lines += ["", voice("objection-card-grounds"), *ground_lines(voice, objection)]
    key = "objection-card-position" if request is not None else "objection-card-unpublished"
    lines += ["", voice(key), objection.position]
    return "\n".join([*lines, "", *timeline(session, voice, desk, objection)])


def clock_lines(voice: Voice, desk: Desk, objection: Objection, now: datetime) -> list[str]:
    """The dates that matter now: of the response, and of the way to the Commission."""
    today, lines = desk.today(now), []
    status = ObjectionStatus(objection.status)
    if status.open:
        left = cards.left_words(voice, desk, objection.due_on, now)
        due = voice.long_date(objection.due_on) if objection.due_on else due_line(voice, objection)
        lines.append(voice("objection-card-due", due=due, left=left))
    silent = status.open and objection.due_on is not None and today > objection.due_on
    if objection.dispute_until and (silent or status is ObjectionStatus.RESPONDED):
        left = cards.left_words(voice, desk, objection.dispute_until, now)
        until = voice.long_date(objection.dispute_until)
        lines.append(voice("objection-card-dispute", until=until, left=left))
    return lines


def timeline(session: Session, voice: Voice, desk: Desk, objection: Objection) -> list[str]:
    """What has happened, a line each."""
    lines = [voice("timeline")]
    for event, data in chain.history(session, objections.subject(objection.id or 0)):
        at = voice.moment(event.at, desk.zone)
        lines.append(voice("timeline-line", at=at, what=happened(voice, event.kind, data)))
    return lines


def happened(voice: Voice, kind: str, data: Mapping[str, Any]) -> str:
    """An event of an objection in a few words."""
    key = f"event-{kind}"  # those of an objection have no gaps
    what = voice(key)
    more = voice(f"ruling-{data['ruling']}") if data.get("ruling") else reason(voice, data)
    return voice("objection-happened", what=what, more=more) if more else what


def reason(voice: Voice, data: Mapping[str, Any]) -> str:
    """Why an objection was closed: one of our own reasons, or somebody's words."""
    said = str(data.get("reason", ""))
    return voice(f"objection-closed-{said}") if voice.has(f"objection-closed-{said}") else said


def story(session: Session, voice: Voice, desk: Desk, objection: Objection, now: datetime) -> str:
    """The whole of it for the superior: who objects, to what, what was asked and answered, and until when."""
    request = request_of(session, objection)
    lines = [
        voice("objection-from", name=objection.applicant_name),
        voice("officer-reach", address=objection.applicant_address, reach=reach(voice, objection)),
        about(voice, desk, objection, request),
        voice("officer-status", status=voice(ObjectionStatus(objection.status).copy_key)),
        *clock_lines(voice, desk, objection, now),
    ]
    if objection.late:
        lines.append(voice("objection-story-late"))
    parts = ["\n".join(lines)]
    parts.append("\n".join([voice("objection-card-grounds"), *ground_lines(voice, objection, cited=True)]))
    key = "objection-story-position" if request is not None else "objection-story-unpublished"
    parts.append(voice(key, text=objection.position))
    if objection.purpose:
        parts.append(voice("objection-story-purpose", text=objection.purpose))
    if objection.files:
        parts.append(voice("officer-files", count=str(len(objection.files))))
    if request is not None:
        parts.append(_request_story(session, voice, desk, request))
    if objection.ruling:
        parts.append(response_text(voice, objection))
    return "\n\n".join(parts)


def _request_story(session: Session, voice: Voice, desk: Desk, request: Request) -> str:
    assert request.id is not None
    received = voice.long_date(desk.today(request.received_at))
    lines = [voice("objection-story-request", received=received, text=request.information)]
    answer = requests.given_answer(session, request.id)
    if answer is not None:
        on = voice.long_date(request.answered_on) if request.answered_on else ""
        lines.append(voice("objection-story-answer", date=on))
        lines.append(proposal_text(voice, answer))
    elif Status(request.status).open:
        lines.append(voice("objection-story-unanswered", due=cards.due_line(voice, request)))
    return "\n\n".join(lines)


def response_text(voice: Voice, objection: Objection) -> str:
    """What the superior decided, and why (Ps 36(2)-(3))."""
    ruling = voice(f"ruling-{objection.ruling}")
    return "\n\n".join([voice("objection-ruling", ruling=ruling), objection.response])


def about(voice: Voice, desk: Desk, objection: Objection, request: Request | None) -> str:
    """What it objects to: a request, or information that was not published."""
    agency = desk.agency_name(objection.agency)
    if request is None:
        return voice("objection-about-publication", agency=agency)
    return voice("objection-about-request", number=request.number, agency=agency)


def ground_lines(voice: Voice, objection: Objection, *, cited: bool = False) -> list[str]:
    """The grounds in plain words, a line each; `cited` with their article."""
    article, lines = voice.article("UU 14/2008 Ps 35(1)"), []
    for letter in objection.grounds:
        text = voice(f"objection-ground-{letter}")
        cite = {"text": text, "article": article, "letter": letter}
        lines.append(voice("objection-ground-cited", **cite) if cited else f"- {text}")
    return lines


def one_line(session: Session, voice: Voice, desk: Desk, objection: Objection, now: datetime) -> str:
    """Number, time left and what it is about: a line of a list."""
    status = ObjectionStatus(objection.status)
    due: date | None = objection.due_on
    left = cards.left_words(voice, desk, due, now) if status.open else voice(status.copy_key)
    request = request_of(session, objection)
    text = cards.short(request.information if request is not None else objection.position)
    return voice("list-line", number=objection.number, state=left, text=text)


def one_state(voice: Voice, desk: Desk, objection: Objection, now: datetime) -> str:
    """Where an objection stands, in one sentence, below the card of its request."""
    status = ObjectionStatus(objection.status)
    state = voice(status.copy_key)
    if status.open:
        state += f" ({cards.left_words(voice, desk, objection.due_on, now)})"
    return voice("objection-state", number=objection.number, state=state)


def request_of(session: Session, objection: Objection) -> Request | None:
    return requests.get(session, objection.request_id) if objection.request_id is not None else None


def reach(voice: Voice, objection: Objection) -> str:
    chat = objection.applicant_reach == "chat"
    return voice("reach-chat") if chat else objection.applicant_reach


def attachments(objection: Objection, *, response: bool) -> tuple[Attachment, ...]:
    """The files of the objection itself, or of its response."""
    return tuple(Attachment(file=id) for id in (objection.response_files if response else objection.files))


def refusal(voice: Voice, error: ActionRefused | Stale) -> str:
    """Why something cannot be done, in an objection's own words where it has them."""
    key = "refused-stale" if isinstance(error, Stale) else error.why.value
    return voice(f"objection-{key}" if voice.has(f"objection-{key}") else key)


def commission(voice: Voice, desk: Desk) -> str:
    """Where disputes of this body go (content pack, [commission])."""
    return str(desk.body.get("commission", {}).get("name", "")) or voice("commission")
