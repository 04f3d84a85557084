"""Reading typed answers: what any question that wants words has to refuse, and how."""

import re
from collections.abc import Callable
from dataclasses import replace

from handlers.form import UNREADABLE, Invalid, Turn
from handlers.incoming import Incoming, Kind
from kip.identifiers import find_identifiers

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[0-9]{8,15}")


def typed(incoming: Incoming) -> str:
    """The words of a message, spaces tidied; raises Invalid for anything that has none."""
    if incoming.kind is not Kind.TEXT:
        raise Invalid(UNREADABLE.get(incoming.kind, "invalid-other"))
    text = tidy(incoming.text)
    if not any(c.isalnum() for c in text):
        raise Invalid("invalid-no-words")
    return text


def words(shortest: int, longest: int) -> Callable[[Incoming, Turn], str]:
    """A parser of free text between `shortest` and `longest` characters."""

    def parse(incoming: Incoming, turn: Turn) -> str:
        text = typed(incoming)
        refuse_nik(text)
        if len(text) < shortest:
            raise Invalid("invalid-short", least=str(shortest))
        if len(text) > longest:
            raise Invalid("invalid-long", most=str(longest), length=str(len(text)))
        return text

    return parse


def refuse_nik(text: str) -> None:
    """Raise Invalid for a NIK, which is never an answer: it would stay in the form, and in the request."""
    if any(found.kind == "nik" for found in find_identifiers(text)):
        raise Invalid("invalid-nik")


def none_or(parse: Callable[[Incoming, Turn], str], none: str) -> Callable[[Incoming, Turn], str]:
    """The same parser, but "tidak ada" and its like are the value `none`, not an answer's text."""

    def parse_or_none(incoming: Incoming, turn: Turn) -> str:
        said = " ".join(incoming.text.casefold().split()).strip(" .!") if incoming.kind is Kind.TEXT else ""
        return none if said in turn.voice.words("none") else parse(incoming, turn)

    return parse_or_none


def phone_or_email(incoming: Incoming, turn: Turn) -> str:
    """A telephone number (own contact shared, or typed) or an e-mail address."""
    shared = incoming.kind is Kind.CONTACT and incoming.text
    text = typed(replace(incoming, kind=Kind.TEXT) if shared else incoming)
    refuse_nik(text)
    number = re.sub(r"[\s().-]", "", text)
    if _PHONE.fullmatch(number):
        return number
    return _email(text)


def email(incoming: Incoming, turn: Turn) -> str:
    """An e-mail address."""
    return _email(typed(incoming))


def _email(text: str) -> str:
    if len(text) <= 254 and _EMAIL.fullmatch(text):
        return text
    raise Invalid("invalid-reach")


def tidy(text: str) -> str:
    """Unprintable characters out, no space at the ends or doubled, line breaks kept."""
    if text.isascii() and text.isprintable():  # so it has no line break
        return " ".join(text.split())
    # a tab or a no-break space (in whatever is pasted from a document) is unprintable, and parts words
    spaced = (" " if c.isspace() and c != "\n" else c for c in text)
    printable = "".join(c for c in spaced if c == "\n" or c.isprintable())
    lines = [" ".join(line.split()) for line in printable.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
