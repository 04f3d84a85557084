"""The WhatsApp channel: what we say becomes calls, what the platform answers becomes a Result."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import (
    Later,
    Outgoing,
    Part,
    Receipt,
    Result,
    Sent,
    TemplateState,
    TemplateText,
    Uncertain,
    Unreadable,
)
from bot.channels.limits import WHATSAPP_GRAPH, WHATSAPP_WINDOW
from bot.channels.loose import a_dict, a_list, a_str
from bot.channels.whatsapp import render
from bot.channels.whatsapp.envelope import HASHED
from bot.channels.whatsapp.graph import Answer, Graph, NoAnswer, NotSent, Outcome
from bot.channels.whatsapp.management import Management, template_states
from bot.channels.whatsapp.media import Media, MemoryUploads, Uploaded, Uploads, with_media
from bot.channels.whatsapp.parse import parse_body, read_body
from bot.channels.whatsapp.people import is_phone
from bot.channels.whatsapp.receipts import receipts_of
from bot.channels.whatsapp.verdict import PAIR_LIMIT, GraphError, about_file, verdict
from handlers.incoming import Incoming, Kind

log = logging.getLogger(__name__)

_PATIENCE = 2.0  # seconds a message waits for the read receipt before it, so that no "typing" comes after it


class WhatsAppChannel:
    """One number. `clock` stamps what WhatsApp does not stamp; `close` when done.

    `api_url` holds the version; `number_url` is where the number's own calls go ("": api_url/number id), and
    `auth` the header of the token: a Solution Provider may have its own of each.
    """

    name = "whatsapp"
    window: timedelta | None = timedelta(seconds=WHATSAPP_WINDOW)
    resend_safe = False
    acknowledged = frozenset(Kind) - {Kind.SILENT, Kind.MOVED}

    def __init__(
        self,
        token: str,
        phone_number_id: str,
        api_url: str = WHATSAPP_GRAPH,
        *,
        number_url: str = "",
        auth: str = "Authorization: Bearer",
        business_account_id: str = "",
        uploads: Uploads | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        connect_timeout: float = 10,
        read_timeout: float = 20,
        upload_timeout: float = 120,
    ) -> None:
        self.account = phone_number_id
        self.number = ""  # as people see it; known after `identify`
        self._messages_url = f"{number_url or f'{api_url}/{phone_number_id}'}/{render.MESSAGES}"
        self._clock = clock
        self._graph = Graph(
            token,
            auth,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            upload_timeout=upload_timeout,
        )
        self._media = Media(
            self._graph, api_url, number_url, account=phone_number_id, uploads=uploads or MemoryUploads()
        )
        self._management = Management(
            self._graph, api_url, number_url, account=phone_number_id, business=business_account_id
        )
        self._pair_tries: dict[str, int] = {}  # by address: how often in a row its limit was met
        self._reading: dict[str, _Reading] = {}  # by address

    def remember_uploads(self, uploads: Uploads) -> None:
        """Keep what has been uploaded there from now on."""
        self._media.uploads = uploads

    async def close(self) -> None:
        """Let go of the connections; a later call opens them again."""
        await self._graph.close()

    def parse(self, raw: bytes) -> list[Incoming]:
        return parse_body(raw, account=self.account, now=self._clock())

    def read(self, raw: bytes) -> tuple[list[Incoming], list[Unreadable]]:
        return read_body(raw, account=self.account, now=self._clock())

    def receipts(self, raw: bytes) -> list[Receipt]:
        return receipts_of(raw, account=self.account, now=self._clock())

    def parts(self, outgoing: Outgoing) -> Sequence[Part]:
        return render.parts(outgoing)

    # -- sending ---------------------------------------------------------------------------------

    async def send(self, address: str, part: Part, *, tag: str = "") -> Result:
        """One message. A file is uploaded first, once; an upload that is gone is made again, once."""
        body = {"messaging_product": "whatsapp", "recipient_type": "individual", **part.fields}
        body |= {"to": address} if is_phone(address) else {"recipient": address}
        if tag:
            body["biz_opaque_callback_data"] = tag
        if part.file is None:
            return self._result(address, await self._post(address, body))
        for last in (False, True):
            file = await self._media.uploaded(part.file)
            if not isinstance(file, Uploaded):
                return file
            outcome = await self._post(address, with_media(body, file))
            if last or not file.reused or not isinstance(outcome, GraphError) or not about_file(outcome):
                break
            await self._media.uploads.forget(file.sha256)
        return self._result(address, outcome)

    async def _post(self, address: str, body: Mapping[str, Any]) -> Outcome:
        await self._settled(address)
        return await self._graph.post(self._messages_url, body)

    def _result(self, address: str, outcome: Outcome) -> Result:
        if isinstance(outcome, Answer):
            self._pair_tries.pop(address, None)
            id = a_str(a_dict(next(iter(a_list(outcome.body.get("messages"))), None)).get("id"))
            return Sent(id=id) if id else Uncertain(reason="the answer names no message")
        if isinstance(outcome, NotSent):
            return Later(reason=outcome.reason)
        if isinstance(outcome, NoAnswer):
            return Uncertain(reason=outcome.reason)
        tries = self._pair_tries.get(address, 0)
        result = verdict(outcome, tries=tries, account=self.account)
        if outcome.code == PAIR_LIMIT:
            self._pair_tries[address] = tries + 1
        return result

    # -- receiving -------------------------------------------------------------------------------

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file that a person sent; raises FetchError."""
        return await self._media.fetch(ref)

    async def acknowledge(self, incoming: Incoming) -> None:
        """Mark as read and show "typing", best effort. While one call for an address is under way, only the
        newest that follows is marked: that marks those before it as well."""
        if incoming.key.startswith(HASHED):
            return  # it has no id of the platform
        reading = self._reading.get(incoming.address)
        if reading is not None:
            reading.newest = incoming.key
            return
        reading = self._reading[incoming.address] = _Reading(newest=incoming.key)
        try:
            while key := reading.newest:
                reading.newest = ""
                mark = {"messaging_product": "whatsapp", "status": "read", "message_id": key}
                outcome = await self._graph.post(
                    self._messages_url, {**mark, "typing_indicator": {"type": "text"}}
                )
                if isinstance(outcome, GraphError):
                    log.info("a message could not be marked as read: %s", outcome)
        finally:
            del self._reading[incoming.address]
            reading.done.set()

    async def _settled(self, address: str) -> None:
        """Wait, not for long, for the read receipt under way: "typing" must not appear after the answer."""
        reading = self._reading.get(address)
        if reading is not None:
            try:
                async with asyncio.timeout(_PATIENCE):
                    await reading.done.wait()
            except TimeoutError:
                pass

    # -- what the operator asks ------------------------------------------------------------------

    async def identify(self) -> str:
        """Our number as people see it, kept in `number`; raises CallFailed."""
        self.number = await self._management.number()
        return self.number

    def template_states(self, raw: bytes) -> list[TemplateState]:
        return template_states(raw)

    async def templates(self) -> list[TemplateState]:
        """Every template of the business account; raises TemplateError."""
        return await self._management.templates()

    async def create_template(self, template: TemplateText) -> TemplateState:
        """Lay it before Meta; raises TemplateError."""
        return await self._management.create_template(template)


@dataclass(slots=True)
class _Reading:
    """A read receipt under way for an address, and the message to be marked after it."""

    newest: str
    done: asyncio.Event = field(default_factory=asyncio.Event)
