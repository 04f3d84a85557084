"""`python -m bot.cli` and `python -c`, forked from a process that has imported other people's packages.

    child = await start("db", "upgrade", folder=folder, env=env, stdout=file, stderr=file)
    assert await child.wait() == 0

    with Script(code, "a word") as script:
        print("go", file=script.stdin, flush=True)

What is started is a process of its own with the given folder, environment, input and output, and imports our
own modules in the order in which it needs them; only the second that the packages take is saved. A start
from nothing is tested in test_app.py and test_cli_run.py.
"""

import asyncio
import atexit
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Self

ROOT = Path(__file__).resolve().parents[1]
ORDER = 1 << 17  # bytes of the longest order: mostly an environment

PACKAGES = (
    "aiohttp.web",
    "alembic.command",
    "apscheduler.schedulers.asyncio",
    "babel.dates",
    "cryptography.fernet",
    "fluent.runtime",
    "holidays",
    "orjson",
    "prometheus_client",
    "psycopg",
    "pydantic_settings",
    "sqlmodel",
    "structlog",
    "telegram.request",
    "uvloop",
    "bot.cli",  # as the first of ours, which it is in a real start too
    "storage.tables",  # which imports no other room, and is imported before all that does
)


class Child:
    """A started command: its `pid`, and its exit code when it has ended (-9 where it was killed)."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self._line = line
        self._code: int | None = None

    @property
    def returncode(self) -> int | None:
        if self._code is None:
            with suppress(BlockingIOError):
                self._ended(self._line.recv(16))
        return self._code

    async def wait(self) -> int:
        if self._code is None:
            self._ended(await asyncio.get_running_loop().sock_recv(self._line, 16))
        assert self._code is not None
        return self._code

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def _ended(self, said: bytes) -> None:
        self._code = int(said)
        self._line.close()


async def start(
    *words: str, folder: Path, env: dict[str, str], stdout: IO[bytes], stderr: IO[bytes]
) -> Child:
    """A command with nothing to read; what it says goes to open files."""
    with open(os.devnull, "rb") as nothing:  # noqa: ASYNC230  # it is nothing
        files = [nothing.fileno(), stdout.fileno(), stderr.fileno()]
        line = _ordered(words=words, folder=str(folder), env=env, files=files)
    line.setblocking(False)
    return Child(int(await asyncio.get_running_loop().sock_recv(line, 16)), line)


class Script:
    """A program that is talked to in lines, as with subprocess.Popen; the block ends when it has ended."""

    def __init__(
        self,
        code: str,
        *words: str,
        folder: Path = ROOT,
        env: Mapping[str, str] | None = None,
        stderr: IO[str] | None = None,
    ) -> None:
        reading, to = os.pipe()
        of, writing = os.pipe()
        files = [reading, writing, 2 if stderr is None else stderr.fileno()]
        env = dict(os.environ if env is None else env) | {"PYTHONPATH": str(ROOT)}
        self._line = _ordered(code=code, words=words, folder=str(folder), env=env, files=files)
        os.close(reading)
        os.close(writing)
        self.stdin, self.stdout = os.fdopen(to, "w"), os.fdopen(of)
        self.pid = int(self._line.recv(16))
        self.returncode: int | None = None

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = int(self._line.recv(16))
        return self.returncode

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(BrokenPipeError):
            self.stdin.close()
        self.wait()
        self.stdout.close()
        self._line.close()


def _ordered(*, files: list[int], **order: object) -> socket.socket:
    """The line on which the child's id comes, then its exit code."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        socket.send_fds(_nursery(), [json.dumps(order).encode()], [its.fileno(), *files])
    return ours


async def start_fresh(
    *words: str, folder: Path, env: dict[str, str], stdout: IO[bytes], stderr: IO[bytes]
) -> Process:
    """The same from nothing: as it is typed, and a second slower."""
    command = (sys.executable, "-m", "bot.cli", *words)
    return await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr
    )


@cache
def _nursery() -> socket.socket:
    """The line to the process that forks; it ends with this one."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forks", str(its.fileno())],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            pass_fds=[its.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    atexit.register(process.wait)
    atexit.register(ours.close)  # before it waits
    return ours


# -- in the process that forks --------------------------------------------------------------------


def main(line: socket.socket) -> None:
    """Fork for every order until the line ends; returns only in those forked, where they are told to."""
    for name in PACKAGES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        said, files, _, _ = socket.recv_fds(line, ORDER, 4)
        if not said:
            return
        if not os.fork():
            line.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            child = os.fork()
            if child:
                _watch(child, files)
            else:
                _become(files=files, **json.loads(said))
            return
        for file in files:
            os.close(file)


def _watch(child: int, files: list[int]) -> None:
    """Tell the child's id, then its exit code."""
    for file in files[1:]:
        os.close(file)
    with socket.socket(fileno=files[0]) as its:
        its.send(b"%d" % child)
        _, status = os.waitpid(child, 0)
        its.send(b"%d" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become(
    *, files: list[int], words: list[str], folder: str, env: dict[str, str], code: str | None = None
) -> None:
    """Be the command, or the program, to its end."""
    for number, file in enumerate(files[1:]):
        os.dup2(file, number)
    for file in files:
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    sys.path[0] = folder
    sys.argv[1:] = words
    if code is None:
        runpy.run_module("bot.cli", run_name="__main__", alter_sys=True)
    else:
        exec(code, {"__name__": "__main__"})


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as line:
        main(line)
