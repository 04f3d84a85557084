"""A lost phone: the receipt's number and code, typed in a new chat, bring the person's case to an officer."""

import re

from handlers import cards, conversations, recovery
from handlers.citizen import joining
from handlers.officer.recovery_work import KIND
from handlers.say import Option, Say
from handlers.talk import Talk
from handlers.telling import officers_of, tell_officer
from handlers.voice import voice_of
from kip.registration import find_numbers
from storage import codes, contacts, requests, tallies, tasks
from storage.tables import Request, Task

MOST_A_DAY = 3
_CODE = re.compile(r"[A-Z0-9]{4}[- ]?[A-Z0-9]{4}[- ]?[A-Z0-9]{4}", re.IGNORECASE)


def explain(talk: Talk) -> None:
    """How to get back to one's requests; in a form the question comes again."""
    kept = conversations.current(talk)
    if kept is not None:
        conversations.ask_again(talk, kept, before=talk.voice("recover-how"))
    else:
        talk.say(talk.voice("recover-how"), [talk.option("m:person", "menu-person"), _menu(talk)])


def typed(talk: Talk, text: str) -> bool:
    """A number and a code: where they fit, the officers are asked. False where the text has not both.

    Whatever does not fit gets one answer, so that nobody learns which numbers there are.
    """
    number = find_numbers(text, talk.desk.numbering.pattern)
    given = _CODE.search(text.replace(number, " ")) if number is not None else None
    if number is None or given is None:
        return False
    if not tallies.may_try(talk.session, talk.person.address, now=talk.now):
        talk.say(talk.voice("code-too-often"), [talk.option("m:person", "menu-person")])
        return True
    request = requests.by_number(talk.session, number)
    right = request is not None and codes.same(recovery.code(talk.session, talk.desk, request), given[0])
    if request is None or not right:
        tallies.wrong_code(talk.session, talk.person.address, now=talk.now)
        talk.say(talk.voice("recover-wrong"), [talk.option("m:person", "menu-person"), _menu(talk)])
    elif request.contact_id == talk.person.id:
        talk.say(talk.voice("recover-here"), [talk.option("m:status", "menu-status"), _menu(talk)])
    else:
        _bring(talk, request)
    return True


def _bring(talk: Talk, request: Request) -> None:
    """Ask the officers, and say so to the chat that the request belongs to until now."""
    task = _task(talk, request)
    if task is not None:
        _tell_officers(talk, request, task)
        _tell_owner(talk, request)
    talk.say(talk.voice("recover-asked", number=request.number), [_menu(talk)])


def _task(talk: Talk, request: Request) -> Task | None:
    """A new task; None where the same is being looked into, or was asked too often today."""
    waiting = tasks.waiting(talk.session, kind=KIND, contact=talk.person.id)
    midnight = talk.desk.midnight(talk.now)
    asked = tallies.opened(talk.session, talk.person.id, kind=KIND, since=midnight)
    if any(task.request_id == request.id for task in waiting) or asked >= MOST_A_DAY:
        return None
    return tasks.open_task(
        talk.session,
        kind="recover",
        key=f"{talk.person.address}:{talk.cause}",
        now=talk.now,
        contact=talk.person.id,
        request=request.id,
    )


def _tell_officers(talk: Talk, request: Request, task: Task) -> None:
    here = contacts.address(talk.session, talk.person.address)
    for officer in officers_of(talk.session, talk.desk, request.agency, now=talk.now):
        voice = voice_of(contacts.language_of(talk.session, officer.contact_id))
        text = voice(
            "task-recover",
            number=request.number,
            name=request.applicant_name,
            address=request.applicant_address,
            reach=cards.reach(voice, request),
            chat=joining.chat_name(talk, here, language=voice.language),
        )
        options = (
            Option(data=f"t{task.id}:0:approve", label=voice("verb-task-approve")),
            Option(data=f"t{task.id}:0:refuse", label=voice("verb-task-refuse")),
        )
        say = Say(text=text, options=options)
        tell_officer(talk.session, officer, say, now=talk.now, cause=talk.cause)


def _tell_owner(talk: Talk, request: Request) -> None:
    """Whoever still holds the phone can object before anything is moved."""
    if request.contact_id is None:
        return
    voice = voice_of(contacts.language_of(talk.session, request.contact_id))
    here = contacts.address(talk.session, talk.person.address)
    chat = joining.chat_name(talk, here, language=voice.language)
    options = (Option(data="m:person", label=voice("menu-person")),)
    say = Say(text=voice("recover-owner", number=request.number, chat=chat), options=options)
    for reach in contacts.addresses(talk.session, request.contact_id):
        if reach.reachable:
            talk.tell(contacts.address(talk.session, reach.id), say)


def _menu(talk: Talk) -> Option:
    return talk.option("m:menu", "button-menu")
