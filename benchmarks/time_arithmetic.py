"""How fast is exact time, against `fractions.Fraction` and OpenTimelineIO's RationalTime?

`Fraction` is the exact peer. RationalTime is a pair of doubles: faster arithmetic buys rounding
(24000/1001 is no double), so its row shows what exactness costs.
"""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from typing import TYPE_CHECKING

from benchmarks._measure import PeerProcess, in_turn, peer_has, start
from stoat_nb import FrameRate, Rounding, Time

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 20_000
RATE = FrameRate.NTSC_30
PAIRS = [((i * 1001, 30000), (i * 7 + 1, 48000)) for i in range(COUNT)]
SAME = [((i * 1001, 30000), ((i + 5) * 1001, 30000)) for i in range(COUNT)]

OTIO_SETUP = f"""
    from opentimelineio.opentime import RationalTime
    rate = 30000 / 1001
    pairs = [(RationalTime(i, rate), RationalTime(i * 7 + 1, 48000)) for i in range({COUNT})]
    same = [(RationalTime(i, rate), RationalTime(i + 5, rate)) for i in range({COUNT})]
"""


def each(pairs: list[tuple[object, object]], expression: str) -> Callable[[], None]:
    """Compile a loop, so that every contestant pays for the same loop and for nothing else."""
    code = f"def run():\n    for a, b in pairs:\n        {expression}\n"
    names: dict[str, object] = {
        "pairs": pairs, "rate": RATE, "ratio": RATE.to_fraction(), "floor": math.floor, "FLOOR": Rounding.Floor,
        "Time": Time, "Fraction": Fraction,
    }  # fmt: skip
    exec(code, names)
    run: Callable[[], None] = names["run"]
    return run


def made(kind: type, pairs: list[tuple[tuple[int, int], tuple[int, int]]]) -> list[tuple[object, object]]:
    return [(kind(*a), kind(*b)) for a, b in pairs]


def main() -> int:
    report, options = start("time_arithmetic", __doc__.splitlines()[0])
    rounds = 5 if options.short else 25
    ours, theirs = made(Time, PAIRS), made(Fraction, PAIRS)
    our_same, their_same = made(Time, SAME), made(Fraction, SAME)
    for (a, b), (x, y) in zip(ours, theirs, strict=True):
        if a + b != x + y or (a < b) != (x < y):
            raise AssertionError((a, b))

    # name, our pairs and expression, Fraction's, OpenTimelineIO's, how many times faster than Fraction we aim for
    questions = [
        ("add, mixed denominators", ours, "a + b", theirs, "a + b", "for a, b in pairs: a + b", 3),
        ("add, equal denominators", our_same, "a + b", their_same, "a + b", "for a, b in same: a + b", 3),
        ("compare, mixed denominators", ours, "a < b", theirs, "a < b", "for a, b in pairs: a < b", 3),
        ("frame on screen", ours, "a.frames(rate, FLOOR)", theirs, "floor(a * ratio)", "for a, b in pairs: a.to_frames()", 5),
        ("make from two whole numbers", PAIRS, "Time(*a)", PAIRS, "Fraction(*a)", None, 2),
        ("hash", ours, "hash(a)", theirs, "hash(a)", None, 3),
    ]  # fmt: skip
    has_otio = peer_has("opentimelineio")
    if not has_otio:
        report.note("OpenTimelineIO is absent; `make peers` sets it up")
    for name, our_pairs, our_work, their_pairs, their_work, otio_work, aim in questions:
        contestants = {
            "stoat_nb.Time": each(our_pairs, our_work),
            "fractions.Fraction": each(their_pairs, their_work),
        }
        peer = PeerProcess(OTIO_SETUP, otio_work) if has_otio and otio_work else None
        if peer:
            contestants["OpenTimelineIO (doubles, inexact)"] = peer
        timings = in_turn(contestants, rounds)
        if peer:
            peer.close()
        report.table(name, timings, "stoat_nb.Time", each=COUNT, unit="ns")
        faster = timings["fractions.Fraction"].cpu / timings["stoat_nb.Time"].cpu
        report.at_least(f"{name}: times faster than Fraction", aim, faster, "x")
        if peer:
            against = timings["OpenTimelineIO (doubles, inexact)"].cpu / timings["stoat_nb.Time"].cpu
            report.at_least(f"{name}: times faster than OpenTimelineIO", 1, against, "x")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
