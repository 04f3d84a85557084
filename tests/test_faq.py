"""Texts for the public: read whole or not at all, and those of Kerinci held against the law in the code."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from handlers.knowledge.kinds import Ask
from handlers.knowledge.questions import Questions, wordings_of
from handlers.voice import voice_of
from kip.clocks import ANSWER, EXTENSION, OBJECTION_WINDOW
from storage import content, faq, kinds, prepared, review
from storage.faq import FaqEntry
from storage.texts import LANGUAGES, read_texts
from tests.rooms import PROJECT, kerinci

WORDS = {
    language: {
        word.strip()
        for key in voice_of(language).keys
        if key.startswith("word-")
        for word in voice_of(language)(key).split(",")
    }
    for language in LANGUAGES
}

# The articles that the texts may name; a new one is added here after somebody has read it.
REVIEWED = {
    "UU 14/2008": {
        1,
        2,
        4,
        5,
        6,
        7,
        9,
        10,
        11,
        12,
        17,
        18,
        19,
        22,
        35,
        36,
        37,
        38,
        39,
        40,
        47,
        48,
        50,
        51,
        52,
        57,
    },
    "UU 27/2022": {5, 6, 7, 8, 10, 15, 20, 25, 28, 30, 32, 35, 44},
    "UU 25/2009": set(),
    "UU 1/2026": set(),
    "PP 61/2010": {3},
    "Perki 1/2013": {4, 6, 9, 11, 12, 13, 60},
    "Perki 1/2018": set(),
    "Perki 1/2019": set(),
    "Perki 1/2021": {23, 24, 47, 48, 56},
    "Perki 1/2022": set(),
}
"""Of a law without articles only the whole may be named."""

NEEDS_L = {("Perki 1/2021", ""), ("Perki 1/2021", "56")}
"""What several sources say and nobody read in the text itself (Perki 1/2021 was read in pieces only)."""


def everything() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{key}/{row['language']}/{row.get('slug') or row['kind']}", row)
        for key in (faq.KEY, kinds.KEY, prepared.KEY)
        for row in kerinci().texts[key]
    ]


def said(row: dict[str, Any]) -> str:
    return str(row.get("answer") or row["template"])


def numbers(row: dict[str, Any]) -> Counter[str]:
    return Counter(re.findall(r"\d+", said(row)))


def entries(language: str = "id") -> dict[str, FaqEntry]:
    found = faq.entries_of(kerinci().texts[faq.KEY])
    return {entry.slug: entry for entry in found if entry.language == language}


# -- the texts of Kerinci --------------------------------------------------------------------------


def test_no_text_of_kerinci_is_doubtful():
    """Days as in kip.clocks, articles named in text and head alike, no money, no missing translation."""
    assert review.doubts(kerinci().texts) == []


def test_there_are_enough_entries_in_both_languages_with_the_same_slugs():
    assert len(entries("id")) >= 40
    assert list(entries("id")) == list(entries("en"))


def test_every_kind_has_its_text_in_both_languages():
    texts = kinds.texts_of(kerinci().texts[kinds.KEY])

    assert set(texts) == {(kind, language) for kind in kinds.KINDS for language in LANGUAGES}
    assert set(kinds.KINDS) == set(Ask)


def test_a_dozen_agencies_have_a_prepared_question_and_every_agency_is_one_of_the_body():
    own = {agency["code"] for agency in kerinci().agencies if not agency["external"]}
    asked = {question.agency for question in prepared.questions_of(kerinci().texts[prepared.KEY])}

    assert len(asked) >= 12
    assert asked <= own


def test_ways_of_asking_lead_to_their_own_entry_but_for_one_in_a_hundred():
    """A few have no word of their own once what any question might have is left out."""
    found = faq.entries_of(kerinci().texts[faq.KEY])
    questions = Questions(wordings_of(found))
    ways = [(way, entry.slug) for entry in found for way in (entry.question, *entry.also)]

    lost = [way for way, slug in ways if [first.slug for first in questions.ask(way, most=1)] != [slug]]

    assert len(lost) <= len(ways) // 100, lost


def test_every_article_was_reviewed():
    for name, row in everything():
        for article in row["articles"]:
            law, _, number = article.partition(" Ps ")
            assert law in REVIEWED, f"{name}: {law}"
            if number:
                assert int(re.match(r"\d+", number)[0]) in REVIEWED[law], f"{name}: {article}"


def test_what_was_not_read_in_the_law_itself_is_marked_so():
    for name, row in everything():
        for article in row["articles"]:
            law, _, number = article.partition(" Ps ")
            if (law, number) in NEEDS_L:
                assert row["confidence"] == "L", f"{name}: {article}"


def test_both_languages_name_the_same_articles_days_and_confidence():
    rows = dict(everything())
    for name, row in rows.items():
        twin = rows[name.replace("/id/", "/en/")]
        assert twin["articles"] == row["articles"], name
        assert twin["confidence"] == row["confidence"], name
        assert numbers(twin) == numbers(row), name


def test_every_word_that_a_text_tells_people_to_type_is_understood():
    for name, row in everything():
        told = re.findall(r'(?:[Kk]etik|[Tt]ype|through|lewat|lalu|then) "([^"]+)"', said(row))
        assert set(told) <= WORDS[row["language"]], name


def test_indonesian_is_addressed_formally_and_first_sentences_are_short():
    for name, row in everything():
        first = re.split(r"(?<=[.?!])\s", said(row))[0]
        assert len(first) <= 280, f"{name}: {first}"
        assert not re.search(r"\b(kamu|anda|lu|gue|aku|silahkan)\b", said(row), re.IGNORECASE), name


def test_no_text_gives_a_phone_number_a_link_or_a_mail_address():
    """They go stale; the office's own stand in body.toml, and "petugas" shows them."""
    for name, row in everything():
        assert not re.search(r"\b0\d{2,}|https?://|@\w", said(row)), name


def test_the_core_periods_are_told_as_the_law_in_the_code_has_them():
    answers = entries("id")

    assert f"{ANSWER.days} hari kerja" in answers["berapa-lama"].answer
    assert f"{EXTENSION.days} hari kerja" in answers["perpanjangan"].answer
    assert f"{OBJECTION_WINDOW.days} hari kerja" in answers["batas-waktu-keberatan"].answer


# -- doubts ----------------------------------------------------------------------------------------


def row(**changes: Any) -> dict[str, Any]:
    return {
        "slug": "x",
        "language": "id",
        "question": "Berapa lama?",
        "also": [f"cara {n}" for n in range(6)],
        "answer": "Paling lambat 10 hari kerja (UU 14/2008 Pasal 22 ayat (7)).",
        "articles": ["UU 14/2008 Ps 22(7)"],
        "confidence": "V",
    } | changes


def doubts(*rows: dict[str, Any]) -> list[str]:
    twins = [one | {"language": "en"} for one in rows]
    return [d for d in review.doubts({"faq": [*rows, *twins]}) if "/id/" in d or "faq/id:" in d]


@pytest.mark.parametrize(
    "answer",
    [
        "Paling lambat 10 hari kerja, lalu 7 hari kerja (UU 14/2008 Pasal 22).",
        "Seluruhnya 17 hari kerja (UU 14/2008 Pasal 22).",
        "The answer is due within 10 working days (Law 14/2008, Article 22).",
    ],
)
def test_days_of_the_cited_article_are_sound(answer: str):
    assert doubts(row(answer=answer)) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Paling lambat 11 hari kerja (UU 14/2008 Pasal 22).", "'11 hari kerja' bukan jangka waktu"),
        ("Paling lambat 10 hari (UU 14/2008 Pasal 22).", "'10 hari' bukan jangka waktu"),
        ("Paling lambat 30 hari kerja (UU 14/2008 Pasal 22).", "'30 hari kerja' bukan jangka waktu"),
        ("Dalam 3 x 24 jam (UU 14/2008 Pasal 22).", "'3 x 24' bukan jangka waktu"),
        ("Within 10 days (Law 14/2008, Article 22).", "'10 days' bukan jangka waktu"),
        ("Denda Rp5 juta (UU 14/2008 Pasal 22).", "menyebut jumlah uang"),
        ("Sepuluh hari (UU 14/2008 Pasal 22 dan Pasal 36).", "Pasal 36 ada di teks, tidak di articles"),
        ("Sepuluh hari (UU 14/2008).", "Pasal 22 ada di articles, tidak di teks"),
        ("Sepuluh hari (Pasal 22).", "14/2008 disebut di teks atau di articles saja"),
        ("Lihat Pasal 22 UU 14/2008. " + "x" * 650, "panjangnya 677 karakter"),
    ],
)
def test_what_the_law_does_not_say_is_doubtful(answer: str, said: str):
    (doubt,) = doubts(row(answer=answer))

    assert doubt.startswith(f"faq/id/x: {said}")


def test_too_few_ways_of_asking_and_one_way_to_two_answers_are_doubtful():
    assert doubts(row(also=["satu"])) == [
        "faq/id/x: baru 1 cara lain menanyakannya, sebaiknya paling sedikit 6"
    ]
    again = row(slug="y", question="Lain?", also=[*(f"lain {n}" for n in range(6)), "BERAPA lama"])
    assert doubts(row(), again) == ["faq/id: 'berapa lama' ada 2 kali"]


def test_a_missing_translation_is_named():
    assert review.doubts({"faq": [row()]}) == ["faq/en/x: terjemahannya belum ada"]


# -- reading ---------------------------------------------------------------------------------------

GOOD = """+++
question = "Berapa lama?"
also = ["brp lama"]
articles = ["UU 14/2008 Ps 22(7)"]
confidence = "V"
checked = 2026-11-23
+++
Sepuluh hari
kerja.

Begitulah.
"""


def read(folder: Path, raw: str | bytes, name: str = "x.md") -> tuple[list[dict[str, Any]], list[str]]:
    """The entries and problems of a folder with one file, the path that a problem starts with cut off."""
    (folder / "id").mkdir()
    (folder / "id" / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    problems: list[str] = []
    found = faq.checked_entries(read_texts(folder, problems, lambda _: None), problems)
    assert all(problem.startswith(str(folder)) for problem in problems)
    return found, [problem.removeprefix(f"{folder}/id/") for problem in problems]


def test_an_entry_is_read_with_its_paragraphs(tmp_path: Path):
    rows, problems = read(tmp_path, GOOD)

    assert problems == []
    (entry,) = faq.entries_of(rows)
    assert (entry.slug, entry.language, entry.also) == ("x", "id", ("brp lama",))
    assert entry.answer == "Sepuluh hari kerja.\n\nBegitulah."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"V"', '"M"', "x.md: confidence harus"),
        ('confidence = "V"\n', "", "x.md: confidence harus"),
        ("2026-11-23", '"kemarin"', "x.md: checked harus tanggal"),
        ("2026-11-23", "2026-11-23T08:00:00", "x.md: checked harus tanggal"),
        ("Ps 22(7)", "Pasal 22", "x.md: articles: 'UU 14/2008 Pasal 22' tidak berbentuk"),
        ('["UU 14/2008 Ps 22(7)"]', '"UU 14/2008"', "x.md: articles harus daftar teks"),
        ('"Berapa lama?"', '" "', "x.md: question harus berupa teks satu baris"),
        ('["brp lama"]', '["brp", 1]', "x.md: also harus daftar teks"),
        ("also =", "juga =", "x.md: juga tidak dikenal"),
        ("Begitulah.", "**Begitulah.**", "x.md: isi harus teks biasa"),
        ("Begitulah.", "{agency}", "x.md: isi tidak boleh memuat kurung kurawal"),
        ("Begitulah.", "x" * 900, "x.md: isi harus 1 sampai 900 karakter, ada 921"),
        ("Sepuluh hari\nkerja.\n\nBegitulah.", "", "x.md: isi harus 1 sampai 900 karakter, ada 0"),
        ("+++\nquestion", "question", "x.md: kepala berkas harus di antara dua baris +++"),
        ("23\n+++", "23\n", "x.md: kepala berkas harus di antara dua baris +++"),
    ],
)
def test_a_fault_of_an_entry_is_told(tmp_path: Path, old: str, new: str, said: str):
    assert old in GOOD

    _, (problem,) = read(tmp_path, GOOD.replace(old, new))

    assert problem.startswith(said)


@pytest.mark.parametrize("name", ["X.md", "a_b.md", "a--b.md", "a" * 41 + ".md", "x.txt"])
def test_a_file_that_is_named_wrongly_is_told(tmp_path: Path, name: str):
    _, (problem,) = read(tmp_path, GOOD, name)

    assert problem.startswith(name)


def test_bytes_that_are_no_text_a_bad_head_and_a_strange_folder_are_told(tmp_path: Path):
    (tmp_path / "de").mkdir()
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / ".hidden").write_text("")
    (tmp_path / "en" / "y.md").write_text("+++\nquestion = \n+++\nx")

    _, problems = read(tmp_path, b"\xff\xfe")

    assert len(problems) == 3
    assert (
        "/de: hanya folder" in problems[0] and "/en/y.md: " in problems[1] and problems[2].startswith("x.md")
    )


def test_a_kind_that_is_missing_or_unknown_is_told(tmp_path: Path):
    folder = tmp_path / "kinds" / "id"
    folder.mkdir(parents=True)
    head = '+++\ntitle = "T"\narticles = []\nconfidence = "V"\nchecked = 2026-11-23\n'
    for kind in kinds.KINDS[1:]:
        (folder / kinds.file_of(kind)).write_text(f"{head}+++\nTeks")
    (folder / "desa.md").write_text(f"{head}+++\nKe {{agency}}")
    (folder / "lain.md").write_text(f'{head}unnamed = "x"\n+++\nTeks')
    problems: list[str] = []

    texts = read_texts(tmp_path / "kinds", problems, lambda _: None, blank=kinds.AGENCY)
    kinds.checked_texts(texts, tmp_path / "kinds", problems)

    assert [problem.removeprefix(f"{folder}/").partition(":")[0] for problem in problems] == [
        "desa.md",
        "lain.md",
        "lain.md",
        "info.md",
    ]


def test_a_text_on_a_kind_names_the_body_or_says_another_one():
    texts = kinds.texts_of(kerinci().texts[kinds.KEY])
    text = kinds.in_language(texts, "eksternal", "id")

    assert text is not None
    assert "ada pada Polres Kerinci, di luar" in text.text("Polres Kerinci")
    assert "{" not in text.text() and "badan publik lain" in text.text()
    assert kinds.in_language(texts, "eksternal", "xx") is text


# -- loading and the command -----------------------------------------------------------------------


def copied(folder: Path) -> Path:
    """A copy of the pack of Kerinci with one entry of the FAQ."""
    folder.mkdir()
    for name in content.FILES:
        (folder / name).write_bytes((PROJECT / "content" / "kerinci" / name).read_bytes())
    (folder / "faq" / "id").mkdir(parents=True)
    (folder / "faq" / "id" / "x.md").write_text(GOOD)
    return folder


def test_texts_count_for_the_hash_of_a_pack_and_a_bad_one_spoils_it(tmp_path: Path):
    folder = copied(tmp_path / "pack")
    before = content.read_pack(folder).digest

    (folder / "faq" / "id" / "x.md").write_text(GOOD.replace("Begitulah", "Begitu"))
    assert content.read_pack(folder).digest != before

    (folder / "faq" / "id" / "x.md").write_text(GOOD.replace('"V"', '"M"'))
    with pytest.raises(content.ContentError, match="confidence"):
        content.read_pack(folder)


def test_a_prepared_question_of_an_unknown_agency_is_told(tmp_path: Path):
    folder = copied(tmp_path / "pack")
    (folder / "prepared" / "id").mkdir(parents=True)
    wrong = GOOD.replace("question =", 'agency = "DINAS-X"\nkind = "mimpi"\nquestion =')
    (folder / "prepared" / "id" / "x.md").write_text(wrong)

    with pytest.raises(content.ContentError) as error:
        content.read_pack(folder)

    assert ["DINAS-X" in error.value.problems[0], "mimpi" in error.value.problems[1]] == [True, True]


def ppid(*arguments: str) -> tuple[int, str]:
    said = CliRunner().invoke(app, ["faq", *arguments])
    return said.exit_code, said.output


def test_the_command_tells_faults_and_doubts_apart(tmp_path: Path):
    folder = copied(tmp_path / "pack")
    assert ppid("check", str(folder)) == (
        1,
        f"Paket konten {folder} dapat dimuat, tetapi periksa dahulu:\n"
        "  faq/id/x: baru 1 cara lain menanyakannya, sebaiknya paling sedikit 6\n"
        "  faq/id/x: 14/2008 disebut di teks atau di articles saja, tidak di keduanya\n"
        "  faq/id/x: Pasal 22 ada di articles, tidak di teks\n"
        "  faq/en/x: terjemahannya belum ada\n",
    )

    (folder / "faq" / "id" / "x.md").write_text(GOOD.replace('"V"', '"M"'))
    code, said = ppid("check", str(folder))
    assert code == 1 and "belum dapat dimuat" in said

    code, said = ppid("check", str(PROJECT / "content" / "kerinci"))
    assert (code, said.endswith("tidak ada yang meragukan.\n")) == (0, True)
