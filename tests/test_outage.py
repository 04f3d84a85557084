"""Whoever writes while the database takes nothing is told so once, and only where it lasts."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, SQLModel

from bot import outage
from bot.channels.base import Later
from bot.outage import BLIP, CALM, LAPSE, Mouth, Outage
from handlers.alerting import Operator
from handlers.incoming import UNHEARD, Incoming, Kind
from handlers.voice import voice_of
from storage import contacts
from storage.store import Store, StoreFull, StoreUnavailable, open_store
from tests.test_sender import Post

AWAY = StoreUnavailable("no answer")
FULL = StoreFull("database or disk is full")
SAID = voice_of("id")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@dataclass
class Trouble:
    """An outage on a clock of its own, and the platform that people are told through."""

    store: Store
    post: Post = field(default_factory=Post)
    at: float = 100.0
    telling: bool = True
    ended: int = 0
    operators: list[Operator] = field(default_factory=list)

    def __post_init__(self) -> None:
        mouth = Mouth(channel=self.post, may_tell=lambda: self.telling)
        self.outage = Outage(
            self.store,
            [mouth],
            operators=lambda: self.operators,
            on_end=self._end,
            monotonic=lambda: self.at,
        )

    async def _end(self) -> None:
        self.ended += 1

    async def refuses(self, *who: str, error: StoreUnavailable = AWAY, **fields: Any) -> None:
        """Messages of these people, one each."""
        for address in who or ("ani",):
            self.outage.refused(written(address, **fields), error)
        await self.settled()

    async def lasts(self, seconds: float = BLIP) -> None:
        await self.refuses("somebody else")
        self.at += seconds

    async def is_over(self) -> None:
        self.at += CALM + 1
        self.outage.worked()
        await self.settled()

    async def settled(self) -> None:
        await asyncio.gather(*self.outage._tasks, return_exceptions=True)
        await asyncio.sleep(0)


def written(address: str, **fields: Any) -> Incoming:
    usual = {"channel": "post", "account": "1", "key": "1", "at": NOW, "kind": Kind.TEXT, "text": "halo"}
    return Incoming(**(usual | {"address": address} | fields))


@pytest.fixture
async def trouble(sqlite_url: str) -> AsyncIterator[Trouble]:
    store = open_store(sqlite_url)
    SQLModel.metadata.create_all(store.engine)
    opened = Trouble(store)
    yield opened
    await opened.outage.close()
    await store.aclose()


async def test_a_blip_is_told_to_nobody(trouble: Trouble, caplog: pytest.LogCaptureFixture) -> None:
    await trouble.refuses()
    trouble.at += BLIP - 1
    await trouble.refuses()
    await trouble.is_over()

    assert trouble.post.sent == []
    assert caplog.records == [] and trouble.ended == 0


async def test_two_blips_with_nothing_between_them_are_no_outage(trouble: Trouble) -> None:
    await trouble.refuses()  # and another process took it
    trouble.at += LAPSE + 1
    await trouble.refuses()
    assert trouble.post.sent == []

    trouble.at += BLIP
    await trouble.refuses()
    assert len(trouble.post.sent) == 1


async def test_an_outage_that_comes_hours_after_a_long_one_is_one_of_its_own(trouble: Trouble) -> None:
    await trouble.lasts()
    await trouble.refuses("ani")
    told = len(trouble.post.sent)

    trouble.at += LAPSE + 1
    await trouble.refuses("ani")
    assert not trouble.outage.lasting
    assert len(trouble.post.sent) == told

    trouble.at += BLIP
    await trouble.refuses("ani")
    assert len(trouble.post.sent) == told + 1


async def test_whoever_waits_longer_is_told_once_however_often_the_message_comes(
    trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    await trouble.lasts()

    for _ in range(5):
        await trouble.refuses("ani", "budi")
        trouble.at += 600

    assert sorted(trouble.post.sent) == [("ani", SAID("store-away")), ("budi", SAID("store-away"))]
    [said] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "no answer" in said.getMessage()


async def test_a_full_disk_is_in_the_log_at_once_and_once(
    trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await trouble.refuses(error=FULL)
        trouble.at += BLIP

    [said] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "no room left" in said.getMessage()
    assert len(trouble.post.sent) == 1


async def test_the_desk_is_not_ready_while_it_lasts_and_messages_come(trouble: Trouble) -> None:
    await trouble.refuses()
    assert not trouble.outage.lasting
    await trouble.lasts()
    await trouble.refuses()
    assert trouble.outage.lasting

    trouble.outage.worked()
    assert not trouble.outage.lasting
    await trouble.refuses()
    assert trouble.outage.lasting
    trouble.at += CALM
    assert not trouble.outage.lasting


async def test_it_is_over_when_all_is_taken_for_a_while_and_the_next_one_is_told_anew(
    trouble: Trouble,
) -> None:
    await trouble.lasts()
    await trouble.refuses()
    trouble.outage.worked()
    await trouble.refuses()
    assert (len(trouble.post.sent), trouble.ended) == (1, 0)

    await trouble.is_over()
    assert trouble.ended == 1

    await trouble.lasts()
    await trouble.refuses()
    assert len(trouble.post.sent) == 2


async def test_a_message_long_after_the_last_success_begins_another(trouble: Trouble) -> None:
    await trouble.lasts()
    await trouble.refuses()
    trouble.outage.worked()
    trouble.at += 3600

    await trouble.refuses()

    assert (len(trouble.post.sent), trouble.ended) == (1, 1)


async def test_everybody_is_told_in_their_language_where_it_can_be_read(trouble: Trouble) -> None:
    def english(session: Session) -> None:
        person = contacts.meet(session, channel="post", account="1", value="ani", at=NOW)
        contacts.choose_language(session, person.id, "en")

    await trouble.store.transact(english)
    await trouble.lasts()

    await trouble.refuses("ani")
    await trouble.store.aclose()
    await trouble.refuses("budi")

    assert trouble.post.sent == [("ani", voice_of("en")("store-away")), ("budi", SAID("store-away"))]


async def test_whoever_runs_the_program_is_told_once_too(trouble: Trouble) -> None:
    trouble.operators = [
        Operator(channel=channel, address="andi", language="id") for channel in ("post", "elsewhere")
    ]
    await trouble.refuses()
    assert trouble.post.texts("andi") == []

    await trouble.lasts()
    await trouble.refuses("ani", "budi")

    assert trouble.post.texts("andi") == [f"{SAID('alert')}\n\n{SAID('alert-store-away-now')}"]


async def test_a_press_has_words_of_its_own(trouble: Trouble) -> None:
    await trouble.lasts()

    await trouble.refuses(kind=Kind.BUTTON, data="m:menu")

    assert trouble.post.sent == [("ani", SAID("store-away-press"))]


async def test_who_waits_for_no_answer_is_told_nothing(trouble: Trouble) -> None:
    await trouble.lasts()

    for kind in UNHEARD:
        await trouble.refuses(kind=kind)
    await trouble.refuses(private=False)
    await trouble.refuses(channel="elsewhere")
    trouble.telling = False  # another process does
    await trouble.refuses()

    assert trouble.post.sent == []


async def test_what_the_platform_does_not_take_is_left_at_that(trouble: Trouble) -> None:
    trouble.post.answers["ani"] = [Later(reason="busy"), RuntimeError("a bug")]
    await trouble.lasts()

    await trouble.refuses()
    await trouble.refuses()
    await trouble.refuses("budi")

    assert trouble.post.sent == [("budi", SAID("store-away"))]
    assert trouble.post.tries["ani"] == 1


async def test_only_so_many_are_kept_in_mind(trouble: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "MOST", 3)
    await trouble.lasts()

    await trouble.refuses(*(f"warga {number}" for number in range(9)))

    assert len(trouble.post.sent) == 3
