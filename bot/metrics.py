"""What Prometheus is told: counted while it happens, and looked up when it asks. No content, no person.

metrics = Metrics()
metrics.came(channel="telegram", kind="text", result="done", seconds=0.004)
body = await metrics.page(store, desk, now)
"""

from collections import Counter as Tally
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from sqlmodel import Session

from handlers.desk import Desk
from storage import measures
from storage.measures import Left, OpenRequests, Queue
from storage.store import Store

LATE = timedelta(minutes=5)  # a reminder is rung for every minute, while the office is open
LEFT = timedelta(hours=1)  # then a form counts as left
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The numbers of one process. Those of the database are the same from every process."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self._in = Counter(
            "ppid_messages_in", "Messages taken in", ["channel", "kind", "result"], registry=registry
        )
        self._seconds = Histogram(
            "ppid_message_seconds",
            "From taking a message in to its commit",
            ["channel"],
            buckets=SECONDS,
            registry=registry,
        )
        self._out = Counter("ppid_messages_out", "Messages sent", ["channel", "result"], registry=registry)
        # The library looks each up under a lock, and there are few.
        self._came: Callable[..., Counter] = cache(self._in.labels)
        self._took: Callable[..., Histogram] = cache(self._seconds.labels)
        self._went: Callable[..., Counter] = cache(self._out.labels)
        self._waiting = Gauge(
            "ppid_outbox_waiting", "Messages whose time has come", ["channel"], registry=registry
        )
        self._age = Gauge("ppid_outbox_oldest_seconds", "Age of the oldest", ["channel"], registry=registry)
        self._late = Gauge("ppid_timers_late", "Reminders overdue by five minutes", registry=registry)
        self._requests = Gauge(
            "ppid_requests_open", "Open requests by working days left", ["agency", "left"], registry=registry
        )
        self._tasks = Gauge("ppid_tasks_open", "What a person has to do", ["kind"], registry=registry)
        self._failed = Gauge("ppid_messages_failed", "Messages kept to be replayed", registry=registry)
        self._drafts = Gauge(
            "ppid_drafts_left", "Forms left for an hour", ["form", "question"], registry=registry
        )
        self._files = Gauge("ppid_files_to_fetch", "Files that lie with a platform", registry=registry)
        self._disk = Gauge("ppid_disk_free_bytes", "Room where the data lies", registry=registry)

    def came(self, *, channel: str, kind: str, result: str, seconds: float) -> None:
        """A message was dealt with: "done", "failed" (kept, our bug), "away" (the platform keeps it)."""
        self._came(channel, kind, result).inc()
        self._took(channel).observe(seconds)

    def went(self, *, channel: str, result: str) -> None:
        """A letter was tried; `result` is the name of what became of it, in small letters."""
        self._went(channel, result).inc()

    async def page(self, store: Store, desk: Desk, now: datetime, *, free: int) -> bytes:
        """The text for Prometheus; `free`: bytes of room where the data lies. Raises StoreUnavailable."""
        found = await store.read(_look, now)
        self._waiting.clear()
        self._age.clear()
        for queue in found.queues:
            self._waiting.labels(queue.channel).set(queue.waiting)
            self._age.labels(queue.channel).set((now - queue.oldest).total_seconds())
        self._late.set(found.late)
        self._requests.clear()
        for (agency, left), many in _by_days_left(found.requests, desk, now).items():
            self._requests.labels(agency, left).set(many)
        self._tasks.clear()
        for kind, many in found.tasks.items():
            self._tasks.labels(kind).set(many)
        self._failed.set(found.failed)
        self._drafts.clear()
        for draft in found.drafts:
            self._drafts.labels(draft.form, draft.question).set(draft.many)
        self._files.set(found.files)
        self._disk.set(free)
        return self.counted()

    def counted(self) -> bytes:
        """The text without a new look at the database."""
        return generate_latest(self._registry)


class _Found:
    """What the database says, read in one go."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.queues: list[Queue] = measures.queues(session, now=now)
        self.late = measures.late_timers(session, before=now - LATE)
        self.requests: list[OpenRequests] = measures.open_requests(session)
        self.tasks = measures.open_tasks(session)
        self.failed = measures.failed_messages(session)
        self.drafts: list[Left] = measures.left_drafts(session, before=now - LEFT)
        self.files = measures.files_to_fetch(session)


def _look(session: Session, now: datetime) -> _Found:
    return _Found(session, now)


def _by_days_left(requests: list[OpenRequests], desk: Desk, now: datetime) -> Tally[tuple[str, str]]:
    """Open requests by (agency, working days left): "late", "0" to "10", "more", "unknown"."""
    counted: Tally[tuple[str, str]] = Tally()
    named: dict[object, str] = {}
    for row in requests:
        if row.due_on not in named:
            left = desk.days_left(row.due_on, now)
            if left is None:
                named[row.due_on] = "unknown"
            else:
                named[row.due_on] = "late" if left < 0 else str(left) if left <= 10 else "more"
        counted[row.agency, named[row.due_on]] += row.many
    return counted
