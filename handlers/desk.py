"""The information desk: everything of one public body that conversations look at, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.knowledge.knowledge import Knowledge
from handlers.knowledge.lessons import Lesson
from handlers.knowledge.ranking import Subject
from kip.calendar import WorkCalendar
from kip.clocks import days_left, local_date
from kip.rules import Policy, Rules
from storage import agencies, content, faq, kinds, lessons, prepared, publications, templates
from storage.faq import FaqEntry
from storage.kinds import KindText
from storage.prepared import PreparedQuestion
from storage.requests import Numbering
from storage.store import in_transaction
from storage.tables import Agency
from storage.templates import Family, by_use

OBJECTION = {"pattern": "{sequence:03}/KEB/PPID/{month_roman}/{year}", "first": 1}
OPENING = time(8)  # where the content pack gives no hours


class NoContent(Exception):
    """No content pack is loaded: `ppid content load content/<body>` does it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """One body's desk, immutable; a new one is opened when the content pack changes."""

    digest: str
    body: Mapping[str, Any]  # body.toml, as parsed
    rules: Rules
    numbering: Numbering
    objection_numbering: Numbering
    agencies: Mapping[str, Agency]  # by code, agencies of the body only, in the pack's order
    external: Mapping[str, Agency]  # bodies outside
    utama: str  # code of the PPID Utama's agency
    knowledge: Knowledge
    secret: bytes
    identity_url: str = ""  # where identity is given and looked at; "": it cannot be, here
    channels: frozenset[str] = frozenset()  # where this desk can be reached
    templates: Mapping[str, Family] = field(default_factory=dict)  # by what they are for
    faq: Mapping[tuple[str, str], FaqEntry] = field(default_factory=dict)  # by slug and language
    kinds: Mapping[tuple[str, str], KindText] = field(default_factory=dict)  # by kind and language
    prepared: Mapping[tuple[str, str], PreparedQuestion] = field(default_factory=dict)  # by slug and language

    @property
    def zone(self) -> ZoneInfo:
        return self.rules.zone

    @property
    def calendar(self) -> WorkCalendar:
        return self.rules.calendar

    @property
    def name(self) -> str:
        return str(self.body["body"]["name"])

    @property
    def code(self) -> str:
        return str(self.body["body"]["code"])

    @property
    def office(self) -> Mapping[str, Any]:
        office: Mapping[str, Any] = self.body["office"]
        return office

    def opening(self, day: date) -> datetime:
        """When the office opens on a day: the moment for whatever is due on it."""
        rows = self.office.get("open", ())
        hours = [r["opens"] for r in rows if r["first_day"] <= day.isoweekday() <= r["last_day"]]
        opens = time.fromisoformat(hours[0]) if hours else OPENING
        return datetime.combine(day, opens, tzinfo=self.zone)

    def policy_value(self, name: str, default: int) -> int:
        """A number of the [policy] section."""
        return int(self.body.get("policy", {}).get(name, default))

    def today(self, now: datetime) -> date:
        return local_date(now, self.zone)

    def midnight(self, now: datetime) -> datetime:
        """When the body's day began."""
        return datetime.combine(self.today(now), time(), tzinfo=self.zone)

    def days_left(self, due: date | None, now: datetime) -> int | None:
        """Working days until `due`: 0 on the day, negative when late, None when not known."""
        return None if due is None else days_left(due, self.today(now), self.calendar)

    def agency_name(self, code: str) -> str:
        found = self.agencies.get(code) or self.external.get(code)
        return found.name if found else code


def open_desk(
    session: Session,
    *,
    secret: bytes,
    timezone: str = "",
    identity_url: str = "",
    channels: Iterable[str] = (),
) -> Desk:
    """Read the loaded content; `timezone` goes before the pack's. Raises NoContent where there is none."""
    body = content.value_of(session, "body")
    if not body:
        raise NoContent
    rows = agencies.all_of(session)
    for row in rows:
        session.expunge(row)
    asked = faq.entries(session)
    policy, code = body.get("policy", {}), body["body"]["code"]
    return Desk(
        digest=content.version_of(session),
        body=body,
        rules=Rules(
            calendar=content.calendar(session),
            zone=ZoneInfo(timezone or body["body"]["timezone"]),
            policy=Policy(
                confirm_refusals=policy.get("confirm_refusals", True),
                forwards_before_utama=policy.get("forwards_before_utama", 2),
                ask_days=policy.get("ask_days", 3),
            ),
        ),
        numbering=_numbering(code, body["registration"]),
        objection_numbering=_numbering(f"{code}:keberatan", body.get("objection", OBJECTION)),
        agencies={a.code: a for a in rows if not a.external},
        external={a.code: a for a in rows if a.external},
        utama=next(a.code for a in rows if a.utama),
        knowledge=Knowledge(map(subject, rows), asked, busy=in_transaction),
        secret=secret,
        identity_url=identity_url,
        channels=frozenset(channels),
        templates=by_use(content.value_of(session, templates.KEY).get("entries", ())),
        faq={(entry.slug, entry.language): entry for entry in asked},
        kinds=kinds.texts(session),
        prepared={(door.slug, door.language): door for door in prepared.questions(session)},
    )


def restock(session: Session, knowledge: Knowledge) -> None:
    """Bring the desk's knowledge up to date: what was learned, and what was published. With a list of ten
    thousand publications it takes a second, so it is done beside the desk's work and not before it."""
    version = lessons.version_of(session)
    if version != knowledge.lessons_version:
        kept = lessons.taught(session)
        knowledge.learn(
            (Lesson(stems=k.stems, agency=k.agency, source=k.source) for k in kept), version=version
        )
    version = publications.version_of(session)
    if version != knowledge.shelf_version:
        knowledge.shelve(publications.lines(session), version=version)


def subject(agency: Agency) -> Subject:
    """An agency as it is asked about."""
    return Subject(
        code=agency.code,
        name=agency.name,
        tasks=agency.tasks,
        keywords=tuple(agency.keywords),
        kind=agency.kind,
        external=agency.external,
    )


def _numbering(register: str, table: Mapping[str, Any]) -> Numbering:
    return Numbering(body=register, pattern=table["pattern"], first=table.get("first", 1))
