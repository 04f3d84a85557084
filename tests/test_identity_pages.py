"""The pages behind one-time links, by a real server: given once, shown once, and nothing in between."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.web import identity_form
from handlers.voice import voice_of
from kip.actions import DeclareIncomplete, Withdraw
from kip.case import Status
from storage import identities, officers, requests
from tests.identity_office import JPEG, NIK, PDF, IdentityOffice, form, identity_office, text_of

SAID = voice_of("id")
HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 40
KTP = ("ktp.jpg", JPEG)
LIMITS = {"most": "10", "total": "30", "files": "5"}  # as the page says them


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[IdentityOffice]:
    async with identity_office(tmp_path) as opened:
        yield opened


async def get(office: IdentityOffice, link: str, **headers: str) -> tuple[int, str]:
    async with office.http.get(link, headers=headers) as answer:
        return answer.status, text_of(await answer.text())


async def post(
    office: IdentityOffice, link: str, *, headers: dict[str, str] | None = None, **given: Any
) -> tuple[int, str]:
    async with office.http.post(link, data=form(**given), headers=headers) as answer:
        return answer.status, text_of(await answer.text())


def identity_of(office: IdentityOffice, request: int) -> Any:
    return office.town.room.store.read_sync(identities.of_request, request)


async def test_identity_is_given_once_and_both_sides_are_told(office: IdentityOffice) -> None:
    request = office.town.file()
    office.town.room.listen()
    link = office.link()

    status, asked = await get(office, link)
    assert status == 200 and "Foto KTP" in asked
    status, thanked = await post(office, link, id_card=KTP, mandate=("kuasa.pdf", PDF))
    assert status == 200 and SAID("page-thanks-title") in thanked

    found = identity_of(office, request)
    assert found.masked == "1501**********01" and NIK.encode() not in found.number
    told = {to: say.text for to, say in office.town.room.listen()}
    assert "sudah kami terima" in told["warga"] and "sudah masuk" in told["petugas"]
    assert NIK not in "".join(told.values())
    status, again = await post(office, link, id_card=KTP)
    assert SAID("page-thanks-title") in again
    assert identity_of(office, request).id == found.id


async def test_the_page_lets_nothing_out(office: IdentityOffice) -> None:
    office.town.file()

    async with office.http.get(office.link()) as answer:
        html = await answer.text()

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in html and "//" not in html.replace("<!doctype html>", "")
    assert len(html.encode()) < 15_000


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"number": ""}, ["page-fault-nik-missing", "page-fault-missing-id-card"]),
    ({"number": "150102450390000"}, ["page-fault-nik-length"]),
    ({"number": "9901024513900001"}, ["page-fault-nik-region", "page-fault-nik-month"]),
    ({"number": "1501 0275 0390 0000"}, ["page-fault-nik-day", "page-fault-nik-serial"]),
    ({"number": "NIK saya rahasia"}, ["page-fault-nik-digits"]),
    ({"id_card": ("ktp.heic", HEIC)}, ["page-fault-file-heic"]),
    ({"id_card": ("ktp.jpg", b"MZ\x90 program")}, ["page-fault-file-type"]),
    ({"id_card": [KTP] * 6}, ["page-fault-files-many"]),
]


async def test_what_is_wrong_is_said_beside_it_and_nothing_is_kept(office: IdentityOffice) -> None:
    request = office.town.file()
    link = office.link()

    for given, faults in WRONG:
        status, said = await post(office, link, **({"number": NIK} | given))

        assert status == 422, given
        assert [fault for fault in faults if SAID(fault, **LIMITS) not in said] == [], given
    assert identity_of(office, request) is None
    assert not any(office.files.folder.glob("*/*"))
    status, _ = await post(office, link, id_card=KTP)
    assert status == 200 and identity_of(office, request) is not None


@pytest.mark.parametrize(
    ("limit", "files", "status", "key"),
    [
        ("FILE_LIMIT", 1, 422, "page-fault-file-large"),
        ("TOTAL_LIMIT", 2, 422, "page-fault-files-large"),
        ("DRAINED", 3, 413, "page-too-much-title"),
    ],
)
async def test_what_is_too_large_is_refused_kindly(
    office: IdentityOffice, monkeypatch: pytest.MonkeyPatch, limit: str, files: int, status: int, key: str
) -> None:
    monkeypatch.setattr(identity_form, limit, 150_000)
    office.town.file()
    picture = ("ktp.jpg", JPEG + bytes(160_000 // files))

    answered, said = await post(office, office.link(), id_card=[picture] * files)

    assert answered == status
    assert SAID(key, **LIMITS) in said


async def test_what_the_number_was_is_not_said_in_the_fault(office: IdentityOffice) -> None:
    office.town.file()

    async with office.http.post(office.link(), data=form("9901024503900001", id_card=KTP)) as answer:
        html = await answer.text()

    assert html.count("9901024503900001") == 1  # in its own field, to be corrected
    assert 'value="9901024503900001"' in html


async def test_previews_do_not_start_the_hour_and_people_do(office: IdentityOffice) -> None:
    office.town.file()
    link = office.link()

    for robot in ("TelegramBot (like TwitterBot)", "WhatsApp/2.23.20.0 A", "facebookexternalhit/1.1"):
        await get(office, link, **{"User-Agent": robot})
    async with office.http.head(link):
        pass
    office.town.now("2026-11-23 20:00")
    assert (await get(office, link))[0] == 200
    office.town.now("2026-11-23 20:59")
    assert (await get(office, link))[0] == 200
    office.town.now("2026-11-23 21:00")
    status, said = await get(office, link)

    assert status == 410 and SAID("page-over-title") in said and '"identitas"' in said.replace("&#34;", '"')


async def test_old_replaced_and_unknown_links_have_a_kind_page(office: IdentityOffice) -> None:
    request = office.town.file()
    first, second = office.link(), office.link()

    assert (await post(office, first, id_card=KTP))[0] == 410
    office.town.now("2026-11-24 10:00")
    assert (await get(office, second))[0] == 410
    assert (await get(office, f"{office.url}/tidak-ada"))[0] == 404
    third = office.link()
    office.town.act(request, Withdraw(), by="warga")
    assert (await post(office, third, id_card=KTP))[0] == 410
    assert identity_of(office, request) is None


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://jahat.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": "null"}]
)
async def test_another_site_cannot_post(office: IdentityOffice, headers: dict[str, str]) -> None:
    request = office.town.file()

    status, _ = await post(office, office.link(), headers=headers, id_card=KTP)

    assert status == 403 and identity_of(office, request) is None


async def test_too_many_tries_have_to_wait(office: IdentityOffice) -> None:
    office.town.file()
    link = office.link()

    statuses = [(await post(office, link, number="1"))[0] for _ in range(21)]

    assert statuses == [422] * 20 + [429]


async def test_papers_that_were_all_that_was_missing_complete_the_request(
    office: IdentityOffice,
) -> None:
    papers, more = office.town.file(), office.town.file(by="warga2")
    office.town.act(papers, DeclareIncomplete(missing=SAID("missing-identity-person")))
    both = f"{SAID('missing-identity-person')}\n{SAID('missing-details')}"
    office.town.act(more, DeclareIncomplete(missing=both))
    office.town.room.listen()

    await post(office, office.link(), id_card=KTP)
    await post(office, office.link("warga2"), id_card=KTP)

    stands = {id: office.town.room.store.read_sync(requests.get, id).status for id in (papers, more)}
    assert stands == {papers: Status.SUBMITTED, more: Status.INCOMPLETE}
    assert SAID("identity-arrived-more") in "".join(office.told("warga2"))


# -- the officer ------------------------------------------------------------------------------------


def look_link(office: IdentityOffice) -> str:
    """The link that the officer of the only request is given."""
    office.town.room.speak("petugas", "antrean")
    office.town.room.speak("petugas", "1")
    return office.link("petugas", "[Lihat identitas]")


async def test_an_officer_looks_once_and_it_is_recorded(office: IdentityOffice) -> None:
    request = office.town.file()
    await post(office, office.link(), id_card=KTP, mandate=("kuasa.pdf", PDF))
    link = look_link(office)

    status, asked = await get(office, link)
    assert status == 200 and NIK not in asked and SAID("page-look-open") in asked
    assert office.town.room.store.read_sync(identities.looks) == []

    async with office.http.post(link) as answer:
        shown = await answer.text()
    assert NIK in shown and "Rina Marlina" in shown
    papers = sorted(
        line.split('"')[1] for line in shown.split() if line.startswith(("src=", "href=")) and "/" in line
    )
    assert len(papers) == 2
    contents = []
    for paper in papers:
        async with office.http.get(f"{office.url}/{paper}") as file:
            contents.append(await file.read())
            assert file.headers["Cache-Control"] == "no-store"
            assert file.headers["X-Content-Type-Options"] == "nosniff"
            assert file.headers["Content-Disposition"].startswith("inline")
    assert sorted(contents) == sorted([JPEG, PDF])
    (look,) = office.town.room.store.read_sync(identities.looks)
    assert (look[0].request_id, look[2].name) == (request, "Budi")
    kinds = [event.kind for event, _ in office.town.room.store.read_sync(requests.history, request)]
    assert kinds == ["submitted", "identity-given", "identity-seen"]

    office.http.cookie_jar.clear()  # another browser
    assert (await get(office, link))[0] == 410
    async with office.http.get(f"{office.url}/{papers[0]}") as file:
        assert file.status == 410 and JPEG not in await file.read()


async def test_what_is_shown_closes_with_the_links_time(office: IdentityOffice) -> None:
    office.town.file()
    await post(office, office.link(), id_card=KTP)
    link = look_link(office)
    async with office.http.post(link) as answer:
        assert NIK in await answer.text()

    office.town.now("2026-11-23 09:30")

    assert (await get(office, link))[0] == 410


async def test_others_are_shown_nothing(office: IdentityOffice) -> None:
    """The superior sees the request, but does not handle it; a link dies with the officer's rights."""
    office.town.file()
    await post(office, office.link(), id_card=KTP)
    office.town.room.speak("atasan", "antrean")
    (said,) = [say for to, say in office.town.room.speak("atasan", "1") if to == "atasan"]
    assert "NIK" not in said.text and "Identitas" not in said.text
    link = look_link(office)

    (budi,) = [o for o in office.town.room.store.read_sync(officers.all_of) if o.name == "Budi"]
    office.town.room.store.transact_sync(officers.revoke, budi.id, now=office.town.room.at)

    status, said_to = await get(office, link)
    assert status == 410 and NIK not in said_to
    async with office.http.post(link) as answer:
        assert answer.status == 410


async def test_the_same_number_is_told_only_of_requests_one_may_see(office: IdentityOffice) -> None:
    for agency in ("DISDIK", "DISDIK", "DINKES"):
        office.town.file(agency=agency)
        await post(office, office.link(), id_card=KTP)
    office.town.room.listen()

    office.town.room.speak("petugas", "antrean")
    officer = "".join(say.text for _, say in office.town.room.speak("petugas", "1"))
    office.town.room.speak("utama", "antrean")
    utama = "".join(say.text for _, say in office.town.room.speak("utama", "1"))

    assert SAID("officer-identity-same", numbers="002/PPID/XI/2026") in officer
    assert SAID("officer-identity-same", numbers="002/PPID/XI/2026, 003/PPID/XI/2026") in utama


# -- when something breaks ----------------------------------------------------------------------------


async def test_nothing_of_it_comes_into_a_log(
    office: IdentityOffice, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = office.town.file()
    link = office.link()
    caplog.set_level(logging.DEBUG)

    def broken(*given: object, **more: object) -> bytes:
        raise RuntimeError(f"{NIK} {link}")

    monkeypatch.setattr(type(office.pages.vault), "seal", broken)
    status, said = await post(office, link, id_card=KTP)
    monkeypatch.undo()
    await post(office, link, id_card=KTP)

    assert status == 500 and SAID("page-broke-title") in said
    assert "an identity page broke: RuntimeError" in caplog.text
    assert NIK not in caplog.text and link.rpartition("/")[2] not in caplog.text
    assert identity_of(office, request) is not None


async def test_while_the_desk_is_closed_the_link_stays_good(office: IdentityOffice) -> None:
    request = office.town.file()
    link = office.link()
    store, office.pages.store = office.pages.store, None

    assert (await get(office, link))[0] == 503
    assert (await post(office, link, id_card=KTP))[0] == 503

    office.pages.store = store
    assert (await post(office, link, id_card=KTP))[0] == 200
    assert identity_of(office, request) is not None
