"""`asyncio.timeout` for what every message needs and nearly none comes to the end of: a timer and no more.

with within(20.0) as limit:    # raises TimeoutError
    await ...
"""

from asyncio import CancelledError, current_task, get_running_loop
from types import TracebackType
from typing import Self


class within:
    """What the task inside waits for may take so many seconds in all; it cannot be entered twice."""

    __slots__ = ("_asked", "_seconds", "_task", "_timer", "over")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.over = False

    def __enter__(self) -> Self:
        task = current_task()
        if task is None:
            raise RuntimeError("only a task can be told to stop waiting")
        self._task = task
        self._asked = task.cancelling()  # others have asked it to stop
        self._timer = get_running_loop().call_later(self._seconds, self._end)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self.over and self._task.uncancel() <= self._asked and kind is CancelledError:
            raise TimeoutError from error

    def _end(self) -> None:
        self.over = True
        self._task.cancel()
