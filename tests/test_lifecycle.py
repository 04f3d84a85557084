"""The life of a request: every status, action and person, and what each is answered with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kip.actions import (
    ACTIONS,
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
    Submit,
    Withdraw,
)
from kip.calendar import WorkCalendar, national_days_off
from kip.errors import ActionRefused, Why
from kip.grounds import Ground
from kip.lifecycle import Case, NoticeKind, Outcome, Status, allowed, decide, may_see, submit
from kip.people import Actor, Role
from kip.rules import Policy, Rules

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CALENDAR = WorkCalendar(years={2026: "SKB", 2027: "SKB"}, off=national_days_off([2026, 2027]))
RULES = Rules(calendar=CALENDAR, zone=WIB)
TODAY = RULES.day(NOW)
DUE = date(2026, 12, 7)
APPLICANT = 7

PEOPLE = {
    "applicant": Actor(role=Role.CITIZEN, id=APPLICANT),
    "stranger": Actor(role=Role.CITIZEN, id=8),
    "pelaksana": Actor(role=Role.PELAKSANA, id=1, agency="DISDIK"),
    "elsewhere": Actor(role=Role.PELAKSANA, id=2, agency="DINKES"),
    "asked": Actor(role=Role.PELAKSANA, id=6, agency="DINSOS"),  # for material
    "utama": Actor(role=Role.UTAMA, id=3, agency="DISKOMINFO"),
    "atasan": Actor(role=Role.ATASAN, id=4, agency="SETDA"),
    "admin": Actor(role=Role.ADMIN, id=5, agency="DISKOMINFO"),
    "system": Actor(role=Role.SYSTEM),
}
GIVEN = Answer(decision=Decision.GIVEN, text="Daftarnya terlampir.")
REFUSED = Answer(decision=Decision.REFUSED, text="Membuka data pribadi.", ground=Ground.H)
DONE: dict[str, Action] = {
    "accept": Accept(),
    "forward": Forward(to="PUPR", reason="PUPR yang menguasai"),
    "give": GIVEN,
    "refuse": REFUSED,
    "confirm": Confirm(),
    "return": Return(reason="Jumlahnya dapat diberikan"),
    "incomplete": DeclareIncomplete(missing="Rincian informasi"),
    "complete": Complete(text="SD Negeri 12"),
    "extend": Extend(reason="Masih dihimpun"),
    "ask": AskMaterial(of="DINKES", text="Jumlah siswa"),
    "material": GiveMaterial(text="412 siswa"),
    "withdraw": Withdraw(),
    "close": Close(reason="Masa keberatan lewat"),
}
REFUSALS = {
    "-role": Why.WRONG_ROLE,
    "-yours": Why.NOT_YOURS,
    "-done": Why.ALREADY_DONE,
    "-twice": Why.ALREADY_ACCEPTED,
    "-waits": Why.AWAITS_CONFIRMATION,
    "-none": Why.NOTHING_PROPOSED,
    "-late": Why.COMPLETENESS_LATE,
    "-whole": Why.NOT_INCOMPLETE,
    "-unasked": Why.NOT_ASKED,
    "-early": Why.TOO_EARLY_TO_CLOSE,
}
COLUMNS = {
    "submitted": (Status.SUBMITTED, False),
    "incomplete": (Status.INCOMPLETE, False),
    "accepted": (Status.ACCEPTED, False),
    "proposed": (Status.PROPOSED, False),
    "answered": (Status.ANSWERED, False),
    "objected": (Status.ANSWERED, True),  # answered, and an objection runs
    "withdrawn": (Status.WITHDRAWN, False),
    "closed": (Status.CLOSED, False),
}
# On the day of receipt. One cell in a row stands for all columns; "others" for everybody not named before.
TABLE = """
                      submitted  incomplete accepted   proposed   answered   objected   withdrawn  closed

accept     pelaksana  accepted   accepted   -twice     -waits     -done      -done      -done      -done
accept     utama      accepted   accepted   -twice     -waits     -done      -done      -done      -done
accept     elsewhere  -yours
accept     asked      -yours
accept     others     -role

forward    pelaksana  submitted  incomplete submitted  -waits     -done      -done      -done      -done
forward    utama      submitted  incomplete submitted  -waits     -done      -done      -done      -done
forward    elsewhere  -yours
forward    asked      -yours
forward    others     -role

give       pelaksana  answered   answered   answered   -waits     -done      answered   -done      -done
give       utama      answered   answered   answered   -waits     -done      answered   -done      -done
give       elsewhere  -yours
give       asked      -yours
give       others     -role

refuse     pelaksana  proposed   proposed   proposed   -waits     -done      -done      -done      -done
refuse     utama      answered   answered   answered   -waits     -done      answered   -done      -done
refuse     elsewhere  -yours
refuse     asked      -yours
refuse     others     -role

confirm    utama      -none      -none      -none      answered   -done      -done      -done      -done
confirm    others     -role

return     utama      -none      -none      -none      accepted   -done      -done      -done      -done
return     others     -role

incomplete pelaksana  incomplete -late      incomplete -waits     -done      -done      -done      -done
incomplete utama      incomplete -late      incomplete -waits     -done      -done      -done      -done
incomplete elsewhere  -yours
incomplete asked      -yours
incomplete others     -role

complete   applicant  -whole     submitted  -whole     -waits     -done      -done      -done      -done
complete   pelaksana  -whole     submitted  -whole     -waits     -done      -done      -done      -done
complete   utama      -whole     submitted  -whole     -waits     -done      -done      -done      -done
complete   stranger   -yours
complete   elsewhere  -yours
complete   asked      -yours
complete   others     -role

extend     pelaksana  submitted  incomplete accepted   proposed   -done      -done      -done      -done
extend     utama      submitted  incomplete accepted   proposed   -done      -done      -done      -done
extend     elsewhere  -yours
extend     asked      -yours
extend     others     -role

ask        pelaksana  submitted  incomplete accepted   -waits     -done      -done      -done      -done
ask        utama      submitted  incomplete accepted   -waits     -done      -done      -done      -done
ask        elsewhere  -yours
ask        asked      -yours
ask        others     -role

material   asked      submitted  incomplete accepted   proposed   -done      -done      -done      -done
material   pelaksana  -unasked
material   utama      -unasked
material   elsewhere  -yours
material   others     -role

withdraw   applicant  withdrawn  withdrawn  withdrawn  withdrawn  -done      -done      -done      -done
withdraw   stranger   -yours
withdraw   others     -role

close      pelaksana  -early     -early     -early     -early     -early     -early     -done      -done
close      utama      -early     -early     -early     -early     -early     -early     -done      -done
close      elsewhere  -yours
close      asked      -yours
close      others     -role
"""


def cells() -> Iterator[tuple[str, str, str, str]]:
    """(action, person, column, what comes of it) of every cell of the table."""
    head, *rows = [line.split() for line in TABLE.splitlines() if line.strip()]
    named: dict[str, set[str]] = {}
    for action, who, *row in rows:
        seen = named.setdefault(action, set())
        people = [p for p in PEOPLE if p not in seen] if who == "others" else [who]
        seen.update(people)
        for person, (column, result) in product(people, zip(head, row * (8 // len(row)), strict=True)):
            yield action, person, column, result


def a_case(status: Status | str, **changes: object) -> Case:
    status, objected = COLUMNS[status]
    case = Case(
        status=status,
        agency="DISDIK",
        received=TODAY,
        due=DUE,
        applicant=APPLICANT,
        completion_due=date(2026, 11, 26) if status is Status.INCOMPLETE else None,
        asked=frozenset({"DINSOS"}),
        proposal=REFUSED if status is Status.PROPOSED else None,
        answered=TODAY if status is Status.ANSWERED else None,
        objection_runs=objected,
        version=4,
    )
    return replace(case, **changes)


def done_by(
    who: str, action: Action, case: Case, policy: Policy | None = None, at: datetime = NOW
) -> Outcome:
    rules = replace(RULES, policy=policy) if policy else RULES
    return decide(case, action, by=PEOPLE[who], at=at, rules=rules)


def why_not(
    who: str, action: Action, case: Case, policy: Policy | None = None, at: datetime = NOW
) -> Why | None:
    try:
        done_by(who, action, case, policy, at)
    except ActionRefused as refused:
        return refused.why
    return None


def wib(day: date, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=WIB)


# -- the table ------------------------------------------------------------------------------------


def test_the_table_has_every_action_person_and_status_once() -> None:
    listed = [(action, person, column) for action, person, column, _ in cells()]

    assert sorted(listed) == sorted(product(DONE, PEOPLE, COLUMNS))
    assert {type(action) for action in DONE.values()} == set(ACTIONS)
    assert {actor.role for actor in PEOPLE.values()} == set(Role)
    assert {status for status, _ in COLUMNS.values()} == set(Status)


@pytest.mark.parametrize("action", DONE)
def test_every_status_and_person_has_one_outcome(action: str) -> None:
    table = {(person, column): result for done, person, column, result in cells() if done == action}

    assert {cell: result_of(action, *cell) for cell in table} == table


def result_of(action: str, person: str, column: str) -> str:
    """What comes of it, as the table has it."""
    case = a_case(column)
    try:
        outcome = done_by(person, DONE[action], case)
    except ActionRefused as refused:
        return next(word for word, why in REFUSALS.items() if why is refused.why)
    assert outcome.case.version == 5
    assert (outcome.case.proposal is not None) == (outcome.case.status == "proposed")
    assert [(e.at, e.by) for e in outcome.events] == [(NOW, PEOPLE[person])]
    return outcome.case.status


@pytest.mark.parametrize("forwards", [0, 2, 9])
@pytest.mark.parametrize("column", COLUMNS)
def test_what_is_offered_is_what_can_be_done(column: str, forwards: int) -> None:
    case = a_case(column, forwards=forwards)

    def possible(person: str) -> set[type[Action]]:
        return {type(action) for action in DONE.values() if why_not(person, action, case) is None}

    offered = {person: set(allowed(case, actor, RULES, TODAY)) for person, actor in PEOPLE.items()}
    assert offered == {person: possible(person) for person in PEOPLE}


def test_actions_are_offered_in_the_order_of_work() -> None:
    def offered(column: str) -> tuple[type[Action], ...]:
        return allowed(a_case(column), PEOPLE["utama"], RULES, TODAY)

    assert offered("submitted") == (Accept, Forward, Answer, DeclareIncomplete, Extend, AskMaterial)
    assert offered("incomplete") == (Accept, Forward, Answer, Complete, Extend, AskMaterial)
    assert offered("accepted") == (Forward, Answer, DeclareIncomplete, Extend, AskMaterial)
    assert offered("proposed") == (Confirm, Return, Extend)
    assert offered("answered") == ()


def test_a_request_filed_for_somebody_belongs_to_no_citizen_at_all() -> None:
    case = a_case("submitted", applicant=0)
    nobody = Actor(role=Role.CITIZEN)

    assert not may_see(case, nobody)
    with pytest.raises(ActionRefused, match=Why.NOT_YOURS):
        decide(case, Withdraw(), by=nobody, at=NOW, rules=RULES)


@pytest.mark.parametrize("status", ["submitted", "accepted", "incomplete"])
def test_only_a_refusal_that_waits_can_be_confirmed(status: str) -> None:
    case = a_case(status, proposal=REFUSED)

    assert why_not("utama", Confirm(), case) is Why.NOTHING_PROPOSED
    assert why_not("utama", Return(reason="kembali"), case) is Why.NOTHING_PROPOSED


@pytest.mark.parametrize("person", PEOPLE)
def test_who_may_look_at_a_request(person: str) -> None:
    seen = may_see(a_case("submitted"), PEOPLE[person])

    assert seen == (person in {"applicant", "pelaksana", "asked", "utama", "atasan"})


# -- forwarding -----------------------------------------------------------------------------------


def test_after_two_forwards_only_the_ppid_utama_moves_a_request() -> None:
    case = a_case("submitted", forwards=2)

    assert why_not("pelaksana", DONE["forward"], case) is Why.FORWARD_LIMIT
    assert done_by("utama", DONE["forward"], case).case.forwards == 3


def test_the_limit_of_forwards_is_the_bodys_to_set() -> None:
    never = Policy(forwards_before_utama=0)

    assert why_not("pelaksana", DONE["forward"], a_case("submitted"), never) is Why.FORWARD_LIMIT
    assert why_not("pelaksana", DONE["forward"], a_case("submitted", forwards=2), Policy()) is not None
    assert why_not("pelaksana", DONE["forward"], a_case("submitted", forwards=1), Policy()) is None


def test_the_wrong_agency_learns_that_it_is_not_theirs_before_it_learns_of_a_limit() -> None:
    assert why_not("elsewhere", DONE["forward"], a_case("submitted", forwards=9)) is Why.NOT_YOURS


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_forward_needs_a_reason_and_another_agency(reason: str) -> None:
    case = a_case("accepted")

    assert why_not("pelaksana", Forward(to="PUPR", reason=reason), case) is Why.REASON_MISSING
    assert why_not("pelaksana", Forward(to="DISDIK", reason="ya"), case) is Why.SAME_AGENCY


def test_a_forward_starts_over_at_the_other_agency_and_no_clock_starts_anew() -> None:
    outcome = done_by("pelaksana", DONE["forward"], a_case("accepted", forwards=1))

    assert (outcome.case.agency, outcome.case.status, outcome.case.forwards) == ("PUPR", "submitted", 2)
    assert outcome.clocks == ()
    assert [(n.kind, n.to, n.agency) for n in outcome.notices] == [
        (NoticeKind.FORWARDED, Role.CITIZEN, ""),
        (NoticeKind.FORWARDED_AWAY, Role.PELAKSANA, "DISDIK"),
        (NoticeKind.NEW_REQUEST, Role.PELAKSANA, "PUPR"),
    ]
    assert outcome.events[0].data == {"from": "DISDIK", "to": "PUPR", "reason": "PUPR yang menguasai"}


# -- what an answer has to say (Ps 22(7)) ---------------------------------------------------------

PARTLY = replace(REFUSED, decision=Decision.PARTLY, redaction="nama warga")
NOT_HELD = Answer(decision=Decision.NOT_HELD, text="Dikuasai BPN.", held=False, held_by="BPN")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (GIVEN, None),
        (replace(GIVEN, text=" \n"), Why.TEXT_MISSING),
        (NOT_HELD, None),
        (replace(NOT_HELD, held_by=""), None),  # b: "if known"
        (replace(NOT_HELD, held_by="", undocumented=True), None),
        (replace(NOT_HELD, text=""), Why.TEXT_MISSING),
        (REFUSED, None),
        (replace(REFUSED, text=""), Why.TEXT_MISSING),
        (replace(REFUSED, ground=None), Why.GROUND_MISSING),
        (replace(REFUSED, ground=Ground.J), Why.OTHER_LAW_MISSING),
        (replace(REFUSED, ground=Ground.J, other_law="  "), Why.OTHER_LAW_MISSING),
        (replace(REFUSED, ground=Ground.J, other_law="UU 24/2013 Ps 79"), None),
        (replace(REFUSED, consequence_test=""), None),  # Ps 19: said, not required
        (PARTLY, None),
        (replace(PARTLY, ground=None), Why.GROUND_MISSING),
        (replace(PARTLY, redaction=" "), Why.REDACTION_MISSING),
        (replace(PARTLY, ground=Ground.J, redaction=""), Why.OTHER_LAW_MISSING),
    ],
)
def test_an_answer_says_all_that_the_law_wants_said(answer: Answer, why: Why | None) -> None:
    for who, status in product(("pelaksana", "utama"), ("submitted", "accepted")):
        assert why_not(who, answer, a_case(status)) is why


@pytest.mark.parametrize("ground", Ground)
def test_letter_j_alone_needs_the_other_law_named(ground: Ground) -> None:
    refused = why_not("utama", replace(REFUSED, ground=ground), a_case("accepted"))

    assert refused == (Why.OTHER_LAW_MISSING if ground is Ground.J else None)


def test_a_return_needs_a_reason() -> None:
    assert why_not("utama", Return(reason=" "), a_case("proposed")) is Why.REASON_MISSING


# -- answers and refusals -------------------------------------------------------------------------


def test_an_answer_is_told_to_the_applicant_at_once() -> None:
    outcome = done_by("pelaksana", GIVEN, a_case("accepted"))

    assert [(n.kind, n.to) for n in outcome.notices] == [(NoticeKind.ANSWERED, Role.CITIZEN)]
    assert outcome.answer is GIVEN
    assert outcome.events[0].data == {"decision": "given", "ground": ""}


@pytest.mark.parametrize("answer", [REFUSED, PARTLY])
def test_a_refusal_of_a_pelaksana_is_a_proposal_and_the_applicant_hears_nothing_yet(answer: Answer) -> None:
    outcome = done_by("pelaksana", answer, a_case("accepted"))

    assert outcome.case.proposal is answer and outcome.answer is answer
    assert [(n.kind, n.to) for n in outcome.notices] == [(NoticeKind.REFUSAL_PROPOSED, Role.UTAMA)]


def test_information_that_is_not_held_needs_nobodys_confirmation() -> None:
    assert done_by("pelaksana", NOT_HELD, a_case("accepted")).case.status is Status.ANSWERED


def test_a_body_may_let_its_pelaksana_refuse_alone() -> None:
    alone = Policy(confirm_refusals=False)

    assert done_by("pelaksana", REFUSED, a_case("accepted"), alone).case.status is Status.ANSWERED


def test_a_confirmed_refusal_is_told_to_the_applicant_and_to_the_agency() -> None:
    outcome = done_by("utama", Confirm(), a_case("proposed", proposal=PARTLY))

    assert [(n.kind, n.to, n.agency) for n in outcome.notices] == [
        (NoticeKind.ANSWERED, Role.CITIZEN, ""),
        (NoticeKind.REFUSAL_CONFIRMED, Role.PELAKSANA, "DISDIK"),
    ]
    assert outcome.events[0].data == {"decision": "partly", "ground": "h"}
    assert outcome.answer is None  # nothing new was said


def test_a_returned_refusal_is_told_to_the_agency_alone() -> None:
    outcome = done_by("utama", DONE["return"], a_case("proposed"))

    told = [(n.kind, n.to, n.agency) for n in outcome.notices]
    assert told == [(NoticeKind.REFUSAL_RETURNED, Role.PELAKSANA, "DISDIK")]
    assert outcome.events[0].data == {"reason": "Jumlahnya dapat diberikan"}


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("accepted", [Role.CITIZEN, Role.PELAKSANA]),
        ("proposed", [Role.CITIZEN, Role.PELAKSANA, Role.UTAMA]),  # a refusal lay there to be confirmed
    ],
)
def test_a_withdrawal_is_told_to_everybody_who_has_the_request(status: str, told: list[Role]) -> None:
    outcome = done_by("applicant", Withdraw(), a_case(status))

    assert [(n.kind, n.to) for n in outcome.notices] == [(NoticeKind.WITHDRAWN, role) for role in told]


@pytest.mark.parametrize(
    ("status", "is_open", "next_actor"),
    [
        ("submitted", True, Role.PELAKSANA),
        ("incomplete", True, Role.CITIZEN),
        ("accepted", True, Role.PELAKSANA),
        ("proposed", True, Role.UTAMA),
        ("answered", False, None),
        ("withdrawn", False, None),
        ("closed", False, None),
    ],
)
def test_a_status_knows_whether_it_is_open_and_who_acts_next(
    status: str, is_open: bool, next_actor: Role | None
) -> None:
    assert (Status(status).open, Status(status).next_actor) == (is_open, next_actor)


def test_the_law_orders_six_notices_to_be_given() -> None:
    assert {k.value for k in NoticeKind if k.statutory} == {
        "receipt",  # Ps 22(4)
        "incomplete",  # Perki 1/2021
        "extended",  # Ps 22(8)
        "answered",  # Ps 22(7)
        "objection-receipt",
        "objection-answered",  # Ps 36(2)
    }


# -- completeness: three working days to say so, three to complete (Perki 1/2021) -------------------

LAST_TO_SAY, FOURTH = date(2026, 11, 26), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (wib(TODAY), None),
        (wib(LAST_TO_SAY, 23, 59, 59), None),
        (wib(FOURTH, 0, 0, 0), Why.COMPLETENESS_LATE),
    ],
)
def test_what_is_missing_is_said_within_three_working_days(at: datetime, why: Why | None) -> None:
    assert why_not("pelaksana", DONE["incomplete"], a_case("submitted"), at=at) is why


def test_the_applicant_has_three_working_days_from_the_notice_and_the_answers_clock_runs_on() -> None:
    outcome = done_by("pelaksana", DONE["incomplete"], a_case("submitted"), at=wib(LAST_TO_SAY))

    assert (outcome.case.completion_due, outcome.case.due) == (date(2026, 12, 1), DUE)
    assert [(c.period, c.start, c.due) for c in outcome.clocks] == [
        ("completion", LAST_TO_SAY, date(2026, 12, 1))
    ]
    assert [(n.kind, n.to) for n in outcome.notices] == [(NoticeKind.INCOMPLETE, Role.CITIZEN)]


@pytest.mark.parametrize(("at", "late"), [(LAST_TO_SAY, False), (FOURTH, True)])
def test_a_late_completion_is_taken_and_marked(at: date, late: bool) -> None:
    outcome = done_by("applicant", DONE["complete"], a_case("incomplete"), at=wib(at))

    assert outcome.case.status is Status.SUBMITTED and outcome.case.due == DUE
    assert outcome.events[0].data.get("late", False) is late


# -- extension: once, within the ten days, counted from their end (Ps 22(8)) ------------------------


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (wib(TODAY), None),
        (wib(DUE, 23, 59, 59), None),  # the tenth working day
        (wib(date(2026, 12, 8), 0, 0, 0), Why.EXTENSION_LATE),  # the eleventh
    ],
)
def test_an_extension_is_said_within_the_ten_days(at: datetime, why: Why | None) -> None:
    assert why_not("pelaksana", DONE["extend"], a_case("accepted"), at=at) is why


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)])
def test_an_extension_counts_from_the_end_of_the_ten_days_whenever_it_is_said(day: date) -> None:
    outcome = done_by("pelaksana", DONE["extend"], a_case("accepted"), at=wib(day))

    assert outcome.case.due == date(2026, 12, 16)
    assert [(c.period, c.start, c.due) for c in outcome.clocks] == [("extension", DUE, date(2026, 12, 16))]


def test_an_extension_is_said_once_and_with_a_reason() -> None:
    extended = done_by("pelaksana", DONE["extend"], a_case("accepted")).case

    assert why_not("utama", DONE["extend"], extended) is Why.EXTENDED_ALREADY
    assert why_not("pelaksana", Extend(reason=" "), a_case("accepted")) is Why.REASON_MISSING


def test_an_extension_while_the_calendar_is_awaited_is_kept_for_it() -> None:
    outcome = done_by("pelaksana", DONE["extend"], a_case("accepted", due=None))

    assert (outcome.case.extended, outcome.case.due, outcome.clocks) == (True, None, ())


# -- material of another agency -----------------------------------------------------------------------


def test_two_agencies_are_asked_and_the_owner_and_the_clock_stay() -> None:
    first = done_by("pelaksana", DONE["ask"], a_case("submitted", asked=frozenset()))
    second = done_by("pelaksana", AskMaterial(of="DINSOS", text="Penerima"), first.case)

    assert second.case.asked == {"DINKES", "DINSOS"}
    assert (second.case.agency, second.case.due, second.case.status) == ("DISDIK", DUE, Status.SUBMITTED)
    assert (first.ask_due, first.clocks) == (date(2026, 11, 26), ())
    assert why_not("pelaksana", DONE["ask"], second.case) is Why.ALREADY_ASKED
    assert why_not("pelaksana", AskMaterial(of="DISDIK", text="?!"), first.case) is Why.SAME_AGENCY


def test_who_gave_its_material_sees_the_request_no_more() -> None:
    outcome = done_by("asked", DONE["material"], a_case("accepted"))

    assert outcome.gave == "DINSOS" and outcome.case.asked == frozenset()
    assert not may_see(outcome.case, PEOPLE["asked"])
    assert [(n.kind, n.agency) for n in outcome.notices] == [(NoticeKind.MATERIAL_GIVEN, "DISDIK")]


# -- closing ------------------------------------------------------------------------------------------

WINDOW_ENDS = date(2027, 1, 8)  # thirty working days after an answer of 23 November 2026


@pytest.mark.parametrize(
    ("column", "at", "why"),
    [
        ("answered", wib(WINDOW_ENDS, 23, 59, 59), Why.TOO_EARLY_TO_CLOSE),
        ("answered", wib(date(2027, 1, 9), 0, 0, 0), None),
        ("objected", wib(date(2027, 1, 9)), Why.TOO_EARLY_TO_CLOSE),
        ("incomplete", wib(LAST_TO_SAY, 23, 59, 59), Why.TOO_EARLY_TO_CLOSE),
        ("incomplete", wib(FOURTH, 0, 0, 0), None),
        ("submitted", wib(WINDOW_ENDS), Why.TOO_EARLY_TO_CLOSE),
    ],
)
def test_a_request_is_closed_when_nothing_more_can_happen(column: str, at: datetime, why: Why | None) -> None:
    assert why_not("pelaksana", DONE["close"], a_case(column), at=at) is why


def test_a_window_into_an_unknown_year_is_never_over() -> None:
    case = a_case("answered", answered=date(2027, 12, 27))

    assert why_not("utama", DONE["close"], case, at=wib(date(2027, 12, 31))) is Why.TOO_EARLY_TO_CLOSE


@pytest.mark.parametrize(("day", "late"), [(DUE, False), (date(2026, 12, 8), True)])
def test_an_answer_after_its_day_is_given_and_marked(day: date, late: bool) -> None:
    outcome = done_by("pelaksana", GIVEN, a_case("accepted"), at=wib(day))

    assert outcome.events[0].data.get("late", False) is late


# -- filing ---------------------------------------------------------------------------------------


def filed(at: datetime, calendar: WorkCalendar = CALENDAR) -> Outcome:
    return submit(
        Submit(agency="DISDIK"),
        by=PEOPLE["applicant"],
        at=at,
        rules=Rules(calendar=calendar, zone=WIB),
        applicant=APPLICANT,
    )


def test_a_filing_starts_the_ten_days_and_tells_both_sides() -> None:
    outcome = filed(datetime(2026, 11, 23, 9, tzinfo=WIB))

    assert outcome.case == Case(
        status=Status.SUBMITTED, agency="DISDIK", applicant=APPLICANT, received=date(2026, 11, 23), due=DUE
    )
    assert [(c.period, c.start, c.due) for c in outcome.clocks] == [
        ("answer", date(2026, 11, 23), date(2026, 12, 7))
    ]
    assert [(n.kind, n.to, n.agency) for n in outcome.notices] == [
        (NoticeKind.RECEIPT, Role.CITIZEN, ""),
        (NoticeKind.NEW_REQUEST, Role.PELAKSANA, "DISDIK"),
    ]


def test_a_filing_on_a_saturday_counts_from_the_next_working_day() -> None:
    saturday, sunday = datetime(2026, 11, 21, 9, tzinfo=WIB), datetime(2026, 11, 22, 23, 59, 59, tzinfo=WIB)

    assert filed(saturday).clocks[0].due == filed(sunday).clocks[0].due == date(2026, 12, 4)


def test_the_day_of_receipt_is_the_bodys_day_to_the_second() -> None:
    last = datetime(2026, 11, 23, 23, 59, 59, tzinfo=WIB).astimezone(UTC)
    first = datetime(2026, 11, 24, 0, 0, 0, tzinfo=WIB).astimezone(UTC)

    assert filed(last).clocks[0].due == date(2026, 12, 7)
    assert filed(first).clocks[0].due == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("received", "years", "waiting_for"),
    [
        (datetime(2027, 12, 27, 9, tzinfo=WIB), (2026, 2027), 2028),  # the count runs into it
        (datetime(2028, 3, 1, 9, tzinfo=WIB), (2026, 2027), 2028),
    ],
)
def test_an_unknown_year_leaves_the_due_date_open_and_stops_no_filing(
    received: datetime, years: tuple[int, ...], waiting_for: int
) -> None:
    calendar = WorkCalendar(years=dict.fromkeys(years, "SKB"), off=())

    outcome = filed(received, calendar)

    assert outcome.case.status is Status.SUBMITTED
    assert [(c.due, c.waiting_for) for c in outcome.clocks] == [(None, waiting_for)]
    assert [n.kind for n in outcome.notices] == [NoticeKind.RECEIPT, NoticeKind.NEW_REQUEST]


# -- whole lives ----------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(DONE)), st.sampled_from(sorted(PEOPLE)), st.integers(min_value=0, max_value=20)
    ),
    max_size=25,
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(STEPS)
def test_a_life_never_loses_its_thread(steps: list[tuple[str, str, int]]) -> None:
    case, at = filed(NOW).case, NOW
    happened = 0
    for action, person, days in steps:
        at += timedelta(days=days)
        try:
            outcome = done_by(person, DONE[action], case, at=at)
        except ActionRefused:
            continue
        assert case.status.open or (case.status, action) == (Status.ANSWERED, "close")
        happened += 1
        case = outcome.case
        assert case.version == 1 + happened
        assert case.due in (DUE, date(2026, 12, 16)) and (case.due == DUE) == (not case.extended)
        assert (case.status is Status.PROPOSED) == (case.proposal is not None)
        assert len(outcome.events) == 1 and outcome.notices
        assert outcome.answer is None or case.status in (Status.PROPOSED, Status.ANSWERED)
    assert case.forwards <= happened
