"""What the desk knows: asked outside transactions, taught by corrections."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from bench import routing
from bot import thinking
from bot.clock import Clock
from bot.intake import Desks, Intake
from bot.thinking import Lines
from handlers.incoming import Incoming, Kind
from handlers.knowledge import knowledge as facade
from handlers.knowledge.knowledge import Knowledge, Unthought
from handlers.knowledge.lessons import Lesson
from handlers.knowledge.ranking import Subject
from handlers.knowledge.words import stem
from storage import content, lessons
from storage.content import Pack, read_pack
from storage.faq import FaqEntry
from storage.publications import Line
from storage.store import Store, in_transaction
from storage.tables import Agency, Inbox, LessonRow, Outbox
from tests.migrated import BOTH, migrated
from tests.test_intake import small_content

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SUBJECTS = (
    Subject(code="ROAD", name="Dinas Jalan", tasks="Merawat jalan.", keywords=("jalan", "jembatan")),
    Subject(code="CARE", name="Balai Sehat", tasks="Merawat orang.", keywords=("dokter", "obat")),
    Subject(code="FARM", name="Dinas Tani", tasks="Membina petani.", keywords=("sawah", "pupuk")),
    Subject(code="OUT", name="Polisi", tasks="", keywords=("SIM", "tilang"), external=True),
)


@pytest.fixture
def known() -> Knowledge:
    return Knowledge(SUBJECTS)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return read_pack(small_content(tmp_path_factory.mktemp("content")))


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest, pack: Pack) -> Iterator[Store]:
    with migrated(request) as opened:
        opened.transact_sync(content.load, pack, now=NOW)
        yield opened


def codes(knowledge: Knowledge, text: str) -> list[str]:
    return [match.code for match in knowledge.rank(text)]


# -- not inside a transaction


def ask(session: Session, knowledge: Knowledge, *texts: str) -> list[list[str]]:
    return [codes(knowledge, text) for text in texts]


def test_inside_a_transaction_only_what_was_thought_before_is_known(store: Store):
    knowledge = Knowledge(SUBJECTS, busy=in_transaction)

    with pytest.raises(Unthought) as missing:
        store.transact_sync(ask, knowledge, "jembatan  putus\n")
    knowledge.about(missing.value.text)

    assert store.transact_sync(ask, knowledge, "jembatan putus") == [["ROAD"]]
    assert store.read_sync(ask, knowledge, "obat habis") == [["CARE"]]  # a reader holds up nobody


async def test_a_transaction_runs_again_after_each_text_it_did_not_know(store: Store):
    knowledge = Knowledge(SUBJECTS, busy=in_transaction)

    found = await thinking.transact(store, knowledge, ask, knowledge, "jembatan", "obat", "pupuk")

    assert found == [["ROAD"], ["CARE"], ["FARM"]]


def test_a_transaction_that_never_knows_enough_ends_as_a_bug(store: Store):
    knowledge = Knowledge(SUBJECTS, busy=in_transaction)
    runs: list[int] = []

    def insatiable(session: Session) -> None:
        runs.append(1)
        knowledge.about(f"jalan nomor {'x' * len(runs)}")

    with pytest.raises(Unthought):
        thinking.transact_sync(store, knowledge, insatiable)
    assert len(runs) == thinking.MOST + 1


def test_what_was_not_thought_is_not_told_to_a_log():
    assert "rahasia" not in str(Unthought("rahasia saya"))


class Citizen:
    """Somebody who types one line after the other."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._key = 0

    async def says(self, *lines: str) -> None:
        for line in lines:
            self._key += 1
            await self._intake.receive(
                Incoming(
                    channel="console",
                    account="test",
                    key=str(self._key),
                    at=datetime.now(UTC),
                    address="warga",
                    name="Rina",
                    kind=Kind.TEXT,
                    text=line,
                    raw=line.encode(),
                )
            )


FILING = (
    *("ajukan", "1", "Rina Marlina", "Desa Siulak Gedang, Kecamatan Siulak", "1"),
    *("panjang jalan dan jembatan yang rusak", "selesai", "2", "1", "1"),
)


async def test_no_text_is_thought_about_in_the_thread_that_writes(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    thought: list[tuple[str, str, bool]] = []
    think = facade._think

    def watched(state: Any, text: str) -> Any:
        thought.append((text, threading.current_thread().name, in_transaction()))
        return think(state, text)

    monkeypatch.setattr(facade, "_think", watched)
    desks = Desks(store, b"a secret of the tests")

    await Citizen(Intake(store, desks, Clock())).says(*FILING)

    (last,) = (await store.read(_rows, Outbox))[-1:]
    assert "Dinas Pekerjaan Umum" in str(last.payload)
    assert "panjang jalan dan jembatan yang rusak" in [text for text, _, _ in thought]
    assert not any(writing for _, _, writing in thought)
    assert not any(name.startswith("store-writer") for _, name, _ in thought)
    assert [row.error for row in await store.read(_rows, Inbox) if row.error] == []


def _rows(session: Session, table: Any) -> list[Any]:
    found = list(session.exec(select(table).order_by(table.id)))
    session.expunge_all()
    return found


async def test_a_line_keeps_its_order_and_lines_do_not_wait_for_one_another():
    lines, order = Lines(), []
    gate = asyncio.Event()

    async def first() -> None:
        async with lines.turn("a"):
            await gate.wait()
            order.append("first")

    async def later(line: str, name: str) -> None:
        async with lines.turn(line):
            order.append(name)
            gate.set() if line == "b" else None

    await asyncio.gather(first(), later("a", "second"), later("b", "other"), later("a", "third"))

    assert order == ["other", "first", "second", "third"]
    assert lines._lines == {}


async def test_who_gives_up_waiting_holds_up_nobody():
    lines = Lines()
    async with lines.turn("a"):
        waiting = asyncio.create_task(lines.turn("a").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with lines.turn("a"):
        pass
    assert lines._lines == {}


# -- suggestions


def test_one_agency_is_suggested_where_the_words_leave_no_doubt_and_more_where_they_do(known: Knowledge):
    assert [m.code for m in known.about("jembatan dan jalan").agencies] == ["ROAD"]
    assert {m.code for m in known.about("jalan ke sawah, dokter").agencies} == {"ROAD", "CARE", "FARM"}


def test_a_body_outside_is_told_apart(known: Knowledge):
    insight = known.about("kena tilang di jalan")

    assert [match.code for match in insight.outside] == ["OUT"]
    assert [match.code for match in insight.agencies] == ["ROAD"]
    assert codes(known, "kena tilang") == []
    assert [match.code for match in known.rank("kena tilang", outside=True)] == ["OUT"]


def test_others_are_suggested_where_the_likeliest_is_left_out(known: Knowledge):
    assert [m.code for m in known.suggest("jembatan dan jalan ke sawah", without={"ROAD"})] == ["FARM"]


# -- lessons

TEXT = "data wakepo kunjungan aplikasi jembatan timbang"


def learnt(known: Knowledge, text: str, agency: str, source: str = "forward") -> Lesson:
    return Lesson(stems=known.about(text).stems, agency=agency, source=source)


@pytest.mark.parametrize("source", ["forward", "pick"])
def test_what_was_corrected_wins_the_next_time_also_in_other_words(known: Knowledge, source: str):
    assert codes(known, TEXT)[0] == "ROAD"

    known.learn([learnt(known, TEXT, "FARM", source)])

    assert codes(known, TEXT)[0] == "FARM"
    assert codes(known, "mohon DATA kunjungan aplikasi wakepo utk jembatan timbang")[0] == "FARM"
    assert "wakepo" in known.rank(TEXT)[0].words


def test_one_lesson_spoils_no_other_request(known: Knowledge):
    before = {text: codes(known, text) for text in ("jembatan putus", "aplikasi obat", "pupuk dan jalan")}

    known.learn([learnt(known, TEXT, "FARM")])

    assert {text: codes(known, text) for text in before} == before


def test_the_newest_lesson_of_the_same_words_counts(known: Knowledge):
    known.learn([learnt(known, TEXT, "FARM"), learnt(known, TEXT, "CARE")])

    assert codes(known, TEXT)[0] == "CARE"


def test_an_unlearnt_lesson_has_no_effect(known: Knowledge):
    known.learn([learnt(known, TEXT, "FARM")])
    known.learn([])

    assert codes(known, TEXT)[0] == "ROAD"


def test_a_lesson_for_an_agency_that_is_gone_is_passed_over(known: Knowledge):
    known.learn([learnt(known, TEXT, "GONE")])

    assert codes(known, TEXT)[0] == "ROAD"


def test_of_words_that_nobody_knows_a_lesson_keeps_no_letter(known: Knowledge):
    stems = known.about("jembatan punya Zulkifli").stems

    assert len(stems) == 2
    assert stem("jembatan") in stems
    assert not any("zulkifli" in one for one in stems)


def test_lessons_are_kept_counted_undone_and_forgotten_with_the_person(store: Store):
    def keep(session: Session, agency: str, stems: set[str]) -> None:
        lessons.keep(
            session, body="kerinci", stems=stems, agency=agency, source="pick", contact=None, now=NOW
        )

    assert store.read_sync(lessons.version_of) == ""
    store.transact_sync(keep, "PUPR", {"jalan", "~0af3"})
    store.transact_sync(keep, "DISKOMINFO", {"internet"})
    store.transact_sync(keep, "DISKOMINFO", set())  # nothing to learn from
    version = store.read_sync(lessons.version_of)

    (first, second) = store.read_sync(lessons.taught)
    assert (first.agency, first.stems, first.at) == ("PUPR", frozenset({"jalan", "~0af3"}), NOW)
    assert store.transact_sync(lessons.undo, first.id, now=NOW) is True
    assert store.transact_sync(lessons.undo, first.id, now=NOW) is False
    assert store.transact_sync(lessons.undo, 10**12, now=NOW) is False
    assert store.read_sync(lessons.version_of) != version
    assert [lesson.id for lesson in store.read_sync(lessons.taught)] == [second.id]
    assert len(store.read_sync(_rows, LessonRow)) == 2


# -- questions and publications

ENTRIES = (
    FaqEntry(
        slug="lama",
        language="id",
        question="Berapa lama permohonan dijawab?",
        also=("kapan saya dapat jawaban", "berapa hari kerja"),
        answer="Sepuluh hari kerja.",
        articles=("UU 14/2008 Ps 22(7)",),
        confidence="V",
    ),
    FaqEntry(
        slug="biaya",
        language="en",
        question="Does a request cost anything?",
        also=("is it free",),
        answer="Asking is free of charge.",
        articles=("UU 14/2008 Ps 2(3)",),
        confidence="V",
    ),
)
LINES = (
    Line(1, "Laporan Keuangan Pemerintah Daerah", "Neraca dan arus kas", "ROAD", 2024),
    Line(2, "Laporan Keuangan Pemerintah Daerah", "Neraca dan arus kas", "ROAD", 2025),
    Line(3, "Daftar Jembatan Gantung", "Panjang dan keadaannya", "ROAD", None),
)


def test_a_question_is_known_in_other_words_and_in_the_other_language():
    known = Knowledge(SUBJECTS, ENTRIES)

    (found, *_) = known.about("brp lama permohonan sy dijwab").faq
    assert (found.slug, found.fits) == ("lama", True)
    assert known.about("apakah permintaan ada biaya").faq[0].slug == "biaya"
    assert not any(match.fits for match in known.about("jembatan gantung yang putus").faq)


def test_what_is_published_is_found_that_of_the_year_asked_for_first(known: Knowledge):
    known.shelve(LINES)

    assert [p.id for p in known.about("minta lap keuangan pemda 2024").publications][:2] == [1, 2]
    assert [p.id for p in known.about("laporan keuangan pemda 2025").publications][:2] == [2, 1]
    assert [p.id for p in known.about("jmbatan gantung").publications] == [3]
    assert known.about("harga cabai hari ini").publications == ()


def test_an_english_request_finds_an_indonesian_agency():
    known = Knowledge(routing.subjects())

    for text, code in (
        ("How many bridges were repaired last year?", "PUPR"),
        ("list of hospitals and their doctors", "RSUD"),
        ("annual budget realization report", "BPKPD"),
        ("number of primary school teachers", "DISDIK"),
        ("tourist arrivals at the lake", "DISPARBUD"),
    ):
        assert codes(known, text)[0] == code


def test_a_desk_of_the_same_agencies_does_not_weigh_their_words_again():
    assert Knowledge(SUBJECTS)._ready().ranking is Knowledge(SUBJECTS)._ready().ranking


def test_the_publication_list_is_not_weighed_again_while_it_is_the_same(known: Knowledge):
    other = Knowledge(SUBJECTS)
    known.shelve(LINES)
    other.shelve(list(LINES))

    assert known._ready().shelf is other._ready().shelf


def test_the_desk_learns_of_lessons_and_publications_beside_its_work(store: Store):
    async def taught() -> list[str]:
        desks = Desks(store, b"a secret of the tests", every=0)
        desk = await desks.current()
        await desks.restocked()
        words = desk.knowledge.about("peta internet jembatan").stems
        await store.transact(_teach, words)
        await desks.current()
        await desks.restocked()
        return codes(desk.knowledge, "peta internet jembatan")

    def _teach(session: Session, stems: frozenset[str]) -> None:
        agency = session.exec(select(Agency).where(Agency.utama)).one()
        lessons.keep(
            session, body="k", stems=stems, agency=agency.code, source="forward", contact=None, now=NOW
        )

    assert asyncio.run(taught())[0] == "DISKOMINFO"
