"""Programs of their own that tests start and kill: one that sweeps, and an office with a clock to be set.

    python -c "from tests.programs import main; main()"
                                    one line of JSON a program on stdin, its process id on stdout

Everything is imported once, and forked for every start: the processes are real, and quick.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.orm import configure_mappers
from sqlmodel import Session

from bot.app import Office
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from handlers.desk import Desk, open_desk
from handlers.sweep import sweep
from handlers.voice import voice_of
from kip.calendar import national_days_off
from storage.files import FileStore
from storage.store import open_store
from tests.forks import Script

ROOT = Path(__file__).resolve().parents[1]
SECRET = b"a secret of the tests, 32 bytes long"


class SetClock(Clock):
    """The machine's clock, put wrong by the seconds that stand in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._path.read_text()))


def sweeper(*, url: str, at: str, most: int, folder: str, name: str, hold: bool) -> None:
    """Wait for the file `go`, sweep, and write what each round settled. One that is to `hold` does one
    round, and does not commit it before there is a file `release`."""
    store = open_store(url)
    desk = store.read_sync(open_desk, secret=SECRET)
    place, now = Path(folder), datetime.fromisoformat(at)
    _say(place / f"{name}.ready")
    _wait(place / "go")
    settled = []
    if hold:
        settled.append(store.transact_sync(_held, desk, now, most, place, name))
    else:
        while count := store.transact_sync(sweep, desk, now, most=most):
            settled.append(count)
    _say(place / f"{name}.done", json.dumps(settled))
    store.close()


def _held(session: Session, desk: Desk, now: datetime, most: int, place: Path, name: str) -> int:
    count = sweep(session, desk, now, most=most)
    _say(place / f"{name}.holding")
    _wait(place / "release")
    return count


def office(*, url: str, telegram: str, token: str, clock: str, folder: str) -> None:
    """An office that rings four times a second and takes in nothing, until it is killed."""
    asyncio.run(_office(url, TelegramChannel(token, telegram), SetClock(Path(clock)), Path(folder)))


async def _office(url: str, channel: TelegramChannel, clock: Clock, folder: Path) -> None:
    async with Office(
        store=open_store(url),
        clock=clock,
        channels=[channel],
        secret=SECRET,
        files=FileStore(folder / "files"),
        pacing=lambda channel: None,
        remind_every=timedelta(seconds=0.25),
    ):
        await asyncio.Event().wait()


def _say(path: Path, text: str = "") -> None:
    """Written whole, or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(text)
    draft.rename(path)


def _wait(path: Path) -> None:
    while not path.exists():
        time.sleep(0.002)


# -- in the test ----------------------------------------------------------------------------------


class Nursery:
    """Starts programs, and kills them."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self._stdin, self._stdout = stdin, stdout
        self._alive: set[int] = set()

    def start(self, program: str, **fields: Any) -> int:
        self._stdin.write(json.dumps({"program": program, "fields": fields}) + "\n")
        self._stdin.flush()
        pid = int(self._stdout.readline())
        self._alive.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        """For good; returns when it is gone."""
        self._alive.discard(pid)
        try:
            os.kill(pid, signal.SIGKILL)
            while True:
                os.kill(pid, 0)
                time.sleep(0.002)
        except ProcessLookupError:
            return

    def clear(self) -> None:
        for pid in list(self._alive):
            self.kill(pid)


@contextmanager
def nursery(log: Path) -> Iterator[Nursery]:
    code = "from tests.programs import main; main()"
    with log.open("w") as said, Script(code, stderr=said) as process:
        raised = Nursery(process.stdin, process.stdout)
        try:
            yield raised
        finally:
            raised.clear()


def main() -> None:
    configure_mappers()
    voice_of("id")
    national_days_off([2026])  # the package is read at its first use
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            order = json.loads(line)
            {"sweeper": sweeper, "office": office}[order["program"]](**order["fields"])
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
