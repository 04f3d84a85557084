"""Which agency a request is for. The requests here are made up for these tests."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import routing
from handlers.knowledge.ranking import Match, Ranking, Subject
from handlers.knowledge.words import stem, words
from tests.needs import contracts


@pytest.fixture(scope="module")
def kerinci() -> Ranking:
    return Ranking(routing.subjects())


def first(ranking: Ranking, text: str) -> str:
    """The code that comes first, or "" where nothing fits."""
    return next((match.code for match in ranking.rank(text)), "")


SMALL = Ranking(
    [
        Subject(code="ROAD", name="Dinas Jalan", tasks="Merawat jalan.", keywords=("jalan", "jembatan")),
        Subject(code="WARD", name="Dinas Rumah", tasks="Membantu rumah warga.", keywords=("rumah", "kumuh")),
        Subject(code="CARE", name="Balai Sehat", tasks="Merawat orang.", keywords=("rumah sakit", "dokter")),
        Subject(
            code="NORTH", name="Kecamatan Utara", tasks="Wilayah.", keywords=("camat", "renja kecamatan")
        ),
        Subject(
            code="SOUTH", name="Kecamatan Selatan", tasks="Wilayah.", keywords=("camat", "renja kecamatan")
        ),
        Subject(code="BOOK", name="Perpustakaan", tasks="", keywords=()),
    ]
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kapan ruas jalan menuju Lempur diaspal ulang, siapa kontraktornya?", "PUPR"),
        ("Saya ingin tahu jembatan gantung mana saja yang putus", "PUPR"),
        ("realisasi PAD dari pajak restoran tahun lalu", "BPKPD"),
        ("neraca dan CaLK pemda yang sudah diaudit", "BPKPD"),
        ("perbup tentang pakaian dinas, mohon salinannya", "SETDA"),
        ("daftar paket yang ditender di LPSE semester ini", "SETDA"),
        ("notulen rapat paripurna pembahasan ranperda inisiatif", "SETWAN"),
        ("rekap temuan yang sudah ditindaklanjuti, TLHP", "INSPEKTORAT"),
        ("dokumen RPJMD dan RKPD lengkap", "BAPPEDA"),
        ("berapa formasi PPPK yang dibuka untuk bidan", "BKPSDM"),
        ("ormas apa saja yang punya SKT", "KESBANGPOL"),
        ("peta daerah rawan longsor dan jalur evakuasi", "BPBD"),
        ("jumlah murid SD yang putus sekolah", "DISDIK"),
        ("kasus demam berdarah dan jadwal fogging", "DINKES"),
        ("dokter spesialis anak praktik jam berapa di poli", "RSUD"),
        ("siapa saja yang dapat bedah rumah", "PERKIM"),
        ("laporan razia pedagang kaki lima", "SATPOLPP"),
        ("mengapa nama ibu saya hilang dari daftar PKH", "DINSOS"),
        ("angka perkawinan anak dan kasus KDRT", "DP3APPKB"),
        ("jadwal pelatihan las di BLK", "NAKER"),
        ("berapa ton cadangan beras pemerintah", "DKP"),
        ("hasil uji limbah cair pabrik dan dokumen UKL-UPL-nya", "DLH"),
        ("cetak KTP kenapa blangkonya habis", "DUKCAPIL"),
        ("tahapan pilkades serentak", "PMD"),
        ("lampu jalan mati di depan masjid", "DISHUB"),
        ("kenapa gas melon langka di pangkalan", "KOPERINDAG"),
        ("syarat mengurus PBG dan NIB", "DPMPTSP"),
        ("jumlah wisatawan mancanegara per bulan", "DISPARBUD"),
        ("bonus untuk atlet peraih medali porprov", "DISPORA"),
        ("koleksi buku di perpustakaan keliling", "PERPUSIP"),
        ("bantuan benih nila untuk keramba", "PERIKANAN"),
        ("kuota pupuk urea bersubsidi untuk gapoktan", "TPH"),
        ("vaksin PMK untuk sapi peternak", "BUNNAK"),
        ("website pemkab diretas, server di mana?", "DISKOMINFO"),
    ],
)
def test_an_ordinary_request_finds_its_agency(kerinci: Ranking, text: str, code: str) -> None:
    assert first(kerinci, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("jumlah siswa SMA negeri yang lulus", "EXT-PROV"),
        ("izin tambang galian C", "EXT-PROV"),
        ("balik nama sertifikat tanah warisan", "EXT-BPN"),
        ("syarat nikah di KUA", "EXT-KEMENAG"),
        ("perpanjang SIM motor", "EXT-POLRES"),
        ("hasil perolehan suara pilkada per TPS", "EXT-KPU"),
        ("tiket pendakian lewat pos dua", "EXT-TNKS"),
        ("penyaluran zakat pegawai", "EXT-BAZNAS"),
        ("tagihan air bulan ini naik, meteran rusak", "EXT-BUMD"),
        ("LPJ APBDes desa kami", "DESA"),
    ],
)
def test_what_is_not_the_bodys_goes_to_whoever_has_it(kerinci: Ranking, text: str, code: str) -> None:
    assert first(kerinci, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("jmbtan putus blm di perbaiki", "PUPR"),
        ("brp jml pnduduk thn ini", "DUKCAPIL"),
        ("anggran pendiikan sd", "DISDIK"),
        ("imunisai blita di puskemas", "DINKES"),
        ("obat2an di pkm kok abis", "DINKES"),
        ("bantuan sosail pkh ga cair", "DINSOS"),
        ("hargo pupuk urea naik nian", "TPH"),
        ("oto damkar ado berapo", "SATPOLPP"),
        ("kerjo apo yang ado lowongannyo", "NAKER"),
        ("JALAAAAN RUSAAAK!!!", "PUPR"),
        ("bedahrumah", "PERKIM"),
    ],
)
def test_chat_spellings_and_typos_are_understood(kerinci: Ranking, text: str, code: str) -> None:
    assert first(kerinci, text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "🙏🙏🙏",
        "halo, selamat pagi min",
        "mohon info datanya dong",
        "12345 2024",
        "xqzzv wwwqk",
        "…",
        "👩‍🌾🚜",
    ],
)
def test_nothing_is_offered_where_nothing_fits(kerinci: Ranking, text: str) -> None:
    assert kerinci.rank(text) == ()


def test_an_emoji_between_words_does_no_harm(kerinci: Ranking) -> None:
    assert first(kerinci, "🚧jalan🚧rusak😡") == "PUPR"


def test_fancy_letters_and_accents_are_read(kerinci: Ranking) -> None:
    assert first(kerinci, "𝗷𝗲𝗺𝗯𝗮𝘁𝗮𝗻 gantúng") == "PUPR"


def test_ten_thousand_characters_are_ranked(kerinci: Ranking) -> None:
    text = ("mohon data jembatan gantung yang rusak berat " * 300)[:10_000]

    assert first(kerinci, text) == "PUPR"


def test_one_word_of_ten_thousand_letters_is_passed_over(kerinci: Ranking) -> None:
    assert first(kerinci, "jembatan " + "ab" * 5_000) == "PUPR"


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters(), max_size=300))
def test_no_text_makes_it_raise(text: str) -> None:
    for match in SMALL.rank(text):
        assert match.score > 0
        assert match.words


def test_a_lone_surrogate_is_no_trouble() -> None:
    assert first(SMALL, "jembatan \ud83d rusak") == "ROAD"


def test_the_same_text_gives_the_same_answer_from_another_ranking(kerinci: Ranking) -> None:
    again = Ranking(routing.subjects())
    for text in ("anggaran jalan desa dan stunting", "data camat", "siulak", "pasar dan harga cabai"):
        assert kerinci.rank(text, most=50) == kerinci.rank(text, most=50) == again.rank(text, most=50)


def test_the_best_comes_first_and_equals_keep_the_order_of_the_pack(kerinci: Ranking) -> None:
    scores = [match.score for match in kerinci.rank("anggaran jalan desa dan stunting", most=50)]

    assert scores == sorted(scores, reverse=True)
    assert [match.code for match in SMALL.rank("siapa camat sekarang")] == ["NORTH", "SOUTH"]


@pytest.mark.parametrize("most", [0, 1, 2, 5])
def test_no_more_than_asked_for_come_back(kerinci: Ranking, most: int) -> None:
    assert len(kerinci.rank("anggaran jalan desa dan stunting anak sekolah", most=most)) == most


def test_the_reasons_are_the_persons_own_words_most_telling_first() -> None:
    (match, *_) = SMALL.rank("Tolong, JMBTN di dekat pasar dan jalannya rusak")

    assert match == Match(code="ROAD", score=match.score, words=("jalannya", "JMBTN"))


def test_filler_is_never_a_reason(kerinci: Ranking) -> None:
    (match, *_) = kerinci.rank("Mohon informasi data jumlah penduduk untuk skripsi saya")

    assert match.code == "DUKCAPIL"
    assert match.words == ("penduduk",)


def test_a_keyword_of_several_words_outweighs_a_word_inside_it() -> None:
    assert first(SMALL, "rumah sakit") == "CARE"
    assert first(SMALL, "rumah reyot") == "WARD"


def test_a_name_alone_is_enough_for_a_subject_without_keywords() -> None:
    assert first(SMALL, "buka perpustakaan jam berapa") == "BOOK"


def test_of_a_group_only_the_member_that_is_named_is_offered() -> None:
    matches = SMALL.rank("renja kecamatan selatan")

    assert [match.code for match in matches] == ["SOUTH"]
    assert "selatan" in matches[0].words


def test_a_place_alone_speaks_for_no_kecamatan(kerinci: Ranking) -> None:
    assert first(kerinci, "jalan rusak di siulak mukai") == "PUPR"
    assert first(kerinci, "siulak mukai") == ""


def test_the_longer_name_of_two_kecamatan_wins(kerinci: Ranking) -> None:
    assert first(kerinci, "nomor telepon kantor camat kayu aro barat") == "KEC-KAYU-ARO-BARAT"
    assert first(kerinci, "nomor telepon kantor camat kayu aro") == "KEC-KAYU-ARO"


def test_no_subjects_means_no_matches() -> None:
    assert Ranking([]).rank("jalan rusak") == ()


def test_an_abbreviation_keeps_its_shape_and_a_long_word_loses_its_affixes() -> None:
    assert stem("pkh") == "pkh"
    assert stem("perizinan") == stem("izin") == "izin"
    assert stem("kependudukan") == stem("penduduk")


def test_a_shorthand_of_two_words_gives_both_with_what_was_typed() -> None:
    assert [(word.typed, word.plain) for word in words("RS")] == [("RS", "rumah"), ("RS", "sakit")]


def test_importing_it_loads_neither_the_stemmer_nor_numpy() -> None:
    code = "import sys, handlers.knowledge.ranking; print({'numpy', 'snowballstemmer'} & set(sys.modules))"
    root = Path(__file__).resolve().parents[1]

    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


def test_a_misspelt_text_has_as_many_words_as_before() -> None:
    text = "permohonan salinan dokumen anggaran pembangunan jembatan"

    spoilt = routing.misspell(text, share=1.0, luck=random.Random(1))

    assert spoilt != text
    assert len(spoilt.split()) == len(text.split())


def test_the_evaluation_says_so_when_there_is_nothing_to_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing.main([str(tmp_path / "absent.tsv")]) == 2
    assert "absent.tsv" in capsys.readouterr().err


@pytest.mark.contracts
def test_labelled_requests_find_their_agency_often_enough(kerinci: Ranking) -> None:
    labels = {routing.label(subject.code) for subject in routing.subjects()}
    judged = [row for row in routing.rows(contracts("routing/requests.tsv")) if row.opd in labels]
    found = [routing.found(kerinci, row.text) for row in judged]

    right = [set(row.right) for row in judged]
    top1 = sum(bool(set(got[:1]) & codes) for got, codes in zip(found, right, strict=True))
    top3 = sum(bool(set(got) & codes) for got, codes in zip(found, right, strict=True))

    assert top1 / len(judged) >= 0.80
    assert top3 / len(judged) >= 0.95
