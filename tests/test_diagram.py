"""The drawn lifecycles are those of the code, and the pages in docs/ are those that were drawn."""

from pathlib import Path

import pytest

from bot.diagrams import DOCS, PAGES, write
from kip.case import Status
from kip.diagram import Edge, objection_edges, request_edges
from kip.objection import ObjectionStatus


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_as_the_code_is(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")

    assert written == PAGES[name](), f"docs/{name} is stale: python -m bot.diagrams"


def test_writing_gives_all_pages(tmp_path: Path) -> None:
    write(tmp_path / "docs")

    assert {path.name for path in (tmp_path / "docs").iterdir()} == set(PAGES)


@pytest.mark.parametrize(
    ("edges", "first", "statuses"),
    [
        (request_edges(), Status.SUBMITTED, Status),
        (objection_edges(), ObjectionStatus.LODGED, ObjectionStatus),
    ],
    ids=["request", "objection"],
)
def test_every_status_is_reached_from_the_first(
    edges: tuple[Edge, ...], first: str, statuses: type[Status] | type[ObjectionStatus]
) -> None:
    reached, before = {str(first)}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {edge.target for edge in edges if edge.source in before}

    assert reached == {str(status) for status in statuses}


def test_what_needs_a_circumstance_says_which() -> None:
    told = {(e.source, e.action): e.when for e in (*request_edges(), *objection_edges()) if e.when}

    assert told == {
        ("answered", "Answer"): "while an objection runs",
        ("answered", "Answer, keeping something back"): "while an objection runs",
        ("answered", "Close"): "after its time",
        ("incomplete", "Close"): "after its time",
        ("lodged", "FileDispute"): "after 30 working days of silence",
        ("lodged", "CloseObjection"): "after the way to the Commission has closed",
        ("responded", "CloseObjection"): "after the way to the Commission has closed",
        ("disputed", "CloseObjection"): "after the way to the Commission has closed",
    }
