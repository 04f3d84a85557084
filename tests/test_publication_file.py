"""The publication list as offices send it: what is taken, and how each bad line is named."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from storage import publication_file as files
from storage.publication_file import PublicationFileError
from storage.publications import Category, Entry, names_of
from tests.workbooks import xlsx

AGENCIES = names_of(
    [
        ("DISDIK", "Dinas Pendidikan", "Disdik"),
        ("DINKES", "Dinas Kesehatan", "Dinkes"),
        ("KEC-SIULAK", "Kecamatan Siulak", "Kec. Siulak"),
    ]
)
HEADING = "judul;jenis;perangkat_daerah;tahun;tautan;waktu_pembuatan;contoh"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dip.csv"


def entries(path: Path, content: str | bytes) -> list[Entry]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return files.read(path, AGENCIES).entries


def problems(path: Path, content: str | bytes) -> list[str]:
    with pytest.raises(PublicationFileError) as refused:
        entries(path, content)
    return refused.value.problems


# -- bad lines ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (";berkala;DISDIK;2026;;;", "baris 2, kolom judul: kosong"),
        (f"{'a' * 301};berkala;DISDIK;;;;", "baris 2, kolom judul: 301 huruf, paling banyak 300"),
        ("Data;;DISDIK;;;;", "baris 2, kolom jenis: kosong; pilih berkala, serta merta, setiap saat"),
        ("Data;bulanan;DISDIK;;;;", "baris 2, kolom jenis: 'bulanan' tidak dikenal"),
        ("Data;Dikecualikan;DISDIK;;;;", "informasi yang dikecualikan tidak masuk daftar ini"),
        ("Data;berkala;;2026;;;", "baris 2, kolom perangkat daerah: kosong"),
        ("Data;berkala;DISDK;;;;", "baris 2, kolom perangkat daerah: 'DISDK' tidak dikenal; mungkin DISDIK"),
        ("Data;berkala;Polres;;;;", "baris 2, kolom perangkat daerah: 'Polres' tidak dikenal"),
        ("Data;berkala;DISDIK;dua ribu;;;", "baris 2, kolom tahun: 'dua ribu' bukan tahun, misalnya 2026"),
        ("Data;berkala;DISDIK;1944;;;", "'1944' bukan tahun"),
        ("Data;berkala;DISDIK;2101;;;", "'2101' bukan tahun"),
        ("Data;berkala;DISDIK;20266;;;", "'20266' bukan tahun"),
        ("Data;berkala;DISDIK;;javascript:alert(1);;", "baris 2, kolom tautan: 'javascript:alert(1)' bukan"),
        ("Data;berkala;DISDIK;;ftp://a.example/x;;", "bukan alamat http atau https"),
        ("Data;berkala;DISDIK;;https://a.example/x y;;", "bukan alamat http atau https"),
        ("Data;berkala;DISDIK;;https://a.example@b.example/;;", "bukan alamat http atau https"),
        ("Data;berkala;DISDIK;;https://[x/;;", "bukan alamat http atau https"),
        ("Data;berkala;DISDIK;;belum ada;;", "'belum ada' bukan alamat http atau https"),
        ("Data;berkala;DISDIK;;;31/02/2026;", "baris 2, kolom waktu pembuatan: '31/02/2026' bukan tanggal"),
        ("Data;berkala;DISDIK;;;;mungkin", "baris 2, kolom contoh: 'mungkin' tidak dikenal"),
        ("A. Informasi Berkala;;;;;;", "baris 2: hanya satu kolom yang terisi ('A. Informasi Berkala')"),
        ("Data;berkala;DISDIK;;;;;lebih", "baris 2: ada 8 kolom, padahal judul kolomnya 7"),
        ('"Data;berkala;DISDIK;;;;', "baris 2: tanda kutip tidak ditutup"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_column(path: Path, line: str, problem: str) -> None:
    (named,) = problems(path, f"{HEADING}\n{line}\n")

    assert problem in named


def test_every_fault_of_every_line_is_named_at_once_by_the_line_it_begins_in(path: Path) -> None:
    lines = [
        HEADING,
        '"Data\nsekolah";berkala;DISDIK;;;;',
        "",
        ";harian;X;;;;",
        "Data;berkala;DINKES;tahun ini;;;",
    ]

    named = problems(path, "\n".join(lines))

    assert [problem.split(":")[0] for problem in named] == [
        "baris 5, kolom judul",
        "baris 5, kolom jenis",
        "baris 5, kolom perangkat daerah",
        "baris 6, kolom tahun",
    ]


def test_a_line_that_is_there_twice_is_named_with_the_first(path: Path) -> None:
    lines = "Data Sekolah;berkala;DISDIK;2026;;;\nData  sekolah.;setiap saat;Dinas Pendidikan;2026;;;\n"

    assert problems(path, f"{HEADING}\n{lines}Data Sekolah;berkala;DISDIK;2025;;;") == [
        "baris 3: judul, perangkat daerah, dan tahunnya sama dengan baris 2"
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "tidak ada baris judul kolom yang dikenal"),
        (b"halo\n", "tidak ada baris judul kolom yang dikenal"),
        (HEADING.encode(), "tidak ada satu informasi pun di bawah judul kolom"),
        (b"judul;tahun\nData;2026\n", "baris 1: tidak ada kolom jenis"),
        (b"jenis;opd\nberkala;DISDIK\n", "baris 1: tidak ada kolom judul"),
        (b"judul;title;jenis;opd\nData;Data;berkala;DISDIK\n", "baris 1: kolom judul ada lebih dari satu"),
        (b"%PDF-1.7 \0\0", "bukan berkas CSV atau XLSX"),
        (b"PK\x03\x04 not a workbook", "berkas XLSX rusak atau bukan lembar kerja"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(path: Path, content: bytes, problem: str) -> None:
    assert problem in problems(path, content)


# -- what is taken --------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_and_encoding_of_a_spreadsheet_is_read(
    path: Path, separator: str, encoding: str
) -> None:
    text = "Judul Informasi;Kategori;OPD;Tahun Anggaran\r\nData “guru” – 2026;Berkala;Disdik;TA 2026\r\n"

    (entry,) = entries(path, text.replace(";", separator).encode(encoding))

    assert (entry.title, entry.agency, entry.year) == ("Data “guru” – 2026", "DISDIK", 2026)


def test_the_laws_own_columns_are_known_below_a_title_and_above_a_row_of_numbers(path: Path) -> None:
    rows = [
        ["DAFTAR INFORMASI PUBLIK"],
        [],
        ["No.", "Ringkasan Isi Informasi", "Pejabat/Unit yang Menguasai", "Instansi", "Jenis Informasi"],
        [None, None, None, None, "Berkala", "Serta-merta", "Setiap Saat", "Bentuk", "Tanggal", "Ket."],
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        [1, "Data guru", "Sekretaris", "Dinas Pendidikan", None, None, "√", "PDF", date(2026, 1, 30), "-"],
        [2, "Wabah", "Sekretaris", "Dinkes", "-", "v", "-", "soft copy, hardcopy", "Januari 2026"],
    ]
    path.write_bytes(xlsx({"Sampul": [["Kabupaten"]], "DIP 2026": rows}))

    read = files.read(path, AGENCIES)

    always, immediate = read.entries
    assert (always.title, always.agency, always.category) == ("Data guru", "DISDIK", Category.ALWAYS)
    assert (always.holder, always.format, always.made_on) == ("Sekretaris", "rekam", "2026-01-30")
    assert always.article == "UU 14/2008 Pasal 11"
    assert (immediate.category, immediate.article) == (Category.IMMEDIATE, "UU 14/2008 Pasal 10")
    assert (immediate.format, immediate.made_on) == ("cetak dan rekam", "Januari 2026")
    assert read.unused == ["Ket."]


def test_a_bad_row_of_a_workbook_is_named_with_its_sheet(path: Path) -> None:
    heading = ["judul", "jenis", "opd"]
    book = xlsx({"A": [heading, ["Data", "berkala", "DISDIK"]], "B": [heading, ["Data", "berkala", "X"]]})

    assert problems(path, book) == ["lembar 'B' baris 2, kolom perangkat daerah: 'X' tidak dikenal"]


@pytest.mark.parametrize("cell", ["XFD1048576", "A999999", "AAA1"])
def test_a_forgotten_cell_far_away_is_named_and_not_fallen_over(path: Path, cell: str) -> None:
    rows = [["judul", "jenis", "opd"], ["Data", "berkala", "DISDIK"]]

    assert problems(path, xlsx({"A": rows}, far=cell)) == [
        f"lembar kerjanya terlalu luas; hapus isi sel {cell}"
    ]


def test_a_cell_far_away_that_only_has_a_colour_does_no_harm(path: Path) -> None:
    rows = [["judul", "jenis", "opd"], ["Data", "berkala", "DISDIK"]]

    assert len(entries(path, xlsx({"A": rows}, coloured="XFD1048576"))) == 1


def test_another_kind_of_workbook_is_told_to_be_saved_as_xlsx(path: Path) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as content:
        content.writestr("content.xml", "<office/>")

    assert problems(path, book.getvalue()) == ["bukan XLSX; simpan dahulu sebagai XLSX atau CSV"]


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("2026", 2026),
        ("2026.0", 2026),
        ("Tahun 2025/2026", 2026),
        ("2025-2030", 2030),
        ("-", None),
        ("", None),
    ],
)
def test_a_year_is_understood_as_people_write_it(path: Path, said: str, year: int | None) -> None:
    assert entries(path, f"{HEADING}\nData;berkala;DISDIK;{said};;;")[0].year == year


def test_a_link_without_its_scheme_is_completed(path: Path) -> None:
    (entry,) = entries(path, f"{HEADING}\nData;berkala;DISDIK;;ppid.kerinci.example/data;;")

    assert entry.link == "https://ppid.kerinci.example/data"


# -- there and back -------------------------------------------------------------------------------

FULL = Entry(
    title='Data "guru"; murid, dan sekolah',
    summary="Jumlah <b>guru</b> & murid",
    category=Category.PERIODIC,
    agency="DISDIK",
    year=2026,
    article="UU 14/2008 Pasal 9 ayat (2) huruf a",
    link="https://ppid.example/a?b=1&c=2",
    holder="Sekretaris",
    maker="Bidang Ketenagaan",
    made_on="triwulan I 2026",
    made_at="Siulak",
    format="cetak dan rekam",
    retention="5 tahun",
    number="1.a",
)


def test_what_is_written_is_read_back_the_same(path: Path) -> None:
    listed = [
        FULL,
        replace(FULL, agency="KEC-SIULAK", year=None, sample=True, link="", category=Category.IMMEDIATE),
        replace(FULL, title="=HYPERLINK(1)", summary="+62 748", holder="-5", maker="@x"),
    ]

    assert entries(path, files.write(listed)) == listed


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_nothing_that_is_exported_is_a_formula(title: str) -> None:
    line = files.write([replace(FULL, title=title, number="")]).splitlines()[1]

    assert line.startswith(f";'{title}")


def test_what_cannot_be_seen_is_taken_out_of_the_text(path: Path) -> None:
    line = "Da\x07ta\u202e \u200bguru\x1b[31m;berkala;DISDIK;;;;"

    assert entries(path, f"{HEADING}\n{line}")[0].title == "Data guru[31m"


def test_the_example_of_the_template_is_taken(path: Path) -> None:
    (entry,) = entries(path, files.write([files.example("DINKES")]))

    assert entry.sample and entry.agency == "DINKES"
