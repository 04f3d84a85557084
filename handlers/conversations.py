"""Forms under way: started, carried on, paused, taken up again."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from handlers import knowing
from handlers.answers import tidy
from handlers.filling import advance, asking, begin
from handlers.form import DRAFT_ID_LENGTH, Draft, End, Form, Question, Scene, Step
from handlers.incoming import Incoming, Kind
from handlers.say import Option
from handlers.talk import Talk
from storage import contacts, drafts, publications
from storage.drafts import KeptDraft

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
UNDO = timedelta(days=1)
DRAFTS = 50  # of one person; where there are more, empty ones go first
_ANSWERS = (Kind.TEXT, Kind.FILE, Kind.CONTACT, Kind.LOCATION)
QUOTED = 1_500  # characters of a message that came too late
NO_ANSWER = frozenset({"invalid-choice", "invalid-reach", "invalid-date"})
"""Why a message was no answer, where the question is not one for free text: there the text is the answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A form, and what its answers do. `finish` runs in the same transaction as the last answer.

    `hold` may say why it cannot be finished now: then the answers stay, to be sent another day.
    """

    form: Form
    finish: Callable[[Talk, Draft, dict[str, Any]], None]
    resumable: bool = False  # offered again when its owner returns
    cancelled: str = "cancelled"  # copy key
    hold: Callable[[Talk], str] | None = None


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
    gathered: Mapping[str, Any] | None = None,
    before: str = "",
) -> None:
    """Begin a form; another one under way is paused, not lost."""
    draft = Draft(
        id=new_id(),
        form=name,
        answers=dict(answers or {}),
        gathered=dict(gathered or {}),
        context=dict(context or {}),
    )
    contacts.hold_draft(talk.session, talk.person.id, draft.id)
    drafts.trim(talk.session, talk.person.id, most=DRAFTS - 1)  # and this one
    _after(
        talk,
        _conversations[name],
        begin(_conversations[name].form, draft, _scene(talk, draft), before=before),
        asked_at=talk.now,
    )


def new_id() -> str:
    """A draft's id, not to be guessed."""
    return "d" + "".join(secrets.choice(_ALPHABET) for _ in range(DRAFT_ID_LENGTH - 1))


def carry_on(talk: Talk, kept: KeptDraft, incoming: Incoming) -> None:
    """One message further in the form under way."""
    known = _conversations[kept.form]
    draft = as_draft(kept)
    step = advance(known.form, draft, incoming, _scene(talk, draft))
    if (
        step.unread in NO_ANSWER
        and incoming.kind is Kind.TEXT
        and (entry := knowing.answer(talk, incoming.text))
    ):
        step = begin(known.form, draft, _scene(talk, draft), before=knowing.said(talk, entry))
    _after(talk, known, step, asked_at=_asked_at(talk, kept, draft, step))


def ask_again(talk: Talk, kept: KeptDraft, *, before: str = "") -> None:
    """Say where the form stands, and make it the one under way."""
    known = _conversations[kept.form]
    draft = as_draft(kept)
    step = begin(known.form, draft, _scene(talk, draft), before=before)
    went_on = talk.person.draft == draft.id  # otherwise the question is asked anew
    contacts.hold_draft(talk.session, talk.person.id, draft.id)
    _after(talk, known, step, asked_at=_asked_at(talk, kept, draft, step) if went_on else talk.now)


def came_late(kept: KeptDraft, incoming: Incoming) -> bool:
    """Whether a message was written before the question that is open was asked, and so cannot answer it.

    Platforms stamp whole seconds; one that was written in the very second of the question counts as after.
    A button says itself what it answers.
    """
    if incoming.ordered or incoming.kind not in _ANSWERS or kept.asked_at is None:
        return False
    return incoming.at.timestamp() < int(kept.asked_at.timestamp())


def quote_back(talk: Talk, kept: KeptDraft) -> None:
    """Show a message that came late, and ask the question again."""
    said = [*(file.name for file in talk.incoming.files), tidy(talk.incoming.text)]
    quoted = " ".join(part for part in said if part)
    if not quoted:
        ask_again(talk, kept)
        return
    quoted = quoted if len(quoted) <= QUOTED else f"{quoted[:QUOTED].rstrip()}…"
    ask_again(talk, kept, before=talk.voice("came-late", text=quoted))


def aside(talk: Talk, tell: Callable[[Talk], None]) -> None:
    """Tell something in the middle of a form, then ask its question again."""
    kept = current(talk)
    tell(talk)
    if kept is not None:
        ask_again(talk, kept, before=talk.voice("back-to-form"))


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
    look = partial(publications.get, talk.session)
    return Scene(voice=talk.voice, desk=talk.desk, context=draft.context, publication=look)


def _asked_at(talk: Talk, kept: KeptDraft, before: Draft, step: Step) -> datetime:
    """When the question that is open now was asked: just now, unless it was open before."""
    still_open = asking(step.draft) == asking(before)
    return kept.asked_at if still_open and kept.asked_at is not None else talk.now


def _after(talk: Talk, known: Conversation, step: Step, *, asked_at: datetime) -> None:
    """Keep the draft as the step left it, and say or do what comes of it."""
    if step.end is End.DONE and known.hold is not None and (why := known.hold(talk)):
        step = begin(known.form, step.draft, _scene(talk, step.draft), before=why)
        if step.end is not None:
            raise ValueError(f"form {known.form.name}: only one with a summary can be held")
    draft = step.draft
    _save(talk, draft, state="cancelled" if step.end is End.CANCELLED else "open", asked_at=asked_at)
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


def _save(talk: Talk, draft: Draft, *, state: str, asked_at: datetime) -> None:
    drafts.save(
        talk.session,
        id=draft.id,
        contact=talk.person.id,
        form=draft.form,
        answers=draft.answers,
        gathered=draft.gathered,
        context=draft.context,
        asked=draft.asked,
        asked_at=asked_at,
        at=talk.now,
        state=state,
    )
