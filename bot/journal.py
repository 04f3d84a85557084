"""One line in the log for each message that comes in and each letter that goes out, and what joins them.

    journal.write("message", channel="telegram", kind="text", result="done", ms=3.1)

Every line carries the `trace` of the message (storage.trace), so that one search tells what came of it. Only
our own words and numbers may stand here: nothing that a person wrote, no name, no address.
Nothing is written before `set_up_logging`, nor where its level is above INFO.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

Write = Callable[..., Any]


class Journal:
    """Where the lines go; there is one a process, `journal`."""

    def __init__(self) -> None:
        self.to: Write | None = None  # takes (event, **fields)

    def write(self, event: str, **fields: str | int | float) -> None:
        """Never raises: the work that is told of is done."""
        if self.to is not None:
            with suppress(OSError, ValueError):  # a full disk, a stream that was closed
                self.to(event, **fields)


journal = Journal()
