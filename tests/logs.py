"""Logging belongs to the whole process: a test that sets it up must put it back. What no line may hold."""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.journal import journal
from bot.log import QUIET
from kip.identifiers import find_identifiers

_TOKENS = re.compile(r"\b[0-9]{6,}:[A-Za-z0-9_-]{20,}|\bEAA[A-Za-z0-9]{20,}")  # Telegram's, Meta's


@contextmanager
def logging_put_back() -> Iterator[None]:
    root, hook, told = logging.getLogger(), sys.excepthook, journal.to
    level, handlers = root.level, root.handlers[:]
    quiet = {name: logging.getLogger(name).level for name in QUIET}
    yield
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)
    logging.captureWarnings(False)
    root.setLevel(level)
    root.handlers[:] = handlers
    sys.excepthook = hook
    structlog.reset_defaults()
    journal.to = told


def private(log: str, *secrets: str) -> Iterator[str]:
    """The lines of a log that hold what belongs into none: a NIK, a token, one of `secrets`."""
    for line in log.splitlines():
        numbers = any(found.kind == "nik" for found in find_identifiers(line))
        if numbers or _TOKENS.search(line) or any(secret in line for secret in secrets):
            yield line
