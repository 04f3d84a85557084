"""What people type a little beside the question, and what must not come of it."""

from tests.rooms import room, wib

OPENING = ("ajukan", "1")
REQUEST = (
    *OPENING,
    "Rina Marlina",
    "Desa Siulak Gedang, Kecamatan Siulak",
    "ga ada",
    "daftar sekolah dasar penerima dana BOS 2025",
    "udah itu aja",
    "1",
    "1",
    "1",
    "DISDIK",
)


def test_start_in_the_middle_of_a_form_puts_it_aside_and_no_command_is_a_name() -> None:
    with room() as people:
        for said in OPENING:
            people.speak("warga", said)
        [(_, unknown)] = people.speak("warga", "/foo")
        [(_, started)] = people.speak("warga", "/start poster")
        [(_, menu)] = people.speak("warga", "Status permohonan")
        [(_, resumed)] = people.speak("warga", "[Lanjutkan isian]")

    assert unknown.text.endswith("Siapa nama lengkap Bapak/Ibu?")
    assert started.text.startswith("Selamat datang")
    assert menu.text.startswith("Bapak/Ibu belum pernah mengajukan")
    assert resumed.text.endswith("Siapa nama lengkap Bapak/Ibu?")


def test_everyday_words_end_the_telling_and_send_the_summary() -> None:
    with room() as people:
        for said in REQUEST:
            [(_, last), *_] = people.speak("warga", said)
        assert "5. Informasi: daftar sekolah dasar penerima dana BOS 2025\n" in last.text
        assert "4. Kontak: lewat chat ini\n" in last.text
        [(_, sure), *_] = people.speak("warga", "ok kirim")

    assert "Nomor: 001/PPID/XI/2026" in sure.text


def test_a_number_typed_to_the_queue_opens_a_request_even_if_another_came_meanwhile() -> None:
    with room() as people:
        people.direct("masuk petugas DISDIK pelaksana Budi", wib)
        for said in (*REQUEST, "kirim"):
            people.speak("warga1", said)
        people.speak("petugas", "antrean")
        for said in (*REQUEST, "kirim"):
            people.speak("warga2", said)
        told = people.speak("petugas", "1")

    assert [to for to, _ in told] == ["petugas"]  # nobody was told of anything done
    assert told[0][1].text.startswith("Permohonan 001/PPID/XI/2026")


def test_a_consequence_test_that_is_not_there_is_no_reference() -> None:
    with room() as people:
        people.direct("masuk petugas DISDIK pelaksana Budi", wib)
        people.direct("masuk utama DISKOMINFO utama Sari", wib)
        for said in (*REQUEST, "kirim"):
            people.speak("warga", said)
        for said in ("[Jawab]", "ditolak", "h", "tidak ada", "Data pribadi murid.", "selesai", "kirim"):
            told = people.speak("petugas", said)

    [proposal] = [say.text for to, say in told if to == "utama"]
    assert "Uji konsekuensi: belum ada." in proposal
