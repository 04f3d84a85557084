"""Databases with the newest schema, migrated once and copied for each test."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from psycopg import sql

from storage.migrate import upgrade
from storage.store import Store, open_store
from tests.postgres import Cluster

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@contextmanager
def migrated(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store of the kind that the fixture's `params=BOTH` names."""
    with migrated_as(request.param, request) as store:
        yield store


@contextmanager
def migrated_as(kind: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store of that kind, "sqlite" or "postgres"."""
    if kind == "sqlite":
        path = request.getfixturevalue("tmp_path") / "ppid.db"
        path.write_bytes(_sqlite())
        with _opened(f"sqlite:///{path}") as store:
            yield store
    else:
        cluster: Cluster = request.getfixturevalue("postgres")
        with cluster.database(_template(cluster)) as url, _opened(url) as store:
            yield store


@contextmanager
def beside(store: Store) -> Iterator[Store]:
    """Another store on the same database, as another process has it."""
    with _opened(store.engine.url.render_as_string(hide_password=False)) as other:
        yield other


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


@cache
def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ppid.db"
        with _opened(f"sqlite:///{path}") as store:
            upgrade(store)
        return path.read_bytes()


@cache
def _template(cluster: Cluster) -> str:
    cluster.command(sql.SQL("CREATE DATABASE migrated"))
    with _opened(cluster.url("migrated")) as store:
        upgrade(store)
    return "migrated"
