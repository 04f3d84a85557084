"""A question answered in several messages and files, until "selesai"."""

from dataclasses import dataclass
from typing import Any

from handlers.answers import tidy, typed
from handlers.form import Choice, Invalid, Question, Stay, Turn
from handlers.identity import names_papers
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
    """The same for what others will read: a NIK, phone or e-mail in the text is asked about first, and so is
    a file that says it is a KTP or the like."""

    def parse(self, incoming: Incoming, turn: Turn) -> Any:
        state = turn.state or empty()
        doubted = state.get("doubted")
        if incoming.kind is Kind.FILE and (
            names_papers(incoming) or (doubted and _same_album(incoming, state))
        ):
            return _doubt(incoming, state, turn)
        if doubted:
            return Stay(state=state, text=turn.voice("paper-doubt"))
        return Gather.parse(self, incoming, turn)

    def choices(self, turn: Turn) -> list[Choice]:
        if (turn.state or {}).get("doubted"):
            return [
                Choice(id="drop", label=turn.voice("paper-drop")),
                Choice(id="add", label=turn.voice("paper-add")),
            ]
        if (turn.state or {}).get("identifiers"):
            return [
                Choice(id="mask", label=turn.voice("identifiers-mask")),
                Choice(id="keep", label=turn.voice("identifiers-keep")),
            ]
        return choices(turn)

    def take(self, choice: str, turn: Turn) -> Any:
        if choice in ("drop", "add"):
            return _settle_doubt(choice, turn)
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


def gathers(question: Question) -> bool:
    """Whether a question takes files, and so sees to them itself."""
    return isinstance(getattr(question.parse, "__self__", None), Gather)


def _add_files(incoming: Incoming, state: dict[str, Any], turn: Turn) -> Stay:
    same_album = _same_album(incoming, state)
    state |= _with_files(state, _rows(incoming), tidy(incoming.text))
    return _stay(state | {"album": incoming.album}, turn, quiet=same_album)


def _rows(incoming: Incoming) -> list[list[Any]]:
    """The files of a message as they are kept; raises Invalid for one too large."""
    for file in incoming.files:
        if file.size > FILE_LIMIT:
            raise Invalid("invalid-file-large", most=str(FILE_LIMIT // 1024 // 1024), name=file.name)
    where = [incoming.channel, incoming.account]
    return [[file.ref, tidy(file.name), file.mime, file.size, *where] for file in incoming.files]


def _with_files(state: dict[str, Any], rows: list[list[Any]], caption: str) -> dict[str, Any]:
    """All files and texts with these; raises Invalid where that is more than one answer holds."""
    if len(state["files"]) + len(rows) > MOST_FILES:
        raise Invalid("invalid-files-many", most=str(MOST_FILES))
    return {
        "files": [*state["files"], *rows],
        "texts": _with(state, caption) if caption else state["texts"],
    }


def _same_album(incoming: Incoming, state: dict[str, Any]) -> bool:
    return bool(incoming.album) and incoming.album == state["album"]


# -- a file that says it is a KTP or the like ----------------------------------------------------------


def _doubt(incoming: Incoming, state: dict[str, Any], turn: Turn) -> Stay:
    """Ask before anything of it is kept; until then it only lies where the person sent it."""
    known = state.get("doubted") or {"rows": [], "caption": ""}
    captions = (known["caption"], tidy(incoming.text))
    doubted = {
        "rows": [*known["rows"], *_rows(incoming)],
        "caption": "\n".join(caption for caption in captions if caption),
    }
    state, quiet = state | {"doubted": doubted}, _same_album(incoming, state)
    return Stay(state=state | {"album": incoming.album}, text=turn.voice("paper-doubt"), quiet=quiet)


def _settle_doubt(choice: str, turn: Turn) -> Stay:
    """It is a paper of identity and forgotten, or material of the request and added."""
    doubted = turn.state["doubted"]
    state = {key: value for key, value in turn.state.items() if key != "doubted"}
    if choice == "add":
        return _stay(state | _with_files(state, doubted["rows"], doubted["caption"]), turn)
    key = "paper-dropped" if turn.scene.desk.identity_url else "paper-dropped-office"
    return Stay(state=state, text=turn.voice(key))


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
