"""Reasons and lists that officers choose from. What is chosen is kept in Indonesian, as the register wants
it, and said to each reader in their own language."""

from collections.abc import Iterable

from handlers.voice import Voice, voice_of

IDENTITY = {"person": "identity-person", "group": "identity-group", "legal": "identity-legal"}
MISSING = ("details", "address", *IDENTITY.values(), "unreadable", "power")
"""What a request can lack (Perki 1/2021, standar permintaan informasi): copy keys `missing-…`."""

EXTENSIONS = ("not-held", "undecided")
"""Why an answer takes longer (UU 14/2008 Ps 22(8)): copy keys `extend-reason-…`."""

CLOSINGS = ("answered", "incomplete")
"""Why nothing more can happen: copy keys `close-reason-…`."""

_PAPERS = ("identity-person", "identity-group", "identity-legal", "unreadable", "power")
_KEYS = (
    *(f"missing-{m}" for m in MISSING),
    *(f"extend-reason-{r}" for r in EXTENSIONS),
    *(f"close-reason-{r}" for r in CLOSINGS),
    "identity-completes",
)


def kept(key: str) -> str:
    """A reason of ours as it is kept."""
    return voice_of("id")(key)


def said(voice: Voice, text: str) -> str:
    """A kept text in the reader's language: each line that is one of ours; what somebody wrote stays."""
    known = {kept(key): key for key in _KEYS}
    return "\n".join(voice(known[line]) if line in known else line for line in text.split("\n"))


def listed(voice: Voice, text: str) -> str:
    """The same, a dash before each line."""
    return "\n".join(f"- {line}" for line in said(voice, text).split("\n") if line.strip())


def lines(chosen: Iterable[str], own: str) -> str:
    """What is missing, as it is kept: what was chosen, in the order of the list, then the officer's words."""
    wanted = set(chosen)
    return "\n".join([*(kept(f"missing-{m}") for m in MISSING if m in wanted), *([own] if own else [])])


def wants_papers(text: str) -> bool:
    """Whether a paper is missing that must not be sent in a chat (UU 27/2022 Ps 56)."""
    return any(line in _papers() for line in text.split("\n"))


def only_papers(text: str) -> bool:
    """Whether such papers are all that is missing."""
    return all(line in _papers() for line in text.split("\n"))


def _papers() -> set[str]:
    return {kept(f"missing-{m}") for m in _PAPERS}
