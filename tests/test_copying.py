"""One database into another: every table, both ways, and `ppid db copy`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from storage import copying, tasks
from storage.copying import CopyError
from storage.store import Store
from tests.full_office import ROWS, fill
from tests.migrated import migrated_as
from tests.rooms import wib


def url_of(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a database, by table."""
    with copying.reading(url) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in copying.plain_tables()
        }


pytestmark = pytest.mark.postgres

Pair = tuple[Store, Store]


@pytest.fixture(params=[("sqlite", "postgres"), ("postgres", "sqlite")], ids=["there", "back"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """A full office, and a database of the other kind with nothing in it."""
    one, other = request.param
    with migrated_as(one, request) as office, migrated_as(other, request) as empty:
        fill(office.engine)
        yield office, empty


def copy(office: Store, empty: Store, *, clear: bool = False) -> dict[str, int]:
    with copying.reading(url_of(office)) as source, empty.engine.begin() as target:
        return copying.copy_rows(source, target, clear=clear)


def test_every_row_of_every_table_is_the_same_afterwards_and_new_ones_are_counted_on(pair: Pair) -> None:
    office, empty = pair

    counted = copy(office, empty)
    assert set(counted.values()) == {ROWS}
    assert everything(url_of(empty)) == everything(url_of(office))

    assert empty.transact_sync(new_task) == ROWS + 1
    copy(office, empty, clear=True)
    assert everything(url_of(empty)) == everything(url_of(office))


def new_task(session: Session) -> int | None:
    task = tasks.open_task(session, kind="new", key="1", now=wib("2026-11-23 09:00"))
    return task.id if task else None


def test_a_row_that_does_not_arrive_as_it_was_is_named_and_nothing_is_kept(pair: Pair) -> None:
    office, empty = pair
    with empty.engine.begin() as target:
        if target.dialect.name == "sqlite":
            target.exec_driver_sql(
                "CREATE TRIGGER t AFTER INSERT ON task WHEN new.id = 2"
                " BEGIN UPDATE task SET text = 'x' WHERE id = 2; END"
            )
        else:
            target.exec_driver_sql("CREATE RULE r AS ON INSERT TO task WHERE new.id = 2 DO INSTEAD NOTHING")

    with pytest.raises(CopyError, match="task id=2: not the same"):
        copy(office, empty)

    assert not any(everything(url_of(empty)).values())


def test_a_row_that_postgresql_cannot_hold_is_named_without_its_words(request: pytest.FixtureRequest) -> None:
    with migrated_as("sqlite", request) as office, migrated_as("postgres", request) as empty:
        office.transact_sync(new_task)
        with office.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE task SET text = 'rahasia' || char(0)")

        with pytest.raises(CopyError, match=r"^task id=1: ") as refused:
            copy(office, empty)

    assert "rahasia" not in str(refused.value)


def test_an_office_that_has_outgrown_its_file_moves_to_postgresql(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    with migrated_as("sqlite", request) as office, migrated_as("postgres", request) as empty:
        fill(office.engine)
        old, new = url_of(office), url_of(empty)

        in_use = ppid("db", "copy", old, new)
        assert in_use.exit_code == 1 and "masih dipakai" in in_use.stderr

        office.close()
        moved, again = ppid("db", "copy", old, new), ppid("db", "copy", old, new)

        assert moved.exit_code == 0 and "disalin dan dicocokkan satu per satu" in moved.stdout
        assert again.exit_code == 1 and "sudah ada isinya" in again.stderr
        assert everything(new) == everything(old)


def test_a_database_is_not_copied_onto_itself_nor_from_nowhere(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"

    assert ppid("db", "copy", url, url).exit_code == 2
    assert "tidak ada" in ppid("db", "copy", url, f"sqlite:///{tmp_path}/b.db").stderr
    assert not list(tmp_path.glob("*.db"))


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, words)
