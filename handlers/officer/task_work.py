"""Tasks: marked done, or answered to the person who wrote."""

from typing import Any

from handlers.answers import words
from handlers.citizen import welcome
from handlers.conversations import Conversation, start
from handlers.form import Draft, Form, Question
from handlers.officer import hats, recovery_work
from handlers.say import Option, Say
from handlers.talk import Talk
from handlers.telling import tell_contact
from handlers.voice import voice_of
from kip.people import Role
from storage import contacts, requests, tasks
from storage.tables import Task

REPLY = Form(
    name="reply",
    questions=(Question(key="text", ask=lambda turn: turn.voice("task-reply-ask"), parse=words(2, 3000)),),
)


def press(talk: Talk, id: int, verb: str) -> None:
    """A task's button."""
    task = tasks.get(talk.session, id)
    if task is None or not _theirs(talk, task):
        welcome.lost(talk, "old-button")
    elif task.done_at is not None:
        talk.say(talk.voice("task-was-done"), [talk.option("m:queue", "menu-queue")])
    elif verb in ("approve", "refuse") and task.kind == recovery_work.KIND:
        recovery_work.press(talk, task, verb)
    elif verb == "done" and task.kind != recovery_work.KIND:
        tasks.finish(talk.session, task, now=talk.now, officer=talk.officers[0].id or 0)
        talk.say(talk.voice("task-done"), [talk.option("m:queue", "menu-queue")])
    elif verb == "reply" and task.contact_id is not None:
        start(talk, "reply", context={"task": id})
    else:
        welcome.lost(talk, "old-button")


def _theirs(talk: Talk, task: Task) -> bool:
    """A task of a request belongs to those who may see it; others to the PPID Utama and the admin."""
    if task.request_id is not None:
        request = requests.get(talk.session, task.request_id)
        return request is not None and hats.visible(talk, request)
    return any(o.role in (Role.UTAMA, Role.ADMIN) for o in talk.officers)


def _reply(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    task = tasks.get(talk.session, int(draft.context["task"]))
    if task is None or task.contact_id is None or not talk.officers or not _theirs(talk, task):
        welcome.lost(talk, "old-button")
        return
    voice = voice_of(contacts.language_of(talk.session, task.contact_id))
    options = (
        Option(data="m:person", label=voice("person-again")),
        Option(data="m:menu", label=voice("button-menu")),
    )
    say = Say(text=voice("person-reply", text=answers["text"]), options=options)
    if tell_contact(talk.session, task.contact_id, say, now=talk.now, cause=talk.cause):
        tasks.finish(talk.session, task, now=talk.now, officer=talk.officers[0].id or 0)
        talk.say(talk.voice("task-replied"), [talk.option("m:queue", "menu-queue")])
    else:
        done = talk.option(f"t{task.id}:0:done", "verb-task-done")
        talk.say(talk.voice("task-unreachable"), [done, talk.option("m:queue", "menu-queue")])


CONVERSATION = Conversation(form=REPLY, finish=_reply)
