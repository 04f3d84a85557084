"""aiogram 3 as its documentation shows it: a router of states, FSM storage on Redis, the aiohttp webhook."""

import os
from itertools import count
from typing import Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from redis.asyncio import Redis
from words import API, ASK, BUTTONS, KEYS, PATH, PORT, SECRET, TOKEN, done

numbers = count(1)
router = Router()


class Filing(StatesGroup):
    name = State()
    address = State()
    reach = State()
    information = State()
    purpose = State()
    obtain = State()
    deliver = State()
    agency = State()
    sure = State()


def keyboard(key: str) -> InlineKeyboardMarkup | None:
    labels = BUTTONS.get(key)
    if labels is None:
        return None
    rows = [[InlineKeyboardButton(text=label, callback_data=label)] for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=rows)


@router.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    await state.clear()
    await state.set_state(Filing.name)
    await message.answer(ASK["name"])


async def go_on(key: str, value: str, message: Message, state: FSMContext) -> None:
    data = await state.update_data({key: value})
    step = KEYS.index(key) + 1
    if step == len(KEYS):
        await redis.rpush("requests", str(data))
        await state.clear()
        await message.answer(done(next(numbers)))
        return
    await state.set_state(getattr(Filing, KEYS[step]))
    await message.answer(ASK[KEYS[step]], reply_markup=keyboard(KEYS[step]))


def add(key: str) -> None:
    state_of = getattr(Filing, key)
    if key in BUTTONS:

        @router.callback_query(state_of)
        async def pressed(query: CallbackQuery, state: FSMContext) -> None:
            await query.answer()
            await go_on(key, query.data or "", query.message, state)

    else:

        @router.message(state_of, F.text)
        async def typed(message: Message, state: FSMContext) -> None:
            await go_on(key, message.text or "", message, state)


for known in KEYS:
    add(known)

# More than the default of 100 connections, beyond which updates are lost at 200 chats.
redis: Any = Redis.from_url(os.environ["PEER_REDIS"], max_connections=512)


def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(API))
    bot = Bot(token=TOKEN, session=session)
    dispatcher = Dispatcher(storage=RedisStorage(redis))
    dispatcher.include_router(router)
    app = web.Application()
    SimpleRequestHandler(dispatcher=dispatcher, bot=bot, secret_token=SECRET).register(app, path=PATH)
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=PORT, access_log=None, print=None)


if __name__ == "__main__":
    import uvloop

    uvloop.install()
    main()
