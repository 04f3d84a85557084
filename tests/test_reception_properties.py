"""The front desk under anything that citizens and officers may send, in any order."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from bot.room import CHANNEL, Room
from handlers import reception
from handlers.incoming import Incoming, Kind, RemoteFile
from handlers.say import Option, Say
from handlers.voice import GROUPS, voice_of
from kip.lifecycle import Status
from kip.people import Role
from kip.registration import format_number
from storage import contacts, requests, tasks
from storage.tables import Outbox, Request
from tests.rooms import WIB, room

VOICE = voice_of("id")
SILENT = (Kind.BLOCKED, Kind.UNBLOCKED, Kind.MOVED, Kind.SILENT)  # nobody is there to answer
OFFICERS = {
    "petugas": ("DISDIK", Role.PELAKSANA),
    "lain": ("DINKES", Role.PELAKSANA),
    "utama": ("DISKOMINFO", Role.UTAMA),
}
CITIZENS = ("warga", "tetangga")
WORDS = sorted(word for group in GROUPS for word in VOICE.words(group))
NONSENSE = [
    *("0", "1", "2", "3", "99", "²", "-1", "", "?", "😀", "a" * 10_000, "kata " * 2_000, "\x00\ud800"),
    *(
        "001/PPID/XI/2026",
        "2/ppid/xi/2026",
        "999/PPID/XI/2026",
        "/start",
        "/start join_ABCDEF2345",
        "gabung XYZ234",
    ),
    *("NIK 1501014107900001", "rina@contoh.id", "0812 3456 7890", "20-11-2026", "31/02/2026"),
]
FORGED = [
    *("", ":", "m", "m:", "m:see:", "m:see:x", "m:see:1", "m:see:999999999999", "m:withdraw:1", "m:answer:1"),
    *(
        "m:why:1",
        "m:resume:",
        "m:resume:dzzzzzzz",
        "m:lang:",
        "m:lang:xx",
        "m:nothing",
        "d",
        "dzzzzzzz:kind:person",
    ),
    *(
        "r1:1:accept",
        "r1:1:answer",
        "r1:9:forward",
        "r2:1:show",
        "r1:1:print",
        "r999999999999999:1:show",
        "r:1:x",
    ),
    *("t1:0:done", "t1:0:reply", "t999999999999999:0:done", "r1:1:nothing", "x" * 64),
]
OTHER_KINDS = [k for k in Kind if k not in (Kind.TEXT, Kind.BUTTON, Kind.FILE, Kind.MOVED)]
LIKELY = (  # how often somebody who wants to get on presses what, against 1 for any other button
    (re.compile(r"d\w{7}:review:send"), 20.0),
    (re.compile(r"d\w{7}:(cancel:yes|review:|agency:list)"), 0.2),
    (re.compile(r"d\w{7}:(agency:DISDIK|decision:refused)"), 30.0),
    (re.compile(r"d\w{7}:"), 8.0),
    (re.compile(r"m:(file|queue)"), 4.0),
    (re.compile(r"m:(person|record|lang)"), 0.3),
    (re.compile(r"r\d+:\d+:(answer|confirm|return)"), 8.0),
    (re.compile(r"r\d+:"), 3.0),
)


@pytest.fixture
def people() -> Iterator[Room]:
    with room() as opened:
        yield opened


class Walk:
    """People who mostly do what is asked of them, and now and then anything else."""

    def __init__(self, people: Room, seed: int) -> None:
        self.room = people
        self.chance = random.Random(seed)
        self.keys = count(1)
        self.heard: dict[str, list[Say]] = {who: [] for who in (*CITIZENS, *OFFICERS)}
        self.seen = 0  # the last outbox row that was read
        for who, (agency, role) in OFFICERS.items():
            self.send(who, Kind.TEXT, text=f"gabung {people.invite(who, agency, role)}")

    def step(self) -> None:
        who = self.chance.choice((*CITIZENS, *CITIZENS, *OFFICERS))
        kind, fields = self.helpful(who) if self.chance.random() < 0.75 else self.anything(who)
        incoming = self.send(who, kind, **fields)
        if self.chance.random() < 0.1:
            self.again(incoming)

    def send(self, who: str, kind: Kind, **fields: Any) -> Incoming:
        self.room.at += timedelta(seconds=self.chance.choice((1, 60, 3600)))
        incoming = Incoming(
            channel=CHANNEL,
            account="room",
            key=str(next(self.keys)),
            at=self.room.at,
            address=who,
            kind=kind,
            name=who.capitalize(),
            raw=b"raw",
            **fields,
        )
        before = self.room.store.read_sync(_person, who)
        self.room.receive(incoming)
        to_them = self._listen(incoming.key, who)
        if kind not in SILENT and not self._may_be_silent(incoming, before):
            assert to_them, f"{who} was not answered: {incoming}"
        return incoming

    def again(self, incoming: Incoming) -> None:
        """The platform brings a message a second time."""
        before = self.room.store.read_sync(_everything)
        self.room.receive(incoming)
        assert self.room.store.read_sync(_everything) == before

    def helpful(self, who: str) -> tuple[Kind, dict[str, Any]]:
        options = next((say.options for say in reversed(self.heard[who][-2:]) if say.options), ())
        if options and self.chance.random() < 0.9:
            likely = [next((w for known, w in LIKELY if known.match(o.data)), 1.0) for o in options]
            return Kind.BUTTON, {"data": self.chance.choices(options, likely)[0].data}
        if not self.heard[who]:
            return Kind.TEXT, {"text": "ajukan"}
        words = f"Daftar sekolah di Siulak, kata {who}"
        return Kind.TEXT, {"text": self.chance.choice((words, words, words, "selesai", "menu", "antrean"))}

    def anything(self, who: str) -> tuple[Kind, dict[str, Any]]:
        way = self.chance.randrange(8)
        if way == 0:
            return self.chance.choice(OTHER_KINDS), {"text": "0812 3456 7890"}
        if way == 1:
            album = self.chance.choice(("", "a"))
            sent = RemoteFile(ref="r", name="foto", mime="image/jpeg", size=self.chance.choice((0, 9, 10**9)))
            return Kind.FILE, {
                "files": (sent,),
                "album": album,
                "text": self.chance.choice(("", "ini fotonya")),
            }
        if way == 2:
            return Kind.BUTTON, {"data": self.chance.choice(FORGED)}
        if way in (3, 4):
            shown = self._ever_shown(self.chance.choice((who, who, *self.heard)))
            if shown:
                return Kind.BUTTON, {"data": self.chance.choice(shown).data}
        if way == 5:
            shown = self._ever_shown(who)
            if shown:
                return Kind.TEXT, {"text": self.chance.choice(shown).label}
        return Kind.TEXT, {"text": self.chance.choice(WORDS if way == 6 else NONSENSE)}

    def _ever_shown(self, who: str) -> list[Option]:
        return [option for say in self.heard[who][-20:] for option in say.options]

    def _listen(self, key: str, who: str) -> list[Say]:
        """Everything put out since; gives what went to `who` because of the message `key`."""
        answers: list[Say] = []
        for id, to, payload, caused_by in self.room.store.read_sync(_put_out, self.seen):
            say = Say.from_dict(payload)
            assert say.text.strip()
            self.seen = id
            self.heard[to].append(say)
            if to == who and caused_by == key:
                answers.append(say)
        return answers

    def _may_be_silent(self, incoming: Incoming, before: contacts.Person | None) -> bool:
        under_way = before is not None and before.draft is not None
        if incoming.kind is Kind.EDITED:
            return not under_way
        return bool(incoming.album) and under_way  # the further parts of an album


def _person(session: Session, who: str) -> contacts.Person | None:
    return contacts.find(session, channel=CHANNEL, account="room", value=who)


def _put_out(session: Session, since: int) -> list[tuple[int, str, Any, str]]:
    rows = session.execute(
        text(
            "SELECT o.id, a.value, i.key FROM outbox o JOIN address a ON a.id = o.address_id"
            " LEFT JOIN inbox i ON i.id = o.cause WHERE o.id > :since ORDER BY o.id"
        ),
        {"since": since},
    ).all()
    payloads = dict(session.exec(select(Outbox.id, Outbox.payload).where(col(Outbox.id) > since)).all())
    return [(id, to, payloads[id], key) for id, to, key in rows]


def _everything(session: Session) -> list[Any]:
    """Enough of every table to see any effect."""
    tables = ("inbox", "outbox", "request", "objection", "event", "task", "officer", "stored_file", "address")
    counts = [session.execute(text(f"SELECT count(*), max(id) FROM {t}")).one() for t in tables]
    drafts = session.execute(
        text("SELECT id, state, answers, gathered, updated_at FROM draft ORDER BY id")
    ).all()
    people = session.execute(text("SELECT id, language, menu, draft_id FROM contact ORDER BY id")).all()
    return [counts, drafts, people]


def _whole(session: Session) -> int:
    """Check every request; gives their number."""
    rows = list(session.exec(select(Request).order_by(col(Request.id))))
    for sequence, request in enumerate(rows, start=1):
        assert request.id is not None
        assert request.number == format_number(
            "{sequence:03}/PPID/{month_roman}/{year}",
            sequence=sequence,
            on=request.received_at.astimezone(WIB).date(),
        )
        events = requests.history(session, request.id)
        assert [event.seq for event, _ in events] == list(range(1, request.version + 1))
        waits = requests.proposal(session, request.id) is not None
        answered = requests.given_answer(session, request.id) is not None
        assert waits == (request.status == Status.PROPOSED)
        assert answered == (request.status == Status.ANSWERED)
    assert len({r.draft_id for r in rows}) == len(rows)
    return len(rows)


@pytest.mark.parametrize("seed", [4, 10, 13, 14, 24])
def test_the_desk_answers_everything_and_files_nothing_twice(people: Room, seed: int) -> None:
    walk = Walk(people, seed)

    for _ in range(250):
        walk.step()

    assert people.store.read_sync(_whole) > 0
    for citizen, other in (CITIZENS, CITIZENS[::-1]):
        told = "\n".join(say.text for say in walk.heard[citizen])
        assert f"kata {other}" not in told, "a citizen was shown what another one wrote"


# -- single things --------------------------------------------------------------------------------

FILLED = (
    *("ajukan", "1", "Rina Marlina", "Siulak Gedang, Kerinci", "1", "Daftar sekolah dasar", "selesai", "1"),
    *("1", "1", "tidak tahu"),
)


def said(people: Room, who: str, *lines: str) -> str:
    """What `who` is told after the last line."""
    for line in lines:
        told = people.speak(who, line)
    return "\n".join(say.text for to, say in told if to == who)


def incoming(people: Room, kind: Kind, *, key: str, **fields: Any) -> Incoming:
    where = {"channel": CHANNEL, "account": "room", "address": "warga"}
    return Incoming(key=key, at=people.at, kind=kind, **(where | fields))


def filed(people: Room) -> list[Request]:
    return people.store.read_sync(lambda session: list(session.exec(select(Request))))


def test_the_same_update_twice_has_one_effect(people: Room) -> None:
    said(people, "warga", *FILLED)
    send = next(o for o in people.heard["warga"][-1].options if ":send." in o.data)
    press = incoming(people, Kind.BUTTON, key="press", data=send.data)

    people.receive(press)
    after_one = people.store.read_sync(_everything)
    people.receive(press)

    assert people.store.read_sync(_everything) == after_one
    assert len(filed(people)) == 1


def test_the_send_button_pressed_twice_files_once_and_says_so(people: Room) -> None:
    said(people, "warga", *FILLED, "[Kirim permohonan]")

    again = said(people, "warga", "[Kirim permohonan]")

    assert again == VOICE("old-button-filed", number="001/PPID/XI/2026")
    assert len(filed(people)) == 1


def test_a_draft_of_somebody_else_cannot_be_pressed(people: Room) -> None:
    said(people, "warga", *FILLED)
    send = next(o for o in people.heard["warga"][-1].options if ":send." in o.data)
    said(people, "tetangga", "halo")

    people.receive(incoming(people, Kind.BUTTON, key="forged", data=send.data, address="tetangga"))

    assert [to for to, _ in people.listen()] == ["tetangga"]
    assert filed(people) == []


def test_a_cancelled_form_comes_back_with_its_answers_for_a_day(people: Room) -> None:
    cancelled = said(people, "warga", *FILLED[:4], "batal", "1")
    assert cancelled == VOICE("cancelled")

    assert said(people, "warga", "urungkan") == f"{VOICE('cancel-undone')}\n\n{VOICE('ask-reach')}"

    said(people, "warga", "batal", "1")
    people.at += timedelta(hours=23, minutes=59)
    assert said(people, "warga", "[Urungkan pembatalan]").startswith(VOICE("cancel-undone"))

    said(people, "warga", "batal", "1")
    people.at += timedelta(hours=24, minutes=1)
    assert said(people, "warga", "urungkan") == VOICE("undo-nothing")


def test_the_form_that_was_cancelled_last_comes_back_first(people: Room) -> None:
    said(people, "warga", *FILLED[:3], "batal", "1")
    said(people, "warga", "petugas", "batal", "1")
    asks_a_person = people.heard["warga"][-3].text

    assert said(people, "warga", "urungkan") == f"{VOICE('cancel-undone')}\n\n{asks_a_person}"
    assert said(people, "warga", "urungkan") == f"{VOICE('cancel-undone')}\n\n{VOICE('ask-address')}"


def test_urungkan_in_the_middle_of_another_form_loses_neither(people: Room) -> None:
    said(people, "warga", *FILLED[:3], "batal", "1", "petugas")

    assert said(people, "warga", "urungkan").endswith(VOICE("ask-address"))
    assert said(people, "warga", "Siulak Gedang, Kerinci") == VOICE("ask-reach")


def test_the_undo_button_of_a_form_that_is_under_way_again_changes_nothing(people: Room) -> None:
    said(people, "warga", *FILLED[:3], "batal", "1", "urungkan", "Siulak Gedang, Kerinci")

    assert said(people, "warga", "[Urungkan pembatalan]").endswith(VOICE("ask-reach"))


@pytest.mark.parametrize("kind", SILENT)
def test_a_change_of_the_chat_itself_is_not_answered(people: Room, kind: Kind) -> None:
    said(people, "warga", "halo")

    people.receive(incoming(people, kind, key="x", text="warga2"))
    people.receive(incoming(people, kind, key="y", text="z", address="nobody"))

    assert people.listen() == []
    known = {Kind.MOVED: "warga2"}.get(kind, "warga")
    person = people.store.read_sync(_person, known)
    assert person is not None
    (reach,) = people.store.read_sync(contacts.addresses, person.id)
    assert reach.reachable == (kind is not Kind.BLOCKED)


@pytest.mark.parametrize(
    ("text_sent", "data", "answered"), [("halo semua", "", False), ("/start", "", True), ("", "m:menu", True)]
)
def test_a_group_gets_the_link_to_the_private_chat_and_nothing_else(
    people: Room, text_sent: str, data: str, answered: bool
) -> None:
    kind = Kind.BUTTON if data else Kind.TEXT
    link = "https://t.me/ppid_bot"

    people.receive(
        incoming(people, kind, key="g", text=text_sent, data=data, private=False, link=link, address="-1")
    )

    assert [say.text for _, say in people.listen()] == [VOICE("group", link=link)] * answered


def test_a_failed_message_is_told_once_and_not_tried_again_by_itself(people: Room) -> None:
    said(people, "warga", "halo")
    bad = incoming(people, Kind.TEXT, key="bad", text="ajukan", raw=b"{}")
    for _ in range(2):
        people.store.transact_sync(reception.failed, bad, people.desk, people.at, "Traceback\nfault 1")
    people.receive(bad)

    assert [say.text for _, say in people.listen()] == [VOICE("our-fault")]
    assert people.store.read_sync(lambda session: len(tasks.unfinished(session))) == 1


def test_after_a_failure_the_conversation_goes_on(people: Room) -> None:
    said(people, "warga", *FILLED[:3])
    bad = incoming(people, Kind.TEXT, key="bad", text="x", raw=b"{}")
    people.store.transact_sync(reception.failed, bad, people.desk, people.at, "Traceback\nfault 1")
    people.listen()

    assert said(people, "warga", "Siulak Gedang, Kerinci") == VOICE("ask-reach")


def test_a_forged_button_with_an_odd_digit_is_an_old_button(people: Room) -> None:
    said(people, "warga", "halo")

    people.receive(incoming(people, Kind.BUTTON, key="x", data="m:see:²"))

    assert [say.text for _, say in people.listen()] == [VOICE("old-button")]
