"""Where a test's office stands: on SQLite, or on a real PostgreSQL where ROOMS=postgres says so.

What takes long to build is built once and copied for each test:

    FILLED = Image("filled", fill)
    with FILLED.copy() as url: ...
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from psycopg import sql
from sqlalchemy import make_url

from storage.store import Store, open_store
from tests import needs
from tests.postgres import Cluster
from tests.postgres import cluster as new_cluster

KIND = os.environ.get("ROOMS") or "sqlite"
if KIND not in ("sqlite", "postgres"):
    raise ValueError(f"ROOMS is sqlite or postgres, not {KIND!r}")

_until_the_end = ExitStack()


@cache
def cluster() -> Cluster:
    """One PostgreSQL for the run (for the worker, where there are several)."""
    return _until_the_end.enter_context(new_cluster(needs.postgres()))


def close() -> None:
    _until_the_end.close()


def environment(url: str) -> dict[str, str]:
    """How a process or a command finds a database that is not where it looks by itself."""
    return {} if url.startswith("sqlite:") else {"DATABASE_URL": url}


@contextmanager
def empty(file: Path) -> Iterator[str]:
    """The url of a new database; on SQLite it is to be `file`."""
    if KIND == "sqlite":
        yield f"sqlite:///{file}"
    else:
        with cluster().database() as url:
            yield url


@contextmanager
def copy_of(url: str, file: Path) -> Iterator[str]:
    """A copy of a database that nobody has open; on SQLite it is to be `file`."""
    there = make_url(url).database
    assert there is not None
    if url.startswith("sqlite:"):
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(there, file)
        yield f"sqlite:///{file}"
    else:
        with cluster().database(there) as new:
            yield new


class Image:
    """A database as `build(store)` leaves an empty one, of each kind built when it is first wanted."""

    def __init__(self, name: str, build: Callable[[Store], object]) -> None:
        self._name = name
        self._build = build
        self._file = cache(self._sqlite)
        self._template = cache(self._postgres)

    @contextmanager
    def copy(self, file: Path | None = None, *, kind: str = KIND) -> Iterator[str]:
        """The url of a copy of one's own; on SQLite it is `file`, which stays, or one that goes."""
        if kind == "postgres":
            with cluster().database(self._template()) as url:
                yield url
        elif file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._file())
            yield f"sqlite:///{file}"
        else:
            with TemporaryDirectory() as folder, self.copy(Path(folder) / "ppid.db", kind=kind) as url:
                yield url

    def _sqlite(self) -> bytes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "ppid.db"
            with closing(open_store(f"sqlite:///{path}")) as store:
                self._build(store)
            return path.read_bytes()

    def _postgres(self) -> str:
        cluster().command(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._name)))
        with closing(open_store(cluster().url(self._name))) as store:
            self._build(store)
        return self._name
