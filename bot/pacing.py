"""How fast a platform may be written to: so many a second in all, and so many to one chat."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

_MANY = 4096  # chats remembered before those that have been quiet are forgotten
_TICK = 1e-6  # seconds; sums of floats may fall short of what they stand for


@dataclass(slots=True)
class _Lane:
    """One chat. `busy_until`: when all that was sent to it is paid for, at the chat's rate."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    busy_until: float = float("-inf")


class Pacing:
    """Turns to send. The defaults are Telegram's: "about one message per second" a chat, where short
    bursts pass, and "about 30 messages per second" in all (core.telegram.org/bots/faq).

    In no second go more than `overall`; in no time of t seconds more than `burst` + t * `per_chat` to
    one chat. Who asks first is served first, and a chat that has to wait holds nobody else up.
    """

    def __init__(
        self,
        *,
        per_chat: float = 1.0,
        burst: int = 5,
        overall: float = 30,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if per_chat <= 0 or burst < 1 or overall <= 0:
            raise ValueError(f"no turn would ever come: {per_chat=}, {burst=}, {overall=}")
        self._pause = 1 / per_chat
        self._ahead = (burst - 1) * self._pause  # how far a chat may run ahead of its rate
        self._monotonic = monotonic
        self._sleep = sleep
        self._gate = asyncio.Lock()
        self._sent: deque[float] = deque(maxlen=max(1, int(overall)))
        self._span = max(1.0, 1 / overall)  # seconds in which no more than that may go
        self._lanes: dict[str, _Lane] = {}

    async def turn(self, chat: str) -> None:
        """Wait until a message may go to `chat`, and count it as sent. Cancelled, nothing is counted."""
        lane = self._lane(chat)
        async with lane.turn:
            await self._until(lane.busy_until - self._ahead)
            async with self._gate:
                if len(self._sent) == self._sent.maxlen:
                    await self._until(self._sent[0] + self._span)
                now = self._monotonic()
                self._sent.append(now)
                lane.busy_until = max(lane.busy_until, now) + self._pause

    async def _until(self, moment: float) -> None:
        while (wait := moment - self._monotonic()) > 0:
            await self._sleep(wait + _TICK)

    def _lane(self, chat: str) -> _Lane:
        if len(self._lanes) >= _MANY and chat not in self._lanes:
            now = self._monotonic()
            self._lanes = {
                name: lane
                for name, lane in self._lanes.items()
                if lane.turn.locked() or lane.busy_until > now
            }
        return self._lanes.setdefault(chat, _Lane())
