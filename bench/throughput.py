"""How many people at once: `python -m bench.throughput [--seconds 8] [--only floor,ppid-sqlite] [--kill]`.

200 citizens file through the webhook against a platform that takes everything, each sending the next step
only after the reply to the last one arrived; the bot on one core, load and platform on the other. Peers (see
bench/peers) hold a conversation of ten steps, the product its own of thirteen; an update counts once its
reply has arrived. Then each is killed (SIGKILL) in the middle of 200 filings and started again, while the
platform brings again what was not answered with 200.

Peers have an environment of their own, made at the first run from bench/peers/requirements.lock; aiogram
needs redis-server on the PATH (Debian: redis-server), without which it is left out aloud. PostgreSQL is that
of the tests, here durable and on disk. Fails where a ratio is missed.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handlers.voice import voice_of
from tests import needs
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench" / "peers"
VENV = ROOT / ".bench"
TOKEN = "123456:AAFakeFakeFakeFakeFakeFakeFakeFakeFak"
SECRET = "a_secret_of_the_benchmark"
KEY = "a secret of the benchmarks, 32 bytes"
SAID = voice_of("id")
CHATS = 200
BOT_CORE, LOAD_CORE = 0, 1
START = 30.0  # seconds

PEER_STEPS = [
    ["/start", "nama"],
    ["Rina Marlina", "alamat"],
    ["Siulak Gedang, Siulak", "telepon"],
    ["0812 0000 0000", "Informasi"],
    ["Daftar jalan yang diperbaiki tahun 2025", "Untuk apa"],
    ["Penelitian", "memperolehnya"],
    ["[Salinan digital]", "dikirim"],
    ["[Lewat chat ini]", "dinas"],
    ["Dinas PUPR", "periksa"],
    ["[Kirim permohonan]", "Nomor"],
]


def product_steps() -> list[list[str]]:
    """The filing as a citizen does it, with what each reply must hold."""
    return [
        ["/start", SAID("welcome", body="*").partition("*")[0].strip()],
        ["ajukan", SAID("ask-kind")],
        [f"[{SAID('kind-person')}]", SAID("ask-name-person")],
        ["Rina Marlina", SAID("ask-address")],
        ["Siulak Gedang, Siulak", SAID("ask-reach")],
        ["0812 0000 0000", SAID("ask-information").splitlines()[0]],
        ["Daftar jalan kabupaten yang diperbaiki tahun 2025", SAID("button-done")],
        [SAID("button-done"), SAID("ask-purpose")],
        ["Penelitian tentang jalan", SAID("ask-obtain")],
        [f"[{SAID('obtain-soft')}]", SAID("ask-deliver")],
        [f"[{SAID('deliver-chat')}]", SAID("ask-agency")],
        ["1", SAID("review").splitlines()[0]],
        ["kirim", "/PPID/"],
    ]


@dataclass(frozen=True, kw_only=True)
class Contender:
    """Somebody who is measured. `processes`: how many share the work, behind any proxy."""

    name: str
    told: str
    start: Callable[["Place"], list["Bot"]]
    steps: list[list[str]]
    platform: str = "telegram"


@dataclass(kw_only=True)
class Bot:
    """A process of a bot, which can be killed and started again."""

    words: list[str]
    env: dict[str, str]
    folder: Path
    url: str
    ready: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            self.words,
            cwd=self.folder,
            env=os.environ | self.env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        _pin(self.process.pid, BOT_CORE)

    def wait(self) -> None:
        """Until it listens (and, where it says so, is ready)."""
        import urllib.error
        import urllib.request

        until = time.monotonic() + START
        while True:
            try:
                with urllib.request.urlopen(self.ready, timeout=2):
                    return
            except urllib.error.HTTPError as error:
                if error.code != 503:  # a peer knows no such page, but it listens
                    return
            except (OSError, urllib.error.URLError):
                pass
            if self.process is None or self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(
                    f"{self.words} did not start:\n{(self.folder / 'log').read_text()[-2000:]}"
                )
            time.sleep(0.05)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def memory(self) -> float:
        """MB that it holds now."""
        assert self.process is not None
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def busy(self) -> float:
        """Seconds of CPU so far."""
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(kw_only=True)
class Place:
    """Where one contender runs."""

    folder: Path
    api: str
    stack: ExitStack
    redis: str = ""
    server: Cluster | None = None


@dataclass(kw_only=True)
class Measured:
    contender: Contender
    result: dict[str, Any] = field(default_factory=dict)
    memory: float = 0.0
    cpu: float = 0.0
    killed: dict[str, Any] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return float(self.result["updates"] / self.result["seconds"])

    def percentile(self, share: float) -> float:
        found: list[float] = self.result["milliseconds"]
        return found[min(len(found) - 1, int(share * len(found)))] if found else float("nan")


# -- who is measured -------------------------------------------------------------------------------


def _peer(script: str) -> Callable[[Place], list[Bot]]:
    def start(place: Place) -> list[Bot]:
        port = _port()
        env = {
            "PEER_TOKEN": TOKEN,
            "PEER_API": place.api,
            "PEER_PORT": str(port),
            "PEER_FOLDER": str(place.folder),
            "PEER_SECRET": SECRET,
            "PEER_REDIS": place.redis,
        }
        url = f"http://127.0.0.1:{port}"
        return [
            Bot(
                words=[str(VENV / "bin" / "python"), str(PEERS / script)],
                env=env,
                folder=place.folder,
                url=f"{url}/telegram/webhook",
                ready=url,
            )
        ]

    return start


def _product(
    *, processes: int = 1, postgres: bool = False, whatsapp: bool = False
) -> Callable[[Place], list[Bot]]:
    def start(place: Place) -> list[Bot]:
        database = ""
        if postgres:
            assert place.server is not None
            database = place.stack.enter_context(place.server.database())
        bots = []
        for _ in range(processes):
            port = _port()
            url = f"http://127.0.0.1:{port}"
            env = {
                "PYTHONPATH": str(ROOT),
                "SECRET_KEY": KEY,
                "DATA_DIR": str(place.folder),
                "DATABASE_URL": database,
                "CONTENT_DIR": str(ROOT / "content" / "kerinci"),
                "LISTEN": f"127.0.0.1:{port}",
                "PUBLIC_URL": url,
                "TELEGRAM_API_URL": place.api,
            }
            if whatsapp:
                env |= {
                    "WHATSAPP_TOKEN": "a-token",
                    "WHATSAPP_PHONE_NUMBER_ID": "1001",
                    "WHATSAPP_APP_SECRET": SECRET,
                    "WHATSAPP_VERIFY_TOKEN": SECRET,
                    "WHATSAPP_API_URL": f"{place.api}/v26.0",
                }
            else:
                env |= {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": SECRET}
            path = "/whatsapp/webhook" if whatsapp else "/telegram/webhook"
            bots.append(
                Bot(
                    words=[sys.executable, "-m", "bench.rig.desk"],
                    env=env,
                    folder=place.folder,
                    url=f"{url}{path}",
                    ready=f"{url}/readyz",
                )
            )
        return bots

    return start


def contenders() -> list[Contender]:
    mine = product_steps()
    return [
        Contender(
            name="floor",
            told="aiohttp + orjson + sqlite3, group commit FULL",
            start=_peer("floor.py"),
            steps=PEER_STEPS,
        ),
        Contender(
            name="ptb",
            told="python-telegram-bot, ConversationHandler + pickle",
            start=_peer("ptb_conversation.py"),
            steps=PEER_STEPS,
        ),
        Contender(
            name="aiogram",
            told="aiogram 3, FSM on Redis",
            start=_peer("aiogram_redis.py"),
            steps=PEER_STEPS,
        ),
        Contender(
            name="orm",
            told="python-telegram-bot, an async ORM transaction an update",
            start=_peer("ptb_orm.py"),
            steps=PEER_STEPS,
        ),
        Contender(name="ppid", told="ppid-bot, SQLite FULL", start=_product(), steps=mine),
        Contender(
            name="ppid-pg",
            told="ppid-bot, two processes on PostgreSQL",
            start=_product(processes=2, postgres=True),
            steps=mine,
        ),
        Contender(
            name="ppid-wa",
            told="ppid-bot, SQLite FULL, WhatsApp",
            start=_product(whatsapp=True),
            steps=mine,
            platform="whatsapp",
        ),
    ]


# What has to be reached: (of, at least so many times, another).
RATIOS = (
    ("ppid", 2.5, "aiogram"),
    ("ppid", 10.0, "orm"),
    ("ppid", 0.4, "floor"),
    ("ppid-pg", 1.5, "aiogram"),
)
SLOWEST = 150.0  # milliseconds, p99 of ppid
LARGEST = 160.0  # MB, ppid


# -- measuring -------------------------------------------------------------------------------------


def measure(contender: Contender, place: Place, load: "Driver", *, seconds: float) -> Measured:
    bots = contender.start(place)
    for bot in bots:
        bot.start()
        bot.wait()
    try:
        before = sum(bot.busy() for bot in bots)
        result = load.run(contender, [bot.url for bot in bots], seconds=seconds)
        cpu = sum(bot.busy() for bot in bots) - before
        return Measured(contender=contender, result=result, memory=max(bot.memory() for bot in bots), cpu=cpu)
    finally:
        for bot in bots:
            bot.stop()


def kill(contender: Contender, place: Place, load: "Driver") -> dict[str, Any]:
    """One filing of 200 citizens, the bot killed in its middle and started again."""
    bots = contender.start(place)
    for bot in bots:
        bot.start()
        bot.wait()
    try:
        load.begin(contender, [bot.url for bot in bots], seconds=0, once=True, delay=0.02)
        time.sleep(1.5)
        bots[0].kill()
        bots[0].start()
        bots[0].wait()
        return load.end()
    finally:
        for bot in bots:
            bot.stop()


class Driver:
    """The process of bench.rig.load."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.rig.load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        _pin(self._process.pid, LOAD_CORE)
        assert self._process.stdout is not None
        self.api = self._process.stdout.readline().strip()

    def begin(self, contender: Contender, urls: list[str], **plan: Any) -> None:
        whole = {
            "platform": contender.platform,
            "webhooks": urls,
            "secret": SECRET,
            "steps": contender.steps,
            "chats": CHATS,
            **plan,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(whole) + "\n")
        self._process.stdin.flush()

    def end(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        self._process.wait(30)
        return found

    def run(self, contender: Contender, urls: list[str], **plan: Any) -> dict[str, Any]:
        self.begin(contender, urls, **plan)
        return self.end()

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


@contextmanager
def place(redis: str, server: Cluster | None) -> Iterator[tuple[Place, Driver]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT)))
        driver = Driver()
        stack.callback(driver.close)
        yield Place(folder=folder, api=driver.api, stack=stack, redis=redis, server=server), driver


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis of its own, which keeps what it is told as Redis does by default; "" where there is none."""
    program = shutil.which("redis-server")
    if program is None:
        sys.stderr.write("There is no redis-server on the PATH: aiogram is left out.\n")
        yield ""
        return
    port = _port()
    with tempfile.TemporaryDirectory(prefix="bench-redis-") as folder:
        process = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        _pin(process.pid, LOAD_CORE)
        try:
            until = time.monotonic() + START
            while time.monotonic() < until:
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                    break
                time.sleep(0.05)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait()


@contextmanager
def postgres_server() -> Iterator[Cluster]:
    """Durable, and on disk."""
    with tempfile.TemporaryDirectory(prefix="bench-pg-") as folder:
        server = Cluster(needs.postgres(), Path(folder), settings=("shared_buffers=64MB",))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def make_environment() -> None:
    """The peers' own packages."""
    stamp, lock = VENV / "made", PEERS / "requirements.lock"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV], check=True)
    subprocess.run(
        [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            VENV / "bin" / "python",
            "--require-hashes",
            "-r",
            lock,
        ],
        check=True,
    )
    stamp.touch()


def _pin(process: int, core: int) -> None:
    with suppress(OSError):  # a machine with one core
        os.sched_setaffinity(process, {core})


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# -- the report ------------------------------------------------------------------------------------


def table(found: list[Measured]) -> list[str]:
    lines = [
        f"{'':<10}{'updates/s':>10}{'p50':>8}{'p95':>8}{'p99':>8} ms{'MB':>7}{'CPU s/1000':>12}  "
        f"{'wrong':>6}{'stuck':>6}"
    ]
    for m in found:
        thousand = m.cpu / (m.result["updates"] / 1000) if m.result["updates"] else float("nan")
        lines.append(
            f"{m.contender.name:<10}{m.rate:>10.0f}{m.percentile(0.5):>8.0f}{m.percentile(0.95):>8.0f}"
            f"{m.percentile(0.99):>8.0f}   {m.memory:>7.0f}{thousand:>12.2f}  "
            f"{m.result['wrong']:>6}{m.result['stuck']:>6}"
        )
    killed = [m for m in found if m.killed]
    if killed:
        lines += [
            "",
            f"killed in the middle of {CHATS} filings",
            f"{'':<10}{'went on':>10}{'stuck':>8}{'wrong':>8}{'repeated replies':>18}",
        ]
        lines += [
            f"{m.contender.name:<10}{m.killed['finished']:>10}{m.killed['stuck']:>8}{m.killed['wrong']:>8}"
            f"{m.killed['repeated']:>18}"
            for m in killed
        ]
    lines += ["", *(f"{m.contender.name:<10}{m.contender.told}" for m in found)]
    return lines


def verdicts(found: list[Measured]) -> tuple[list[str], bool]:
    by = {m.contender.name: m for m in found}
    lines, good = [], True
    for name, least, other in RATIOS:
        if name in by and other in by:
            ratio = by[name].rate / by[other].rate
            good &= ratio >= least
            lines.append(f"{name} / {other}: {ratio:.2f} (at least {least})")
    if "ppid" in by:
        slowest, memory = by["ppid"].percentile(0.99), by["ppid"].memory
        good &= slowest < SLOWEST and memory < LARGEST
        lines.append(
            f"ppid p99 {slowest:.0f} ms (under {SLOWEST:.0f}), memory {memory:.0f} MB (under {LARGEST:.0f})"
        )
    return lines, good


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Throughput of the product and of its peers, in one run.")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--no-kill", action="store_true", help="leave the kill -9 out")
    chosen = parser.parse_args(arguments)
    wanted = [c for c in contenders() if not chosen.only or c.name in chosen.only.split(",")]
    make_environment()
    found: list[Measured] = []
    with redis_server() as redis, postgres_server() as server:
        for contender in wanted:
            if contender.name == "aiogram" and not redis:
                continue
            with place(redis, server) as (where, driver):
                measured = measure(contender, where, driver, seconds=chosen.seconds)
            if not chosen.no_kill:
                with place(redis, server) as (where, driver):
                    measured.killed = kill(contender, where, driver)
            found.append(measured)
            sys.stderr.write(f"{contender.name}: {measured.rate:.0f} updates/s\n")
    lines, good = verdicts(found)
    sys.stdout.write("\n".join([*table(found), "", *lines]) + "\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
