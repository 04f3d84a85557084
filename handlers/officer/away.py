"""`cuti`: an officer is away until a day, and says who stands in; notices go to the deputy meanwhile."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from handlers.answers import typed
from handlers.conversations import Conversation, start
from handlers.form import Choice, Draft, Form, Invalid, Question, Turn
from handlers.incoming import Incoming
from handlers.say import Option, Say
from handlers.talk import Talk
from handlers.telling import tell_officer
from handlers.voice import voice_of
from storage import contacts, officers
from storage.tables import Officer

LONGEST = timedelta(days=365)
NOBODY = "none"
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})|(\d{4})-(\d{2})-(\d{2})")


def _today(turn: Turn) -> date:
    return date.fromisoformat(turn.scene.context["today"])


def _days(turn: Turn) -> Sequence[Choice]:
    """Today, tomorrow, and the end of this week."""
    today = _today(turn)
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    days = {
        friday: turn.voice.short_date(friday),
        today: turn.voice("record-today"),
        today + timedelta(days=1): turn.voice("away-tomorrow"),
    }
    return [Choice(id=day.isoformat(), label=label) for day, label in sorted(days.items())]


def _parse_day(incoming: Incoming, turn: Turn) -> str:
    """A date typed as 20-11-2026 or 2026-11-20: today at the earliest, within a year."""
    read = _DATE.fullmatch(typed(incoming))
    if read is None:
        raise Invalid("invalid-date")
    try:
        day = date(int(read[3] or read[4]), int(read[2] or read[5]), int(read[1] or read[6]))
    except ValueError:
        raise Invalid("invalid-date") from None
    if day < _today(turn):
        raise Invalid("away-past")
    if day > _today(turn) + LONGEST:
        raise Invalid("away-long")
    return day.isoformat()


def _deputies(turn: Turn) -> Sequence[Choice]:
    known = [Choice(id=id, label=name) for id, name in turn.scene.context["deputies"]]
    return [*known, Choice(id=NOBODY, label=turn.voice("away-nobody"))]


def _ask_deputy(turn: Turn) -> str:
    return turn.voice("away-ask-deputy" if turn.scene.context["deputies"] else "away-ask-no-deputy")


AWAY = Form(
    name="away",
    questions=(
        Question(key="until", ask=lambda turn: turn.voice("away-ask"), parse=_parse_day, options=_days),
        Question(key="deputy", ask=_ask_deputy, options=_deputies),
    ),
)


def ask(talk: Talk) -> None:
    """The word "cuti": until when; or, on leave already, whether they are back."""
    mine = talk.officers[0]
    today = talk.desk.today(talk.now)
    if officers.away(mine, today):
        assert mine.away_until is not None
        text = talk.voice("away-now", until=talk.voice.long_date(mine.away_until), deputy=_named(talk, mine))
        options = [talk.option("m:back", "away-back"), talk.option("m:leave", "away-change")]
        talk.say(text, [*options, talk.option("m:menu", "button-menu")])
    else:
        begin(talk)


def begin(talk: Talk) -> None:
    """Ask until when, and who stands in."""
    today = talk.desk.today(talk.now)
    found = officers.deputies(talk.session, talk.officers[0], today=today)
    deputies = [[str(o.id), _label(talk, o)] for o in found]
    start(talk, AWAY.name, context={"today": today.isoformat(), "deputies": deputies})


def _leave(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    """Every office of this person rests; each has the deputy, where the deputy can stand in for it."""
    if not talk.officers:
        talk.say(talk.voice("refused-wrong-role"), [talk.option("m:menu", "button-menu")])
        return
    until, today = date.fromisoformat(answers["until"]), talk.desk.today(talk.now)
    chosen = None if answers["deputy"] == NOBODY else int(answers["deputy"])
    for mine in talk.officers:
        able = {o.contact_id: o.id for o in officers.deputies(talk.session, mine, today=today)}
        deputy = talk.session.get(Officer, chosen) if chosen else None
        stands_in = able.get(deputy.contact_id) if deputy else None
        officers.leave(talk.session, mine, until=until, deputy=stands_in)
    said = talk.voice.long_date(until)
    mine = talk.officers[0]
    if mine.deputy_id is None:
        talk.say(talk.voice("away-noted-alone", until=said), _after(talk))
        return
    talk.say(talk.voice("away-noted", until=said, deputy=_named(talk, mine)), _after(talk))
    _tell_deputy(talk, mine, "away-deputy", until=until)


def back(talk: Talk) -> None:
    """Back, early or not: notices come here again, and the deputy knows."""
    mine = talk.officers[0]
    if not officers.away(mine, talk.desk.today(talk.now)):
        talk.say(talk.voice("away-not"), _after(talk))
        return
    _tell_deputy(talk, mine, "away-deputy-back", until=None)
    for office in talk.officers:
        officers.leave(talk.session, office, until=None, deputy=None)
    talk.say(talk.voice("away-is-back"), _after(talk))


def _tell_deputy(talk: Talk, mine: Officer, key: str, *, until: date | None) -> None:
    deputy = talk.session.get(Officer, mine.deputy_id) if mine.deputy_id else None
    if deputy is None or deputy.revoked_at is not None:
        return
    voice = voice_of(contacts.language_of(talk.session, deputy.contact_id))
    said = {"until": voice.long_date(until)} if until else {}
    agency = talk.desk.agency_name(mine.agency)
    text = voice(key, name=mine.name or voice("someone"), agency=agency, **said)
    queue = Option(data="m:queue", label=voice("menu-queue"))
    say = Say(text=text, options=(queue,))
    tell_officer(talk.session, deputy, say, now=talk.now, cause=talk.cause)


def _named(talk: Talk, mine: Officer) -> str:
    deputy = talk.session.get(Officer, mine.deputy_id) if mine.deputy_id else None
    return _label(talk, deputy) if deputy is not None else talk.voice("away-nobody")


def _label(talk: Talk, officer: Officer) -> str:
    agency = talk.desk.agencies.get(officer.agency)
    where = agency.short if agency else officer.agency
    return talk.voice("away-deputy-line", name=officer.name or talk.voice("someone"), agency=where)


def _after(talk: Talk) -> list[Option]:
    return [talk.option("m:queue", "menu-queue"), talk.option("m:menu", "button-menu")]


CONVERSATION = Conversation(form=AWAY, finish=_leave)
