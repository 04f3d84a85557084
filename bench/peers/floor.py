"""The floor: aiohttp, orjson and sqlite3 with group commit (WAL, synchronous=FULL), nothing else. One writer
thread commits what a moment brought; the update is answered after that, and what is sent is marked."""

import asyncio
import queue
import sqlite3
import threading
from typing import Any

import orjson
from aiohttp import ClientSession, TCPConnector, web
from words import API, ASK, BUTTONS, FOLDER, KEYS, PATH, PORT, SECRET, TOKEN, done

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (update_id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS chat (id INTEGER PRIMARY KEY, step INTEGER, answers TEXT);
CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, chat INTEGER, text TEXT, key TEXT);
CREATE TABLE IF NOT EXISTS filed (id INTEGER PRIMARY KEY, answers TEXT);
"""


class Writer(threading.Thread):
    """Runs all waiting functions of a moment in one transaction."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(daemon=True)
        self._loop = loop
        self._waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.db = sqlite3.connect(f"{FOLDER}/floor.db", isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.executescript(SCHEMA)

    async def do(self, work: Any, *args: Any) -> Any:
        future = self._loop.create_future()
        self._waiting.put((future, work, args))
        return await future

    def run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get())
            self.db.execute("BEGIN IMMEDIATE")
            results = [(future, work(self.db, *args)) for future, work, args in batch]
            self.db.execute("COMMIT")
            self._loop.call_soon_threadsafe(_resolve, results)


def _resolve(results: list[Any]) -> None:
    for future, result in results:
        if not future.done():
            future.set_result(result)


def take(db: sqlite3.Connection, update_id: int, chat: int, said: str) -> tuple[int, str, str] | None:
    """The row of the outbox, or None for a second copy."""
    if not db.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", (update_id,)).rowcount:
        return None
    row = db.execute("SELECT step, answers FROM chat WHERE id = ?", (chat,)).fetchone()
    step, answers = (row[0], orjson.loads(row[1])) if row else (-1, {})
    if said == "/start":
        step, answers = 0, {}
    else:
        answers[KEYS[step]] = said
        step += 1
    if step == len(KEYS):
        filed = db.execute("INSERT INTO filed (answers) VALUES (?)", (orjson.dumps(answers),)).lastrowid
        text, key, step, answers = done(filed or 0), "", -1, {}
    else:
        key = KEYS[step]
        text = ASK[key]
    db.execute(
        "INSERT INTO chat VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET step = excluded.step,"
        " answers = excluded.answers",
        (chat, step, orjson.dumps(answers)),
    )
    letter = db.execute("INSERT INTO outbox (chat, text, key) VALUES (?, ?, ?)", (chat, text, key)).lastrowid
    return letter or 0, text, key


def sent(db: sqlite3.Connection, letter: int) -> None:
    db.execute("DELETE FROM outbox WHERE id = ?", (letter,))


async def main() -> None:
    writer = Writer(asyncio.get_running_loop())
    left = writer.db.execute("SELECT id, chat, text, key FROM outbox ORDER BY id").fetchall()
    writer.start()
    tasks: set[asyncio.Task[None]] = set()
    async with ClientSession(connector=TCPConnector(limit=512)) as session:

        async def call(method: str, **fields: Any) -> None:
            body = orjson.dumps(fields)
            headers = {"Content-Type": "application/json"}
            async with session.post(f"{API}/bot{TOKEN}/{method}", data=body, headers=headers) as answer:
                await answer.read()

        async def send(letter: int, chat: int, text: str, key: str) -> None:
            labels = BUTTONS.get(key, ())
            rows = [[{"text": label, "callback_data": label}] for label in labels]
            keyboard = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
            await call("sendMessage", chat_id=chat, text=text, **keyboard)
            await writer.do(sent, letter)

        def soon(work: Any) -> None:
            task = asyncio.create_task(work)
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        async def posted(request: web.Request) -> web.Response:
            if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != SECRET:
                return web.Response(status=401)
            update = orjson.loads(await request.read())
            query = update.get("callback_query")
            message = query["message"] if query else update["message"]
            chat = message["chat"]["id"]
            said = query["data"] if query else message["text"]
            letter = await writer.do(take, update["update_id"], chat, said)
            if query:
                soon(call("answerCallbackQuery", callback_query_id=query["id"]))
            if letter is not None:
                soon(send(letter[0], chat, letter[1], letter[2]))
            return web.Response()

        for row in left:
            soon(send(*row))
        server = web.Application()
        server.router.add_post(PATH, posted)
        runner = web.AppRunner(server, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", PORT).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
