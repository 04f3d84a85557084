"""The demo's web server: the page, the chat's socket and files, and the demo's own controls.

For one person at one machine. Every request must come from loopback and name a loopback host (a page
elsewhere cannot reach it by rebinding a name), and whatever changes something must come from this page.
"""

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NotRequired, Protocol, TypedDict
from urllib.parse import quote, urlsplit

import orjson
from aiohttp import BodyPartReader, WSMsgType, web

from bot.channels.webchat import ADDRESS, Frame, WebChatChannel

HERE = Path(__file__).parent / "demo_page"
ASSETS = {".css": "text/css", ".js": "text/javascript"}
FILE_LIMIT = 20 * 1024 * 1024  # bytes, as on Telegram
FRAME_LIMIT = 256 * 1024
INLINE = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"}  # shown; the rest saved
ROLES = ("pelaksana", "utama", "atasan")
JUMPS = ("working_day", "next_due")

TOO_BIG = "Berkas lebih dari 20 MB. Pilih berkas yang lebih kecil."
NO_FILE = "Tidak ada berkas yang terkirim. Pilih sekali lagi."
NO_OFFICER = "Petugas itu tidak ada dalam demo ini."
NOT_UNDERSTOOD = "Permintaan ini tidak dimengerti."

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Agency(TypedDict):
    code: str
    name: str


class Chosen(TypedDict):
    """An officer of the demo; `agency` is "" where the role stands above the agencies."""

    agency: str
    role: str  # one of ROLES


class Seat(Chosen):
    """An officer and the address where the chat finds them."""

    who: str


class DemoState(TypedDict):
    now: str  # aware ISO
    date_text: str  # "Senin, 23 November 2026"; the page adds the time where it does not say WIB
    agencies: list[Agency]
    officer: Chosen
    officers: NotRequired[list[Seat]]  # lets the page point at an officer who has unread messages
    body: NotRequired[str]  # the public body's name


class DemoJump(TypedDict):
    now: str
    date_text: str
    text: str  # what happened


class DemoControl(Protocol):
    """What the demo's controls do."""

    async def state(self) -> DemoState:
        """Where the demo stands."""

    async def choose_officer(self, agency: str, role: str) -> str:
        """The address of that officer; raises LookupError where there is none."""

    async def jump(self, kind: str) -> DemoJump:
        """Move the demo's time by one of JUMPS and do what falls due."""


def demo_routes(channel: WebChatChannel, control: DemoControl) -> list[web.RouteDef]:
    """All routes. The server that takes them calls `channel.close()` on shutdown."""

    async def page(request: web.Request) -> web.StreamResponse:
        answer = _static(HERE / "demo.html", "text/html")
        answer.headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            f"connect-src 'self' ws://{request.host}; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        )
        return answer

    async def chat(request: web.Request) -> web.StreamResponse:
        who = _who(request)
        socket = web.WebSocketResponse(heartbeat=25, max_msg_size=FRAME_LIMIT)
        await socket.prepare(request)
        with channel.join(who) as line:
            writer = asyncio.create_task(_write(socket, line))
            try:
                async for message in socket:
                    if message.type is WSMsgType.TEXT:
                        line.put_nowait(await channel.accept(who, message.data))
            finally:
                writer.cancel()
                await asyncio.gather(writer, return_exceptions=True)
        return socket

    async def upload(request: web.Request) -> web.StreamResponse:
        who = _who(request)
        if not request.content_type.startswith("multipart/"):
            return _json({"text": NO_FILE}, status=400)
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or not part.filename:
            return _json({"text": NO_FILE}, status=400)
        data = bytearray()
        while chunk := await part.read_chunk(64 * 1024):
            data += chunk
            if len(data) > FILE_LIMIT:
                return _json({"text": TOO_BIG}, status=413)
        if not data:
            return _json({"text": NO_FILE}, status=400)
        mime = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        ref = channel.keep(
            who,
            name=_file_name(part.filename),
            mime=mime if re.fullmatch(r"[\w.+-]+/[\w.+-]+", mime) else "application/octet-stream",
            data=bytes(data),
        )
        return _json({"ref": ref})

    async def download(request: web.Request) -> web.StreamResponse:
        held = channel.held(request.match_info["token"])
        if held is None:
            raise web.HTTPNotFound
        shown = held.mime in INLINE
        disposition = "inline" if shown else "attachment"
        return web.Response(
            body=held.data,
            content_type=held.mime if shown else "application/octet-stream",
            headers={
                "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(held.name, safe='')}",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )

    async def state(request: web.Request) -> web.StreamResponse:
        return _json(await control.state())

    async def officer(request: web.Request) -> web.StreamResponse:
        wanted = await _body(request)
        agency, role = wanted.get("agency"), wanted.get("role")
        if not isinstance(agency, str) or role not in ROLES:
            return _json({"text": NOT_UNDERSTOOD}, status=400)
        try:
            return _json({"who": await control.choose_officer(agency, role)})
        except LookupError:
            return _json({"text": NO_OFFICER}, status=404)

    async def jump(request: web.Request) -> web.StreamResponse:
        kind = (await _body(request)).get("jump")
        if kind not in JUMPS:
            return _json({"text": NOT_UNDERSTOOD}, status=400)
        return _json(await control.jump(kind))

    return [
        web.get("/", _from_here(page)),
        *(
            web.get(f"/{path.name}", _from_here(_asset(path)))
            for path in HERE.iterdir()
            if path.suffix in ASSETS
        ),
        web.get("/chat", _from_here(_of_this_page(chat)), allow_head=False),
        web.post("/chat/file", _from_here(_of_this_page(upload))),
        web.get("/chat/file/{token}", _from_here(download)),
        web.get("/demo/state", _from_here(state)),
        web.post("/demo/officer", _from_here(_of_this_page(officer))),
        web.post("/demo/time", _from_here(_of_this_page(jump))),
    ]


def from_here(routes: list[web.RouteDef]) -> list[web.RouteDef]:
    """The same routes, for this machine only."""
    return [web.route(route.method, route.path, _from_here(route.handler)) for route in routes]


def _from_here(handler: Handler) -> Handler:
    """Only this machine, and only under a loopback name."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        host = urlsplit(f"//{request.host}").hostname or ""
        if not _loopback(request.remote or "") or not (host == "localhost" or _loopback(host)):
            raise web.HTTPForbidden
        return await handler(request)

    return guarded


def _of_this_page(handler: Handler) -> Handler:
    """Only from a page that this server gave: browsers send Origin with every POST and WebSocket."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Origin") != f"http://{request.host}":
            raise web.HTTPForbidden
        return await handler(request)

    return guarded


def _loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _who(request: web.Request) -> str:
    who = request.query.get("who", "")
    if not ADDRESS.fullmatch(who):
        raise web.HTTPBadRequest
    return who


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


async def _write(socket: web.WebSocketResponse, line: asyncio.Queue[Frame | None]) -> None:
    """What the channel says goes out in order; a page that went away is noticed by the reader."""
    with suppress(ConnectionError):
        while (frame := await line.get()) is not None:
            await socket.send_str(orjson.dumps(frame).decode())
        await socket.close(code=1001)


def _json(body: Any, *, status: int = 200) -> web.Response:
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def _assets() -> list[Path]:
    return sorted(path for path in HERE.iterdir() if path.suffix in ASSETS)


def _asset(path: Path) -> Handler:
    async def asset(request: web.Request) -> web.StreamResponse:
        return _static(path, ASSETS[path.suffix])

    return asset


def _static(path: Path, mime: str) -> web.Response:
    return web.Response(
        body=path.read_bytes(),
        content_type=mime,
        charset="utf-8",
        headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"},
    )


def _file_name(name: str) -> str:
    """The last part of a path, without control characters, short enough to show."""
    plain = "".join(c for c in re.split(r"[/\\]", name)[-1] if c.isprintable()).strip()
    return plain[-120:] or "berkas"
