"""What the fake WhatsApp keeps: people, messages, media, templates, calls, faults."""

import base64
import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.testing_state import Upload

WINDOW = timedelta(hours=24)  # "customer service window": from the person's last message
MEDIA_URL = timedelta(minutes=5)  # how long the address of a file is good for
MEDIA_OURS, MEDIA_THEIRS = timedelta(days=30), timedelta(days=7)  # how long a media id is

# code -> HTTP status, what Meta calls it (developers.facebook.com, Cloud API error codes)
ERRORS: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    4: (400, "Application request limit reached"),
    10: (403, "Application does not have permission for this action"),
    100: (400, "Invalid parameter"),
    190: (401, "Invalid OAuth access token"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Rate limit issues"),
    130429: (400, "Rate limit hit"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131031: (403, "Account has been locked"),
    131042: (400, "Business eligibility payment issue"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "This message was not delivered to maintain healthy ecosystem engagement"),
    131050: (400, "User has stopped marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Translated text too long"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132018: (400, "There is an issue with the parameters in your template"),
}


class Refusal(Exception):
    """An answer with `error`; `code` is Graph's own, and with it the HTTP status."""

    def __init__(self, code: int, details: str = "", *, status: int = 0) -> None:
        known, title = ERRORS.get(code, (400, "Unknown error"))
        super().__init__(f"(#{code}) {title}: {details}")
        self.code = code
        self.status = status or known
        self.title = title
        self.details = details

    def body(self) -> dict[str, Any]:
        error = {"message": f"(#{self.code}) {self.title}", "type": "OAuthException", "code": self.code}
        data = {"messaging_product": "whatsapp", "details": self.details or self.title}
        return {"error": {**error, "error_data": data, "fbtrace_id": "AFakeFakeFakeFakeFakeFa"}}

    def in_status(self) -> dict[str, Any]:
        """As it stands in a `failed` status."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details or self.title},
        }


@dataclass(kw_only=True, slots=True)
class Call:
    """One call to the fake: `body` as JSON or a form's fields, `file` where one was uploaded."""

    method: str  # "messages", "media", "templates", "download", ...: what it was about
    verb: str
    body: dict[str, Any]
    at: float  # the event loop's time
    file: Upload | None = None
    status: int = 0  # 0 while it is under way, or where the connection was cut
    answer: Any = None

    @property
    def ok(self) -> bool:
        return self.status == 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """Something to tap: a reply button, a row of a list, a template's button, or a link."""

    label: str
    id: str = ""  # what comes back
    description: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """One message of ours, as the person sees it."""

    id: str
    text: str  # body or caption; a template's with its fields filled in
    buttons: tuple[Button, ...] = ()
    rows: tuple[Button, ...] = ()  # behind the button `opens`
    opens: str = ""
    header: str = ""
    footer: str = ""
    file: Upload | None = None
    template: str = ""
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def choices(self) -> tuple[Button, ...]:
        return (*self.buttons, *self.rows)

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.choices]


@dataclass(kw_only=True, slots=True)
class Fault:
    """What the next `times` matching calls meet. `accepted`: the call has its effect all the same."""

    refusal: Refusal | None = None
    status: int = 0  # a bare HTTP status, with no JSON: a gateway in between
    accepted: bool = False
    seconds: float = 0  # the answer comes so late
    cut: bool = False  # the connection is closed without an answer
    method: str = ""
    to: str = ""
    times: int = 1

    def meets(self, call: Call) -> bool:
        if self.times < 1 or call.method != (self.method or "messages"):
            return False
        if not self.method and "status" in call.body:  # a read receipt is no message
            return False
        return not self.to or self.to in (call.body.get("to"), call.body.get("recipient"))


@dataclass(kw_only=True, slots=True)
class Media:
    """A file on the platform; `size` may be told larger than the bytes that are there."""

    id: str
    upload: Upload
    size: int
    until: datetime
    deleted: bool = False
    urls: dict[str, datetime] = field(default_factory=dict)  # -> good until

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.upload.data).hexdigest()

    def described(self) -> dict[str, str]:
        """In a person's message: there the hash is in base64."""
        digest = base64.b64encode(hashlib.sha256(self.upload.data).digest()).decode()
        return {"id": self.id, "mime_type": self.upload.mime, "sha256": digest}


@dataclass(kw_only=True, slots=True)
class Kept:
    """A template: `status` is PENDING, APPROVED, REJECTED, PAUSED or DISABLED."""

    id: str
    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    status: str = "PENDING"
    parameter_format: str = "POSITIONAL"
    reason: str = "NONE"  # of a rejected one

    def component(self, kind: str) -> dict[str, Any]:
        return next((c for c in self.components if c["type"].upper() == kind), {})

    @property
    def buttons(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.component("BUTTONS").get("buttons", [])
        return listed

    def described(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "parameter_format": self.parameter_format,
            "components": self.components,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            **({"rejected_reason": self.reason} if self.status == "REJECTED" else {}),
            "id": self.id,
        }


@dataclass(kw_only=True, slots=True)
class Party:
    """The account of a person. `phone` is "" where only the user id is shown to a business."""

    name: str
    phone: str
    bsuid: str
    username: str = ""
    blocked: bool = False
    off: bool = False  # not on WhatsApp any more
    wrote_at: datetime | None = None  # the window is open for a day from here
    screens: list[Screen] = field(default_factory=list)
    given: int = 0  # how many of them `replies` gave out
    wrote: list[str] = field(default_factory=list)  # ids of this person's messages
    read_by_us: str = ""  # the newest of them that we marked as read
    typing: int = 0  # how often we showed that we are typing
    emoji: dict[str, str] = field(default_factory=dict)  # our reactions, by message
    spent: float = 0.0  # of the burst of this pair, and
    spent_at: datetime | None = None  # when it was counted

    def profile(self) -> dict[str, Any]:
        """In `contacts` of a webhook."""
        named = {"name": self.name} | ({"username": self.username} if self.username else {})
        return {"profile": named, **({"wa_id": self.phone} if self.phone else {}), "user_id": self.bsuid}

    def sender(self) -> dict[str, str]:
        return {**({"from": self.phone} if self.phone else {}), "from_user_id": self.bsuid}


@dataclass(kw_only=True, slots=True)
class Given:
    """A message of ours that was accepted."""

    id: str
    to: Party | None  # None: a number nobody has
    input: str  # as it stood in `to` or `recipient`
    by_phone: bool
    tag: str
    category: str
    at: datetime


class State:
    """Everything behind one business number."""

    def __init__(
        self,
        *,
        token: str,
        phone_number_id: str,
        account: str,
        display: str,
        version: str,
        clock: Callable[[], datetime],
    ) -> None:
        self.token = token
        self.phone_number_id = phone_number_id
        self.account = account
        self.display = display
        self.version = version
        self.clock = clock
        self.origin = ""  # scheme, host and port, once it runs
        self.parties: list[Party] = []
        self.media: dict[str, Media] = {}
        self.templates: list[Kept] = []
        self.given: dict[str, Given] = {}
        self.numbers = itertools.count(1)

    def now(self) -> datetime:
        return self.clock().astimezone(UTC)

    def stamp(self) -> str:
        return str(int(self.now().timestamp()))

    def wamid(self) -> str:
        return "wamid." + base64.b64encode(f"FAKE{next(self.numbers):020d}".encode()).decode()

    def find(self, to: str) -> Party | None:
        """By number (with or without +) or user id."""
        value = to.removeprefix("+")
        return next((p for p in self.parties if value and value in (p.phone, p.bsuid)), None)

    def store(self, upload: Upload, keep: timedelta, size: int | None = None) -> Media:
        number = f"{1003383421000000 + next(self.numbers)}"
        media = Media(
            id=number,
            upload=upload,
            size=len(upload.data) if size is None else size,
            until=self.now() + keep,
        )
        self.media[number] = media
        return media

    def held(self, id: str) -> Media:
        """Raises Refusal where there is none."""
        media = self.media.get(id)
        if media is None or media.deleted or media.until < self.now():
            raise Refusal(100, f"Object with ID '{id}' does not exist")
        return media

    def url_of(self, media: Media) -> str:
        """A new address for a file, good for five minutes."""
        path = f"/lookaside/{media.id}/{next(self.numbers)}"
        media.urls[path] = self.now() + MEDIA_URL
        return f"{self.origin}{path}"

    def template(self, name: str, language: str) -> Kept | None:
        return next((t for t in self.templates if (t.name, t.language) == (name, language)), None)

    def open_to(self, party: Party) -> bool:
        """Whether we may write freely."""
        return party.wrote_at is not None and self.now() - party.wrote_at < WINDOW
