"""Pemberitahuan tertulis: the written notice of UU 14/2008 Ps 22(7), its letters a to g as a form's rows.

A is what can be given, B is what cannot; a partial answer has both.
"""

from datetime import datetime

from sqlmodel import Session

from handlers.desk import Desk
from handlers.papers import parts
from handlers.papers.receipt import dispute
from handlers.papers.sheet import Sheet
from handlers.voice import Voice
from kip.actions import Answer, Decision
from kip.clocks import OBJECTION_ANSWER, OBJECTION_WINDOW, start
from kip.people import Role
from storage import requests
from storage.tables import Event, Officer, Request, RequestAnswer


def write(
    session: Session,
    sheet: Sheet,
    voice: Voice,
    desk: Desk,
    request: Request,
    row: RequestAnswer,
    now: datetime,
) -> None:
    """One part of a sheet: the notice in one language."""
    assert request.id is not None
    said = requests.answer_from_dict(row.answer)
    event = _given(session, request.id)
    at = event.at if event is not None else row.at  # a refusal is given when confirmed, not when proposed
    parts.begin(sheet, voice, desk, request, paper="answer", now=now)
    received = voice.long_date(desk.today(request.received_at))
    sheet.paragraph(voice("sheet-answer-opening", received=received))
    parts.applicant(sheet, voice, request)
    sheet.row(voice("sheet-label-information"), request.information)
    sheet.row(voice("sheet-label-agency"), desk.agency_name(request.agency))
    sheet.notice(voice("sheet-label-decision"), voice(f"sheet-decision-{_decision(said)}"), "")
    files = parts.file_names(session, row.files)
    if said.decision in (Decision.GIVEN, Decision.PARTLY):
        _given_part(sheet, voice, desk, request, said, files)
    if said.decision is not Decision.GIVEN:
        _withheld_part(sheet, voice, desk, request, said, files)
    sheet.heading(voice("sheet-answer-next"))
    sheet.items(_next(voice, desk, at))
    parts.end(sheet, voice, request)
    sheet.close(
        voice("sheet-answer-closing"),
        [parts.place_and_date(voice, desk, at), *_signer(session, voice, desk, request, event)],
        voice("sheet-signature-nip"),
    )


def _given_part(
    sheet: Sheet, voice: Voice, desk: Desk, request: Request, said: Answer, files: list[str]
) -> None:
    """A: letters a, d, e, f and g."""
    sheet.heading(voice("sheet-answer-a"))
    agency = desk.agency_name(request.agency)
    sheet.ticks(
        voice("sheet-a-held"),
        [(said.held, voice("sheet-held-us", agency=agency)), (not said.held, voice("sheet-held-other"))],
    )
    sheet.row(voice("sheet-d-material"), said.text)
    sheet.row(voice("sheet-label-files"), parts.numbered(files) or voice("sheet-none"))
    sheet.row(voice("sheet-e-redaction"), said.redaction or voice("sheet-none"))
    how = f"{parts.obtain(voice, request)}\n{parts.deliver(voice, request)}"
    sheet.row(voice("sheet-f-format"), said.format or how)
    sheet.row(voice("sheet-g-cost"), said.cost or voice("sheet-free"))


def _withheld_part(
    sheet: Sheet, voice: Voice, desk: Desk, request: Request, said: Answer, files: list[str]
) -> None:
    """B: letters a, b and c, and what Ps 17 and 19 ask of a refusal."""
    sheet.heading(voice("sheet-answer-b"))
    reason = _decision(said)
    if said.decision is not Decision.PARTLY:  # otherwise it stands in A
        agency = desk.agency_name(request.agency)
        held = voice("sheet-held-us", agency=agency) if said.held else voice(f"sheet-held-{reason}")
        sheet.row(voice("sheet-a-held"), held)
    if reason == "not-held":
        sheet.row(voice("sheet-b-holder"), said.held_by or voice("sheet-unknown"))
    sheet.ticks(
        voice("sheet-c-reason"),
        [
            (said.decision.refuses, voice("sheet-reason-exempt")),
            (reason == "not-held", voice("sheet-reason-not-held")),
            (reason == "undocumented", voice("sheet-reason-undocumented")),
        ],
    )
    if said.ground is not None:
        article = voice.article(said.ground.article)
        sheet.row(voice("sheet-c-ground"), voice("sheet-ground", article=article, label=said.ground.label))
    if said.other_law:
        sheet.row(voice("sheet-c-other-law"), said.other_law)
    if said.decision.refuses:
        sheet.row(voice("sheet-c-test"), said.consequence_test or voice("sheet-none-yet"))
    if said.decision is not Decision.PARTLY:
        sheet.row(voice("sheet-d-explanation"), said.text)
        if files:
            sheet.row(voice("sheet-label-files"), parts.numbered(files))


def _decision(said: Answer) -> str:
    return "undocumented" if said.undocumented else said.decision.value


def _given(session: Session, request: int) -> Event | None:
    """The event by which the newest answer was given."""
    events = [event for event, _ in requests.history(session, request) if event.kind == "answered"]
    return events[-1] if events else None


def _next(voice: Voice, desk: Desk, at: datetime) -> list[str]:
    """What can be done, and until when (UU Ps 35 to 37)."""
    window = start(OBJECTION_WINDOW, desk.today(at), desk.calendar)
    if window.due is not None:
        until = voice.long_date(window.due)
    else:
        until = voice("sheet-due-unknown", year=str(window.waiting_for))
    objection = voice(
        "sheet-objection",
        until=until,
        days=str(OBJECTION_WINDOW.days),
        article=voice.article(OBJECTION_WINDOW.article),
    )
    reply = voice(
        "sheet-objection-reply",
        days=str(OBJECTION_ANSWER.days),
        article=voice.article(OBJECTION_ANSWER.article),
    )
    return [objection, reply, dispute(voice, desk)]


def _signer(session: Session, voice: Voice, desk: Desk, request: Request, event: Event | None) -> list[str]:
    """The PPID who answers for it: the one whose officer gave the answer."""
    officer = session.get(Officer, event.officer_id) if event is not None and event.officer_id else None
    if event is not None and event.role == Role.UTAMA:
        return [voice("sheet-signer-utama"), desk.agency_name(desk.utama)]
    return [voice("sheet-signer-pelaksana"), desk.agency_name(officer.agency if officer else request.agency)]
