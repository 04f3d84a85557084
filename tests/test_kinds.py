"""What kind of ask a text is. Most sentences are in bench/asks.tsv; these say what must not go wrong."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import routing
from handlers.knowledge.kinds import KINDS, Ask, learned
from handlers.knowledge.knowledge import Knowledge
from storage import kinds
from tests.needs import contracts


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return Knowledge(routing.subjects())


def kind(known: Knowledge, text: str) -> str:
    return known.about(text).kind.ask.value


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("mau perpanjang KTP yang hilang, syaratnya apa?", Ask.SERVICE),
        ("lampu jalan mati sebulan, tolong segera diperbaiki", Ask.COMPLAINT),
        ("minta nomor HP dan alamat rumah Bu Sari", Ask.PERSONAL),
        ("cara perpanjang SIM di Polres", Ask.OUTSIDE),
        ("APBDes desa kami tahun lalu, kades tidak mau memberi", Ask.VILLAGE),
        ("mau tanya dong", Ask.UNCLEAR),
        ("permohonan informasi saya sudah lewat 10 hari belum dijawab", Ask.OBJECTION),
        ("HPS paket yang belum dilelang berapa", Ask.SENSITIVE),
        ("I am a researcher from Japan and need tourism data", Ask.FOREIGN),
        ("berapa anggaran jalan kabupaten tahun 2026", Ask.INFO),
    ],
)
def test_each_kind_is_known(known: Knowledge, text: str, ask: Ask) -> None:
    found = known.about(text).kind

    assert found.ask is ask
    assert 0 < found.score <= 1


@pytest.mark.parametrize(
    "text",
    [
        "jumlah KTP yang dicetak tiap bulan",
        "data kerusakan jalan kabupaten per ruas",
        "berapa pengaduan yang diterima dan diselesaikan tahun lalu",
        "rekap dana desa seluruh desa se-kabupaten",
        "jumlah penerima PKH per kecamatan",
        "statistik kunjungan wisatawan mancanegara",
        "jumlah tenaga kerja asing di kabupaten",
        "register keberatan dan sengketa informasi tahun 2025",
        "kontrak pengadaan yang sudah selesai",
        "angka kemiskinan dan pengangguran terbaru",
        "number of complaints received last year",
    ],
)
def test_data_about_a_thing_is_no_wish_for_the_thing(known: Knowledge, text: str) -> None:
    assert kind(known, text) == "info"


def test_chat_spellings_and_typos_are_heard(known: Knowledge) -> None:
    assert kind(known, "sayo nak ngurus KK baru cakmano caronyo") == "layanan"
    assert kind(known, "prmohonan informasi saya blm di jawab2") == "keberatan"


def test_the_words_that_led_there_are_the_persons_own(known: Knowledge) -> None:
    assert known.about("cara URUS ktp yg hilang").kind.words[:3] == ("cara", "URUS", "ktp")


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(), max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    assert Knowledge(()).about(text).kind.ask in KINDS


def test_the_names_are_those_of_the_texts_that_people_are_told() -> None:
    assert {ask.value for ask in Ask} == set(kinds.KINDS)


def test_every_sign_weighs_for_every_kind() -> None:
    assert {len(weights) for weights in learned().values()} == {len(KINDS)}


def judged(known: Knowledge, sentences: Sequence[tuple[str, str]]) -> tuple[float, float, int]:
    """Share right; share recognised of what is no information request; how many that are one go away."""
    said = [(real, kind(known, text)) for text, real in sentences]
    others = [one for real, one in said if real != "info"]
    info = [one for real, one in said if real == "info"]
    right = sum(real == one for real, one in said) / len(said)
    return right, 1 - others.count("info") / len(others), len(info) - info.count("info")


def test_our_own_sentences_are_known_and_hardly_an_information_request_is_sent_away(known: Knowledge) -> None:
    right, recognised, away = judged(known, routing.asks())

    assert right >= 0.9
    assert recognised >= 0.85
    assert away <= 5


@pytest.mark.contracts
def test_labelled_requests_are_known_often_enough(known: Knowledge) -> None:
    labelled = routing.rows(contracts("routing/requests.tsv"))

    right, recognised, away = judged(known, [(row.text, row.kind) for row in labelled])

    assert right >= 0.85
    assert recognised >= 0.65
    assert away <= 2
