"""The demo page, driven in a real browser against a scripted desk."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    FilePayload,
    Page,
    Route,
    async_playwright,
    expect,
)

from bot.channels import webchat
from bot.channels.base import Outgoing, OutgoingFile
from bot.channels.webchat import WebChatChannel
from bot.web.demo import demo_routes
from handlers.incoming import Incoming, Kind
from handlers.say import Option
from tests.needs import chromium
from tests.test_webchat import FakeControl, StoreAway, say

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SURAT = FilePayload(name="surat kuasa.txt", mimeType="text/plain", buffer=b"isi surat")
MENU = (Option(data="menu:0:file", label="Ajukan permohonan"), Option(data="menu:0:ask", label="Tanya dulu"))


class Desk:
    """A server with a scripted bot behind it; what was stored outlives a restart."""

    def __init__(self) -> None:
        self.stored: dict[str, Incoming] = {}
        self.arrived: list[str] = []
        self.came = asyncio.Event()
        self.away = False
        self.stuck: asyncio.Event | None = None
        self.answers: set[asyncio.Task[None]] = set()
        self.control = FakeControl()
        self.port = 0

    async def start(self) -> None:
        self.channel = WebChatChannel(clock=lambda: self.control.now)
        self.channel.attach(self.receive, unavailable=(StoreAway,))
        app = web.Application()
        app.add_routes(demo_routes(self.channel, self.control))
        self.runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self.runner.addresses[0][1]

    async def stop(self) -> None:
        self.channel.close()
        await self.runner.cleanup()
        await asyncio.gather(*self.answers)

    async def receive(self, incoming: Incoming) -> None:
        if self.away:
            raise StoreAway
        self.arrived.append(incoming.key)
        if incoming.key in self.stored:
            return
        self.stored[incoming.key] = incoming
        self.came.set()
        if self.stuck:
            await self.stuck.wait()
        task = asyncio.create_task(self.answer(incoming))
        self.answers.add(task)
        task.add_done_callback(self.answers.discard)

    async def answer(self, incoming: Incoming) -> None:
        to = incoming.address
        if incoming.text in ("mulai", "menu"):
            await say(
                self.channel, to, Outgoing(text="Selamat datang.\n\nApa yang Anda perlukan?", options=MENU)
            )
        elif incoming.kind is Kind.BUTTON:
            await say(self.channel, to, Outgoing(text=f"Anda memilih {incoming.data}"))
        elif incoming.kind is Kind.FILE:
            data = await self.channel.fetch(incoming.files[0].ref)
            await say(
                self.channel, to, Outgoing(text=f"Kami terima {incoming.files[0].name}: {data.decode()}")
            )
        else:
            await say(self.channel, to, Outgoing(text=f"Anda menulis: {incoming.text}"))

    @property
    def texts(self) -> list[str]:
        return [incoming.text for incoming in self.stored.values()]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    await desk.start()
    yield desk
    await desk.stop()


class Visit:
    """One visitor's page; whatever it complains of fails the test unless it was expected.

    A page takes a second to make, so visitors have the same one after each other. What one kept is out of the
    next one's reach: every desk has an address of its own. Pages stand `still`, which spares waiting for the
    end of every movement, but where it is movement that could do harm.
    """

    def __init__(self, page: Page, desk: Desk) -> None:
        self.page = page
        self.desk = desk
        self.complaints: list[str] = []

    async def open(
        self, *, width: int = 1280, height: int = 800, color_scheme: Any = "light", still: bool = True
    ) -> Page:
        await self.page.set_viewport_size({"width": width, "height": height})
        await self.page.emulate_media(
            color_scheme=color_scheme, reduced_motion="reduce" if still else "no-preference"
        )
        self.page.on("console", self.heard)
        self.page.on("pageerror", self.failed)
        await self.page.goto(f"http://127.0.0.1:{self.desk.port}/")
        await expect(self.page.locator("#petugas .state")).to_have_text("tersambung")
        await expect(self.page.locator("#warga .state")).to_have_text("tersambung")
        return self.page

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    async def close(self) -> None:
        await self.page.goto("about:blank")
        self.page.remove_listener("console", self.heard)
        self.page.remove_listener("pageerror", self.failed)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(browser: Browser) -> Page:
    context = await browser.new_context(locale="id-ID")
    page = await context.new_page()
    page.set_default_timeout(8000)
    return page


@pytest_asyncio.fixture(loop_scope="module")
async def visit(page: Page, desk: Desk) -> AsyncIterator[Visit]:
    visit = Visit(page, desk)
    yield visit
    await visit.close()
    assert visit.complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def mobile(browser: Browser, desk: Desk) -> AsyncIterator[Visit]:
    """On a phone, with a finger."""
    context = await browser.new_context(locale="id-ID", has_touch=True, is_mobile=True)
    visit = Visit(await context.new_page(), desk)
    yield visit
    await context.close()
    assert visit.complaints == []


async def write(page: Page, text: str, *, as_: str = "warga") -> None:
    await page.fill(f"#{as_} textarea", text)
    await page.press(f"#{as_} textarea", "Enter")


def said(page: Page, text: str, *, to: str = "warga") -> Any:
    return page.locator(f"#{to} .say .text", has_text=text)


# ---- the chat ------------------------------------------------------------------------------------


async def test_a_text_that_was_typed_gets_its_answer(visit: Visit) -> None:
    page = await visit.open(still=False)

    await write(page, "Berapa anggaran jalan 2025?")

    await expect(said(page, "Anda menulis: Berapa anggaran jalan 2025?")).to_be_visible()
    await expect(page.locator("#warga .own .when")).to_have_text("09.14 terkirim")
    await expect(page.locator("#warga .day")).to_have_text("Senin, 23 November 2026")


async def test_lines_are_kept_and_markup_is_only_text(visit: Visit) -> None:
    page = await visit.open()
    text = "satu\n<img src=x onerror=alert(1)>\n  tiga"

    await page.fill("#warga textarea", text)
    await page.click("#warga .send")

    await expect(said(page, "Anda menulis")).to_be_visible()
    assert await page.locator("#warga .own .text").evaluate("e => e.textContent") == text
    assert await page.locator("#warga .own .text").evaluate("e => e.getClientRects().length") >= 1
    assert await page.locator("#warga .own .text").evaluate("e => e.offsetHeight") > 60
    assert await page.locator(".log img").count() == 0


async def test_shift_enter_begins_a_new_line_and_an_empty_message_is_not_sent(
    visit: Visit, desk: Desk
) -> None:
    page = await visit.open()

    await page.click("#warga textarea")
    await page.keyboard.press("Enter")
    await page.keyboard.type("satu")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("dua")
    await page.keyboard.press("Enter")

    await expect(said(page, "Anda menulis")).to_be_visible()
    assert desk.texts == ["satu\ndua"]


async def test_our_links_can_be_opened_and_lead_out_without_a_trace(visit: Visit, desk: Desk) -> None:
    page = await visit.open()
    who = await page.evaluate("localStorage.getItem('ppid-demo-warga')")

    await say(
        desk.channel, who, Outgoing(text="Buka http://127.0.0.1/i/7Hk2, sekali saja. javascript:alert(1)")
    )

    link = page.locator("#warga .say .text a")
    await expect(link).to_have_text("http://127.0.0.1/i/7Hk2")
    assert await link.get_attribute("rel") == "noopener noreferrer"


async def test_a_button_is_pressed_and_older_buttons_dim_but_still_work(visit: Visit, desk: Desk) -> None:
    page = await visit.open(still=False)
    await page.click("#warga .start")
    options = page.locator("#warga .options button")

    await options.nth(0).click()
    await expect(said(page, "Anda memilih menu:0:file")).to_be_visible()

    await expect(page.locator("#warga .own .text").last).to_have_text("Ajukan permohonan")
    await expect(page.locator("#warga .say.older .options")).to_have_count(1)
    await options.nth(1).click()
    await expect(said(page, "Anda memilih menu:0:ask")).to_be_visible()


@pytest.mark.parametrize("stored_between", [True, False])
async def test_a_button_pressed_twice_in_haste_is_sent_once(
    visit: Visit, desk: Desk, stored_between: bool
) -> None:
    page = await visit.open(still=False)
    await page.click("#warga .start")
    button = page.locator("#warga .options button").nth(0)

    if stored_between:
        await button.click()
        await expect(said(page, "Anda memilih menu:0:file")).to_be_visible()
        await button.hover()
        await page.mouse.down(click_count=2)
        await page.mouse.up(click_count=2)
    else:
        await button.dblclick()

    await write(page, "lalu")
    await expect(said(page, "Anda menulis: lalu")).to_be_visible()
    assert desk.texts == ["mulai", "Ajukan permohonan", "lalu"]


async def test_a_file_is_attached_with_its_caption(visit: Visit, desk: Desk) -> None:
    page = await visit.open()
    await page.set_input_files("#warga .pick", SURAT)
    await expect(page.locator("#warga .chip")).to_contain_text("surat kuasa.txt · 1 kB")
    await write(page, "ini suratnya")

    await expect(said(page, "Kami terima surat kuasa.txt: isi surat")).to_be_visible()
    await expect(page.locator("#warga .own")).to_contain_text("surat kuasa.txt")
    await expect(page.locator("#warga .chip")).to_be_hidden()
    assert desk.texts == ["ini suratnya"]


async def test_a_file_over_the_limit_is_refused_before_it_travels(
    visit: Visit, desk: Desk, tmp_path: Path
) -> None:
    page = await visit.open()
    big = tmp_path / "besar.bin"
    big.write_bytes(b"x" * (20 * 1024 * 1024 + 1))

    await page.set_input_files("#warga .pick", big)

    await expect(page.locator("#warga .trouble")).to_contain_text("lebih dari 20 MB")
    await expect(page.locator("#warga .chip")).to_be_hidden()


async def test_a_file_of_ours_is_shown_and_can_be_fetched(visit: Visit, desk: Desk, tmp_path: Path) -> None:
    page = await visit.open()
    who = await page.evaluate("localStorage.getItem('ppid-demo-warga')")
    paper = tmp_path / "tanda-terima.pdf"
    paper.write_bytes(b"%PDF-1.7")
    file = OutgoingFile(name="tanda-terima.pdf", mime="application/pdf", path=paper)

    await say(desk.channel, who, Outgoing(text="Tanda terima", files=(file,)))

    card = page.locator("#warga .say a.paper")
    await expect(card).to_contain_text("tanda-terima.pdf")
    answer = await page.request.get(f"http://127.0.0.1:{desk.port}{await card.get_attribute('href')}")
    assert await answer.body() == b"%PDF-1.7"


async def test_a_reload_shows_the_same_conversation(visit: Visit) -> None:
    page = await visit.open()
    await write(page, "halo")
    await expect(said(page, "Anda menulis: halo")).to_be_visible()

    await page.reload()

    await expect(said(page, "Anda menulis: halo")).to_be_visible()
    await expect(page.locator("#warga .own .text")).to_have_text("halo")
    await expect(page.locator("#warga .empty")).to_be_hidden()


async def test_a_new_message_comes_into_view_unless_one_reads_further_up(visit: Visit, desk: Desk) -> None:
    page = await visit.open(still=False)
    who = await page.evaluate("localStorage.getItem('ppid-demo-warga')")
    for number in range(20):
        await say(desk.channel, who, Outgoing(text=f"Kabar {number}\nbaris\nbaris"))
    await expect(said(page, "Kabar 19")).to_be_in_viewport()

    await page.locator("#warga .log").evaluate("e => { e.scrollTop = 0; }")
    await page.wait_for_function("document.querySelector('#warga .log').scrollTop === 0")
    await say(desk.channel, who, Outgoing(text="Kabar terakhir"))

    await expect(page.locator("#warga .fresh")).to_be_visible()
    await expect(said(page, "Kabar terakhir")).not_to_be_in_viewport()
    await page.click("#warga .fresh")
    await expect(said(page, "Kabar terakhir")).to_be_in_viewport()
    await expect(page.locator("#warga .fresh")).to_be_hidden()


async def test_a_message_longer_than_the_screen_is_shown_from_its_beginning(visit: Visit, desk: Desk) -> None:
    page = await visit.open(still=False)
    who = await page.evaluate("localStorage.getItem('ppid-demo-warga')")
    await say(desk.channel, who, Outgoing(text="Kabar pendek"))

    await say(desk.channel, who, Outgoing(text="Awal.\n" + "baris\n" * 80))

    await expect(said(page, "Awal.")).to_be_visible()
    top = "e => e.getBoundingClientRect().top - e.closest('.log').getBoundingClientRect().top"
    assert 0 <= await said(page, "Awal.").evaluate(top) < 60


# ---- when the line breaks ------------------------------------------------------------------------


async def test_what_was_written_while_the_server_was_away_is_sent_once(visit: Visit, desk: Desk) -> None:
    page = await visit.open()
    await desk.stop()
    await expect(page.locator("#warga .state")).to_have_text("menyambung…")
    await write(page, "satu")
    await write(page, "dua")
    await expect(page.locator("#warga .own .when")).to_have_text(["mengirim…", "mengirim…"])

    await desk.start()

    await expect(said(page, "Anda menulis: dua")).to_be_visible()
    assert desk.texts == ["satu", "dua"] and len(desk.arrived) == 2
    await expect(page.locator("#warga .own .when", has_text="terkirim")).to_have_count(2)
    visit.complaints.clear()  # the browser reports each refused connection


async def test_a_message_whose_ack_was_lost_is_sent_again_with_the_same_key(visit: Visit, desk: Desk) -> None:
    page = await visit.open()
    desk.stuck = asyncio.Event()
    await write(page, "hanya sekali")
    await desk.came.wait()
    await desk.stop()  # stored, not acked

    desk.stuck = None
    await desk.start()

    await expect(page.locator("#warga .own .when")).to_have_text("09.14 terkirim")
    assert desk.texts == ["hanya sekali"]
    assert len(desk.arrived) == 2 and len(set(desk.arrived)) == 1
    await expect(page.locator("#warga .own")).to_have_count(1)
    visit.complaints.clear()


@pytest.mark.parametrize("stored_before_the_page_is_back", [True, False])
async def test_a_line_that_breaks_while_a_message_is_stored_does_no_harm(
    visit: Visit, desk: Desk, stored_before_the_page_is_back: bool
) -> None:
    page = await visit.open()
    desk.stuck = asyncio.Event()
    await write(page, "hanya sekali")
    await desk.came.wait()
    desk.channel.close()
    await expect(page.locator("#warga .state")).to_have_text("menyambung…")

    if not stored_before_the_page_is_back:
        await expect(page.locator("#warga .state")).to_have_text("tersambung")
    desk.stuck.set()

    await expect(said(page, "Anda menulis: hanya sekali")).to_be_visible()
    await expect(page.locator("#warga .own .when")).to_have_text("09.14 terkirim")
    await expect(page.locator("#warga .own")).to_have_count(1)
    assert len(desk.arrived) == 1


async def test_a_store_that_is_away_is_tried_again_without_the_person(
    visit: Visit, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webchat, "RETRY_SECONDS", 0.2)
    page = await visit.open()
    desk.away = True
    await write(page, "sabar")
    await expect(page.locator("#warga .own .when")).to_contain_text("Belum tersimpan")

    desk.away = False

    await expect(said(page, "Anda menulis: sabar")).to_be_visible()
    assert desk.texts == ["sabar"]


async def test_two_pages_of_one_person_show_the_same(visit: Visit) -> None:
    first = await visit.open()
    second = await first.context.new_page()
    await second.goto(first.url)
    await expect(second.locator("#warga .state")).to_have_text("tersambung")

    await write(first, "dari yang pertama")

    await expect(said(second, "Anda menulis: dari yang pertama")).to_be_visible()
    await expect(second.locator("#warga .own .text")).to_have_text("dari yang pertama")
    await second.close()


# ---- the desk around it --------------------------------------------------------------------------


async def test_the_officer_is_changed_and_each_has_their_own_conversation(visit: Visit, desk: Desk) -> None:
    page = await visit.open()
    await write(page, "saya Dinkes", as_="petugas")
    await expect(said(page, "saya Dinkes", to="petugas")).to_be_visible()

    await page.select_option("#officer", label="PPID Utama")
    await expect(page.locator("#petugas .empty")).to_contain_text("PPID Utama")
    await write(page, "saya PPID Utama", as_="petugas")
    await expect(said(page, "saya PPID Utama", to="petugas")).to_be_visible()
    await page.select_option("#officer", label="Dinas Kesehatan")

    await expect(said(page, "saya Dinkes", to="petugas")).to_be_visible()
    await expect(said(page, "saya PPID Utama", to="petugas")).to_have_count(0)
    assert {i.address for i in desk.stored.values()} == {"petugas-dinkes", "petugas-utama"}


async def test_what_is_written_while_the_officer_is_changed_is_for_the_new_one(
    visit: Visit, desk: Desk
) -> None:
    page, written = await visit.open(), asyncio.Event()

    async def slowly(route: Route) -> None:
        await written.wait()
        await route.continue_()

    await page.route("**/demo/officer", slowly)
    await page.select_option("#officer", label="PPID Utama")
    await write(page, "antrean", as_="petugas")
    written.set()

    await expect(said(page, "Anda menulis: antrean", to="petugas")).to_be_visible()
    assert {i.address for i in desk.stored.values()} == {"petugas-utama"}
    await page.unroute("**/demo/officer")


async def test_a_message_for_another_officer_is_announced_and_opened(visit: Visit, desk: Desk) -> None:
    page = await visit.open()

    await say(desk.channel, "petugas-disdik", Outgoing(text="Permohonan baru 0042"))
    note = page.locator("#petugas .waiting button")
    await expect(note).to_contain_text("Pesan baru untuk Dinas Pendidikan")
    await expect(page.locator("#officer option", has_text="Dinas Pendidikan · 1 baru")).to_have_count(1)
    await note.click()

    await expect(said(page, "Permohonan baru 0042", to="petugas")).to_be_visible()
    await expect(page.locator("#officer")).to_have_value("pelaksana/disdik")
    await expect(note).to_have_count(0)


async def test_an_officer_who_is_not_in_the_demo_leaves_the_old_one_in_place(visit: Visit) -> None:
    page = await visit.open()

    await page.select_option("#officer", label="Atasan PPID")

    await expect(page.locator("#petugas .trouble")).to_contain_text("tidak ada dalam demo")
    await expect(page.locator("#officer")).to_have_value("pelaksana/dinkes")
    visit.complaints.clear()  # the browser reports the 404


async def test_time_is_moved_and_the_new_day_shows(visit: Visit) -> None:
    page = await visit.open()
    await write(page, "halo")
    await expect(page.locator("#date")).to_have_text("Senin, 23 November 2026, 09.14 WIB")

    await page.click("[data-jump=working_day]")
    await expect(page.locator("#date")).to_have_text("Selasa, 24 November 2026, 09.14 WIB")
    await expect(page.locator("#happened")).to_have_text("Maju ke Selasa, 24 November 2026.")
    await page.click("[data-jump=next_due]")
    await expect(page.locator("#leaf-day")).to_have_text("30")
    await write(page, "hari ini?")

    await expect(page.locator("#warga .day")).to_have_text(
        ["Senin, 23 November 2026", "Senin, 30 November 2026"]
    )


# ---- every screen, every hand --------------------------------------------------------------------


async def test_at_phone_width_the_phones_are_tabs_that_count_what_is_unread(
    mobile: Visit, desk: Desk
) -> None:
    page = await mobile.open(still=False, width=360, height=740)
    await expect(page.locator("#petugas")).to_be_hidden()
    await page.click("#warga .start")
    await expect(said(page, "Selamat datang")).to_be_in_viewport()

    await say(desk.channel, "petugas-dinkes", Outgoing(text="Permohonan baru"))
    await say(desk.channel, "petugas-disdik", Outgoing(text="Permohonan lain"))
    badge = page.locator("#tab-petugas .badge")
    await expect(badge).to_have_text("2")
    await page.click("#tab-petugas")

    await expect(said(page, "Permohonan baru", to="petugas")).to_be_in_viewport()
    await expect(badge).to_have_text("1")  # of the other officer
    await expect(page.locator("#warga")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (360, 740), (768, 1024), (1024, 700), (1280, 800)])
async def test_nothing_scrolls_sideways_and_one_can_write_at_once(
    visit: Visit, desk: Desk, width: int, height: int
) -> None:
    page = await visit.open(still=False, width=width, height=height)
    who = await page.evaluate("localStorage.getItem('ppid-demo-warga')")
    wide = Outgoing(text="x" * 400, options=(Option(data="a:b:c", label="y" * 120),))

    await say(desk.channel, who, wide)
    for look in ("telegram", "whatsapp"):
        await page.check(f"#warga .looks input[value={look}]")
        await expect(page.locator("#warga .options")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.locator("#warga .log").evaluate("e => e.scrollWidth <= e.clientWidth")
    if (width, height) in ((360, 740), (1280, 800)):
        await expect(page.locator("#warga .send")).to_be_in_viewport(ratio=1)


FULL_MENU = (
    *MENU,
    Option(data="menu:0:fees", label="Berapa biaya salinan dokumen?"),
    Option(data="menu:0:objection", label="Keberatan"),
)


async def test_the_look_is_changed_by_keyboard_and_whatsapp_opens_its_list_from_below(
    visit: Visit, desk: Desk
) -> None:
    page = await visit.open(width=360, height=740)
    who = await page.evaluate("localStorage.getItem('ppid-demo-warga')")
    await say(desk.channel, who, Outgoing(text="Apa yang Anda perlukan?", options=FULL_MENU))
    await expect(page.locator("#warga .keys button")).to_have_count(4)

    await page.get_by_role("radio", name="Telegram").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#warga .keys button")).to_have_count(0)
    await page.locator("#warga .opener").focus()
    await page.keyboard.press("Enter")

    sheet = page.get_by_role("dialog", name="Pilih")
    rows = sheet.get_by_role("radio")
    await expect(rows).to_have_count(4)
    await expect(rows.first).to_be_focused()
    await expect(sheet.locator("small")).to_have_text(["Berapa biaya salinan dokumen?"])
    assert await page.evaluate(CONTRAST) == []
    await page.keyboard.press("Escape")
    await expect(page.locator("#warga .opener")).to_be_focused()
    await page.keyboard.press("Enter")
    await rows.nth(1).focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(said(page, "Anda memilih menu:0:fees")).to_be_visible()
    await expect(sheet).to_be_hidden()
    await expect(page.locator("#warga .own .text")).to_have_text("Berapa biaya salinan…")


async def test_the_look_of_each_phone_is_remembered_and_a_number_is_typed_in_both(visit: Visit) -> None:
    page = await visit.open()
    await page.get_by_role("radiogroup", name="Tampilan").first.get_by_label("WhatsApp").check()
    await page.click("#warga .start")
    await expect(page.locator("#warga .keys")).to_have_count(2)  # reply buttons, one below the other

    await page.reload()
    await expect(page.locator("#warga .keys")).to_have_count(2)
    await expect(page.locator("#petugas")).to_have_attribute("data-look", "telegram")
    await write(page, "1")
    await expect(said(page, "Anda menulis: 1")).to_be_visible()
    await page.check("#warga .looks input[value=telegram]")

    await expect(page.locator("#warga .keys button")).to_have_text(["Ajukan permohonan", "Tanya dulu"])
    await expect(page.locator("#warga .own .text")).to_have_text(["mulai", "1"])


async def test_the_whole_demo_can_be_used_without_a_mouse(visit: Visit, desk: Desk) -> None:
    page = await visit.open(width=360, height=740)

    await page.focus("#warga .start")
    await page.keyboard.press("Enter")
    await expect(said(page, "Selamat datang")).to_be_visible()
    await page.focus("#warga .log")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Ajukan permohonan"
    await page.keyboard.press("Enter")
    await expect(said(page, "Anda memilih menu:0:file")).to_be_visible()
    await page.focus("#tab-warga")
    await page.keyboard.press("ArrowRight")

    await expect(page.locator("#petugas")).to_be_visible()
    assert await page.evaluate("document.activeElement.id") == "tab-petugas"


async def test_a_screen_reader_hears_new_messages_and_names_every_control(visit: Visit) -> None:
    page = await visit.open()
    await page.click("#warga .start")
    await expect(said(page, "Selamat datang")).to_be_visible()

    log = page.get_by_role("log", name="Percakapan warga")
    assert await log.get_attribute("aria-live") == "polite"
    await expect(page.get_by_role("group", name="Pilihan jawaban")).to_be_visible()
    await expect(page.get_by_role("button", name="Lampirkan berkas")).to_have_count(2)
    await expect(page.get_by_role("textbox", name="Tulis pesan")).to_have_count(2)
    await expect(page.get_by_role("combobox", name="Bertugas sebagai")).to_be_enabled()
    for control in await page.locator("button:visible, select:visible, textarea:visible").all():
        name = await control.evaluate(
            "e => e.getAttribute('aria-label') || e.textContent.trim() || e.labels[0].textContent.trim()"
        )
        assert name, await control.evaluate("e => e.outerHTML")


CONTRAST = """() => {
  const channel = (c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4); };
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (c) => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !e.getClientRects().length) continue;
    if (["SCRIPT", "OPTION", "OPTGROUP"].includes(e.tagName) || e.closest(".unseen")) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push([e.className || e.tagName, e.textContent.slice(0, 30), ratio.toFixed(2)]);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_every_text_has_a_contrast_of_at_least_four_and_a_half(
    visit: Visit, desk: Desk, scheme: Any, width: int
) -> None:
    page = await visit.open(width=width, color_scheme=scheme)
    await page.click("#warga .start")
    await expect(said(page, "Selamat datang")).to_be_visible()
    await page.click("[data-jump=working_day]")
    await page.set_input_files("#warga .pick", SURAT)
    await write(page, "lihat http://127.0.0.1/x")
    await expect(said(page, "Kami terima")).to_be_visible()
    who = await page.evaluate("localStorage.getItem('ppid-demo-warga')")
    await say(desk.channel, who, Outgoing(text="Lihat http://127.0.0.1/x", options=MENU))
    await say(desk.channel, "petugas-disdik", Outgoing(text="Permohonan baru"))
    await expect(page.locator("#petugas .waiting button")).to_have_count(1)
    await expect(page.locator("#warga .options")).to_have_count(2)

    desk.away = True
    await page.set_input_files("#warga .pick", SURAT)
    await write(page, "belum")
    await page.set_input_files("#warga .pick", SURAT)
    await expect(page.locator("#warga .own .when").last).to_contain_text("Belum tersimpan")

    assert await page.evaluate(CONTRAST) == []


async def test_nothing_moves_for_a_person_who_asked_for_stillness(visit: Visit) -> None:
    page = await visit.open(still=True)

    await page.click("#warga .start")
    await expect(said(page, "Selamat datang")).to_be_visible()

    assert await page.evaluate("document.getAnimations().length") == 0
