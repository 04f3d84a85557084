"""Talking to a person: the office's hours and phone, and a task for the officer."""

from typing import Any

from handlers import limits
from handlers.answers import words
from handlers.conversations import Conversation, paused, start
from handlers.form import Draft, Form, Question
from handlers.say import Option, Say
from handlers.talk import Talk
from handlers.telling import tell_officer
from handlers.voice import Voice, voice_of
from kip.people import Role
from storage import contacts, officers, tasks

TALK = Form(
    name="talk",
    questions=(
        Question(
            key="message",
            ask=lambda turn: turn.voice(
                "person-ask", office=office_lines(turn.voice, turn.scene.desk.office)
            ),
            parse=words(3, 2000),
        ),
    ),
    cancel="person-cancel",
)


def office_lines(voice: Voice, office: Any) -> str:
    """Where and when the office can be spoken to."""
    hours = office.get("hours", {}).get(voice.language, "")
    return voice("office", address=office["address"], phone=office["phone"], hours=hours)


def ask(talk: Talk) -> None:
    if limits.enough_talked(talk):
        office = office_lines(talk.voice, talk.desk.office)
        talk.say(talk.voice("person-enough", office=office), [talk.option("m:menu", "button-menu")])
    else:
        start(talk, "talk")


def _pass_on(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    """Keep it as a task and tell the PPID Utama's officers, once each."""
    task = tasks.open_task(
        talk.session,
        kind="talk",
        key=draft.id,
        now=talk.now,
        text=answers["message"],
        contact=talk.person.id,
    )
    today = talk.desk.today(talk.now)
    told = officers.reachable(talk.session, role=Role.UTAMA, today=today)
    if task is not None:
        for officer in told:
            voice = voice_of(contacts.language_of(talk.session, officer.contact_id))
            name = talk.incoming.name or voice("person-unnamed")
            options = (
                Option(data=f"t{task.id}:0:reply", label=voice("verb-task-reply")),
                Option(data=f"t{task.id}:0:done", label=voice("verb-task-done")),
            )
            text = voice("task-talk", name=name, text=answers["message"])
            tell_officer(
                talk.session, officer, Say(text=text, options=options), now=talk.now, cause=talk.cause
            )
    key = "person-passed-on" if told else "person-kept"
    options_back = [talk.option("m:menu", "button-menu")]
    unfinished = paused(talk)
    if unfinished:
        options_back.insert(0, talk.option(f"m:resume:{unfinished[0].id}", "menu-resume"))
    talk.say(talk.voice(key, office=office_lines(talk.voice, talk.desk.office)), options_back)


CONVERSATION = Conversation(form=TALK, finish=_pass_on, cancelled="person-cancelled")
