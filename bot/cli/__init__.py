"""The `ppid` command. Each file is one group of commands, and imports its tools only when it is called:
`ppid deadline` needs neither settings nor a database, and starts without them."""

import typer

from bot.cli import (
    audit,
    backup,
    content,
    database,
    deadline,
    explain,
    faq,
    holidays,
    identity,
    inbox,
    lessons,
    officer,
    outbox,
    publications,
    route,
    run,
    tasks,
    vault,
    whatsapp,
)
from bot.cli.terminal import voice

app = typer.Typer(
    name="ppid",
    help=voice("cli-help"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # they would show the values of variables, secrets as well
)
app.command("serve", help=voice("cli-help-serve"))(run.serve)
app.command("demo", help=voice("cli-help-demo"))(run.demo)
app.command("chat", help=voice("cli-help-chat"))(run.chat)
app.command("deadline", help=voice("cli-help-deadline"))(deadline.deadline)
app.command("explain", help=voice("cli-help-explain"))(explain.explain)
app.command("backup", help=voice("cli-help-backup"))(backup.backup)
app.command("restore", help=voice("cli-help-restore"))(backup.restore)
app.command("audit", help=voice("cli-help-audit"))(audit.audit)
app.command("route", help=voice("cli-help-route"))(route.route)
app.add_typer(content.app, name="content", help=voice("cli-help-content"))
app.add_typer(holidays.app, name="holidays", help=voice("cli-help-holidays"))
app.add_typer(faq.app, name="faq", help=voice("cli-help-faq"))
app.add_typer(publications.app, name="publications", help=voice("cli-help-publications"))
app.add_typer(lessons.app, name="lessons", help=voice("cli-help-lessons"))
app.add_typer(officer.app, name="officer", help=voice("cli-help-officer"))
app.add_typer(inbox.app, name="inbox", help=voice("cli-help-inbox"))
app.add_typer(outbox.app, name="outbox", help=voice("cli-help-outbox"))
app.add_typer(tasks.app, name="tasks", help=voice("cli-help-tasks"))
app.add_typer(identity.app, name="identity", help=voice("cli-help-identity"))
app.add_typer(vault.app, name="vault", help=voice("cli-help-vault"))
app.add_typer(whatsapp.app, name="whatsapp", help=voice("cli-help-whatsapp"))
app.add_typer(database.app, name="db", help=voice("cli-help-db"))


def main() -> None:
    app()
