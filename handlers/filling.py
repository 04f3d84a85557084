"""Filling a form in: one message further, back, changed, cancelled.

    step = begin(FILING, draft, scene)                  # the first question
    step = advance(FILING, step.draft, incoming, scene) # and so on, until step.end

`advance` is pure: no clock, no I/O. It never raises for anything a person sends, and always ends in
a question (`step.says`), or with `step.end` set.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.form import (
    CANCEL,
    ENGINE,
    REVIEW,
    Choice,
    Draft,
    End,
    Form,
    Invalid,
    Question,
    Scene,
    Stay,
    Step,
    Turn,
)
from handlers.incoming import Incoming, Kind
from handlers.say import Option, Say


def asking(draft: Draft) -> str:
    """The key of what the person was asked last, the engine's own questions included."""
    return CANCEL if _engine(draft).get(CANCEL) else draft.asked


def begin(form: Form, draft: Draft, scene: Scene, *, before: str = "") -> Step:
    """Ask where the draft stands; `before` opens the message."""
    draft = draft.but(gathered={k: v for k, v in draft.gathered.items() if k != ENGINE} | _was(draft))
    return _ask(form, _still_possible(form, draft, scene), scene, before)


def advance(form: Form, draft: Draft, incoming: Incoming, scene: Scene) -> Step:
    """One message further. A pressed button is taken only if it belongs to the question now open."""
    word = _word(incoming)
    draft = _still_possible(form, draft, scene)  # an option may have left the form since the last message
    if _engine(draft).get(CANCEL):
        return _sure(form, draft, incoming, scene)
    if word in scene.voice.words("back"):
        return _back(form, draft, scene)
    if word in scene.voice.words("cancel"):
        return _ask_sure(form, draft, scene)
    pending = form.pending(draft.answers)
    if pending is None and not form.review:
        return Step(draft=draft, end=End.DONE)
    if pending is None and draft.asked in (REVIEW, ""):
        return _review(form, draft, incoming, scene)
    question = _asked(form, draft) if draft.asked else pending
    if question is None:  # what was asked has left the form, and the message with it
        return _ask(form, draft, scene)
    return _answer(form, draft, question, incoming, scene)


def _asked(form: Form, draft: Draft) -> Question | None:
    """The question that the person was asked, if it is still open: not one that a deploy put before it."""
    if draft.asked in draft.answers:
        return None
    return next((q for q in form.questions if q.key == draft.asked and q.when(draft.answers)), None)


# -- one question ---------------------------------------------------------------------------------


def _answer(form: Form, draft: Draft, question: Question, incoming: Incoming, scene: Scene) -> Step:
    turn = _turn(draft, question, scene)
    try:
        chosen = _chosen(draft, question.key, question.options(turn), incoming)
        value = question.take(chosen, turn) if chosen is not None else question.parse(incoming, turn)
    except Invalid as invalid:
        step = _ask(form, draft, scene, scene.voice(invalid.key, **invalid.args_of_copy))
        return replace(step, unread=invalid.key)
    if isinstance(value, Stay):
        kept = draft.but(gathered=draft.gathered | {question.key: value.state}, asked=question.key)
        if value.quiet:
            return Step(draft=kept)
        options = _options(kept, question.key, question.options(_turn(kept, question, scene)))
        return Step(draft=kept, says=(Say(text=value.text, options=options),))
    gathered = {k: v for k, v in draft.gathered.items() if k != question.key}
    if _engine(draft).get("key") == question.key:  # now changed
        gathered.pop(ENGINE)
    order = [k for k in draft.answers if k != question.key]
    answers = {k: draft.answers[k] for k in order} | {question.key: value}
    draft = draft.but(answers=answers, gathered=gathered)
    return _ask(form, _still_possible(form, draft, scene), scene)


def _still_possible(form: Form, draft: Draft, scene: Scene) -> Draft:
    """Without those choices that another answer, or a newer version of the form, has ruled out."""
    answers = draft.answers
    ruled_out = [
        q.key
        for q in form.choosing
        if q.key in answers
        and q.when(answers)
        and answers[q.key] not in [c.id for c in q.options(_turn(draft, q, scene))]
    ]
    if not ruled_out:
        return draft
    return draft.but(answers={k: v for k, v in draft.answers.items() if k not in ruled_out})


def _ask(form: Form, draft: Draft, scene: Scene, before: str = "") -> Step:
    """The pending question, or the summary, or the end."""
    question = form.pending(draft.answers)
    if question is None:
        return _ask_review(form, draft, scene, before) if form.review else Step(draft=draft, end=End.DONE)
    turn = _turn(draft, question, scene)
    options = _options(draft, question.key, question.options(turn))
    say = Say(text=_join(before, question.ask(turn)), options=options)
    return Step(draft=draft.but(asked=question.key), says=(say,))


def _turn(draft: Draft, question: Question, scene: Scene) -> Turn:
    return Turn(answers=draft.answers, state=draft.gathered.get(question.key), scene=scene)


# -- the summary ----------------------------------------------------------------------------------


def _ask_review(form: Form, draft: Draft, scene: Scene, before: str = "") -> Step:
    lines = [
        f"{number}. {scene.voice(q.label)}: {q.show(draft.answers[q.key], _turn(draft, q, scene))}"
        for number, q in enumerate(_shown(form, draft), start=1)
    ]
    text = _join(before, scene.voice(form.review), "\n".join(lines), scene.voice("review-how"))
    say = Say(text=text, options=_options(draft, REVIEW, _review_choices(form, draft, scene)))
    return Step(draft=draft.but(asked=REVIEW), says=(say,))


def _review(form: Form, draft: Draft, incoming: Incoming, scene: Scene) -> Step:
    if incoming.kind is Kind.TEXT and _word(incoming) in scene.voice.words("send"):
        return Step(draft=draft, end=End.DONE)
    shown = _shown(form, draft)
    choices = (
        *_review_choices(form, draft, scene),
        *(Choice(id=q.key, label=scene.voice(q.label)) for q in shown),
        *_fields(form, draft, scene),
    )
    try:
        number = _number(_word(incoming))
        if number is not None and incoming.kind is Kind.TEXT:
            if not 1 <= number <= len(shown):
                raise Invalid("invalid-number", most=str(len(shown)))
            chosen: str | None = shown[number - 1].key
        else:
            chosen = _chosen(draft, REVIEW, choices, incoming, numbered=False)
    except Invalid as invalid:
        return _ask_review(form, draft, scene, scene.voice(invalid.key, **invalid.args_of_copy))
    if chosen == f"send.{_mark(draft)}":
        return Step(draft=draft, end=End.DONE)
    if chosen == "cancel":
        return _ask_sure(form, draft, scene)
    if chosen == "change":
        fields = _options(draft, REVIEW, _fields(form, draft, scene))
        say = Say(text=scene.voice("review-which"), options=fields)
        return Step(draft=draft, says=(say,))
    if chosen is None:
        step = _ask_review(form, draft, scene, scene.voice("invalid-choice"))
        return replace(step, unread="invalid-choice")
    return _change(form, draft, chosen, scene)


def _change(form: Form, draft: Draft, key: str, scene: Scene) -> Step:
    """Ask one answered question again; its old answer is kept until the new one is there."""
    engine = {"key": key, "value": draft.answers[key]}
    answers = {k: v for k, v in draft.answers.items() if k != key}
    return _ask(form, draft.but(answers=answers, gathered=draft.gathered | {ENGINE: engine}), scene)


def _shown(form: Form, draft: Draft) -> list[Question]:
    return [q for q in form.applicable(draft.answers) if q.label]


def _fields(form: Form, draft: Draft, scene: Scene) -> tuple[Choice, ...]:
    """The lines of the summary, to choose the one that is changed."""
    shown = _shown(form, draft)
    return tuple(Choice(id=q.key, label=f"{n}. {scene.voice(q.label)}") for n, q in enumerate(shown, start=1))


def _review_choices(form: Form, draft: Draft, scene: Scene) -> tuple[Choice, ...]:
    return (
        Choice(id=f"send.{_mark(draft)}", label=scene.voice(form.submit)),
        Choice(id="change", label=scene.voice("button-change")),
        Choice(id="cancel", label=scene.voice("button-cancel")),
    )


def _mark(draft: Draft) -> str:
    """Of what was shown: the button of an older summary, with other answers, sends nothing."""
    return f"{zlib.crc32(json.dumps(draft.answers, sort_keys=True).encode()):08x}"


# -- back and cancel ------------------------------------------------------------------------------


def _back(form: Form, draft: Draft, scene: Scene) -> Step:
    """Take the last answer back: what was gathered for this question, else the one before.

    While an answer is being changed, the old one stands instead.
    """
    engine = _engine(draft)
    pending = form.pending(draft.answers)
    if pending is not None and draft.gathered.get(pending.key):
        left = {k: v for k, v in draft.gathered.items() if k != pending.key}
        return _ask(form, draft.but(gathered=left), scene)
    gathered = {k: v for k, v in draft.gathered.items() if k != ENGINE and (not pending or k != pending.key)}
    if pending is not None and "key" in engine:
        answers = draft.answers | {engine["key"]: engine["value"]}
        return _ask(form, draft.but(answers=answers, gathered=gathered), scene)
    answered = [q.key for q in form.applicable(draft.answers) if q.key in draft.answers and not q.given]
    if pending is not None:
        # a question that an answered later one has overtaken must not drop that later answer first
        keys = [q.key for q in form.applicable(draft.answers)]
        answered = [k for k in answered if keys.index(k) < keys.index(pending.key)]
    if not answered:
        return _ask(form, draft.but(gathered=gathered), scene, scene.voice("back-at-start"))
    answers = {k: v for k, v in draft.answers.items() if k != answered[-1]}
    return _ask(form, draft.but(answers=answers, gathered=gathered), scene)


def _ask_sure(form: Form, draft: Draft, scene: Scene, before: str = "") -> Step:
    asked = draft.but(gathered=draft.gathered | {ENGINE: _engine(draft) | {CANCEL: True}})
    say = Say(
        text=_join(before, scene.voice(form.cancel)), options=_options(asked, CANCEL, _sure_choices(scene))
    )
    return Step(draft=asked, says=(say,))


def _sure(form: Form, draft: Draft, incoming: Incoming, scene: Scene) -> Step:
    try:
        chosen = _chosen(draft, CANCEL, _sure_choices(scene), incoming)
    except Invalid as invalid:
        return _ask_sure(form, draft, scene, scene.voice(invalid.key, **invalid.args_of_copy))
    if chosen is None:
        return _ask_sure(form, draft, scene, scene.voice("invalid-choice"))
    draft = draft.but(gathered={k: v for k, v in draft.gathered.items() if k != ENGINE} | _was(draft))
    if chosen == "yes":
        return Step(draft=draft, end=End.CANCELLED)
    return _ask(form, draft, scene, scene.voice("cancel-kept"))


def _sure_choices(scene: Scene) -> tuple[Choice, ...]:
    voice = scene.voice
    return Choice(id="yes", label=voice("cancel-yes")), Choice(id="no", label=voice("cancel-no"))


def _engine(draft: Draft) -> dict[str, Any]:
    engine = draft.gathered.get(ENGINE)
    return engine if isinstance(engine, dict) else {}


def _was(draft: Draft) -> dict[str, Any]:
    """The answer under change survives a pause and a cancel that was not meant."""
    kept = {k: v for k, v in _engine(draft).items() if k in ("key", "value")}
    return {ENGINE: kept} if kept else {}


# -- reading what was chosen ----------------------------------------------------------------------


def _chosen(
    draft: Draft, key: str, choices: Sequence[Choice], incoming: Incoming, *, numbered: bool = True
) -> str | None:
    """The id of the option that was pressed, or typed by number or label; None if it is no option."""
    if incoming.kind is Kind.BUTTON:
        at, _, rest = incoming.data.partition(":")
        question, _, option = rest.partition(":")
        if at != draft.id or question != key:
            raise Invalid("old-button")
        if option not in {c.id for c in choices}:
            raise Invalid("old-button")
        return option
    word = _word(incoming)
    if not word or not choices:
        return None
    number = _number(word)
    if numbered and number is not None and 1 <= number <= len(choices):
        return choices[number - 1].id
    return next((c.id for c in choices if _plain(c.label) == word), None)


def _options(draft: Draft, key: str, choices: Sequence[Choice]) -> tuple[Option, ...]:
    return tuple(Option(data=f"{draft.id}:{key}:{c.id}", label=c.label) for c in choices)


def _word(incoming: Incoming) -> str:
    if incoming.kind is not Kind.TEXT:
        return ""
    return _plain(incoming.text)


def _plain(label: str) -> str:
    return " ".join(label.casefold().split()).strip(" .!/")


def _number(word: str) -> int | None:
    digits = word.removeprefix("no ").removeprefix("nomor ").rstrip(".)")
    plain = digits.isascii() and digits.isdigit() and len(digits) <= 3 and str(int(digits)) == digits
    return int(digits) if plain else None


def _join(*parts: str) -> str:
    return "\n\n".join(p for p in parts if p)
