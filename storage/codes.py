"""Codes that people type: hard to misread, and made from our secret, so that none has to be kept."""

import hashlib
import hmac

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is misread for something else


def make(secret: bytes, *about: str, length: int) -> str:
    """The code of something, always the same; a character carries 4.95 bits."""
    seed = int.from_bytes(hmac.digest(secret, "\n".join(about).encode(), hashlib.sha256))
    letters = []
    for _ in range(length):
        seed, place = divmod(seed, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def same(code: str, typed: str) -> bool:
    """Whether somebody typed this code, in whatever case and groups; in constant time."""
    return hmac.compare_digest(tidy(code).encode(), tidy(typed).encode())


def tidy(typed: str) -> str:
    """A typed code without groups, in capitals."""
    return "".join(c for c in typed.upper() if c.isalnum())


def grouped(code: str, size: int = 4) -> str:
    """A code as it is shown: ABCD-EFGH-JKMN."""
    return "-".join(code[i : i + size] for i in range(0, len(code), size))


def digest(code: str) -> str:
    """What is kept of a code to find it by."""
    return hashlib.sha256(tidy(code).encode()).hexdigest()
