"""The Graph API over aiohttp: one kept pool, every outcome a value. The token goes into a header only.

Answer         200 and JSON
GraphError     it answered, and the answer is no
NotSent        no connection: nothing has reached the platform
NoAnswer       the request may have been taken
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from bot.channels.loose import loads
from bot.channels.posting import Posting
from bot.channels.whatsapp.verdict import GraphError, graph_error
from bot.within import within
from storage.frozen import frozen

# Meta's file servers refuse a client without a name of its own.
_HEADERS = {"User-Agent": "ppid-bot/1", "Accept": "application/json, */*"}


@frozen
class Answer:
    """What was asked for."""

    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotSent:
    """No connection could be made."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NoAnswer:
    """The request went out, and no answer came back."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TooLong:
    """A download was longer than its limit."""


Outcome = Answer | GraphError | NotSent | NoAnswer


class Graph:
    """`auth` is "Authorization: Bearer", or another header's name where a Solution Provider has its own."""

    def __init__(
        self,
        token: str,
        auth: str = "Authorization: Bearer",
        *,
        connect_timeout: float = 10,
        read_timeout: float = 20,
        upload_timeout: float = 120,
        keepalive: float = 15,
        connections: int = 64,
    ) -> None:
        name, _, scheme = auth.partition(":")
        self.own_auth = name.strip().lower() != "authorization"
        self._auth = {name.strip(): f"{scheme.strip()} {token}".strip()}
        self._token = token
        self._connect = connect_timeout
        self._upload = upload_timeout
        self._keepalive = keepalive
        self._connections = connections
        self._short = self._timeout(read_timeout)
        self._longest = 2 * connect_timeout + read_timeout
        self._session: aiohttp.ClientSession | None = None
        self._posting: Posting | None = None

    async def close(self) -> None:
        """Let go of the connections; a later call opens them again."""
        if self._session is not None:
            await self._session.close()
            self._session = self._posting = None

    async def post(self, url: str, body: Mapping[str, Any]) -> Outcome:
        self._opened()
        assert self._posting is not None
        try:
            with within(self._longest):  # also what comes ever a little more at a time
                reply = await self._posting.post(url, orjson.dumps(body), self._short)
        except Exception as error:  # noqa: BLE001  # sorted by `_lost`, which raises what is no network's
            return self._lost(error)
        return _outcome(reply.status, reply.body, reply.retry_after)

    async def get(self, url: str, query: Mapping[str, str] | None = None) -> Outcome:
        return await self._ask("GET", url, self._short, params=dict(query or {}))

    async def upload(self, url: str, content: bytes, *, name: str, mime: str) -> Outcome:
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        form.add_field("messaging_product", "whatsapp")
        form.add_field("type", mime)
        form.add_field("file", io.BytesIO(content), filename=name, content_type=mime)
        return await self._ask("POST", url, self._timeout(self._upload), data=form)

    async def download(self, url: str, limit: int) -> bytes | TooLong | GraphError | NotSent | NoAnswer:
        """The bytes behind `url`, at most `limit` of them."""
        taken = bytearray()
        try:
            async with self._opened().get(
                url,
                headers=self._auth,
                timeout=self._timeout(self._upload),
                # Elsewhere aiohttp drops the header "Authorization", and no other.
                allow_redirects=not self.own_auth,
            ) as response:
                if response.status != 200:
                    return graph_error(response.status, await response.read())
                async for chunk in response.content.iter_chunked(65536):
                    taken += chunk
                    if len(taken) > limit:
                        return TooLong()
        except Exception as error:  # noqa: BLE001  # sorted by `_lost`, which raises what is no network's
            return self._lost(error)
        return bytes(taken)

    async def _ask(self, method: str, url: str, patience: aiohttp.ClientTimeout, **request: Any) -> Outcome:
        try:
            async with self._opened().request(
                method, url, headers=self._auth, timeout=patience, allow_redirects=False, **request
            ) as response:
                status, payload = response.status, await response.read()
                retry_after = response.headers.get("Retry-After", "")
        except Exception as error:  # noqa: BLE001  # sorted by `_lost`, which raises what is no network's
            return self._lost(error)
        return _outcome(status, payload, retry_after)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=self._keepalive),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
            )
            self._posting = Posting(self._session, _HEADERS | self._auth)
        return self._session

    def _timeout(self, read: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=2 * self._connect + read,
            connect=2 * self._connect,
            sock_connect=self._connect,
            sock_read=read,
        )

    def _lost(self, error: Exception) -> NotSent | NoAnswer:
        """Whether a request that failed may have been taken."""
        if isinstance(
            error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL
        ):
            return NotSent(reason=self._plain(error))
        if isinstance(error, TimeoutError):
            return NoAnswer(reason="no answer in time")
        if isinstance(error, aiohttp.ClientError | OSError):
            return NoAnswer(reason=self._plain(error))
        raise error

    def _plain(self, error: Exception) -> str:
        return f"{type(error).__name__}: {error}".replace(self._token, "[token]")


def _outcome(status: int, payload: bytes, retry_after: str) -> Outcome:
    body = loads(payload)
    if 200 <= status <= 299 and isinstance(body, dict) and "error" not in body:
        return Answer(body=body)
    return graph_error(status, payload, retry_after)
