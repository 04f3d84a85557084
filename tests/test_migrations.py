import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlmodel import SQLModel

from storage import tables
from storage.migrate import MIGRATIONS, NewerSchema, revise, schema, upgrade
from storage.store import Store, StoreUnavailable, open_store
from tests.forks import Script

assert tables  # fills SQLModel.metadata

HEAD = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("*.py"))


@pytest.fixture
def other_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """A second, empty database of the same kind."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'other.db'}"
    else:
        with request.getfixturevalue("postgres").database() as url:
            yield url


def tables_of(engine: Engine) -> dict[str, Any]:
    """All that the database itself says of its tables, Alembic's own apart."""
    looking = inspect(engine)
    return {
        name: {
            "columns": [{**c, "type": str(c["type"])} for c in looking.get_columns(name)],
            "key": looking.get_pk_constraint(name),
            "references": sorted(looking.get_foreign_keys(name), key=str),
            "indexes": sorted(
                (index["name"], index["column_names"], index["unique"], _where(index))
                for index in looking.get_indexes(name)
            ),
            "unique": sorted(looking.get_unique_constraints(name), key=str),
            "checks": sorted(looking.get_check_constraints(name), key=str),
        }
        for name in looking.get_table_names()
        if name != "alembic_version"
    }


def _where(index: Any) -> str:
    return str(next(iter(index["dialect_options"].values()), "")) if "dialect_options" in index else ""


def test_a_fresh_database_has_what_the_tables_say(store: Store):
    upgrade(store)

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrations_and_tables_make_the_same_database_to_the_last_index(store: Store, other_url: str):
    upgrade(store)
    straight = open_store(other_url)
    SQLModel.metadata.create_all(straight.engine)

    assert tables_of(store.engine) == tables_of(straight.engine)
    straight.close()


def test_an_upgrade_says_where_the_database_stood(store: Store):
    assert schema(store).current == ""

    first, second = upgrade(store), upgrade(store)

    assert (first.current, first.up_to_date) == ("", False)
    assert (second.current, second.up_to_date) == (second.head, True)
    assert schema(store) == second


def test_an_upgrade_leaves_the_store_as_it_was(store: Store):
    upgrade(store)

    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
    assert store.read_sync(lambda session: session.execute(text("SELECT count(*) FROM agency")).scalar()) == 0


def test_a_plain_engine_does_as_well(tmp_path: Path):
    engine = create_engine(f"sqlite:///{tmp_path / 'plain.db'}")

    upgrade(engine)

    assert schema(engine).up_to_date
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing_behind(store: Store):
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE task (id INTEGER PRIMARY KEY)"))  # in the way of ours

    with pytest.raises(Exception, match="task"):
        upgrade(store)

    assert inspect(store.engine).get_table_names() == ["task"]


def test_a_database_of_a_newer_version_is_left_alone(store: Store):
    upgrade(store)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerSchema) as caught:
        upgrade(store)

    assert caught.value.revision == "9999"


def test_a_database_that_is_away_is_said_to_be_away(tmp_path: Path):
    (tmp_path / "folder.db").mkdir()

    for url in (f"sqlite:///{tmp_path}/folder.db", f"postgresql://ppid@/ppid?host={tmp_path}"):
        store = open_store(url)
        for step in (upgrade, schema):
            with pytest.raises(StoreUnavailable):
                step(store)
        store.close()


STARTER = """
import sys
from storage.migrate import upgrade
from storage.store import open_store
store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(upgrade(store).current or "nothing")
store.close()
"""


def test_two_processes_that_start_at_once_both_succeed(database_url: str):
    with Script(STARTER, database_url) as one, Script(STARTER, database_url) as other:
        assert one.stdout.readline() == other.stdout.readline() == "ready\n"
        for process in (one, other):
            process.stdin.write("go\n")
            process.stdin.flush()

        found = {one.stdout.read(), other.stdout.read()}

    assert one.returncode == other.returncode == 0
    assert found == {"nothing\n", HEAD + "\n"}


def test_no_migration_imports_our_code():
    for path in (MIGRATIONS / "versions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert {name.name for name in node.names} <= {"sqlalchemy"}, path
            if isinstance(node, ast.ImportFrom):
                assert node.module in ("alembic", "sqlalchemy.dialects"), path


def test_the_next_migration_is_written_from_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("storage.migrate.MIGRATIONS", tmp_path)
    (tmp_path / "versions").mkdir()
    for name in ("env.py", "script.py.mako"):
        (tmp_path / name).write_bytes((MIGRATIONS / name).read_bytes())

    path = revise("first tables")

    assert path.name == "0001_first_tables.py"
    written = path.read_text(encoding="utf-8")
    for name in SQLModel.metadata.tables:
        assert f"create_table('{name}'" in written
    assert "storage" not in written
    assert "sqlmodel" not in written


def test_a_migrations_file_is_named_by_its_revision_and_follows_the_one_before() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    there = [script.revision for script in scripts.walk_revisions()]

    assert [Path(script.path).name[:4] for script in scripts.walk_revisions()] == there
    assert there == sorted(there, reverse=True)
    assert scripts.get_heads() == [HEAD]
