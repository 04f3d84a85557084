"""The bot's token reaches the platform and nothing else."""

import asyncio
import logging
import sys
from pathlib import Path

import pytest

from bot.channels.base import FetchError, OutgoingFile, Part
from bot.channels.telegram import CallFailed, RedactToken, TelegramChannel
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


def _record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("x", logging.ERROR, __file__, 1, message, args, info)


def test_the_filter_takes_tokens_out_of_messages_arguments_tracebacks_and_stacks() -> None:
    redact, formatter = RedactToken(), logging.Formatter()
    try:
        raise RuntimeError(f"POST https://api.telegram.org/bot{TOKEN}/getMe")
    except RuntimeError:
        error = sys.exc_info()[1]
    record = _record("calling %s", f"https://api.telegram.org/bot{TOKEN}/getMe", error=error)
    record.stack_info = f"Stack: {TOKEN}"

    assert redact.filter(record)

    shown = formatter.format(record)
    assert SECRET not in shown
    assert "calling https://api.telegram.org/bot123456:[token]/getMe" in shown
    assert "RuntimeError: POST" in shown


def test_the_filter_takes_out_a_given_token_that_does_not_look_like_one() -> None:
    record = _record("token=hemat")

    RedactToken("hemat", "").filter(record)

    assert record.getMessage() == "token=[token]"


def test_the_filter_leaves_other_lines_and_their_arguments_alone() -> None:
    record = _record("%d of %s at 10:30:00", 3, "PPID-2026-000017")

    RedactToken().filter(record)

    assert (record.msg, record.args) == ("%d of %s at 10:30:00", (3, "PPID-2026-000017"))
