"""Forms under way: started, carried on, paused, taken up again."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers.form import DRAFT_ID_LENGTH, Draft, End, Form, Question, Scene, Step, advance, begin
from handlers.incoming import Incoming
from handlers.say import Option
from handlers.talk import Talk
from storage import contacts, drafts
from storage.drafts import KeptDraft

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
UNDO = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A form, and what its answers do. `finish` runs in the same transaction as the last answer."""

    form: Form
    finish: Callable[[Talk, Draft, dict[str, Any]], None]
    resumable: bool = False  # offered again when its owner returns
    cancelled: str = "cancelled"  # copy key


_conversations: dict[str, Conversation] = {}


def register(*known: Conversation) -> None:
    """Make conversations known by their form's name; drafts in the database carry that name."""
    _conversations.update({c.form.name: c for c in known})


def conversation(name: str) -> Conversation | None:
    return _conversations.get(name)


def start(
    talk: Talk,
    name: str,
    *,
    context: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    before: str = "",
) -> None:
    """Begin a form; another one under way is paused, not lost."""
    draft = Draft(
        id="d" + "".join(secrets.choice(_ALPHABET) for _ in range(DRAFT_ID_LENGTH - 1)),
        form=name,
        answers=dict(answers or {}),
        context=dict(context or {}),
    )
    contacts.hold_draft(talk.session, talk.person.id, draft.id)
    _after(
        talk,
        _conversations[name],
        begin(_conversations[name].form, draft, _scene(talk, draft), before=before),
    )


def carry_on(talk: Talk, kept: KeptDraft, incoming: Incoming) -> None:
    """One message further in the form under way."""
    known = _conversations[kept.form]
    draft = as_draft(kept)
    _after(talk, known, advance(known.form, draft, incoming, _scene(talk, draft)))


def ask_again(talk: Talk, kept: KeptDraft, *, before: str = "") -> None:
    """Say where the form stands, and make it the one under way."""
    known = _conversations[kept.form]
    draft = as_draft(kept)
    contacts.hold_draft(talk.session, talk.person.id, draft.id)
    _after(talk, known, begin(known.form, draft, _scene(talk, draft), before=before))


def pause(talk: Talk) -> None:
    """Put the form under way aside; its answers stay."""
    contacts.hold_draft(talk.session, talk.person.id, None)


def current(talk: Talk) -> KeptDraft | None:
    """The form under way, if it is still open and we still know its kind."""
    if talk.person.draft is None:
        return None
    kept = drafts.find(talk.session, talk.person.draft)
    return kept if kept and kept.state == "open" and kept.form in _conversations else None


def question_asked(kept: KeptDraft) -> Question | None:
    """The question that a form is waiting for; None at its summary."""
    return next((q for q in _conversations[kept.form].form.questions if q.key == kept.asked), None)


def paused(talk: Talk) -> list[KeptDraft]:
    """Unfinished forms that can be taken up again, newest first."""
    since = talk.now - timedelta(days=talk.desk.policy_value("draft_days", 14))
    open_ones = drafts.of_contact(talk.session, talk.person.id, state="open", since=since)
    return [d for d in open_ones if d.form in _conversations and _conversations[d.form].resumable]


def undo_cancel(talk: Talk) -> bool:
    """Bring the last cancelled form back, for a day; False where there is none."""
    gone = drafts.of_contact(talk.session, talk.person.id, state="cancelled", since=talk.now - UNDO)
    gone = [d for d in gone if d.form in _conversations]
    if not gone:
        return False
    drafts.close(talk.session, gone[0].id, state="open", at=talk.now)
    ask_again(talk, gone[0], before=talk.voice("cancel-undone"))
    return True


def as_draft(kept: KeptDraft) -> Draft:
    return Draft(
        id=kept.id,
        form=kept.form,
        answers=kept.answers,
        gathered=kept.gathered,
        asked=kept.asked,
        context=kept.context,
    )


def _scene(talk: Talk, draft: Draft) -> Scene:
    return Scene(voice=talk.voice, desk=talk.desk, context=draft.context)


def _after(talk: Talk, known: Conversation, step: Step) -> None:
    """Keep the draft as the step left it, and say or do what comes of it."""
    draft = step.draft
    _save(talk, draft, state="cancelled" if step.end is End.CANCELLED else "open")
    if step.end is None:
        talk.say_all(step.says)
        return
    contacts.hold_draft(talk.session, talk.person.id, None)
    if step.end is End.CANCELLED:
        undo = Option(data="m:undo", label=talk.voice("button-undo"))
        talk.say(talk.voice(known.cancelled), [undo, talk.option("m:menu", "button-menu")])
        return
    drafts.finish(talk.session, draft.id, at=talk.now)
    known.finish(talk, draft, known.form.complete(draft.answers))


def _save(talk: Talk, draft: Draft, *, state: str) -> None:
    drafts.save(
        talk.session,
        id=draft.id,
        contact=talk.person.id,
        form=draft.form,
        answers=draft.answers,
        gathered=draft.gathered,
        context=draft.context,
        asked=draft.asked,
        at=talk.now,
        state=state,
    )
