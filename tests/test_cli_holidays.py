"""`ppid holidays`: days added and struck after the pack was loaded, and files of them."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from kip.actions import Submit
from kip.lifecycle import submit
from kip.people import Actor, Role
from kip.rules import Rules
from storage import calendar_changes, content, requests
from storage.requests import Filing, Numbering
from storage.store import Store, open_store
from storage.tables import Outbox, Request
from tests import databases
from tests.rooms import FILLED, PROJECT, SECRET, WIB, wib

KERINCI = PROJECT / "content" / "kerinci"
DECREE = "Keppres 25/2026"


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A machine with the Kerinci pack, and one request that is due on 7 December 2026."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("SECRET_KEY", SECRET.decode())
    with FILLED.copy(tmp_path / "var" / "ppid.db") as url, closing(open_store(url)) as store:
        for name, value in databases.environment(url).items():
            monkeypatch.setenv(name, value)
        store.transact_sync(_file)
        yield store


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, ["holidays", *words] if words[0] != "content" else words)


def _file(session: Session) -> None:
    at = wib("2026-11-23 09:00")
    outcome = submit(
        Submit(agency="DISDIK"),
        by=Actor(role=Role.CITIZEN),
        at=at,
        rules=Rules(calendar=content.calendar(session), zone=WIB),
        applicant=0,
    )
    filing = Filing(
        draft="d1",
        contact=None,
        channel="walk-in",
        received_at=at,
        applicant_kind="person",
        applicant_name="Rina Marlina",
        applicant_address="Siulak",
        applicant_reach="-",
        information="Data guru 2026",
        purpose="Penelitian",
        obtain="soft",
        deliver="pickup",
        language="id",
    )
    numbering = Numbering(body="kerinci", pattern="{sequence:03}/PPID/{month_roman}/{year}", first=1)
    requests.file(session, filing, outcome, numbering=numbering, on=date(2026, 11, 23), now=at, secret=SECRET)


def due(store: Store) -> date | None:
    return store.read_sync(lambda session: session.exec(select(Request.due_on)).one())


# -- one day --------------------------------------------------------------------------------------


def test_a_day_that_is_added_moves_what_is_open_in_the_same_command(office: Store) -> None:
    said = ppid("add", "2026-12-02", "Pemungutan suara", "--source", DECREE)

    assert (said.exit_code, said.stdout.splitlines()) == (
        0,
        [
            "2026-12-02 Rabu sekarang hari libur.",
            "Permohonan dan keberatan yang tanggalnya bergeser: 1.",
        ],
    )
    assert due(office) == date(2026, 12, 8)


def test_a_day_that_is_removed_again_moves_it_back(office: Store) -> None:
    ppid("add", "2026-12-02", "Pemungutan suara", "--source", DECREE)

    said = ppid("remove", "2026-12-02", "--source", "dibatalkan")

    assert said.stdout.startswith("2026-12-02 Rabu kembali menjadi hari kerja")
    assert due(office) == date(2026, 12, 7)


def test_a_listed_day_off_can_be_struck_and_taken_back(office: Store) -> None:
    struck = ppid("remove", "2026-12-24", "--source", DECREE)
    back = ppid("add", "2026-12-24", "Cuti bersama", "--source", DECREE)

    assert struck.stdout.startswith("2026-12-24 Kamis sekarang hari kerja.")
    assert back.stdout.startswith("2026-12-24 Kamis kembali menjadi hari libur")
    assert office.read_sync(calendar_changes.kept) == []


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("add", "2026-12-25", "Natal", "--source", DECREE), 1, "memang sudah hari libur"),
        (("add", "2026-12-05", "Sabtu", "--source", DECREE), 1, "memang bukan hari kerja"),
        (("remove", "2026-12-09", "--source", DECREE), 1, "memang sudah hari kerja"),
        (("remove", "2026-12-05", "--source", DECREE), 1, "Sabtu dan Minggu tetap bukan hari kerja"),
        (("add", "2029-01-02", "Libur", "--source", DECREE), 1, "kalender kerja 2029 belum dimuat"),
        (("add", "2-12-2026", "Libur", "--source", DECREE), 2, "2-12-2026"),
        (("add", "2026-12-02", " ", "--source", DECREE), 2, "tidak boleh kosong"),
        (("remove", "2026-12-24", "--source", " "), 2, "tidak boleh kosong"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(
    office: Store, words: tuple[str, ...], status: int, told: str
) -> None:
    said = ppid(*words)

    assert (said.exit_code, said.stdout) == (status, "")
    assert told in said.stderr
    assert office.read_sync(calendar_changes.kept) == [] and due(office) == date(2026, 12, 7)


def test_a_change_needs_the_key_that_signs_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")

    said = ppid("add", "2026-12-02", "Pemungutan suara", "--source", DECREE)

    assert said.exit_code == 2 and "SECRET_KEY" in said.stderr


def test_the_list_has_every_day_off_with_its_source() -> None:
    ppid("add", "2026-12-02", "Pemungutan suara", "--source", DECREE)
    ppid("remove", "2026-12-24", "--source", DECREE)

    said = ppid("list", "--year", "2026").stdout.splitlines()

    assert said[0].startswith("2026: 240 hari kerja (SKB 3 Menteri No. 1497/2025")
    assert f"2026-12-02 Rabu: Pemungutan suara (libur setempat, {DECREE})" in said
    assert f"2026-12-24 Kamis: tetap hari kerja ({DECREE})" in said
    assert any(line.startswith("2026-08-17 Senin: ") for line in said)
    assert not any(line.startswith("2027") for line in said)
    assert ppid("list", "--year", "2029").stderr.strip() == (
        "Kalender kerja 2029 belum dimuat. Yang sudah: 2026, 2027."
    )


# -- a file of days -------------------------------------------------------------------------------

TOML = f"""\
# SKB perubahan
[[add]]
day = 2026-12-02
name = "Pemungutan suara"
source = "{DECREE}"

[[strike]]
day = 2026-12-24
source = "{DECREE}"
"""
CSV = f"""\
day,name,source,kind
2026-12-02,Pemungutan suara,{DECREE},
2026-12-24,,{DECREE},strike
"""


@pytest.mark.parametrize(
    ("name", "written"),
    [("libur.toml", TOML), ("libur.csv", CSV), ("excel.csv", "\ufeff" + CSV.replace(",", ";"))],
)
def test_a_file_is_taken_whole_and_once(office: Store, tmp_path: Path, name: str, written: str) -> None:
    (tmp_path / name).write_text(written, encoding="utf-8")

    first, second = ppid("import", name), ppid("import", name)

    assert first.stdout.splitlines() == [
        "Hari yang diubah: 2. Yang memang sudah begitu: 0.",
        "Permohonan dan keberatan yang tanggalnya bergeser: 1.",
    ]
    assert second.stdout.splitlines()[0] == "Hari yang diubah: 0. Yang memang sudah begitu: 2."
    assert [c.kind for c in office.read_sync(calendar_changes.kept)] == ["add", "strike"]
    assert due(office) == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("a.csv", CSV + "2026-13-01,Libur,SKB,\n", "baris 4: day harus tanggal"),
        ("a.csv", CSV + "2026-12-03,,SKB,\n", "baris 4: name kosong"),
        ("a.csv", CSV + "2026-12-03,Libur\n", "baris 4: ada 2 kolom, seharusnya 4"),
        ("a.csv", CSV + "2026-12-02,Libur,SKB,\n", "baris 4: 2026-12-02 sudah ada di baris 2"),
        ("a.csv", CSV + "2026-12-03,Libur,SKB,hapus\n", "baris 4: kind harus add atau strike"),
        ("a.csv", CSV + "2029-01-02,Libur,SKB,\n", "baris 4: 2029-01-02: kalender kerja 2029 belum dimuat"),
        ("a.csv", CSV + "2026-12-05,,SKB,strike\n", "baris 4: 2026-12-05: Sabtu dan Minggu"),
        ("a.csv", CSV + '2026-12-03,"Libur,SKB,\n', "baris 4: "),
        ("a.csv", "tanggal,nama\n2026-12-03,Libur\n", "baris 1: harus menyebut kolom day"),
        ("a.csv", "day,name,source,keterangan\n2026-12-03,Libur,SKB,x\n", "keterangan tidak dikenal"),
        ("a.csv", "", "baris 1"),
        ("a.csv", "day,name,source\n\n", "tidak ada satu hari pun"),
        ("a.toml", TOML + "\n[[add]]\nday = 2026-12-03\nname = 5\nsource = 'SKB'\n", "baris 11: name kosong"),
        ("a.toml", TOML + "\n[[add]]\nday = 'besok'\nname = 'x'\nsource = 'SKB'\n", "baris 11: day harus"),
        (
            "a.toml",
            TOML + "\n[[add]]\nday = 2029-01-02\nname = 'x'\nsource = 'SKB'\n",
            "baris 11: 2029-01-02",
        ),
        ("a.toml", TOML + "\nday = ", "baris 11: "),
        ("a.toml", TOML + "\n[[add]\nday = 2026-12-03\n", "baris 11: "),
        ("a.toml", "[years]\n2026 = 1\n", "bagian tidak dikenal: years"),
        ("a.toml", "add = [1]\n", "[[add]]"),
    ],
)
def test_one_bad_line_refuses_the_whole_file_and_is_named(
    office: Store, tmp_path: Path, name: str, written: str, told: str
) -> None:
    (tmp_path / name).write_text(written, encoding="utf-8")

    said = ppid("import", name)

    assert said.exit_code == 1 and told in said.stderr
    assert office.read_sync(calendar_changes.kept) == [] and due(office) == date(2026, 12, 7)


def test_a_file_that_is_not_there_or_no_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "gambar.csv").write_bytes(b"\xff\xfe\x00\x01")

    assert "tidak ada.csv" in ppid("import", "tidak ada.csv").stderr
    assert "UTF-8" in ppid("import", "gambar.csv").stderr


# -- another pack ---------------------------------------------------------------------------------


def a_pack_with(tmp_path: Path, more: str) -> str:
    pack = tmp_path / "paket"
    shutil.copytree(KERINCI, pack)
    with (pack / "calendar.toml").open("a", encoding="utf-8") as calendar:
        calendar.write(more)
    return str(pack)


PILKADA = '\n[[add]]\nday = 2026-12-02\nname = "Pilkada"\nsource = "Keppres 25/2026"\n'


def test_a_pack_with_another_calendar_moves_what_is_open(office: Store, tmp_path: Path) -> None:
    said = ppid("content", "load", a_pack_with(tmp_path, PILKADA))

    assert said.stdout.splitlines()[-1] == "Permohonan dan keberatan yang tanggalnya bergeser: 1."
    assert due(office) == date(2026, 12, 8)


def test_without_the_key_the_recount_is_left_to_serve(
    office: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY")

    said = ppid("content", "load", a_pack_with(tmp_path, PILKADA))

    assert said.exit_code == 0 and "ppid serve" in said.stdout.splitlines()[-1]
    assert due(office) == date(2026, 12, 7)
    assert office.read_sync(calendar_changes.recount_wanted)


def test_a_pack_that_has_the_day_itself_takes_it_over(office: Store, tmp_path: Path) -> None:
    ppid("add", "2026-12-02", "Pemungutan suara", "--source", DECREE)

    said = ppid("content", "load", a_pack_with(tmp_path, PILKADA))

    assert "2026-12-02: perubahan dengan ppid holidays tidak diperlukan lagi" in said.stdout
    assert office.read_sync(calendar_changes.kept) == []
    assert due(office) == date(2026, 12, 8)
    assert office.read_sync(lambda session: list(session.exec(select(Outbox)))) == []
