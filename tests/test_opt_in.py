"""Whether news may be sent on WhatsApp is asked in the summary of a filing, and kept in the words of it."""

import pytest
from sqlmodel import Session, col, select

from bot.room import Room
from handlers.voice import voice_of
from storage import opt_ins
from storage.tables import OptIn
from tests.rooms import room, wib

STEPS = (
    *("ajukan", "1", "Rina Marlina", "Desa Siulak Gedang, Kecamatan Siulak", "1"),
    *("daftar sekolah dasar yang direhab tahun 2025", "selesai", "1", "1", "1", "1"),
)


def files(people: Room, *last: str) -> None:
    for text in (*STEPS, *last, voice_of("id")("button-send")):
        people.speak("warga", text)


def kept(session: Session) -> list[OptIn]:
    return list(session.exec(select(OptIn).order_by(col(OptIn.id))))


def given(session: Session) -> bool:
    return opt_ins.given(session, kept(session)[0].contact_id, "whatsapp")


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])
def test_it_is_asked_only_where_a_platform_wants_to_know(channel: str) -> None:
    with room() as people:
        people.direct(f"chat warga {channel} +6281200000001", wib)

        files(people)

        rows = people.store.read_sync(kept)
        summary = next(say.text for say in people.heard["warga"] if voice_of("id")("review") in say.text)
    assert [row.channel for row in rows] == (["whatsapp"] if channel == "whatsapp" else [])
    assert all(row.given and row.wording in summary and row.request_id for row in rows)
    assert (voice_of("id")("label-news") in summary) is (channel == "whatsapp")


def test_the_newest_word_counts_whatever_was_said_before() -> None:
    with room() as people:
        people.direct("chat warga whatsapp +6281200000001", wib)

        files(people, "10", "2")
        assert not people.store.read_sync(given)
        files(people)

        assert people.store.read_sync(given)
        assert len(people.store.read_sync(kept)) == 2
