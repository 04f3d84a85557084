"""What platforms say later of what we sent, and of the templates that they approve."""

import logging
from asyncio import gather
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.channels.base import Channel, Later, Receipt, Result, TemplateState, Unreachable, WindowClosed
from bot.clock import Clock
from bot.intake import Desks, place
from bot.journal import journal
from bot.tags import read_tag
from handlers.desk import Desk, NoContent
from handlers.receipts import hear
from storage import approvals, deliveries, windows
from storage.deliveries import Word
from storage.store import Store, StoreUnavailable
from storage.trace import traced

log = logging.getLogger(__name__)

AT_ONCE = 64

_MEANINGS: dict[type, str] = {
    WindowClosed: deliveries.CLOSED,
    Unreachable: deliveries.UNREACHABLE,
    Later: deliveries.LATER,
}


class Receipts:
    """Writes them down, in any order and however often they come. Each method raises StoreUnavailable."""

    def __init__(self, store: Store, desks: Desks, clock: Clock) -> None:
        self._store = store
        self._desks = desks
        self._clock = clock

    async def take(self, channel: Channel, receipts: Sequence[Receipt]) -> None:
        """Each in a transaction of its own: a bug with one is no other's."""
        try:
            desk = await self._desks.current()
        except NoContent as error:
            raise StoreUnavailable("no content pack is loaded") from error
        for some in batched(receipts):
            await gather(*(self._hear(desk, channel, receipt) for receipt in some))

    async def _hear(self, desk: Desk, channel: Channel, receipt: Receipt) -> None:
        now = self._clock.now()
        try:
            letter = await self._store.transact(
                hear, desk, channel.name, _word(receipt), now, queue=(channel.name, receipt.id)
            )
            if letter is not None:
                with traced(letter.trace):
                    journal.write(
                        "receipt", channel=channel.name, letter=letter.id, result=receipt.delivery.value
                    )
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # our bug: what else they tell still counts
            log.error("a receipt of %s was not understood: %s", channel.name, place(error))

    async def take_templates(self, channel: Channel, states: Sequence[TemplateState]) -> None:
        await self._store.transact(keep_states, channel.name, channel.account, states, self._clock.now())


def batched(receipts: Sequence[Receipt]) -> Iterator[Sequence[Receipt]]:
    """A few at a time: on SQLite they share a commit, on PostgreSQL they must not take all threads."""
    for start in range(0, len(receipts), AT_ONCE):
        yield receipts[start : start + AT_ONCE]


def keep_states(
    session: Session, channel: str, account: str, states: Sequence[TemplateState], now: datetime
) -> None:
    """Keep what a platform says of templates; one that is approved now may be waited for."""
    for state in states:
        approvals.put(
            session,
            channel=channel,
            account=account,
            name=state.name,
            language=state.language,
            status=state.status,
            reason=state.reason,
            at=now,
        )
    if any(state.status == approvals.APPROVED for state in states):
        windows.release_untold(session, channel, at=now)


def _word(receipt: Receipt) -> Word:
    """A receipt in the words of the store."""
    tag = read_tag(receipt.tag)
    return Word(
        platform_id=receipt.id,
        letter=tag.letter if tag else None,
        part=tag.part if tag else 0,
        parts=tag.parts if tag else 1,
        delivery=receipt.delivery.value,
        at=receipt.at,
        category=receipt.category,
        charged=receipt.charged,
        meaning=_meaning(receipt.result),
        error=getattr(receipt.result, "reason", ""),
    )


def _meaning(result: Result | None) -> str:
    return "" if result is None else _MEANINGS.get(type(result), deliveries.REFUSED)
