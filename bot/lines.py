"""How each platform's messages come in: by webhook or by polling, until cancelled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

from bot.channels.base import Channel
from bot.channels.errors import CallFailed, Refused
from bot.channels.telegram import TelegramChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.clock import Clock
from bot.intake import Desks, Intake
from bot.jobs import keep_running
from bot.lease import Lease
from bot.polling import Polling
from bot.settings import Settings
from bot.uploads import StoredUploads
from bot.web.server import WEBHOOK_PATH, Webhook
from bot.web.whatsapp import WhatsAppWebhook
from handlers.voice import LANGUAGES, voice_of
from storage.store import Store

log = logging.getLogger(__name__)

COMMANDS = ("start", "ajukan", "status", "bantuan", "petugas", "bahasa", "batal", "antrean", "catat")
LONGEST = 60.0  # seconds between two tries to reach a platform


LeaseOf = Callable[[str], Lease]
"""What is done by one process of those on the same database at a time, by its name."""


class Line(Protocol):
    """One platform in `serve`."""

    @property
    def channel(self) -> Channel: ...

    @property
    def chat_url(self) -> str:
        """Where our chat is opened from a browser; "" while that is not known."""

    def prepare(self, store: Store) -> None:
        """Before the first message."""

    async def take_in(self, intake: Intake, desks: Desks, lease: LeaseOf) -> None:
        """Until cancelled."""

    def shut(self) -> None:
        """Take nothing in any more."""

    async def close(self) -> None:
        """Let go of the connections."""


class TelegramLine:
    """One bot: by webhook where there is a public address, else by polling."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        token = settings.telegram_token.get_secret_value()
        self.channel = TelegramChannel(token, settings.telegram_api_url, clock=clock.now)
        self.webhook: Webhook | None = None
        if settings.public_url:
            secret = settings.telegram_webhook_secret.get_secret_value()
            self.webhook = Webhook(channel=self.channel, secret=secret)
        self._url = f"{settings.public_url}{WEBHOOK_PATH}"

    @property
    def chat_url(self) -> str:
        return f"https://t.me/{self.channel.username}" if self.channel.username else ""

    def prepare(self, store: Store) -> None:
        """Nothing: a file sent once has Telegram's own reference, which comes with the answer."""

    async def take_in(self, intake: Intake, desks: Desks, lease: LeaseOf) -> None:
        if self.webhook is not None:
            self.webhook.intake = intake
            await reach("set the webhook", partial(self.channel.set_webhook, self._url, self.webhook.secret))
        else:
            await reach("leave the webhook", self.channel.delete_webhook)
        await reach("learn the bot's name", self.channel.identify)
        profile = asyncio.create_task(self._introduce(desks), name="profile")
        try:
            if self.webhook is not None:
                log.info("@%s takes messages by webhook", self.channel.username)
                await asyncio.Event().wait()
            log.info("@%s takes messages by polling", self.channel.username)
            alone = lease(f"polling {self.channel.name} {self.channel.account}")  # Telegram refuses a second
            await keep_running("polling", partial(alone.run, Polling(self.channel, intake).run))
        finally:
            profile.cancel()

    async def _introduce(self, desks: Desks) -> None:
        """The menu of commands and the profile, in every language; the desk works without them."""
        body = (await desks.current()).name
        voices = {language: voice_of(language) for language in LANGUAGES}
        set_up = partial(
            self.channel.set_up,
            {lang: [(name, voice(f"command-{name}")) for name in COMMANDS] for lang, voice in voices.items()},
            {lang: voice("profile-description", body=body) for lang, voice in voices.items()},
            {lang: voice("profile-short", body=body) for lang, voice in voices.items()},
            default=LANGUAGES[0],
        )
        try:
            await reach("set the menu of commands", set_up, insist=False)
        except Refused as error:
            log.error("Telegram refuses the bot's menu or profile: %s", error)

    def shut(self) -> None:
        if self.webhook is not None:
            self.webhook.intake = None

    async def close(self) -> None:
        await self.channel.close()


class WhatsAppLine:
    """One number, by webhook: WhatsApp has no other way. Its address is entered at Meta by hand."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self.channel = whatsapp_channel(settings, clock)
        self.webhook = WhatsAppWebhook(
            channel=self.channel,
            app_secret=settings.whatsapp_app_secret.get_secret_value(),
            verify_token=settings.whatsapp_verify_token.get_secret_value(),
        )

    @property
    def chat_url(self) -> str:
        digits = "".join(c for c in self.channel.number if c.isdigit())
        return f"https://wa.me/{digits}" if digits else ""

    def prepare(self, store: Store) -> None:
        self.channel.remember_uploads(StoredUploads(store, self.channel, self._clock))

    async def take_in(self, intake: Intake, desks: Desks, lease: LeaseOf) -> None:
        self.webhook.intake = intake
        try:
            await reach("look up our WhatsApp number", self.channel.identify, insist=False)
            log.info("WhatsApp %s takes messages by webhook", self.channel.number)
        except Refused as error:  # a provider may not have this call
            log.error("WhatsApp does not show our number, messages may not go out: %s", error)
        await asyncio.Event().wait()

    def shut(self) -> None:
        self.webhook.intake = None

    async def close(self) -> None:
        await self.channel.close()


def whatsapp_channel(settings: Settings, clock: Clock) -> WhatsAppChannel:
    """The number that the settings name; to be closed."""
    return WhatsAppChannel(
        settings.whatsapp_token.get_secret_value(),
        settings.whatsapp_phone_number_id,
        settings.whatsapp_api_url,
        number_url=settings.whatsapp_number_url,
        auth=settings.whatsapp_auth_header,
        business_account_id=settings.whatsapp_business_account_id,
        clock=clock.now,
    )


async def reach(purpose: str, call: Callable[[], Awaitable[object]], *, insist: bool = True) -> None:
    """`call` a platform until it does as asked; without `insist`, raises Refused where it will not.

    A refusal may be cured from outside: a name that does not resolve yet, a certificate.
    """
    tries = 0
    while True:
        try:
            await call()
            return
        except CallFailed as error:
            if isinstance(error, Refused) and not insist:
                raise
            wait = pause(tries) if error.seconds is None else error.seconds
            log.warning("cannot %s, again in %.0f s: %s", purpose, wait, error)
        await asyncio.sleep(wait)
        tries += 1


def pause(tries: int) -> float:
    """Seconds before the next try: 1, 2, 4, ... up to a minute."""
    return float(min(2.0 ** min(tries, 10), LONGEST))
