"""The load of `bench.throughput`: a platform that takes everything, and citizens who answer at once.

Run as a process of its own, on a core of its own. It prints the platform's address, reads one line of JSON
(a `Plan`), and prints the result as JSON. A citizen sends the next step only after the reply to the last one
has arrived; what the bot does not answer with 200 is posted again, as the platforms do.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web

WARM = 3.0  # seconds that do not count: everybody comes at once, and a bot makes what it needs at first use
FIRST = 800_000_000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`steps`: (what is sent, what the reply must hold); "[label]" presses a button."""

    platform: str  # telegram, whatsapp
    webhooks: list[str]
    secret: str
    steps: list[list[str]]
    chats: int = 200
    seconds: float = 8.0
    once: bool = False  # each citizen files once, however long it takes
    delay: float = 0.0  # seconds of every call
    patience: float = 8.0  # seconds without a reply after which a chat is stuck
    think: float = 0.0  # seconds before an answer, on average


@dataclass
class Result:
    updates: int = 0
    all: int = 0  # updates, with those of the time that does not count
    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    finished: int = 0  # conversations that came to their end
    stuck: int = 0  # a message was taken, and no reply came
    wrong: int = 0  # the reply was to another question
    repeated: int = 0  # replies that came twice
    refused: int = 0  # posts that were not answered with 200


class Chat:
    """One citizen's phone."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.replies: asyncio.Queue[tuple[str, dict[str, str]]] = asyncio.Queue()
        self.buttons: dict[str, str] = {}
        self.heard: list[str] = []


class Load:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.result = Result()
        self.chats: dict[int, Chat] = {}
        self._updates = itertools.count(1)
        self._messages = itertools.count(1)
        self._numbers = itertools.count(FIRST)
        self._counting = False
        self._ended = False

    # -- the platform ----------------------------------------------------------------------------

    async def called(self, request: web.Request) -> web.Response:
        """Any method of the Bot API, or `messages` of the Graph API."""
        body = await request.read()
        if request.content_type == "application/json":
            fields: dict[str, Any] = orjson.loads(body) if body else {}
        else:
            fields = dict(await request.post())
        if self.plan.delay:
            await asyncio.sleep(self.plan.delay)
        if self.plan.platform == "whatsapp":
            return self._graph(request, fields)
        return self._bot_api(request.path.rpartition("/")[2].lower(), fields)

    def _bot_api(self, method: str, fields: dict[str, Any]) -> web.Response:
        result: Any = True
        if method == "sendmessage":
            chat = int(fields["chat_id"])
            markup = fields.get("reply_markup") or "{}"
            keyboard = orjson.loads(markup) if isinstance(markup, str) else markup
            rows = keyboard.get("inline_keyboard", [])
            buttons = {b["text"]: b["callback_data"] for row in rows for b in row}
            self._hear(chat, fields["text"], buttons)
            result = {
                "message_id": next(self._messages),
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private"},
                "text": fields["text"],
            }
        elif method == "getme":
            result = {"id": 123456, "is_bot": True, "first_name": "PPID", "username": "ppid_bot"}
        return web.Response(
            body=orjson.dumps({"ok": True, "result": result}), content_type="application/json"
        )

    def _graph(self, request: web.Request, fields: dict[str, Any]) -> web.Response:
        if not request.path.endswith("/messages") or "type" not in fields:
            return web.json_response({"success": True, "data": []})
        text = fields.get("text", {}).get("body", "")
        buttons: dict[str, str] = {}
        shown = fields.get("interactive", {})
        if shown:
            text = shown["body"]["text"]
            action = shown["action"]
            buttons = {b["reply"]["title"]: b["reply"]["id"] for b in action.get("buttons", [])}
            for section in action.get("sections", []):
                buttons |= {row["title"]: row["id"] for row in section["rows"]}
        self._hear(int(fields["to"].lstrip("+")), text, buttons)
        wamid = f"wamid.out{next(self._messages)}"
        return web.json_response({"messaging_product": "whatsapp", "messages": [{"id": wamid}]})

    def _hear(self, number: int, text: str, buttons: dict[str, str]) -> None:
        if chat := self.chats.get(number):
            chat.replies.put_nowait((text, buttons))

    # -- the citizens ----------------------------------------------------------------------------

    async def run(self) -> Result:
        timeout = ClientTimeout(total=30)
        connector = TCPConnector(limit=0, keepalive_timeout=60)
        async with ClientSession(connector=connector, timeout=timeout) as session:
            citizens = [asyncio.create_task(self._citizen(session)) for _ in range(self.plan.chats)]
            began = time.perf_counter()
            if not self.plan.once:
                await asyncio.sleep(WARM)
                self._counting, began = True, time.perf_counter()
                await asyncio.sleep(self.plan.seconds)
                self._counting, self._ended = False, True
            else:
                self._counting = True
                await asyncio.wait(citizens)
            self.result.seconds = time.perf_counter() - began
            for citizen in citizens:
                citizen.cancel()
            await asyncio.gather(*citizens, return_exceptions=True)
        return self.result

    async def _citizen(self, session: ClientSession) -> None:
        await asyncio.sleep(random.random() * (0.5 if self.plan.once else WARM))
        while not self._ended:
            chat = self.chats[number] = Chat(number := next(self._numbers))
            outcome = await self._files(session, chat)
            if outcome:
                setattr(self.result, outcome, getattr(self.result, outcome) + 1)
            del self.chats[number]
            if self.plan.once:
                return

    async def _files(self, session: ClientSession, chat: Chat) -> str:
        """One conversation; how it ended."""
        for said, piece in self.plan.steps:
            if self.plan.think:
                await asyncio.sleep(random.expovariate(1 / self.plan.think))
            began = time.perf_counter()
            await self._post(session, chat, said)
            try:
                async with asyncio.timeout(self.plan.patience):
                    text = await self._reply(chat)
            except TimeoutError:
                return "stuck"
            self.result.all += 1
            if self._counting:
                self.result.updates += 1
                self.result.milliseconds.append((time.perf_counter() - began) * 1000)
            if piece not in text:
                return "wrong"
            if self.plan.once:
                await asyncio.sleep(random.random() * 0.3)
        return "finished"

    async def _reply(self, chat: Chat) -> str:
        """The next reply that is not one heard before."""
        while True:
            text, buttons = await chat.replies.get()
            if chat.heard and text == chat.heard[-1]:
                self.result.repeated += 1
                continue
            chat.heard.append(text)
            chat.buttons = buttons
            return text

    async def _post(self, session: ClientSession, chat: Chat, said: str) -> None:
        body, headers = self._update(chat, said)
        url = random.choice(self.plan.webhooks)
        while True:
            try:
                async with session.post(url, data=body, headers=headers) as answer:
                    await answer.read()
                    if answer.status == 200:
                        return
            except (ClientError, TimeoutError):
                pass
            self.result.refused += 1
            await asyncio.sleep(0.1)
            url = random.choice(self.plan.webhooks)

    def _update(self, chat: Chat, said: str) -> tuple[bytes, dict[str, str]]:
        number, pressed = next(self._updates), said[:1] == "["
        data = ""
        if pressed:
            label = next((known for known in chat.buttons if known.startswith(said[1:-1])), "")
            data = chat.buttons.get(label, "")
        if self.plan.platform == "whatsapp":
            return self._whatsapp(chat, number, said, data)
        sender = {"id": chat.number, "is_bot": False, "first_name": "Rina", "language_code": "id"}
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat.number, "type": "private", "first_name": "Rina"},
        }
        update: dict[str, Any] = {"update_id": number}
        if pressed:
            bot = {"id": 123456, "is_bot": True, "first_name": "PPID"}
            update["callback_query"] = {
                "id": str(number),
                "from": sender,
                "chat_instance": "1",
                "data": data,
                "message": message | {"from": bot, "text": chat.heard[-1]},
            }
        else:
            entities = [{"type": "bot_command", "offset": 0, "length": len(said)}] if said[0] == "/" else []
            update["message"] = message | {"from": sender, "text": said, "entities": entities}
        headers = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": self.plan.secret,
        }
        return orjson.dumps(update), headers

    def _whatsapp(self, chat: Chat, number: int, said: str, data: str) -> tuple[bytes, dict[str, str]]:
        message: dict[str, Any] = {
            "from": str(chat.number),
            "id": f"wamid.in{number}",
            "timestamp": str(int(time.time())),
        }
        if data:
            reply = {"id": data, "title": said[1:-1]}
            message |= {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": reply}}
        else:
            message |= {"type": "text", "text": {"body": said}}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "62748000", "phone_number_id": "1001"},
            "contacts": [{"wa_id": str(chat.number), "profile": {"name": "Rina"}}],
            "messages": [message],
        }
        body = orjson.dumps(
            {
                "object": "whatsapp_business_account",
                "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
            }
        )
        signature = hmac.new(self.plan.secret.encode(), body, hashlib.sha256).hexdigest()
        return body, {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}


async def main() -> None:
    holder: dict[str, Load] = {}

    async def called(request: web.Request) -> web.Response:
        if "load" not in holder:
            body = {
                "ok": True,
                "result": {"id": 123456, "is_bot": True, "first_name": "P", "username": "p_bot"},
            }
            return web.json_response(body)
        return await holder["load"].called(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", called)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)  # what is under way counts no more
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    line = await asyncio.to_thread(sys.stdin.readline)
    load = holder["load"] = Load(Plan(**json.loads(line)))
    result = asdict(await load.run())
    result["milliseconds"].sort()
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
    await runner.cleanup()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
