"""Files: a row that knows where the bytes lie, and a folder that keeps them by their SHA-256."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from storage.tables import StoredFile

FILE_LIMIT = 20 * 1024 * 1024  # bytes; what Telegram lets a bot download (Bot API, getFile)


class FileStore:
    """The folder. A file is whole or absent: written beside, then renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Write the bytes and give their SHA-256 (hex)."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(f".{os.getpid()}.part")
            with beside.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(path)
        return digest

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def expect(
    session: Session,
    *,
    contact: int | None,
    channel: str,
    account: str,
    ref: str,
    name: str,
    mime: str,
    size: int,
    now: datetime,
) -> int:
    """Note a file that lies with the platform, to be fetched; its id."""
    row = StoredFile(
        contact_id=contact,
        channel=channel,
        account=account,
        ref=ref,
        name=name[:120],
        mime=mime[:120],
        size=size,
        created_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def get(session: Session, id: int) -> StoredFile | None:
    return session.get(StoredFile, id, populate_existing=True)


def waiting(session: Session, *, most: int) -> list[StoredFile]:
    """Files not fetched yet, oldest first."""
    wanted = select(StoredFile).where(StoredFile.state == "remote").order_by(col(StoredFile.id)).limit(most)
    return list(session.exec(wanted))


def mark_kept(session: Session, id: int, *, sha256: str, size: int, mime: str = "") -> None:
    """Its bytes are here; `mime` is what they are, whatever the platform said."""
    row = session.get(StoredFile, id)
    if row is not None:
        row.state, row.sha256, row.size, row.mime = "kept", sha256, size, mime or row.mime
        session.add(row)
        session.flush()


def mark_lost(session: Session, id: int) -> None:
    """The platform no longer has it, or it is too large."""
    row = session.get(StoredFile, id)
    if row is not None and row.state == "remote":
        row.state = "lost"
        session.add(row)
        session.flush()
