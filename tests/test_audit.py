"""Whether the history is whole: every way to spoil it is named, and the daily anchors show a missing tail."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from bot.anchoring import Anchoring
from bot.cli import app
from bot.clock import Clock
from bot.intake import Desks
from bot.settings import Settings
from handlers.say import Say
from kip.actions import Accept
from storage import anchors
from storage.audit import Count, Fault, audit
from storage.store import Store
from storage.tables import Anchor
from tests.migrated import beside
from tests.rooms import SECRET
from tests.test_copying import url_of
from tests.town import Town, quick_town


class Stopped(Clock):
    """A clock that stands where the town's does."""

    def __init__(self, place: Town) -> None:
        self._place = place

    def now(self):  # type: ignore[no-untyped-def]
        return self._place.room.at


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    """A town with two requests, the first of which is accepted."""
    with quick_town(tmp_path) as built:
        two_requests(built)
        yield built


def two_requests(built: Town) -> None:
    built.file()
    built.file(agency="DINKES")
    built.act(1, Accept())
    built.room.listen()


async def anchored(place: Town, at: str) -> None:
    """The bell of a moment."""
    place.now(at)
    store = place.room.store
    await Anchoring(store, Desks(store, SECRET), Stopped(place)).run()


def faults(store: Store) -> list[Fault]:
    def look(session: Session) -> list[Fault]:
        return list(audit(session, secret=SECRET, count=Count()))

    return store.read_sync(look)


def spoil(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for statement in statements:
            connection.exec_driver_sql(statement)


TAIL = "subject = 'r1' AND seq = (SELECT max(seq) FROM event e WHERE e.subject = 'r1')"
UNPAID = "DELETE FROM event_payload WHERE event_id IN (SELECT id FROM event WHERE {})"


async def test_a_whole_history_has_no_fault_and_is_counted(place: Town) -> None:
    await anchored(place, "2026-11-24 00:30")

    count = Count()
    assert place.room.store.read_sync(lambda s: list(audit(s, secret=SECRET, count=count))) == []
    assert (count.chains, count.anchors) == (2, 1)
    assert count.events == place.room.store.read_sync(events)


def events(session: Session) -> int:
    return session.connection().exec_driver_sql("SELECT count(*) FROM event").scalar_one()


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE event SET kind = 'x' WHERE subject = 'r1' AND seq = 2"], ("changed", "r1", 2)),
        (["UPDATE event SET role = 'x' WHERE subject = 'r2' AND seq = 1"], ("changed", "r2", 1)),
        (["UPDATE event SET at = '2026-11-23 01:00:00.000000+00:00'"], ("changed", "r1", 1)),
        (["UPDATE event SET hash = 'x' WHERE subject = 'r1' AND seq = 1"], ("changed", "r1", 1)),
        (["UPDATE event SET previous = 'x' WHERE subject = 'r1' AND seq = 2"], ("order", "r1", 2)),
        (["UPDATE event SET seq = 5 WHERE subject = 'r1' AND seq = 1"], ("missing", "r1", 1)),
        (["UPDATE event SET seq = 9 WHERE subject = 'r1' AND seq = 2"], ("missing", "r1", 2)),
        (["UPDATE event_payload SET data = '{\"x\":1}' WHERE event_id = 1"], ("payload", "r1", 1)),
        (["DELETE FROM event_payload", "DELETE FROM event WHERE subject = 'r2'"], ("silent", "r2", 0)),
    ],
)
def test_a_history_that_was_spoilt_is_named_with_its_first_broken_link(
    place: Town, statements: list[str], fault: tuple[str, str, int]
) -> None:
    spoil(place.room.store, *statements)

    found = faults(place.room.store)

    assert found[0] == Fault(kind=fault[0], subject=fault[1], seq=fault[2])
    assert len({one.subject for one in found}) == len(found)


def test_what_was_erased_by_right_is_no_fault(place: Town) -> None:
    spoil(place.room.store, "DELETE FROM event_payload")

    assert faults(place.room.store) == []


# -- anchors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "kind"),
    [
        ([UNPAID.format(TAIL), f"DELETE FROM event WHERE {TAIL}"], "tail-gone"),
        (["DELETE FROM anchor_head WHERE subject = 'r2'"], "anchor-heads"),
        (["UPDATE anchor_head SET hash = 'x' WHERE subject = 'r2'"], "anchor-heads"),
        (["UPDATE anchor SET heads_hash = 'x' WHERE heads = 2"], "anchor-chain"),
        (["DELETE FROM anchor WHERE heads = 2"], "anchor-chain"),
    ],
)
async def test_what_a_chain_cannot_show_its_anchors_do(place: Town, statements: list[str], kind: str) -> None:
    await anchored(place, "2026-11-24 00:30")
    await anchored(place, "2026-11-25 00:30")
    spoil(place.room.store, *statements)

    assert kind in {fault.kind for fault in faults(place.room.store)}


async def test_an_anchor_is_made_once_a_day_and_holds_what_has_grown(place: Town) -> None:
    for at in ("2026-11-23 23:59", "2026-11-24 00:00", "2026-11-24 01:00"):
        await anchored(place, at)
    place.file()
    await anchored(place, "2026-11-24 23:00")
    await anchored(place, "2026-11-27 08:00")  # the program was off for days
    await anchored(place, "2026-11-26 08:00")  # and the machine's clock was set back

    made = place.room.store.read_sync(anchors.untold)

    assert [(a.day, a.heads) for a in made] == [
        (date(2026, 11, 23), 2),
        (date(2026, 11, 24), 0),
        (date(2026, 11, 27), 1),
    ]
    assert [a.previous for a in made] == ["", made[0].hash, made[1].hash]


@pytest.mark.postgres
async def test_of_two_processes_one_makes_the_anchor(tmp_path: Path) -> None:
    with quick_town(tmp_path, kind="postgres") as built, beside(built.room.store) as other:
        two_requests(built)
        heads = built.room.store.read_sync(anchors.grown)
        day, at = date(2026, 11, 24), built.room.at

        made = [
            store.transact_sync(anchors.make, heads, day=day, now=at) for store in (built.room.store, other)
        ]

        assert made == [True, False]
        assert faults(other) == []
        spoil(other, UNPAID.format(TAIL), f"DELETE FROM event WHERE {TAIL}")
        assert [fault.kind for fault in faults(other)] == ["tail-gone"]


# -- who is told ----------------------------------------------------------------------------------


def seals(told: list[tuple[str, Say]]) -> dict[str, str]:
    return {who: say.text for who, say in told if "Sidik riwayat" in say.text}


async def test_the_utama_reads_it_in_the_digest_and_nobody_else(place: Town) -> None:
    await anchored(place, "2026-11-24 00:30")

    read = seals(place.at("2026-11-24 07:30"))

    assert set(read) == {"utama"}
    (anchor,) = kept(place.room.store)
    assert f"Sidik riwayat Selasa, 24 November 2026: {anchors.short(anchor.hash)}" in read["utama"]
    assert "Permohonan terbuka: 2" in read["utama"]
    assert anchor.told_at is not None
    assert seals(place.at("2026-11-25 07:30")) == {}


def kept(store: Store) -> list[Anchor]:
    return store.read_sync(lambda session: list(session.exec(select(Anchor))))


async def test_a_day_on_which_nothing_grew_is_no_message_but_goes_along_with_the_next_digest(
    tmp_path: Path,
) -> None:
    with quick_town(tmp_path) as quiet:
        await anchored(quiet, "2026-11-24 00:30")
        assert seals(quiet.at("2026-11-24 07:30")) == {}

        quiet.file()
        quiet.room.listen()
        assert "24 November 2026" in seals(quiet.at("2026-11-25 07:30"))["utama"]


async def test_without_a_digest_it_is_a_message_of_its_own_in_office_hours(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.digest.wanted", lambda desk: False)

    await anchored(place, "2026-11-24 00:30")
    at_night = place.room.listen()
    for at in ("2026-11-24 08:30", "2026-11-24 09:30"):
        await anchored(place, at)
    by_day = place.room.listen()

    assert at_night == []
    assert [who for who, _ in by_day] == ["utama"]


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture
def machine(place: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("SECRET_KEY", SECRET.decode())
    monkeypatch.setenv("DATABASE_URL", url_of(place.room.store))
    return place


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, ["audit", *words])


async def test_the_command_says_that_all_is_whole_or_what_is_not(machine: Town) -> None:
    await anchored(machine, "2026-11-24 00:30")
    assert ppid().stdout.startswith("Riwayat utuh: ")

    spoil(machine.room.store, UNPAID.format(TAIL), f"DELETE FROM event WHERE {TAIL}")
    broken = ppid()

    assert (broken.exit_code, broken.stdout) == (1, "")
    assert broken.stderr.splitlines()[1:] == [
        "  r1, peristiwa ke-2: pernah ada menurut sidik harian, sekarang tidak ada"
    ]


def message(text: str) -> None:
    Path("pesan.txt").write_text(text, encoding="utf-8")


async def test_the_seal_that_the_utama_kept_shows_a_history_rewritten_with_its_anchors(
    machine: Town, tmp_path: Path
) -> None:
    await anchored(machine, "2026-11-24 00:30")
    (anchor,) = kept(machine.room.store)
    short = anchors.short(anchor.hash)
    message(f"[24/11 07.30] PPID: Sidik riwayat: {short.upper()}. Mohon\n")

    for said in (short, anchor.hash, "pesan.txt"):
        assert "Sidik yang disimpan cocok: 1." in ppid("--anchors", said).stdout

    spoil(machine.room.store, "DELETE FROM anchor_head", "DELETE FROM anchor")
    assert ppid().exit_code == 0
    assert f"sidik {short} yang disimpan tidak ada di sini" in ppid("--anchors", short).stderr
    assert ppid("--anchors", "tidak-ada.txt").exit_code == 2
