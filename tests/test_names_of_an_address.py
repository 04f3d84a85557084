"""One account under several names: a number, user ids, and what becomes of a number that passes on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, permutations

import pytest
from sqlmodel import Session, col, select

from storage import contacts, drafts, outbox
from storage.contacts import Person
from storage.store import Store
from storage.tables import Address, Outbox
from tests.migrated import BOTH, migrated
from tests.owned import row_of

HERE = {"channel": "whatsapp", "account": "1"}
PHONE, OTHER_PHONE = "+6281200000017", "+6285200000099"
USER, NEW_USER = "ID.17", "ID.99"
_MINUTES = count()


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with migrated(request) as opened:
        yield opened


def meet(store: Store, *names: str) -> Person:
    at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC) + timedelta(minutes=next(_MINUTES))
    return store.transact_sync(contacts.meet, **HERE, value=names[0], also=names[1:], at=at)


def renamed(store: Store, *names: str, new: str) -> None:
    store.transact_sync(contacts.renamed, **HERE, names=names, new=new)


def values(store: Store, contact: int) -> list[str]:
    return [reach.value for reach in store.read_sync(contacts.addresses, contact)]


def give_request(store: Store, contact: int) -> None:
    store.transact_sync(lambda session: row_of(session, "request", contact_id=contact))


def requests_of(store: Store, contact: int) -> int:
    return store.read_sync(
        lambda session: len(
            session.connection().exec_driver_sql(f"SELECT id FROM request WHERE contact_id = {contact}").all()
        )
    )


@pytest.mark.parametrize("seen", list(permutations([(PHONE,), (USER,), (PHONE, USER)])), ids=str)
def test_a_person_is_one_in_whatever_order_the_platform_shows_their_names(
    store: Store, seen: tuple[tuple[str, ...], ...]
) -> None:
    for names in seen:
        last = meet(store, *names)

    assert {meet(store, *names).id for names in seen} == {last.id}
    assert values(store, last.id) == [PHONE]  # what is written to


def test_whoever_was_met_under_two_names_keeps_drafts_requests_and_letters(store: Store) -> None:
    by_phone, by_user = meet(store, PHONE), meet(store, USER)
    give_request(store, by_phone.id)
    _draft(store, by_user)
    store.transact_sync(_post, by_phone.address)

    person = meet(store, PHONE, USER)

    assert person.id == by_phone.id  # the one with requests
    assert (requests_of(store, person.id), person.draft) == (1, "d1234567")
    kept = store.read_sync(drafts.find, "d1234567")
    assert kept is not None and kept.contact == person.id
    assert store.read_sync(lambda s: [o.address_id for o in s.exec(select(Outbox))]) == [person.address]


def _draft(store: Store, person: Person) -> None:
    def begin(session: Session) -> None:
        drafts.save(
            session,
            id="d1234567",
            contact=person.id,
            form="filing",
            answers={"name": "Rina"},
            gathered={},
            context={},
            asked="address",
            at=datetime(2026, 11, 23, tzinfo=UTC),
        )
        contacts.hold_draft(session, person.id, "d1234567")

    store.transact_sync(begin)


def _post(session: Session, address: int) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    outbox.post(session, address=address, channel="whatsapp", payload={"text": "kabar"}, at=at)


def test_a_number_that_comes_with_another_user_id_is_somebody_else(store: Store) -> None:
    rina = meet(store, PHONE, USER)
    give_request(store, rina.id)

    joni = meet(store, PHONE, NEW_USER)

    assert joni.id != rina.id
    assert requests_of(store, joni.id) == 0
    assert (values(store, rina.id), values(store, joni.id)) == ([USER], [PHONE])
    assert meet(store, USER).id == rina.id
    assert meet(store, PHONE).id == meet(store, PHONE, NEW_USER).id == joni.id


def test_a_user_who_takes_over_a_number_does_not_take_over_who_had_it(store: Store) -> None:
    """Joni was known at another number; that of Rina, whose user id we never saw, is his now."""
    rina, joni = meet(store, PHONE), meet(store, OTHER_PHONE, NEW_USER)

    again = meet(store, PHONE, NEW_USER)

    assert again.id == joni.id
    assert values(store, joni.id) == [PHONE]
    [left] = store.read_sync(contacts.addresses, rina.id)
    assert not left.reachable


def test_a_changed_number_is_the_same_person_and_the_old_one_leads_nowhere(store: Store) -> None:
    rina = meet(store, PHONE, USER)

    renamed(store, PHONE, new=OTHER_PHONE)

    assert meet(store, OTHER_PHONE, USER).id == rina.id
    assert meet(store, PHONE).id != rina.id


def test_a_new_user_id_is_the_same_person(store: Store) -> None:
    rina = meet(store, PHONE, USER)

    renamed(store, USER, PHONE, new=NEW_USER)

    assert meet(store, PHONE, NEW_USER).id == meet(store, NEW_USER).id == meet(store, USER).id == rina.id
    assert values(store, rina.id) == [PHONE]


def test_without_its_number_a_new_user_id_is_written_to_itself(store: Store) -> None:
    rina = meet(store, PHONE, USER)

    renamed(store, USER, new=NEW_USER)

    assert values(store, rina.id) == [NEW_USER]
    assert meet(store, PHONE).id != rina.id


def test_word_of_a_change_that_comes_after_the_first_message_from_there(store: Store) -> None:
    rina = meet(store, PHONE, USER)
    give_request(store, rina.id)
    early = meet(store, OTHER_PHONE, NEW_USER)
    assert early.id != rina.id

    renamed(store, PHONE, USER, new=OTHER_PHONE)

    assert meet(store, OTHER_PHONE, NEW_USER).id == meet(store, USER).id == rina.id
    assert values(store, rina.id) == [OTHER_PHONE]
    renamed(store, PHONE, USER, new=OTHER_PHONE)  # the same word twice
    assert meet(store, OTHER_PHONE, NEW_USER).id == rina.id


def test_nobody_is_made_by_word_of_a_change(store: Store) -> None:
    renamed(store, PHONE, new=OTHER_PHONE)

    assert store.read_sync(lambda session: session.exec(select(Address)).all()) == []


def test_the_same_name_on_another_number_of_ours_is_another_chat(store: Store) -> None:
    meet(store, PHONE, USER)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    there = {"channel": "whatsapp", "account": "2"}

    elsewhere = store.transact_sync(contacts.meet, **there, value=USER, at=at)

    assert elsewhere.new


def test_a_message_that_came_out_of_order_does_not_turn_back_the_window(store: Store) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    for moment in (at, at - timedelta(minutes=5)):
        person = store.transact_sync(contacts.meet, **HERE, value=PHONE, also=(USER,), at=moment)

    kept = store.read_sync(lambda s: s.exec(select(Address).where(col(Address.id) == person.address)).one())
    assert kept.last_inbound_at == at
