"""Identity around the pages: links, policy, what a file or a number may be, settings and commands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.channels.webchat import WebChatChannel
from bot.cli import app
from bot.enclosures import Enclosures
from bot.intake import Desks
from bot.settings import Settings, SettingsError, load_settings
from handlers import gathering, identity
from handlers.form import Scene, Stay, Turn
from handlers.gathering import CarefulGather
from handlers.incoming import Incoming, Kind, RemoteFile
from handlers.voice import voice_of
from kip.actions import Complete, DeclareIncomplete
from kip.identifiers import nik_faults
from kip.identity import mask, sniff
from storage import identities, officers
from storage.files import FileStore
from storage.identities import Sealed, SealedPaper
from storage.outbox import Letter
from storage.store import Store
from storage.vault import SealedFiles, open_vault
from tests.identity_office import NIK
from tests.rooms import SECRET
from tests.test_copying import everything, url_of
from tests.town import Town, quick_town

SAID = voice_of("id")
URL = "https://ppid.example/identitas"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with quick_town(tmp_path) as built:
        built.room.__dict__["desk"] = replace(built.room.desk, identity_url=URL)
        yield built


def policy(town: Town, **wanted: str) -> None:
    desk = town.room.desk
    body = {**desk.body, "policy": {**desk.body["policy"], "identity": wanted}}
    town.room.__dict__["desk"] = replace(desk, body=body)


# -- the link ---------------------------------------------------------------------------------------


async def test_the_token_is_made_only_when_the_message_leaves(town: Town, tmp_path: Path) -> None:
    town.file()
    town.room.listen()
    (say,) = [say for to, say in town.room.speak("warga", "identitas") if say.link]
    store = town.room.store
    channel = WebChatChannel(clock=lambda: town.room.at)
    desks = Desks(store, SECRET, identity_url=URL)
    enclosures = Enclosures(store, channel, desks, FileStore(tmp_path / "files"), None)
    letter = Letter(
        id=1,
        address=1,
        to="warga",
        contact=1,
        payload=say.as_dict(),
        parts_sent=0,
        attempts=0,
        notice="",
        request=None,
        objection=None,
        created_at=town.room.at,
        next_at=town.room.at,
        void=False,
    )

    sent = await enclosures.outgoing(letter)

    token = identities.token_of(say.link, SECRET)
    assert getattr(sent, "text", "").endswith(f"\n\n{URL}/{token}")
    assert len(token) == 22  # 128 bits
    assert not any(token.encode() in part for part in written(store, tmp_path))
    found = store.read_sync(identities.link, token)
    assert found is not None and found.nonce == say.link


def written(store: Store, folder: Path) -> list[bytes]:
    """The database and its log, as they lie on the disk; all its rows, where its disk is not ours to read."""
    if store.shared:
        return [repr(everything(url_of(store))).encode()]
    return [part.read_bytes() for part in folder.glob("town.db*")]


def test_the_receipt_asks_as_the_policy_wants(town: Town) -> None:
    for wanted, key in (
        ("asked", "receipt-identity"),
        ("required", "receipt-identity-required"),
        ("off", ""),
    ):
        policy(town, person=wanted)
        town.file()
        (receipt,) = [say for to, say in town.room.listen() if to == "warga"]

        assert (SAID(key) in receipt.text) if key else "identitas" not in receipt.text
        assert (SAID("button-identity") in [o.label for o in receipt.options]) is bool(key)


def test_without_a_page_it_is_shown_at_the_office(town: Town) -> None:
    town.room.__dict__["desk"] = replace(town.room.desk, identity_url="")
    town.file()
    (receipt,) = [say for to, say in town.room.listen() if to == "warga"]
    (told,) = [say for _, say in town.room.speak("warga", "identitas")]

    assert "identitas" not in receipt.text
    assert told.text == SAID("identity-at-office", address=town.room.desk.office["address"]) and not told.link


def test_identity_found_missing_is_asked_for_also_where_it_is_not_policy(town: Town) -> None:
    policy(town, person="off")
    request = town.file()
    town.act(request, DeclareIncomplete(missing=SAID("missing-identity-person")))
    town.room.listen()

    (while_missing,) = [say for _, say in town.room.speak("warga", number(request))]
    town.act(request, Complete(text="KTP ditunjukkan di kantor"))
    (afterwards,) = [say for _, say in town.room.speak("warga", number(request))]

    assert SAID("button-identity") in [o.label for o in while_missing.options]
    assert SAID("button-identity") not in [o.label for o in afterwards.options]


def number(request: int) -> str:
    return f"{request:03}/PPID/XI/2026"


# -- files and numbers --------------------------------------------------------------------------------


def picture(name: str, caption: str = "", album: str = "") -> Incoming:
    return Incoming(
        channel="web",
        account="demo",
        key=name,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        address="a",
        kind=Kind.FILE,
        text=caption,
        album=album,
        files=(RemoteFile(ref=name, name=name, mime="image/jpeg", size=100),),
    )


@pytest.mark.parametrize(
    ("name", "caption", "named"),
    [
        ("IMG_2025.jpg", "jalan rusak di depan SD", False),
        ("ktp.jpg", "", True),
        ("foto_KTP_rina.png", "", True),
        ("IMG.jpg", "ini e-KTP saya", True),
        ("scan-kartu-keluarga.pdf", "", True),
        ("IMG.jpg", "nik saya", True),
        ("SK Bupati 12.pdf", "SK Bupati tentang jalan", False),
        ("teknik sipil.pdf", "proyek teknik", False),
        ("akta pendirian yayasan.pdf", "", True),
        ("kk.jpg", "", True),
    ],
)
def test_a_caption_or_a_name_tells_papers_of_identity(name: str, caption: str, named: bool) -> None:
    assert identity.names_papers(picture(name, caption)) is named


def turn(state: Any) -> Turn:
    scene = Scene(voice=SAID, desk=SimpleNamespace(identity_url=URL))
    return Turn(answers={}, state=state, scene=scene)


def test_an_album_is_asked_about_once_and_kept_or_dropped_whole() -> None:
    gather = CarefulGather(text_needed=True)
    first = gather.parse(picture("1.jpg", "KTP kami", "a1"), turn(None))
    second = gather.parse(picture("2.jpg", "", "a1"), turn(first.state))

    assert (first.text, first.quiet, second.quiet) == (SAID("paper-doubt"), False, True)
    assert first.state["files"] == second.state["files"] == []
    assert [choice.id for choice in gather.choices(turn(second.state))] == ["drop", "add"]
    dropped, added = (gather.take(choice, turn(second.state)) for choice in ("drop", "add"))
    assert isinstance(dropped, Stay) and isinstance(added, Stay)
    assert dropped.state == {**gathering.empty(), "album": "a1"}
    assert [row[0] for row in added.state["files"]] == ["1.jpg", "2.jpg"]
    assert added.state["texts"] == ["KTP kami"] and "doubted" not in added.state


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"\xff\xd8\xff\xe1Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"\xef\xbb\xbf%PDF-1.7", "application/pdf"),
        (b"\0\0\0\x18ftypmif1", "image/heic"),
        (b"<svg onload=alert(1)>", ""),
        (b"GIF89a", ""),
        (b"RIFF....AVI ", ""),
        (b"", ""),
    ],
)
def test_a_file_is_known_by_its_first_bytes(content: bytes, mime: str) -> None:
    assert sniff(content) == mime


@pytest.mark.parametrize(
    ("digits", "faults"),
    [
        (NIK, ()),
        ("1501022902000001", ()),  # the 29th of February of a leap year, or of another century
        ("1501027112900001", ()),
        ("1501023102900001", ("nik-day",)),
        ("1501027212900001", ("nik-day",)),
        ("1500024503900001", ("nik-region",)),
        ("1501000100900000", ("nik-region", "nik-month", "nik-serial")),
        ("", ("nik-missing",)),
        ("١٥٠١٠٢٤٥٠٣٩٠٠٠٠١", ("nik-digits",)),
    ],
)
def test_what_cannot_be_right_in_a_nik_is_named_by_its_place(digits: str, faults: tuple[str, ...]) -> None:
    assert nik_faults(digits) == faults


def test_a_short_number_is_masked_whole() -> None:
    assert (mask(NIK), mask("AHU-1")) == ("1501**********01", "*****")


# -- settings and commands ------------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, town: Town) -> Path:
    """A machine whose data are the town's."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", url_of(town.room.store))
    return tmp_path


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def take_over(lines: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What `ppid vault new-key` printed, as .env would give it."""
    found = dict(line.split("=", 1) for line in lines.split())
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


def test_keys_are_made_changed_and_let_go(machine: Path, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    first = take_over(ppid("vault", "new-key").stdout, monkeypatch)
    settings = load_settings()
    assert settings.vault is not None and settings.vault.key_ids == ("k1",)
    give(town, settings)

    second = take_over(ppid("vault", "new-key").stdout, monkeypatch)
    said = ppid("vault", "rotate")

    assert list(second) == ["VAULT_KEYS"] and second["VAULT_KEYS"].endswith(first["VAULT_KEYS"])
    assert said.exit_code == 0
    assert SAID("cli-vault-rotated", id="k2", numbers="1", files="1") in said.stdout
    assert SAID("cli-vault-free", keys="k1") in said.stdout
    keys = load_settings().secrets
    assert any(key and key in first["VAULT_KEYS"] for key in keys)  # hidden from the log

    monkeypatch.setenv("VAULT_KEYS", first["VAULT_KEYS"])
    said = ppid("vault", "rotate")
    assert said.exit_code == 1 and "k2" in said.stderr


def give(town: Town, settings: Settings) -> None:
    vault = open_vault(settings.vault_keys.get_secret_value(), settings.vault_hash_key.get_secret_value())
    id, file = identities.new_id(), identities.new_id()
    name = SealedFiles(settings.data_dir / "identity").keep(
        vault.seal(b"foto", bound_to=identities.paper_bound_to(id, file, "id-card"))
    )
    paper = SealedPaper(id=file, paper="id-card", mime="image/jpeg", size=4, name=name, key_id=vault.newest)
    sealed = Sealed(
        id=id,
        masked=mask(NIK),
        fingerprint=vault.fingerprint(NIK),
        number=vault.seal(NIK.encode(), bound_to=identities.number_bound_to(id)),
        key_id=vault.newest,
        papers=(paper,),
    )
    town.room.store.transact_sync(identities.keep, town.file(), "person", sealed, now=town.room.at)


def test_looks_are_listed(machine: Path, town: Town) -> None:
    assert SAID("cli-no-looks") in ppid("identity", "looks").stdout
    (budi, *_) = town.room.store.read_sync(officers.all_of)
    request = town.file()
    town.room.store.transact_sync(identities.looked, request, budi.id, now=town.room.at)

    said = ppid("identity", "looks", number(request)).stdout

    assert "23 Nov 2026 09.00" in said and "001/PPID/XI/2026" in said and "Budi" in said
    assert ppid("identity", "looks", "999/PPID/XI/2026").exit_code == 1


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"VAULT_KEYS": "tanpa titik dua", "VAULT_HASH_KEY": "A" * 43 + "="}, "setting-vault-shape"),
        ({"VAULT_KEYS": f"a:{'A' * 43}="}, "setting-missing-vault-hash-key"),
        ({"VAULT_KEYS": "a:cGVuZGVr", "VAULT_HASH_KEY": "A" * 43 + "="}, "setting-vault-length"),
    ],
)
def test_keys_that_are_wrong_are_named_and_not_shown(
    machine: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], key: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as wrong:
        load_settings()

    (said,) = wrong.value.problems
    assert said.endswith(SAID(key, id="a") if key == "setting-vault-length" else SAID(key))
    assert "cGVuZGVr" not in said


def test_without_keys_nothing_can_be_sealed(machine: Path) -> None:
    said = ppid("vault", "rotate")

    assert said.exit_code == 2 and SAID("cli-vault-none") in said.stderr
