"""The numbers that Prometheus reads."""

from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.metrics import Metrics
from bot.web.metrics import METRICS_PATH, metrics_route
from storage.store import StoreUnavailable
from tests.town import quick_town


def value(page: str, name: str) -> float:
    """The number of a line, named with its labels."""
    found = [line.rpartition(" ")[2] for line in page.splitlines() if line.startswith(name + " ")]
    assert len(found) == 1, f"{name} in\n{page}"
    return float(found[0])


async def test_open_requests_are_counted_by_agency_and_working_days_left(tmp_path: Path) -> None:
    with quick_town(tmp_path) as place:
        place.file(agency="DISDIK")
        place.now("2026-12-07 09:00")  # the day on which it is due
        place.file(agency="DISDIK")
        place.file(agency="DINKES")
        metrics = Metrics()

        page = (await metrics.page(place.room.store, place.room.desk, place.room.at, free=5)).decode()
        assert value(page, 'ppid_requests_open{agency="DISDIK",left="0"}') == 1
        assert value(page, 'ppid_requests_open{agency="DISDIK",left="10"}') == 1
        assert value(page, 'ppid_requests_open{agency="DINKES",left="10"}') == 1
        assert value(page, "ppid_disk_free_bytes") == 5

        place.now("2026-12-08 09:00")
        page = (await metrics.page(place.room.store, place.room.desk, place.room.at, free=5)).decode()
        assert value(page, 'ppid_requests_open{agency="DISDIK",left="late"}') == 1
        assert 'left="0"' not in page


async def test_forms_that_were_left_are_counted_by_question_and_nothing_of_them_shows(
    tmp_path: Path,
) -> None:
    with quick_town(tmp_path) as place:
        for text in ("ajukan", "1", "Rina Marlina"):
            place.room.speak("rina", text)
        place.room.at += timedelta(hours=2)

        page = await Metrics().page(place.room.store, place.room.desk, place.room.at, free=5)

        assert value(page.decode(), 'ppid_drafts_left{form="filing",question="address"}') == 1
        assert b"Rina" not in page and b"rina" not in page


async def test_what_came_and_went_is_counted() -> None:
    metrics = Metrics()
    metrics.came(channel="telegram", kind="text", result="done", seconds=0.004)
    metrics.came(channel="telegram", kind="text", result="failed", seconds=0.2)
    metrics.went(channel="whatsapp", result="sent")

    page = metrics.counted().decode()

    assert value(page, 'ppid_messages_in_total{channel="telegram",kind="text",result="done"}') == 1
    assert value(page, 'ppid_message_seconds_bucket{channel="telegram",le="0.005"}') == 1
    assert value(page, 'ppid_message_seconds_count{channel="telegram"}') == 2
    assert value(page, 'ppid_messages_out_total{channel="whatsapp",result="sent"}') == 1


@pytest.mark.parametrize(("given", "status"), [("Bearer abc", 200), ("Bearer abd", 401), ("", 401)])
async def test_the_page_is_for_whoever_has_the_token(given: str, status: int) -> None:
    async def page() -> bytes:
        return b"ppid_timers_late 0.0\n"

    app = web.Application()
    app.add_routes([metrics_route("abc", page)])
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(METRICS_PATH, headers={"Authorization": given})
        assert answer.status == status


async def test_while_the_database_is_away_there_is_no_page() -> None:
    async def page() -> bytes:
        raise StoreUnavailable("away")

    app = web.Application()
    app.add_routes([metrics_route("abc", page)])
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(METRICS_PATH, headers={"Authorization": "Bearer abc"})
        assert answer.status == 503
