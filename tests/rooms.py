"""A room for tests: a fresh database with the Kerinci pack, and the clock on 23 November 2026."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.room import Room
from handlers.desk import Desk, open_desk
from storage import content
from storage.content import Pack
from storage.migrate import upgrade
from storage.store import Store, open_store

PROJECT = Path(__file__).resolve().parents[1]
WIB = ZoneInfo("Asia/Jakarta")
SECRET = b"a secret of the tests, 32 bytes long"
LOADED = datetime(2026, 11, 1, tzinfo=WIB)  # when the content was


def wib(moment: str) -> datetime:
    """ "2026-11-23 09:00" in Kerinci."""
    return datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=WIB)


@cache
def kerinci() -> Pack:
    return content.read_pack(PROJECT / "content" / "kerinci")


@contextmanager
def room(url: str, *, at: str = "2026-11-23 09:00") -> Iterator[Room]:
    """On a database that is not there yet; SQLite's is a copy of one that was filled before."""
    path = Path(url.removeprefix("sqlite:///"))
    copied = url.startswith("sqlite:") and not path.exists()
    if copied:
        path.write_bytes(filled())
    store = open_store(url)
    try:
        if not copied:
            _fill(store)
        opened = Room(store=store, secret=SECRET, at=wib(at))
        vars(opened)["desk"] = _desk()
        opened.desk.knowledge.lessons_version = "of another room"
        yield opened
    finally:
        store.close()


def _fill(store: Store) -> None:
    upgrade(store)
    store.transact_sync(content.load, kerinci(), now=LOADED)


@cache
def filled() -> bytes:
    """A SQLite file with the newest schema and the Kerinci pack."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ppid.db"
        with closing(open_store(f"sqlite:///{path}")) as store:
            _fill(store)
        return path.read_bytes()


@cache
def _desk() -> Desk:
    """The desk of the content as it was loaded: to open it takes longer than most conversations."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ppid.db"
        path.write_bytes(filled())
        with closing(open_store(f"sqlite:///{path}")) as store:
            return store.read_sync(open_desk, secret=SECRET)
