"""The first words, the menu, help, and the language."""

from collections.abc import Sequence

from handlers import conversations
from handlers.say import Option
from handlers.talk import Talk
from handlers.voice import LANGUAGES, channel_name
from storage import contacts
from storage.drafts import KeptDraft


def menu_options(talk: Talk, unfinished: Sequence[KeptDraft] | None = None) -> list[Option]:
    """What can be done now: an unfinished form first, an officer's work next."""
    options: list[Option] = []
    if unfinished is None:
        unfinished = conversations.paused(talk)
    if unfinished:
        options.append(talk.option(f"m:resume:{unfinished[0].id}", "menu-resume"))
    if talk.officers:
        options += [talk.option("m:queue", "menu-queue"), talk.option("m:record", "menu-record")]
    options += [
        talk.option("m:file", "menu-file"),
        talk.option("m:status", "menu-status"),
        talk.option("m:object", "menu-objection"),
        talk.option("m:person", "menu-person"),
    ]
    options += [talk.option("m:link", "menu-link", channel=name) for name in other_channels(talk)[:1]]
    other = next(language for language in LANGUAGES if language != talk.person.language)
    options.append(talk.option(f"m:lang:{other}", "menu-other-language"))
    return options


def other_channels(talk: Talk) -> list[str]:
    """The names of the other channels that this desk can be reached by."""
    others = sorted(talk.desk.channels - {talk.incoming.channel})
    return [channel_name(talk.voice, name) for name in others]


def welcome(talk: Talk) -> None:
    """Greet; a form under way is put aside, and offered as the first thing."""
    conversations.pause(talk)
    key = "welcome-officer" if talk.officers else "welcome"
    text = talk.voice(key, body=talk.desk.name)
    unfinished = conversations.paused(talk)
    if unfinished:
        text += "\n\n" + talk.voice("welcome-unfinished")
    talk.say(text, menu_options(talk, unfinished))


def menu(talk: Talk) -> None:
    """The menu; a form under way is put aside, and offered as the first thing."""
    conversations.pause(talk)
    talk.say(talk.voice("menu"), menu_options(talk))


def help_(talk: Talk) -> None:
    """What the bot can do, and the words that work anywhere; inside a form the question comes again."""
    text = talk.voice("help", body=talk.desk.name)
    if talk.officers:
        text += "\n\n" + talk.voice("help-officer")
    kept = conversations.current(talk)
    if kept:
        conversations.ask_again(talk, kept, before=text)
    else:
        talk.say(text, menu_options(talk))


def choose_language(talk: Talk, language: str = "") -> None:
    """Speak `language` from now on; without one, the other than now."""
    if language not in LANGUAGES:
        language = next(known for known in LANGUAGES if known != talk.person.language)
    contacts.choose_language(talk.session, talk.person.id, language)
    talk.meet_again()
    kept = conversations.current(talk)
    if kept:
        conversations.ask_again(talk, kept, before=talk.voice("language-chosen"))
    else:
        talk.say(talk.voice("language-chosen"), menu_options(talk))


def lost(talk: Talk, key: str = "not-understood") -> None:
    """Something that fits nowhere: say so, and what can be done."""
    kept = conversations.current(talk)
    if kept:
        conversations.ask_again(talk, kept, before=talk.voice(key))
    else:
        talk.say(talk.voice(key), menu_options(talk))
