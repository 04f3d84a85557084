"""Does a message cost more as a database fills? `python -m bench.growth [--small] [--postgres] [--rounds 5]`

10,000 requests of as many people against 1,000,000, each with all it left behind (bench.rig.history), in
databases of a folder that is removed afterwards. In each the real intake and the real sender: citizens file,
all steps, side by side; others ask how theirs stand, by word and by number; officers look at their queues.
Each case has a process of its own, and they take turns. Fails where the median costs over 25 % more, in CPU
or in time. With --postgres the same on a PostgreSQL of its own. On two cores some 3 minutes; --small has
1,000 against 20,000 and takes one.
"""

import argparse
import asyncio
import json
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.flood import Quiet
from bench.rig import history
from bench.rig.history import CHANNEL, SECRET, UTAMAS
from bot.channels.base import Outgoing, Part, Result
from bot.clock import Clock
from bot.intake import Desks, Intake
from bot.sender import Sender
from handlers.incoming import Incoming, Kind
from handlers.voice import voice_of
from storage import measures
from storage.files import FileStore
from storage.store import Store, open_store
from tests import needs
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parents[1]
SAID = voice_of("id")
SIZES, SMALL = (10_000, 1_000_000), (1_000, 20_000)
MOST = 1.25  # times the smaller case
CITIZENS = 40  # who file at once
ASKING = 200
LOOKS = 4  # of each officer; more in a minute are told to slow down
STEPS = (
    ("/start", ""),
    ("ajukan", SAID("ask-kind")),
    (SAID("kind-person"), SAID("ask-name-person")),
    ("Rina Marlina", SAID("ask-address")),
    ("Siulak Gedang, Siulak", SAID("ask-reach")),
    ("0812 0000 0000", SAID("ask-information").splitlines()[0]),
    ("Daftar jalan kabupaten yang diperbaiki tahun 2025", SAID("button-done")),
    (SAID("button-done"), SAID("ask-purpose")),
    ("Penelitian tentang jalan", SAID("ask-obtain")),
    (SAID("obtain-soft"), SAID("ask-deliver")),
    (SAID("deliver-chat"), SAID("ask-agency")),
    ("1", SAID("review").splitlines()[0]),
    ("kirim", "/PPID/"),
)


# -- one case, in a process of its own -------------------------------------------------------------


@dataclass
class Hearing(Quiet):
    """A channel that takes everything at once, and knows what it said last to whom."""

    said: dict[str, str] = field(default_factory=dict)

    def parts(self, outgoing: Outgoing) -> Sequence[Part]:
        return [Part(method="send", fields={"text": outgoing.text})]

    async def send(self, address: str, part: Part, *, tag: str = "") -> Result:
        self.said[address] = part.fields["text"]
        return await super().send(address, part, tag=tag)


@dataclass
class Talking:
    """People who write, and wait for each answer."""

    store: Store
    intake: Intake
    channel: Hearing
    agencies: Sequence[str]

    async def say(self, who: str, text: str, wanted: str) -> None:
        answered = self.channel.answered[who] = asyncio.Event()
        await self.intake.receive(
            Incoming(
                channel=CHANNEL,
                account="1",
                key=secrets.token_hex(6),
                at=datetime.now(UTC),
                address=who,
                kind=Kind.TEXT,
                text=text,
            )
        )
        await answered.wait()
        assert wanted in self.channel.said[who], (text, wanted, self.channel.said[who])

    async def file(self, who: str) -> None:
        for text, wanted in STEPS:
            await self.say(who, text, wanted)

    async def sent(self) -> None:
        """Until nothing waits to go out."""
        while await self.store.read(measures.queues, now=datetime.now(UTC)):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


Work = Callable[[Talking], Awaitable[int]]


async def _filing(talking: Talking) -> int:
    """Half of them known for long, half new."""
    known = [f"old{n}" for n in random.sample(range(1, 900), CITIZENS // 2)]
    new = [f"new{secrets.token_hex(5)}" for _ in range(CITIZENS - len(known))]
    await asyncio.gather(*map(talking.file, known + new))
    return CITIZENS * len(STEPS)


async def _asking(talking: Talking) -> int:
    """How theirs stands: all of theirs by a word, one by its number."""
    people = random.sample(range(1, 900), ASKING)
    await asyncio.gather(*(talking.say(f"old{n}", "status", f"{n}/PPID/I/2021") for n in people))
    await asyncio.gather(*(talking.say(f"old{n}", f"{n}/PPID/I/2021", f"{n}/PPID/I/2021") for n in people))
    return 2 * ASKING


async def _queue(talking: Talking) -> int:
    return await _queues(talking, [f"officer-{code}" for code in talking.agencies])


async def _queue_of_all(talking: Talking) -> int:
    return await _queues(talking, [f"utama{n}" for n in range(UTAMAS)])


async def _queues(talking: Talking, officers: Sequence[str]) -> int:
    for _ in range(LOOKS):
        await asyncio.gather(*(talking.say(who, "antrean", "/PPID/") for who in officers))
    return LOOKS * len(officers)


WORK: dict[str, Work] = {
    "filing": _filing,
    "asking": _asking,
    "queue": _queue,
    "queue of all": _queue_of_all,
}


async def serve(url: str) -> None:
    """All the work at every line of stdin; a line of JSON about it."""
    async with desk(url) as talking:
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            random.seed(line)
            told = {}
            for name, work in WORK.items():
                wall, cpu = time.perf_counter(), time.process_time()
                messages = await work(talking)
                await talking.sent()
                wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
                told[name] = {"cpu": cpu / messages * 1e6, "wall": wall / messages * 1e6}
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


@asynccontextmanager
async def desk(url: str) -> AsyncIterator[Talking]:
    """Intake and sender of an office, without its bell: what it does beside is no message's."""
    store, clock, channel = open_store(url), Clock(), Hearing(name=CHANNEL)
    desks = Desks(store, SECRET, channels=[CHANNEL])
    with tempfile.TemporaryDirectory() as folder:
        sender = Sender(store, channel, desks, clock, FileStore(Path(folder)))
        sending = asyncio.create_task(sender.run())
        try:
            opened = await desks.current()
            intake = Intake(store, desks, clock)
            yield Talking(store, intake, channel, list(opened.agencies))
        finally:
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending
            await store.aclose()


class Case:
    """A database of one size, and the process that works on it."""

    def __init__(self, stored: int, process: subprocess.Popen[str]) -> None:
        self.stored = stored
        self.took: dict[tuple[str, str], list[float]] = defaultdict(list)  # by (work, cpu or wall), us
        self._process = process

    def work(self, turn: int, *, counts: bool = True) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{turn}\n")
        self._process.stdin.flush()
        for name, told in json.loads(self._process.stdout.readline()).items():
            for kind, microseconds in told.items():
                if counts:
                    self.took[name, kind].append(microseconds)


@contextmanager
def case(stored: int, url: str) -> Iterator[Case]:
    command = [sys.executable, "-m", "bench.growth", "--serve", url]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Case(stored, process)
        assert process.stdin is not None
        process.stdin.close()


# -- all cases ------------------------------------------------------------------------------------


def measure(name: str, urls: dict[int, str], rounds: int) -> bool:
    """Work in turns and print; whether the large case holds its limit."""
    with ExitStack() as stack:
        cases = [stack.enter_context(case(stored, url)) for stored, url in urls.items()]
        for turn in range(rounds + 1):
            for one in cases:
                one.work(turn, counts=turn > 0)  # the first fills caches
    small, large = cases
    say(f"{name:<24}{small.stored:>14,}{large.stored:>14,}")
    fits = True
    for work, kind in small.took:
        before, after = median(small.took[work, kind]), median(large.took[work, kind])
        good = after <= MOST * before
        fits &= good
        say(
            f"{work:<14}{kind:<10}{before:>11.0f} us{after:>11.0f} us   {after / before:.2f} x"
            f"{'' if good else '  TOO MUCH'}"
        )
    return fits


def fill(url: str, stored: int) -> None:
    began = time.perf_counter()
    with closing(open_store(url)) as store:
        history.furnish(store)
    history.grow(url, stored)
    say(f"{stored:,} requests stored in {time.perf_counter() - began:.0f} s")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def sqlite(sizes: Sequence[int], rounds: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        urls = {size: f"sqlite:///{folder}/{size}.db" for size in sizes}
        for size, url in urls.items():
            fill(url, size)
        return measure("SQLite", urls, rounds)


def postgres(sizes: Sequence[int], rounds: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="bench-pg-") as folder, ExitStack() as stack:
        server = Cluster(
            needs.postgres(), Path(folder), settings=("shared_buffers=256MB", "max_wal_size=8GB")
        )
        server.start()
        stack.callback(server.stop)
        urls = {size: stack.enter_context(server.database()) for size in sizes}
        for size, url in urls.items():
            fill(url, size)
        return measure("PostgreSQL", urls, rounds)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", metavar="URL", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        asyncio.run(serve(chosen.serve))
        return 0
    measured = postgres if chosen.postgres else sqlite
    return 0 if measured(SMALL if chosen.small else SIZES, chosen.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
