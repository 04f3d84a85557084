"""Identities: given once by a one-time link, sealed, looked at by name, and gone when they are erased.

Sealing and files are the caller's, outside the transaction: what comes in here is sealed already, and what
goes away leaves a row in `identity_file` until `removable` and `removed` have seen its file off the disk.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select
from sqlmodel import update as sql_update

from storage.tables import Identity, IdentityFile, IdentityLink, IdentityLook, Officer, Request

TOKEN_BYTES = 16
LINKS_KEPT = timedelta(days=30)


# -- links ----------------------------------------------------------------------------------------


def issue(
    session: Session,
    *,
    secret: bytes,
    request: int,
    channel: str,
    now: datetime,
    good_for: timedelta,
    officer: int | None = None,
) -> str:
    """A new one-time link; its nonce, of which `token_of` makes the token. Older ones like it end now."""
    session.exec(
        sql_update(IdentityLink)
        .where(
            col(IdentityLink.request_id) == request,
            col(IdentityLink.officer_id) == officer,
            col(IdentityLink.used_at).is_(None),
            col(IdentityLink.expires_at) > now,
        )
        .values(expires_at=now)
    )
    nonce = secrets.token_hex(16)
    row = IdentityLink(
        nonce=nonce,
        token_hash=digest(token_of(nonce, secret)),
        request_id=request,
        officer_id=officer,
        channel=channel,
        created_at=now,
        expires_at=now + good_for,
    )
    session.add(row)
    session.flush()
    return nonce


def token_of(nonce: str, secret: bytes) -> str:
    """The token of a link, 128 bits: it can be made again for as long as its message waits to be sent."""
    made = hmac.new(secret, b"identity link\0" + nonce.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made[:TOKEN_BYTES]).decode().rstrip("=")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link(session: Session, token: str) -> IdentityLink | None:
    """The link of a token, whatever has become of it."""
    wanted = select(IdentityLink).where(IdentityLink.token_hash == digest(token))
    return session.exec(wanted.execution_options(populate_existing=True)).first()


def good(link: IdentityLink, *, now: datetime, after_opening: timedelta) -> bool:
    """Whether a link can still be used: once, in its time, and not long after it was opened."""
    opened_long_ago = link.opened_at is not None and now >= link.opened_at + after_opening
    return link.used_at is None and now < link.expires_at and not opened_long_ago


def open_link(session: Session, nonce: str, *, now: datetime) -> None:
    """Note that a person has opened a link; the first time counts."""
    row = session.get(IdentityLink, nonce)
    if row is not None and row.opened_at is None:
        row.opened_at = now
        session.add(row)
        session.flush()


def use(session: Session, nonce: str, *, now: datetime, view_hash: str = "") -> bool:
    """Use a link up; False where somebody else just has."""
    used = session.exec(
        sql_update(IdentityLink)
        .where(col(IdentityLink.nonce) == nonce, col(IdentityLink.used_at).is_(None))
        .values(used_at=now, view_hash=view_hash)
    )
    return bool(used.rowcount == 1)


def sweep_links(session: Session, *, before: datetime) -> None:
    """Forget links that ended long ago."""
    session.exec(delete(IdentityLink).where(col(IdentityLink.expires_at) < before))


# -- identities -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedPaper:
    """A paper that lies sealed on the disk."""

    id: str
    paper: str
    mime: str
    size: int
    name: str
    key_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """An identity, ready to be kept."""

    id: str
    masked: str
    fingerprint: str
    number: bytes
    key_id: str
    papers: tuple[SealedPaper, ...]


def new_id() -> str:
    return secrets.token_hex(16)


def number_bound_to(identity: str) -> str:
    return f"identity/{identity}/number"


def paper_bound_to(identity: str, file: str, paper: str) -> str:
    return f"identity/{identity}/{file}/{paper}"


def keep(session: Session, request: int, kind: str, sealed: Sealed, *, now: datetime) -> Identity:
    """Keep an identity for a request; one given before is erased."""
    erase(session, request)
    row = Identity(
        id=sealed.id,
        request_id=request,
        kind=kind,
        masked=sealed.masked,
        fingerprint=sealed.fingerprint,
        number=sealed.number,
        key_id=sealed.key_id,
        given_at=now,
    )
    session.add(row)
    session.flush()
    for paper in sealed.papers:
        session.add(
            IdentityFile(
                id=paper.id,
                identity_id=sealed.id,
                paper=paper.paper,
                mime=paper.mime,
                size=paper.size,
                name=paper.name,
                key_id=paper.key_id,
            )
        )
    session.flush()
    return row


def of_request(session: Session, request: int) -> Identity | None:
    wanted = select(Identity).where(Identity.request_id == request)
    return session.exec(wanted.execution_options(populate_existing=True)).first()


def papers_of(session: Session, identity: str) -> list[IdentityFile]:
    """The papers of an identity, in the order of their names."""
    wanted = select(IdentityFile).where(IdentityFile.identity_id == identity)
    ordered = wanted.order_by(col(IdentityFile.paper), col(IdentityFile.id))
    return list(session.exec(ordered.execution_options(populate_existing=True)))


def same_number(session: Session, identity: Identity) -> list[Request]:
    """Other requests that were filed with the same number, oldest first."""
    wanted = (
        select(Request)
        .join(Identity, col(Identity.request_id) == col(Request.id))
        .where(Identity.fingerprint == identity.fingerprint, Identity.id != identity.id)
        .order_by(col(Request.id))
    )
    return list(session.exec(wanted))


def erase(session: Session, request: int) -> bool:
    """Erase what was given for a request, when its retention ends or its applicant wants it; False where
    there is nothing. The files leave the disk a moment after the commit."""
    found = of_request(session, request)
    if found is None:
        return False
    session.exec(
        sql_update(IdentityFile).where(col(IdentityFile.identity_id) == found.id).values(identity_id=None)
    )
    session.delete(found)
    session.flush()
    return True


def erase_of_contact(session: Session, contact: int) -> list[int]:
    """Erase all that a person gave; the ids of the requests that it was given for. Their links end too."""
    mine = list(session.exec(select(Request.id).where(Request.contact_id == contact)))
    session.exec(
        delete(IdentityLink).where(
            col(IdentityLink.request_id).in_(mine), col(IdentityLink.officer_id).is_(None)
        )
    )
    return [request for request in mine if request is not None and erase(session, request)]


# -- looks ----------------------------------------------------------------------------------------


def looked(session: Session, request: int, officer: int, *, now: datetime) -> None:
    session.add(IdentityLook(request_id=request, officer_id=officer, at=now))
    session.flush()


def looks(session: Session, *, request: int | None = None) -> list[tuple[IdentityLook, Request, Officer]]:
    """Who has looked at what and when, oldest first."""
    wanted = (
        select(IdentityLook, Request, Officer)
        .join(Request, col(Request.id) == col(IdentityLook.request_id))
        .join(Officer, col(Officer.id) == col(IdentityLook.officer_id))
        .order_by(col(IdentityLook.id))
    )
    if request is not None:
        wanted = wanted.where(IdentityLook.request_id == request)
    return list(session.exec(wanted))


# -- files that have to go, and keys that have to change --------------------------------------------


def removable(session: Session) -> list[tuple[str, str]]:
    """(id, name) of files whose identity is gone."""
    wanted = select(IdentityFile.id, IdentityFile.name).where(col(IdentityFile.identity_id).is_(None))
    return [(id, name) for id, name in session.exec(wanted)]


def removed(session: Session, ids: Iterable[str]) -> None:
    """Their files are off the disk."""
    session.exec(
        delete(IdentityFile).where(
            col(IdentityFile.id).in_(list(ids)), col(IdentityFile.identity_id).is_(None)
        )
    )


def known_names(session: Session) -> set[str]:
    """The names of all sealed files that a row knows."""
    return set(session.exec(select(IdentityFile.name)))


def numbers_of_old_keys(session: Session, *, newest: str, after: str, most: int) -> list[Identity]:
    """Identities whose number another key sealed, by id."""
    wanted = select(Identity).where(Identity.key_id != newest, Identity.id > after)
    return list(session.exec(wanted.order_by(col(Identity.id)).limit(most)))


def papers_of_old_keys(session: Session, *, newest: str, after: str, most: int) -> list[IdentityFile]:
    """Papers that another key sealed, by id; not those that wait to be removed."""
    wanted = select(IdentityFile).where(
        IdentityFile.key_id != newest, IdentityFile.id > after, col(IdentityFile.identity_id).is_not(None)
    )
    return list(session.exec(wanted.order_by(col(IdentityFile.id)).limit(most)))


def reseal_number(session: Session, id: str, *, was: bytes, values: dict[str, Any]) -> bool:
    """Put a newly sealed number in place; False where the row has changed meanwhile."""
    changed = session.exec(
        sql_update(Identity).where(col(Identity.id) == id, col(Identity.number) == was).values(**values)
    )
    return bool(changed.rowcount == 1)


def reseal_paper(session: Session, id: str, *, was: str, name: str, key_id: str) -> bool:
    """Point a paper to its newly sealed file; False where the row has changed or gone meanwhile."""
    changed = session.exec(
        sql_update(IdentityFile)
        .where(
            col(IdentityFile.id) == id,
            col(IdentityFile.name) == was,
            col(IdentityFile.identity_id).is_not(None),
        )
        .values(name=name, key_id=key_id)
    )
    return bool(changed.rowcount == 1)


def key_ids(session: Session) -> Sequence[str]:
    """The keys that anything is still sealed with."""
    numbers = set(session.exec(select(Identity.key_id).distinct()))
    files = set(session.exec(select(IdentityFile.key_id).distinct()))
    return sorted(numbers | files)
