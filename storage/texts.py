"""Texts of a content pack for people to read: Markdown files with a head in TOML, one folder a language.

<folder>/id/<slug>.md      +++
<folder>/en/<slug>.md      confidence = "V"
                           checked = 2026-11-23
                           articles = ["UU 14/2008 Ps 22(7)"]
                           +++
                           The text: plain, paragraphs apart by an empty line, lines inside one joined.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from sqlmodel import Session

from storage.tables import Content

Language = Literal["id", "en"]
Confidence = Literal["V", "L"]  # read in the law itself; several sources agree. From memory is not for people
LANGUAGES: tuple[Language, ...] = ("id", "en")
LONGEST = 900  # characters of a text: WhatsApp takes 1,024 with buttons, and there are words around it
LONGEST_SLUG = 40  # it goes into buttons
FENCE = "+++"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ARTICLE = re.compile(
    r"(?:UU|PP|Perpres|Perki|Permendagri) \d+/\d{4}(?: Ps \d+(?:\(\d+\)){0,2}(?: angka \d+| huruf [a-z])?)?"
)
_MARKUP = re.compile(r"^(?:#|[*+] |>|```)|\*\*|__|\]\(", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class RawText:
    """One file, its head checked as far as all texts are alike."""

    path: Path
    slug: str
    language: Language
    head: Mapping[str, Any]
    text: str
    articles: tuple[str, ...]
    confidence: Confidence
    checked: date


def read_texts(
    folder: Path, problems: list[str], seen: Callable[[bytes], None], *, blank: str = ""
) -> list[RawText]:
    """All texts of a folder, in the order of their names; none where there is no such folder.

    What is wrong is added to `problems`; `seen` is given all that was read. `blank` is the one thing in
    braces that a text may have, to be filled in when it is said.
    """
    found: list[RawText] = []
    for entry in _entries(folder):
        if entry.name not in LANGUAGES or not entry.is_dir():
            problems.append(f"{entry}: hanya folder {' dan '.join(LANGUAGES)} yang dibaca di sini")
            continue
        for path in _entries(entry):
            if path.suffix != ".md" or not path.is_file():
                problems.append(f"{path}: bukan berkas .md")
                continue
            raw = path.read_bytes()
            seen(f"{folder.name}/{entry.name}/{path.name}".encode() + b"\0" + raw)
            text = _text(path, raw, problems, blank)
            if text is not None:
                found.append(text)
    return found


def text_of(head: Mapping[str, Any], name: str, where: Path, problems: list[str], *, most: int) -> str:
    """A text of the head, which has to be there: one line of at most `most` characters."""
    value = head.get(name)
    if not isinstance(value, str) or not value.strip() or "\n" in value or len(value) > most:
        problems.append(f"{where}: {name} harus berupa teks satu baris, paling panjang {most} karakter")
        return ""
    return value.strip()


def texts_of(head: Mapping[str, Any], name: str, where: Path, problems: list[str]) -> tuple[str, ...]:
    """A list of texts of the head; empty where there is none."""
    value = head.get(name, [])
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        problems.append(f"{where}: {name} harus daftar teks")
        return ()
    return tuple(v.strip() for v in value)


def known_keys(head: Mapping[str, Any], keys: tuple[str, ...], where: Path, problems: list[str]) -> None:
    """A key that nobody reads is a slip of the pen."""
    for key in head:
        if key not in (*keys, "articles", "confidence", "checked"):
            problems.append(f"{where}: {key} tidak dikenal")


def kept(session: Session, key: str) -> list[dict[str, Any]]:
    """The texts of the loaded pack under this key, as they were checked; none where none is loaded."""
    row = session.get(Content, key, populate_existing=True)
    return list(row.value["entries"]) if row else []


def _entries(folder: Path) -> list[Path]:
    """What stands in a folder, hidden files apart."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _text(path: Path, raw: bytes, problems: list[str], blank: str) -> RawText | None:
    before = len(problems)
    if not _SLUG.fullmatch(path.stem) or len(path.stem) > LONGEST_SLUG:
        problems.append(
            f"{path}: nama berkas hanya huruf kecil, angka, dan tanda hubung, paling panjang {LONGEST_SLUG}"
        )
    try:
        head, text = _parted(raw.decode("utf-8-sig"))
    except (ValueError, tomllib.TOMLDecodeError) as error:  # bytes that are no UTF-8 are a ValueError too
        problems.append(f"{path}: {error}")
        return None
    articles = texts_of(head, "articles", path, problems)
    problems += [
        f'{path}: articles: {a!r} tidak berbentuk seperti "UU 14/2008 Ps 22(7)"'
        for a in articles
        if not _ARTICLE.fullmatch(a)
    ]
    confidence, checked = head.get("confidence"), head.get("checked")
    if confidence not in ("V", "L"):
        problems.append(
            f'{path}: confidence harus "V" (dibaca) atau "L" (beberapa sumber), bukan {confidence!r}'
        )
    if not isinstance(checked, date) or isinstance(checked, datetime):
        problems.append(f"{path}: checked harus tanggal, misalnya checked = 2026-11-23")
    if not text or len(text) > LONGEST:
        problems.append(f"{path}: isi harus 1 sampai {LONGEST} karakter, ada {len(text)}")
    if re.search("[{}]", text.replace(blank, "") if blank else text):
        problems.append(
            f"{path}: isi tidak boleh memuat kurung kurawal" + (f" selain {blank}" if blank else "")
        )
    if _MARKUP.search(text):
        problems.append(f"{path}: isi harus teks biasa, tanpa tanda Markdown")
    if len(problems) > before:
        return None
    return RawText(
        path=path,
        slug=path.stem,
        language="en" if path.parent.name == "en" else "id",
        head=head,
        text=text,
        articles=articles,
        confidence="V" if confidence == "V" else "L",
        checked=date.fromisoformat(str(checked)),
    )


def _parted(raw: str) -> tuple[dict[str, Any], str]:
    """The head and the text; raises ValueError where the head does not stand between two fences."""
    lines = raw.splitlines()
    if not lines or lines[0].strip() != FENCE or FENCE not in [line.strip() for line in lines[1:]]:
        raise ValueError(f"kepala berkas harus di antara dua baris {FENCE}")
    end = [line.strip() for line in lines].index(FENCE, 1)
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines[end + 1 :]).strip())
    return tomllib.loads("\n".join(lines[1:end])), "\n\n".join(" ".join(p.split()) for p in paragraphs)
