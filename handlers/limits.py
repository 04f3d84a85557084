"""How much one person may ask of the office in a day. Answers in a form are always kept."""

from handlers.talk import Talk
from storage import tallies

FILINGS_A_DAY = 20  # where the content pack says nothing else
TALKS_A_DAY = 10


def enough_filed(talk: Talk) -> str:
    """Why a request or an objection cannot be sent today any more; empty where it can."""
    most = talk.desk.policy_value("filings_a_day", FILINGS_A_DAY)
    filed = tallies.filed(talk.session, talk.person.id, since=talk.desk.midnight(talk.now))
    phone = str(talk.desk.office["phone"])
    return talk.voice("filed-enough", most=str(most), phone=phone) if filed >= most else ""


def enough_talked(talk: Talk) -> bool:
    """Whether as many messages were passed on to officers today as one person may send."""
    most = talk.desk.policy_value("talks_a_day", TALKS_A_DAY)
    return (
        tallies.opened(talk.session, talk.person.id, kind="talk", since=talk.desk.midnight(talk.now)) >= most
    )
