"""The conversations, word by word, as a person reads them, and as each platform shows them."""

from functools import cache
from pathlib import Path

import pytest

from bot.room import replay
from handlers.say import Say
from tests.renderers import PLATFORMS, Look, problems
from tests.rooms import room, wib

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))

each_transcript = pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)


@cache
def replayed(path: Path) -> tuple[str, list[Say]]:
    """The transcript as it goes today, and all that anybody was told in it."""
    with room() as people:
        spoken = replay(people, path.read_text(encoding="utf-8"), wib)
        return spoken, [say for told in people.heard.values() for say in told]


@each_transcript
def test_the_conversation_goes_as_it_was_written(path: Path) -> None:
    spoken, _ = replayed(path)

    assert spoken == path.read_text(encoding="utf-8")


@cache
def shown(path: Path, platform: str) -> list[tuple[Say, list[Look]]]:
    """All that anybody was told, as they saw it there."""
    return [(say, PLATFORMS[platform](say)) for say in replayed(path)[1]]


@each_transcript
@pytest.mark.parametrize("platform", PLATFORMS)
def test_all_that_is_said_can_be_shown_and_answered_on_every_platform(path: Path, platform: str) -> None:
    seen = shown(path, platform)

    assert [f"{say.text[:60]!r}: {what}" for say, looks in seen for what in problems(say, looks)] == []


@each_transcript
def test_a_message_of_the_transcripts_is_one_message_of_whatsapp_but_for_its_files(path: Path) -> None:
    """Each message is charged there, and the order of two is not kept."""
    seen = shown(path, "whatsapp")

    assert [say.text[:60] for say, looks in seen if len(looks) > 1 + len(say.files)] == []
