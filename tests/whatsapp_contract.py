"""Holds payloads against Meta's own OpenAPI document: `assert_obeys(payload)` for whatever goes to /messages.

As published the document rejects its own examples. `_repaired` makes right what is wrong in it, from Meta's
pages on each kind of message; nothing else is changed.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from tests import needs

DOCUMENT = "specs/business-messaging-api_v23.0.yaml"
_KINDS = {
    "text": "TextMessage",
    "interactive": "InteractiveMessage",
    "template": "TemplateMessage",
    "document": "DocumentMessage",
    "image": "ImageMessage",
    "audio": "AudioMessage",
    "video": "VideoMessage",
    "sticker": "StickerMessage",
    "reaction": "ReactionMessage",
    "location": "LocationMessage",
    "contacts": "ContactsMessage",
}


@cache
def _text() -> str:
    return needs.contracts(DOCUMENT).read_text(encoding="utf-8")


def _block(begin: str, end: str) -> Any:
    """A part of the document, by the lines around it: all of it takes a second to read."""
    start = _text().index(begin)
    return yaml.load(_text()[start : _text().index(end, start + 1)], Loader=yaml.CSafeLoader)


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", **_components()})


@cache
def _components() -> dict[str, Any]:
    return {
        "components": {
            "schemas": _repaired(_block("\ncomponents:", "\n  parameters:\n")["components"]["schemas"])
        }
    }


@cache
def examples() -> dict[str, Any]:
    """The document's own examples of requests, by name."""
    path = "\n  /{Version}/{Phone-Number-ID}/messages:"
    [block] = _block(path, "\n  /{Version}/{Phone-Number-ID}/message_qrdls:").values()
    given = block["post"]["requestBody"]["content"]["application/json"]["examples"]
    return {name: example["value"] for name, example in given.items()}


def problems(payload: dict[str, Any]) -> list[str]:
    """What is wrong with a payload; empty where it obeys."""
    name = (
        "MarkMessageRequestPayload" if "status" in payload else _KINDS.get(str(payload.get("type", "text")))
    )
    if name is None:
        return [f"no such type: {payload['type']!r}"]
    errors = sorted(_validator(name).iter_errors(payload), key=str)
    return [f"{'.'.join(map(str, error.absolute_path)) or 'message'}: {error.message}" for error in errors]


def assert_obeys(*payloads: dict[str, Any]) -> None:
    wrong = [problem for payload in payloads for problem in problems(payload)]
    assert not wrong, "\n".join(wrong)


def obeys_where_known(payloads: Iterable[dict[str, Any]]) -> None:
    """As `assert_obeys`, and nothing where the document is absent: for tests of something else."""
    if (needs.SHARED / DOCUMENT).exists():
        assert_obeys(*payloads)


def _repaired(schemas: dict[str, Any]) -> dict[str, Any]:
    base = schemas["BaseMessageProperties"]
    base["required"] = ["messaging_product", "type"]  # "recipient_type" is optional
    base["anyOf"] = [{"required": ["to"]}, {"required": ["recipient"]}]
    base["properties"]["messaging_product"] = {"const": "whatsapp"}
    base["properties"]["recipient"] = {"type": "string", "pattern": r"^[A-Z]{2}\.[A-Za-z0-9.]+$"}
    base["properties"]["biz_opaque_callback_data"] = {"type": "string", "maxLength": 512}
    for name in _KINDS.values():
        # "additionalProperties" inside "allOf" refuses what the other part allows.
        schemas[name]["unevaluatedProperties"] = False
        for part in schemas[name]["allOf"]:
            part.pop("additionalProperties", None)
    own = schemas["TextMessage"]["allOf"][1]["properties"]["text"]
    own["required"], own["properties"]["body"] = (
        ["body"],
        {"type": "string", "minLength": 1, "maxLength": 4096},
    )
    schemas["LanguageObject"]["required"] = ["code"]  # "policy" has one value only
    _repair_media(schemas)
    _repair_interactive(schemas)
    _repair_template(schemas)
    place = schemas["LocationMessage"]["allOf"][1]["properties"]["location"]["properties"]
    place["latitude"] = place["longitude"] = {"type": "number"}
    mark = schemas["MarkMessageRequestPayload"]
    mark["properties"] |= {
        "messaging_product": {"const": "whatsapp"},
        "status": {"const": "read"},
        "typing_indicator": {
            "type": "object",
            "properties": {"type": {"const": "text"}},
            "required": ["type"],
        },
    }
    mark["additionalProperties"] = False
    return schemas


def _repair_media(schemas: dict[str, Any]) -> None:
    """A caption and a name are allowed, and nothing that nobody knows."""
    schemas["MediaObject"] = {
        "type": "object",
        "oneOf": [{"required": ["id"]}, {"required": ["link"]}],
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "link": {"type": "string"},
            "caption": {"type": "string", "minLength": 1, "maxLength": 1024},
            "filename": {"type": "string", "minLength": 1},
        },
        "additionalProperties": False,
    }


def _repair_interactive(schemas: dict[str, Any]) -> None:
    interactive = schemas["InteractiveObject"]
    interactive["properties"]["type"]["enum"] += [
        "cta_url",
        "location_request_message",
        "request_contact_info",
    ]
    interactive["additionalProperties"] = False
    # A list's text is longer than that of buttons.
    schemas["BodyObject"]["properties"]["text"] |= {"minLength": 1, "maxLength": 4096}
    interactive["if"] = {"properties": {"type": {"const": "button"}}}
    interactive["then"] = {"properties": {"body": {"properties": {"text": {"maxLength": 1024}}}}}
    for name in ("HeaderObject", "BodyObject", "FooterObject", "SectionObject"):
        schemas[name]["additionalProperties"] = False
    row = schemas["SectionObject"]["properties"]["rows"]["items"]
    row["additionalProperties"] = False
    for field in ("id", "title", "description"):
        row["properties"][field]["minLength"] = 1
    reply = schemas["ActionObject"]["oneOf"][1]["properties"]["buttons"]["items"]["properties"]["reply"]
    reply["additionalProperties"] = False
    for field in ("id", "title"):
        reply["properties"][field]["minLength"] = 1


def _repair_template(schemas: dict[str, Any]) -> None:
    """A component is one of its kinds, and each kind knows its parameters."""
    for name in ("TemplateComponent", "ButtonComponent"):
        own = schemas[name]["allOf"][1] if "allOf" in schemas[name] else schemas[name]
        own["properties"]["index"] = {"type": ["string", "integer"]}
    kinds = [{"$ref": f"#/components/schemas/{kind}Component"} for kind in ("Header", "Body", "Button")]
    schemas["TemplateObject"]["properties"]["components"]["items"] = {"oneOf": kinds}
    schemas["TemplateObject"]["additionalProperties"] = False
    text = schemas["TextParameter"]["allOf"][1]["properties"]["text"]
    text |= {"minLength": 1, "pattern": r"^[^\n\t]*$"}
    parameters = schemas["BodyComponent"]["allOf"][1]["properties"]["parameters"]
    parameters["items"] = {
        "if": {"properties": {"type": {"const": "text"}}},
        "then": {"$ref": "#/components/schemas/TextParameter"},
        "else": {"$ref": "#/components/schemas/ParameterObject"},
    }
