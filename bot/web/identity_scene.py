"""What stands behind a one-time link: whose it is, for which request, and whether it can still be used."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from handlers import identity
from handlers.desk import Desk
from handlers.officer.identity import may_look
from handlers.voice import LANGUAGES
from storage import contacts, identities, requests
from storage.tables import Identity, IdentityFile, IdentityLink


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A link as it stands, and for whom and what it is; `may` tells whether it can still be used so."""

    link: IdentityLink
    language: str
    may: bool
    number: str = ""  # of the request
    kind: str = ""  # of the applicant
    applicant: str = ""
    found: Identity | None = None
    papers: tuple[IdentityFile, ...] = ()


def look_up(session: Session, desk: Desk, token: str, now: datetime) -> Scene | None:
    """The scene of a token; None where there is no such link."""
    link = identities.link(session, token)
    request = requests.get(session, link.request_id) if link else None
    if link is None or request is None:
        return None
    if link.officer_id is None:
        language = contacts.language_of(session, request.contact_id or 0)
        good = identities.good(link, now=now, after_opening=identity.after_opening(desk))
        may = good and identity.possible(desk, request)
        return Scene(
            link=link, language=language, may=may, number=request.number, kind=request.applicant_kind
        )
    allowed = may_look(session, desk, link)
    if allowed is None:
        return Scene(link=link, language=LANGUAGES[0], may=False)
    found = identities.of_request(session, link.request_id)
    good = identities.good(link, now=now, after_opening=identity.look_for(desk))
    return Scene(
        link=link,
        language=contacts.language_of(session, allowed[0].contact_id),
        may=good and found is not None,
        number=request.number,
        kind=request.applicant_kind,
        applicant=request.applicant_name,
        found=found,
        papers=tuple(identities.papers_of(session, found.id)) if found else (),
    )
