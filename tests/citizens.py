"""People who file a request on a fake platform, patiently or in a hurry."""

from functools import partial

import pytest

from bot.testing import FakeTelegram, FakeWhatsApp
from handlers.voice import voice_of
from tests.test_intake import ANI

SAID = voice_of("id")
GOES_ON = 4.0  # seconds
INFORMATION, LAST = 6, 12  # steps of the filing

# What a citizen sends, and what the answer must hold: a piece of its text, or the label of a button.
FILING = (
    ("/start", SAID("menu-file")),
    ("ajukan", SAID("ask-kind")),
    ("1", SAID("ask-name-person")),
    ("Rina Marlina", SAID("ask-address")),
    ("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach")),
    ("1", SAID("ask-information").splitlines()[0]),
    ("Saya minta daftar jalan yang diperbaiki tahun 2025", SAID("button-done")),
    ("selesai", SAID("ask-purpose")),
    ("Penelitian tentang jalan", SAID("ask-obtain")),
    ("1", SAID("ask-deliver")),
    ("1", SAID("ask-agency")),
    ("1", SAID("review")),
    ("Kirim permohonan", "/PPID/"),
)


class Citizen:
    """One chat that files a request. `wish`: what about, where it is not what everybody asks for."""

    def __init__(
        self, fake: FakeTelegram, chat: int = ANI, *, wish: str = FILING[INFORMATION][0], patience: float = 20
    ) -> None:
        self.fake = fake
        self.chat = chat
        self.wish = wish
        self._patience = patience  # seconds for one answer

    async def go(self, *, first: int = 0, last: int = len(FILING)) -> None:
        for step in range(first, last):
            await self.say(step)
            await self.hears(step)

    async def rush(self) -> None:
        """Say everything at once, as who knows the questions by heart."""
        self._before = 0
        for step in range(len(FILING)):
            await self._write(step)
        await self.hears(LAST)

    async def say(self, step: int) -> None:
        self._before = len(self.fake.state.chat(self.chat).sent)
        await self._write(step)

    async def hears(self, step: int) -> None:
        sent = self.fake.state.chat(self.chat).sent

        def heard() -> bool:
            return len(sent) > self._before and any(
                answers(step, reply.text, reply.labels) for reply in self.fake.sent(self.chat)[self._before :]
            )

        if not await self.fake.deliveries.until(heard, self._patience):
            said = [reply.text[:100] for reply in self.fake.sent(self.chat)]
            pytest.fail(f"no answer to {FILING[step]!r} in chat {self.chat}; heard {said}")

    def receipts(self) -> int:
        return sum("/PPID/" in reply.text for reply in self.fake.sent(self.chat))

    async def _write(self, step: int) -> None:
        await self.fake.say(self.chat, self.wish if step == INFORMATION else FILING[step][0])


class Correspondent:
    """One who files on WhatsApp: where no answer comes they go on after a while, as if they had seen it."""

    def __init__(self, fake: FakeWhatsApp, name: str, *, patience: float) -> None:
        self.fake = fake
        self.person = fake.person(name)
        self._patience = patience  # seconds for a message to be taken

    async def go(self) -> None:
        for step, (words, _) in enumerate(FILING):
            before = len(self.person.screens)
            said = await self.person.say(words)
            taken = partial(self._taken, said)
            assert await self.fake.deliveries.until(taken, self._patience), (self.person.name, step)
            await self.fake.deliveries.until(partial(self._hears, step, before), GOES_ON)

    def _taken(self, said: str) -> bool:
        waiting = [m["id"] for event in self.fake.deliveries.pending for m in event.value.get("messages", ())]
        return said not in waiting

    def _hears(self, step: int, before: int) -> bool:
        return any(answers(step, shown.text, shown.labels) for shown in self.person.screens[before:])


def answers(step: int, text: str, labels: list[str]) -> bool:
    wanted = FILING[step][1]
    return wanted in text or wanted in labels
