"""Where the time goes: `python -m bench.where [--seconds 6]`.

`ppid serve` under the load of bench.throughput, with a profiler in each of its two busy threads: the event
loop (web server, intake, sender) and the writer of the database (the conversations). A profiler makes calls
dear, so what it says is shares, not milliseconds; those of a message's steps are measured without one.
"""

import argparse
import pstats
import statistics
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.rig.contenders import contenders, product_steps
from bench.rig.processes import place
from handlers import reception
from tests.rooms import room

FILINGS, WARM = 60, 6
ROOMS = ("kip", "storage", "handlers", "bot")
THREADS = {"loop": "the event loop", "writer": "the database's thread"}


def profiled(folder: Path, seconds: float) -> int:
    """Serve and load; the profiles lie in `folder`. How many updates there were."""
    product = next(contender for contender in contenders() if contender.name == "ppid")
    with place("", None) as (where, driver):
        bots = product.start(where)
        for bot in bots:
            bot.env["PROFILE"] = str(folder)
            bot.start()
            bot.wait()
        driver.begin(product.plan(bots, seconds=seconds))
        result = driver.end()
        for bot in bots:
            bot.stop()
    return int(result["all"])


def shares(profile: Path) -> list[tuple[str, float]]:
    """Own time by room of ours and by library, largest first, as parts of 1."""
    spent: Counter[str] = Counter()
    stats: dict[tuple[str, int, str], tuple[Any, ...]] = pstats.Stats(str(profile)).stats  # type: ignore[attr-defined]
    for (file, _, function), (_, _, own, _, _) in stats.items():
        spent[_whose(file, function)] += own
    whole = sum(spent.values())
    return [(name, own / whole) for name, own in spent.most_common()]


def _whose(file: str, function: str) -> str:
    if file == "~":
        known = ("sqlite3", "orjson", "uvloop", "_queue", "re.Pattern")
        return next((name for name in known if name in function), "built in")
    parts = Path(file).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    mine = [part for part in parts if part in ROOMS]
    if mine and "python3" not in file:
        at = parts.index(mine[0])
        return "/".join(parts[at : at + 2]).removesuffix(".py")
    return f"python: {Path(file).stem}"


def steps() -> list[tuple[str, float]]:
    """Each step of a filing and what it costs, in milliseconds of CPU: a tenth of the tries took less."""
    taken: list[list[float]] = []
    receive = reception.receive

    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.thread_time()
        try:
            return receive(*args, **kwargs)
        finally:
            taken[-1].append((time.thread_time() - began) * 1000)

    said = [text for text, _ in product_steps()]
    reception.receive = timed
    try:
        with tempfile.TemporaryDirectory() as folder, room(f"sqlite:///{folder}/ppid.db") as desk:
            for number in range(FILINGS):
                for text in said:
                    taken.append([])
                    desk.at += timedelta(seconds=5)
                    desk.speak(f"warga{number}", text)
    finally:
        reception.receive = receive
    counted = [sum(tries) for tries in taken[WARM * len(said) :]]  # a text may be dealt with twice
    return [(text, statistics.quantiles(counted[n :: len(said)], n=10)[0]) for n, text in enumerate(said)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Where the time of a message goes.")
    parser.add_argument("--seconds", type=float, default=6)
    chosen = parser.parse_args(arguments)
    found = steps()
    sys.stdout.write("Dealing with each step of a filing, ms of CPU\n")
    sys.stdout.writelines(f"{cost:8.2f}  {text}\n" for text, cost in found)
    sys.stdout.write(f"{statistics.mean(cost for _, cost in found):8.2f}  on average\n")
    with tempfile.TemporaryDirectory(prefix="bench-profile-") as folder:
        updates = profiled(Path(folder), chosen.seconds)
        for thread, told in THREADS.items():
            sys.stdout.write(f"\nOwn time in {told}, {updates} updates\n")
            lines = shares(Path(folder) / thread)[:16]
            sys.stdout.writelines(f"{share:7.1%}  {name}\n" for name, share in lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
