"""How fast is range algebra over 100 000 ranges, against the same in plain Python?

Plain Python is measured twice: exact, with `Fraction` edges, and with whole numbers of ticks, which
is the fastest that plain Python can do and needs all ranges on one known grid beforehand.
"""

from __future__ import annotations

import itertools
import random
import sys
from fractions import Fraction

from benchmarks._measure import in_turn, start
from stoat_nb import Time, TimeRange, find_gaps, merge_ranges, total_coverage

COUNT = 100_000
PER_SECOND = 240_000  # ticks: the grid of 30000/1001 frames and 48 000 samples


def plain_merge(ranges):
    merged = []
    for start_, end in sorted(ranges):
        if merged and start_ <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        elif start_ < end:
            merged.append((start_, end))
    return merged


def plain_gaps(ranges):
    merged = plain_merge(ranges)
    return [(left[1], right[0]) for left, right in itertools.pairwise(merged)]


def plain_coverage(ranges):
    return sum(end - start_ for start_, end in plain_merge(ranges))


def ticks(seed: int) -> list[tuple[int, int]]:
    """Ranges over ten hours: half on frames, half on samples, about half of the time covered."""
    chance = random.Random(seed)
    grids = (8008, 5)
    found = []
    for index in range(COUNT):
        grid = grids[index % 2]
        begin = chance.randrange(36_000 * PER_SECOND // grid) * grid
        found.append((begin, begin + chance.randrange(1, 120_000 // grid + 2) * grid))
    return found


def main() -> int:
    report, options = start("range_algebra", __doc__.splitlines()[0])
    rounds = 2 if options.short else 7
    whole = ticks(seed=7)
    exact = [(Fraction(a, PER_SECOND), Fraction(b, PER_SECOND)) for a, b in whole]
    ours = [TimeRange(Time(a, PER_SECOND), Time(b, PER_SECOND)) for a, b in whole]
    in_order = sorted(ours)

    same = [(Fraction(a, PER_SECOND), Fraction(b, PER_SECOND)) for a, b in plain_merge(whole)]
    if [(r.start, r.end) for r in merge_ranges(ours)] != same or total_coverage(ours) != plain_coverage(
        exact
    ):
        raise AssertionError("the contestants disagree")
    report.note(f"{COUNT} ranges merge into {len(same)}")

    questions = [
        ("merge_ranges", merge_ranges, plain_merge, 30, 4),
        ("find_gaps", find_gaps, plain_gaps, 30, 4),
        ("total_coverage", total_coverage, plain_coverage, 30, 4),
    ]
    for name, call, plain, exact_aim, whole_aim in questions:
        contestants = {
            "stoat_nb, any order": lambda call=call: call(ours),
            "stoat_nb, in order": lambda call=call: call(in_order),
            "plain Python, Fraction edges": lambda plain=plain: plain(exact),
            "plain Python, whole ticks": lambda plain=plain: plain(whole),
        }
        timings = in_turn(contestants, rounds)
        report.table(f"{name} of {COUNT} ranges", timings, "stoat_nb, any order")
        ours_cpu = timings["stoat_nb, any order"].cpu
        exact_ratio = timings["plain Python, Fraction edges"].cpu / ours_cpu
        whole_ratio = timings["plain Python, whole ticks"].cpu / ours_cpu
        report.at_least(f"{name}: times faster than exact plain Python", exact_aim, exact_ratio, "x")
        report.at_least(f"{name}: times faster than plain Python on ticks", whole_aim, whole_ratio, "x")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
