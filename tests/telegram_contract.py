"""Holds calls against Telegram's own schema: `assert_obeys(fake.calls)` in any test that has a fake."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from bot.channels.telegram import TelegramChannel
from bot.testing import Call, FakeTelegram
from tests import needs

SCHEMA = "specs/telegram-bot-api-10.1.json"


@cache
def schema() -> dict[str, Any]:
    """Telegram's methods and types; a loud skip where the schema is absent."""
    read: dict[str, Any] = json.loads(needs.contracts(SCHEMA).read_text())
    return read


@asynccontextmanager
async def on_air(**settings: Any) -> AsyncIterator[tuple[FakeTelegram, TelegramChannel]]:
    """A fake and the real channel on it; at the end all calls are held against the schema, where it is."""
    async with FakeTelegram(**settings) as fake:
        channel = TelegramChannel(fake.token, fake.url, read_timeout=2, connect_timeout=2)
        try:
            yield fake, channel
        finally:
            await channel.close()
    obeys_where_known(fake.calls)


def obeys_where_known(calls: Iterable[Call]) -> None:
    """As `assert_obeys`, and nothing where the schema is absent: for tests that are about something else."""
    if (needs.SHARED / SCHEMA).exists():
        assert_obeys(calls)


def assert_obeys(calls: Iterable[Call]) -> None:
    """Each method exists, each parameter is known and of its type, none that is required is missing."""
    wrong = [f"{call.method}: {problem}" for call in calls for problem in problems(call)]
    assert not wrong, "\n".join(wrong)


def obeys_type(value: Any, kind: str) -> None:
    """`value` is what the schema calls a `kind`; for what a fake says."""
    wrong = list(_fields(value, schema()["types"][kind]["fields"], f"{kind}."))
    assert not wrong, "\n".join(wrong)


def problems(call: Call) -> Iterator[str]:
    method = schema()["methods"].get(call.method)
    if method is None:
        yield "no such method"
        return
    given = {**call.fields, **call.files}
    yield from _fields(given, method.get("fields", []), "")


def _fields(given: dict[str, Any], known: list[dict[str, Any]], where: str) -> Iterator[str]:
    declared = {field["name"]: field for field in known}
    for name, value in given.items():
        if name not in declared:
            yield f"unknown: {where}{name}"
        elif not any(_fits(value, kind) for kind in declared[name]["types"]):
            yield f"{where}{name} is {value!r}, and should be {' or '.join(declared[name]['types'])}"
    for name, field in declared.items():
        if field["required"] and name not in given:
            yield f"missing: {where}{name}"


def _fits(value: Any, kind: str) -> bool:
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(_fits(item, kind.removeprefix("Array of ")) for item in value)
    match kind:
        case "String":
            return isinstance(value, str)
        case "Boolean":
            return isinstance(value, bool)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "InputFile":
            return hasattr(value, "data")
    declared = schema()["types"][kind]
    if "subtypes" in declared:
        return any(_fits(value, subtype) for subtype in declared["subtypes"])
    return isinstance(value, dict) and not list(_fields(value, declared.get("fields", []), f"{kind}."))
