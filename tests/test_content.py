"""The content pack: read whole or not at all, every fault named; loaded as often as one likes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from handlers.desk import open_desk
from storage import agencies, content, requests
from storage.content import ContentError, Pack, read_pack
from storage.store import Store
from storage.tables import Agency, Content, Request
from tests.migrated import BOTH, migrated

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BODY = """
[body]
code = "kerinci"
name = "Pemerintah Kabupaten Kerinci"
timezone = "Asia/Jakarta"
[registration]
pattern = "{sequence:03}/PPID/{year}"
[office]
phone = "(0748) 000000"
address = "Siulak"
"""
AGENCIES = """
[[agency]]
code = "KOMINFO"
name = "Dinas Kominfo"
utama = true
[[agency]]
code = "DISDIK"
name = "Dinas Pendidikan"
short = "Disdik"
kind = "dinas"
tasks = "Sekolah"
keywords = ["sekolah", "guru"]
[[external]]
code = "EXT-BPN"
name = "Kantor Pertanahan"
"""
CALENDAR = """
[years]
2026 = { decree = "SKB", national = false }
[[add]]
day = 2026-12-25
name = "Natal"
source = "SKB"
"""


@pytest.fixture
def pack(tmp_path: Path) -> "Folder":
    return Folder(tmp_path / "pack")


class Folder:
    """A pack that can be spoilt."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.write()

    def write(self, body: str = BODY, agencies: str = AGENCIES, calendar: str = CALENDAR) -> "Folder":
        for name, text in (("body", body), ("agencies", agencies), ("calendar", calendar)):
            (self.path / f"{name}.toml").write_text(text, encoding="utf-8")
        return self

    def read(self) -> Pack:
        return read_pack(self.path)

    def problems(self) -> list[str]:
        """What is wrong, without the path it starts with."""
        with pytest.raises(ContentError) as error:
            self.read()
        assert all(problem.startswith(str(self.path)) for problem in error.value.problems)
        return [problem.removeprefix(f"{self.path}/") for problem in error.value.problems]


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with migrated(request) as opened:
        yield opened


# -- reading --------------------------------------------------------------------------------------


def test_a_pack_needs_little(pack: Folder) -> None:
    read = pack.read()

    assert [a["code"] for a in read.agencies] == ["KOMINFO", "DISDIK", "EXT-BPN"]
    assert read.agencies[0] == {
        "code": "KOMINFO",
        "name": "Dinas Kominfo",
        "short": "Dinas Kominfo",
        "kind": "luar",
        "tasks": "",
        "keywords": [],
        "utama": True,
        "external": False,
    }
    assert [a["external"] for a in read.agencies] == [False, False, True]


def test_two_packs_are_the_same_only_to_the_last_byte(pack: Folder) -> None:
    first = pack.read().digest

    assert pack.write().read().digest == first
    assert pack.write(calendar=CALENDAR + "\n").read().digest != first


def test_files_that_are_absent_or_unreadable_are_all_named(pack: Folder) -> None:
    (pack.path / "body.toml").unlink()
    (pack.path / "agencies.toml").write_bytes(b"name = '\xff'")
    (pack.path / "calendar.toml").write_text("[years\n", encoding="utf-8")

    problems = pack.problems()

    assert [p.partition(":")[0] for p in problems] == ["body.toml", "agencies.toml", "calendar.toml"]
    assert "berkas tidak ada" in problems[0]


def test_every_fault_of_all_three_files_is_named_at_once(pack: Folder) -> None:
    problems = pack.write(
        body=BODY.replace('"Asia/Jakarta"', '"Asia/Kerinci"').replace("{year}", "{tahun}"),
        agencies=AGENCIES.replace('"DISDIK"', '"disdik"').replace('["sekolah", "guru"]', '["sekolah", 1]'),
        calendar=CALENDAR.replace("2026-12-25", "2031-12-25").replace('"Natal"', '""'),
    ).problems()

    assert len(problems) == 5
    assert problems[0].startswith("agencies.toml: [[agency]] ke-2 (disdik): code hanya huruf besar")
    assert problems[1] == "agencies.toml: [[agency]] ke-2 (disdik): keywords harus daftar teks"
    assert problems[2] == "body.toml: [body] timezone tidak dikenal: 'Asia/Kerinci'"
    assert "{tahun}" in problems[3] and "{year}" in problems[3]
    assert "2031" in problems[4]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "kerinci"', "code = 1", "[body] code harus berupa teks"),
        ('code = "kerinci"', 'code = " "', "[body] code harus berupa teks"),
        ('phone = "(0748) 000000"', "", "[office] phone harus berupa teks"),
        ('"Asia/Jakarta"', '"Asia"', "[body] timezone tidak dikenal: 'Asia'"),
        ('"Asia/Jakarta"', '"../etc"', "[body] timezone tidak dikenal: '../etc'"),
        ('"Asia/Jakarta"', f'"{"x" * 300}"', "[body] timezone tidak dikenal"),
        ("[office]", "first = 0\n[office]", "[registration] first harus bilangan 1 atau lebih, bukan 0"),
        ("[office]", 'first = "1"\n[office]', "[registration] first harus bilangan 1 atau lebih, bukan '1'"),
        (
            "[office]",
            "first = true\n[office]",
            "[registration] first harus bilangan 1 atau lebih, bukan True",
        ),
        ("[office]", "[policy]\nconfirm_refusals = 1\n[office]", "[policy] confirm_refusals harus true"),
        ("[office]", '[policy]\ndraft_days = "14"\n[office]', "[policy] draft_days harus bilangan 1"),
        ("[office]", "[policy]\ndraft_days = 0\n[office]", "[policy] draft_days harus bilangan 1"),
        (
            "[office]",
            '[policy]\nidentity = "perlu"\n[office]',
            "[policy] identity harus off, asked, required",
        ),
        ("[office]", '[policy]\nidentity = {warga = "off"}\n[office]', "[policy] identity harus off"),
        ("[office]", "[policy]\nidentity_look_minutes = 0\n[office]", "[policy] identity_look_minutes"),
        ("[office]", "[policy]\ninvitation_hours = true\n[office]", "[policy] invitation_hours harus"),
        ("[office]", "[policy]\nforwards_before_utama = -1\n[office]", "[policy] forwards_before_utama"),
        ("[office]", '[office]\nhours = "Senin"', "[office] hours harus berupa teks menurut bahasa"),
        ("[office]", "[office]\nhours.id = 7", "[office] hours harus berupa teks menurut bahasa"),
    ],
)
def test_a_body_with_a_fault_is_told_where(pack: Folder, old: str, new: str, said: str) -> None:
    (problem,) = pack.write(body=BODY.replace(old, new)).problems()

    assert problem.startswith(f"body.toml: {said}")


def test_a_section_that_is_none_is_a_fault_and_not_a_crash(pack: Folder) -> None:
    problems = pack.write(body="body = 1\nregistration = []\noffice = ''\npolicy = true\n").problems()

    assert [p for p in problems if p.endswith("harus berupa bagian")] == [
        f"body.toml: [{name}] harus berupa bagian" for name in ("body", "registration", "office", "policy")
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "DISDIK"\n', "", "[[agency]] ke-2 (tanpa code): code harus berupa teks"),
        ('"DISDIK"', '"A"', "[[agency]] ke-2 (A): code hanya huruf besar"),
        ('"DISDIK"', f'"{"A" * 25}"', f"[[agency]] ke-2 ({'A' * 25}): code hanya huruf besar"),
        ('"DISDIK"', '"KOMINFO"', "[[agency]] ke-2 (KOMINFO): code sudah dipakai"),
        ('"EXT-BPN"', '"DISDIK"', "[[external]] ke-1 (DISDIK): code sudah dipakai"),
        ('name = "Dinas Pendidikan"', 'name = ""', "[[agency]] ke-2 (DISDIK): name harus berupa teks"),
        ('short = "Disdik"', "short = 3", "[[agency]] ke-2 (DISDIK): short harus berupa teks"),
        ('tasks = "Sekolah"', "tasks = []", "[[agency]] ke-2 (DISDIK): tasks harus berupa teks"),
        ('["sekolah", "guru"]', '"sekolah"', "[[agency]] ke-2 (DISDIK): keywords harus daftar teks"),
        ("utama = true", "", "harus ada tepat satu PPID Utama (utama = true), ada 0"),
        ('short = "Disdik"', "utama = true", "harus ada tepat satu PPID Utama (utama = true), ada 2"),
        ('short = "Disdik"', 'utama = "ya"', "[[agency]] ke-2 (DISDIK): utama harus true atau false"),
    ],
)
def test_an_agency_with_a_fault_is_told_which(pack: Folder, old: str, new: str, said: str) -> None:
    (problem,) = pack.write(agencies=AGENCIES.replace(old, new)).problems()

    assert problem.startswith(f"agencies.toml: {said}")


def test_a_body_outside_cannot_be_the_ppid_utama(pack: Folder) -> None:
    outside = AGENCIES.replace("utama = true", "") + "utama = true\n"

    problems = pack.write(agencies=outside).problems()

    assert len(problems) == 2 and "ada 0" in problems[1]
    assert problems[0].startswith("agencies.toml: [[external]] ke-1 (EXT-BPN): utama harus")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('agency = ["x"]', "[[agency]] ke-1: bukan tabel"),
        ("agency = 1", "tulis dengan dua kurung siku, [[agency]]"),
        ('[agency]\ncode = "A1"\nname = "A"', "tulis dengan dua kurung siku, [[agency]]"),
    ],
)
def test_agencies_that_are_no_tables_are_a_fault_and_not_a_crash(
    pack: Folder, written: str, said: str
) -> None:
    assert f"agencies.toml: {said}" in pack.write(agencies=written).problems()


# -- loading --------------------------------------------------------------------------------------


def load(store: Store, pack: Pack) -> bool:
    return store.transact_sync(content.load, pack, now=NOW)


def active(store: Store) -> list[str]:
    return [a.code for a in store.read_sync(agencies.all_of)]


def test_a_pack_is_loaded_once(store: Store, pack: Folder) -> None:
    assert store.read_sync(content.digest_of) == ""

    assert load(store, pack.read()) is True
    assert load(store, pack.read()) is False

    assert active(store) == ["KOMINFO", "DISDIK", "EXT-BPN"]
    assert store.read_sync(content.digest_of) == pack.read().digest
    assert store.read_sync(content.value_of, "nothing") == {}


def test_what_was_loaded_opens_the_desk(store: Store, pack: Folder) -> None:
    load(store, pack.read())

    desk = store.read_sync(open_desk, secret=b"x")

    assert (desk.name, desk.utama) == ("Pemerintah Kabupaten Kerinci", "KOMINFO")
    assert (list(desk.agencies), list(desk.external)) == (["KOMINFO", "DISDIK"], ["EXT-BPN"])
    assert (desk.numbering.first, desk.rules.policy.forwards_before_utama) == (1, 2)
    assert not desk.calendar.is_working_day(date(2026, 12, 25))


def test_a_changed_pack_changes_what_is_there(store: Store, pack: Folder) -> None:
    load(store, pack.read())
    changed = AGENCIES.replace("Dinas Pendidikan", "Dinas Pendidikan dan Kebudayaan").replace(
        '"guru"', '"murid"'
    )
    reordered = '[[agency]]\ncode = "BARU"\nname = "Dinas Baru"\n' + changed

    assert load(store, pack.write(agencies=reordered).read()) is True

    assert active(store) == ["BARU", "KOMINFO", "DISDIK", "EXT-BPN"]
    kept = store.read_sync(lambda session: session.get(Agency, "DISDIK"))
    assert kept is not None
    assert (kept.name, kept.keywords) == ("Dinas Pendidikan dan Kebudayaan", ["sekolah", "murid"])


def test_an_agency_that_left_is_kept_inactive_with_its_requests_and_may_come_back(
    store: Store, pack: Folder
) -> None:
    load(store, pack.read())
    store.transact_sync(a_request)
    without = AGENCIES.replace(
        AGENCIES[AGENCIES.index('[[agency]]\ncode = "DISDIK"') : AGENCIES.index("[[ext")], ""
    )

    load(store, pack.write(agencies=without).read())

    assert active(store) == ["KOMINFO", "EXT-BPN"]
    left = store.read_sync(lambda session: session.get(Agency, "DISDIK"))
    assert left is not None and (left.active, left.name) == (False, "Dinas Pendidikan")
    assert [r.agency for r in store.read_sync(requests.queue, agencies=["DISDIK"])] == ["DISDIK"]

    load(store, pack.write().read())
    assert active(store) == ["KOMINFO", "DISDIK", "EXT-BPN"]


def a_request(session: Session) -> None:
    fields: dict[str, Any] = dict.fromkeys(
        ("number", "token", "draft_id", "channel", "applicant_kind", "applicant_name", "applicant_address"),
        "x",
    )
    fields |= dict.fromkeys(("applicant_reach", "information", "purpose", "obtain", "deliver"), "x")
    times = {"received_at": NOW, "processed_at": NOW}
    session.add(Request(agency="DISDIK", status="submitted", **fields, **times))


def test_a_load_that_fails_half_way_leaves_the_pack_that_was_there(store: Store, pack: Folder) -> None:
    load(store, pack.read())
    good = pack.write(calendar=CALENDAR + "\n").read()
    spoilt = Pack(
        digest=good.digest,
        body=good.body | {"body": {"name": "lain"}},
        calendar=good.calendar,
        agencies=(good.agencies[0] | {"name": "Nama baru"}, good.agencies[1] | {"name": None}),
    )

    with pytest.raises(IntegrityError):
        load(store, spoilt)

    assert active(store) == ["KOMINFO", "DISDIK", "EXT-BPN"]
    assert store.read_sync(content.digest_of) == pack.write().read().digest
    assert store.read_sync(content.value_of, "body")["body"]["code"] == "kerinci"
    kept = store.read_sync(lambda session: session.get(Agency, "KOMINFO"))
    assert kept is not None and kept.name == "Dinas Kominfo"


def test_the_parts_of_a_pack_are_kept_under_one_digest(store: Store, pack: Folder) -> None:
    load(store, pack.read())
    load(store, pack.write(body=BODY + "\n").read())

    parts = store.read_sync(lambda session: {c.key: c.digest for c in session.exec(select(Content))})

    assert set(parts) == {"body", "calendar", "faq", "kinds", "prepared", "templates"} and set(
        parts.values()
    ) == {pack.read().digest}
