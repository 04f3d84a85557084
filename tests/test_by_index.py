"""What a message asks the database for is found by an index, however much is stored (bench/growth.py)."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import SQLModel

from bot.room import Room
from storage.store.sqlite import SqliteWork
from tests.rooms import room

FORM = (
    *("ajukan", "1", "Rina Marlina", "Desa Siulak Gedang, Kecamatan Siulak", "0812 3456 7890"),
    *("daftar sekolah dasar penerima dana BOS 2025", "selesai", "1", "1", "1", "DISDIK", "kirim"),
)
# As many as the body has of them, whatever happens in its years.
BOUNDED = {"agency", "officer", "content", "counter", "lease", "lesson", "publication", "template_approval"}
Statement = tuple[str, Any]


@contextmanager
def statements(patch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Every statement that is run meanwhile, by whichever way."""
    found: set[str] = set()
    run = SqliteWork._run

    def noted(self: SqliteWork, direct: Any, params: Any) -> Any:
        found.add(direct.statement)
        return run(self, direct, params)

    def executed(_c: object, _cursor: object, statement: str, *_: object) -> None:
        found.add(statement)

    patch.setattr(SqliteWork, "_run", noted)
    event.listen(Engine, "before_cursor_execute", executed)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", executed)
        patch.undo()


def scans(path: Path, statement: str) -> list[str]:
    """How SQLite would go through whole tables that grow, or whole indexes of them."""
    given = ["x"] * statement.count("?") or dict.fromkeys(re.findall(r":(\w+)", statement), "x")
    with closing(sqlite3.connect(path)) as connection:
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
        part = {
            row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%WHERE%'")
        }
    named = {
        name: table for table, name in re.findall(r"(?:FROM|JOIN)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?", statement)
    }
    tables = set(SQLModel.metadata.tables) - BOUNDED
    return [
        step
        for step in steps
        if (scan := re.match(r"SCAN (\w+)", step))
        and named.get(scan[1], scan[1]) in tables
        and not any(name in step for name in part)  # a partial index holds only what is open
    ]


def work(people: Room) -> None:
    """A filing, looked at from both sides, answered, objected to."""
    people.direct("masuk petugas DISDIK pelaksana Budi", lambda at: people.at)
    people.direct("masuk utama DISKOMINFO utama Wati", lambda at: people.at)
    for text in FORM:
        people.speak("warga", text)
    for who, text in (
        *(("warga", text) for text in ("status", "001/PPID/XI/2026", "kenapa", "petugas", "menu")),
        *((who, text) for who in ("petugas", "utama") for text in ("antrean", "terlambat")),
        ("petugas", "001/PPID/XI/2026"),
        ("petugas", "[Terima]"),
        ("warga", "keberatan"),
    ):
        people.speak(who, text)


def test_no_message_goes_through_a_whole_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ppid.db"
    with room(f"sqlite:///{path}") as people, statements(monkeypatch) as found:
        work(people)

    asked = [s for s in found if s.split(maxsplit=1)[0] in ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")]
    assert len(asked) > 40
    assert {s: steps for s in asked if (steps := scans(path, s))} == {}


def test_a_query_without_an_index_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "ppid.db"
    with room(f"sqlite:///{path}"):
        pass

    assert scans(path, "SELECT r.id FROM request r WHERE r.purpose = ?")
    assert scans(path, "SELECT count(*) FROM request WHERE status IN (?, ?)")
    assert not scans(path, "SELECT id FROM request WHERE number = :number")
