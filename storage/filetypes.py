"""What a file really is, by its first bytes: what a platform or a person says of it is not believed."""

import io
import re
import zipfile

UNKNOWN = "application/octet-stream"
PDF, JPEG, PNG, WEBP = "application/pdf", "image/jpeg", "image/png", "image/webp"
ZIP, TEXT, CSV = "application/zip", "text/plain", "text/csv"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

_BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", "application/rtf"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word, Excel and PowerPoint until 2003
_COMPOUNDS = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
_PACKED = (  # an entry that only this sort of document has
    ("word/", f"{_OFFICE}.wordprocessingml.document"),
    ("xl/", f"{_OFFICE}.spreadsheetml.sheet"),
    ("ppt/", f"{_OFFICE}.presentationml.presentation"),
)
_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif"}
_PDF_WITHIN = 1024  # bytes of other things that readers forgive before a PDF
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def real_mime(content: bytes, name: str = "") -> str:
    """The type of a file. Pure. `name` only tells apart what looks the same: old office files, CSV."""
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return PDF
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"PK\x03\x04") or content.startswith(b"PK\x05\x06"):
        return _packed(content)
    if content.startswith(_COMPOUND):
        return _COMPOUNDS.get(_ending(name), "application/x-ole-storage")
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "video/mp4")
    for beginning, mime in _BEGINNINGS:
        if content.startswith(beginning):
            return mime
    if _is_text(content):
        return CSV if _ending(name) == "csv" else TEXT
    return UNKNOWN


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                return next((mime for part, mime in _PACKED if any(n.startswith(part) for n in names)), ZIP)
            if names[:1] == ["mimetype"]:
                said = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
                return said if said.startswith(_OPEN) else ZIP
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        pass  # cut off, or locked
    return ZIP


def _is_text(content: bytes) -> bool:
    """UTF-8, or UTF-16 with its mark, and nothing that is not to be read."""
    if not content:
        return False
    for encoding in ("utf-16", "utf-8-sig") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return _CONTROL.search(content.decode(encoding)) is None
        except UnicodeDecodeError:
            continue
    return False


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
