"""What a person may write at length is carried whole: to the officer, and back."""

from tests.rooms import room, wib

FILING = (
    "ajukan",
    "1",
    "Rina Marlina",
    "Desa Siulak Gedang, Kecamatan Siulak",
    "1",
)


def test_a_request_of_nine_thousand_characters_reaches_the_officer_whole() -> None:
    with room() as people:
        people.direct("masuk petugas DISDIK pelaksana Budi", wib)
        for said in FILING:
            people.speak("warga", said)
        parts = [f"rincian {part} " + "sekolah " * 370 for part in "abc"]
        for part in parts:
            people.speak("warga", part)
        for said in ("selesai", "1", "1", "1", "DISDIK", "kirim permohonan"):
            told = people.speak("warga", said)

    [card] = [say.text for to, say in told if to == "petugas"]
    assert all(part.strip() in card for part in parts)


def test_the_window_to_object_runs_from_the_day_a_refusal_was_confirmed() -> None:
    with room() as people:
        people.direct("masuk petugas DISDIK pelaksana Budi", wib)
        people.direct("masuk utama DISKOMINFO utama Sari", wib)
        for said in (
            *FILING,
            "daftar nilai murid SD",
            "selesai",
            "1",
            "1",
            "1",
            "DISDIK",
            "kirim permohonan",
        ):
            people.speak("warga", said)
        for said in (
            "[Jawab]",
            "ditolak",
            "h",
            "belum ada",
            "Data pribadi murid.",
            "selesai",
            "kirim jawaban",
        ):
            people.speak("petugas", said)
        people.direct("waktu 2026-11-27 09:00", wib)
        told = people.speak("utama", "[Setujui penolakan]")

    [answer] = [say.text for to, say in told if to == "warga"]
    assert "Kamis, 14 Januari 2027" in answer  # 30 working days from 27 November 2026
