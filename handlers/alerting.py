"""Telling the operator in chat that something needs a person: each thing once, with what to do.

What needs one stands as a task; here it is only said. Kinds have the copy `alert-<kind>`.
"""

from collections import defaultdict
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


def alert(session: Session, desk: Desk, now: datetime) -> int:
    """Tell whoever runs the program of the open tasks they do not know of; how many those were.

    Without an admin it is the PPID Utama; without either the tasks wait, and `ppid tasks` lists them.
    """
    today = desk.today(now)
    told = officers.reachable(session, role=Role.ADMIN) or officers.reachable(
        session, role=Role.UTAMA, today=today
    )
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
        for contact in dict.fromkeys(officer.contact_id for officer in told):
            voice = voice_of(contacts.language_of(session, contact))
            first = waiting[0].key
            text = voice(f"alert-{kind}", count=str(len(waiting)), id=first)
            tell_contact(session, contact, Say(text=f"{voice('alert')}\n\n{text}"), now=now)
        tasks.mark_alerted(session, waiting, now=now)
        said += len(waiting)
    return said
