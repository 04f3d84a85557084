"""A room for tests: a fresh database with the Kerinci pack, and the clock on 23 November 2026."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import inspect

from bot.room import Room
from handlers.desk import Desk, open_desk
from storage import content
from storage.content import Pack
from storage.migrate import upgrade
from storage.store import Store, open_store
from tests.databases import Image

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


def fill(store: Store) -> None:
    """The newest schema and the Kerinci pack."""
    upgrade(store)
    store.transact_sync(content.load, kerinci(), now=LOADED)


FILLED = Image("filled", fill)


@contextmanager
def room(url: str = "", *, at: str = "2026-11-23 09:00") -> Iterator[Room]:
    """In a database of its own; or in the one at `url`, which is filled where it is empty."""
    with _filled(url) as found, closing(open_store(found)) as store:
        opened = Room(store=store, secret=SECRET, at=wib(at))
        vars(opened)["desk"] = desk()
        opened.desk.knowledge.lessons_version = "of another room"
        yield opened


@contextmanager
def _filled(url: str) -> Iterator[str]:
    file = Path(url.removeprefix("sqlite:///"))
    if not url:
        with FILLED.copy() as new:
            yield new
    elif url.startswith("sqlite:") and not file.exists():
        with FILLED.copy(file, kind="sqlite") as new:
            yield new
    else:
        with closing(open_store(url)) as store:
            if not inspect(store.engine).has_table("agency"):
                fill(store)
        yield url


@cache
def desk() -> Desk:
    """The desk of the content as it was loaded: to open it takes longer than most conversations."""
    with FILLED.copy() as url, closing(open_store(url)) as store:
        return store.read_sync(open_desk, secret=SECRET)
