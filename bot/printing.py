"""Prints papers in a process of its own, so that `serve` never loads what lays out a PDF.

    async with Printing(url, secret, folder, clock) as printing:
        path = await printing.print_paper("receipt", 7)

The process starts with the first paper and ends when none was wanted for a while; so do the files.
"""

import asyncio
import multiprocessing
import os
import secrets
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.clock import Clock
from handlers.desk import Desk, NoContent, open_desk
from storage import content
from storage.store import Store, open_store

IDLE = 60.0  # seconds without a paper, then the process ends
KEPT = 600.0  # seconds that a printed file stays: long enough to be sent, it holds a person's data
LONGEST = 60.0  # seconds that one paper may take


class PrintingError(Exception):
    """A paper that could not be printed; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Printing:
    """A printer of papers: one after the other, each a PDF under `folder`."""

    def __init__(
        self,
        url: str,
        secret: bytes,
        folder: Path,
        clock: Clock,
        *,
        idle: float = IDLE,
        kept: float = KEPT,
        longest: float = LONGEST,
    ) -> None:
        self._url = url
        self._secret = secret
        self._folder = folder
        self._clock = clock
        self._idle = idle
        self._kept = kept
        self._longest = longest
        self._pool: ProcessPoolExecutor | None = None
        self._under_way = 0
        self._rest: asyncio.TimerHandle | None = None
        self._printed: dict[Path, asyncio.TimerHandle] = {}

    async def print_paper(self, name: str, request_id: int) -> Path:
        """The PDF of "receipt" or "answer" about a request; it is deleted after `kept` seconds.

        Raises PrintingError; StoreUnavailable and OSError where it can be tried again later.
        """
        loop = asyncio.get_running_loop()
        path = self._folder / f"{name}-{request_id}-{secrets.token_hex(4)}.pdf"
        self._under_way += 1
        if self._rest is not None:
            self._rest.cancel()
        try:
            await self._print(name, request_id, path)
        finally:
            self._under_way -= 1
            self._printed[path] = loop.call_later(self._kept, self._delete, path)
            if not self._under_way:
                self._rest = loop.call_later(self._idle, self._end)
        return path

    async def aclose(self) -> None:
        """End the process, and delete what was printed."""
        if self._rest is not None:
            self._rest.cancel()
        for path, timer in list(self._printed.items()):
            timer.cancel()
            self._delete(path)
        if self._pool is not None:
            await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)
            self._pool = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _print(self, name: str, request_id: int, path: Path) -> None:
        """In the process; once more in a new one where it has died: it may have been killed while idle."""
        end = time.monotonic() + self._longest
        for _ in range(2):
            pool = self._pool = self._pool or self._new_pool()
            job = (self._url, self._secret, name, request_id, self._clock.now(), path, self._longest)
            try:
                await asyncio.get_running_loop().run_in_executor(pool, _print, *job)
                return
            except BrokenProcessPool:
                if self._pool is pool:  # otherwise another paper has replaced it already
                    self._end()
                if time.monotonic() >= end:
                    raise PrintingError(f"it took longer than {self._longest:g} s") from None
        raise PrintingError("the printing process died twice")

    def _new_pool(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")  # a fork would carry this process' threads and locks
        return ProcessPoolExecutor(1, spawn, initializer=_begin, initargs=(self._folder, self._kept))

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False)
            self._pool = None

    def _delete(self, path: Path) -> None:
        del self._printed[path]
        path.unlink(missing_ok=True)


# -- in the process that prints -------------------------------------------------------------------


class _Office:
    """The database and its desk; the desk is opened anew when other content was loaded."""

    def __init__(self, url: str, secret: bytes) -> None:
        self.store: Store = open_store(url, readers=1, writers=1)
        self._secret = secret
        self._desk: Desk | None = None

    def desk(self) -> Desk:
        if self._desk is None or self._desk.digest != self.store.read_sync(content.digest_of):
            self._desk = self.store.read_sync(open_desk, secret=self._secret)
        return self._desk


_office = lru_cache(maxsize=1)(_Office)


def _begin(folder: Path, kept: float) -> None:
    """Leave Ctrl+C to the parent, and delete what an earlier run left behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        for path in folder.iterdir():
            if path.suffix in (".pdf", ".part") and path.stat().st_mtime < time.time() - kept:
                path.unlink()


def _print(
    url: str, secret: bytes, name: str, request_id: int, now: datetime, path: Path, longest: float
) -> None:
    """Lay the paper out and write it, whole or not at all; after `longest` seconds SIGALRM kills."""
    signal.setitimer(signal.ITIMER_REAL, longest)
    # Imported here, and what they raise turned into our own: the parent would import it to read the error.
    from fpdf.errors import FPDFException

    from handlers.papers import PaperError, make

    try:
        office = _office(url, secret)
        pdf = office.store.read_sync(make, office.desk(), name, request_id, now)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        with open(beside, "xb", opener=_private) as out:
            out.write(pdf)
        beside.replace(path)
    except (PaperError, FPDFException, NoContent) as error:
        raise PrintingError(str(error) or type(error).__name__) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
