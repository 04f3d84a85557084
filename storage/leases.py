"""Who of several processes on one PostgreSQL does what only one may do, by the database's own clock."""

from sqlmodel import Session

from storage.sql import select, write

_TAKE = select(
    "INSERT INTO lease (name, owner, term, until)"
    " VALUES (:name, :owner, 1, clock_timestamp() + make_interval(secs => :seconds))"
    " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until,"
    " term = CASE WHEN lease.owner = excluded.owner THEN lease.term ELSE lease.term + 1 END"
    " WHERE lease.owner = excluded.owner OR lease.until <= clock_timestamp() RETURNING term"
)
_FREE = select(
    "SELECT NOT EXISTS (SELECT 1 FROM lease WHERE name = :name AND owner <> :owner"
    " AND until > clock_timestamp()) AS free"
)
_LET_GO = write(
    "UPDATE lease SET until = clock_timestamp() WHERE name = :name AND owner = :owner"
    " AND until > clock_timestamp()"
)


def take(session: Session, name: str, *, owner: str, seconds: float) -> int | None:
    """Take a lease, or hold it for longer. Its term, which is another one whenever somebody else had it
    meanwhile; None where somebody else has it."""
    found: int | None = session.execute(_TAKE, {"name": name, "owner": owner, "seconds": seconds}).scalar()
    return found


def is_free(session: Session, name: str, *, owner: str) -> bool:
    """Whether nobody else has it; a look that writes nothing."""
    return bool(session.execute(_FREE, {"name": name, "owner": owner}).scalar())


def let_go(session: Session, name: str, *, owner: str) -> None:
    session.execute(_LET_GO, {"name": name, "owner": owner})
