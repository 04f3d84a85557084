"""Telegram: python-telegram-bot is the client, everything else is here."""

from bot.channels.errors import BadToken, CallFailed, Conflict, Refused
from bot.channels.telegram.client import RawUpdate, TelegramChannel

__all__ = [
    "BadToken",
    "CallFailed",
    "Conflict",
    "RawUpdate",
    "Refused",
    "TelegramChannel",
]
