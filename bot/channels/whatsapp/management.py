"""What the operator asks of the platform: our number, our templates."""

from collections.abc import Awaitable
from typing import Any

from bot.channels import errors
from bot.channels.base import TemplateError, TemplateState, TemplateText
from bot.channels.loose import a_dict, a_list, a_str
from bot.channels.whatsapp.envelope import Change, changes
from bot.channels.whatsapp.graph import Answer, Graph, Outcome
from bot.channels.whatsapp.verdict import GraphError, bad_token, passing

_PAGE = 100  # templates at once
_TEMPLATES = "message_template_status_update"  # the field of a webhook's body
_FIELDS = "name,language,status,category,rejected_reason"


class Management:
    """Calls that are no messages."""

    def __init__(self, graph: Graph, api_url: str, number_url: str, *, account: str, business: str) -> None:
        self._graph = graph
        self._api = api_url
        self._number_url = number_url or f"{api_url}/{account}"
        self._business = business

    async def number(self) -> str:
        """Our number as people see it; raises CallFailed."""
        fields = {"fields": "display_phone_number,verified_name,quality_rating"}
        body = await _wanted("the number", self._graph.get(self._number_url, fields))
        return a_str(body.get("display_phone_number"))

    async def templates(self) -> list[TemplateState]:
        """Every template of the business account; raises TemplateError."""
        found: list[TemplateState] = []
        query = {"limit": str(_PAGE), "fields": _FIELDS}
        while True:
            body = await _of_templates(self._graph.get(self._templates_url(), query))
            found += [_state(a_dict(item)) for item in a_list(body.get("data"))]
            paging = a_dict(body.get("paging"))
            after = a_str(a_dict(paging.get("cursors")).get("after"))
            if not after or not paging.get("next") or query.get("after") == after:
                return found
            query["after"] = after

    async def create_template(self, template: TemplateText) -> TemplateState:
        """Lay it before Meta; raises TemplateError."""
        asked = _definition(template)
        body = await _of_templates(self._graph.post(self._templates_url(), asked))
        return _state({**asked, **body})

    def _templates_url(self) -> str:
        if not self._business:
            raise TemplateError("templates belong to a business account: set WHATSAPP_BUSINESS_ACCOUNT_ID")
        return f"{self._api}/{self._business}/message_templates"


def template_states(raw: bytes) -> list[TemplateState]:
    """What a webhook's body says of templates: the field message_template_status_update. Pure."""
    if _TEMPLATES.encode() not in raw:
        return []
    found = []
    for change in changes(raw):
        if isinstance(change, Change) and change.field == _TEMPLATES:
            value = change.value
            said = {
                "name": value.get("message_template_name"),
                "language": value.get("message_template_language"),
                "status": value.get("event"),
                "rejected_reason": value.get("reason"),
            }
            if a_str(said["name"]) and a_str(said["status"]):
                found.append(_state(said))
    return found


def _definition(template: TemplateText) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "BODY", "text": template.body}
    if template.samples:
        body["example"] = {"body_text": [list(template.samples)]}
    components = [body]
    if template.footer:
        components.append({"type": "FOOTER", "text": template.footer})
    if template.button:
        reply = {"type": "QUICK_REPLY", "text": template.button}
        components.append({"type": "BUTTONS", "buttons": [reply]})
    return {
        "name": template.name,
        "language": template.language,
        "category": template.category.upper(),
        "components": components,
    }


def _state(item: dict[str, Any]) -> TemplateState:
    reason = a_str(item.get("rejected_reason"))
    return TemplateState(
        name=a_str(item.get("name")),
        language=a_str(item.get("language")),
        status=a_str(item.get("status")).lower() or "pending",
        reason="" if reason == "NONE" else reason,
    )


async def _of_templates(call: Awaitable[Outcome]) -> dict[str, Any]:
    try:
        return await _wanted("templates", call)
    except errors.CallFailed as error:
        raise TemplateError(str(error)) from None


async def _wanted(what: str, call: Awaitable[Outcome]) -> dict[str, Any]:
    outcome = await call
    if isinstance(outcome, Answer):
        return outcome.body
    if not isinstance(outcome, GraphError):
        raise errors.CallFailed(f"{what}: {outcome.reason}")
    reason = f"{what}: {outcome}"
    if bad_token(outcome):
        raise errors.BadToken(f"{reason}; WhatsApp does not accept the token (WHATSAPP_TOKEN)")
    if passing(outcome):
        raise errors.CallFailed(reason, seconds=outcome.seconds)
    raise errors.Refused(reason)
