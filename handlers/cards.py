"""A request in words: for its applicant, and for an officer."""

from datetime import date, datetime

from sqlmodel import Session

from handlers import identity, reasons
from handlers.desk import Desk
from handlers.say import Attachment
from handlers.voice import Voice
from kip.case import Status
from kip.clocks import ANSWER, EXTENSION
from kip.people import Actor
from storage import requests
from storage.tables import MaterialAsk, Request

_EVENTS_OF_THE_OFFICE = frozenset(
    {"refusal-proposed", "refusal-returned", "material-asked", "material-given", "identity-seen"}
)


def due_date(voice: Voice, request: Request) -> str:
    """The due date alone."""
    if request.due_on is None:
        return voice("due-unknown", year=str(request.waiting_for))
    return voice.long_date(request.due_on)


def due_line(voice: Voice, request: Request) -> str:
    """The due date with its article, or that the year's calendar is not known yet."""
    if request.due_on is None:
        return due_date(voice, request)
    key, period = ("due-extended", EXTENSION) if request.extended else ("due", ANSWER)
    return voice(
        key, date=due_date(voice, request), days=str(period.days), article=voice.article(period.article)
    )


def left_words(voice: Voice, desk: Desk, due: date | None, now: datetime) -> str:
    """How long is left, in working days, as one says it."""
    left = desk.days_left(due, now)
    if left is None:
        return voice("left-unknown")
    if left == 0:
        return voice("left-today")
    return voice("left-days", days=str(left)) if left > 0 else voice("left-late", days=str(-left))


def citizen_card(session: Session, voice: Voice, desk: Desk, request: Request, now: datetime) -> str:
    """One's own request: where it stands, until when, and its timeline."""
    assert request.id is not None
    status = Status(request.status)
    lines = [
        voice("card-number", number=request.number),
        voice("card-agency", agency=desk.agency_name(request.agency)),
        voice("card-status", status=voice(status.copy_key)),
    ]
    if status.open:
        left = left_words(voice, desk, request.due_on, now)
        lines.append(voice("card-due", due=due_date(voice, request), left=left))
    if status is Status.INCOMPLETE and request.completion_due_on is not None:
        lines.append(voice("card-completion", until=voice.long_date(request.completion_due_on)))
    lines += identity.citizen_lines(session, voice, desk, request)
    return "\n".join(
        [*lines, "", voice("card-asked"), request.information, "", *timeline(session, voice, desk, request)]
    )


def timeline(session: Session, voice: Voice, desk: Desk, request: Request) -> list[str]:
    """What has happened, a line each; what the office does among itself is left out."""
    assert request.id is not None
    lines = [voice("timeline")]
    for event, data in requests.history(session, request.id):
        if event.kind in _EVENTS_OF_THE_OFFICE:
            continue
        agency = desk.agency_name(str(data.get("to", "")))
        decision = voice(f"decision-{data['decision']}") if data.get("decision") else ""
        what = voice(f"event-{event.kind}", agency=agency, decision=decision)
        lines.append(voice("timeline-line", at=voice.moment(event.at, desk.zone), what=what))
    return lines


def officer_card(
    session: Session, voice: Voice, desk: Desk, request: Request, now: datetime, *, by: Actor | None
) -> str:
    """A request as its officer needs it; `by` also sees whether there is an identity, if they handle it."""
    assert request.id is not None
    status = Status(request.status)
    lines = [
        voice("officer-from", name=request.applicant_name, kind=voice(f"kind-{request.applicant_kind}")),
        voice("officer-reach", address=request.applicant_address, reach=reach(voice, request)),
        voice("officer-information", text=request.information),
        voice("officer-purpose", text=request.purpose),
        voice("officer-how", how=how(voice, request)),
        voice("officer-agency", agency=desk.agency_name(request.agency)),
        voice("officer-status", status=voice(status.copy_key)),
    ]
    if status.open:
        lines.append(
            voice(
                "officer-due", due=due_date(voice, request), left=left_words(voice, desk, request.due_on, now)
            )
        )
    if by is not None:
        lines += identity.officer_lines(session, voice, desk, request, by)
    lines += _completeness(session, voice, request)
    files = requests.files_of(session, request.id, role="question")
    if files:
        lines.append(voice("officer-files", count=str(len(files))))
    lines += [_ask_line(voice, desk, ask) for ask in requests.asks(session, request.id)]
    return "\n".join(lines)


def _completeness(session: Session, voice: Voice, request: Request) -> list[str]:
    """What the applicant was asked to complete and until when, while that is waited for; then what came."""
    if request.status != Status.INCOMPLETE:
        came = requests.newest_said(session, request.id or 0, "completed").get("text", "")
        return [voice("officer-completion", text=str(came))] if came else []
    missing = requests.newest_said(session, request.id or 0, "incomplete").get("missing", "")
    until = voice.long_date(request.completion_due_on) if request.completion_due_on else ""
    said = "; ".join(reasons.said(voice, str(missing)).split("\n"))
    return [voice("officer-missing", missing=said, until=until or voice("left-unknown"))]


def _ask_line(voice: Voice, desk: Desk, ask: MaterialAsk) -> str:
    """One thing asked of another agency, and whether it has come."""
    agency, text = desk.agency_name(ask.agency), short(ask.text)
    if ask.answered_at is not None:
        on = voice.short_date(desk.today(ask.answered_at))
        return voice("officer-ask-given", agency=agency, text=text, date=on)
    due = voice.short_date(ask.due_on) if ask.due_on else voice("left-unknown")
    return voice("officer-ask-open", agency=agency, text=text, due=due)


def asked_card(
    session: Session, voice: Voice, desk: Desk, request: Request, agency: str, now: datetime
) -> str:
    """A request as an agency needs it that is asked for material: nothing of its applicant."""
    lines = [
        voice("officer-information", text=request.information),
        voice("officer-agency", agency=desk.agency_name(request.agency)),
    ]
    for ask in requests.asks(session, request.id or 0):
        if ask.agency == agency:
            due = voice.long_date(ask.due_on) if ask.due_on else voice("left-unknown")
            left = left_words(voice, desk, ask.due_on, now)
            given = ask.answered_at is not None
            lines.append(voice("asked-for", text=ask.text))
            lines.append(voice("asked-given") if given else voice("officer-due", due=due, left=left))
    return "\n".join(lines)


def how(voice: Voice, request: Request) -> str:
    """How it is to be obtained and received."""
    obtain = voice(f"obtain-{request.obtain}")
    return f"{obtain}, {voice(f'deliver-{request.deliver}')}" if request.deliver else obtain


def reach(voice: Voice, request: Request) -> str:
    if request.applicant_reach in ("chat", "-"):
        return voice("reach-chat" if request.applicant_reach == "chat" else "record-no-reach")
    return request.applicant_reach


def attachments(session: Session, request: Request, *, role: str) -> list[Attachment]:
    """The files of a request, ready to be said."""
    assert request.id is not None
    return [Attachment(file=id) for id in requests.files_of(session, request.id, role=role)]


def one_line(voice: Voice, desk: Desk, request: Request, now: datetime) -> str:
    """Number, time left and the first words: a line of a list."""
    left = left_words(voice, desk, request.due_on, now) if Status(request.status).open else ""
    status = voice(Status(request.status).copy_key)
    return voice("list-line", number=request.number, state=left or status, text=short(request.information))


def short(text: str, most: int = 70) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
