"""What a sweep costs as timers pile up: `python -m bench.sweep [--rounds 7]`.

The real sweep over 1,000 due timers among 10,000 stored, and among 1,000,000: on SQLite as it runs in an
office, and on a PostgreSQL of its own (which is durable for nothing). Behind the due timers stand real
requests of real applicants, so every timer is looked at, said and marked. Each case has a process of its
own, and they take turns. Fails where a million costs over 20 % more than ten thousand, in time or memory.
"""

import argparse
import json
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import make_url, text
from sqlmodel import Session

from handlers import casework
from handlers.desk import Desk, open_desk
from handlers.sweep import sweep
from kip.people import Actor, Role
from storage import contacts, content, officers
from storage.migrate import upgrade
from storage.requests import Filing
from storage.store import Store, open_store
from tests import needs
from tests.postgres import Cluster, cluster

ROOT = Path(__file__).resolve().parents[1]
SECRET = b"a secret of the benchmarks, 32 bytes"
FILED = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Jakarta"))
NOW = datetime(2026, 11, 30, 8, tzinfo=ZoneInfo("Asia/Jakarta"))  # half the time of all has gone
DUE = 1_000
STORED = (10_000, 1_000_000)
MOST = 1.2  # times the smaller case

# As many more timers as are wanted: every second one said in the years before, the others due in the years
# to come. Nobody is behind them, because nobody is looked at before the day.
_FILL = {
    "sqlite": """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :more)
        INSERT INTO timer (subject, kind, due_at, fired_at) SELECT 'r' || (1000000 + i), 'late',
        strftime('%Y-%m-%d %H:%M:%S.000000+00:00', '2027-01-04', (i % 700 * (1 - i % 2 * 2)) || ' days'),
        CASE WHEN i % 2 THEN '2026-11-29 00:30:00.000000+00:00' END FROM n
        """,
    "postgresql": """
        INSERT INTO timer (subject, kind, due_at, fired_at) SELECT 'r' || (1000000 + i), 'late',
        timestamptz '2027-01-04' + (i % 700 * (1 - i % 2 * 2)) * interval '1 day',
        CASE WHEN i % 2 = 1 THEN timestamptz '2026-11-29' END FROM generate_series(1, :more) i
        """,
}
_RESET = (
    "DELETE FROM outbox",
    "DELETE FROM timer WHERE subject IN ('digest', 'calendar')",
    "UPDATE timer SET fired_at = NULL WHERE kind = 'halfway'",
)


def furnish(store: Store) -> None:
    """The pack, the officers above, and a thousand requests of as many people."""
    upgrade(store)
    store.transact_sync(content.load, content.read_pack(ROOT / "content" / "kerinci"), now=FILED)
    desk = store.read_sync(open_desk, secret=SECRET)
    store.transact_sync(_seat)
    for first in range(0, DUE, 100):
        store.transact_sync(_file, desk, range(first, first + 100))
    store.transact_sync(lambda session: session.execute(text("DELETE FROM outbox")))


def _seat(session: Session) -> None:
    for role in (Role.UTAMA, Role.ATASAN, Role.PELAKSANA):
        person = contacts.meet(session, channel="bench", account="1", value=role.value, at=FILED)
        code = officers.invite(session, agency="DISKOMINFO", role=role, now=FILED, hours=1)
        officers.join(session, code=code, contact=person.id, name=role.value, now=FILED)


def _file(session: Session, desk: Desk, numbers: range) -> None:
    agencies = list(desk.agencies)
    for number in numbers:
        person = contacts.meet(session, channel="bench", account="1", value=f"warga{number}", at=FILED)
        filing = Filing(
            draft=secrets.token_hex(4),
            contact=person.id,
            channel="bench",
            received_at=FILED,
            applicant_kind="person",
            applicant_name="Rina Marlina",
            applicant_address="Desa Siulak Gedang, Kecamatan Siulak",
            applicant_reach="chat",
            information="Daftar jalan kabupaten yang diperbaiki tahun 2025 beserta anggarannya",
            purpose="Penelitian",
            obtain="soft",
            deliver="chat",
            language="id",
        )
        by = Actor(role=Role.CITIZEN, id=person.id)
        agency = agencies[number % len(agencies)]
        casework.file_request(session, desk, filing, agency=agency, by=by, now=FILED)


def fill(store: Store, stored: int) -> None:
    """Timers up to `stored`, and the statistics that a database gathers in time."""
    store.transact_sync(_fill, stored)
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def _fill(session: Session, stored: int) -> None:
    have = session.execute(text("SELECT count(*) FROM timer")).scalar_one()
    session.execute(text(_FILL[session.get_bind().dialect.name]), {"more": stored - have})


# -- one case, in a process of its own ------------------------------------------------------------


def serve(url: str) -> None:
    """Sweep at every line of stdin; a line of JSON about it."""
    store = open_store(url)
    desk = store.read_sync(open_desk, secret=SECRET)
    for _ in sys.stdin:
        store.transact_sync(_reset)
        before = time.perf_counter()
        settled = []
        while count := store.transact_sync(sweep, desk, NOW):
            settled.append(count)
        seconds = time.perf_counter() - before
        letters = store.read_sync(lambda s: s.execute(text("SELECT count(*) FROM outbox")).scalar_one())
        assert (sum(settled), letters) == (DUE, DUE), (settled, letters)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(json.dumps({"seconds": seconds, "peak": peak}) + "\n")
        sys.stdout.flush()
    store.close()


def _reset(session: Session) -> None:
    for statement in _RESET:
        session.execute(text(statement))


class Case:
    """A database of one size, and the process that sweeps it."""

    def __init__(self, stored: int, process: subprocess.Popen[str]) -> None:
        self.stored = stored
        self.seconds: list[float] = []
        self.peak = 0.0  # MiB
        self._process = process

    def sweep(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        self.seconds.append(said["seconds"])
        self.peak = said["peak"]

    @property
    def cost(self) -> float:
        """Seconds of the quickest sweep: what else the machine does can only make one slower."""
        return min(self.seconds)


@contextmanager
def case(stored: int, url: str) -> Iterator[Case]:
    command = [sys.executable, "-m", "bench.sweep", "--serve", url]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Case(stored, process)
        assert process.stdin is not None
        process.stdin.close()


# -- all cases ------------------------------------------------------------------------------------


def measure(name: str, urls: dict[int, str], rounds: int) -> bool:
    """Sweep in turns and print; whether the large case holds its limits."""
    for stored, url in urls.items():
        with closing(open_store(url)) as store:
            fill(store, stored)
    with ExitStack() as stack:
        cases = [stack.enter_context(case(stored, url)) for stored, url in urls.items()]
        for _ in range(rounds):
            for one in cases:
                one.sweep()
    small, large = cases
    for one in cases:
        per_timer = one.cost / DUE * 1e6
        print(  # noqa: T201
            f"{name:<11} {one.stored:>9,} stored  {DUE:,} due  {one.cost * 1000:7.0f} ms a sweep"
            f" ({per_timer:.0f} us a timer)  peak {one.peak:.0f} MiB"
        )
    slower, bigger = large.cost / small.cost, large.peak / small.peak
    fits = slower <= MOST and bigger <= MOST
    print(  # noqa: T201
        f"{name:<11} a million against ten thousand: {slower:.2f} x the time, {bigger:.2f} x the memory"
        f"  {'ok' if fits else 'TOO MUCH'}"
    )
    return fits


def sqlite(folder: Path) -> dict[int, str]:
    """A furnished database for each size, by url."""
    first = folder / "furnished.db"
    with closing(open_store(f"sqlite:///{first}")) as store:
        furnish(store)
    return {size: f"sqlite:///{shutil.copy(first, folder / f'{size}.db')}" for size in STORED}


def postgres(server: Cluster, stack: ExitStack) -> dict[int, str]:
    """The same on a server."""
    furnished = stack.enter_context(server.database())
    with closing(open_store(furnished)) as store:
        furnish(store)
    name = make_url(furnished).database or ""
    return {size: stack.enter_context(server.database(name)) for size in STORED}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--serve", metavar="URL", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        fits = [measure("SQLite", sqlite(Path(folder)), arguments.rounds)]
    with cluster(needs.postgres()) as server, ExitStack() as stack:
        fits.append(measure("PostgreSQL", postgres(server, stack), arguments.rounds))
    return 0 if all(fits) else 1


if __name__ == "__main__":
    sys.exit(main())
