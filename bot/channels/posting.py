"""Small POSTs of JSON, which nearly all calls to platforms are, over the connections of an aiohttp session.

    posting = Posting(session, {"User-Agent": "ppid-bot/1"})
    reply = await posting.post("https://...", b"{}", timeout)

The pool, TLS, the clocks, the parser of what comes back and the errors are aiohttp's. The rest of what its
`post` does (finding out what a body may be, a task that writes it, redirects, cookies) costs more than that.
"""

from asyncio import get_running_loop
from dataclasses import dataclass

import aiohttp
from aiohttp import hdrs
from aiohttp.http import HttpProcessingError
from yarl import URL

from storage.frozen import frozen

_SWITCHING = 101  # the one 1xx that is the last word


@frozen
class Reply:
    """Whatever came back; redirects are not followed."""

    status: int
    body: bytes
    retry_after: str  # the header; "" where there is none


@dataclass(frozen=True, kw_only=True, slots=True)
class _Door:
    """Where to connect to, and the head of each request as far as it is always the same."""

    request: aiohttp.ClientRequest
    head: bytes


class Posting:
    """For few addresses, asked again and again."""

    def __init__(self, session: aiohttp.ClientSession, headers: dict[str, str]) -> None:
        self._session = session
        self._headers = {**headers, hdrs.CONTENT_TYPE: "application/json"}
        self._doors: dict[str, _Door] = {}  # by address

    async def post(self, url: str, body: bytes, patience: aiohttp.ClientTimeout) -> Reply:
        """Raises aiohttp.ClientError or TimeoutError where no answer came."""
        door = self._doors.get(url) or self._door(url)
        if self._session.connector is None:
            raise aiohttp.ClientConnectionError("the session is closed")
        try:
            connection = await self._session.connector.connect(door.request, [], patience)
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError(f"no connection to {door.request.host}") from error
        try:
            protocol = connection.protocol
            if protocol is None or protocol.transport is None:
                raise aiohttp.ServerDisconnectedError
            protocol.set_response_params(read_timeout=patience.sock_read, read_until_eof=True)
            protocol.transport.write(b"%b%d\r\n\r\n%b" % (door.head, len(body), body))
            protocol.start_timeout()
            message, payload = await protocol.read()
            while 100 <= message.code <= 199 and message.code != _SWITCHING:
                message, payload = await protocol.read()
            content = payload.read_nowait() if payload.is_eof() else await payload.read()
        except HttpProcessingError as error:
            connection.close()
            raise aiohttp.ClientPayloadError(f"what came back is no HTTP: {error.message}") from error
        except BaseException:
            connection.close()
            raise
        connection.release()
        retry_after = message.headers.get(hdrs.RETRY_AFTER, "")
        return Reply(status=message.code, body=content, retry_after=retry_after)

    def _door(self, url: str) -> _Door:
        """Raises aiohttp.InvalidURL."""
        try:
            address = URL(url)
        except ValueError as error:
            raise aiohttp.InvalidURL(url) from error
        if address.scheme not in ("http", "https"):
            raise aiohttp.InvalidURL(url, "neither http nor https")
        request = aiohttp.ClientRequest(
            "POST", address, headers=self._headers, loop=get_running_loop(), session=self._session
        )
        del request.headers[hdrs.CONTENT_LENGTH]
        lines = [f"{name}: {value}" for name, value in request.headers.items()]
        if any(mark in line for line in lines for mark in "\r\n\0"):
            raise ValueError("a line break in a header")
        head = "\r\n".join([f"POST {address.raw_path_qs} HTTP/1.1", *lines, f"{hdrs.CONTENT_LENGTH}: "])
        door = self._doors[url] = _Door(request=request, head=head.encode())
        return door
