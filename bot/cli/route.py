"""`ppid route`: whose a request is, and what kind of ask, as the content pack has it; without a database."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.deadline import usual_content
from bot.cli.terminal import stop, voice

if TYPE_CHECKING:
    from handlers.knowledge.knowledge import Knowledge

SHOWN = 5
COLUMN = "text"  # of the file that is read
HEADER = (COLUMN, "kind", "first", "second", "third")
DISTRICTS = "KECAMATAN"  # the many districts, where one label is wanted for what any of them could answer


def route(
    text: Annotated[str | None, typer.Argument(metavar="TEKS", help=voice("cli-help-route-text"))] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="BERKAS", help=voice("cli-help-route-file"))
    ] = None,
    content: Annotated[
        Path | None, typer.Option(envvar="CONTENT_DIR", metavar="FOLDER", help=voice("cli-help-calendar"))
    ] = None,
) -> None:
    if (text is None) is (file is None):
        stop("cli-route-what", status=2)
    lines = None if file is None else list(_texts(file))
    knowledge = _knowledge(content or usual_content())
    if text is not None:
        _explain(knowledge, text)
    if lines is not None:
        out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
        out.writerow(HEADER)
        out.writerows(_row(knowledge, line) for line in lines)


def _knowledge(folder: Path) -> "Knowledge":
    from handlers.knowledge.knowledge import Knowledge
    from handlers.knowledge.ranking import Subject
    from storage.content import ContentError, read_agencies

    try:
        agencies = read_agencies(folder)
    except ContentError as error:
        stop("cli-content-wrong", folder=str(folder), lines=error.problems)
    return Knowledge(
        Subject(
            code=one["code"],
            name=one["name"],
            tasks=one["tasks"],
            keywords=tuple(one["keywords"]),
            kind=one["kind"],
            external=one["external"],
        )
        for one in agencies
    )


def _explain(knowledge: "Knowledge", text: str) -> None:
    """Codes, best first, each with its score and the words that led there; the kind, on standard error."""
    insight = knowledge.about(text)
    words = ", ".join(insight.kind.words) or "-"
    print(voice("cli-route-kind", kind=insight.kind.ask.value, words=words), file=sys.stderr)
    for match in insight.ranked[:SHOWN]:
        print(f"{match.code}\t{match.score:.2f}\t{', '.join(match.words)}")
    if not insight.ranked:
        print(voice("cli-route-nothing"), file=sys.stderr)


def _row(knowledge: "Knowledge", text: str) -> list[str]:
    insight = knowledge.about(text)
    found = list(dict.fromkeys(_label(knowledge, match.code) for match in insight.ranked))[:3]
    return [" ".join(text.split()), insight.kind.ask.value, *found, *[""] * (3 - len(found))]


def _label(knowledge: "Knowledge", code: str) -> str:
    return DISTRICTS if knowledge.subject(code).kind == "kecamatan" else code


def _texts(file: Path) -> Iterator[str]:
    """The column `text` of a file of tab-separated values."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.DictReader(opened, delimiter="\t")
            if COLUMN not in (rows.fieldnames or ()):
                stop("cli-route-column", file=str(file), column=COLUMN)
            for row in rows:
                yield row[COLUMN] or ""
    except OSError as error:
        stop("cli-route-unreadable", file=str(file), error=str(error.strerror))
    except (UnicodeDecodeError, csv.Error) as error:
        stop("cli-route-unreadable", file=str(file), error=str(error))
