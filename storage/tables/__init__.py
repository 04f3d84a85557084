"""Every table. Personal data stands in few of them: `contact`, `address`, `request`, `event_payload`,
`draft`, `inbox`, `outbox`, `task`, `stored_file`, `lesson`; sealed, in `identity` and the files of
`identity_file`. Times are UTC; dates are dates of the body's zone.
"""

from storage.tables.anchors import Anchor, AnchorHead
from storage.tables.content import Agency, CalendarChange, Content, PublicationRow
from storage.tables.delivery import Delivery, Lease, OptIn, TemplateApproval
from storage.tables.history import Event, EventPayload, RunningClock, Timer
from storage.tables.identity import Identity, IdentityFile, IdentityLink, IdentityLook
from storage.tables.knowledge import LessonRow, Unanswered
from storage.tables.messages import Draft, Inbox, Outbox
from storage.tables.people import Address, AddressAlias, ChatLink, Contact, ContactJoin, Invitation, Officer
from storage.tables.requests import Counter, MaterialAsk, Objection, Request, RequestAnswer, RequestFile
from storage.tables.work import PlatformFile, StoredFile, Task

__all__ = [
    "Address",
    "AddressAlias",
    "Agency",
    "Anchor",
    "AnchorHead",
    "CalendarChange",
    "ChatLink",
    "Contact",
    "ContactJoin",
    "Content",
    "Counter",
    "Delivery",
    "Draft",
    "Event",
    "EventPayload",
    "Identity",
    "IdentityFile",
    "IdentityLink",
    "IdentityLook",
    "Inbox",
    "Invitation",
    "Lease",
    "LessonRow",
    "MaterialAsk",
    "Objection",
    "Officer",
    "OptIn",
    "Outbox",
    "PlatformFile",
    "PublicationRow",
    "Request",
    "RequestAnswer",
    "RequestFile",
    "RunningClock",
    "StoredFile",
    "Task",
    "TemplateApproval",
    "Timer",
    "Unanswered",
]
