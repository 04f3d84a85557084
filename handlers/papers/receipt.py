"""Tanda bukti penerimaan permohonan: what the applicant holds in hand from the first moment (Ps 22(4))."""

from datetime import datetime

from sqlmodel import Session

from handlers import recovery
from handlers.desk import Desk
from handlers.papers import parts
from handlers.papers.sheet import Sheet
from handlers.voice import Voice
from kip.clocks import ANSWER, DISPUTE_WINDOW, EXTENSION, OBJECTION_ANSWER, OBJECTION_WINDOW, start
from storage import requests
from storage.tables import Officer, Request, RunningClock

CODE = 10  # characters of the token that stand on the paper: 40 bits, too many to guess


def write(session: Session, sheet: Sheet, voice: Voice, desk: Desk, request: Request, now: datetime) -> None:
    """One part of a sheet: the receipt in one language."""
    assert request.id is not None
    parts.begin(sheet, voice, desk, request, paper="receipt", now=now)
    sheet.paragraph(voice("sheet-receipt-opening"))
    sheet.row(voice("sheet-label-received"), voice.long_date(desk.today(request.received_at)))
    sheet.row(voice("sheet-label-channel"), parts.channel(voice, request))
    parts.applicant(sheet, voice, request)
    sheet.row(voice("sheet-label-information"), request.information)
    files = parts.file_names(session, requests.files_of(session, request.id, role="question"))
    if files:
        sheet.row(voice("sheet-label-enclosed"), parts.numbered(files))
    sheet.row(voice("sheet-label-purpose"), request.purpose)
    sheet.row(voice("sheet-label-obtain"), parts.obtain(voice, request))
    if request.deliver:
        sheet.row(voice("sheet-label-deliver"), parts.deliver(voice, request))
    back = recovery.code(session, desk, request)
    sheet.row(voice("sheet-label-recovery"), voice("sheet-recovery", number=request.number, code=back))
    sheet.row(voice("sheet-label-agency"), desk.agency_name(request.agency))
    clock = _clock(session, request)
    _due(sheet, voice, clock)
    sheet.heading(voice("sheet-receipt-next"))
    sheet.items(_next(voice, desk, clock))
    sheet.heading(voice("sheet-receipt-rights"))
    sheet.items(_rights(voice, desk))
    parts.end(sheet, voice, request)
    officer = session.get(Officer, request.recorded_by) if request.recorded_by else None
    sheet.close(
        voice("sheet-receipt-closing"),
        [parts.place_and_date(voice, desk, request.processed_at), voice("sheet-receipt-signer")],
        officer.name if officer and officer.name else voice("sheet-signature"),
        code=code(request),
        about=voice("sheet-code-use"),
    )


def code(request: Request) -> str:
    """What tells a real receipt from an invented one: the head of the request's token, in two groups."""
    head = request.token[:CODE]
    return f"{head[: CODE // 2]}-{head[CODE // 2 :]}"


def _clock(session: Session, request: Request) -> RunningClock | None:
    """The clock of the answer; the newest, where the calendar was changed meanwhile."""
    assert request.id is not None
    running = [clock for clock in requests.clocks_of(session, request.id) if clock.period == ANSWER.key]
    return running[-1] if running else None


def _due(sheet: Sheet, voice: Voice, clock: RunningClock | None) -> None:
    period = voice("sheet-due-period", days=str(ANSWER.days), article=voice.article(ANSWER.article))
    if clock is not None and clock.due_on is not None:
        sheet.notice(voice("sheet-due"), voice.long_date(clock.due_on), period)
    else:
        year = str(clock.waiting_for) if clock is not None and clock.waiting_for else ""
        sheet.notice(voice("sheet-due"), voice("sheet-due-unknown", year=year), period)


def _next(voice: Voice, desk: Desk, clock: RunningClock | None) -> list[str]:
    extension = voice(
        "sheet-next-extension", days=str(EXTENSION.days), article=voice.article(EXTENSION.article)
    )
    if clock is not None and clock.due_on is not None:
        longest = start(EXTENSION, clock.due_on, desk.calendar).due
        if longest is not None:
            extension += " " + voice("sheet-next-extended", date=voice.long_date(longest))
    return [voice("sheet-next-check"), voice("sheet-next-answer"), extension]


def _rights(voice: Voice, desk: Desk) -> list[str]:
    return [
        voice("sheet-right-free"),
        voice("sheet-right-objection", days=str(OBJECTION_WINDOW.days)),
        dispute(voice, desk),
    ]


def dispute(voice: Voice, desk: Desk) -> str:
    """Where to go after the superior's reply, or without one (UU Ps 37; Perki 1/2013 Ps 5)."""
    return voice(
        "sheet-right-dispute",
        commission=str(desk.body.get("commission", {}).get("name", "")) or voice("sheet-commission"),
        days=str(DISPUTE_WINDOW.days),
        silence=str(OBJECTION_ANSWER.days),
    )
