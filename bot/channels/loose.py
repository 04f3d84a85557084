"""JSON of a platform, read without trust: what is not of the kind asked for is empty."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from bot.channels.cutting import clean

_SKEW = timedelta(days=1)  # between a platform's clock and ours


def loads(raw: bytes) -> Any:
    """The JSON in `raw`, or None. Half an emoji in one text does not make the rest unreadable."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    try:
        return orjson.loads(clean(json.dumps(json.loads(raw), ensure_ascii=False)))
    except (ValueError, RecursionError):
        return None


def a_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def a_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def a_str(value: Any) -> str:
    """Text without NUL, which PostgreSQL cannot keep."""
    return value.replace("\x00", "") if isinstance(value, str) else ""


def an_int(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment(seconds: int | None, otherwise: datetime) -> datetime:
    """The moment of a stamp in seconds since 1970, aware, UTC."""
    if not seconds or seconds < 0:
        return otherwise
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return otherwise


def text_moment(seconds: Any, now: datetime) -> datetime:
    """As `moment`, of a stamp that is written as text; one of days to come is none."""
    text = a_str(seconds)
    written = text.isascii() and text.isdigit() and len(text) < 12
    stamp = moment(int(text) if written else an_int(seconds), now)
    return stamp if stamp - now < _SKEW else now
