"""A stream that nobody reads, changes, shortens or reorders unnoticed: AES-256-GCM in pieces.

    with path.open("wb") as file, SealedWriter(file, key) as out:
        out.write(b"...")
    with path.open("rb") as file:
        SealedReader(file, key).read(65536)       # raises BrokenSeal

The file: MARK, 32 random bytes, then pieces of (length in 4 bytes, ciphertext). Each file has a key of its
own, derived from the given one and those bytes (HKDF-SHA256). A piece's nonce is its number, and whether it
is the last: so a piece that is missing, moved or cut off does not open. (STREAM: Hoang and others, "Online
Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015.)
"""

import io
import os
from types import TracebackType
from typing import IO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.vault import KEY_BYTES

MARK = b"PPID sealed 1\n"
PIECE = 1 << 20  # bytes of content
_SALT, _LENGTH, _TAG = 32, 4, 16


class BrokenSeal(Exception):
    """Not sealed by this key, or changed since, or cut off."""


class SealedWriter:
    """Seals what is written to it. Leaving the block writes the last piece; an exception leaves it out, so
    that what was written so far is no whole file."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        salt = os.urandom(_SALT)
        file.write(MARK + salt)
        self._file = file
        self._cipher = _cipher(key, salt)
        self._number = 0
        self._waiting = bytearray()

    def write(self, content: bytes) -> int:
        self._waiting += content
        while len(self._waiting) > PIECE:  # the last piece is never known before the end
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._put(bytes(self._waiting), last=True)

    def _put(self, content: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), content, None)
        self._file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
        self._number += 1


class SealedReader(io.RawIOBase):
    """What was sealed. Only bytes that are proven are given; the end is given only where it is the end."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        if file.read(len(MARK)) != MARK:
            raise BrokenSeal("not a sealed file")
        self._file = file
        self._cipher = _cipher(key, _exactly(file, _SALT))
        self._number = 0
        self._open = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._open and not self._ended:
            self._take()
        count = min(len(buffer), len(self._open))
        buffer[:count] = self._open[:count]
        self._open = self._open[count:]
        return count

    def _take(self) -> None:
        length = int.from_bytes(_exactly(self._file, _LENGTH), "big")
        if not _TAG <= length <= PIECE + _TAG:
            raise BrokenSeal(f"piece {self._number} is damaged")
        sealed = _exactly(self._file, length)
        for last in (False, True):
            try:
                self._open = self._cipher.decrypt(_nonce(self._number, last=last), sealed, None)
            except InvalidTag:
                continue
            self._ended = last
            break
        else:
            raise BrokenSeal(f"piece {self._number} does not open")
        if self._ended and self._file.read(1):
            raise BrokenSeal("something follows its end")
        self._number += 1


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=MARK).derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _exactly(file: IO[bytes], count: int) -> bytes:
    content = file.read(count)
    if len(content) != count:
        raise BrokenSeal("it is cut off")
    return content
