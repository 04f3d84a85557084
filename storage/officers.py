"""Officers: their one-time invitations, who can be reached, and who stands in for whom."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, TextualSelect
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from kip.people import Actor, Role
from storage import codes
from storage.loaded import loaded
from storage.sql import select as text_select
from storage.sql import write
from storage.tables import Address, Invitation, Officer
from storage.types import UtcTime

_LENGTH = 10
_LEAVE = write(
    "UPDATE officer SET away_until = :until, deputy_id = :deputy WHERE id = :id",
    dates="until",
)
_TYPES = {"away_until": Date(), "joined_at": UtcTime(), "revoked_at": UtcTime()}
_ALL = (
    "SELECT o.id, o.contact_id, o.agency, o.role, o.name, o.away_until, o.deputy_id, o.joined_at,"
    " o.revoked_at FROM officer o WHERE o.revoked_at IS NULL AND"
)
_OF_CONTACT = text_select(f"{_ALL} o.contact_id = :contact ORDER BY o.id DESC", columns=_TYPES)
_REACHED = "EXISTS (SELECT 1 FROM address a WHERE a.contact_id = o.contact_id AND a.reachable) ORDER BY o.id"
_IN_ROLE = text_select(f"{_ALL} o.role = :role AND {_REACHED}", columns=_TYPES)
_IN_AGENCY = text_select(f"{_ALL} o.role = :role AND o.agency = :agency AND {_REACHED}", columns=_TYPES)


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
    return _found(session, _OF_CONTACT, {"contact": contact})


def reachable(
    session: Session, *, role: Role, agency: str | None = None, today: date | None = None
) -> list[Officer]:
    """Officers in a role (of an agency) whom at least one address still reaches.

    With `today`, the deputy of an officer who is away stands in their place; one without a deputy is not
    there.
    """
    if agency is None:
        found = _found(session, _IN_ROLE, {"role": role.value})
    else:
        found = _found(session, _IN_AGENCY, {"role": role.value, "agency": agency})
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
    values = {"id": officer.id, "until": officer.away_until, "deputy": officer.deputy_id}
    session.execute(_LEAVE, values)


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


def _found(session: Session, statement: TextualSelect, wanted: dict[str, Any]) -> list[Officer]:
    return [loaded(session, Officer, row._asdict()) for row in session.execute(statement, wanted)]


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
