"""Officers: invited once, for a while, to one office; revoked when they leave."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from kip.people import Actor, Role
from storage import contacts, officers
from storage.store import Store
from storage.tables import Agency, Invitation, Officer
from tests.migrated import BOTH, migrated

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with migrated(request) as opened:
        opened.transact_sync(agencies)
        yield opened


def agencies(session: Session) -> None:
    for code in ("DISDIK", "DISKOMINFO"):
        session.add(Agency(code=code, name=f"Dinas {code}", short=code, kind="dinas", tasks="", keywords=[]))


def met(store: Store, who: str) -> int:
    return store.transact_sync(contacts.meet, channel="telegram", account="bot", value=who, at=NOW).id


def invite(store: Store, agency: str = "DISDIK", role: Role = Role.PELAKSANA) -> str:
    return store.transact_sync(officers.invite, agency=agency, role=role, now=NOW, hours=72)


def join(store: Store, code: str, contact: int, *, now: datetime = NOW, name: str = "Budi") -> Officer | None:
    return store.transact_sync(officers.join, code=code, contact=contact, name=name, now=now)


def test_an_invitation_makes_one_officer_of_one_office(store: Store) -> None:
    budi, ani = met(store, "budi"), met(store, "ani")
    code = invite(store)

    officer = join(store, code, budi)

    assert officer is not None and (officer.agency, officer.role, officer.name) == (
        "DISDIK",
        "pelaksana",
        "Budi",
    )
    assert officers.actor(officer) == Actor(role=Role.PELAKSANA, id=officer.id or 0, agency="DISDIK")
    assert join(store, code, ani) is None
    assert join(store, code, budi) is None
    assert store.read_sync(officers.of_contact, ani) == []


def test_an_invitation_that_eight_use_at_once_makes_one_officer(store: Store) -> None:
    people = [met(store, f"p{n}") for n in range(8)]
    code = invite(store)
    start = threading.Barrier(8)

    def use(contact: int) -> bool:
        start.wait()
        return join(store, code, contact) is not None

    with ThreadPoolExecutor(8) as at_once:
        assert sum(at_once.map(use, people)) == 1

    assert len(store.read_sync(officers.all_of)) == 1


def test_a_code_can_be_typed_in_any_case_and_with_spaces_around(store: Store) -> None:
    assert join(store, f"  {invite(store).lower()} ", met(store, "budi")) is not None


@pytest.mark.parametrize(("hours", "taken"), [(71.99, True), (72, False), (1000, False)])
def test_an_invitation_is_good_for_its_hours(store: Store, hours: float, taken: bool) -> None:
    code, budi = invite(store), met(store, "budi")

    assert (join(store, code, budi, now=NOW + hours * HOUR) is not None) == taken


def test_an_unknown_code_makes_nobody_an_officer(store: Store) -> None:
    invite(store)

    for code in ("", "ABCDEF", "x" * 200, "A\x00B"):
        assert join(store, code, met(store, "budi")) is None


def test_only_the_hash_of_a_code_is_kept(store: Store) -> None:
    code = invite(store)

    (kept,) = store.read_sync(lambda session: list(session.exec(select(Invitation))))

    assert code not in str(kept.model_dump()) and len(kept.code_hash) == 64
    assert len(code) == 10 and not set(code) & set("0O1Il")


def test_a_second_invitation_to_the_same_office_changes_nothing(store: Store) -> None:
    budi = met(store, "budi")
    first = join(store, invite(store), budi)
    second = join(store, invite(store), budi)

    assert first is not None and second is not None and first.id == second.id
    assert len(store.read_sync(officers.all_of)) == 1


def test_a_person_can_hold_several_offices_the_newest_first(store: Store) -> None:
    budi = met(store, "budi")
    join(store, invite(store), budi)
    join(store, invite(store, "DISKOMINFO", Role.UTAMA), budi)

    held = store.read_sync(officers.of_contact, budi)

    assert [(o.agency, o.role) for o in held] == [("DISKOMINFO", "utama"), ("DISDIK", "pelaksana")]


def test_a_revoked_officer_holds_nothing_until_invited_anew(store: Store) -> None:
    budi = met(store, "budi")
    officer = join(store, invite(store), budi)
    assert officer is not None and officer.id is not None

    assert store.transact_sync(officers.revoke, officer.id, now=NOW) is True
    assert store.transact_sync(officers.revoke, officer.id, now=NOW) is False
    assert store.transact_sync(officers.revoke, 99, now=NOW) is False
    assert store.read_sync(officers.of_contact, budi) == []
    assert store.read_sync(officers.reachable, role=Role.PELAKSANA) == []

    again = join(store, invite(store), budi)
    assert again is not None and again.id != officer.id
    assert len(store.read_sync(officers.all_of)) == 2  # history stays


def test_only_officers_whom_some_address_reaches_are_reachable(store: Store) -> None:
    budi, sari = met(store, "budi"), met(store, "sari")
    join(store, invite(store), budi)
    join(store, invite(store, "DISKOMINFO", Role.UTAMA), sari)

    def reachable(role: Role, agency: str | None = None) -> list[int]:
        return [o.contact_id for o in store.read_sync(officers.reachable, role=role, agency=agency)]

    assert reachable(Role.PELAKSANA) == reachable(Role.PELAKSANA, "DISDIK") == [budi]
    assert reachable(Role.PELAKSANA, "DISKOMINFO") == []
    assert reachable(Role.UTAMA) == [sari]

    (address,) = store.read_sync(contacts.addresses, budi)
    store.transact_sync(contacts.set_reachable, address.id, False)
    assert reachable(Role.PELAKSANA) == []


def test_a_long_name_is_cut_and_not_refused(store: Store) -> None:
    officer = join(store, invite(store), met(store, "budi"), name="B" * 500)

    assert officer is not None and officer.name == "B" * 80
