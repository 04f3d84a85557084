"""The life of a request: every status, action and person, and what each is answered with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
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
    Confirm,
    Decision,
    Forward,
    Return,
    Submit,
    Withdraw,
)
from kip.calendar import WorkCalendar, national_days_off
from kip.errors import ActionRefused, Why
from kip.grounds import Ground
from kip.lifecycle import Case, NoticeKind, Outcome, Status, allowed, decide, may_see, submit
from kip.people import Actor, Policy, Role

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
POLICY = Policy()
CALENDAR = WorkCalendar(years={2026: "SKB", 2027: "SKB"}, off=national_days_off([2026, 2027]))
APPLICANT = 7

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
GIVEN = Answer(decision=Decision.GIVEN, text="Daftarnya terlampir.")
REFUSED = Answer(decision=Decision.REFUSED, text="Membuka data pribadi.", ground=Ground.H)
DONE: dict[str, Action] = {
    "accept": Accept(),
    "forward": Forward(to="PUPR", reason="PUPR yang menguasai"),
    "give": GIVEN,
    "refuse": REFUSED,
    "confirm": Confirm(),
    "return": Return(reason="Jumlahnya dapat diberikan"),
    "withdraw": Withdraw(),
}
REFUSALS = {
    "-role": Why.WRONG_ROLE,
    "-yours": Why.NOT_YOURS,
    "-done": Why.ALREADY_DONE,
    "-twice": Why.ALREADY_ACCEPTED,
    "-waits": Why.AWAITS_CONFIRMATION,
    "-none": Why.NOTHING_PROPOSED,
}
TABLE = """
                      submitted  accepted   proposed   answered   withdrawn

accept    applicant   -role      -role      -role      -role      -role
accept    stranger    -role      -role      -role      -role      -role
accept    pelaksana   accepted   -twice     -waits     -done      -done
accept    elsewhere   -yours     -yours     -yours     -yours     -yours
accept    utama       accepted   -twice     -waits     -done      -done
accept    atasan      -role      -role      -role      -role      -role
accept    admin       -role      -role      -role      -role      -role
accept    system      -role      -role      -role      -role      -role

forward   applicant   -role      -role      -role      -role      -role
forward   stranger    -role      -role      -role      -role      -role
forward   pelaksana   submitted  submitted  -waits     -done      -done
forward   elsewhere   -yours     -yours     -yours     -yours     -yours
forward   utama       submitted  submitted  -waits     -done      -done
forward   atasan      -role      -role      -role      -role      -role
forward   admin       -role      -role      -role      -role      -role
forward   system      -role      -role      -role      -role      -role

give      applicant   -role      -role      -role      -role      -role
give      stranger    -role      -role      -role      -role      -role
give      pelaksana   answered   answered   -waits     -done      -done
give      elsewhere   -yours     -yours     -yours     -yours     -yours
give      utama       answered   answered   -waits     -done      -done
give      atasan      -role      -role      -role      -role      -role
give      admin       -role      -role      -role      -role      -role
give      system      -role      -role      -role      -role      -role

refuse    applicant   -role      -role      -role      -role      -role
refuse    stranger    -role      -role      -role      -role      -role
refuse    pelaksana   proposed   proposed   -waits     -done      -done
refuse    elsewhere   -yours     -yours     -yours     -yours     -yours
refuse    utama       answered   answered   -waits     -done      -done
refuse    atasan      -role      -role      -role      -role      -role
refuse    admin       -role      -role      -role      -role      -role
refuse    system      -role      -role      -role      -role      -role

confirm   applicant   -role      -role      -role      -role      -role
confirm   stranger    -role      -role      -role      -role      -role
confirm   pelaksana   -role      -role      -role      -role      -role
confirm   elsewhere   -role      -role      -role      -role      -role
confirm   utama       -none      -none      answered   -done      -done
confirm   atasan      -role      -role      -role      -role      -role
confirm   admin       -role      -role      -role      -role      -role
confirm   system      -role      -role      -role      -role      -role

return    applicant   -role      -role      -role      -role      -role
return    stranger    -role      -role      -role      -role      -role
return    pelaksana   -role      -role      -role      -role      -role
return    elsewhere   -role      -role      -role      -role      -role
return    utama       -none      -none      accepted   -done      -done
return    atasan      -role      -role      -role      -role      -role
return    admin       -role      -role      -role      -role      -role
return    system      -role      -role      -role      -role      -role

withdraw  applicant   withdrawn  withdrawn  withdrawn  -done      -done
withdraw  stranger    -yours     -yours     -yours     -yours     -yours
withdraw  pelaksana   -role      -role      -role      -role      -role
withdraw  elsewhere   -role      -role      -role      -role      -role
withdraw  utama       -role      -role      -role      -role      -role
withdraw  atasan      -role      -role      -role      -role      -role
withdraw  admin       -role      -role      -role      -role      -role
withdraw  system      -role      -role      -role      -role      -role
"""


def cells() -> Iterator[tuple[str, str, str, str]]:
    """(action, person, status, what comes of it) of every cell of the table."""
    head, *rows = [line.split() for line in TABLE.splitlines() if line.strip()]
    for action, person, *row in rows:
        for status, result in zip(head, row, strict=True):
            yield action, person, status, result


def a_case(status: Status | str, **changes: object) -> Case:
    status = Status(status)
    proposal = REFUSED if status is Status.PROPOSED else None
    case = Case(status=status, agency="DISDIK", applicant=APPLICANT, proposal=proposal, version=4)
    return replace(case, **changes)


def done_by(who: str, action: Action, case: Case, policy: Policy = POLICY) -> Outcome:
    return decide(case, action, by=PEOPLE[who], at=NOW, policy=policy)


def why_not(who: str, action: Action, case: Case, policy: Policy = POLICY) -> Why | None:
    try:
        done_by(who, action, case, policy)
    except ActionRefused as refused:
        return refused.why
    return None


# -- the table ------------------------------------------------------------------------------------


def test_the_table_has_every_action_person_and_status_once() -> None:
    listed = [(action, person, status) for action, person, status, _ in cells()]

    assert sorted(listed) == sorted(product(DONE, PEOPLE, [s.value for s in Status]))
    assert {type(action) for action in DONE.values()} == set(ACTIONS)
    assert {actor.role for actor in PEOPLE.values()} == set(Role)


@pytest.mark.parametrize(("action", "person", "status", "result"), list(cells()))
def test_every_status_action_and_person_has_one_outcome(
    action: str, person: str, status: str, result: str
) -> None:
    case = a_case(status)

    if result in REFUSALS:
        assert why_not(person, DONE[action], case) is REFUSALS[result]
    else:
        outcome = done_by(person, DONE[action], case)
        assert outcome.case.status == result
        assert outcome.case.version == 5
        assert (outcome.case.proposal is not None) == (result == "proposed")
        assert [(e.at, e.by) for e in outcome.events] == [(NOW, PEOPLE[person])]


@pytest.mark.parametrize("forwards", [0, 2, 9])
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("status", Status)
def test_what_is_offered_is_what_can_be_done(status: Status, person: str, forwards: int) -> None:
    case = a_case(status, forwards=forwards)
    possible = {type(action) for action in DONE.values() if why_not(person, action, case) is None}

    assert set(allowed(case, PEOPLE[person], POLICY)) == possible


def test_actions_are_offered_in_the_order_of_work() -> None:
    assert allowed(a_case("submitted"), PEOPLE["utama"], POLICY) == (Accept, Forward, Answer)
    assert allowed(a_case("accepted"), PEOPLE["utama"], POLICY) == (Forward, Answer)
    assert allowed(a_case("proposed"), PEOPLE["utama"], POLICY) == (Confirm, Return)


def test_a_request_filed_for_somebody_belongs_to_no_citizen_at_all() -> None:
    case = a_case("submitted", applicant=0)
    nobody = Actor(role=Role.CITIZEN)

    assert not may_see(case, nobody)
    with pytest.raises(ActionRefused, match=Why.NOT_YOURS):
        decide(case, Withdraw(), by=nobody, at=NOW, policy=POLICY)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED])
def test_only_a_refusal_that_waits_can_be_confirmed(status: Status) -> None:
    case = a_case(status, proposal=REFUSED)

    assert why_not("utama", Confirm(), case) is Why.NOTHING_PROPOSED
    assert why_not("utama", Return(reason="kembali"), case) is Why.NOTHING_PROPOSED


@pytest.mark.parametrize("person", PEOPLE)
def test_who_may_look_at_a_request(person: str) -> None:
    seen = may_see(a_case("submitted"), PEOPLE[person])

    assert seen == (person in {"applicant", "pelaksana", "utama", "atasan"})


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


def test_a_withdrawal_is_told_to_both_sides() -> None:
    outcome = done_by("applicant", Withdraw(), a_case("proposed"))

    assert [(n.kind, n.to) for n in outcome.notices] == [
        (NoticeKind.WITHDRAWN, Role.CITIZEN),
        (NoticeKind.WITHDRAWN, Role.PELAKSANA),
    ]


@pytest.mark.parametrize(
    ("status", "is_open", "next_actor"),
    [
        ("submitted", True, Role.PELAKSANA),
        ("accepted", True, Role.PELAKSANA),
        ("proposed", True, Role.UTAMA),
        ("answered", False, None),
        ("withdrawn", False, None),
    ],
)
def test_a_status_knows_whether_it_is_open_and_who_acts_next(
    status: str, is_open: bool, next_actor: Role | None
) -> None:
    assert (Status(status).open, Status(status).next_actor) == (is_open, next_actor)


def test_the_law_orders_the_receipt_and_the_answer_to_be_told() -> None:
    assert [k.value for k in NoticeKind if k.statutory] == ["receipt", "answered"]


# -- filing ---------------------------------------------------------------------------------------


def filed(at: datetime, calendar: WorkCalendar = CALENDAR) -> Outcome:
    return submit(
        Submit(agency="DISDIK"),
        by=PEOPLE["applicant"],
        at=at,
        calendar=calendar,
        zone=WIB,
        applicant=APPLICANT,
    )


def test_a_filing_starts_the_ten_days_and_tells_both_sides() -> None:
    outcome = filed(datetime(2026, 11, 23, 9, tzinfo=WIB))

    assert outcome.case == Case(status=Status.SUBMITTED, agency="DISDIK", applicant=APPLICANT)
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

STEPS = st.lists(st.tuples(st.sampled_from(sorted(DONE)), st.sampled_from(sorted(PEOPLE))), max_size=25)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(STEPS)
def test_a_life_never_loses_its_thread(steps: list[tuple[str, str]]) -> None:
    case = filed(NOW).case
    happened = 0
    for action, person in steps:
        try:
            outcome = done_by(person, DONE[action], case)
        except ActionRefused:
            continue
        assert case.status.open
        happened += 1
        case = outcome.case
        assert case.version == 1 + happened
        assert (case.status is Status.PROPOSED) == (case.proposal is not None)
        assert len(outcome.events) == 1 and outcome.notices
        assert outcome.answer is None or case.status in (Status.PROPOSED, Status.ANSWERED)
    assert case.forwards <= happened
