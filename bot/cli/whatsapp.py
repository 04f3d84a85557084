"""`ppid whatsapp`: the templates that Meta approves, and what was sent in a month."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.database import opened, settings_for, zone_of
from bot.cli.terminal import say, stop, voice

if TYPE_CHECKING:
    from bot.channels.base import TemplateState, TemplateText
    from bot.channels.whatsapp import WhatsAppChannel
    from bot.settings import Settings
    from storage.store import Store

app = typer.Typer(no_args_is_help=True)
templates = typer.Typer(no_args_is_help=True)
app.add_typer(templates, name="templates", help=voice("cli-help-templates"))

R = TypeVar("R")
_STATUS = {
    "missing": "cli-template-missing",
    "approved": "cli-template-approved",
    "pending": "cli-template-pending",
    "rejected": "cli-template-rejected",
    "paused": "cli-template-paused",
    "disabled": "cli-template-disabled",
}
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@templates.command(help=voice("cli-help-templates-push"))
def push() -> None:
    from bot import approval

    settings = _settings()
    with opened(settings) as store:
        wanted = _wanted(store)
        done = _ask(settings, lambda channel: approval.push(channel, wanted))
        _keep(store, settings, done.states)
    say("cli-templates-pushed", count=str(len(wanted)), new=str(done.new))
    _show(done.states)
    if done.refused:
        stop("cli-templates-refused", lines=done.refused)


@templates.command(help=voice("cli-help-templates-status"))
def status() -> None:
    from bot import approval

    settings = _settings()
    with opened(settings) as store:
        wanted = _wanted(store)
        states = _ask(settings, lambda channel: approval.standing(channel, wanted))
        _keep(store, settings, states)
    _show(states)
    waiting = [state for state in states if state.status != "approved"]
    say("cli-templates-waiting" if waiting else "cli-templates-all", count=str(len(waiting)))


@app.command(help=voice("cli-help-cost"))
def cost(
    month: Annotated[str, typer.Option(metavar="TAHUN-BULAN", help=voice("cli-help-month"))] = "",
) -> None:
    from bot.clock import Clock
    from storage import deliveries

    settings = settings_for("command")
    with opened(settings) as store:
        zone = store.read_sync(zone_of, settings)
        month = month or Clock().now().astimezone(zone).strftime("%Y-%m")
        found = _MONTH.fullmatch(month)
        if found is None:
            stop("cli-bad-month", status=2, value=month)
        year, number = int(found[1]), int(found[2])
        since = datetime(year, number, 1, tzinfo=zone)
        until = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)
        rows = store.read_sync(deliveries.count, channel="whatsapp", since=since, until=until)
    if not rows:
        say("cli-cost-none", month=month)
        return
    say("cli-cost-heading", month=month)
    for category in dict.fromkeys(row.category for row in rows):
        own = [row for row in rows if row.category == category]
        say(
            "cli-cost-line",
            category=category or voice("cli-cost-unknown"),
            messages=str(sum(row.messages for row in own)),
            charged=str(sum(row.messages for row in own if row.charged)),
            failed=str(sum(row.messages for row in own if row.failed)),
        )
    say("cli-cost-total", charged=str(sum(row.messages for row in rows if row.charged)))


def _settings() -> "Settings":
    settings = settings_for("command")
    if not settings.has_whatsapp:
        stop("cli-no-whatsapp", status=2)
    return settings


def _wanted(store: "Store") -> "list[TemplateText]":
    from bot import approval
    from storage import content
    from storage.templates import KEY, families

    rows = store.read_sync(content.value_of, KEY).get("entries", ())
    if not rows:
        stop("cli-no-templates")
    return approval.texts(families(rows))


def _ask(settings: "Settings", call: "Callable[[WhatsAppChannel], Awaitable[R]]") -> R:
    """Ask Meta, or end with what it said."""
    import asyncio

    from bot.channels.base import TemplateError
    from bot.clock import Clock
    from bot.lines import whatsapp_channel

    async def asked() -> R:
        channel = whatsapp_channel(settings, Clock())
        try:
            return await call(channel)
        finally:
            await channel.close()

    try:
        return asyncio.run(asked())
    except TemplateError as error:
        stop("cli-templates-away", error=str(error))


def _keep(store: "Store", settings: "Settings", states: "Sequence[TemplateState]") -> None:
    from bot.clock import Clock
    from bot.receipts import keep_states

    account = settings.whatsapp_phone_number_id
    store.transact_sync(keep_states, "whatsapp", account, states, Clock().now())


def _show(states: "Sequence[TemplateState]") -> None:
    for state in states:
        said = voice(_STATUS[state.status]) if state.status in _STATUS else state.status
        line = {"name": state.name, "language": state.language, "status": said}
        if state.reason:
            say("cli-template-why", **line, reason=state.reason)
        else:
            say("cli-template", **line)
