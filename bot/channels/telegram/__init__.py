"""Telegram: python-telegram-bot is the client, everything else is here."""

from bot.channels.telegram.client import RawUpdate, TelegramChannel
from bot.channels.telegram.errors import BadToken, CallFailed, Conflict, Refused

__all__ = [
    "BadToken",
    "CallFailed",
    "Conflict",
    "RawUpdate",
    "Refused",
    "TelegramChannel",
]
