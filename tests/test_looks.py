"""What each platform's renderer makes of a message, as the demo's page is given it."""

from pathlib import Path

import orjson

from bot.channels.base import Outgoing, OutgoingFile
from bot.channels.limits import TELEGRAM_TEXT
from bot.channels.looks import Message, looks
from handlers.say import Option

YES_NO = (Option(data="1:a:yes", label="Ya"), Option(data="1:a:no", label="Tidak"))
PAPER = OutgoingFile(name="jawaban.pdf", mime="application/pdf", path=Path("jawaban.pdf"))
PHOTO = OutgoingFile(name="foto.jpg", mime="image/jpeg", ref="abc")


def a_message(text: str = "", file: int | None = None, keys: list[list[list[str]]] | None = None) -> Message:
    return {"text": text, "file": file, "keys": keys or [], "choices": None}


def test_two_short_choices_stand_side_by_side_on_telegram_and_below_each_other_on_whatsapp() -> None:
    found = looks(Outgoing(text="Betul?", options=YES_NO))

    yes, no = ["1:a:yes", "Ya"], ["1:a:no", "Tidak"]
    assert found["telegram"] == [a_message("Betul?", keys=[[yes, no]])]
    assert found["whatsapp"] == [a_message("Betul?", keys=[[yes], [no]])]


def test_a_fourth_choice_makes_a_list_of_whatsapps_buttons() -> None:
    labels = ("Ya", "Tidak", "Nanti", "Jelaskan dulu apa artinya ini")
    options = tuple(Option(data=f"1:a:{n}", label=label) for n, label in enumerate(labels))

    found = looks(Outgoing(text="Betul?", options=options, language="en"))

    [message] = found["whatsapp"]
    assert message["keys"] == [] and message["choices"] is not None
    assert message["choices"]["opens"] == "Choose"
    assert [row["data"] for row in message["choices"]["rows"]] == ["1:a:0", "1:a:1", "1:a:2", "1:a:3"]
    assert message["choices"]["rows"][-1]["description"] == labels[-1]
    assert sum(len(row) for row in found["telegram"][0]["keys"]) == 4


def test_files_are_messages_of_their_own_on_telegram_and_carry_the_text_on_whatsapp() -> None:
    found = looks(Outgoing(text="Jawaban.", files=(PAPER, PHOTO)))

    assert found["telegram"] == [a_message("Jawaban."), a_message(file=0), a_message(file=1)]
    assert found["whatsapp"] == [a_message("Jawaban.", file=0), a_message(file=1)]


def test_a_text_too_long_for_one_message_is_several_and_goes_over_the_socket() -> None:
    found = looks(Outgoing(text="Satu kalimat. " * 500, options=YES_NO))

    for messages in found.values():
        assert len(messages) > 1 and all(len(m["text"]) <= TELEGRAM_TEXT for m in messages)
        assert [bool(m["keys"] or m["choices"]) for m in messages] == [False] * (len(messages) - 1) + [True]
    assert orjson.loads(orjson.dumps(found)) == found
