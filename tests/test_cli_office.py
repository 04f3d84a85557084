"""`ppid` for who runs the office: settings, database, content, officers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from handlers.voice import voice_of
from kip.people import Role
from storage import content, officers
from storage.migrate import schema
from storage.store import Store, open_store
from storage.tables import Address, Contact, Invitation
from tests import databases
from tests.rooms import PROJECT, kerinci

KERINCI = str(PROJECT / "content" / "kerinci")


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A machine with nothing on it."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    with databases.empty(tmp_path / "var" / "ppid.db") as url:
        for name, value in databases.environment(url).items():
            monkeypatch.setenv(name, value)
        yield url


@pytest.fixture
def office(url: str) -> "Store":
    """The same machine with the Kerinci pack loaded."""
    assert ppid("content", "load", KERINCI).exit_code == 0
    return open_store(url)


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_help_names_every_group():
    said = ppid("--help").stdout

    for word in ("serve", "demo", "chat", "deadline", "content", "officer", "inbox", "outbox", "tasks", "db"):
        assert f"\n  {word} " in said


def test_every_sentence_of_the_command_line_is_there_in_both_languages():
    indonesian, english = (
        {key for key in voice_of(language).keys if key.startswith(("cli-", "setting"))}
        for language in ("id", "en")
    )

    assert indonesian == english


def test_serve_lists_every_missing_setting_at_once():
    said = ppid("serve")

    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.splitlines()[0] == "Pengaturan belum lengkap atau keliru:"
    assert [line.split(":")[0] for line in said.stderr.splitlines()[1:3]] == [
        "  TELEGRAM_TOKEN",
        "  SECRET_KEY",
    ]
    assert ".env.example" in said.stderr


def test_the_demo_is_told_where_to_listen_by_an_option():
    said = ppid("demo", "--listen", "8080")

    assert said.exit_code == 2
    assert "LISTEN = 8080" in said.stderr


def test_a_new_machine_is_made_ready_by_loading_content(url: str):
    first = ppid("content", "load", KERINCI)
    again = ppid("content", "load", KERINCI)

    assert first.exit_code == again.exit_code == 0
    agencies = sum(not agency["external"] for agency in kerinci().agencies)
    assert first.stdout.startswith(f"Pemerintah Kabupaten Kerinci: dimuat {agencies} perangkat daerah")
    assert "2026, 2027" in first.stdout
    assert again.stdout == "Pemerintah Kabupaten Kerinci: sudah dimuat, tidak ada perubahan.\n"
    store = open_store(url)
    assert store.read_sync(content.digest_of) == kerinci().digest
    store.close()


def test_a_pack_with_bad_lines_is_not_loaded_by_half(url: str, tmp_path: Path):
    folder = tmp_path / "rusak"
    folder.mkdir()
    for name in content.FILES:
        (folder / name).write_bytes((Path(KERINCI) / name).read_bytes())
    with (folder / "agencies.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[agency]]\ncode = "kecil"\nname = ""\n')
    with (folder / "body.toml").open("a", encoding="utf-8") as file:
        file.write("\n[body2]\n")
    (folder / "calendar.toml").write_text("[years]\n26 = {}\n", encoding="utf-8")

    said = ppid("content", "load", str(folder))

    assert (said.exit_code, said.stdout) == (1, "")
    assert "tidak ada yang diubah" in said.stderr
    for word in ("kecil", "name harus berupa teks", "code hanya huruf besar", "calendar.toml", "bukan tahun"):
        assert word in said.stderr
    assert not Path("var/ppid.db").exists()


def test_a_folder_that_is_none_is_named(tmp_path: Path):
    (tmp_path / "berkas").write_text("", encoding="utf-8")

    for name in ("tidak-ada", "berkas"):
        said = ppid("content", "load", name)
        assert said.exit_code == 1
        assert name in said.stderr


def test_the_database_is_brought_up_to_date_once(url: str):
    first, again = ppid("db", "upgrade"), ppid("db", "upgrade")

    store = open_store(url)
    head = schema(store).head
    assert first.stdout == f"Basis data diperbarui ke skema {head}.\n"
    assert again.stdout == f"Basis data sudah mutakhir (skema {head}).\n"
    store.close()


@pytest.mark.parametrize(
    "words",
    [("officer", "list"), ("officer", "revoke", "1"), ("inbox", "failed"), ("outbox", "dead"), ("tasks",)],
)
def test_an_old_database_is_not_touched_but_named(words: tuple[str, ...]):
    said = ppid(*words)

    assert said.exit_code == 1
    assert said.stderr == "Basis data belum mutakhir. Jalankan dahulu: ppid db upgrade\n"


def test_a_newer_database_is_left_alone(office: Store):
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    office.close()

    for words in (("db", "upgrade"), ("officer", "list"), ("content", "load", KERINCI)):
        said = ppid(*words)
        assert said.exit_code == 1
        assert "skema 9999" in said.stderr


def test_a_database_that_is_away_is_one_line_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://ppid:kata-sandi@/ppid?host={tmp_path}")

    for words in (("db", "upgrade"), ("officer", "list"), ("content", "load", KERINCI)):
        said = ppid(*words)
        assert said.exit_code == 1
        assert said.stderr.startswith("Basis data tidak dapat dipakai: ")
        assert said.stderr.count("\n") == 1
        assert "kata-sandi" not in said.stderr


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)  # SQLite's is in it
    (tmp_path / "berkas").write_text("", encoding="utf-8")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "berkas" / "data"))

    said = ppid("db", "upgrade")

    assert said.exit_code == 1
    assert said.stderr.startswith("Folder data tidak dapat dibuat: ")


def test_an_invitation_ends_with_the_code_alone(office: Store):
    before = datetime.now(UTC)

    said = ppid("officer", "invite", "disdik", "--role", "pelaksana")

    assert said.exit_code == 0
    *sentence, code = said.stdout.splitlines()
    assert f"gabung {code}" in "\n".join(sentence)
    assert "PPID Pelaksana untuk Dinas Pendidikan" in sentence[0]
    [invitation] = office.read_sync(lambda session: list(session.exec(select(Invitation))))
    assert (invitation.agency, invitation.role) == ("DISDIK", "pelaksana")
    assert timedelta(hours=72) <= invitation.expires_at - before < timedelta(hours=72, minutes=5)
    assert office.transact_sync(_join, code) is not None
    office.close()


def test_an_invitation_may_be_good_for_longer(office: Store):
    before = datetime.now(UTC)

    assert ppid("officer", "invite", "DISDIK", "--role", "atasan", "--hours", "240").exit_code == 0

    [invitation] = office.read_sync(lambda session: list(session.exec(select(Invitation))))
    assert invitation.expires_at - before >= timedelta(hours=240)
    office.close()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("DISDK", "--role", "pelaksana"), 2, "DISDIK  Dinas Pendidikan"),
        (("pendidikan", "--role", "pelaksana"), 2, "DISDIK  Dinas Pendidikan"),
        (("QQQQQQQQ", "--role", "pelaksana"), 2, "DISDIK  Dinas Pendidikan"),
        (("DISDIK", "--role", "citizen"), 2, "pelaksana, utama, atasan, admin"),
        (("DISDIK", "--role", "bupati"), 2, "pelaksana, utama, atasan, admin"),
        (("DISDIK", "--role", "utama", "--hours", "0"), 2, "--hours"),
    ],
)
def test_an_invitation_that_cannot_be_made_says_what_could(
    office: Store, words: tuple[str, ...], status: int, said: str
):
    answer = ppid("officer", "invite", *words)

    assert (answer.exit_code, answer.stdout) == (status, "")
    assert said in answer.stderr
    assert office.read_sync(lambda session: list(session.exec(select(Invitation)))) == []
    office.close()


def test_a_body_outside_has_no_officers(office: Store):
    outside = next(agency["code"] for agency in kerinci().agencies if agency["external"])

    said = ppid("officer", "invite", outside, "--role", "pelaksana")

    assert said.exit_code == 2
    assert f"{outside} tidak dikenal" in said.stderr
    office.close()


def test_without_content_nobody_can_be_invited():
    ppid("db", "upgrade")

    said = ppid("officer", "invite", "DISDIK", "--role", "pelaksana")

    assert said.exit_code == 1
    assert "ppid content load" in said.stderr


def test_officers_are_listed_and_revoked_once(office: Store):
    assert "ppid officer invite" in ppid("officer", "list").stdout
    code = office.transact_sync(
        officers.invite, agency="DISDIK", role=Role.PELAKSANA, now=datetime.now(UTC), hours=1
    )
    office.transact_sync(_join, code)

    assert ppid("officer", "list").stdout.startswith("1  DISDIK  PPID Pelaksana  Budi  sejak ")
    assert ppid("officer", "revoke", "1").stdout == "Hak petugas 1 dicabut.\n"
    again = ppid("officer", "revoke", "1")

    assert (again.exit_code, again.stderr) == (1, "Tidak ada petugas aktif dengan nomor 1.\n")
    assert ", dicabut " in ppid("officer", "list").stdout
    office.close()


def _join(session, code):
    contact = session.exec(select(Contact).order_by(col(Contact.id))).first()
    if contact is None:
        contact = Contact(created_at=datetime.now(UTC))
        session.add(contact)
        session.flush()
        session.add(Address(contact_id=contact.id, channel="telegram", account="1", value="2"))
    return officers.join(session, code=code, contact=contact.id, name="Budi", now=datetime.now(UTC))
