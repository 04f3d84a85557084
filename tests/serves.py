"""Real `ppid serve` processes that are started and killed as often as one likes, on a fake platform."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from pathlib import Path
from typing import IO

import aiohttp
from aiohttp import web

from bot.testing import FakeTelegram, FakeWhatsApp
from tests import needs
from tests.forks import Script
from tests.processes import free_port
from tests.test_intake import small_content

ROOT = Path(__file__).resolve().parents[1]
Nursery = subprocess.Popen[str] | Script

# Imports everything once and forks for every start: the processes that are killed are real, and quick. They
# notice a death sooner than they would in an office, and ask the platform to come again at once.
NURSERY = """
import gc, json, os, signal, sys
from pathlib import Path
from bot import lease
from bot.app import serve
from bot.channels.http_request import AiohttpRequest
from bot.log import set_up_logging
from bot.settings import load_settings
from bot.web import server
from handlers.voice import voice_of
from sqlalchemy.orm import configure_mappers
import psycopg
lease.SECONDS, lease.MARGIN, lease.RENEW = 1.5, 0.5, 0.2
server.RETRY_SECONDS = 0
configure_mappers()
voice_of("id"), voice_of("en")
{also}
gc.collect()
gc.freeze()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    child = os.fork()
    if not child:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.update(json.loads(line))
        AiohttpRequest.USER_AGENT = str(os.getpid())  # so that the fake knows who called
        settings = load_settings("serve", env_file=Path("no.env"))
        set_up_logging("INFO", secrets=settings.secrets)
        os._exit(serve(settings, pacing=lambda channel: None))
    sys.stdout.write(f"{child}\\n")
    sys.stdout.flush()
"""


# A disk that nobody else sees, and that goes with the last process that does.
MOUNT = 'mount -t tmpfs -o size=6m none "$0" && exec "$@"'


@contextmanager
def nursery_in(folder: Path, *, also: str = "", disk: Path | None = None) -> Iterator[Nursery]:
    """What its children say stands in `folder`/log. `also`: lines of Python that are run before they are
    forked. `disk`: a folder that is a small disk to them; from outside it is `seen_by(nursery, disk)`."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "DATABASE_URL": ""}
    code = NURSERY.replace("{also}", also)
    with (
        (folder / "log").open("w") as log,
        _on_a_disk(disk, code, folder=folder, env=env, log=log)
        if disk
        else Script(code, folder=folder, env=env, stderr=log) as process,
    ):
        while disk and seen_by(process, disk).stat().st_dev == folder.stat().st_dev:
            time.sleep(0.01)
        yield process
        assert process.stdin is not None
        process.stdin.close()


def _on_a_disk(
    disk: Path, code: str, *, folder: Path, env: Mapping[str, str], log: IO[str]
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*needs.UNSHARE, "sh", "-c", MOUNT, str(disk), sys.executable, "-c", code],
        cwd=folder,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )


def seen_by(nursery: Nursery, path: Path) -> Path:
    """What the children of the nursery find at `path`."""
    return Path(f"/proc/{nursery.pid}/root{path}")


class Serve:
    """One `ppid serve`, which listens at `listen`; `platforms` are the settings of those it is on."""

    def __init__(
        self, nursery: Nursery, folder: Path, url: str, *, listen: str, platforms: Mapping[str, str]
    ) -> None:
        self.url = url
        self.pid = 0
        self.killed: dict[str, float] = {}  # process id -> when, in the event loop's time
        self._nursery = nursery
        self.settings = {
            "DATABASE_URL": url,
            "SECRET_KEY": "a secret of the tests, long enough!",
            "DATA_DIR": str(folder),
            "CONTENT_DIR": str(small_content(folder / "content")),
            "LISTEN": listen,
            **platforms,
        }

    def start(self) -> None:
        assert self._nursery.stdin is not None and self._nursery.stdout is not None
        self._nursery.stdin.write(json.dumps(self.settings) + "\n")
        self._nursery.stdin.flush()
        self.pid = int(self._nursery.stdout.readline())

    async def kill(self) -> None:
        if self.pid:
            self.killed[str(self.pid)] = asyncio.get_running_loop().time()
            os.kill(self.pid, signal.SIGKILL)
            while _lives(self.pid):  # noqa: ASYNC110  # it is no child of ours
                await asyncio.sleep(0.005)
            self.pid = 0

    async def kill_and_start(self) -> None:
        await self.kill()
        self.start()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@asynccontextmanager
async def serving(
    nursery: Nursery, folder: Path, url: str, *, webhook: bool = True, processes: int = 1
) -> AsyncIterator[tuple[FakeTelegram, list[Serve]]]:
    """An office of so many processes on the database `url`; behind a proxy where there are several."""
    ports = [f"127.0.0.1:{free_port()}" for _ in range(processes)]
    async with (
        FakeTelegram() as fake,
        proxy(ports) as public,
        _started(nursery, folder, url, ports, _telegram(fake, public if webhook else "")) as serves,
    ):
        yield fake, serves


@asynccontextmanager
async def serving_whatsapp(
    nursery: Nursery, folder: Path, url: str
) -> AsyncIterator[tuple[FakeWhatsApp, Serve]]:
    """An office of one process, on a WhatsApp that has no limits and tells once of each message."""
    port = f"127.0.0.1:{free_port()}"
    async with (
        _fake_whatsapp(port) as fake,
        _started(nursery, folder, url, [port], _whatsapp(fake, port)) as [serve],
    ):
        yield fake, serve


@asynccontextmanager
async def serving_both(
    nursery: Nursery, folder: Path, url: str, *, processes: int = 1, **settings: str
) -> AsyncIterator[tuple[FakeTelegram, FakeWhatsApp, list[Serve]]]:
    """The same on both platforms at once."""
    ports = [f"127.0.0.1:{free_port()}" for _ in range(processes)]
    async with (
        proxy(ports) as public,
        FakeTelegram() as telegram,
        _fake_whatsapp(public) as whatsapp,
        _started(
            nursery,
            folder,
            url,
            ports,
            _telegram(telegram, public) | _whatsapp(whatsapp, public) | settings,
        ) as serves,
    ):
        yield telegram, whatsapp, serves


@asynccontextmanager
async def _fake_whatsapp(public: str) -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp() as fake:
        fake.statuses, fake.pair_rate, fake.throughput = ("delivered",), False, None
        fake.webhook(f"http://{public}/whatsapp/webhook")
        yield fake


def _telegram(fake: FakeTelegram, public: str) -> dict[str, str]:
    """By webhook where there is a public host and port, else by polling."""
    return {
        "TELEGRAM_TOKEN": fake.token,
        "TELEGRAM_API_URL": fake.url,
        "PUBLIC_URL": f"http://{public}" if public else "",
        "TELEGRAM_WEBHOOK_SECRET": "webhook-secret_1" if public else "",
    }


def _whatsapp(fake: FakeWhatsApp, public: str) -> dict[str, str]:
    return {
        "WHATSAPP_TOKEN": fake.token,
        "WHATSAPP_PHONE_NUMBER_ID": fake.phone_number_id,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": fake.business_account_id,
        "WHATSAPP_APP_SECRET": fake.app_secret,
        "WHATSAPP_VERIFY_TOKEN": fake.verify_token,
        "WHATSAPP_API_URL": fake.url,
        "PUBLIC_URL": f"http://{public}",
    }


@asynccontextmanager
async def _started(
    nursery: Nursery, folder: Path, url: str, ports: Sequence[str], platforms: Mapping[str, str]
) -> AsyncIterator[list[Serve]]:
    serves = [Serve(nursery, folder, url, listen=port, platforms=platforms) for port in ports]
    try:
        for serve in serves:
            serve.start()
        yield serves
    finally:
        for serve in serves:
            await serve.kill()


@asynccontextmanager
async def proxy(ports: Sequence[str]) -> AsyncIterator[str]:
    """Gives each request to the next process; its host and port. One process needs none."""
    if len(ports) == 1:
        yield ports[0]
        return
    turn = cycle(ports)
    async with aiohttp.ClientSession() as client:

        async def pass_on(request: web.Request) -> web.Response:
            body = await request.read()
            try:
                url = f"http://{next(turn)}{request.path}"
                async with client.post(url, data=body, headers=dict(request.headers)) as answer:
                    told = {name: answer.headers[name] for name in ("Retry-After",) if name in answer.headers}
                    return web.Response(status=answer.status, body=await answer.read(), headers=told)
            except aiohttp.ClientError:
                return web.Response(status=502)

        app = web.Application()
        app.router.add_post("/{path:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()
