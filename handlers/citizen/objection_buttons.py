"""What leads to an objection: buttons `m:<verb>:<id>`, the words for it, and its number typed."""

from handlers import conversations
from handlers.citizen import dispute, objecting, status, welcome, withdraw_objection
from handlers.officer import objection_queue
from handlers.talk import Talk
from kip.objection import FileDispute, ObjectionStatus, allowed_on_objection
from storage import objections as kept
from storage.tables import Objection

_OF_REQUEST = ("object", "objectnow")
_OF_OBJECTION = ("objection", "kwhy", "kwithdraw", "response", "dispute", "disputed")


def press(talk: Talk, verb: str, argument: str) -> bool:
    """Do what a button about objections says; False where it is none, or not one's own."""
    if verb == "publication":
        objecting.publish(talk)
    elif verb == "object" and not argument:
        begin(talk)
    elif verb == "object" and argument == "own":
        objecting.begin(talk)
    elif verb in _OF_REQUEST:
        request = status.own(talk, argument)
        if request is None:
            return False
        objecting.object_to(talk, request, early=verb == "objectnow")
    elif verb in _OF_OBJECTION:
        objection = status.own_objection(talk, argument)
        if objection is None:
            return False
        _of_objection(talk, verb, objection)
    else:
        return False
    return True


def _of_objection(talk: Talk, verb: str, objection: Objection) -> None:
    match verb:
        case "kwhy":
            status.why_objection(talk, objection)
        case "kwithdraw" if ObjectionStatus(objection.status).open:
            withdraw_objection.ask(talk, objection)
        case "response":
            status.response_again(talk, objection)
        case "dispute":
            dispute.show(talk, objection)
        case "disputed":
            dispute.filed(talk, objection)
        case _:
            status.one_objection(talk, objection)


def begin(talk: Talk) -> None:
    """The word "keberatan": an officer's queue, or one's own requests to object to."""
    if talk.officers:
        objection_queue.queue(talk)
    else:
        objecting.begin(talk)


def dispute_newest(talk: Talk) -> None:
    """The word "sengketa": the newest objection that can go to the Commission, else how to get there."""
    mine = kept.of_contact(talk.session, talk.person.id)
    today = talk.desk.today(talk.now)
    ready = [k for k in mine if FileDispute in allowed_on_objection(kept.case_of(k), talk.citizen, today)]
    waiting = [k for k in mine if k.status == ObjectionStatus.LODGED]
    if ready or waiting:
        dispute.show(talk, [*ready, *waiting][0])
    else:
        options = [talk.option("m:object", "menu-objection"), talk.option("m:menu", "button-menu")]
        talk.say(talk.voice("dispute-after-objection"), options)


def numbered(talk: Talk, number: str, *, why: bool) -> None:
    """An objection's number was typed, perhaps with "kenapa": one's own, or one's agency's, and no other."""
    found = kept.by_number(talk.session, number)
    if found is not None and found.contact_id == talk.person.id:
        (status.why_objection if why else status.one_objection)(talk, found)
    elif found is None or not objection_queue.show_if_theirs(talk, found, why=why):
        welcome.lost(talk, "objection-number-unknown")


def was_draft(talk: Talk, draft: str) -> bool:
    """A button of a draft that has become an objection: says so; False where it has not."""
    objection = kept.by_draft(talk.session, draft)
    if objection is None or objection.contact_id != talk.person.id:
        return False
    text = talk.voice("old-button-objected", number=objection.number)
    under_way = conversations.current(talk)
    if under_way is not None:
        conversations.ask_again(talk, under_way, before=text)
        return True
    see = talk.option(f"m:objection:{objection.id}", "button-objection")
    talk.say(text, [see, talk.option("m:menu", "button-menu")])
    return True
