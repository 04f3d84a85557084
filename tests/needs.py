"""What a test needs beside the project: skipped aloud where absent, a failure where REQUIRE names it."""

import os
import shutil
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def _absent(need: str, why: str) -> None:
    if need in os.environ.get("REQUIRE", "").split(","):
        pytest.fail(f"REQUIRE names {need}, but {why}")
    pytest.skip(f"{need} is absent: {why}")


def contracts(path: str) -> Path:
    """The file `path` of the contracts folder beside the project, or a loud skip."""
    found = SHARED / path
    if not found.exists():
        _absent("contracts", f"there is no ../shared/{path} beside the project")
    return found


def chromium() -> str:
    """The path of a Chromium, or a loud skip."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        _absent("chromium", "no chromium is on the PATH (apt-get install chromium)")
    assert found
    return found
