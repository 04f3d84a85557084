"""The three levels of a WhatsApp webhook body, and each message as a body of its own. Pure.

    {"entry": [{"id", "changes": [{"field", "value": {"metadata", "contacts", "messages", "statuses"}}]}]}

All three are lists of up to a thousand: reading only the first of each loses messages without a trace.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson

from bot.channels.loose import a_dict, a_list, a_str, loads
from storage.frozen import frozen

HASHED = "sha256:"  # begins the key of what carries no id of its own
# Fields whose value may hold messages that nobody sends to us just now: other apps' own, and old ones.
_NOT_TO_US = ("history", "message_echoes", "smb_message_echoes", "standby")


@frozen
class Change:
    """One change of one entry."""

    entry: str  # the id of the business account
    field: str
    value: dict[str, Any]

    @property
    def account(self) -> str:
        """The id of the number it came to; "" where it does not say."""
        return a_str(a_dict(self.value.get("metadata")).get("phone_number_id"))

    def alone(self, name: str, item: Any, contact: dict[str, Any] | None) -> bytes:
        """A body with nothing but `item` of the list `name`; of itself it gives the same again."""
        kept = [key for key in ("messaging_product", "metadata") if key in self.value]
        value: dict[str, Any] = {key: self.value[key] for key in kept}
        if contact:
            value["contacts"] = [contact]
        value[name] = [item]
        change = {"value": value, "field": self.field}
        return orjson.dumps({"entry": [{"id": self.entry, "changes": [change]}]})


def changes(raw: bytes) -> Iterator[Change | bytes]:
    """Every change, in order; as bytes what is not formed like one, in a body of its own where it can be."""
    body = loads(raw)
    if not isinstance(body, dict) or not isinstance(body.get("entry"), list):
        if raw.strip():
            yield raw
        return
    for entry in body["entry"]:
        if not isinstance(entry, dict) or not isinstance(entry.get("changes"), list):
            yield orjson.dumps({"entry": [entry]})
            continue
        id = a_str(entry.get("id"))
        for change in entry["changes"]:
            if isinstance(change, dict) and isinstance(change.get("value"), dict):
                yield Change(entry=id, field=a_str(change.get("field")), value=change["value"])
            else:
                yield orjson.dumps({"entry": [{"id": id, "changes": [change]}]})


def items(change: Change, name: str) -> list[Any]:
    """The list `name` of a change, where it is one of ours."""
    return [] if change.field in _NOT_TO_US else a_list(change.value.get(name))


def stable_key(field: str, item: Any) -> str:
    """A key for what carries no id of its own: the same whenever and with whatever else it comes."""
    said = orjson.dumps([field, item], option=orjson.OPT_SORT_KEYS)
    return f"{HASHED}{hashlib.sha256(said).hexdigest()}"
