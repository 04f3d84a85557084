"""A WhatsApp of one's own, for tests and trials: it refuses what Meta refuses.

    async with FakeWhatsApp() as fake:
        fake.webhook("http://127.0.0.1:8080/whatsapp/webhook")
        sari = fake.person("Sari")
        await sari.say("Halo")
        [screen] = await sari.replies()
        await sari.tap("Ajukan permohonan")

`fake.url` is what WHATSAPP_API_URL should be; token, ids and secrets are attributes of the fake. As a
process: `python -m bot.testing whatsapp --port 8082`. Then people act through it over HTTP:
`POST /people {"name": "Sari"}` gives a phone, `POST /people/{phone}/say {"text": "Halo"}`;
`GET /people/{phone}` and `GET /calls` show what we did, `POST /webhook {"url": ...}` says where to tell.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
import orjson
from aiohttp import web

from bot.testing_state import Upload, words
from bot.testing_whatsapp_delivery import Deliveries
from bot.testing_whatsapp_objects import Objects
from bot.testing_whatsapp_people import Person
from bot.testing_whatsapp_sending import Sending
from bot.testing_whatsapp_state import Call, Fault, Party, Refusal, Screen, State

__all__ = ["Call", "FakeWhatsApp", "Fault", "Person", "Screen", "Upload"]

TOKEN = "EAAFakeFakeFakeFakeFakeFakeFakeFakeFake"
APP_SECRET = "fakefakefakefakefakefakefakefake"
_LARGEST = 128 * 1024 * 1024  # bytes of one request; above WhatsApp's own limits, which are answered properly
_ACTS = words(
    "say tap forge send_image send_document send_voice send_audio send_video send_sticker send_location "
    "send_contact react edit revoke send_unsupported change_number change_user_id"
)

Do = Callable[[Call], Awaitable[Any]]


class _Cut(Exception):
    """The connection is to be closed without an answer."""


class FakeWhatsApp(Sending, Objects):
    """The Cloud API of one number, on 127.0.0.1. People are made by `person` and act by themselves.

    `retry`: seconds before a webhook is posted again after anything but 200; doubling (Meta: longer).
    `clock`: what the fake takes for now; move it to close windows and to let addresses of files expire.
    `auth_header`: where the token stands, bare, with a Solution Provider that wants it elsewhere.
    What is told of sent messages, and which limits hold: see `Sending`; when templates are judged: `Objects`.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        app_secret: str = APP_SECRET,
        verify_token: str = "fake-verify-token",
        phone_number_id: str = "900555666777888",
        business_account_id: str = "900100200300400",
        display: str = "627480000001",
        version: str = "v26.0",
        auth_header: str = "Authorization",
        port: int = 0,
        retry: float = 0.05,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self.token, self.app_secret, self.verify_token = token, app_secret, verify_token
        self.phone_number_id, self.business_account_id = phone_number_id, business_account_id
        self.state = State(
            token=token,
            phone_number_id=phone_number_id,
            account=business_account_id,
            display=display,
            version=version,
            clock=clock,
        )
        self.deliveries = Deliveries(self.state, app_secret, retry)
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self._header = auth_header
        self._port = port
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_LARGEST)
        base = f"/{self.state.version}"
        number, account = f"{base}/{self.phone_number_id}", f"{base}/{self.business_account_id}"
        routes: list[tuple[str, str, str, Do]] = [
            ("POST", f"{number}/messages", "messages", self._message),
            ("POST", f"{number}/media", "media", self._uploaded),
            ("GET", number, "number", self._number),
            ("GET", f"{account}/message_templates", "templates", self._templates),
            ("POST", f"{account}/message_templates", "templates", self._created),
            ("DELETE", f"{account}/message_templates", "templates", self._dropped),
            ("GET", f"{base}/{{id}}", "object", self._object),
            ("POST", f"{base}/{{id}}", "object", self._changed),
            ("DELETE", f"{base}/{{id}}", "object", self._deleted),
            ("GET", "/lookaside/{id}/{number}", "download", self._downloaded),
        ]
        app.router.add_post("/people", self._met)
        app.router.add_get("/people/{who}", self._shown)
        app.router.add_post("/people/{who}/{act}", self._acted)
        app.router.add_post("/webhook", self._hooked)
        app.router.add_get("/calls", self._listed)
        for verb, path, method, do in routes:
            app.router.add_route(verb, path, self._calling(method, do))
        app.router.add_route("*", "/{path:.*}", self._calling("unknown", self._unknown))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.state.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.url = f"{self.state.origin}{base}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.deliveries.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # People, and where they are told of

    def person(self, name: str, *, phone: str = "", bsuid: str = "", username: str = "") -> Person:
        """Somebody with WhatsApp; a username given without a phone hides it. What is absent is made up."""
        number = next(self.state.numbers)
        party = Party(
            name=name,
            phone=phone.removeprefix("+") or ("" if username else f"62812{number:08d}"),
            bsuid=bsuid or f"ID.77429103655{number:08d}",
            username=username,
        )
        if any(other is not None for other in map(self.state.find, (party.phone, party.bsuid))):
            raise ValueError(f"{party.phone or party.bsuid} is somebody else's")
        self.state.parties.append(party)
        return Person(self.state, self.deliveries, party)

    def webhook(self, url: str) -> None:
        """Tell everything to `url` from now on."""
        self.deliveries.url = url

    async def subscribe(self, url: str, verify_token: str | None = None) -> bool:
        """Verify `url` as Meta does when a webhook is entered, and tell it everything if it answers well."""
        challenge = str(1158201444 + next(self.state.numbers))
        asked = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": self.verify_token if verify_token is None else verify_token,
        }
        async with aiohttp.ClientSession() as http, http.get(f"{url}?{urlencode(asked)}") as answer:
            verified = answer.status == 200 and await answer.text() == challenge
        if verified:
            self.webhook(url)
            await self.deliveries.changed()
        return verified

    async def taken(self, timeout: float = 20) -> None:  # noqa: ASYNC109  # a test's patience
        """Wait until everything told was taken."""
        if not await self.deliveries.until(lambda: not self.deliveries.pending, timeout):
            raise TimeoutError(f"not taken in {timeout} s: {[e.value for e in self.deliveries.pending]}")

    # What goes wrong

    def fault(self, fault: Fault) -> None:
        """The next matching calls meet `fault`; with no method given, the next messages."""
        self.faults.append(fault)

    def refuse(self, code: int, details: str = "", *, times: int = 1, method: str = "", to: str = "") -> None:
        self.fault(Fault(refusal=Refusal(code, details), times=times, method=method, to=to))

    def break_down(self, status: int = 500, *, times: int = 1, method: str = "") -> None:
        """A gateway answers, with no JSON."""
        self.fault(Fault(status=status, times=times, method=method))

    def hang(self, seconds: float = 30, *, times: int = 1, method: str = "", to: str = "") -> None:
        """The call has its effect, and the answer comes too late."""
        self.fault(Fault(accepted=True, seconds=seconds, times=times, method=method, to=to))

    def cut(self, *, accepted: bool = False, times: int = 1, method: str = "", to: str = "") -> None:
        """The connection closes without an answer; `accepted`: after the call had its effect."""
        self.fault(Fault(cut=True, accepted=accepted, times=times, method=method, to=to))

    @property
    def duplicate(self) -> bool:
        """Whether everything is told twice."""
        return self.deliveries.duplicate

    @duplicate.setter
    def duplicate(self, on: bool) -> None:
        self.deliveries.duplicate = on

    @property
    def sends(self) -> list[Call]:
        """The calls that were messages, accepted or not; read receipts are none."""
        return [call for call in self.calls if call.method == "messages" and "status" not in call.body]

    # The server

    def _calling(self, method: str, do: Do) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def called(request: web.Request) -> web.StreamResponse:
            call = Call(method=method, verb=request.method, body={}, at=asyncio.get_running_loop().time())
            self.calls.append(call)
            try:
                given = request.headers.get(self._header, "")
                if given != (f"Bearer {self.token}" if self._header == "Authorization" else self.token):
                    raise Refusal(190, "Error validating access token", status=401)
                if "access_token" in request.query:
                    raise Refusal(100, "the token belongs into the Authorization header")
                await _read(request, call)
                call.answer = await self._answer(call, do)
                call.status = 200
            except Refusal as refusal:
                call.status, call.answer = refusal.status, str(refusal)
                return _json(refusal.body(), refusal.status)
            except _Cut:
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            finally:
                await self.deliveries.changed()
            if isinstance(call.answer, web.Response):
                call.status = call.answer.status
                return call.answer
            return _json(call.answer)

        return called

    async def _answer(self, call: Call, do: Do) -> Any:
        fault = next((f for f in self.faults if f.meets(call)), None)
        if fault is None:
            return await do(call)
        fault.times -= 1
        if fault.refusal is not None:
            raise fault.refusal
        if fault.status:
            return web.Response(status=fault.status, text="<html>upstream error</html>")
        result = await do(call) if fault.accepted else None
        await self.deliveries.changed()
        await asyncio.sleep(fault.seconds)
        if fault.cut:
            raise _Cut
        return result

    # Over HTTP, for people at a keyboard

    async def _met(self, request: web.Request) -> web.Response:
        try:
            party = self.person(**await request.json()).party
        except (TypeError, ValueError) as error:
            return _json({"error": str(error)}, 400)
        return _json({"phone": party.phone, "bsuid": party.bsuid})

    async def _shown(self, request: web.Request) -> web.Response:
        party = self.state.find(request.match_info["who"])
        if party is None:
            return _json({"error": "there is no such person"}, 404)
        return _json([{**asdict(s), "file": s.file and s.file.name} for s in party.screens])

    async def _acted(self, request: web.Request) -> web.Response:
        act, party = request.match_info["act"], self.state.find(request.match_info["who"])
        if party is None or act not in _ACTS:
            return _json({"error": f"nobody there does {act}; people {', '.join(_ACTS)}"}, 404)
        person = Person(self.state, self.deliveries, party)
        try:
            return _json({"result": await getattr(person, act)(**await request.json())})
        except (LookupError, TypeError, ValueError) as error:
            return _json({"error": str(error)}, 400)

    async def _hooked(self, request: web.Request) -> web.Response:
        try:
            verified = await self.subscribe((await request.json())["url"])
        except aiohttp.ClientError as error:
            return _json({"error": str(error)}, 400)
        return _json({"verified": verified})

    async def _listed(self, _: web.Request) -> web.Response:
        keys = ("method", "verb", "body", "status")
        return _json([{key: getattr(call, key) for key in keys} for call in self.calls])


async def _read(request: web.Request, call: Call) -> None:
    """Path, query and JSON or form into `call`; raises Refusal."""
    call.body = {**request.match_info, **request.query}
    call.body.pop("path", None)
    if request.content_type == "multipart/form-data":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                if name != "file":
                    raise Refusal(100, f'Unexpected key "{name}"')
                upload = Upload(name=value.filename, mime=value.content_type, data=value.file.read())
                call.file = upload
            else:
                call.body[name] = str(value)
        return
    raw = await request.read()
    if not raw:
        return
    if request.content_type != "application/json":
        raise Refusal(100, "fake: bodies are JSON (legacy forms are gone since 2026-10-27)")
    try:
        call.body |= orjson.loads(raw)
    except (orjson.JSONDecodeError, TypeError):
        raise Refusal(100, "Invalid JSON") from None


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
