"""`kill -9` at random moments while many people file: 8 times, or with SOAK set a hundred times while 200 do.

What is counted stands at the end of the run. KILL_SEED=... replays the moments of a run that failed.
"""

import asyncio
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.citizens import FILING, INFORMATION, Citizen, Correspondent
from tests.serves import Nursery, nursery_in, serving, serving_whatsapp
from tests.storm import check, check_whatsapp, replies, storm

SOAK = bool(os.environ.get("SOAK"))
KILLS, FILINGS = (100, 200) if SOAK else (8, 16)
SEED = int(os.environ.get("KILL_SEED") or secrets.randbelow(10**6))
PATIENCE = 300.0 if SOAK else 60.0  # seconds
STORM = f"{KILLS} kills during {FILINGS} filings"
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
    told(f"Telegram, {kind}: KILL_SEED={SEED}")
    async with serving(nursery, tmp_path, url, processes=processes) as (fake, serves):
        citizens = [
            Citizen(fake, chat, wish=f"{FILING[INFORMATION][0]}, daftar {chat}", patience=PATIENCE)
            for chat in range(700000001, 700000001 + FILINGS)
        ]
        async with asyncio.TaskGroup() as group:
            for number, citizen in enumerate(citizens):
                group.create_task(citizen.go() if number % HASTY else citizen.rush())
            group.create_task(storm(fake, serves, kills=KILLS, among=FILINGS * len(FILING), seed=SEED))

        twice = sorted(await check(fake, serves, citizens), key=lambda one: one.before)
    told(f"Telegram, {kind}: {STORM}, {replies(fake)} replies, {len(twice)} came twice")
    if twice:
        median, longest = twice[len(twice) // 2].before, twice[-1].before
        told(f"  their sender was killed {median:.2f} s (median; at most {longest:.2f} s) after the first")


async def test_on_whatsapp_nothing_is_lost_and_nothing_sent_again_blindly(
    nursery: Nursery, office_url: str, tmp_path: Path, told: Callable[[str], None]
) -> None:
    told(f"WhatsApp: KILL_SEED={SEED}")
    letters = FILINGS * len(FILING)
    async with serving_whatsapp(nursery, tmp_path, office_url) as (fake, serve):
        async with asyncio.TaskGroup() as group:
            for number in range(FILINGS):
                group.create_task(Correspondent(fake, f"Warga {number}", patience=PATIENCE).go())
            # With each kill some replies are lost, and will not come.
            group.create_task(storm(fake, [serve], kills=KILLS, among=letters * 2 // 3, seed=SEED))
        await fake.taken(PATIENCE)

        doubts = await check_whatsapp(fake, serve, filings=FILINGS)
    told(f"WhatsApp: {STORM}, {letters} replies, {doubts} that nobody knows of")
