"""Becoming an officer, by a one-time code."""

from handlers.citizen import welcome
from handlers.talk import Talk
from kip.people import Role
from storage import officers, tallies


def join(talk: Talk, code: str) -> None:
    """Use an invitation; a wrong, used or old code says so, and nothing else happens."""
    if not tallies.may_try(talk.session, talk.person.address, now=talk.now):
        talk.say(talk.voice("code-too-often"), [talk.option("m:person", "menu-person")])
        return
    officer = officers.join(
        talk.session, code=code, contact=talk.person.id, name=talk.incoming.name, now=talk.now
    )
    if officer is None:
        tallies.wrong_code(talk.session, talk.person.address, now=talk.now)
        welcome.lost(talk, "join-refused")
        return
    talk.officers_changed()
    role = talk.voice(f"role-{officer.role}")
    agency = talk.desk.agency_name(officer.agency)
    key = "joined-admin" if officer.role == Role.ADMIN else "joined"
    talk.say(talk.voice(key, role=role, agency=agency), welcome.menu_options(talk))
