"""The sweep in real processes: two at once, killed at any moment, off for days, under a wrong clock.

No fault is built into the program. A Telegram that does not answer stops it between writing and sending;
a transaction that waits to be told stops it before the commit; then the process is killed for good.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select
from sqlmodel import update as sql_update

from bot.jobs import Bell
from bot.testing import FakeTelegram, Fault
from handlers.say import Say
from storage.store import Store
from storage.tables import Address, Outbox, Timer
from tests.databases import Image
from tests.migrated import BOTH
from tests.programs import Nursery, nursery
from tests.town import Town, build, moment, quick_town, says

CITIZENS = 30
PATIENCE = 60.0  # seconds that anything may take
HALF = "2026-11-30 08:00"  # a Monday: half the time of what is filed at the start has gone
DUE_THEN = CITIZENS + 2  # with the digest, and the look at the calendar, which is known
ACCOUNT = "123456"  # the fake Telegram's
CHATS = {"warga": 700000001, "petugas": 700000002, "utama": 700000003, "atasan": 700000004}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("programs") / "log") as raised:
        yield raised


# -- two at once ----------------------------------------------------------------------------------


def _crowded(store: Store) -> None:
    place = build(store)
    for number in range(CITIZENS):
        place.file(by=f"warga{number}")
    place.room.listen()


CROWDED = Image("crowd", _crowded)


@pytest.fixture(params=BOTH)
def crowd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """Thirty citizens, each of whom is to be told something at the same moment."""
    with quick_town(tmp_path, kind=request.param, image=CROWDED) as place:
        yield place


class Sweepers:
    """Sweeping processes that wait for the word."""

    def __init__(self, programs: Nursery, url: str, folder: Path) -> None:
        self._programs = programs
        self._url = url
        self._folder = folder

    def start(self, name: str, *, most: int, hold: bool = False) -> int:
        return self._programs.start(
            "sweeper",
            url=self._url,
            at=moment(HALF).isoformat(),
            most=most,
            folder=str(self._folder),
            name=name,
            hold=hold,
        )

    def kill(self, pid: int) -> None:
        self._programs.kill(pid)

    def give(self, word: str) -> None:
        (self._folder / word).touch()

    def heard(self, word: str, *, within: float = PATIENCE) -> str:
        """What a process has said, waiting for it."""
        until = time.monotonic() + within
        while not (self._folder / word).exists():
            assert time.monotonic() < until, f"no {word}"
            time.sleep(0.002)
        return (self._folder / word).read_text()

    def settled(self, name: str) -> int:
        return sum(json.loads(self.heard(f"{name}.done")))


@pytest.fixture
def sweepers(programs: Nursery, crowd: Town, tmp_path: Path) -> Sweepers:
    return Sweepers(programs, url_of(crowd), tmp_path)


def url_of(place: Town) -> str:
    return place.room.store.engine.url.render_as_string(hide_password=False)


def letters(place: Town) -> Counter[str]:
    """How many letters each contact has in the outbox since the start."""
    return Counter(place.room.store.read_sync(_addressees))


def _addressees(session: Session) -> list[str]:
    wanted = select(Address.value).join(Outbox, col(Outbox.address_id) == Address.id)
    return list(session.exec(wanted.where(Outbox.state == "pending")))


def _open_and_due(session: Session) -> int:
    wanted = select(func.count()).select_from(Timer)
    return session.exec(
        wanted.where(
            col(Timer.fired_at).is_(None), col(Timer.void_at).is_(None), col(Timer.due_at) <= moment(HALF)
        )
    ).one()


def everyone_once() -> Counter[str]:
    return Counter([f"warga{number}" for number in range(CITIZENS)] + ["petugas", "utama"])


def test_two_processes_that_sweep_together_tell_everybody_once(crowd: Town, sweepers: Sweepers) -> None:
    for name in ("one", "two"):
        sweepers.start(name, most=3)
    for name in ("one", "two"):
        sweepers.heard(f"{name}.ready")
    sweepers.give("go")

    assert sweepers.settled("one") + sweepers.settled("two") == DUE_THEN
    assert letters(crowd) == everyone_once()


@pytest.mark.postgres
@pytest.mark.parametrize("crowd", ["postgres"], indirect=True)
def test_a_process_leaves_to_another_what_that_holds_and_does_not_wait(
    crowd: Town, sweepers: Sweepers
) -> None:
    sweepers.start("slow", most=10, hold=True)
    sweepers.give("go")
    sweepers.heard("slow.holding")

    sweepers.start("quick", most=500)
    assert sweepers.settled("quick") == DUE_THEN - 10  # while the other still holds its ten
    sweepers.give("release")

    assert sweepers.settled("slow") == 10
    assert letters(crowd) == everyone_once()


# -- killed ---------------------------------------------------------------------------------------


def test_killed_before_the_commit_nothing_is_lost_and_nothing_said_twice(
    crowd: Town, sweepers: Sweepers
) -> None:
    doomed = sweepers.start("doomed", most=25, hold=True)
    sweepers.give("go")
    sweepers.heard("doomed.holding")
    sweepers.kill(doomed)
    assert letters(crowd) == Counter()

    rounds = 0
    while crowd.room.store.read_sync(_open_and_due):  # the server may need a moment to see that it is gone
        rounds += 1
        sweepers.start(f"heir{rounds}", most=500)
        sweepers.settled(f"heir{rounds}")

    assert letters(crowd) == everyone_once()


class Desk:
    """An office in a process of its own, with a Telegram and a clock."""

    def __init__(self, programs: Nursery, place: Town, fake: FakeTelegram, folder: Path) -> None:
        self._programs = programs
        self._fake = fake
        self._folder = folder
        self._clock = folder / "clock"
        self._url = url_of(place)
        self._pid = 0

    def set_clock(self, at: str) -> None:
        ahead = moment(at) - datetime.now(UTC)
        draft = self._folder / "clock.draft"
        draft.write_text(str(ahead.total_seconds()))
        draft.rename(self._clock)

    def start(self, at: str) -> None:
        self.set_clock(at)
        self._pid = self._programs.start(
            "office",
            url=self._url,
            telegram=self._fake.url,
            token=self._fake.token,
            clock=str(self._clock),
            folder=str(self._folder),
        )

    def kill(self) -> None:
        self._programs.kill(self._pid)


async def on_telegram(place: Town, fake: FakeTelegram) -> None:
    """Let the people of the town be in the fake Telegram's chats."""
    place.room.store.transact_sync(_move, CHATS)
    for chat in CHATS.values():
        await fake.say(chat, "/start")


def _move(session: Session, chats: dict[str, int]) -> None:
    for who, chat in chats.items():
        moved = {"channel": "telegram", "account": ACCOUNT, "value": str(chat)}
        session.exec(sql_update(Address).where(col(Address.value) == who).values(**moved))


def told(fake: FakeTelegram) -> Counter[tuple[str, str]]:
    """Who was told what, counted."""
    keys = ("reminder-halfway", "reminder-due", "reminder-late", "reminder-silence", "digest-heading")
    return Counter(
        (who, key)
        for who, chat in CHATS.items()
        for reply in fake.sent(chat)
        for key in keys
        if says(Say(text=reply.text), key)
    )


def marked_late(fake: FakeTelegram) -> list[str]:
    """The days of the notices that say that they are late."""
    texts = [reply.text for chat in CHATS.values() for reply in fake.sent(chat)]
    found = [text.splitlines()[0] for text in texts if says(Say(text=text), "reminder-was-late")]
    return sorted(line.split("seharusnya ")[1] for line in found)


async def all_sent(place: Town, fake: FakeTelegram, count: int) -> None:
    """Wait until Telegram has taken `count` messages, and nothing waits to be sent."""
    assert await fake.deliveries.until(
        lambda: sum(len(fake.sent(chat)) for chat in CHATS.values()) >= count, PATIENCE
    ), told(fake)
    for _ in range(1000):
        if not letters(place):
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"still waiting: {letters(place)}")


ON_THE_FIRST_LATE_DAY = {
    ("petugas", "reminder-late"): 1,
    ("utama", "reminder-late"): 1,
    ("atasan", "reminder-late"): 1,
    ("warga", "reminder-silence"): 1,
    ("petugas", "digest-heading"): 1,
    ("utama", "digest-heading"): 1,
    ("atasan", "digest-heading"): 1,
}


async def test_killed_between_writing_and_sending_everybody_is_told_once(
    programs: Nursery, tmp_path: Path
) -> None:
    with quick_town(tmp_path) as place:
        async with FakeTelegram() as fake:
            place.file()
            place.room.listen()
            place.at("2026-12-07 08:00")
            await on_telegram(place, fake)
            desk = Desk(programs, place, fake, tmp_path)
            fake.fault(Fault(cut=True, seconds=60, times=7, method="sendMessage"))
            fault = fake.faults[-1]
            desk.start("2026-12-08 08:00")
            assert await fake.deliveries.until(lambda: fault.times <= 3, PATIENCE)  # one for each person
            desk.kill()
            fake.faults.clear()
            assert told(fake) == {}

            desk.start("2026-12-08 08:01")
            await all_sent(place, fake, 7)
            desk.kill()

            assert told(fake) == ON_THE_FIRST_LATE_DAY


async def test_off_for_four_days_every_notice_comes_once_and_says_that_it_is_late(
    programs: Nursery, tmp_path: Path
) -> None:
    with quick_town(tmp_path) as place:
        async with FakeTelegram() as fake:
            place.file()
            place.room.listen()
            place.at("2026-12-02 08:00")
            await on_telegram(place, fake)
            desk = Desk(programs, place, fake, tmp_path)
            desk.start("2026-12-03 08:00")
            await all_sent(place, fake, 2)
            assert told(fake) == {("petugas", "digest-heading"): 1, ("utama", "digest-heading"): 1}
            desk.kill()

            desk.start("2026-12-08 08:00")
            await all_sent(place, fake, 2 + 7 + 3)
            desk.kill()

            assert told(fake) == Counter(ON_THE_FIRST_LATE_DAY) + Counter(
                {
                    ("utama", "reminder-due"): 2,  # on the day before, and on the day
                    ("petugas", "reminder-due"): 1,
                    ("petugas", "digest-heading"): 1,
                    ("utama", "digest-heading"): 1,
                }
            )
            assert marked_late(fake) == ["Jumat, 4 Desember 2026."] + ["Senin, 7 Desember 2026."] * 2


async def test_under_a_clock_that_is_set_back_and_forward_everybody_is_told_once(
    programs: Nursery, tmp_path: Path
) -> None:
    with quick_town(tmp_path) as place:
        async with FakeTelegram() as fake:
            place.file()
            place.room.listen()
            place.at("2026-12-07 08:00")
            await on_telegram(place, fake)
            desk = Desk(programs, place, fake, tmp_path)
            desk.start("2026-12-08 08:00")
            await all_sent(place, fake, 7)

            for wrong in ("2026-12-04 08:00", "2026-12-08 07:00", "2026-12-08 09:00"):
                desk.set_clock(wrong)
                await asyncio.sleep(0.6)  # a ring at least
            assert told(fake) == ON_THE_FIRST_LATE_DAY

            desk.set_clock("2026-12-09 08:00")
            await all_sent(place, fake, 7 + 6)
            desk.kill()

            assert told(fake)[("atasan", "reminder-late")] == 2
            assert told(fake)[("warga", "reminder-silence")] == 1


async def test_the_bell_rings_on_after_the_machines_clock_was_set_back() -> None:
    rung = asyncio.Event()
    bell = Bell()

    async def ring() -> None:
        rung.set()

    bell.every(timedelta(minutes=1), "ring", ring)
    bell.start()
    await asyncio.wait_for(rung.wait(), 5)
    rung.clear()
    # As it looks to APScheduler when the clock was a day ahead at the last ring.
    [job] = bell._scheduler.get_jobs()
    job.modify(next_run_time=datetime.now(UTC) + timedelta(days=1))

    bell.look()
    await asyncio.wait_for(rung.wait(), 5)
    bell.stop()
