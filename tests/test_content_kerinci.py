"""The content pack of Kabupaten Kerinci: agencies, outside bodies, and the body itself."""

import tomllib
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kip.registration import check_pattern
from kip.rules import Policy
from storage.content import read_pack

PACK = Path(__file__).resolve().parents[1] / "content" / "kerinci"
AGENCIES = (
    "DISKOMINFO SETDA SETWAN INSPEKTORAT BAPPEDA BPKPD BKPSDM KESBANGPOL BPBD DISDIK DINKES RSUD PUPR PERKIM"
    " SATPOLPP DINSOS DP3APPKB NAKER DKP DLH DUKCAPIL PMD DISHUB KOPERINDAG DPMPTSP DISPARBUD DISPORA"
    " PERPUSIP PERIKANAN TPH BUNNAK"
)
OUTSIDE = (
    "EXT-POLRES EXT-KEJARI EXT-BPN EXT-BPS EXT-KEMENAG EXT-KPU EXT-BAWASLU EXT-PROV EXT-TNKS EXT-BAZNAS"
    " EXT-BUMD EXT-PLN EXT-PENGADILAN EXT-LAPAS EXT-IMIGRASI EXT-PAJAK EXT-KODIM EXT-SUNGAIPENUH DESA"
)
KINDS = {"setda", "sekretariat", "inspektorat", "dinas", "badan", "rsud", "kecamatan", "satuan"}


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    return tomllib.loads((PACK / "agencies.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def everybody(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [*content["agency"], *content["external"]]


@pytest.fixture(scope="module")
def body() -> dict[str, Any]:
    return tomllib.loads((PACK / "body.toml").read_text(encoding="utf-8"))


def test_the_loader_takes_the_pack_whole(everybody: list[dict[str, Any]]) -> None:
    assert len(read_pack(PACK).agencies) == len(everybody)


def test_every_agency_of_the_seed_list_is_there_and_no_other(content: dict[str, Any]) -> None:
    codes = {agency["code"] for agency in content["agency"] if agency["kind"] != "kecamatan"}

    assert codes == set(AGENCIES.split())


def test_every_outside_body_is_there_and_no_other(content: dict[str, Any]) -> None:
    assert {outside["code"] for outside in content["external"]} == set(OUTSIDE.split())


def test_there_are_eighteen_kecamatan_and_their_codes_follow_their_names(content: dict[str, Any]) -> None:
    kecamatan = [agency for agency in content["agency"] if agency["kind"] == "kecamatan"]

    assert len(kecamatan) == 18
    for agency in kecamatan:
        place = agency["name"].removeprefix("Kecamatan ")
        assert agency["code"] == "KEC-" + place.upper().replace(" ", "-")
        assert agency["short"] == f"Kec. {place}"


def test_all_kecamatan_share_their_keywords_so_that_only_the_place_tells_them_apart(
    content: dict[str, Any],
) -> None:
    kecamatan = [agency for agency in content["agency"] if agency["kind"] == "kecamatan"]

    assert len({tuple(agency["keywords"]) for agency in kecamatan}) == 1
    assert len({agency["tasks"] for agency in kecamatan}) == 1


def test_codes_names_and_short_names_are_used_once(everybody: list[dict[str, Any]]) -> None:
    for field in ("code", "name", "short"):
        values = [entry[field] for entry in everybody]
        assert len(set(values)) == len(values), field


def test_short_names_fit_a_button(everybody: list[dict[str, Any]]) -> None:
    assert [entry["short"] for entry in everybody if not 1 <= len(entry["short"]) <= 24] == []


def test_only_diskominfo_is_the_ppid_utama(content: dict[str, Any]) -> None:
    assert [agency["code"] for agency in content["agency"] if agency["utama"] is True] == ["DISKOMINFO"]
    assert all(agency["utama"] in (True, False) for agency in content["agency"])


def test_every_agency_has_a_known_kind_and_says_how_sure_its_name_is(content: dict[str, Any]) -> None:
    for agency in content["agency"]:
        assert agency["kind"] in KINDS, agency["code"]
        assert agency["evidence"] in ("V", "M"), agency["code"]


def test_tasks_are_sentences_and_keywords_are_many_and_not_repeated(everybody: list[dict[str, Any]]) -> None:
    for entry in everybody:
        folded = [keyword.casefold() for keyword in entry["keywords"]]
        assert entry["tasks"].endswith("."), entry["code"]
        assert len(folded) >= 10, entry["code"]
        assert len(set(folded)) == len(folded), entry["code"]
        assert all(keyword == keyword.strip() != "" for keyword in entry["keywords"]), entry["code"]


def test_the_body_has_a_zone_and_a_numbering(body: dict[str, Any]) -> None:
    assert ZoneInfo(body["body"]["timezone"]).key == "Asia/Jakarta"
    assert body["registration"]["first"] == 1
    check_pattern(body["registration"]["pattern"])


def test_the_policy_names_every_policy_the_law_code_knows(body: dict[str, Any]) -> None:
    policy = body["policy"]

    assert Policy(
        confirm_refusals=policy["confirm_refusals"], forwards_before_utama=policy["forwards_before_utama"]
    )
    assert policy["draft_days"] > 0
    assert policy["invitation_hours"] > 0


def test_office_hours_are_said_in_both_languages_as_the_machine_has_them(body: dict[str, Any]) -> None:
    office = body["office"]

    assert set(office["hours"]) == {"id", "en"}
    for span in office["open"]:
        assert 1 <= span["first_day"] <= span["last_day"] <= 7
        ends = [span[name] for name in ("opens", "break_from", "break_until", "closes")]
        assert ends == sorted(ends)
        for end in ends:
            assert time.fromisoformat(end)
            assert end in office["hours"]["en"]
            assert end.replace(":", ".") in office["hours"]["id"]


def test_nothing_of_the_office_can_reach_a_stranger_by_mistake(body: dict[str, Any]) -> None:
    # A sample number or address must not belong to anybody until the body writes its own.
    assert body["office"]["phone"].endswith("000000")
    assert body["office"]["email"].endswith(".example")
    assert body["privacy"]["contact_email"].endswith(".example")


def test_the_privacy_notice_rests_on_law_and_not_on_consent(body: dict[str, Any]) -> None:
    basis = body["privacy"]["lawful_basis"]

    assert [line[-7:] for line in basis] == ["huruf c", "huruf e"]
    assert all("UU 27/2022 Pasal 20 ayat (2)" in line for line in basis)
