"""The office in one sealed file, and back: while others write, after a crash, and never by half."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from storage import backup, copying
from storage.files import FileStore
from storage.sealed_stream import BrokenSeal, SealedReader, SealedWriter
from storage.store import Store
from tests.forks import Script
from tests.full_office import ROWS, fill
from tests.migrated import BOTH, migrated, migrated_as
from tests.processes import environment
from tests.rooms import wib
from tests.test_copying import everything, url_of

KEY = bytes(range(32))
SECRET = "a secret of the tests, 32 bytes long"
NOW = wib("2026-11-23 09:00")

# Two tasks a transaction, for ever; says which number is kept.
WRITER = """
import sys
from datetime import UTC, datetime
from storage import tasks
from storage.store import open_store

def write(session, n):
    for half in "ab":
        tasks.open_task(session, kind="test", key=f"{n}{half}", text="x" * 500, now=datetime.now(UTC))

store = open_store(sys.argv[1])
n = int(sys.argv[2])
while True:
    store.transact_sync(write, n)
    print(n, flush=True)
    n += 1
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose settings are the environment's."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("BACKUP_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest, machine: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A full office with files, its store open as that of `ppid serve`."""
    with migrated(request) as store:
        fill(store.engine)
        FileStore(machine / "files").keep(b"lampiran")
        (machine / "papers").mkdir()
        (machine / "papers" / "lewat.pdf").write_bytes(b"%PDF")
        monkeypatch.setenv("DATABASE_URL", url_of(store))
        yield store


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, words)


# -- there and back -------------------------------------------------------------------------------


def test_an_office_is_backed_up_while_it_runs_and_restored_elsewhere(office: Store, machine: Path) -> None:
    made = ppid("backup", "pagi.cadangan")
    assert made.exit_code == 0, made.stderr
    assert f"Permohonan {ROWS}, keberatan {ROWS}" in made.stdout and "1 berkas" in made.stdout
    raw = Path("pagi.cadangan").read_bytes()
    assert b"lampiran" not in raw and b"SQLite" not in raw
    assert Path("pagi.cadangan").stat().st_mode & 0o077 == 0

    checked = ppid("restore", "pagi.cadangan", "--check")
    assert checked.exit_code == 0 and "utuh dan dapat dipulihkan" in checked.stdout

    restored = ppid("restore", "pagi.cadangan", "--into", "lain")
    assert restored.exit_code == 0, restored.stderr
    assert everything("sqlite:///lain/ppid.db") == everything(url_of(office))
    (kept,) = [path for path in Path("lain").rglob("*") if path.is_file() and path.name != "ppid.db"]
    assert kept.read_bytes() == b"lampiran" and kept.parent.parent == Path("lain/files")
    assert not list(machine.rglob(f"{backup.STAGING}*"))


@pytest.mark.postgres
def test_a_backup_of_either_database_is_restored_into_postgresql(
    machine: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with migrated_as("sqlite", request) as office, migrated_as("postgres", request) as other:
        fill(office.engine)
        monkeypatch.setenv("DATABASE_URL", url_of(office))
        ppid("backup", "pagi.cadangan")

        assert ppid("restore", "pagi.cadangan", "--into", url_of(other)).exit_code == 0
        refused = ppid("restore", "pagi.cadangan", "--into", url_of(other))
        forced = ppid("restore", "pagi.cadangan", "--into", url_of(other), "--force")

        assert refused.exit_code == 1 and "Di tujuan sudah ada isinya" in refused.stderr
        assert forced.exit_code == 0
        assert everything(url_of(other)) == everything(url_of(office))


def test_after_a_crash_nothing_acknowledged_is_missing_and_a_backup_meanwhile_is_of_one_moment(
    machine: Path, request: pytest.FixtureRequest
) -> None:
    with migrated_as("sqlite", request) as store:
        url = url_of(store)
    live = machine / "ppid.db"

    killed = written(url, start=1, until=40)
    with running(url, start=killed + 1000) as writer:
        acknowledged(writer, 40)
        backup.make(url, machine, Path("live"), key=KEY, secret=b"", now=NOW)
        seen = acknowledged(writer, 1)

    with backup.unpacked(Path("live"), KEY, beside=machine / "check") as unpacked:
        keys = sorted(key for (key,) in rows(unpacked.database, "SELECT key FROM task"))
    numbers = sorted({int(key[:-1]) for key in keys})
    assert keys == sorted(f"{n}{half}" for n in numbers for half in "ab")  # both of each, or none
    first, second = ([n for n in numbers if n < 1000], [n for n in numbers if n > 1000])
    assert first[:killed] == list(range(1, killed + 1))  # one more may be kept that was not acknowledged
    assert second == list(range(second[0], second[-1] + 1)) and len(second) >= 40
    assert second[-1] <= seen

    backup.make(url, machine, Path("after"), key=KEY, secret=b"", now=NOW)
    before = everything(url)
    live.unlink()
    with backup.unpacked(Path("after"), KEY, beside=machine) as unpacked:
        backup.put(unpacked, live, machine, force=False, now=NOW)
    assert everything(url) == before
    assert rows(live, "PRAGMA integrity_check") == [("ok",)]


def written(url: str, *, start: int, until: int) -> int:
    """The number of the last transaction that a writer acknowledged before it was killed."""
    with running(url, start=start) as writer:
        return acknowledged(writer, until)


class running:  # reads as a sentence
    """A writing process, killed with SIGKILL at the end of the block."""

    def __init__(self, url: str, *, start: int) -> None:
        self._process = Script(WRITER, url, str(start), env=environment())

    def __enter__(self) -> Script:
        return self._process

    def __exit__(self, *why: object) -> None:
        self._process.kill()
        self._process.__exit__(*why)


def acknowledged(writer: Script, lines: int) -> int:
    return [int(writer.stdout.readline()) for _ in range(lines)][-1]


def rows(database: Path, statement: str) -> list[tuple[object, ...]]:
    with copying.reading(f"sqlite:///{database}") as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]


# -- what is refused ------------------------------------------------------------------------------


@pytest.fixture
def sealed(machine: Path, request: pytest.FixtureRequest) -> Path:
    """A backup of a small office that is still there, closed."""
    with migrated_as("sqlite", request) as store:
        fill(store.engine)
        FileStore(machine / "files").keep(os.urandom(2 * 1024 * 1024))
    assert ppid("backup", "pagi.cadangan").exit_code == 0
    return machine / "pagi.cadangan"


def test_an_office_is_only_replaced_when_that_is_said_and_the_old_one_is_kept(sealed: Path) -> None:
    before = everything("sqlite:///ppid.db")

    refused = ppid("restore", str(sealed))
    assert refused.exit_code == 1 and "ulangi dengan --force" in refused.stderr
    assert "request 3" in refused.stderr

    forced = ppid("restore", str(sealed), "--force")
    assert forced.exit_code == 0, forced.stderr
    (old,) = Path.cwd().glob("ppid.db.lama-*")
    assert old.name in forced.stdout
    assert everything(f"sqlite:///{old}") == before == everything("sqlite:///ppid.db")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_root_restores_belongs_to_whom_the_folder_does(sealed: Path) -> None:
    Path("lain").mkdir()
    os.chown("lain", 12345, 12345)

    assert ppid("restore", str(sealed), "--into", "lain").exit_code == 0

    assert {path.stat().st_uid for path in Path("lain").rglob("*")} == {12345}


def test_an_office_that_runs_is_not_replaced_under_its_feet(sealed: Path) -> None:
    with copying.reading("sqlite:///ppid.db") as connection:
        connection.execute(sa.text("SELECT count(*) FROM request"))

        refused = ppid("restore", str(sealed), "--force")

    assert refused.exit_code == 1 and "Hentikan dahulu ppid serve" in refused.stderr
    assert not list(Path.cwd().glob("ppid.db.lama-*"))


def test_a_database_that_is_broken_is_replaced_with_force_and_its_log_is_not_played_onto_the_new(
    sealed: Path,
) -> None:
    before = everything("sqlite:///ppid.db")
    Path("ppid.db").write_bytes(b"not a database at all" * 500)
    Path("ppid.db-wal").write_bytes(b"stale")

    refused, forced = ppid("restore", str(sealed)), ppid("restore", str(sealed), "--force")

    assert refused.exit_code == 1 and "rusak" in refused.stderr
    assert forced.exit_code == 0, forced.stderr
    assert everything("sqlite:///ppid.db") == before


def test_a_backup_that_was_changed_anywhere_or_cut_off_changes_nothing(sealed: Path) -> None:
    whole = sealed.read_bytes()
    marks = {"in its mark": 3, "in its salt": 20, "in a length": 48, "in a piece": 5000, "at its end": -1}
    spoilt = {where: _flipped(whole, at) for where, at in marks.items()}
    spoilt |= {
        f"after {count} bytes": whole[:count] for count in (0, 10, 60, len(whole) // 2, len(whole) - 1)
    }
    piece = 14 + 32 + 4 + 2**20 + 16
    spoilt |= {"after whole pieces": whole[:piece], "more": whole + b"\0", "no backup": b"ppid" * 50}
    spoilt |= {"pieces changed round": whole[:46] + whole[piece : piece * 2 - 46] + whole[46:piece]}

    for where, content in spoilt.items():
        sealed.write_bytes(content)
        refused = ppid("restore", str(sealed), "--into", "lain")
        assert refused.exit_code == 1 and "Tidak ada yang diubah" in refused.stderr, where
        assert not list(Path("lain").rglob("*")), where


def _flipped(whole: bytes, at: int) -> bytes:
    changed = bytearray(whole)
    changed[at] ^= 1
    return bytes(changed)


def test_another_key_opens_nothing_and_another_secret_is_told(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "another secret, also long enough to be one")
    assert "SECRET_KEY di sini bukan yang dipakai" in ppid("restore", str(sealed), "--into", "lain").stdout

    monkeypatch.setenv("BACKUP_KEY", ppid("backup", "new-key").stdout.strip())
    assert "BACKUP_KEY bukan kunci cadangan ini" in ppid("restore", str(sealed), "--into", "lagi").stderr


def test_what_is_missing_is_named_before_anything_is_written(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Belum ada basis data" in ppid("backup", "a").stderr
    assert "pagi.cadangan" in ppid("restore", "pagi.cadangan").stderr
    assert "disk/" in ppid("backup", "disk/").stderr  # which is not mounted

    monkeypatch.setenv("BACKUP_KEY", "pendek")
    assert "BACKUP_KEY = ***" in ppid("backup", "a").stderr.replace("(disembunyikan)", "***")
    monkeypatch.delenv("BACKUP_KEY")
    assert "ppid backup new-key" in ppid("backup", "a").stderr
    assert not [path for path in machine.rglob("*") if path.is_file()]


def test_a_backup_is_never_written_over_and_leaves_others_that_lie_there_out(sealed: Path) -> None:
    again = ppid("backup", str(sealed))
    into_folder = ppid("backup", ".")

    assert again.exit_code == 1 and "tidak ditimpa" in again.stderr
    assert into_folder.exit_code == 0 and "1 berkas" in into_folder.stdout
    assert len(list(Path.cwd().glob("ppid-*.cadangan"))) == 1


# -- the stream -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 2**20 - 1, 2**20, 2**20 + 1, 2 * 2**20])
def test_a_stream_of_any_length_is_read_back(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)

    with (tmp_path / "s").open("wb") as file, SealedWriter(file, KEY) as out:
        out.write(content)

    with (tmp_path / "s").open("rb") as file:
        assert SealedReader(file, KEY).readall() == content


def test_a_stream_whose_writer_broke_off_is_no_whole_one(tmp_path: Path) -> None:
    with (tmp_path / "s").open("wb") as file, suppress(OSError), SealedWriter(file, KEY) as out:
        out.write(b"x" * 2**21)
        raise OSError("full")

    with (tmp_path / "s").open("rb") as file, pytest.raises(BrokenSeal):
        SealedReader(file, KEY).readall()
