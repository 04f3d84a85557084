import io
import logging
import sys
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog

from bot.journal import journal
from bot.log import set_up_logging
from storage.trace import traced
from tests.logs import logging_put_back

TOKEN = "123456:AAFakeFakeFakeFakeFakeFakeFakeFakeFak"
KEY = 'kunci "rahasia" \\ untuk uji coba 1234'


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    with logging_put_back():
        yield


@pytest.fixture(params=[True, False], ids=["terminal", "json"])
def terminal(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_outside_a_terminal_every_line_is_json(capsys):
    set_up_logging("INFO", terminal=False)

    logging.getLogger("bot.sender").info("sent %s", 7, extra={"letter": 7})
    structlog.get_logger("bot.app").warning("slow", seconds=3)

    plain, structured = lines(capsys)
    assert (plain["event"], plain["level"], plain["logger"], plain["letter"]) == (
        "sent 7",
        "info",
        "bot.sender",
        7,
    )
    assert (structured["event"], structured["level"], structured["seconds"]) == ("slow", "warning", 3)
    assert plain["timestamp"].endswith("Z")


def test_in_a_terminal_lines_are_read_by_people(capsys):
    set_up_logging("INFO", terminal=True)

    logging.getLogger("bot.sender").info("sent", extra={"letter": 7})

    said = capsys.readouterr().err
    assert "sent" in said
    assert "letter=7" in said
    assert "\x1b" not in said


def test_what_is_bound_to_the_context_is_in_lines_of_either_kind(capsys):
    set_up_logging("INFO", terminal=False)

    with structlog.contextvars.bound_contextvars(cause=41):
        logging.getLogger("bot").info("one")
        structlog.get_logger().info("two")

    assert [line["cause"] for line in lines(capsys)] == [41, 41]


def test_every_line_of_whatever_way_carries_the_id_of_what_it_came_of(capsys):
    set_up_logging("INFO", terminal=False)

    with traced("4f1d0c9a7e"):
        logging.getLogger("bot").warning("one")
        journal.write("message", channel="telegram", ms=3.1)
    journal.write("letter", tries=1)

    one, message, letter = lines(capsys)
    assert one["trace"] == message["trace"] == "4f1d0c9a7e"
    assert (message["event"], message["level"], message["channel"], message["ms"]) == (
        "message",
        "info",
        "telegram",
        3.1,
    )
    assert message["timestamp"].endswith("Z") and "trace" not in letter


def test_the_journal_is_silent_above_info_and_before_anything_is_set_up(capsys):
    journal.write("message", kind="text")
    set_up_logging("WARNING", terminal=False)
    journal.write("message", kind="text")

    assert lines(capsys) == []


def test_a_journal_that_cannot_be_written_stops_nothing(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logging("INFO", terminal=False)
    stream.close()

    journal.write("message", kind="text")


def test_what_is_short_enough_to_be_harmless_in_the_journal_is_looked_at_otherwise(capsys, terminal):
    set_up_logging("INFO", secrets=["pendek"], terminal=terminal)

    journal.write("letter", result="pendek", notice=TOKEN)
    journal.write("letter", result="1501014107900001")
    journal.write("letter", tries=1501014107900001)

    said = capsys.readouterr().err
    assert said.count("[rahasia]") == 1 and said.count("[token]") == 1
    assert "150101410790" not in said


def test_no_token_gets_through_in_whatever_way_it_came(capsys, terminal):
    set_up_logging("INFO", secrets=[KEY], terminal=terminal)
    log = logging.getLogger("httpcore.connection")
    address = f"https://api.telegram.org/bot{TOKEN}/sendMessage"

    log.warning("POST %s", address)
    log.warning("POST", extra={"url": address, "key": KEY})
    structlog.get_logger().warning("POST", url=address, fields={"key": KEY})
    try:
        raise ConnectionError(f"cannot reach {address} with {KEY}")
    except ConnectionError as error:
        log.exception("failed: %s", error)
    log.warning("stack", stack_info=True, extra={"k": [KEY]})

    said = capsys.readouterr().err
    assert said.count("[token]") >= 5
    assert "FakeFake" not in said
    assert "ConnectionError" in said
    assert "kunci" not in said


def test_metas_tokens_are_taken_out_and_words_that_begin_like_one_are_not(capsys, terminal):
    set_up_logging("INFO", terminal=terminal)

    logging.getLogger().warning("Bearer EAAGm0PX4ZCpsBAKZCFakeFakeFake of EAAFOOD")

    said = capsys.readouterr().err
    assert "[token]" in said and "EAAFOOD" in said
    assert "FakeFake" not in said


def test_a_secret_that_looks_like_no_token_is_taken_out_as_well(capsys, terminal):
    set_up_logging("INFO", secrets=["123456:TEST-TOKEN", "", "rahasia-webhook"], terminal=terminal)

    logging.getLogger().info("set %s", "rahasia-webhook for 123456:TEST-TOKEN")

    said = capsys.readouterr().err
    assert "[rahasia] for [rahasia]" in said


def test_the_program_s_last_words_are_clean_too(capsys, terminal):
    set_up_logging("ERROR", terminal=terminal)

    try:
        raise RuntimeError(f"bot{TOKEN}")
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)

    said = capsys.readouterr().err
    assert "RuntimeError" in said
    assert "FakeFake" not in said


def test_libraries_that_log_every_call_are_quiet(capsys):
    set_up_logging("INFO", terminal=False)

    for name in ("httpx", "aiohttp.access", "apscheduler.executors.default"):
        logging.getLogger(name).info("GET / 200")
        logging.getLogger(name).warning("slow")

    assert [line["event"] for line in lines(capsys)] == ["slow", "slow", "slow"]


def test_the_level_is_kept_by_both_ways_of_logging(capsys):
    set_up_logging("ERROR", terminal=False)

    logging.getLogger("bot").warning("one")
    structlog.get_logger().warning("two")
    logging.getLogger("httpx").warning("three")

    assert lines(capsys) == []


def test_time_of_day_and_numbers_are_left_alone(capsys):
    set_up_logging("INFO", terminal=False)

    logging.getLogger("bot").info("at 2026-11-23 09:00:00 port 127.0.0.1:8080 request 12:ok")

    assert lines(capsys)[0]["event"] == "at 2026-11-23 09:00:00 port 127.0.0.1:8080 request 12:ok"
