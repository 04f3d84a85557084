"""Holds what we send against Meta's own schema: `obeys_where_known(fake.calls)` in any test with a fake.

As published (v23.0) the schema refuses Meta's own examples. It is repaired here for the kinds of message
that we send, by Meta's pages, and closed: a field that it does not name is a mistake.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import jsonschema
import yaml

from bot.testing_whatsapp import Call
from tests import needs

SCHEMA = "specs/business-messaging-api_v23.0.yaml"
_MESSAGES = "/{Version}/{Phone-Number-ID}/messages"
_TEXT = {"type": "string", "minLength": 1}
_NAMED = {"cta_url": ["display_text", "url"]}
_UNNAMED = ("location_request_message", "request_contact_info")


@cache
def published() -> dict[str, Any]:
    """Meta's document; a loud skip where it is absent."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, Any] = yaml.load(needs.contracts(SCHEMA).read_text(encoding="utf-8"), Loader=loader)
    return read


def examples() -> dict[str, Any]:
    """Meta's own examples of what is posted to /messages, by name."""
    content = published()["paths"][_MESSAGES]["post"]["requestBody"]["content"]["application/json"]
    return {name: example["value"] for name, example in content["examples"].items()}


def obeys_where_known(calls: Iterable[Call]) -> None:
    """As `assert_obeys`, and nothing where the schema is absent: for tests that are about something else."""
    if (needs.SHARED / SCHEMA).exists():
        assert_obeys(calls)


def assert_obeys(calls: Iterable[Call]) -> None:
    """Every message and read receipt among the calls fits the schema."""
    bodies = [call.body for call in calls if call.method == "messages"]
    wrong = [f"{body.get('type', body.get('status'))}: {what}" for body in bodies for what in problems(body)]
    assert not wrong, "\n".join(wrong)


def problems(body: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a body posted to /messages."""
    if "status" in body:
        kind = "MarkMessageRequestPayload"
    else:
        kind = f"{str(body.get('type', 'text')).capitalize()}Message"
    validator = _validators().get(kind)
    if validator is None:
        yield f"there is no {kind}"
        return
    for error in validator.iter_errors(body):
        yield f"{error.json_path}: {error.message[:200]}"


@cache
def _validators() -> dict[str, jsonschema.Draft202012Validator]:
    schemas = _repaired()
    kinds = [ref["$ref"].rpartition("/")[2] for ref in schemas["Message"]["oneOf"]]
    return {
        kind: jsonschema.Draft202012Validator(
            {"$ref": f"#/components/schemas/{kind}", "components": {"schemas": schemas}}
        )
        for kind in (*kinds, "MarkMessageRequestPayload")
    }


def _repaired() -> dict[str, Any]:
    schemas: dict[str, Any] = published()["components"]["schemas"]
    base = schemas["BaseMessageProperties"]
    base["required"] = ["messaging_product", "type"]
    base["anyOf"] = [{"required": ["to"]}, {"required": ["recipient"]}]  # a user id goes into `recipient`
    base["properties"] |= {
        "messaging_product": {"const": "whatsapp"},
        "recipient": _TEXT,
        "biz_opaque_callback_data": {"type": "string", "maxLength": 512},
    }
    for ref in schemas["Message"]["oneOf"]:
        message = schemas[ref["$ref"].rpartition("/")[2]]
        message["allOf"][1].pop("additionalProperties", None)  # it would refuse all that the base allows
        message["unevaluatedProperties"] = False
    text = schemas["TextMessage"]["allOf"][1]["properties"]["text"]
    text["required"], text["properties"]["body"] = ["body"], {**_TEXT, "maxLength": 4096}
    schemas["MediaObject"] = {
        "type": "object",
        "oneOf": [{"required": ["id"]}, {"required": ["link"]}],
        "properties": {
            "caption": {**_TEXT, "maxLength": 1024},
            "id": _TEXT,
            "link": _TEXT,
            "filename": _TEXT,
        },
        "additionalProperties": False,
    }
    schemas["LanguageObject"]["required"] = ["code"]
    for component in (schemas["TemplateComponent"], schemas["ButtonComponent"]["allOf"][1]):
        component["properties"]["index"] = {"type": ["string", "integer"]}
    mark = schemas["MarkMessageRequestPayload"]
    mark["properties"]["typing_indicator"] = {"type": "object", "properties": {"type": {"const": "text"}}}
    mark["additionalProperties"] = False
    _repair_interactive(schemas)
    return schemas


def _repair_interactive(schemas: dict[str, Any]) -> None:
    interactive, action = schemas["InteractiveObject"], schemas["ActionObject"]
    interactive["properties"]["type"]["enum"] += [*_NAMED, *_UNNAMED]
    interactive["additionalProperties"] = False
    schemas["BodyObject"]["properties"]["text"] = {**_TEXT, "maxLength": 4096}
    shorter = {"body": {"properties": {"text": {"maxLength": 1024}}}}
    interactive["if"] = {"properties": {"type": {"const": "list"}}}
    interactive["else"] = {"properties": shorter}
    for name, parameters in _NAMED.items():
        known = {"type": "object", "required": parameters, "additionalProperties": False}
        known["properties"] = dict.fromkeys(parameters, _TEXT)
        named = {"name": {"const": name}, "parameters": known}
        action["oneOf"].append({"required": ["name", "parameters"], "properties": named})
    for name in _UNNAMED:
        action["oneOf"].append({"required": ["name"], "properties": {"name": {"const": name}}})
    for way in action["oneOf"]:
        way["additionalProperties"] = False
