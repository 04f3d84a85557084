"""What has been uploaded to a platform: its reference, by the SHA-256 of the bytes, while it is good."""

from datetime import datetime

from sqlmodel import Session

from storage.sql import select, write

_FIND = select(
    "SELECT ref FROM platform_file WHERE channel = :channel AND account = :account AND sha256 = :sha256"
    " AND at > :since",
    times="since",
)
_KEEP = write(
    "INSERT INTO platform_file (channel, account, sha256, ref, at)"
    " VALUES (:channel, :account, :sha256, :ref, :at)"
    " ON CONFLICT (channel, account, sha256) DO UPDATE SET ref = excluded.ref, at = excluded.at",
    times="at",
)
_FORGET = write(
    "DELETE FROM platform_file WHERE channel = :channel AND account = :account AND sha256 = :sha256"
)
_SWEEP = write("DELETE FROM platform_file WHERE at < :before", times="before")


def find(session: Session, *, channel: str, account: str, sha256: str, since: datetime) -> str:
    """The reference of an upload made after `since`, or ""."""
    values = {"channel": channel, "account": account, "sha256": sha256, "since": since}
    return str(session.execute(_FIND, values).scalar() or "")


def keep(session: Session, *, channel: str, account: str, sha256: str, ref: str, at: datetime) -> None:
    values = {"channel": channel, "account": account, "sha256": sha256, "ref": ref, "at": at}
    session.execute(_KEEP, values)


def forget(session: Session, *, channel: str, account: str, sha256: str) -> None:
    """The platform no longer has it."""
    session.execute(_FORGET, {"channel": channel, "account": account, "sha256": sha256})


def sweep(session: Session, *, before: datetime) -> None:
    """Drop what no platform has any more."""
    session.execute(_SWEEP, {"before": before})
