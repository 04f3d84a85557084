"""The Telegram channel: what we say becomes calls, what the platform answers becomes a Result."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from telegram import Bot, InputFile
from telegram.error import TelegramError

from bot.channels import errors
from bot.channels.base import FetchError, Later, Outgoing, OutgoingFile, Part, Receipt, Rejected, Result, Sent
from bot.channels.http_request import AiohttpRequest, ApiError, TooLarge
from bot.channels.limits import TELEGRAM_DOWNLOAD, TELEGRAM_PHOTO, TELEGRAM_POLL_BATCH, TELEGRAM_UPLOAD
from bot.channels.telegram import render
from bot.channels.telegram.parse import ALLOWED_UPDATES, parse_update, pressed
from bot.channels.telegram.verdict import about_file, bad_token, lost_file, verdict
from handlers.incoming import Incoming, Kind

log = logging.getLogger(__name__)

_TOKEN = re.compile(r"([1-9]\d*):[A-Za-z0-9_-]+")
_CHAT_ID = re.compile(r"-?\d{1,18}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")  # would end the header that a file's name stands in
_OTHER = {"sendPhoto": "sendDocument", "sendDocument": "sendPhoto"}
_ANSWERED = ("query is too old", "message is not modified", "message to edit not found")


@dataclass(frozen=True, kw_only=True, slots=True)
class RawUpdate:
    """An update as getUpdates gave it: `body` is what `parse` takes."""

    id: int
    body: bytes


class TelegramChannel:
    """One bot. `clock` stamps what Telegram does not stamp; `close` when done."""

    name = "telegram"
    window: timedelta | None = None
    acknowledged = frozenset({Kind.BUTTON})
    resend_safe = True

    def __init__(
        self,
        token: str,
        api_url: str = "https://api.telegram.org",
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        connect_timeout: float = 10,
        read_timeout: float = 20,
        upload_timeout: float = 120,
    ) -> None:
        known = _TOKEN.fullmatch(token)
        if known is None:
            raise ValueError("a Telegram token looks like 123456:AAxxxx, as BotFather gives it out")
        self.account = known[1]
        self.username = ""  # known after `identify`
        self._clock = clock
        self._monotonic = monotonic
        self._waiting: dict[str, float] = {}  # address under flood control -> until when
        alias = f"{self.account}:[token]"
        self._files = f"{api_url}/file/bot{alias}"
        self._methods = f"{api_url}/bot{alias}"
        self._request = AiohttpRequest(
            token=token,
            alias=alias,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            upload_timeout=upload_timeout,
        )
        self._bot = Bot(
            token=alias,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def close(self) -> None:
        """Let go of the connections; a later call opens them again."""
        await self._request.shutdown()

    def parse(self, raw: bytes) -> list[Incoming]:
        return parse_update(raw, account=self.account, now=self._clock(), username=self.username)

    def receipts(self, raw: bytes) -> list[Receipt]:
        """None: what was taken is delivered."""
        return []

    def parts(self, outgoing: Outgoing) -> Sequence[Part]:
        return render.parts(outgoing)

    async def send(self, address: str, part: Part, *, tag: str = "") -> Result:
        """One message. A file that cannot go in one way is tried in another."""
        fields = {**part.fields, "chat_id": _chat_id(address)}
        try:
            if part.file is None:
                return _sent(await self._call(part.method, fields))
            return await self._send_file(part.method, fields, part.file)
        except ApiError as error:
            return verdict(error, everyone=error.status == 429 and self._all_wait(address, error))
        except TelegramError as error:
            return Later(reason=str(error))

    async def _send_file(self, method: str, fields: dict[str, Any], file: OutgoingFile) -> Result:
        """By reference where there is one (it is bound to photo or document), else by its bytes."""
        refusal: ApiError | None = None
        if file.ref:
            for way in (method, _OTHER[method]):
                outcome = await self._attempt(way, fields, file.ref)
                if isinstance(outcome, Sent):
                    return outcome
                refusal = outcome
        if file.path is not None:
            try:
                content = await asyncio.to_thread(file.path.read_bytes)
            except OSError as error:
                return Rejected(reason=f"cannot read the file {file.name!r}: {error.strerror}")
            if len(content) > TELEGRAM_UPLOAD:
                reason = f"the file {file.name!r} has {len(content)} bytes, the limit is {TELEGRAM_UPLOAD}"
                return Rejected(reason=reason)
            ways = [method] if method == "sendPhoto" and len(content) <= TELEGRAM_PHOTO else []
            for way in (*ways, "sendDocument"):
                outcome = await self._attempt(way, fields, _upload(content, file))
                if isinstance(outcome, Sent):
                    return outcome
                refusal = outcome
        if refusal is None:
            return Rejected(reason=f"the file {file.name!r} has neither a reference nor a path")
        raise refusal

    async def _attempt(self, way: str, fields: dict[str, Any], value: str | InputFile) -> Sent | ApiError:
        """The refusal is returned where another way of sending the same file may do."""
        if way == "sendPhoto":
            fields = {
                name: value for name, value in fields.items() if name != "disable_content_type_detection"
            }
        call = self._call if isinstance(value, str) else self._call_with_file
        try:
            return _sent(await call(way, {**fields, "photo" if way == "sendPhoto" else "document": value}))
        except ApiError as error:
            if not about_file(error):
                raise
            return error

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file that a person sent, at most 20 MB; raises FetchError."""
        try:
            file = await self._call("getFile", {"file_id": ref})
            if int(file.get("file_size") or 0) > TELEGRAM_DOWNLOAD:
                raise FetchError(f"the file is over {TELEGRAM_DOWNLOAD} bytes", forever=True)
            path = file.get("file_path")
            if not path:
                raise FetchError("Telegram gave no path for the file")
            return await self._request.download(f"{self._files}/{path}", TELEGRAM_DOWNLOAD)
        except TooLarge as error:
            raise FetchError(str(error), forever=True) from None
        except ApiError as error:
            raise FetchError(f"{error.status}: {error.description}", forever=lost_file(error)) from None
        except TelegramError as error:
            raise FetchError(str(error)) from None

    async def acknowledge(self, incoming: Incoming, text: str = "", *, remove_buttons: bool = False) -> None:
        """Stop the clock on a pressed button, best effort: failures are only logged.

        `remove_buttons` also takes the buttons off the message, so that it cannot be pressed twice.
        """
        press = pressed(incoming.raw)
        if press is None:
            return
        note = {"text": text} if text else {}
        calls: list[tuple[str, dict[str, Any]]] = [
            ("answerCallbackQuery", {"callback_query_id": press.query, **note})
        ]
        if remove_buttons and press.message:
            calls.append(("editMessageReplyMarkup", {"chat_id": press.chat, "message_id": press.message}))
        for method, fields in calls:
            try:
                await self._call(method, fields)
            except TelegramError as error:
                if not any(text in str(error).lower() for text in _ANSWERED):
                    log.warning("%s failed: %s", method, error)

    async def poll(self, offset: int | None, timeout: int = 25) -> list[RawUpdate]:  # noqa: ASYNC109  # Telegram's wait, no deadline of ours
        """The next updates, waiting up to `timeout` seconds for the first; raises CallFailed.

        `offset` is the id after the last one dealt with: asking for it confirms all before.
        """
        fields: dict[str, Any] = {
            "limit": TELEGRAM_POLL_BATCH,
            "timeout": timeout,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if offset is not None:
            fields["offset"] = offset
        updates = await self._ask("getUpdates", fields, read_timeout=timeout + 10)
        return [RawUpdate(id=update["update_id"], body=orjson.dumps(update)) for update in updates]

    async def identify(self) -> str:
        """The bot's own user name, kept in `username`; raises CallFailed."""
        self.username = (await self._ask("getMe", {}))["username"]
        return self.username

    async def set_up(
        self,
        commands: Mapping[str, Sequence[tuple[str, str]]],
        description: Mapping[str, str] | None = None,
        short_description: Mapping[str, str] | None = None,
        *,
        default: str = "id",
    ) -> None:
        """The menu and the texts of the bot's profile, by language; raises CallFailed.

        What is given for `default` is shown to everybody whose language is not given.
        """
        for language, listed in commands.items():
            menu = [{"command": name, "description": said} for name, said in listed]
            await self._ask("setMyCommands", {"commands": menu, **_language(language, default)})
        for language, text in (description or {}).items():
            await self._ask("setMyDescription", {"description": text, **_language(language, default)})
        for language, text in (short_description or {}).items():
            await self._ask(
                "setMyShortDescription", {"short_description": text, **_language(language, default)}
            )

    async def set_webhook(self, url: str, secret: str, *, max_connections: int = 40) -> None:
        """Have updates posted to `url`, each with `secret` as X-Telegram-Bot-Api-Secret-Token.

        Raises CallFailed.
        """
        await self._ask(
            "setWebhook",
            {
                "url": url,
                "secret_token": secret,
                "max_connections": max_connections,
                "allowed_updates": list(ALLOWED_UPDATES),
            },
        )

    async def delete_webhook(self) -> None:
        """Back to polling; what waits is kept. Raises CallFailed."""
        await self._ask("deleteWebhook", {"drop_pending_updates": False})

    async def _ask(self, method: str, fields: dict[str, Any], read_timeout: float | None = None) -> Any:
        try:
            return await self._call(method, fields, read_timeout)
        except ApiError as error:
            reason = f"{method}: {error.status} {error.description}"
            if error.status == 409:
                raise errors.Conflict(reason) from None
            if bad_token(error):
                raise errors.BadToken(f"{reason}; Telegram does not know the bot's token") from None
            if error.status != 429 and error.status < 500:
                raise errors.Refused(reason) from None
            raise errors.CallFailed(reason, seconds=error.retry_after) from None
        except TelegramError as error:
            raise errors.CallFailed(f"{method}: {error}") from None

    async def _call(self, method: str, fields: dict[str, Any], read_timeout: float | None = None) -> Any:
        return await self._request.call(f"{self._methods}/{method}", fields, read_timeout)

    async def _call_with_file(self, method: str, fields: dict[str, Any]) -> Any:
        # "All methods in the Bot API are case-insensitive": small letters keep the library from warning
        # that it has a method of that name, which would parse the answer into objects nobody reads.
        return await self._bot.do_api_request(
            method.lower(), api_kwargs=fields, read_timeout=self._request.read_timeout
        )

    def _all_wait(self, address: str, error: ApiError) -> bool:
        """A 429 does not say whom it is for: one chat (1/s) or the bot (30/s).

        It is taken to be for the bot when a second private chat is refused while a first still waits.
        Groups have a limit of their own (20 a minute) and say nothing about the rest.
        """
        now = self._monotonic()
        self._waiting = {other: until for other, until in self._waiting.items() if until > now}
        if address.startswith("-"):
            return False
        self._waiting[address] = now + (error.retry_after or 1)
        return len(self._waiting) > 1


def _chat_id(address: str) -> int | str:
    return int(address) if _CHAT_ID.fullmatch(address) else address


def _sent(result: Any) -> Sent:
    if not isinstance(result, dict):
        return Sent()
    sizes = result.get("photo") or [{}]
    file = result.get("document") or sizes[-1]
    return Sent(id=str(result.get("message_id", "")), ref=file.get("file_id", ""))


def _upload(content: bytes, file: OutgoingFile) -> InputFile:
    upload = InputFile(content, filename=_CONTROL.sub(" ", file.name))
    upload.mimetype = file.mime
    return upload


def _language(language: str, default: str) -> dict[str, str]:
    return {} if language == default else {"language_code": language}
