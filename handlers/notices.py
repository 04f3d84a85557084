"""Telling people: every notice of an Outcome, to everybody it is for, in their own language."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from handlers import cards, identity, recovery, step_notices
from handlers.desk import Desk
from handlers.say import Attachment, Option, Say
from handlers.telling import attended, officers_of, post_officer
from handlers.voice import Voice, voice_of
from kip.actions import (
    Accept,
    Action,
    Answer,
    AskMaterial,
    Close,
    Complete,
    Confirm,
    Decision,
    DeclareIncomplete,
    Extend,
    Forward,
    GiveMaterial,
    Return,
)
from kip.case import Case, Status
from kip.clocks import OBJECTION_WINDOW, start
from kip.identity import IdentityPolicy
from kip.lifecycle import allowed
from kip.notices import Notice, NoticeKind
from kip.objection import ObjectionStatus
from kip.people import Actor, Role
from storage import contacts, objections, officers, outbox, requests, tasks
from storage.outbox import Letter
from storage.tables import Officer, Request, RequestAnswer

_VERBS: dict[type[Action], str] = {
    Accept: "accept",
    Forward: "forward",
    Answer: "answer",
    Confirm: "confirm",
    Return: "return",
    GiveMaterial: "give",
}
_MORE: dict[type[Action], str] = {
    DeclareIncomplete: "incomplete",
    Complete: "complete",
    Extend: "extend",
    AskMaterial: "ask",
    Close: "close",
}
_WHILE_OPEN = tuple(s.value for s in Status if s.open)
_PRIORITY = {NoticeKind.RECEIPT: outbox.REPLY, NoticeKind.WITHDRAWN: outbox.REPLY}


def announce(
    session: Session,
    desk: Desk,
    request: Request,
    notices: Iterable[Notice],
    *,
    now: datetime,
    by: Actor,
    cause: int | None = None,
) -> None:
    """Put every notice into the outbox; the officer who acts is not told of their own act."""
    for notice in notices:
        if notice.to is Role.CITIZEN:
            _tell_applicant(session, desk, request, notice.kind, now=now, cause=cause)
        else:
            _tell_officers(session, desk, request, notice, now=now, by=by, cause=cause)


def officer_options(
    voice: Voice, desk: Desk, request: Request, case: Case, by: Actor, *, now: datetime, card: bool = False
) -> list[Option]:
    """Buttons for all that an officer can do to a request now; they carry its version."""
    kinds = allowed(case, by, desk.rules, desk.today(now))
    verbs = [_VERBS[kind] for kind in kinds if kind in _VERBS]
    if any(kind in _MORE for kind in kinds):
        verbs.append("more")
    if card:
        verbs.append("show")
    return [
        Option(data=f"r{request.id}:{request.version}:{verb}", label=voice(f"verb-{verb}")) for verb in verbs
    ]


def more_options(
    voice: Voice, desk: Desk, request: Request, case: Case, by: Actor, *, now: datetime
) -> list[Option]:
    """The rarer things that an officer can do to a request now."""
    kinds = allowed(case, by, desk.rules, desk.today(now))
    return [
        Option(data=f"r{request.id}:{request.version}:{_MORE[kind]}", label=voice(f"verb-{_MORE[kind]}"))
        for kind in kinds
        if kind in _MORE
    ]


def undeliverable(session: Session, letter: Letter, desk: Desk, now: datetime, reason: str) -> None:
    """A statutory notice that did not arrive becomes a task: hand it over by letter, e-mail or phone.

    A notice to officers that did not arrive goes to the PPID Utama instead, once.
    """
    if letter.request is None or not letter.notice:
        return
    request = requests.get(session, letter.request)
    if request is None:
        return
    kind = NoticeKind(letter.notice)
    if letter.contact == request.contact_id:
        if kind.statutory:
            _hand_over(session, desk, request, kind, now=now, reason=reason)
    elif kind is NoticeKind.NEW_REQUEST and not attended(session, desk, request.agency, now=now):
        notice = Notice(kind=kind, to=Role.UTAMA)
        _tell_officers(session, desk, request, notice, now=now, by=Actor(role=Role.SYSTEM), cause=None)


# -- the applicant --------------------------------------------------------------------------------


def _tell_applicant(
    session: Session, desk: Desk, request: Request, kind: NoticeKind, *, now: datetime, cause: int | None
) -> None:
    if request.contact_id is None:  # filed by an officer for someone (UU Ps 22(3))
        if kind.statutory and kind is not NoticeKind.RECEIPT:
            _hand_over(session, desk, request, kind, now=now, reason="")
        return
    reaches = contacts.addresses(session, request.contact_id)
    if not reaches or not reaches[0].reachable:
        if kind.statutory:
            _hand_over(session, desk, request, kind, now=now, reason="")
        return
    voice = voice_of(contacts.language_of(session, request.contact_id))
    say = applicant_notice(session, voice, desk, request, kind, now=now)
    outbox.post(
        session,
        address=reaches[0].id,
        channel=reaches[0].channel,
        payload=say.as_dict(),
        at=now,
        priority=_PRIORITY.get(kind, outbox.NOTICE),
        request=request.id,
        notice=kind.value,
        cause=cause,
    )


def applicant_notice(
    session: Session, voice: Voice, desk: Desk, request: Request, kind: NoticeKind, *, now: datetime
) -> Say:
    """What the applicant is told; `kind` is one of the notices to the applicant."""
    assert request.id is not None
    see = Option(data=f"m:see:{request.id}", label=voice("button-status"))
    menu = Option(data="m:menu", label=voice("button-menu"))
    agency = desk.agency_name(request.agency)
    if kind is NoticeKind.ANSWERED:
        return answer_said(session, voice, desk, request, now=now)
    if kind in step_notices.TO_APPLICANT:
        return step_notices.applicant(session, voice, desk, request, kind)
    text = voice(
        f"notice-{kind.value}",
        number=request.number,
        agency=agency,
        received=voice.long_date(desk.today(request.received_at)),
        due=cards.due_line(voice, request),
    )
    told_where = kind in (NoticeKind.RECEIPT, NoticeKind.FORWARDED)
    if told_where and not attended(session, desk, request.agency, now=now):
        on_leave = officers.reachable(session, role=Role.PELAKSANA, agency=request.agency)
        text += "\n\n" + voice("unattended-away" if on_leave else "unattended", agency=agency)
    if kind is not NoticeKind.RECEIPT:
        return Say(text=text, options=(see, menu))
    code = recovery.code(session, desk, request)
    text += "\n\n" + voice("receipt-next")
    text += "\n\n" + voice("receipt-recovery", number=request.number, code=code)
    if not identity.wanted(session, desk, request):
        return Say(text=text, options=(see, menu))
    required = identity.policy(desk, request.applicant_kind) is IdentityPolicy.REQUIRED
    text += "\n\n" + voice("receipt-identity-required" if required else "receipt-identity")
    give = Option(data=f"m:identity:{request.id}", label=voice("button-identity"))
    return Say(text=text, options=(give, see, menu))


def answer_said(session: Session, voice: Voice, desk: Desk, request: Request, *, now: datetime) -> Say:
    """The answer that was given, with its files, and what can be done about it until when."""
    assert request.id is not None
    answer = requests.given_answer(session, request.id)
    assert answer is not None
    see = Option(data=f"m:see:{request.id}", label=voice("button-status"))
    menu = Option(data="m:menu", label=voice("button-menu"))
    text, way = _answer_next(session, voice, desk, request, now)
    files = cards.attachments(session, request, role="answer")
    return Say(
        text=f"{answer_text(voice, desk, request, answer)}\n\n{text}",
        options=(way, see, menu),
        files=tuple(files),
    )


def _answer_next(
    session: Session, voice: Voice, desk: Desk, request: Request, now: datetime
) -> tuple[str, Option]:
    """That one may object, and until when (Ps 36(1)); or that one's objection goes on."""
    assert request.id is not None
    newest = next(iter(objections.of_request(session, request.id)), None)
    if newest is not None and newest.status == ObjectionStatus.LODGED:
        open_it = Option(data=f"m:objection:{newest.id}", label=voice("button-objection"))
        return voice("answer-objection-runs", number=newest.number), open_it
    window = start(OBJECTION_WINDOW, request.answered_on or desk.today(now), desk.calendar)
    way = Option(data=f"m:object:{request.id}", label=voice("button-object"))
    article = voice.article(OBJECTION_WINDOW.article)
    if window.due is None:
        return voice("answer-next-unknown", days=str(OBJECTION_WINDOW.days), article=article), way
    key = "answer-next-late" if desk.today(now) > window.due else "answer-next"
    return voice(key, until=voice.long_date(window.due), article=article), way


def answer_text(voice: Voice, desk: Desk, request: Request, row: RequestAnswer) -> str:
    """The written notice of UU 14/2008 Ps 22(7), letters a to g."""
    answer = requests.answer_from_dict(row.answer)
    lines = [
        voice("answer-heading", number=request.number, agency=desk.agency_name(request.agency)),
        voice("answer-decision", decision=voice(f"decision-{answer.decision.value}")),
        answer.text,
    ]
    if answer.decision is Decision.NOT_HELD and answer.held_by:
        lines.append(voice("answer-held-by", body=answer.held_by))
    if answer.undocumented:
        lines.append(voice("answer-not-documented"))
    lines += _refusal_lines(voice, answer)
    if answer.decision in (Decision.GIVEN, Decision.PARTLY):
        lines.append(voice("answer-how", format=answer.format or cards.how(voice, request)))
        lines.append(voice("answer-cost", cost=answer.cost or voice("answer-free")))
    return "\n\n".join(lines)


def _hand_over(
    session: Session, desk: Desk, request: Request, kind: NoticeKind, *, now: datetime, reason: str
) -> None:
    """Open the task "sampaikan lewat surat, surel atau telepon" and tell the agency's officers."""
    task = tasks.open_task(
        session, kind="deliver", key=f"{request.id}:{kind.value}", now=now, text=reason, request=request.id
    )
    if task is None:
        return
    for officer in officers_of(session, desk, request.agency, now=now):
        voice = voice_of(contacts.language_of(session, officer.contact_id))
        to_whom = {
            "number": request.number,
            "name": request.applicant_name,
            "address": request.applicant_address,
            "reach": cards.reach(voice, request),
        }
        options = [Option(data=f"t{task.id}:0:done", label=voice("verb-task-done"))]
        if kind in step_notices.TO_APPLICANT:
            said = step_notices.applicant(session, voice_of("id"), desk, request, kind).text
            text = voice("task-deliver-notice", **to_whom, text=said)
        else:
            text = voice("task-deliver", **to_whom)
            paper = f"r{request.id}:{request.version}:print"
            options.append(Option(data=paper, label=voice("verb-print")))
        post_officer(session, officer, Say(text=text, options=tuple(options)), now=now)


# -- the officers ---------------------------------------------------------------------------------


def _tell_officers(
    session: Session,
    desk: Desk,
    request: Request,
    notice: Notice,
    *,
    now: datetime,
    by: Actor,
    cause: int | None,
) -> None:
    if notice.to is Role.UTAMA:
        told = officers.reachable(session, role=Role.UTAMA, today=desk.today(now))
    else:
        told = officers_of(session, desk, notice.agency, now=now)
    if not told:
        tasks.open_task(session, kind="unattended", key=str(request.id), now=now, request=request.id)
        return
    case = requests.case_of(session, request, zone=desk.zone)
    for officer in told:
        if officer.id == by.id and by.role is not Role.CITIZEN:
            continue
        voice = voice_of(contacts.language_of(session, officer.contact_id))
        say = _officer_notice(session, voice, desk, request, notice, case, officer, now=now)
        post_officer(
            session,
            officer,
            say,
            now=now,
            request=request.id,
            notice=notice.kind.value,
            guard=_WHILE_OPEN if notice.kind in (NoticeKind.NEW_REQUEST, NoticeKind.REFUSAL_PROPOSED) else (),
            cause=cause,
        )


def _officer_notice(
    session: Session,
    voice: Voice,
    desk: Desk,
    request: Request,
    notice: Notice,
    case: Case,
    officer: Officer,
    *,
    now: datetime,
) -> Say:
    if notice.kind in step_notices.TO_OFFICERS:
        by = officers.actor(officer)
        options = officer_options(voice, desk, request, case, by, now=now, card=True)
        return step_notices.officer(session, voice, desk, request, notice.kind, officer, options, now)
    parts = [
        voice(f"officer-{notice.kind.value}", number=request.number, agency=desk.agency_name(request.agency))
    ]
    options = []
    files: list[Attachment] = []
    if notice.kind in (NoticeKind.NEW_REQUEST, NoticeKind.REFUSAL_PROPOSED):
        if request.agency != officer.agency:
            whose = desk.agency_name(request.agency)
            if not attended(session, desk, request.agency, now=now):
                parts.append(voice("officer-unattended", agency=whose))
            elif notice.to is Role.PELAKSANA:
                parts.append(voice("officer-in-place-of", agency=whose))
        event, data = requests.history(session, request.id or 0)[-1]
        if event.kind == "forwarded":
            came_from = desk.agency_name(str(data.get("from", "")))
            parts.append(voice("officer-came-from", agency=came_from, reason=str(data.get("reason", ""))))
        reader = officers.actor(officer) if request.version > 1 else None  # just filed, it has no identity
        parts.append(cards.officer_card(session, voice, desk, request, now, by=reader))
        options = officer_options(voice, desk, request, case, officers.actor(officer), now=now)
        files = cards.attachments(session, request, role="question")
    if notice.kind is NoticeKind.REFUSAL_PROPOSED:
        assert request.id is not None
        proposed = requests.proposal(session, request.id)
        assert proposed is not None
        parts.append(proposal_text(voice, proposed))
        files = [Attachment(file=id) for id in proposed.files]
    if notice.kind is NoticeKind.REFUSAL_RETURNED:
        assert request.id is not None
        reason = requests.history(session, request.id)[-1][1].get("reason", "")
        parts.append(voice("officer-reason", reason=str(reason)))
        options = officer_options(voice, desk, request, case, officers.actor(officer), now=now, card=True)
    return Say(text="\n\n".join(parts), options=tuple(options), files=tuple(files))


def proposal_text(voice: Voice, row: RequestAnswer) -> str:
    """A proposed refusal as the PPID Utama reads it."""
    answer = requests.answer_from_dict(row.answer)
    decision = voice("answer-decision", decision=voice(f"decision-{answer.decision.value}"))
    if not answer.consequence_test:
        decision += "\n" + voice("answer-no-test")
    return "\n".join([decision, answer.text, *_refusal_lines(voice, answer)])


def _refusal_lines(voice: Voice, answer: Answer) -> list[str]:
    """What is kept back and why: UU 14/2008 Ps 22(7) c and e, Ps 19."""
    lines = []
    if answer.ground is not None:
        law = f"; {answer.other_law}" if answer.other_law else ""
        lines.append(
            voice(
                "answer-ground", article=voice.article(answer.ground.article) + law, label=answer.ground.label
            )
        )
    if answer.redaction:
        lines.append(voice("answer-redaction", text=answer.redaction))
    if answer.consequence_test:
        lines.append(voice("answer-test", reference=answer.consequence_test))
    return lines
