"""Messages that a platform approves beforehand: content/<body>/templates.toml, one [[template]] each.

What Meta refuses is refused here, when the pack is read: business-management-api/message-templates of its
documentation, and its policy against asking for identity numbers in a chat.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kip.notices import NoticeKind

KEY = "templates"  # of the content
FILE = "templates.toml"
LANGUAGES = ("id", "en")
FIELDS = ("number", "agency", "body")  # of the request or objection; the body's short name
GENERAL = ("news", "message", "work")  # for what has no template of its own
NAME_LIMIT, BODY_LIMIT, FOOTER_LIMIT, BUTTON_LIMIT = 500, 1024, 60, 25  # characters
WORDS_A_FIELD = 4  # "too many variables for its length" is a reason of refusal without a number to it

_NAME = re.compile(r"[a-z0-9_]+")
_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_IDENTITY = re.compile(
    r"\b(nik|ktp|kk|npwp|nomor induk|paspor|identity (number|card)|passport)\b", re.IGNORECASE
)
_PROMOTION = re.compile(
    r"\b(promo\w*|diskon|gratis|hadiah|undian|penawaran|murah|discount|offers?|free|prizes?|sale)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    body: str
    button: str
    footer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """One template in all languages. Its name changes with its words: an approved text is never altered, and
    the former one is used no more."""

    name: str
    fields: tuple[str, ...]
    samples: tuple[str, ...]
    wordings: Mapping[str, Wording]  # by language


def families(rows: Sequence[Mapping[str, Any]]) -> list[Family]:
    """The templates of a pack that was checked."""
    return [_family(row) for row in rows]


def by_use(rows: Sequence[Mapping[str, Any]]) -> dict[str, Family]:
    """By what they are for: a notice's kind to an applicant, "officer:" and one to officers, or one of
    GENERAL."""
    found: dict[str, Family] = {}
    for row in rows:
        family = _family(row)
        found |= dict.fromkeys(_uses(row), family)
    return found


def _family(row: Mapping[str, Any]) -> Family:
    said = json.dumps([row[language] for language in LANGUAGES], sort_keys=True)
    mark = hashlib.sha256(said.encode()).hexdigest()[:6]
    return Family(
        name=f"{row['name']}_{mark}",
        fields=tuple(row.get("fields", ())),
        samples=tuple(row.get("samples", ())),
        wordings={
            language: Wording(
                body=row[language]["body"],
                button=row[language]["button"],
                footer=row[language].get("footer", ""),
            )
            for language in LANGUAGES
        },
    )


def _uses(row: Mapping[str, Any]) -> list[str]:
    to_officers = [f"officer:{kind}" for kind in _listed(row, "officer_notices")]
    general = row.get("general")
    return [*_listed(row, "notices"), *to_officers, *([general] if isinstance(general, str) else [])]


def _listed(row: Mapping[str, Any], name: str) -> list[str]:
    found = row.get(name, [])
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


# -- reading and checking -------------------------------------------------------------------------


def read(path: Path, problems: list[str], seen: Callable[[bytes], None]) -> list[dict[str, Any]]:
    """The rows of templates.toml, none where there is no such file; adds to `problems` all that is wrong in
    them. `seen` is given what was read."""
    try:
        raw = path.read_bytes()
        seen(path.name.encode() + b"\0" + raw)
        return _check(tomllib.loads(raw.decode()), path, problems)
    except FileNotFoundError:  # a body that is on no platform with such a rule
        return []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{path}: {error}")
        return []


def _check(table: Mapping[str, Any], path: Path, problems: list[str]) -> list[dict[str, Any]]:
    rows = table.get("template", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        problems.append(f"{path}: tulis dengan dua kurung siku, [[template]]")
        return []
    names: set[str] = set()
    used: dict[str, str] = {}
    for index, row in enumerate(rows, start=1):
        where = f"{path}: [[template]] ke-{index} ({row.get('name', 'tanpa name')})"
        _check_row(row, where, problems)
        if row.get("name") in names:
            problems.append(f"{where}: name sudah dipakai")
        names.add(str(row.get("name")))
        for use in _uses(row):
            if use in used:
                problems.append(f"{where}: {use} sudah ada pada {used[use]}")
            used[use] = str(row.get("name"))
    missing = [kind for kind in NoticeKind if kind.value not in used and f"officer:{kind.value}" not in used]
    missing_general = [use for use in GENERAL if use not in used]
    if missing or missing_general:
        wanted = ", ".join([*(kind.value for kind in missing), *missing_general])
        problems.append(f"{path}: belum ada template untuk {wanted}")
    return [dict(row) for row in rows]


def _check_row(row: Mapping[str, Any], where: str, problems: list[str]) -> None:
    name = row.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > NAME_LIMIT:
        allowed = f"huruf kecil, angka, dan garis bawah, paling banyak {NAME_LIMIT}"
        problems.append(f"{where}: name hanya {allowed}")
    if row.get("category", "utility") != "utility":
        problems.append(f'{where}: category harus "utility", bukan {row["category"]!r}')
    for list_name in ("notices", "officer_notices"):
        kinds = _texts(row, list_name, where, problems)
        known = {kind.value for kind in NoticeKind}
        problems += [f"{where}: {list_name} tidak mengenal {kind!r}" for kind in kinds if kind not in known]
    if row.get("general", GENERAL[0]) not in GENERAL:
        problems.append(f"{where}: general harus salah satu dari {', '.join(GENERAL)}")
    fields = _texts(row, "fields", where, problems)
    problems += [f"{where}: fields tidak mengenal {field!r}" for field in fields if field not in FIELDS]
    samples = _texts(row, "samples", where, problems)
    if len(samples) != len(fields):
        problems.append(f"{where}: samples harus sebanyak fields, {len(fields)}, bukan {len(samples)}")
    for language in LANGUAGES:
        wording = row.get(language)
        if not isinstance(wording, Mapping):
            problems.append(f"{where}: belum ada [template.{language}]")
        else:
            _check_wording(wording, len(fields), f"{where}, {language}", problems)


def _texts(row: Mapping[str, Any], name: str, where: str, problems: list[str]) -> list[str]:
    found = row.get(name, [])
    if not isinstance(found, list) or not all(isinstance(text, str) and text.strip() for text in found):
        problems.append(f"{where}: {name} harus daftar teks")
        return []
    return found


def _check_wording(wording: Mapping[str, Any], fields: int, where: str, problems: list[str]) -> None:
    for name, limit, needed in (
        ("body", BODY_LIMIT, True),
        ("button", BUTTON_LIMIT, True),
        ("footer", FOOTER_LIMIT, False),
    ):
        text = wording.get(name, "")
        if not isinstance(text, str) or (needed and not text.strip()):
            problems.append(f"{where}: {name} harus berupa teks")
            continue
        if len(text) > limit:
            problems.append(f"{where}: {name} paling banyak {limit} huruf, ini {len(text)}")
        if name != "body" and (_PLACE.search(text) or "\n" in text):
            problems.append(f"{where}: {name} harus satu baris tanpa {{{{...}}}}")
        for pattern, why in (
            (_IDENTITY, "tidak boleh menyinggung nomor identitas"),
            (_PROMOTION, "tidak boleh berbau promosi"),
        ):
            if found := pattern.search(text):
                problems.append(f"{where}: {name} {why}: {found[0]!r}")
    if isinstance(wording.get("body"), str):
        _check_places(wording["body"], fields, where, problems)


def _check_places(body: str, fields: int, where: str, problems: list[str]) -> None:
    places = _PLACE.findall(body)
    if places != [str(number) for number in range(1, fields + 1)]:
        wanted = " ".join(f"{{{{{number}}}}}" for number in range(1, fields + 1)) or "tidak ada"
        problems.append(f"{where}: body harus memuat berurutan: {wanted}; ini {places}")
    text = body.strip()
    if text.startswith("{{") or text.rstrip(" .!?").endswith("}}"):
        problems.append(f"{where}: body tidak boleh diawali atau diakhiri {{{{...}}}}")
    if re.search(r"\}\}\W*\{\{", body):
        problems.append(f"{where}: body tidak boleh memuat dua {{{{...}}}} berdampingan")
    if len(_PLACE.sub("", body).split()) < WORDS_A_FIELD * len(places):
        problems.append(f"{where}: body terlalu pendek untuk {len(places)} isian")
    if "\n\n\n" in body or "\t" in body or " " * 5 in body:
        problems.append(f"{where}: body memuat lebih dari satu baris kosong, tab, atau lima spasi")
