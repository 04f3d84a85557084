"""How many people at once: `python -m bench.throughput [--only floor,ppid] [--rounds 3] [--no-kill]`.

200 citizens file through the webhook against a platform that takes everything, each sending the next step
only after the reply to the last one arrived; the bot on one core, load and platform on the other. Peers (see
bench/peers) hold a conversation of ten steps, the product its own of thirteen; an update counts once its
reply has arrived. All are measured in turn, several times, and the median counts. Then each is killed
(SIGKILL) in the middle of 200 filings and started again, while the platform brings again what was not
answered with 200.

Peers have an environment of their own, made at the first run from bench/peers/requirements.lock; aiogram
needs redis-server on the PATH (Debian: redis-server), without which it is left out aloud. PostgreSQL is that
of the tests, here durable and on disk. Fails where a ratio is missed.
"""

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.rig.contenders import CHATS, PEERS, THINK, VENV, Contender, contenders
from bench.rig.processes import Driver, Place, place, postgres_server, redis_server

# What has to be reached: (of, at least so many times, another).
RATIOS = (
    ("ppid", 2.5, "aiogram"),
    ("ppid", 10.0, "orm"),
    ("ppid", 0.4, "floor"),
    ("ppid-pg", 1.5, "aiogram"),
)
PATIENCE = 30.0  # seconds; of two processes the other one takes over within fifteen
SLOWEST = 150.0  # milliseconds, p99 of ppid
LARGEST = 160.0  # MB, ppid


@dataclass(kw_only=True)
class Measured:
    contender: Contender
    result: dict[str, Any] = field(default_factory=dict)
    memory: float = 0.0
    cpu: float = 0.0
    killed: dict[str, Any] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return float(self.result["updates"] / self.result["seconds"])

    def percentile(self, share: float) -> float:
        found: list[float] = self.result["milliseconds"]
        return found[min(len(found) - 1, int(share * len(found)))] if found else float("nan")


def measure(contender: Contender, place: Place, load: Driver, *, seconds: float) -> Measured:
    bots = contender.start(place)
    for bot in bots:
        bot.start()
        bot.wait()
    try:
        before = sum(bot.busy() for bot in bots)
        load.begin(contender.plan(bots, seconds=seconds))
        result = load.end()
        cpu = sum(bot.busy() for bot in bots) - before
        return Measured(contender=contender, result=result, memory=max(bot.memory() for bot in bots), cpu=cpu)
    finally:
        for bot in bots:
            bot.stop()


def kill(contender: Contender, place: Place, load: Driver) -> dict[str, Any]:
    """One filing of 200 citizens, the bot killed in its middle and started again."""
    bots = contender.start(place)
    for bot in bots:
        bot.start()
        bot.wait()
    try:
        load.begin(contender.plan(bots, seconds=0, once=True, delay=0.02, patience=PATIENCE))
        time.sleep(1.5)
        bots[0].kill()
        bots[0].start()
        bots[0].wait()
        return load.end()
    finally:
        for bot in bots:
            bot.stop()


def make_environment() -> None:
    """The peers' own packages."""
    stamp, lock = VENV / "made", PEERS / "requirements.lock"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV], check=True)
    subprocess.run(
        [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            VENV / "bin" / "python",
            "--require-hashes",
            "-r",
            lock,
        ],
        check=True,
    )
    stamp.touch()


def _median(tries: list[Measured]) -> Measured:
    """The one in the middle, by its rate."""
    return sorted(tries, key=lambda measured: measured.rate)[len(tries) // 2]


def table(found: list[Measured]) -> list[str]:
    lines = [
        f"{'':<10}{'updates/s':>10}{'p50':>8}{'p95':>8}{'p99':>8} ms{'MB':>7}{'CPU s/1000':>12}  "
        f"{'wrong':>6}{'stuck':>6}"
    ]
    for m in found:
        thousand = m.cpu / (m.result["all"] / 1000) if m.result["all"] else float("nan")
        lines.append(
            f"{m.contender.name:<10}{m.rate:>10.0f}{m.percentile(0.5):>8.0f}{m.percentile(0.95):>8.0f}"
            f"{m.percentile(0.99):>8.0f}   {m.memory:>7.0f}{thousand:>12.2f}  "
            f"{m.result['wrong']:>6}{m.result['stuck']:>6}"
        )
    killed = [m for m in found if m.killed]
    if killed:
        lines += [
            "",
            f"killed in the middle of {CHATS} filings",
            f"{'':<10}{'went on':>10}{'stuck':>8}{'wrong':>8}{'repeated replies':>18}",
        ]
        lines += [
            f"{m.contender.name:<10}{m.killed['finished']:>10}{m.killed['stuck']:>8}{m.killed['wrong']:>8}"
            f"{m.killed['repeated']:>18}"
            for m in killed
        ]
    lines += ["", *(f"{m.contender.name:<10}{m.contender.told}" for m in found)]
    return lines


def verdicts(found: list[Measured]) -> tuple[list[str], bool]:
    by = {m.contender.name: m for m in found}
    lines, good = [], True
    for name, least, other in RATIOS:
        if name in by and other in by:
            ratio = by[name].rate / by[other].rate
            good &= ratio >= least
            lines.append(f"{name} / {other}: {ratio:.2f} (at least {least})")
    if "ppid" in by:
        slowest, memory = by["ppid"].percentile(0.99), by["ppid"].memory
        good &= slowest < SLOWEST and memory < LARGEST
        at_best = CHATS / by["ppid"].rate * 1000
        lines.append(
            f"ppid p99 {slowest:.0f} ms (under {SLOWEST:.0f}; at this rate {CHATS} who never pause wait"
            f" {at_best:.0f} on average), memory {memory:.0f} MB (under {LARGEST:.0f})"
        )
    if "ppid-calm" in by:
        lines.append(f"ppid p99 {by['ppid-calm'].percentile(0.99):.0f} ms where people think for {THINK} s")
    return lines, good


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Throughput of the product and of its peers, in one run.")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turn")
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--no-kill", action="store_true", help="leave the kill -9 out")
    chosen = parser.parse_args(arguments)
    wanted = [c for c in contenders() if not chosen.only or c.name in chosen.only.split(",")]
    make_environment()
    with redis_server() as redis, postgres_server() as server:
        wanted = [c for c in wanted if c.name != "aiogram" or redis]
        tries: dict[str, list[Measured]] = {contender.name: [] for contender in wanted}
        for _ in range(chosen.rounds):
            for contender in wanted:
                with place(redis, server) as (where, driver):
                    measured = measure(contender, where, driver, seconds=chosen.seconds)
                tries[contender.name].append(measured)
                sys.stderr.write(f"{contender.name}: {measured.rate:.0f} updates/s\n")
        found = [_median(measured) for measured in tries.values()]
        for measured in [] if chosen.no_kill else found:
            if not measured.contender.think:
                with place(redis, server) as (where, driver):
                    measured.killed = kill(measured.contender, where, driver)
    lines, good = verdicts(found)
    sys.stdout.write("\n".join([*table(found), "", *lines]) + "\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
