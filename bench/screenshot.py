"""The picture of the README: a request just filed on WhatsApp, and its officer's card on Telegram.

    python -m bench.screenshot docs/images/demo.png

Without a path it only says so: `make bench` runs every file of this folder.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import FilePayload, Page, async_playwright, expect

from tests.processes import KERINCI, Server, free_port

WIDTH, HEIGHT = 1280, 960
LARGEST = 300_000  # bytes
LETTER = FilePayload(name="surat-pengantar.pdf", mimeType="application/pdf", buffer=b"%PDF" + b" " * 180_000)
FILING = (
    "ajukan",
    "1",
    "Rina Marlina",
    "Desa Siulak Gedang, Kecamatan Siulak",
    "1",
    "Daftar sekolah penerima dana BOS tahun 2025 di Kecamatan Siulak",
)


async def picture(path: Path) -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("no chromium is on the PATH (apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Server("demo", folder=Path(folder), port=free_port(), CONTENT_DIR=str(KERINCI)) as demo,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            await demo.ready("/")
            page = await browser.new_page(
                viewport={"width": WIDTH, "height": HEIGHT}, locale="id-ID", reduced_motion="reduce"
            )
            await page.goto(demo.url)
            await file(page)
            await page.mouse.move(WIDTH / 2, HEIGHT - 60)  # off the buttons
            await page.screenshot(path=path)
            await browser.close()


async def file(page: Page) -> None:
    """A whole filing on the left phone, until both have heard of it."""
    heard = page.locator("#warga .message.say")
    await expect(page.locator("#petugas .state")).to_have_text("tersambung")
    await page.check("#warga .looks input[value=whatsapp]")
    for count, text in enumerate(FILING, start=1):
        await page.fill("#warga textarea", text)
        await page.click("#warga .send")
        await expect(heard).to_have_count(count)
    await page.set_input_files("#warga .pick", LETTER)
    await page.click("#warga .send")
    await expect(heard.last).to_contain_text("1 berkas")
    for label in ("Selesai", "Mengawasi", "Salinan digital", "Lewat chat ini", "Dinas Pendidikan", "Kirim"):
        before = await heard.count()
        last = heard.last
        if await last.locator(".opener").count():
            await last.locator(".opener").click()
            await page.locator("#warga .row", has_text=label).click()
            await page.click("#warga .sheet-send")
        else:
            await last.get_by_role("button", name=label).click()
        await expect(heard).to_have_count(before + 1)
    await expect(page.locator("#petugas .options").last).to_be_visible()
    await page.locator("#warga .fresh").click()
    await expect(heard.last.get_by_role("button").last).to_be_in_viewport(ratio=1)


def main() -> None:
    if len(sys.argv) != 2:
        print(f"{__spec__.name}: say where the picture goes")  # noqa: T201
        return
    path = Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    asyncio.run(picture(path))
    if path.stat().st_size > LARGEST:
        sys.exit(f"{path} has {path.stat().st_size} bytes, more than {LARGEST}")


if __name__ == "__main__":
    main()
