"""Statements on libpq: every one of ours, and every kind of value there and back."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

import storage
from storage.migrate import upgrade
from storage.sql import Direct
from storage.store import open_store
from storage.store.wire import Wired

pytestmark = pytest.mark.postgres

JAKARTA = timezone(timedelta(hours=7))


@pytest.fixture
def wire(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the driver's to a database with all our tables."""
    with closing(open_store(postgres_url)) as store:
        upgrade(store)
    url = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def ours() -> Iterator[tuple[str, Direct]]:
    """Every text statement that stands in a module of storage, by its name there."""
    for found in pkgutil.walk_packages(storage.__path__, "storage."):
        if ".migrations" in found.name:
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            if isinstance(direct := getattr(value, "direct", None), Direct):
                yield f"{found.name}.{name}", direct


def asked(wire: psycopg.Connection[Any], statement: str, **values: Any) -> list[list[Any]]:
    wire.execute("DEALLOCATE ALL")
    return Wired(statement).run(wire.pgconn, values, set())[0]


def test_the_server_understands_every_statement_and_knows_the_type_of_every_parameter(
    wire: psycopg.Connection[Any],
) -> None:
    known = list(ours())
    refused = []
    for name, direct in known:
        try:
            Wired(direct.statement, times=direct.times, dates=direct.dates).prepare(wire.pgconn)
        except psycopg.Error as error:
            refused.append((name, str(error)))

    assert len(known) > 150
    assert [(name, why) for name, why in refused if "SQLITE" not in name] == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(("text", text) for text in ("", "Siulak", "a\nb", "\N{PILE OF POO} 'a\\\\b\"", "x" * 100_000)),
        *(("integer", number) for number in (0, -1, 2**31 - 1)),
        ("bigint", 2**40),
        *(("boolean", truth) for truth in (True, False)),
        ("bytea", bytes(range(256))),
        ("date", date(2026, 11, 23)),
        ("numeric", Decimal("12.50")),
        ("double precision", 0.1),
        *((kind, None) for kind in ("text", "integer", "boolean", "bytea", "date", "timestamptz")),
    ],
)
def test_a_value_comes_back_as_it_went(wire: psycopg.Connection[Any], kind: str, value: Any) -> None:
    [[back]] = asked(wire, f"SELECT CAST(:value AS {kind}) AS value", value=value)

    assert (back, type(back)) == (value, type(value))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "Asia/Kolkata"])
@pytest.mark.parametrize("parts", [0, 500_000, 123_456])
def test_a_moment_comes_back_whatever_zone_the_server_is_in(
    wire: psycopg.Connection[Any], zone: str, parts: int
) -> None:
    moment = datetime(2026, 11, 23, 9, 0, 0, parts, tzinfo=JAKARTA)
    wire.execute(f"SET TIME ZONE '{zone}'")

    [[back]] = asked(wire, "SELECT CAST(:at AS timestamptz) AS at", at=moment)

    assert back == moment == moment.astimezone(UTC)


def test_a_parameter_stands_in_several_places(wire: psycopg.Connection[Any]) -> None:
    statement = "SELECT CAST(:b AS text) || :a || :b || CAST(3 AS text) AS said"

    assert asked(wire, statement, a="1", b="2") == [["2123"]]


def test_rows_that_are_changed_are_counted(wire: psycopg.Connection[Any]) -> None:
    wire.execute("CREATE TABLE note (id integer)")
    insert = Wired("INSERT INTO note SELECT generate_series(1, :most)")

    assert insert.run(wire.pgconn, {"most": 3}, set()) == ([], 3)


def test_what_cannot_be_written_is_refused_before_it_is_cut_off(wire: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.DataError, match="NUL"):
        asked(wire, "SELECT CAST(:value AS text)", value="KTP\x00hilang")
    with pytest.raises(TypeError, match="list"):
        asked(wire, "SELECT CAST(:value AS text)", value=["a"])
