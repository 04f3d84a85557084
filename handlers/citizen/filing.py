"""Filing a request: the form of Perki 1/2021, in a few messages (UU 14/2008 Ps 22(1)-(4))."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from handlers import conversations, gathering, limits
from handlers.agency_choice import UNKNOWN
from handlers.answers import email, none_or, phone_or_email, words
from handlers.casework import file_request
from handlers.citizen import published
from handlers.citizen.doors import DoorQuestion
from handlers.citizen.published import SearchingGather
from handlers.closed_window import WINDOWED
from handlers.conversations import Conversation
from handlers.desk import Desk
from handlers.form import Choice, Draft, Form, Question, Stay, Turn
from handlers.talk import Talk
from handlers.teaching import correct
from handlers.voice import LANGUAGES, Voice, voice_of
from storage import files, opt_ins
from storage.requests import Filing

KINDS = ("person", "group", "legal")
NEWS_YES, NEWS_NO = "yes", "no"
PURPOSES = ("study", "oversight", "personal", "work")
SHORTEST = 10  # characters of what is asked for
_INFORMATION = SearchingGather(text_needed=True, shortest=SHORTEST)


def _choices(labels: Mapping[str, str]) -> Callable[[Turn], Sequence[Choice]]:
    """Choices by their copy keys, put together once in each language."""

    @cache
    def spoken(voice: Voice) -> tuple[Choice, ...]:
        return tuple(Choice(id=id, label=voice(key)) for id, key in labels.items())

    return lambda turn: spoken(turn.voice)


# -- who ------------------------------------------------------------------------------------------


def _take_kind(choice: str, turn: Turn) -> Any:
    """A foreigner is told what they may have: only Indonesians have standing (Ps 1 angka 12)."""
    return Stay(state=None, text=turn.voice("foreign-standing")) if choice == "foreign" else choice


def _reach_choices(turn: Turn) -> Sequence[Choice]:
    return [Choice(id="chat", label=turn.voice("reach-chat-only"))]


# -- what -----------------------------------------------------------------------------------------


def _ask_information(turn: Turn) -> str:
    """What is wanted; or, where it was written before the form began, whether that is all."""
    texts = (turn.state or {}).get("texts")
    if texts and not turn.state.get("identifiers") and turn.scene.context.get("carried"):
        return turn.voice("ask-information-carried", text="\n".join(texts))
    return turn.voice("ask-information")


# -- how ------------------------------------------------------------------------------------------


_SOFT_COPY = _choices({d: f"deliver-{d}" for d in ("chat", "email", "pickup")})
_HARD_COPY = _choices({d: f"deliver-{d}" for d in ("pickup", "post")})


def _deliver_choices(turn: Turn) -> Sequence[Choice]:
    return (_SOFT_COPY if turn.answers.get("obtain") == "soft" else _HARD_COPY)(turn)


def _wants_copy(answers: Mapping[str, Any]) -> bool:
    return answers.get("obtain") in ("soft", "hard")


def _wants_email(answers: Mapping[str, Any]) -> bool:
    by_email = _wants_copy(answers) and answers.get("deliver") == "email"
    return by_email and "@" not in str(answers.get("reach", ""))


# -- news of it -----------------------------------------------------------------------------------
# Where a platform wants to know who may be written to later (Meta's policy on opt-in), the summary says that
# to send is to allow it, and how not to.


def opening(channel: str) -> dict[str, Any]:
    """The answers that a filing on this channel begins with."""
    return {"via": channel, "news": NEWS_YES} if channel in WINDOWED else {}


def _may_tell(answers: Mapping[str, Any]) -> bool:
    return "via" in answers


def _news_shown(value: Any, turn: Turn) -> str:
    return _news_wording(turn.voice, turn.scene.desk, given=value == NEWS_YES)


def _news_wording(voice: Voice, desk: Desk, *, given: bool) -> str:
    return voice("news-given", body=desk.name) if given else voice("news-refused")


def _keep_news(talk: Talk, draft: Draft, answers: Mapping[str, Any], request: int | None) -> None:
    """Whether we may write of our own accord, in the words they saw."""
    if "news" in answers:
        given = answers["news"] == NEWS_YES
        opt_ins.keep(
            talk.session,
            contact=talk.person.id,
            channel=draft.answers["via"],
            given=given,
            wording=_news_wording(talk.voice, talk.desk, given=given),
            language=talk.person.language,
            at=talk.now,
            request=request,
        )


# -- the form -------------------------------------------------------------------------------------


def _choice_shown(prefix: str, known: tuple[str, ...]) -> Any:
    def show(value: Any, turn: Turn) -> str:
        return turn.voice(f"{prefix}-{value}") if value in known else str(value)

    return show


def _say(key: str) -> Any:
    return lambda turn: turn.voice(key)


FILING = Form(
    name="filing",
    questions=(
        Question(
            key="kind",
            ask=_say("ask-kind"),
            options=_choices({k: f"kind-{k}" for k in (*KINDS, "foreign")}),
            take=_take_kind,
            label="label-kind",
            show=_choice_shown("kind", KINDS),
        ),
        Question(
            key="name",
            ask=lambda turn: turn.voice(f"ask-name-{turn.answers.get('kind', 'person')}"),
            parse=words(3, 120),
            label="label-name",
        ),
        Question(key="address", ask=_say("ask-address"), parse=words(8, 300), label="label-address"),
        Question(
            key="reach",
            ask=_say("ask-reach"),
            parse=none_or(phone_or_email, "chat"),
            options=_reach_choices,
            label="label-reach",
            show=_choice_shown("reach", ("chat",)),
        ),
        Question(
            key="information",
            ask=_ask_information,
            parse=_INFORMATION.parse,
            options=_INFORMATION.choices,
            take=_INFORMATION.take,
            label="label-information",
            show=gathering.show,
        ),
        Question(
            key="purpose",
            ask=lambda turn: published.opening(turn, turn.voice("ask-purpose")),
            parse=words(4, 1000),
            options=_choices({p: f"purpose-{p}" for p in PURPOSES}),
            label="label-purpose",
            show=_choice_shown("purpose", PURPOSES),
        ),
        Question(
            key="obtain",
            ask=_say("ask-obtain"),
            options=_choices({o: f"obtain-{o}" for o in ("soft", "hard", "see")}),
            label="label-obtain",
            show=_choice_shown("obtain", ("soft", "hard", "see")),
        ),
        Question(
            key="deliver",
            ask=_say("ask-deliver"),
            options=_deliver_choices,
            when=_wants_copy,
            label="label-deliver",
            show=_choice_shown("deliver", ("chat", "email", "pickup", "post")),
        ),
        Question(key="email", ask=_say("ask-email"), parse=email, when=_wants_email, label="label-email"),
        DoorQuestion(heading="ask-agency", text=lambda turn: turn.answers["information"]["text"]).question(),
        Question(
            key="news",
            ask=lambda turn: turn.voice("ask-news", body=turn.scene.desk.name),
            options=_choices({NEWS_YES: "news-yes", NEWS_NO: "news-no"}),
            when=_may_tell,
            label="label-news",
            show=_news_shown,
            given=True,
        ),
    ),
    review="review",
)


def begin(talk: Talk) -> None:
    """A new filing; one that is under way or put aside is taken up instead of a second one."""
    unfinished = [d for d in conversations.paused(talk) if d.form == FILING.name]
    if unfinished:
        conversations.ask_again(talk, unfinished[0], before=talk.voice("filing-resumed"))
    else:
        answers = opening(talk.incoming.channel)
        conversations.start(talk, FILING.name, answers=answers, before=greeting(talk))


def greeting(talk: Talk, key: str = "filing-opening") -> str:
    """How a filing begins: what comes, and what becomes of one's data (UU 27/2022)."""
    return f"{talk.voice(key)}\n\n{talk.voice('filing-privacy')}"


def _file(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    """Make the draft a request; the receipt goes out as its notice."""
    agency = talk.desk.utama if answers["agency"] == UNKNOWN else str(answers["agency"])
    if agency not in talk.desk.agencies:  # the content pack dropped it while the form was open
        agency = talk.desk.utama
    filing = Filing(
        draft=draft.id,
        contact=talk.person.id,
        channel=talk.incoming.channel,
        received_at=min(talk.incoming.at, talk.now),
        applicant_kind=answers["kind"],
        applicant_name=answers["name"],
        applicant_address=answers["address"],
        applicant_reach=_reach(answers),
        information=answers["information"]["text"],
        purpose=purpose_text(answers["purpose"]),
        obtain=answers["obtain"],
        deliver=answers.get("deliver", ""),
        language=talk.person.language,
        files=keep_files(talk, answers["information"]["files"]),
    )
    request = file_request(
        talk.session, talk.desk, filing, agency=agency, by=talk.citizen, now=talk.now, cause=talk.cause
    )
    _keep_news(talk, draft, answers, request.id)
    if agency == answers["agency"]:  # chosen, and still there
        correct(talk, filing.information, agency, source="pick", contact=talk.person.id)


def _reach(answers: Mapping[str, Any]) -> str:
    if "email" not in answers:
        return str(answers["reach"])
    return str(answers["email"]) if answers["reach"] == "chat" else f"{answers['reach']}, {answers['email']}"


def purpose_text(value: str) -> str:
    """The purpose in words, as the register wants it: its own language, whatever the person's."""
    return voice_of(LANGUAGES[0])(f"purpose-{value}") if value in PURPOSES else value


def keep_files(talk: Talk, rows: Sequence[Sequence[Any]]) -> tuple[int, ...]:
    """Note the files that were sent; a job fetches them."""
    return tuple(
        files.expect(
            talk.session,
            contact=talk.person.id,
            channel=channel,
            account=account,
            ref=ref,
            name=name,
            mime=mime,
            size=size,
            now=talk.now,
        )
        for ref, name, mime, size, channel, account in rows
    )


CONVERSATION = Conversation(form=FILING, finish=_file, resumable=True, hold=limits.enough_filed)
