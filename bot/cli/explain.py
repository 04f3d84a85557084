"""`ppid explain`: every deadline of a request or an objection, day by day."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.database import opened, settings_for
from bot.cli.terminal import say, stop, voice

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from handlers.explaining import Explained


def explain(
    number: Annotated[str, typer.Argument(metavar="NOMOR", help=voice("cli-help-explain-number"))],
) -> None:
    from bot.clock import Clock
    from handlers.desk import NoContent

    with opened(settings_for("command")) as store:
        try:
            found = store.read_sync(_explained, number, Clock().now())
        except NoContent:
            stop("cli-no-content")
    if found is None:
        stop("cli-explain-unknown-number", number=number)
    exact, explained = found
    print(exact, _due(explained))
    if not explained:
        say("explain-nothing")
    for one in explained:
        print(f"\n{one.text}")


def _due(explained: "tuple[Explained, ...]") -> str:
    """The date that counts now: of the answer as extended, of the response, or of the way onward."""
    from kip.clocks import ANSWER, EXTENSION, OBJECTION_ANSWER

    if not explained:
        return "-"
    owed = [e for e in explained if e.period in (ANSWER, EXTENSION, OBJECTION_ANSWER)]
    one = owed[-1] if owed else explained[0]
    return one.due.isoformat() if one.due else voice("cli-explain-waiting", year=str(one.waiting_for))


def _explained(session: "Session", typed: str, now: "datetime") -> "tuple[str, tuple[Explained, ...]] | None":
    """The number as it is written, and what runs; None where there is no such request or objection."""
    from handlers import explaining
    from handlers.desk import open_desk
    from kip.registration import find_numbers
    from storage import objections, requests

    desk = open_desk(session, secret=b"")  # nothing is signed here
    objected = find_numbers(typed, desk.objection_numbering.pattern)
    if objected is not None:
        objection = objections.by_number(session, objected)
        if objection is not None:
            return objected, explaining.of_objection(session, voice, desk, objection, now)
    asked = find_numbers(typed, desk.numbering.pattern)
    request = requests.by_number(session, asked) if asked is not None else None
    if asked is None or request is None:
        return None
    return asked, explaining.of_request(session, voice, desk, request, now)
