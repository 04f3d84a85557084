"""A room for tests: a fresh database with the Kerinci pack, and the clock on 23 November 2026."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.room import Room
from storage import content
from storage.content import Pack
from storage.migrate import upgrade
from storage.store import open_store

PROJECT = Path(__file__).resolve().parents[1]
WIB = ZoneInfo("Asia/Jakarta")
SECRET = b"a secret of the tests, 32 bytes long"


def wib(moment: str) -> datetime:
    """ "2026-11-23 09:00" in Kerinci."""
    return datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=WIB)


@lru_cache
def kerinci() -> Pack:
    return content.read_pack(PROJECT / "content" / "kerinci")


@contextmanager
def room(url: str, *, at: str = "2026-11-23 09:00") -> Iterator[Room]:
    store = open_store(url)
    try:
        upgrade(store)
        store.transact_sync(content.load, kerinci(), now=wib(at))
        yield Room(store=store, secret=SECRET, at=wib(at))
    finally:
        store.close()
