"""What every command says, and how it ends: 0 done, 1 could not be done, 2 asked for wrongly."""

import sys
from collections.abc import Iterable
from typing import NoReturn

import typer

from handlers.voice import voice_of

voice = voice_of("id")


def say(key: str, /, **said: str) -> None:
    """One sentence on standard output."""
    print(voice(key, **said))


def stop(key: str, /, *, status: int = 1, lines: Iterable[str] = (), **said: str) -> NoReturn:
    """One sentence on standard error, with `lines` below it, and the end."""
    print(voice(key, **said), *(f"  {line}" for line in lines), sep="\n", file=sys.stderr)
    raise typer.Exit(status)


def whole(value: str, key: str) -> int:
    """A whole number of 1 or more; otherwise the end, with the sentence `key`."""
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        stop(key, status=2, value=value)
    return int(value)
