"""What is said, in Indonesian and English: Fluent files in `handlers/copy/`, never sentences in code."""

import re
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

COPY = Path(__file__).parent / "copy"
LANGUAGES = ("id", "en")
_MESSAGE = re.compile(r"^(?=[A-Za-z][\w-]*[ ]*=)", re.MULTILINE)  # where one begins


class CopyError(Exception):
    """A message that is missing, or a variable that it wants and was not given."""


class Voice:
    """One language. `voice("key", name="…")` is the sentence; every variable is a string.

    A message is parsed when it is first said: no process says them all. It is text and variables, no more:
    none refers to another.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        self._written: dict[str, str] = {}
        for path in sorted((COPY / language).glob("*.ftl")):
            for message in _MESSAGE.split(path.read_text(encoding="utf-8"))[1:]:
                self._written.setdefault(message.partition("=")[0].strip(), message)
        self._fixed: dict[str, str] = {}
        self._templates: dict[str, str] = {}

    def __call__(self, key: str, **args: str) -> str:
        if not args and (fixed := self._fixed.get(key)) is not None:
            return fixed
        template = self._templates.get(key)
        if template is None:
            template = self._templates[key] = self._template(key)
        try:
            said = template.format_map(args)
        except KeyError as missing:
            raise CopyError(f"message {key!r} in {self.language} wants {missing}") from missing
        if not args:
            self._fixed[key] = said
        return said

    def _template(self, key: str) -> str:
        """A message as `str.format_map` takes it: the library takes ten times as long at every use."""
        pattern = self._message(key).value
        if pattern is None:
            raise CopyError(f"message {key!r} in {self.language} is empty")
        parts = []
        for element in [pattern] if isinstance(pattern, ast.TextElement) else pattern.elements:
            if isinstance(element, ast.TextElement):
                parts.append(element.value.replace("{", "{{").replace("}", "}}"))
            elif isinstance(element.expression, ast.VariableReference):
                parts.append(f"{{{element.expression.id.name}}}")
            else:
                raise CopyError(f"message {key!r} in {self.language} is more than text and variables")
        return "".join(parts)

    def _message(self, key: str) -> Any:
        if not self._bundle.has_message(key):
            self._bundle.add_resource(FluentResource(self._written.get(key, "")))
            if not self._bundle.has_message(key):
                raise CopyError(f"no message {key!r} in {self.language}")
        return self._bundle.get_message(key)

    def has(self, key: str) -> bool:
        return key in self._written

    def words(self, group: str) -> frozenset[str]:
        """The words that mean `group` anywhere: of this language and of the other one."""
        return _words()[group]

    def means_something(self, word: str) -> bool:
        """Whether a word is of any group at all."""
        return word in _all_words()

    def long_date(self, day: date) -> str:
        """A long date: "Senin, 7 Desember 2026"."""
        return _long_date(day, self.language)

    def short_date(self, day: date) -> str:
        """A short date: "7 Des 2026"."""
        return format_date(day, "d MMM y", locale=self.language)

    def article(self, cited: str) -> str:
        """An article as one says it: "UU 14/2008 Ps 22(7)" becomes "UU 14/2008 Pasal 22 ayat (7)"."""
        paragraph = r"Pasal \1 ayat (\2)" if self.language == "id" else r"Article \1(\2)"
        whole = r"Pasal \1" if self.language == "id" else r"Article \1"
        law = (
            cited
            if self.language == "id"
            else re.sub(r"\bUU (?=\d)", "Law ", cited.replace("huruf", "letter"))
        )
        return re.sub(r"\bPs (\d+)", whole, re.sub(r"\bPs (\d+)\((\d+)\)", paragraph, law))

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """A date with its time in the body's zone: "7 Des 2026 09.15"."""
        local = at.astimezone(zone)
        return f"{self.short_date(local.date())} {format_time(local, 'HH.mm', locale=self.language)}"

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(self._written)


@lru_cache(maxsize=256)  # most of what is said in a week is due on the same few days
def _long_date(day: date, language: str) -> str:
    return format_date(day, "EEEE, d MMMM y", locale=language)


_voices: dict[str, Voice] = {}


def voice_of(language: str) -> Voice:
    """The voice of a language, loaded once; Indonesian for a language we do not speak."""
    if (voice := _voices.get(language)) is not None:
        return voice
    if language not in LANGUAGES:
        return voice_of(LANGUAGES[0])
    return _voices.setdefault(language, Voice(language))


def channel_name(voice: Voice, channel: str) -> str:
    """A channel as people call it; its own name where there is no copy for it."""
    return voice(f"channel-{channel}") if voice.has(f"channel-{channel}") else channel


@cache
def _words() -> dict[str, frozenset[str]]:
    """By group. Threads that ask for the first time at once build it each: none sees another's half of it."""
    return {group: _spellings(group) for group in GROUPS}


def _spellings(group: str) -> frozenset[str]:
    said = (voice_of(language)(f"word-{group}") for language in LANGUAGES)
    return frozenset(word.strip() for line in said for word in line.split(",") if word.strip())


@cache
def _all_words() -> frozenset[str]:
    return frozenset().union(*_words().values())


GROUPS = (
    "menu",
    "cancel",
    "back",
    "help",
    "status",
    "language",
    "person",
    "done",
    "start",
    "file",
    "queue",
    "record",
    "late",
    "leave",
    "join",
    "link",
    "release",
    "recover",
    "withdraw",
    "objection",
    "dispute",
    "why",
    "identity",
    "undo",
    "english",
    "indonesian",
    "greeting",
    "thanks",
    "send",
    "none",
)
"""Words that work anywhere, matched whole; their spellings are copy (`word-…`), comma-separated."""
