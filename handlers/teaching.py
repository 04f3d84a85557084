"""Learning from those who know better than the suggestion: an officer who forwards, a citizen who picks."""

from handlers.talk import Talk
from storage import lessons


def correct(talk: Talk, text: str, agency: str, *, source: str, contact: int | None) -> None:
    """Keep that `agency` is right for `text`, a request of `contact`, unless it was suggested first anyway.

    `source`: "forward" by an officer, "pick" by the citizen.
    """
    desk = talk.desk
    first = desk.knowledge.rank(text, most=1)
    if first and first[0].code == agency:
        return
    lessons.keep(
        talk.session,
        body=desk.code,
        stems=desk.knowledge.about(text).stems,
        agency=agency,
        source=source,
        contact=contact,
        now=talk.now,
    )
