"""The body of a request: it has nearly always come with the head, and then there is nothing to wait for."""

from aiohttp import web


def arrived(request: web.Request) -> bytes | None:
    """All of the body; None where more of it is to come, for which `request.read()` waits.

    No limit is asked for: unread, aiohttp takes in no more than a few hundred kilobytes.
    """
    return request.content.read_nowait() if request.content.is_eof() else None
