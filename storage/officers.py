"""Officers: their one-time invitations, who can be reached, and who stands in for whom."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from kip.people import Actor, Role
from storage import codes
from storage.sql import select as text_select
from storage.tables import Address, Invitation, Officer

_LENGTH = 10
_HAS_ONE = text_select("SELECT 1 FROM officer WHERE contact_id = :contact AND revoked_at IS NULL LIMIT 1")


def invite(session: Session, *, agency: str, role: Role, now: datetime, hours: int) -> str:
    """A new code, valid once and for `hours`; only its hash is kept."""
    code = "".join(secrets.choice(codes.ALPHABET) for _ in range(_LENGTH))
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
    """What a contact acts as, newest first; empty for a citizen, who is most of those who write."""
    if session.execute(_HAS_ONE, {"contact": contact}).first() is None:
        return []
    wanted = (
        select(Officer)
        .where(Officer.contact_id == contact, col(Officer.revoked_at).is_(None))
        .order_by(col(Officer.id).desc())
    )
    return list(session.exec(wanted))


def reachable(
    session: Session, *, role: Role, agency: str | None = None, today: date | None = None
) -> list[Officer]:
    """Officers in a role (of an agency) whom at least one address still reaches.

    With `today`, the deputy of an officer who is away stands in their place; one without a deputy is not
    there.
    """
    if agency is None:
        found = list(session.exec(_IN_ROLE, params={"role": role.value}))
    else:
        found = list(session.exec(_IN_AGENCY, params={"role": role.value, "agency": agency}))
    return found if today is None else _present(session, found, today)


def away(officer: Officer, today: date) -> bool:
    """Whether an officer is on leave; `away_until` is its last day."""
    return officer.away_until is not None and today <= officer.away_until


def deputies(session: Session, officer: Officer, *, today: date) -> list[Officer]:
    """Who could stand in: for a PPID Pelaksana colleagues of the agency and the PPID Utama, for others those
    of the same role; never oneself, nor somebody who is away."""
    wanted = _can_be_reached().where(col(Officer.contact_id) != officer.contact_id)
    if officer.role == Role.PELAKSANA:
        wanted = wanted.where(
            or_(
                and_(Officer.role == Role.PELAKSANA.value, Officer.agency == officer.agency),
                Officer.role == Role.UTAMA.value,
            )
        )
    else:
        wanted = wanted.where(Officer.role == officer.role)
    found = [o for o in session.exec(wanted) if not away(o, today)]
    return _once(sorted(found, key=lambda o: (o.role != officer.role, o.id)))


def leave(session: Session, officer: Officer, *, until: date | None, deputy: int | None) -> None:
    """Be away until and including a day, or (None) be back."""
    officer.away_until, officer.deputy_id = until, deputy if until else None
    session.add(officer)
    session.flush()


def _can_be_reached() -> SelectOfScalar[Officer]:
    return (
        select(Officer)
        .where(
            col(Officer.revoked_at).is_(None),
            select(Address.id)
            .where(Address.contact_id == Officer.contact_id, col(Address.reachable))
            .exists(),
        )
        .order_by(col(Officer.id))
    )


# Built once: to put such a statement together costs more than to run it.
_IN_ROLE = _can_be_reached().where(Officer.role == bindparam("role"))
_IN_AGENCY = _IN_ROLE.where(Officer.agency == bindparam("agency"))


def _present(session: Session, found: Iterable[Officer], today: date) -> list[Officer]:
    """Those who are there, and the deputies of those who are not."""
    in_place = (_in_place(session, officer, today) for officer in found)
    return _once(officer for officer in in_place if officer is not None)


def _once(found: Iterable[Officer]) -> list[Officer]:
    """Each person once, in the first of their offices."""
    people: dict[int, Officer] = {}
    for officer in found:
        people.setdefault(officer.contact_id, officer)
    return list(people.values())


def _in_place(session: Session, officer: Officer, today: date) -> Officer | None:
    """The officer, or whoever stands in, along a chain of deputies who may be away themselves."""
    seen: set[int | None] = set()
    here: Officer | None = officer
    while here is not None and away(here, today):
        seen.add(here.id)
        if here.deputy_id is None or here.deputy_id in seen:
            return None
        here = session.exec(_can_be_reached().where(Officer.id == here.deputy_id)).first()
    return here


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
