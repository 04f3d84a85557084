"""`ppid publications`: the publication list (daftar informasi publik), from and to a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.database import opened, settings_for
from bot.cli.terminal import say, stop, voice, whole

if TYPE_CHECKING:
    from sqlmodel import Session

app = typer.Typer(no_args_is_help=True)

SHOWN = 50  # bad lines told at once

_File = Annotated[Path, typer.Argument(metavar="BERKAS", help=voice("cli-help-publications-file"))]
_Out = Annotated[Path | None, typer.Argument(metavar="BERKAS", help=voice("cli-help-publications-out"))]


@app.command(help=voice("cli-help-publications-load"))
def load(
    file: _File,
    replace: Annotated[bool, typer.Option("--replace", help=voice("cli-help-publications-replace"))] = False,
) -> None:
    from bot.clock import Clock
    from storage import publication_file, publications

    with opened(settings_for("command")) as store:
        names = publications.names_of(store.read_sync(_agencies))
        try:
            read = publication_file.read(file, names)
        except OSError as error:
            stop("cli-no-publications-file", file=str(file), error=str(error.strerror))
        except publication_file.PublicationFileError as error:
            lines = error.problems[:SHOWN]
            if len(error.problems) > SHOWN:
                lines.append(voice("cli-publications-more", count=str(len(error.problems) - SHOWN)))
            stop("cli-publications-wrong", file=str(file), lines=lines)
        loaded = store.transact_sync(publications.load, read.entries, now=Clock().now(), replace=replace)
        kept = len(store.read_sync(publications.all_of))
    counts = {name: str(getattr(loaded, name)) for name in ("new", "changed", "same")}
    say("cli-publications-loaded", **counts, kept=str(kept))
    for name in ("removed", "samples_removed", "samples_skipped"):
        if count := getattr(loaded, name):
            say(f"cli-publications-{name.replace('_', '-')}", count=str(count))
    if read.unused:
        say("cli-publications-unused", columns=", ".join(read.unused))


@app.command("list", help=voice("cli-help-publications-list"))
def list_all(
    agency: Annotated[str, typer.Option(metavar="KODE", help=voice("cli-help-agency"))] = "",
) -> None:
    from storage import publications

    with opened(settings_for("command")) as store:
        known = {code for code, _, _ in store.read_sync(_agencies)}
        found = store.read_sync(publications.all_of)
    if agency and agency.upper() not in known:
        stop("cli-no-agency", code=agency)
    shown = [one for one in found if not agency or one.agency == agency.upper()]
    if not shown:
        say("cli-no-publications")
    for one in shown:
        say(
            "cli-publication-sample" if one.sample else "cli-publication",
            id=str(one.id),
            agency=one.agency,
            year=str(one.year or "-"),
            category=one.category.replace("-", " "),
            title=one.title,
            link=one.link or "-",
        )


@app.command(help=voice("cli-help-publications-template"))
def template(file: _Out = None) -> None:
    from storage import publication_file

    with opened(settings_for("command")) as store:
        codes = [code for code, _, _ in store.read_sync(_agencies)]
    _write(publication_file.write([publication_file.example(codes[0])]), file)


@app.command(help=voice("cli-help-publications-export"))
def export(file: _Out = None) -> None:
    from storage import publication_file, publications

    with opened(settings_for("command")) as store:
        _write(publication_file.write(store.read_sync(publications.all_of)), file)


@app.command(help=voice("cli-help-publications-remove"))
def remove(
    id: Annotated[str, typer.Argument(metavar="NOMOR", help=voice("cli-help-publications-id"))],
) -> None:
    from bot.clock import Clock
    from storage import publications

    with opened(settings_for("command")) as store:
        gone = store.transact_sync(publications.remove, whole(id, "cli-no-publication-id"), now=Clock().now())
    if gone is None:
        stop("cli-no-publication", id=id)
    say("cli-publication-gone", title=gone.title)


def _agencies(session: "Session") -> list[tuple[str, str, str]]:
    """(code, name, short) of the body's own; ends the command where no content is loaded."""
    from storage import agencies

    found = [(a.code, a.name, a.short) for a in agencies.all_of(session) if not a.external]
    if not found:
        stop("cli-no-content")
    return found


def _write(text: str, file: Path | None) -> None:
    """To a new file, marked as UTF-8 for spreadsheets, or to standard output."""
    if file is None:
        sys.stdout.write(text)
        return
    try:
        with file.open("x", encoding="utf-8-sig", newline="") as out:
            out.write(text)
    except FileExistsError:
        stop("cli-file-exists", file=str(file))
    except OSError as error:
        stop("cli-cannot-write", file=str(file), error=str(error.strerror))
    say("cli-written", file=str(file))
