"""Calls past aiohttp's own request, against servers that say what servers say."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.channels.posting import Posting, Reply

PATIENCE = aiohttp.ClientTimeout(total=None, connect=5, sock_connect=5, sock_read=0.3)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Answers each request with the next of `says`, b"" by hanging up. `heard`: what came, by connection."""

    def __init__(self, *says: bytes) -> None:
        self.says = list(says)
        self.heard: list[list[bytes]] = []
        self.came = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    def hang_up(self) -> None:
        for writer in self._writers:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard: list[bytes] = []
        self.heard.append(heard)
        self._writers.append(writer)
        try:
            while self.says:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split()[0])
                heard.append(head + await reader.readexactly(length))
                self.came.set()
                said = self.says.pop(0)
                if not said:
                    break
                writer.write(said)
                await writer.drain()
            else:
                await reader.read()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def posting(
    server: Server, *, tls: ssl.SSLContext | None = None, **headers: str
) -> AsyncIterator[tuple[Posting, str]]:
    listening = await asyncio.start_server(server._serve, "127.0.0.1", 0, ssl=tls)
    port = listening.sockets[0].getsockname()[1]
    async with aiohttp.ClientSession() as session:
        yield Posting(session, headers), f"http://127.0.0.1:{port}/bot/send"
    listening.close()


async def test_calls_follow_one_another_on_one_connection():
    server = Server(OK, OK)
    async with posting(server, Authorization="Bearer x") as (client, url):
        replies = [await client.post(url, body, PATIENCE) for body in (b'{"a":1}', b'{"b":"\xc3\xa9"}')]

    assert replies == [Reply(status=200, body=b"{}", retry_after="")] * 2
    [[first, second]] = server.heard
    assert first.startswith(b"POST /bot/send HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\n" in first
    assert first.endswith(b"\r\nContent-Length: 7\r\n\r\n" + b'{"a":1}')
    assert second.endswith(b"\r\nContent-Length: 10\r\n\r\n" + b'{"b":"\xc3\xa9"}')


PACKED = gzip.compress(b'{"ok":true}')


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK, Reply(status=200, body=b"{}", retry_after="")),
        (
            b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 1\r\n\r\n!",
            Reply(status=429, body=b"!", retry_after="7"),
        ),
        (
            b"HTTP/1.1 307 Else\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
            Reply(status=307, body=b"", retry_after=""),
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
            Reply(status=200, body=b"{}", retry_after=""),
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b"
            % (len(PACKED), PACKED),
            Reply(status=200, body=b'{"ok":true}', retry_after=""),
        ),
        (b"HTTP/1.1 204 No Content\r\n\r\n", Reply(status=204, body=b"", retry_after="")),
    ],
    ids=["a word before", "too many", "elsewhere", "in pieces", "packed", "nothing"],
)
async def test_whatever_comes_back_is_the_reply_and_the_connection_goes_on(said: bytes, reply: Reply):
    server = Server(said, OK)
    async with posting(server) as (client, url):
        assert await client.post(url, b"{}", PATIENCE) == reply
        assert (await client.post(url, b"{}", PATIENCE)).body == b"{}"

    assert len(server.heard) == 1


async def test_a_body_without_a_length_goes_on_until_the_server_hangs_up():
    server = Server(b"HTTP/1.0 200 OK\r\n\r\n{}", OK)
    async with posting(server) as (client, url):
        calling = asyncio.create_task(client.post(url, b"{}", PATIENCE))
        await server.came.wait()
        server.hang_up()
        assert (await calling).body == b"{}"


async def test_a_server_whose_certificate_nobody_knows_is_told_nothing(tmp_path: Path):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (tmp_path / "key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (tmp_path / "chain").write_bytes(signed.public_bytes(pem))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(tmp_path / "chain", tmp_path / "key")
    server = Server(OK)
    async with posting(server, tls=tls) as (client, url):
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await client.post(url.replace("http:", "https:"), b"{}", PATIENCE)

    assert server.heard == []


async def test_a_server_that_says_so_is_called_anew():
    server = Server(OK.replace(b"\r\n", b"\r\nConnection: close\r\n", 1), OK)
    async with posting(server) as (client, url):
        for _ in range(2):
            assert (await client.post(url, b"{}", PATIENCE)).status == 200

    assert len(server.heard) == 2


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"", aiohttp.ServerDisconnectedError),
        (b"it works\r\n\r\n", aiohttp.ClientPayloadError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", TimeoutError),
        (b"HTTP/1.1 200 OK\r\n", TimeoutError),
    ],
    ids=["hung up", "no HTTP", "half a body", "half a head"],
)
async def test_without_an_answer_it_raises_and_the_next_call_has_another_connection(
    said: bytes, error: type[Exception]
):
    server = Server(said, OK)
    async with posting(server) as (client, url):
        with pytest.raises(error):
            await client.post(url, b"{}", PATIENCE)
        server.says = [OK]
        assert (await client.post(url, b"{}", PATIENCE)).status == 200

    assert len(server.heard) == 2


async def test_who_is_cancelled_leaves_no_connection_behind():
    server = Server(b"HTTP/1.1 200 OK\r\n", OK)
    async with posting(server) as (client, url):
        call = asyncio.create_task(client.post(url, b"{}", PATIENCE))
        await server.came.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        server.says = [OK]
        assert (await client.post(url, b"{}", PATIENCE)).status == 200

    assert len(server.heard) == 2


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "http:///x", "http://[x", "nonsense"])
async def test_an_address_that_is_none_is_named(url: str):
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.InvalidURL):
            await Posting(session, {}).post(url, b"{}", PATIENCE)


async def test_nobody_smuggles_a_header_in():
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ValueError, match="line break"):
            await Posting(session, {"X-Token": "a\r\nX-Other: b"}).post("http://127.0.0.1", b"{}", PATIENCE)
