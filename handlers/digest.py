"""The morning's digest: one message a person, of what is open for them, nearest deadline first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from handlers import anchoring, cards
from handlers.desk import Desk
from handlers.rounds import Round
from handlers.say import Option, Say
from handlers.voice import Voice
from kip.case import Status
from kip.people import Role
from storage import objections, outbox, requests
from storage.tables import MaterialAsk, Objection, Request

SUBJECT = "digest"
MOST = 20  # lines of one list; what is more is counted
DAYS = (5, 2, 1)  # working days at which a line stands out, where the content pack says nothing


def wanted(desk: Desk) -> bool:
    """Whether the body wants it (content pack, [reminders] digest = "opening" or "off")."""
    return bool(desk.body.get("reminders", {}).get("digest", "opening") != "off")


def send(round: Round) -> bool:
    """Tell every officer for whom something is open, and nobody else; False where the body wants none."""
    if not wanted(round.desk):
        return False
    matters, anchor = _Matters(round), anchoring.news(round.session)
    people: dict[int, list[tuple[Role, str]]] = defaultdict(list)
    for role in (Role.UTAMA, Role.ATASAN):
        for seat in round.in_role(role):
            people[seat.contact].append((role, ""))
    for agency in matters.agencies():
        for seat in round.posted_at(agency):
            people[seat.contact].append((Role.PELAKSANA, agency))
    for contact, posts in people.items():
        voice = round.voice(contact)
        parts = [part for role, agency in posts for part in matters.of(role, agency, voice)]
        if anchor and (Role.UTAMA, "") in posts and (parts or anchor.worth_a_message):
            parts.append(anchoring.words(anchor, voice))
            anchoring.told(round, anchor)
        if parts:
            heading = voice("digest-heading", date=voice.long_date(round.today))
            queue = Option(data="m:queue", label=voice("menu-queue"))
            say = Say(text="\n\n".join([heading, *parts]), options=(queue,))
            round.tell(contact, say, priority=outbox.DIGEST)
    return True


class _Matters:
    """All that is open, read once."""

    def __init__(self, round: Round) -> None:
        self._round = round
        self._desk = round.desk
        self._open = requests.queue(round.session)
        self._objections = objections.queue(round.session)
        self._asked = self._asks()
        days = round.desk.body.get("reminders", {}).get("digest_days", DAYS)
        self._days = frozenset(int(day) for day in days)

    def agencies(self) -> list[str]:
        """Where something is open, or is asked for by others."""
        return list(dict.fromkeys([*(r.agency for r in self._open), *self._asked]))

    def of(self, role: Role, agency: str, voice: Voice) -> list[str]:
        """The paragraphs for one post; empty where nothing is open for it."""
        if role is Role.UTAMA:
            return self._for_utama(voice)
        if role is Role.ATASAN:
            return self._for_superior(voice)
        return self._for_agency(agency, voice)

    def _for_agency(self, agency: str, voice: Voice) -> list[str]:
        parts = []
        own = [r for r in self._open if r.agency == agency]
        if own:
            heading = voice("digest-agency", agency=self._desk.agency_name(agency), count=str(len(own)))
            parts.append(_list(voice, heading, [self._line(voice, r) for r in own]))
        if asks := self._asked.get(agency):
            lines = [self._ask(voice, ask, about) for ask, about in asks]
            parts.append(_list(voice, voice("digest-asks"), lines))
        return parts

    def _for_utama(self, voice: Voice) -> list[str]:
        """Everything late, and what is due within the widest of the marked days, by agency; and counts."""
        if not self._open:
            return []
        late = [r for r in self._open if self._late(r)]
        soon = [r for r in self._open if not self._late(r) and self._near(r)]
        counts = voice(
            "digest-counts",
            open=str(len(self._open)),
            late=str(len(late)),
            soon=str(len(soon)),
            days=str(max(self._days)),
        )
        proposed = sum(r.status == Status.PROPOSED for r in self._open)
        if proposed:
            counts += "\n" + voice("digest-proposed", count=str(proposed))
        return [counts, *self._by_agency(voice, [*late, *soon])]

    def _for_superior(self, voice: Voice) -> list[str]:
        """What is late, by agency, and the objections that wait for a response."""
        parts = []
        late = [r for r in self._open if self._late(r)]
        if late:
            parts += [voice("digest-late", count=str(len(late))), *self._by_agency(voice, late)]
        if self._objections:
            heading = voice("digest-objections", count=str(len(self._objections)))
            parts.append(_list(voice, heading, [self._objection(voice, o) for o in self._objections]))
        return parts

    def _by_agency(self, voice: Voice, rows: Iterable[Request]) -> list[str]:
        agencies: dict[str, list[str]] = defaultdict(list)
        for request in rows:
            agencies[request.agency].append(self._line(voice, request))
        return [_list(voice, f"{self._desk.agency_name(a)}:", lines) for a, lines in agencies.items()]

    def _late(self, request: Request) -> bool:
        return request.due_on is not None and request.due_on < self._round.today

    def _near(self, request: Request) -> bool:
        left = self._desk.days_left(request.due_on, self._round.now)
        return left is not None and left <= max(self._days)

    def _asks(self) -> dict[str, list[tuple[MaterialAsk, Request]]]:
        """What other agencies still need from each; an answered request needs nothing any more."""
        open_now = {r.id: r for r in self._open}
        asked: dict[str, list[tuple[MaterialAsk, Request]]] = defaultdict(list)
        for ask in requests.open_asks(self._round.session, agency=None):
            if ask.request_id in open_now:
                asked[ask.agency].append((ask, open_now[ask.request_id]))
        return {code: asked[code] for code in self._desk.agencies if code in asked}

    def _line(self, voice: Voice, request: Request) -> str:
        about = cards.short(request.information)
        return self._dated(voice, request.number, request.due_on, about)

    def _ask(self, voice: Voice, ask: MaterialAsk, request: Request) -> str:
        return self._dated(voice, request.number, ask.due_on, cards.short(ask.text))

    def _objection(self, voice: Voice, objection: Objection) -> str:
        return self._dated(
            voice, objection.number, objection.due_on, self._desk.agency_name(objection.agency)
        )

    def _dated(self, voice: Voice, number: str, due: date | None, about: str) -> str:
        """A line of a list; what is late, due today or at one of the marked days stands out."""
        left = self._desk.days_left(due, self._round.now)
        if left is not None and (left <= 0 or left in self._days):
            mark = "late" if left < 0 else "soon" if left else "today"
            return voice(f"digest-line-{mark}", number=number, days=str(abs(left)), text=about)
        words = cards.left_words(voice, self._desk, due, self._round.now)
        return voice("digest-line", number=number, left=words, text=about)


def _list(voice: Voice, heading: str, lines: Sequence[str]) -> str:
    shown = list(lines[:MOST])
    if len(lines) > MOST:
        shown.append(voice("queue-more", count=str(len(lines) - MOST)))
    return "\n".join([heading, *shown])
