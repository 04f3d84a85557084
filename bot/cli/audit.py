"""`ppid audit`: whether the history is whole; 1 where it is not."""

import re
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.database import opened, settings_for
from bot.cli.terminal import say, stop, voice

SHOWN = 20
_KEPT = re.compile(r"\b(?:[0-9a-f]{5}(?:-[0-9a-f]{5}){3}|[0-9a-f]{20,64})\b", re.IGNORECASE)


def audit(
    anchors: Annotated[str, typer.Option(metavar="SIDIK|BERKAS", help=voice("cli-help-anchors"))] = "",
) -> None:
    from sqlmodel import Session

    from storage import audit
    from storage.audit import Count, Fault

    settings = settings_for("replay")
    kept = _kept(anchors) if anchors else []
    count = Count()

    def look(session: Session) -> list[Fault]:
        return list(audit.audit(session, secret=settings.secret_key.get_secret_value().encode(), count=count))

    with opened(settings) as store:
        faults = store.read_sync(look)
    faults += audit.compare(count.hashes, kept)
    events, chains, made = str(count.events), str(count.chains), str(count.anchors)
    if not faults:
        say("cli-audit-whole", events=events, chains=chains, anchors=made)
        if kept:
            say("cli-audit-kept", count=str(len(kept)))
        return
    lines = [
        voice(f"cli-audit-{fault.kind}", subject=fault.subject, seq=str(fault.seq))
        for fault in faults[:SHOWN]
    ]
    if len(faults) > SHOWN:
        lines.append(voice("cli-audit-more", count=str(len(faults) - SHOWN)))
    stop("cli-audit-broken", lines=lines, events=events, chains=chains, anchors=made)


def _kept(said: str) -> list[str]:
    """The anchors in a file, such as messages that somebody kept, or the one that was typed."""
    path = Path(said)
    if path.is_file():
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            stop("cli-audit-file", file=said, error=str(error.strerror))
        found = list(dict.fromkeys(_KEPT.findall(text)))
    else:
        found = [said] if _KEPT.fullmatch(said) else []
    if not found:
        stop("cli-audit-no-anchor", status=2, value=said)
    return found
