"""What the reminders of an objection say, and to whom. Each is looked at once more before it is said."""

from handlers import cards, objection_cards, objection_notices, objections
from handlers.reminding import stands
from handlers.rounds import Round
from handlers.say import Option, Say
from kip.clocks import DISPUTE_WINDOW, OBJECTION_ANSWER
from kip.objection import ObjectionStatus
from kip.people import Role
from kip.reminders import ReminderKind, objection_reminders
from storage import objections as register
from storage.tables import Objection
from storage.timers import DueTimer


def remind(round: Round, timer: DueTimer) -> bool:
    """Say what an objection's timer stands for; False where it is not true any more, and nothing was said."""
    objection = register.get(round.session, int(timer.subject[1:]))
    if objection is None:
        return False
    kind = ReminderKind(timer.kind)
    if not stands(kind, round.day(timer), objection_reminders(register.case_of(objection), round.desk.rules)):
        objections.arm(round.session, round.desk, objection, now=round.now)
        return False
    if kind in (ReminderKind.OBJECTION_DUE_TODAY, ReminderKind.OBJECTION_LATE):
        _tell_superior(round, timer, objection)
        return True
    if objection.dispute_until is not None and round.today > objection.dispute_until:
        return False  # advice that would come after the window has closed
    _tell_applicant(round, timer, objection)
    return True


def _tell_superior(round: Round, timer: DueTimer, objection: Objection) -> None:
    """The Atasan PPID; where none is in a chat, the PPID Utama, who can reach them."""
    told: set[int] = set()
    for seat in round.in_role(Role.ATASAN) or round.in_role(Role.UTAMA):
        if seat.contact in told:
            continue
        told.add(seat.contact)
        voice = round.voice(seat.contact)
        due = objection.due_on
        text = voice(
            f"reminder-{timer.kind}",
            number=objection.number,
            agency=round.desk.agency_name(objection.agency),
            due=voice.long_date(due) if due else voice("left-unknown"),
            left=cards.left_words(voice, round.desk, due, round.now),
            article=voice.article(OBJECTION_ANSWER.article),
        )
        options = objection_notices.objection_options(voice, round.desk, objection, seat.actor, now=round.now)
        options.append(objection_notices.option(voice, objection, "show"))
        say = Say(text=round.dated(voice, timer, text), options=tuple(options))
        round.tell(seat.contact, say, objection=objection.id, guard=(ObjectionStatus.LODGED.value,))


def _tell_applicant(round: Round, timer: DueTimer, objection: Objection) -> None:
    """They may go to the Information Commission, and until when (Ps 37(2))."""
    if objection.contact_id is None:
        return
    voice, desk = round.voice(objection.contact_id), round.desk
    if timer.kind == ReminderKind.OBJECTION_SILENCE:
        due = objection.due_on
        text = voice(
            "reminder-objection-silence",
            number=objection.number,
            due=voice.long_date(due) if due else voice("left-unknown"),
            article=voice.article(OBJECTION_ANSWER.article),
        )
        text += "\n\n" + objection_notices.dispute_line(voice, desk, objection, round.now)
    else:
        until = objection.dispute_until
        text = voice(
            "reminder-dispute-window",
            number=objection.number,
            commission=objection_cards.commission(voice, desk),
            until=voice.long_date(until) if until else voice("left-unknown"),
            left=cards.left_words(voice, desk, until, round.now),
            article=voice.article(DISPUTE_WINDOW.article),
        )
    options = (
        Option(data=f"m:dispute:{objection.id}", label=voice("button-dispute")),
        Option(data=f"m:objection:{objection.id}", label=voice("button-objection")),
        Option(data="m:menu", label=voice("button-menu")),
    )
    say = Say(text=round.dated(voice, timer, text), options=options)
    round.tell(objection.contact_id, say, objection=objection.id, guard=(objection.status,))
