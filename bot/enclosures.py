"""A letter made ready to go: its files found, its papers printed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session

from bot.channels.base import Channel, Later, Outgoing, OutgoingFile, Rejected
from bot.intake import Desks
from handlers import identity
from handlers.say import Say
from handlers.voice import voice_of
from storage import files
from storage.files import FileStore
from storage.outbox import Letter
from storage.store import Store

PrintPaper = Callable[[str, int], Awaitable[Path]]
"""(name of the paper, request id) -> the printed PDF; whoever prints keeps and clears the file."""


class Enclosures:
    """Finds what belongs to the letters of one channel."""

    def __init__(
        self,
        store: Store,
        channel: Channel,
        desks: Desks,
        kept: FileStore,
        print_paper: PrintPaper | None,
    ) -> None:
        self._store = store
        self._desks = desks
        self._channel = channel
        self._kept = kept
        self._print = print_paper

    async def outgoing(self, letter: Letter) -> Outgoing | Later | Rejected:
        """The letter as it goes, or why it cannot. Raises StoreUnavailable, and whatever printing raises."""
        say = Say.from_dict(letter.payload)
        if letter.again:
            say = replace(say, text=f"{say.text}\n\n{voice_of(letter.language)('sent-twice')}".strip())
        wanted = [attachment.file for attachment in say.files if not attachment.paper]
        found = await self._store.read(_find, wanted, self._channel, self._kept) if wanted else {}
        ready: list[OutgoingFile] = []
        for attachment in say.files:
            if attachment.paper:
                if self._print is None:
                    return Rejected(reason=f"nothing here prints the paper {attachment.paper!r}")
                path = await self._print(attachment.paper, attachment.request)
                ready.append(
                    OutgoingFile(name=attachment.name or path.name, mime="application/pdf", path=path)
                )
                continue
            file = found[attachment.file]
            if not isinstance(file, OutgoingFile):
                return file
            ready.append(file)
        text = say.text
        if say.link:  # made only now: no token lies in the outbox
            text = f"{text}\n\n{identity.url(await self._desks.current(), say.link)}".rstrip()
        return Outgoing(text=text, options=say.options, files=tuple(ready), language=letter.language)


def _find(
    session: Session, wanted: Sequence[int], channel: Channel, kept: FileStore
) -> dict[int, OutgoingFile | Later | Rejected]:
    """Our files: by the platform's own reference where it is this platform's, else our copy."""
    found: dict[int, OutgoingFile | Later | Rejected] = {}
    for id in wanted:
        row = files.get(session, id)
        path = kept.path(row.sha256) if row is not None and row.state == "kept" else None
        if row is None:
            found[id] = Rejected(reason=f"there is no file {id}")
        elif (row.channel, row.account) == (channel.name, channel.account) and row.ref:
            found[id] = OutgoingFile(name=row.name, mime=row.mime, path=path, ref=row.ref, size=row.size)
        elif path is not None:
            found[id] = OutgoingFile(name=row.name, mime=row.mime, path=path, size=row.size)
        elif row.state == "remote":
            found[id] = Later(reason=f"file {id} has not been fetched from {row.channel} yet")
        else:
            found[id] = Rejected(reason=f"file {id} is lost")
    return found
