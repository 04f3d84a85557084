"""What arrives: one message, one transaction; a bug of ours stops neither the next one nor the platform."""

import hashlib
import logging
import secrets
import time
import traceback
from asyncio import CancelledError, Lock, Semaphore, Task, create_task, gather
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import orjson

from bot import thinking
from bot.batch import by_chat, runs
from bot.channels.base import Channel, Receipt, TemplateState, Unreadable, UsesTemplates
from bot.clock import Clock
from bot.journal import journal
from bot.metrics import Metrics
from bot.outage import Outage
from bot.thinking import Lines
from bot.within import within
from handlers import reception
from handlers.desk import Desk, NoContent, open_desk, restock
from handlers.incoming import Incoming, Kind
from handlers.knowledge.knowledge import Unthought
from handlers.reception import Effect
from storage import content, inbox
from storage.outbox import Letter
from storage.store import Store, StoreUnavailable
from storage.trace import new_trace, traced

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 64  # addresses of one body that are dealt with at once; on SQLite they share a commit
PATIENCE = 20.0  # seconds for one body; a platform waits no longer, and brings again what is not done by then
ACKNOWLEDGED = 256  # messages whose coming is being shown at one time
NO_EFFECT = Effect()

OnReceipts = Callable[[Channel, list[Receipt]], Awaitable[None]]
"""Writes down what became of messages of ours; raises StoreUnavailable where it could not."""

HandOver = Callable[[str, Sequence[Letter]], None]
"""Gives answers to the sender of a channel, by its name, that have just been committed."""

OnTemplates = Callable[[Channel, list[TemplateState]], Awaitable[None]]
"""Writes down how a platform judges templates of ours; raises StoreUnavailable where it could not."""


@runtime_checkable
class Acknowledges(Protocol):
    """A channel where people see that a message has come: a press that ends, a read receipt."""

    acknowledged: frozenset[Kind]  # the kinds that it is done for

    async def acknowledge(self, incoming: Incoming) -> None:
        """Best effort; never raises for what the platform or the network does."""


@runtime_checkable
class TellsUnreadable(Protocol):
    """A channel whose bodies hold many messages, of which one may be malformed."""

    def read(self, raw: bytes) -> tuple[list[Incoming], list[Unreadable]]:
        """What `parse` gives, and the pieces that it gives nothing for, to be kept and looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Abilities:
    """What a channel can do beyond what all can. Looked at once: such a look costs more than a message."""

    tells_unreadable: TellsUnreadable | None
    uses_templates: UsesTemplates | None
    acknowledges: Acknowledges | None

    @classmethod
    def of(cls, channel: Channel) -> "_Abilities":
        return cls(
            tells_unreadable=channel if isinstance(channel, TellsUnreadable) else None,
            uses_templates=channel if isinstance(channel, UsesTemplates) else None,
            acknowledges=channel if isinstance(channel, Acknowledges) else None,
        )


class Desks:
    """The desk, opened once and again whenever other content was loaded."""

    def __init__(
        self,
        store: Store,
        secret: bytes,
        *,
        timezone: str = "",
        identity_url: str = "",
        channels: Iterable[str] = (),
        every: float = 5.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._secret = secret
        self._timezone = timezone  # "": the content pack's
        self._identity_url = identity_url
        self._channels = frozenset(channels)
        self._every = every  # seconds between two looks at what is loaded
        self._monotonic = monotonic
        self._look_at = float("-inf")
        self._desk: Desk | None = None
        self._turn = Lock()
        self._restocking: Task[None] | None = None

    async def current(self) -> Desk:
        """Raises handlers.desk.NoContent, or StoreUnavailable where no desk has been opened yet."""
        if self._desk is not None and self._monotonic() < self._look_at:
            return self._desk
        async with self._turn:
            if self._desk is None or self._monotonic() >= self._look_at:
                self._desk = await self._opened()
                self._look_at = self._monotonic() + self._every
                if self._restocking is None or self._restocking.done():
                    self._restocking = create_task(self._restock(self._desk))
            return self._desk

    async def _opened(self) -> Desk:
        try:
            if self._desk and await self._store.read(content.version_of) == self._desk.digest:
                return self._desk
            return await self._store.read(
                open_desk,
                secret=self._secret,
                timezone=self._timezone,
                identity_url=self._identity_url,
                channels=self._channels,
            )
        except StoreUnavailable:
            if self._desk is None:
                raise
            return self._desk  # whoever writes will be told that the store is away

    async def restocked(self) -> None:
        """Wait until the desk knows what was learned and published before it was last looked at."""
        if self._restocking is not None:
            await self._restocking

    async def _restock(self, desk: Desk) -> None:
        """Beside the work of the desk, which meanwhile knows what it knew before."""
        try:
            await self._store.read(restock, desk.knowledge)
        except StoreUnavailable:
            pass  # tried again at the next look
        except Exception as error:  # noqa: BLE001  # the desk works without what is new, too
            log.error("the desk's knowledge could not be renewed: %s", place(error))


class Intake:
    """Where every channel puts what it received.

    `on_receipts` and `on_templates` are awaited before `take` returns; without them such words do nothing.
    `outage` is told what could be kept and what could not. Without `hand_over` the senders look for answers.
    """

    def __init__(
        self,
        store: Store,
        desks: Desks,
        clock: Clock,
        metrics: Metrics | None = None,
        *,
        on_receipts: OnReceipts | None = None,
        on_templates: OnTemplates | None = None,
        outage: Outage | None = None,
        hand_over: HandOver | None = None,
    ) -> None:
        self._store = store
        self._desks = desks
        self._clock = clock
        self._metrics = metrics or Metrics()
        self._hand_over = hand_over
        self.on_receipts = on_receipts
        self.on_templates = on_templates
        self._outage = outage
        self._lines = Lines()  # of one address the next waits, also while the last is thought about
        self._acknowledging: set[Task[None]] = set()
        self._abilities: dict[Channel, _Abilities] = {}
        self._strangers: set[str] = set()  # other numbers whose messages are brought here

    async def receive(self, incoming: Incoming) -> None:
        """Returns once the message has had its effect, or is kept as failed.

        Raises StoreUnavailable: nothing is kept, the platform should bring it again.
        """
        began, result, effect = time.perf_counter(), "away", NO_EFFECT
        with traced(new_trace()):
            try:
                result, effect = await self._in_turn(incoming)
            finally:
                self._note(incoming, result, effect, seconds=time.perf_counter() - began)

    def _note(self, incoming: Incoming, result: str, effect: Effect, *, seconds: float) -> None:
        channel, kind = incoming.channel, incoming.kind.value
        self._metrics.came(channel=channel, kind=kind, result=result, seconds=seconds)
        if result == "done" and effect.inbox is None:
            result = "again"
        journal.write(
            "message",
            channel=channel,
            kind=kind,
            result=result,
            ms=round(seconds * 1000, 1),
            inbox=effect.inbox or 0,
            changes=", ".join(effect.changes),
        )

    async def _in_turn(self, incoming: Incoming) -> tuple[str, Effect]:
        """ "done" or "failed"."""
        try:
            desk = await self._desks.current()
        except NoContent as error:
            raise StoreUnavailable("no content pack is loaded") from error
        queue = (incoming.channel, incoming.account, incoming.address)
        async with self._lines.turn(queue):
            return await self._effect(incoming, desk, queue)

    async def _effect(self, incoming: Incoming, desk: Desk, queue: Hashable) -> tuple[str, Effect]:
        try:
            effect = await thinking.transact(
                self._store,
                desk.knowledge,
                reception.receive,
                incoming,
                desk,
                self._clock.now(),
                queue=queue,
                by_hand=self._hand_over is not None,
            )
            self._hand(incoming.channel, effect)
            return "done", effect
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # our bug, whatever it is: kept, told, and looked at
            said = _tell(error, incoming.channel, incoming.key)
            try:
                await self._store.transact(
                    reception.failed, incoming, desk, self._clock.now(), said, queue=queue
                )
            except StoreUnavailable:
                raise
            except Exception as worse:  # noqa: BLE001  # then at least the message itself is kept
                said += _tell(worse, incoming.channel, incoming.key)
                await self._keep(incoming.channel, incoming.account, incoming.key, incoming.raw, said)
            return "failed", NO_EFFECT

    def _hand(self, channel: str, effect: Effect) -> None:
        if effect.letters and self._hand_over is not None:
            self._hand_over(channel, effect.letters)

    async def take(self, channel: Channel, *bodies: bytes) -> None:
        """Everything in the bodies a platform gave us, in order for each address, addresses side by side.

        Raises StoreUnavailable when any of it was not kept; taking all of it again has no second effect.
        """
        try:
            with within(PATIENCE) as patience:
                found: list[Incoming] = []
                for body in bodies:
                    found += await self._opened(channel, body)
                if len(found) == 1:  # nearly always, and then there is nothing to arrange
                    await self._receive_or_tell(channel, found[0], patience)
                else:
                    await self._side_by_side(channel, found, patience)
        except TimeoutError as error:
            raise _late() from error

    async def _side_by_side(self, channel: Channel, found: list[Incoming], patience: within) -> None:
        room = Semaphore(SIDE_BY_SIDE)
        work = [self._in_order(channel, messages, room, patience) for messages in by_chat(found)]
        for outcome in await gather(*work, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def close(self) -> None:
        """Let go of acknowledgements that are under way."""
        for task in self._acknowledging:
            task.cancel()

    def _can(self, channel: Channel) -> _Abilities:
        if channel not in self._abilities:
            self._abilities[channel] = _Abilities.of(channel)
        return self._abilities[channel]

    async def _opened(self, channel: Channel, body: bytes) -> list[Incoming]:
        """The messages to us; what else is in the body is dealt with."""
        await self._receipts(channel, body)
        ours = []
        for incoming in await self._parsed(channel, body):
            if incoming.account == channel.account:
                ours.append(incoming)
            else:
                await self._leave(channel, incoming)
        return ours

    async def _parsed(self, channel: Channel, body: bytes) -> list[Incoming]:
        try:
            telling = self._can(channel).tells_unreadable
            found, pieces = telling.read(body) if telling else (channel.parse(body), [])
        except Exception as error:  # noqa: BLE001  # our bug; one malformed update must not come for ever
            key = _key(body)
            await self._keep(channel.name, channel.account, key, body, _tell(error, channel.name, key))
            return []
        for piece in pieces:
            key = _key(piece.raw)
            log.error("a piece of a %s body is kept as %s: %s", channel.name, key, piece.reason)
            await self._keep(channel.name, channel.account, key, piece.raw, piece.reason)
        return found

    async def _receipts(self, channel: Channel, body: bytes) -> None:
        try:
            if self.on_receipts is not None and (receipts := channel.receipts(body)):
                await self.on_receipts(channel, receipts)
            judged = self._can(channel).uses_templates
            if self.on_templates is not None and judged and (states := judged.template_states(body)):
                await self.on_templates(channel, states)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # our bug; the messages beside them must still come
            _tell(error, channel.name, "receipts")

    async def _leave(self, channel: Channel, incoming: Incoming) -> None:
        """Keep what came to another number, unanswered: somebody else's, or ours under a wrong setting."""
        reason = f"it came to {incoming.account}, and this desk is {channel.account}"
        if incoming.account not in self._strangers:
            self._strangers.add(incoming.account)
            log.warning("%s messages are left unanswered: %s", channel.name, reason)
        await self._keep(channel.name, incoming.account, incoming.key, incoming.raw, reason)

    async def _in_order(
        self, channel: Channel, messages: list[Incoming], room: Semaphore, patience: within
    ) -> None:
        try:
            await room.acquire()
        except CancelledError as error:
            self._refused(messages[0], error, patience)
            raise
        try:
            for some in runs(messages):
                if len(some) > 1 and await self._received_together(some, patience):
                    for incoming in some:
                        self._acknowledge(channel, incoming)
                    continue
                for incoming in some:
                    await self._receive_or_tell(channel, incoming, patience)
        finally:
            room.release()

    def _acknowledge(self, channel: Channel, incoming: Incoming) -> None:
        if len(self._acknowledging) >= ACKNOWLEDGED:
            return  # in a flood of them: what a person sees of it ends by itself
        showing = self._can(channel).acknowledges
        if showing is not None and incoming.kind in showing.acknowledged:
            task = create_task(showing.acknowledge(incoming))
            self._acknowledging.add(task)
            task.add_done_callback(self._acknowledging.discard)

    async def _received_together(self, some: list[Incoming], patience: within) -> bool:
        """Messages of one address in one transaction, as a platform brings them that could not for a while.
        False where it did not go: nothing is kept, and each has its own."""
        began, messages = time.perf_counter(), {new_trace(): incoming for incoming in some}
        queue = (some[0].channel, some[0].account, some[0].address)
        try:
            async with self._lines.turn(queue):
                desk = await self._desks.current()
                effects = await self._store.transact(
                    reception.receive_all,
                    messages,
                    desk,
                    self._clock.now(),
                    queue=queue,
                    by_hand=self._hand_over is not None,
                )
        except (Unthought, StoreUnavailable):
            return False
        except CancelledError as error:
            self._refused(some[0], error, patience)
            raise
        except Exception as error:  # noqa: BLE001  # a bug: met again, and told, with the message it is in
            log.info("messages of one chat are taken one by one: %s", place(error))
            return False
        if self._outage is not None:
            self._outage.worked()
        seconds = (time.perf_counter() - began) / len(some)
        for (trace, incoming), effect in zip(messages.items(), effects, strict=True):
            self._hand(incoming.channel, effect)
            with traced(trace):
                self._note(incoming, "done", effect, seconds=seconds)
        return True

    async def _receive_or_tell(self, channel: Channel, incoming: Incoming, patience: within) -> None:
        try:
            await self.receive(incoming)
        except (StoreUnavailable, CancelledError) as error:
            self._refused(incoming, error, patience)
            raise
        if self._outage is not None:
            self._outage.worked()
        self._acknowledge(channel, incoming)

    def _refused(
        self, incoming: Incoming, error: StoreUnavailable | CancelledError, patience: within
    ) -> None:
        """The store would not have it, or did not answer in time."""
        if isinstance(error, CancelledError):
            if not patience.over:
                return  # we are stopping
            error = _late()
        if self._outage is not None:
            self._outage.refused(incoming, error)

    async def _keep(self, channel: str, account: str, key: str, raw: bytes, error: str) -> None:
        await self._store.transact(
            inbox.enter_failed,
            channel=channel,
            account=account,
            key=key,
            at=self._clock.now(),
            raw=raw,
            error=error,
        )


def _late() -> StoreUnavailable:
    return StoreUnavailable(f"the database was not done within {PATIENCE:.0f} s")


def _key(body: bytes) -> str:
    """The platform's own id of an update that `parse` could not read, or a hash where it has none."""
    try:
        update = orjson.loads(body)
    except orjson.JSONDecodeError:
        update = None
    id = update.get("update_id") if isinstance(update, dict) else None
    return str(id) if isinstance(id, int) else hashlib.sha256(body).hexdigest()


def place(error: BaseException) -> str:
    """What went wrong and where, for logs, which outlive messages: without the words of the exception,
    because they may hold what a person wrote."""
    return f"{type(error).__qualname__}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()


def _tell(error: Exception, channel: str, key: str) -> str:
    """Log a bug under a fresh id, and give the text to keep with the message; its last line is short."""
    id = secrets.token_hex(4)
    log.error("fault %s at %s message %s: %s", id, channel, key, place(error))
    return f"{''.join(traceback.format_exception(error))}fault {id}: {type(error).__qualname__}\n"
