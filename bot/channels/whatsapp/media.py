"""Files: uploaded once and used again, and fetched from where WhatsApp keeps them."""

import asyncio
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from bot.channels.base import FetchError, Later, OutgoingFile, Rejected, Result, Uncertain
from bot.channels.limits import bare_mime, largest
from bot.channels.loose import a_dict, a_str, an_int
from bot.channels.whatsapp.graph import Answer, Graph, NoAnswer, NotSent, TooLong
from bot.channels.whatsapp.hashes import hex_sha256
from bot.channels.whatsapp.parse import REF_MARK
from bot.channels.whatsapp.verdict import GraphError, verdict
from storage.files import FILE_LIMIT

_META_FILES = "lookaside.fbsbx.com"  # where the addresses of media point; a provider stands before it


class Uploads(Protocol):
    """Remembers what has been uploaded: a media id by the SHA-256 of its bytes, while the id is good."""

    async def find(self, sha256: str) -> str:
        """The media id, or ""."""

    async def keep(self, sha256: str, ref: str) -> None: ...

    async def forget(self, sha256: str) -> None: ...


class MemoryUploads:
    """Remembers as long as the process lives."""

    def __init__(self) -> None:
        self._refs: dict[str, str] = {}

    async def find(self, sha256: str) -> str:
        return self._refs.get(sha256, "")

    async def keep(self, sha256: str, ref: str) -> None:
        self._refs[sha256] = ref

    async def forget(self, sha256: str) -> None:
        self._refs.pop(sha256, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Uploaded:
    """A file that WhatsApp has; `reused`: from an earlier time, so that it may be gone by now."""

    id: str
    sha256: str
    reused: bool


class Media:
    """The files of one number."""

    def __init__(
        self, graph: Graph, api_url: str, number_url: str, *, account: str, uploads: Uploads
    ) -> None:
        self.uploads = uploads
        self._graph = graph
        self._api = api_url
        self._media_url = f"{number_url or f'{api_url}/{account}'}/media"
        self._account = account
        self._turns: dict[str, asyncio.Lock] = {}  # by SHA-256

    async def uploaded(self, file: OutgoingFile) -> Uploaded | Result:
        """The file with WhatsApp, or why it is not."""
        try:
            content = await self._content(file)
        except OSError as error:
            return Rejected(reason=f"cannot read the file: {error.strerror}")
        except FetchError as error:
            reason = f"cannot fetch the file: {error}"
            return Rejected(reason=reason) if error.forever else Later(reason=reason)
        if content is None:
            return Rejected(reason="the file has neither a reference nor a path")
        if len(content) > largest(file.mime):
            reason = f"a file of {len(content)} bytes; WhatsApp takes {largest(file.mime)} of {file.mime}"
            return Rejected(reason=reason)
        digest = await asyncio.to_thread(_sha256, content)
        turn = self._turns.setdefault(digest, asyncio.Lock())
        try:
            async with turn:
                known = await self.uploads.find(digest)
                id = known or await self._upload(file, content)
                if not isinstance(id, str):
                    return id
                if not known:
                    await self.uploads.keep(digest, id)
        finally:
            if not turn.locked():
                self._turns.pop(digest, None)
        return Uploaded(id=id, sha256=digest, reused=bool(known))

    async def _upload(self, file: OutgoingFile, content: bytes) -> str | Result:
        """The new media id. An upload that may have been taken is simply made again."""
        mime = bare_mime(file.mime)
        name = f"berkas{mimetypes.guess_extension(mime) or ''}"  # a document's own stands in its message
        outcome = await self._graph.upload(self._media_url, content, name=name, mime=mime)
        if isinstance(outcome, NotSent | NoAnswer):
            return Later(reason=outcome.reason)
        if isinstance(outcome, GraphError):
            result = verdict(outcome, account=self._account)
            return Later(reason=result.reason) if isinstance(result, Uncertain) else result
        return a_str(outcome.body.get("id")) or Later(reason="the answer to an upload names no file")

    async def _content(self, file: OutgoingFile) -> bytes | None:
        """Our copy; else what the person's own message still lies under."""
        if file.path is not None:
            return await asyncio.to_thread(file.path.read_bytes)
        return await self.fetch(file.ref) if file.ref else None

    async def fetch(self, ref: str) -> bytes:
        """The bytes; raises FetchError, for ever where the file is gone or too large.

        Its address is good for 5 minutes, so it is asked for each time; once more where it has just ended.
        """
        id, _, expected = ref.partition(REF_MARK)
        content = await self._fetch(id, expected)
        if content is None:
            content = await self._fetch(id, expected)
        if content is None:
            raise FetchError("the address of the file is not found")
        return content

    async def _fetch(self, id: str, expected: str) -> bytes | None:
        """None where the address that was just given is not found."""
        found = await self._graph.get(f"{self._api}/{quote(id, safe='')}", {"phone_number_id": self._account})
        if not isinstance(found, Answer):
            raise _no_file(found)
        size = found.body.get("file_size")
        told = int(size) if isinstance(size, str) and size.isascii() and size.isdigit() else an_int(size)
        if told and told > FILE_LIMIT:
            raise FetchError(f"the file has {told} bytes, the limit is {FILE_LIMIT}", forever=True)
        content = await self._graph.download(self._download_url(a_str(found.body.get("url"))), FILE_LIMIT)
        if isinstance(content, TooLong):
            raise FetchError(f"the file is over {FILE_LIMIT} bytes", forever=True)
        if isinstance(content, GraphError):
            if content.status == 404:
                return None
            raise FetchError(str(content))
        if not isinstance(content, bytes):
            raise FetchError(content.reason)
        digest = await asyncio.to_thread(_sha256, content)
        expected = expected or hex_sha256(a_str(found.body.get("sha256")))
        if (told and told != len(content)) or (expected and expected != digest):
            raise FetchError("what came is not the file that was announced")
        return content

    def _download_url(self, url: str) -> str:
        """Through the provider, where there is one. The token goes nowhere else without encryption."""
        api, there = urlsplit(self._api), urlsplit(url)
        if self._graph.own_auth and there.hostname == _META_FILES:
            there = there._replace(scheme=api.scheme, netloc=api.netloc)
        if there.scheme != "https" and (there.scheme, there.hostname) != (api.scheme, api.hostname):
            raise FetchError("the address of the file is not https")
        return there.geturl()


def with_media(body: Mapping[str, Any], media: Uploaded) -> dict[str, Any]:
    """The message with its file: the message itself, or what stands above its buttons."""
    interactive = a_dict(body.get("interactive"))
    holder = interactive["header"] if interactive else body
    kind = holder["type"]
    holder = {**holder, kind: {**holder[kind], "id": media.id}}
    return {**body, "interactive": {**interactive, "header": holder}} if interactive else holder


def _no_file(outcome: GraphError | NotSent | NoAnswer) -> FetchError:
    """For ever only where the API itself says so: a 404 of something else may be a wrong setting."""
    if not isinstance(outcome, GraphError):
        return FetchError(outcome.reason)
    gone = outcome.code == 100 and (outcome.subcode == 33 or "does not exist" in str(outcome))
    return FetchError(str(outcome), forever=gone or outcome.code == 131052)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
