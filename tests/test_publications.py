"""The publication list that is kept, merged by title, agency and year; and `ppid publications`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from storage import content, publications
from storage.publication_file import write
from storage.publications import Category, Entry, Loaded
from storage.store import Store
from tests.migrated import BOTH, migrated
from tests.rooms import PROJECT, kerinci, wib

NOW = wib("2026-11-23 09:00")


def entry(title: str, **said: object) -> Entry:
    known = {"category": Category.PERIODIC, "agency": "DISDIK", "year": 2026, "article": "UU 14/2008 Pasal 9"}
    return Entry(title=title, **{**known, **said})  # type: ignore[arg-type]


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A database with the agencies of Kerinci, and no publication list."""
    with migrated(request) as store:
        bare = replace(kerinci(), publications=(), publications_digest="")
        store.transact_sync(content.load, bare, now=NOW)
        yield store


def load(store: Store, *entries: Entry, replace: bool = False) -> Loaded:
    return store.transact_sync(publications.load, entries, now=NOW, replace=replace)


def titles(store: Store) -> list[str]:
    return [one.title for one in store.read_sync(publications.all_of)]


def test_a_line_keeps_its_number_whatever_is_loaded_again(office: Store) -> None:
    load(office, entry("Data guru"), entry("Data murid"))
    before = {one.title: one.id for one in office.read_sync(publications.all_of)}

    done = load(
        office, entry("Data  GURU!", link="https://a.example"), entry("Data murid"), entry("Data baru")
    )

    assert done == Loaded(new=1, changed=1, same=1)
    after = {one.title: one.id for one in office.read_sync(publications.all_of)}
    assert (after["Data  GURU!"], after["Data murid"]) == (before["Data guru"], before["Data murid"])
    kept = office.read_sync(publications.get, before["Data guru"])
    assert kept is not None and kept.link == "https://a.example"


def test_what_is_not_in_the_file_stays_unless_all_is_replaced(office: Store) -> None:
    load(office, entry("Data guru"))

    assert load(office, entry("Data murid")) == Loaded(new=1)
    assert titles(office) == ["Data guru", "Data murid"]
    assert load(office, entry("Data murid"), replace=True) == Loaded(same=1, removed=1)
    assert titles(office) == ["Data murid"]


def test_samples_go_when_the_real_list_comes_and_never_come_back(office: Store) -> None:
    sample = entry("Contoh", sample=True)
    load(office, sample)

    assert load(office, sample, entry("Data guru")) == Loaded(new=1, samples_removed=1, samples_skipped=1)
    assert load(office, sample) == Loaded(samples_skipped=1)
    assert titles(office) == ["Data guru"]


def test_the_version_changes_with_the_list_and_only_then(office: Store) -> None:
    seen = [office.read_sync(publications.version_of)]

    for step in (
        lambda: load(office, entry("Data guru")),
        lambda: load(office, entry("Data guru")),
        lambda: load(office, entry("Data guru", year=2025)),
        lambda: office.transact_sync(publications.remove, 1, now=NOW),
        lambda: office.transact_sync(publications.remove, 99, now=NOW),
    ):
        step()
        seen.append(office.read_sync(publications.version_of))

    assert seen[0] == "" and seen[1] == seen[2] and seen[4] == seen[5]
    assert len(set(seen)) == 4
    assert office.read_sync(publications.get, 1) is None
    assert office.read_sync(publications.get, 2**40) is None


def test_the_packs_list_leaves_alone_what_came_from_elsewhere(office: Store) -> None:
    def pack(digest: str, *entries: Entry) -> None:
        office.transact_sync(publications.load_pack, entries, digest=digest, now=NOW)

    pack("1", entry("Profil"), entry("Agenda"))
    load(office, entry("Profil", link="https://a.example"), entry("Data guru"))
    office.transact_sync(publications.remove, 2, now=NOW)
    assert titles(office) == ["Profil", "Data guru"]

    pack("1", entry("Profil"), entry("Agenda"))
    assert titles(office) == ["Profil", "Data guru"]  # what was removed by hand stays away

    pack("2", entry("Profil", link="https://b.example"), entry("SOP"))
    kept = {one.title: one.link for one in office.read_sync(publications.all_of)}
    assert kept == {"Profil": "https://a.example", "Data guru": "", "SOP": ""}


# -- the pack of Kerinci --------------------------------------------------------------------------


def test_the_seed_is_broad_and_all_of_it_is_marked_as_sample() -> None:
    seed = kerinci().publications

    assert len(seed) >= 90
    assert len({one.agency for one in seed}) >= 25
    assert len({publications.folded(one.title) for one in seed}) == len(seed)
    assert {one.category for one in seed} == {"berkala", "serta-merta", "setiap-saat"}
    for one in seed:
        assert one.sample and (urlsplit(one.link).hostname or "").endswith(".example"), one.title
        assert one.article.startswith(Category(one.category).article), one.title
        assert all((one.summary, one.holder, one.maker, one.made_on, one.made_at, one.format, one.retention))


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with the pack of Kerinci loaded."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    assert CliRunner().invoke(app, ["content", "load", str(PROJECT / "content" / "kerinci")]).exit_code == 0
    return tmp_path


def ppid(*words: str) -> Result:
    return CliRunner().invoke(app, ["publications", *words])


def test_an_office_fills_the_template_and_loads_it(machine: Path) -> None:
    seed = len(kerinci().publications)
    assert ppid("list").stdout.count("(contoh)") == seed

    assert ppid("template", "dip.csv").stdout == "Ditulis: dip.csv\n"
    assert ppid("template", "dip.csv").exit_code == 1  # never over a file that somebody has filled
    with Path("dip.csv").open("a", encoding="utf-8") as file:
        file.write("2;Data guru;;berkala;Dinas Pendidikan;2026;;;;;;;;;\r\n")
    loaded = ppid("load", "dip.csv")

    assert loaded.stdout.splitlines() == [
        "Baru: 1. Berubah: 0. Sama: 0. Isi daftar sekarang: 1.",
        f"Baris contoh yang dihapus karena daftar yang sebenarnya sudah ada: {seed}.",
        "Baris contoh dalam berkas yang dilewati: 1.",
    ]
    listed = ppid("list", "--agency", "disdik").stdout.split()
    assert "Data guru" in " ".join(listed)
    assert ppid("remove", listed[0]).stdout == "Dihapus dari daftar: Data guru\n"
    assert ppid("remove", listed[0]).exit_code == 1
    assert ppid("list").stdout.startswith("Daftar informasi publik masih kosong")


def test_one_bad_line_among_ten_thousand_loads_nothing_and_mending_it_loads_all(machine: Path) -> None:
    lines = [write([]).strip()]
    lines += [f"{n};Dokumen {n};Ringkasan {n};setiap saat;PUPR;2026;;;;;;;;;" for n in range(1, 10_001)]
    bad = [*lines[:-1], lines[-1].replace("PUPR", "PUPRR")]
    before = ppid("export").stdout

    Path("dip.csv").write_text("\n".join(bad), encoding="utf-8")
    refused = ppid("load", "dip.csv", "--replace")

    assert (refused.exit_code, refused.stderr.splitlines()) == (
        1,
        [
            "Berkas dip.csv ditolak seluruhnya, daftar tidak diubah:",
            "  baris 10001, kolom perangkat daerah: 'PUPRR' tidak dikenal; mungkin PUPR",
        ],
    )
    assert ppid("export").stdout == before

    Path("dip.csv").write_text("\n".join(lines), encoding="utf-8")
    assert "Isi daftar sekarang: 10000." in ppid("load", "dip.csv", "--replace").stdout


def test_what_was_exported_loads_as_the_same(machine: Path) -> None:
    ppid("export", "dip.csv")

    seed = len(kerinci().publications)
    taken_over = f"Baru: 0. Berubah: {seed}. Sama: 0. Isi daftar sekarang: {seed}.\n"  # from the pack
    assert ppid("load", "dip.csv", "--replace").stdout == taken_over
    assert ppid("load", "dip.csv").stdout == taken_over.replace(
        f"Berubah: {seed}. Sama: 0", f"Berubah: 0. Sama: {seed}"
    )


def test_a_file_that_is_not_there_and_an_unknown_agency_are_named(machine: Path) -> None:
    assert "tidak-ada.csv tidak dapat dibaca" in ppid("load", "tidak-ada.csv").stderr
    assert "Perangkat daerah XYZ tidak dikenal" in ppid("list", "--agency", "XYZ").stderr
