"""Requests: filed with a number of their own, moved only by an Outcome, with their chained history."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, literal_column
from sqlmodel import Session, SQLModel, col, func, select
from sqlmodel import update as sql_update

from kip.actions import Answer, Decision
from kip.case import Case, Outcome, Status
from kip.case import Event as Happened
from kip.clocks import local_date
from kip.grounds import Ground
from kip.objection import ObjectionStatus, Ruling
from kip.registration import format_number
from storage import chain
from storage.loaded import loaded
from storage.sql import select as select_text
from storage.sql import write
from storage.tables import Event, MaterialAsk, Request, RequestAnswer, RequestFile, RunningClock
from storage.types import UtcTime

LARGEST_ID = 2**31 - 1  # of an INTEGER column; PostgreSQL refuses to look for what a forged button may carry


class Stale(Exception):
    """The request has changed since it was read: somebody else was first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing:
    """What the applicant says, as the form of Perki 1/2021 asks it."""

    draft: str
    contact: int | None
    channel: str
    received_at: datetime
    applicant_kind: str
    applicant_name: str
    applicant_address: str
    applicant_reach: str
    information: str
    purpose: str
    obtain: str
    deliver: str
    language: str
    files: tuple[int, ...] = ()
    recorded_by: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbering:
    """How a body numbers a register of its own (content pack, [registration] and [objection])."""

    body: str  # the register's name: the body's code, with ":keberatan" for objections
    pattern: str
    first: int


_NUMBER = write(
    "INSERT INTO counter (body, year, next) VALUES (:body, :year, :second)"
    " ON CONFLICT (body, year) DO UPDATE SET next = counter.next + 1 RETURNING next"
)
_COLUMNS = tuple(column.name for column in SQLModel.metadata.tables["request"].columns if column.name != "id")
_FILE = write(
    f"INSERT INTO request ({', '.join(_COLUMNS)}) VALUES (:{', :'.join(_COLUMNS)}) RETURNING id",
    times="received_at processed_at",
    dates="due_on completion_due_on answered_on",
)
_NAME = write("UPDATE request SET number = :number WHERE id = :id")
_ATTACH = write("INSERT INTO request_file (request_id, file_id, role) VALUES (:request, :file, :role)")
_OF_DRAFT = select_text("SELECT id FROM request WHERE draft_id = :draft")


def file(
    session: Session,
    filing: Filing,
    outcome: Outcome,
    *,
    numbering: Numbering,
    on: date,
    now: datetime,
    secret: bytes,
    cause: int | None = None,
) -> Request:
    """Store a new request with the next number of `on`'s year; the counter is the last lock that it takes.

    A second filing of one draft breaks the unique key: nothing of it is kept.
    """
    values = {
        "number": f"?{filing.draft}",
        "token": secrets.token_hex(10),
        "draft_id": filing.draft,
        "contact_id": filing.contact,
        "channel": filing.channel,
        "agency": outcome.case.agency,
        "status": outcome.case.status.value,
        "version": outcome.case.version,
        "forwards": outcome.case.forwards,
        "received_at": filing.received_at,
        "processed_at": now,
        "due_on": outcome.clocks[0].due,
        "waiting_for": outcome.clocks[0].waiting_for,
        "extended": outcome.case.extended,
        "completion_due_on": None,
        "answered_on": None,
        "applicant_kind": filing.applicant_kind,
        "applicant_name": filing.applicant_name,
        "applicant_address": filing.applicant_address,
        "applicant_reach": filing.applicant_reach,
        "information": filing.information,
        "purpose": filing.purpose,
        "obtain": filing.obtain,
        "deliver": filing.deliver,
        "language": filing.language,
        "recorded_by": filing.recorded_by,
    }
    id = int(session.execute(_FILE, values).scalar_one())
    attach(session, id, filing.files, role="question")
    chain.start_clocks(session, subject(id), outcome.clocks)
    chain.append(session, subject(id), outcome.events, secret=secret, cause=cause)
    sequence = next_sequence(session, numbering, on.year)
    number = format_number(numbering.pattern, sequence=sequence, on=on)
    session.execute(_NAME, {"id": id, "number": number})
    return loaded(session, Request, values | {"id": id, "number": number})


def next_sequence(session: Session, numbering: Numbering, year: int) -> int:
    """The next number of a register in a year, gapless: the counter's row is locked until the commit."""
    counted = {"body": numbering.body, "year": year, "second": numbering.first + 1}
    return int(session.execute(_NUMBER, counted).scalar_one()) - 1


def record(
    session: Session,
    request: Request,
    outcome: Outcome,
    *,
    now: datetime,
    secret: bytes,
    officer: int = 0,
    files: Sequence[int] = (),
    cause: int | None = None,
) -> None:
    """Make an Outcome so, against the version it was decided on; raises Stale where that has passed."""
    assert request.id is not None
    case = outcome.case
    changed = session.exec(
        sql_update(Request)
        .where(col(Request.id) == request.id, col(Request.version) == case.version - 1)
        .values(
            agency=case.agency,
            status=case.status.value,
            version=case.version,
            forwards=case.forwards,
            due_on=case.due,
            extended=case.extended,
            completion_due_on=case.completion_due,
            answered_on=case.answered,
        )
    )
    if changed.rowcount != 1:
        raise Stale(request.number)
    session.refresh(request)
    if request.status != Status.PROPOSED:
        _settle_proposal(session, request.id, given=request.status == Status.ANSWERED, now=now)
    _settle_asks(session, request.id, outcome, now=now, files=files)
    if outcome.answer is not None:
        _add_answer(session, request.id, outcome, now=now, officer=officer, files=files)
    chain.start_clocks(session, subject(request.id), outcome.clocks)
    chain.append(session, subject(request.id), outcome.events, secret=secret, cause=cause)


_ASKED = select_text("SELECT agency FROM material_ask WHERE request_id = :request AND answered_at IS NULL")
_STANDING = select_text(
    "SELECT status, ruling, responded_at FROM objection WHERE request_id = :request AND status <> :closed",
    columns={"responded_at": UtcTime()},
)


def case_of(session: Session, request: Request, *, zone: ZoneInfo) -> Case:
    """The request as the law sees it; dates are of the body's zone."""
    assert request.id is not None
    proposed = proposal(session, request.id) if request.status == Status.PROPOSED else None
    return Case(
        status=Status(request.status),
        agency=request.agency,
        received=local_date(request.received_at, zone),
        due=request.due_on,
        applicant=request.contact_id or 0,
        forwards=request.forwards,
        extended=request.extended,
        completion_due=request.completion_due_on,
        asked=frozenset(row.agency for row in session.execute(_ASKED, {"request": request.id})),
        proposal=answer_from_dict(proposed.answer) if proposed else None,
        answered=request.answered_on,
        objection_runs=_objection_runs(session, request.id),
        version=request.version,
    )


def _objection_runs(session: Session, request: int) -> bool:
    """Whether an objection waits for its response, or was upheld and has had no new answer yet."""
    standing = session.execute(_STANDING, {"request": request, "closed": ObjectionStatus.CLOSED.value})
    return any(
        objection.status == ObjectionStatus.LODGED.value
        or (
            objection.ruling in (Ruling.UPHELD.value, Ruling.PARTLY.value)
            and objection.responded_at is not None
            and not answered_since(session, request, objection.responded_at)
        )
        for objection in standing
    )


def answered_since(session: Session, request: int, moment: datetime) -> bool:
    """Whether a request was answered (again) after `moment`."""
    wanted = select(Event.id).where(
        Event.subject == subject(request), Event.kind == "answered", col(Event.at) > moment
    )
    return session.exec(wanted).first() is not None


# -- answers --------------------------------------------------------------------------------------


def answer_as_dict(answer: Answer) -> dict[str, Any]:
    return asdict(answer)


def answer_from_dict(body: dict[str, Any]) -> Answer:
    ground = Ground(body["ground"]) if body.get("ground") else None
    return Answer(**body | {"decision": Decision(body["decision"]), "ground": ground})


_NEWEST_ANSWER = (
    select(RequestAnswer)
    .where(
        RequestAnswer.request_id == bindparam("request"),
        RequestAnswer.state == bindparam("state"),
    )
    .order_by(col(RequestAnswer.id).desc())
    .limit(1)
)


def proposal(session: Session, request: int) -> RequestAnswer | None:
    """The refusal that waits for the PPID Utama."""
    return _answer_in(session, request, "proposed")


def given_answer(session: Session, request: int) -> RequestAnswer | None:
    """The answer that was given, the newest where there are several."""
    return _answer_in(session, request, "given")


def _answer_in(session: Session, request: int, state: str) -> RequestAnswer | None:
    wanted = {"request": request, "state": state}
    return session.exec(_NEWEST_ANSWER, params=wanted).first()


def _settle_proposal(session: Session, request: int, *, given: bool, now: datetime) -> None:
    waiting = proposal(session, request)
    if waiting is not None:
        waiting.state = "given" if given else "returned"
        waiting.at = now  # the window to object runs from here, not from the proposal
        session.add(waiting)
        session.flush()
        if given:
            attach(session, request, waiting.files, role="answer")


def _add_answer(
    session: Session, request: int, outcome: Outcome, *, now: datetime, officer: int, files: Sequence[int]
) -> None:
    assert outcome.answer is not None
    given = outcome.case.status is Status.ANSWERED
    row = RequestAnswer(
        request_id=request,
        state="given" if given else "proposed",
        answer=answer_as_dict(outcome.answer),
        files=list(files),
        by_officer=officer,
        at=now,
    )
    session.add(row)
    session.flush()
    if given:
        attach(session, request, files, role="answer")


def attach(session: Session, request: int, files: Iterable[int], *, role: str) -> None:
    for id in dict.fromkeys(files):
        session.execute(_ATTACH, {"request": request, "file": id, "role": role})


def files_of(session: Session, request: int, *, role: str) -> list[int]:
    """The ids of a request's files, in the order in which they came."""
    wanted = (
        select(RequestFile.file_id)
        .where(RequestFile.request_id == request, RequestFile.role == role)
        .order_by(col(RequestFile.file_id))
    )
    return list(session.exec(wanted))


# -- looking up -----------------------------------------------------------------------------------


def get(session: Session, id: int) -> Request | None:
    return session.get(Request, id, populate_existing=True) if 0 < id <= LARGEST_ID else None


def by_draft(session: Session, draft: str) -> Request | None:
    found = session.execute(_OF_DRAFT, {"draft": draft}).scalar()
    return None if found is None else session.get(Request, found)


def by_number(session: Session, number: str) -> Request | None:
    return session.exec(select(Request).where(Request.number == number)).first()


def of_contact(session: Session, contact: int) -> list[Request]:
    """All requests of a contact, newest first."""
    wanted = select(Request).where(Request.contact_id == contact).order_by(col(Request.id).desc())
    return list(session.exec(wanted))


# In the words of the index of what is open: with parameters SQLite would read every request there ever was.
IS_OPEN = col(Request.status).in_([literal_column(f"'{s.value}'") for s in Status if s.open])


def queue(
    session: Session, *, agencies: Collection[str] | None = None, first: int = 0, most: int | None = None
) -> list[Request]:
    """Open requests of agencies, or of all: nearest deadline first, an unknown one last."""
    wanted = select(Request).where(*_open_of(agencies))
    wanted = wanted.order_by(col(Request.due_on).nulls_last(), col(Request.id)).offset(first).limit(most)
    return list(session.exec(wanted))


def count_open(session: Session, *, agencies: Collection[str] | None = None) -> int:
    """How many open requests agencies have, or all."""
    return session.exec(select(func.count()).select_from(Request).where(*_open_of(agencies))).one()


def _open_of(agencies: Collection[str] | None) -> list[ColumnElement[bool]]:
    return [IS_OPEN] if agencies is None else [IS_OPEN, col(Request.agency).in_(agencies)]


def lock(session: Session, id: int) -> Request | None:
    """A request as it stands now; on PostgreSQL nobody else changes it until the commit."""
    return session.get(Request, id, populate_existing=True, with_for_update={"key_share": True})


def note(session: Session, request: int, event: Happened, *, secret: bytes) -> None:
    """Add to a locked request's history what changes neither its status nor its version."""
    chain.append(session, subject(request), [event], secret=secret, cause=None)


def subject(request: int) -> str:
    """The request as chains, clocks and timers name it."""
    return f"r{request}"


def clocks_of(session: Session, request: int) -> list[RunningClock]:
    return chain.clocks(session, subject(request))


def history(session: Session, request: int) -> list[tuple[Event, dict[str, Any]]]:
    """Every event with its payload ({} where it was erased), oldest first."""
    return chain.history(session, subject(request))


def newest_said(session: Session, request: int, kind: str) -> dict[str, Any]:
    """What the newest event of a kind says; {} where there is none, or it was erased."""
    events = reversed(history(session, request))
    return next((data for event, data in events if event.kind == kind), {})


# -- what other agencies are asked ----------------------------------------------------------------


def asks(session: Session, request: int) -> list[MaterialAsk]:
    """Everything that other agencies were asked for, oldest first."""
    wanted = select(MaterialAsk).where(MaterialAsk.request_id == request).order_by(col(MaterialAsk.id))
    return list(session.exec(wanted))


def open_asks(session: Session, *, agency: str | None) -> list[MaterialAsk]:
    """What an agency (None: any) still owes others, nearest date first."""
    wanted = (
        select(MaterialAsk)
        .where(col(MaterialAsk.answered_at).is_(None))
        .order_by(col(MaterialAsk.due_on), col(MaterialAsk.id))
    )
    if agency is not None:
        wanted = wanted.where(MaterialAsk.agency == agency)
    return list(session.exec(wanted))


def _settle_asks(
    session: Session, request: int, outcome: Outcome, *, now: datetime, files: Sequence[int]
) -> None:
    if outcome.ask is not None:
        row = MaterialAsk(
            request_id=request,
            agency=outcome.ask.of,
            text=outcome.ask.text,
            due_on=outcome.ask_due,
            asked_at=now,
        )
        session.add(row)
    for waiting in asks(session, request):
        if outcome.gave == waiting.agency and waiting.answered_at is None:
            waiting.answered_at, waiting.files = now, list(files)
            waiting.reply = str(outcome.events[0].data["text"])
            session.add(waiting)
    session.flush()
