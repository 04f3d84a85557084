import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

KERINCI = Path(__file__).resolve().parents[1] / "content/kerinci"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTENT_DIR", str(KERINCI))


def deadline(*words: str) -> Result:
    return CliRunner().invoke(app, ["deadline", *words])


def test_the_first_line_is_the_date_and_every_day_is_explained():
    said = deadline("2026-11-23", "--working-days", "10")

    assert said.exit_code == 0
    assert said.stdout.splitlines() == [
        "2026-12-07",
        "2026-11-23 Senin: mulai, tidak dihitung",
        "2026-11-24 Selasa: hari ke-1",
        "2026-11-25 Rabu: hari ke-2",
        "2026-11-26 Kamis: hari ke-3",
        "2026-11-27 Jumat: hari ke-4",
        "2026-11-28 Sabtu: tidak dihitung, akhir pekan",
        "2026-11-29 Minggu: tidak dihitung, akhir pekan",
        "2026-11-30 Senin: hari ke-5",
        "2026-12-01 Selasa: hari ke-6",
        "2026-12-02 Rabu: hari ke-7",
        "2026-12-03 Kamis: hari ke-8",
        "2026-12-04 Jumat: hari ke-9",
        "2026-12-05 Sabtu: tidak dihitung, akhir pekan",
        "2026-12-06 Minggu: tidak dihitung, akhir pekan",
        "2026-12-07 Senin: hari ke-10",
    ]


def test_ten_working_days_are_counted_where_nothing_else_is_said():
    assert deadline("2026-11-23").stdout.startswith("2026-12-07\n")


@pytest.fixture
def odd_year(tmp_path: Path) -> str:
    """A calendar with a day off of every kind in the first two weeks of 2026."""
    (tmp_path / "calendar.toml").write_text(
        """
        [years]
        2026 = { decree = "SKB", national = true }
        [[add]]
        day = 2026-01-03
        name = "Hari Kabupaten"
        source = "SK Bupati 1"
        [[add]]
        day = 2026-01-05
        name = "Cuti Bupati"
        source = "SK Bupati 2"
        kind = "joint_leave"
        [[add]]
        day = 2026-01-06
        name = "Hari Desa"
        source = "SK Bupati 3"
        [[strike]]
        day = 2026-01-16
        source = "SKB Perubahan"
        """,
        encoding="utf-8",
    )
    return str(tmp_path)


def test_each_reason_is_named_with_its_decree(odd_year: str):
    lines = deadline("2026-01-01", "--working-days", "9", "--content", odd_year).stdout.splitlines()

    assert lines[:7] == [
        "2026-01-16",
        "2026-01-01 Kamis: mulai, tidak dihitung; Tahun Baru Masehi (libur nasional, SKB)",
        "2026-01-02 Jumat: hari ke-1",
        "2026-01-03 Sabtu: tidak dihitung, akhir pekan; Hari Kabupaten (libur setempat, SK Bupati 1)",
        "2026-01-04 Minggu: tidak dihitung, akhir pekan",
        "2026-01-05 Senin: tidak dihitung, Cuti Bupati (cuti bersama, SK Bupati 2)",
        "2026-01-06 Selasa: tidak dihitung, Hari Desa (libur setempat, SK Bupati 3)",
    ]
    assert lines[-1] == "2026-01-16 Jumat: hari ke-9, tetap hari kerja (SKB Perubahan)"


def test_the_content_folder_comes_from_the_env_file_too(odd_year: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CONTENT_DIR")
    Path(".env").write_text(f"CONTENT_DIR={odd_year}\nTELEGRAM_RATE=keliru\n", encoding="utf-8")

    assert deadline("2026-01-02", "--working-days", "1").stdout.startswith("2026-01-07\n")


@pytest.mark.parametrize(
    "value", ["kemarin", "23-11-2026", "20261123", "2026-W48-1", "2026-02-29", "9999-12-31", ""]
)
def test_what_is_no_date_is_said_to_be_none(value: str):
    said = deadline(value)

    assert (said.exit_code, said.stdout) == (2, "")
    assert (
        said.stderr == f"Tanggal {value} tidak dimengerti. Tulis tahun-bulan-tanggal, misalnya 2026-11-23.\n"
    )


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "sepuluh", "²", ""])
def test_fewer_than_one_working_day_cannot_be_counted(value: str):
    said = deadline("2026-11-23", "--working-days", value)

    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr == f"--working-days harus bilangan bulat 1 atau lebih, bukan {value}.\n"


def test_a_year_that_is_not_loaded_is_named_with_what_to_do():
    said = deadline("2027-12-30")

    assert (said.exit_code, said.stdout) == (1, "")
    assert "tahun 2028 belum dimuat" in said.stderr
    assert f"[years] berkas {KERINCI / 'calendar.toml'}" in said.stderr


def test_a_folder_without_a_calendar_is_named(tmp_path: Path):
    said = deadline("2026-11-23", "--content", str(tmp_path))

    assert said.exit_code == 1
    assert str(tmp_path / "calendar.toml") in said.stderr


@pytest.mark.parametrize("text", ["[years", "\xff", "[years]\n2026 = {}\n[[add]]\nday = 1\n"])
def test_a_calendar_that_is_wrong_is_no_traceback(tmp_path: Path, text: str):
    (tmp_path / "calendar.toml").write_bytes(text.encode("latin-1"))

    said = deadline("2026-11-23", "--content", str(tmp_path))

    assert said.exit_code == 1
    assert str(tmp_path / "calendar.toml") in said.stderr


def test_it_starts_without_a_database_and_without_settings(tmp_path: Path):
    asked = (
        "import sys; from bot.cli import app; app(['deadline', '2026-11-23'], standalone_mode=False);"
        "print(*sorted({'alembic', 'sqlalchemy', 'sqlmodel', 'pydantic_settings', 'telegram', 'aiohttp',"
        " 'structlog'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(KERINCI.parents[1]), "SECRET_KEY": "terlalu pendek"}

    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[0] == "2026-12-07"
    assert done.stdout.splitlines()[-1] == ""
