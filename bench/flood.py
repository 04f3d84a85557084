"""A flood in one process: does memory stay flat, and are others served meanwhile?

python -m bench.flood [--messages 20000]

Half of the messages come from one person, who sends whatever costs us most; the others from ever new ones.
Beside them a few citizens ask one thing after another, and wait for each answer.
"""

import argparse
import asyncio
import gc
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import Office
from bot.channels.base import Outgoing, Part, Receipt, Result, Sent
from bot.clock import Clock
from handlers.incoming import Incoming, Kind
from storage import content
from storage.files import FileStore
from storage.migrate import upgrade
from storage.store import open_store

ROOT = Path(__file__).resolve().parents[1]
SECRET = b"a secret of the benchmarks, 32 bytes"
FLOODER = "flooder"
CITIZENS = ("ani", "budi", "citra")
AT_ONCE = 40  # messages under way; Telegram's webhook has as many connections (setWebhook max_connections)
WARM = 5_000  # messages after which every cache is full
PARTS = 5
MOST = 10 * 1024 * 1024  # bytes that 100,000 messages may leave behind
_COSTLY: tuple[tuple[Kind, str, str], ...] = (
    (Kind.TEXT, "ajukan", ""),
    (Kind.TEXT, "1", ""),
    (Kind.TEXT, "Rina Marlina", ""),
    (Kind.TEXT, "batal", ""),
    (Kind.TEXT, "kata " * 800, ""),
    (Kind.TEXT, "x" * 200_000, ""),
    (Kind.TEXT, "hubungkan ABCDE-FGHJK", ""),
    (Kind.TEXT, "pulihkan 001/PPID/XI/2026 ABCD-EFGH-JKMN", ""),
    (Kind.TEXT, "petugas", ""),
    (Kind.BUTTON, "", "m:file"),
    (Kind.BUTTON, "", "dzzzzzzz:kind:person"),
    (Kind.BUTTON, "", "r1:1:accept"),
    (Kind.STICKER, "", ""),
)


@dataclass
class Quiet:
    """A channel that takes everything at once, and tells who was answered."""

    name: str = "bench"
    account: str = "1"
    window: timedelta | None = None
    resend_safe: bool = True
    answered: dict[str, asyncio.Event] = field(default_factory=dict)
    sent: int = 0

    def parse(self, raw: bytes) -> list[Incoming]:
        return []

    def receipts(self, raw: bytes) -> list[Receipt]:
        return []

    def parts(self, outgoing: Outgoing) -> Sequence[Part]:
        return [Part(method="send", fields={})]

    async def send(self, address: str, part: Part, *, tag: str = "") -> Result:
        self.sent += 1
        if address in self.answered:
            self.answered[address].set()
        return Sent(id=str(self.sent))

    async def fetch(self, ref: str) -> bytes:
        return b""


def flood(seed: int = 1) -> Iterator[Incoming]:
    """Messages without end: every second one from the same person."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        kind, text, data = chance.choice(_COSTLY)
        who = FLOODER if number % 2 else f"new{number}"
        yield _message(who, f"f{number}", kind=kind, text=text, data=data)


def _message(who: str, key: str, *, kind: Kind = Kind.TEXT, text: str = "", data: str = "") -> Incoming:
    return Incoming(
        channel="bench",
        account="1",
        key=key,
        at=datetime.now(UTC),
        address=who,
        kind=kind,
        text=text,
        data=data,
    )


@asynccontextmanager
async def office(folder: Path, channel: Quiet) -> AsyncIterator[Office]:
    """An office of its own in a folder, with the Kerinci pack."""
    store = open_store(f"sqlite:///{folder / 'flood.db'}")
    try:
        upgrade(store)
        pack = content.read_pack(ROOT / "content" / "kerinci")
        await store.transact(content.load, pack, now=datetime.now(UTC))
        files = FileStore(folder / "files")
        async with Office(
            store=store, clock=Clock(), channels=[channel], secret=SECRET, files=files
        ) as opened:
            yield opened
    finally:
        await store.aclose()


async def pour(opened: Office, messages: Iterator[Incoming], most: int) -> None:
    """Let the next `most` messages in, a few at once, as a platform does."""

    async def hand() -> None:
        nonlocal most
        while most > 0:
            most -= 1
            await opened.intake.receive(next(messages))

    await asyncio.gather(*(hand() for _ in range(AT_ONCE)))


async def ask(opened: Office, channel: Quiet, who: str, key: str) -> float:
    """One question of a citizen; the seconds until they are answered."""
    answered = channel.answered[who] = asyncio.Event()
    began = time.perf_counter()
    await opened.intake.receive(_message(who, key, text="menu"))
    await answered.wait()
    return time.perf_counter() - began


async def citizens(opened: Office, channel: Quiet, until: asyncio.Event) -> list[float]:
    """What a few citizens wait for their answers, once a second and a half each, while a flood runs."""

    async def one(who: str) -> list[float]:
        waits: list[float] = []
        while not until.is_set():
            waits.append(await ask(opened, channel, who, f"{who}{len(waits)}"))
            await asyncio.sleep(1.5)
        return waits

    return [wait for waits in await asyncio.gather(*map(one, CITIZENS)) for wait in waits]


def resident() -> int:
    """Bytes of memory that the process has; Linux."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


async def measure(total: int) -> bool:
    """Whether memory stayed flat; says so as it goes, and what others waited meanwhile."""
    channel, messages, over = Quiet(), flood(), asyncio.Event()
    with tempfile.TemporaryDirectory() as folder:
        async with office(Path(folder), channel) as opened:
            await pour(opened, messages, max(total // 10, WARM))
            before = grown = resident()
            others = asyncio.create_task(citizens(opened, channel, over))
            for part in range(1, PARTS + 1):
                began = time.perf_counter()
                await pour(opened, messages, total // PARTS)
                speed = total / PARTS / (time.perf_counter() - began)
                grown = resident() - before
                say(
                    f"{total * part // PARTS} messages, {speed:.0f} a second, grown by {grown / 2**20:.2f} MB"
                )
            over.set()
            waits = sorted(await others)
    half, most = waits[len(waits) // 2] * 1000, waits[-1] * 1000
    say(f"from {before / 2**20:.1f} MB; {channel.sent} answers went out")
    say(f"others had {len(waits)} answers meanwhile, half of them in {half:.0f} ms, all in {most:.0f} ms")
    return grown <= MOST * total / 100_000


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000)
    return 0 if asyncio.run(measure(parser.parse_args().messages)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
