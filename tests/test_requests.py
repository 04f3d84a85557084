"""Requests as they are kept: numbers without gaps, one filing a draft, one mover at a time, the chain."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from kip.actions import Accept, Action, Answer, Confirm, Decision, Forward, Return, Submit, Withdraw
from kip.calendar import WorkCalendar
from kip.grounds import Ground
from kip.lifecycle import Outcome, decide, submit
from kip.people import Actor, Role
from kip.rules import Rules
from storage import chain, contacts, files, requests
from storage.requests import Filing, Numbering, Stale
from storage.store import Store
from storage.tables import Agency, Event, EventPayload, Request, RequestAnswer, RunningClock
from tests.migrated import BOTH, beside, migrated

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 2, 0, 30, 123456, tzinfo=UTC)
SECRET = b"a secret of the tests, 32 bytes long"
CALENDAR = WorkCalendar(years={2026: "SKB", 2027: "SKB"}, off=())
RULES = Rules(calendar=CALENDAR, zone=WIB)
NUMBERING = Numbering(body="kerinci", pattern="{sequence:03}/PPID/{month_roman}/{year}", first=1)
PELAKSANA = Actor(role=Role.PELAKSANA, id=11, agency="DISDIK")
UTAMA = Actor(role=Role.UTAMA, id=12, agency="DISKOMINFO")
REFUSED = Answer(decision=Decision.REFUSED, text="Membuka data pribadi.", ground=Ground.H)


def agencies(session: Session) -> None:
    for code in ("DISDIK", "DISKOMINFO", "PUPR"):
        session.add(Agency(code=code, name=f"Dinas {code}", short=code, kind="dinas", tasks="", keywords=[]))


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A database with three agencies."""
    with migrated(request) as store:
        store.transact_sync(agencies)
        yield store


def filing(draft: str, **changes: Any) -> Filing:
    said = Filing(
        draft=draft,
        contact=None,
        channel="console",
        received_at=NOW,
        applicant_kind="person",
        applicant_name="Rina Marlina",
        applicant_address="Siulak Gedang",
        applicant_reach="rina@contoh.id",
        information="daftar sekolah dasar",
        purpose="penelitian",
        obtain="soft",
        deliver="chat",
        language="id",
    )
    return replace(said, **changes)


def file(session: Session, draft: str, *, numbering: Numbering = NUMBERING, **changes: Any) -> Request:
    said = filing(draft, **changes)
    by = Actor(role=Role.CITIZEN, id=said.contact or 0)
    outcome = submit(
        Submit(agency="DISDIK"),
        by=by,
        at=said.received_at,
        rules=RULES,
        applicant=said.contact or 0,
    )
    on = said.received_at.astimezone(WIB).date()
    return requests.file(session, said, outcome, numbering=numbering, on=on, now=NOW, secret=SECRET)


def file_and_fail(session: Session, draft: str) -> None:
    file(session, draft)
    raise LookupError(draft)


def do(
    session: Session,
    id: int,
    action: Action,
    by: Actor,
    *,
    at: datetime = NOW,
    files: tuple[int, ...] = (),
) -> Outcome:
    request = requests.get(session, id)
    assert request is not None
    outcome = decide(requests.case_of(session, request, zone=WIB), action, by=by, at=at, rules=RULES)
    requests.record(session, request, outcome, now=at, secret=SECRET, officer=by.id, files=files)
    return outcome


def numbers(session: Session) -> list[str]:
    return list(session.exec(select(Request.number).order_by(col(Request.id))))


def rows(session: Session, table: Any) -> list[Any]:
    return list(session.exec(select(table).order_by(col(table.id))))


# -- numbers --------------------------------------------------------------------------------------


def test_numbers_have_no_gap_though_eight_write_at_once_and_a_third_of_them_fail(office: Store) -> None:
    with beside(office) as other:
        stores = [office, other]
        start = threading.Barrier(8)

        def writer(who: int) -> int:
            start.wait()
            filed = 0
            for turn in range(6):
                fails = (who + turn) % 3 == 0
                try:
                    call = file_and_fail if fails else file
                    stores[who % 2].transact_sync(call, f"d{who}-{turn}")
                    filed += 1
                except LookupError:
                    assert fails
            return filed

        with ThreadPoolExecutor(8) as writers:
            filed = sum(writers.map(writer, range(8)))

    given = sorted(office.read_sync(numbers))
    assert filed == 32
    assert given == [f"{n:03}/PPID/XI/2026" for n in range(1, 33)]


@pytest.mark.parametrize(
    ("pattern", "first", "printed"),
    [
        ("{sequence:03}/PPID/{month_roman}/{year}", 1, ["001/PPID/XI/2026", "002/PPID/XI/2026"]),
        ("{year}-{month:02}-{sequence}", 500, ["2026-11-500", "2026-11-501"]),
    ],
)
def test_a_number_is_printed_as_the_body_wants_it(
    office: Store, pattern: str, first: int, printed: list[str]
) -> None:
    numbering = Numbering(body="kerinci", pattern=pattern, first=first)

    for draft in ("d1", "d2"):
        office.transact_sync(file, draft, numbering=numbering)

    assert office.read_sync(numbers) == printed


def test_every_year_counts_for_itself_by_the_day_of_receipt(office: Store) -> None:
    last = datetime(2026, 12, 31, 23, 59, 59, tzinfo=WIB)  # 16:59:59 UTC
    first = datetime(2027, 1, 1, 0, 0, 0, tzinfo=WIB)  # still 2026 in UTC

    for draft, received in (("d1", last), ("d2", first), ("d3", last), ("d4", first)):
        office.transact_sync(file, draft, received_at=received)

    assert office.read_sync(numbers) == [
        "001/PPID/XII/2026",
        "001/PPID/I/2027",
        "002/PPID/XII/2026",
        "002/PPID/I/2027",
    ]


def test_every_body_counts_for_itself(office: Store) -> None:
    other = Numbering(body="lain", pattern="{sequence}/LAIN/{year}", first=1)

    office.transact_sync(file, "d1")
    office.transact_sync(file, "d2", numbering=other)

    assert office.read_sync(numbers) == ["001/PPID/XI/2026", "1/LAIN/2026"]


# -- filing ---------------------------------------------------------------------------------------


def test_a_filing_keeps_what_was_said_and_starts_its_clock(office: Store) -> None:
    request = office.transact_sync(file, "d1")

    (clock,) = office.read_sync(rows, RunningClock)
    kept = office.read_sync(requests.get, request.id)
    assert (kept.received_at, kept.processed_at) == (NOW, NOW)
    assert (kept.status, kept.version, kept.due_on) == ("submitted", 1, date(2026, 12, 7))
    assert (clock.period, clock.start_on, clock.due_on) == ("answer", date(2026, 11, 23), kept.due_on)
    assert len(kept.token) == 20 and int(kept.token, 16) >= 0  # 80 bits


def test_a_filing_that_waits_for_its_calendar_has_its_number(office: Store) -> None:
    received = datetime(2027, 12, 30, 9, tzinfo=WIB)

    request = office.transact_sync(file, "d1", received_at=received)

    assert (request.number, request.due_on, request.waiting_for) == ("001/PPID/XII/2027", None, 2028)


def test_a_draft_becomes_one_request_only(office: Store) -> None:
    office.transact_sync(file, "d1")

    with pytest.raises(IntegrityError):
        office.transact_sync(file, "d1")

    assert office.read_sync(numbers) == ["001/PPID/XI/2026"]
    assert len(office.read_sync(rows, Event)) == 1
    assert office.transact_sync(file, "d2").number == "002/PPID/XI/2026"


def test_a_draft_that_eight_file_at_once_becomes_one_request(office: Store) -> None:
    start = threading.Barrier(8)

    def one(_: int) -> bool:
        start.wait()
        try:
            office.transact_sync(file, "d1")
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(one, range(8))) == 1

    assert office.read_sync(numbers) == ["001/PPID/XI/2026"]


# -- moving ---------------------------------------------------------------------------------------


def test_the_second_of_two_officers_is_told_that_somebody_was_first(office: Store) -> None:
    id = office.transact_sync(file, "d1").id

    def both(session: Session) -> None:
        """Decided on what was read, while somebody else is first."""
        request = requests.get(session, id)
        case = requests.case_of(session, request, zone=WIB)
        mine, theirs = (
            decide(case, action, by=PELAKSANA, at=NOW, rules=RULES)
            for action in (Accept(), Forward(to="PUPR", reason="menguasai"))
        )
        requests.record(session, request, theirs, now=NOW, secret=SECRET)
        with pytest.raises(Stale, match="001/PPID/XI/2026"):
            requests.record(session, request, mine, now=NOW, secret=SECRET)

    office.transact_sync(both)

    kept = office.read_sync(requests.get, id)
    assert (kept.agency, kept.status, kept.version) == ("PUPR", "submitted", 2)


def test_of_two_officers_in_two_processes_one_moves_the_request(office: Store) -> None:
    id = office.transact_sync(file, "d1").id
    start = threading.Barrier(4)
    with beside(office) as other:
        stores = [office, other]
        case = office.read_sync(
            lambda session: requests.case_of(session, requests.get(session, id), zone=WIB)
        )
        outcome = decide(case, Accept(), by=PELAKSANA, at=NOW, rules=RULES)

        def officer(who: int) -> bool:
            start.wait()
            try:
                stores[who % 2].transact_sync(record, id, outcome)
            except Stale:
                return False
            return True

        with ThreadPoolExecutor(4) as people:
            assert sum(people.map(officer, range(4))) == 1

    assert [e.kind for e in office.read_sync(rows, Event)] == ["submitted", "accepted"]


def record(session: Session, id: int, outcome: Outcome) -> None:
    request = requests.get(session, id)
    assert request is not None
    requests.record(session, request, outcome, now=NOW, secret=SECRET)


def test_a_refusal_waits_is_returned_is_proposed_anew_and_is_given_when_confirmed(office: Store) -> None:
    id = office.transact_sync(file, "d1").id
    later = NOW + timedelta(days=3)
    paper = office.transact_sync(a_file)
    office.transact_sync(do, id, REFUSED, PELAKSANA)
    assert office.read_sync(requests.proposal, id).state == "proposed"

    office.transact_sync(do, id, Return(reason="jumlahnya dapat diberikan"), UTAMA)
    assert office.read_sync(requests.proposal, id) is None

    partly = replace(REFUSED, decision=Decision.PARTLY, redaction="nama")
    office.transact_sync(do, id, partly, PELAKSANA, files=(paper,))
    assert office.read_sync(requests.given_answer, id) is None
    assert office.read_sync(requests.files_of, id, role="answer") == []

    office.transact_sync(do, id, Confirm(), UTAMA, at=later)
    given = office.read_sync(requests.given_answer, id)
    assert requests.answer_from_dict(given.answer) == partly
    assert given.at == later  # the objection's thirty days run from the answer, not from its proposal
    assert office.read_sync(requests.files_of, id, role="answer") == [paper]
    assert [a.state for a in office.read_sync(rows, RequestAnswer)] == ["returned", "given"]


def test_a_proposal_falls_with_the_withdrawal_of_its_request(office: Store) -> None:
    person = office.transact_sync(contacts.meet, channel="console", account="a", value="warga", at=NOW)
    id = office.transact_sync(file, "d1", contact=person.id).id
    office.transact_sync(do, id, REFUSED, PELAKSANA)

    office.transact_sync(do, id, Withdraw(), Actor(role=Role.CITIZEN, id=person.id))

    assert office.read_sync(requests.given_answer, id) is None
    assert [a.state for a in office.read_sync(rows, RequestAnswer)] == ["returned"]


def a_file(session: Session) -> int:
    where = {"contact": None, "channel": "console", "account": "a", "ref": "r"}
    return files.expect(session, **where, name="a.pdf", mime="application/pdf", size=1, now=NOW)


def test_the_queue_has_the_nearest_deadline_first_and_an_unknown_one_last(office: Store) -> None:
    for draft, received in (
        ("d1", datetime(2027, 12, 30, 9, tzinfo=WIB)),  # no calendar yet
        ("d2", NOW + timedelta(days=7)),
        ("d3", NOW),
        ("d4", NOW),
    ):
        office.transact_sync(file, draft, received_at=received)
    office.transact_sync(do, 4, Forward(to="PUPR", reason="menguasai"), PELAKSANA)
    office.transact_sync(do, 3, Accept(), PELAKSANA)

    def queued(*agencies: str, **page: int) -> list[str]:
        return [r.draft_id for r in office.read_sync(requests.queue, agencies=agencies or None, **page)]

    assert queued("DISDIK") == ["d3", "d2", "d1"]
    assert queued("PUPR") == ["d4"]
    assert queued() == queued("DISDIK", "PUPR") == ["d3", "d4", "d2", "d1"]
    assert queued(first=1, most=2) == ["d4", "d2"]
    assert office.read_sync(requests.count_open) == 4
    assert office.read_sync(requests.count_open, agencies=["DISDIK"]) == 3


def test_an_id_that_is_no_requests_finds_none(office: Store) -> None:
    office.transact_sync(file, "d1")

    for id in (0, -1, 2, 2**31 - 1, 2**31, 10**15 - 1, 2**63):
        assert office.read_sync(requests.get, id) is None


# -- the chain ------------------------------------------------------------------------------------


def a_life(session: Session, zone: Any = WIB) -> int:
    """Filed, taken up, forwarded, answered; the moments in whatever zone they come from outside."""
    id = file(session, f"d{zone}", received_at=NOW.astimezone(zone)).id
    assert id is not None
    at = NOW.astimezone(zone)
    do(session, id, Accept(), PELAKSANA, at=at + timedelta(hours=1))
    do(session, id, Forward(to="PUPR", reason="Rina salah alamat"), PELAKSANA, at=at + timedelta(hours=2))
    given = Answer(decision=Decision.GIVEN, text="Terlampir, Bu Rina.")
    do(session, id, given, UTAMA, at=at + timedelta(hours=3))
    return id


def broken(session: Session, id: int) -> list[int]:
    """The seq of every event whose hash is not that of its content and its predecessor."""
    wrong: list[int] = []
    previous = ""
    for place, (event, data) in enumerate(requests.history(session, id), start=1):
        payload = session.get(EventPayload, event.id)
        sound = payload is None or chain.payload_digest(data, SECRET) == event.payload_hash
        link = chain.link(
            previous,
            subject=requests.subject(id),
            seq=event.seq,
            kind=event.kind,
            at=event.at,
            role=event.role,
            officer=event.officer_id,
            payload_hash=event.payload_hash,
        )
        if not sound or link != event.hash or event.previous != previous or event.seq != place:
            wrong.append(event.seq)
        previous = event.hash
    return wrong


def test_the_chain_can_be_recomputed_from_what_is_kept(office: Store) -> None:
    for zone in (WIB, UTC, ZoneInfo("America/New_York")):
        id = office.transact_sync(a_life, zone)

        assert office.read_sync(broken, id) == []
        events = [event for event, _ in office.read_sync(requests.history, id)]
        assert [(e.seq, e.kind, e.officer_id) for e in events] == [
            (1, "submitted", None),
            (2, "accepted", 11),
            (3, "forwarded", 11),
            (4, "answered", 12),
        ]


TAMPERINGS = (
    "UPDATE event SET kind = 'withdrawn' WHERE seq = 3",
    "UPDATE event SET at = (SELECT at FROM event WHERE seq = 1) WHERE seq = 3",
    "UPDATE event SET officer_id = 99 WHERE seq = 3",
    "UPDATE event SET officer_id = NULL WHERE seq = 3",
    "UPDATE event SET role = 'utama' WHERE seq = 3",
    "UPDATE event SET previous = 'x' WHERE seq = 3",
    "UPDATE event_payload SET data = '{}' WHERE event_id = (SELECT id FROM event WHERE seq = 3)",
)


class Undone(Exception):
    """What a test found before it rolled back."""


def test_an_event_that_was_changed_breaks_the_chain(office: Store) -> None:
    id = office.transact_sync(a_life)

    def tamper(session: Session, statement: str) -> None:
        session.execute(text(statement))
        raise Undone(broken(session, id))

    for tampering in TAMPERINGS:
        with pytest.raises(Undone) as found:
            office.transact_sync(tamper, tampering)
        assert found.value.args == ([3],), tampering


def test_an_event_that_was_taken_out_breaks_the_chain(office: Store) -> None:
    id = office.transact_sync(a_life)

    def take_out(session: Session) -> None:
        for table, key in (("event_payload", "event_id"), ("event", "id")):
            session.execute(text(f"DELETE FROM {table} WHERE {key} = (SELECT id FROM event WHERE seq = 2)"))

    office.transact_sync(take_out)

    assert office.read_sync(broken, id) == [3, 4]


def test_a_payload_can_be_erased_and_the_chain_still_holds(office: Store) -> None:
    id = office.transact_sync(a_life)

    office.transact_sync(lambda session: session.execute(text("DELETE FROM event_payload")) and None)

    assert office.read_sync(broken, id) == []
    assert [data for _, data in office.read_sync(requests.history, id)] == [{}] * 4


def test_the_events_themselves_hold_nothing_personal(office: Store) -> None:
    id = office.transact_sync(a_life)

    kept = " ".join(str(e.model_dump()) for e in office.read_sync(rows, Event))
    said = [data for _, data in office.read_sync(requests.history, id)]

    assert "Rina" not in kept and "contoh.id" not in kept and "salah alamat" not in kept
    assert "Rina" in str(said)  # the reason stands in the payload, which can be erased


def test_a_payload_cannot_be_guessed_from_its_hash_without_the_key() -> None:
    assert chain.payload_digest({"a": 1, "b": 2}, SECRET) == chain.payload_digest({"b": 2, "a": 1}, SECRET)
    assert chain.payload_digest({"a": 1}, SECRET) != chain.payload_digest({"a": 1}, b"other")


def test_two_events_of_one_place_cannot_be_kept(office: Store) -> None:
    id = office.transact_sync(a_life)

    def twice(session: Session) -> None:
        copy: Callable[..., Any] = Event
        session.add(
            copy(
                subject=requests.subject(id),
                seq=4,
                kind="x",
                at=NOW,
                role="x",
                payload_hash="",
                previous="",
                hash="",
            )
        )

    with pytest.raises(IntegrityError):
        office.transact_sync(twice)
