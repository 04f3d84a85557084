"""A lost phone: an officer has checked who asks, and lets them go on in a new chat, or not."""

from handlers import recovery
from handlers.officer import hats
from handlers.say import Option, Say
from handlers.talk import Talk
from handlers.voice import voice_of
from storage import contacts, joins, requests, tasks
from storage.tables import Request, Task

KIND = "recover"


def press(talk: Talk, task: Task, verb: str) -> None:
    """Approve or refuse; the officer's own chat cannot be brought to somebody's requests."""
    request = requests.get(talk.session, task.request_id or 0)
    assert request is not None  # the task is about it, and requests stay
    if talk.person.id in (task.contact_id, request.contact_id):
        talk.say(talk.voice("recover-own"), [talk.option("m:queue", "menu-queue")])
        return
    hat = hats.acting_on(talk, request)
    to = _new_chat(talk, task)
    if verb == "approve" and to is not None:
        _move(talk, request, to=to, officer=hat.id)
    tasks.finish(talk.session, task, now=talk.now, officer=hat.id)
    approved = verb == "approve" and to is not None
    key = "recover-approved" if approved else "recover-refused"
    talk.say(talk.voice(key, number=request.number), [talk.option("m:queue", "menu-queue")])
    if to is not None:
        _tell(talk, request, to=to, approved=approved)


def _new_chat(talk: Talk, task: Task) -> int | None:
    """The address that asked, where it is still that person's."""
    id = int(task.key.partition(":")[0])
    mine = {reach.id for reach in contacts.addresses(talk.session, task.contact_id or 0)}
    return id if id in mine else None


def _move(talk: Talk, request: Request, *, to: int, officer: int) -> None:
    here = contacts.address(talk.session, to)
    if request.contact_id is None:  # filed on paper: its applicant is at a chat from now on
        request.contact_id = here.contact_id
        talk.session.add(request)
        talk.session.flush()
    elif request.contact_id != here.contact_id:
        joins.recover(talk.session, request.contact_id, to=to, now=talk.now, officer=officer)


def _tell(talk: Talk, request: Request, *, to: int, approved: bool) -> None:
    here = contacts.address(talk.session, to)
    voice = voice_of(contacts.language_of(talk.session, here.contact_id))
    menu = Option(data="m:menu", label=voice("button-menu"))
    if not approved:
        office = talk.desk.office
        text = voice("recover-no", number=request.number, address=office["address"], phone=office["phone"])
        talk.tell(here, Say(text=text, options=(menu,)))
        return
    code = recovery.code(talk.session, talk.desk, request)
    text = voice("recover-yes", number=request.number, code=code)
    see = Option(data=f"m:see:{request.id}", label=voice("button-status"))
    talk.tell(here, Say(text=text, options=(see, menu)))
