"""Kills at random moments while people file, and what must be true when all is quiet again."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from bot.tags import read_tag
from bot.testing import FakeTelegram, FakeWhatsApp
from storage.store import Store, open_store
from storage.tables import Address, Inbox, Outbox, Request
from tests.citizens import FILING, Citizen, answers
from tests.serves import Serve

STALLED = 120.0  # seconds without the next reply
AFTER = 0.03  # seconds after a reply within which it is killed


@dataclass(frozen=True, kw_only=True, slots=True)
class Twice:
    """A reply that was sent again, and how long before the death of who sent it the first had come."""

    chat: int
    letter: int
    before: float  # seconds


def replies(fake: FakeTelegram | FakeWhatsApp) -> int:
    """How many the platform took."""
    if isinstance(fake, FakeWhatsApp):
        return len(fake.state.given)
    return sum(len(chat.sent) for chat in fake.state.chats.values())


async def storm(
    fake: FakeTelegram | FakeWhatsApp, serves: Sequence[Serve], *, kills: int, among: int, seed: int
) -> None:
    """Kill so many times, each a random instant after a random one of the first `among` replies: then people
    are still filing. Now and then all processes at once."""
    chance = random.Random(seed)
    for reply in sorted(chance.sample(range(among), kills)):
        await fake.deliveries.until(lambda reply=reply: replies(fake) >= reply, STALLED)
        await asyncio.sleep(chance.uniform(0, AFTER))
        for serve in chance.sample(serves, chance.choice([1, 1, 1, len(serves)])):
            await serve.kill_and_start()


async def check(fake: FakeTelegram, serves: Sequence[Serve], citizens: Sequence[Citizen]) -> list[Twice]:
    """Everybody has their one request and got every answer in order, what was acknowledged is there, numbers
    have no gap, and nothing came twice but what the dead could not know to have been sent; that is given."""
    await fake.taken(STALLED)
    with closing(open_store(serves[0].url)) as store:
        await quiet(store)
        filed: list[Request] = await store.read(rows, Request)
        letters: list[Outbox] = await store.read(rows, Outbox)
        inbox: list[Inbox] = await store.read(rows, Inbox)
        addresses: list[Address] = await store.read(rows, Address)

    assert sorted(int(request.number[:3]) for request in filed) == list(range(1, len(citizens) + 1))
    chat_of = {address.contact_id: int(address.value) for address in addresses}
    wishes = {chat_of[request.contact_id]: request.information for request in filed}
    assert wishes == {citizen.chat: citizen.wish for citizen in citizens}
    assert {row.state for row in inbox} == {"done"}
    acknowledged = {str(post.update_id) for post in fake.deliveries.posted if 200 <= post.status < 300}
    assert acknowledged <= {row.key for row in inbox}
    assert {letter.state for letter in letters} == {"sent"}
    killed = {who: at for serve in serves for who, at in serve.killed.items()}
    return [
        twice
        for address in addresses
        for twice in _twice(
            int(address.value), [row for row in letters if row.address_id == address.id], fake, killed
        )
    ]


def _twice(
    chat: int, letters: list[Outbox], fake: FakeTelegram, killed: Mapping[str, float]
) -> Iterator[Twice]:
    """What came twice in one chat, whose every letter came, in order, and answers its step."""
    calls = iter(
        [c for c in fake.calls if c.method == "sendMessage" and c.ok and c.fields.get("chat_id") == chat]
    )
    assert len(letters) == len(FILING), chat
    call = next(calls, None)
    for step, letter in enumerate(letters):
        text, options = letter.payload["text"], letter.payload.get("options", [])
        assert answers(step, text, [label for _, label in options]), (chat, step, text)
        assert call is not None and call.answer["text"] == text, (chat, step, text, call)
        first, call = call, next(calls, None)
        while call is not None and call.answer["text"] == text:
            died = killed.get(first.agent)
            assert died is not None and died <= call.at and first.agent != call.agent, (
                f"chat {chat}: letter {letter.id} was sent by {first.agent}, which was killed at {died}, and"
                f" again by {call.agent} at {call.at}"
            )
            yield Twice(chat=chat, letter=letter.id, before=max(0.0, died - first.at))
            first, call = call, next(calls, None)
    assert call is None, (chat, call)


async def check_whatsapp(fake: FakeWhatsApp, serve: Serve, *, filings: int) -> int:
    """Everybody has their one request; what the platform took it took once, in order, and we know of it. How
    many replies it never got: whose sender died between handing them over and being heard."""
    with closing(open_store(serve.url)) as store:
        await quiet(store)
        filed: list[Request] = await store.read(rows, Request)
        letters: list[Outbox] = await store.read(rows, Outbox)
        inbox: list[Inbox] = await store.read(rows, Inbox)
    told = defaultdict(list)
    for given in fake.state.given.values():
        told[given.input].append(read_tag(given.tag).letter)
    taken = [letter for ids in told.values() for letter in ids]

    assert sorted(int(request.number[:3]) for request in filed) == list(range(1, filings + 1))
    assert len({request.contact_id for request in filed}) == filings
    assert len(inbox) == len(letters) == filings * len(FILING)
    assert {row.state for row in inbox} == {"done"}
    assert len(taken) == len(set(taken))
    assert set(taken) == {letter.id for letter in letters if letter.state == "sent"}
    assert {letter.state for letter in letters} <= {"sent", "uncertain"}
    assert all(ids == sorted(ids) for ids in told.values())
    return len(letters) - len(taken)


async def quiet(store: Store, seconds: float = STALLED) -> None:
    """Wait until nothing is left to be sent."""
    async with asyncio.timeout(seconds):
        while any(row.state == "pending" for row in await store.read(rows, Outbox)):  # noqa: ASYNC110  # others write it
            await asyncio.sleep(0.05)


def rows(session: Session, table: Any) -> list[Any]:
    return list(session.exec(select(table).order_by(*table.__table__.primary_key)))
