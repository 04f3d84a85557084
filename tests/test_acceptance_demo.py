"""The demo as somebody tries it: `ppid demo` as a process, the page in a real browser."""

import tomllib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Locator, Page, async_playwright, expect

from bot.testing import TOKEN
from handlers.voice import voice_of
from kip import clocks
from kip.calendar import WorkCalendar, calendar_from
from kip.reminders import days_before
from tests.needs import chromium
from tests.processes import KERINCI, Server, free_port, ppid
from tests.rooms import WIB, kerinci
from tests.test_demo_page import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(90)]

SAID = voice_of("id")
LETTER = FilePayload(name="surat.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 surat\n%%EOF\n")
LIST = FilePayload(name="daftar.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 daftar\n%%EOF\n")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def demo(browser: Browser, tmp_path: Path) -> AsyncIterator[Server]:
    """A demo of its own: its time moves, and never back."""
    async with Server("demo", folder=tmp_path, port=free_port(), CONTENT_DIR=str(KERINCI)) as server:
        await server.ready("/")
        yield server
        assert await server.stop() == 0, server.log
    assert server.log.splitlines() == [SAID("demo-ready", url=server.url)], "a demo's terminal stays quiet"


class Phone:
    """One phone of the page. Each act waits for an answer with `piece` in it."""

    def __init__(self, page: Page, seat: str) -> None:
        self.page = page
        self.seat = page.locator(f"#{seat}")

    def told(self, piece: str) -> Locator:
        return self.seat.locator(".message.say", has_text=piece).last

    async def hears(self, piece: str) -> Locator:
        await expect(self.told(piece)).to_be_visible(timeout=15000)
        return self.told(piece)

    async def say(self, text: str, piece: str) -> None:
        await self.seat.locator("textarea").fill(text)
        await self.seat.locator(".send").click()
        await self.hears(piece)

    async def press(self, label: str, piece: str) -> None:
        options = self.seat.locator(".message.say:not(.older) .options button")
        await options.filter(has_text=label).last.click()
        await self.hears(piece)

    async def attach(self, file: FilePayload, piece: str) -> None:
        await self.seat.locator(".pick").set_input_files(file)
        await self.seat.locator(".send").click()
        await self.hears(piece)

    async def files_until_asked_for_purpose(self, wanted: str) -> None:
        """The first half of a filing, as one types it who knows the way."""
        await self.say("ajukan", SAID("ask-kind"))
        await self.say("1", SAID("ask-name-person"))
        await self.say("Rina Marlina", SAID("ask-address"))
        await self.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))
        await self.say("1", first_line("ask-information"))
        await self.say(wanted, "(1 pesan)")
        await self.press(SAID("button-done"), SAID("ask-purpose"))


def first_line(key: str) -> str:
    return SAID(key).splitlines()[0]


async def opened(
    browser: Browser, demo: Server, *, width: int, height: int, **options: Any
) -> tuple[Page, Phone, Phone]:
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="id-ID", **options
    )
    page = await context.new_page()
    page.set_default_timeout(15000)
    await page.goto(demo.url)
    for seat in ("warga", "petugas"):
        await expect(page.locator(f"#{seat} .state")).to_have_text("tersambung")
    return page, Phone(page, "warga"), Phone(page, "petugas")


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return calendar_from(tomllib.loads(kerinci().calendar))


async def test_a_request_goes_all_the_way_on_two_phones_and_the_time_can_be_moved(
    browser: Browser, demo: Server, calendar: WorkCalendar
) -> None:
    page, citizen, officer = await opened(browser, demo, width=1280, height=800, reduced_motion="reduce")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    today = datetime.now(WIB).date()
    due = clocks.start(clocks.ANSWER, today, calendar).due
    assert due is not None, "content/kerinci/calendar.toml does not know this year"

    await citizen.seat.locator(".start").click()
    await citizen.hears("Selamat datang")
    await page.click("[data-jump=next_due]")
    await expect(page.locator("#happened")).to_have_text(SAID("demo-nothing-due"))
    await citizen.press(SAID("menu-file"), SAID("ask-kind"))
    await citizen.press(SAID("kind-person"), SAID("ask-name-person"))
    await citizen.say("Rina Marlina", SAID("ask-address"))
    await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))
    await citizen.press(SAID("reach-chat-only"), first_line("ask-information"))
    await citizen.say("Minta daftar puskesmas yang kekurangan bidan tahun 2025", "(1 pesan)")
    await citizen.attach(LETTER, "(1 pesan, 1 berkas)")
    await citizen.press(SAID("button-done"), SAID("ask-purpose"))
    await citizen.press(SAID("purpose-oversight"), SAID("ask-obtain"))
    await citizen.press(SAID("obtain-soft"), SAID("ask-deliver"))
    await citizen.press(SAID("deliver-chat"), "Dinas Kesehatan (karena: ")
    await citizen.press("Dinas Kesehatan", SAID("review"))
    await citizen.press(SAID("button-send"), SAID.long_date(due))

    await officer.seat.locator(".waiting button", has_text="Dinas Kesehatan").click()
    await expect(page.locator("#officer")).to_have_value("pelaksana/DINKES")
    card = await officer.hears("Permohonan baru: ")
    await expect(card.locator("a.paper", has_text="surat.pdf")).to_be_visible()
    await officer.press(SAID("verb-accept"), SAID("applicant-told"))
    await citizen.hears("mulai dikerjakan oleh Dinas Kesehatan")

    await page.click("[data-jump=working_day]")
    await expect(page.locator("#date")).to_contain_text(SAID.long_date(calendar.next_working_day(today)))
    halfway, soon = calendar.count(today, clocks.ANSWER.days // 2).due, days_before(due, 1, calendar)
    for day in (halfway, soon, due):
        await page.click("[data-jump=next_due]")
        await expect(page.locator("#date")).to_contain_text(SAID.long_date(day))
    await expect(page.locator("#happened")).to_contain_text("1 permohonan terbuka, 0 lewat tenggat")
    await officer.say("antrean", SAID("left-today"))

    await page.select_option("#officer", "pelaksana/DISDIK")
    await officer.say("antrean", SAID("queue-empty"))
    await page.select_option("#officer", "pelaksana/DINKES")
    await officer.hears(SAID("left-today"))
    await officer.press("/PPID/", "Rina Marlina")
    await officer.press(SAID("verb-answer"), "Apa keputusan")
    await officer.press(SAID("decision-given"), first_line("answer-ask-text-given"))
    await officer.say("Daftarnya terlampir.", "(1 pesan)")
    await officer.attach(LIST, "(1 pesan, 1 berkas)")
    await officer.press(SAID("button-done"), SAID("answer-ask-format"))
    await officer.press(SAID("answer-format-asked"), SAID("answer-ask-cost"))
    await officer.press(SAID("answer-free"), SAID("answer-review"))
    await officer.press(SAID("button-send-answer"), SAID("applicant-told"))

    answer = await citizen.hears("Jawaban atas permohonan")
    async with page.context.expect_page() as opening:
        await answer.locator("a.paper", has_text="daftar.pdf").click()
    link = (await opening.value).url
    assert await (await page.request.get(link)).body() == LIST["buffer"]
    await citizen.say("status", SAID("status-answered"))
    assert not complaints


async def test_at_360_pixels_a_request_is_filed_and_found_on_the_other_tab(
    browser: Browser, demo: Server
) -> None:
    page, citizen, officer = await opened(browser, demo, width=360, height=640)

    await citizen.files_until_asked_for_purpose("Minta daftar sekolah penerima dana BOS tahun 2025")
    await citizen.say("1", SAID("ask-obtain"))
    await citizen.say("1", SAID("ask-deliver"))
    await citizen.say("1", "Dinas Pendidikan (karena: ")
    await citizen.press("Dinas Pendidikan", SAID("review"))
    await citizen.seat.locator(".fresh").click()  # the summary is taller than the screen
    send = citizen.seat.locator(".options button", has_text=SAID("button-send"))
    await expect(send).to_be_in_viewport(ratio=1)
    await citizen.press(SAID("button-send"), "Nomor: ")
    await expect(page.locator("#tab-petugas .badge")).to_have_text("1")
    await page.click("#tab-petugas")
    await officer.hears("Permohonan baru: ")
    await officer.press(SAID("verb-accept"), SAID("applicant-told"))

    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(wide), "the page can be pushed sideways"


async def test_a_demo_does_not_start_with_a_real_token(tmp_path: Path) -> None:
    began = datetime.now(UTC)

    said = await ppid("demo", folder=tmp_path, status=2, TELEGRAM_TOKEN=TOKEN, CONTENT_DIR=str(KERINCI))

    assert said.strip() == SAID("demo-token-set")
    assert TOKEN not in said
    assert datetime.now(UTC) - began < timedelta(seconds=30)
