"""A file is what its bytes are."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.testing_people import PAPER, PICTURE
from storage.filetypes import CSV, JPEG, PDF, PNG, TEXT, UNKNOWN, WEBP, ZIP, real_mime

OFFICE = "application/vnd.openxmlformats-officedocument"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


def packed(*names: str, **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, contents.get(name, b"x"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "mime"),
    [
        (PAPER, "surat.exe", PDF),
        (b"\xef\xbb\xbf\n" + PAPER, "surat.pdf", PDF),
        (PICTURE, "foto.pdf", PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "", JPEG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", WEBP),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "suara.pdf", UNKNOWN),
        (b"\x00\x00\x00\x18ftypheic", "IMG_1.HEIC", "image/heic"),
        (b"\x00\x00\x00\x18ftypmp42", "", "video/mp4"),
        (packed("[Content_Types].xml", "word/document.xml"), "", f"{OFFICE}.wordprocessingml.document"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "", f"{OFFICE}.spreadsheetml.sheet"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "", f"{OFFICE}.presentationml.presentation"),
        (packed("word/document.xml"), "a.docx", ZIP),
        (
            packed("mimetype", "content.xml", mimetype=b"application/vnd.oasis.opendocument.text"),
            "",
            "application/vnd.oasis.opendocument.text",
        ),
        (packed("mimetype", mimetype=b"text/html"), "a.odt", ZIP),
        (packed("data.csv"), "a.docx", ZIP),
        (b"PK\x03\x04 cut off", "a.docx", ZIP),
        (OLD, "surat.DOC", "application/msword"),
        (OLD, "rekap.xls", "application/vnd.ms-excel"),
        (OLD, "x.msi", "application/x-ole-storage"),
        (b"MZ\x90\x00\x03", "surat.pdf", "application/x-msdownload"),
        (b"<script>alert(1)</script>", "a.html", TEXT),
        ("nama;alamat\nSiti;Siulak é".encode(), "data.csv", CSV),
        ("catatan".encode("utf-16"), "a.txt", TEXT),
        (b"a\x00b", "a.txt", UNKNOWN),
        (b"\xff\xfe\x00", "", UNKNOWN),
        (b"", "kosong.pdf", UNKNOWN),
    ],
)
def test_a_file_is_what_its_bytes_are_whatever_its_name(content: bytes, name: str, mime: str) -> None:
    assert real_mime(content, name) == mime


@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"PK\x05\x06", packed("[Content_Types].xml")[:60], b"%PDF-", b"RIFF"]
    ),
    st.binary(max_size=80),
    st.text(max_size=8),
)
def test_no_bytes_and_no_name_are_too_strange(beginning: bytes, rest: bytes, name: str) -> None:
    assert "/" in real_mime(beginning + rest, name)
