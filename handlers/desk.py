"""The information desk: everything of one public body that conversations look at, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.knowledge.ranking import Ranking, Subject
from kip.calendar import WorkCalendar, calendar_from
from kip.clocks import days_left, local_date
from kip.people import Policy
from storage import agencies, content
from storage.requests import Numbering
from storage.tables import Agency


class NoContent(Exception):
    """No content pack is loaded: `ppid content load content/<body>` does it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """One body's desk, immutable; a new one is opened when the content pack changes."""

    digest: str
    body: Mapping[str, Any]  # body.toml, as parsed
    zone: ZoneInfo
    numbering: Numbering
    policy: Policy
    calendar: WorkCalendar
    agencies: Mapping[str, Agency]  # by code, agencies of the body only, in the pack's order
    external: Mapping[str, Agency]  # bodies outside
    utama: str  # code of the PPID Utama's agency
    ranking: Ranking
    secret: bytes

    @property
    def name(self) -> str:
        return str(self.body["body"]["name"])

    @property
    def office(self) -> Mapping[str, Any]:
        office: Mapping[str, Any] = self.body["office"]
        return office

    def policy_value(self, name: str, default: int) -> int:
        """A number of the [policy] section."""
        return int(self.body.get("policy", {}).get(name, default))

    def today(self, now: datetime) -> date:
        return local_date(now, self.zone)

    def days_left(self, due: date | None, now: datetime) -> int | None:
        """Working days until `due`: 0 on the day, negative when late, None when not known."""
        return None if due is None else days_left(due, self.today(now), self.calendar)

    def agency_name(self, code: str) -> str:
        found = self.agencies.get(code) or self.external.get(code)
        return found.name if found else code


def open_desk(session: Session, *, secret: bytes, timezone: str = "") -> Desk:
    """Read the loaded content; `timezone` goes before the pack's. Raises NoContent where there is none."""
    body = content.value_of(session, "body")
    if not body:
        raise NoContent
    rows = agencies.all_of(session)
    for row in rows:
        session.expunge(row)
    policy = body.get("policy", {})
    return Desk(
        digest=content.digest_of(session),
        body=body,
        zone=ZoneInfo(timezone or body["body"]["timezone"]),
        numbering=Numbering(
            body=body["body"]["code"],
            pattern=body["registration"]["pattern"],
            first=body["registration"].get("first", 1),
        ),
        policy=Policy(
            confirm_refusals=policy.get("confirm_refusals", True),
            forwards_before_utama=policy.get("forwards_before_utama", 2),
        ),
        calendar=calendar_from(tomllib.loads(content.value_of(session, "calendar")["toml"])),
        agencies={a.code: a for a in rows if not a.external},
        external={a.code: a for a in rows if a.external},
        utama=next(a.code for a in rows if a.utama),
        ranking=Ranking(
            Subject(code=a.code, name=a.name, tasks=a.tasks, keywords=tuple(a.keywords))
            for a in rows
            if not a.external
        ),
        secret=secret,
    )
