"""Pages for people: a template, the words of a language, and headers that let nothing out of the page."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handlers.voice import LANGUAGES, Voice

_TEMPLATES = Path(__file__).parent / "templates"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_CSS = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
_CSS_HASH = base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()

SAFE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address of the page is a secret
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Headers of everything that may show a person's data."""

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_CSS_HASH}'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


def render(
    template: str,
    voice: Voice,
    *,
    body: str,
    title: str,
    words: Mapping[str, str],
    status: int = 200,
    **shown: Any,
) -> web.Response:
    """A page in one language; `body` names the public body, `words` are the template's own."""
    text = _ENVIRONMENT.get_template(template).render(
        language=voice.language,
        other=next(language for language in LANGUAGES if language != voice.language),
        css=_CSS,
        body=body,
        title=title,
        words=words,
        **shown,
    )
    return web.Response(
        text=text,
        status=status,
        content_type="text/html",
        charset="utf-8",
        headers={**SAFE, "Content-Security-Policy": POLICY},
    )
