"""What the desk could not answer: kept for the PPID, counted up, and never somebody's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import SQLModel

from storage import tables, unanswered
from storage.store import Store
from storage.unanswered import without_identity
from tests.migrated import BOTH, migrated

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with migrated(request) as opened:
        yield opened


def keep(store: Store, text: str, *, at: datetime = NOW, kind: str = "info") -> bool:
    return store.transact_sync(unanswered.keep, text, now=at, kind=kind)


def listed(store: Store) -> list[tuple[str, int]]:
    return [(row.text, row.count) for row in store.read_sync(unanswered.most_asked, most=100)]


def test_the_same_question_is_counted_up_and_the_most_asked_stands_first(store: Store):
    keep(store, "Berapa harga cabe hari ini?")
    keep(store, "Kapan festival danau")
    keep(store, "  KAPAN festival\ndanau??  ", at=NOW + DAY)

    assert listed(store) == [("Kapan festival danau", 2), ("Berapa harga cabe hari ini?", 1)]
    (first, _) = store.read_sync(unanswered.most_asked, most=2)
    assert (first.first_at, first.last_at) == (NOW, NOW + DAY)


def test_two_people_who_gave_their_numbers_asked_the_same(store: Store):
    keep(store, "kapan bansos cair? hubungi 0812 3456 7890")
    keep(store, "kapan bansos cair? hubungi 0813 9999 0000")

    assert listed(store) == [("kapan bansos cair? hubungi •••• •••• ••••", 2)]


def test_what_is_about_somebody_and_what_says_nothing_is_not_kept(store: Store):
    assert keep(store, "alamat rumah kepala dinas", kind="data_pribadi") is False
    assert keep(store, "?!? … 🙏") is False
    assert keep(store, "081234567890") is False

    assert listed(store) == []


def test_a_question_is_forgotten_after_its_time_counted_from_when_it_was_asked_last(store: Store):
    keep(store, "satu")
    keep(store, "dua")
    keep(store, "dua", at=NOW + 2 * DAY)

    store.transact_sync(unanswered.sweep, before=NOW + DAY)

    assert listed(store) == [("dua", 2)]


def test_a_flood_pushes_out_what_was_asked_longest_ago(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unanswered, "MOST", 3)
    for n in range(5):
        keep(store, f"pertanyaan {n}", at=NOW + n * DAY)

    store.transact_sync(unanswered.sweep, before=NOW - DAY)

    assert [text for text, _ in listed(store)] == ["pertanyaan 4", "pertanyaan 3", "pertanyaan 2"]


def test_a_question_that_was_dealt_with_is_dropped_once(store: Store):
    keep(store, "satu")
    (row,) = store.read_sync(unanswered.most_asked, most=1)

    assert row.id is not None
    assert store.transact_sync(unanswered.drop, row.id) is True
    assert store.transact_sync(unanswered.drop, row.id) is False
    assert store.transact_sync(unanswered.drop, 2**40) is False
    assert listed(store) == []


def test_nothing_leads_from_a_question_to_a_person():
    columns = SQLModel.metadata.tables[tables.Unanswered.__tablename__].columns

    assert {c.name for c in columns} == {
        "id",
        "key",
        "text",
        "kind",
        "language",
        "count",
        "first_at",
        "last_at",
    }
    assert not any(c.foreign_keys for c in columns)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("nama saya budi santoso minta data APBD", "nama saya •••• ••••••• minta data APBD"),
        ("kasih NIK a.n Siti Aminah warga semurup", "kasih NIK a.n •••• •••••• warga semurup"),
        ("Bu Rina Marlina dari Dinas PUPR", "Bu •••• ••••••• dari Dinas PUPR"),
        ("nama istri saya Dewi, kapan KTP jadi", "nama istri saya ••••, kapan KTP jadi"),
        ("My name is John Smith from Siulak", "My name is •••• ••••• from Siulak"),
        (
            "balas ke @budi_kerinci atau https://wa.me/628123",
            "balas ke @•••••••••••• atau •••••://••.••/••••••",
        ),
        ("nomor KK 1501021234567890", "nomor KK ••••••••••••••••"),
        ("lahir 01-02-1990 di Siulak", "lahir ••-••-•••• di Siulak"),
        ("surel ani@contoh.id", "surel •••@••••••.••"),
    ],
)
def test_numbers_accounts_and_names_are_blotted_out(typed: str, left: str):
    assert without_identity(typed) == left


@pytest.mark.parametrize(
    "typed",
    [
        "APBD 2023-2024 dan 2022 2023 2024",
        "Pak Camat Siulak hadir jam 08.00?",
        "permohonan atas nama Yayasan Sakti",
        "data ibu hamil di Kecamatan Kayu Aro",
        "Bapak/Ibu, berapa luas sawah?",
    ],
)
def test_what_names_nobody_stays_as_it_is(typed: str):
    assert without_identity(typed) == typed


def test_a_long_text_is_cut_after_it_was_blotted_out():
    text = "x" * 290 + " NIK 1501021503900001"

    assert without_identity(text) == "x" * 290 + " NIK •••••"
    assert without_identity("a\0b \ud83d") == "a b ?"
