"""The web server of `ppid serve`: the webhooks, and how the desk is."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson
from aiohttp import web

from bot.channels.base import Channel
from bot.intake import Intake
from bot.web.body import arrived
from bot.web.identity import Pages
from bot.web.whatsapp import WhatsAppWebhook, whatsapp_routes
from storage.store import StoreUnavailable

log = logging.getLogger(__name__)

BODY_LIMIT = 3 * 1024 * 1024  # bytes
RETRY_SECONDS = 5  # what a platform is told to wait; Telegram honours it
WEBHOOK_PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

Reasons = Callable[[], Awaitable[list[str]]]
"""What keeps the desk from working, one short phrase each; empty where it works."""


@dataclass(kw_only=True)
class Webhook:
    """Where updates go. Without an intake (before it is open, and once the desk closes) the answer is 503."""

    channel: Channel
    secret: str
    intake: Intake | None = None


def build_app(
    *,
    reasons: Reasons,
    webhook: Webhook | None = None,
    whatsapp: WhatsAppWebhook | None = None,
    pages: Pages | None = None,
) -> web.Application:
    """`/healthz`: the process lives. `/readyz`: it can do its work, 503 with the reasons where not."""

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def ready(_: web.Request) -> web.Response:
        found = await reasons()
        return web.Response(
            body=orjson.dumps({"ready": not found, "reasons": found}),
            status=503 if found else 200,
            content_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    app = web.Application(client_max_size=BODY_LIMIT)
    app.router.add_get("/healthz", health)
    app.router.add_get("/readyz", ready)
    if webhook is not None:
        app.router.add_post(WEBHOOK_PATH, _posted(webhook))
    if whatsapp is not None:
        app.add_routes(whatsapp_routes(whatsapp))
    if pages is not None:
        app.add_routes(pages.routes())
    return app


def _posted(webhook: Webhook) -> Callable[[web.Request], Awaitable[web.Response]]:
    secret = webhook.secret.encode()
    if not secret:
        raise ValueError("a webhook without a secret would take anybody's updates")

    async def posted(request: web.Request) -> web.Response:
        """200 once it is committed, and for what nobody can read: Telegram would bring that for a day."""
        given = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, secret):
            return web.Response(status=401)
        body = arrived(request)
        if body is None:
            body = await request.read()
        try:
            if webhook.intake is None:
                raise StoreUnavailable("the desk is not open")
            await webhook.intake.take(webhook.channel, body)
        except StoreUnavailable as error:
            log.warning("an update waits with Telegram: %s", error)
            return web.Response(status=503, headers={"Retry-After": str(RETRY_SECONDS)})
        return web.Response()

    return posted
