"""One's own requests: all of them, one with its timeline, and why the date is what it is."""

from datetime import date

from handlers import cards, notices
from handlers.say import Option
from handlers.talk import Talk
from handlers.voice import Voice
from kip.calendar import Count, Day
from kip.clocks import ANSWER
from kip.lifecycle import allowed
from storage import requests
from storage.tables import Request

MOST = 8


def all_mine(talk: Talk) -> None:
    """The newest requests, a line and a button each."""
    mine = requests.of_contact(talk.session, talk.person.id)
    if not mine:
        talk.say(
            talk.voice("status-none"),
            [talk.option("m:file", "menu-file"), talk.option("m:menu", "button-menu")],
        )
        return
    lines = [cards.one_line(talk.voice, talk.desk, r, talk.now) for r in mine[:MOST]]
    more = [talk.voice("status-more", count=str(len(mine) - MOST))] if len(mine) > MOST else []
    options = [Option(data=f"m:see:{r.id}", label=r.number) for r in mine[:MOST]]
    text = "\n\n".join([talk.voice("status-list", count=str(len(mine))), *lines, *more])
    talk.say(text, [*options, talk.option("m:menu", "button-menu")])


def one(talk: Talk, request: Request) -> None:
    """One request of one's own."""
    options = [talk.option(f"m:why:{request.id}", "button-why")] if request.due_on else []
    if allowed(
        requests.case_of(talk.session, request, zone=talk.desk.zone),
        talk.citizen,
        talk.desk.rules,
        talk.desk.today(talk.now),
    ):
        options.append(talk.option(f"m:withdraw:{request.id}", "button-withdraw"))
    if requests.given_answer(talk.session, request.id or 0):
        options.append(talk.option(f"m:answer:{request.id}", "button-answer-again"))
    text = cards.citizen_card(talk.session, talk.voice, talk.desk, request, talk.now)
    talk.say(text, [*options, talk.option("m:menu", "button-menu")])


def answer_again(talk: Talk, request: Request) -> None:
    """The answer once more, with its files."""
    assert request.id is not None
    answer = requests.given_answer(talk.session, request.id)
    if answer is None:
        one(talk, request)
        return
    talk.say(
        notices.answer_text(talk.voice, talk.desk, request, answer),
        [talk.option(f"m:see:{request.id}", "button-status"), talk.option("m:menu", "button-menu")],
        cards.attachments(talk.session, request, role="answer"),
    )


def own(talk: Talk, id: str) -> Request | None:
    """The request of this id, if it is the person's own; a number opens nothing else."""
    request = requests.get(talk.session, int(id)) if id.isdigit() and len(id) < 16 else None
    return request if request is not None and request.contact_id == talk.person.id else None


def why(talk: Talk, request: Request) -> None:
    """The due date, day by day: start, every day counted, every day skipped and why."""
    clock = next(c for c in requests.clocks_of(talk.session, request.id or 0) if c.period == ANSWER.key)
    count = talk.desk.calendar.count(clock.start_on, ANSWER.days)
    talk.say(
        explain(talk.voice, count, article=ANSWER.article, days=ANSWER.days),
        [talk.option(f"m:see:{request.id}", "button-status"), talk.option("m:menu", "button-menu")],
    )


def explain(voice: Voice, count: Count, *, article: str, days: int) -> str:
    """A counted period in words, a line a day."""
    lines = [voice("why", days=str(days), article=voice.article(article))]
    lines += [_day(voice, day) for day in count.days]
    return "\n".join([*lines, voice("why-end", date=voice.long_date(count.due))])


def _day(voice: Voice, day: Day) -> str:
    when: date = day.day
    if day.reason == "start":
        return voice("why-start", date=voice.long_date(when))
    if day.number is not None:
        return voice("why-counted", date=voice.long_date(when), number=str(day.number))
    reason = day.off.name if day.off else voice("why-weekend")
    return voice("why-skipped", date=voice.long_date(when), reason=reason)
