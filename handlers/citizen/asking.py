"""A text when nothing is under way: answered from what is known, sent where it belongs, or filed.

What was asked is kept in a draft of its own that its buttons name (`q:verb:draft`), so that any of
them can carry the text on: `q:file` into a filing, `q:no` to the next answer.
"""

from dataclasses import dataclass
from typing import Any

from handlers import conversations, gathering, knowing
from handlers.answers import tidy, words
from handlers.citizen import filing, welcome
from handlers.conversations import Conversation
from handlers.form import Choice, Draft, Form, Question, Turn
from handlers.knowledge.kinds import Ask
from handlers.knowledge.knowledge import Insight
from handlers.say import Option
from handlers.talk import Talk
from kip.identifiers import find_identifiers
from storage import drafts, kinds, publications, unanswered
from storage.drafts import KeptDraft

KEPT = "asked"  # the form name of a draft that keeps what was asked; no conversation has it


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What was asked, and which answers were no help."""

    id: str  # of its draft
    text: str
    seen: tuple[str, ...] = ()  # slugs
    unclear: bool = False  # it was asked back once already


def answer(talk: Talk, text: str, *, unclear: bool = False) -> None:
    """Answer a text, or lead it where it belongs; whatever it is, the person may file it."""
    text = tidy(text)
    if len(text) > gathering.LONGEST:
        too_long = {"most": str(gathering.LONGEST), "length": str(len(text))}
        talk.say(talk.voice("invalid-long", **too_long), welcome.menu_options(talk))
        return
    asked = Asked(id=conversations.new_id(), text=text, unclear=unclear)
    _keep(talk, asked)
    _lead(talk, asked)


def press(talk: Talk, rest: str) -> None:
    """A button of an earlier answer."""
    verb, _, argument = rest.partition(":")
    id, _, line = argument.partition(":")
    asked = _kept(talk, id)
    if asked is None and verb == "file":  # it was filed, or has been forgotten
        filing.begin(talk)
    elif asked is None:
        welcome.lost(talk, "old-button")
    elif verb == "file":
        file(talk, asked)
    elif verb == "no":
        _next(talk, asked)
    elif verb == "yes":
        welcome.lost(talk, "faq-helped")
    elif verb == "open" and line.isascii() and line.isdigit() and len(line) < 10:
        _open(talk, asked, int(line))
    else:
        welcome.lost(talk, "old-button")


def file_shown(talk: Talk) -> bool:
    """The word "ajukan", typed where a button on the screen would file what was asked; False elsewhere."""
    data = next((data for data, _ in talk.person.menu if data.startswith("q:file:")), "")
    asked = _kept(talk, data.removeprefix("q:file:"))
    if asked is not None:
        file(talk, asked)
    return asked is not None


def file(talk: Talk, asked: Asked) -> None:
    """Begin a filing with what was asked as the information; one begun without it is taken up."""
    drafts.finish(talk.session, asked.id, at=talk.now)
    text = asked.text
    whole = len(text) >= filing.SHORTEST and not find_identifiers(text)
    value = gathering.empty() | {"texts": [text]}
    answers = {"information": {"text": text, "files": [], "found": []}} if whole else {}
    gathered = {} if whole else {"information": value}
    key = "filing-carried" if whole else "filing-carried-part"
    for kept in conversations.paused(talk):
        if kept.form == filing.FILING.name and not {"information"} & {*kept.answers, *kept.gathered}:
            kept.answers |= answers
            kept.gathered |= gathered
            conversations.ask_again(talk, kept, before=talk.voice(key))
            return
    conversations.start(
        talk,
        filing.FILING.name,
        context={"carried": True},
        answers=filing.opening(talk.incoming.channel) | answers,
        gathered=gathered,
        before=filing.greeting(talk, key),
    )


# -- what is said ----------------------------------------------------------------------------------


def _lead(talk: Talk, asked: Asked) -> None:
    insight = talk.desk.knowledge.about(asked.text)
    entry = knowing.answer(talk, asked.text, without=asked.seen)
    if entry is not None:
        _keep(talk, asked, seen=(*asked.seen, entry.slug))
        text = f"{knowing.said(talk, entry)}\n\n{talk.voice('faq-helps')}"
        talk.say(text, [_option(talk, asked, "yes"), _option(talk, asked, "no"), _file(talk, asked)])
        return
    ask = insight.kind.ask
    if ask is Ask.UNCLEAR and not asked.unclear and not asked.seen:
        conversations.start(talk, CLARIFYING.name, context={"text": asked.text, "id": asked.id})
    elif ask in (Ask.INFO, Ask.UNCLEAR):
        _inform(talk, asked, insight)
    else:
        _advise(talk, asked, insight)


def _inform(talk: Talk, asked: Asked, insight: Insight) -> None:
    """An information request: what is public already, else the form."""
    found = knowing.there(lambda id: publications.get(talk.session, id), (p.id for p in insight.publications))
    if found:
        listed = knowing.lines(talk.voice, talk.desk, found[: knowing.SHOWN])
        opens = [
            Option(
                data=f"q:open:{asked.id}:{line.id}", label=talk.voice("published-open", number=str(number))
            )
            for number, line in enumerate(found[: knowing.SHOWN], start=1)
        ]
        text = "\n\n".join((talk.voice("published-heading"), listed, talk.voice("published-else")))
        talk.say(text, [*opens, _file(talk, asked)])
    elif insight.agencies and not asked.seen:
        file(talk, asked)
    else:
        _offer(talk, asked, insight, "faq-nothing" if asked.seen else "asked-nothing")


def _advise(talk: Talk, asked: Asked, insight: Insight) -> None:
    """No information request, it seems: where it belongs, and that it may be filed all the same."""
    ask = insight.kind.ask
    told = kinds.in_language(talk.desk.kinds, ask, talk.person.language)
    if told is None:
        _offer(talk, asked, insight, "asked-nothing")
        return
    options = [_file(talk, asked, "asked-file-anyway"), talk.option("m:person", "menu-person")]
    if ask is Ask.OBJECTION:
        ways = [talk.option("m:object", "menu-objection"), talk.option("m:status", "menu-status")]
        options = [*ways, _file(talk, asked, "asked-file-anyway")]
    matches = insight.outside if ask is Ask.OUTSIDE else insight.agencies
    name = talk.desk.agency_name(matches[0].code) if matches else ""
    talk.say(told.text(name), options)


def _next(talk: Talk, asked: Asked) -> None:
    """The answer was no help: the next one, else the way of its kind, and the gap is noted."""
    insight = talk.desk.knowledge.about(asked.text)
    _lead(talk, asked)
    _note(talk, asked, insight)


def _offer(talk: Talk, asked: Asked, insight: Insight, key: str) -> None:
    """Nothing fits: what can still be done."""
    options = [
        _file(talk, asked),
        talk.option("m:person", "menu-person"),
        talk.option("m:menu", "button-menu"),
    ]
    talk.say(talk.voice(key), options)
    if not asked.seen:
        _note(talk, asked, insight)


def _open(talk: Talk, asked: Asked, id: int) -> None:
    line = publications.get(talk.session, id)
    text = knowing.detail(talk.voice, talk.desk, line) if line else talk.voice("published-gone")
    talk.say(text, [_file(talk, asked), talk.option("m:menu", "button-menu")])


def _note(talk: Talk, asked: Asked, insight: Insight) -> None:
    unanswered.keep(
        talk.session, asked.text, now=talk.now, kind=insight.kind.ask, language=talk.person.language
    )


def _file(talk: Talk, asked: Asked, key: str = "menu-file") -> Option:
    return talk.option(f"q:file:{asked.id}", key)


def _option(talk: Talk, asked: Asked, verb: str) -> Option:
    return talk.option(f"q:{verb}:{asked.id}", f"faq-{verb}")


# -- what is kept ----------------------------------------------------------------------------------


def _keep(talk: Talk, asked: Asked, *, seen: tuple[str, ...] = ()) -> None:
    drafts.save(
        talk.session,
        id=asked.id,
        contact=talk.person.id,
        form=KEPT,
        answers={},
        gathered={"seen": list(seen), "unclear": asked.unclear},
        context={"text": asked.text},
        asked="",
        at=talk.now,
    )
    drafts.trim(talk.session, talk.person.id, most=conversations.DRAFTS)


def _kept(talk: Talk, id: str) -> Asked | None:
    """What was asked under this id, by this person."""
    kept: KeptDraft | None = drafts.find(talk.session, id)
    if kept is None or kept.contact != talk.person.id or (kept.form, kept.state) != (KEPT, "open"):
        return None
    seen, unclear = kept.gathered.get("seen", ()), kept.gathered.get("unclear", False)
    return Asked(id=kept.id, text=kept.context["text"], seen=tuple(seen), unclear=unclear)


# -- asking back -----------------------------------------------------------------------------------


def _unclear(turn: Turn) -> str:
    told = kinds.in_language(turn.scene.desk.kinds, Ask.UNCLEAR, turn.voice.language)
    return told.text() if told else turn.voice("asked-unclear")


def _ways(turn: Turn) -> list[Choice]:
    return [Choice(id="file", label=turn.voice("menu-file"))]


CLARIFYING = Form(
    name="clarifying",
    questions=(
        Question(
            key="more",
            ask=_unclear,
            parse=words(1, 4_000),
            options=_ways,
            take=lambda choice, turn: {"do": choice},
        ),
    ),
)


def _clarified(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    text, more = str(draft.context["text"]), answers["more"]
    if isinstance(more, dict):
        file(talk, Asked(id=str(draft.context["id"]), text=text))
    else:
        drafts.finish(talk.session, str(draft.context["id"]), at=talk.now)
        answer(talk, f"{text}\n{more}", unclear=True)


CONVERSATION = Conversation(form=CLARIFYING, finish=_clarified)
