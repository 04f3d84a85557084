"""A flood in one process: does memory stay flat, and are others served meanwhile?

python -m bench.flood [--messages 100000]

Half of the messages come from one person, who sends whatever costs us most; the others from ever new ones,
each of whom leaves something begun. Beside them a stranger, in a process of their own, knocks at both
webhooks: without the secret, without a signature, and with a wrong one under a large body; and a few citizens
ask one thing after another, and wait for each answer. Fails where 100,000 messages leave 10 MB behind, or a
forged one is taken. On two cores it takes some 5 minutes.
"""

import argparse
import asyncio
import gc
import json
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.app import Office
from bot.channels.base import Outgoing, Part, Receipt, Result, Sent
from bot.clock import Clock
from bot.web.server import SECRET_HEADER, WEBHOOK_PATH, Webhook, build_app
from bot.web.whatsapp import SIGNATURE_HEADER, WHATSAPP_PATH, WhatsAppWebhook
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
KNOCKING = 20  # connections of the stranger
LARGE = 500_000  # bytes
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


# -- the stranger ----------------------------------------------------------------------------------

# Where they knock, with what, and how large.
_FORGED: tuple[tuple[str, dict[str, str], int], ...] = (
    (WEBHOOK_PATH, {}, 300),
    (WEBHOOK_PATH, {SECRET_HEADER: "guessed"}, LARGE),
    (WHATSAPP_PATH, {}, 300),
    (WHATSAPP_PATH, {SIGNATURE_HEADER: "sha256=" + "0" * 64}, 300),
    (WHATSAPP_PATH, {SIGNATURE_HEADER: "sha256=" + "f" * 64}, LARGE),
)


@asynccontextmanager
async def webhooks(opened: Office, channel: Quiet) -> AsyncIterator[str]:
    """Both, as `serve` has them; the address they are at."""

    async def fine() -> list[str]:
        return []

    app = build_app(
        reasons=fine,
        webhook=Webhook(channel=channel, secret="a_secret", intake=opened.intake),
        whatsapp=WhatsAppWebhook(
            channel=channel, app_secret="a secret", verify_token="a token", intake=opened.intake
        ),
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield site.name
    finally:
        await runner.cleanup()


async def knock(url: str) -> None:
    """Until told to stop by a line of stdin; then say how often, and how often it was opened."""
    knocks = opened = 0
    over = asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)

    async def one(http: aiohttp.ClientSession) -> None:
        nonlocal knocks, opened
        while not over.done():
            path, headers, size = _FORGED[knocks % len(_FORGED)]
            knocks += 1
            try:
                async with http.post(url + path, headers=headers, data=b"{" * size) as answer:
                    opened += answer.status != 401
            except aiohttp.ClientError:
                pass  # hung up on in the middle of a large body
            await asyncio.sleep(KNOCKING / 200)

    async with aiohttp.ClientSession() as http:
        await asyncio.gather(*(one(http) for _ in range(KNOCKING)))
    say(json.dumps([knocks, opened]))


@asynccontextmanager
async def stranger(url: str) -> AsyncIterator[list[int]]:
    """Somebody who knocks meanwhile: [how often, how often it was opened], known at the end."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.flood", "--knock", url, cwd=ROOT, stdin=pipe, stdout=pipe
    )
    found: list[int] = []
    try:
        yield found
    finally:
        said, _ = await process.communicate(b"\n")
        found += json.loads(said)


# -- measuring -------------------------------------------------------------------------------------


def resident() -> int:
    """Bytes of memory that the process has; Linux."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


async def measure(total: int) -> bool:
    """Whether memory stayed flat and nothing forged was taken; says so as it goes, and what others waited."""
    channel, messages, over = Quiet(), flood(), asyncio.Event()
    with tempfile.TemporaryDirectory() as folder:
        async with (
            office(Path(folder), channel) as opened,
            webhooks(opened, channel) as url,
            stranger(url) as knocks,
        ):
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
    say(
        f"from {before / 2**20:.1f} MB; {channel.sent} answers went out;"
        f" a stranger knocked {knocks[0]} times, {knocks[1]} were let in"
    )
    say(f"others had {len(waits)} answers meanwhile, half of them in {half:.0f} ms, all in {most:.0f} ms")
    return grown <= MOST * total / 100_000 and not knocks[1]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--knock", metavar="URL", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.knock:
        asyncio.run(knock(chosen.knock))
        return 0
    return 0 if asyncio.run(measure(chosen.messages)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
