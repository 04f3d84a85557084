"""Sends what the outbox holds: to one address in order, to different addresses side by side.

    pending letter -> parts -> channel.send -> sent / retry at / window / uncertain / dead / void

An answer is given here by whoever committed it (`take`); all others, and those that were given to a process
which ended, are found in the outbox. A letter is marked after the platform took it, so a crash in between
sends it twice, never not at all; where the platform cannot take it twice in doubt, it is marked before as
well (bot.courier).
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.channels.base import Channel, Later, Sent, Uncertain, Unreachable, WindowClosed
from bot.clock import Clock
from bot.courier import Courier, Fault, Hand, Outcome
from bot.enclosures import Enclosures, PrintPaper
from bot.given import Given
from bot.intake import Desks, place
from bot.journal import journal
from bot.marks import Marks, backoff
from bot.metrics import Metrics
from bot.pacing import Pacing
from handlers import receipts, undelivered
from handlers.desk import Desk
from storage import outbox
from storage.deliveries import TEMPLATE
from storage.files import FileStore
from storage.outbox import Delivered, Letter
from storage.store import Store, StoreUnavailable
from storage.trace import traced

log = logging.getLogger(__name__)

HANDS = 32  # letters on their way at once; few, so that a reply overtakes a thousand digests
FOUND = 8  # hands kept for letters that are found in the outbox, however many answers are given here
GIVEN = 1000  # answers that wait here for a hand; more are looked for
BREATH = 0.01  # seconds between two looks at the outbox: one look finds what several commits put there
IDLE = 2.0  # seconds; another process may have written what no commit here tells of
GRACE = 10.0  # seconds to finish the letters in hand when told to stop
ATTEMPTS = 12  # about half an hour of trying while others get their letters
FAULTS = 3  # tries where the fault is our own
DAY = timedelta(days=1)  # then a letter is given up even if the platform is away for everybody
WORKING = 900.0  # seconds since the last success in which the platform counts as working
STUCK = 60.0  # seconds an address waits after a mark that failed by a bug
RECALLED = 1000  # letters looked at for whom was written to lately
PAUSE = 30.0  # seconds the channel waits where the platform says "everyone" and no time


@dataclass(slots=True, kw_only=True)
class _Hand(Hand):
    letter: int
    look: int | None  # how many looks there had been when the letter was given; None: it was found
    task: asyncio.Task[None] | None = None
    sent: bool = False  # the platform has it, and only the mark is missing


class Sender:
    """The sender of one channel; `run` it as a task and cancel that to stop."""

    def __init__(
        self,
        store: Store,
        channel: Channel,
        desks: Desks,
        clock: Clock,
        files: FileStore,
        pacing: Pacing | None = None,
        *,
        print_paper: PrintPaper | None = None,
        hands: int = HANDS,
        grace: float = GRACE,
        metrics: Metrics | None = None,
        may_send: Callable[[], bool] = lambda: True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.channel = channel
        self._store = store
        self._desks = desks
        self._clock = clock
        self._pacing = pacing
        self._most = hands
        self._grace = grace
        self._metrics = metrics or Metrics()
        self._may_send = may_send
        self._monotonic = monotonic
        self._wake = asyncio.Event()
        self._hands: dict[int, _Hand] = {}  # by address
        self._under_way: set[asyncio.Task[None]] = set()
        self._calling = self._calling_given = 0  # hands whose letter the platform does not have yet
        self._given = Given()
        self._done: set[int] = set()  # letters that have left our hands since the last look began
        self._looks = 0
        self._marks = Marks(store)
        self._courier = Courier(
            channel, Enclosures(store, channel, desks, files, print_paper), self._marks, clock, self._turn
        )
        self._pause_until = float("-inf")
        self._worked_at = float("-inf")
        self._passed_at: float | None = None  # None: not running
        self._looked_at = float("-inf")
        self._listening = False
        self._away = 0  # reads in a row that the store refused

    @property
    def alive(self) -> bool:
        """Whether it runs, and has looked at the outbox within the last minute."""
        return self._passed_at is not None and self._monotonic() - self._passed_at < 60

    def wake(self) -> None:
        """Something may have been put out."""
        self._wake.set()

    def take(self, letters: Iterable[Letter]) -> None:
        """Letters that were put out just now; those of an address in order."""
        for letter in letters:
            if self._passed_at is not None and len(self._given) < GIVEN and self._follows(letter):
                self._given.add(letter, free=not self._busy(letter.address))
            else:
                self._wake.set()
        self._take_up_given()

    def _follows(self, letter: Letter) -> bool:
        """Whether nothing but what is here goes before it, and it was not found meanwhile."""
        hand = self._hands.get(letter.address)
        if letter.id in self._done or (hand is not None and hand.letter >= letter.id):
            return False
        last = self._given.last(letter.address) or (hand and hand.letter)
        return letter.behind in (None, last) or letter.behind in self._done

    async def run(self) -> None:
        """Send until cancelled; then finish what is in hand, for at most `grace` seconds."""
        if not self._listening:
            self._store.on_commit(self._wake.set, of=outbox.OUTBOX)
            self._listening = True
        try:
            await self._recall()
            while True:
                await self._round()
        finally:
            self._passed_at = None
            await self._finish()

    async def _recall(self) -> None:
        """Another process may have written to the same people a moment ago."""
        if self._pacing is None:
            return
        now, memory = self._clock.now(), timedelta(seconds=self._pacing.memory)
        with suppress(StoreUnavailable):
            sent = await self._store.read(
                outbox.recent, channel=self.channel.name, since=now - memory, most=RECALLED
            )
            for to, at in sent:
                self._pacing.recall(to, max(0.0, (now - at).total_seconds()))

    # -- the loop --------------------------------------------------------------------------------

    async def _round(self) -> None:
        """Take up what is due, then wait for a commit, the next try, or a free hand."""
        self._passed_at = self._monotonic()
        self._wake.clear()
        if (pause := self._pause_until - self._monotonic()) > 0:
            await asyncio.sleep(min(pause, IDLE))
            return
        self._take_up_given()
        self._looks += 1
        room = self._most - self._calling
        if room <= 0:
            await self._rest(IDLE)
            return
        self._done.clear()
        self._looked_at = time.monotonic()
        now = self._clock.now()
        busy = (*self._hands, *self._given)
        try:
            letters, next_try = await self._store.read(_due, self.channel.name, now, room, busy)
        except StoreUnavailable as error:
            self._away += 1
            if self._away == 1:
                log.warning("sender %s: the store is away: %s", self.channel.name, error)
            await asyncio.sleep(backoff(self._away - 1, longest=30))
            return
        self._away = 0
        for letter in letters:
            if not self._knows(letter):  # since the read began, it may have been given here, and even gone
                self._take_up(letter)
        rest = IDLE if next_try is None or next_try <= now else (next_try - now).total_seconds()
        await self._rest(min(rest, IDLE))

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        if (soon := self._looked_at + BREATH - time.monotonic()) > 0:
            await asyncio.sleep(soon)

    def _knows(self, letter: Letter) -> bool:
        """Whether it has gone, or something to its address is on its way."""
        return letter.id in self._done or self._busy(letter.address)

    def _busy(self, address: int) -> bool:
        return address in self._hands or address in self._given

    def _take_up_given(self) -> None:
        """As many as there are hands for, and while the platform takes anything."""
        if not self._given or self._pause_until > self._monotonic():
            return
        most = max(self._most - FOUND, 1)
        while self._calling_given < most and self._calling < self._most and (letter := self._given.next()):
            self._take_up(letter, look=self._looks)

    def _take_up(self, letter: Letter, *, look: int | None = None) -> None:
        hand = self._hands[letter.address] = _Hand(letter=letter.id, look=look)
        self._calling += 1
        self._calling_given += look is not None
        hand.task = asyncio.create_task(self._carry(letter, hand), name=f"letter {letter.id}")
        self._under_way.add(hand.task)
        hand.task.add_done_callback(self._under_way.discard)

    def _called(self, hand: _Hand) -> None:
        """The platform has answered: another letter may have this one's place."""
        self._calling -= 1
        self._calling_given -= hand.look is not None

    async def _finish(self) -> None:
        """Drop what only waits, let the rest be sent and marked."""
        self._given.clear()
        for hand in self._hands.values():
            hand.stopping = True
            if hand.waiting and hand.task:
                hand.task.cancel()
        under_way = list(self._under_way)
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=self._grace)
        if late:
            log.warning("sender %s: %d letters may go out twice", self.channel.name, len(late))
            self._marks.stop()
        for task in late:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._hands.clear()
        self._calling = self._calling_given = 0  # a hand that was dropped before it began told nobody

    async def _turn(self, to: str) -> None:
        while (pause := self._pause_until - self._monotonic()) > 0:  # noqa: ASYNC110  # it may grow meanwhile
            await asyncio.sleep(pause)
        if self._pacing is not None:
            await self._pacing.turn(to)
        while not self._may_send():  # noqa: ASYNC110  # whoever takes that away stops us, or gives it back
            await asyncio.sleep(1)

    # -- one letter ------------------------------------------------------------------------------

    async def _carry(self, letter: Letter, hand: _Hand) -> None:
        with traced(letter.trace):
            await self._deal_with(letter, hand)

    async def _deal_with(self, letter: Letter, hand: _Hand) -> None:
        try:
            if letter.handed:  # a process ended between handing it over and marking it
                hand.waiting = False
                await self._marks.write(receipts.doubt, letter.id, now=self._clock.now(), reason="stopped")
            elif letter.void:
                hand.waiting = False
                self._note(letter, "void")
                await self._marks.write(outbox.void, letter.id, at=self._clock.now())
            else:
                await self._send(letter, hand)
        except StoreUnavailable:  # its files could not be looked up
            hand.waiting = True
            await asyncio.sleep(backoff(1))
        except Exception as error:  # noqa: BLE001  # our bug: the letter is still pending, and must not go out on and on
            log.error("letter %d could not be marked: %s", letter.id, place(error))
            hand.waiting = True
            await asyncio.sleep(STUCK)
        finally:
            del self._hands[letter.address]
            self._done.add(letter.id)
            if hand.sent:
                self._given.free(letter.address)
            else:
                self._called(hand)
            passed_over = hand.look != self._looks  # a look since then left out what else its address has
            if (not hand.sent and self._given.drop(letter.address)) or passed_over:
                self._wake.set()
            self._take_up_given()

    async def _send(self, letter: Letter, hand: _Hand) -> None:
        outcome: Outcome | None = await self._courier.carry(letter, hand)
        assert outcome is not None
        if isinstance(outcome.result, WindowClosed) and self.channel.window is not None:
            outcome = await self._courier.knock(letter, hand, await self._desk(), outcome.result)
        hand.waiting = False
        if outcome is None:
            self._note(letter, "waits")
        else:
            await self._record(letter, hand, outcome)

    async def _record(self, letter: Letter, hand: _Hand, outcome: Outcome) -> None:
        result = outcome.result
        self._metrics.went(channel=self.channel.name, result=type(result).__name__.lower())
        self._note(letter, type(result).__name__.lower(), template=outcome.template)
        if isinstance(result, Sent):
            if not outcome.template:
                hand.sent = True
                self._called(hand)
                self._take_up_given()
            await self._went(letter, outcome, result)
        elif isinstance(result, Later):
            await self._try_later(letter, result, outcome.parts)
        elif isinstance(result, Uncertain):
            now = self._clock.now()
            await self._marks.write(receipts.doubt, letter.id, now=now, reason=result.reason)
        elif isinstance(result, Fault):
            if letter.attempts + 1 >= FAULTS:
                await self._give_up(letter, result.reason)
            else:
                await self._retry(letter, result.reason, outcome.parts, backoff(letter.attempts))
        else:
            await self._give_up(letter, result.reason, unreachable=isinstance(result, Unreachable))

    def _note(self, letter: Letter, result: str, *, template: bool = False) -> None:
        about = f"k{letter.objection}" if letter.objection else f"r{letter.request}" if letter.request else ""
        journal.write(
            "letter",
            channel=self.channel.name,
            letter=letter.id,
            notice=letter.notice,
            about=about,
            result=f"template {result}" if template else result,
            tries=letter.attempts + 1,
            ms=round((self._clock.now() - letter.created_at).total_seconds() * 1000),
        )

    async def _went(self, letter: Letter, outcome: Outcome, result: Sent) -> None:
        self._worked_at = self._monotonic()
        now = self._clock.now()
        if self.channel.resend_safe:
            mark = Delivered(id=letter.id, at=now, parts=outcome.parts, platform_id=result.id)
            await self._marks.sent(mark)
            return
        await self._marks.together(
            receipts.taken,
            await self._desk(),
            self.channel.name,
            letter,
            platform_id=result.id,
            part=TEMPLATE if outcome.template else outcome.parts - 1,
            parts=outcome.parts,
            at=now,
        )

    async def _try_later(self, letter: Letter, result: Later, parts: int) -> None:
        """Again, unless it has been tried long enough.

        While nobody gets anything the platform is away, which is no letter's fault: then a day counts.
        """
        if result.everyone:
            pause = PAUSE if result.seconds is None else result.seconds
            self._pause_until = max(self._pause_until, self._monotonic() + pause)
            log.warning("channel %s waits %.0f s: %s", self.channel.name, pause, result.reason)
        tries = letter.attempts + 1
        working = self._monotonic() - self._worked_at < WORKING
        old = self._clock.now() - letter.created_at >= DAY
        if (tries >= ATTEMPTS and working) or (tries >= FAULTS and old):
            await self._give_up(letter, result.reason)
        else:
            seconds = backoff(letter.attempts) if result.seconds is None else result.seconds
            await self._retry(letter, result.reason, parts, seconds)

    async def _retry(self, letter: Letter, reason: str, parts: int, seconds: float) -> None:
        log.info("letter %d waits %.0f s: %s", letter.id, seconds, reason)
        at = self._clock.now() + timedelta(seconds=seconds)
        await self._marks.write(outbox.retry, letter.id, at=at, parts=parts, error=reason)

    async def _give_up(self, letter: Letter, reason: str, *, unreachable: bool = False) -> None:
        log.warning("letter %d is given up: %s", letter.id, reason)
        now = self._clock.now()
        desk = await self._desk() if letter.notice else None
        give_up = undelivered.out_of_reach if unreachable else undelivered.bury
        try:
            await self._marks.write(give_up, letter, desk, now=now, reason=reason)
        except Exception as error:
            if desk is None:
                raise
            log.error("letter %d: its loss could not be told: %s", letter.id, place(error))
            await self._marks.write(undelivered.bury, letter, None, now=now, reason=reason)

    async def _desk(self) -> Desk:
        tries = 0
        while True:
            try:
                return await self._desks.current()
            except StoreUnavailable:
                await asyncio.sleep(backoff(tries, longest=5))
                tries += 1


def _due(
    session: Session, channel: str, now: datetime, room: int, busy: Collection[int]
) -> tuple[list[Letter], datetime | None]:
    """The next letter of each address that is not busy, at most `room`; and, where there are no more, when
    the earliest that must wait may go."""
    letters = outbox.pending(session, channel=channel, now=now, most=room, busy=busy)
    if len(letters) == room:
        return letters, None  # there may be more: a free hand looks again
    return letters, outbox.next_try(session, channel=channel, now=now)
