"""What a person sent us, the same for every channel."""

from datetime import datetime
from enum import StrEnum

from storage.frozen import frozen


class Kind(StrEnum):
    """What sort of thing arrived; a channel maps whatever it does not know to OTHER."""

    TEXT = "text"
    BUTTON = "button"
    FILE = "file"  # photo or document, with its caption in `text`
    VOICE = "voice"  # voice note, audio, video, video note
    STICKER = "sticker"  # sticker, animated emoji, dice, game
    CONTACT = "contact"
    LOCATION = "location"
    EDITED = "edited"  # an earlier message was changed; never re-run from it
    BLOCKED = "blocked"  # the person stopped the bot
    UNBLOCKED = "unblocked"
    MOVED = "moved"  # the chat has a new address, or its account a new user id, given in `text`
    SILENT = "silent"  # a reaction, a word of the platform itself: nobody waits for an answer
    OTHER = "other"


UNHEARD = (Kind.SILENT, Kind.BLOCKED, Kind.UNBLOCKED, Kind.MOVED)  # nobody waits for an answer to these


@frozen
class RemoteFile:
    """A file that still lies with the platform."""

    ref: str  # what the channel's `fetch` takes (Telegram: file_id)
    name: str
    mime: str
    size: int  # bytes; 0 where the platform does not say


@frozen
class Incoming:
    """One message, button press or change of state, told apart for ever by (channel, account, key)."""

    channel: str  # "telegram", "web", "console"
    account: str  # which bot or number of ours it came to
    key: str  # the platform's own id of it (Telegram: update_id)
    at: datetime  # the platform's stamp, aware, UTC
    address: str  # where an answer goes (Telegram: chat id; WhatsApp: phone number, else user id)
    also: tuple[str, ...] = ()  # other names the platform has for the same address (WhatsApp: user id)
    kind: Kind
    text: str = ""
    data: str = ""  # what the pressed button carried
    files: tuple[RemoteFile, ...] = ()
    album: str = ""  # the same for all parts of one album
    ordered: bool = True  # False where a platform may bring messages in another order than they were sent
    private: bool = True  # False in groups and channels
    name: str = ""  # how the person calls themselves on the platform
    username: str = ""
    link: str = ""  # in groups: where this bot can be spoken to in private
    language: str = ""  # the two-letter language of the person's app, if told
    raw: bytes = b""  # the platform's body, kept until it is dealt with

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"Incoming.at must be aware, got {self.at!r}")
