"""`catat`: an officer files for somebody who came, phoned or wrote (UU 14/2008 Ps 22(1), 22(3)).

The same clock, the same numbering; the answer is printed and handed over.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers import cards
from handlers.agency_choice import AgencyQuestion
from handlers.answers import none_or, phone_or_email, typed
from handlers.casework import file_request
from handlers.citizen.filing import FILING, KINDS, keep_files, purpose_text
from handlers.conversations import Conversation, start
from handlers.form import Choice, Draft, Form, Invalid, Question, Turn
from handlers.incoming import Incoming
from handlers.notices import officer_options
from handlers.officer import hats
from handlers.talk import Talk
from kip.people import Role
from storage import officers, requests
from storage.requests import Filing

CHANNELS = ("walk-in", "phone", "letter", "email")
OLDEST = timedelta(days=60)
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})|(\d{4})-(\d{2})-(\d{2})")


def _channels(turn: Turn) -> Sequence[Choice]:
    return [Choice(id=c, label=turn.voice(f"channel-{c}")) for c in CHANNELS]


def _days(turn: Turn) -> Sequence[Choice]:
    today = date.fromisoformat(turn.scene.context["today"])
    return [
        Choice(id=today.isoformat(), label=turn.voice("record-today")),
        Choice(id=(today - timedelta(days=1)).isoformat(), label=turn.voice("record-yesterday")),
    ]


def _parse_day(incoming: Incoming, turn: Turn) -> str:
    """A date typed as 20-11-2026 or 2026-11-20: not in the future, not too long ago."""
    read = _DATE.fullmatch(typed(incoming))
    if read is None:
        raise Invalid("invalid-date")
    try:
        day = date(int(read[3] or read[4]), int(read[2] or read[5]), int(read[1] or read[6]))
    except ValueError:
        raise Invalid("invalid-date") from None
    today = date.fromisoformat(turn.scene.context["today"])
    if day > today:
        raise Invalid("invalid-date-future")
    if day < today - OLDEST:
        raise Invalid("invalid-date-old", days=str(OLDEST.days))
    return day.isoformat()


def _kinds(turn: Turn) -> Sequence[Choice]:
    return [Choice(id=k, label=turn.voice(f"kind-{k}")) for k in KINDS]


def _no_reach(turn: Turn) -> Sequence[Choice]:
    return [Choice(id="-", label=turn.voice("record-no-reach"))]


def _show_reach(value: Any, turn: Turn) -> str:
    return turn.voice("record-no-reach") if value == "-" else str(value)


def _deliver(turn: Turn) -> Sequence[Choice]:
    return [Choice(id=d, label=turn.voice(f"deliver-{d}")) for d in ("pickup", "email", "post")]


def _wants_copy(answers: Mapping[str, Any]) -> bool:
    return answers.get("obtain") in ("soft", "hard")


_ASKED = {q.key: q for q in FILING.questions}


def _question(key: str, ask: str, **changes: Any) -> Question:
    """A question of the citizen's form, asked of an officer."""
    said = _ASKED[key]
    fields = {name: getattr(said, name) for name in ("parse", "options", "take", "when", "label", "show")}
    return Question(key=key, ask=lambda turn: turn.voice(ask), **(fields | changes))


RECORD = Form(
    name="record",
    questions=(
        Question(
            key="channel",
            ask=lambda turn: turn.voice("record-ask-channel"),
            options=_channels,
            label="label-channel",
            show=lambda value, turn: turn.voice(f"channel-{value}"),
        ),
        Question(
            key="day",
            ask=lambda turn: turn.voice("record-ask-day"),
            parse=_parse_day,
            options=_days,
            label="label-day",
            show=lambda value, turn: turn.voice.long_date(date.fromisoformat(value)),
        ),
        _question("kind", "record-ask-kind", options=_kinds, take=lambda choice, turn: choice),
        _question("name", "record-ask-name"),
        _question("address", "record-ask-address"),
        _question(
            "reach",
            "record-ask-reach",
            parse=none_or(phone_or_email, "-"),
            options=_no_reach,
            show=_show_reach,
        ),
        _question("information", "record-ask-information"),
        _question("purpose", "record-ask-purpose"),
        _question("obtain", "record-ask-obtain"),
        _question("deliver", "record-ask-deliver", options=_deliver, when=_wants_copy),
        AgencyQuestion(
            heading="record-ask-agency",
            text=lambda turn: turn.answers["information"]["text"],
            first=lambda turn: turn.scene.context["agencies"],
            unknown=False,
        ).question(),
    ),
    review="record-review",
    submit="record-send",
)


def begin(talk: Talk) -> None:
    own = [o.agency for o in talk.officers if o.role in (Role.PELAKSANA, Role.UTAMA)]
    if not own:
        talk.say(talk.voice("refused-wrong-role"), [talk.option("m:menu", "button-menu")])
        return
    today = talk.desk.today(talk.now).isoformat()
    start(talk, "record", context={"today": today, "agencies": list(dict.fromkeys(own))})


def _record(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    hat = next((o for o in talk.officers if o.role in (Role.PELAKSANA, Role.UTAMA)), None)
    if hat is None:
        talk.say(talk.voice("refused-wrong-role"), [talk.option("m:menu", "button-menu")])
        return
    filing = Filing(
        draft=draft.id,
        contact=None,
        channel=answers["channel"],
        received_at=_received(talk, date.fromisoformat(answers["day"])),
        applicant_kind=answers["kind"],
        applicant_name=answers["name"],
        applicant_address=answers["address"],
        applicant_reach=answers["reach"],
        information=answers["information"]["text"],
        purpose=purpose_text(answers["purpose"]),
        obtain=answers["obtain"],
        deliver=answers.get("deliver", ""),
        language="id",
        files=keep_files(talk, answers["information"]["files"]),
        recorded_by=hat.id,
    )
    by = officers.actor(hat)
    agency = str(answers["agency"])
    if agency not in talk.desk.agencies:  # the content pack dropped it while the form was open
        agency = talk.desk.utama
    request = file_request(
        talk.session, talk.desk, filing, agency=agency, by=by, now=talk.now, cause=talk.cause
    )
    case = requests.case_of(talk.session, request, zone=talk.desk.zone)
    options = [talk.option(f"r{request.id}:{request.version}:print", "verb-print-receipt")]
    if hats.visible(talk, request):
        options += officer_options(
            talk.voice, talk.desk, request, case, hats.acting_on(talk, request), now=talk.now
        )
    text = talk.voice(
        "recorded",
        number=request.number,
        agency=talk.desk.agency_name(request.agency),
        due=cards.due_line(talk.voice, request),
    )
    talk.say(text, [*options, talk.option("m:queue", "menu-queue")])


def _received(talk: Talk, day: date) -> datetime:
    """Today: now. An earlier day: its noon, in the body's zone."""
    if day == talk.desk.today(talk.now):
        return min(talk.incoming.at, talk.now)
    return datetime.combine(day, time(12), tzinfo=talk.desk.zone)


CONVERSATION = Conversation(form=RECORD, finish=_record, resumable=True)
