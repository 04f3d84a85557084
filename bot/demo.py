"""`make demo`: a citizen's phone and an officer's in the browser, with a clock that can be moved.

Everything is the real thing but the platform and the time: reception, storage, sender, the law. The
database is new at every start and thrown away at the end.
"""

import asyncio
import secrets
import signal
import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path

from aiohttp import web
from sqlmodel import Session

from bot.app import Office
from bot.channels.webchat import WebChatChannel
from bot.clock import DemoClock
from bot.printing import Printing
from bot.web.demo import DemoJump, DemoState, demo_routes, from_here
from bot.web.identity import Pages
from handlers.desk import Desk
from handlers.voice import voice_of
from kip.people import Role
from storage import contacts, content, officers, requests, timers
from storage.files import FileStore
from storage.migrate import upgrade
from storage.store import Store, StoreUnavailable, open_store
from storage.vault import KEY_BYTES, SealedFiles, Vault

OPENING = time(8)  # when a working day of the demo begins
FIRST = ("DISDIK", Role.PELAKSANA)  # the officer whose phone is shown first


class Control:
    """The demo's own controls: which officer's phone is shown, and the time."""

    def __init__(self, office: Office, store: Store, clock: DemoClock) -> None:
        self._office = office
        self._store = store
        self._clock = clock
        self._shown = FIRST

    async def state(self) -> DemoState:
        desk = await self._office.desks.current()
        agency, role = self._shown
        return {
            "now": self._clock.now().isoformat(),
            "date_text": _moment(desk, self._clock.now()),
            "agencies": [{"code": a.code, "name": a.name} for a in desk.agencies.values()],
            "officer": {"agency": agency, "role": role.value},
            "officers": [
                {"who": address(code, role), "agency": code, "role": role.value} for code, role in seats(desk)
            ],
            "body": desk.body["body"].get("short", desk.name),
        }

    async def choose_officer(self, agency: str, role: str) -> str:
        desk = await self._office.desks.current()
        chosen = (agency if role == Role.PELAKSANA else "", Role(role))
        if chosen not in seats(desk):
            raise LookupError(agency)
        self._shown = chosen
        return address(*chosen)

    async def jump(self, kind: str) -> DemoJump:
        desk = await self._office.desks.current()
        voice = voice_of("id")
        today = desk.today(self._clock.now())
        due = await self._store.read(_due_days)
        day = desk.calendar.next_working_day(today)
        if kind == "next_due":  # a reminder, a due day, a day late, the end of a window
            moment = await self._store.read(timers.next_due, after=desk.opening(today))
            day = desk.today(moment) if moment else today
        if day > today:
            self._clock.move_to(max(desk.opening(day), datetime.combine(day, OPENING, tzinfo=desk.zone)))
            await self._office.reminders.run()  # what has fallen due meanwhile is said at once
        if kind == "next_due" and day == today:
            text = voice("demo-nothing-due")
        else:
            late = sum(1 for waiting in due if waiting < day)
            text = voice("demo-jumped", date=voice.long_date(day), open=str(len(due)), late=str(late))
        now = self._clock.now()
        return {"now": now.isoformat(), "date_text": _moment(desk, now), "text": text}


def seats(desk: Desk) -> list[tuple[str, Role]]:
    """Every officer of the demo: one an agency, the PPID Utama, the Atasan PPID."""
    return [*((code, Role.PELAKSANA) for code in desk.agencies), ("", Role.UTAMA), ("", Role.ATASAN)]


def address(agency: str, role: Role) -> str:
    return f"petugas-{agency.lower()}" if role is Role.PELAKSANA else f"petugas-{role.value}"


def run(*, content_dir: Path, host: str, port: int) -> int:
    """Serve until stopped. Raises content.ContentError for a pack that cannot be loaded."""
    return asyncio.run(_run(content_dir, host, port))


async def _run(content_dir: Path, host: str, port: int) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    clock, secret = DemoClock(), secrets.token_bytes(32)
    with tempfile.TemporaryDirectory(prefix="ppid-demo-") as folder:
        url = f"sqlite:///{folder}/demo.db"
        store = open_store(url)
        try:
            await asyncio.to_thread(upgrade, store)
            await store.transact(content.load, content.read_pack(content_dir), now=clock.now())
            channel = WebChatChannel(clock=clock.now)
            files = FileStore(Path(folder) / "files")
            printing = Printing(url, secret, Path(folder) / "papers", clock)
            pages = Pages(
                vault=Vault({"demo": secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES)),
                files=SealedFiles(Path(folder) / "identity"),
                clock=clock,
                public_url=f"http://{host}:{port}",
                chat=lambda channel: "/",
            )
            office = Office(
                store=store,
                clock=clock,
                channels=[channel],
                secret=secret,
                files=files,
                print_paper=printing.print_paper,
                sealed=pages.files,
                pages=pages,
            )
            async with printing, office:
                await store.transact(_seat, await office.desks.current(), clock.now())
                channel.attach(office.intake.receive, unavailable=(StoreUnavailable,))
                await _serve(channel, Control(office, store, clock), pages, host, port, stop)
        finally:
            await store.aclose()
    return 0


async def _serve(
    channel: WebChatChannel, control: Control, pages: Pages, host: str, port: int, stop: asyncio.Event
) -> None:
    app = web.Application(client_max_size=32 * 1024 * 1024)
    app.add_routes([*demo_routes(channel, control), *from_here(pages.routes())])

    async def hang_up(app: web.Application) -> None:
        channel.close()

    app.on_shutdown.append(hang_up)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        ready = voice_of("id")("demo-ready", url=f"http://{host}:{port}")
        sys.stdout.write(ready + "\n")
        sys.stdout.flush()
        await stop.wait()
    finally:
        await runner.cleanup()


def _seat(session: Session, desk: Desk, now: datetime) -> None:
    """Let every officer of the demo have joined."""
    voice = voice_of("id")
    for agency, role in seats(desk):
        name = voice(f"demo-officer-{role.value}", agency=desk.agency_name(agency))
        person = contacts.meet(
            session, channel="web", account="demo", value=address(agency, role), at=now, name=name
        )
        code = officers.invite(session, agency=agency or desk.utama, role=role, now=now, hours=1)
        officers.join(session, code=code, contact=person.id, name=name, now=now)


def _due_days(session: Session) -> list[date]:
    return [r.due_on for r in requests.queue(session) if r.due_on is not None]


def _moment(desk: Desk, now: datetime) -> str:
    local = now.astimezone(desk.zone)
    voice = voice_of("id")
    return voice("demo-time", date=voice.long_date(local.date()), time=f"{local:%H.%M}")
