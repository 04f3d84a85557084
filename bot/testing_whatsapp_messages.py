"""Which messages the fake takes: the fields and limits of POST /messages, and how a message looks.

Written by hand from Meta's Cloud API reference ("Messages", "Interactive", "Template messages", "Error
codes") and apart from what the channel itself believes. Lengths are counted in UTF-16 units, the strictest
reading of "characters". Where Meta would only ignore something, the refusal begins with "fake:".
"""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.channels.limits import units
from bot.testing_whatsapp_state import Button, Kept, Refusal, Screen, State

_COMMON = "messaging_product recipient_type to recipient type context biz_opaque_callback_data"
_TYPES = ("text", "interactive", "template", "document", "image", "audio", "video", "sticker", "reaction")
_HOLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_UNCLEAN = re.compile(r"[\n\t]| {5,}")
TEXT, BODY, CAPTION, LIST_BODY = 4096, 1024, 1024, 4096

# Which media may go as what, and how large (Cloud API, "Media", "Supported media types").
_MB = 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "audio": (16 * _MB, ("audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg", "audio/opus")),
    "document": (
        100 * _MB,
        (
            "text/plain",
            "application/pdf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            f"{_OFFICE}.wordprocessingml.document",
            f"{_OFFICE}.spreadsheetml.sheet",
            f"{_OFFICE}.presentationml.presentation",
        ),
    ),
    "image": (5 * _MB, ("image/jpeg", "image/png")),
    "sticker": (500 * 1024, ("image/webp",)),
    "video": (16 * _MB, ("video/mp4", "video/3gpp")),
}


def kind_of(mime: str) -> str | None:
    """What a file of this type is called; None for one that WhatsApp does not take."""
    return next((kind for kind, (_, types) in KINDS.items() if mime in types), None)


def only(given: Any, where: str, known: str, required: str = "") -> dict[str, Any]:
    """`given` as an object with no other keys than `known`, and all of `required`; raises Refusal."""
    if not isinstance(given, dict):
        raise Refusal(100, f"Param {where} must be a JSON object.")
    for key in given:
        if key not in known.split() and key not in required.split():
            raise Refusal(100, f'Unexpected key "{key}" on param "{where}".')
    for key in required.split():
        if given.get(key) in (None, "", [], {}):
            raise Refusal(131008, f"The parameter {where}['{key}'] is required.")
    return given


def text_of(given: Any, where: str, most: int) -> str:
    """A text of 1 to `most` characters; raises Refusal."""
    if not isinstance(given, str):
        raise Refusal(100, f"Param {where} must be a string.")
    if not given.strip():
        raise Refusal(131008, f"Param {where} is empty.")
    if units(given) > most:
        raise Refusal(131009, f"Param {where} must be at most {most} characters long.")
    return given


def choose(given: Any, where: str, *known: str) -> str:
    if given not in known:
        raise Refusal(131009, f"Param {where} must be one of {{{', '.join(known)}}} - got {given!r}.")
    return str(given)


def _list(given: Any, where: str, most: int) -> list[Any]:
    if not isinstance(given, list) or not given:
        raise Refusal(131008, f"Param {where} must be a list with at least one item.")
    if len(given) > most:
        raise Refusal(131009, f"Invalid {where} count. Min allowed: 1, Max allowed: {most}.")
    return given


def _link(given: Any, where: str) -> str:
    url = text_of(given, where, 2000)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refusal(131009, f"Param {where} is not a valid URL.")
    return url


def screen(state: State, body: dict[str, Any], id: str) -> tuple[Screen, str]:
    """The message as it is seen, and what it is charged as; raises Refusal for what Meta does not take."""
    kind = choose(body.get("type", "text"), "type", *_TYPES)
    only(body, "body", _COMMON, kind)
    if "recipient_type" in body:
        choose(body["recipient_type"], "recipient_type", "individual")
    if "context" in body:
        only(body["context"], "context", "", "message_id")
    if units(str(body.get("biz_opaque_callback_data", ""))) > 512:
        raise Refusal(100, "Param biz_opaque_callback_data must be at most 512 characters long.")
    content = body[kind]
    if kind == "template":
        shown, category = _template(state, content, id)
        return shown, category
    if kind == "text":
        only(content, "text", "preview_url", "body")
        if not isinstance(content.get("preview_url", False), bool):
            raise Refusal(100, "Param text['preview_url'] must be a boolean.")
        return Screen(id=id, text=text_of(content["body"], "text['body']", TEXT), raw=body), "service"
    if kind == "interactive":
        return _interactive(state, content, id, body), "service"
    if kind == "reaction":
        only(content, "reaction", "emoji", "message_id")
        return Screen(id=id, text=content.get("emoji", ""), raw=body), "service"
    return _media(state, kind, content, id, body), "service"


def _media(state: State, kind: str, content: Any, id: str, body: dict[str, Any]) -> Screen:
    extra = {"document": "caption filename", "image": "caption", "video": "caption", "audio": "voice"}
    only(content, kind, f"id link {extra.get(kind, '')}")
    if ("id" in content) is ("link" in content):
        raise Refusal(131009, f"Param {kind} must have exactly one of id and link.")
    if "link" in content:
        raise Refusal(
            131009, f"fake: {kind}['link'] would be fetched by Meta; upload the file and use its id"
        )
    media = state.held(str(content["id"]))
    if kind_of(media.upload.mime) != kind:
        raise Refusal(131053, f"A file of type {media.upload.mime} cannot be sent as {kind}.")
    caption = text_of(content["caption"], f"{kind}['caption']", CAPTION) if "caption" in content else ""
    name = text_of(content["filename"], "document['filename']", 240) if "filename" in content else ""
    file = (
        media.upload
        if not name
        else type(media.upload)(name=name, mime=media.upload.mime, data=media.upload.data)
    )
    return Screen(id=id, text=caption, file=file, raw=body)


def _interactive(state: State, content: Any, id: str, raw: dict[str, Any]) -> Screen:
    only(content, "interactive", "header footer", "type body action")
    kind = choose(content["type"], "interactive['type']", *_ACTIONS)
    body = only(content["body"], "interactive['body']", "", "text")["text"]
    text = text_of(body, "interactive['body']['text']", LIST_BODY if kind == "list" else BODY)
    footer = header = ""
    file = None
    if "footer" in content:
        footer = text_of(only(content["footer"], "footer", "", "text")["text"], "footer['text']", 60)
    if "header" in content:
        given = only(content["header"], "header", "text document image video", "type")
        sort = choose(given["type"], "header['type']", *(("text",) if kind == "list" else _HEADERS))
        if sort == "text":
            header = text_of(given.get("text"), "header['text']", 60)
        else:
            file = _media(state, sort, given.get(sort), id, {}).file
    shown = _ACTIONS[kind](content["action"])
    return Screen(id=id, text=text, header=header, footer=footer, file=file, raw=raw, **shown)


_HEADERS = ("text", "document", "image", "video")


def _buttons(action: Any) -> dict[str, Any]:
    only(action, "action", "", "buttons")
    shown = []
    for button in _list(action["buttons"], "buttons", 3):
        choose(only(button, "button", "", "type reply")["type"], "button['type']", "reply")
        reply = only(button["reply"], "reply", "", "id title")
        shown.append(
            Button(
                label=text_of(reply["title"], "button title", 20),
                id=text_of(reply["id"], "button id", 256),
            )
        )
    _distinct(shown, "button")
    return {"buttons": tuple(shown)}


def _rows(action: Any) -> dict[str, Any]:
    only(action, "action", "", "button sections")
    opens = text_of(action["button"], "action['button']", 20)
    sections = _list(action["sections"], "sections", 10)
    shown = []
    for section in sections:
        only(section, "section", "title", "rows")
        if "title" in section or len(sections) > 1:
            text_of(section.get("title"), "section title", 24)
        for row in _list(section["rows"], "rows", 10):
            only(row, "row", "description", "id title")
            described = row.get("description")
            shown.append(
                Button(
                    label=text_of(row["title"], "row title", 24),
                    id=text_of(row["id"], "row id", 200),
                    description=text_of(described, "row description", 72) if described is not None else "",
                )
            )
    if len(shown) > 10:
        raise Refusal(131009, "Total row count exceed max allowed count: 10.")
    _distinct(shown, "row", titles=False)
    return {"rows": tuple(shown), "opens": opens}


def _cta(action: Any) -> dict[str, Any]:
    only(action, "action", "", "name parameters")
    choose(action["name"], "action['name']", "cta_url")
    given = only(action["parameters"], "parameters", "", "display_text url")
    url = _link(given["url"], "url")
    return {"buttons": (Button(label=text_of(given["display_text"], "display_text", 20), url=url),)}


def _request(action: Any) -> dict[str, Any]:
    choose(only(action, "action", "", "name")["name"], "action['name']", "request_contact_info")
    return {"buttons": (Button(label="Share contact info", id="request_contact_info"),)}


_ACTIONS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "button": _buttons,
    "list": _rows,
    "cta_url": _cta,
    "request_contact_info": _request,
}


def _distinct(shown: Sequence[Button], what: str, *, titles: bool = True) -> None:
    if len({choice.id for choice in shown}) < len(shown):
        raise Refusal(131009, f"Duplicated {what} id.")
    if titles and len({choice.label for choice in shown}) < len(shown):
        raise Refusal(131009, f"Duplicated {what} title.")


# -- templates -------------------------------------------------------------------------------------


def _template(state: State, content: Any, id: str) -> tuple[Screen, str]:
    only(content, "template", "components", "name language")
    language = only(content["language"], "language", "policy", "code")["code"]
    kept = state.template(content["name"], language)
    if kept is None or kept.status in ("PENDING", "REJECTED"):
        raise Refusal(132001, f"template name ({content['name']}) does not exist in {language}")
    if kept.status in ("PAUSED", "DISABLED"):
        raise Refusal(132015 if kept.status == "PAUSED" else 132016, "Low quality")
    given: dict[str, list[Any]] = {"header": [], "body": []}
    payloads: dict[int, dict[str, Any]] = {}
    for component in content.get("components", []):
        only(component, "component", "sub_type index parameters", "type")
        kind = choose(component["type"].lower(), "component['type']", "header", "body", "button")
        parameters = component.get("parameters", [])
        if kind == "button":
            payloads[_button_index(kept, component)] = parameters[0] if parameters else {}
        else:
            given[kind] = parameters
    header = _filled(kept, "HEADER", given["header"])
    text = _filled(kept, "BODY", given["body"])
    if units(text) > BODY:
        raise Refusal(132005, f"the body has {units(text)} characters with its parameters")
    buttons = tuple(_template_button(b, payloads.get(i)) for i, b in enumerate(kept.buttons))
    footer = str(kept.component("FOOTER").get("text", ""))
    raw = {"type": "template", "template": content}
    shown = Screen(
        id=id, text=text, header=header, footer=footer, buttons=buttons, template=kept.name, raw=raw
    )
    return shown, kept.category.lower()


def _filled(kept: Kept, kind: str, parameters: list[Any]) -> str:
    """The component's text with the parameters in its holes."""
    text = str(kept.component(kind).get("text", ""))
    holes = list(dict.fromkeys(_HOLE.findall(text)))
    if len(parameters) != len(holes):
        details = f"{kind.lower()}: {len(parameters)} parameters, and {len(holes)} are expected"
        raise Refusal(132000, details)
    filled = {}
    for number, parameter in enumerate(parameters):
        only(parameter, "parameter", "text parameter_name", "type")
        choose(parameter["type"], "parameter['type']", "text")
        value = parameter.get("text")
        if not isinstance(value, str) or not value:
            raise Refusal(131008, f"{kind.lower()}: parameter of type text is missing text value")
        if _UNCLEAN.search(value):
            why = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
            raise Refusal(132018, why)
        named = kept.parameter_format == "NAMED"
        name = parameter.get("parameter_name") if named else holes[number]
        if named is not ("parameter_name" in parameter) or name not in holes:
            raise Refusal(132012 if named else 100, f"{kind.lower()}: Parameter name is missing or wrong")
        filled[name] = value
    return _HOLE.sub(lambda hole: filled[hole[1]], text)


def _button_index(kept: Kept, component: dict[str, Any]) -> int:
    index = int(component.get("index", -1))
    if not 0 <= index < len(kept.buttons):
        raise Refusal(132000, f"buttons: there is no button at index {index}")
    sort = str(component.get("sub_type", "")).upper()
    if sort != kept.buttons[index]["type"].upper():
        raise Refusal(132012, f"buttons: button at index {index} is not of type {sort}")
    return index


def _template_button(button: dict[str, Any], parameter: dict[str, Any] | None) -> Button:
    label = str(button["text"])
    if button["type"].upper() == "URL":
        url = str(button["url"])
        if not _HOLE.search(url):
            return Button(label=label, url=url)
        suffix = only(parameter or {}, "parameter", "type", "text")["text"]
        return Button(label=label, url=_HOLE.sub(lambda _: suffix, url))
    if parameter is None:
        return Button(label=label, id=label)
    only(parameter, "parameter", "", "type payload")
    choose(parameter["type"], "parameter['type']", "payload")
    return Button(label=label, id=text_of(parameter["payload"], "payload", 128))
