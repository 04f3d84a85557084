"""The sender and its pacing, against a platform of a few lines and the real outbox."""

import asyncio
import heapq
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, col, select

import bot.sender
from bot.channels.base import Later, Moved, Outgoing, Part, Rejected, Result, Sent, Unreachable
from bot.clock import Clock, DemoClock
from bot.intake import Desks
from bot.pacing import Pacing, Rate
from bot.sender import ATTEMPTS, FAULTS, Sender
from handlers import casework
from handlers.incoming import Incoming
from handlers.say import Attachment, Say
from kip.people import Actor, Role
from storage import contacts, content, files, outbox, requests
from storage.content import Pack, read_pack
from storage.files import FileStore
from storage.outbox import Letter
from storage.store import Store, StoreUnavailable, announce, open_store
from storage.store.sqlite import SqliteStore
from storage.tables import Address, Outbox, Task
from tests.test_intake import small_content

SECRET = b"a secret of the tests"


class Post:
    """A platform: says `answers[address]` in turn, else takes what comes; a closed `gate` makes it slow."""

    name = "post"
    account = "1"
    window: timedelta | None = None
    resend_safe = True

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []  # (address, text)
        self.files: list[tuple[str, Path | None, str]] = []  # (name, path, ref)
        self.tries: dict[str, int] = defaultdict(int)
        self.answers: dict[str, list[Result | Exception]] = defaultdict(list)
        self.gates: dict[str, asyncio.Event] = {}

    def parse(self, raw: bytes) -> list[Incoming]:
        return []

    def parts(self, outgoing: Outgoing) -> list[Part]:
        texts = [Part(method="text", fields={"text": text}) for text in outgoing.text.split("|") if text]
        return texts + [Part(method="file", fields={"text": f.name}, file=f) for f in outgoing.files]

    async def send(self, address: str, part: Part, *, tag: str = "") -> Result:
        self.tries[address] += 1
        if address in self.gates:
            await self.gates[address].wait()
        answer = self.answers[address].pop(0) if self.answers[address] else Sent(id=f"p{len(self.sent)}")
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Sent):
            self.sent.append((address, part.fields["text"]))
            if part.file is not None:
                self.files.append((part.file.name, part.file.path, part.file.ref))
        return answer

    async def fetch(self, ref: str) -> bytes:
        raise NotImplementedError

    def texts(self, address: str) -> list[str]:
        return [text for to, text in self.sent if to == address]

    def close_gate(self, address: str) -> asyncio.Event:
        self.gates[address] = asyncio.Event()
        return self.gates[address]


class FlakyStore(SqliteStore):
    """A store that is away for the next `away` transactions, and the next `blind` reads."""

    away = 0
    blind = 0

    async def read(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if self.blind > 0:
            self.blind -= 1
            raise StoreUnavailable("away, for the test")
        return await super().read(fn, *args, **kwargs)

    async def transact(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if self.away > 0:
            self.away -= 1
            raise StoreUnavailable("away, for the test")
        return await super().transact(fn, *args, **kwargs)


class World:
    """An outbox, a platform and a sender between them."""

    def __init__(self, store: Store, folder: Path, post: Post | None = None) -> None:
        self.store = store
        self.post = post or Post()
        self.clock = DemoClock()
        self.files = FileStore(folder / "files")
        self.sender = self.new_sender()

    def new_sender(self, clock: Clock | None = None, **options: Any) -> Sender:
        desks = Desks(self.store, SECRET)
        return Sender(self.store, self.post, desks, clock or self.clock, self.files, **options)

    async def write(self, address: str, *texts: str, **fields: Any) -> int:
        """Put texts out for an address; the id of the last row."""
        return await self.store.transact(_write, self.post.name, address, texts, self.clock.now(), fields)

    async def answer(self, address: str, *texts: str) -> list[Letter]:
        """Put answers out, of which nobody is told."""
        return await self.store.transact(_answer, self.post.name, address, texts, self.clock.now())

    async def rows(self) -> dict[int, Outbox]:
        return {row.id or 0: row for row in await self.store.read(_all, Outbox)}

    async def row(self, id: int) -> Outbox:
        return (await self.rows())[id]

    async def state(self, id: int) -> str:
        return (await self.row(id)).state

    async def tasks(self) -> list[Task]:
        return await self.store.read(_all, Task)

    async def later(self, **time: float) -> None:
        """Let time pass, and wake the sender."""
        self.clock.move_to(self.clock.now() + timedelta(**time))
        await self.store.transact(announce, outbox.OUTBOX)

    @asynccontextmanager
    async def sending(self, sender: Sender | None = None) -> AsyncIterator[None]:
        running = asyncio.create_task((sender or self.sender).run())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def _all(session: Session, table: Any) -> list[Any]:
    return list(session.exec(select(table).order_by(col(table.id))))


def _answer(
    session: Session, channel: str, address: str, texts: tuple[str, ...], now: datetime
) -> list[Letter]:
    person = contacts.meet(session, channel=channel, account="1", value=address, at=now)
    said = [Say(text=text).as_dict() for text in texts]
    return [outbox.reply(session, person, channel=channel, payload=say, at=now, cause=0) for say in said]


def _write(
    session: Session,
    channel: str,
    address: str,
    texts: tuple[str, ...],
    now: datetime,
    fields: dict[str, Any],
) -> int:
    person = contacts.find(session, channel=channel, account="1", value=address)
    if person is None:
        person = contacts.meet(session, channel=channel, account="1", value=address, at=now)
    attachments = fields.pop("files", ())
    for text in texts:
        outbox.post(
            session,
            address=person.address,
            channel=channel,
            payload=Say(text=text, files=attachments).as_dict(),
            at=now,
            **fields,
        )
    last = session.exec(select(Outbox.id).order_by(col(Outbox.id).desc())).first()
    assert last is not None
    return last


async def until(condition: Callable[[], bool | Awaitable[bool]], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while True:
            met = condition()
            if not isinstance(met, bool):
                met = await met
            if met:
                return
            await asyncio.sleep(0.005)


def is_state(world: World, id: int, state: str) -> Callable[[], Awaitable[bool]]:
    async def met() -> bool:
        return await world.state(id) == state

    return met


@pytest.fixture
async def world(office_url: str, tmp_path: Path) -> AsyncIterator[World]:
    store = open_store(office_url)
    SQLModel.metadata.create_all(store.engine)
    yield World(store, tmp_path)
    await store.aclose()


@pytest.fixture
async def everywhere(store: Store, tmp_path: Path) -> World:
    """The same on each kind of database."""
    SQLModel.metadata.create_all(store.engine)
    return World(store, tmp_path)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return read_pack(small_content(tmp_path_factory.mktemp("content")))


# -- order and speed --------------------------------------------------------------------------------


async def test_letters_leave_in_order_and_are_marked(everywhere: World) -> None:
    last = await everywhere.write("ani", "satu", "dua", "tiga")

    async with everywhere.sending():
        await until(is_state(everywhere, last, "sent"))

    assert everywhere.post.texts("ani") == ["satu", "dua", "tiga"]
    assert {row.state for row in (await everywhere.rows()).values()} == {"sent"}
    assert (await everywhere.row(last)).platform_id == "p2"


async def test_a_commit_wakes_the_sender(world: World) -> None:
    async with world.sending():
        await asyncio.sleep(0.05)
        begun = asyncio.get_running_loop().time()
        await world.write("ani", "halo")
        await until(lambda: world.post.texts("ani") == ["halo"])

        assert asyncio.get_running_loop().time() - begun < 1  # far less than the sender's own look


async def test_a_slow_address_holds_up_only_itself(world: World) -> None:
    gate = world.post.close_gate("ani")
    ani = await world.write("ani", "satu", "dua")
    budi = await world.write("budi", "satu", "dua")

    async with world.sending():
        await until(is_state(world, budi, "sent"))
        assert world.post.texts("ani") == []
        gate.set()
        await until(is_state(world, ani, "sent"))

    assert world.post.texts("ani") == ["satu", "dua"]


async def test_a_letter_that_waits_for_another_try_holds_back_the_next_of_its_address(world: World) -> None:
    world.post.answers["ani"] = [Later(reason="flood", seconds=60)]
    first = await world.write("ani", "satu")
    await world.write("ani", "dua")
    budi = await world.write("budi", "halo")

    async with world.sending():
        await until(is_state(world, budi, "sent"))
        assert world.post.texts("ani") == []
        assert (await world.row(first)).attempts == 1
        await world.later(seconds=61)
        await until(lambda: world.post.texts("ani") == ["satu", "dua"])


async def test_replies_overtake_digests(world: World) -> None:
    sender = world.new_sender(hands=1)
    gate = world.post.close_gate("a0")
    for number in range(5):
        await world.write(f"a{number}", "ringkasan", priority=outbox.DIGEST)

    async with world.sending(sender):
        await until(lambda: world.post.tries["a0"] == 1)
        await world.write("budi", "jawaban")
        gate.set()
        await until(lambda: len(world.post.sent) == 6)

    assert [to for to, _ in world.post.sent][:2] == ["a0", "budi"]


async def test_one_long_queue_does_not_hide_other_addresses(world: World) -> None:
    gate = world.post.close_gate("spam")
    await world.write("spam", *[f"{n}" for n in range(300)])
    budi = await world.write("budi", "halo")

    async with world.sending(world.new_sender(hands=4, grace=0.1)):
        await until(is_state(world, budi, "sent"))
        gate.set()


async def test_a_burst_is_sent_whole_and_each_letter_once(everywhere: World) -> None:
    for number in range(40):
        await everywhere.write(f"w{number}", "a", "b", "c")

    async with everywhere.sending():
        await until(lambda: len(everywhere.post.sent) >= 120)
        await asyncio.sleep(0.1)

    assert len(everywhere.post.sent) == 120
    assert all(everywhere.post.texts(f"w{number}") == ["a", "b", "c"] for number in range(40))


# -- answers that are given -------------------------------------------------------------------------


async def test_an_answer_goes_without_being_looked_for(
    everywhere: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[list[Letter]] = []
    look = bot.sender._due

    def noted(*args: Any) -> Any:
        looks.append((found := look(*args))[0])
        return found

    monkeypatch.setattr(bot.sender, "_due", noted)
    async with everywhere.sending():
        await until(lambda: len(looks) == 1)
        [letter] = await everywhere.answer("ani", "halo")
        everywhere.sender.take([letter])
        await until(is_state(everywhere, letter.id, "sent"))

    assert everywhere.post.texts("ani") == ["halo"]
    assert not any(looks)


async def test_a_letter_given_while_it_is_being_looked_for_goes_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, back = asyncio.Event(), asyncio.Event()
    read = world.store.read

    async def slow(fn: Any, *args: Any, **kwargs: Any) -> Any:
        found = await read(fn, *args, **kwargs)
        if fn is bot.sender._due and found[0]:
            seen.set()
            await back.wait()
        return found

    [letter] = await world.answer("ani", "halo")
    monkeypatch.setattr(world.store, "read", slow)
    async with world.sending():
        await seen.wait()
        world.sender.take([letter])
        await until(is_state(world, letter.id, "sent"))
        back.set()
        await world.write("ani", "dan lagi")
        await until(lambda: len(world.post.sent) > 1)

    assert world.post.texts("ani") == ["halo", "dan lagi"]


async def test_a_letter_that_was_found_before_it_is_given_goes_once(world: World) -> None:
    gate = world.post.close_gate("ani")
    async with world.sending():
        letters = await world.answer("ani", "satu", "dua")
        world.sender.wake()
        await until(lambda: world.post.tries["ani"] == 1)
        world.sender.take(letters)
        gate.set()
        await until(is_state(world, letters[1].id, "sent"))

    assert world.post.texts("ani") == ["satu", "dua"]


async def test_an_answer_waits_for_the_mark_of_the_one_before_it_and_nobody_else_does(
    flaky: tuple[World, FlakyStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, store = flaky
    monkeypatch.setattr(bot.sender, "_due", lambda *_: ([], None))  # nothing is found
    sender = world.new_sender(hands=1)
    letters = [*await world.answer("ani", "satu", "dua"), *await world.answer("budi", "tiga")]
    assert [letter.behind for letter in letters] == [None, letters[0].id, None]
    async with world.sending(sender):
        await until(lambda: sender.alive)
        store.away = 10**6
        sender.take(letters)
        await until(lambda: len(world.post.sent) == 2)
        await until(lambda: store.away < 10**6 - 1)  # the marks have been tried
        assert world.post.sent == [("ani", "satu"), ("budi", "tiga")]
        store.away = 0
        await until(is_state(world, letters[1].id, "sent"))

    assert world.post.texts("ani") == ["satu", "dua"]


async def test_an_answer_behind_a_letter_that_nobody_gave_is_found_in_its_turn(world: World) -> None:
    gate = world.post.close_gate("ani")
    async with world.sending():
        await until(is_state(world, await world.write("budi", "halo"), "sent"))
        [first, second] = await world.answer("ani", "satu", "dua")
        world.sender.take([second])
        await until(lambda: world.post.tries["ani"] == 1)
        [third, fourth] = await world.answer("ani", "tiga", "empat")
        world.sender.take([third, fourth])
        gate.set()
        await until(is_state(world, fourth.id, "sent"))

    assert world.post.texts("ani") == ["satu", "dua", "tiga", "empat"]
    assert first.behind is None


async def test_an_answer_behind_one_that_has_to_be_tried_again_waits_for_it(world: World) -> None:
    world.post.answers["ani"] = [Later(reason="flood", seconds=60)]
    async with world.sending():
        await until(is_state(world, await world.write("budi", "halo"), "sent"))
        letters = await world.answer("ani", "satu", "dua")
        world.sender.take(letters)
        await until(lambda: world.post.tries["ani"] == 1)
        await world.write("budi", "halo lagi")
        await until(lambda: len(world.post.texts("budi")) == 2)
        assert world.post.texts("ani") == []
        await world.later(seconds=61)
        await until(lambda: world.post.texts("ani") == ["satu", "dua"])


async def test_however_many_answers_are_given_those_that_are_found_have_their_hands(world: World) -> None:
    sender = world.new_sender(hands=12, grace=0.1)
    gates = [world.post.close_gate(f"w{n}") for n in range(40)]
    async with world.sending(sender):
        await until(is_state(world, await world.write("ani", "halo"), "sent"))
        letters = [letter for n in range(40) for letter in await world.answer(f"w{n}", "halo")]
        sender.take(letters)
        await until(is_state(world, await world.write("budi", "halo"), "sent"))
        assert len(world.post.sent) == 2
        for gate in gates:
            gate.set()
        await until(lambda: len(world.post.sent) == 42)

    assert len(set(world.post.sent)) == 42


async def test_answers_given_to_a_sender_that_stops_are_found_by_the_next(world: World) -> None:
    first = world.new_sender(hands=1, grace=0.1)
    world.post.close_gate("w0")
    letters = [letter for n in range(5) for letter in await world.answer(f"w{n}", "halo")]
    async with world.sending(first):
        await until(lambda: first.alive)
        first.take(letters)
        await until(lambda: world.post.tries["w0"] == 1)
    first.take(letters)  # it does not run any more
    del world.post.gates["w0"]

    async with world.sending(world.new_sender()):
        await until(lambda: len(world.post.sent) == 5)

    assert sorted(to for to, _ in world.post.sent) == [f"w{n}" for n in range(5)]


# -- what can become of a letter --------------------------------------------------------------------


async def test_a_letter_goes_on_from_the_part_that_failed(world: World) -> None:
    world.post.answers["ani"] = [Sent(id="1"), Later(reason="broken line", seconds=1)]
    id = await world.write("ani", "satu|dua|tiga")

    async with world.sending():
        await until(lambda: world.post.tries["ani"] == 2)
        await world.later(seconds=2)
        await until(is_state(world, id, "sent"))

    assert world.post.texts("ani") == ["satu", "dua", "tiga"]
    assert (await world.row(id)).parts_sent == 3


async def test_a_refused_letter_is_buried_and_becomes_a_task(everywhere: World) -> None:
    everywhere.post.answers["ani"] = [Rejected(reason="400: text is empty")]
    id = await everywhere.write("ani", "satu")
    await everywhere.write("ani", "dua")

    async with everywhere.sending():
        await until(lambda: everywhere.post.texts("ani") == ["dua"])

    assert await everywhere.state(id) == "dead"
    [task] = await everywhere.tasks()
    assert (task.kind, task.key, task.text) == ("dead-letter", str(id), "400: text is empty")


async def test_a_letter_is_given_up_after_its_last_try_while_others_get_theirs(world: World) -> None:
    world.post.answers["ani"] = [Later(reason="500")] * ATTEMPTS
    id = await world.write("ani", "halo")

    async with world.sending():
        for tries in range(1, ATTEMPTS + 1):
            await until(lambda tries=tries: world.post.tries["ani"] == tries)  # type: ignore[misc]  # bound now
            await world.write("budi", "halo")
            await until(lambda tries=tries: len(world.post.texts("budi")) == tries)  # type: ignore[misc]  # bound now
            await world.later(minutes=15)
        await until(is_state(world, id, "dead"))

    assert [task.kind for task in await world.tasks()] == ["dead-letter"]


async def test_an_outage_of_the_platform_kills_no_letter_within_a_day(world: World) -> None:
    world.post.answers["ani"] = [Later(reason="no answer")] * (ATTEMPTS + 3)
    id = await world.write("ani", "halo")

    async with world.sending():
        for tries in range(1, ATTEMPTS + 3):
            await until(lambda tries=tries: world.post.tries["ani"] == tries)  # type: ignore[misc]  # bound now
            assert await world.state(id) == "pending"
            await world.later(**({"minutes": 15} if tries < ATTEMPTS + 2 else {"days": 1}))
        await until(is_state(world, id, "dead"))


async def test_flood_control_for_everyone_pauses_the_channel(world: World) -> None:
    world.post.answers["ani"] = [Later(reason="429", seconds=0.4, everyone=True)]
    await world.write("ani", "satu")

    async with world.sending():
        await until(lambda: world.post.tries["ani"] == 1)
        begun = asyncio.get_running_loop().time()
        await world.write("budi", "halo")
        await until(lambda: len(world.post.sent) == 2)

        assert asyncio.get_running_loop().time() - begun > 0.3


async def test_a_letter_whose_guard_no_longer_holds_is_not_sent(world: World, pack: Pack) -> None:
    request = await file_one(world, pack)
    for guard in (["answered"], ["submitted"]):
        await world.write("budi", guard[0], request=request, guard=guard)

    async with world.sending():
        await until(lambda: bool(world.post.texts("budi")))
        await asyncio.sleep(0.05)

    assert world.post.texts("budi") == ["submitted"]
    assert [row.state for row in (await world.rows()).values() if row.guard] == ["void", "sent"]


async def test_a_chat_that_moved_gets_its_letter_at_the_new_address(everywhere: World) -> None:
    everywhere.post.answers["-1"] = [Moved(address="-1001")]
    await everywhere.write("-1", "satu")
    id = await everywhere.write("-1", "dua")

    async with everywhere.sending():
        await until(is_state(everywhere, id, "sent"))

    assert everywhere.post.texts("-1001") == ["satu", "dua"]
    assert [a.value for a in await everywhere.store.read(_all, Address)] == ["-1001"]


async def test_a_chat_that_moved_to_an_address_we_know_leaves_that_one_as_it_is(world: World) -> None:
    world.post.answers["-1"] = [Moved(address="-1001")]
    await world.write("-1001", "lebih dulu")
    id = await world.write("-1", "halo")

    async with world.sending():
        await until(is_state(world, id, "sent"))

    assert world.post.texts("-1001") == ["lebih dulu", "halo"]


async def test_a_person_who_stopped_the_bot_is_remembered_as_out_of_reach(world: World) -> None:
    world.post.answers["ani"] = [Unreachable(reason="403: blocked")]
    id = await world.write("ani", "halo")

    async with world.sending():
        await until(is_state(world, id, "dead"))

    assert [a.reachable for a in await world.store.read(_all, Address)] == [False]
    assert await world.tasks() == []


async def test_a_receipt_that_cannot_be_delivered_becomes_a_task_to_hand_it_over(
    everywhere: World, pack: Pack
) -> None:
    everywhere.post.answers["ani"] = [Unreachable(reason="403: blocked")]
    request = await file_one(everywhere, pack)

    async with everywhere.sending():
        await until(lambda: _given_up(everywhere, request))

    [task] = [task for task in await everywhere.tasks() if task.kind == "deliver"]
    assert (task.request_id, task.text) == (request, "403: blocked")


async def test_a_bug_on_the_way_is_tried_thrice_and_stops_nobody_else(world: World) -> None:
    world.post.answers["ani"] = [KeyError("text of a citizen")] * FAULTS
    id = await world.write("ani", "halo")
    await world.write("budi", "halo")

    async with world.sending():
        for tries in range(1, FAULTS + 1):
            await until(lambda tries=tries: world.post.tries["ani"] == tries)  # type: ignore[misc]  # bound now
            await world.later(minutes=1)
        await until(is_state(world, id, "dead"))

    assert world.post.texts("budi") == ["halo"]
    assert (await world.row(id)).error == "KeyError"


# -- files ------------------------------------------------------------------------------------------


async def test_a_file_goes_by_reference_where_the_platform_has_it_else_by_its_bytes(world: World) -> None:
    digest = world.files.keep(b"%PDF")
    here = await new_file(world, channel="post", account="1", ref="R1", sha256="")
    ours = await new_file(world, channel="web", account="demo", ref="W1", sha256=digest)
    id = await world.write("ani", "", files=(Attachment(file=here), Attachment(file=ours)))

    async with world.sending():
        await until(is_state(world, id, "sent"))

    assert world.post.files == [("a.pdf", None, "R1"), ("a.pdf", world.files.path(digest), "")]


async def test_a_file_of_another_platform_is_waited_for(world: World) -> None:
    file = await new_file(world, channel="web", account="demo", ref="W1", sha256="")
    id = await world.write("ani", "lampiran", files=(Attachment(file=file),))

    async with world.sending():
        await until(lambda: _tried(world, id))
        assert world.post.sent == []
        digest = world.files.keep(b"%PDF")
        await world.store.transact(files.mark_kept, file, sha256=digest, size=4)
        await world.later(minutes=1)
        await until(is_state(world, id, "sent"))

    assert world.post.texts("ani") == ["lampiran", "a.pdf"]


async def test_a_lost_file_makes_its_letter_a_task(world: World) -> None:
    file = await new_file(world, channel="web", account="demo", ref="W1", sha256="")
    await world.store.transact(files.mark_lost, file)
    id = await world.write("ani", "lampiran", files=(Attachment(file=file),))

    async with world.sending():
        await until(is_state(world, id, "dead"))

    assert [task.text for task in await world.tasks()] == [f"file {file} is lost"]


async def test_a_paper_is_printed_when_it_is_sent(world: World, tmp_path: Path) -> None:
    async def print_paper(name: str, request: int) -> Path:
        path = tmp_path / f"{name}-{request}.pdf"
        path.write_bytes(b"%PDF")
        return path

    letter = (Attachment(paper="receipt", request=7, name="tanda-terima.pdf"),)
    id = await world.write("ani", "", files=letter)

    async with world.sending(world.new_sender(print_paper=print_paper)):
        await until(is_state(world, id, "sent"))

    assert world.post.files == [("tanda-terima.pdf", tmp_path / "receipt-7.pdf", "")]


# -- the store away, and stopping -------------------------------------------------------------------


@pytest.fixture
async def flaky(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[World, FlakyStore]]:
    monkeypatch.setattr("storage.store.SqliteStore", FlakyStore)
    monkeypatch.setattr("bot.sender.backoff", lambda tries, longest=0.0: 0.02)
    store = open_store(sqlite_url)
    assert isinstance(store, FlakyStore)
    SQLModel.metadata.create_all(store.engine)
    yield World(store, tmp_path), store
    await store.aclose()


async def test_a_sender_that_cannot_read_goes_on_when_it_can(flaky: tuple[World, FlakyStore]) -> None:
    world, store = flaky
    id = await world.write("ani", "halo")
    store.blind = 2

    async with world.sending():
        await until(lambda: store.blind == 0)
        await until(is_state(world, id, "sent"))

    assert world.post.texts("ani") == ["halo"]


async def test_a_mark_that_the_store_refuses_is_repeated_and_the_letter_is_not(
    flaky: tuple[World, FlakyStore],
) -> None:
    world, store = flaky
    gate = world.post.close_gate("ani")
    id = await world.write("ani", "halo")

    async with world.sending():
        await until(lambda: world.post.tries["ani"] == 1)
        store.away = 2
        gate.set()
        await until(is_state(world, id, "sent"))

    assert world.post.texts("ani") == ["halo"]


async def test_told_to_stop_it_finishes_and_marks_what_is_with_the_platform(world: World) -> None:
    gate = world.post.close_gate("ani")
    id = await world.write("ani", "halo")
    running = asyncio.create_task(world.sender.run())
    await until(lambda: world.post.tries["ani"] == 1)
    assert world.sender.alive

    running.cancel()
    await asyncio.sleep(0.02)
    gate.set()
    await asyncio.gather(running, return_exceptions=True)

    assert running.cancelled() and not world.sender.alive
    assert world.post.texts("ani") == ["halo"]
    assert await world.state(id) == "sent"


async def test_told_to_stop_it_does_not_wait_for_a_turn_and_keeps_the_parts_that_went(world: World) -> None:
    id = await world.write("ani", "satu|dua")
    running = asyncio.create_task(world.new_sender(pacing=Pacing(chat=Rate(0.01, 1))).run())
    await until(lambda: world.post.texts("ani") == ["satu"])

    running.cancel()
    async with asyncio.timeout(2):
        await asyncio.gather(running, return_exceptions=True)

    assert ((await world.row(id)).state, (await world.row(id)).parts_sent) == ("pending", 1)
    async with world.sending(world.new_sender()):
        await until(is_state(world, id, "sent"))
    assert world.post.texts("ani") == ["satu", "dua"]


async def test_told_to_stop_it_does_not_wait_for_a_dead_line_for_ever(world: World) -> None:
    world.post.close_gate("ani")
    id = await world.write("ani", "halo")
    running = asyncio.create_task(world.new_sender(grace=0.1).run())
    await until(lambda: world.post.tries["ani"] == 1)

    running.cancel()
    async with asyncio.timeout(2):
        await asyncio.gather(running, return_exceptions=True)

    assert await world.state(id) == "pending"


# -- pacing -----------------------------------------------------------------------------------------


class FakeTime:
    """Time that passes only while everybody sleeps."""

    def __init__(self) -> None:
        self._now = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def monotonic(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), done))
        await done

    async def run(self, tasks: list[asyncio.Task[None]]) -> None:
        while not all(task.done() for task in tasks):
            for _ in range(3 * len(tasks) + 10):
                await asyncio.sleep(0)
            if self._sleepers:
                self._now, _, done = heapq.heappop(self._sleepers)
                done.set_result(None)


def paced(
    arrivals: list[tuple[float, str]], *, per_chat: float, burst: int, overall: float
) -> list[tuple[float, str]]:
    """When each of the messages, which ask at `arrivals`, got its turn."""

    async def run() -> list[tuple[float, str]]:
        time = FakeTime()
        chat = Rate(per_chat, burst)
        pacing = Pacing(chat=chat, overall=overall, monotonic=time.monotonic, sleep=time.sleep)
        gone: list[tuple[float, str]] = []

        async def send(at: float, chat: str) -> None:
            await time.sleep(at)
            await pacing.turn(chat)
            gone.append((time.monotonic(), chat))

        await time.run([asyncio.create_task(send(at, chat)) for at, chat in arrivals])
        return gone

    return asyncio.run(run())


arriving = st.lists(
    st.tuples(st.integers(0, 40).map(lambda tenth: tenth / 10), st.sampled_from("abc")), max_size=25
)


@settings(max_examples=80, deadline=None)
@given(arriving, st.sampled_from([0.5, 1, 3]), st.integers(1, 4), st.integers(1, 6))
def test_no_rate_is_ever_exceeded(
    arrivals: list[tuple[float, str]], per_chat: float, burst: int, overall: int
) -> None:
    gone = paced(arrivals, per_chat=per_chat, burst=burst, overall=overall)

    assert len(gone) == len(arrivals)
    times = [at for at, _ in gone]
    for start in times:
        assert sum(start <= at < start + 1 for at in times) <= overall
    for chat in "abc":
        own = [at for at, to in gone if to == chat]
        for first, last in itertools.combinations_with_replacement(range(len(own)), 2):
            assert last - first + 1 <= burst + (own[last] - own[first]) * per_chat + 1e-3


def test_a_short_burst_to_one_chat_is_not_delayed() -> None:
    gone = paced([(0, "a")] * 7, per_chat=1, burst=5, overall=30)

    assert [round(at) for at, _ in gone] == [0, 0, 0, 0, 0, 1, 2]


def test_a_chat_that_has_to_wait_holds_nobody_else_up() -> None:
    gone = paced([(0, "a"), (0, "a"), (0, "b")], per_chat=0.1, burst=1, overall=30)

    assert [(round(at), chat) for at, chat in gone] == [(0, "a"), (0, "b"), (10, "a")]


def test_who_asks_first_is_served_first() -> None:
    gone = paced([(n / 100, f"{n}") for n in range(12)], per_chat=1, burst=1, overall=2)

    assert [chat for _, chat in gone] == [f"{n}" for n in range(12)]


def test_a_rate_below_one_a_second_is_kept_too() -> None:
    gone = paced([(0, "a"), (0, "b"), (0, "c")], per_chat=1, burst=1, overall=0.5)

    assert [round(at) for at, _ in gone] == [0, 2, 4]


# -- helpers that need tables -----------------------------------------------------------------------


async def file_one(world: World, pack: Pack, *, draft: str = "dabc1234") -> int:
    """A request of Ani, with its receipt in the outbox."""
    await world.store.transact(content.load, pack, now=world.clock.now())
    desk = await Desks(world.store, SECRET).current()
    now = world.clock.now()

    def file(session: Session) -> int:
        channel = world.post.name
        person = contacts.meet(session, channel=channel, account="1", value="ani", at=now)
        filing = requests.Filing(
            draft=draft,
            contact=person.id,
            channel=channel,
            received_at=now,
            applicant_kind="person",
            applicant_name="Ani",
            applicant_address="Siulak",
            applicant_reach="ani@kerinci.example",
            information="Anggaran jalan 2026",
            purpose="Penelitian",
            obtain="soft",
            deliver="chat",
            language="id",
        )
        by = Actor(role=Role.CITIZEN, id=person.id)
        request = casework.file_request(session, desk, filing, agency=desk.utama, by=by, now=now)
        assert request.id is not None
        return request.id

    return await world.store.transact(file)


async def new_file(world: World, *, channel: str, account: str, ref: str, sha256: str) -> int:
    def add(session: Session) -> int:
        where = {"channel": channel, "account": account, "ref": ref}
        now = world.clock.now()
        id = files.expect(
            session, contact=None, **where, name="a.pdf", mime="application/pdf", size=4, now=now
        )
        if sha256:
            files.mark_kept(session, id, sha256=sha256, size=4)
        return id

    return await world.store.transact(add)


async def _given_up(world: World, request: int) -> bool:
    rows = (await world.rows()).values()
    return [row.state for row in rows if row.request_id == request and row.notice == "receipt"] == ["dead"]


async def _tried(world: World, id: int) -> bool:
    return (await world.row(id)).attempts > 0
