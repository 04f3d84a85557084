"""The whole office in one sealed file: its database and every file that belongs to it.

    made = make(url, data_dir, Path("ppid.backup"), key=key, now=now)    # while others write
    with unpacked(Path("ppid.backup"), key, beside=data_dir) as office:  # proven whole, or BackupError
        put(office, data_dir / "ppid.db", data_dir, force=False, now=now)

Inside is a tar: `ppid.db`, which is SQLite whatever the office runs on, the files as they lie in DATA_DIR,
and last `manifest.json`, which has the hash of each.
"""

import hashlib
import io
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import orjson
from sqlalchemy import make_url

from storage import copying
from storage.migrate import upgrade
from storage.sealed_stream import MARK, BrokenSeal, SealedReader, SealedWriter
from storage.store import Store, open_store

DATABASE, MANIFEST = "ppid.db", "manifest.json"
STAGING = ".ppid-"  # begins the names of our temporary folders in DATA_DIR
PASSING = ("papers",)  # folders of DATA_DIR that are made anew when wanted
REPLACEABLE = frozenset({"agency", "alembic_version", "content", "counter", "publication", "timer"})
_STEP = 1 << 20  # bytes


class BackupError(Exception):
    """A backup that cannot be made, is not whole, or must not be put here.

    `problem` says which, as the end of a copy key; `detail` what exactly.
    """

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a backup holds."""

    made_at: str  # ISO, UTC
    schema: str
    secret: str  # `secret_mark` of the office
    rows: dict[str, int]  # by table
    files: dict[str, str] = field(default_factory=dict)  # SHA-256 by name in the tar
    size: int = 0  # bytes of all files


@dataclass(frozen=True, kw_only=True, slots=True)
class Unpacked:
    """A backup that was opened and proven."""

    folder: Path
    manifest: Manifest

    @property
    def database(self) -> Path:
        return self.folder / DATABASE


def secret_mark(secret: bytes) -> str:
    """Tells one SECRET_KEY from another, and nothing else of it."""
    return hashlib.sha256(b"ppid backup\0" + secret).hexdigest()[:16] if secret else ""


# -- making one -----------------------------------------------------------------------------------


def make(url: str, data_dir: Path, out: Path, *, key: bytes, secret: bytes, now: datetime) -> Manifest:
    """Write a backup of the office to `out`, which must not exist. The office may go on meanwhile: all rows
    are of one moment, and every file they speak of is there. Raises BackupError, CopyError, or OSError."""
    if out.exists():
        raise BackupError("exists", str(out))
    data_dir.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=STAGING, dir=data_dir) as staging:
            database = Path(staging) / DATABASE
            _snapshot(url, database)
            schema, rows = _facts(database)
            manifest = Manifest(
                made_at=now.isoformat(timespec="seconds"),
                schema=schema,
                secret=secret_mark(secret),
                rows=rows,
            )
            with _private(beside) as file, SealedWriter(file, key) as sealed:
                manifest = _fill(sealed, manifest, database, data_dir)
            beside.replace(out)
            _sync_folder(out.parent)
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def _snapshot(url: str, to: Path) -> None:
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        if not Path(str(where.database)).exists():
            raise BackupError("nothing", str(where.database))
        with closing(sqlite3.connect(str(where.database))) as live, closing(sqlite3.connect(to)) as copy:
            live.execute("PRAGMA query_only = ON")
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, and no more
        return
    store = open_store(f"sqlite:///{to}")
    try:
        upgrade(store)
        with copying.reading(url) as source, store.engine.begin() as target:
            copying.copy_rows(source, target)
    finally:
        store.close()
    with closing(sqlite3.connect(to)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")


def _facts(database: Path) -> tuple[str, dict[str, int]]:
    """The schema's revision and the rows of each table, of a sound database; raises BackupError."""
    with closing(sqlite3.connect(database)) as connection:
        try:
            wrong = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
            if wrong or connection.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupError("database", wrong[0] if wrong else "foreign_key_check")
            named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            names = [row[0] for row in connection.execute(named + " ORDER BY name")]
            known = "alembic_version" in names
            revision = (
                connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
            )
            counted = {n: connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names}
        except sqlite3.DatabaseError as error:
            raise BackupError("database", str(error)) from error
    return (revision[0] if revision else ""), counted


def _fill(sealed: SealedWriter, manifest: Manifest, database: Path, data_dir: Path) -> Manifest:
    hashes: dict[str, str] = {}
    size = 0
    with tarfile.open(fileobj=sealed, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
        for path, name in [(database, DATABASE), *_belongings(data_dir)]:
            try:
                file = path.open("rb")
            except FileNotFoundError:  # erased since it was listed
                continue
            with file:
                read = _Hashing(file)
                entry = tar.gettarinfo(arcname=name, fileobj=file)
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = ""
                entry.mode = 0o600
                tar.addfile(entry, read)
                hashes[name], size = read.digest, size + entry.size
        made = Manifest(**asdict(manifest) | {"files": hashes, "size": size})
        content = orjson.dumps(asdict(made))
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    return made


def _belongings(data_dir: Path) -> Iterator[tuple[Path, str]]:
    """Every file of the office but its database, with its name in the tar."""
    for folder, names, files in os.walk(data_dir):
        inside = Path(folder).relative_to(data_dir)
        names[:] = sorted(
            n for n in names if not n.startswith(STAGING) and (inside / n).as_posix() not in PASSING
        )
        for name in sorted(files):
            path = Path(folder) / name
            ours = inside == Path() and (name.startswith((".", DATABASE)) or _is_sealed(path))
            if path.is_file() and not path.is_symlink() and path.suffix != ".part" and not ours:
                yield path, (inside / name).as_posix()


def _is_sealed(path: Path) -> bool:
    """A backup that lies in DATA_DIR itself."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self._hash.update(content)
        return content

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner reads, on the disk when the block ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A rename is only on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- opening one ----------------------------------------------------------------------------------


@contextmanager
def unpacked(file: Path, key: bytes, *, beside: Path) -> Iterator[Unpacked]:
    """The backup in a folder of its own inside `beside`, gone afterwards; proven to the last byte, and its
    database sound, before the block begins. Raises BackupError, or OSError."""
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=STAGING, dir=beside) as staging:
        folder = Path(staging)
        with file.open("rb") as raw:
            try:
                manifest = _take_out(SealedReader(raw, key), folder)
            except BrokenSeal as error:
                raise BackupError("seal", str(error)) from error
            except (tarfile.TarError, ValueError, TypeError, KeyError) as error:
                raise BackupError("content", type(error).__name__) from error
        if _facts(folder / DATABASE) != (manifest.schema, manifest.rows):
            raise BackupError("content", DATABASE)
        yield Unpacked(folder=folder, manifest=manifest)


def _take_out(sealed: SealedReader, folder: Path) -> Manifest:
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    stream = io.BufferedReader(sealed, _STEP)
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for entry in tar:
            name = PurePosixPath(entry.name)
            content = tar.extractfile(entry)
            if content is None or name.is_absolute() or ".." in name.parts:
                raise BackupError("content", entry.name)
            if entry.name == MANIFEST:
                manifest = Manifest(**orjson.loads(content.read()))
            else:
                found[entry.name] = _write(content, folder / name)
    while stream.read(_STEP):  # to the end, which proves that nothing was cut off
        pass
    if manifest is None or found != manifest.files:
        raise BackupError("content", MANIFEST)
    return manifest


def _write(content: IO[bytes], path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    read = _Hashing(content)
    with _private(path) as out:
        while piece := read.read(_STEP):
            out.write(piece)
    return read.digest


# -- putting one in place -------------------------------------------------------------------------


def put(office: Unpacked, database: Path, data_dir: Path, *, force: bool, now: datetime) -> Path | None:
    """A backup in the place of a SQLite file and a folder: files first, the database in one step after them.

    The database that was there is kept beside it, under the name that is returned. Raises BackupError, and
    then nothing is changed, where it is in use, or without `force` where it holds an office.
    """
    old = None
    if database.exists():
        _may_go(database, force=force)
        let_go(database)
        old = database.with_name(f"{database.name}.lama-{now:%Y%m%d-%H%M%S}")
    _put_files(office, data_dir)
    if old is not None:
        os.link(database, old)  # so that there is always one of both under the name
        for log in ("-wal", "-shm", "-journal"):  # of a broken one; it would be played onto the new
            with suppress(FileNotFoundError):
                database.with_name(database.name + log).replace(old.with_name(old.name + log))
    database.parent.mkdir(parents=True, exist_ok=True)
    _hand_over(office.database, data_dir)
    office.database.replace(database)
    _sync_folder(database.parent)
    return old


def put_rows(office: Unpacked, store: Store, data_dir: Path, *, force: bool) -> None:
    """A backup into a database that is no file, in one transaction, and a folder. Raises as `put`."""
    upgrade(store)
    url = f"sqlite:///{office.database}"
    staged = open_store(url)
    try:
        upgrade(staged)  # the backup may be older than the program
    finally:
        staged.close()
    with copying.reading(url) as source, store.engine.begin() as target:
        _refuse_full(copying.counts(target), force=force)
        copying.copy_rows(source, target, clear=True)
        _put_files(office, data_dir)


def _put_files(office: Unpacked, data_dir: Path) -> None:
    """The files, each whole or not at all. What lies there besides stays."""
    names = [name for name in office.manifest.files if name != DATABASE]
    for name in names:
        path = data_dir / name
        for folder in reversed(path.parents):
            if data_dir in folder.parents and not folder.exists():
                folder.mkdir()
                _hand_over(folder, data_dir)
        _hand_over(office.folder / name, data_dir)
        (office.folder / name).replace(path)
    for folder in {(data_dir / name).parent for name in names}:
        _sync_folder(folder)


def _hand_over(path: Path, data_dir: Path) -> None:
    """To whom DATA_DIR belongs: the administrator may restore as root what runs as somebody else."""
    if os.geteuid() == 0:
        owner = data_dir.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _may_go(database: Path, *, force: bool) -> None:
    try:
        rows = _facts(database)[1]
    except BackupError as error:
        if not force:
            raise BackupError("there-broken", error.detail) from error
    else:
        _refuse_full(rows, force=force)


def _refuse_full(rows: dict[str, Any], *, force: bool) -> None:
    """What only comes from a content pack may be replaced."""
    full = [f"{name} {count}" for name, count in rows.items() if count and name not in REPLACEABLE]
    if full and not force:
        raise BackupError("full", ", ".join(full))


def let_go(path: Path) -> None:
    """Make sure that nobody has a SQLite file open: then all is in the file itself. Raises BackupError."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
                raise BackupError("in-use", str(path))
    except sqlite3.OperationalError as error:
        raise BackupError("in-use", str(path)) from error
    except sqlite3.DatabaseError:  # it is no database any more
        return
