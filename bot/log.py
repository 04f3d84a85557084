"""Logging to standard error: key=value in a terminal, JSON elsewhere. No token and no secret gets through.

Who logs names ids, not people: no name, address or word of a person belongs into a log. A line's `trace` is
what it came of (storage.trace).
"""

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from types import TracebackType

import orjson
import structlog

from bot.journal import Write, journal
from kip.identifiers import mask_niks
from storage import trace

# They tell of each call, each ring of the bell, each step.
QUIET = ("aiohttp.access", "alembic", "apscheduler", "httpcore", "httpx", "telegram")
# Telegram's, also inside an address, as .../bot123456:AA.../sendMessage; and Meta's.
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}|\bEAA[A-Za-z0-9]{20,}")
_LINK = re.compile(r"(?<=/identitas/)[A-Za-z0-9_-]{16,}")
_SHOWN = "[token]"
_HIDDEN = "[rahasia]"
_NIK = 16  # digits; a token is longer
_LARGEST = 10 ** (_NIK - 1)


def set_up_logging(level: str, *, secrets: Iterable[str] = (), terminal: bool | None = None) -> None:
    """Everything that is logged in this process goes here, also from libraries and through `logging`.

    `secrets` are taken out of every line and traceback. `terminal`: how to write; None looks at stderr.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        _add_trace,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    in_terminal = sys.stderr.isatty() if terminal is None else terminal
    lines = Redacting(_formatter(shared, in_terminal=in_terminal), secrets)
    handler.setFormatter(lines)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    heard = logging.getLogger().isEnabledFor(logging.INFO)
    journal.to = _journal(lines, in_terminal=in_terminal) if heard else None
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    sys.excepthook = _log_uncaught


class Redacting(logging.Formatter):
    """Another formatter's lines without tokens and secrets: whatever way they came into it."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        # As they are, and as they look inside quotes; the longest first, one may hold another.
        spelled = {s for secret in secrets for s in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1])}
        self._secrets = sorted(spelled - {""}, key=len, reverse=True)
        self._shortest = min(_NIK, *map(len, self._secrets)) if self._secrets else _NIK

    def format(self, record: logging.LogRecord) -> str:
        return self.clean(self._inner.format(record))

    def harmless(self, fields: Mapping[str, str | int | float]) -> bool:
        """Whether every value is too short for anything that `clean` looks for."""
        shortest = self._shortest
        for value in fields.values():
            if type(value) is str:
                if len(value) >= shortest:
                    return False
            elif not -_LARGEST < value < _LARGEST:
                return False
        return True

    def clean(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        return mask_niks(_LINK.sub(_SHOWN, _TOKEN.sub(_SHOWN, line)))


def _formatter(shared: list[structlog.typing.Processor], *, in_terminal: bool) -> logging.Formatter:
    last: list[structlog.typing.Processor]
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False, separators=(",", ":"))
    if in_terminal:
        last = [
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        ]
    else:
        last = [structlog.processors.format_exc_info, as_json]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


def _journal(lines: Redacting, *, in_terminal: bool) -> Write:
    """As the other lines look, at a tenth of what they cost: past `logging`, and cleaned only where there is
    something to be looked for."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    last = structlog.dev.ConsoleRenderer(colors=False) if in_terminal else None

    def rendered(_logger: object, _method: str, fields: structlog.typing.EventDict) -> str:
        if last is not None:
            return lines.clean(str(last(None, "info", stamp(None, "info", fields))))
        harmless = lines.harmless(fields)
        said = {"event": fields.pop("event"), **fields}
        line = orjson.dumps(stamp(None, "info", said)).decode()
        return line if harmless else lines.clean(line)

    logger = structlog.wrap_logger(
        structlog.WriteLogger(sys.stderr),
        processors=[_add_trace, rendered],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    write: Write = logger.bind(level="info", logger="bot.journal").info
    return write


def _add_trace(
    _logger: object, _method: str, fields: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    if (found := trace.current()) and "trace" not in fields:
        fields["trace"] = found
    return fields


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger("ppid").critical("the program broke off", exc_info=(kind, error, trace))
