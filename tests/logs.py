"""Logging belongs to the whole process: a test that sets it up must put it back."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.log import QUIET


@contextmanager
def logging_put_back() -> Iterator[None]:
    root, hook = logging.getLogger(), sys.excepthook
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
