"""What the operator asks of the platform: our number, our templates."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels import errors
from bot.channels.loose import a_dict, a_list, a_str
from bot.channels.whatsapp.graph import Answer, Graph, Outcome
from bot.channels.whatsapp.verdict import GraphError, bad_token, passing

_TEMPLATES = 100  # a page


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateState:
    """A template as the platform knows it."""

    id: str
    name: str
    language: str
    status: str  # "APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED", ...
    category: str  # "UTILITY", ...
    reason: str = ""  # why it was rejected
    components: tuple[dict[str, Any], ...] = ()


class Management:
    """Calls that are no messages; each raises CallFailed."""

    def __init__(self, graph: Graph, api_url: str, number_url: str, *, account: str, business: str) -> None:
        self._graph = graph
        self._api = api_url
        self._number_url = number_url or f"{api_url}/{account}"
        self._account = account
        self._business = business

    async def number(self) -> str:
        """Our number as people see it."""
        fields = {"fields": "display_phone_number,verified_name,quality_rating"}
        body = await self._wanted("the number", self._graph.get(self._number_url, fields))
        return a_str(body.get("display_phone_number"))

    async def templates(self) -> list[TemplateState]:
        """Every template of the business account."""
        found: list[TemplateState] = []
        query = {
            "limit": str(_TEMPLATES),
            "fields": "id,name,language,status,category,rejected_reason,components",
        }
        while True:
            body = await self._wanted("templates", self._graph.get(self._templates_url(), query))
            found += [_template(a_dict(item)) for item in a_list(body.get("data"))]
            paging = a_dict(body.get("paging"))
            after = a_str(a_dict(paging.get("cursors")).get("after"))
            if not after or not paging.get("next") or query.get("after") == after:
                return found
            query["after"] = after

    async def create_template(self, definition: Mapping[str, Any]) -> TemplateState:
        """`definition` is {"name", "language", "category", "components"}."""
        body = await self._wanted("a template", self._graph.post(self._templates_url(), definition))
        return _template({**definition, **body})

    def _templates_url(self) -> str:
        if not self._business:
            raise errors.Refused("templates belong to an account: set WHATSAPP_BUSINESS_ACCOUNT_ID")
        return f"{self._api}/{self._business}/message_templates"

    async def _wanted(self, what: str, call: Awaitable[Outcome]) -> dict[str, Any]:
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


def _template(item: dict[str, Any]) -> TemplateState:
    return TemplateState(
        id=a_str(item.get("id")),
        name=a_str(item.get("name")),
        language=a_str(item.get("language")),
        status=a_str(item.get("status")),
        category=a_str(item.get("category")),
        reason=a_str(item.get("rejected_reason")),
        components=tuple(a_dict(component) for component in a_list(item.get("components"))),
    )
