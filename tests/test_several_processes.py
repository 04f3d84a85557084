"""Three `ppid serve` behind one door, on one PostgreSQL; the one that sends is killed."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.store import open_store
from storage.tables import Lease
from tests.citizens import Citizen
from tests.serves import Nursery, Serve, nursery_in, serving
from tests.storm import check, rows

pytestmark = pytest.mark.postgres

CHATS = range(501, 507)
KILLED_AT = 5  # step of the filing


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    with nursery_in(tmp_path) as process:
        yield process


async def test_three_serve_one_database_and_the_one_that_sends_is_killed(
    nursery: Nursery, postgres_url: str, tmp_path: Path
) -> None:
    async with serving(nursery, tmp_path, postgres_url, processes=3) as (fake, three):
        citizens = [Citizen(fake, chat) for chat in CHATS]
        await asyncio.gather(*(citizen.go(last=KILLED_AT) for citizen in citizens))

        await (await who_sends(postgres_url, three)).kill()
        await asyncio.gather(*(citizen.go(first=KILLED_AT) for citizen in citizens))

        twice = await check(fake, three, citizens)
    assert len(twice) <= len(CHATS)  # of each, one may have been sent and not marked


async def who_sends(url: str, three: list[Serve]) -> Serve:
    """Whoever has the lease, which names its process."""
    with closing(open_store(url)) as store:
        [lease] = [row for row in await store.read(rows, Lease) if row.name.startswith("sender")]
    return next(serve for serve in three if f":{serve.pid}:" in lease.owner)
