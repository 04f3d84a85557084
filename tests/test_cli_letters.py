"""`ppid` for what went wrong: failed messages, dead letters, open tasks."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from handlers.voice import voice_of
from storage import inbox, outbox, tasks
from storage.store import Store, open_store
from storage.tables import Address, Contact, Inbox, Outbox, Request, Task
from tests import databases
from tests.logs import logging_put_back
from tests.rooms import FILLED

ANI = 700000001
YESTERDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HELLO = orjson.dumps(
    {
        "update_id": 41,
        "message": {
            "message_id": 1,
            "date": int(YESTERDAY.timestamp()),
            "chat": {"id": ANI, "type": "private", "first_name": "Ani"},
            "from": {"id": ANI, "is_bot": False, "first_name": "Ani"},
            "text": "halo",
        },
    }
)
PRESS = orjson.dumps(
    {
        "update_id": 42,
        "callback_query": {
            "id": "7",
            "from": {"id": ANI, "is_bot": False, "first_name": "Ani"},
            "message": {"message_id": 2, "date": 0, "chat": {"id": ANI, "type": "private"}},
            "chat_instance": "1",
            "data": "w:menu",
        },
    }
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An office's database."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("SECRET_KEY", "kunci-rahasia-untuk-uji-coba-saja-1234")
    with FILLED.copy(tmp_path / "var" / "ppid.db") as url, closing(open_store(url)) as opened:
        for name, value in databases.environment(url).items():
            monkeypatch.setenv(name, value)
        with logging_put_back():
            yield opened


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def fail(store: Store, raw: bytes, key: str, channel: str = "telegram") -> int:
    """A message that a bug refused, kept with its task."""

    def keep(session: Session) -> int:
        error = "Traceback ...\nfault 12ab: KeyError\n"
        where: dict[str, Any] = {"channel": channel, "account": "123456", "key": key}
        id = inbox.enter_failed(session, **where, at=YESTERDAY, raw=raw, error=error)
        assert id is not None
        tasks.open_task(session, kind="failed-message", key=str(id), now=YESTERDAY, text="fault 12ab")
        return id

    return store.transact_sync(keep)


def all_of(store: Store, table: Any) -> list[Any]:
    return store.read_sync(lambda session: list(session.exec(select(table).order_by(table.id))))


def test_failed_messages_are_listed_with_the_last_word_on_them(store: Store):
    assert ppid("inbox", "failed").stdout == "Tidak ada pesan yang gagal diproses.\n"

    id = fail(store, HELLO, "41")

    assert ppid("inbox", "failed").stdout == f"{id}  telegram  41  fault 12ab: KeyError\n"


def test_a_failed_message_is_received_again_and_its_task_is_done(store: Store):
    id = fail(store, HELLO, "41")

    said = ppid("inbox", "retry", str(id))

    assert (said.exit_code, said.stdout) == (
        0,
        f"Pesan {id} diproses ulang. Balasannya dikirim oleh ppid serve.\n",
    )
    [row] = all_of(store, Inbox)
    assert (row.key, row.state, row.raw) == ("41", "done", None)
    [letter] = all_of(store, Outbox)
    assert letter.state == "pending"
    assert "Kabupaten Kerinci" in letter.payload["text"]
    assert ppid("tasks").stdout == "Tidak ada tugas yang terbuka.\n"


def test_it_is_no_answer_to_a_question_that_was_asked_since(store: Store):
    fail(store, HELLO.replace(b"halo", b"ajukan"), "41")
    ppid("inbox", "retry", "--all")
    fail(store, HELLO.replace(b"41", b"43", 1), "43")

    ppid("inbox", "retry", "--all")

    assert all_of(store, Outbox)[-1].payload["text"].startswith(voice_of("id")("came-late", text="halo"))


def test_what_the_platform_does_not_stamp_came_when_it_first_came(store: Store):
    fail(store, PRESS, "42")

    assert ppid("inbox", "retry", "--all").exit_code == 0

    [address] = all_of(store, Address)
    assert address.last_inbound_at == YESTERDAY


def test_a_message_that_fails_again_stays_and_does_not_keep_the_next_one_from_its_turn(store: Store):
    fail(store, b"", "lost", channel="console")
    fail(store, HELLO, "41")
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE draft RENAME TO away"))  # so that our code fails again

    said = ppid("inbox", "retry", "--all")

    assert said.exit_code == 1
    first, second = said.stdout.splitlines()
    assert first == "Pesan 1 tidak dapat dibaca lagi dari kanal console."
    error = "ProgrammingError" if store.shared else "OperationalError"  # for a table that is not there
    assert second.startswith(f"Pesan 2 gagal lagi: {error}")
    assert [row.state for row in all_of(store, Inbox)] == ["failed", "failed"]
    assert all_of(store, Outbox) == []

    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO draft"))
    assert "Pesan 2 diproses ulang" in ppid("inbox", "retry", "--all").stdout


@pytest.mark.parametrize("words", [(), ("1", "--all")])
def test_it_must_be_said_which_message_is_meant(store: Store, words: tuple[str, ...]):
    said = ppid("inbox", "retry", *words)

    assert (said.exit_code, said.stdout) == (2, "")
    assert "--all" in said.stderr


def test_a_number_that_is_no_failed_message_is_named(store: Store):
    said = ppid("inbox", "retry", "9")

    assert (said.exit_code, said.stderr) == (1, "Tidak ada pesan gagal dengan nomor 9.\n")


def test_replaying_needs_the_secret_key(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SECRET_KEY")

    said = ppid("inbox", "retry", "--all")

    assert said.exit_code == 2
    assert "SECRET_KEY: belum diisi" in said.stderr


@pytest.fixture
def dead(store: Store) -> int:
    """A receipt that could not be delivered."""

    def bury(session: Session) -> int:
        contact = Contact(created_at=YESTERDAY)
        session.add(contact)
        session.flush()
        address = Address(contact_id=contact.id, channel="telegram", account="123456", value=str(ANI))
        request = Request(
            number="001/PPID/XI/2026",
            token="t",
            draft_id="d",
            channel="telegram",
            agency="DISDIK",
            status="filed",
            received_at=YESTERDAY,
            processed_at=YESTERDAY,
            applicant_kind="person",
            applicant_name="Ani",
            applicant_address="Siulak",
            applicant_reach="",
            information="x",
            purpose="y",
            obtain="copy-soft",
            deliver="chat",
        )
        session.add_all([address, request])
        session.flush()
        for notice, about in (("receipt", request.id), ("", None)):
            outbox.post(
                session,
                address=address.id,
                channel="telegram",
                payload={"text": "Terima kasih."},
                at=YESTERDAY,
                request=about,
                notice=notice,
            )
        session.flush()
        for letter in session.exec(select(Outbox)):
            outbox.bury(session, letter.id, at=YESTERDAY, error="400: message text is empty")
        tasks.open_task(
            session,
            kind="dead-letter",
            key="1",
            now=YESTERDAY,
            text="400:\nmessage  empty",
            request=request.id,
        )
        return 1

    return store.transact_sync(bury)


def test_dead_letters_are_listed_with_what_they_are_about(dead: int):
    receipt, reply = ppid("outbox", "dead").stdout.splitlines()

    assert receipt.startswith("1  telegram  tanda terima  permohonan 001/PPID/XI/2026  dicoba 0 kali")
    assert receipt.endswith("ditulis 22 Nov 2026 16.00  400: message text is empty")
    assert reply.startswith("2  telegram  balasan  dicoba")


def test_a_dead_letter_is_sent_once_more(store: Store, dead: int):
    said = ppid("outbox", "retry", str(dead))
    again = ppid("outbox", "retry", str(dead))

    assert said.stdout == "Kiriman 1 akan dicoba lagi oleh ppid serve.\n"
    assert (again.exit_code, again.stderr) == (1, "Tidak ada kiriman mati dengan nomor 1.\n")
    assert [letter.state for letter in all_of(store, Outbox)] == ["pending", "dead"]


def test_no_dead_letter_is_said_in_words(store: Store):
    assert ppid("outbox", "dead").stdout == "Tidak ada kiriman yang mati.\n"


def test_a_task_is_listed_until_it_is_done(store: Store, dead: int):
    listed = ppid("tasks").stdout
    done, again = ppid("tasks", "done", "1"), ppid("tasks", "done", "1")

    assert listed == "1  kiriman mati  22 Nov 2026 16.00  permohonan 001/PPID/XI/2026  400: message empty\n"
    assert done.stdout == "Tugas 1 ditandai selesai.\n"
    assert (again.exit_code, again.stderr) == (1, "Tidak ada tugas terbuka dengan nomor 1.\n")
    assert [task.done_at is None for task in all_of(store, Task)] == [False]
