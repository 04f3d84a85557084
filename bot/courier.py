"""One letter on its way: part by part, or a template in its place where the window is closed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.channels.base import (
    Channel,
    Later,
    Moved,
    Outgoing,
    Part,
    Rejected,
    Sent,
    Template,
    Uncertain,
    Unreachable,
    WindowClosed,
)
from bot.clock import Clock
from bot.enclosures import Enclosures
from bot.intake import place
from bot.marks import Marks
from bot.tags import Tag, template_tag
from handlers import closed_window, receipts
from handlers.desk import Desk
from storage import contacts, outbox, windows
from storage.frozen import frozen
from storage.outbox import Letter
from storage.store import StoreUnavailable

log = logging.getLogger(__name__)

MOVES = 3  # addresses a chat may have had since we knew it
OUR_CLOCK = WindowClosed(reason="the person wrote too long ago")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A bug of ours on the way: trying again may help once, not often."""

    reason: str


Verdict = Sent | Later | Unreachable | Rejected | WindowClosed | Uncertain | Fault


@frozen
class Outcome:
    """What became of a letter; `parts` of it have gone out, in this try or an earlier one. `template`: it is
    about that, not about the letter itself."""

    result: Verdict
    parts: int
    template: bool = False


@dataclass(slots=True)
class Hand:
    """A letter on its way. `waiting`: nothing is with the platform or the store, so it can be dropped."""

    waiting: bool = True
    stopping: bool = False  # it was told to stop while it could not: it does so before its next part


class Courier:
    """Carries the letters of one channel. `turn` waits until an address may be written to."""

    def __init__(
        self,
        channel: Channel,
        enclosures: Enclosures,
        marks: Marks,
        clock: Clock,
        turn: Callable[[str], Awaitable[None]],
    ) -> None:
        self._channel = channel
        self._enclosures = enclosures
        self._marks = marks
        self._clock = clock
        self._turn = turn

    async def carry(self, letter: Letter, hand: Hand) -> Outcome:
        """From the first part that has not gone out. Raises StoreUnavailable where its files cannot be
        looked up."""
        done = letter.parts_sent
        try:
            outgoing = await self._enclosures.outgoing(letter)
            if not isinstance(outgoing, Outgoing):
                return Outcome(result=outgoing, parts=done)
            parts = self._channel.parts(outgoing)
        except StoreUnavailable:
            raise
        except OSError as error:  # a full disk, a lost mount: not the letter's fault
            return Outcome(result=Later(reason=f"{type(error).__name__}: {error}"), parts=done)
        except Exception as error:  # noqa: BLE001  # a bug of ours in one letter must not stop the others
            return Outcome(result=_fault(letter, error), parts=done)
        to, moves, last = letter.to, 0, Sent()
        while done < len(parts):
            if self._closed(letter):
                return Outcome(result=OUR_CLOCK, parts=done)
            await self._turn(to)
            if self._closed(letter):  # while it waited for its turn
                return Outcome(result=OUR_CLOCK, parts=done)
            hand.waiting = False
            result = await self._call(letter, to, parts, done)
            if isinstance(result, Moved):
                moves += 1
                if moves > MOVES:
                    reason = f"the chat moved {moves} times, last to {result.address}"
                    return Outcome(result=Rejected(reason=reason), parts=done)
                await self._marks.write(_move, letter.address, self._channel, result.address)
                to = result.address
            elif isinstance(result, Sent):
                done, last = done + 1, result
                if done < len(parts):
                    await self._marks.together(
                        _part_went, letter, self._channel, result.id, done, len(parts), self._clock.now()
                    )
            else:
                return Outcome(result=result, parts=done)
            hand.waiting = True
            if hand.stopping and done < len(parts):
                raise asyncio.CancelledError
        return Outcome(result=last, parts=done)

    async def knock(self, letter: Letter, hand: Hand, desk: Desk, closed: WindowClosed) -> Outcome | None:
        """The window is closed: send a template if one is to be sent, else None."""
        window = self._channel.window
        assert window is not None
        if closed is not OUR_CLOCK:  # the platform says so, whatever we think
            now = self._clock.now()
            await self._marks.write(windows.refused, letter.id, at=now)
            letter = replace(letter, closed_at=now)
        hand.waiting = True
        await self._turn(letter.to)
        hand.waiting = False
        found = await self._marks.write(
            closed_window.knock,
            letter,
            desk,
            channel=self._channel.name,
            account=self._channel.account,
            window=window,
            now=self._clock.now(),
        )
        if found is None:
            return None
        template = Template(name=found.name, language=found.language, fields=found.fields, data=found.data)
        parts = self._channel.parts(Outgoing(text="", template=template))
        result = await self._sent(letter, letter.to, parts[0], template_tag(letter.id))
        if isinstance(result, Moved):
            result = Later(reason="the chat has a new address", seconds=0)
        return Outcome(result=result, parts=letter.parts_sent, template=True)

    def _closed(self, letter: Letter) -> bool:
        window, heard = self._channel.window, letter.last_inbound_at
        return window is not None and not closed_window.is_open(
            window, heard, self._clock.now(), letter.closed_at
        )

    async def _call(self, letter: Letter, to: str, parts: Sequence[Part], number: int) -> Verdict | Moved:
        if not self._channel.resend_safe:
            now = self._clock.now()
            await self._marks.together(outbox.hand, letter.id, what="part", at=now, parts=number)
        return await self._sent(letter, to, parts[number], Tag(letter.id, number, len(parts)))

    async def _sent(self, letter: Letter, to: str, part: Part, tag: Tag) -> Verdict | Moved:
        try:
            result = await self._channel.send(to, part, tag=str(tag))
        except Exception as error:  # noqa: BLE001  # a bug of ours in one letter must not stop the others
            fault = _fault(letter, error)
            return fault if self._channel.resend_safe else Uncertain(reason=fault.reason)
        if isinstance(result, Uncertain) and self._channel.resend_safe:
            return Later(reason=result.reason)
        return result


def _fault(letter: Letter, error: Exception) -> Fault:
    log.error("letter %d, a fault of ours: %s", letter.id, place(error))
    return Fault(reason=type(error).__qualname__)


# -- in the store's threads -----------------------------------------------------------------------


def _part_went(
    session: Session, letter: Letter, channel: Channel, platform_id: str, done: int, parts: int, now: datetime
) -> None:
    """One of several parts; the last one is marked with the letter."""
    if not channel.resend_safe:
        receipts.note(
            session, channel.name, letter, platform_id=platform_id, part=done - 1, parts=parts, at=now
        )
    outbox.progress(session, letter.id, parts=done)


def _move(session: Session, address: int, channel: Channel, value: str) -> None:
    """The chat's new address, unless somebody has written to us from there already."""
    if contacts.find(session, channel=channel.name, account=channel.account, value=value) is None:
        contacts.move(session, address, value)
