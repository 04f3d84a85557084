"""The product as it is benchmarked: `ppid serve`, on platforms that have no limits of speed.

With PROFILE, the path of a folder, what its two busy threads did is written there when it stops.
"""

import cProfile
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.app import serve
from bot.log import set_up_logging
from bot.settings import load_settings
from storage.store.sqlite import SqliteStore


def profiled(file: Path, work: Callable[..., Any]) -> Callable[..., Any]:
    """The same, its CPU time written to `file` when it ends."""

    def run(*args: Any) -> Any:
        profiler = cProfile.Profile(time.thread_time)
        profiler.enable()
        try:
            return work(*args)
        finally:
            profiler.disable()
            profiler.dump_stats(file)

    return run


if __name__ == "__main__":
    settings = load_settings("serve")
    set_up_logging("WARNING", secrets=settings.secrets)

    def served() -> int:
        return serve(settings, pacing=lambda channel: None)

    if "PROFILE" in os.environ:
        folder = Path(os.environ["PROFILE"])
        SqliteStore._work = profiled(folder / "writer", SqliteStore._work)  # type: ignore[method-assign]
        served = profiled(folder / "loop", served)  # type: ignore[no-redef]
    sys.exit(served())
