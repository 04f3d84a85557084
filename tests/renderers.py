"""What a Say becomes on each platform: rendered by its channel, and held against the rules of its fake."""

import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bot.channels.base import Outgoing, OutgoingFile, Part
from bot.channels.telegram import render as telegram_render
from bot.channels.whatsapp import render as whatsapp_render
from bot.testing_methods import Methods
from bot.testing_people import PAPER, PICTURE
from bot.testing_state import State as TelegramState
from bot.testing_state import Upload
from bot.testing_whatsapp_messages import screen
from bot.testing_whatsapp_state import State as WhatsAppState
from handlers.say import Say

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CHAT, PHONE = 700000001, "+6281200000017"


@dataclass(frozen=True, kw_only=True)
class Look:
    """One message as a person sees it: `choices` is what can be tapped, (what comes back, its label)."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    body: dict[str, Any]


def on_telegram(say: Say) -> list[Look]:
    """Raises bot.testing_state.Refusal for what Telegram would not take."""
    state, methods = _telegram()
    looks = []
    for part in telegram_render.parts(_outgoing(say)):
        files: dict[str, Upload] = {}
        if part.file is not None:
            field = "photo" if part.method == "sendPhoto" else "document"
            data = PICTURE if field == "photo" else PAPER
            files[field] = Upload(name=part.file.name, mime=part.file.mime, data=data)
        body = {**part.fields, "chat_id": CHAT}
        reply = state.reply(methods.call(part.method, body, files))
        choices = tuple((button.data, button.label) for button in reply.buttons)
        names = (reply.file.name,) if reply.file else ()
        looks.append(Look(text=reply.text, choices=choices, files=names, body=body))
    return looks


def on_whatsapp(say: Say) -> list[Look]:
    """Raises bot.testing_whatsapp_state.Refusal for what Meta would not take."""
    state = _whatsapp()
    looks = []
    for part in whatsapp_render.parts(_outgoing(say)):
        body = {"messaging_product": "whatsapp", "to": PHONE, **_uploaded(state, part)}
        shown, _ = screen(state, body, state.wamid())
        choices = tuple((choice.id, choice.label) for choice in shown.choices)
        names = (shown.file.name,) if shown.file else ()
        looks.append(Look(text=shown.text, choices=choices, files=names, body=body))
    return looks


PLATFORMS: dict[str, Callable[[Say], list[Look]]] = {"telegram": on_telegram, "whatsapp": on_whatsapp}


def problems(say: Say, looks: Sequence[Look]) -> list[str]:
    """What of `say` a person would miss: words, files, choices, or what tells two choices apart."""
    found = []
    text = "".join(look.text for look in looks)
    if _bare(say.text) not in _bare(text):
        found.append("the text is not whole")
    if sum(len(look.files) for look in looks) != len(say.files):
        found.append("files are missing")
    choices = [choice for look in looks for choice in look.choices]
    for number, option in enumerate(say.options, start=1):
        if option.data not in dict(choices) and f"\n{number}. " not in f"\n{text}":
            found.append(f"[{option.label}] can be neither tapped nor typed by its number")
    if len({label for _, label in choices}) < len({data for data, _ in choices}):
        found.append(f"choices look the same: {[label for _, label in choices]}")
    return found


def _bare(text: str) -> str:
    return "".join(text.split())


def _outgoing(say: Say) -> Outgoing:
    names = [file.name or f"{file.paper or 'berkas'}.pdf" for file in say.files]
    files = (
        OutgoingFile(name=n, mime=mimetypes.guess_type(n)[0] or "application/pdf", ref="x") for n in names
    )
    return Outgoing(text=say.text, options=say.options, files=tuple(files))


def _uploaded(state: WhatsAppState, part: Part) -> dict[str, Any]:
    """The fields with the id of the part's file, where the channel puts it."""
    if part.file is None:
        return part.fields
    upload = Upload(name=part.file.name, mime=part.file.mime, data=PAPER)
    id = state.store(upload, timedelta(days=30)).id
    fields = part.fields
    if fields["type"] == "interactive":
        header = fields["interactive"]["header"]
        named = {**header, header["type"]: {**header[header["type"]], "id": id}}
        return {**fields, "interactive": {**fields["interactive"], "header": named}}
    return {**fields, fields["type"]: {**fields[fields["type"]], "id": id}}


@cache
def _telegram() -> tuple[TelegramState, Methods]:
    state = TelegramState("123456:AAFakeFake", "ppid_bot", lambda: NOW)
    state.chat(CHAT).started = True
    return state, Methods(state, True)


@cache
def _whatsapp() -> WhatsAppState:
    return WhatsAppState(
        token="", phone_number_id="900", account="901", display="62748", version="v26.0", clock=lambda: NOW
    )
