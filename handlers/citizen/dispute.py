"""To the Information Commission's door: what it asks for, what there is of it, where and until when.

UU 14/2008 Ps 37-40; Perki 1/2013 Ps 5, 6(4), 9-13. The bot prepares; the person goes there.
"""

from collections.abc import Iterator

from handlers import objection_cards as cards
from handlers import objection_notices, objections
from handlers.say import Attachment
from handlers.talk import Talk
from kip.case import Status
from kip.clocks import COMMISSION_END, COMMISSION_START
from kip.errors import ActionRefused
from kip.grounds import ObjectionGround
from kip.objection import FileDispute, ObjectionStatus, allowed_on_objection
from storage import objections as kept
from storage import requests
from storage.requests import Stale
from storage.tables import Objection, Request


def show(talk: Talk, objection: Objection) -> None:
    """The list for the Commission; before the superior's time has passed, from when it can be used."""
    voice = talk.voice
    by_now = allowed_on_objection(kept.case_of(objection), talk.citizen, talk.desk.today(talk.now))
    see = talk.option(f"m:objection:{objection.id}", "button-objection")
    menu = talk.option("m:menu", "button-menu")
    if FileDispute not in by_now and objection.status == ObjectionStatus.LODGED:
        due = voice.long_date(objection.due_on) if objection.due_on else cards.due_line(voice, objection)
        text = voice("dispute-not-yet", due=due, commission=cards.commission(voice, talk.desk))
        talk.say(text, [see, menu])
        return
    filed = [talk.option(f"m:disputed:{objection.id}", "button-disputed")] if FileDispute in by_now else []
    talk.say(checklist(talk, objection), [*filed, see, menu], _papers(talk, objection))


def checklist(talk: Talk, objection: Objection) -> str:
    """Where, until when, with which papers, and what happens there."""
    voice, desk = talk.voice, talk.desk
    commission = cards.commission(voice, desk)
    parts = [voice("dispute-heading", number=objection.number, commission=commission)]
    parts.append(objection_notices.dispute_line(voice, desk, objection, talk.now))
    parts.append(voice("dispute-free"))
    parts.append("\n".join([voice("dispute-papers"), *_items(talk, objection)]))
    parts.append(voice("dispute-letter"))
    parts.append("\n".join(voice(key) for key in _ways(objection)))
    parts.append(voice("dispute-then", start=str(COMMISSION_START.days), end=str(COMMISSION_END.days)))
    return "\n\n".join(parts)


def _items(talk: Talk, objection: Objection) -> Iterator[str]:
    """Perki 1/2013 Ps 11: a who one is, b the request and its answer, c the objection and its response."""
    voice, desk = talk.voice, talk.desk
    request = cards.request_of(talk.session, objection)
    kind = request.applicant_kind if request is not None else "person"
    yield voice("dispute-missing", what=voice(f"dispute-identity-{kind}"))
    if request is not None:
        yield from _of_request(talk, request)
    elif ObjectionGround.NOT_PUBLISHED.value in objection.grounds:
        yield voice("dispute-not-needed", what=voice("dispute-request-publication"))
    received = voice.long_date(desk.today(objection.received_at))
    yield voice("dispute-there", what=voice("dispute-objection", number=objection.number, received=received))
    if objection.responded_at is not None:
        on = voice.long_date(desk.today(objection.responded_at))
        yield voice("dispute-there", what=voice("dispute-response", date=on))
    elif objection.due_on is not None:
        due = voice.long_date(objection.due_on)
        yield voice("dispute-there", what=voice("dispute-silence", due=due))


def _of_request(talk: Talk, request: Request) -> Iterator[str]:
    voice = talk.voice
    received = voice.long_date(talk.desk.today(request.received_at))
    yield voice("dispute-there", what=voice("dispute-request", number=request.number, received=received))
    if request.answered_on is not None:
        on = voice.long_date(request.answered_on)
        yield voice("dispute-there", what=voice("dispute-answer", date=on))
    elif Status(request.status).open:
        yield voice("dispute-not-needed", what=voice("dispute-no-answer"))


def _ways(objection: Objection) -> list[str]:
    """Mediation first for letters b to g; a refusal under Ps 17 goes to adjudication (Ps 40(2))."""
    mediable = {g.mediable for g in objections.of_grounds(objection.grounds)}
    if mediable == {True, False}:
        return ["dispute-way-both"]
    return ["dispute-way-mediation" if True in mediable else "dispute-way-adjudication"]


def _papers(talk: Talk, objection: Objection) -> list[Attachment]:
    """What can be printed from here: the request's receipt, and its answer."""
    request = cards.request_of(talk.session, objection)
    if request is None or request.id is None:
        return []
    papers = ["receipt"]
    if requests.given_answer(talk.session, request.id) is not None:
        papers.append("answer")
    number = request.number.replace("/", "-")
    return [
        Attachment(paper=p, request=request.id, name=talk.voice(f"paper-{p}-file", number=number))
        for p in papers
    ]


def filed(talk: Talk, objection: Objection) -> None:
    """ "Sudah saya ajukan": the dispute is on record here too, and those who have to know are told."""
    see = talk.option(f"m:objection:{objection.id}", "button-objection")
    menu = talk.option("m:menu", "button-menu")
    try:
        objections.act(
            talk.session,
            talk.desk,
            objection,
            FileDispute(),
            by=talk.citizen,
            now=talk.now,
            cause=talk.cause,
        )
    except ActionRefused as refused:
        again = objection.status == ObjectionStatus.DISPUTED
        text = talk.voice("dispute-recorded-already", number=objection.number)
        talk.say(text if again else cards.refusal(talk.voice, refused), [see, menu])
        return
    except Stale:
        show(talk, objection)
        return
    text = talk.voice(
        "dispute-recorded",
        number=objection.number,
        start=str(COMMISSION_START.days),
        end=str(COMMISSION_END.days),
    )
    talk.say(text, [see, menu])
