"""Where the platform keeps no order: which message answers the question that is open."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.room import Room
from handlers.incoming import Incoming, Kind, RemoteFile
from tests.rooms import room, wib

FILE = RemoteFile(ref="r", name="rumah.jpg", mime="image/jpeg", size=1000)


@pytest.fixture
def people() -> Iterator[Room]:
    """The name was asked at 09:00:20.7; what is written comes at 09:00:30.7."""
    with room() as opened:
        opened.direct("chat warga whatsapp +6281200000017 ID.17", wib)
        opened.at += timedelta(milliseconds=700)
        opened.speak("warga", "ajukan")
        opened.speak("warga", "1")
        opened.at += timedelta(seconds=10)
        yield opened


def write(people: Room, *, second: int, ordered: bool = False, **fields: Any) -> str:
    """A message stamped at 09:00 and so many seconds; the answer to it."""
    incoming = Incoming(
        channel="whatsapp",
        account="room",
        key=f"late{second}",
        at=wib("2026-11-23 09:00") + timedelta(seconds=second),
        address="+6281200000017",
        also=("ID.17",),
        ordered=ordered,
        **({"kind": Kind.TEXT, "text": "Rina Marlina"} | fields),
    )
    people.receive(incoming)
    [(_, say)] = people.listen()
    return say.text


@pytest.mark.parametrize(("second", "late"), [(0, True), (19, True), (20, False), (21, False), (30, False)])
def test_the_very_second_of_the_question_counts_as_after(people: Room, second: int, late: bool) -> None:
    said = write(people, second=second)

    assert ('"Rina Marlina"' in said) == late
    assert said.endswith("nama lengkap Bapak/Ibu?" if late else "desa, kecamatan, dan kabupaten.")


def test_where_the_platform_keeps_order_its_stamp_is_not_looked_at(people: Room) -> None:
    assert "alamat Bapak/Ibu" in write(people, second=0, ordered=True)


def test_a_question_that_was_only_repeated_was_asked_when_it_was_first(people: Room) -> None:
    people.speak("warga", "?")  # no name: the question comes again

    assert "alamat Bapak/Ibu" in write(people, second=25)


def test_a_form_that_is_taken_up_again_asks_anew(people: Room) -> None:
    people.speak("warga", "menu")
    people.speak("warga", "[Lanjutkan isian]")

    assert '"Rina Marlina"' in write(people, second=25)


def test_an_old_word_is_no_answer_to_are_you_sure(people: Room) -> None:
    people.speak("warga", "batal")

    assert '"1"' in write(people, second=25, text="1")


def test_a_file_is_quoted_by_its_name(people: Room) -> None:
    for answer in ("Rina Marlina", "Desa Siulak Gedang", "0812 3456 7890"):
        people.speak("warga", answer)

    said = write(people, second=30, kind=Kind.FILE, text="rumah saya", files=(FILE,))

    assert '"rumah.jpg rumah saya"' in said
    assert "selesai" in said


def test_an_officer_who_types_something_else_keeps_the_request_at_hand(people: Room) -> None:
    people.direct("masuk petugas DISDIK pelaksana Budi", wib)
    for answer in ("Rina Marlina", "Desa Siulak Gedang", "0812 3456 7890", "daftar sekolah dasar 2025"):
        people.speak("warga", answer)
    for answer in ("selesai", "1", "1", "1", "DISDIK", "kirim"):
        people.speak("warga", answer)
    people.speak("petugas", "antrean")
    people.speak("petugas", "1")

    [(_, lost)] = people.speak("petugas", "hmm sebentar")
    told = people.speak("petugas", "Terima")

    assert "Terima" in [option.label for option in lost.options]
    assert "warga" in [to for to, _ in told]
