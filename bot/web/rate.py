"""How often one token or one address may ask; kept in this process, and never more than it can hold."""

import ipaddress
import time
from collections.abc import Callable

from aiohttp import web

MOST_KEYS = 10_000


class Rate:
    """At most `most` in `seconds`, by key."""

    def __init__(self, most: int, seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._monotonic = monotonic
        self._counted: dict[str, tuple[float, int]] = {}  # since when, how many; oldest first

    def allows(self, key: str) -> bool:
        """Count one more; False where that is too many."""
        now = self._monotonic()
        since, count = self._counted.pop(key, (now, 0))
        if now - since >= self._seconds:
            since, count = now, 0
        self._counted[key] = (since, count + 1)
        while len(self._counted) > MOST_KEYS:
            del self._counted[next(iter(self._counted))]
        return count < self._most


def address_of(request: web.Request) -> str:
    """Who asks: behind a proxy of this machine, the last address that the proxy put down; of IPv6 the net."""
    remote = request.remote or ""
    if _parsed(remote) and ipaddress.ip_address(remote).is_loopback:
        forwarded = request.headers.getall("X-Forwarded-For", [])
        remote = forwarded[-1].rpartition(",")[2].strip() if forwarded else remote
    address = _parsed(remote)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address) if address else "?"


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
