"""`kill -9` at random moments while many people file: 8 times, or with SOAK set a hundred times while 200 do.

What is counted stands at the end of the run. KILL_SEED=... replays the moments of a run that failed.
"""

import asyncio
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.citizens import FILING, INFORMATION, Citizen
from tests.serves import Nursery, nursery_in, serving
from tests.storm import check, replies, storm

SOAK = bool(os.environ.get("SOAK"))
KILLS, FILINGS = (100, 200) if SOAK else (8, 24)
PATIENCE = 300.0 if SOAK else 60.0  # seconds
CHATS = range(700000001, 700000001 + FILINGS)
HASTY = 4  # every so manieth says everything at once

pytestmark = pytest.mark.timeout(1800 if SOAK else 120)


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery_in(tmp_path_factory.mktemp("nursery")) as process:
        yield process


@pytest.mark.parametrize(
    ("kind", "processes"), [("sqlite", 1), pytest.param("postgres", 2, marks=pytest.mark.postgres)]
)
async def test_killed_again_and_again_while_many_file(
    nursery: Nursery,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    told: Callable[[str], None],
    kind: str,
    processes: int,
) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    seed = int(os.environ.get("KILL_SEED") or secrets.randbelow(10**6))
    told(f"{kind}: KILL_SEED={seed}")
    async with serving(nursery, tmp_path, url, processes=processes) as (fake, serves):
        citizens = [
            Citizen(fake, chat, wish=f"{FILING[INFORMATION][0]}, daftar {chat}", patience=PATIENCE)
            for chat in CHATS
        ]
        async with asyncio.TaskGroup() as group:
            for number, citizen in enumerate(citizens):
                group.create_task(citizen.go() if number % HASTY else citizen.rush())
            group.create_task(storm(fake, serves, citizens, kills=KILLS, seed=seed))

        twice = await check(fake, serves, citizens)
    longest = max((one.before for one in twice), default=0.0)
    told(
        f"{kind}: {KILLS} kills, {FILINGS} filings, {replies(fake)} replies; {len(twice)} came twice, because"
        f" who sent them was killed at most {longest * 1000:.0f} ms after the first"
    )
