"""Fair measuring: contestants run in turn, medians are compared, CPU time stands beside wall time.

A contestant is a callable that does one round of the same work, or a peer in another interpreter
(`PeerProcess`), which times itself. Taking turns lets the noise of a shared machine hit all alike;
so the ratios are the result, and a single time says little. Aims of single-threaded work are judged by CPU
time, which a busy neighbour disturbs least.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import textwrap
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb import _core

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PEERS = Path(__file__).resolve().parents[1] / ".peers"
PEERS_PYTHON = PEERS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@dataclass(frozen=True)
class Timing:
    """What one round took, in seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Aim:
    """What a benchmark wants to reach, and what it reached."""

    name: str
    aim: float
    reached: float
    unit: str
    holds: bool


def timed(work: Callable[[], object]) -> Timing:
    """Time one round in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Timing(time.perf_counter() - wall, time.process_time() - cpu)


class PeerProcess:
    """A peer in the interpreter of `.peers`, kept alive and asked for one round at a time.

    `setup` and `work` are Python source; `work` is the round.
    """

    LOOP = """
        import json, sys, time
        exec(setup, names := {})
        code = compile(work, "work", "exec")
        print(json.dumps("ready"), flush=True)
        for _ in sys.stdin:
            wall, cpu = time.perf_counter(), time.process_time()
            exec(code, names)
            print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]), flush=True)
    """

    def __init__(self, setup: str, work: str, python: Path = PEERS_PYTHON) -> None:
        setup, work = textwrap.dedent(setup), textwrap.dedent(work)
        code = f"setup, work = {setup!r}, {work!r}\n{textwrap.dedent(self.LOOP)}"
        self._process = subprocess.Popen(
            [str(python), "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        if self._answer() != "ready":
            raise RuntimeError("the peer did not start")

    def _answer(self) -> object:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError(f"the peer ended with code {self._process.wait()}")
        return json.loads(line)

    def __call__(self) -> Timing:
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return Timing(*self._answer())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=30)


def peer_has(module: str) -> bool:
    """Whether `.peers` exists and can import `module`."""
    if not PEERS_PYTHON.exists():
        return False
    command = [str(PEERS_PYTHON), "-c", f"import {module}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def in_turn(
    contestants: Mapping[str, Callable[[], object]], rounds: int, warm_up: int = 1
) -> dict[str, Timing]:
    """Return the median round of every contestant; a callable that returns a `Timing` timed itself."""
    taken: dict[str, list[Timing]] = {name: [] for name in contestants}
    for turn in range(warm_up + rounds):
        for name, work in contestants.items():
            wall, cpu = time.perf_counter(), time.process_time()
            answer = work()
            timing = Timing(time.perf_counter() - wall, time.process_time() - cpu)
            if turn >= warm_up:
                taken[name].append(answer if isinstance(answer, Timing) else timing)
    return {
        name: Timing(statistics.median(t.wall for t in list_), statistics.median(t.cpu for t in list_))
        for name, list_ in taken.items()
    }


@dataclass
class Report:
    """The tables, notes and aims of one benchmark, for people or as one JSON object."""

    name: str
    as_json: bool = False
    tables: list[dict[str, object]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)

    def note(self, text: str) -> None:
        self.notes.append(text)
        self._say(f"  note: {text}")

    def table(
        self, title: str, timings: Mapping[str, Timing], ours: str, *, each: int = 1, unit: str = "ms"
    ) -> None:
        """Print the medians of one round (divided by `each` operations) and their ratios to `ours`."""
        scale = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}[unit] / each
        rows = [
            {
                "name": name,
                "wall": timing.wall * scale,
                "cpu": timing.cpu * scale,
                "wall_ratio": timing.wall / timings[ours].wall,
                "cpu_ratio": timing.cpu / max(timings[ours].cpu, 1e-9),
            }
            for name, timing in timings.items()
        ]
        self.tables.append({"title": title, "unit": unit, "ours": ours, "rows": rows})
        self._say(f"\n{title} [{unit}]\n{'':42}{'wall':>12}{'cpu':>12}{'x wall':>9}{'x cpu':>9}")
        for row in rows:
            figures = f"{row['wall']:12.4g}{row['cpu']:12.4g}{row['wall_ratio']:9.2f}{row['cpu_ratio']:9.2f}"
            self._say(f"  {row['name']:40}{figures}")

    def at_least(self, name: str, aim: float, reached: float, unit: str) -> None:
        """Record an aim that more is better for."""
        self._aim(Aim(name, aim, round(reached, 3), unit, reached >= aim), "at least")

    def at_most(self, name: str, aim: float, reached: float, unit: str) -> None:
        """Record an aim that less is better for."""
        self._aim(Aim(name, aim, round(reached, 3), unit, reached <= aim), "at most")

    def _aim(self, aim: Aim, word: str) -> None:
        self.aims.append(aim)
        verdict = "holds" if aim.holds else "MISSED"
        self._say(f"  {verdict}: {aim.name}: {aim.reached:g} {aim.unit} (aim: {word} {aim.aim:g})")

    def _say(self, text: str) -> None:
        if not self.as_json:
            print(text, flush=True)

    def finish(self) -> int:
        """Print the JSON object if it was asked for; a missed aim is a result and no failure."""
        if self.as_json:
            print(json.dumps({"benchmark": self.name, "machine": machine(), **_plain(self)}))
        return 0


def _plain(report: Report) -> dict[str, object]:
    return {"tables": report.tables, "notes": report.notes, "aims": [asdict(aim) for aim in report.aims]}


def machine() -> dict[str, object]:
    """Return what the figures depend on."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "core_build": "debug" if _core.__debug_build__ else "release",
    }


def start(name: str, about: str) -> tuple[Report, argparse.Namespace]:
    """Parse the command line and open the report."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--short", action="store_true", help="fewer rounds")
    options = parser.parse_args(sys.argv[1:])
    report = Report(name, as_json=options.json)
    report._say(about)
    if _core.__debug_build__:
        report.note(
            "the core is an unoptimised development build; `maturin develop --release` is what users get"
        )
    return report, options
