"""Databases with the newest schema, migrated once and copied for each test."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from storage.migrate import upgrade
from storage.store import Store, open_store
from tests.databases import Image

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
MIGRATED = Image("migrated", upgrade)


@contextmanager
def migrated(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store of the kind that the fixture's `params=BOTH` names."""
    with migrated_as(request.param, request) as store:
        yield store


@contextmanager
def migrated_as(kind: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store of that kind, "sqlite" or "postgres"."""
    file = request.getfixturevalue("tmp_path") / "ppid.db"
    with MIGRATED.copy(file, kind=kind) as url, closing(open_store(url)) as store:
        yield store


@contextmanager
def beside(store: Store) -> Iterator[Store]:
    """Another store on the same database, as another process has it."""
    with closing(open_store(store.engine.url.render_as_string(hide_password=False))) as other:
        yield other
