"""Three `ppid serve` behind one door, on one PostgreSQL; the one that sends is killed."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.testing import FakeTelegram
from storage.store import Store, open_store
from storage.tables import Inbox, Lease, Outbox, Request
from tests.test_kill import FILING, NURSERY, ROOT, Citizen, Serve, _rows

pytestmark = pytest.mark.postgres

HASTY = """
from bot import lease
lease.SECONDS, lease.MARGIN, lease.RENEW = 1.5, 0.5, 0.2
gc.collect()
"""
CHATS = range(501, 507)
KILLED_AT = 5  # step of the filing


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """As in test_kill, but a death is noticed sooner."""
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", NURSERY.replace("gc.collect()\n", HASTY, 1)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        yield process
        assert process.stdin is not None
        process.stdin.close()


@asynccontextmanager
async def door(ports: list[str]) -> AsyncIterator[str]:
    """A proxy that gives each request to the next process; its address."""
    turn = cycle(ports)
    async with aiohttp.ClientSession() as client:

        async def pass_on(request: web.Request) -> web.Response:
            body = await request.read()
            try:
                url = f"http://{next(turn)}{request.path}"
                async with client.post(url, data=body, headers=dict(request.headers)) as answer:
                    return web.Response(status=answer.status, body=await answer.read())
            except aiohttp.ClientError:
                return web.Response(status=502)

        app = web.Application()
        app.router.add_post("/{path:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


async def test_three_serve_one_database_and_the_one_that_sends_is_killed(
    nursery: subprocess.Popen[str], postgres_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        fake = await stack.enter_async_context(FakeTelegram())
        three = [Serve(nursery, fake, tmp_path, webhook=True) for _ in range(3)]
        url = await stack.enter_async_context(door([serve._env["LISTEN"] for serve in three]))
        store = open_store(postgres_url)
        stack.push_async_callback(store.aclose)
        for serve in three:
            serve._env |= {"DATABASE_URL": postgres_url, "PUBLIC_URL": url}
            serve.start()
            stack.push_async_callback(serve.kill)
        citizens = [Citizen(fake, chat) for chat in CHATS]

        await asyncio.gather(*(citizen.go(last=KILLED_AT) for citizen in citizens))
        sending = await who_sends(store, three)
        await sending.kill()
        await asyncio.gather(*(citizen.go(first=KILLED_AT) for citizen in citizens))
        await fake.taken(20)

        await all_sent(store)
        filed: list[Request] = await store.read(_rows, Request)
        letters: list[Outbox] = await store.read(_rows, Outbox)
        inbox: list[Inbox] = await store.read(_rows, Inbox)
    assert sorted(int(request.number[:3]) for request in filed) == list(range(1, len(CHATS) + 1))
    assert len({request.contact_id for request in filed}) == len(CHATS)
    assert {row.state for row in inbox} == {"done"}
    for citizen in citizens:
        said = [reply.text for reply in fake.sent(citizen.chat)]
        assert citizen.receipts() == 1
        assert len(said) - len(FILING) <= 1  # one may have been sent and not marked when it was killed
    assert len(letters) == len(CHATS) * len(FILING)


async def who_sends(store: Store, three: list[Serve]) -> Serve:
    """Whoever has the lease, which names its process."""
    [lease] = [row for row in await store.read(_rows, Lease) if row.name.startswith("sender")]
    return next(serve for serve in three if f":{serve._pid}:" in lease.owner)


async def all_sent(store: Store) -> None:
    for _ in range(500):
        if not any(row.state == "pending" for row in await store.read(_rows, Outbox)):
            return
        await asyncio.sleep(0.02)
    pytest.fail("letters are still waiting")
