"""Looks whether the office can do its work, opens a task where a person is needed, and tells the operator."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from bot.clock import Clock
from bot.intake import Desks
from handlers.alerting import Operator, alert, operators
from storage import measures, tasks
from storage.store import Store

STUCK = timedelta(minutes=10)  # a letter whose time has come waits for seconds
ROOM = 200 * 1024 * 1024  # bytes


class Watch:
    """One look; the bell rings for it every minute."""

    def __init__(self, store: Store, desks: Desks, clock: Clock, data: Path) -> None:
        self._store = store
        self._desks = desks
        self._clock = clock
        self._data = data
        self._operators: list[Operator] = []

    def operators(self) -> list[Operator]:
        """Who was to be told of trouble when the database last answered."""
        return self._operators

    def free(self) -> int:
        """Bytes of room where the data lies."""
        there = next(path for path in (self._data, *self._data.absolute().parents) if path.exists())
        return shutil.disk_usage(there).free

    async def run(self) -> None:
        """Raises StoreUnavailable or NoContent."""
        desk, now = await self._desks.current(), self._clock.now()
        self._operators = await self._store.read(operators, desk, now)
        found = [*await self._store.read(stuck, now)]
        if self.free() < ROOM:
            found.append(("disk-low", ""))
        await self._store.transact(keep, found, now)
        await self._store.transact(alert, desk, now)


def stuck(session: Session, now: datetime) -> list[tuple[str, str]]:
    return [
        ("outbox-stuck", queue.channel)
        for queue in measures.queues(session, now=now)
        if now - queue.oldest > STUCK
    ]


def keep(session: Session, found: list[tuple[str, str]], now: datetime) -> None:
    """Open what was found, and close what has passed by itself: it may come again, and is told again."""
    for kind in ("outbox-stuck", "disk-low"):
        now_true = [about for known, about in found if known == kind]
        tasks.settle_conditions(session, kind, now_true, now=now)
