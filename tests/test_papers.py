"""The papers, read back from their PDF; and the process that prints them."""

import asyncio
import multiprocessing
import os
import pickle
import re
import signal
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import Clock
from bot.printing import Printing, PrintingError
from bot.printing import _print as printing_job
from bot.room import Room
from handlers.casework import act, file_request
from handlers.desk import Desk, open_desk
from handlers.papers import PaperError, make
from handlers.papers.glyphs import MARK, drawable
from handlers.papers.receipt import code
from handlers.voice import COPY
from kip.actions import Action, Answer, Confirm, Decision
from kip.grounds import Ground
from kip.people import Actor, Role
from storage import contacts, files, officers, requests
from storage.requests import Filing
from storage.store import StoreUnavailable
from storage.tables import Request
from tests.rooms import FILLED, PROJECT, SECRET, room, wib

NOW = wib("2026-12-01 10:15")
CITIZEN = Actor(role=Role.CITIZEN)
PELAKSANA = Actor(role=Role.PELAKSANA, agency="DISDIK")
UTAMA = Actor(role=Role.UTAMA, agency="DISKOMINFO")
GIVEN = Answer(decision=Decision.GIVEN, text="Daftarnya terlampir.")


# -- reading a PDF --------------------------------------------------------------------------------


def pages(pdf: bytes) -> list[str]:
    """The words of each page, in the order in which they were drawn, spaces and line ends made one space.

    Enough of a reader for what fpdf2 writes with the standard fonts: `(…) Tj` in deflated streams.
    """
    # The line end before "endstream" may look like a part of the data, and the data end like a line's.
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    inflated = (zlib.decompressobj().decompress(stream) for stream in streams)
    drawn = [content for content in inflated if b" Tj" in content]
    return [" ".join(" ".join(map(_string, _SHOWN.findall(content))).split()) for content in drawn]


_SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\) Tj", re.DOTALL)


def _string(literal: bytes) -> str:
    return re.sub(rb"\\(.)", rb"\1", literal, flags=re.DOTALL).decode("cp1252")


# -- a desk with requests -------------------------------------------------------------------------


class Office:
    """A room in which requests are filed and answered without a chat."""

    def __init__(self, opened: Room) -> None:
        self.store = opened.store
        self.desk: Desk = self.store.read_sync(open_desk, secret=SECRET)
        self._filed = 0

    def file(self, *, agency: str = "DISDIK", received: str = "2026-11-23 09:00", **said: Any) -> Request:
        """Rina's request, but for what `said` changes."""
        self._filed += 1
        fields: dict[str, Any] = {
            "draft": f"draft{self._filed}",
            "contact": None,
            "channel": "telegram",
            "applicant_kind": "person",
            "applicant_name": "Rina Marlina",
            "applicant_address": "Desa Siulak Gedang, Kecamatan Siulak",
            "applicant_reach": "081234567890",
            "information": "Daftar sekolah dasar yang direhab tahun 2025",
            "purpose": "Mengawasi pembangunan",
            "obtain": "soft",
            "deliver": "chat",
            "language": "id",
        }
        filing = Filing(received_at=wib(received), **(fields | said))
        return self.store.transact_sync(
            file_request, self.desk, filing, agency=agency, by=CITIZEN, now=wib(received)
        )

    def do(
        self, request: Request, action: Action, *, by: Actor, at: str, names: tuple[str, ...] = ()
    ) -> None:
        def run(session: Any) -> None:
            stored = [
                files.expect(
                    session,
                    contact=None,
                    channel="telegram",
                    account="bot",
                    ref=name,
                    name=name,
                    mime="application/pdf",
                    size=1,
                    now=wib(at),
                )
                for name in names
            ]
            found = requests.get(session, request.id or 0)
            assert found is not None
            act(session, self.desk, found, action, by=by, now=wib(at), files=stored)

        self.store.transact_sync(run)

    def answered(
        self, answer: Answer, *, by: Actor = UTAMA, names: tuple[str, ...] = (), **said: Any
    ) -> Request:
        request = self.file(**said)
        self.do(request, answer, by=by, at="2026-11-30 10:00", names=names)
        return request

    def pdf(self, paper: str, request: Request, *, now: datetime = NOW) -> bytes:
        return self.store.read_sync(make, self.desk, paper, request.id or 0, now)

    def read(self, paper: str, request: Request) -> str:
        """The whole paper's words."""
        return " ".join(pages(self.pdf(paper, request)))


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with room() as found:
        yield Office(found)


# -- tanda bukti ----------------------------------------------------------------------------------


def test_a_receipt_holds_what_the_law_and_the_register_want(office: Office) -> None:
    request = office.file()

    paper = office.read("receipt", request)

    for words in (
        "PEMERINTAH KABUPATEN KERINCI",
        "Kompleks Perkantoran Bukit Tengah",
        "Telepon (0748) 000000, surel ppid@kerinci.example",
        "TANDA BUKTI PENERIMAAN PERMOHONAN INFORMASI PUBLIK",
        f"Nomor pendaftaran: {request.number}",
        "Tanggal diterima : Senin, 23 November 2026",
        "Diterima lewat : Telegram",
        "Nama pemohon : Rina Marlina (perorangan)",
        "Alamat : Desa Siulak Gedang, Kecamatan Siulak",
        "Kontak : 081234567890",
        "Informasi yang diminta : Daftar sekolah dasar yang direhab tahun 2025",
        "Tujuan penggunaan : Mengawasi pembangunan",
        "Cara memperoleh : Salinan digital",
        "Cara menerima : Lewat chat (Telegram)",
        "Ditangani oleh : Dinas Pendidikan",
        "Petugas layanan informasi,",
    ):
        assert words in paper


def test_a_receipt_says_until_when_and_what_can_be_done(office: Office) -> None:
    paper = office.read("receipt", office.file())

    assert "Dijawab paling lambat: Senin, 7 Desember 2026 10 hari kerja sejak diterima" in paper
    assert "(UU 14/2008 Pasal 22 ayat (7))" in paper
    assert "paling lama 7 hari kerja, dengan alasan tertulis (UU 14/2008 Pasal 22 ayat (8))" in paper
    assert "Bila diperpanjang penuh, jawaban paling lambat Rabu, 16 Desember 2026." in paper
    assert (
        "keberatan tertulis kepada Atasan PPID dalam 30 hari kerja (UU 14/2008 Pasal 35 dan Pasal 36)"
        in paper
    )
    assert "ke Komisi Informasi Provinsi Jambi dalam 14 hari kerja (UU 14/2008 Pasal 37)" in paper


def test_a_receipt_fits_on_one_page_and_says_so(office: Office) -> None:
    (only,) = pages(office.pdf("receipt", office.file()))

    assert "Halaman 1 dari 1" in only and "Dicetak 1 Des 2026 10.15" in only


def test_a_receipt_carries_half_of_the_requests_token_as_its_code(office: Office) -> None:
    request = office.file()

    assert code(request) == f"{request.token[:5]}-{request.token[5:10]}"
    assert code(request) in office.read("receipt", request)
    assert request.token not in office.read("receipt", request)


def test_where_the_calendar_is_not_known_the_receipt_says_what_it_waits_for(office: Office) -> None:
    paper = office.read("receipt", office.file(received="2027-12-27 09:00"))

    assert "Dijawab paling lambat: Menunggu kalender kerja 2028 10 hari kerja" in paper
    assert "Bila diperpanjang penuh" not in paper


def test_a_receipt_for_somebody_who_came_bears_the_name_of_who_recorded_it(office: Office) -> None:
    def hire(session: Any) -> int:
        person = contacts.meet(session, channel="telegram", account="bot", value="77", at=NOW)
        invitation = officers.invite(session, agency="PUPR", role=Role.PELAKSANA, now=NOW, hours=1)
        officer = officers.join(session, code=invitation, contact=person.id, name="Budi Santoso", now=NOW)
        assert officer is not None and officer.id is not None
        return officer.id

    budi = office.store.transact_sync(hire)
    request = office.file(
        channel="walk-in", applicant_reach="-", obtain="see", deliver="", recorded_by=budi, agency="PUPR"
    )

    paper = office.read("receipt", request)

    assert "Petugas layanan informasi, Budi Santoso" in paper
    assert "Diterima lewat : Datang langsung" in paper
    assert "Kontak : Tidak ada" in paper
    assert "Cara memperoleh : Melihat di tempat" in paper and "Cara menerima" not in paper


def test_files_that_came_with_the_request_are_named(office: Office) -> None:
    def keep(session: Any) -> int:
        return files.expect(
            session,
            contact=None,
            channel="telegram",
            account="bot",
            ref="F",
            name="surat kuasa.pdf",
            mime="",
            size=1,
            now=NOW,
        )

    request = office.file(files=(office.store.transact_sync(keep),))

    assert "Berkas dari pemohon : 1. surat kuasa.pdf" in office.read("receipt", request)


# -- pemberitahuan tertulis -----------------------------------------------------------------------


def test_information_that_is_given_fills_part_a_of_the_form(office: Office) -> None:
    request = office.answered(GIVEN, names=("Daftar rehab.pdf", "Lampiran SK.xlsx"))

    paper = office.read("answer", request)

    for words in (
        "PEMBERITAHUAN TERTULIS ATAS PERMOHONAN INFORMASI PUBLIK",
        f"Nomor pendaftaran: {request.number}",
        "kami terima pada Senin, 23 November 2026",
        "Nama pemohon : Rina Marlina (perorangan)",
        "Keputusan: Informasi diberikan seluruhnya",
        "A. Informasi yang dapat diberikan",
        "a. Penguasaan informasi : Kami, yaitu Dinas Pendidikan",
        "d. Materi yang diberikan : Daftarnya terlampir.",
        "Berkas terlampir : 1. Daftar rehab.pdf 2. Lampiran SK.xlsx",
        "e. Penghitaman dan alasannya : Tidak ada",
        "f. Bentuk dan cara penyampaian : Salinan digital Lewat chat (Telegram)",
        "g. Biaya dan cara pembayaran : Tidak ada (gratis)",
        "30 November 2026",
    ):
        assert words in paper
    assert "B. Informasi" not in paper


def test_a_partial_answer_fills_both_parts(office: Office) -> None:
    answer = Answer(
        decision=Decision.PARTLY,
        text="Daftarnya terlampir.",
        ground=Ground.H,
        consequence_test="Nomor 3/UK/2026",
        redaction="Nama anak, karena rahasia pribadi",
        format="Salinan cetak, diambil di kantor",
        cost="Rp5.000, dibayar di loket",
    )

    paper = office.read("answer", office.answered(answer))

    assert "Keputusan: Informasi diberikan sebagian" in paper
    assert "e. Penghitaman dan alasannya : Nama anak, karena rahasia pribadi" in paper
    assert "f. Bentuk dan cara penyampaian : Salinan cetak, diambil di kantor" in paper
    assert "g. Biaya dan cara pembayaran : Rp5.000, dibayar di loket" in paper
    assert "Dasar pengecualian : UU 14/2008 Pasal 17 huruf h: rahasia pribadi" in paper
    assert "Uji konsekuensi (Pasal 19) : Nomor 3/UK/2026" in paper
    assert paper.count("Daftarnya terlampir.") == 1


def test_a_refusal_names_its_ground_the_other_law_and_the_consequence_test(office: Office) -> None:
    answer = Answer(
        decision=Decision.REFUSED,
        text="Membuka identitas pelapor.",
        ground=Ground.J,
        other_law="UU 24/2013 Pasal 79",
    )

    paper = office.read("answer", office.answered(answer))

    assert "Keputusan: Permohonan ditolak karena informasinya dikecualikan" in paper
    assert "a. Penguasaan informasi : Kami, yaitu Dinas Pendidikan" in paper
    assert "UU 14/2008 Pasal 17 huruf j: tidak boleh diungkapkan berdasarkan undang-undang lain" in paper
    assert "Undang-undang lain : UU 24/2013 Pasal 79" in paper
    assert "Uji konsekuensi (Pasal 19) : Belum ada" in paper
    assert "Penjelasan : Membuka identitas pelapor." in paper
    assert "A. Informasi" not in paper


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            Answer(
                decision=Decision.NOT_HELD, text="x", held=False, held_by="Dinas Pendidikan Provinsi Jambi"
            ),
            "b. Badan publik yang menguasai : Dinas Pendidikan Provinsi Jambi",
        ),
        (
            Answer(decision=Decision.NOT_HELD, text="x", held=False),
            "b. Badan publik yang menguasai : Belum diketahui",
        ),
        (
            Answer(decision=Decision.NOT_HELD, text="x", held=False, undocumented=True),
            "Keputusan: Informasi tidak dapat diberikan karena belum dikuasai atau belum didokumentasikan",
        ),
    ],
)
def test_what_the_body_does_not_hold_says_who_does(office: Office, answer: Answer, words: str) -> None:
    assert words in office.read("answer", office.answered(answer))


def test_an_answer_of_an_agency_is_signed_there_and_one_of_the_ppid_utama_by_them(office: Office) -> None:
    assert "PPID Pelaksana, Dinas Pendidikan" in office.read("answer", office.answered(GIVEN, by=PELAKSANA))
    assert "PPID Utama, Dinas Komunikasi dan Informatika" in office.read("answer", office.answered(GIVEN))


def test_the_objection_window_counts_from_the_confirmation_of_a_refusal_not_from_its_proposal(
    office: Office,
) -> None:
    request = office.file()
    refusal = Answer(decision=Decision.REFUSED, text="Rahasia.", ground=Ground.H)
    office.do(request, refusal, by=PELAKSANA, at="2026-11-25 09:00")
    with pytest.raises(PaperError, match="has not been answered"):
        office.pdf("answer", request)

    office.do(request, Confirm(), by=UTAMA, at="2026-11-30 23:59")

    paper = office.read("answer", request)
    assert "paling lambat Jumat, 15 Januari 2027, yaitu 30 hari kerja" in paper
    assert "PPID Utama," in paper


# -- any length, any letters ----------------------------------------------------------------------


def test_a_long_answer_flows_over_pages_each_with_its_number(office: Office) -> None:
    lines = [f"Baris ke-{number} dari penjelasan yang panjang sekali." for number in range(400)]
    request = office.answered(Answer(decision=Decision.GIVEN, text="\n".join(lines)))

    found = pages(office.pdf("answer", request))

    assert len(found) > 5
    for number, page in enumerate(found, start=1):
        assert f"Halaman {number} dari {len(found)}" in page
        assert request.number in page
    assert re.findall(r"Baris ke-(\d+)", " ".join(found)) == [str(number) for number in range(400)]
    assert "PPID Utama" in found[-1]


def test_a_request_without_a_space_or_a_line_end_is_broken_anywhere(office: Office) -> None:
    paper = office.read("receipt", office.file(information="A" * 12_000))

    assert paper.replace(" ", "").count("A" * 12_000) == 0  # heads and feet of pages lie between
    assert sum(map(len, re.findall("A{20,}", paper))) == 12_000


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧‍👦🙏🏽 tolong 1️⃣",
        "السلام عليكم ورحمة الله",
        "Z̸̢̛a̵l̶g̷o̸ ɐ",
        "中文 हिन्दी ภาษาไทย",
        "a\u200bb\u202ec\ufeff\u0007\tà",
        "\u2028\u2029\x0b\x0c\r\n\x85",
        "( \\ ) {nb} %s {page} \x1f\x1f\x1f **x** --y-- <b>",
        "\u00a0" * 500,
        "-" * 500,
        " ",
        "",
    ],
)
def test_no_letters_stop_a_paper(office: Office, text: str) -> None:
    request = office.answered(
        Answer(decision=Decision.GIVEN, text=text + "x", format=text, cost=text),
        names=(text + ".pdf",),
        information=text,
        purpose=text,
        applicant_name=text,
        applicant_address=text,
        applicant_reach=text,
        deliver=text,
        channel=text,
    )

    for paper in ("receipt", "answer"):
        assert request.number in office.read(paper, request)


def test_what_cannot_be_printed_is_marked_and_the_paper_says_so(office: Office) -> None:
    request = office.file(information="Mohon data الري tahun 2025 🙏")

    paper = office.read("receipt", request)

    assert "Mohon data [?] tahun 2025 [?]" in paper
    assert f"Teks aslinya tersimpan utuh pada permohonan nomor {request.number}" in paper
    assert MARK not in office.read("receipt", office.file(information="Mohon data 2025"))


def test_nobody_can_write_the_number_of_pages(office: Office) -> None:
    paper = office.read("receipt", office.file(information="awal {nb} \x1f\x1f\x1f akhir"))

    assert "awal {nb} akhir" in paper


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Café – “kutipan” … €5 • ½ m²", "Café – “kutipan” … €5 • ½ m²"),
        ("e\u0301", "é"),
        ("Şükrü Łódź Đoković", "Sükrü Lódz Dokovic"),
        ("ＡＢＣ 𝐁𝐨𝐥𝐝 ﬁle", "ABC Bold file"),
        ("10⁶, CO₂, 1⅓, ①", "10^6, CO2, 1 1/3, (1)"),
        ("5 ≥ 3 → ya", "5 >= 3 -> ya"),
        ("a ≠ b", f"a {MARK} b"),
        ("🙏🏽 🙏", MARK),
        ("\ud800", MARK),
        ("satu\r\ndua\rtiga\u2028empat", "satu\ndua\ntiga\nempat"),
        ("a\tb\u00a0c\u200bd\u00ade\x07", "a b cde"),
    ],
)
def test_the_nearest_letters_are_drawn(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


@given(st.text(st.characters()))
def test_whatever_is_drawable_can_be_drawn_and_stays_so(text: str) -> None:
    once = drawable(text)

    once.encode("cp1252")
    assert drawable(once) == once


# -- languages, and what there is no paper of -----------------------------------------------------


def test_an_applicant_who_speaks_english_gets_a_translation_after_the_official_paper(office: Office) -> None:
    request = office.answered(GIVEN, language="en")

    official, translation = pages(office.pdf("answer", request))

    assert "PEMBERITAHUAN TERTULIS" in official and "Halaman 1 dari 2" in official
    assert "WRITTEN NOTICE" in translation and "Page 2 of 2" in translation
    assert "The Indonesian pages before it are the official paper." in translation
    assert "by Friday, 15 January 2027" in translation
    assert "RECEIPT FOR A REQUEST" in office.read("receipt", request)


def test_both_languages_say_the_same_with_the_same_variables() -> None:
    def spoken(language: str) -> dict[str, set[str]]:
        text = (COPY / language / "papers.ftl").read_text(encoding="utf-8")
        messages = re.findall(r"^([a-z][a-z-]*) =(.*(?:\n +.*)*)", text, re.MULTILINE)
        return {key: set(re.findall(r"\{ (\$\w+) \}", said)) for key, said in messages}

    assert spoken("id") == spoken("en")
    assert all(key.startswith("sheet-") for key in spoken("id"))


def test_every_line_of_the_copy_is_printed_somewhere() -> None:
    keys = re.findall(
        r"^(sheet-[a-z-]*) =", (COPY / "id" / "papers.ftl").read_text(encoding="utf-8"), re.MULTILINE
    )
    code = "".join(path.read_text() for path in (PROJECT / "handlers" / "papers").glob("*.py"))
    whole = set(re.findall(r'"(sheet-[a-z-]+)"', code))
    stems = (
        "sheet-kind-",
        "sheet-channel-",
        "sheet-obtain-",
        "sheet-deliver-",
        "sheet-decision-",
        "sheet-held-",
    )
    parts = {f"sheet-{paper}-{part}" for paper in ("receipt", "answer") for part in ("title", "basis")}

    assert {key for key in keys if key not in whole | parts and not key.startswith(stems)} == set()


def test_the_same_moment_prints_the_same_bytes(office: Office) -> None:
    request = office.file()

    assert office.pdf("receipt", request) == office.pdf("receipt", request)


def test_there_is_no_paper_of_what_there_is_not(office: Office) -> None:
    request = office.file()

    with pytest.raises(PaperError, match="no paper 'register'"):
        office.pdf("register", request)
    with pytest.raises(PaperError, match="has not been answered"):
        office.pdf("answer", request)
    with pytest.raises(PaperError, match="no request 999"):
        office.store.read_sync(make, office.desk, "receipt", 999, NOW)


# -- the process that prints ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """One request (1) in a database of its own."""
    with FILLED.copy() as url:
        with room(url) as found:
            Office(found).file()
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def printing(database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Printing]:
    async with Printing(database, SECRET, tmp_path_factory.mktemp("papers"), Clock()) as found:
        yield found


@pytest.mark.asyncio(loop_scope="module")
async def test_two_papers_at_once_are_both_whole_and_apart(printing: Printing) -> None:
    first, second = await asyncio.gather(
        printing.print_paper("receipt", 1), printing.print_paper("receipt", 1)
    )

    assert first != second
    for path in (first, second):
        assert "001/PPID/XI/2026" in pages(path.read_bytes())[0]
        assert path.stat().st_mode & 0o777 == 0o600
    assert {path.suffix for path in first.parent.iterdir()} == {".pdf"}


@pytest.mark.asyncio(loop_scope="module")
async def test_what_cannot_be_printed_says_why(printing: Printing) -> None:
    with pytest.raises(PrintingError) as error:
        await printing.print_paper("answer", 1)
    assert error.value.reason == "request 1 has not been answered"

    with pytest.raises(PrintingError, match="there is no request 2"):
        await printing.print_paper("receipt", 2)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_process_that_was_killed_is_replaced(printing: Printing) -> None:
    await printing.print_paper("receipt", 1)
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()

    path = await printing.print_paper("receipt", 1)

    assert path.exists()


async def test_a_paper_that_takes_too_long_is_given_up(database: str, tmp_path: Path) -> None:
    async with Printing(database, SECRET, tmp_path, Clock(), longest=0.001) as printing:
        with pytest.raises(PrintingError, match=r"took longer than 0\.001 s"):
            await printing.print_paper("receipt", 1)


def test_a_database_that_is_away_is_told_apart_from_a_paper_that_cannot_be(tmp_path: Path) -> None:
    nobody = "postgresql://ppid@127.0.0.1:1/ppid"

    with pytest.raises(StoreUnavailable) as away:  # as the process does it; 0 seconds: no alarm
        printing_job(nobody, SECRET, "receipt", 1, NOW, tmp_path / "a.pdf", 0)

    assert type(pickle.loads(pickle.dumps(away.value))) is StoreUnavailable


_PARENT = """
import asyncio, multiprocessing, sys
from pathlib import Path
from bot.clock import Clock
from bot.printing import Printing

async def main(database, secret, folder):
    async with Printing(database, secret.encode(), Path(folder), Clock(), idle=0.1, kept=0.1) as printing:
        path = await printing.print_paper("receipt", 1)
        print("printed", path.suffix)
        async with asyncio.timeout(60):
            while multiprocessing.active_children() or path.exists():
                await asyncio.sleep(0.05)
        print("gone")
    loaded = {name.partition(".")[0] for name in sys.modules}
    print("loaded", sorted(loaded & {"fpdf", "fontTools", "PIL"}))

asyncio.run(main(*sys.argv[1:]))
"""


def test_the_parent_never_loads_fpdf_and_the_process_and_its_files_go_when_idle(
    database: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", _PARENT, database, SECRET.decode(), str(tmp_path / "papers")]

    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=110, check=False)

    assert done.stdout.splitlines() == ["printed .pdf", "gone", "loaded []"], done.stderr
    assert done.stderr == ""
    assert list((tmp_path / "papers").iterdir()) == []
