"""What we say to a person; each channel renders it within its own limits."""

from typing import Any

from storage.frozen import frozen

DATA_LIMIT = 64  # bytes; Telegram's callback_data, the narrowest of the channels


@frozen
class Option:
    """A choice: `data` comes back when it is pressed, or when its number or label is typed."""

    data: str  # "draft:key:option" or "request:version:action", at most 64 bytes
    label: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.data.encode()) <= DATA_LIMIT:
            raise ValueError(f"Option.data must have 1 to {DATA_LIMIT} bytes, got {self.data!r}")
        if not self.label:
            raise ValueError(f"Option.label is empty (data {self.data!r})")


@frozen
class Attachment:
    """A file of ours: a row of `stored_file`, or a paper to be printed when it is sent."""

    file: int = 0  # id in stored_file; 0 where `paper` is set
    paper: str = ""  # "receipt" or "answer": made from `request` at the moment of sending
    request: int = 0
    name: str = ""


@frozen
class Say:
    """One message. `text` is plain: no markup, so nothing a person typed can break it."""

    text: str
    options: tuple[Option, ...] = ()
    files: tuple[Attachment, ...] = ()
    link: str = ""  # the nonce of a one-time link, whose address is put below the text when it is sent

    def as_dict(self) -> dict[str, Any]:
        """A JSON-able form, small: empty parts are left out."""
        body: dict[str, Any] = {"text": self.text}
        if self.options:
            body["options"] = [[o.data, o.label] for o in self.options]
        if self.files:
            body["files"] = [
                {"file": f.file, "paper": f.paper, "request": f.request, "name": f.name} for f in self.files
            ]
        if self.link:
            body["link"] = self.link
        return body

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> "Say":
        return cls(
            text=body["text"],
            options=tuple(Option(data=d, label=label) for d, label in body.get("options", ())),
            files=tuple(Attachment(**f) for f in body.get("files", ())),
            link=body.get("link", ""),
        )
