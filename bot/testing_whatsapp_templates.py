"""The templates of the fake: what Meta takes into review, and what it says of it.

By hand from Meta's "Message templates" and "Template review" pages.
"""

import re
from typing import Any

from bot.testing_whatsapp_messages import choose, only, text_of
from bot.testing_whatsapp_state import Kept, Refusal, State

_NAME = re.compile(r"[a-z0-9_]{1,512}")
_HOLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_BRACES = re.compile(r"\{\{.*?\}\}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_IDENTITY = re.compile(r"\b(NIK|KTP|nomor induk|passport number|national id)\b", re.IGNORECASE)
_TAKEN = "There is already content in this language for this template name"


def create(state: State, body: dict[str, Any]) -> Kept:
    """A new template, in review; raises Refusal."""
    only(body, "template", "parameter_format allow_category_change", "name language category components")
    if not _NAME.fullmatch(str(body["name"])):
        raise Refusal(100, "name has 1 to 512 small letters, digits and underscores")
    if not _LANGUAGE.fullmatch(str(body["language"])):
        raise Refusal(100, f"language {body['language']!r} is not supported")
    if state.template(body["name"], body["language"]) is not None:
        raise Refusal(100, _TAKEN)
    kept = Kept(
        id=f"{594425479000000 + next(state.numbers)}",
        name=body["name"],
        language=body["language"],
        category="",
        components=[],
        parameter_format=str(body.get("parameter_format", "POSITIONAL")).upper(),
    )
    change(kept, body)
    state.templates.append(kept)
    return kept


def change(kept: Kept, body: dict[str, Any]) -> None:
    """Other words or another category: in review again. Raises Refusal."""
    category = str(body.get("category", kept.category)).upper()
    choose(category, "category", "UTILITY", "MARKETING", "AUTHENTICATION")
    choose(kept.parameter_format, "parameter_format", "POSITIONAL", "NAMED")
    components = body.get("components", kept.components)
    _check(components, named=kept.parameter_format == "NAMED")
    kept.category, kept.components, kept.status, kept.reason = category, components, "PENDING", "NONE"


def verdict(kept: Kept) -> None:
    """What the review says: yes, but for templates that ask for numbers of identity."""
    asks = any(_IDENTITY.search(str(component.get("text", ""))) for component in kept.components)
    kept.status, kept.reason = ("REJECTED", "INVALID_FORMAT") if asks else ("APPROVED", "NONE")


def _check(components: Any, *, named: bool) -> None:
    if not isinstance(components, list):
        raise Refusal(100, "components must be a list")
    kinds = [str(component.get("type", "")).upper() for component in components]
    if len(set(kinds)) < len(kinds) or "BODY" not in kinds:
        raise Refusal(100, "components: one BODY, and at most one each of HEADER, FOOTER and BUTTONS")
    for kind, component in zip(kinds, components, strict=True):
        choose(kind, "component type", "HEADER", "BODY", "FOOTER", "BUTTONS")
        match kind:
            case "BODY":
                only(component, "BODY", "example", "type text")
                _check_text(component, "body", 1024, named=named, most=99)
            case "HEADER":
                only(component, "HEADER", "example", "type format text")
                choose(component["format"], "format", "TEXT")
                _check_text(component, "header", 60, named=named, most=1)
            case "FOOTER":
                only(component, "FOOTER", "", "type text")
                if _BRACES.search(text_of(component["text"], "footer", 60)):
                    raise Refusal(100, "the footer takes no variables")
            case "BUTTONS":
                only(component, "BUTTONS", "", "type buttons")
                _check_buttons(component["buttons"])


def _check_text(component: dict[str, Any], what: str, length: int, *, named: bool, most: int) -> None:
    text = text_of(component["text"], what, length)
    holes = _HOLE.findall(text)
    if len(_BRACES.findall(text)) != len(holes) or len(set(holes)) > most:
        raise Refusal(100, f"{what}: variables with incorrect formatting")
    if named:
        if any(not re.fullmatch(r"[a-z0-9_]+", hole) or hole.isdigit() for hole in holes):
            raise Refusal(100, f"{what}: a named variable has small letters, digits and underscores")
    elif sorted(set(map(int, holes)) if all(map(str.isdigit, holes)) else [0]) != list(
        range(1, len(set(holes)) + 1)
    ):
        raise Refusal(100, f"{what}: variables are numbered in sequence, from {{{{1}}}}")
    if not holes:
        return
    bare = text.strip()
    if what == "body" and (bare.startswith("{{") or bare.rstrip(".!?").endswith("}}")):
        raise Refusal(100, "body: variables can't be at the start or end of the template")
    words = len(_BRACES.sub(" ", text).split())
    if what == "body" and words < 2 * len(set(holes)) + 1:
        raise Refusal(100, "body: too many variables for its length")
    if len(_samples(component.get("example"), what, named=named)) != len(set(holes)):
        raise Refusal(100, f"{what}: each variable needs a sample in `example`")


def _samples(example: Any, what: str, *, named: bool) -> list[Any]:
    if not isinstance(example, dict):
        return []
    if named:
        found = example.get(f"{what}_text_named_params", [])
        return [sample for sample in found if sample.get("param_name") and sample.get("example")]
    found = example.get(f"{what}_text", [])
    if what == "body":
        found = found[0] if found else []
    return [sample for sample in found if isinstance(sample, str) and sample]


def _check_buttons(buttons: Any) -> None:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 10:
        raise Refusal(100, "a template has 1 to 10 buttons")
    labels = []
    for button in buttons:
        kind = choose(
            str(button.get("type", "")).upper(), "button type", "QUICK_REPLY", "URL", "PHONE_NUMBER"
        )
        if kind == "QUICK_REPLY":
            only(button, "button", "", "type text")
        elif kind == "URL":
            only(button, "button", "example", "type text url")
            hole = _HOLE.search(button["url"])
            if hole and (not button["url"].endswith(hole[0]) or not button.get("example")):
                raise Refusal(100, "a URL has its variable at its end, and a sample")
        labels.append(text_of(button["text"], "button text", 25))
    if len(set(labels)) < len(labels):
        raise Refusal(100, "button texts are not distinct")


def listed(state: State, query: dict[str, str]) -> dict[str, Any]:
    """A page of templates: `limit`, `after`, and filters by name, language, status and category."""
    found = [
        kept
        for kept in state.templates
        if all(
            query[key].casefold() == str(getattr(kept, key)).casefold()
            for key in ("name", "language", "status", "category")
            if query.get(key)
        )
    ]
    start = int(query.get("after") or 0)
    end = start + min(int(query.get("limit") or 25), 1000)
    fields = [field for field in query.get("fields", "").split(",") if field]
    rows = [kept.described() for kept in found[start:end]]
    data = [{k: v for k, v in row.items() if not fields or k in (*fields, "id")} for row in rows]
    cursors = {"before": str(start), "after": str(end)}
    more = {"next": f"{state.version}/?after={end}"} if end < len(found) else {}
    return {"data": data, "paging": {"cursors": cursors, **more}}
