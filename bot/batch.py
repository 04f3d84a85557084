"""What a platform brings in one body: whose messages they are, and which share a transaction."""

from collections.abc import Iterator
from itertools import groupby

from handlers.incoming import Incoming, Kind

TOGETHER = 8  # messages of one address that share a transaction, so that nobody else waits for long


def by_chat(found: list[Incoming]) -> list[list[Incoming]]:
    """The messages of each person, in order, by whatever name the platform called them."""
    chats: list[list[Incoming]] = []
    known: dict[str, list[Incoming]] = {}
    for incoming in found:
        names = [incoming.address, *incoming.also]
        if incoming.kind is Kind.MOVED:
            names.append(incoming.text)
        chat = next((known[name] for name in names if name in known), None)
        if chat is None:
            chats.append(chat := [])
        chat.append(incoming)
        known |= dict.fromkeys(names, chat)
    return chats


def runs(messages: list[Incoming]) -> Iterator[list[Incoming]]:
    """In order, a few at a time that came from one address."""
    for _, same in groupby(messages, key=lambda incoming: incoming.address):
        run = list(same)
        yield from (run[start : start + TOGETHER] for start in range(0, len(run), TOGETHER))
