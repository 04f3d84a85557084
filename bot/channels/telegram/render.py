"""An Outgoing as Bot API calls: text cut to size, buttons, files. Pure."""

from collections.abc import Sequence
from typing import Any

from bot.channels.base import Outgoing, OutgoingFile, Part
from bot.channels.cutting import clean, cut
from bot.channels.limits import TELEGRAM_BUTTONS, TELEGRAM_CAPTION, TELEGRAM_TEXT, units
from handlers.say import Option

_SHORT_LABEL = 14  # characters; two such buttons stand side by side on a screen of 320 pixels


def parts(outgoing: Outgoing) -> Sequence[Part]:
    """The calls to make, in order: text, the last with the buttons, then each file by itself.

    Without text the buttons go with the last file. Nothing to say and no file: no call.
    """
    keyboard = _keyboard(outgoing.options)
    texts = list(cut(outgoing.text, TELEGRAM_TEXT, units))
    calls = [
        Part(method="sendMessage", fields={"text": text, "link_preview_options": {"is_disabled": True}})
        for text in texts
    ]
    carrier = len(calls) - 1 if calls else len(outgoing.files) - 1
    calls += [_file(file, named=not texts) for file in outgoing.files]
    if keyboard and calls:
        calls[carrier].fields["reply_markup"] = keyboard
    return calls


def _keyboard(options: Sequence[Option]) -> dict[str, Any] | None:
    """One column; short labels stand in pairs. What is over the limit can still be typed."""
    rows: list[list[dict[str, str]]] = []
    pairing = False
    for option in options[:TELEGRAM_BUTTONS]:
        button = {"text": clean(option.label), "callback_data": option.data}
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
        caption = next(cut(file.name, TELEGRAM_CAPTION, units), "") if named else ""
        return Part(method="sendPhoto", fields={"caption": caption} if caption else {}, file=file)
    return Part(method="sendDocument", fields={"disable_content_type_detection": True}, file=file)
