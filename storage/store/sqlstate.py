"""What the errors of PostgreSQL mean to those who wait for a store."""

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.store.base import StoreFull, StoreUnavailable

# SQLSTATE or its class (postgresql.org/docs/current/errcodes-appendix.html)
COLLIDED = ("40001", "40P01")  # serialization failure, deadlock
# What a connection has prepared is not what it was: a migration, or somebody who shares it (PgBouncer).
STALE = ("0A000", "26000", "42P05")
LOCKED = "55P03"  # somebody else has what is wanted, and has had it for longer than may be waited
READ_ONLY = "25006"  # a writer on a standby; a reader that writes is a bug
AWAY = ("08", "40", "53", "57", "58", LOCKED)  # connection, collision, resources, shutdown, I/O, lock
FULL = "53100"  # disk full


class Uncertain(Exception):
    """The connection broke while committing: it may be kept or not, so it is not run again here."""


def judged(error: BaseException | None, away: tuple[str, ...]) -> BaseException:
    """StoreUnavailable where the surroundings are to blame, else the error itself."""
    if isinstance(error, DBAPIError) and not _is_away(error, away):
        return error
    if isinstance(error, (DBAPIError, PoolTimeout, Uncertain)):
        return _unavailable(error)
    assert error is not None
    return error


def _unavailable(error: Exception) -> StoreUnavailable:
    means = StoreFull if isinstance(error, DBAPIError) and state(error) == FULL else StoreUnavailable
    unavailable = means(str(error.orig if isinstance(error, DBAPIError) else error))
    unavailable.__cause__ = error
    return unavailable


def _is_away(error: DBAPIError, away: tuple[str, ...]) -> bool:
    code = state(error)
    if code is None:  # no answer came from the server
        return error.connection_invalidated or isinstance(error.orig, psycopg.OperationalError)
    return code.startswith(away)


def state(error: DBAPIError) -> str | None:
    """None where it is not the server's."""
    return error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None
