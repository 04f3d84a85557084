"""The one place that asks the machine for the time."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The time, aware, UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class DemoClock(Clock):
    """A clock that can be moved forward; it goes on ticking from there."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move_to(self, at: datetime) -> None:
        """Never back: a moment that has passed changes nothing."""
        self._ahead = max(self._ahead, at - datetime.now(UTC))
