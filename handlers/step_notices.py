"""What people are told of the steps between filing and answer: incomplete, extended, closed, material asked
and given, a date that moved with the calendar. Each says what its event says, in the reader's language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from handlers import cards, identity, reasons
from handlers.desk import Desk
from handlers.say import Attachment, Option, Say
from handlers.voice import Voice
from kip.clocks import COMPLETION
from kip.notices import NoticeKind
from storage import requests
from storage.tables import Officer, Request

TO_APPLICANT = frozenset(
    {NoticeKind.INCOMPLETE, NoticeKind.EXTENDED, NoticeKind.CLOSED, NoticeKind.RECALCULATED}
)
TO_OFFICERS = frozenset({NoticeKind.COMPLETED, NoticeKind.MATERIAL_ASKED, NoticeKind.MATERIAL_GIVEN})


def applicant(session: Session, voice: Voice, desk: Desk, request: Request, kind: NoticeKind) -> Say:
    """A notice to the applicant, one of TO_APPLICANT."""
    see = Option(data=f"m:see:{request.id}", label=voice("button-status"))
    menu = Option(data="m:menu", label=voice("button-menu"))
    data = requests.newest_said(session, request.id or 0, kind.value)
    match kind:
        case NoticeKind.INCOMPLETE:
            complete = Option(data=f"m:complete:{request.id}", label=voice("button-complete"))
            text = _incomplete(voice, desk, request, data)
            if not identity.wanted(session, desk, request):
                return Say(text=text, options=(complete, see, menu))
            give = Option(data=f"m:identity:{request.id}", label=voice("button-identity"))
            return Say(text=text, options=(give, complete, see))
        case NoticeKind.EXTENDED:
            reason = reasons.said(voice, str(data.get("reason", "")))
            due = cards.due_line(voice, request)
            text = voice("notice-extended", number=request.number, reason=reason, due=due)
            return Say(text=text, options=(see, menu))
        case NoticeKind.CLOSED:
            reason = reasons.said(voice, str(data.get("reason", "")))
            text = voice("notice-closed", number=request.number, reason=reason)
            again = Option(data="m:file", label=voice("menu-file"))
            return Say(text=text, options=(see, again, menu))
        case _:
            lines = moved_lines(voice, data.get("moved", ()))
            heading = voice("notice-recalculated", number=request.number, source=str(data.get("source", "")))
            return Say(text="\n\n".join([heading, "\n".join(lines)]), options=(see, menu))


def _incomplete(voice: Voice, desk: Desk, request: Request, data: dict[str, Any]) -> str:
    """What is missing, until when, and what becomes of the request meanwhile (Perki 1/2021)."""
    missing = str(data.get("missing", ""))
    until = request.completion_due_on
    parts = [
        voice("notice-incomplete", number=request.number, missing=reasons.listed(voice, missing)),
        voice(
            "notice-incomplete-until",
            until=voice.long_date(until) if until else voice("left-unknown"),
            days=str(COMPLETION.days),
            article=voice.article(COMPLETION.article),
        ),
    ]
    if reasons.wants_papers(missing) and identity.possible(desk, request):
        parts.append(voice("papers-by-link", address=str(desk.office["address"])))
    elif reasons.wants_papers(missing):
        office = desk.office
        parts.append(
            voice("papers-not-in-chat", address=str(office["address"]), email=str(office.get("email", "-")))
        )
    return "\n\n".join(parts)


def moved_lines(voice: Voice, moved: Iterable[Sequence[str]]) -> list[str]:
    """Each date that moved, as an event keeps it: [[period, old, new], …], dates in ISO, empty if unknown."""
    return [
        voice("moved-line", what=voice(f"moved-{period}"), old=_day(voice, old), new=_day(voice, new))
        for period, old, new in moved
    ]


def _day(voice: Voice, iso: str) -> str:
    return voice.long_date(date.fromisoformat(iso)) if iso else voice("left-unknown")


# -- the officers ---------------------------------------------------------------------------------


def officer(
    session: Session,
    voice: Voice,
    desk: Desk,
    request: Request,
    kind: NoticeKind,
    to: Officer,
    options: Sequence[Option],
    now: datetime,
) -> Say:
    """A notice to an officer, one of TO_OFFICERS; `options` is what they can do to the request now."""
    owner = desk.agency_name(request.agency)
    if kind is NoticeKind.COMPLETED:
        data = requests.newest_said(session, request.id or 0, "completed")
        key = "officer-completed-late" if data.get("late") else "officer-completed"
        text = voice(key, number=request.number, text=str(data.get("text", "")))
        files = cards.attachments(session, request, role="question")
        return Say(text=text, options=tuple(options), files=tuple(files))
    if kind is NoticeKind.MATERIAL_GIVEN:
        data = requests.newest_said(session, request.id or 0, "material-given")
        giver = desk.agency_name(str(data.get("from", "")))
        text = voice("officer-material-given", number=request.number, agency=giver, text=str(data["text"]))
        given = [a for a in requests.asks(session, request.id or 0) if a.agency == data.get("from")]
        files = [Attachment(file=id) for id in (given[-1].files if given else ())]
        return Say(text=text, options=tuple(options), files=tuple(files))
    data = requests.newest_said(session, request.id or 0, "material-asked")
    asked = str(data.get("of", ""))
    parts = [voice("officer-material-asked", number=request.number, agency=owner)]
    if to.agency != asked:
        parts.append(voice("officer-in-place-of", agency=desk.agency_name(asked)))
    parts.append(cards.asked_card(session, voice, desk, request, asked, now))
    verbs = ("give", "show")
    shown = [
        Option(data=f"r{request.id}:{request.version}:{verb}", label=voice(f"verb-{verb}")) for verb in verbs
    ]
    return Say(text="\n\n".join(parts), options=tuple(shown))
