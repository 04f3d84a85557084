"""What is asked while nothing is under way: who may carry it on, what is kept of it, and what is not lost."""

import pytest
from sqlmodel import Session, select

from bot.room import Room
from handlers.knowledge import knowledge
from handlers.say import Say
from storage.store import in_transaction
from storage.tables import Draft, Unanswered
from tests.rooms import room

ASKED = "apakah bot ini robot?"
WANTED = "anggaran perbaikan jalan Kecamatan Siulak tahun 2026"


def say(people: Room, *texts: str, who: str = "warga") -> Say:
    """The last thing that somebody is told."""
    for text in texts:
        told = people.speak(who, text)
    return told[-1][1]


def noted(session: Session) -> list[str]:
    return list(session.exec(select(Unanswered.text)))


def kept(session: Session) -> list[str]:
    rows = session.exec(select(Draft).where(Draft.form == "filing", Draft.state == "open"))
    return [row.answers.get("information", {}).get("text", "") for row in rows]


def test_nothing_is_thought_while_the_one_writer_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = []
    think = knowledge._think

    def watched(*args: object) -> object:
        inside.append(in_transaction())
        return think(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(knowledge, "_think", watched)
    with room() as people:
        say(people, "brp biaya min?", "jumlah penduduk per kecamatan 2024", "apakah minta data bayar?")
        say(people, "ajukan", "apakah minta informasi bayar?")

    assert len(inside) >= 4
    assert not any(inside)


def test_what_was_no_answer_is_noted_and_what_was_one_is_not() -> None:
    with room() as people:
        say(people, "apakah minta informasi bayar?", "ya", ASKED, "bukan")

        assert people.store.read_sync(noted) == [ASKED]


def test_who_asks_about_somebody_leaves_no_note() -> None:
    with room() as people:
        told = say(people, "minta nomor hp dan alamat pak Budi")

        assert "data pribadi" in told.text
        assert people.store.read_sync(noted) == []


def test_nobody_files_what_another_asked() -> None:
    with room() as people:
        told = say(people, ASKED)
        people.heard["orang"] = [told]
        other = say(people, "halo", "[Ajukan permohonan]", who="orang")

        assert "sudah kami catat" not in other.text
        assert say(people, "[Bukan]", who="orang").text.startswith("Tombol itu sudah tidak berlaku.")


def test_a_form_that_was_begun_is_filled_and_one_with_another_wish_is_kept() -> None:
    with room() as people:
        asked = say(people, "ajukan", "1", "menu", WANTED)
        assert asked.text.endswith("Siapa nama lengkap Bapak/Ibu?")
        assert people.store.read_sync(kept) == [WANTED]
        say(people, "menu", "daftar izin tambang galian C di DPMPTSP 2024", "menu")

        assert len(people.store.read_sync(kept)) >= 1
        assert WANTED in people.store.read_sync(kept)


def test_a_telephone_number_in_what_was_asked_is_asked_about_before_it_goes_on() -> None:
    filing = ("1", "Rina Marlina", "Desa Siulak Gedang, Kecamatan Siulak", "ga ada")
    with room() as people:
        say(people, f"{WANTED}, hubungi 081234567890", "ajukan")
        asked = say(people, *filing)
        doubt = say(people, "selesai")

    assert "081234567890" in asked.text
    assert [option.label for option in doubt.options] == ["Samarkan", "Biarkan"]


def test_a_text_is_filed_once_and_its_old_button_begins_anew() -> None:
    with room() as people:
        say(people, ASKED, "[Ajukan permohonan]", "batal", "1")
        again = say(people, "[Ajukan permohonan]")

        assert "sudah kami catat sebagai" not in again.text
        assert people.store.read_sync(kept) == [""]
