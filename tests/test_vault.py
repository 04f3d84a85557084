"""What the vault promises, and the changing of its keys."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from bot.clock import Clock
from bot.sealed import STRAY, SealedChores
from handlers.officer.identity import look
from storage import identities, requests, rotation
from storage.identities import Sealed, SealedPaper
from storage.store import Store
from storage.vault import SealedFiles, Unsealable, Vault, VaultKeyError, new_key, open_vault, read_keys
from tests.rooms import wib
from tests.town import Town, quick_town

A, B, HASH = b"a" * 32, b"b" * 32, b"h" * 32
OLD = Vault({"a": A}, HASH)
NEW = Vault({"b": B, "a": A}, HASH)
NIK = "1501024503900001"
GOOD = "A" * 43 + "="  # base64 of 32 bytes


@given(content=st.binary(max_size=300), row=st.text(max_size=20))
@settings(max_examples=30)
def test_what_was_sealed_opens_for_its_row_and_shows_nothing(content: bytes, row: str) -> None:
    sealed = OLD.seal(content, bound_to=row)

    assert OLD.open(sealed, bound_to=row) == content
    assert NEW.open(sealed, bound_to=row) == content
    assert len(content) < 8 or content not in sealed
    assert OLD.seal(content, bound_to=row) != sealed


@given(data=st.data())
@settings(max_examples=60)
def test_a_blob_that_was_touched_anywhere_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(OLD.seal(b"isi berkas", bound_to="baris"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))

    with pytest.raises(Unsealable):
        OLD.open(bytes(sealed), bound_to="baris")


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 4, 16, 30])
def test_a_blob_that_was_cut_does_not_open(cut: int) -> None:
    with pytest.raises(Unsealable):
        OLD.open(OLD.seal(b"isi", bound_to="baris")[:cut], bound_to="baris")


def test_a_blob_opens_for_no_other_row_and_with_no_other_key() -> None:
    sealed = NEW.seal(b"isi", bound_to="baris 1")

    with pytest.raises(Unsealable):
        NEW.open(sealed, bound_to="baris 2")
    with pytest.raises(Unsealable):
        Vault({"b": A}, HASH).open(sealed, bound_to="baris 1")
    with pytest.raises(Unsealable) as missing:
        OLD.open(sealed, bound_to="baris 1")
    assert missing.value.key == "b"


def test_a_number_is_found_again_only_with_the_key_of_the_hashes() -> None:
    assert OLD.fingerprint(NIK) == NEW.fingerprint(NIK) != Vault({"a": A}, A).fingerprint(NIK)
    assert NIK not in OLD.fingerprint(NIK)


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("tanpa-titik-dua", "shape"),
        (f"a:{GOOD},", "shape"),
        (f"a b:{GOOD}", "id"),
        (f"a:{GOOD},a:{GOOD}", "twice"),
        ("a:bukan base64!", "base64"),
        ("a:cGVuZGVr", "length"),
    ],
)
def test_keys_that_cannot_be_used_say_why(keys: str, problem: str) -> None:
    with pytest.raises(VaultKeyError) as wrong:
        read_keys(keys)

    assert wrong.value.problem == problem


def test_the_first_key_is_the_newest_and_either_alphabet_of_base64_is_read() -> None:
    plain = "+/" * 21 + "8="
    vault = open_vault(f"b:{plain}, a:{plain.translate({43: 45, 47: 95})}", new_key())

    assert vault.newest == "b"
    assert vault.key_ids == ("b", "a")
    assert len(set(read_keys(f"b:{plain},a:{plain.translate({43: 45, 47: 95})}").values())) == 1


# -- files, rows, and changing the key --------------------------------------------------------------


class Kept:
    """A town whose applicants gave identities, sealed by an old key."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town = town
        self.store: Store = town.room.store
        self.files = SealedFiles(folder / "identity")

    def give(self, request: int, number: str = NIK, *, vault: Vault = OLD) -> Sealed:
        id, file = identities.new_id(), identities.new_id()
        bound_to = identities.paper_bound_to(id, file, "id-card")
        paper = SealedPaper(
            id=file,
            paper="id-card",
            mime="image/jpeg",
            size=4,
            name=self.files.keep(vault.seal(b"foto", bound_to=bound_to)),
            key_id=vault.newest,
        )
        sealed = Sealed(
            id=id,
            masked="1501**********01",
            fingerprint=vault.fingerprint(number),
            number=vault.seal(number.encode(), bound_to=identities.number_bound_to(id)),
            key_id=vault.newest,
            papers=(paper,),
        )
        self.store.transact_sync(identities.keep, request, "person", sealed, now=self.town.room.at)
        return sealed

    def read(self, request: int, vault: Vault) -> tuple[str, bytes]:
        def rows(session: Session) -> tuple[str, bytes]:
            found = identities.of_request(session, request)
            assert found is not None
            (paper,) = identities.papers_of(session, found.id)
            number = vault.open(found.number, bound_to=identities.number_bound_to(found.id)).decode()
            bound_to = identities.paper_bound_to(found.id, paper.id, paper.paper)
            return number, vault.open(self.files.read(paper.name), bound_to=bound_to)

        return self.store.read_sync(rows)

    def on_disk(self) -> set[str]:
        return self.files.names(before=datetime.now(UTC) + timedelta(days=1))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with quick_town(tmp_path) as there:
        yield Kept(there, tmp_path)


def test_rotation_seals_everything_anew_and_then_the_old_key_is_not_needed(kept: Kept) -> None:
    one, two = kept.town.file(), kept.town.file(by="warga2")
    kept.give(one)
    kept.give(two, "1501024503900002")
    before = kept.on_disk()

    done = rotation.rotate(kept.store, NEW, kept.files)

    assert (done.numbers, done.files, done.failed, done.still_needed) == (2, 2, (), ())
    only_new = Vault({"b": B}, HASH)
    assert kept.read(one, only_new) == (NIK, b"foto")
    assert kept.read(two, only_new)[0] == "1501024503900002"
    assert len(kept.on_disk()) == 2 and not kept.on_disk() & before
    assert rotation.rotate(kept.store, NEW, kept.files).numbers == 0


def test_a_rotation_that_broke_off_goes_on_and_loses_nothing(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    for by in ("warga", "warga2", "warga3"):
        kept.give(kept.town.file(by=by))
    calls = iter(range(100))
    whole = SealedFiles.keep

    def full_disk(self: SealedFiles, sealed: bytes) -> str:
        if next(calls) == 1:
            raise OSError(28, "No space left on device")
        return whole(self, sealed)

    monkeypatch.setattr(SealedFiles, "keep", full_disk)
    with pytest.raises(OSError, match="No space"):
        rotation.rotate(kept.store, NEW, kept.files)
    done = rotation.rotate(kept.store, NEW, kept.files)

    assert (done.numbers, done.files, done.still_needed) == (0, 2, ())
    assert all(kept.read(id, Vault({"b": B}, HASH)) == (NIK, b"foto") for id in (1, 2, 3))


def test_rotation_names_what_it_cannot_open_and_the_key_that_is_still_needed(kept: Kept) -> None:
    kept.give(kept.town.file())
    lost = kept.give(kept.town.file(by="warga2"), vault=Vault({"lost": b"x" * 32}, HASH))

    done = rotation.rotate(kept.store, NEW, kept.files)

    assert (done.numbers, done.files) == (1, 1)
    assert (done.failed, done.still_needed) == ((lost.id,), ("lost",))


def test_a_new_key_of_the_hashes_comes_with_the_rotation(kept: Kept) -> None:
    request = kept.town.file()
    kept.give(request)
    rehashed = Vault({"b": B, "a": A}, b"i" * 32)

    rotation.rotate(kept.store, rehashed, kept.files)

    found = kept.store.read_sync(identities.of_request, request)
    assert found is not None and found.fingerprint == rehashed.fingerprint(NIK)


async def test_what_is_erased_leaves_the_disk_and_so_do_strays(kept: Kept) -> None:
    first, second = kept.town.file(), kept.town.file()
    kept.give(first)
    kept.give(second)
    stays = kept.give(kept.town.file(by="warga2"))
    stray = kept.files.keep(b"terputus")
    young = kept.files.keep(b"sedang dikirim")
    old = (datetime.now(UTC) - STRAY - timedelta(minutes=1)).timestamp()
    os.utime(kept.files.path(stray), (old, old))
    chores = SealedChores(kept.store, kept.files, Clock())

    request = kept.store.read_sync(requests.get, first)
    assert request is not None
    erased = kept.store.transact_sync(identities.erase_of_contact, request.contact_id)
    await chores.remove()
    await chores.sweep()

    assert erased == [first, second]
    assert kept.on_disk() == {stays.papers[0].name, young}
    assert kept.store.read_sync(identities.removable) == []


def test_a_second_giving_takes_the_place_of_the_first(kept: Kept) -> None:
    request = kept.town.file()
    first = kept.give(request)
    kept.give(request, "1501024503900002")

    assert kept.read(request, OLD)[0] == "1501024503900002"
    assert [name for _, name in kept.store.read_sync(identities.removable)] == [first.papers[0].name]


def test_a_sealed_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    files = SealedFiles(tmp_path / "identity")
    name = files.keep(b"x")

    assert files.path(name).stat().st_mode & 0o777 == 0o600
    assert files.path(name).parent.stat().st_mode & 0o077 == 0


@pytest.mark.postgres
def test_it_all_goes_the_same_way_on_postgresql(tmp_path: Path) -> None:
    with quick_town(tmp_path, kind="postgres") as there:
        kept, people = Kept(there, tmp_path), there.room
        people.__dict__["desk"] = replace(people.desk, identity_url="https://ppid.example/identitas")
        request = there.file()
        people.listen()
        people.speak("warga", "identitas")
        people.direct("identitas 1501**********01", wib)
        people.speak("petugas", "antrean")
        people.speak("petugas", "1")
        (said,) = [say for _, say in people.speak("petugas", "[Lihat identitas]")]

        seen = people.store.transact_sync(look, people.desk, said.link, "hash", now=people.at)
        again = people.store.transact_sync(look, people.desk, said.link, "hash", now=people.at)

        assert seen is not None and again is None
        assert [row.request_id for row, _, _ in people.store.read_sync(identities.looks)] == [request]
        kept.give(request)
        assert rotation.rotate(kept.store, NEW, kept.files).files == 1
        found = people.store.read_sync(requests.get, request)
        assert found is not None
        assert people.store.transact_sync(identities.erase_of_contact, found.contact_id) == [request]
        gone = people.store.read_sync(identities.removable)
        people.store.transact_sync(identities.removed, [id for id, _ in gone])
        people.store.transact_sync(identities.sweep_links, before=people.at + timedelta(days=1))
        assert len(gone) == 2 and people.store.read_sync(identities.key_ids) == []
