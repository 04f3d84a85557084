"""Changing the vault's key: everything sealed anew with the newest, a piece at a time.

Stopped anywhere, it goes on where it was: what the newest key has sealed is not touched again. A file is
sealed outside the transaction, beside the old one, which goes when the row points to the new.
"""

from dataclasses import dataclass

from storage import identities
from storage.store import Store
from storage.tables import Identity, IdentityFile
from storage.vault import SealedFiles, Unsealable, Vault

BATCH = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Rotated:
    """How many numbers and files were sealed anew, what could not be, and the old keys still in use."""

    numbers: int
    files: int
    failed: tuple[str, ...]  # ids of identities
    still_needed: tuple[str, ...]


def rotate(store: Store, vault: Vault, files: SealedFiles) -> Rotated:
    """Seal everything with the newest key. What cannot be opened stays as it is, and is named."""
    failed: list[str] = []
    numbers = _numbers(store, vault, failed)
    papers = _papers(store, vault, files, failed)
    in_use = store.read_sync(identities.key_ids)
    needed = tuple(id for id in in_use if id != vault.newest)
    return Rotated(numbers=numbers, files=papers, failed=tuple(dict.fromkeys(failed)), still_needed=needed)


def _numbers(store: Store, vault: Vault, failed: list[str]) -> int:
    done, after = 0, ""
    while batch := store.read_sync(
        identities.numbers_of_old_keys, newest=vault.newest, after=after, most=BATCH
    ):
        after = batch[-1].id
        for row in batch:
            done += _number(store, vault, row, failed)
    return done


def _number(store: Store, vault: Vault, row: Identity, failed: list[str]) -> bool:
    bound_to = identities.number_bound_to(row.id)
    try:
        number = vault.open(row.number, bound_to=bound_to)
    except Unsealable:
        failed.append(row.id)
        return False
    values = {
        "number": vault.seal(number, bound_to=bound_to),
        "fingerprint": vault.fingerprint(number.decode()),  # the key of the hashes may have changed as well
        "key_id": vault.newest,
    }
    return bool(store.transact_sync(identities.reseal_number, row.id, was=row.number, values=values))


def _papers(store: Store, vault: Vault, files: SealedFiles, failed: list[str]) -> int:
    done, after = 0, ""
    while batch := store.read_sync(
        identities.papers_of_old_keys, newest=vault.newest, after=after, most=BATCH
    ):
        after = batch[-1].id
        for row in batch:
            done += _paper(store, vault, files, row, failed)
    return done


def _paper(store: Store, vault: Vault, files: SealedFiles, row: IdentityFile, failed: list[str]) -> bool:
    assert row.identity_id is not None
    bound_to = identities.paper_bound_to(row.identity_id, row.id, row.paper)
    try:
        content = vault.open(files.read(row.name), bound_to=bound_to)
    except (Unsealable, FileNotFoundError):
        if row.name in store.read_sync(identities.known_names):  # not one that was erased meanwhile
            failed.append(row.identity_id)
        return False
    name = files.keep(vault.seal(content, bound_to=bound_to))
    put = store.transact_sync(identities.reseal_paper, row.id, was=row.name, name=name, key_id=vault.newest)
    files.drop([row.name if put else name])
    return bool(put)
