"""python-telegram-bot with one asynchronous ORM transaction an update: what a careful programmer writes
first. Durable (SQLite synchronous=FULL), and answered only after the commit."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy import JSON, event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ContextTypes, TypeHandler
from words import API, ASK, BUTTONS, FOLDER, KEYS, PATH, PORT, SECRET, TOKEN, done


class Base(DeclarativeBase):
    pass


class Seen(Base):
    __tablename__ = "seen"
    update_id: Mapped[int] = mapped_column(primary_key=True)


class Chat(Base):
    __tablename__ = "chat"
    id: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(default=-1)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Outbox(Base):
    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int]
    text: Mapped[str]
    key: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)


class Filed(Base):
    __tablename__ = "filed"
    id: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


engine = create_async_engine(f"sqlite+aiosqlite:///{FOLDER}/orm.db")
sessions = async_sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine.sync_engine, "connect")
def settings(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def keyboard(key: str) -> InlineKeyboardMarkup | None:
    labels = BUTTONS.get(key)
    if labels is None:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)] for label in labels])


async def taken(session: AsyncSession, update: Update) -> Outbox | None:
    if await session.get(Seen, update.update_id) is not None:
        return None
    session.add(Seen(update_id=update.update_id))
    chat = await session.get(Chat, update.effective_chat.id)
    if chat is None:
        chat = Chat(id=update.effective_chat.id, step=-1, answers={})
        session.add(chat)
    query = update.callback_query
    said = query.data if query else update.message.text
    if said == "/start":
        chat.step, chat.answers = 0, {}
        letter = Outbox(chat_id=chat.id, text=ASK[KEYS[0]], key=KEYS[0])
    else:
        chat.answers = chat.answers | {KEYS[chat.step]: said}
        chat.step += 1
        if chat.step == len(KEYS):
            filed = Filed(answers=chat.answers)
            session.add(filed)
            await session.flush()
            chat.step, chat.answers = -1, {}
            letter = Outbox(chat_id=chat.id, text=done(filed.id))
        else:
            key = KEYS[chat.step]
            letter = Outbox(chat_id=chat.id, text=ASK[key], key=key)
    session.add(letter)
    return letter


async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    async with sessions() as session, session.begin():
        letter = await taken(session, update)
    if update.callback_query is not None:
        await update.callback_query.answer()
    if letter is None:
        return
    await context.bot.send_message(letter.chat_id, letter.text, reply_markup=keyboard(letter.key))
    async with sessions() as session, session.begin():
        (await session.get(Outbox, letter.id)).sent_at = datetime.now(UTC)


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    app = Application.builder().token(TOKEN).base_url(f"{API}/bot").updater(None).build()
    app.add_handler(TypeHandler(Update, handle))
    async with app:
        await app.start()
        # What was committed and not sent when the process died.
        async with sessions() as session:
            from sqlalchemy import select

            left = (await session.scalars(select(Outbox).where(Outbox.sent_at.is_(None)))).all()
        for letter in left:
            await app.bot.send_message(letter.chat_id, letter.text, reply_markup=keyboard(letter.key))

        async def posted(request: web.Request) -> web.Response:
            if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != SECRET:
                return web.Response(status=401)
            await app.process_update(Update.de_json(await request.json(), app.bot))
            return web.Response()

        server = web.Application()
        server.router.add_post(PATH, posted)
        runner = web.AppRunner(server, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", PORT).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
