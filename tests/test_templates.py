"""Templates: what the content pack may hold, and laying it before Meta."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from bot.testing import FakeWhatsApp
from handlers.voice import voice_of
from kip.notices import NoticeKind
from storage import deliveries
from storage.content import ContentError, read_pack
from storage.deliveries import Word
from storage.store import open_store
from storage.templates import GENERAL, by_use, families
from tests.rooms import PROJECT, wib
from tests.test_intake import small_content

SAID = voice_of("id")
KERINCI = PROJECT / "content" / "kerinci"
GOOD = """
[[template]]
name = "kabar"
notices = [{kinds}]
general = "news"
fields = ["number"]
samples = ["001/PPID/XI/2026"]
[template.id]
body = "Ada kabar tentang nomor {{{{1}}}}, yang Bapak/Ibu ajukan kepada PPID."
button = "Baca kabar"
footer = "PPID"
[template.en]
body = "There is news about number {{{{1}}}}, which you filed with us here."
button = "Read the news"

[[template]]
name = "pesan"
general = "message"
[template.id]
body = "Ada pesan untuk Bapak/Ibu."
button = "Baca pesan"
[template.en]
body = "There is a message for you."
button = "Read the message"

[[template]]
name = "kerja"
general = "work"
officer_notices = ["withdrawn"]
[template.id]
body = "Ada pekerjaan untuk Bapak/Ibu."
button = "Buka pekerjaan"
[template.en]
body = "There is work for you."
button = "Open the work"
""".format(kinds=", ".join(f'"{kind.value}"' for kind in NoticeKind))


def problems(folder: Path, text: str) -> list[str]:
    small_content(folder)
    (folder / "templates.toml").write_text(text, encoding="utf-8")
    try:
        read_pack(folder)
    except ContentError as error:
        return error.problems
    return []


def test_a_good_file_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


def test_a_body_without_such_a_platform_needs_no_templates(tmp_path: Path) -> None:
    pack = read_pack(small_content(tmp_path))

    assert pack.texts["templates"] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "kabar"', 'name = "Kabar Baru"', "name hanya huruf kecil"),
        ('name = "kabar"', 'name = "pesan"', "name sudah dipakai"),
        ('name = "pesan"', 'name = "pesan"\ncategory = "marketing"', 'category harus "utility"'),
        ("Ada kabar tentang nomor {{1}}, yang", "{{1}}, yang", "tidak boleh diawali"),
        (", yang Bapak/Ibu ajukan kepada PPID.", ".", "tidak boleh diawali atau diakhiri"),
        ("{{1}}, yang Bapak", "{{2}}, yang Bapak", "berurutan"),
        ("{{1}}, yang Bapak", "{{1}} {{2}}, yang Bapak", "berdampingan"),
        ("Ada kabar tentang nomor {{1}}, yang Bapak/Ibu ajukan kepada PPID.", "Kabar {{1}} ada.", "pendek"),
        ("Ada pesan", "Ada" + " pesan" * 300, "paling banyak 1024"),
        ('"Baca kabar"', '"Baca kabar yang sangat panjang"', "button paling banyak 25"),
        ('"Baca kabar"', '"Baca {{1}}"', "button harus satu baris"),
        ('footer = "PPID"', f'footer = "{"P" * 61}"', "footer paling banyak 60"),
        ("Ada pesan", "Kirim NIK, ada pesan", "nomor identitas"),
        ("Ada pesan", "Promo! Ada pesan", "berbau promosi"),
        ('samples = ["001/PPID/XI/2026"]', "samples = []", "samples harus sebanyak"),
        ('fields = ["number"]', 'fields = ["name"]', "fields tidak mengenal 'name'"),
        ('general = "message"', 'general = "other"', "general harus salah satu"),
        ('general = "message"', "", "belum ada template untuk message"),
        ('"receipt", ', "", "belum ada template untuk receipt"),
        ('officer_notices = ["withdrawn"]', 'officer_notices = ["unknown"]', "tidak mengenal 'unknown'"),
        ('officer_notices = ["withdrawn"]', 'notices = ["withdrawn"]', "withdrawn sudah ada pada kabar"),
        ("[template.en]", "[template.fr]", "belum ada [template.en]"),
        ('notices = ["withdrawn"]', "notices = 3", "officer_notices harus daftar teks"),
        ('general = "message"', "general = 3", "general harus salah satu"),
        ('name = "kabar"', 'name = "kabar', "templates.toml"),
    ],
)
def test_what_meta_would_refuse_is_named_when_the_pack_is_read(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))

    assert any(said in problem for problem in found), found


def test_all_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    wrong = GOOD
    for good, bad in (('"kabar"', '"K"'), ("Ada pesan", "NIK"), ('"Open the work"', '""')):
        wrong = wrong.replace(good, bad, 1)

    assert len(problems(tmp_path, wrong)) == 3


def test_a_template_between_single_brackets_is_told_how_to_write_it(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, '[template]\nname = "kabar"\n')

    assert "kurung siku" in problem


def test_kerincis_pack_has_a_template_for_every_notice_in_both_languages() -> None:
    rows = read_pack(KERINCI).texts["templates"]
    uses = by_use(rows)

    assert {use.removeprefix("officer:") for use in uses} >= {kind.value for kind in NoticeKind}
    assert set(GENERAL) <= set(uses)
    assert all(set(family.wordings) == {"id", "en"} for family in families(rows))


def test_a_template_whose_words_change_is_another_one() -> None:
    rows: list[dict[str, Any]] = read_pack(KERINCI).texts["templates"]
    changed = [{**rows[0], "id": {**rows[0]["id"], "footer": "PPID"}}]

    assert families(rows)[0].name != families(changed)[0].name
    assert families(rows)[0].name == families(rows)[0].name


# -- on the command line ----------------------------------------------------------------------------


@pytest.fixture
async def fake(
    filled_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FakeWhatsApp]:
    """A Meta, and a machine that is set up for it, with the pack of Kerinci loaded."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", filled_url)
    async with FakeWhatsApp() as meta:
        for name, value in (
            ("TOKEN", meta.token),
            ("PHONE_NUMBER_ID", meta.phone_number_id),
            ("BUSINESS_ACCOUNT_ID", meta.business_account_id),
            ("APP_SECRET", meta.app_secret),
            ("VERIFY_TOKEN", meta.verify_token),
            ("API_URL", meta.url),
        ):
            monkeypatch.setenv(f"WHATSAPP_{name}", value)
        yield meta


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, words)


async def beside(*words: str) -> Result:
    """A command, while the fake goes on answering."""
    return await asyncio.to_thread(ppid, *words)


async def test_templates_are_laid_before_meta_once_and_followed(fake: FakeWhatsApp) -> None:
    fake.auto_review = False
    count = 2 * len(families(read_pack(KERINCI).texts["templates"]))

    first = await beside("whatsapp", "templates", "push")
    assert first.exit_code == 0, first.output
    assert SAID("cli-templates-pushed", count=str(count), new=str(count)) in first.stdout
    assert len(fake.state.templates) == count

    again = await beside("whatsapp", "templates", "push")
    assert SAID("cli-templates-pushed", count=str(count), new="0") in again.stdout

    waiting = await beside("whatsapp", "templates", "status")
    assert SAID("cli-templates-waiting", count=str(count)) in waiting.stdout


async def test_meta_that_cannot_be_asked_is_said_in_one_line(
    fake: FakeWhatsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHATSAPP_TOKEN", "EAAsomebodyelses")

    said = await beside("whatsapp", "templates", "status")

    assert said.exit_code == 1
    assert "WHATSAPP_TOKEN" in said.stderr and "EAAsomebodyelses" not in said.output


async def test_a_month_is_counted_by_what_is_charged(fake: FakeWhatsApp, filled_url: str) -> None:
    store = open_store(filled_url)
    for number, (at, category, charged, delivery) in enumerate(
        (
            ("2026-11-01 00:00", "utility", True, "delivered"),
            ("2026-11-30 23:59", "utility", True, "read"),
            ("2026-11-15 12:00", "service", False, "delivered"),
            ("2026-11-15 12:00", "utility", False, "failed"),
            ("2026-10-31 23:59", "utility", True, "read"),
            ("2026-12-01 00:00", "utility", True, "read"),
        )
    ):
        what: dict[str, Any] = {"delivery": delivery, "category": category, "charged": charged}
        word = Word(platform_id=f"{number}", at=wib(at), **what)
        store.transact_sync(deliveries.hear, "whatsapp", word)
    store.close()

    said = await beside("whatsapp", "cost", "--month", "2026-11")

    assert said.stdout.splitlines() == [
        SAID("cli-cost-heading", month="2026-11"),
        SAID("cli-cost-line", category="service", messages="1", charged="0", failed="0"),
        SAID("cli-cost-line", category="utility", messages="3", charged="2", failed="1"),
        SAID("cli-cost-total", charged="2"),
    ]


@pytest.mark.parametrize("month", ["2026-13", "11-2026", "2026-1", "kemarin"])
def test_a_month_that_is_none_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, month: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert ppid("db", "upgrade").exit_code == 0

    said = ppid("whatsapp", "cost", "--month", month)

    assert (said.exit_code, said.stderr.strip()) == (2, SAID("cli-bad-month", value=month))
