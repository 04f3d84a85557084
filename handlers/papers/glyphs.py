"""What the fonts of our papers can draw, and the nearest to what they cannot.

The papers use the fonts that every PDF reader has (ISO 32000-1, 9.6.2.2): no file to ship or embed. They
draw what cp1252 holds: Indonesian, English, western Europe. Letters of other alphabets and emoji become
MARK, visibly, and the paper says so; the words themselves stay whole in the request.
"""

import re
import unicodedata
from functools import lru_cache

ENCODING = "cp1252"  # PDF's WinAnsiEncoding
MARK = "[?]"

_LOST = "\0"
_RUN = re.compile("\0(?: *\0)*")
_NEAREST = {
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "−": "-",
    "―": "—",
    "′": "'",
    "″": '"',
    "ʼ": "'",
    "ʻ": "'",
    "⁄": "/",
    "μ": "µ",
    "ı": "i",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "●": "•",
    "▪": "•",
    "◦": "•",
    "✓": "v",
    "✔": "v",
}


def drawable(text: str) -> str:
    """The text in characters that can be drawn, line breaks as they are; MARK for each run that cannot be."""
    whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _RUN.sub(MARK, "".join(map(_drawn, whole)))


@lru_cache(maxsize=4096)
def _drawn(char: str) -> str:
    category = unicodedata.category(char)
    if char == "\n" or category in ("Zl", "Zp"):
        return "\n"
    if char == "\t" or category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Mn", "Me"):  # controls, joiners, and marks on a letter that stays
        return ""
    if _known(char):
        return char
    return _NEAREST.get(char) or _simpler(char, letter=category.startswith("L"))


def _simpler(char: str, *, letter: bool) -> str:
    """The character without what sets it apart: ş is s, ﬁ is fi, 𝐁 is B, ⅓ is 1/3.

    A mark on something else than a letter is not left out: ≠ would become =.
    """
    parts = unicodedata.normalize("NFKD", char)
    plain = "".join(_NEAREST.get(c, c) for c in parts if not unicodedata.combining(c))
    if not plain or not _known(plain) or (len(plain) < len(parts) and not letter):
        return _LOST
    how = unicodedata.decomposition(char).partition(" ")[0]
    if how == "<super>":  # 10⁶ must not read 106
        return f"^{plain}"
    if how == "<fraction>":  # nor 1⅓ read 11/3
        return f" {plain}"
    return f"({plain})" if how == "<circle>" else plain


def _known(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
