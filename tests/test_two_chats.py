"""One person in two chats: what goes over, what comes back, and what nobody gets by guessing."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select as rows
from sqlmodel import Session, select

from bot.room import Chat, Room
from handlers.say import Say
from storage import contacts, joins, officers, tallies
from storage.store import Store
from storage.tables import Address, ChatLink, Contact
from tests.migrated import BOTH, migrated
from tests.owned import referring, row_of
from tests.rooms import room, wib

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
REQUEST = (
    *("ajukan", "1", "Rina Marlina", "Desa Siulak Gedang, Kecamatan Siulak", "0812 3456 7890"),
    *("daftar sekolah dasar penerima dana BOS 2025", "selesai", "1", "1", "1", "DISDIK", "kirim"),
)


# -- the tables -----------------------------------------------------------------------------------


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with migrated(request) as opened:
        yield opened


def test_all_that_a_contact_has_goes_over_and_comes_back(store: Store) -> None:
    """Every table that refers to a contact, whoever adds one."""
    store.transact_sync(_over_and_back)


def _over_and_back(session: Session) -> None:
    kept, other = (row_of(session, "contact") for _ in range(2))
    theirs = [(table, column) for table, column in referring("contact") if (table.name, column) not in STAY]
    assert {"address", "draft", "request", "objection", "officer", "task", "stored_file"} <= {
        table.name for table, _ in theirs
    }
    for table, column in theirs:
        for owner in (kept, other):
            row_of(session, table.name, **{column: owner})

    def owners() -> dict[str, list[int]]:
        return {
            f"{table.name}.{column}": sorted(
                owner for owner in session.execute(rows(table.c[column])).scalars() if owner in (kept, other)
            )
            for table, column in theirs
        }

    before = owners()
    joins.join(session, kept=kept, other=other, kind=joins.CODE, now=NOW)
    assert all(found == [kept, kept] for place, found in owners().items() if place not in TWICE)
    assert not any(other in found for found in owners().values())

    [join, *_] = joins.of_contact(session, kept)
    joins.undo(session, join, now=NOW)

    after = owners()
    after["contact_join.contact_id"].remove(kept)  # the join itself, undone
    assert after == before


STAY = {("contact_join", "other_id")}  # who was there before, whatever became of them
TWICE = {"contact_join.contact_id"}  # the join adds itself


def test_a_form_under_way_and_a_chosen_language_go_along_unless_one_is_there(store: Store) -> None:
    def both(session: Session) -> tuple[Contact, Contact]:
        kept = session.get_one(Contact, row_of(session, "contact", draft_id=None, language="id"))
        other = session.get_one(
            Contact, row_of(session, "contact", draft_id="d7654321", language="en", language_chosen=True)
        )
        assert kept.id is not None
        assert other.id is not None
        joins.take_over(session, kept=kept.id, other=other.id)
        return kept, other

    kept, other = store.transact_sync(both)

    assert (kept.draft_id, kept.language) == ("d7654321", "en")
    assert other.draft_id is None


# -- the conversation -----------------------------------------------------------------------------


@pytest.fixture
def people() -> Iterator[Room]:
    with room() as opened:
        opened.direct("chat warga telegram", wib)
        opened.direct("chat warga1 whatsapp +6281200000017 ID.17", wib)
        yield opened


def say(people: Room, who: str, *texts: str) -> list[tuple[str, Say]]:
    for text in texts:
        told = people.speak(who, text)
    return told


def heard(told: list[tuple[str, Say]], who: str) -> str:
    return "\n".join(say.text for to, say in told if to == who)


def code_for(people: Room, who: str) -> str:
    [code] = re.findall(r"hubungkan ([A-Z2-9]{5}-[A-Z2-9]{5})", heard(say(people, who, "hubungkan"), who))
    return code


def join(people: Room, holder: str = "warga", typist: str = "warga1") -> None:
    say(people, typist, f"hubungkan {code_for(people, holder)}")
    say(people, holder, "[Ya, hubungkan]")
    say(people, typist, "[Ya, hubungkan]")


def contact_at(people: Room, who: str) -> int:
    chat = people.chats.get(who, Chat(channel="console", names=(who,)))
    found = people.store.read_sync(contacts.find, channel=chat.channel, account="room", value=chat.names[0])
    assert found is not None
    return found.id


def test_notices_go_to_the_chat_that_was_used_last_and_to_the_other_where_that_fails(people: Room) -> None:
    people.direct("masuk petugas DISDIK pelaksana Budi", wib)
    say(people, "warga", *REQUEST)
    join(people)

    say(people, "warga1", "menu")
    told = say(people, "petugas", "antrean", "1", "[Terima]")
    assert {to for to, _ in told} == {"petugas", "warga1"}

    chats = people.store.read_sync(contacts.addresses, contact_at(people, "warga"))
    [whatsapp] = [chat.id for chat in chats if chat.channel == "whatsapp"]
    people.store.transact_sync(contacts.set_reachable, whatsapp, False)
    told = say(people, "petugas", "[Teruskan]", "DINKES", "1", "[Teruskan]")
    assert "warga" in {to for to, _ in told}


def test_only_a_yes_in_both_chats_joins_them(people: Room) -> None:
    say(people, "warga", *REQUEST)
    say(people, "warga1", f"hubungkan {code_for(people, 'warga')}")

    say(people, "warga1", "[Ya, hubungkan]")
    say(people, "warga1", "[Ya, hubungkan]")  # once more, by the same
    assert contact_at(people, "warga") != contact_at(people, "warga1")

    told = say(people, "warga", "[Jangan]")
    assert "tidak dihubungkan" in heard(told, "warga1")
    told = say(people, "warga", "[Ya, hubungkan]")  # the old button
    assert "sudah tidak berlaku" in heard(told, "warga")
    assert contact_at(people, "warga") != contact_at(people, "warga1")


def test_a_code_is_of_use_once_and_for_a_quarter_of_an_hour(people: Room) -> None:
    used, old = code_for(people, "warga"), ""
    say(people, "warga1", f"hubungkan {used}")
    assert "tidak dikenal" in heard(say(people, "warga2", f"hubungkan {used}"), "warga2")

    old = code_for(people, "warga")
    people.at += timedelta(minutes=15)
    assert "tidak dikenal" in heard(say(people, "warga2", f"hubungkan {old}"), "warga2")

    first, second = code_for(people, "warga"), code_for(people, "warga")
    assert "tidak dikenal" in heard(say(people, "warga2", f"hubungkan {first}"), "warga2")
    assert "Kode ini dari" in heard(say(people, "warga2", f"hubungkan {second.lower()}"), "warga2")


def test_a_yes_that_comes_too_late_joins_nothing(people: Room) -> None:
    say(people, "warga1", f"hubungkan {code_for(people, 'warga')}")
    say(people, "warga1", "[Ya, hubungkan]")
    people.at += timedelta(minutes=15)

    say(people, "warga", "[Ya, hubungkan]")

    assert contact_at(people, "warga") != contact_at(people, "warga1")


def test_nobody_presses_for_the_two_chats(people: Room) -> None:
    say(people, "warga1", f"hubungkan {code_for(people, 'warga')}")
    people.heard["warga2"] = people.heard["warga1"]

    say(people, "warga2", "[Ya, hubungkan]")
    say(people, "warga", "[Ya, hubungkan]")

    assert len({contact_at(people, who) for who in ("warga", "warga1", "warga2")}) == 3


@pytest.mark.parametrize(
    "guess", ["hubungkan ABCDE-FGHJK", "gabung ABCDEFGHJK", "pulihkan 001/PPID/XI/2026 ABCD-EFGH-JKMN"]
)
def test_after_five_wrong_codes_even_the_right_one_waits_for_an_hour(people: Room, guess: str) -> None:
    code = code_for(people, "warga")
    for _ in range(tallies.TRIES):
        told = say(people, "warga1", guess)
        assert "beberapa kali" not in heard(told, "warga1")

    assert "beberapa kali" in heard(say(people, "warga1", f"hubungkan {code}"), "warga1")
    people.at += tallies.TRIES_IN
    code = code_for(people, "warga")
    assert "Kode ini dari" in heard(say(people, "warga1", f"hubungkan {code}"), "warga1")


def test_only_the_hash_of_a_code_is_kept(people: Room) -> None:
    code = code_for(people, "warga")

    [kept] = people.store.read_sync(lambda session: session.exec(select(ChatLink)).all())

    assert code.replace("-", "") not in kept.code_hash.upper()
    assert len(kept.code_hash) == 64


def test_both_chats_are_told_before_one_gets_an_officers_rights(people: Room) -> None:
    people.direct("masuk petugas DISDIK pelaksana Budi", wib)

    told = say(people, "warga1", f"hubungkan {code_for(people, 'petugas')}")

    rights = "dapat bekerja sebagai PPID Pelaksana Dinas Pendidikan"
    assert f"chat ini lalu {rights}" in heard(told, "warga1")
    assert f"chat yang satunya lalu {rights}" in heard(told, "petugas")
    assert "Antrean" not in [o.label for o in people.heard["warga1"][-1].options]
    say(people, "warga1", "[Ya, hubungkan]")
    say(people, "petugas", "[Ya, hubungkan]")
    assert "Tidak ada permohonan" in heard(say(people, "warga1", "antrean"), "warga1")
    say(people, "warga1", "lepaskan", "[Ya, lepaskan]")
    assert people.store.read_sync(officers.of_contact, contact_at(people, "warga1")) == []
    assert people.store.read_sync(officers.of_contact, contact_at(people, "petugas")) != []


def test_parting_gives_back_what_was_brought_and_leaves_what_came_later(people: Room) -> None:
    say(people, "warga", *REQUEST)
    say(people, "warga1", *REQUEST)
    join(people)
    say(people, "warga1", *REQUEST)
    assert heard(say(people, "warga1", "status"), "warga1").count("/PPID/") == 3

    say(people, "warga", "lepaskan", "[Ya, lepaskan]")

    assert heard(say(people, "warga1", "status"), "warga1").count("/PPID/") == 1
    assert heard(say(people, "warga", "status"), "warga").count("/PPID/") == 2
    assert "tidak terhubung" in heard(say(people, "warga", "lepaskan"), "warga")


# -- a lost phone ---------------------------------------------------------------------------------


@pytest.fixture
def lost(people: Room) -> Callable[[str], list[tuple[str, Say]]]:
    """Rina's request is filed; the function lets `warga1` type the receipt's words."""
    people.direct("masuk petugas DISDIK pelaksana Budi", wib)
    say(people, "warga", *REQUEST)
    words = _words(people, "warga")
    return lambda who: say(people, who, words)


def _words(people: Room, who: str) -> str:
    """What the receipt says to type in a new chat."""
    receipts = "\n".join(say.text for say in people.heard[who])
    [words] = re.findall(r"pulihkan \S+ \S+$", receipts, re.MULTILINE)
    return str(words)


def test_a_wrong_code_and_a_number_that_does_not_exist_get_one_answer(people: Room) -> None:
    say(people, "warga", *REQUEST)

    answers = {
        heard(say(people, who, f"pulihkan {number} ABCD-EFGH-JKMN"), who)
        for who, number in (("warga1", "001/PPID/XI/2026"), ("warga2", "002/PPID/XI/2026"))
    }

    assert len(answers) == 1


def test_the_right_code_alone_opens_nothing(people: Room, lost: Callable[[str], object]) -> None:
    lost("warga1")

    assert "belum pernah" in heard(say(people, "warga1", "status"), "warga1")
    told = say(people, "petugas", "[Tolak]")
    assert "belum dapat memastikan" in heard(told, "warga1")
    assert "belum pernah" in heard(say(people, "warga1", "status"), "warga1")
    assert "001/PPID/XI/2026" in heard(say(people, "warga", "status"), "warga")
    told = say(people, "petugas", "[Setujui]")
    assert "sudah diselesaikan" in heard(told, "petugas")


def test_the_same_wish_twice_is_one_task(people: Room, lost: Callable[[str], list[tuple[str, Say]]]) -> None:
    first, second = lost("warga1"), lost("warga1")

    assert {to for to, _ in first} == {"petugas", "warga", "warga1"}
    assert {to for to, _ in second} == {"warga1"}


def test_once_approved_the_old_chat_can_do_nothing_and_hears_nothing(
    people: Room, lost: Callable[[str], object]
) -> None:
    lost("warga1")
    say(people, "petugas", "[Setujui]")

    assert "dilaporkan hilang" in heard(say(people, "warga", "001/PPID/XI/2026"), "warga")
    told = say(people, "warga", "[Lihat status]")  # the button of before
    assert heard(told, "warga").startswith("Tombol itu sudah tidak berlaku")
    told = say(people, "petugas", "antrean", "1", "[Terima]")
    assert {to for to, _ in told} == {"petugas", "warga1"}
    [address] = [a for a in _addresses(people) if a.channel == "telegram"]
    assert not address.reachable
    assert address.lost_at is not None


def _addresses(people: Room) -> list[Address]:
    return people.store.read_sync(lambda session: list(session.exec(select(Address)).all()))


def test_chats_that_were_joined_are_lost_together_and_leave_nothing_to_part(people: Room) -> None:
    people.direct("masuk petugas DISDIK pelaksana Budi", wib)
    say(people, "warga1", *REQUEST)
    words = _words(people, "warga1")
    join(people)

    say(people, "warga2", words)
    say(people, "petugas", "[Setujui]")

    assert "tidak terhubung" in heard(say(people, "warga2", "lepaskan"), "warga2")
    assert "001/PPID/XI/2026" in heard(say(people, "warga2", "status"), "warga2")
    for who in ("warga", "warga1"):
        assert "dilaporkan hilang" in heard(say(people, who, "status"), who)


def test_an_office_does_not_come_back_with_a_receipt(people: Room) -> None:
    people.direct("masuk petugas DISDIK pelaksana Budi", wib)
    people.direct("masuk utama DISKOMINFO utama Sari", wib)
    say(people, "petugas", *REQUEST)

    say(people, "warga1", _words(people, "petugas"))
    told = say(people, "petugas", "[Setujui]")
    assert "chat Bapak/Ibu sendiri" in heard(told, "petugas")
    people.heard["utama"] = people.heard["petugas"]
    say(people, "utama", "[Setujui]")

    assert contact_at(people, "warga1") != contact_at(people, "petugas")
    assert people.store.read_sync(officers.of_contact, contact_at(people, "warga1")) == []
    [budi] = [o for o in people.store.read_sync(officers.all_of) if o.name == "Budi"]
    assert budi.revoked_at is not None


def test_a_request_from_paper_comes_to_its_applicants_chat(people: Room) -> None:
    people.direct("masuk petugas DISDIK pelaksana Budi", wib)
    say(people, "warga", *REQUEST)
    words = _words(people, "warga")
    people.store.transact_sync(_on_paper)

    say(people, "warga1", words)
    say(people, "petugas", "[Setujui]")

    assert "001/PPID/XI/2026" in heard(say(people, "warga1", "status"), "warga1")


def _on_paper(session: Session) -> None:
    session.connection().exec_driver_sql("UPDATE request SET contact_id = NULL")
