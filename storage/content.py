"""The content pack: everything that is of one public body, as data. Loaded whole or not at all.

content/<body>/body.toml       name, zone, numbering, office, policy
content/<body>/agencies.toml   agencies and the bodies outside
content/<body>/calendar.toml   known years, their decrees, days added and struck
content/<body>/faq/            questions often asked (storage.faq)
content/<body>/kinds/          what a person is told about a kind of ask (storage.kinds)
content/<body>/prepared/       what is asked first at an agency's door (storage.prepared)
content/<body>/publications.csv   the publication list, where the body keeps it here
content/<body>/templates.toml  what a platform must approve beforehand (storage.templates)
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, col, func, select

from kip.calendar import CalendarError, WorkCalendar, calendar_from
from kip.identity import PROOFS, IdentityPolicy
from kip.registration import PatternError, check_pattern
from storage import faq, kinds, prepared, publication_file, publications, sql, templates
from storage.publications import Entry
from storage.tables import Agency, CalendarChange, Content
from storage.texts import read_texts

FILES = ("body.toml", "agencies.toml", "calendar.toml")
PUBLICATIONS = "publications.csv"
_ALONE = sql.select("SELECT pg_advisory_xact_lock(hashtext('ppid content'))")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,23}")


class ContentError(Exception):
    """A content pack that cannot be loaded; `problems` names every bad line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """A pack that was read and checked, not yet stored."""

    digest: str
    body: dict[str, Any]
    calendar: str  # TOML, whose dates JSON could not keep
    agencies: tuple[dict[str, Any], ...]
    texts: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)  # by key of the content
    publications: tuple[Entry, ...] = ()
    publications_digest: str = ""  # "" where the pack has no list


def read_pack(folder: Path) -> Pack:
    """Read and check a pack; raises ContentError with all that is wrong in it."""
    problems: list[str] = []
    parsed: dict[str, dict[str, Any]] = {}
    digest = hashlib.sha256()
    for name in FILES:
        try:
            raw = (folder / name).read_bytes()
            digest.update(name.encode() + b"\0" + raw)
            parsed[name] = tomllib.loads(raw.decode())
        except FileNotFoundError:
            problems.append(f"{folder / name}: berkas tidak ada")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(f"{folder / name}: {error}")
    if problems:
        raise ContentError(problems)
    body, calendar = parsed["body.toml"], parsed["calendar.toml"]
    agencies = _agencies(parsed["agencies.toml"], folder / "agencies.toml", problems)
    _check_body(body, folder / "body.toml", problems)
    texts = _texts(folder, {row["code"] for row in agencies}, problems, digest.update)
    texts[templates.KEY] = templates.read(folder / templates.FILE, problems, digest.update)
    try:
        calendar_from(calendar)
    except CalendarError as error:
        problems.append(f"{folder / 'calendar.toml'}: {error}")
    listed, listed_digest = _publications(folder / PUBLICATIONS, agencies, problems)
    digest.update(listed_digest.encode())
    if problems:
        raise ContentError(problems)
    text = (folder / "calendar.toml").read_text(encoding="utf-8")
    return Pack(
        digest=digest.hexdigest(),
        body=body,
        calendar=text,
        agencies=tuple(agencies),
        texts=texts,
        publications=listed,
        publications_digest=listed_digest,
    )


def read_agencies(folder: Path) -> tuple[dict[str, Any], ...]:
    """The agencies and outside bodies of a pack alone; raises ContentError with all that is wrong in them."""
    path = folder / "agencies.toml"
    problems: list[str] = []
    rows: list[dict[str, Any]] = []
    try:
        rows = _agencies(tomllib.loads(path.read_text(encoding="utf-8")), path, problems)
    except OSError as error:
        problems.append(f"{path}: {error.strerror}")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{path}: {error}")
    if problems:
        raise ContentError(problems)
    return tuple(rows)


def load(session: Session, pack: Pack, *, now: datetime) -> bool:
    """Store a pack; False where the very same is loaded already. Agencies that left are kept, inactive."""
    if sql.on_postgres(session):  # processes that start at once may all want to
        session.execute(_ALONE)
    if digest_of(session) == pack.digest:
        return False
    parts = {"body": pack.body, "calendar": {"toml": pack.calendar}}
    keys = (faq.KEY, kinds.KEY, prepared.KEY, templates.KEY)
    parts |= {key: {"entries": pack.texts.get(key, [])} for key in keys}
    for key, value in parts.items():
        row = session.get(Content, key) or Content(key=key, value={}, digest="", loaded_at=now)
        row.value, row.digest, row.loaded_at = value, pack.digest, now
        session.add(row)
    known = {a.code: a for a in session.exec(select(Agency))}
    for agency in known.values():
        agency.active = False
        session.add(agency)
    for position, fields in enumerate(pack.agencies):
        agency = known.get(fields["code"]) or Agency(**fields)
        for name, value in fields.items():
            setattr(agency, name, value)
        agency.active, agency.position = True, position
        session.add(agency)
    session.flush()
    if pack.publications_digest:
        digest = pack.publications_digest
        publications.load_pack(session, pack.publications, digest=digest, now=now)
    return True


def digest_of(session: Session) -> str:
    """The hash of the pack that is loaded; empty where none is."""
    row = session.get(Content, "body", populate_existing=True)
    return row.digest if row else ""


def version_of(session: Session) -> str:
    """Changes whenever the desk has to be opened anew: with the pack, and with the calendar."""
    changes = session.exec(
        select(func.count(), func.max(CalendarChange.at)).select_from(CalendarChange)
    ).one()
    return f"{digest_of(session)}:{changes[0]}:{changes[1]}"


def calendar(session: Session) -> WorkCalendar:
    """The calendar of the loaded pack, with the days added and struck since."""
    table = tomllib.loads(value_of(session, "calendar")["toml"])
    for change in session.exec(select(CalendarChange).order_by(col(CalendarChange.day))):
        entry = {"day": change.day, "source": change.source}
        named = entry | {"name": change.name} if change.kind == "add" else entry
        table.setdefault(change.kind, []).append(named)
    return calendar_from(table)


def value_of(session: Session, key: str) -> dict[str, Any]:
    row = session.get(Content, key, populate_existing=True)
    return dict(row.value) if row else {}


def _texts(
    folder: Path, codes: set[str], problems: list[str], seen: Callable[[bytes], None]
) -> dict[str, list[dict[str, Any]]]:
    entries = read_texts(folder / faq.KEY, problems, seen)
    told = read_texts(folder / kinds.KEY, problems, seen, blank=kinds.AGENCY)
    questions = read_texts(folder / prepared.KEY, problems, seen)
    return {
        faq.KEY: faq.checked_entries(entries, problems),
        kinds.KEY: kinds.checked_texts(told, folder / kinds.KEY, problems),
        prepared.KEY: prepared.checked_questions(questions, codes, problems),
    }


def _publications(
    path: Path, agencies: list[dict[str, Any]], problems: list[str]
) -> tuple[tuple[Entry, ...], str]:
    """The pack's publication list and its hash; none of both where it has no such file."""
    if not path.exists():
        return (), ""
    own = ((a["code"], a["name"], a["short"]) for a in agencies if not a["external"])
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return tuple(publication_file.read(path, publications.names_of(own)).entries), digest
    except publication_file.PublicationFileError as error:
        problems += [f"{path}: {problem}" for problem in error.problems]
    except OSError as error:
        problems.append(f"{path}: {error.strerror}")
    return (), ""


def _agencies(table: Mapping[str, Any], path: Path, problems: list[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for section, external in (("agency", False), ("external", True)):
        entries = table.get(section, [])
        if not isinstance(entries, list):
            problems.append(f"{path}: tulis dengan dua kurung siku, [[{section}]]")
            continue
        for index, entry in enumerate(entries, start=1):
            where = f"{path}: [[{section}]] ke-{index}"
            if not isinstance(entry, Mapping):
                problems.append(f"{where}: bukan tabel")
                continue
            where += f" ({entry.get('code', 'tanpa code')})"
            row = _agency(entry, where, problems, external=external)
            if row["code"] and row["code"] in seen:
                problems.append(f"{where}: code sudah dipakai")
            seen.add(row["code"])
            rows.append(row)
    utamas = [r["code"] for r in rows if r["utama"] and not r["external"]]
    if len(utamas) != 1:
        problems.append(
            f"{path}: harus ada tepat satu PPID Utama (utama = true), ada {len(utamas)}: {utamas}"
        )
    return rows


def _agency(entry: Mapping[str, Any], where: str, problems: list[str], *, external: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"external": external, "utama": entry.get("utama", False) is True}
    for name, default in (
        ("code", None),
        ("name", None),
        ("short", entry.get("name")),
        ("kind", "luar"),
        ("tasks", ""),
    ):
        value = entry.get(name, default)
        if not isinstance(value, str) or (not value.strip() and name != "tasks"):
            problems.append(f"{where}: {name} harus berupa teks")
            value = ""
        row[name] = value
    if row["code"] and not _CODE.fullmatch(row["code"]):
        problems.append(f"{where}: code hanya huruf besar, angka, dan tanda hubung, 2 sampai 24")
    keywords = entry.get("keywords", [])
    if not isinstance(keywords, list) or not all(isinstance(k, str) for k in keywords):
        problems.append(f"{where}: keywords harus daftar teks")
        keywords = []
    row["keywords"] = list(keywords)
    utama = entry.get("utama", False)
    if not isinstance(utama, bool) or (utama and external):
        problems.append(f"{where}: utama harus true atau false, dan false pada badan di luar")
    return row


_TEXTS = (
    ("body", "code"),
    ("body", "name"),
    ("body", "timezone"),
    ("registration", "pattern"),
    ("office", "phone"),
    ("office", "address"),
)
_LEAST = {  # numbers of [policy]
    "forwards_before_utama": 0,
    "draft_days": 1,
    "messages_a_minute": 10,
    "filings_a_day": 3,
    "talks_a_day": 1,
    "invitation_hours": 1,
    "unanswered_days": 1,
    "identity_link_hours": 1,
    "identity_open_minutes": 5,
    "identity_look_minutes": 1,
}


def _check_body(body: Mapping[str, Any], path: Path, problems: list[str]) -> None:
    sections: dict[str, Mapping[str, Any]] = {}
    for name in ("body", "registration", "office", "policy", "reminders"):
        section = body.get(name, {})
        if not isinstance(section, Mapping):
            problems.append(f"{path}: [{name}] harus berupa bagian")
        sections[name] = section if isinstance(section, Mapping) else {}
    for name, key in _TEXTS:
        text = sections[name].get(key)
        if not isinstance(text, str) or not text.strip():
            problems.append(f"{path}: [{name}] {key} harus berupa teks")
    _check_zone(sections["body"].get("timezone"), path, problems)
    _check_registration(sections["registration"], path, problems)
    _check_policy(sections["policy"], path, problems)
    _check_reminders(sections["reminders"], path, problems)
    hours = sections["office"].get("hours", {})
    if not isinstance(hours, Mapping) or not all(isinstance(text, str) for text in hours.values()):
        problems.append(f"{path}: [office] hours harus berupa teks menurut bahasa, misalnya hours.id")


def _check_zone(zone: Any, path: Path, problems: list[str]) -> None:
    if isinstance(zone, str) and zone.strip():
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or too long a name
            problems.append(f"{path}: [body] timezone tidak dikenal: {zone!r}")


def _check_registration(registration: Mapping[str, Any], path: Path, problems: list[str]) -> None:
    pattern = registration.get("pattern")
    if isinstance(pattern, str) and pattern.strip():
        try:
            check_pattern(pattern)
        except PatternError as error:
            problems.append(f"{path}: [registration] pattern: {error}")
    first = registration.get("first", 1)
    if type(first) is not int or first < 1:  # True is an int as well
        problems.append(f"{path}: [registration] first harus bilangan 1 atau lebih, bukan {first!r}")


def _check_reminders(reminders: Mapping[str, Any], path: Path, problems: list[str]) -> None:
    if reminders.get("digest", "opening") not in ("opening", "off"):
        problems.append(f'{path}: [reminders] digest harus "opening" atau "off"')
    days = reminders.get("digest_days", [1])
    if not isinstance(days, list) or not days or not all(type(d) is int and d > 0 for d in days):
        problems.append(f"{path}: [reminders] digest_days harus daftar bilangan 1 atau lebih, bukan {days!r}")


def _check_policy(policy: Mapping[str, Any], path: Path, problems: list[str]) -> None:
    if not isinstance(policy.get("confirm_refusals", True), bool):
        problems.append(f"{path}: [policy] confirm_refusals harus true atau false")
    for name, least in _LEAST.items():
        value = policy.get(name, least)
        if type(value) is not int or value < least:
            problems.append(f"{path}: [policy] {name} harus bilangan {least} atau lebih, bukan {value!r}")
    identity = policy.get("identity", {})
    for kind, wanted in (identity if isinstance(identity, Mapping) else {"person": identity}).items():
        if kind not in PROOFS or wanted not in list(IdentityPolicy):
            problems.append(
                f"{path}: [policy] identity harus {', '.join(IdentityPolicy)}, untuk semua atau menurut"
                f" {', '.join(PROOFS)}, bukan {kind} = {wanted!r}"
            )
