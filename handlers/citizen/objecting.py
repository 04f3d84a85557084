"""Objecting (keberatan): to what became of a request, or to what was never published (Ps 35(1), 36(1)).

What is already known is filled in; all seven grounds can be chosen, those that fit stand first.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import cards, gathering, limits, objection_cards, objections
from handlers.agency_choice import UNKNOWN, AgencyQuestion
from handlers.citizen import status
from handlers.citizen.filing import FILING, keep_files, purpose_text
from handlers.citizen.grounds import GROUNDS
from handlers.conversations import Conversation, start
from handlers.desk import Desk
from handlers.form import Choice, Draft, Form, Question, Turn
from handlers.gathering import CarefulGather
from handlers.say import Option
from handlers.talk import Talk
from handlers.voice import LANGUAGES, Voice, voice_of
from kip.case import Status
from kip.errors import ActionRefused
from kip.grounds import ObjectionGround
from kip.objection import Lodge, ObjectionStatus
from storage import objections as kept
from storage import requests
from storage.objections import Lodging
from storage.tables import Objection, Request

MOST = 8
_SUGGESTED = "suggested"
_QUOTED = 300  # characters of the request that the suggestion quotes
_POSITION = CarefulGather(text_needed=True, shortest=10)


# -- what happened --------------------------------------------------------------------------------


def _ask_position(turn: Turn) -> str:
    return turn.voice("objection-ask-position", suggestion=str(turn.scene.context["suggestion"]))


def _position_choices(turn: Turn) -> Sequence[Choice]:
    suggested = [Choice(id=_SUGGESTED, label=turn.voice("button-use-suggestion"))]
    state = turn.state or gathering.empty()
    asked = state.get("identifiers") or state["texts"]
    return [*([] if asked else suggested), *_POSITION.choices(turn)]


def _take_position(choice: str, turn: Turn) -> Any:
    if choice == _SUGGESTED:
        files = (turn.state or gathering.empty())["files"]
        return {"text": turn.scene.context["suggestion"], "files": files, "ours": True}
    return _POSITION.take(choice, turn)


def suggestion(talk: Talk, request: Request, voice: Voice) -> str:
    """What happened, from the facts on record, for the person to accept or to write anew."""
    desk = talk.desk
    said = {
        "number": request.number,
        "agency": desk.agency_name(request.agency),
        "received": voice.long_date(desk.today(request.received_at)),
        "text": cards.short(request.information, _QUOTED),
    }
    parts = [voice("suggest-request", **said)]
    answer = requests.given_answer(talk.session, request.id or 0)
    if answer is not None and request.answered_on is not None:
        given = requests.answer_from_dict(answer.answer)
        decision = voice(f"decision-{given.decision.value}")
        parts.append(voice("suggest-answer", date=voice.long_date(request.answered_on), decision=decision))
        if given.ground is not None:
            article = voice.article(given.ground.article)
            parts.append(voice("suggest-ground", article=article, label=given.ground.label))
    else:
        parts.append(voice("suggest-unanswered", today=voice.long_date(desk.today(talk.now))))
    if request.due_on is not None and objections.found_on(desk, request, talk.now) is not None:
        late = (request.answered_on or desk.today(talk.now)) > request.due_on
        parts += [voice("suggest-late", due=voice.long_date(request.due_on))] if late else []
    return " ".join(parts)


# -- the two forms --------------------------------------------------------------------------------

_ASKED = {q.key: q for q in FILING.questions}

OBJECTION = Form(
    name="objection",
    questions=(
        GROUNDS,
        Question(
            key="position",
            ask=_ask_position,
            parse=_POSITION.parse,
            options=_position_choices,
            take=_take_position,
            label="label-position",
            show=gathering.show,
        ),
        _ASKED["purpose"],
    ),
    review="objection-review",
    submit="button-send-objection",
)

PUBLICATION = Form(  # Ps 35(1)b: there is no request
    name="publication",
    questions=(
        Question(
            key="position",
            ask=lambda turn: turn.voice("publication-ask-information"),
            parse=_POSITION.parse,
            options=_POSITION.choices,
            take=_POSITION.take,
            label="label-unpublished",
            show=gathering.show,
        ),
        AgencyQuestion(
            heading="publication-ask-agency", text=lambda turn: turn.answers["position"]["text"]
        ).question(),
        Question(
            key="name",
            ask=lambda turn: turn.voice("publication-ask-name"),
            parse=_ASKED["name"].parse,
            label="label-name",
        ),
        _ASKED["address"],
        _ASKED["purpose"],
    ),
    review="objection-review",
    submit="button-send-objection",
)


def _back(talk: Talk) -> list[Option]:
    return [talk.option("m:menu", "button-menu")]


# -- beginning ------------------------------------------------------------------------------------


def begin(talk: Talk) -> None:
    """The word "keberatan": objections that run, and the requests that can be objected to."""
    mine = [r for r in requests.of_contact(talk.session, talk.person.id) if r.status != Status.WITHDRAWN]
    free = [r for r in mine if objections.standing(talk.session, r) is None]
    running = [
        k
        for k in kept.of_contact(talk.session, talk.person.id)
        if k.status in (ObjectionStatus.LODGED, ObjectionStatus.RESPONDED)
    ]
    parts = [talk.voice("objection-what")]
    parts += [objection_cards.one_state(talk.voice, talk.desk, k, talk.now) for k in running[:MOST]]
    if free:
        parts.append(talk.voice("objection-which"))
        parts += [cards.one_line(talk.voice, talk.desk, r, talk.now) for r in free[:MOST]]
    elif not mine:
        parts.append(talk.voice("objection-no-request"))
    options = [Option(data=f"m:object:{r.id}", label=r.number) for r in free[:MOST]]
    options += [Option(data=f"m:objection:{k.id}", label=k.number) for k in running[:MOST]]
    options += [talk.option("m:publication", "button-publication"), talk.option("m:menu", "button-menu")]
    talk.say("\n\n".join(parts), options)


def object_to(talk: Talk, request: Request, *, early: bool = False) -> None:
    """Object to one's own request; while its time still runs the person is told so first."""
    stands = objections.standing(talk.session, request)
    if request.status == Status.WITHDRAWN:
        talk.say(talk.voice("objection-withdrawn-request", number=request.number), _back(talk))
    elif stands is not None:
        _stands(talk, request, stands)
    elif objections.within_its_time(talk.desk, request, talk.now) and not early:
        _early(talk, request)
    else:
        _start(talk, request)


def publish(talk: Talk) -> None:
    """Object that information which has to be published was not (Ps 35(1)b)."""
    mine: list[Request | Objection] = [
        *requests.of_contact(talk.session, talk.person.id),
        *kept.of_contact(talk.session, talk.person.id),
    ]
    known = {"name": mine[0].applicant_name, "address": mine[0].applicant_address} if mine else {}
    start(talk, PUBLICATION.name, answers=known, before=talk.voice("publication-opening"))


def _stands(talk: Talk, request: Request, objection: Objection) -> None:
    """One objection at a time; after the response the way leads to the Commission."""
    options = [Option(data=f"m:objection:{objection.id}", label=talk.voice("button-objection"))]
    key = "objection-stands"
    if objection.responded_at is not None:
        options.append(Option(data=f"m:dispute:{objection.id}", label=talk.voice("button-dispute")))
        key = "objection-stands-responded"
    talk.say(
        talk.voice(key, number=objection.number, request=request.number),
        [*options, talk.option("m:menu", "button-menu")],
    )


def _early(talk: Talk, request: Request) -> None:
    due = cards.due_date(talk.voice, request)
    options = [
        talk.option(f"m:objectnow:{request.id}", "button-object-anyway"),
        talk.option(f"m:see:{request.id}", "button-status"),
        talk.option("m:menu", "button-menu"),
    ]
    talk.say(talk.voice("objection-early", number=request.number, due=due), options)


def _start(talk: Talk, request: Request) -> None:
    fit = objections.grounds_for(talk.session, talk.desk, request, talk.now)
    context = {
        "request": request.id,
        "number": request.number,
        "suggestion": suggestion(talk, request, talk.voice),
        "fit": [g.value for g in fit],
    }
    answers = {"purpose": request.purpose} if request.purpose else {}
    start(talk, OBJECTION.name, context=context, answers=answers, before=_opening(talk, request))


def _opening(talk: Talk, request: Request) -> str:
    """What is objected to, and until when that can be done; a late one is taken all the same."""
    until = objections.window(talk.desk, request, talk.now)
    if until is None:
        return talk.voice("objection-opening", number=request.number)
    key = "objection-opening-late" if talk.desk.today(talk.now) > until else "objection-opening-until"
    return talk.voice(key, number=request.number, until=talk.voice.long_date(until))


# -- lodging --------------------------------------------------------------------------------------


def _object(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    request = status.own(talk, str(draft.context["request"]))
    if request is None:
        talk.say(talk.voice("old-button"), _back(talk))
        return
    grounds = objections.of_grounds(answers["grounds"])
    position = answers["position"]
    ours = position.get("ours", False)  # our own words go into the register in its language
    lodging = Lodging(
        draft=draft.id,
        contact=talk.person.id,
        request=request.id,
        channel=talk.incoming.channel,
        received_at=min(talk.incoming.at, talk.now),
        grounds="".join(g.value for g in grounds),
        position=suggestion(talk, request, voice_of(LANGUAGES[0])) if ours else position["text"],
        purpose=purpose_text(answers["purpose"]),
        applicant_name=request.applicant_name,
        applicant_address=request.applicant_address,
        applicant_reach=request.applicant_reach,
        files=keep_files(talk, position["files"]),
    )
    since = objections.found_on(talk.desk, request, lodging.received_at)
    _lodge(talk, lodging, grounds, agency=request.agency, since=since, request=request)


def _object_to_silence(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    lodging = Lodging(
        draft=draft.id,
        contact=talk.person.id,
        request=None,
        channel=talk.incoming.channel,
        received_at=min(talk.incoming.at, talk.now),
        grounds=ObjectionGround.NOT_PUBLISHED.value,
        position=answers["position"]["text"],
        purpose=purpose_text(answers["purpose"]),
        applicant_name=answers["name"],
        applicant_address=answers["address"],
        applicant_reach="chat",
        files=keep_files(talk, answers["position"]["files"]),
    )
    _lodge(talk, lodging, (ObjectionGround.NOT_PUBLISHED,), agency=_agency(talk.desk, answers))


def _agency(desk: Desk, answers: Mapping[str, Any]) -> str:
    """The agency that was chosen; the PPID Utama's where none was, or where it is no longer there."""
    code = str(answers["agency"])
    return code if code != UNKNOWN and code in desk.agencies else desk.utama


def _lodge(
    talk: Talk,
    lodging: Lodging,
    grounds: tuple[ObjectionGround, ...],
    *,
    agency: str,
    since: Any = None,
    request: Request | None = None,
) -> None:
    """Lodge it; the receipt goes out as its notice."""
    action = Lodge(grounds=grounds, position=lodging.position, agency=agency, since=since)
    try:
        objections.file_objection(
            talk.session, talk.desk, lodging, action, by=talk.citizen, now=talk.now, cause=talk.cause
        )
    except ActionRefused as refused:
        stands = objections.standing(talk.session, request) if request is not None else None
        if request is not None and stands is not None:
            _stands(talk, request, stands)
        else:
            talk.say(objection_cards.refusal(talk.voice, refused), _back(talk))


CONVERSATIONS = (
    Conversation(form=OBJECTION, finish=_object, resumable=True),
    Conversation(form=PUBLICATION, finish=_object_to_silence, resumable=True, hold=limits.enough_filed),
)
