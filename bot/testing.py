"""A Telegram of one's own, for tests and trials: it refuses what Telegram refuses.

    async with FakeTelegram() as fake:
        channel = TelegramChannel(fake.token, fake.url)
        await fake.say(700000001, "/start")
        ...
        [reply] = await fake.replies(700000001)
        await fake.press(700000001, "Ya")

As a process: `python -m bot.testing telegram --port 8081`. Then people act through it over HTTP:
`POST /people/say {"chat": 700000001, "text": "/start"}`; `GET /chats/700000001` and `GET /calls` show
what the bot did. `FakeWhatsApp` is the same for WhatsApp: see bot/testing_whatsapp.py.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Self

import orjson
from aiohttp import web

from bot.testing_delivery import Deliveries
from bot.testing_methods import NAMES, Methods, decoded
from bot.testing_people import People
from bot.testing_state import Button, Call, Fault, Refusal, Reply, State, Upload, bad_request, words
from bot.testing_whatsapp import FakeWhatsApp

__all__ = ["Button", "Call", "FakeTelegram", "FakeWhatsApp", "Fault", "Reply", "Upload"]

TOKEN = "123456:AAFakeFakeFakeFakeFakeFakeFakeFakeFak"
_WELL_FORMED = re.compile(r"[1-9]\d*:[A-Za-z0-9_-]+")
_LARGEST = 64 * 1024 * 1024  # bytes of one request; above Telegram's own limit, which is answered properly
_WEBHOOK_METHODS = ("setWebhook", "deleteWebhook")
_ACTS = words(
    "say press press_on_lost_message send_photo send_album send_document send_voice send_sticker "
    "send_contact send_location edit block unblock add_to_group migrate"
)


class _Cut(Exception):
    """The connection is to be closed without an answer."""


class FakeTelegram(People):
    """The Bot API on 127.0.0.1. People act by `say`, `press`, `send_...`; see `People`.

    `local`: webhooks may be http on 127.0.0.1, any port (as with a local Bot API server).
    `retry`: seconds before an update is posted again after a refusal; doubling (Telegram: 1 s).
    `clock`: what the fake takes for now; set it to stand on a date.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "ppid_bot",
        port: int = 0,
        local: bool = True,
        retry: float = 0.05,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.token = token
        self.state = State(token, username, clock)
        self.deliveries = Deliveries(self.state, retry)
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self._methods = Methods(self.state, local)
        self._port = port
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        app.router.add_get("/file/bot{token}/{path:.+}", self._downloaded)
        app.router.add_post("/people/{act}", self._acted)
        app.router.add_get("/chats/{chat}", self._shown)
        app.router.add_get("/calls", self._listed)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.deliveries.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # What the bot did

    def sent(self, chat: int) -> list[Reply]:
        """All messages of the bot in `chat`, as they are now."""
        held = self.state.chat(chat)
        return [self.state.reply(held.messages[number]) for number in held.sent]

    def last(self, chat: int) -> Reply:
        """The newest message of the bot in `chat`."""
        if not (sent := self.sent(chat)):
            raise LookupError(f"the bot has sent nothing to chat {chat}")
        return sent[-1]

    async def replies(self, chat: int, count: int = 1, timeout: float = 20) -> list[Reply]:  # noqa: ASYNC109  # a test's patience
        """The next `count` messages of the bot that were not given out before, waiting for them."""
        held = self.state.chat(chat)
        if not await self.deliveries.until(lambda: len(held.sent) - held.read >= count, timeout):
            came = [reply.text[:80] for reply in self.sent(chat)[held.read :]]
            raise TimeoutError(f"chat {chat} got {len(came)} of {count} messages in {timeout} s: {came}")
        given = self.sent(chat)[held.read : held.read + count]
        held.read += count
        return given

    async def called(self, method: str, count: int = 1, timeout: float = 20) -> list[Call]:  # noqa: ASYNC109  # a test's patience
        """All calls of `method`, once `count` of them are answered."""

        def answered() -> list[Call]:
            return [call for call in self.calls if call.method == method and call.status]

        if not await self.deliveries.until(lambda: len(answered()) >= count, timeout):
            raise TimeoutError(f"{len(answered())} of {count} calls of {method} in {timeout} s")
        return answered()

    async def taken(self, timeout: float = 20) -> None:  # noqa: ASYNC109  # a test's patience
        """Wait until the bot has taken every update."""
        if not await self.deliveries.until(lambda: not self.deliveries.pending, timeout):
            waiting = [update.body for update in self.deliveries.pending]
            raise TimeoutError(f"not taken in {timeout} s: {waiting}")

    # What goes wrong

    def fault(self, fault: Fault) -> None:
        """The next matching calls meet `fault`."""
        self.faults.append(fault)

    def flood(self, seconds: int, *, times: int = 1, method: str = "", chat: int = 0) -> None:
        refusal = Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self.fault(Fault(refusal=refusal, times=times, method=method, chat=chat))

    def refuse(
        self, status: int, description: str, *, times: int = 1, method: str = "", chat: int = 0
    ) -> None:
        self.fault(Fault(refusal=Refusal(status, description), times=times, method=method, chat=chat))

    def hang(self, seconds: float = 30, *, times: int = 1, method: str = "", chat: int = 0) -> None:
        """The call has its effect, and the answer comes too late."""
        self.fault(Fault(accepted=True, seconds=seconds, times=times, method=method, chat=chat))

    def cut(self, *, accepted: bool = False, times: int = 1, method: str = "", chat: int = 0) -> None:
        """The connection closes without an answer; `accepted`: after the call had its effect."""
        self.fault(Fault(cut=True, accepted=accepted, times=times, method=method, chat=chat))

    @property
    def duplicate(self) -> bool:
        """Whether every update is handed out twice."""
        return self.deliveries.duplicate

    @duplicate.setter
    def duplicate(self, on: bool) -> None:
        self.deliveries.duplicate = on

    # The server

    async def _called(self, request: web.Request) -> web.StreamResponse:
        token, said = request.match_info["token"], request.match_info["method"]
        method = NAMES.get(said.lower(), said)
        now, agent = asyncio.get_running_loop().time(), request.headers.get("User-Agent", "")
        call = Call(method=method, fields={}, files={}, at=now, agent=agent)
        if method != "getUpdates":
            self.calls.append(call)
        try:
            call.fields, call.files = await _read(request)
            if token != self.token:
                known = _WELL_FORMED.fullmatch(token)
                raise Refusal(401, "Unauthorized") if known else Refusal(404, "Not Found")
            if method not in NAMES.values():
                raise Refusal(404, "Not Found: method not found")
            call.fields = decoded(method, call.fields)
            call.answer = await self._answer(call)
            call.status = 200
        except Refusal as refusal:
            call.status, call.answer = refusal.status, refusal.description
            return _json(refusal.body(), refusal.status)
        except _Cut:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        finally:
            await self.deliveries.changed()
        return _json({"ok": True, "result": call.answer})

    async def _answer(self, call: Call) -> Any:
        fault = next((f for f in self.faults if f.meets(call.method, call.fields)), None)
        if fault is None:
            return await self._do(call)
        fault.times -= 1
        if fault.refusal is not None:
            raise fault.refusal
        result = await self._do(call) if fault.accepted else None
        await self.deliveries.changed()
        await asyncio.sleep(fault.seconds)
        if fault.cut:
            raise _Cut
        return result

    async def _do(self, call: Call) -> Any:
        if call.method == "getUpdates":
            return await self.deliveries.poll(call.fields)
        if call.method == "getWebhookInfo":
            url = self.state.webhook.get("url", "")
            waiting = len(self.deliveries.pending)
            return {"url": url, "has_custom_certificate": False, "pending_update_count": waiting}
        result = self._methods.call(call.method, call.fields, call.files)
        if call.method in _WEBHOOK_METHODS:
            await self.deliveries.stop_posting()
            if call.fields.get("drop_pending_updates"):
                self.deliveries.drop()
        return result

    async def _downloaded(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        stored = next((file for file in self.state.files.values() if file.path == path), None)
        if request.match_info["token"] != self.token or stored is None:
            return _json(Refusal(404, "Not Found").body(), 404)
        return web.Response(body=stored.upload.data)

    async def _acted(self, request: web.Request) -> web.Response:
        act = request.match_info["act"]
        if act not in _ACTS:
            return _json({"error": f"people do not {act}; they {', '.join(_ACTS)}"}, 404)
        try:
            return _json({"result": await getattr(self, act)(**await request.json())})
        except (LookupError, TypeError, ValueError) as error:
            return _json({"error": str(error)}, 400)

    async def _shown(self, request: web.Request) -> web.Response:
        return _json([reply.raw for reply in self.sent(int(request.match_info["chat"]))])

    async def _listed(self, _: web.Request) -> web.Response:
        return _json(
            [
                {
                    "method": call.method,
                    "fields": call.fields,
                    "files": sorted(call.files),
                    "status": call.status,
                }
                for call in self.calls
            ]
        )


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Fields and files of a call: query string, form, multipart or JSON."""
    fields: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = await request.read()
        try:
            fields |= orjson.loads(body) if body else {}
        except (orjson.JSONDecodeError, TypeError):
            raise bad_request("can't parse JSON object") from None
        return fields, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            data = value.file.read()
            files[name] = Upload(name=value.filename, mime=value.content_type, data=data)
        else:
            fields[name] = value if isinstance(value, str) else bytes(value).decode()
    return fields, files


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


async def _serve(platform: FakeTelegram | FakeWhatsApp) -> None:
    async with platform as fake:
        sys.stdout.write(f"{fake.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """`python -m bot.testing telegram`: the address on the first line, then until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m bot.testing", description="Platforms to try a bot on.")
    parser.add_argument("platform", choices=["telegram", "whatsapp"])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default="")
    options = parser.parse_args()
    made = FakeTelegram if options.platform == "telegram" else FakeWhatsApp
    given = {"token": options.token} if options.token else {}
    try:
        asyncio.run(_serve(made(port=options.port, **given)))
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
