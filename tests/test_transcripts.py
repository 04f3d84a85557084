"""The conversations, word by word, as a person reads them."""

from pathlib import Path

import pytest

from bot.room import replay
from tests.rooms import room, wib

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_conversation_goes_as_it_was_written(path: Path, sqlite_url: str) -> None:
    written = path.read_text(encoding="utf-8")

    with room(sqlite_url) as people:
        spoken = replay(people, written, wib)

    assert spoken == written
