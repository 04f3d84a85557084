"""Our limits, against what Telegram's own documents and the client library say."""

import re

import pytest
from telegram import constants

from bot.channels import limits
from bot.channels.telegram.parse import ALLOWED_UPDATES
from bot.testing_methods import SIGNATURES
from tests.telegram_contract import schema


def said(method: str, parameter: str) -> str:
    fields = schema()["methods"][method]["fields"]
    return next(str(field["description"]) for field in fields if field["name"] == parameter)


def said_of(kind: str, name: str) -> str:
    return next(str(f["description"]) for f in schema()["types"][kind]["fields"] if f["name"] == name)


@pytest.mark.contracts
@pytest.mark.parametrize(
    ("method", "parameter", "limit"),
    [
        ("sendMessage", "text", limits.TELEGRAM_TEXT),
        ("sendDocument", "caption", limits.TELEGRAM_CAPTION),
        ("sendPhoto", "caption", limits.TELEGRAM_CAPTION),
        ("answerCallbackQuery", "text", limits.TELEGRAM_NOTE),
        ("setMyDescription", "description", limits.TELEGRAM_DESCRIPTION),
        ("setMyShortDescription", "short_description", limits.TELEGRAM_SHORT_DESCRIPTION),
    ],
)
def test_a_limit_is_what_the_bot_api_says(method: str, parameter: str, limit: int) -> None:
    assert re.search(rf"\b[01]-{limit} characters", said(method, parameter))


@pytest.mark.contracts
def test_the_other_limits_are_what_the_bot_api_says() -> None:
    assert f"1-{limits.TELEGRAM_BUTTON_DATA} bytes" in said_of("InlineKeyboardButton", "callback_data")
    assert f"At most {limits.TELEGRAM_COMMANDS} commands" in said("setMyCommands", "commands")
    assert f"1-{limits.TELEGRAM_COMMAND_DESCRIPTION} char" in said_of("BotCommand", "description")
    assert "1-32 characters" in said_of("BotCommand", "command")
    assert "1-256 characters" in said("setWebhook", "secret_token")
    assert f"1-{limits.TELEGRAM_POLL_BATCH}" in said("getUpdates", "limit")
    assert "20MB" in schema()["methods"]["getFile"]["description"][0]


def test_the_limits_are_those_of_the_client_library() -> None:
    assert limits.TELEGRAM_TEXT == constants.MessageLimit.MAX_TEXT_LENGTH
    assert limits.TELEGRAM_CAPTION == constants.MessageLimit.CAPTION_LENGTH
    assert limits.TELEGRAM_BUTTON_DATA == constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert limits.TELEGRAM_BUTTONS == constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert limits.TELEGRAM_NOTE == constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    assert limits.TELEGRAM_COMMANDS == constants.BotCommandLimit.MAX_COMMAND_NUMBER
    assert limits.TELEGRAM_COMMAND_DESCRIPTION == constants.BotCommandLimit.MAX_DESCRIPTION
    assert limits.TELEGRAM_DESCRIPTION == constants.BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
    assert limits.TELEGRAM_SHORT_DESCRIPTION == constants.BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    assert limits.TELEGRAM_PAYLOAD.fullmatch("a" * constants.MessageLimit.DEEP_LINK_LENGTH)
    assert not limits.TELEGRAM_PAYLOAD.fullmatch("a" * (constants.MessageLimit.DEEP_LINK_LENGTH + 1))


@pytest.mark.parametrize(("text", "length"), [("", 0), ("é", 1), ("\u0915\u093f", 2), ("🙏", 2), ("👍🏽", 4)])
def test_length_is_counted_in_utf16_units(text: str, length: int) -> None:
    assert limits.units(text) == length == len(text.encode("utf-16-le")) // 2


@pytest.mark.contracts
@pytest.mark.parametrize("method", SIGNATURES)
def test_the_fake_knows_exactly_the_parameters_that_the_method_has(method: str) -> None:
    fields = schema()["methods"][method].get("fields", [])
    required, optional = SIGNATURES[method]

    assert set(required.split()) == {field["name"] for field in fields if field["required"]}
    assert {*required.split(), *optional.split()} == {field["name"] for field in fields}


@pytest.mark.contracts
def test_the_updates_asked_for_exist() -> None:
    assert set(ALLOWED_UPDATES) <= {field["name"] for field in schema()["types"]["Update"]["fields"]}
