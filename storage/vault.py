"""The vault: what nobody may read who only has the database or the disk (UU 27/2022 Ps 35, 36).

    vault = open_vault("2026b:base64…,2026a:base64…", "base64…")   # newest key first
    sealed = vault.seal(content, bound_to="identity/7f…/number")
    vault.open(sealed, bound_to="identity/7f…/number")             # raises Unsealable for anything else

A sealed blob is AES-256-GCM: b"V1", the length of its key's id, the id, 12 random bytes, the ciphertext.
`bound_to` says which row a blob belongs to: moved to another row, it does not open.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_MARK, _NONCE = b"V1", 12
_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")


class VaultKeyError(Exception):
    """Keys that cannot be used; `problem` names why, `key` which one."""

    def __init__(self, problem: str, key: str = "") -> None:
        super().__init__(f"{problem} {key}".strip())
        self.problem = problem  # "shape", "id", "twice", "base64", "length"
        self.key = key


class Unsealable(Exception):
    """A blob that is damaged, of another row, or of a key that is not here (`key`, its id)."""

    def __init__(self, reason: str, key: str = "") -> None:
        super().__init__(f"{reason} {key}".strip())
        self.key = key


class Vault:
    """Seals with its newest key, opens with any it has."""

    def __init__(self, keys: dict[str, bytes], hash_key: bytes) -> None:
        self._keys = {id: AESGCM(key) for id, key in keys.items()}
        self._hash_key = hash_key
        self.newest = next(iter(keys))

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Newest first."""
        return tuple(self._keys)

    def seal(self, content: bytes, *, bound_to: str) -> bytes:
        id = self.newest.encode()
        head = _MARK + bytes([len(id)]) + id
        nonce = os.urandom(_NONCE)
        return head + nonce + self._keys[self.newest].encrypt(nonce, content, head + bound_to.encode())

    def open(self, sealed: bytes, *, bound_to: str) -> bytes:
        """The content; raises Unsealable."""
        id, start = _key_of(sealed)
        key = self._keys.get(id)
        if key is None:
            raise Unsealable("no such key here:", id)
        nonce, rest = sealed[start : start + _NONCE], sealed[start + _NONCE :]
        try:
            return key.decrypt(nonce, rest, sealed[:start] + bound_to.encode())
        except (InvalidTag, ValueError) as error:
            raise Unsealable("damaged, or not of this row", id) from error

    def fingerprint(self, number: str) -> str:
        """The keyed hash by which a number is found again (hex)."""
        return hmac.new(self._hash_key, number.encode(), hashlib.sha256).hexdigest()


def _key_of(sealed: bytes) -> tuple[str, int]:
    """The id of the key that sealed a blob, and where its nonce begins."""
    length = sealed[2] if len(sealed) > 2 else 0
    start = 3 + length
    if sealed[:2] != _MARK or not length or len(sealed) < start + _NONCE + 16:
        raise Unsealable("not a sealed blob")
    return sealed[3:start].decode(errors="replace"), start


# -- keys -----------------------------------------------------------------------------------------


def open_vault(keys: str, hash_key: str) -> Vault:
    """A vault of "id:base64,…" (newest first) and the key of the hashes; raises VaultKeyError."""
    return Vault(read_keys(keys), read_key(hash_key))


def read_keys(text: str) -> dict[str, bytes]:
    """ "id:base64,…" as keys by id, in order; raises VaultKeyError."""
    found: dict[str, bytes] = {}
    for entry in (part.strip() for part in text.split(",")):
        id, colon, key = entry.partition(":")
        if not colon:
            raise VaultKeyError("shape")
        if not _ID.fullmatch(id):
            raise VaultKeyError("id")
        if id in found:
            raise VaultKeyError("twice", id)
        found[id] = read_key(key, id)
    return found


def read_key(text: str, id: str = "") -> bytes:
    """Base64 of 32 bytes, plain or URL-safe; raises VaultKeyError."""
    try:
        key = base64.b64decode(text.strip().translate({45: 43, 95: 47}), validate=True)
    except (binascii.Error, ValueError):
        raise VaultKeyError("base64", id) from None
    if len(key) != KEY_BYTES:
        raise VaultKeyError("length", id)
    return key


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


# -- files ----------------------------------------------------------------------------------------


class SealedFiles:
    """The folder of sealed files; a file is whole or absent, and its name says nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, sealed: bytes) -> str:
        """Write a sealed blob; its new, random name."""
        name = secrets.token_hex(16)
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_suffix(".part")
        with open(beside, "wb", opener=_private) as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
        return name

    def read(self, name: str) -> bytes:
        """The sealed blob; raises FileNotFoundError."""
        return self.path(name).read_bytes()

    def drop(self, names: Iterable[str]) -> None:
        """Remove files; one that is gone already is no fault."""
        for name in names:
            self.path(name).unlink(missing_ok=True)

    def names(self, *, before: datetime) -> set[str]:
        """The files that were written before a moment."""
        older = before.timestamp()
        found: set[str] = set()
        for path in self.folder.glob("??/*"):
            try:
                if path.stat().st_mtime < older:
                    found.add(path.name)
            except FileNotFoundError:  # removed by another process meanwhile
                continue
        return found

    def path(self, name: str) -> Path:
        return self.folder / name[:2] / name


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
