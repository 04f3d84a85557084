"""Databases for whoever asks, each test's own and empty; and no log of any test may hold what is private."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from functools import partial
from pathlib import Path

import pytest

from storage.store import Store, open_store
from tests import databases
from tests.logs import private
from tests.postgres import Cluster
from tests.rooms import FILLED

# Many tests start processes: without compiled modules each of them imports for seconds.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


# A file runs in one worker, for the servers and browsers that its tests share. These are taken up first,
# the longest before all, so that no worker is left alone with a long one at the end.
LONG = (
    "test_demo_page",
    "test_acceptance_",
    "test_kill",
    "test_faults",
    "test_sweep",
    "test_app",
    "test_papers",
    "test_delivery",
    "test_several_processes",
    "test_migrations",
    "test_backup",
    "test_recalculation",
    "test_form_properties",
    "test_identity_page_browser",
    "test_reception_properties",
    "test_cli_",
    "test_transcripts",
    "test_sender",
    "test_leases",
    "test_store",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(
        key=lambda item: next((n for n, name in enumerate(LONG) if item.path.name.startswith(name)), 99)
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that logs a NIK or a token fails, whatever it is about."""
    report = yield
    if report.when == "teardown" and report.passed:
        logged = "\n".join(text for name, text in report.sections if "log" in name or "stderr" in name)
        if lines := list(private(logged)):
            report.outcome, report.longrepr = "failed", f"in its log: {lines}"
    return report


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Tell something that stands at the end of the run, whether the test passes or fails."""
    return partial(record_property, "told")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = [said for report in reports for name, said in report.user_properties if name == "told"]
    if lines:
        terminalreporter.section("told by the tests")
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture(scope="session", autouse=True)
def _databases() -> Iterator[None]:
    yield
    databases.close()


@pytest.fixture(scope="session")
def postgres() -> Cluster:
    return databases.cluster()


@pytest.fixture
def office_url(request: pytest.FixtureRequest) -> str:
    """An empty database of the kind that ROOMS names: sqlite, where it does not say postgres."""
    url: str = request.getfixturevalue(f"{databases.KIND}_url")
    return url


@pytest.fixture
def filled_url(tmp_path: Path) -> Iterator[str]:
    """One with the Kerinci pack, of the same kind."""
    with FILLED.copy(tmp_path / "ppid.db") as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ppid.db'}"


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A store on each kind of database."""
    opened = open_store(database_url)
    yield opened
    await opened.aclose()
