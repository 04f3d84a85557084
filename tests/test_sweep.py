"""The sweep: who is told what on which morning, once, and never after it was settled."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select
from sqlmodel import update as sql_update

from handlers import calendar_watch, office_hours
from handlers.desk import Desk
from handlers.say import Say
from handlers.sweep import sweep
from kip.actions import (
    Accept,
    Action,
    Answer,
    AskMaterial,
    Close,
    Decision,
    DeclareIncomplete,
    Extend,
    Forward,
    Withdraw,
)
from kip.calendar import WorkCalendar
from kip.grounds import Ground
from kip.objection import CloseObjection, Respond, Ruling
from kip.people import Role
from kip.reminders import ReminderKind
from storage import officers, timers
from storage.content import ContentError, read_pack
from storage.tables import Officer, Outbox, Timer
from storage.trace import traced
from tests.migrated import BOTH
from tests.rooms import PROJECT, wib
from tests.town import Town, moment, quick_town, says

GIVEN = Answer(decision=Decision.GIVEN, text="Daftarnya terlampir.")
NOT_HELD = Answer(decision=Decision.NOT_HELD, text="Data ini ada di provinsi.")
REFUSED = Answer(decision=Decision.REFUSED, text="Membuka data pribadi.", ground=Ground.H)
EVERYBODY = ["atasan", "petugas", "utama"]
# A request of START: half its time on 30 November, due on Monday 7 December, silence from the 8th.
HALF, BEFORE, DUE, LATE = "2026-11-30", "2026-12-04", "2026-12-07", "2026-12-08"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with quick_town(tmp_path) as built:
        yield built


@pytest.fixture
def filed(place: Town) -> int:
    """A request that was filed at the start; what was told of it has been heard."""
    request = place.file()
    place.room.listen()
    return request


def kinds(told: list[tuple[str, Say]]) -> Counter[tuple[str, str]]:
    """Who was told what: (who, key of the copy), counted."""
    keys = [f"reminder-{kind.value}" for kind in ReminderKind]
    keys = [k for k in keys if k not in ("reminder-due-soon", "reminder-due-today")] + ["reminder-due"]
    keys += ["reminder-objection-window-silent", "digest-heading"]
    return Counter((who, key) for who, say in told for key in keys if says(say, key))


# -- who, and on which morning --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "at", "who"),
    [
        ("reminder-halfway", "2026-11-27 15:59:59", []),
        ("reminder-halfway", "2026-11-30 07:29:59", []),
        ("reminder-halfway", "2026-11-30 07:30:00", ["warga"]),
        ("reminder-due", "2026-12-03 07:30:00", []),
        ("reminder-due", "2026-12-04 07:30:00", ["utama"]),
        ("reminder-due", "2026-12-07 07:29:59", ["utama"]),
        ("reminder-late", "2026-12-07 07:30:00", []),
        ("reminder-late", "2026-12-07 23:59:59", []),
        ("reminder-late", "2026-12-08 00:00:00", []),
        ("reminder-late", "2026-12-08 07:29:59", []),
        ("reminder-late", "2026-12-08 07:30:00", EVERYBODY),
        ("reminder-silence", "2026-12-08 07:29:59", []),
        ("reminder-silence", "2026-12-08 07:30:00", ["warga"]),
        ("reminder-objection-window-silent", "2027-01-14 07:30:00", []),
        ("reminder-objection-window-silent", "2027-01-15 07:30:00", ["warga"]),
    ],
)
def test_each_is_told_as_the_office_opens_on_the_day(
    place: Town, filed: int, key: str, at: str, who: list[str]
) -> None:
    before = [say for at in _mornings(place, until=at) for say in place.at(at)]

    told = [who for who, say in [*before, *place.at(at)] if says(say, key)]

    assert sorted(set(told)) == who


def _mornings(place: Town, *, until: str) -> list[str]:
    """The openings of the days before a moment: the program has been on all the time."""
    day, last, found = place.room.at.date(), moment(until).date(), []
    while (day := day + timedelta(days=1)) < last:
        found.append(f"{day} 07:30:00")
    return found


def test_a_reminder_carries_the_id_of_what_armed_it_and_the_digest_that_of_the_sweep(place: Town) -> None:
    with traced("filing0000"):
        place.file()
    place.room.listen()

    with traced("sweeping00"):
        place.now(f"{LATE} 07:30:00")
        place.sweep()

    told = {
        says(Say.from_dict(row.payload), "digest-heading"): row.trace
        for row in place.room.store.read_sync(_outbox, "pending")
    }
    assert told == {False: "filing0000", True: "sweeping00"}


def test_on_the_due_day_agency_and_utama_are_told(place: Town, filed: int) -> None:
    place.at(f"{BEFORE} 07:30")

    assert place.told(f"{DUE} 07:30", "reminder-due") == ["petugas", "utama"]


def test_what_is_late_is_told_again_on_every_working_day(place: Town, filed: int) -> None:
    place.now(f"{DUE} 16:00")
    told = {}
    for at in _mornings(place, until="2026-12-15 00:00"):
        told[at[:10]] = place.told(at, "reminder-late")

    assert told == {
        "2026-12-08": EVERYBODY,
        "2026-12-09": EVERYBODY,
        "2026-12-10": EVERYBODY,
        "2026-12-11": EVERYBODY,
        "2026-12-12": [],
        "2026-12-13": [],
        "2026-12-14": EVERYBODY,
    }


def test_late_over_lebaran_waits_for_the_first_working_day_and_is_not_late_itself(tmp_path: Path) -> None:
    with quick_town(tmp_path, at="2026-03-03 09:00") as place:
        place.file()
        place.at("2026-03-17 08:00")

        assert kinds(place.at("2026-03-18 08:00")) == {}
        assert kinds(place.at("2026-03-24 08:00")) == {}
        told = place.at("2026-03-25 08:00")

    assert sorted(who for who, say in told if says(say, "reminder-late")) == EVERYBODY
    assert not any(says(say, "reminder-was-late") for _, say in told)


def test_late_at_the_years_end_goes_on_in_the_new_year(tmp_path: Path) -> None:
    with quick_town(tmp_path, at="2026-12-15 09:00") as place:
        place.file()
        place.at("2026-12-31 08:00")

        assert place.told("2027-01-01 08:00", "reminder-late") == []
        assert place.told("2027-01-04 08:00", "reminder-late") == EVERYBODY
        assert place.told("2027-01-05 08:00", "reminder-late") == []  # Isra Mikraj
        assert place.told("2027-01-06 08:00", "reminder-late") == EVERYBODY


def test_late_into_a_year_that_nobody_has_loaded_goes_on_from_monday_to_friday(tmp_path: Path) -> None:
    with quick_town(tmp_path, at="2027-12-15 09:00") as place:
        place.file()
        due = place.room.desk.calendar.count(place.room.at.date(), 10).due
        assert due.isoformat() == "2027-12-30"

        assert place.told("2027-12-31 08:00", "reminder-late") == EVERYBODY
        assert place.told("2028-01-01 08:00", "reminder-late") == []
        assert place.told("2028-01-03 08:00", "reminder-late") == EVERYBODY
        assert place.told("2028-01-04 08:00", "reminder-late") == EVERYBODY


def test_one_person_with_two_offices_is_told_once(place: Town) -> None:
    place.room.direct("masuk petugas DISKOMINFO utama Budi", wib)
    place.file()
    place.room.listen()

    place.at(f"{BEFORE} 08:00")

    told = kinds(place.at(f"{DUE} 08:00"))

    assert told[("petugas", "digest-heading")] == told[("petugas", "reminder-due")] == 1


def test_an_agency_without_an_officer_is_the_utamas_care(place: Town) -> None:
    place.file(agency="DINKES")
    place.room.listen()

    assert place.told(f"{LATE} 08:00", "reminder-late") == ["atasan", "utama"]


# -- the applicant --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "action",
    [Accept(), Forward(to="DINKES", reason="DINKES yang menguasai"), Extend(reason="Arsip lama")],
    ids=lambda action: type(action).__name__,
)
def test_who_has_had_news_is_not_told_that_half_the_time_has_gone(
    place: Town, filed: int, action: Action
) -> None:
    place.act(filed, action)

    assert place.told(f"{HALF} 07:30", "reminder-halfway") == []


def test_what_the_office_does_among_itself_is_no_news(place: Town, filed: int) -> None:
    place.act(filed, AskMaterial(of="DINKES", text="Data puskesmas"))

    assert place.told(f"{HALF} 07:30", "reminder-halfway") == ["warga"]


def test_the_silent_are_told_that_they_may_object_and_until_when(place: Town, filed: int) -> None:
    [said] = [say for who, say in place.at(f"{LATE} 07:30") if who == "warga" and "silence" in _key(say)]

    assert "22 Januari 2027" in said.text
    assert said.options[0].data == f"m:object:{filed}"


def _key(say: Say) -> str:
    return "silence" if says(say, "reminder-silence") else ""


def test_who_did_not_object_is_told_twice_before_the_window_closes(place: Town, filed: int) -> None:
    place.act(filed, NOT_HELD)  # on 23 November: until 8 January, with 24, 25 December, 1 and 5 January off
    place.room.listen()

    closing = place.room.desk.calendar.count(moment("2026-11-23 09:00").date(), 30).due
    told = [
        at[:10]
        for at in _mornings(place, until=f"{closing + timedelta(days=9)} 00:00")
        if place.told(at, "reminder-objection-window")
    ]

    left = [place.room.desk.days_left(closing, moment(f"{day} 07:30")) for day in told]
    assert left == [5, 1]


def test_a_window_that_has_closed_is_not_advertised(place: Town, filed: int) -> None:
    place.act(filed, NOT_HELD)
    place.room.listen()

    assert kinds(place.at("2027-03-01 08:00")) == {}


def test_who_must_complete_is_told_a_day_before_with_what_is_missing(place: Town, filed: int) -> None:
    place.act(filed, DeclareIncomplete(missing="Surat kuasa dari kelompok tani"))
    place.room.listen()

    [said] = [say for who, say in place.at("2026-11-25 07:30") if who == "warga"]

    assert says(said, "reminder-completion")
    assert "Surat kuasa dari kelompok tani" in said.text
    assert said.options[0].data == f"m:complete:{filed}"


def test_for_somebody_in_no_chat_the_office_is_reminded_and_no_task_is_opened(place: Town) -> None:
    place.file(by="")
    place.room.listen()

    told = place.at(f"{LATE} 08:00")

    assert kinds(told)[("petugas", "reminder-late")] == 1
    assert {who for who, _ in told} == set(EVERYBODY)
    assert place.tasks() == []


# -- never after it was settled -------------------------------------------------------------------

SETTLED: dict[str, tuple[Action, str]] = {
    "answered": (GIVEN, "petugas"),
    "withdrawn": (Withdraw(), "warga"),
    "refused": (REFUSED, "utama"),
}


@pytest.mark.parametrize(("action", "by"), SETTLED.values(), ids=SETTLED)
def test_nobody_is_reminded_of_what_was_settled(place: Town, filed: int, action: Action, by: str) -> None:
    place.act(filed, action, by=by)
    place.room.listen()

    told = [say for at in _mornings(place, until="2026-12-20 00:00") for say in place.at(at)]

    assert told == []


@pytest.mark.parametrize(("action", "by"), SETTLED.values(), ids=SETTLED)
def test_what_is_settled_between_the_sweep_and_the_sending_is_not_sent(
    place: Town, filed: int, action: Action, by: str
) -> None:
    place.now(f"{LATE} 08:00")
    place.sweep()
    place.act(filed, action, by=by)

    told = place.room.listen()

    assert {key for _, key in kinds(told)} <= {"digest-heading"}
    voided = place.room.store.read_sync(_outbox, "void")
    assert len(voided) == 3 + 1 + 2 + 1  # late, silence, due today, due soon


def _outbox(session: Session, state: str) -> list[Outbox]:
    return list(session.exec(select(Outbox).where(Outbox.state == state)))


def test_a_timer_that_outlived_its_cause_is_only_marked(place: Town, filed: int) -> None:
    place.act(filed, GIVEN)
    place.room.listen()
    place.room.store.transact_sync(
        timers.arm, f"r{filed}", [("late", moment(f"{LATE} 07:30")), ("silence", moment(f"{LATE} 07:30"))]
    )

    assert place.at(f"{LATE} 08:00") == []
    assert [t.kind for t in place.timers(f"r{filed}") if t.fired_at] == []


def test_a_request_that_was_closed_reminds_nobody(place: Town, filed: int) -> None:
    place.act(filed, DeclareIncomplete(missing="Surat kuasa"))
    place.now("2026-12-01 09:00")
    place.act(filed, Close(reason="Tidak dilengkapi"))
    place.room.listen()

    assert kinds(place.at(f"{LATE} 08:00")) == {}


def test_a_request_that_moved_is_its_new_agencys_care(place: Town, filed: int) -> None:
    place.room.direct("masuk petugas2 DINKES pelaksana Tini", wib)
    place.act(filed, Forward(to="DINKES", reason="DINKES yang menguasai"))
    place.room.listen()

    assert place.told(f"{LATE} 08:00", "reminder-late") == ["atasan", "petugas2", "utama"]


def test_a_reminder_for_a_day_that_has_moved_makes_way_for_the_right_day(place: Town, filed: int) -> None:
    place.room.store.transact_sync(_move_timer, filed, "due-today", "2026-12-02 07:30")

    assert place.told("2026-12-02 07:30", "reminder-due") == []
    place.at(f"{BEFORE} 07:30")
    assert place.told(f"{DUE} 07:30", "reminder-due") == ["petugas", "utama"]


def _move_timer(session: Session, request: int, kind: str, at: str) -> None:
    wanted = (col(Timer.subject) == f"r{request}", col(Timer.kind) == kind)
    session.exec(sql_update(Timer).where(*wanted).values(due_at=moment(at)))


def test_who_has_objected_is_not_told_that_they_may(place: Town, filed: int) -> None:
    place.now(f"{LATE} 06:00")
    place.object(filed)
    place.room.listen()

    told = kinds(place.at(f"{LATE} 07:30"))

    assert ("warga", "reminder-silence") not in told
    assert told[("atasan", "reminder-late")] == 1


# -- an objection ---------------------------------------------------------------------------------


@pytest.fixture
def objected(place: Town, filed: int) -> int:
    """An objection of 8 December, due on 25 January, to be taken to the Commission until 15 February."""
    place.now(f"{LATE} 09:00")
    objection = place.object(filed)
    place.act(filed, GIVEN)
    place.sweep()
    place.room.listen()
    return objection


def test_the_superior_is_told_on_the_due_day_and_then_every_working_day(place: Town, objected: int) -> None:
    told = {
        at[:10]: kinds(place.at(at))
        for at in _mornings(place, until="2027-01-29 00:00")
        if at >= "2027-01-22"
    }

    assert {day: [k for (who, k) in found if who == "atasan"] for day, found in told.items()} == {
        "2027-01-22": ["digest-heading"],
        "2027-01-23": [],
        "2027-01-24": [],
        "2027-01-25": ["reminder-objection-due-today", "digest-heading"],
        "2027-01-26": ["reminder-objection-late", "digest-heading"],
        "2027-01-27": ["reminder-objection-late", "digest-heading"],
        "2027-01-28": ["reminder-objection-late", "digest-heading"],
    }
    assert [day for day, found in told.items() if ("warga", "reminder-objection-silence") in found] == [
        "2027-01-26"
    ]


def test_the_superior_can_open_the_objection_from_its_reminder(place: Town, objected: int) -> None:
    [said] = [say for who, say in place.at("2027-01-25 07:30") if says(say, "reminder-objection-due-today")]

    assert f"k{objected}:1:show" in [option.data for option in said.options]


def test_after_the_superiors_silence_the_applicant_is_told_of_the_commission(
    place: Town, objected: int
) -> None:
    [said] = [say for who, say in place.at("2027-01-26 07:30") if who == "warga"]

    assert says(said, "reminder-objection-silence")
    assert "Komisi Informasi Provinsi Jambi" in said.text
    assert said.options[0].data == f"m:dispute:{objected}"


def test_the_dispute_window_is_told_five_and_one_days_before_it_closes(place: Town, objected: int) -> None:
    until = place.room.desk.calendar.count(moment("2027-01-25 09:00").date(), 14).due
    place.now("2027-01-27 09:00")
    place.sweep()

    told = [
        at[:10]
        for at in _mornings(place, until="2027-03-01 00:00")
        if place.told(at, "reminder-dispute-window")
    ]

    assert [place.room.desk.days_left(until, moment(f"{day} 07:30")) for day in told] == [5, 1]


def test_an_objection_that_was_answered_reminds_nobody_of_its_answer(place: Town, objected: int) -> None:
    place.rule(objected, Respond(ruling=Ruling.REJECTED, text="Sudah sesuai."))
    place.room.listen()

    told = [heard for at in _mornings(place, until="2027-03-15 00:00") for heard in place.at(at)]

    assert {key for who, key in kinds(told)} == {"reminder-dispute-window"}


def test_a_response_between_the_sweep_and_the_sending_stops_the_reminder(place: Town, objected: int) -> None:
    place.now("2027-01-26 08:00")
    place.sweep()
    place.rule(objected, Respond(ruling=Ruling.REJECTED, text="Sudah sesuai."))

    told = kinds(place.room.listen())

    assert {key for _, key in told} <= {"digest-heading"}


def test_a_closed_objection_reminds_nobody(place: Town, objected: int) -> None:
    place.rule(objected, CloseObjection(reason="Sudah cukup"), by="warga")
    place.room.listen()

    assert kinds(place.at("2027-01-26 08:00")) == {}


def test_without_a_superior_in_a_chat_the_utama_is_told(place: Town, objected: int) -> None:
    place.room.store.transact_sync(_revoke, Role.ATASAN)

    assert place.told("2027-01-26 08:00", "reminder-objection-late") == ["utama"]


def _revoke(session: Session, role: Role) -> None:
    session.exec(
        sql_update(Officer).where(col(Officer.role) == role).values(revoked_at=moment("2026-12-01 09:00"))
    )


# -- once, whatever happens -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", BOTH)
def test_a_second_sweep_says_nothing_again(tmp_path: Path, kind: str) -> None:
    with quick_town(tmp_path, kind=kind) as place:
        place.file()
        place.room.listen()

        first = place.at(f"{LATE} 08:00")
        again = [place.at(f"{LATE} 08:00"), place.at(f"{LATE} 15:59")]

    assert kinds(first) == {  # that half the time had gone is of no use any more
        ("utama", "reminder-due"): 2,
        ("petugas", "reminder-due"): 1,
        ("petugas", "reminder-late"): 1,
        ("utama", "reminder-late"): 1,
        ("atasan", "reminder-late"): 1,
        ("warga", "reminder-silence"): 1,
        ("petugas", "digest-heading"): 1,
        ("utama", "digest-heading"): 1,
        ("atasan", "digest-heading"): 1,
    }
    assert again == [[], []]


def test_after_four_days_off_every_notice_comes_once_and_says_that_it_is_late(
    place: Town, filed: int
) -> None:
    place.at("2026-12-03 08:00")

    told = place.at(f"{LATE} 08:00")  # off from the evening of the 3rd; the 4th, 5th, 6th and 7th are missed

    assert kinds(told) == {
        ("utama", "reminder-due"): 2,
        ("petugas", "reminder-due"): 1,
        ("petugas", "reminder-late"): 1,
        ("utama", "reminder-late"): 1,
        ("atasan", "reminder-late"): 1,
        ("warga", "reminder-silence"): 1,
        ("petugas", "digest-heading"): 1,
        ("utama", "digest-heading"): 1,
        ("atasan", "digest-heading"): 1,
    }
    marked = sorted(say.text.splitlines()[0] for _, say in told if says(say, "reminder-was-late"))
    assert [line.split("seharusnya ")[1] for line in marked] == [
        "Jumat, 4 Desember 2026.",
        "Senin, 7 Desember 2026.",
        "Senin, 7 Desember 2026.",
    ]


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2026-12-08 07:30:00", False),
        ("2026-12-08 15:59:59", False),
        ("2026-12-09 07:30:00", False),
        ("2026-12-09 07:30:01", True),
    ],
)
def test_more_than_one_working_day_after_its_time_a_notice_says_so(
    place: Town, filed: int, at: str, late: bool
) -> None:
    place.at(f"{DUE} 08:00")

    told = place.at(at)

    assert {says(say, "reminder-was-late") for who, say in told if says(say, "reminder-late")} == {late}


def test_late_notices_that_were_missed_are_one_and_then_the_next_working_day(place: Town, filed: int) -> None:
    place.at(f"{LATE} 08:00")

    assert place.told("2026-12-14 08:00", "reminder-late") == EVERYBODY  # the 9th, 10th, 11th were missed
    assert place.told("2026-12-14 15:00", "reminder-late") == []
    assert place.told("2026-12-15 08:00", "reminder-late") == EVERYBODY


def test_what_an_officer_does_on_a_late_day_does_not_end_the_reminders(place: Town, filed: int) -> None:
    place.at("2026-12-09 08:00")
    place.act(filed, Accept())
    place.room.listen()

    assert place.told("2026-12-09 15:00", "reminder-late") == []
    assert place.told("2026-12-10 08:00", "reminder-late") == EVERYBODY


def test_an_act_before_the_mornings_sweep_does_not_swallow_its_notice(place: Town, filed: int) -> None:
    place.at(f"{LATE} 08:00")
    place.now("2026-12-09 10:00")  # the program has just started, and a message came first
    place.act(filed, Accept())
    place.room.listen()

    assert place.told("2026-12-09 10:01", "reminder-late") == EVERYBODY
    assert place.told("2026-12-10 08:00", "reminder-late") == EVERYBODY


def test_two_that_wait_for_the_same_day_are_one(place: Town, filed: int) -> None:
    place.at(f"{LATE} 08:00")
    moments = [("late", moment("2026-12-09 07:30")), ("late", moment("2026-12-10 07:30"))]
    place.room.store.transact_sync(timers.arm, f"r{filed}", moments)
    place.room.listen()

    assert place.told("2026-12-11 08:00", "reminder-late") == EVERYBODY
    assert place.told("2026-12-11 15:00", "reminder-late") == []


def test_the_offices_new_hours_do_not_say_a_thing_again(place: Town, filed: int) -> None:
    place.at(f"{LATE} 08:00")
    place.room.desk = _opens_at(place.room.desk, "09:00")
    place.act(filed, Accept())
    place.room.listen()

    assert kinds(place.at(f"{LATE} 09:30")) == {}


def _opens_at(desk: Desk, opens: str) -> Desk:
    hours = [row | {"opens": opens} for row in desk.office["open"]]
    return replace(desk, body=desk.body | {"office": desk.office | {"open": hours}})


def test_a_clock_that_was_set_back_says_nothing_twice(place: Town, filed: int) -> None:
    told = place.at(f"{LATE} 08:00")
    for at in ("2026-12-07 08:00", "2026-12-03 08:00", f"{LATE} 07:00", f"{LATE} 09:00"):
        told += place.at(at)

    assert kinds(told)[("warga", "reminder-silence")] == 1
    assert kinds(told)[("atasan", "reminder-late")] == 1
    assert kinds(told)[("petugas", "reminder-due")] == 1
    assert place.told("2026-12-09 08:00", "reminder-late") == EVERYBODY


def test_a_clock_that_was_a_month_ahead_says_all_once_and_then_goes_on(place: Town, filed: int) -> None:
    told = place.at("2027-01-08 08:00")  # wrong by a month
    told += place.at(f"{LATE} 08:00")  # set right
    nothing_twice = kinds(told)

    assert place.told("2026-12-09 08:00", "reminder-late") == EVERYBODY
    assert place.told("2026-12-10 08:00", "reminder-late") == EVERYBODY
    assert nothing_twice[("warga", "reminder-silence")] == 1
    assert nothing_twice[("atasan", "reminder-late")] == 1


def test_timers_beyond_one_transaction_are_taken_by_the_next(place: Town) -> None:
    for _ in range(7):
        place.file()
    place.now(f"{HALF} 08:00")
    room = place.room

    counts = [room.store.transact_sync(sweep, room.desk, room.at, most=3) for _ in range(4)]

    assert counts == [3, 3, 3, 0]  # seven applicants, the digest and the calendar
    assert kinds(room.listen())[("warga", "reminder-halfway")] == 7


# -- office hours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at",
    [
        "2026-12-08 02:00",
        "2026-12-08 16:00",
        "2026-12-08 23:59:59",
        "2026-12-12 10:00",  # a Saturday
        "2026-12-25 10:00",  # Christmas
    ],
)
def test_nothing_is_said_while_the_office_is_closed(place: Town, filed: int, at: str) -> None:
    assert place.at(at) == []


def test_what_was_missed_in_the_night_is_said_as_the_office_opens(place: Town, filed: int) -> None:
    place.at(f"{DUE} 15:00")
    assert place.at(f"{LATE} 22:00") == []  # it was off in the daytime

    assert place.told("2026-12-09 07:30", "reminder-silence") == ["warga"]


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-12-07 07:29:59", "2026-12-07 07:30"),
        ("2026-12-07 07:30:00", "2026-12-08 07:30"),
        ("2026-12-11 12:00:00", "2026-12-14 07:30"),
        ("2026-12-23 12:00:00", "2026-12-28 07:30"),
        ("2026-12-31 12:00:00", "2027-01-04 07:30"),
        ("2027-12-31 12:00:00", "2028-01-03 07:30"),
    ],
)
def test_the_next_opening(place: Town, at: str, opening: str) -> None:
    assert office_hours.opening_after(place.room.desk, moment(at)) == moment(opening)


def test_on_friday_the_office_closes_at_its_own_hour(place: Town) -> None:
    desk = place.room.desk

    assert office_hours.is_open(desk, moment("2026-12-11 16:29:59"))
    assert not office_hours.is_open(desk, moment("2026-12-11 16:30"))
    assert not office_hours.is_open(desk, moment("2026-12-10 16:00"))


# -- the digest -----------------------------------------------------------------------------------


def digests(told: list[tuple[str, Say]]) -> dict[str, str]:
    return {who: say.text for who, say in told if says(say, "digest-heading")}


def test_where_nothing_is_open_nobody_gets_a_digest(place: Town) -> None:
    place.sweep()

    assert place.at("2026-11-24 08:00") == []


def test_an_officer_reads_what_is_open_nearest_deadline_first(place: Town) -> None:
    for day in ("11-16", "11-20", "11-23", "11-26", "12-01"):
        place.now(f"2026-{day} 09:00")
        place.file(information=f"Diminta pada {day}")
    place.sweep()
    place.room.listen()

    read = digests(place.at("2026-12-02 07:30"))["petugas"]

    lines = [line for line in read.splitlines() if line.startswith("•")]
    assert [line.split(",")[0].split("00")[0].strip("• ") for line in lines] == [
        "TERLAMBAT 2 hari kerja",
        "2 HARI KERJA LAGI",
        "",
        "",
        "",
    ]
    assert [line[-5:] for line in lines] == ["11-16", "11-20", "11-23", "11-26", "12-01"]


@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("2026-11-27", "• 001/PPID/XI/2026, 6 hari kerja lagi"),
        ("2026-11-30", "• 5 HARI KERJA LAGI, 001/PPID/XI/2026"),
        ("2026-12-01", "• 001/PPID/XI/2026, 4 hari kerja lagi"),
        ("2026-12-02", "• 001/PPID/XI/2026, 3 hari kerja lagi"),
        ("2026-12-03", "• 2 HARI KERJA LAGI, 001/PPID/XI/2026"),
        ("2026-12-04", "• 1 HARI KERJA LAGI, 001/PPID/XI/2026"),
        ("2026-12-07", "• HARI INI, 001/PPID/XI/2026"),
        ("2026-12-08", "• TERLAMBAT 1 hari kerja, 001/PPID/XI/2026"),
    ],
)
def test_a_line_stands_out_five_two_and_one_days_before_on_the_day_and_after(
    place: Town, filed: int, day: str, start: str
) -> None:
    assert start in digests(place.at(f"{day} 07:30"))["petugas"]


def test_the_utama_reads_the_late_and_the_near_by_agency_and_counts(place: Town, filed: int) -> None:
    place.file(agency="DINKES", information="Data puskesmas")
    place.now("2026-12-03 09:00")
    place.file(agency="DINKES", information="Masih lama")
    place.act(filed, REFUSED)
    place.sweep()
    place.room.listen()

    read = digests(place.at(f"{LATE} 07:30"))["utama"]

    assert "Permohonan terbuka: 3. Terlambat: 2. Jatuh tempo dalam 5 hari kerja: 0." in read
    assert "Usulan penolakan yang menunggu persetujuan: 1." in read
    assert "Dinas Pendidikan:\n• TERLAMBAT 1 hari kerja, 001/PPID/XI/2026" in read
    assert "Dinas Kesehatan:\n• TERLAMBAT 1 hari kerja, 002/PPID/XI/2026" in read
    assert "Masih lama" not in read


def test_the_superior_reads_what_is_late_and_the_objections(place: Town, filed: int) -> None:
    assert "atasan" not in digests(place.at(f"{DUE} 08:00"))
    place.now(f"{LATE} 09:00")
    place.object(filed)
    place.sweep()
    place.room.listen()

    read = digests(place.at("2026-12-09 08:00"))["atasan"]

    assert "Dinas Pendidikan:\n• TERLAMBAT 2 hari kerja, 001/PPID/XI/2026" in read
    assert "Keberatan yang menunggu tanggapan: 1\n• 001/KEB/PPID/XII/2026, 29 hari kerja lagi" in read


def test_an_agency_reads_what_others_ask_it_for_until_the_request_is_answered(
    place: Town, filed: int
) -> None:
    place.room.direct("masuk petugas2 DINKES pelaksana Tini", wib)
    place.act(filed, AskMaterial(of="DINKES", text="Data tenaga kesehatan sekolah"))
    place.room.listen()

    read = digests(place.at("2026-11-24 07:30"))["petugas2"]
    assert "• 2 HARI KERJA LAGI, 001/PPID/XI/2026: Data tenaga kesehatan sekolah" in read

    place.act(filed, GIVEN)
    place.room.listen()
    assert place.at("2026-11-25 07:30") == []


def test_who_works_for_two_agencies_reads_of_both_in_one_message(place: Town, filed: int) -> None:
    place.room.direct("masuk petugas DINKES pelaksana Budi", wib)
    place.file(agency="DINKES", information="Data puskesmas")
    place.room.listen()

    told = [say.text for who, say in place.at("2026-11-24 07:30") if who == "petugas"]

    assert len(told) == 1
    assert "Dinas Pendidikan, permohonan terbuka: 1" in told[0]
    assert "Dinas Kesehatan, permohonan terbuka: 1" in told[0]


def test_while_an_officer_is_away_the_deputy_is_told_of_their_agency(place: Town, filed: int) -> None:
    place.room.store.transact_sync(_leave, moment(f"{HALF} 00:00").date())

    told = place.at("2026-11-24 07:30")
    back = place.at("2026-12-01 07:30")

    assert "Dinas Pendidikan, permohonan terbuka: 1" in digests(told)["utama"]
    assert "petugas" not in digests(told)
    assert "Dinas Pendidikan, permohonan terbuka: 1" in digests(back)["petugas"]


def _leave(session: Session, until: date) -> None:
    """Away, with the PPID Utama as deputy."""
    by_role = {officer.role: officer for officer in officers.all_of(session)}
    officers.leave(session, by_role[Role.PELAKSANA], until=until, deputy=by_role[Role.UTAMA].id)


def test_a_long_list_is_cut_and_what_is_more_is_counted(place: Town) -> None:
    for _ in range(23):
        place.file()
    place.sweep()
    place.room.listen()

    read = digests(place.at("2026-11-24 07:30"))["petugas"]

    assert read.count("•") == 20
    assert "Dan 3 lagi." in read


@pytest.mark.parametrize("at", ["2026-11-24 07:30:00", "2026-11-24 13:00:00", "2026-11-24 15:59:00"])
def test_the_digest_comes_once_a_day_whenever_the_program_starts(place: Town, filed: int, at: str) -> None:
    place.sweep()

    told = [*place.at(at), *place.at(at), *place.at("2026-11-24 15:59:59")]

    assert Counter(who for who, say in told if says(say, "digest-heading")) == {"petugas": 1, "utama": 1}
    assert len(digests(place.at("2026-11-25 07:30"))) == 2


def test_the_digests_of_days_off_are_not_made_up_for(place: Town, filed: int) -> None:
    place.at("2026-11-24 08:00")

    told = place.at("2026-11-27 10:00")

    assert Counter(who for who, say in told if says(say, "digest-heading")) == {"petugas": 1, "utama": 1}
    assert "Jumat, 27 November 2026" in digests(told)["petugas"]


def test_a_body_that_wants_no_digest_gets_none(place: Town, filed: int) -> None:
    place.sweep()
    place.room.desk = replace(place.room.desk, body=place.room.desk.body | {"reminders": {"digest": "off"}})

    assert digests(place.at("2026-11-24 08:00")) == {}
    assert digests(place.at("2026-11-25 08:00")) == {}


# -- next year's calendar -------------------------------------------------------------------------


def _knowing(desk: Desk, *years: int) -> Desk:
    calendar = WorkCalendar(years=dict.fromkeys(years, "SKB"), off=[])
    return replace(desk, rules=replace(desk.rules, calendar=calendar))


def test_from_november_the_admin_is_told_every_monday_until_the_year_is_loaded(place: Town) -> None:
    place.room.direct("masuk admin DISKOMINFO admin Rudi", wib)
    place.room.desk = _knowing(place.room.desk, 2026)
    place.now("2026-10-30 09:00")
    place.sweep()
    place.room.listen()
    told = {}
    for at in _mornings(place, until="2026-11-20 00:00"):
        if heard := place.told(at, "reminder-calendar"):
            told[at[:10]] = heard

    assert told == {"2026-11-02": ["admin"], "2026-11-09": ["admin"], "2026-11-16": ["admin"]}

    place.room.desk = _knowing(place.room.desk, 2026, 2027)
    assert place.told("2026-11-23 08:00", "reminder-calendar") == []


def test_without_an_admin_the_utama_is_told(place: Town) -> None:
    place.sweep()
    place.room.desk = _knowing(place.room.desk, 2026)

    told = place.at("2026-11-30 08:00")

    assert [who for who, say in told if says(say, "reminder-calendar")] == ["utama"]
    assert "2027" in told[0][1].text


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        ("2026-10-31", []),
        ("2026-11-01", [2027]),
        ("2026-12-31", [2027]),
        ("2027-01-01", [2027]),
        ("2027-11-01", [2027, 2028]),
    ],
)
def test_which_years_should_be_known_by_now(place: Town, today: str, missing: list[int]) -> None:
    desk = _knowing(place.room.desk, 2026)

    assert calendar_watch.missing_years(desk, moment(f"{today} 09:00").date()) == missing


@pytest.mark.parametrize(
    ("now", "next_"),
    [
        ("2026-10-30 09:00", "2026-11-02 07:30"),  # 1 November is a Sunday
        ("2026-11-02 07:29", "2026-11-02 07:30"),
        ("2026-11-02 07:30", "2026-11-09 07:30"),
        ("2027-10-29 09:00", "2027-11-01 07:30"),
        ("2029-10-30 09:00", "2029-11-01 07:30"),  # a Thursday
        ("2026-06-01 06:00", "2026-06-02 07:30"),  # that Monday is Pancasila Day
    ],
)
def test_the_next_look_at_the_calendar(place: Town, now: str, next_: str) -> None:
    assert calendar_watch.next_look(place.room.desk, moment(now)) == moment(next_)


# -- what is broken -------------------------------------------------------------------------------


def test_a_broken_timer_stops_no_other_and_becomes_a_task(place: Town, filed: int) -> None:
    at = moment(f"{HALF} 07:00")
    place.room.store.transact_sync(timers.arm, f"r{filed}", [("no-such-kind", at)])
    place.room.store.transact_sync(timers.arm, "rubbish", [("late", at)])

    told = place.at(f"{HALF} 08:00")

    assert kinds(told)[("warga", "reminder-halfway")] == 1
    assert [(task.kind, task.text.splitlines()[0]) for task in place.tasks()] == [
        ("broken-timer", "r1 no-such-kind: ValueError"),
        ("broken-timer", "rubbish late: ValueError"),
    ]
    assert place.at(f"{HALF} 09:00") == []


@pytest.mark.parametrize("kind", BOTH)
def test_what_a_broken_timer_wrote_is_undone_also_where_the_database_refuses(
    tmp_path: Path, kind: str
) -> None:
    with quick_town(tmp_path, kind=kind) as place:
        first, second = place.file(), place.file(by="warga2")
        place.room.listen()
        place.room.store.transact_sync(_refuse_letters_of, first)

        told = place.at(f"{HALF} 08:00")

        assert [who for who, say in told if says(say, "reminder-halfway")] == ["warga2"]
        assert [task.text.splitlines()[0] for task in place.tasks()] == [f"r{first} halfway: IntegrityError"]
        assert {t.subject for t in place.timers() if t.kind == "halfway" and t.fired_at} == {f"r{second}"}


def _refuse_letters_of(session: Session, request: int) -> None:
    if session.get_bind().dialect.name == "postgresql":
        check = f"CHECK (request_id IS NULL OR request_id <> {request}) NOT VALID"
        session.execute(text(f"ALTER TABLE outbox ADD CONSTRAINT refused {check}"))
    else:
        when = f"BEFORE INSERT ON outbox WHEN NEW.request_id = {request}"
        session.execute(text(f"CREATE TRIGGER refused {when} BEGIN SELECT RAISE(ABORT, 'refused'); END"))


def _take_letters_again(session: Session) -> None:
    postgres = session.get_bind().dialect.name == "postgresql"
    session.execute(
        text("ALTER TABLE outbox DROP CONSTRAINT refused" if postgres else "DROP TRIGGER refused")
    )


def test_a_late_reminder_that_failed_is_tried_again_the_next_day(place: Town, filed: int) -> None:
    place.at(f"{DUE} 08:00")
    place.room.store.transact_sync(_refuse_letters_of, filed)
    assert place.told(f"{LATE} 08:00", "reminder-late") == []
    place.room.store.transact_sync(_take_letters_again)

    assert place.told("2026-12-09 08:00", "reminder-late") == EVERYBODY


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('digest = "noon"', '[reminders] digest harus "opening" atau "off"'),
        ("digest_days = []", "[reminders] digest_days harus daftar bilangan 1 atau lebih, bukan []"),
        ("digest_days = [5, 0]", "[reminders] digest_days harus daftar bilangan 1 atau lebih, bukan [5, 0]"),
    ],
)
def test_a_pack_with_a_wrong_policy_is_refused_and_the_line_named(
    tmp_path: Path, line: str, problem: str
) -> None:
    pack = shutil.copytree(PROJECT / "content" / "kerinci", tmp_path / "pack")
    body = (pack / "body.toml").read_text(encoding="utf-8")
    name = line.partition(" ")[0]
    (pack / "body.toml").write_text(re.sub(rf"(?m)^{name} = .*$", line, body), encoding="utf-8")

    with pytest.raises(ContentError) as refused:
        read_pack(pack)

    assert [p.partition(": ")[2] for p in refused.value.problems] == [problem]
