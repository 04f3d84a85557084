"""Conversations are checklists: what is kept is the answers, the position is derived from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from handlers.incoming import Incoming, Kind
from handlers.say import DATA_LIMIT, Say
from handlers.voice import Voice
from storage.frozen import frozen

DRAFT_ID_LENGTH = 8
REVIEW = "review"  # the key of the summary
CANCEL = "cancel"  # the key of "are you sure?"
ENGINE = ""  # the engine's own place in Draft.gathered


@frozen
class Draft:
    """A form being filled in; all JSON-able, and kept between any two messages."""

    id: str
    form: str
    answers: dict[str, Any] = field(default_factory=dict)
    gathered: dict[str, Any] = field(default_factory=dict)  # unfinished answers, by key
    asked: str = ""  # the question that the person was asked last
    context: dict[str, Any] = field(default_factory=dict)  # what the form is about

    def but(
        self,
        *,
        answers: dict[str, Any] | None = None,
        gathered: dict[str, Any] | None = None,
        asked: str | None = None,
    ) -> "Draft":
        """The same with these parts instead; dataclasses.replace takes five times as long."""
        return Draft(
            id=self.id,
            form=self.form,
            answers=self.answers if answers is None else answers,
            gathered=self.gathered if gathered is None else gathered,
            asked=self.asked if asked is None else asked,
            context=self.context,
        )


@frozen
class Scene:
    """What questions may look at besides the answers."""

    voice: Voice
    desk: Any  # handlers.desk.Desk; Any so that the engine needs to know no public body
    context: Mapping[str, Any] = field(default_factory=dict)
    publication: Callable[[int], Any] = lambda id: (
        None
    )  # a line of the publication list, if it is still there


@frozen
class Turn:
    """What a question sees: the answers so far, its own unfinished state, the scene."""

    answers: Mapping[str, Any]
    state: Any
    scene: Scene

    @property
    def voice(self) -> Voice:
        return self.scene.voice


class Invalid(Exception):
    """An answer that cannot be taken; `key` is the copy key of what to say."""

    def __init__(self, key: str, **args: str) -> None:
        super().__init__(key)
        self.key = key
        self.args_of_copy = args


@frozen
class Stay:
    """Not an answer yet: remember `state`, say `text`, and keep the question open.

    `quiet` says nothing at all (the further parts of an album).
    """

    state: Any
    text: str
    quiet: bool = False


@frozen
class Choice:
    """One thing that can be chosen."""

    id: str
    label: str


def always(answers: Mapping[str, Any]) -> bool:
    return True


def no_choices(turn: Turn) -> Sequence[Choice]:
    return ()


def as_it_is(choice: str, turn: Turn) -> Any:
    return choice


UNREADABLE = {
    Kind.STICKER: "invalid-sticker",
    Kind.VOICE: "invalid-voice",
    Kind.FILE: "invalid-file",
    Kind.LOCATION: "invalid-location",
    Kind.CONTACT: "invalid-contact",
    Kind.EDITED: "invalid-edited",
    Kind.OTHER: "invalid-other",
}
"""What is said of a message that has no words to read, by its kind."""


def choices_only(incoming: Incoming, turn: Turn) -> Any:
    """The parser of a question that takes nothing but its options."""
    raise Invalid(UNREADABLE.get(incoming.kind, "invalid-choice"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question.

    `ask` gives its text; `options` what can be chosen; `take` turns a chosen id, `parse` any other
    message into the answer's value (JSON-able), Stay, or raises Invalid. `show` is the value as the
    summary shows it. Where nothing can be typed (`choices_only`) the value is the chosen id.
    `given`: the form is begun with an answer to it, which "kembali" does not take back.
    """

    key: str
    ask: Callable[[Turn], str]
    parse: Callable[[Incoming, Turn], Any] = choices_only
    options: Callable[[Turn], Sequence[Choice]] = no_choices
    take: Callable[[str, Turn], Any] = as_it_is
    when: Callable[[Mapping[str, Any]], bool] = always
    label: str = ""  # copy key of its name in the summary; empty: not shown there
    show: Callable[[Any, Turn], str] = lambda value, turn: str(value)
    given: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """Questions in order, then a summary if `review` is set (copy key of its heading)."""

    name: str
    questions: tuple[Question, ...]
    review: str = ""
    submit: str = "button-send"  # copy key of the summary's first button
    cancel: str = "cancel-sure"  # copy key of what is asked before giving up
    choosing: tuple[Question, ...] = field(init=False)  # those that take nothing but their options

    def __post_init__(self) -> None:
        keys = [q.key for q in self.questions]
        if len(set(keys)) != len(keys) or {REVIEW, CANCEL, ENGINE} & set(keys):
            raise ValueError(f"form {self.name}: keys must be distinct and none of the engine's own: {keys}")
        for key in keys:
            if DRAFT_ID_LENGTH + 2 + len(key.encode()) > DATA_LIMIT - 24:
                raise ValueError(f"form {self.name}: the key {key!r} leaves a button under 24 bytes")
        choosing = tuple(q for q in self.questions if q.parse is choices_only)
        object.__setattr__(self, "choosing", choosing)

    def applicable(self, answers: Mapping[str, Any]) -> list[Question]:
        return [q for q in self.questions if q.when(answers)]

    def pending(self, answers: Mapping[str, Any]) -> Question | None:
        """The first question that applies and has no answer."""
        return next((q for q in self.questions if q.key not in answers and q.when(answers)), None)

    def complete(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that count: those of the questions that apply."""
        return {q.key: answers[q.key] for q in self.applicable(answers)}


class End(StrEnum):
    DONE = "done"
    CANCELLED = "cancelled"


@frozen
class Step:
    """The draft after a message, what to say, and whether the form has ended."""

    draft: Draft
    says: tuple[Say, ...] = ()
    end: End | None = None
    unread: str = ""  # copy key of why the message was no answer
