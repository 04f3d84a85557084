"""Telling the operator in chat that something needs a person: each thing once, with what to do.

What needs one stands as a task; here it is only said. Kinds have the copy `alert-<kind>`.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from handlers.desk import Desk
from handlers.say import Say
from handlers.telling import tell_contact
from handlers.voice import voice_of
from kip.people import Role
from storage import contacts, officers, tasks
from storage.tables import Task

KINDS = (
    "dead-letter",
    "failed-message",
    "broken-timer",
    "unattended",
    "unattended-objection",
    "template",
    "outbox-stuck",
    "disk-low",
    "store-away",
    "chain-broken",
)
MOST = 500  # tasks told of in one go
PAUSE = timedelta(hours=1)  # between two messages of the same kind: a storm is one message an hour


@dataclass(frozen=True, kw_only=True, slots=True)
class Operator:
    """Where somebody who runs the program is reached."""

    channel: str
    address: str
    language: str


def alert(session: Session, desk: Desk, now: datetime) -> int:
    """Tell whoever runs the program of the open tasks they do not know of; how many those were.

    Without an admin it is the PPID Utama; without either the tasks wait, and `ppid tasks` lists them.
    """
    told = _whom(session, desk, now)
    if not told:
        return 0
    kinds: dict[str, list[Task]] = defaultdict(list)
    for task in tasks.unalerted(session, KINDS, most=MOST):
        kinds[task.kind].append(task)
    said = 0
    for kind, waiting in kinds.items():
        last = tasks.last_alert(session, kind)
        if last is not None and now - last < PAUSE:
            continue
        for contact in told:
            voice = voice_of(contacts.language_of(session, contact))
            first = waiting[0].key
            text = voice(f"alert-{kind}", count=str(len(waiting)), id=first)
            tell_contact(session, contact, Say(text=f"{voice('alert')}\n\n{text}"), now=now)
        tasks.mark_alerted(session, waiting, now=now)
        said += len(waiting)
    return said


def operators(session: Session, desk: Desk, now: datetime) -> list[Operator]:
    """The same people, to be kept in mind for when the database is away."""
    found = []
    for contact in _whom(session, desk, now):
        language = contacts.language_of(session, contact)
        found += [
            Operator(channel=reach.channel, address=reach.value, language=language)
            for reach in contacts.addresses(session, contact)[:1]
            if reach.reachable
        ]
    return found


def _whom(session: Session, desk: Desk, now: datetime) -> list[int]:
    """Contacts: the admins, else the PPID Utama, else nobody."""
    found = officers.reachable(session, role=Role.ADMIN) or officers.reachable(
        session, role=Role.UTAMA, today=desk.today(now)
    )
    return list(dict.fromkeys(officer.contact_id for officer in found))
