"""A pressed button: whose it is, what it belongs to, and whether that is still so."""

from handlers import conversations
from handlers.citizen import (
    asking,
    completing,
    filing,
    identity,
    joining,
    objection_buttons,
    person,
    status,
    welcome,
    withdraw,
)
from handlers.officer import away, buttons, late, objection_queue, queue, record
from handlers.talk import Talk
from storage import drafts, requests
from storage.drafts import KeptDraft


def press(talk: Talk, data: str) -> None:
    """A pressed button; what it carries is not trusted: owner, state and version are looked up."""
    scope, _, rest = data.partition(":")
    if scope == "m":
        _menu_button(talk, rest)
    elif scope == "q":
        asking.press(talk, rest)
    elif scope[:1] == "d":
        _draft_button(talk, scope)
    elif scope[:1] in ("r", "t") and talk.officers:
        buttons.press(talk, data)
    elif scope[:1] == "k" and talk.officers:
        objection_queue.press(talk, data)
    else:
        welcome.lost(talk, "old-button")


def _menu_button(talk: Talk, rest: str) -> None:
    verb, _, argument = rest.partition(":")
    match verb:
        case "menu":
            welcome.menu(talk)
        case "file":
            filing.begin(talk)
        case "status":
            conversations.aside(talk, status.all_mine)
        case "news":
            _news(talk)
        case "person":
            person.ask(talk)
        case "link":
            joining.ask(talk)
        case "lang":
            welcome.choose_language(talk, argument)
        case "undo":
            if not conversations.undo_cancel(talk):
                welcome.lost(talk, "undo-nothing")
        case "resume":
            _resume(talk, drafts.find(talk.session, argument))
        case "queue" if talk.officers:
            queue.queue(talk, int(argument) if argument.isdigit() and len(argument) < 6 else 0)
        case "record" if talk.officers:
            record.begin(talk)
        case "late" if talk.officers:
            late.late(talk)
        case "leave" if talk.officers:
            away.begin(talk)
        case "back" if talk.officers:
            away.back(talk)
        case "see" | "why" | "withdraw" | "answer" | "complete" | "identity":
            _own_request(talk, verb, argument)
        case _ if objection_buttons.press(talk, verb, argument) or joining.press(talk, verb, argument):
            pass
        case _:
            welcome.lost(talk, "old-button")


def _news(talk: Talk) -> None:
    """The button of a template: what waited goes out by itself; where it has gone out already, what there is
    to see."""
    if talk.released:
        return
    if talk.officers:
        queue.queue(talk)
    else:
        conversations.aside(talk, status.all_mine)


def _own_request(talk: Talk, verb: str, id: str) -> None:
    request = status.own(talk, id)
    if request is None:
        welcome.lost(talk, "old-button")
    elif verb == "why":
        status.why(talk, request)
    elif verb == "withdraw":
        withdraw.ask(talk, request)
    elif verb == "complete":
        completing.ask(talk, request)
    elif verb == "identity":
        identity.ask(talk, request)
    elif verb == "answer":
        status.answer_again(talk, request)
    else:
        status.one(talk, request)


def _resume(talk: Talk, kept: KeptDraft | None) -> None:
    theirs = kept is not None and kept.contact == talk.person.id and kept.state == "open"
    if kept is None or not theirs or conversations.conversation(kept.form) is None:
        welcome.lost(talk, "old-button")
    else:
        conversations.ask_again(talk, kept, before=talk.voice("filing-resumed"))


def _draft_button(talk: Talk, id: str) -> None:
    """A button of a form: of the one under way, or of an older one, which is told where things stand."""
    now_open = conversations.current(talk)
    if now_open is not None and now_open.id == id:
        conversations.carry_on(talk, now_open, talk.incoming)
        return
    kept = drafts.find(talk.session, id)
    if kept is None or kept.contact != talk.person.id:
        welcome.lost(talk, "old-button")
        return
    if objection_buttons.was_draft(talk, id):
        return
    request = requests.by_draft(talk.session, id)
    if request is not None and request.contact_id == talk.person.id:
        text = talk.voice("old-button-filed", number=request.number)
        if now_open is not None:
            conversations.ask_again(talk, now_open, before=text)
        else:
            talk.say(
                text,
                [talk.option(f"m:see:{request.id}", "button-status"), talk.option("m:menu", "button-menu")],
            )
    elif kept.state == "cancelled":
        talk.say(
            talk.voice("old-button-cancelled"),
            [talk.option("m:undo", "button-undo"), talk.option("m:menu", "button-menu")],
        )
    elif kept.state == "open" and now_open is None and conversations.conversation(kept.form) is not None:
        _resume(talk, kept)
    else:
        welcome.lost(talk, "old-button")
