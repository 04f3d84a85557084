"""What we say becomes calls within Telegram's limits."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.base import Outgoing, OutgoingFile
from bot.channels.cutting import cut
from bot.channels.limits import TELEGRAM_TEXT, units
from bot.channels.telegram.render import parts
from handlers.say import Option

PDF = OutgoingFile(name="surat.pdf", mime="application/pdf", path=Path("surat.pdf"))
PNG = OutgoingFile(name="foto papan.png", mime="image/png", path=Path("foto.png"))


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(data=f"d:k:{index}", label=label) for index, label in enumerate(labels))


def rows(labels: tuple[Option, ...]) -> list[list[str]]:
    [part] = parts(Outgoing(text="Pilih", options=labels))
    return [[button["text"] for button in row] for row in part.fields["reply_markup"]["inline_keyboard"]]


def test_a_short_text_is_one_plain_message_without_a_preview_of_links() -> None:
    [part] = parts(Outgoing(text="Lihat https://example.go.id <b>&*_"))

    assert part.method == "sendMessage"
    assert part.fields == {
        "text": "Lihat https://example.go.id <b>&*_",
        "link_preview_options": {"is_disabled": True},
    }


def test_nothing_to_say_is_no_call() -> None:
    assert parts(Outgoing(text=" \n ", options=options("Ya"))) == []


def test_buttons_stand_in_one_column_and_short_ones_in_pairs() -> None:
    assert rows(options("Perorangan saja", "Badan hukum Indonesia")) == [
        ["Perorangan saja"],
        ["Badan hukum Indonesia"],
    ]
    assert rows(options("Ya", "Tidak")) == [["Ya", "Tidak"]]
    assert rows(options("1", "2", "3", "Kembali ke menu utama", "4", "5")) == [
        ["1", "2"],
        ["3"],
        ["Kembali ke menu utama"],
        ["4", "5"],
    ]


def test_a_button_carries_its_data() -> None:
    [part] = parts(Outgoing(text="?", options=(Option(data="draft:42:ya", label="Ya"),)))

    assert part.fields["reply_markup"] == {
        "inline_keyboard": [[{"text": "Ya", "callback_data": "draft:42:ya"}]]
    }


def test_more_than_a_hundred_options_keep_a_hundred_buttons() -> None:
    assert sum(map(len, rows(options(*(str(n) for n in range(103)))))) == 100


def test_the_buttons_stand_under_the_last_of_several_texts_and_above_the_files() -> None:
    calls = parts(Outgoing(text="a " * 3000, options=options("Ya"), files=(PDF,)))

    assert [call.method for call in calls] == ["sendMessage", "sendMessage", "sendDocument"]
    assert ["reply_markup" in call.fields for call in calls] == [False, True, False]


def test_without_text_the_buttons_stand_under_the_last_file() -> None:
    calls = parts(Outgoing(text="", options=options("Ya"), files=(PDF, PNG)))

    assert ["reply_markup" in call.fields for call in calls] == [False, True]


def test_a_picture_is_shown_and_says_its_name_only_where_no_text_does() -> None:
    [_, told] = parts(Outgoing(text="Papan pengumuman:", files=(PNG,)))
    [untold] = parts(Outgoing(text="", files=(PNG,)))

    assert (told.method, told.fields, told.file) == ("sendPhoto", {}, PNG)
    assert untold.fields == {"caption": "foto papan.png"}


def test_a_paper_goes_as_a_document() -> None:
    [part] = parts(Outgoing(text="", files=(PDF,)))

    assert (part.method, part.file) == ("sendDocument", PDF)
    assert "caption" not in part.fields


@pytest.mark.parametrize("count", [4095, 4096])
def test_a_text_up_to_the_limit_stays_whole(count: int) -> None:
    assert list(cut("x" * count, TELEGRAM_TEXT, units)) == ["x" * count]


def test_an_emoji_counts_as_two() -> None:
    assert [len(piece) for piece in cut("🙏" * 2048, TELEGRAM_TEXT, units)] == [2048]
    assert [len(piece) for piece in cut("🙏" * 2049, TELEGRAM_TEXT, units)] == [2048, 1]


def test_a_sign_of_several_characters_is_not_torn_apart() -> None:
    [first, second] = cut("x" * 4095 + "👍🏽" + "y", TELEGRAM_TEXT, units)

    assert (first[-1], second) == ("x", "👍🏽y")


def test_a_text_is_cut_between_paragraphs_before_lines_sentences_and_words() -> None:
    assert list(cut("satu dua. tiga\n\nempat lima", 20, units)) == ["satu dua. tiga", "empat lima"]
    assert list(cut("satu dua. tiga\nempat lima", 20, units)) == ["satu dua. tiga", "empat lima"]
    assert list(cut("satu dua tiga. empat lima", 20, units)) == ["satu dua tiga.", "empat lima"]
    assert list(cut("satu dua tiga empat lima", 20, units)) == ["satu dua tiga empat", "lima"]


def test_a_paragraph_end_far_to_the_front_does_not_make_a_tiny_message() -> None:
    assert list(cut("ya\n\nsatu dua tiga empat lima", 20, units)) == ["ya\n\nsatu dua tiga", "empat lima"]


TEXTS = st.text(alphabet=st.sampled_from("ab .\n,🙏👍🏽\u200d\u0301é\t"), max_size=400) | st.text(
    max_size=400
)


@given(TEXTS, st.integers(2, 60))
@example("\ud83d lone", 60)
def test_the_pieces_lose_nothing_but_white_space_at_the_cuts(text: str, limit: int) -> None:
    pieces = list(cut(text, limit, units))

    sendable = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert all(1 <= units(piece) <= limit and piece == piece.strip() for piece in pieces)
    rest = sendable.strip()
    for piece, following in pairwise([*pieces, None]):
        assert piece is not None and rest.startswith(piece)
        rest = rest[len(piece) :].lstrip()
        assert bool(rest) == (following is not None)
    assert rest == ""


@given(st.text(min_size=20, max_size=60).map(lambda text: text * 200))
@settings(max_examples=30)
def test_long_texts_fit_the_real_limit(text: str) -> None:
    for part in parts(Outgoing(text=text)):
        assert units(part.fields["text"]) <= 4096
