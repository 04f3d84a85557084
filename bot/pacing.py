"""How fast a platform may be written to: so many a second in all, and so many to one chat.

Pacing(chat=TELEGRAM_CHAT, overall=30, group=TELEGRAM_GROUP)
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.channels.limits import WHATSAPP_PAIR_BURST, WHATSAPP_PAIR_SECONDS

_MANY = 4096  # chats remembered before those that have been quiet are forgotten
_TICK = 1e-6  # seconds; sums of floats may fall short of what they stand for


@dataclass(frozen=True, slots=True)
class Rate:
    """In no time of t seconds more than `burst` + t * `per_second`."""

    per_second: float
    burst: int

    def __post_init__(self) -> None:
        if self.per_second <= 0 or self.burst < 1:
            raise ValueError(f"no turn would ever come: {self}")

    @property
    def pause(self) -> float:
        return 1 / self.per_second

    @property
    def ahead(self) -> float:
        """How many seconds a chat may run ahead of its rate."""
        return (self.burst - 1) * self.pause


# "About one message per second" a chat, where short bursts pass; "20 messages per minute" a group; "about 30
# messages per second" in all (core.telegram.org/bots/faq).
TELEGRAM_CHAT = Rate(1.0, 5)
TELEGRAM_GROUP = Rate(0.25, 5)  # 5 and 15 in a minute
WHATSAPP_PAIR = Rate(1 / WHATSAPP_PAIR_SECONDS, WHATSAPP_PAIR_BURST)


@dataclass(slots=True)
class _Lane:
    """One chat. `busy_until`: when all that was sent to it is paid for, at the chat's rate."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    busy_until: float = float("-inf")


class Pacing:
    """Turns to send. Who asks first is served first, and a chat that has to wait holds nobody else up.

    In no second go more than `overall`, and to one chat no more than its rate: `group` where the address is
    a group's (Telegram: below zero), else `chat`.
    """

    def __init__(
        self,
        *,
        chat: Rate = TELEGRAM_CHAT,
        group: Rate | None = None,
        overall: float = 30,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if overall <= 0:
            raise ValueError(f"no turn would ever come: {overall=}")
        self._chat = chat
        self._group = group or chat
        self._monotonic = monotonic
        self._sleep = sleep
        self._gate = asyncio.Lock()
        self._sent: deque[float] = deque(maxlen=max(1, int(overall)))
        self._span = max(1.0, 1 / overall)  # seconds in which no more than that may go
        self._lanes: dict[str, _Lane] = {}

    @property
    def memory(self) -> float:
        """Seconds after which a message plays no part any more."""
        return max(rate.pause * rate.burst for rate in (self._chat, self._group))

    def recall(self, chat: str, ago: float) -> None:
        """Count a message that another process sent so many seconds ago; the oldest first."""
        lane = self._lane(chat)
        sent = self._monotonic() - ago
        lane.busy_until = max(lane.busy_until, sent) + self._rate(chat).pause
        self._sent.append(sent)

    async def turn(self, chat: str) -> None:
        """Wait until a message may go to `chat`, and count it as sent. Cancelled, nothing is counted."""
        lane, rate = self._lane(chat), self._rate(chat)
        async with lane.turn:
            await self._until(lane.busy_until - rate.ahead)
            async with self._gate:
                if len(self._sent) == self._sent.maxlen:
                    await self._until(self._sent[0] + self._span)
                now = self._monotonic()
                self._sent.append(now)
                lane.busy_until = max(lane.busy_until, now) + rate.pause

    async def _until(self, moment: float) -> None:
        while (wait := moment - self._monotonic()) > 0:
            await self._sleep(wait + _TICK)

    def _rate(self, chat: str) -> Rate:
        return self._group if chat.startswith("-") else self._chat

    def _lane(self, chat: str) -> _Lane:
        if len(self._lanes) >= _MANY and chat not in self._lanes:
            now = self._monotonic()
            self._lanes = {
                name: lane
                for name, lane in self._lanes.items()
                if lane.turn.locked() or lane.busy_until > now
            }
        return self._lanes.setdefault(chat, _Lane())
