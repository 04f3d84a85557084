"""Everything that is late, by agency, what is late the longest first: for the PPID Utama and the Atasan PPID
of the whole body, for others of their own agency. One looks here; what can be done stands on each card."""

from handlers import cards, objection_cards
from handlers.say import Option
from handlers.talk import Talk
from kip.people import Role
from storage import overdue
from storage.overdue import LateAgency
from storage.tables import Objection

MOST_AGENCIES = 10
MOST_EACH = 3  # requests shown of an agency; the others are counted


def late(talk: Talk) -> None:
    """Late requests, objections and material."""
    today, only = talk.desk.today(talk.now), _agencies(talk)
    found = overdue.agencies(talk.session, today=today, only=only)
    objections = overdue.objections(talk.session, today=today, only=only)
    parts: list[str] = []
    options: list[Option] = []
    if found:
        count, where = sum(a.count for a in found), len(found)
        parts.append(talk.voice("late-requests", count=str(count), agencies=str(where)))
    for agency in found[:MOST_AGENCIES]:
        text, buttons = _agency(talk, agency)
        parts.append(text)
        options += buttons
    if len(found) > MOST_AGENCIES:
        parts.append(talk.voice("late-agencies-more", count=str(len(found) - MOST_AGENCIES)))
    parts += _asks(talk)
    if objections:
        parts.append(_objections(talk, objections))
        options += [Option(data=f"k{k.id}:{k.version}:show", label=k.number) for k in objections[:MOST_EACH]]
    menu = talk.option("m:menu", "button-menu")
    queue = talk.option("m:queue", "menu-queue")
    talk.say("\n\n".join(parts) or talk.voice("late-nothing"), [*options, queue, menu])


def is_late(talk: Talk) -> bool:
    """Whether anything of theirs is late."""
    today, only = talk.desk.today(talk.now), _agencies(talk)
    return bool(
        overdue.agencies(talk.session, today=today, only=only)
        or overdue.asks(talk.session, today=today, only=only)
        or overdue.objections(talk.session, today=today, only=only)
    )


def _agencies(talk: Talk) -> set[str] | None:
    """Whose lateness this person sees: None for all."""
    if any(o.role in (Role.UTAMA, Role.ATASAN) for o in talk.officers):
        return None
    return {o.agency for o in talk.officers if o.role == Role.PELAKSANA}


def _agency(talk: Talk, late_agency: LateAgency) -> tuple[str, list[Option]]:
    """One agency: how many, since when, and its latest requests."""
    today = talk.desk.today(talk.now)
    shown = overdue.requests(talk.session, today=today, agency=late_agency.agency, most=MOST_EACH)
    lines = [
        talk.voice(
            "late-agency",
            agency=talk.desk.agency_name(late_agency.agency),
            count=str(late_agency.count),
            left=cards.left_words(talk.voice, talk.desk, late_agency.oldest, talk.now),
        )
    ]
    lines += [cards.one_line(talk.voice, talk.desk, r, talk.now) for r in shown]
    if late_agency.count > len(shown):
        lines.append(talk.voice("queue-more", count=str(late_agency.count - len(shown))))
    options = [Option(data=f"r{r.id}:{r.version}:show", label=r.number) for r in shown]
    return "\n".join(lines), options


def _asks(talk: Talk) -> list[str]:
    found = overdue.asks(talk.session, today=talk.desk.today(talk.now), only=_agencies(talk))
    if not found:
        return []
    lines = [talk.voice("late-asks", count=str(len(found)))]
    for ask, request in found[:MOST_AGENCIES]:
        agency = talk.desk.agency_name(ask.agency)
        left = cards.left_words(talk.voice, talk.desk, ask.due_on, talk.now)
        lines.append(talk.voice("late-ask", agency=agency, number=request.number, left=left))
    if len(found) > MOST_AGENCIES:
        lines.append(talk.voice("queue-more", count=str(len(found) - MOST_AGENCIES)))
    return ["\n".join(lines)]


def _objections(talk: Talk, found: list[Objection]) -> str:
    lines = [talk.voice("late-objections", count=str(len(found)))]
    lines += [
        objection_cards.one_line(talk.session, talk.voice, talk.desk, k, talk.now) for k in found[:MOST_EACH]
    ]
    if len(found) > MOST_EACH:
        lines.append(talk.voice("queue-more", count=str(len(found) - MOST_EACH)))
    return "\n".join(lines)
