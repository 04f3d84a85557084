"""The officer's queue: open requests, nearest deadline first."""

from handlers import cards
from handlers.officer import hats
from handlers.say import Option
from handlers.talk import Talk
from kip.people import Role
from storage import requests
from storage.tables import Request

MOST = 10


def queue(talk: Talk) -> None:
    """What waits for this person: of their agencies, or of all for the PPID Utama and the superior."""
    found = _mine(talk)
    if not found:
        talk.say(talk.voice("queue-empty"), [talk.option("m:menu", "button-menu")])
        return
    lines = [cards.one_line(talk.voice, talk.desk, r, talk.now) for r in found[:MOST]]
    if len(found) > MOST:
        lines.append(talk.voice("queue-more", count=str(len(found) - MOST)))
    options = [Option(data=f"r{r.id}:{r.version}:show", label=r.number) for r in found[:MOST]]
    text = "\n\n".join([talk.voice("queue", count=str(len(found))), *lines])
    talk.say(text, [*options, talk.option("m:menu", "button-menu")])


def show_if_theirs(talk: Talk, request: Request) -> bool:
    """Show a request whose number was typed, if the officer may see it."""
    if not talk.officers or not hats.visible(talk, request):
        return False
    hats.show(talk, request)
    return True


def _mine(talk: Talk) -> list[Request]:
    if any(o.role in (Role.UTAMA, Role.ATASAN) for o in talk.officers):
        return requests.queue(talk.session, agency=None)
    agencies = dict.fromkeys(o.agency for o in talk.officers if o.role == Role.PELAKSANA)
    found = [r for agency in agencies for r in requests.queue(talk.session, agency=agency)]
    return sorted(found, key=lambda r: (r.due_on is None, r.due_on or r.received_at.date(), r.id))
