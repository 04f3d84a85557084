"""`ppid route` and `ppid lessons`, as who runs the office types them."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from storage import lessons
from storage.store import open_store
from tests.rooms import PROJECT

KERINCI = PROJECT / "content" / "kerinci"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("CONTENT_DIR", str(KERINCI))


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_the_likeliest_agency_stands_first_with_its_score_and_the_reason():
    said = ppid("route", "minta data jembatan gantung yg rusak")

    code, score, reason = said.stdout.splitlines()[0].split("\t")
    assert (said.exit_code, code) == (0, "PUPR")
    assert float(score) > 1
    assert reason == "jembatan, gantung, rusak"
    assert said.stderr.startswith("jenis: info")


def test_where_nothing_fits_no_code_is_printed():
    said = ppid("route", "qwrtz")

    assert (said.exit_code, said.stdout) == (0, "")
    assert "Tidak ada yang cocok." in said.stderr


def test_a_file_gives_a_row_for_each_row_in_their_order(tmp_path: Path):
    path = tmp_path / "asked.tsv"
    path.write_text(
        "id\ttext\n1\tsyarat mengurus KTP hilang\n2\t\n3\trenja kantor camat\n4\tmau perpanjang SIM\n",
        encoding="utf-8",
    )

    said = ppid("route", "--file", str(path))

    assert said.exit_code == 0
    rows = list(csv.reader(io.StringIO(said.stdout), delimiter="\t"))
    assert rows[0] == ["text", "kind", "first", "second", "third"]
    assert rows[1][:3] == ["syarat mengurus KTP hilang", "layanan", "DUKCAPIL"]
    assert rows[2] == ["", "tidak_jelas", "", "", ""]
    assert (rows[3][2], rows[3].count("KECAMATAN")) == ("KECAMATAN", 1)
    assert rows[4][1:3] == ["eksternal", "EXT-POLRES"]
    assert len(rows) == 5


@pytest.mark.parametrize("words", [(), ("teks", "--file", "x.tsv")])
def test_a_text_or_a_file_is_wanted(words: tuple[str, ...]):
    assert ppid("route", *words).exit_code == 2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    (tmp_path / "other.tsv").write_text("isi\nx\n", encoding="utf-8")

    assert "tidak mempunyai kolom text" in ppid("route", "--file", "other.tsv").stderr
    assert "absent.tsv tidak dapat dibaca" in ppid("route", "--file", "absent.tsv").stderr
    assert ppid("route", "--file", "absent.tsv").exit_code == 1


def test_a_pack_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path / "nowhere"))

    said = ppid("route", "jalan rusak")

    assert said.exit_code == 1
    assert "nowhere/agencies.toml" in said.stderr


def test_lessons_are_listed_and_undone(filled_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", filled_url)
    store = open_store(filled_url)
    store.transact_sync(_learn)
    store.close()

    listed = ppid("lessons", "list", "--agency", "pupr")
    assert "1  PUPR  jembat, …  (diteruskan petugas, " in listed.stdout
    assert "Belum ada pelajaran." in ppid("lessons", "list", "--agency", "DLH").stdout
    assert ppid("lessons", "undo", "1").exit_code == 0
    assert "Tidak ada pelajaran nomor 1" in ppid("lessons", "undo", "1").stderr
    assert "PUPR" not in ppid("lessons", "list").stdout


def _learn(session: Session) -> None:
    lessons.keep(
        session,
        body="kerinci",
        stems={"jembat", "~0a1b2c3d"},
        agency="PUPR",
        source="forward",
        contact=None,
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )
