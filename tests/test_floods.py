"""More than anybody needs: what is kept, what is answered, and that nobody else notices."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import func
from sqlmodel import select

from bench import flood
from bot.app import Office
from bot.clock import Clock
from bot.room import STEP, Room
from bot.web.server import build_app
from bot.web.whatsapp import WHATSAPP_PATH, WhatsAppWebhook
from handlers import conversations
from handlers.reception import LONGEST
from handlers.say import Say
from storage import contacts, drafts
from storage.files import FileStore
from storage.store import open_store
from storage.tables import Draft, Request, Task
from tests.rooms import SECRET, room

FORM = (
    *("1", "Rina Marlina", "Desa Siulak Gedang, Kecamatan Siulak", "0812 3456 7890"),
    *("daftar sekolah dasar penerima dana BOS 2025", "selesai", "1", "1", "1", "DISDIK"),
)


@pytest.fixture
def people() -> Iterator[Room]:
    with room() as opened:
        yield opened


def say(people: Room, *texts: str, who: str = "warga") -> list[Say]:
    """What the person is told; the last of it."""
    for text in texts:
        told = [say for to, say in people.speak(who, text) if to == who]
    return told


def at_once(people: Room, *texts: str) -> list[Say]:
    """All that the person is told who writes these within a moment."""
    told: list[Say] = []
    for text in texts:
        people.at -= STEP
        told += say(people, text)
    return told


def policy(people: Room, **values: int) -> None:
    body = {**people.desk.body, "policy": {**people.desk.body["policy"], **values}}
    vars(people)["desk"] = replace(people.desk, body=body)


def count(people: Room, table: type) -> int:
    return people.store.read_sync(lambda s: s.exec(select(func.count()).select_from(table)).one())


# -- messages -------------------------------------------------------------------------------------


def test_whoever_is_too_fast_is_told_once_and_loses_nothing(people: Room) -> None:
    policy(people, messages_a_minute=8)
    say(people, "ajukan", *FORM[:4])
    people.at += timedelta(minutes=2)
    lines = [f"dan sekolah nomor {number}" for number in range(20)]

    told = at_once(people, *lines)

    assert len(told) == 8 + 1
    assert "cepat sekali" in told[-1].text
    people.at += timedelta(minutes=1)
    [again] = say(people, "dan itu saja, terima kasih")
    assert f"({len(lines) + 1} pesan)" in again.text


def test_nobody_else_is_slowed_down_by_it(people: Room) -> None:
    policy(people, messages_a_minute=8)
    at_once(people, *["halo"] * 12)

    [welcome] = say(people, "halo", who="tetangga")

    assert welcome.text.startswith("Selamat datang")


@pytest.mark.parametrize("length", [LONGEST + 1, 1_000_000])
def test_a_huge_text_gets_a_kind_answer_and_changes_nothing(people: Room, length: int) -> None:
    [idle] = say(people, "x" * length)
    assert idle.text.startswith("Pesan itu terlalu panjang")

    say(people, "ajukan", "1")
    [asked] = say(people, "x" * length)
    assert asked.text.startswith("Pesan itu terlalu panjang")
    assert asked.text.endswith("Siapa nama lengkap Bapak/Ibu?")
    [on] = say(people, "Rina Marlina")
    assert "alamat Bapak/Ibu" in on.text


# -- a day ----------------------------------------------------------------------------------------


def test_what_is_too_many_for_a_day_is_kept_and_can_be_sent_on_the_next(people: Room) -> None:
    policy(people, filings_a_day=1)
    say(people, "ajukan", *FORM, "kirim")

    [held] = say(people, "ajukan", *FORM, "kirim")

    assert held.text.startswith("Hari ini sudah 1")
    assert "2. Nama: Rina Marlina" in held.text
    assert count(people, Request) == 1
    people.at += timedelta(days=1)
    say(people, "[Kirim permohonan]")
    assert count(people, Request) == 2


def test_messages_to_a_person_have_a_days_end(people: Room) -> None:
    policy(people, talks_a_day=2)
    for number in range(2):
        say(people, "petugas", f"tolong saya, ini yang ke-{number}")

    [refused] = say(people, "petugas")

    assert "Telepon" in refused.text
    assert count(people, Task) == 2
    people.at += timedelta(days=1)
    [asked] = say(people, "petugas")
    assert "tulis pesannya" in asked.text


def test_of_very_many_forms_the_empty_ones_go(people: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "DRAFTS", 5)
    say(people, "ajukan", "1", "Rina Marlina", "menu")
    for _ in range(9):
        say(people, "petugas", "menu")

    assert count(people, Draft) == 5
    person = people.store.read_sync(contacts.find, channel="console", account="room", value="warga")
    assert person is not None
    since = people.at - timedelta(days=1)
    kept = people.store.read_sync(drafts.of_contact, person.id, state="open", since=since)
    assert {"name": "Rina Marlina", "kind": "person"} in [draft.answers for draft in kept]


# -- the whole office -----------------------------------------------------------------------------


async def test_a_flood_leaves_nothing_in_memory_and_others_are_served_meanwhile(
    filled_url: str, tmp_path: Path
) -> None:
    store = open_store(filled_url)
    channel, messages, most = flood.Quiet(), flood.flood(), 400
    files = FileStore(tmp_path / "files")
    async with Office(store=store, clock=Clock(), channels=[channel], secret=SECRET, files=files) as office:
        await flood.pour(office, messages, 150)
        before = _held()
        pouring = asyncio.create_task(flood.pour(office, messages, most))
        await flood.ask(office, channel, "ani", "first")
        served_meanwhile = not pouring.done()
        await pouring
        grown = _held() - before
    await store.aclose()

    assert served_meanwhile
    assert grown < most  # one thing kept for each would show


def _held() -> int:
    """How many pieces of memory are in use."""
    gc.collect()
    return sys.getallocatedblocks()


@pytest.mark.parametrize("header", [{}, {"X-Hub-Signature-256": "sha256=x"}], ids=["none", "nonsense"])
async def test_the_body_of_an_unsigned_webhook_is_not_waited_for(header: dict[str, str]) -> None:
    async def fine() -> list[str]:
        return []

    webhook = WhatsAppWebhook(channel=flood.Quiet(), app_secret="secret", verify_token="token")
    async with TestServer(build_app(reasons=fine, whatsapp=webhook)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        lines = [f"POST {WHATSAPP_PATH} HTTP/1.1", "Host: x", "Content-Length: 3000000"]
        lines += [f"{name}: {value}" for name, value in header.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode())

        answer = await reader.readline()

        writer.close()
    assert b" 401 " in answer
