"""Who `bench.throughput` measures: the peers of bench/peers, and the product as it is served."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.rig.processes import Bot, Place, free_port
from handlers.voice import voice_of

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content" / "kerinci"
PEERS = ROOT / "bench" / "peers"
VENV = ROOT / ".bench"
TOKEN = "123456:AAFakeFakeFakeFakeFakeFakeFakeFakeFak"
SECRET = "a_secret_of_the_benchmark"
KEY = "a secret of the benchmarks, 32 bytes"
SAID = voice_of("id")
CHATS = 200
THINK = 0.5  # seconds; 200 people then ask for less than any of the bots can do

PEER_STEPS = [
    ["/start", "nama"],
    ["Rina Marlina", "alamat"],
    ["Siulak Gedang, Siulak", "telepon"],
    ["0812 0000 0000", "Informasi"],
    ["Daftar jalan yang diperbaiki tahun 2025", "Untuk apa"],
    ["Penelitian", "memperolehnya"],
    ["[Salinan digital]", "dikirim"],
    ["[Lewat chat ini]", "dinas"],
    ["Dinas PUPR", "periksa"],
    ["[Kirim permohonan]", "Nomor"],
]


def product_steps() -> list[list[str]]:
    """The filing as a citizen does it, with what each reply must hold."""
    return [
        ["/start", SAID("welcome", body="*").partition("*")[0].strip()],
        ["ajukan", SAID("ask-kind")],
        [f"[{SAID('kind-person')}]", SAID("ask-name-person")],
        ["Rina Marlina", SAID("ask-address")],
        ["Siulak Gedang, Siulak", SAID("ask-reach")],
        ["0812 0000 0000", SAID("ask-information").splitlines()[0]],
        ["Daftar jalan kabupaten yang diperbaiki tahun 2025", SAID("button-done")],
        [SAID("button-done"), SAID("ask-purpose")],
        ["Penelitian tentang jalan", SAID("ask-obtain")],
        [f"[{SAID('obtain-soft')}]", SAID("ask-deliver")],
        [f"[{SAID('deliver-chat')}]", SAID("ask-agency")],
        ["1", SAID("review").splitlines()[0]],
        ["kirim", "/PPID/"],
    ]


@dataclass(frozen=True, kw_only=True)
class Contender:
    """Somebody who is measured. `processes`: how many share the work, behind any proxy."""

    name: str
    told: str
    start: Callable[["Place"], list["Bot"]]
    steps: list[list[str]]
    platform: str = "telegram"
    think: float = 0.0  # seconds that a citizen takes before an answer, on average

    def plan(self, bots: Sequence[Bot], **rest: Any) -> dict[str, Any]:
        """What bench.rig.load is told."""
        return {
            "platform": self.platform,
            "webhooks": [bot.url for bot in bots],
            "secret": SECRET,
            "steps": self.steps,
            "chats": CHATS,
            "think": self.think,
            **rest,
        }


def _peer(script: str) -> Callable[[Place], list[Bot]]:
    def start(place: Place) -> list[Bot]:
        port = free_port()
        env = {
            "PEER_TOKEN": TOKEN,
            "PEER_API": place.api,
            "PEER_PORT": str(port),
            "PEER_FOLDER": str(place.folder),
            "PEER_SECRET": SECRET,
            "PEER_REDIS": place.redis,
        }
        url = f"http://127.0.0.1:{port}"
        return [
            Bot(
                words=[str(VENV / "bin" / "python"), str(PEERS / script)],
                env=env,
                folder=place.folder,
                url=f"{url}/telegram/webhook",
                ready=url,
            )
        ]

    return start


def _product(
    *, processes: int = 1, postgres: bool = False, whatsapp: bool = False
) -> Callable[[Place], list[Bot]]:
    def start(place: Place) -> list[Bot]:
        database = ""
        if postgres:
            assert place.server is not None
            database = place.stack.enter_context(place.server.database())
        bots = []
        for _ in range(processes):
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            env = {
                "PYTHONPATH": str(ROOT),
                "SECRET_KEY": KEY,
                "DATA_DIR": str(place.folder),
                "DATABASE_URL": database,
                "CONTENT_DIR": str(CONTENT),
                "LISTEN": f"127.0.0.1:{port}",
                "PUBLIC_URL": url,
                "TELEGRAM_API_URL": place.api,
            }
            if whatsapp:
                env |= {
                    "WHATSAPP_TOKEN": "a-token",
                    "WHATSAPP_PHONE_NUMBER_ID": "1001",
                    "WHATSAPP_APP_SECRET": SECRET,
                    "WHATSAPP_VERIFY_TOKEN": SECRET,
                    "WHATSAPP_API_URL": f"{place.api}/v26.0",
                }
            else:
                env |= {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": SECRET}
            path = "/whatsapp/webhook" if whatsapp else "/telegram/webhook"
            bots.append(
                Bot(
                    words=[sys.executable, "-m", "bench.rig.desk"],
                    env=env,
                    folder=place.folder,
                    url=f"{url}{path}",
                    ready=f"{url}/readyz",
                )
            )
        for words in (
            ["db", "upgrade"],
            ["content", "load", str(CONTENT)],
        ):  # as an administrator does before the opening
            command = [sys.executable, "-m", "bot.cli", *words]
            subprocess.run(
                command, cwd=place.folder, env=os.environ | bots[0].env, check=True, stdout=subprocess.DEVNULL
            )
        return bots

    return start


def contenders() -> list[Contender]:
    mine = product_steps()
    return [
        Contender(
            name="floor",
            told="aiohttp + orjson + sqlite3, group commit FULL",
            start=_peer("floor.py"),
            steps=PEER_STEPS,
        ),
        Contender(
            name="ptb",
            told="python-telegram-bot, ConversationHandler + pickle",
            start=_peer("ptb_conversation.py"),
            steps=PEER_STEPS,
        ),
        Contender(
            name="aiogram",
            told="aiogram 3, FSM on Redis",
            start=_peer("aiogram_redis.py"),
            steps=PEER_STEPS,
        ),
        Contender(
            name="orm",
            told="python-telegram-bot, an async ORM transaction an update",
            start=_peer("ptb_orm.py"),
            steps=PEER_STEPS,
        ),
        Contender(name="ppid", told="ppid-bot, SQLite FULL", start=_product(), steps=mine),
        Contender(
            name="ppid-calm",
            told=f"ppid-bot, SQLite FULL, people who think for {THINK} s",
            start=_product(),
            steps=mine,
            think=THINK,
        ),
        Contender(
            name="ppid-pg",
            told="ppid-bot, two processes on PostgreSQL",
            start=_product(processes=2, postgres=True),
            steps=mine,
        ),
        Contender(
            name="ppid-wa",
            told="ppid-bot, SQLite FULL, WhatsApp",
            start=_product(whatsapp=True),
            steps=mine,
            platform="whatsapp",
        ),
    ]
