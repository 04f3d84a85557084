"""python-telegram-bot as its documentation shows it: ConversationHandler, PicklePersistence, and the update
queue of examples/customwebhookbot. State is written once a minute, and at the end."""

import asyncio
from itertools import count
from typing import Any

from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from words import API, ASK, BUTTONS, FOLDER, KEYS, PATH, PORT, SECRET, TOKEN, done

numbers = count(1)


def keyboard(key: str) -> InlineKeyboardMarkup | None:
    labels = BUTTONS.get(key)
    if labels is None:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)] for label in labels])


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    context.user_data.clear()
    await update.effective_chat.send_message(ASK[KEYS[0]])
    return 0


def answered(step: int) -> Any:
    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        query = update.callback_query
        if query is not None:
            await query.answer()
        context.user_data[KEYS[step]] = query.data if query else update.message.text
        if step + 1 == len(KEYS):
            context.bot_data.setdefault("requests", []).append(dict(context.user_data))
            await update.effective_chat.send_message(done(next(numbers)))
            return ConversationHandler.END
        key = KEYS[step + 1]
        await update.effective_chat.send_message(ASK[key], reply_markup=keyboard(key))
        return step + 1

    return handle


def states() -> dict[object, list[Any]]:
    return {
        step: [
            CallbackQueryHandler(answered(step))
            if key in BUTTONS
            else MessageHandler(filters.TEXT & ~filters.COMMAND, answered(step))
        ]
        for step, key in enumerate(KEYS)
    }


async def main() -> None:
    persistence = PicklePersistence(filepath=f"{FOLDER}/state.pickle")
    app = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{API}/bot")
        .updater(None)
        .persistence(persistence)
        .build()
    )
    app.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states=states(),
            fallbacks=[CommandHandler("start", start)],
            name="filing",
            persistent=True,
        )
    )

    async def posted(request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != SECRET:
            return web.Response(status=401)
        await app.update_queue.put(Update.de_json(await request.json(), app.bot))
        return web.Response()

    server = web.Application()
    server.router.add_post(PATH, posted)
    runner = web.AppRunner(server, access_log=None)
    async with app:
        await app.start()
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", PORT).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
