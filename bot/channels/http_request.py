"""How python-telegram-bot reaches the Bot API here: aiohttp and orjson (8 to 11 times its default).

The client is given an *alias* instead of the token. Only this file knows the token and puts it into the
address at the last moment, so no log line, warning, repr or traceback of the library can carry it.
"""

import io
from typing import Any

import aiohttp
import orjson
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.posting import Posting

_JSON = {"Content-Type": "application/json"}
_Seconds = Any  # float, None (for ever), or BaseRequest.DEFAULT_NONE


class ApiError(TelegramError):
    """The Bot API answered, and the answer is no."""

    def __init__(self, status: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        parameters = parameters or {}
        self.retry_after: float | None = _number(parameters.get("retry_after"))
        self.migrate_to: int | None = parameters.get("migrate_to_chat_id")


class TooLarge(TelegramError):
    """A download was longer than its limit."""


class AiohttpRequest(BaseRequest):
    """One pool of kept-alive connections; timeouts are in seconds and may be set for each call."""

    def __init__(
        self,
        *,
        token: str,
        alias: str,
        connect_timeout: float = 10,
        read_timeout: float = 20,
        write_timeout: float = 20,
        upload_timeout: float = 120,
        keepalive: float = 20,
        connections: int = 64,
    ) -> None:
        self._token = token
        self._alias = alias
        self._connect = connect_timeout
        self._read = read_timeout
        self._write = write_timeout
        self._upload = upload_timeout
        self._keepalive = keepalive
        self._connections = connections
        self._timeout = self._waiting(read=read_timeout)
        self._session: aiohttp.ClientSession | None = None
        self._posting: Posting | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            headers = {"User-Agent": self.USER_AGENT}
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=self._keepalive),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=headers,
            )
            self._posting = Posting(self._session, headers)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = self._posting = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """A successful answer; raises TelegramError where a proxy or a portal answered in its place."""
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict) or "result" not in answer:
            raise TelegramError("the answer was not the Bot API's")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; raises ApiError for a refusal, TimedOut or NetworkError where no answer came."""
        uploading = request_data is not None and request_data.contains_files
        timeout = _timeout(
            connect=_or(connect_timeout, self._connect),
            write=_or(write_timeout, self._upload if uploading else self._write),
            read=_or(read_timeout, self._read),
            pool=_or(pool_timeout, self._connect),
        )
        return await self._requested(method, url, timeout, _body(request_data))

    async def _requested(
        self, method: str, url: str, patience: aiohttp.ClientTimeout, body: dict[str, Any]
    ) -> tuple[int, bytes]:
        await self.initialize()
        assert self._session is not None
        try:
            async with self._session.request(
                method, self._address(url), timeout=patience, **body
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientError, OSError) as error:
            raise self._lost(error, patience) from None
        if not 200 <= status <= 299:
            raise _refusal(status, payload)
        return status, payload

    async def call(self, url: str, fields: dict[str, Any], read_timeout: float | None = None) -> Any:
        """What a method without files gives back, past the library's objects, which take a third of a call.

        Raises as `do_request`, and TelegramError where a proxy answered in the API's place.
        """
        patience = self._timeout if read_timeout is None else self._waiting(read=read_timeout)
        await self.initialize()
        assert self._posting is not None
        try:
            reply = await self._posting.post(self._address(url), orjson.dumps(fields), patience)
        except (aiohttp.ClientError, OSError) as error:
            raise self._lost(error, patience) from None
        if not 200 <= reply.status <= 299:
            raise _refusal(reply.status, reply.body)
        return self.parse_json_payload(reply.body)["result"]

    async def download(self, url: str, limit: int) -> bytes:
        """The bytes behind `url`, at most `limit` of them; raises TooLarge, ApiError or NetworkError."""
        await self.initialize()
        assert self._session is not None
        timeout = _timeout(connect=self._connect, write=self._write, read=self._upload, pool=self._connect)
        taken = bytearray()
        try:
            async with self._session.get(self._address(url), timeout=timeout) as response:
                if response.status != 200:
                    raise _refusal(response.status, await response.read())
                async for chunk in response.content.iter_chunked(65536):
                    taken += chunk
                    if len(taken) > limit:
                        raise TooLarge(f"the file is over {limit} bytes")
        except TimeoutError:
            raise TimedOut("the download took too long") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(self._plain(error)) from None
        return bytes(taken)

    def _waiting(self, *, read: float) -> aiohttp.ClientTimeout:
        """For what is short: no clock over all of it, which is another timer for each call."""
        return aiohttp.ClientTimeout(
            total=None, connect=2 * self._connect, sock_connect=self._connect, sock_read=read
        )

    def _address(self, url: str) -> str:
        return url.replace(self._alias, self._token, 1)

    def _lost(self, error: Exception, patience: aiohttp.ClientTimeout) -> NetworkError:
        if isinstance(error, TimeoutError):
            seconds = patience.total or patience.sock_read
            return TimedOut(f"no answer from the Bot API within {seconds} s")
        return NetworkError(self._plain(error))

    def _plain(self, error: Exception) -> str:
        return f"{type(error).__name__}: {error}".replace(self._token, self._alias)


def _or(given: _Seconds, default: float) -> float | None:
    seconds: float | None = default if given is BaseRequest.DEFAULT_NONE else given
    return seconds


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _timeout(
    *, connect: float | None, write: float | None, read: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """aiohttp knows no time for writing: it is bounded by the total of all steps."""
    steps = (connect, write, read, pool)
    total = None if any(step is None for step in steps) else sum(step for step in steps if step is not None)
    waiting = None if connect is None or pool is None else connect + pool
    return aiohttp.ClientTimeout(total=total, connect=waiting, sock_connect=connect, sock_read=read)


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if not request_data.contains_files:
        return {
            "data": orjson.dumps(request_data.parameters),
            "headers": _JSON,
        }
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)  # Telegram does not unquote names
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=mime)
    return {"data": form}


def _refusal(status: int, payload: bytes) -> ApiError:
    try:
        answer = orjson.loads(payload)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        return ApiError(status, f"HTTP {status}")
    parameters = answer.get("parameters")
    return ApiError(
        status,
        str(answer.get("description") or f"HTTP {status}"),
        parameters if isinstance(parameters, dict) else None,
    )
