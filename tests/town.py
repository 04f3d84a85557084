"""A town for tests of time: requests are filed at once, and time passes when it is told to."""

import re
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path

from sqlmodel import Session, col, select

from bot.room import CHANNEL, Room
from handlers import casework, objections
from handlers.say import Say
from handlers.sweep import sweep
from handlers.voice import COPY
from kip.actions import Action
from kip.grounds import ObjectionGround
from kip.objection import Lodge, ObjectionAction
from kip.people import Actor, Role
from storage import contacts, requests, tasks
from storage import objections as register
from storage.objections import Lodging
from storage.requests import Filing
from storage.store import Store, open_store
from storage.tables import Officer, Task, Timer
from tests.databases import KIND, Image
from tests.rooms import SECRET, WIB, desk, fill, wib

OFFICERS = (
    "petugas DISDIK pelaksana Budi",
    "utama DISKOMINFO utama Sari",
    "atasan SETDA atasan Zainal",
)
SEATS = {"petugas": Role.PELAKSANA, "utama": Role.UTAMA, "atasan": Role.ATASAN}
START = "2026-11-23 09:00"  # a Monday; what is filed then is due on Monday, 7 December


class Town:
    """Citizens, three officers, and the sweep."""

    def __init__(self, people: Room) -> None:
        self.room = people

    def file(self, *, by: str = "warga", agency: str = "DISDIK", information: str = "Data guru 2026") -> int:
        """File a request now; its id. `by` "" is somebody who is in no chat (Ps 22(3))."""
        return self.room.store.transact_sync(_file, self.room, by, agency, information)

    def act(self, request: int, action: Action, *, by: str = "petugas") -> None:
        self.room.store.transact_sync(_act, self.room, request, action, by)

    def object(self, request: int, *, by: str = "warga") -> int:
        return self.room.store.transact_sync(_object, self.room, request, by)

    def rule(self, objection: int, action: ObjectionAction, *, by: str = "atasan") -> None:
        self.room.store.transact_sync(_rule, self.room, objection, action, by)

    def now(self, at: str) -> None:
        """Let time pass without anybody noticing."""
        self.room.at = moment(at)

    def sweep(self) -> int:
        """Sweep until nothing is due; how many timers were settled."""
        settled = 0
        while more := self.room.store.transact_sync(sweep, self.room.desk, self.room.at):
            settled += more
        return settled

    def at(self, at: str) -> list[tuple[str, Say]]:
        """Let time pass, sweep, and give what everybody is told."""
        self.now(at)
        self.sweep()
        return self.room.listen()

    def told(self, at: str, key: str) -> list[str]:
        """Let time pass, sweep, and give who is told this (a key of reminders.ftl)."""
        return sorted(who for who, say in self.at(at) if says(say, key))

    def timers(self, subject: str = "") -> list[Timer]:
        return self.room.store.read_sync(_timers, subject)

    def tasks(self) -> list[Task]:
        return self.room.store.read_sync(tasks.unfinished)


def moment(at: str) -> datetime:
    """ "2026-11-23 09:00" or "2026-11-23 09:00:59" in Kerinci."""
    return datetime.fromisoformat(at).replace(tzinfo=WIB)


@cache
def _sentences() -> str:
    return (COPY / "id" / "reminders.ftl").read_text(encoding="utf-8")


def says(say: Say, key: str) -> bool:
    """Whether a message holds the first line of this copy, whatever stands in its gaps."""
    found = re.search(rf"^{re.escape(key)} =\s*(.+)$", _sentences(), re.MULTILINE)
    assert found is not None, key
    return re.search(re.sub(r"\\\{\\ \\\$\w+\\ \\\}", ".+?", re.escape(found[1])), say.text) is not None


def build(store: Store) -> Town:
    """A town in an empty database."""
    fill(store)
    built = _town(store, at=START, first=1)
    for officer in OFFICERS:
        built.room.direct(f"masuk {officer}", wib)
    built.room.at = moment(START)
    built.room.listen()
    built.sweep()  # the program has been on for a while
    return built


BUILT = Image("town", build)


@contextmanager
def quick_town(folder: Path, *, at: str = START, kind: str = KIND, image: Image = BUILT) -> Iterator[Town]:
    """A town as a copy of one that was built before; on SQLite its database is town.db."""
    with image.copy(folder / "town.db", kind=kind) as url, closing(open_store(url)) as store:
        yield _town(store, at=at, first=1000)  # the keys before were used up in building


def _town(store: Store, *, at: str, first: int) -> Town:
    people = Room(store=store, secret=SECRET, at=moment(at), _keys=count(first))
    people.__dict__["desk"] = desk()
    return Town(people)


def _contact(session: Session, people: Room, who: str) -> int:
    return contacts.meet(session, channel=CHANNEL, account="room", value=who, at=people.at, name=who).id


def _file(session: Session, people: Room, by: str, agency: str, information: str) -> int:
    contact = _contact(session, people, by) if by else None
    filing = Filing(
        draft=secrets.token_hex(4),
        contact=contact,
        channel=CHANNEL,
        received_at=people.at,
        applicant_kind="person",
        applicant_name="Rina Marlina",
        applicant_address="Siulak",
        applicant_reach="chat",
        information=information,
        purpose="Penelitian",
        obtain="soft",
        deliver="chat",
        language="id",
    )
    who = Actor(role=Role.CITIZEN, id=contact) if contact else _officer(session, people, "petugas")
    request = casework.file_request(session, people.desk, filing, agency=agency, by=who, now=people.at)
    assert request.id is not None
    return request.id


def _officer(session: Session, people: Room, who: str) -> Actor:
    contact, role = _contact(session, people, who), SEATS[who]
    found = session.exec(select(Officer).where(Officer.contact_id == contact, Officer.role == role)).one()
    return Actor(role=Role(found.role), id=found.id or 0, agency=found.agency)


def _who(session: Session, people: Room, by: str) -> Actor:
    if by.startswith("warga"):
        return Actor(role=Role.CITIZEN, id=_contact(session, people, by))
    return _officer(session, people, by)


def _act(session: Session, people: Room, request: int, action: Action, by: str) -> None:
    row = requests.get(session, request)
    assert row is not None
    casework.act(session, people.desk, row, action, by=_who(session, people, by), now=people.at)


def _object(session: Session, people: Room, request: int, by: str) -> int:
    contact = _contact(session, people, by)
    lodging = Lodging(
        draft=secrets.token_hex(4),
        contact=contact,
        request=request,
        channel=CHANNEL,
        received_at=people.at,
        grounds="c",
        position="Belum dijawab",
        purpose="Penelitian",
        applicant_name="Rina Marlina",
        applicant_address="Siulak",
        applicant_reach="chat",
    )
    action = Lodge(grounds=(ObjectionGround.NOT_ANSWERED,), position="Belum dijawab", agency="DISDIK")
    who = Actor(role=Role.CITIZEN, id=contact)
    row = objections.file_objection(session, people.desk, lodging, action, by=who, now=people.at)
    assert row.id is not None
    return row.id


def _rule(session: Session, people: Room, objection: int, action: ObjectionAction, by: str) -> None:
    row = register.get(session, objection)
    assert row is not None
    objections.act(session, people.desk, row, action, by=_who(session, people, by), now=people.at)


def _timers(session: Session, subject: str) -> list[Timer]:
    wanted = select(Timer).order_by(col(Timer.due_at), col(Timer.id))
    if subject:
        wanted = wanted.where(Timer.subject == subject)
    return list(session.exec(wanted))
