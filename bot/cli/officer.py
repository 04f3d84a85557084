"""`ppid officer`: who may act for which agency."""

import difflib
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.database import opened, settings_for, zone_of
from bot.cli.terminal import say, stop, voice, whole
from kip.people import Role

if TYPE_CHECKING:
    from storage.tables import Agency

app = typer.Typer(no_args_is_help=True)

NEAR = 5  # codes offered for one that is not known
HOURS = 72  # an invitation is good for, where the content pack does not say


@app.command(help=voice("cli-help-invite"))
def invite(
    code: Annotated[str, typer.Argument(metavar="KODE", help=voice("cli-help-agency"))],
    role: Annotated[str, typer.Option(metavar="PERAN", help=voice("cli-help-role"))],
    hours: Annotated[str | None, typer.Option(metavar="N", help=voice("cli-help-hours"))] = None,
) -> None:
    from datetime import timedelta

    from bot.clock import Clock
    from storage import agencies, content, officers

    chosen = role_named(role)
    valid = None if hours is None else whole(hours, "cli-bad-hours")
    settings = settings_for("command")
    with opened(settings) as store:
        known = [a for a in store.read_sync(agencies.all_of) if not a.external]
        if not known:
            stop("cli-no-content")
        agency = next((a for a in known if a.code == code.upper()), None)
        if agency is None:
            stop("cli-no-agency", status=2, code=code, lines=_near(code, known))
        if valid is None:
            policy = store.read_sync(content.value_of, "body").get("policy", {})
            valid = int(policy.get("invitation_hours", HOURS))
        zone = store.read_sync(zone_of, settings)
        now = Clock().now()
        invitation = store.transact_sync(
            officers.invite, agency=agency.code, role=chosen, now=now, hours=valid
        )
    say(
        "cli-invited",
        role=voice(f"cli-role-{chosen}"),
        agency=agency.name,
        until=voice.moment(now + timedelta(hours=valid), zone),
        code=invitation,
    )
    print(invitation)


@app.command("list", help=voice("cli-help-officers"))
def list_all() -> None:
    from storage import officers

    settings = settings_for("command")
    with opened(settings) as store:
        found = store.read_sync(officers.all_of)
        zone = store.read_sync(zone_of, settings)
    if not found:
        say("cli-no-officers")
    for officer in found:
        said = {
            "id": str(officer.id),
            "agency": officer.agency,
            "role": voice(f"cli-role-{officer.role}"),
            "name": officer.name,
            "since": voice.moment(officer.joined_at, zone),
        }
        if officer.revoked_at is None:
            say("cli-officer", **said)
        else:
            say("cli-officer-revoked", **said, until=voice.moment(officer.revoked_at, zone))


@app.command(help=voice("cli-help-revoke"))
def revoke(id: Annotated[int, typer.Argument(metavar="NOMOR", help=voice("cli-help-officer-id"))]) -> None:
    from bot.clock import Clock
    from storage import officers

    with opened(settings_for("command")) as store:
        if not store.transact_sync(officers.revoke, id, now=Clock().now()):
            stop("cli-no-officer", id=str(id))
    say("cli-revoked", id=str(id))


def role_named(value: str) -> Role:
    """An officer's role; otherwise the end."""
    roles = [role for role in Role if voice.has(f"cli-role-{role}")]
    if value not in roles:
        stop("cli-bad-role", status=2, value=value, roles=", ".join(roles))
    return Role(value)


def _near(code: str, known: "list[Agency]") -> list[str]:
    """Agencies that were perhaps meant, by code, short name or name; all of them where none is near."""
    spelled: dict[str, Agency] = {}
    for agency in known:
        spelled |= {text.upper(): agency for text in (agency.name, agency.short, agency.code)}
    near = difflib.get_close_matches(code.upper(), spelled, n=NEAR, cutoff=0.5)
    meant = list({spelled[text].code: spelled[text] for text in near}.values())
    return [voice("cli-near-agencies")] + [
        voice("cli-agency", code=a.code, name=a.name) for a in meant or known
    ]
