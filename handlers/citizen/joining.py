"""One person, two chats: `hubungkan` gives a code, the other chat takes it, and both say yes."""

from handlers import conversations
from handlers.citizen import welcome
from handlers.say import Option, Say
from handlers.talk import Talk
from handlers.voice import Voice, channel_name, voice_of
from storage import codes, contacts, joins, links, officers, tallies
from storage.tables import Address, ChatLink, ContactJoin

CODE = r"[A-Za-z0-9]{5}[- ]?[A-Za-z0-9]{5}"


def ask(talk: Talk) -> None:
    """Give a code for the other chat, and where chats are joined already the way to part them; in a form the
    question comes again."""
    code = links.ask(talk.session, talk.person.address, secret=talk.desk.secret, now=talk.now)
    others = welcome.other_channels(talk)
    where = others[0] if others else talk.voice("link-other-chat")
    minutes = str(int(links.VALID.total_seconds()) // 60)
    text = talk.voice("link-code", where=where, code=codes.grouped(code, 5), minutes=minutes)
    kept = conversations.current(talk)
    if kept is not None:
        conversations.ask_again(talk, kept, before=text)
        return
    options = [talk.option("m:menu", "button-menu")]
    if joins.of_contact(talk.session, talk.person.id):
        options.insert(0, talk.option("m:release", "link-release"))
    talk.say(text, options)


def typed(talk: Talk, code: str) -> None:
    """A code was typed: ask in both chats whether they are one person's."""
    if not tallies.may_try(talk.session, talk.person.address, now=talk.now):
        welcome.lost(talk, "code-too-often")
        return
    row = links.by_code(talk.session, code, now=talk.now)
    if row is None:
        tallies.wrong_code(talk.session, talk.person.address, now=talk.now)
        welcome.lost(talk, "link-wrong")
        return
    holder = contacts.address(talk.session, row.address_id)
    if holder.contact_id == talk.person.id:
        own = holder.id == talk.person.address
        welcome.lost(talk, "link-own" if own else "link-same")
        return
    links.typed(talk.session, row, by=talk.person.address, now=talk.now)
    here = contacts.address(talk.session, talk.person.address)
    conversations.pause(talk)  # its answer must not be taken for one in a form
    _ask_typist(talk, row, holder)
    _ask_holder(talk, row, holder, here)


def _ask_typist(talk: Talk, row: ChatLink, holder: Address) -> None:
    text = talk.voice("link-sure", chat=chat_name(talk, holder))
    talk.say(_with_offices(talk, text, mine=talk.person.id, theirs=holder.contact_id), _sure(talk, row))


def _ask_holder(talk: Talk, row: ChatLink, holder: Address, typist: Address) -> None:
    voice = voice_of(contacts.language_of(talk.session, holder.contact_id))
    text = voice("link-sure-holder", chat=chat_name(talk, typist, language=voice.language))
    text = _with_offices(
        talk, text, mine=holder.contact_id, theirs=typist.contact_id, language=voice.language
    )
    options = _sure(talk, row, language=voice.language)
    contacts.show_menu(talk.session, holder.contact_id, [[o.data, o.label] for o in options])
    talk.tell(holder, Say(text=text, options=tuple(options)))


def _sure(talk: Talk, row: ChatLink, *, language: str = "") -> list[Option]:
    voice = voice_of(language or talk.person.language)
    return [
        Option(data=f"m:linkyes:{row.id}", label=voice("link-yes")),
        Option(data=f"m:linkno:{row.id}", label=voice("link-no")),
    ]


def _with_offices(talk: Talk, text: str, *, mine: int, theirs: int, language: str = "") -> str:
    """What is asked, and whose rights a chat gets that had none: an officer's never pass unseen."""
    voice = voice_of(language or talk.person.language)
    here, there = _offices(talk, voice, mine), _offices(talk, voice, theirs)
    lines = [text]
    lines += [voice("link-office-there", office=office) for office in here if office not in there]
    lines += [voice("link-office-here", office=office) for office in there if office not in here]
    return "\n\n".join(lines)


def press(talk: Talk, verb: str, argument: str) -> bool:
    """A button of joining or parting; False where it is none."""
    match verb:
        case "linkyes" | "linkno":
            _answer(talk, argument, yes=verb == "linkyes")
        case "release":
            release(talk, argument)
        case "releaseyes":
            _part(talk, argument)
        case "releaseno":
            welcome.lost(talk, "link-stays")
        case _:
            return False
    return True


def _answer(talk: Talk, argument: str, *, yes: bool) -> None:
    here = talk.person.address
    row = links.under_way(talk.session, _id(argument), address=here, now=talk.now)
    if row is None or row.typed_by is None:
        welcome.lost(talk, "old-button")
        return
    holder, typist = (contacts.address(talk.session, id) for id in (row.address_id, row.typed_by))
    other = typist if here == row.address_id else holder
    voice = voice_of(contacts.language_of(talk.session, other.contact_id))
    if not yes:
        links.refuse(talk.session, row)
        welcome.lost(talk, "link-refused")
        talk.tell(other, Say(text=voice("link-refused-there")))
    elif not links.agree(talk.session, row, address=here):
        talk.say(talk.voice("link-waits", chat=chat_name(talk, other)))
    elif holder.contact_id == typist.contact_id:
        welcome.lost(talk, "link-same")
    else:
        _join(talk, holder, typist)
        welcome.lost(talk, "link-done")
        menu = (Option(data="m:menu", label=voice("button-menu")),)
        talk.tell(other, Say(text=voice("link-done"), options=menu))


def _join(talk: Talk, holder: Address, typist: Address) -> None:
    """From now on one person, who is at both chats."""
    kept, other = holder.contact_id, typist.contact_id
    joins.join(talk.session, kept=kept, other=other, kind=joins.CODE, now=talk.now)
    for address in (holder, typist):
        contacts.found(talk.session, address.id or 0)
    talk.meet_again()


# -- parting --------------------------------------------------------------------------------------


def release(talk: Talk, argument: str = "") -> None:
    """Ask which chat is let go, where there are several, and whether."""
    known = joins.of_contact(talk.session, talk.person.id)
    chosen = [row for row in known if str(row.id) == argument] or known
    if not chosen:
        welcome.lost(talk, "release-none")
        return
    menu = talk.option("m:menu", "button-menu")
    if len(chosen) > 1:
        parts = [talk.voice("release-which")]
        parts += [f"{number}. {_brought(talk, row)}" for number, row in enumerate(chosen, start=1)]
        options = [
            talk.option(f"m:release:{row.id}", "release-number", number=str(number))
            for number, row in enumerate(chosen, start=1)
        ]
        talk.say("\n".join(parts), [*options, menu])
        return
    yes = talk.option(f"m:releaseyes:{chosen[0].id}", "release-yes")
    no = talk.option("m:releaseno", "release-no")
    talk.say(talk.voice("release-sure", chat=_brought(talk, chosen[0])), [yes, no])


def _part(talk: Talk, argument: str) -> None:
    row = next((j for j in joins.of_contact(talk.session, talk.person.id) if str(j.id) == argument), None)
    if row is None:
        welcome.lost(talk, "old-button")
        return
    before = {reach.id for reach in contacts.addresses(talk.session, talk.person.id)}
    joins.undo(talk.session, row, now=talk.now)
    talk.meet_again()
    welcome.lost(talk, "release-done")
    mine = {reach.id for reach in contacts.addresses(talk.session, talk.person.id)}
    for id in sorted(before - mine):
        there = contacts.address(talk.session, id)
        voice = voice_of(contacts.language_of(talk.session, there.contact_id))
        talk.tell(there, Say(text=voice("release-done")))


def _brought(talk: Talk, row: ContactJoin) -> str:
    """The chats that a join brought, as one calls them."""
    ids = row.brought.get("address", [])
    here = {reach.id for reach in contacts.addresses(talk.session, talk.person.id)}
    names = [chat_name(talk, contacts.address(talk.session, id)) for id in ids if id in here]
    return ", ".join(names) or talk.voice("link-other-chat")


def _offices(talk: Talk, voice: Voice, contact: int) -> list[str]:
    """What a contact acts as, in words."""
    found = officers.of_contact(talk.session, contact)
    return [f"{voice(f'role-{o.role}')} {talk.desk.agency_name(o.agency)}" for o in found]


# -- words ----------------------------------------------------------------------------------------


def chat_name(talk: Talk, address: Address, *, language: str = "") -> str:
    """A chat as its owner knows it: the channel, and the name they have there."""
    voice = voice_of(language or talk.person.language)
    channel = channel_name(voice, address.channel)
    return voice("link-chat", channel=channel, name=address.name) if address.name else channel


def _id(argument: str) -> int:
    return int(argument) if argument.isdecimal() and argument.isascii() and len(argument) < 10 else 0
