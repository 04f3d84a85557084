"""Officers and their one-time invitations."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from kip.people import Actor, Role
from storage.tables import Address, Invitation, Officer

_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is misread for something else
_LENGTH = 10


def invite(session: Session, *, agency: str, role: Role, now: datetime, hours: int) -> str:
    """A new code, valid once and for `hours`; only its hash is kept."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    row = Invitation(
        code_hash=_hash(code),
        agency=agency,
        role=role.value,
        created_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    session.add(row)
    session.flush()
    return code


def join(session: Session, *, code: str, contact: int, name: str, now: datetime) -> Officer | None:
    """Make a contact an officer; None where the code is unknown, used or too old."""
    # locked, for two who type one code at the same moment
    found = session.get(Invitation, _hash(code), with_for_update={"key_share": True})
    if found is None or found.used_at is not None or found.expires_at <= now:
        return None
    officer = next(
        (o for o in of_contact(session, contact) if (o.agency, o.role) == (found.agency, found.role)), None
    )
    if officer is None:
        officer = Officer(
            contact_id=contact, agency=found.agency, role=found.role, name=name[:80], joined_at=now
        )
        session.add(officer)
        session.flush()
    found.used_at, found.used_by = now, officer.id
    session.add(found)
    session.flush()
    return officer


def of_contact(session: Session, contact: int) -> list[Officer]:
    """What a contact acts as, newest first; empty for a citizen."""
    wanted = (
        select(Officer)
        .where(Officer.contact_id == contact, col(Officer.revoked_at).is_(None))
        .order_by(col(Officer.id).desc())
    )
    return list(session.exec(wanted))


def reachable(session: Session, *, role: Role, agency: str | None = None) -> list[Officer]:
    """Officers in a role (of an agency) whom at least one address still reaches."""
    wanted = (
        select(Officer)
        .where(Officer.role == role.value, col(Officer.revoked_at).is_(None))
        .where(
            select(Address.id)
            .where(Address.contact_id == Officer.contact_id, col(Address.reachable))
            .exists()
        )
        .order_by(col(Officer.id))
    )
    if agency is not None:
        wanted = wanted.where(Officer.agency == agency)
    return list(session.exec(wanted))


def revoke(session: Session, id: int, *, now: datetime) -> bool:
    """Take an officer's rights away; False where there is no such officer."""
    officer = session.get(Officer, id)
    if officer is None or officer.revoked_at is not None:
        return False
    officer.revoked_at = now
    session.add(officer)
    session.flush()
    return True


def all_of(session: Session) -> list[Officer]:
    return list(session.exec(select(Officer).order_by(col(Officer.id))))


def actor(officer: Officer) -> Actor:
    """The officer as the law sees them."""
    assert officer.id is not None
    return Actor(role=Role(officer.role), id=officer.id, agency=officer.agency)


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
