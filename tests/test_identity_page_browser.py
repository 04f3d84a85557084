"""The identity page on a small phone, in a real browser, without a script of its own."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import FilePayload, Page, async_playwright, expect

from handlers.voice import voice_of
from storage import identities
from tests.identity_office import JPEG, NIK, IdentityOffice, identity_office
from tests.needs import chromium
from tests.test_demo_page import FLAGS

pytestmark = pytest.mark.browser

SAID = voice_of("id")
KTP = FilePayload(name="ktp.jpg", mimeType="image/jpeg", buffer=JPEG)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[IdentityOffice]:
    async with identity_office(tmp_path) as opened:
        yield opened


async def narrow_and_accessible(page: Page) -> None:
    """Nothing is wider than the screen, and axe-core finds nothing serious."""
    wide = (
        "[...document.querySelectorAll('main, main *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML)"
    )
    assert await page.evaluate(wide) == []
    small = (
        "[...document.querySelectorAll('button, .go, input, summary')].filter(e => e.offsetHeight < 40)"
        ".map(e => e.outerHTML)"
    )
    assert await page.evaluate(small) == []
    found: Any = (await Axe().run(page)).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []


async def test_identity_is_given_and_looked_at_on_small_phones(office: IdentityOffice) -> None:
    request = office.town.file()
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            await give(await browser.new_page(viewport={"width": 360, "height": 640}), office)
            assert office.town.room.store.read_sync(identities.of_request, request) is not None
            office.town.room.speak("petugas", "antrean")
            office.town.room.speak("petugas", "1")
            await look(await browser.new_page(viewport={"width": 320, "height": 568}), office)
        finally:
            await browser.close()


async def give(page: Page, office: IdentityOffice) -> None:
    """A first try with two faults, in both languages; then all is right."""
    await page.goto(office.link())
    await narrow_and_accessible(page)
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("h1")).to_have_text(voice_of("en")("page-give-title"))
    await page.get_by_role("link", name="Indonesia").click()

    await page.get_by_label("NIK", exact=True).fill("1501024513900001")
    await page.get_by_role("button", name=SAID("page-send")).click()

    await expect(page.get_by_role("alert")).to_contain_text(SAID("page-fault-nik-month"))
    await expect(page.get_by_role("alert")).to_contain_text(SAID("page-fault-missing-id-card"))
    number = page.get_by_label("NIK", exact=True)
    await expect(number).to_be_focused()
    await expect(number).to_have_value("1501024513900001")
    await expect(number).to_have_accessible_description(
        f"{SAID('page-fault-nik-month')} {SAID('page-hint-nik')}"
    )
    await narrow_and_accessible(page)

    await number.fill(NIK)
    await page.get_by_label(SAID("page-label-id-card-person")).set_input_files(KTP)
    await page.get_by_role("button", name=SAID("page-send")).click()

    await expect(page.locator("h1")).to_have_text(SAID("page-thanks-title"))
    back = page.get_by_role("link", name=SAID("page-back"))
    await expect(back).to_have_attribute("href", "https://t.me/ppid_contoh_bot")
    await narrow_and_accessible(page)


async def look(page: Page, office: IdentityOffice) -> None:
    await page.goto(office.link("petugas", "[Lihat identitas]"))
    await narrow_and_accessible(page)

    await page.get_by_role("button", name=SAID("page-look-open")).click()

    await expect(page.locator("dd", has_text=NIK)).to_be_visible()
    await expect(page.get_by_role("img", name="KTP")).to_be_attached()
    await narrow_and_accessible(page)
