"""Times and JSON mean the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, bindparam, select, text
from sqlalchemy.exc import StatementError
from sqlmodel import Session

from storage.store import Store
from storage.types import Json, UtcTime

WIB = timezone(timedelta(hours=7))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=WIB)

moment = Table(
    "moment",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime()),
    Column("data", Json()),
)
INSERT = text("INSERT INTO moment (id, at) VALUES (:id, :at)").bindparams(bindparam("at", type_=UtcTime()))
SELECT = text("SELECT at FROM moment WHERE id = :id").columns(at=UtcTime())
DUE = text("SELECT id FROM moment WHERE at <= :now ORDER BY at").bindparams(bindparam("now", type_=UtcTime()))


@pytest.fixture
def moments(store: Store) -> Store:
    moment.metadata.create_all(store.engine)
    return store


def put(session: Session, number: int, at: datetime | None) -> None:
    session.execute(INSERT, {"id": number, "at": at})


async def test_a_moment_comes_back_the_same_and_in_utc(moments: Store) -> None:
    def both_ways(session: Session) -> tuple[Any, Any]:
        put(session, 1, NOON)
        session.execute(moment.insert().values(id=2, at=NOON))
        return session.execute(SELECT, {"id": 1}).scalar_one(), session.scalar(
            select(moment.c.at).where(moment.c.id == 2)
        )

    for found in await moments.transact(both_ways):
        assert found == NOON
        assert found.tzinfo is UTC


async def test_an_absent_moment_stays_absent(moments: Store) -> None:
    def there_and_back(session: Session) -> Any:
        put(session, 1, None)
        return session.execute(SELECT, {"id": 1}).scalar_one()

    assert await moments.transact(there_and_back) is None


async def test_moments_compare_across_zones_and_fractions(moments: Store) -> None:
    steps = [timedelta(microseconds=-1), timedelta(0), timedelta(microseconds=1), timedelta(hours=1)]

    def due(session: Session) -> list[int]:
        for number, step in enumerate(steps):
            put(session, number, (NOON + step).astimezone(timezone(timedelta(hours=number - 9))))
        return list(session.execute(DUE, {"now": NOON}).scalars())

    assert await moments.transact(due) == [0, 1]


async def test_a_naive_time_does_not_get_in(moments: Store) -> None:
    naive = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001  # the point of it

    with pytest.raises(StatementError, match="a time must be aware"):
        await moments.transact(put, 1, naive)
    with pytest.raises(StatementError, match="a time must be aware"):
        await moments.transact(lambda session: session.execute(moment.insert().values(id=1, at=naive)))


async def test_a_naive_time_that_got_in_otherwise_does_not_come_out(moments: Store) -> None:
    def look(session: Session) -> Any:
        kind = "TEXT" if session.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITHOUT TIME ZONE"
        statement = text(f"SELECT CAST('2026-11-23 12:00:00' AS {kind}) AS at").columns(at=UtcTime())
        return session.execute(statement).scalar_one()

    with pytest.raises(ValueError, match="a time must be aware"):
        await moments.read(look)


async def test_json_comes_back_the_same_and_none_is_null(moments: Store) -> None:
    data = {"name": "Désa Kerinci", "list": [1, 2.5, None, True, {"deep": []}], "nul": "\x00"}

    def there_and_back(session: Session) -> tuple[Any, Any, Any]:
        session.execute(moment.insert(), [{"id": 1, "data": data}, {"id": 2, "data": None}])
        rows = session.execute(select(moment.c.data).order_by(moment.c.id)).scalars().all()
        return rows[0], rows[1], session.scalar(text("SELECT count(*) FROM moment WHERE data IS NULL"))

    assert await moments.transact(there_and_back) == (data, None, 1)
