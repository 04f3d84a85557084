"""`python -m bot.diagrams`: write the lifecycles of kip into docs/."""

from pathlib import Path

from kip.diagram import objection_page, request_page

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = {"lifecycle-request.md": request_page, "lifecycle-objection.md": objection_page}


def write(folder: Path = DOCS) -> None:
    folder.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
