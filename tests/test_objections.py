"""The life of an objection (Ps 35-37): every status, action and person; every window before, on and after."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kip.actions import Decision
from kip.calendar import WorkCalendar, national_days_off
from kip.errors import ActionRefused, Why
from kip.grounds import ObjectionGround
from kip.notices import NoticeKind
from kip.objection import (
    OBJECTION_ACTIONS,
    CloseObjection,
    FileDispute,
    Lodge,
    ObjectionAction,
    ObjectionCase,
    ObjectionOutcome,
    ObjectionStatus,
    Respond,
    Ruling,
    allowed_on_objection,
    decide_objection,
    fitting,
    lodge,
    may_see_objection,
    offered,
)
from kip.people import Actor, Role
from kip.rules import Rules

WIB = ZoneInfo("Asia/Jakarta")
OFF = national_days_off([2026, 2027])
RULES = Rules(calendar=WorkCalendar(years={2026: "SKB", 2027: "SKB"}, off=OFF), zone=WIB)
APPLICANT = 7
DUE, UNTIL = date(2027, 1, 8), date(2027, 1, 28)  # law.md section 4: an objection of 23 November 2026

PEOPLE = {
    "applicant": Actor(role=Role.CITIZEN, id=APPLICANT),
    "stranger": Actor(role=Role.CITIZEN, id=8),
    "pelaksana": Actor(role=Role.PELAKSANA, id=1, agency="DISDIK"),
    "elsewhere": Actor(role=Role.PELAKSANA, id=2, agency="DINKES"),
    "utama": Actor(role=Role.UTAMA, id=3, agency="DISKOMINFO"),
    "atasan": Actor(role=Role.ATASAN, id=4, agency="SETDA"),
    "admin": Actor(role=Role.ADMIN, id=5, agency="DISKOMINFO"),
    "system": Actor(role=Role.SYSTEM),
}
DONE: dict[str, ObjectionAction] = {
    "respond": Respond(ruling=Ruling.REJECTED, text="Keputusan PPID sudah tepat."),
    "dispute": FileDispute(),
    "close": CloseObjection(reason="dicabut"),
}
COLUMNS = {  # status, and the day on which something is done to it
    "lodged": (ObjectionStatus.LODGED, date(2026, 12, 1)),
    "silent": (ObjectionStatus.LODGED, DUE + timedelta(days=1)),
    "responded": (ObjectionStatus.RESPONDED, date(2026, 12, 1)),
    "lapsed": (ObjectionStatus.RESPONDED, UNTIL + timedelta(days=1)),
    "disputed": (ObjectionStatus.DISPUTED, date(2026, 12, 1)),
    "closed": (ObjectionStatus.CLOSED, date(2026, 12, 1)),
}
REFUSALS = {
    "-role": Why.WRONG_ROLE,
    "-yours": Why.NOT_YOURS,
    "-done": Why.ALREADY_DONE,
    "-wait": Why.NO_RESPONSE_YET,
    "-said": Why.RESPONDED_ALREADY,
    "-early": Why.TOO_EARLY_TO_CLOSE,
}
TABLE = """
                     lodged     silent     responded  lapsed     disputed   closed

respond  applicant   -role      -role      -role      -role      -role      -role
respond  stranger    -role      -role      -role      -role      -role      -role
respond  pelaksana   -role      -role      -role      -role      -role      -role
respond  elsewhere   -role      -role      -role      -role      -role      -role
respond  utama       -role      -role      -role      -role      -role      -role
respond  atasan      responded  responded  -said      -said      -said      -done
respond  admin       -role      -role      -role      -role      -role      -role
respond  system      -role      -role      -role      -role      -role      -role

dispute  applicant   -wait      disputed   disputed   disputed   -done      -done
dispute  stranger    -yours     -yours     -yours     -yours     -yours     -yours
dispute  pelaksana   -role      -role      -role      -role      -role      -role
dispute  elsewhere   -role      -role      -role      -role      -role      -role
dispute  utama       -role      -role      -role      -role      -role      -role
dispute  atasan      -role      -role      -role      -role      -role      -role
dispute  admin       -role      -role      -role      -role      -role      -role
dispute  system      -role      -role      -role      -role      -role      -role

close    applicant   closed     closed     closed     closed     closed     -done
close    stranger    -yours     -yours     -yours     -yours     -yours     -yours
close    pelaksana   -role      -role      -role      -role      -role      -role
close    elsewhere   -role      -role      -role      -role      -role      -role
close    utama       -role      -role      -role      -role      -role      -role
close    atasan      -early     -early     -early     closed     -early     -done
close    admin       -role      -role      -role      -role      -role      -role
close    system      -role      -role      -role      -role      -role      -role
"""


def cells() -> Iterator[tuple[str, str, str, str]]:
    """(action, person, column, what comes of it) of every cell of the table."""
    head, *rows = [line.split() for line in TABLE.splitlines() if line.strip()]
    for action, person, *row in rows:
        for column, result in zip(head, row, strict=True):
            yield action, person, column, result


def d(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """ "2026-12-01" at nine, or a whole moment, in Kerinci."""
    return datetime.fromisoformat(text if " " in text else f"{text} 09:00").replace(tzinfo=WIB)


def a_case(status: ObjectionStatus | str, **changes: object) -> ObjectionCase:
    case = ObjectionCase(
        status=ObjectionStatus(status),
        agency="DISDIK",
        due=DUE,
        applicant=APPLICANT,
        dispute_until=UNTIL,
        version=4,
    )
    return replace(case, **changes)


def done_by(who: str, action: ObjectionAction, case: ObjectionCase, day: date) -> ObjectionOutcome:
    return decide_objection(case, action, by=PEOPLE[who], at=at(day.isoformat()), rules=RULES)


def why_not(who: str, action: ObjectionAction, case: ObjectionCase, day: date) -> Why | None:
    try:
        done_by(who, action, case, day)
    except ActionRefused as refused:
        return refused.why
    return None


def lodged(on: str, *, since: date | None = None, rules: Rules = RULES) -> ObjectionOutcome:
    action = Lodge(
        grounds=(ObjectionGround.NOT_ANSWERED,), position="Belum dijawab.", agency="DISDIK", since=since
    )
    return lodge(action, by=PEOPLE["applicant"], at=at(on), rules=rules, applicant=APPLICANT)


# -- the table ------------------------------------------------------------------------------------


def test_the_table_has_every_action_person_and_status_once() -> None:
    listed = [(action, person, column) for action, person, column, _ in cells()]

    assert sorted(listed) == sorted(product(DONE, PEOPLE, COLUMNS))
    assert {type(action) for action in DONE.values()} == set(OBJECTION_ACTIONS)
    assert {status for status, _ in COLUMNS.values()} == set(ObjectionStatus)
    assert {actor.role for actor in PEOPLE.values()} == set(Role)


@pytest.mark.parametrize("action", DONE)
def test_every_status_and_person_has_one_outcome(action: str) -> None:
    table = {(person, column): result for done, person, column, result in cells() if done == action}

    assert {cell: result_of(action, *cell) for cell in table} == table


def result_of(action: str, person: str, column: str) -> str:
    """What comes of it, as the table has it."""
    status, day = COLUMNS[column]
    try:
        outcome = done_by(person, DONE[action], a_case(status), day)
    except ActionRefused as refused:
        return next(word for word, why in REFUSALS.items() if why is refused.why)
    assert outcome.case.version == 5
    assert [e.by for e in outcome.events] == [PEOPLE[person]]
    return outcome.case.status


@pytest.mark.parametrize("column", COLUMNS)
def test_what_is_offered_is_what_can_be_done(column: str) -> None:
    status, day = COLUMNS[column]
    case = a_case(status)

    def possible(person: str) -> set[type[ObjectionAction]]:
        return {type(action) for action in DONE.values() if why_not(person, action, case, day) is None}

    offered = {person: set(allowed_on_objection(case, actor, day)) for person, actor in PEOPLE.items()}
    assert offered == {person: possible(person) for person in PEOPLE}


@pytest.mark.parametrize("person", PEOPLE)
def test_the_agency_and_those_above_see_an_objection_and_so_does_who_lodged_it(person: str) -> None:
    seen = may_see_objection(a_case("lodged"), PEOPLE[person])

    assert seen == (person in {"applicant", "pelaksana", "utama", "atasan"})


def test_an_objection_of_nobody_belongs_to_no_citizen() -> None:
    assert not may_see_objection(a_case("lodged", applicant=0), Actor(role=Role.CITIZEN))


@given(
    status=st.sampled_from(ObjectionStatus),
    person=st.sampled_from(sorted(PEOPLE)),
    action=st.sampled_from(
        [*DONE.values(), Respond(ruling=Ruling.UPHELD, text=" "), CloseObjection(reason="")]
    ),
    day=st.dates(d("2026-11-23"), d("2027-11-30")),
    due=st.none() | st.just(DUE),
)
@settings(max_examples=300, deadline=None)
def test_deciding_ends_in_an_outcome_or_a_named_refusal(
    status: ObjectionStatus, person: str, action: ObjectionAction, day: date, due: date | None
) -> None:
    case = a_case(status, due=due, dispute_until=UNTIL if due else None)

    refused = why_not(person, action, case, day)

    assert refused is None or refused in Why


# -- lodging --------------------------------------------------------------------------------------


def test_an_objection_of_23_november_is_responded_to_by_8_january_and_disputed_until_28_january() -> None:
    case = lodged("2026-11-23").case

    assert (case.status, case.due, case.dispute_until) == (ObjectionStatus.LODGED, DUE, UNTIL)


def test_the_superior_hears_of_it_at_once_with_the_agency_and_the_applicant_gets_a_receipt() -> None:
    told = [(n.kind, n.to, n.agency) for n in lodged("2026-11-23").notices]

    assert told == [
        (NoticeKind.OBJECTION_RECEIPT, Role.CITIZEN, ""),
        (NoticeKind.OBJECTION_FILED, Role.ATASAN, ""),
        (NoticeKind.OBJECTION_FILED, Role.PELAKSANA, "DISDIK"),
    ]


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        ("2026-11-24 00:00", False),
        ("2027-01-07 12:00", False),
        ("2027-01-08 00:00:00", False),
        ("2027-01-08 23:59:59", False),
        ("2027-01-09 00:00:00", True),
        ("2027-01-11 08:00", True),
    ],
)
def test_within_thirty_working_days_of_its_reason_an_objection_is_in_time(moment: str, late: bool) -> None:
    outcome = lodged(moment, since=d("2026-11-23"))  # Ps 36(1): until Friday, 8 January 2027

    assert outcome.late is late
    assert outcome.events[0].data.get("late", False) is late


def test_a_late_objection_is_taken_all_the_same_and_its_own_clock_runs() -> None:
    outcome = lodged("2027-03-01", since=d("2026-11-23"))

    assert outcome.case.status is ObjectionStatus.LODGED
    assert outcome.case.due is not None


def test_an_objection_without_a_request_is_never_late() -> None:
    assert not lodged("2027-11-01", since=None).late


@pytest.mark.parametrize("year", [2028, 2031])
def test_an_unknown_year_stops_no_objection_and_marks_none_late(year: int) -> None:
    outcome = lodged(f"{year}-02-01", since=d("2027-12-01"))

    assert (outcome.case.due, outcome.case.dispute_until, outcome.late) == (None, None, False)
    assert outcome.clocks[0].waiting_for == year


def test_an_objection_names_a_ground_and_says_what_happened() -> None:
    grounds = (ObjectionGround.REFUSED,)
    for action, why in (
        (Lodge(grounds=(), position="Ditolak.", agency="DISDIK"), Why.REASONS_MISSING),
        (Lodge(grounds=grounds, position=" \n", agency="DISDIK"), Why.TEXT_MISSING),
    ):
        with pytest.raises(ActionRefused, match=why):
            lodge(action, by=PEOPLE["applicant"], at=at("2026-11-23"), rules=RULES, applicant=APPLICANT)


# -- the response ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ruling", Ruling)
@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_a_response_is_written_whatever_it_rules(ruling: Ruling, text: str) -> None:
    assert (
        why_not("atasan", Respond(ruling=ruling, text=text), a_case("lodged"), d("2026-12-01"))
        is Why.TEXT_MISSING
    )


@pytest.mark.parametrize(
    ("moment", "late"),
    [("2027-01-08 23:59:59", False), ("2027-01-09 00:00:00", True), ("2027-02-15 08:00", True)],
)
def test_a_response_after_its_thirty_days_is_possible_and_marked(moment: str, late: bool) -> None:
    outcome = decide_objection(
        a_case("lodged"), DONE["respond"], by=PEOPLE["atasan"], at=at(moment), rules=RULES
    )

    assert outcome.case.status is ObjectionStatus.RESPONDED
    assert outcome.events[0].data.get("late", False) is late


@pytest.mark.parametrize(
    ("on", "starts", "until"),
    [
        ("2026-12-01", "2026-12-01", "2026-12-21"),
        ("2027-01-08", "2027-01-08", "2027-01-28"),
        ("2027-01-11", "2027-01-08", "2027-01-28"),  # late: silence ended earlier, and is still to come
        ("2027-01-28", "2027-01-08", "2027-01-28"),
        ("2027-01-29", "2027-01-29", "2027-02-19"),  # late: that has passed, the response counts
    ],
)
def test_the_way_to_the_commission_is_open_fourteen_days_by_the_earlier_reading(
    on: str, starts: str, until: str
) -> None:
    outcome = done_by("atasan", DONE["respond"], a_case("lodged"), d(on))

    assert outcome.case.dispute_until == d(until)
    assert [(c.start, c.due) for c in outcome.clocks] == [(d(starts), d(until))]


def test_the_applicant_gets_the_response_and_the_agency_what_was_decided() -> None:
    outcome = done_by("atasan", DONE["respond"], a_case("lodged"), d("2026-12-01"))

    assert [(n.kind, n.to, n.agency) for n in outcome.notices] == [
        (NoticeKind.OBJECTION_ANSWERED, Role.CITIZEN, ""),
        (NoticeKind.OBJECTION_SETTLED, Role.PELAKSANA, "DISDIK"),
    ]


# -- the dispute ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2026-11-24 09:00", Why.NO_RESPONSE_YET),
        ("2027-01-08 23:59:59", Why.NO_RESPONSE_YET),
        ("2027-01-09 00:00:00", None),
        ("2027-01-28 23:59:59", None),
        ("2027-03-01 09:00", None),  # whether it comes too late is the Commission's to say
    ],
)
def test_silence_opens_the_way_the_day_after_the_thirtieth(moment: str, why: Why | None) -> None:
    def file() -> ObjectionOutcome:
        return decide_objection(
            a_case("lodged"), FileDispute(), by=PEOPLE["applicant"], at=at(moment), rules=RULES
        )

    if why is None:
        assert file().case.status is ObjectionStatus.DISPUTED
    else:
        with pytest.raises(ActionRefused, match=why):
            file()


def test_without_a_known_due_date_nobody_has_been_silent_yet() -> None:
    case = a_case("lodged", due=None, dispute_until=None)

    assert why_not("applicant", FileDispute(), case, d("2027-12-31")) is Why.NO_RESPONSE_YET


@pytest.mark.parametrize(("on", "why"), [("2027-01-28", Why.TOO_EARLY_TO_CLOSE), ("2027-01-29", None)])
def test_the_superior_closes_only_what_can_no_longer_go_to_the_commission(on: str, why: Why | None) -> None:
    assert why_not("atasan", DONE["close"], a_case("responded"), d(on)) is why


# -- the grounds ----------------------------------------------------------------------------------


def _fit(decision: Decision | None = None, **facts: bool) -> str:
    told = {"answered_late": False, "overdue": False, "costs": False} | facts
    return "".join(g.value for g in fitting(decision=decision, **told))


@pytest.mark.parametrize(
    ("decision", "facts", "fit"),
    [
        (Decision.REFUSED, {}, "a"),
        (Decision.PARTLY, {}, "ad"),
        (Decision.GIVEN, {}, "d"),
        (Decision.GIVEN, {"costs": True}, "df"),
        (Decision.GIVEN, {"answered_late": True}, "dg"),
        (Decision.NOT_HELD, {}, "e"),
        (None, {"overdue": True}, "cg"),
        (None, {}, ""),
    ],
)
def test_the_grounds_that_fit_what_happened(
    decision: Decision | None, facts: dict[str, bool], fit: str
) -> None:
    assert _fit(decision, **facts) == fit


@given(st.lists(st.sampled_from(ObjectionGround), unique=True))
def test_all_seven_grounds_can_always_be_chosen_those_that_fit_first(first: list[ObjectionGround]) -> None:
    all_of_them = offered(first)

    assert list(all_of_them[: len(first)]) == first
    assert sorted(all_of_them) == sorted(ObjectionGround)


def test_only_a_refusal_goes_to_adjudication_without_mediation() -> None:
    assert [g.value for g in ObjectionGround if not g.mediable] == ["a"]


# -- an independent count -------------------------------------------------------------------------

HOLIDAYS = np.array([o.day for o in OFF], dtype="datetime64[D]")


def _offset(day: date, days: int) -> date:
    start = np.datetime64(day)
    found = np.busday_offset(start, days, roll="backward", holidays=HOLIDAYS)
    return date.fromisoformat(str(found))


@given(st.dates(d("2026-01-01"), d("2027-09-30")))
@settings(max_examples=200, deadline=None)
def test_both_clocks_agree_with_another_count_of_working_days(on: date) -> None:
    case = lodged(on.isoformat()).case

    assert case.due == _offset(on, 30)
    assert case.dispute_until == _offset(_offset(on, 30), 14)
