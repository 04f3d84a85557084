"""The bot's token reaches the platform and nothing else."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot.channels.base import FetchError, OutgoingFile, Part
from bot.channels.telegram import CallFailed, TelegramChannel
from bot.testing import FakeTelegram

TOKEN = "123456:AASecretSecretSecretSecretSecretSecre"
SECRET = TOKEN.split(":")[1]
SARI = 700000001
HALO = Part(method="sendMessage", fields={"text": "Halo"})


async def test_no_result_exception_or_log_line_holds_the_token_whatever_goes_wrong(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[object] = []
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"%PDF")
    file = OutgoingFile(name="a.pdf", mime="application/pdf", path=paper)
    upload = Part(method="sendDocument", fields={}, file=file)
    async with FakeTelegram(token=TOKEN) as fake:
        channel = TelegramChannel(TOKEN, fake.url, read_timeout=0.2)
        stranger = TelegramChannel(TOKEN + "x", fake.url)
        await fake.say(SARI, "Halo")
        said.append(await channel.send(str(SARI), HALO))
        said.append(await channel.send(str(SARI), upload))
        said.append(await stranger.send(str(SARI), HALO))
        fake.hang(method="sendMessage")
        said.append(await channel.send(str(SARI), HALO))
        for _ in range(2):
            fake.cut()
        said.append(await channel.send(str(SARI), upload))
        with pytest.raises(FetchError) as fetched:
            await channel.fetch("unknown")
        for broken in (channel, stranger):
            fake.refuse(404, "Not Found")
            with pytest.raises(CallFailed) as failed:
                await broken.identify()
            said += [failed.value, failed.getrepr(chain=True)]
        said += [fetched.value, fetched.getrepr(chain=True), channel, vars(channel)["_bot"]]
    said.append(await channel.send(str(SARI), HALO))  # the server is gone
    wrong = TelegramChannel(TOKEN, "nonsense://x y")
    said.append(await wrong.send(str(SARI), HALO))
    for each in (channel, stranger, wrong):
        await each.close()
    await asyncio.sleep(0)

    assert caplog.records, "the library logs its calls, so there is something to look at"
    for text in (caplog.text, *map(repr, said), *map(str, said)):
        assert SECRET not in text
