"""Letters that were given to a sender and wait there: of one address in order, of several as they came."""

from collections import deque
from collections.abc import Iterator

from storage.outbox import Letter


class Given:
    """A line for each address; only those that are let go take part in `next`."""

    def __init__(self) -> None:
        self._lines: dict[int, deque[Letter]] = {}
        self._free: dict[int, None] = {}  # addresses, in order: nothing of theirs is on its way

    def __len__(self) -> int:
        """How many addresses there are."""
        return len(self._lines)

    def __contains__(self, address: int) -> bool:
        return address in self._lines

    def __iter__(self) -> Iterator[int]:
        return iter(self._lines)

    def add(self, letter: Letter, *, free: bool) -> None:
        """At the end of its line. `free`: nothing of its address is on its way."""
        self._lines.setdefault(letter.address, deque()).append(letter)
        if free:
            self._free[letter.address] = None

    def last(self, address: int) -> int | None:
        """The last letter of a line, if there is one."""
        return self._lines[address][-1].id if address in self._lines else None

    def next(self) -> Letter | None:
        """Take the letter that has waited longest; the rest of its line waits to be freed."""
        address = next(iter(self._free), None)
        if address is None:
            return None
        del self._free[address]
        letter = self._lines[address].popleft()
        if not self._lines[address]:
            del self._lines[address]
        return letter

    def free(self, address: int) -> None:
        """What was on its way to an address has arrived, and is marked."""
        if address in self._lines:
            self._free[address] = None

    def drop(self, address: int) -> bool:
        """Forget a line; False where there was none."""
        self._free.pop(address, None)
        return self._lines.pop(address, None) is not None

    def clear(self) -> None:
        self._lines.clear()
        self._free.clear()
