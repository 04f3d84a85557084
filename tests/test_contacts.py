"""People, where they can be reached, and the forms they have begun."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from storage import contacts, drafts
from storage.contacts import Person
from storage.store import Store
from storage.tables import Address, Contact, Draft
from tests.migrated import BOTH, beside, migrated

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HERE = {"channel": "telegram", "account": "bot"}


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with migrated(request) as opened:
        yield opened


def meet(store: Store, value: str = "ani", *, at: datetime = NOW, **fields: Any) -> Person:
    return store.transact_sync(contacts.meet, **(HERE | fields), value=value, at=at)


def count(store: Store, table: Any) -> int:
    return store.read_sync(lambda session: session.exec(select(func.count()).select_from(table)).one())


# -- meeting --------------------------------------------------------------------------------------


def test_a_person_is_new_once(store: Store) -> None:
    first = meet(store, name="Ani", language="en")
    again = meet(store)

    assert (first.new, again.new) == (True, False)
    assert (first.id, first.address) == (again.id, again.address)
    assert (again.language, again.language_chosen, again.draft, again.menu) == ("en", False, None, [])


def test_the_same_value_elsewhere_is_somebody_else(store: Store) -> None:
    people = [meet(store), meet(store, account="other bot"), meet(store, channel="web"), meet(store, "budi")]

    assert len({p.id for p in people}) == len({p.address for p in people}) == 4


def test_one_address_that_eight_meet_at_once_is_one_person(store: Store) -> None:
    start = threading.Barrier(8)
    with beside(store) as other:
        stores = [store, other]

        def one(who: int) -> Person:
            start.wait()
            return meet(stores[who % 2])

        with ThreadPoolExecutor(8) as at_once:
            people = list(at_once.map(one, range(8)))

    assert len({(p.id, p.address) for p in people}) == 1
    assert sum(p.new for p in people) == 1
    assert count(store, Contact) == count(store, Address) == 1


def test_whoever_writes_can_be_reached_again(store: Store) -> None:
    person = meet(store, name="Ani", username="ani1")
    store.transact_sync(contacts.set_reachable, person.address, False)
    assert [r.reachable for r in store.read_sync(contacts.addresses, person.id)] == [False]

    meet(store, name="Ani M.", username="ani2", at=NOW + DAY)

    kept = store.read_sync(lambda session: session.get(Address, person.address))
    assert kept is not None
    assert (kept.name, kept.username, kept.reachable, kept.last_inbound_at) == (
        "Ani M.",
        "ani2",
        True,
        NOW + DAY,
    )


def test_finding_makes_nobody(store: Store) -> None:
    assert store.read_sync(contacts.find, **HERE, value="ani") is None
    person = meet(store)

    found = store.read_sync(contacts.find, **HERE, value="ani")

    assert found is not None and found.id == person.id
    assert count(store, Contact) == 1


def test_a_person_is_reached_where_they_wrote_last_if_that_still_works(store: Store) -> None:
    person = meet(store)
    budi, citra = meet(store, "budi", at=NOW + DAY), meet(store, "citra", at=NOW + 2 * DAY)

    def join(session: Session) -> None:
        """Three addresses of one person, as joined by a code."""
        for address in (budi.address, citra.address):
            row = session.get(Address, address)
            assert row is not None
            row.contact_id = person.id
            session.add(row)

    store.transact_sync(join)

    def reached() -> list[str]:
        return [r.value for r in store.read_sync(contacts.addresses, person.id)]

    assert reached() == ["citra", "budi", "ani"]
    store.transact_sync(contacts.set_reachable, citra.address, False)
    assert reached() == ["budi", "ani", "citra"]


def test_the_menu_the_draft_and_the_language_are_remembered(store: Store) -> None:
    person = meet(store)
    store.transact_sync(contacts.show_menu, person.id, [["m:menu", 'Menu "1" 😀']])
    store.transact_sync(contacts.hold_draft, person.id, "d1234567")
    store.transact_sync(contacts.choose_language, person.id, "en")

    again = meet(store)

    assert (again.menu, again.draft) == ([["m:menu", 'Menu "1" 😀']], "d1234567")
    assert (again.language, again.language_chosen) == ("en", True)
    assert store.read_sync(contacts.language_of, person.id) == "en"
    store.transact_sync(contacts.hold_draft, person.id, None)
    assert meet(store).draft is None


def test_a_chat_that_moved_is_the_same_person(store: Store) -> None:
    person = meet(store, "-100")

    store.transact_sync(contacts.move, person.address, "-200")

    assert meet(store, "-200").id == person.id
    assert meet(store, "-100").id != person.id


def test_a_chat_that_moved_to_where_we_have_met_already_is_left_behind(store: Store) -> None:
    old, new = meet(store, "-100"), meet(store, "-200")

    store.transact_sync(contacts.move, old.address, "-200")

    assert meet(store, "-200").id == new.id
    assert [r.reachable for r in store.read_sync(contacts.addresses, old.id)] == [False]


# -- drafts ---------------------------------------------------------------------------------------


def save(store: Store, id: str, contact: int, *, at: datetime = NOW, **fields: Any) -> None:
    said: dict[str, Any] = {
        "answers": {"name": "Rina"},
        "gathered": {},
        "context": {"n": 1},
        "asked": "address",
    }
    store.transact_sync(drafts.save, id=id, contact=contact, form="filing", at=at, **(said | fields))


def test_a_draft_is_kept_as_it_was_left(store: Store) -> None:
    ani = meet(store).id
    gathered = {"": {"key": "name", "value": "R"}, "note": {"texts": ["a\nb"], "files": [["r", 1]]}}
    save(store, "d1", ani, gathered=gathered)
    save(store, "d1", ani, answers={"name": "😀"}, asked="kind", at=NOW + DAY, gathered=gathered)

    kept = store.read_sync(drafts.find, "d1")

    assert kept is not None
    assert (kept.contact, kept.form, kept.state, kept.updated_at) == (ani, "filing", "open", NOW + DAY)
    assert (kept.answers, kept.asked, kept.context) == ({"name": "😀"}, "kind", {"n": 1})
    assert kept.gathered == gathered


@pytest.mark.parametrize("id", ["", "d2", "D1", "d1\x00", "d1; --", "x" * 64])
def test_a_draft_is_found_by_its_id_alone(store: Store, id: str) -> None:
    save(store, "d1", meet(store).id)

    assert store.read_sync(drafts.find, id) is None


def test_drafts_are_offered_newest_first_and_not_for_ever(store: Store) -> None:
    ani, budi = meet(store).id, meet(store, "budi").id
    save(store, "d1", ani, at=NOW)
    save(store, "d2", ani, at=NOW + DAY)
    save(store, "d3", ani, at=NOW - 20 * DAY)
    save(store, "d4", budi)
    save(store, "d5", ani, state="cancelled")

    def of(state: str) -> list[str]:
        since = NOW - 14 * DAY
        return [d.id for d in store.read_sync(drafts.of_contact, ani, state=state, since=since)]

    assert (of("open"), of("cancelled")) == (["d2", "d1"], ["d5"])
    store.transact_sync(drafts.close, "d5", state="open", at=NOW + 2 * DAY)
    assert (of("open"), of("cancelled")) == (["d5", "d2", "d1"], [])


def test_of_a_finished_draft_only_the_shell_stays(store: Store) -> None:
    save(store, "d1", meet(store).id, gathered={"note": {"texts": ["rahasia"]}})

    store.transact_sync(drafts.finish, "d1", at=NOW + DAY)

    kept = store.read_sync(drafts.find, "d1")
    assert kept is not None and (kept.state, kept.updated_at) == ("done", NOW + DAY)
    assert kept.answers == kept.gathered == kept.context == {}


def test_old_drafts_are_swept_and_their_owner_is_left_with_none(store: Store) -> None:
    ani = meet(store).id
    save(store, "d1", ani, at=NOW - 20 * DAY)
    save(store, "d2", ani)
    store.transact_sync(contacts.hold_draft, ani, "d1")

    store.transact_sync(drafts.sweep, before=NOW - 14 * DAY)

    assert count(store, Draft) == 1
    assert store.read_sync(drafts.find, meet(store).draft or "") is None
