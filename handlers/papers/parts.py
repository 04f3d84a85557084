"""What both papers say alike: the frame, the applicant, how it is to be received."""

from collections.abc import Iterable
from datetime import datetime

from babel.dates import format_date
from sqlmodel import Session

from handlers.desk import Desk
from handlers.papers.sheet import Frame, Sheet
from handlers.voice import LANGUAGES, Voice
from storage import files
from storage.tables import Request

REACH_CHAT, REACH_NONE = "chat", "-"  # what the forms keep for "by this chat" and "none"


def begin(sheet: Sheet, voice: Voice, desk: Desk, request: Request, *, paper: str, now: datetime) -> None:
    """Letterhead and title; a translation says that it is one."""
    office = desk.office
    reach = voice("sheet-phone", phone=str(office["phone"]))
    if office.get("email"):
        reach += voice("sheet-email", email=str(office["email"]))
    title = voice(f"sheet-{paper}-title")
    sheet.begin(
        Frame(
            body=desk.name,
            unit=voice("sheet-unit"),
            lines=tuple(
                line for line in (str(office.get("name", "")), str(office["address"]), reach) if line
            ),
            running=voice("sheet-running", title=title, number=request.number),
            page=voice("sheet-page", page="{page}", pages="{pages}"),
            printed=voice("sheet-printed", at=voice.moment(now, desk.zone)),
        )
    )
    number = voice("sheet-number", number=request.number)
    sheet.headline(title, [number, voice(f"sheet-{paper}-basis")])
    if voice.language != LANGUAGES[0]:
        sheet.fine_print(voice("sheet-translation"))


def applicant(sheet: Sheet, voice: Voice, request: Request) -> None:
    """Name, address, contact: what Ps 22(2) has recorded."""
    kind = said(voice, "sheet-kind", request.applicant_kind)
    name = voice("sheet-name", name=request.applicant_name, kind=kind) if request.applicant_name else ""
    sheet.row(voice("sheet-label-name"), name)
    sheet.row(voice("sheet-label-address"), request.applicant_address)
    sheet.row(voice("sheet-label-reach"), reach(voice, request))


def reach(voice: Voice, request: Request) -> str:
    """The phone or e-mail the person gave, or the chat they wrote from."""
    if request.applicant_reach == REACH_CHAT:
        return voice("sheet-by-chat", channel=channel(voice, request))
    return voice("sheet-none") if request.applicant_reach == REACH_NONE else request.applicant_reach


def channel(voice: Voice, request: Request) -> str:
    """How the request came in."""
    return said(voice, "sheet-channel", request.channel)


def obtain(voice: Voice, request: Request) -> str:
    return said(voice, "sheet-obtain", request.obtain)


def deliver(voice: Voice, request: Request) -> str:
    """The way the applicant wants to receive it; empty where it is looked at on the spot."""
    if request.deliver == "chat":
        return voice("sheet-by-chat", channel=channel(voice, request))
    return said(voice, "sheet-deliver", request.deliver) if request.deliver else ""


def file_names(session: Session, ids: Iterable[int]) -> list[str]:
    """The names of stored files, in order."""
    found = (files.get(session, id) for id in ids)
    return [row.name for row in found if row is not None]


def numbered(names: Iterable[str]) -> str:
    """Names beneath each other, numbered."""
    return "\n".join(f"{number}. {name}" for number, name in enumerate(names, start=1))


def said(voice: Voice, prefix: str, value: str) -> str:
    """The copy of a stored code; the code itself where there is none (a channel of later days)."""
    key = f"{prefix}-{value}"
    return voice(key) if voice.has(key) else value


def place_and_date(voice: Voice, desk: Desk, at: datetime) -> str:
    """The place is written in by hand, unless the content pack names it ([office] place)."""
    place = str(desk.office.get("place", "")) or voice("sheet-place")
    return voice("sheet-place-date", place=place, date=_date(voice, desk, at))


def _date(voice: Voice, desk: Desk, at: datetime) -> str:
    return format_date(desk.today(at), "d MMMM y", locale=voice.language)


def end(sheet: Sheet, voice: Voice, request: Request) -> None:
    """Where some letters could not be printed, that is said."""
    if sheet.lost:
        sheet.fine_print(voice("sheet-lost", number=request.number))
