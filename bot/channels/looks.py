"""How Telegram and WhatsApp show an Outgoing, as the demo's page draws it. Pure.

The platforms' own renderers decide; here their calls are only read, so the demo cannot drift from them.
"""

from collections.abc import Sequence
from typing import Any, TypedDict

from bot.channels.base import Outgoing, OutgoingFile, Part
from bot.channels.telegram import render as telegram
from bot.channels.whatsapp import render as whatsapp


class Row(TypedDict):
    """A choice of a list."""

    data: str
    title: str
    description: str


class Choices(TypedDict):
    """A list: the button that opens it, and its rows."""

    opens: str
    rows: list[Row]


class Message(TypedDict):
    """One message on a screen: a file above its text, and below them keys or a list."""

    text: str
    file: int | None  # which of the Outgoing's files
    keys: list[list[list[str]]]  # rows of [data, label]
    choices: Choices | None


def looks(outgoing: Outgoing) -> dict[str, list[Message]]:
    """The messages of each platform, in order."""
    return {
        "telegram": [_telegram(part, outgoing.files) for part in telegram.parts(outgoing)],
        "whatsapp": [_whatsapp(part, outgoing.files) for part in whatsapp.parts(outgoing)],
    }


def _telegram(part: Part, files: Sequence[OutgoingFile]) -> Message:
    keyboard = part.fields.get("reply_markup", {}).get("inline_keyboard", [])
    return {
        "text": part.fields.get("text") or part.fields.get("caption", ""),
        "file": _place(part, files),
        "keys": [[[key["callback_data"], key["text"]] for key in row] for row in keyboard],
        "choices": None,
    }


def _whatsapp(part: Part, files: Sequence[OutgoingFile]) -> Message:
    kind = part.fields["type"]
    body: dict[str, Any] = part.fields[kind]
    action = body.get("action", {})
    return {
        "text": _words(kind, body),
        "file": _place(part, files),
        "keys": [[[b["reply"]["id"], b["reply"]["title"]]] for b in action.get("buttons", [])],
        "choices": _choices(action) if "sections" in action else None,
    }


def _words(kind: str, body: dict[str, Any]) -> str:
    if kind == "interactive":
        return str(body["body"]["text"])
    return str(body["body"] if kind == "text" else body.get("caption", ""))


def _choices(action: dict[str, Any]) -> Choices:
    rows = [row for section in action["sections"] for row in section["rows"]]
    return {
        "opens": action["button"],
        "rows": [
            {"data": row["id"], "title": row["title"], "description": row.get("description", "")}
            for row in rows
        ],
    }


def _place(part: Part, files: Sequence[OutgoingFile]) -> int | None:
    return next((place for place, file in enumerate(files) if file is part.file), None)
