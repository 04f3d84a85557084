"""`ppid` as people run it: commands to their end, and servers that are started, watched and ended by id.

await ppid("content", "load", str(KERINCI), folder=folder, DATA_DIR=...)
async with Server("serve", folder=folder, **settings) as server:
    await server.ready("/readyz")
    ...
    assert await server.stop() == 0
"""

import asyncio
import os
import signal
import socket
import tempfile
from asyncio.subprocess import Process
from pathlib import Path
from typing import Self

import aiohttp
import pytest

from bot.settings import Settings
from tests.forks import Child, start, start_fresh

ROOT = Path(__file__).resolve().parents[1]
KERINCI = ROOT / "content" / "kerinci"
PATIENCE = 40.0  # seconds; a start takes two where nothing else runs


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**settings: str) -> dict[str, str]:
    """This process' environment with no settings of ours but those given.

    What is compiled is kept between starts, also where the machine is told to keep nothing: it takes
    three times as long as all the rest of a start.
    """
    ours = {name.upper() for name in Settings.model_fields} | {"PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in ours}
    compiled = str(ROOT / ".pytest_cache" / "compiled")
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": compiled} | settings


async def ppid(*words: str, folder: Path, status: int = 0, **settings: str) -> str:
    """What a command said on standard output (on standard error where `status` is not 0)."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = await start(*words, folder=folder, env=environment(**settings), stdout=out, stderr=err)
        try:
            async with asyncio.timeout(PATIENCE):
                await child.wait()
        except BaseException:
            child.send_signal(signal.SIGKILL)
            await child.wait()
            raise
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    assert child.returncode == status, f"ppid {' '.join(words)}: {child.returncode}\n{said[1]}"
    return said[1 if status else 0]


class Server:
    """`ppid serve` or `ppid demo` in a folder of its own; `start` it as often as a test likes.

    `fresh`: from nothing, as in an office (see tests/forks.py).
    """

    def __init__(self, *words: str, folder: Path, port: int, fresh: bool = False, **settings: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._words = words
        self._folder = folder
        self._settings = {"LISTEN": f"127.0.0.1:{port}", **settings}
        self._log = folder / f"{words[0]}-{port}.log"
        self._fresh = fresh
        self._process: Child | Process | None = None

    @property
    def log(self) -> str:
        """All that it has said, over all its starts."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    async def start(self) -> None:
        with self._log.open("ab") as log:
            begin = start_fresh if self._fresh else start
            env = environment(**self._settings)
            self._process = await begin(*self._words, folder=self._folder, env=env, stdout=log, stderr=log)

    async def ready(self, path: str, seconds: float = PATIENCE) -> None:
        """Wait until `path` answers 200."""
        assert self._process is not None
        async with asyncio.timeout(seconds), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"{self.url}{path}") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientConnectionError:
                    pass
                if self._process.returncode is not None:
                    pytest.fail(f"it ended by itself with {self._process.returncode}\n{self.log}")
                await asyncio.sleep(0.05)

    async def stop(self, with_: signal.Signals = signal.SIGTERM, seconds: float = 20) -> int:
        """Send the signal to this one process, and give its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(with_)
        async with asyncio.timeout(seconds):
            return await self._process.wait()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None and self._process.returncode is None:
            try:
                await self.stop()
            except TimeoutError:
                await self.stop(signal.SIGKILL)
                pytest.fail(f"it did not end when told to\n{self.log}")
