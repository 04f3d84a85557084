"""Sending where a platform has a window, tells by receipts, and cannot be asked what became of a call."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, SQLModel

from bot.channels.base import (
    Delivery as How,
)
from bot.channels.base import (
    Later,
    Outgoing,
    Part,
    Receipt,
    Rejected,
    Result,
    Sent,
    TemplateState,
    Uncertain,
    Unreachable,
    WindowClosed,
)
from bot.intake import Desks
from bot.pacing import Pacing, Rate
from bot.receipts import Receipts
from bot.tags import read_tag
from handlers import reception
from handlers.closed_window import SAFETY, TAPPED, is_open
from handlers.incoming import Incoming, Kind
from handlers.receipts import escalate, settle_doubts
from handlers.voice import voice_of
from kip.people import Role
from storage import contacts, content, officers, opt_ins, outbox
from storage.content import Pack, read_pack
from storage.store import Store, open_store
from storage.tables import Address, Delivery, Outbox
from tests.test_intake import small_content
from tests.test_sender import SECRET, Post, World, _all, file_one, is_state, until

DAY = timedelta(hours=24)
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SAID = voice_of("id")
ROOT = Path(__file__).resolve().parents[1]


class Number(Post):
    """A WhatsApp of a few lines."""

    name = "whatsapp"
    window: timedelta | None = DAY
    resend_safe = False

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self._ids = count(1)

    def parts(self, outgoing: Outgoing) -> list[Part]:
        if outgoing.template is None:
            return super().parts(outgoing)
        said = outgoing.template
        name = said.name.rpartition("_")[0]
        return [Part(method="template", fields={"text": f"{name}/{said.language}({', '.join(said.fields)})"})]

    async def send(self, address: str, part: Part, *, tag: str = "") -> Result:
        self.tags.append(tag)
        result = await super().send(address, part, tag=tag)
        return Sent(id=f"wamid.{next(self._ids)}") if isinstance(result, Sent) else result


class Phone(World):
    """A world on such a number, whose people write, and whose platform tells."""

    post: Number

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store, folder, Number())
        self.clock.move_to(NOON)
        self.desks = Desks(store, SECRET)
        self._receipts = Receipts(store, self.desks, self.clock)
        self._keys = count(1)

    async def hears(self, address: str, text: str = "halo", *, data: str = "", channel: str = "") -> None:
        """Somebody writes, or presses a button."""
        incoming = Incoming(
            channel=channel or self.post.name,
            account="1",
            key=str(next(self._keys)),
            at=self.clock.now(),
            address=address,
            kind=Kind.BUTTON if data else Kind.TEXT,
            text=text,
            data=data,
        )
        desk = await self.desks.current()
        await self.store.transact(reception.receive, incoming, desk, self.clock.now())

    async def tells(self, id: str, how: How, *, tag: str = "", **fields: Any) -> None:
        receipt = Receipt(id=id, delivery=how, at=self.clock.now(), tag=tag, **fields)
        await self._receipts.take(self.post, [receipt])

    async def approves(
        self, *names: str, status: str = "approved", languages: Sequence[str] = ("id",)
    ) -> None:
        """The templates that begin so."""
        families = {f.name: f for f in (await self.desks.current()).templates.values()}
        states = [
            TemplateState(name=name, language=language, status=status)
            for name in families
            for language in languages
            if name.startswith(names)
        ]
        await self._receipts.take_templates(self.post, states)

    async def allows(self, address: str, *, given: bool = True) -> None:
        await self.store.transact(_allow, address, given, self.clock.now())

    async def decide(self) -> None:
        desk = await self.desks.current()
        await self.store.transact(settle_doubts, desk, self.clock.now())
        await self.store.transact(escalate, desk, self.clock.now())

    async def letter(self, request: int, notice: str = "receipt") -> Outbox:
        """The newest of a request's notices of a kind."""
        rows = (await self.rows()).values()
        return [row for row in rows if row.request_id == request and row.notice == notice][-1]

    async def deliveries(self) -> list[Delivery]:
        return await self.store.read(_all, Delivery)

    async def reply(self, text: str, address: str = "ani") -> int:
        return await self.write(address, text)

    async def news(self, text: str, address: str = "ani", **fields: Any) -> int:
        """A message of our own accord that is no statutory notice."""
        return await self.write(address, text, priority=outbox.NOTICE, **fields)

    async def has_state(self, request: int, *states: str) -> None:
        async def met() -> bool:
            return (await self.letter(request)).state in states

        await until(met)


def _allow(session: Session, address: str, given: bool, now: datetime) -> None:
    person = contacts.find(session, channel="whatsapp", account="1", value=address)
    assert person is not None
    opt_ins.keep(
        session, contact=person.id, channel="whatsapp", given=given, wording="boleh?", language="id", at=now
    )


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = small_content(tmp_path_factory.mktemp("content"))
    templates = (ROOT / "content" / "kerinci" / "templates.toml").read_bytes()
    (folder / "templates.toml").write_bytes(templates)
    return read_pack(folder)


@pytest.fixture
async def anywhere(store: Store, tmp_path: Path, pack: Pack) -> Phone:
    """The same on each kind of database."""
    SQLModel.metadata.create_all(store.engine)
    await store.transact(content.load, pack, now=NOON)
    return Phone(store, tmp_path)


@pytest.fixture
async def phone(office_url: str, tmp_path: Path, pack: Pack) -> AsyncIterator[Phone]:
    store = open_store(office_url)
    SQLModel.metadata.create_all(store.engine)
    await store.transact(content.load, pack, now=NOON)
    yield Phone(store, tmp_path)
    await store.aclose()


async def long_ago(phone: Phone, pack: Pack, *, allowed: bool = True, hours: float = 25) -> int:
    """A request of Ani, who wrote last `hours` ago; its receipt has not been sent yet."""
    request = await file_one(phone, pack)
    if allowed:
        await phone.allows("ani")
    await phone.later(hours=hours)
    return request


# -- the window -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "open_"),
    [
        (timedelta(0), True),
        (DAY - SAFETY - timedelta(microseconds=1), True),
        (DAY - SAFETY, False),
        (DAY, False),
        (timedelta(days=400), False),
        (-timedelta(minutes=1), True),  # their clock is ahead of ours
    ],
)
def test_the_window_closes_some_minutes_before_the_platforms(ago: timedelta, open_: bool) -> None:
    assert is_open(DAY, NOON - ago, NOON) is open_


def test_where_nobody_wrote_or_the_platform_said_so_since_it_is_closed_and_without_one_never() -> None:
    minute = timedelta(minutes=1)

    assert not is_open(DAY, None, NOON)
    assert not is_open(DAY, NOON - minute, NOON, closed=NOON - minute)
    assert is_open(DAY, NOON - minute, NOON, closed=NOON - 2 * minute)
    assert is_open(None, None, NOON, closed=NOON)


async def test_inside_the_window_a_notice_goes_as_it_is(phone: Phone, pack: Pack) -> None:
    request = await file_one(phone, pack)

    async with phone.sending():
        await phone.has_state(request, "sent")

    [text] = phone.post.texts("ani")
    assert (await phone.letter(request)).platform_id == "wamid.1"
    assert SAID("receipt-next") in text


async def test_outside_it_a_template_goes_and_the_notice_follows_the_tap_once_and_first(
    anywhere: Phone, pack: Pack
) -> None:
    request = await long_ago(anywhere, pack)
    await anywhere.approves("permohonan_terdaftar")

    async with anywhere.sending():
        await anywhere.has_state(request, "window")
        [knock] = anywhere.post.texts("ani")
        await anywhere.hears("ani", data=TAPPED)
        await anywhere.has_state(request, "sent")
        await anywhere.hears("ani", data=TAPPED)
        await until(lambda: len(anywhere.post.texts("ani")) == 3)

    assert knock == "permohonan_terdaftar/id(001/PPID/XI/2026, Dinas Komunikasi dan Informatika)"
    notice, answer = anywhere.post.texts("ani")[1:]
    assert SAID("receipt-next") in notice
    assert SAID("receipt-next") not in answer  # the second tap is told where things stand


async def test_whatever_they_write_the_notice_goes_before_the_answer_to_it(phone: Phone, pack: Pack) -> None:
    request = await long_ago(phone, pack)
    await phone.approves("permohonan_terdaftar")

    async with phone.sending():
        await phone.has_state(request, "window")
        await phone.hears("ani", "menu")
        await until(lambda: len(phone.post.texts("ani")) == 3)

    assert SAID("receipt-next") in phone.post.texts("ani")[1]
    assert phone.post.texts("ani")[2] == SAID("menu")


async def test_of_all_that_waits_one_template_tells_but_each_statutory_notice_has_its_own(
    phone: Phone, pack: Pack
) -> None:
    request = await long_ago(phone, pack)
    await phone.approves("permohonan_terdaftar", "kabar_nomor", "permohonan_dijawab")
    about = {"request": request}
    last = await phone.news("satu", **about)

    async with phone.sending():
        await until(is_state(phone, last, "window"))
        last = await phone.news("dua", **about)
        await until(is_state(phone, last, "window"))
        last = await phone.news("dijawab", notice="answered", **about)
        await until(is_state(phone, last, "window"))
        knocks = phone.post.texts("ani")
        await phone.hears("ani", data=TAPPED)
        await until(is_state(phone, last, "sent"))

    assert [text.partition("/")[0] for text in knocks] == ["permohonan_terdaftar", "permohonan_dijawab"]
    assert phone.post.texts("ani")[3:] == ["satu", "dua", "dijawab"]


async def test_in_a_later_closed_window_a_template_goes_again(phone: Phone, pack: Pack) -> None:
    await long_ago(phone, pack)
    await phone.approves("permohonan_terdaftar", "pesan_petugas")

    async with phone.sending():
        await until(lambda: len(phone.post.texts("ani")) == 1)
        await phone.hears("ani", data=TAPPED)
        await until(lambda: len(phone.post.texts("ani")) == 2)
        await phone.later(hours=25)
        id = await phone.news("kabar")
        await until(is_state(phone, id, "window"))

    assert phone.post.texts("ani")[2] == "pesan_petugas/id(Pemerintah Kabupaten Kerinci)"


async def test_the_template_is_in_the_persons_language_else_in_the_offices(phone: Phone, pack: Pack) -> None:
    await long_ago(phone, pack)
    await phone.store.transact(_speak_english)
    await phone.approves("permohonan_terdaftar", "kabar_nomor", languages=("id", "en"))
    await phone.approves("permohonan_terdaftar", languages=("en",), status="paused")

    async with phone.sending():
        await until(lambda: len(phone.post.texts("ani")) == 1)

    assert phone.post.texts("ani")[0].startswith("permohonan_terdaftar/id(")
    assert [task.key.rpartition(":")[2] for task in await phone.tasks() if task.kind == "template"] == ["en"]


async def test_without_opt_in_nothing_goes_and_a_statutory_notice_becomes_a_task(
    phone: Phone, pack: Pack
) -> None:
    request = await long_ago(phone, pack, allowed=False)
    await phone.approves("permohonan_terdaftar", "kabar_nomor")
    id = await phone.news("kabar", request=request)

    async with phone.sending():
        await phone.has_state(request, "window")
        await until(is_state(phone, id, "window"))
        assert phone.post.texts("ani") == []
        [task] = [task for task in await phone.tasks() if task.kind == "deliver"]
        await phone.hears("ani", "halo")  # and if they come all the same, they get it
        await phone.has_state(request, "sent")

    assert task.text == SAID("window-no-opt-in")


async def test_who_takes_their_word_back_is_not_written_to(phone: Phone, pack: Pack) -> None:
    request = await long_ago(phone, pack)
    await phone.allows("ani", given=False)
    await phone.approves("permohonan_terdaftar")

    async with phone.sending():
        await phone.has_state(request, "window")

    assert phone.post.texts("ani") == []


async def test_without_an_approved_template_an_operator_is_told_once_and_the_approval_sends_it(
    anywhere: Phone, pack: Pack
) -> None:
    request = await long_ago(anywhere, pack)
    second = await file_one(anywhere, pack, draft="dabc9999")
    await anywhere.later(hours=25)

    async with anywhere.sending():
        await anywhere.has_state(request, "window")
        await anywhere.has_state(second, "window")
        assert anywhere.post.texts("ani") == []
        [task] = [task for task in await anywhere.tasks() if task.kind == "template"]
        await anywhere.approves("permohonan_terdaftar")
        await until(lambda: len(anywhere.post.texts("ani")) == 2)

    assert task.key.startswith("permohonan_terdaftar_")
    assert len([task for task in await anywhere.tasks() if task.kind == "deliver"]) == 2


@pytest.mark.parametrize("why", ["no opt-in", "no template", "unreachable"])
async def test_the_other_address_of_the_person_gets_it_once(anywhere: Phone, pack: Pack, why: str) -> None:
    request = await long_ago(
        anywhere, pack, allowed=why != "no opt-in", hours=25 if why != "unreachable" else 1
    )
    await anywhere.store.transact(_has_telegram, anywhere.clock.now() - 2 * DAY)
    if why == "unreachable":
        anywhere.post.answers["ani"] = [Unreachable(reason="131026")]
    elsewhere = World(anywhere.store, anywhere.files.folder, Elsewhere())
    elsewhere.clock = anywhere.clock

    async with anywhere.sending(), anywhere.sending(elsewhere.new_sender()):
        await until(lambda: elsewhere.post.texts("77") != [])
        await anywhere.has_state(request, "sent")

    first, second = [row for row in (await anywhere.rows()).values() if row.request_id == request]
    assert (first.state, second.state, second.first_id) == ("void", "sent", first.id)
    assert anywhere.post.texts("ani") == []
    assert [task.kind for task in await anywhere.tasks() if task.kind == "deliver"] == []


async def test_where_the_other_address_fails_too_it_is_a_task(phone: Phone, pack: Pack) -> None:
    request = await long_ago(phone, pack, hours=1)
    await phone.store.transact(_has_telegram, phone.clock.now() - 2 * DAY)
    phone.post.answers["ani"] = [Unreachable(reason="131026")]
    elsewhere = World(phone.store, phone.files.folder, Elsewhere())
    elsewhere.clock = phone.clock
    elsewhere.post.answers["77"] = [Unreachable(reason="403: blocked")]

    async with phone.sending(), phone.sending(elsewhere.new_sender()):
        await phone.has_state(request, "dead")

    [task] = [task for task in await phone.tasks() if task.kind == "deliver"]
    assert task.text == "403: blocked"


async def test_a_platform_that_says_it_is_closed_is_believed_against_our_own_clock(
    phone: Phone, pack: Pack
) -> None:
    request = await long_ago(phone, pack, hours=1)
    await phone.approves("permohonan_terdaftar")
    phone.post.answers["ani"] = [WindowClosed(reason="131047")]

    async with phone.sending():
        await phone.has_state(request, "window")
        await phone.later(minutes=1)
        await phone.hears("ani", data=TAPPED)
        await phone.has_state(request, "sent")

    knock, notice = phone.post.texts("ani")
    assert knock.startswith("permohonan_terdaftar/") and SAID("receipt-next") in notice


async def test_an_answer_outside_the_window_dies_or_waits_without_template(phone: Phone, pack: Pack) -> None:
    await phone.approves("pesan_petugas", "kabar_nomor")
    stale = await phone.reply("jawaban kemarin")
    await phone.allows("ani")
    await phone.later(hours=25)
    fresh = await phone.write("budi", "jawaban")
    phone.post.answers["budi"] = [WindowClosed(reason="131047")]

    async with phone.sending():
        await until(is_state(phone, stale, "void"))
        await until(is_state(phone, fresh, "window"))

    assert phone.post.sent == []


async def test_an_officer_is_called_by_template_without_being_asked_first(phone: Phone, pack: Pack) -> None:
    await phone.store.transact(_officer, NOON)
    await phone.later(hours=30)
    await phone.approves("petugas_permohonan_baru", "petugas_pekerjaan")
    await file_one(phone, pack)

    async with phone.sending():
        await until(lambda: phone.post.texts("budi") != [])
        digest = await phone.write("budi", "ringkasan", priority=outbox.DIGEST)
        await until(is_state(phone, digest, "window"))
        await phone.hears("budi", data=TAPPED)
        await until(is_state(phone, digest, "sent"))

    knock, card, summary = phone.post.texts("budi")
    assert knock == "petugas_permohonan_baru/id(001/PPID/XI/2026, Dinas Komunikasi dan Informatika)"
    assert "Anggaran jalan 2026" in card and summary == "ringkasan"


async def test_somebody_who_writes_while_the_template_is_chosen_gets_the_notice_itself(
    phone: Phone, pack: Pack
) -> None:
    request = await long_ago(phone, pack)
    await phone.approves("permohonan_terdaftar")
    sender = phone.new_sender()
    [letter] = await phone.store.read(outbox.pending, channel="whatsapp", now=phone.clock.now(), most=1)
    await phone.hears("ani", "menu")
    sender._take_up(letter)  # as it was read before they wrote

    async with phone.sending(sender):
        await phone.has_state(request, "sent")

    assert not any(text.startswith("permohonan_terdaftar/") for text in phone.post.texts("ani"))


# -- in doubt ---------------------------------------------------------------------------------------


async def test_a_lost_answer_is_settled_by_a_receipt_and_nothing_is_sent_again(
    phone: Phone, pack: Pack
) -> None:
    request = await file_one(phone, pack)
    phone.post.answers["ani"] = [Uncertain(reason="timeout")]

    async with phone.sending():
        await phone.has_state(request, "uncertain")
        await phone.later(minutes=9)
        await phone.decide()
        assert (await phone.letter(request)).state == "uncertain"
        await phone.tells("wamid.x", How.DELIVERED, tag=phone.post.tags[0])
        assert (await phone.letter(request)).state == "sent"
        await phone.later(minutes=9)
        await phone.decide()

    letter = await phone.letter(request)
    assert (letter.state, letter.platform_id, phone.post.tries["ani"]) == ("sent", "wamid.x", 1)


async def test_after_ten_minutes_a_statutory_notice_goes_once_more_and_says_so_then_it_is_a_task(
    anywhere: Phone, pack: Pack
) -> None:
    request = await file_one(anywhere, pack)
    anywhere.post.answers["ani"] = [Uncertain(reason="timeout"), Uncertain(reason="timeout")]
    seen: list[str] = []
    send = anywhere.post.send

    async def record(address: str, part: Part, *, tag: str = "") -> Result:
        seen.append(part.fields["text"])
        return await send(address, part, tag=tag)

    anywhere.post.send = record  # type: ignore[method-assign]

    async with anywhere.sending():
        for times in (1, 2):
            await until(lambda times=times: len(seen) == times)  # type: ignore[misc]
            await anywhere.has_state(request, "uncertain")
            await anywhere.later(minutes=11)
            await anywhere.decide()
        await anywhere.later(minutes=11)
        await anywhere.decide()

    assert (await anywhere.letter(request)).state == "unknown"
    assert len(seen) == 2
    assert SAID("sent-twice") not in seen[0] and seen[1].endswith(SAID("sent-twice"))
    [task] = [task for task in await anywhere.tasks() if task.kind == "deliver"]
    assert task.text == SAID("delivery-uncertain")


async def test_anything_else_in_doubt_is_left_at_that(phone: Phone) -> None:
    id = await phone.reply("jawaban")
    phone.post.answers["ani"] = [Uncertain(reason="timeout")]

    async with phone.sending():
        await until(is_state(phone, id, "uncertain"))
        after = await phone.reply("berikutnya")
        await until(is_state(phone, after, "sent"))  # the chat goes on meanwhile
        await phone.later(minutes=11)
        await phone.decide()
        assert await phone.state(id) == "unknown"
        await phone.tells("wamid.x", How.READ, tag=phone.post.tags[0])  # word may come later still

    assert await phone.state(id) == "sent"
    assert phone.post.texts("ani") == ["berikutnya"]


async def test_word_that_came_before_the_lost_answer_settles_it_at_once(phone: Phone) -> None:
    gate = phone.post.close_gate("ani")
    id = await phone.reply("jawaban")
    phone.post.answers["ani"] = [Uncertain(reason="timeout")]

    async with phone.sending():
        await until(lambda: len(phone.post.tags) == 1)
        await phone.tells("wamid.x", How.SENT, tag=phone.post.tags[0])
        gate.set()
        await until(is_state(phone, id, "sent"))


async def test_killed_with_a_letter_in_the_platforms_hands_it_is_in_doubt_and_not_sent_again(
    phone: Phone,
) -> None:
    phone.post.close_gate("ani")
    id = await phone.reply("jawaban")
    running = asyncio.create_task(phone.new_sender(grace=0).run())
    await until(lambda: phone.post.tries["ani"] == 1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await phone.state(id) == "pending"

    async with phone.sending(phone.new_sender()):
        await until(is_state(phone, id, "uncertain"))

    assert phone.post.tries["ani"] == 1


async def test_a_long_letter_in_doubt_goes_on_after_the_part_that_is_known_to_have_arrived(
    phone: Phone,
) -> None:
    id = await phone.reply("satu|dua|tiga")
    phone.post.answers["ani"] = [Sent(), Uncertain(reason="timeout")]

    async with phone.sending():
        await until(is_state(phone, id, "uncertain"))
        assert (await phone.row(id)).parts_sent == 1
        await phone.tells("wamid.1", How.DELIVERED, tag=phone.post.tags[0])  # of the first part: no news
        assert await phone.state(id) == "uncertain"
        await phone.tells("wamid.x", How.DELIVERED, tag=phone.post.tags[1])
        await until(is_state(phone, id, "sent"))

    assert phone.post.texts("ani") == ["satu", "tiga"]


async def test_stopped_between_two_parts_it_goes_on_with_the_next_without_doubt(phone: Phone) -> None:
    id = await phone.reply("satu|dua")
    running = asyncio.create_task(phone.new_sender(pacing=Pacing(chat=Rate(0.01, 1))).run())
    await until(lambda: phone.post.texts("ani") == ["satu"])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    async with phone.sending(phone.new_sender()):
        await until(is_state(phone, id, "sent"))

    assert phone.post.texts("ani") == ["satu", "dua"]


async def test_a_template_in_doubt_counts_as_sent_unless_it_is_for_a_statutory_notice(
    phone: Phone, pack: Pack
) -> None:
    request = await long_ago(phone, pack)
    await phone.approves("permohonan_terdaftar")
    phone.post.answers["ani"] = [Uncertain(reason="timeout"), Uncertain(reason="timeout")]

    async with phone.sending():
        for tries in (1, 2):
            await until(lambda tries=tries: phone.post.tries["ani"] == tries)  # type: ignore[misc]
            await phone.has_state(request, "uncertain")
            await phone.later(minutes=11)
            await phone.decide()
        assert (await phone.letter(request)).state == "window"
        await phone.hears("ani", "halo")
        await until(lambda: phone.post.tries["ani"] == 4)  # two templates, the notice, the greeting

    assert (await phone.letter(request)).state == "sent"


async def test_somebody_who_writes_while_a_template_is_in_doubt_need_not_wait(
    phone: Phone, pack: Pack
) -> None:
    request = await long_ago(phone, pack)
    await phone.approves("permohonan_terdaftar")
    phone.post.answers["ani"] = [Uncertain(reason="timeout")]

    async with phone.sending():
        await phone.has_state(request, "uncertain")
        await phone.hears("ani", data=TAPPED)
        await phone.has_state(request, "sent")


# -- receipts ---------------------------------------------------------------------------------------


async def test_what_a_platform_tells_never_goes_back_however_it_is_mixed_up(anywhere: Phone) -> None:
    id = await anywhere.reply("jawaban")
    async with anywhere.sending():
        await until(is_state(anywhere, id, "sent"))

    seen = []
    for how in (How.READ, How.DELIVERED, How.SENT, How.READ, How.FAILED, How.READ):
        await anywhere.tells("wamid.1", how)
        seen.append((await anywhere.deliveries())[0].delivery)

    assert seen == ["read", "read", "read", "read", "failed", "failed"]
    assert len(await anywhere.deliveries()) == 1


async def test_a_receipt_before_the_sends_own_answer_is_of_the_same_letter(phone: Phone) -> None:
    gate = phone.post.close_gate("ani")
    id = await phone.reply("jawaban")

    async with phone.sending():
        await until(lambda: len(phone.post.tags) == 1)
        await phone.tells("wamid.1", How.DELIVERED, tag=phone.post.tags[0], category="service", charged=True)
        gate.set()
        await until(is_state(phone, id, "sent"))

    [delivery] = await phone.deliveries()
    assert (delivery.outbox_id, delivery.delivery, delivery.charged) == (id, "delivered", True)


@pytest.mark.parametrize("early", [False, True])
async def test_a_failure_told_later_acts_like_one_told_at_once(
    anywhere: Phone, pack: Pack, early: bool
) -> None:
    request = await file_one(anywhere, pack)
    gate = anywhere.post.close_gate("ani")
    failure = {"result": Unreachable(reason="131026: not on WhatsApp")}

    async with anywhere.sending():
        await until(lambda: len(anywhere.post.tags) == 1)
        if early:  # before the answer to the call itself
            await anywhere.tells("wamid.1", How.FAILED, tag=anywhere.post.tags[0], **failure)
        gate.set()
        if not early:
            await anywhere.has_state(request, "sent")
            await anywhere.tells("wamid.1", How.FAILED, **failure)
        await anywhere.has_state(request, "dead")
        await anywhere.tells("wamid.1", How.FAILED, **failure)

    assert [a.reachable for a in await anywhere.store.read(_all, Address)] == [False]
    [task] = [task for task in await anywhere.tasks() if task.kind == "deliver"]
    assert task.text == "131026: not on WhatsApp"


async def test_a_window_that_was_closed_after_all_brings_the_template(phone: Phone, pack: Pack) -> None:
    request = await long_ago(phone, pack, hours=1)
    await phone.approves("permohonan_terdaftar")

    async with phone.sending():
        await phone.has_state(request, "sent")
        await phone.tells("wamid.1", How.FAILED, result=WindowClosed(reason="131047"))
        await phone.has_state(request, "window")

    assert phone.post.texts("ani")[1].startswith("permohonan_terdaftar/")


async def test_who_writes_before_the_template_is_marked_gets_the_notice_and_no_second_template(
    phone: Phone, pack: Pack
) -> None:
    request = await long_ago(phone, pack, hours=1)
    await phone.approves("permohonan_terdaftar")

    async with phone.sending():
        await phone.has_state(request, "sent")
        gate = phone.post.close_gate("ani")
        await phone.tells("wamid.1", How.FAILED, result=WindowClosed(reason="131047"))
        await until(lambda: len(phone.post.tags) == 2)
        await phone.later(minutes=1)
        await phone.hears("ani", data=TAPPED)
        gate.set()
        await phone.has_state(request, "sent")

    notice, template, again = phone.post.texts("ani")
    assert template.startswith("permohonan_terdaftar/") and notice == again


async def test_a_failure_that_passes_is_tried_again(phone: Phone) -> None:
    id = await phone.reply("jawaban")

    async with phone.sending():
        await until(is_state(phone, id, "sent"))
        await phone.tells("wamid.1", How.FAILED, result=Later(reason="131000"))
        assert await phone.state(id) == "pending"
        await phone.later(minutes=2)
        await until(is_state(phone, id, "sent"))

    assert phone.post.texts("ani") == ["jawaban", "jawaban"]
    assert [d.delivery for d in await phone.deliveries()] == ["failed", "sent"]


async def test_a_failure_of_ours_told_later_is_an_operators_task(phone: Phone) -> None:
    id = await phone.reply("jawaban")

    async with phone.sending():
        await until(is_state(phone, id, "sent"))
        await phone.tells("wamid.1", How.FAILED, result=Rejected(reason="131009"))

    assert await phone.state(id) == "dead"
    assert [(task.kind, task.text) for task in await phone.tasks()] == [("dead-letter", "131009")]


async def test_of_a_notice_sent_twice_the_failed_one_does_not_count(phone: Phone, pack: Pack) -> None:
    request = await file_one(phone, pack)
    phone.post.answers["ani"] = [Uncertain(reason="timeout")]

    async with phone.sending():
        await phone.has_state(request, "uncertain")
        await phone.later(minutes=11)
        await phone.decide()
        await phone.has_state(request, "sent")
        await phone.tells("wamid.x", How.FAILED, tag=phone.post.tags[0], result=Unreachable(reason="131026"))

    assert (await phone.letter(request)).state == "sent"


async def test_a_receipt_for_what_nobody_here_sent_is_kept_and_does_nothing(phone: Phone) -> None:
    for tag in ("", "another program's", "9.0.1", "9.-1.1"):
        await phone.tells(f"wamid.{tag}", How.FAILED, tag=tag, result=Rejected(reason="?"))

    assert len(await phone.deliveries()) == 4
    assert await phone.tasks() == []


@pytest.mark.parametrize(("days", "how", "told"), [(2.9, "", 0), (3.1, "", 1), (3.1, "delivered", 0)])
async def test_a_statutory_notice_that_is_not_delivered_in_three_days_becomes_a_task_once(
    anywhere: Phone, pack: Pack, days: float, how: str, told: int
) -> None:
    request = await file_one(anywhere, pack)
    async with anywhere.sending():
        await anywhere.has_state(request, "sent")
    if how:
        await anywhere.tells("wamid.1", How(how))

    await anywhere.later(days=days)
    await anywhere.decide()
    await anywhere.decide()

    assert [task.text for task in await anywhere.tasks() if task.kind == "deliver"] == told * [
        SAID("delivery-silent", days="3")
    ]


async def test_a_notice_whose_template_nobody_taps_becomes_a_task_and_still_waits(
    phone: Phone, pack: Pack
) -> None:
    request = await long_ago(phone, pack)
    await phone.approves("permohonan_terdaftar")
    async with phone.sending():
        await phone.has_state(request, "window")
        await phone.later(days=3, minutes=1)
        await phone.decide()
        assert [task.text for task in await phone.tasks() if task.kind == "deliver"] == [
            SAID("delivery-unread", days="3")
        ]
        await phone.hears("ani", data=TAPPED)
        await phone.has_state(request, "sent")


def test_a_tag_is_read_as_it_was_written_and_nothing_else_is() -> None:
    for text in ("12.0.1", "7.-1.1", "900000000000.12.13"):
        assert str(read_tag(text)) == text
    for text in ("", "12", "12.0", "a.b.c", "12.0.1.1", "-1.0.1", "12.-2.1"):
        assert read_tag(text) is None


class Elsewhere(Post):
    name = "telegram"


def _speak_english(session: Session) -> None:
    person = contacts.find(session, channel="whatsapp", account="1", value="ani")
    assert person is not None
    contacts.choose_language(session, person.id, "en")


def _has_telegram(session: Session, at: datetime) -> None:
    ani = contacts.find(session, channel="whatsapp", account="1", value="ani")
    assert ani is not None
    session.add(
        Address(
            contact_id=ani.id,
            channel="telegram",
            account="1",
            value="77",
            reachable=True,
            last_inbound_at=at,
            minute=0,
            messages=0,
        )
    )


def _officer(session: Session, at: datetime) -> None:
    budi = contacts.meet(session, channel="whatsapp", account="1", value="budi", at=at)
    code = officers.invite(session, agency="DISKOMINFO", role=Role.UTAMA, now=at, hours=72)
    assert officers.join(session, code=code, contact=budi.id, name="Budi", now=at)
