"""The processes of `bench.throughput`: the bots on one core, load, platform and Redis on the other."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import needs
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]
BOT_CORE, LOAD_CORE = 0, 1
START = 30.0  # seconds


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

    def begin(self, plan: Mapping[str, Any]) -> None:
        """`plan`: a bench.rig.load.Plan."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(plan) + "\n")
        self._process.stdin.flush()

    def end(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        self.close()
        return found

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
    port = free_port()
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


def _pin(process: int, core: int) -> None:
    with suppress(OSError):  # a machine with one core
        os.sched_setaffinity(process, {core})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
