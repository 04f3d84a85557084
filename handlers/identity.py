"""Identity as conversations see it: whether it is wanted, whether it is there, and where it is given.

It never travels in a chat. What is known here is masked; the numbers and papers lie sealed, and are opened
only by the pages of `bot.web.identity`.
"""

import re
from datetime import datetime, timedelta

from sqlmodel import Session

from handlers import reasons
from handlers.desk import Desk
from handlers.incoming import Incoming
from handlers.voice import Voice
from kip.case import Status
from kip.identity import IdentityPolicy
from kip.lifecycle import handles, may_see
from kip.people import Actor
from storage import identities, requests
from storage.tables import Identity, Request

LINK_HOURS, OPEN_MINUTES, LOOK_MINUTES = 24, 60, 10  # where the content pack does not say

_NAMED = re.compile(
    r"(?<![^\W_])(?:e[ -]?ktp|ktp(?:[ -]?el)?|nik|kk|kartu (?:tanda penduduk|keluarga|identitas)"
    r"|paspor|passport|identitas|identity|id card|family card|surat kuasa|power of attorney"
    r"|akta (?:pendirian|notaris|kelahiran)|sk (?:kemenkum\w*|menkum\w*|ahu|pengesahan))(?![^\W_])",
    re.IGNORECASE,
)


def policy(desk: Desk, kind: str) -> IdentityPolicy:
    """What the body wants of a kind of applicant ([policy] identity, for all or by kind)."""
    said = desk.body.get("policy", {}).get("identity", IdentityPolicy.ASKED)
    return IdentityPolicy(said if isinstance(said, str) else said.get(kind, IdentityPolicy.ASKED))


def possible(desk: Desk, request: Request) -> bool:
    """Whether it can be given for a request by a link: there is a page, and the request is open."""
    return bool(desk.identity_url) and request.contact_id is not None and Status(request.status).open


def wanted(session: Session, desk: Desk, request: Request) -> bool:
    """Whether to offer the link: it is policy, or was found missing, and is not there."""
    if not possible(desk, request):
        return False
    found = identities.of_request(session, request.id or 0)
    if request.status == Status.INCOMPLETE:
        missing, since = _missing(session, request)
        if reasons.wants_papers(missing):
            return found is None or found.given_at <= since
    return found is None and policy(desk, request.applicant_kind) is not IdentityPolicy.OFF


def only_papers_missing(session: Session, request: Request) -> bool:
    """Whether papers of identity are all that the applicant was told to complete."""
    return request.status == Status.INCOMPLETE and reasons.only_papers(_missing(session, request)[0])


def _missing(session: Session, request: Request) -> tuple[str, datetime]:
    """What an incomplete request lacks, and since when that is known."""
    history = requests.history(session, request.id or 0)
    event, data = next((event, data) for event, data in reversed(history) if event.kind == "incomplete")
    return str(data.get("missing", "")), event.at


def names_papers(incoming: Incoming) -> bool:
    """Whether a file's caption or name says that it is a paper of identity."""
    return any(_NAMED.search(said) for said in (incoming.text, *(_spaced(f.name) for f in incoming.files)))


def _spaced(name: str) -> str:
    return re.sub(r"[_.\-]+", " ", name)


def good_for(desk: Desk) -> timedelta:
    """How long the applicant's link is good for, unopened."""
    return timedelta(hours=desk.policy_value("identity_link_hours", LINK_HOURS))


def after_opening(desk: Desk) -> timedelta:
    """How long it is good for once it was opened."""
    return timedelta(minutes=desk.policy_value("identity_open_minutes", OPEN_MINUTES))


def look_for(desk: Desk) -> timedelta:
    """How long an officer's link, and what it shows, is good for."""
    return timedelta(minutes=desk.policy_value("identity_look_minutes", LOOK_MINUTES))


def url(desk: Desk, nonce: str) -> str:
    """The address of a link, for the message that carries it; "" where no page is served any more."""
    return f"{desk.identity_url}/{identities.token_of(nonce, desk.secret)}" if desk.identity_url else ""


# -- in cards -------------------------------------------------------------------------------------


def officer_lines(session: Session, voice: Voice, desk: Desk, request: Request, by: Actor) -> list[str]:
    """What an officer who handles the request sees of it; nothing for others."""
    case = requests.case_of(session, request, zone=desk.zone)
    if not handles(case, by):
        return []
    found = identities.of_request(session, request.id or 0)
    if found is None:
        wants = policy(desk, request.applicant_kind)
        if wants is IdentityPolicy.OFF or not case.status.open:
            return []
        return [
            voice("officer-identity-needed" if wants is IdentityPolicy.REQUIRED else "officer-identity-none")
        ]
    lines = [_there(session, voice, desk, found)]
    others = [r for r in identities.same_number(session, found) if _seen(session, desk, r, by)]
    if others:
        numbers = ", ".join(r.number for r in others)
        lines.append(voice("officer-identity-same", numbers=numbers))
    return lines


def _seen(session: Session, desk: Desk, request: Request, by: Actor) -> bool:
    case = requests.case_of(session, request, zone=desk.zone)
    return may_see(case, by) and handles(case, by)


def _there(session: Session, voice: Voice, desk: Desk, found: Identity) -> str:
    papers = [voice(f"proof-{file.paper}") for file in identities.papers_of(session, found.id)]
    return voice(
        "officer-identity",
        number=voice("identity-nik" if found.kind != "legal" else "identity-decree", number=found.masked),
        papers=", ".join(dict.fromkeys(papers)),
        date=voice.short_date(desk.today(found.given_at)),
    )


def citizen_lines(session: Session, voice: Voice, desk: Desk, request: Request) -> list[str]:
    """Whether one's own has arrived."""
    found = identities.of_request(session, request.id or 0)
    if found is None:
        return []
    return [voice("card-identity", date=voice.short_date(desk.today(found.given_at)))]


def until(voice: Voice, desk: Desk, now: datetime) -> str:
    """Until when a link that is made now can be opened."""
    return voice.moment(now + good_for(desk), desk.zone)
