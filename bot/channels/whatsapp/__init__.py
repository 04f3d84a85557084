"""WhatsApp's Cloud API: a thin client of our own, and a reader that takes every level of a body."""

from bot.channels.whatsapp.client import WhatsAppChannel
from bot.channels.whatsapp.media import MemoryUploads, Uploads

__all__ = ["MemoryUploads", "Uploads", "WhatsAppChannel"]
