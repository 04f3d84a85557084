"""Reading typed answers: what any question that wants words has to refuse, and how."""

import re
from collections.abc import Callable

from handlers.form import UNREADABLE, Invalid, Turn
from handlers.incoming import Incoming, Kind

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
        if len(text) < shortest:
            raise Invalid("invalid-short", least=str(shortest))
        if len(text) > longest:
            raise Invalid("invalid-long", most=str(longest), length=str(len(text)))
        return text

    return parse


def phone_or_email(incoming: Incoming, turn: Turn) -> str:
    """A telephone number (own contact shared, or typed) or an e-mail address."""
    if incoming.kind is Kind.CONTACT and incoming.text:
        return incoming.text
    text = typed(incoming)
    number = re.sub(r"[\s().-]", "", text)
    if _PHONE.fullmatch(number):
        return number
    return email(incoming, turn)


def email(incoming: Incoming, turn: Turn) -> str:
    """An e-mail address."""
    text = typed(incoming)
    if len(text) <= 254 and _EMAIL.fullmatch(text):
        return text
    raise Invalid("invalid-reach")


def tidy(text: str) -> str:
    """Unprintable characters out, no space at the ends or doubled, line breaks kept."""
    printable = "".join(c for c in text if c == "\n" or c.isprintable())
    lines = [" ".join(line.split()) for line in printable.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
