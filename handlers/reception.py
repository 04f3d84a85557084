"""The front desk: every message, from every channel, comes in here, in one transaction."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from handlers import conversations
from handlers.answers import tidy
from handlers.citizen import (
    asking,
    completing,
    filing,
    identity,
    joining,
    objecting,
    objection_buttons,
    person,
    recovering,
    status,
    welcome,
    withdraw,
    withdraw_objection,
)
from handlers.closed_window import WINDOWED
from handlers.desk import Desk
from handlers.form import UNREADABLE
from handlers.incoming import UNHEARD, Incoming, Kind
from handlers.officer import (
    answer,
    away,
    closing,
    extend,
    forward,
    incomplete,
    join,
    late,
    material,
    queue,
    record,
    refusal,
    ruling,
    task_work,
)
from handlers.presses import press
from handlers.say import Option
from handlers.talk import Talk
from handlers.voice import LANGUAGES
from kip.registration import find_numbers
from storage import contacts, inbox, outbox, requests, tasks, windows
from storage.frozen import frozen
from storage.outbox import Letter
from storage.store import announce
from storage.trace import collect, traced

LONGEST = 20_000  # characters of one message; no form takes as many
REPEATED = timedelta(minutes=10)  # within which nobody is told twice in a row that a message met a bug
_JOIN = re.compile(r"(?:/start\s+join_|/?(?:gabung|join)\s+)([A-Za-z0-9]{6,24})", re.IGNORECASE)
_LINK = re.compile(
    rf"(?:/start\s+hubungkan_|/?(?:hubungkan|sambungkan|connect|link)\s+)({joining.CODE})", re.IGNORECASE
)
OF_OFFICERS = ("r", "t", "k")  # how the buttons of their work begin
_RECOVER = re.compile(r"/?(?:pulihkan|recover)\s+(.+)", re.IGNORECASE | re.DOTALL)

conversations.register(
    filing.CONVERSATION,
    completing.CONVERSATION,
    withdraw.CONVERSATION,
    *objecting.CONVERSATIONS,
    withdraw_objection.CONVERSATION,
    person.CONVERSATION,
    asking.CONVERSATION,
    forward.CONVERSATION,
    answer.CONVERSATION,
    refusal.CONVERSATION,
    *incomplete.CONVERSATIONS,
    extend.CONVERSATION,
    *material.CONVERSATIONS,
    closing.CONVERSATION,
    away.CONVERSATION,
    ruling.CONVERSATION,
    record.CONVERSATION,
    task_work.CONVERSATION,
)


@frozen
class Effect:
    """What a message did."""

    inbox: int | None = None  # its row; None where another copy of it had its effect before
    changes: Sequence[str] = ()  # "r12 submitted", "k3 withdrawn"
    letters: Sequence[Letter] = ()  # the answer, where it was asked for: nobody has been told of it


def receive(
    session: Session, incoming: Incoming, desk: Desk, now: datetime, *, by_hand: bool = False
) -> Effect:
    """Let a message have its one effect. A second copy of it has none. `by_hand`: the caller gives the answer
    to the sender, who then need not look for it.

    Raises for bugs of ours only: the caller rolls back and calls `failed`.
    """
    cause = inbox.enter(session, channel=incoming.channel, account=incoming.account, key=incoming.key, at=now)
    changes = collect()
    letters: list[Letter] = []
    if cause is not None and incoming.kind is not Kind.SILENT:
        letters = _deal_with(session, incoming, desk, now, cause)
    if letters and not by_hand:
        announce(session, outbox.OUTBOX)
    return Effect(inbox=cause, changes=changes, letters=letters if by_hand else ())


def _deal_with(session: Session, incoming: Incoming, desk: Desk, now: datetime, cause: int) -> list[Letter]:
    """The letters of `Talk.send`."""
    if len(incoming.text) > LONGEST:
        incoming = replace(incoming, text=incoming.text[: LONGEST + 1])
    if incoming.kind in (Kind.BLOCKED, Kind.UNBLOCKED, Kind.MOVED):
        _state_of_chat(session, incoming)
        return []
    talk = _meet(session, incoming, desk, now, cause)
    if incoming.channel in WINDOWED:
        talk.released = windows.release(session, talk.person.address, at=now)
    if incoming.private:
        _listen(talk)
    elif incoming.text.startswith("/") or incoming.data:
        talk.say(talk.voice("group", link=incoming.link), menu=False)
    return talk.send()


def receive_all(
    session: Session, messages: Mapping[str, Incoming], desk: Desk, now: datetime, *, by_hand: bool = False
) -> list[Effect]:
    """`receive` for one after the other, each under its trace; all or none of them."""
    effects = []
    for trace, incoming in messages.items():
        with traced(trace):
            effects.append(receive(session, incoming, desk, now, by_hand=by_hand))
        session.flush()
        session.expunge_all()  # statements of ours change rows behind the session's back
    return effects


def failed(session: Session, incoming: Incoming, desk: Desk, now: datetime, error: str) -> None:
    """A bug of ours: keep the message to be replayed, tell the person, and an operator.

    Whoever was told so a moment ago, and nothing else since, is not told again.
    """
    where = {"channel": incoming.channel, "account": incoming.account}
    kept = inbox.enter_failed(session, **where, key=incoming.key, at=now, raw=incoming.raw, error=error)
    if kept is None:
        return
    tasks.open_task(
        session, kind="failed-message", key=str(kept), now=now, text=error.strip().splitlines()[-1]
    )
    if not incoming.private or incoming.kind in UNHEARD:
        return
    talk = _meet(session, incoming, desk, now, kept)
    if incoming.channel in WINDOWED:
        windows.release(session, talk.person.address, at=now)
    talk.say(talk.voice("our-fault"))
    if outbox.last_said(session, talk.person.address, since=now - REPEATED) != talk.says[0].text:
        talk.send()
        announce(session, outbox.OUTBOX)


def _meet(session: Session, incoming: Incoming, desk: Desk, now: datetime, cause: int) -> Talk:
    known = contacts.meet(
        session,
        channel=incoming.channel,
        account=incoming.account,
        value=incoming.address,
        also=incoming.also,
        at=incoming.at,
        name=tidy(incoming.name[:400])[:80],
        username=incoming.username[:80],
        language=LANGUAGES[0],
    )
    return Talk(session=session, desk=desk, now=now, incoming=incoming, person=known, cause=cause)


def _state_of_chat(session: Session, incoming: Incoming) -> None:
    where = {"channel": incoming.channel, "account": incoming.account}
    if incoming.kind is Kind.MOVED:
        names = (incoming.address, *incoming.also)
        contacts.renamed(session, **where, names=names, new=incoming.text)
        return
    known = contacts.find(session, **where, value=incoming.address)
    if known is not None and not known.lost:
        contacts.set_reachable(session, known.address, incoming.kind is Kind.UNBLOCKED)


def _listen(talk: Talk) -> None:
    """What is this message? A button, a word that works anywhere, an answer, or something new."""
    incoming = talk.incoming
    if len(incoming.text) > LONGEST:
        welcome.lost(talk, "text-too-long")
        return
    if incoming.kind is Kind.BUTTON:
        press(talk, incoming.data)
        return
    if incoming.kind is Kind.TEXT and _code(talk, incoming.text.strip()):
        return
    if talk.person.lost and not _helps_the_lost(talk):
        talk.say(talk.voice("chat-lost"), [talk.option("m:person", "menu-person")])
        return
    if incoming.kind is Kind.TEXT and _word(talk, incoming.text):
        return
    if incoming.kind is Kind.TEXT and incoming.text.startswith("/"):
        _unknown_command(talk, incoming.text)
        return
    if identity.refuse_file(talk):
        return
    kept = conversations.current(talk)
    if kept is not None and conversations.came_late(kept, incoming):
        conversations.quote_back(talk, kept)
    elif kept is not None:
        conversations.carry_on(talk, kept, incoming)
    elif incoming.kind is Kind.TEXT and not identity.refuse_number(talk, incoming.text):
        _idle(talk, incoming.text)
    elif incoming.kind not in (Kind.EDITED, Kind.TEXT):
        welcome.lost(talk, "idle-file" if incoming.kind is Kind.FILE else UNREADABLE[incoming.kind])


def _code(talk: Talk, text: str) -> bool:
    """A typed code: of an officer's invitation, of another chat, of a receipt."""
    if invited := _JOIN.fullmatch(text):
        join.join(talk, invited[1])
    elif linked := _LINK.fullmatch(text):
        joining.typed(talk, linked[1])
    elif lost := _RECOVER.fullmatch(text):
        return _recover(talk, lost[1])
    else:
        return False
    return True


def _recover(talk: Talk, text: str) -> bool:
    """A receipt's number and code; in a form, words that only begin like that are its answer."""
    kept = conversations.current(talk)
    if recovering.typed(talk, text):
        if kept is not None:
            conversations.ask_again(talk, kept, before=talk.voice("back-to-form"))
    elif kept is None:
        recovering.explain(talk)
    else:
        return False
    return True


def _helps_the_lost(talk: Talk) -> bool:
    """What still works in a chat whose phone was reported lost: to write to a person."""
    word = " ".join(talk.incoming.text.casefold().split()).strip(" .!?/")
    return word in talk.voice.words("person") or conversations.current(talk) is not None


def _word(talk: Talk, text: str) -> bool:
    """A word that works anywhere, matched whole; `batal` and `kembali` belong to the form under way."""
    word = " ".join(text.casefold().split()).strip(" .!?/")
    if not talk.voice.means_something(word):
        return False
    words = talk.voice.words
    if word in words("start"):
        welcome.welcome(talk)
    elif word in words("menu"):
        welcome.menu(talk)
    elif word in words("help"):
        welcome.help_(talk)
    elif word in words("status"):
        conversations.aside(talk, status.all_mine)
    elif word in words("language"):
        welcome.choose_language(talk)
    elif word in words("english"):
        welcome.choose_language(talk, "en")
    elif word in words("indonesian"):
        welcome.choose_language(talk, "id")
    elif word in words("person"):
        person.ask(talk)
    elif word in words("identity"):
        conversations.aside(talk, identity.newest)
    elif word in words("link"):
        joining.ask(talk)
    elif word in words("release"):
        joining.release(talk)
    elif word in words("recover"):
        recovering.explain(talk)
    elif word in words("undo"):
        if not conversations.undo_cancel(talk):
            welcome.lost(talk, "undo-nothing")
    elif word in words("queue") and talk.officers:
        queue.queue(talk)
    elif word in words("record") and talk.officers:
        record.begin(talk)
    elif word in words("late") and talk.officers:
        conversations.aside(talk, late.late)
    elif word in words("leave") and talk.officers:
        away.ask(talk)
    elif conversations.current(talk) is not None:
        return False
    elif word in words("file"):
        if not asking.file_shown(talk):
            filing.begin(talk)
    elif word in words("withdraw"):
        withdraw.pick(talk)
    elif word in words("objection"):
        objection_buttons.begin(talk)
    elif word in words("dispute"):
        objection_buttons.dispute_newest(talk)
    elif word in words("why"):
        status.why_newest(talk)
    elif word in words("cancel"):
        talk.say(talk.voice("cancel-nothing"), welcome.menu_options(talk))
    else:
        return False
    return True


def _unknown_command(talk: Talk, text: str) -> None:
    """A command is never an answer: `/start` with anything behind it starts, others are not known."""
    if text.split(maxsplit=1)[0].casefold() == "/start":
        welcome.welcome(talk)
    else:
        welcome.lost(talk)


def _idle(talk: Talk, text: str) -> None:
    """Nothing is under way: an option typed by number or label, a registration number, or a greeting."""
    word = " ".join(text.casefold().split()).strip(" .!?/")
    for number, (data, label) in enumerate(talk.person.menu, start=1):
        if word in (str(number), " ".join(label.casefold().split()).strip(" .!?/")):
            press(talk, data)
            return
    objected = find_numbers(text, talk.desk.objection_numbering.pattern)
    typed = find_numbers(text, talk.desk.numbering.pattern)
    if objected is not None:
        objection_buttons.numbered(talk, objected, why=_asks_why(talk, text))
    elif typed is not None:
        _numbered(talk, typed, why=_asks_why(talk, text))
    elif word in talk.voice.words("greeting") or (talk.person.new and not _says_something(text)):
        welcome.welcome(talk)
    elif word in talk.voice.words("thanks"):
        welcome.lost(talk, "thanks")
    elif talk.officers and any(data[:1] in OF_OFFICERS for data, _ in talk.person.menu):
        shown = [Option(data=data, label=label) for data, label in talk.person.menu]
        talk.say(talk.voice("not-understood"), shown)  # what is being worked on stays at hand
    elif _says_something(text):
        asking.answer(talk, text)
    else:
        welcome.lost(talk)


def _says_something(text: str) -> bool:
    """Whether there is a word in a text: two letters at the least."""
    return sum(character.isalpha() for character in text) > 1


def _asks_why(talk: Talk, text: str) -> bool:
    """Whether a number was typed with "kenapa" before it."""
    return text.casefold().split()[0] in talk.voice.words("why")


def _numbered(talk: Talk, number: str, *, why: bool) -> None:
    """A registration number was typed: it opens one's own request, or one's agency's, and no other."""
    found = requests.by_number(talk.session, number)
    if found is not None and found.contact_id == talk.person.id:
        (status.why if why else status.one)(talk, found)
    elif found is None or not (status.why_if_theirs if why else queue.show_if_theirs)(talk, found):
        welcome.lost(talk, "number-unknown")
