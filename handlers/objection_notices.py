"""Telling people of an objection: its applicant, the superior, the agency, in their own language."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from handlers import objection_cards as cards
from handlers.desk import Desk
from handlers.notices import officer_options
from handlers.say import Attachment, Option, Say
from handlers.telling import officers_of, tell_contact, tell_officer
from handlers.voice import Voice, voice_of
from kip.clocks import DISPUTE_WINDOW
from kip.notices import Notice, NoticeKind
from kip.objection import (
    CloseObjection,
    ObjectionAction,
    ObjectionStatus,
    Respond,
    Ruling,
    allowed_on_objection,
)
from kip.people import Actor, Role
from storage import chain, contacts, objections, officers, outbox, requests, tasks
from storage.outbox import Letter
from storage.tables import Objection, Officer

VERBS: dict[type[ObjectionAction], str] = {Respond: "respond", CloseObjection: "lapse"}
_REPLIES = (NoticeKind.OBJECTION_RECEIPT, NoticeKind.OBJECTION_CLOSED)
_WAITING = (ObjectionStatus.LODGED.value,)


def announce(
    session: Session,
    desk: Desk,
    objection: Objection,
    notices: Iterable[Notice],
    *,
    now: datetime,
    by: Actor,
    cause: int | None = None,
) -> None:
    """Put every notice into the outbox; the officer who acts is not told of their own act, and nobody is
    told the same twice in two offices."""
    told: set[int] = set()
    for notice in notices:
        if notice.to is Role.CITIZEN:
            _tell_applicant(session, desk, objection, notice.kind, now=now, cause=cause)
        else:
            _tell_officers(session, desk, objection, notice, told, now=now, by=by, cause=cause)


def objection_options(
    voice: Voice, desk: Desk, objection: Objection, by: Actor, *, now: datetime
) -> list[Option]:
    """Buttons for all that an officer can do to an objection now; they carry its version."""
    kinds = allowed_on_objection(objections.case_of(objection), by, desk.today(now))
    return [option(voice, objection, VERBS[kind]) for kind in kinds if kind in VERBS]


def option(voice: Voice, objection: Objection, verb: str) -> Option:
    """One button of an officer's, with the objection's version."""
    return Option(data=f"k{objection.id}:{objection.version}:{verb}", label=voice(f"verb-objection-{verb}"))


def undeliverable(session: Session, letter: Letter, desk: Desk, now: datetime, reason: str) -> None:
    """A statutory notice that did not arrive becomes a task of the PPID Utama's: hand it over directly."""
    objection = objections.get(session, letter.objection) if letter.objection is not None else None
    if objection is not None and letter.notice and letter.contact == objection.contact_id:
        kind = NoticeKind(letter.notice)
        if kind.statutory:
            _hand_over(session, objection, kind, now=now, reason=reason)


# -- the applicant --------------------------------------------------------------------------------


def _tell_applicant(
    session: Session, desk: Desk, objection: Objection, kind: NoticeKind, *, now: datetime, cause: int | None
) -> None:
    reached = False
    if objection.contact_id is not None:
        voice = voice_of(contacts.language_of(session, objection.contact_id))
        reached = tell_contact(
            session,
            objection.contact_id,
            applicant_notice(session, voice, desk, objection, kind, now=now),
            now=now,
            objection=objection.id,
            notice=kind.value,
            priority=outbox.REPLY if kind in _REPLIES else outbox.NOTICE,
            cause=cause,
        )
    if not reached and kind.statutory:
        _hand_over(session, objection, kind, now=now, reason="")


def applicant_notice(
    session: Session, voice: Voice, desk: Desk, objection: Objection, kind: NoticeKind, *, now: datetime
) -> Say:
    """What the applicant is told; `kind` is one of the notices to the applicant of an objection."""
    see = Option(data=f"m:objection:{objection.id}", label=voice("button-objection"))
    menu = Option(data="m:menu", label=voice("button-menu"))
    if kind is NoticeKind.OBJECTION_ANSWERED:
        return response_said(voice, desk, objection, now=now)
    key = f"notice-{kind.value}"
    parts = [
        voice(
            key,
            number=objection.number,
            received=voice.long_date(desk.today(objection.received_at)),
            due=cards.due_line(voice, objection),
        ),
        cards.about(voice, desk, objection, cards.request_of(session, objection)),
    ]
    if kind is NoticeKind.OBJECTION_RECEIPT:
        parts.append(voice("objection-receipt-late" if objection.late else "objection-receipt-next"))
    else:
        _, data = chain.history(session, objections.subject(objection.id or 0))[-1]
        parts.append(voice("officer-reason", reason=cards.reason(voice, data)))
    return Say(text="\n\n".join(parts), options=(see, menu))


def response_said(voice: Voice, desk: Desk, objection: Objection, *, now: datetime) -> Say:
    """The superior's response, with its files, and what can be done next and until when (Ps 37(2))."""
    heading = voice("notice-objection-answered", number=objection.number)
    parts = [heading, cards.response_text(voice, objection)]
    if objection.ruling != Ruling.REJECTED:
        key = "objection-upheld-next" if objection.request_id else "objection-upheld-publication"
        parts.append(voice(key, agency=desk.agency_name(objection.agency)))
    options = [Option(data=f"m:objection:{objection.id}", label=voice("button-objection"))]
    if objection.status == ObjectionStatus.RESPONDED:
        parts.append(dispute_line(voice, desk, objection, now))
        options.insert(0, Option(data=f"m:dispute:{objection.id}", label=voice("button-dispute")))
    options.append(Option(data="m:menu", label=voice("button-menu")))
    files = cards.attachments(objection, response=True)
    return Say(text="\n\n".join(parts), options=tuple(options), files=files)


def dispute_line(voice: Voice, desk: Desk, objection: Objection, now: datetime) -> str:
    """That one may go to the Commission, and until when; or that the time for it has passed."""
    until, commission = objection.dispute_until, cards.commission(voice, desk)
    if until is None:
        return voice("dispute-next-unknown", commission=commission, days=str(DISPUTE_WINDOW.days))
    over = desk.today(now) > until
    return voice(
        "dispute-next-late" if over else "dispute-next",
        commission=commission,
        until=voice.long_date(until),
        article=voice.article(DISPUTE_WINDOW.article),
    )


def _hand_over(
    session: Session, objection: Objection, kind: NoticeKind, *, now: datetime, reason: str
) -> None:
    """Open the task "sampaikan lewat surat, surel atau telepon" and tell the PPID Utama's officers."""
    task = tasks.open_task(
        session,
        kind="deliver-objection",
        key=f"{objection.id}:{kind.value}",
        now=now,
        text=f"{objection.number}: {reason}" if reason else objection.number,
    )
    if task is None:
        return
    for officer in officers.reachable(session, role=Role.UTAMA):
        voice = voice_of(contacts.language_of(session, officer.contact_id))
        text = voice(
            f"task-deliver-{kind.value}",
            number=objection.number,
            name=objection.applicant_name,
            address=objection.applicant_address,
            reach=cards.reach(voice, objection),
        )
        options = (
            Option(data=f"t{task.id}:0:done", label=voice("verb-task-done")),
            option(voice, objection, "show"),
        )
        tell_officer(session, officer, Say(text=text, options=options), now=now, objection=objection.id)


# -- the officers ---------------------------------------------------------------------------------


def _tell_officers(
    session: Session,
    desk: Desk,
    objection: Objection,
    notice: Notice,
    told: set[int],  # contacts
    *,
    now: datetime,
    by: Actor,
    cause: int | None,
) -> None:
    filed = notice.kind is NoticeKind.OBJECTION_FILED
    to = _to(session, desk, notice, now)
    if notice.to is Role.ATASAN and not to:  # nobody responds for the superior: the PPID Utama sees to it
        tasks.open_task(session, kind="unattended-objection", key=str(objection.id), now=now)
        to = officers.reachable(session, role=Role.UTAMA, today=desk.today(now))
    for officer in to:
        if officer.contact_id in told or (officer.id == by.id and by.role is not Role.CITIZEN):
            continue
        told.add(officer.contact_id)
        voice = voice_of(contacts.language_of(session, officer.contact_id))
        tell_officer(
            session,
            officer,
            officer_notice(session, voice, desk, objection, notice, officer, now=now),
            now=now,
            objection=objection.id,
            notice=notice.kind.value,
            guard=_WAITING if filed else (),
            cause=cause,
        )


def _to_do(objection: Objection) -> str:
    """What the agency has to do now; copy key."""
    upheld = objection.ruling != Ruling.REJECTED
    publish = upheld and objection.request_id is None
    return f"objection-settled-{'publication' if publish else objection.ruling}"


def _to(session: Session, desk: Desk, notice: Notice, now: datetime) -> list[Officer]:
    if notice.to is Role.PELAKSANA:
        return officers_of(session, desk, notice.agency, now=now)
    return officers.reachable(session, role=notice.to, today=desk.today(now))


def officer_notice(
    session: Session,
    voice: Voice,
    desk: Desk,
    objection: Objection,
    notice: Notice,
    officer: Officer,
    *,
    now: datetime,
) -> Say:
    """What an officer is told: the superior the whole story, the agency what it has to do."""
    by = officers.actor(officer)
    request = cards.request_of(session, objection)
    key = f"officer-{notice.kind.value}"
    parts = [voice(key, number=objection.number)]
    if notice.kind is not NoticeKind.OBJECTION_FILED:  # where the whole story follows
        parts.append(cards.about(voice, desk, objection, request))
    options = objection_options(voice, desk, objection, by, now=now)
    files: tuple[Attachment, ...] = ()
    if notice.kind is NoticeKind.OBJECTION_FILED:
        if by.role is not Role.ATASAN and notice.to is Role.ATASAN:
            parts.append(voice("objection-no-superior"))
        if notice.to is Role.PELAKSANA:
            parts.append(voice("objection-agency-now" if request else "objection-agency-publication"))
        parts.append(cards.story(session, voice, desk, objection, now))
        files = cards.attachments(objection, response=False)
    if notice.kind is NoticeKind.OBJECTION_SETTLED:
        parts += [cards.response_text(voice, objection), voice(_to_do(objection))]
        files = cards.attachments(objection, response=True)
    if notice.to is Role.PELAKSANA and request is not None:  # a better answer stays possible
        case = requests.case_of(session, request, zone=desk.zone)
        options += officer_options(voice, desk, request, case, by, now=now)
    if notice.kind is not NoticeKind.OBJECTION_FILED or notice.to is Role.PELAKSANA:
        options.append(option(voice, objection, "show"))
    return Say(text="\n\n".join(parts), options=tuple(options), files=files)
