"""`/metrics` for Prometheus, for whoever has the bearer token METRICS_TOKEN; without one it is not there."""

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.metrics import CONTENT_TYPE
from storage.store import StoreUnavailable

METRICS_PATH = "/metrics"

Page = Callable[[], Awaitable[bytes]]
"""The numbers as text. Raises StoreUnavailable."""


def metrics_route(token: str, page: Page) -> web.RouteDef:
    expected = f"Bearer {token}".encode()

    async def metrics(request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").encode(errors="replace")
        if not hmac.compare_digest(given, expected):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        try:
            return web.Response(body=await page(), headers={"Content-Type": CONTENT_TYPE})
        except StoreUnavailable:
            return web.Response(status=503)

    return web.get(METRICS_PATH, metrics)
