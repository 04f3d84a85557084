"""A question answered in several messages and files, until "selesai"."""

from dataclasses import dataclass
from typing import Any

from handlers.answers import tidy, typed
from handlers.form import Choice, Invalid, Stay, Turn
from handlers.incoming import Incoming, Kind
from kip.identifiers import find_identifiers, mask_identifiers
from storage.files import FILE_LIMIT

LONGEST = 12_000  # characters of one gathered answer
MOST_FILES = 10


def empty() -> dict[str, Any]:
    return {"texts": [], "files": [], "album": ""}


@dataclass(frozen=True, kw_only=True, slots=True)
class Gather:
    """Collects texts and files until "selesai".

    The value is {"text": str, "files": [[ref, name, mime, size, channel, account], …]}.
    """

    text_needed: bool
    shortest: int = 1

    def parse(self, incoming: Incoming, turn: Turn) -> Any:
        """One more message; "selesai" ends it."""
        state = dict(turn.state or empty())
        if incoming.kind is Kind.TEXT and _is_done(incoming, turn):
            return self.take("done", turn)
        if incoming.kind is Kind.FILE:
            return _add_files(incoming, state, turn)
        return _stay(state | {"texts": _with(state, typed(incoming)), "album": ""}, turn)

    def take(self, choice: str, turn: Turn) -> Any:
        """The whole answer, when "Selesai" is pressed or typed."""
        state = turn.state or empty()
        text = "\n".join(state["texts"])
        if self.text_needed and len(text) < self.shortest:
            key = "gather-text-needed" if state["files"] and not text else "gather-more"
            raise Invalid(key, least=str(self.shortest))
        return {"text": text, "files": state["files"]}


@dataclass(frozen=True, kw_only=True, slots=True)
class CarefulGather(Gather):
    """The same for what others will read: a NIK, phone or e-mail in the text is asked about first."""

    def choices(self, turn: Turn) -> list[Choice]:
        if (turn.state or {}).get("identifiers"):
            return [
                Choice(id="mask", label=turn.voice("identifiers-mask")),
                Choice(id="keep", label=turn.voice("identifiers-keep")),
            ]
        return choices(turn)

    def take(self, choice: str, turn: Turn) -> Any:
        value = Gather.take(self, choice, turn)  # a class with slots has no super() of its own
        if choice == "mask":
            return value | {"text": mask_identifiers(value["text"])}
        return value if choice == "keep" else self._careful(value, turn)

    def _careful(self, value: dict[str, Any], turn: Turn) -> Any:
        """The value, or the question what to do with the identifiers in it (UU 27/2022)."""
        found = find_identifiers(value["text"])
        if not found:
            return value
        kinds = ", ".join(turn.voice(f"identifier-{k}") for k in dict.fromkeys(i.kind for i in found))
        return Stay(
            state=turn.state | {"identifiers": True}, text=turn.voice("identifiers-found", kinds=kinds)
        )


def choices(turn: Turn) -> list[Choice]:
    """The button "Selesai", once there is something."""
    state = turn.state or empty()
    return [Choice(id="done", label=turn.voice("button-done"))] if state["texts"] or state["files"] else []


def show(value: Any, turn: Turn) -> str:
    """The gathered answer in the summary."""
    if not value["files"]:
        return str(value["text"])
    count = turn.voice("gather-files", count=str(len(value["files"])))
    return f"{value['text']} ({count})" if value["text"] else count


def _add_files(incoming: Incoming, state: dict[str, Any], turn: Turn) -> Stay:
    for file in incoming.files:
        if file.size > FILE_LIMIT:
            raise Invalid("invalid-file-large", most=str(FILE_LIMIT // 1024 // 1024), name=file.name)
        if len(state["files"]) >= MOST_FILES:
            raise Invalid("invalid-files-many", most=str(MOST_FILES))
        row = [file.ref, tidy(file.name), file.mime, file.size, incoming.channel, incoming.account]
        state["files"] = [*state["files"], row]
    caption = tidy(incoming.text)
    if caption:
        state["texts"] = _with(state, caption)
    same_album = bool(incoming.album) and incoming.album == state["album"]
    return _stay(state | {"album": incoming.album}, turn, quiet=same_album)


def _with(state: dict[str, Any], text: str) -> list[str]:
    """All texts and one more; raises Invalid where that is more than one answer holds."""
    if sum(map(len, state["texts"])) + len(text) > LONGEST:
        raise Invalid("invalid-long", most=str(LONGEST), length=str(len(text)))
    return [*state["texts"], text]


def _stay(state: dict[str, Any], turn: Turn, *, quiet: bool = False) -> Stay:
    texts, files = len(state["texts"]), len(state["files"])
    what = turn.voice("gather-texts", count=str(texts)) if texts else ""
    if files:
        counted = turn.voice("gather-files", count=str(files))
        what = f"{what}, {counted}" if what else counted
    return Stay(state=state, text=turn.voice("gathered", what=what), quiet=quiet)


def _is_done(incoming: Incoming, turn: Turn) -> bool:
    return " ".join(incoming.text.casefold().split()).strip(" .!\"'") in turn.voice.words("done")
