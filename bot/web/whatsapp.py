"""WhatsApp's webhook: Meta's handshake, and bodies signed with the app's secret."""

import hashlib
import hmac
import logging
import re
from dataclasses import dataclass

from aiohttp import web

from bot.channels.base import Channel
from bot.intake import Intake
from bot.web.body import arrived
from bot.within import within
from storage.store import StoreUnavailable

log = logging.getLogger(__name__)

WHATSAPP_PATH = "/whatsapp/webhook"
SIGNATURE_HEADER = "X-Hub-Signature-256"
_RETRY_SECONDS = "30"  # Meta comes again by its own plan, for up to 7 days; a proxy may read this
PATIENCE = 15.0  # seconds for a body that nobody has vouched for yet
_SIGNATURE = re.compile("sha256=[0-9a-f]{64}")
_CHALLENGE = 200  # characters; Meta's have ten


@dataclass(kw_only=True)
class WhatsAppWebhook:
    """Where bodies go. Without an intake (before it is open, and once the desk closes) the answer is 503."""

    channel: Channel
    app_secret: str
    verify_token: str
    intake: Intake | None = None


def whatsapp_routes(webhook: WhatsAppWebhook) -> list[web.RouteDef]:
    """GET for the handshake, POST for what people write and what became of our messages."""
    secret, token = webhook.app_secret.encode(), webhook.verify_token.encode()
    if not secret or not token:
        raise ValueError("a webhook without a secret would take anybody's messages")

    async def verified(request: web.Request) -> web.Response:
        asked = request.query
        given = asked.get("hub.verify_token", "").encode(errors="replace")
        challenge = asked.get("hub.challenge", "")
        known = hmac.compare_digest(given, token)
        if asked.get("hub.mode") != "subscribe" or not known or not 0 < len(challenge) <= _CHALLENGE:
            return web.Response(status=403)
        return web.Response(text=challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def posted(request: web.Request) -> web.Response:
        """200 once all of it is committed, also what cannot be read: nothing can be asked for again.

        Whoever does not even seem to sign costs nothing: the body is not waited for.
        """
        signature = request.headers.get(SIGNATURE_HEADER, "")
        if _SIGNATURE.fullmatch(signature) is None:
            return web.Response(status=401)
        body = arrived(request)
        if body is None:
            try:
                with within(PATIENCE):
                    body = await request.read()
            except TimeoutError:
                return web.Response(status=408)
        if not signed(body, signature, secret):
            return web.Response(status=401)
        try:
            if webhook.intake is None:
                raise StoreUnavailable("the desk is not open")
            await webhook.intake.take(webhook.channel, body)
        except StoreUnavailable as error:
            log.warning("a body waits with WhatsApp: %s", error)
            return web.Response(status=503, headers={"Retry-After": _RETRY_SECONDS})
        return web.Response()

    return [web.get(WHATSAPP_PATH, verified), web.post(WHATSAPP_PATH, posted)]


def signed(body: bytes, header: str, secret: bytes) -> bool:
    """Whether `header` is "sha256=" and the HMAC of exactly these bytes; compared in constant time."""
    expected = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(header.encode(errors="replace"), expected.encode())
