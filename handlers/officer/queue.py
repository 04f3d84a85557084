"""The officer's queue: open requests, nearest deadline first, and what other agencies ask for."""

from handlers import cards
from handlers.officer import hats, late
from handlers.say import Option
from handlers.talk import Talk
from kip.people import Role
from storage import requests
from storage.tables import MaterialAsk, Request

PAGE = 10


def queue(talk: Talk, page: int = 0) -> None:
    """What waits for this person: of their agencies, or of all for the PPID Utama and the superior."""
    agencies, asks = _agencies(talk), _asked_of(talk)
    count = requests.count_open(talk.session, agencies=agencies)
    if not count and not asks:
        talk.say(talk.voice("queue-empty"), [talk.option("m:menu", "button-menu")])
        return
    page = min(page, max(count - 1, 0) // PAGE)
    shown = requests.queue(talk.session, agencies=agencies, first=page * PAGE, most=PAGE)
    parts: list[str] = []
    options: list[Option] = []
    if shown:
        parts = [talk.voice("queue", count=str(count))]
        parts += [cards.one_line(talk.voice, talk.desk, r, talk.now) for r in shown]
        options = [Option(data=f"r{r.id}:{r.version}:show", label=r.number) for r in shown]
    rest = count - page * PAGE - len(shown)
    if rest > 0:
        parts.append(talk.voice("queue-more", count=str(rest)))
        options.append(talk.option(f"m:queue:{page + 1}", "agency-more"))
    if asks and page == 0:
        parts.append(talk.voice("queue-asks", count=str(len(asks))))
        parts += [_ask_line(talk, ask, request) for ask, request in asks[:PAGE]]
        options += [Option(data=f"r{r.id}:{r.version}:show", label=r.number) for _, r in asks[:PAGE]]
    if late.is_late(talk):
        options.append(talk.option("m:late", "menu-late"))
    talk.say("\n\n".join(parts), [*options, talk.option("m:menu", "button-menu")])


def show_if_theirs(talk: Talk, request: Request) -> bool:
    """Show a request whose number was typed, if the officer may see it."""
    if not talk.officers or not hats.visible(talk, request):
        return False
    hats.show(talk, request)
    return True


def _agencies(talk: Talk) -> set[str] | None:
    """Whose requests wait for this person; None: everybody's."""
    if any(o.role in (Role.UTAMA, Role.ATASAN) for o in talk.officers):
        return None
    return {o.agency for o in talk.officers if o.role == Role.PELAKSANA}


def _asked_of(talk: Talk) -> list[tuple[MaterialAsk, Request]]:
    """What this person's agencies still owe others, for requests that are open."""
    agencies = dict.fromkeys(o.agency for o in talk.officers if o.role in (Role.PELAKSANA, Role.UTAMA))
    found = []
    for ask in (a for agency in agencies for a in requests.open_asks(talk.session, agency=agency)):
        request = requests.get(talk.session, ask.request_id)
        if request is not None and requests.case_of(talk.session, request, zone=talk.desk.zone).status.open:
            found.append((ask, request))
    return found


def _ask_line(talk: Talk, ask: MaterialAsk, request: Request) -> str:
    left = cards.left_words(talk.voice, talk.desk, ask.due_on, talk.now)
    return talk.voice("list-line", number=request.number, state=left, text=cards.short(ask.text))
