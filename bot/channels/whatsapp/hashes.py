"""SHA-256 as WhatsApp writes it: in hex or in Base64, by the version and the place."""

import base64
import binascii
import re

_HEX = re.compile(r"[0-9a-fA-F]{64}")


def hex_sha256(said: str) -> str:
    """The hash in small hex letters; "" where it is none."""
    if _HEX.fullmatch(said):
        return said.lower()
    try:
        digest = base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return digest.hex() if len(digest) == 32 else ""
