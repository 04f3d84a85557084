"""One id from what set things going to all that comes of it: for the log, past all functions between.

    with traced(new_trace()):
        effect = await store.transact(receive, incoming)    # its letters and timers carry the id

It is no key: two may be alike after many millions, and nothing is looked up by it.
"""

import os
from contextvars import ContextVar

_trace: ContextVar[str] = ContextVar("trace", default="")
_changes: ContextVar[list[str] | None] = ContextVar("changes", default=None)


def new_trace() -> str:
    """Ten characters."""
    return os.urandom(5).hex()


def current() -> str:
    """The id under which this is done; "" where none was given."""
    return _trace.get()


class traced:
    """`with traced(trace)`: what is done in here was caused by `trace`."""

    __slots__ = ("_before", "_trace")

    def __init__(self, trace: str) -> None:
        self._trace = trace

    def __enter__(self) -> None:
        self._before = _trace.set(self._trace)

    def __exit__(self, *_: object) -> None:
        _trace.reset(self._before)


def collect() -> list[str]:
    """Fills from now on, in this transaction, with what changes: "r12 submitted"."""
    changes: list[str] = []
    _changes.set(changes)
    return changes


def changed(subject: str, kind: str) -> None:
    """An event of a request or an objection; whoever asked by `collect` is told."""
    changes = _changes.get()
    if changes is not None:
        changes.append(f"{subject} {kind}")
