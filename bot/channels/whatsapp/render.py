"""An Outgoing as messages of the Cloud API. Pure.

Every message is charged, and the order of two is not kept: text, buttons and a file go in one message
wherever it can hold them.

    up to 3 short options      reply buttons, a file as their header
    up to 10                   a list; so do fewer where the text is too long for buttons
    more                       a list of ten, the others numbered in the text, where they can be typed
"""

from collections.abc import Sequence
from typing import Any

from bot.channels.base import Outgoing, OutgoingFile, Part, Template
from bot.channels.cutting import clean, cut, shortened
from bot.channels.limits import (
    WHATSAPP_BUTTON_LABEL,
    WHATSAPP_BUTTONS,
    WHATSAPP_BUTTONS_TEXT,
    WHATSAPP_CAPTION,
    WHATSAPP_DOCUMENTS,
    WHATSAPP_LIST_BUTTON,
    WHATSAPP_PICTURES,
    WHATSAPP_ROW_DESCRIPTION,
    WHATSAPP_ROW_TITLE,
    WHATSAPP_ROWS,
    WHATSAPP_TEMPLATE_TEXT,
    WHATSAPP_TEXT,
    bare_mime,
    largest,
    units,
)
from handlers.say import Option
from handlers.voice import voice_of

MESSAGES = "messages"  # the method of every part


def parts(outgoing: Outgoing) -> Sequence[Part]:
    """The calls to make, in order; each is a message without its recipient, its file not yet uploaded.

    Nothing to say and no file: no call.
    """
    if outgoing.template is not None:
        return [_template(outgoing.template)]
    text, files = clean(outgoing.text).strip(), outgoing.files
    options = outgoing.options
    if not text and files and options:
        text = files[0].name  # buttons stand under a text
    if not text:
        return [_file(file) for file in files]
    if files and _goes_along(files[0]):
        first, *others = files
        if not options and units(text) <= WHATSAPP_CAPTION:
            return [_file(first, caption=text), *map(_file, others)]
        if _fit_buttons(text, options):
            return [_buttons(text, options, first), *map(_file, others)]
    return [*_texts(text, options, outgoing.language), *map(_file, files)]


def _texts(text: str, options: Sequence[Option], language: str) -> list[Part]:
    """The text in as few messages as it takes, the options with the last."""
    more = "\n".join(
        f"{number}. {shortened(option.label, WHATSAPP_TEXT // 4, units)}"
        for number, option in enumerate(options, start=1)
        if number > WHATSAPP_ROWS or units(_line(option)) > WHATSAPP_ROW_DESCRIPTION
    )
    *before, last = cut(f"{text}\n\n{more}" if more else text, WHATSAPP_TEXT, units)
    calls = [_text(piece) for piece in before]
    if not options:
        return [*calls, _text(last)]
    if _fit_buttons(last, options):
        return [*calls, _buttons(last, options, None)]
    return [*calls, _list(last, options[:WHATSAPP_ROWS], language)]


def _text(text: str) -> Part:
    return Part(method=MESSAGES, fields={"type": "text", "text": {"body": text, "preview_url": False}})


def _fit_buttons(text: str, options: Sequence[Option]) -> bool:
    lines = [_line(option) for option in options]
    return (
        1 <= len(options) <= WHATSAPP_BUTTONS
        and units(text) <= WHATSAPP_BUTTONS_TEXT
        and all(units(line) <= WHATSAPP_BUTTON_LABEL for line in lines)
        and len(set(lines)) == len(lines) == len({option.data for option in options})
    )


def _buttons(text: str, options: Sequence[Option], file: OutgoingFile | None) -> Part:
    """Reply buttons; the file is shown above the text."""
    buttons = [{"type": "reply", "reply": {"id": option.data, "title": _line(option)}} for option in options]
    interactive: dict[str, Any] = {"type": "button", "body": {"text": text}, "action": {"buttons": buttons}}
    if file is not None:
        interactive["header"] = _media(file)
    return Part(method=MESSAGES, fields={"type": "interactive", "interactive": interactive}, file=file)


def _list(text: str, options: Sequence[Option], language: str) -> Part:
    """A button that opens the rows. A label too long for a row's title stands whole below it."""
    rows: list[dict[str, str]] = []
    titles: set[str] = set()
    for number, option in enumerate(options, start=1):
        if any(row["id"] == option.data for row in rows):
            continue  # the same choice twice would be refused
        line = _line(option)
        title = shortened(line, WHATSAPP_ROW_TITLE, units)
        if title in titles:
            title = shortened(f"{number}. {line}", WHATSAPP_ROW_TITLE, units)
        titles.add(title)
        row = {"id": option.data, "title": title}
        if title != line:
            row["description"] = shortened(line, WHATSAPP_ROW_DESCRIPTION, units)
        rows.append(row)
    opens = shortened(voice_of(language)("whatsapp-choose"), WHATSAPP_LIST_BUTTON, units)
    action = {"button": opens, "sections": [{"rows": rows}]}
    interactive = {"type": "list", "body": {"text": text}, "action": action}
    return Part(method=MESSAGES, fields={"type": "interactive", "interactive": interactive})


def _file(file: OutgoingFile, caption: str = "") -> Part:
    """A picture is shown, anything else is a document with its name."""
    media = _media(file)
    if caption:
        media[media["type"]]["caption"] = caption
    return Part(method=MESSAGES, fields=media, file=file)


def _media(file: OutgoingFile) -> dict[str, Any]:
    """{"type": "document", "document": {"filename"}}; the id is known when it has been uploaded."""
    if bare_mime(file.mime) in WHATSAPP_PICTURES:
        return {"type": "image", "image": {}}
    return {"type": "document", "document": {"filename": shortened(file.name, 240, units) or "dokumen"}}


def _goes_along(file: OutgoingFile) -> bool:
    """Whether WhatsApp takes the file; one that it refuses must not keep the text back."""
    known = (*WHATSAPP_PICTURES, *WHATSAPP_DOCUMENTS)
    return bare_mime(file.mime) in known and file.size <= largest(file.mime)


def _template(template: Template) -> Part:
    """Values of a template have no line breaks and are never empty (error 132012)."""
    components: list[dict[str, Any]] = []
    if template.fields:
        values = [shortened(value, WHATSAPP_TEMPLATE_TEXT, units) or "-" for value in template.fields]
        components.append(
            {"type": "body", "parameters": [{"type": "text", "text": value} for value in values]}
        )
    if template.data:
        payload = {"type": "payload", "payload": template.data}
        components.append(
            {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [payload]}
        )
    body: dict[str, Any] = {"name": template.name, "language": {"code": template.language}}
    if components:
        body["components"] = components
    return Part(method=MESSAGES, fields={"type": "template", "template": body})


def _line(option: Option) -> str:
    return " ".join(clean(option.label).split()) or "…"
