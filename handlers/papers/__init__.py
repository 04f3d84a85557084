"""Papers that can be printed: `make` reads a request and lays it out as an A4 PDF.

Only the process that prints imports this (bot/printing.py): fpdf2 is large.
"""

from datetime import datetime

from sqlmodel import Session

from handlers.desk import Desk
from handlers.papers import answer, receipt
from handlers.papers.sheet import Sheet
from handlers.voice import LANGUAGES, voice_of
from storage import requests

PAPERS = ("receipt", "answer")


class PaperError(Exception):
    """A paper that cannot be made: its kind is unknown, or there is nothing to print on it yet."""


def make(session: Session, desk: Desk, paper: str, request_id: int, now: datetime) -> bytes:
    """The PDF of `paper` ("receipt" or "answer") about a request, printed at `now` (aware).

    It is Indonesian, as official papers are (UU 24/2009 Ps 27); a translation follows for an applicant of
    another language. Raises PaperError.
    """
    request = requests.get(session, request_id)
    if paper not in PAPERS:
        raise PaperError(f"there is no paper {paper!r}")
    if request is None:
        raise PaperError(f"there is no request {request_id}")
    given = requests.given_answer(session, request_id)
    if paper == "answer" and given is None:
        raise PaperError(f"request {request_id} has not been answered")
    voices = [voice_of(LANGUAGES[0])]
    if request.language in LANGUAGES[1:]:
        voices.append(voice_of(request.language))
    title = f"{voices[0](f'sheet-{paper}-title')} {request.number}"
    sheet = Sheet(title=title, language=LANGUAGES[0], made=now)
    for voice in voices:
        if paper == "receipt":
            receipt.write(session, sheet, voice, desk, request, now)
        elif given is not None:
            answer.write(session, sheet, voice, desk, request, given, now)
    return bytes(sheet.output())
