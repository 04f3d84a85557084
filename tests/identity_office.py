"""An office that takes identity: a town, and its pages on a real server."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.clock import Clock
from bot.intake import Desks
from bot.web.identity import Pages
from bot.web.server import build_app
from storage import identities
from storage.vault import SealedFiles, Vault
from tests.rooms import SECRET
from tests.town import Town, quick_town

KEYS = Vault({"t": b"t" * 32}, b"h" * 32)
NIK = "1501024503900001"
JPEG = b"\xff\xd8\xff\xe0" + b"foto ktp" * 40
PDF = b"%PDF-1.4\nsurat kuasa\n%%EOF\n"


class TownClock(Clock):
    """The town's own time."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def now(self) -> Any:
        return self._town.room.at


@dataclass(kw_only=True)
class IdentityOffice:
    town: Town
    files: SealedFiles
    pages: Pages
    http: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.pages.url

    def link(self, who: str = "warga", say: str = "identitas") -> str:
        """The address of the link that `who` is given."""
        said = [s for to, s in self.town.room.speak(who, say) if to == who and s.link]
        return f"{self.pages.url}/{identities.token_of(said[-1].link, SECRET)}"

    def told(self, who: str) -> list[str]:
        return [say.text for to, say in self.town.room.listen() if to == who]


@asynccontextmanager
async def identity_office(
    folder: Path, *, chat: Callable[[str], str] = lambda channel: "https://t.me/ppid_contoh_bot"
) -> AsyncIterator[IdentityOffice]:
    """A server at 127.0.0.1; it is closed by the end, and so is the town."""
    with quick_town(folder) as town:
        files = SealedFiles(folder / "identity")
        pages = Pages(vault=KEYS, files=files, clock=TownClock(town), public_url="", chat=chat)
        runner = web.AppRunner(build_app(reasons=_none, pages=pages), access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        pages.public_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        pages.store = town.room.store
        pages.desks = Desks(town.room.store, SECRET, identity_url=pages.url)
        town.room.__dict__["desk"] = replace(town.room.desk, identity_url=pages.url)
        try:
            async with aiohttp.ClientSession(
                headers={"User-Agent": "Mozilla/5.0 (Linux; Android 9)"},
                cookie_jar=aiohttp.CookieJar(unsafe=True),  # takes cookies of an address without a name
            ) as http:
                yield IdentityOffice(town=town, files=files, pages=pages, http=http)
        finally:
            await runner.cleanup()


def form(number: str = NIK, **files: tuple[str, bytes] | list[tuple[str, bytes]]) -> aiohttp.FormData:
    """A posted form; files by field (`_` for `-`) as (name, content)."""
    data = aiohttp.FormData(default_to_multipart=True)
    data.add_field("number", number)
    for field, given in files.items():
        for name, content in given if isinstance(given, list) else [given]:
            data.add_field(
                field.replace("_", "-"), BytesIO(content), filename=name, content_type="image/jpeg"
            )
    return data


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))


async def _none() -> list[str]:
    return []
