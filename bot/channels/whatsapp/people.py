"""What WhatsApp calls a person: a phone number, a user id of its own ("ID.1349..."), or both. Pure.

Since April 2026 a person with a username may come with the user id alone; and the user id may stand where
the phone number stood. Two names are one person only where the platform puts them side by side.
"""

import re
from functools import lru_cache
from typing import Any

from bot.channels.loose import a_dict, a_str
from storage.frozen import frozen

_PHONE = re.compile(r"\+?[\d ().-]+")
_DIGITS = (5, 20)  # a phone number has 7 to 15; what is far from that is something else


@frozen
class Sender:
    """Where an answer goes, other names of that address, and how the person calls themselves."""

    address: str
    also: tuple[str, ...] = ()
    name: str = ""
    username: str = ""


@lru_cache(maxsize=1024)  # each is met several times in a message, and a person writes several
def normal(id: str) -> str:
    """A phone number as digits after "+"; a user id as it is."""
    id = id.strip()
    digits = re.sub(r"\D", "", id)
    if _PHONE.fullmatch(id) and _DIGITS[0] <= len(digits) <= _DIGITS[1]:
        return f"+{digits}"
    return id


def is_phone(address: str) -> bool:
    return address.startswith("+") and address[1:].isdigit()


def contact_of(message: dict[str, Any], contacts: list[Any], *, single: bool) -> dict[str, Any] | None:
    """The entry of `contacts` that belongs to the message; `single`: it is the only message beside them."""
    names = {normal(a_str(message.get(key))) for key in ("from", "from_user_id")} - {""}
    known = [contact for contact in contacts if isinstance(contact, dict)]
    for contact in known:
        if names & {normal(a_str(contact.get(key))) for key in ("wa_id", "user_id")}:
            return contact
    return known[0] if single and len(known) == 1 else None


def sender_of(message: dict[str, Any], contact: dict[str, Any] | None) -> Sender | None:
    """Who sent it; None where nobody can be answered."""
    contact = contact or {}
    own = [normal(a_str(message.get(key))) for key in ("from", "from_user_id")]
    theirs = [normal(a_str(contact.get(key))) for key in ("wa_id", "user_id")]
    # A contact that shares no name with the message is not known to be the same person.
    names = [*own, *theirs] if not any(own) or set(own) & set(theirs) - {""} else own
    phones = [name for name in names if is_phone(name)]
    ordered = list(dict.fromkeys([*phones, *(name for name in names if name)]))
    if not ordered:
        return None
    profile = a_dict(contact.get("profile"))
    return Sender(
        address=ordered[0],
        also=tuple(ordered[1:]),
        name=a_str(profile.get("name")),
        username=a_str(profile.get("username")),
    )
