"""An Outgoing as Bot API calls: text cut to size, buttons, files. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels.base import Outgoing, OutgoingFile, Part
from bot.channels.limits import TELEGRAM_BUTTONS, TELEGRAM_CAPTION, TELEGRAM_TEXT, units
from handlers.say import Option

_SHORT_LABEL = 14  # characters; two such buttons stand side by side on a screen of 320 pixels
_ENDS = ("\n\n", "\n", ". ", "? ", "! ", "; ", " ")  # where a text is cut, best first
_JOINERS = "\u200d\ufe0e\ufe0f"  # between the parts of one emoji


def parts(outgoing: Outgoing) -> Sequence[Part]:
    """The calls to make, in order: text, the last with the buttons, then each file by itself.

    Without text the buttons go with the last file. Nothing to say and no file: no call.
    """
    keyboard = _keyboard(outgoing.options)
    texts = list(cut(outgoing.text))
    calls = [
        Part(method="sendMessage", fields={"text": text, "link_preview_options": {"is_disabled": True}})
        for text in texts
    ]
    carrier = len(calls) - 1 if calls else len(outgoing.files) - 1
    calls += [_file(file, named=not texts) for file in outgoing.files]
    if keyboard and calls:
        calls[carrier].fields["reply_markup"] = keyboard
    return calls


def cut(text: str, limit: int = TELEGRAM_TEXT) -> Iterator[str]:
    """`text` in pieces of at most `limit` UTF-16 units, cut after a paragraph, sentence or word.

    Only white space at the ends of pieces is lost; a word longer than a piece is cut inside.
    `limit` is at least 2, the size of an emoji.
    """
    rest = _clean(text).strip()
    while rest:
        window = _window(rest, limit)
        if window < len(rest):
            window = _end(rest, window)
        yield rest[:window].rstrip()
        rest = rest[window:].lstrip()


def _clean(text: str) -> str:
    """Halves of surrogate pairs cannot be sent: whole pairs are joined, lone halves replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _window(text: str, limit: int) -> int:
    """How many characters of `text` fit into `limit` units."""
    if len(text) * 2 <= limit or units(text) <= limit:
        return len(text)
    used = 0
    for index, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > limit:
            return index
    return len(text)


def _end(text: str, window: int) -> int:
    """Where to cut before `window`: the best kind of end that leaves no piece less than half full."""
    for end in _ENDS:
        # The end itself may stand astride the window: what follows it is white space.
        found = text.rfind(end, 0, window + 1)
        if found + 1 > window // 2:
            return min(found + len(end), window)
    cluster = window
    while cluster > 1 and _joined(text, cluster):
        cluster -= 1
    return cluster if cluster > window // 2 else window


def _joined(text: str, index: int) -> bool:
    """Whether the characters on both sides of `index` make one sign."""
    after, before = text[index], text[index - 1]
    return (
        after in _JOINERS
        or before == "\u200d"
        or unicodedata.combining(after) != 0
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin colours
    )


def _keyboard(options: Sequence[Option]) -> dict[str, Any] | None:
    """One column; short labels stand in pairs. What is over the limit can still be typed."""
    rows: list[list[dict[str, str]]] = []
    pairing = False
    for option in options[:TELEGRAM_BUTTONS]:
        button = {"text": _clean(option.label), "callback_data": option.data}
        short = len(option.label) <= _SHORT_LABEL
        if short and pairing:
            rows[-1].append(button)
            pairing = False
        else:
            rows.append([button])
            pairing = short
    return {"inline_keyboard": rows} if rows else None


def _file(file: OutgoingFile, *, named: bool) -> Part:
    """A picture is shown; anything else is a document. `named`: no text says what a picture is."""
    if file.mime in ("image/jpeg", "image/png"):
        caption = next(cut(file.name, TELEGRAM_CAPTION), "") if named else ""
        return Part(method="sendPhoto", fields={"caption": caption} if caption else {}, file=file)
    return Part(method="sendDocument", fields={"disable_content_type_detection": True}, file=file)
