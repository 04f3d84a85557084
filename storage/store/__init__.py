"""The store: a transaction is an ordinary function `(session, ...) -> result`.

    store = open_store("sqlite:///var/ppid.db")
    number = await store.transact(file_request, draft, now=now)    # commits before it returns
    rows = await store.read(open_requests, agency="dinkes")        # never waits for a writer

A function has no effect outside the database, because it may be run again. What it raises comes out of
the await, and nothing of it is kept. StoreUnavailable means: the database is away, ask again later; of
these, StoreFull: there is no room for it.
"""

from pathlib import Path

from sqlalchemy import make_url

from storage.store.base import Fn, Store, StoreFull, StoreUnavailable, announce, in_transaction
from storage.store.sqlite import SqliteStore

__all__ = ["Fn", "Store", "StoreFull", "StoreUnavailable", "announce", "in_transaction", "open_store"]


def open_store(
    url: str,
    *,
    echo: bool = False,
    busy_timeout: float = 5.0,
    batch: int = 256,
    readers: int = 4,
    writers: int = 2,
) -> Store:
    """The store at `url`, connected at first use.

    "sqlite:///path" (its folder is made) or "postgresql://...". `busy_timeout` (seconds, SQLite) is the wait
    for another process' lock, `batch` (SQLite) the most functions of one commit, `readers` and `writers`
    (the latter PostgreSQL) are threads with a connection each.
    """
    where = make_url(url)
    if where.drivername in ("sqlite", "sqlite+pysqlite"):
        if where.database in (None, "", ":memory:"):
            raise ValueError(
                f"the database must be a file, for its readers' connections to see it: {where!r}"
            )
        Path(str(where.database)).parent.mkdir(parents=True, exist_ok=True)
        return SqliteStore(where, echo=echo, busy_timeout=busy_timeout, batch=batch, readers=readers)
    if where.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        from storage.store.postgres import PostgresStore  # and with it a driver that SQLite does without

        where = where.set(drivername="postgresql+psycopg")
        return PostgresStore(where, echo=echo, readers=readers, writers=writers)
    raise ValueError(f"the database must be sqlite:///... or postgresql://..., got {where!r}")
