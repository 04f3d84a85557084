"""The calendar changes: every open clock is counted anew, each change is an event, both sides are told."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from bot import clock
from bot.intake import Desks
from bot.jobs import Recounts
from handlers.recalculation import carry_on, change_calendar, renewed
from handlers.recount_summary import LINES
from handlers.say import Say
from kip.actions import (
    Answer,
    AskMaterial,
    Decision,
    DeclareIncomplete,
    Extend,
    Withdraw,
)
from kip.calendar import CalendarError, DayOff, WorkCalendar, national_days_off
from kip.clocks import ANSWER, EXTENSION, Clock, start
from kip.grounds import Ground
from kip.objection import Respond, Ruling
from kip.recount import recount_answer, sources_of_change
from storage import calendar_changes, chain, content, requests
from storage import objections as register
from storage.calendar_changes import Change, Edit
from storage.content import Pack
from storage.tables import Objection, Request, RunningClock
from tests.migrated import beside
from tests.rooms import SECRET, kerinci
from tests.town import Town, moment, quick_town

DECREE = "Keppres 25/2026"
PILKADA = date(2026, 12, 2)  # a Wednesday, within the ten days of what is filed at the start
GIVEN = Answer(decision=Decision.GIVEN, text="Daftarnya terlampir.")
REFUSED = Answer(decision=Decision.REFUSED, text="Membuka data pribadi.", ground=Ground.H)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with quick_town(tmp_path) as built:
        yield built


def added(day: date = PILKADA, source: str = DECREE) -> Change:
    return Change(kind="add", day=day, name="Pemungutan suara", source=source)


def struck(day: date, source: str = DECREE) -> Change:
    return Change(kind="strike", day=day, source=source)


def make(place: Town, *changes: Change) -> list[Edit]:
    """Change the calendar, and count the first batch, in one transaction."""

    def all_of(session: Session) -> list[Edit]:
        return [calendar_changes.apply(session, change, now=place.room.at) for change in changes]

    desk, source = place.room.desk, changes[0].source
    edits = place.room.store.transact_sync(
        change_calendar, all_of, open_desk=partial(renewed, desk=desk), now=place.room.at, source=source
    )
    look_again(place)
    return edits


def look_again(place: Town) -> None:
    """Let the room see the calendar as it is now."""
    place.room.__dict__["desk"] = place.room.store.read_sync(renewed, place.room.desk)


def finish(place: Town, *, most: int = 200) -> int:
    """All that is left to be counted now; how many batches it took."""
    batches = 0
    while place.room.store.transact_sync(carry_on, place.room.desk, now=place.room.at, most=most):
        batches += 1
    return batches


def change(place: Town, *changes: Change) -> list[tuple[str, Say]]:
    """Change the calendar and count everything; what everybody is told."""
    make(place, *changes)
    finish(place)
    return place.room.listen()


def row(place: Town, request: int) -> Request:
    found = place.room.store.read_sync(requests.get, request)
    assert found is not None
    return found


def objection(place: Town, id: int) -> Objection:
    found = place.room.store.read_sync(register.get, id)
    assert found is not None
    return found


def clocks(place: Town, subject: str) -> list[tuple[str, date, date | None]]:
    found: list[RunningClock] = place.room.store.read_sync(chain.clocks, subject)
    return [(c.period, c.start_on, c.due_on) for c in found]


def events(place: Town, subject: str) -> list[dict[str, Any]]:
    """What the recounts of a subject said."""
    return [d for e, d in place.room.store.read_sync(chain.history, subject) if e.kind == "recalculated"]


def waiting(place: Town, subject: str) -> list[tuple[str, datetime]]:
    """The reminders that are still to come."""
    return sorted(
        (t.kind, t.due_at)
        for t in place.timers(subject)
        if t.fired_at is None and t.void_at is None and t.due_at > place.room.at
    )


# -- a request ------------------------------------------------------------------------------------


def test_a_day_off_moves_the_due_date_and_both_sides_hear_the_old_one_and_the_new_one(place: Town) -> None:
    request = place.file()
    place.room.listen()

    told = change(place, added())

    assert row(place, request).due_on == date(2026, 12, 8)
    assert clocks(place, f"r{request}") == [("answer", date(2026, 11, 23), date(2026, 12, 8))]
    assert [who for who, _ in told] == ["warga", "petugas"]
    for _, say in told:
        assert "8 Desember 2026" in say.text and "7 Desember 2026" in say.text and DECREE in say.text


def test_a_moved_date_is_an_event_and_a_new_version(place: Town) -> None:
    request = place.file()

    change(place, added())

    assert row(place, request).version == 2
    assert events(place, f"r{request}") == [
        {"moved": [["answer", "2026-12-07", "2026-12-08"]], "source": DECREE}
    ]


def test_its_reminders_go_with_it(place: Town) -> None:
    request = place.file()

    change(place, added())

    armed = {(kind, at.astimezone(place.room.at.tzinfo).date()) for kind, at in waiting(place, f"r{request}")}
    assert {("due-soon", date(2026, 12, 7)), ("due-today", date(2026, 12, 8))} <= armed
    assert not any(day == date(2026, 12, 7) and kind == "due-today" for kind, day in armed)


def test_what_is_taken_back_moves_it_back(place: Town) -> None:
    request = place.file()
    change(place, added())

    assert make(place, struck(PILKADA, "dibatalkan")) == [Edit.UNDONE]
    finish(place)

    assert row(place, request).due_on == date(2026, 12, 7)
    assert [e["moved"][0][1:] for e in events(place, f"r{request}")] == [
        ["2026-12-07", "2026-12-08"],
        ["2026-12-08", "2026-12-07"],
    ]


def test_a_day_off_that_is_worked_after_all_makes_it_due_earlier(place: Town) -> None:
    place.now("2026-12-18 15:00")
    request = place.file()  # due on 7 January, over Christmas and its joint leave
    place.room.listen()

    told = change(place, struck(date(2026, 12, 24)))

    assert row(place, request).due_on == date(2027, 1, 6)
    assert [who for who, _ in told] == ["warga", "petugas"]


def test_an_extension_counts_from_where_the_ten_days_now_end(place: Town) -> None:
    request = place.file()
    place.act(request, Extend(reason="Masih dihimpun"))

    change(place, added(), added(date(2026, 12, 10)))

    assert row(place, request).due_on == date(2026, 12, 18)
    assert clocks(place, f"r{request}") == [
        ("answer", date(2026, 11, 23), date(2026, 12, 8)),
        ("extension", date(2026, 12, 8), date(2026, 12, 18)),
    ]
    assert events(place, f"r{request}")[0]["moved"] == [["extension", "2026-12-16", "2026-12-18"]]


def test_what_is_left_to_complete_moves_too(place: Town) -> None:
    request = place.file()
    place.act(request, DeclareIncomplete(missing="Alamat"))
    place.room.listen()

    told = change(place, added(date(2026, 11, 25)))

    assert row(place, request).completion_due_on == date(2026, 11, 27)
    assert "Dilengkapi paling lambat: Jumat, 27 November 2026" in dict(told)["warga"].text
    assert "Dijawab paling lambat: Selasa, 8 Desember 2026" in dict(told)["warga"].text


def test_material_that_is_owed_has_its_day_moved(place: Town) -> None:
    request = place.file()
    place.act(request, AskMaterial(of="DINSOS", text="Jumlah penerima"))

    change(place, added(date(2026, 11, 25)))

    asks = place.room.store.read_sync(requests.asks, request)
    assert [a.due_on for a in asks] == [date(2026, 11, 27)]


def test_who_is_in_no_chat_has_to_be_told_by_the_officer(place: Town) -> None:
    place.file(by="")
    place.room.listen()

    told = change(place, added())

    assert [who for who, _ in told] == ["petugas"]
    assert "pemohon perlu dikabari langsung" in told[0][1].text


def test_what_is_answered_withdrawn_or_untouched_stays_as_it_is(place: Town) -> None:
    answered, withdrawn = place.file(), place.file(by="warga2")
    place.act(answered, GIVEN)
    place.act(withdrawn, Withdraw(), by="warga2")
    place.now("2026-12-28 09:00")
    later = place.file(by="warga3")
    place.room.listen()

    told = change(place, added(date(2026, 12, 22)))

    assert [who for who, _ in told] == ["warga"]  # the window of her answer, which is open
    assert row(place, answered).due_on == date(2026, 12, 7)
    assert events(place, f"r{withdrawn}") == events(place, f"r{later}") == []


def test_the_window_to_object_to_an_answer_moves_and_only_the_person_is_told(place: Town) -> None:
    request = place.file()
    place.act(request, GIVEN)
    place.room.listen()

    told = change(place, added())

    assert [who for who, _ in told] == ["warga"]
    assert (
        "Keberatan paling lambat: Senin, 11 Januari 2027 (sebelumnya Jumat, 8 Januari 2027)"
        in told[0][1].text
    )


def test_the_window_to_object_to_silence_moves_with_the_due_date(place: Town) -> None:
    place.file()
    place.now("2026-12-09 10:00")
    place.sweep()
    place.room.listen()

    told = change(place, added(date(2026, 12, 16)))

    assert [who for who, _ in told] == ["warga"]
    assert "Keberatan paling lambat" in told[0][1].text


def test_a_day_after_all_ends_tells_nobody_and_changes_no_request(place: Town) -> None:
    request = place.file()
    place.room.listen()

    assert change(place, added(date(2027, 6, 30))) == []
    assert (row(place, request).version, events(place, f"r{request}")) == (1, [])


# -- an objection ---------------------------------------------------------------------------------


def test_the_superiors_thirty_days_move_and_both_sides_are_told(place: Town) -> None:
    request = place.file()
    place.now("2026-12-09 10:00")
    lodged = place.object(request)
    due = objection(place, lodged).due_on
    assert due == date(2027, 1, 26)
    place.room.listen()

    told = change(place, added(date(2026, 12, 16)))

    assert objection(place, lodged).due_on == date(2027, 1, 27)
    assert objection(place, lodged).dispute_until == date(2027, 2, 17)
    assert Counter(who for who, _ in told) == {"warga": 1, "atasan": 1}
    assert "Ke Komisi Informasi" not in dict(told)["warga"].text  # that way is not open yet


def test_the_way_to_the_commission_moves_after_silence(place: Town) -> None:
    request = place.file()
    place.now("2026-12-09 10:00")
    lodged = place.object(request)
    place.now("2027-01-29 10:00")
    place.room.listen()

    told = change(place, added(date(2027, 2, 3)))

    assert objection(place, lodged).due_on == date(2027, 1, 26)
    assert [who for who, _ in told] == ["warga"]
    assert "Ke Komisi Informasi paling lambat" in told[0][1].text


def test_the_way_to_the_commission_moves_after_a_response(place: Town) -> None:
    request = place.file()
    place.now("2026-12-09 10:00")
    lodged = place.object(request)
    place.rule(lodged, Respond(ruling=Ruling.REJECTED, text="Tidak beralasan"))
    assert objection(place, lodged).dispute_until == date(2026, 12, 31)
    place.room.listen()

    told = change(place, added(date(2026, 12, 16)))

    assert objection(place, lodged).dispute_until == date(2027, 1, 4)
    assert [who for who, _ in told] == ["warga"]
    assert events(place, f"k{lodged}") == [
        {"moved": [["dispute_window", "2026-12-31", "2027-01-04"]], "source": DECREE}
    ]


# -- the same as if it had been so from the beginning ---------------------------------------------


def live(place: Town, dice: random.Random) -> list[str]:
    """A few lives, as the dice will; the subjects that came of them."""
    subjects = []
    for number in range(6):
        place.now(
            (moment("2026-11-23 09:00") + timedelta(days=number, hours=dice.randrange(14))).isoformat(" ")[
                :16
            ]
        )
        request = place.file(by=f"warga{number}")
        subjects.append(f"r{request}")
        for action in dice.sample(
            [Extend(reason="Masih dihimpun"), DeclareIncomplete(missing="Alamat"), REFUSED], dice.randrange(3)
        ):
            if not (isinstance(action, DeclareIncomplete) and row(place, request).status == "proposed"):
                place.act(request, action)
        if dice.random() < 0.3:
            subjects.append(f"k{place.object(request, by=f'warga{number}')}")
    return subjects


def standing(place: Town, subject: str) -> tuple[Any, ...]:
    """All dates of a subject, and the reminders to come."""
    id = int(subject[1:])
    if subject[0] == "r":
        r = row(place, id)
        dates: tuple[Any, ...] = (r.due_on, r.waiting_for, r.completion_due_on)
    else:
        k = objection(place, id)
        dates = (k.due_on, k.waiting_for, k.dispute_until)
    return *dates, sorted(clocks(place, subject)), waiting(place, subject)


@pytest.mark.parametrize("seed", range(6))
def test_a_recount_gives_what_filing_under_the_new_calendar_would_have_given(
    tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    weekdays = [date(2026, 11, 24) + timedelta(days=n) for n in range(75)]
    weekdays = [
        d for d in weekdays if d.weekday() < 5 and d not in {o.day for o in national_days_off([2026, 2027])}
    ]
    changes = [added(day) for day in sorted(dice.sample(weekdays, 4))] + [struck(date(2026, 12, 24))]
    lives = dice.randrange(1 << 30)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with quick_town(tmp_path / "a") as surprised, quick_town(tmp_path / "b") as prepared:
        change(prepared, *changes)

        subjects = live(surprised, random.Random(lives))
        before = [standing(surprised, subject) for subject in subjects]
        assert live(prepared, random.Random(lives)) == subjects
        change(surprised, *changes)

        after = [standing(surprised, subject) for subject in subjects]
        assert after == [standing(prepared, subject) for subject in subjects]
        assert after != before


DAYS = st.dates(date(2026, 1, 1), date(2027, 9, 30))


@settings(max_examples=200, derandomize=True, deadline=None)
@given(received=DAYS, off=st.sets(DAYS, max_size=12), extended=st.booleans())
def test_counting_anew_forgets_the_old_calendar(received: date, off: set[date], extended: bool) -> None:
    years = {2026: "SKB", 2027: "SKB"}
    old = WorkCalendar(years=years, off=national_days_off([2026, 2027]))
    new = WorkCalendar(
        years=years, off=[DayOff(day=d, name="Libur", source=DECREE, kind="body") for d in sorted(off)]
    )

    def filed(calendar: WorkCalendar) -> tuple[Clock, ...]:
        ten = start(ANSWER, received, calendar)
        return (ten, start(EXTENSION, ten.due, calendar)) if extended and ten.due else (ten,)

    assert recount_answer(filed(old), new, extended=extended) == filed(new)


# -- a year that was not known --------------------------------------------------------------------


def a_pack(years: str) -> Pack:
    """The Kerinci pack with these years only."""
    return replace(kerinci(), digest=f"only {years}", calendar=years)


ONLY_2026 = '[years]\n2026 = { decree = "SKB 2026", national = true }\n'
ALSO_2027 = ONLY_2026 + '2027 = { decree = "SKB 2027", national = true }\n'


def load(place: Town, years: str) -> list[tuple[str, Say]]:
    desk = place.room.desk
    place.room.store.transact_sync(
        change_calendar,
        lambda session: content.load(session, a_pack(years), now=place.room.at),
        open_desk=partial(renewed, desk=desk),
        now=place.room.at,
    )
    look_again(place)
    finish(place)
    return place.room.listen()


def test_what_waited_for_a_year_has_its_date_when_the_pack_brings_it(place: Town) -> None:
    load(place, ONLY_2026)
    place.now("2026-12-18 15:00")
    request = place.file()
    extended = place.file(by="warga2")
    place.act(extended, Extend(reason="Masih dihimpun"))
    assert (row(place, request).due_on, row(place, request).waiting_for) == (None, 2027)
    place.room.listen()

    told = load(place, ALSO_2027)

    assert (row(place, request).due_on, row(place, request).waiting_for) == (date(2027, 1, 7), None)
    assert row(place, extended).due_on == date(2027, 1, 18)
    assert clocks(place, f"r{extended}")[1] == ("extension", date(2027, 1, 7), date(2027, 1, 18))
    assert sorted(who for who, _ in told) == ["petugas", "warga", "warga2"]
    assert "Kamis, 7 Januari 2027 (sebelumnya menunggu kalender)" in dict(told)["warga"].text
    assert "SKB 2027" in dict(told)["warga"].text
    assert waiting(place, f"r{request}") != []


def test_a_pack_that_forgets_a_year_makes_its_dates_wait_again(place: Town) -> None:
    place.now("2026-12-18 15:00")
    request = place.file()

    load(place, ONLY_2026)

    assert (row(place, request).due_on, row(place, request).waiting_for) == (None, 2027)


def test_a_change_that_the_next_pack_says_itself_is_dropped(place: Town) -> None:
    make(place, added())
    pack = ALSO_2027 + f'[[add]]\nday = {PILKADA}\nname = "Pilkada"\nsource = "Keppres"\n'

    def loaded(session: Session) -> list[date]:
        content.load(session, a_pack(pack), now=place.room.at)
        return [c.day for c in calendar_changes.settle(session)]

    assert place.room.store.transact_sync(loaded) == [PILKADA]
    assert place.room.store.read_sync(content.calendar).day_off(PILKADA) is not None


def test_what_changed_names_its_own_sources() -> None:
    days = national_days_off([2026, 2027])
    old = WorkCalendar(years={2026: "SKB 2026"}, off=days)
    new = WorkCalendar(
        years={2026: "SKB 2026", 2027: "SKB 2027"},
        off=[*days, DayOff(day=PILKADA, name="Pilkada", source="Keppres", kind="body")],
    )

    assert sources_of_change(old, new) == ("Keppres", "SKB 2027")
    assert sources_of_change(old, old) == ()


# -- once, whatever happens -----------------------------------------------------------------------


def test_a_second_run_finds_nothing_to_do(place: Town) -> None:
    request = place.file()
    change(place, added())
    version = row(place, request).version

    place.now("2026-11-23 09:10")
    finish(place)  # the look a minute later
    finish(place)

    assert place.room.listen() == [] and row(place, request).version == version
    assert not place.room.store.read_sync(calendar_changes.recount_wanted)


def test_a_batch_is_bounded_and_the_next_goes_on_where_it_ended(place: Town) -> None:
    filed = [place.file(by=f"warga{n}") for n in range(7)]
    place.room.listen()
    place.room.store.transact_sync(change_only, place.room.at)
    look_again(place)

    for expected in (3, 6, 7):
        place.room.store.transact_sync(carry_on, place.room.desk, now=place.room.at, most=3)
        assert sum(row(place, r).due_on == date(2026, 12, 8) for r in filed) == expected
    finish(place, most=3)

    assert Counter(who for who, _ in place.room.listen()) == {
        **{f"warga{n}": 1 for n in range(7)},
        "petugas": 1,
    }


def change_only(session: Session, now: datetime) -> None:
    """The change without the first batch, as where SECRET_KEY is not at hand."""
    change_calendar(
        session,
        lambda s: calendar_changes.apply(s, added(), now=now),
        open_desk=None,
        now=now,
        source=DECREE,
    )


class Killed(Exception):
    """The program, before the commit."""


def test_who_is_killed_in_a_batch_tells_everybody_once_afterwards(place: Town) -> None:
    filed = [place.file(by=f"warga{n}") for n in range(4)]
    place.room.listen()
    place.room.store.transact_sync(change_only, place.room.at)
    look_again(place)

    def killed(session: Session) -> None:
        carry_on(session, place.room.desk, now=place.room.at, most=2)
        raise Killed

    for _ in range(2):
        with pytest.raises(Killed):
            place.room.store.transact_sync(killed)
    finish(place, most=2)

    told = Counter(who for who, _ in place.room.listen())
    assert told == {**{f"warga{n}": 1 for n in range(4)}, "petugas": 1}
    assert all(len(events(place, f"r{r}")) == 1 for r in filed)


def test_a_change_during_a_recount_finishes_the_first_one_first(place: Town) -> None:
    request = place.file()
    place.room.listen()
    place.room.store.transact_sync(change_only, place.room.at)

    told = change(place, added(date(2026, 12, 3), "SKB kedua"))

    assert row(place, request).due_on == date(2026, 12, 9)
    assert [e["source"] for e in events(place, f"r{request}")] == [DECREE, "SKB kedua"]
    assert Counter(who for who, _ in told) == {"warga": 2, "petugas": 2}


def test_what_was_filed_with_a_desk_that_had_not_seen_the_change_is_found_a_minute_later(place: Town) -> None:
    old = place.room.desk
    change(place, added())
    place.room.__dict__["desk"] = old
    request = place.file()
    assert row(place, request).due_on == date(2026, 12, 7)
    look_again(place)
    place.room.listen()

    finish(place)
    assert row(place, request).due_on == date(2026, 12, 7)  # not yet
    place.now("2026-11-23 09:02")
    finish(place)

    assert row(place, request).due_on == date(2026, 12, 8)
    assert [who for who, _ in place.room.listen()] == ["warga", "petugas"]


def test_a_desk_of_the_old_calendar_counts_nothing(place: Town) -> None:
    request, old = place.file(), place.room.desk
    place.room.store.transact_sync(change_only, place.room.at)

    assert not place.room.store.transact_sync(carry_on, old, now=place.room.at)
    assert row(place, request).due_on == date(2026, 12, 7)


def test_many_dates_are_summed_up_for_an_officer(place: Town) -> None:
    for n in range(LINES + 5):
        place.file(by=f"warga{n}")
    place.room.listen()

    told = change(place, added())

    to_officer = [say.text for who, say in told if who == "petugas"]
    assert len(to_officer) == 1
    assert to_officer[0].count("(sebelumnya") == LINES and "Dan 5 lagi" in to_officer[0]


class Hands(clock.Clock):
    """A clock that stands where the town's stands."""

    def __init__(self, place: Town) -> None:
        self._place = place

    def now(self) -> datetime:
        return self._place.room.at


async def test_serve_finishes_what_a_command_left(place: Town) -> None:
    filed = [place.file(by=f"warga{n}") for n in range(3)]
    place.room.store.transact_sync(change_only, place.room.at)
    recounts = Recounts(place.room.store, Desks(place.room.store, SECRET), Hands(place))

    await recounts.run()
    place.now("2026-11-23 09:05")
    await recounts.run()

    assert all(row(place, request).due_on == date(2026, 12, 8) for request in filed)
    assert not place.room.store.read_sync(calendar_changes.recount_wanted)


@pytest.mark.postgres
def test_two_processes_that_count_together_tell_nobody_twice(tmp_path: Path) -> None:
    with ExitStack() as open_things:
        place = open_things.enter_context(quick_town(tmp_path, kind="postgres"))
        filed = [place.file(by=f"warga{n}") for n in range(6)]
        place.act(filed[0], GIVEN)
        place.room.listen()
        place.room.store.transact_sync(change_only, place.room.at)
        look_again(place)
        desk = place.room.desk
        stores = [open_things.enter_context(beside(place.room.store)) for _ in range(2)]

        def count(number: int) -> None:
            while stores[number].transact_sync(carry_on, desk, now=place.room.at, most=2):
                pass

        with ThreadPoolExecutor(2) as two:
            list(two.map(count, range(2)))
        finish(place)

        told = Counter(who for who, _ in place.room.listen())
        assert {who: told[who] for who in told if who != "petugas"} == {f"warga{n}": 1 for n in range(6)}
        assert all(len(events(place, f"r{r}")) == 1 for r in filed)


# -- what is no change ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change_", "edit"),
    [
        (added(date(2026, 12, 25)), Edit.SAME),
        (struck(date(2026, 12, 9)), Edit.SAME),
        (added(date(2026, 12, 5)), Edit.WEEKEND),
    ],
)
def test_what_is_so_already_changes_nothing(place: Town, change_: Change, edit: Edit) -> None:
    place.file()
    place.room.listen()

    assert make(place, change_) == [edit]
    assert not place.room.store.read_sync(calendar_changes.recount_wanted)
    assert place.room.listen() == []


@pytest.mark.parametrize(
    "change_", [added(date(2029, 1, 2)), struck(date(2026, 12, 5)), struck(date(2028, 1, 3))]
)
def test_what_makes_no_calendar_is_refused_and_nothing_of_it_stays(place: Town, change_: Change) -> None:
    with pytest.raises(CalendarError):
        make(place, added(), change_)

    assert place.room.store.read_sync(calendar_changes.kept) == []
