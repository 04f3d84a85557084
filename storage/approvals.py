"""Which of our templates a platform has approved."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage.sql import select, write

APPROVED = "approved"

_PUT = write(
    "INSERT INTO template_approval (channel, account, name, language, status, reason, at)"
    " VALUES (:channel, :account, :name, :language, :status, :reason, :at)"
    " ON CONFLICT (channel, account, name, language) DO UPDATE SET status = excluded.status,"
    " reason = excluded.reason, at = excluded.at",
    times="at",
)
_ALL = select(
    "SELECT name, language, status, reason FROM template_approval"
    " WHERE channel = :channel AND account = :account ORDER BY name, language"
)
_ONE = select(
    "SELECT status FROM template_approval"
    " WHERE channel = :channel AND account = :account AND name = :name AND language = :language"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    name: str
    language: str
    status: str
    reason: str


def put(
    session: Session,
    *,
    channel: str,
    account: str,
    name: str,
    language: str,
    status: str,
    reason: str,
    at: datetime,
) -> None:
    """What the platform says of a template now."""
    where = {"channel": channel, "account": account, "name": name, "language": language}
    session.execute(_PUT, where | {"status": status, "reason": reason[:500], "at": at})


def all_of(session: Session, *, channel: str, account: str) -> list[Approval]:
    rows = session.execute(_ALL, {"channel": channel, "account": account})
    return [Approval(name=r.name, language=r.language, status=r.status, reason=r.reason) for r in rows]


def approved(session: Session, *, channel: str, account: str, name: str, language: str) -> bool:
    where = {"channel": channel, "account": account, "name": name, "language": language}
    return session.execute(_ONE, where).scalar() == APPROVED
