"""The code on a receipt by which its holder comes back to their request when the phone is gone."""

from sqlmodel import Session

from handlers.desk import Desk
from storage import codes, joins
from storage.tables import Request

LENGTH = 12  # characters: 59 bits


def code(session: Session, desk: Desk, request: Request) -> str:
    """The recovery code of a request, in groups. It is made anew from our secret, never kept; once a phone
    was reported lost, the codes of its owner's requests are other ones."""
    lost = joins.recoveries(session, request.contact_id) if request.contact_id is not None else 0
    about = ("recovery", str(desk.body["body"]["code"]), request.number, str(lost))
    return codes.grouped(codes.make(desk.secret, *about, length=LENGTH))
