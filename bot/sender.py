"""Sends what the outbox holds: to one address in order, to different addresses side by side.

    pending letter -> parts -> channel.send -> sent / retry at / dead / void

A letter is marked after the platform took it, so a crash in between sends it twice, never not at all.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.channels.base import (
    Channel,
    Later,
    Moved,
    Outgoing,
    OutgoingFile,
    Rejected,
    Sent,
    Uncertain,
    Unreachable,
    WindowClosed,
)
from bot.clock import Clock
from bot.intake import Desks, place
from bot.metrics import Metrics
from bot.pacing import Pacing
from handlers import identity, notices, objection_notices
from handlers.desk import Desk
from handlers.say import Say
from storage import contacts, files, outbox, tasks
from storage.files import FileStore
from storage.outbox import Letter
from storage.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

HANDS = 32  # letters on their way at once; few, so that a reply overtakes a thousand digests
IDLE = 2.0  # seconds; another process may have written what no commit here tells of
GRACE = 10.0  # seconds to finish the letters in hand when told to stop
ATTEMPTS = 12  # about half an hour of trying while others get their letters
FAULTS = 3  # tries where the fault is our own
LONGEST = 600.0  # seconds between two tries
DAY = timedelta(days=1)  # then a letter is given up even if the platform is away for everybody
WORKING = 900.0  # seconds since the last success in which the platform counts as working
STUCK = 60.0  # seconds an address waits after a mark that failed by a bug
MOVES = 3  # addresses a chat may have had since we knew it
PAUSE = 30.0  # seconds the channel waits where the platform says "everyone" and no time

PrintPaper = Callable[[str, int], Awaitable[Path]]
"""(name of the paper, request id) -> the printed PDF; whoever prints keeps and clears the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fault:
    """A bug of ours on the way: trying again may help once, not often."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Outcome:
    """What became of a letter; `parts` of it have gone out, in this try or an earlier one."""

    result: Sent | Later | Unreachable | Rejected | WindowClosed | Uncertain | _Fault
    parts: int


@dataclass(slots=True)
class _Hand:
    """A letter on its way. `waiting`: nothing is with the platform or the store, so it can be dropped."""

    task: asyncio.Task[None] | None = None
    waiting: bool = True
    parts: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Mark:
    id: int
    at: datetime
    parts: int
    platform_id: str


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
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.channel = channel
        self._store = store
        self._desks = desks
        self._clock = clock
        self._files = files
        self._pacing = pacing
        self._print = print_paper
        self._most = hands
        self._grace = grace
        self._metrics = metrics or Metrics()
        self._monotonic = monotonic
        self._wake = asyncio.Event()
        self._hands: dict[int, _Hand] = {}  # by address
        self._marks: list[tuple[_Mark, asyncio.Future[None]]] = []
        self._marking: asyncio.Task[None] | None = None
        self._pause_until = float("-inf")
        self._worked_at = float("-inf")
        self._passed_at: float | None = None  # None: not running
        self._listening = False
        self._away = 0  # reads in a row that the store refused

    @property
    def alive(self) -> bool:
        """Whether it runs, and has looked at the outbox within the last minute."""
        return self._passed_at is not None and self._monotonic() - self._passed_at < 60

    async def run(self) -> None:
        """Send until cancelled; then finish what is in hand, for at most `grace` seconds."""
        if not self._listening:
            self._store.on_commit(self._wake.set)
            self._listening = True
        try:
            while True:
                await self._round()
        finally:
            self._passed_at = None
            await self._finish()

    # -- the loop --------------------------------------------------------------------------------

    async def _round(self) -> None:
        """Take up what is due, then wait for a commit, the next try, or a free hand."""
        self._passed_at = self._monotonic()
        self._wake.clear()
        if (pause := self._pause_until - self._monotonic()) > 0:
            await asyncio.sleep(min(pause, IDLE))
            return
        room = self._most - len(self._hands)
        if room <= 0:
            await self._rest(IDLE)
            return
        # Who is busy is noted before reading: a letter may be marked, and its hand free, before the
        # result of a read that still saw it pending.
        busy = frozenset(self._hands)
        now = self._clock.now()
        try:
            letters, next_try = await self._store.read(_due, self.channel.name, now, room, busy)
        except StoreUnavailable as error:
            self._away += 1
            if self._away == 1:
                log.warning("sender %s: the store is away: %s", self.channel.name, error)
            await asyncio.sleep(_backoff(self._away - 1, longest=30))
            return
        self._away = 0
        for letter in letters:
            self._take_up(letter)
        rest = IDLE if next_try is None or next_try <= now else (next_try - now).total_seconds()
        await self._rest(min(rest, IDLE))

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    def _take_up(self, letter: Letter) -> None:
        hand = self._hands[letter.address] = _Hand(parts=letter.parts_sent)
        hand.task = asyncio.create_task(self._carry(letter, hand), name=f"letter {letter.id}")

    async def _finish(self) -> None:
        """Drop what only waits, let the rest be sent and marked."""
        for hand in self._hands.values():
            if hand.waiting and hand.task:
                hand.task.cancel()
        under_way = [hand.task for hand in self._hands.values() if hand.task]
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=self._grace)
        if late:
            log.warning("sender %s: %d letters may go out twice", self.channel.name, len(late))
        for task in (*late, self._marking):
            if task:
                task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._hands.clear()

    # -- one letter ------------------------------------------------------------------------------

    async def _carry(self, letter: Letter, hand: _Hand) -> None:
        try:
            if letter.void:
                hand.waiting = False
                await self._mark(outbox.void, letter.id, at=self._clock.now())
                return
            try:
                outcome = await self._send(letter, hand)
            except asyncio.CancelledError:
                if hand.parts > letter.parts_sent:  # told to stop between two parts
                    hand.waiting = False
                    await self._put_back(letter, hand.parts)
                raise
            hand.waiting = False
            await self._record(letter, outcome)
        except StoreUnavailable:  # its files could not be looked up
            hand.waiting = True
            await asyncio.sleep(_backoff(1))
        except Exception as error:  # noqa: BLE001  # our bug: the letter is still pending, and must not go out on and on
            log.error("letter %d could not be marked: %s", letter.id, place(error))
            hand.waiting = True
            await asyncio.sleep(STUCK)
        finally:
            del self._hands[letter.address]
            self._wake.set()

    async def _send(self, letter: Letter, hand: _Hand) -> _Outcome:
        """Part by part, from the first that has not gone out."""
        to, platform_id, moves = letter.to, "", 0
        try:
            outgoing = await self._outgoing(Say.from_dict(letter.payload))
            if not isinstance(outgoing, Outgoing):
                return _Outcome(result=outgoing, parts=hand.parts)
            parts = self.channel.parts(outgoing)
            while hand.parts < len(parts):
                await self._turn(to)
                hand.waiting = False
                result = await self.channel.send(to, parts[hand.parts])
                if isinstance(result, Moved):
                    moves += 1
                    if moves > MOVES:
                        reason = f"the chat moved {moves} times, last to {result.address}"
                        return _Outcome(result=Rejected(reason=reason), parts=hand.parts)
                    await self._mark(_move, letter.address, self.channel, result.address)
                    to = result.address
                elif isinstance(result, Sent):
                    self._worked_at = self._monotonic()
                    hand.parts += 1
                    platform_id = result.id
                else:
                    return _Outcome(result=result, parts=hand.parts)
                hand.waiting = True
        except StoreUnavailable:
            raise
        except OSError as error:  # a full disk, a lost mount: not the letter's fault
            return _Outcome(result=Later(reason=f"{type(error).__name__}: {error}"), parts=hand.parts)
        except Exception as error:  # noqa: BLE001  # a bug of ours in one letter must not stop the others
            log.error("letter %d, a fault of ours: %s", letter.id, place(error))
            return _Outcome(result=_Fault(reason=type(error).__qualname__), parts=hand.parts)
        return _Outcome(result=Sent(id=platform_id), parts=hand.parts)

    async def _turn(self, to: str) -> None:
        while (pause := self._pause_until - self._monotonic()) > 0:  # noqa: ASYNC110  # it may grow meanwhile
            await asyncio.sleep(pause)
        if self._pacing is not None:
            await self._pacing.turn(to)

    async def _outgoing(self, say: Say) -> Outgoing | Later | Rejected:
        """The letter with its files found, or why it cannot go."""
        wanted = [attachment.file for attachment in say.files if not attachment.paper]
        found = await self._store.read(_find, wanted, self.channel, self._files) if wanted else {}
        ready: list[OutgoingFile] = []
        for attachment in say.files:
            if attachment.paper:
                if self._print is None:
                    return Rejected(reason=f"nothing here prints the paper {attachment.paper!r}")
                path = await self._print(attachment.paper, attachment.request)
                ready.append(
                    OutgoingFile(name=attachment.name or path.name, mime="application/pdf", path=path)
                )
                continue
            file = found[attachment.file]
            if not isinstance(file, OutgoingFile):
                return file
            ready.append(file)
        text = say.text
        if say.link:  # made only now: no token lies in the outbox
            text = f"{text}\n\n{identity.url(await self._desks.current(), say.link)}".rstrip()
        return Outgoing(text=text, options=say.options, files=tuple(ready))

    # -- what became of it -----------------------------------------------------------------------

    async def _record(self, letter: Letter, outcome: _Outcome) -> None:
        result = outcome.result
        self._metrics.went(channel=self.channel.name, result=type(result).__name__.strip("_").lower())
        if isinstance(result, Sent):
            await self._mark_sent(
                _Mark(id=letter.id, at=self._clock.now(), parts=outcome.parts, platform_id=result.id)
            )
        elif isinstance(result, Later):
            await self._try_later(letter, result, outcome.parts)
        elif isinstance(result, _Fault):
            if letter.attempts + 1 >= FAULTS:
                await self._give_up(letter, result.reason)
            else:
                await self._retry(letter, result.reason, outcome.parts, _backoff(letter.attempts))
        elif isinstance(result, Unreachable):
            await self._give_up(letter, result.reason, unreachable=True)
        else:
            await self._give_up(letter, result.reason)

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
            seconds = _backoff(letter.attempts) if result.seconds is None else result.seconds
            await self._retry(letter, result.reason, parts, seconds)

    async def _retry(self, letter: Letter, reason: str, parts: int, seconds: float) -> None:
        log.info("letter %d waits %.0f s: %s", letter.id, seconds, reason)
        at = self._clock.now() + timedelta(seconds=seconds)
        await self._mark(outbox.retry, letter.id, at=at, parts=parts, error=reason)

    async def _put_back(self, letter: Letter, parts: int) -> None:
        await self._mark(outbox.retry, letter.id, at=self._clock.now(), parts=parts, error="stopped")

    async def _give_up(self, letter: Letter, reason: str, *, unreachable: bool = False) -> None:
        log.warning("letter %d is given up: %s", letter.id, reason)
        now = self._clock.now()
        desk = await self._desk() if letter.notice else None
        try:
            await self._mark(_bury, letter, now, reason, unreachable=unreachable, desk=desk)
        except Exception as error:
            if desk is None:
                raise
            log.error("letter %d: its loss could not be told: %s", letter.id, place(error))
            await self._mark(_bury, letter, now, reason, unreachable=False, desk=None)  # an operator's task

    async def _desk(self) -> Desk:
        tries = 0
        while True:
            try:
                return await self._desks.current()
            except StoreUnavailable:
                await asyncio.sleep(_backoff(tries, longest=5))
                tries += 1

    async def _mark(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> None:
        """Write it down, however long the store is away: an unmarked letter would go out again."""
        tries = 0
        while True:
            try:
                await self._store.transact(fn, *args, **kwargs)
                return
            except StoreUnavailable:
                await asyncio.sleep(_backoff(tries - 2, longest=5))
                tries += 1

    async def _mark_sent(self, mark: _Mark) -> None:
        """The marks of a moment go into one transaction."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._marks.append((mark, done))
        if self._marking is None or self._marking.done():
            self._marking = asyncio.create_task(self._write_marks())
        await done

    async def _write_marks(self) -> None:
        while self._marks:
            waiting, self._marks = self._marks, []
            error: Exception | None = None
            try:
                await self._mark(_mark_all, [mark for mark, _ in waiting])
            except Exception as bug:  # noqa: BLE001  # goes to those who wait for it
                error = bug
            for _, done in waiting:
                if done.done():
                    continue
                if error is None:
                    done.set_result(None)
                else:
                    done.set_exception(error)


# -- in the store's threads -----------------------------------------------------------------------


def _due(
    session: Session, channel: str, now: datetime, room: int, busy: Collection[int]
) -> tuple[list[Letter], datetime | None]:
    """The next letter of each address that is not busy, at most `room`, and when the earliest may go.

    An address with a long queue must not hide the others, so the look goes deeper until enough are seen.
    """
    most = 2 * (room + len(busy))
    while True:
        letters = outbox.pending(session, channel=channel, now=now, most=most)
        heads: dict[int, Letter] = {}
        for letter in letters:
            if letter.address not in busy:
                heads.setdefault(letter.address, letter)
        if len(heads) >= room or len(letters) < most:
            return list(heads.values())[:room], outbox.next_try(session, channel=channel, now=now)
        most *= 4


def _find(
    session: Session, wanted: Sequence[int], channel: Channel, kept: FileStore
) -> dict[int, OutgoingFile | Later | Rejected]:
    """Our files: by the platform's own reference where it is this platform's, else our copy."""
    found: dict[int, OutgoingFile | Later | Rejected] = {}
    for id in wanted:
        row = files.get(session, id)
        path = kept.path(row.sha256) if row is not None and row.state == "kept" else None
        if row is None:
            found[id] = Rejected(reason=f"there is no file {id}")
        elif (row.channel, row.account) == (channel.name, channel.account) and row.ref:
            found[id] = OutgoingFile(name=row.name, mime=row.mime, path=path, ref=row.ref)
        elif path is not None:
            found[id] = OutgoingFile(name=row.name, mime=row.mime, path=path)
        elif row.state == "remote":
            found[id] = Later(reason=f"file {id} has not been fetched from {row.channel} yet")
        else:
            found[id] = Rejected(reason=f"file {id} is lost")
    return found


def _move(session: Session, address: int, channel: Channel, value: str) -> None:
    """The chat's new address, unless somebody has written to us from there already."""
    if contacts.find(session, channel=channel.name, account=channel.account, value=value) is None:
        contacts.move(session, address, value)


def _bury(
    session: Session, letter: Letter, now: datetime, reason: str, *, unreachable: bool, desk: Desk | None
) -> None:
    """Give a letter up. Who can no longer be reached is nobody's task, what we or the platform broke is."""
    outbox.bury(session, letter.id, at=now, error=reason)
    if unreachable:
        contacts.set_reachable(session, letter.address, False)
    else:
        tasks.open_task(
            session,
            kind="dead-letter",
            key=str(letter.id),
            now=now,
            text=reason,
            contact=letter.contact,
            request=letter.request,
        )
    if desk is not None:
        about = notices if letter.objection is None else objection_notices
        about.undeliverable(session, letter, desk, now, reason)


def _mark_all(session: Session, marks: Sequence[_Mark]) -> None:
    for mark in marks:
        outbox.mark_sent(session, mark.id, at=mark.at, parts=mark.parts, platform_id=mark.platform_id)


def _backoff(tries: int, *, longest: float = LONGEST) -> float:
    """Seconds before the next try: 1, 2, 4, ... up to `longest`, each a quarter more or less."""
    return min(2.0 ** min(tries, 20), longest) * random.uniform(0.75, 1.25)
