"""Ranges against sets of grid cells, and the list functions."""

from __future__ import annotations

import pickle
import sys
import threading
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoat_nb import Time, TimeRange, find_gaps, merge_ranges, total_coverage
from stoat_nb.errors import ValidationError

CELL = Fraction(1001, 30000)
SPAN = 40


def span(start: int, end: int) -> TimeRange:
    return TimeRange(start * CELL, end * CELL)


def cells(*ranges: TimeRange) -> set[int]:
    return {i for i in range(-1, SPAN + 1) if any(r.start <= i * CELL < r.end for r in ranges)}


spans = st.tuples(st.integers(0, SPAN), st.integers(0, 12)).map(lambda p: span(p[0], min(SPAN, p[0] + p[1])))


def one_run(found: set[int]) -> bool:
    return len(found) == (max(found) - min(found) + 1 if found else 0)


@given(spans, spans)
def test_two_ranges_behave_like_two_sets(a, b):
    x, y = cells(a), cells(b)
    assert a.overlaps(b) == bool(x & y)
    assert (cells(a.intersection(b)) if x & y else a.intersection(b)) == ((x & y) or None)
    assert cells(*a.difference(b)) == x - y
    union = a.union(b)
    assert (union is not None and cells(union) == x | y) == one_run(x | y)
    hole = set(range(min(x | y), max(x | y))) - (x | y) if x | y else set()
    gap = a.gap(b)
    assert (set() if gap is None else cells(gap)) == hole
    assert a.adjacent(b) == (bool(x) and bool(y) and not x & y and one_run(x | y))
    assert a.contains(b) == (b in a) == (y <= x)
    assert a.is_empty == (not x)
    assert a.duration == len(x) * CELL


@given(st.lists(spans, max_size=12), spans)
def test_lists_behave_like_unions_of_sets(ranges, within):
    used = cells(*ranges)
    merged = merge_ranges(ranges)
    assert cells(*merged) == used
    assert all(left.end < right.start for left, right in zip(merged, merged[1:], strict=False))
    assert total_coverage(ranges) == len(used) * CELL
    hull = set(range(min(used), max(used))) if used else set()
    assert cells(*find_gaps(ranges)) == hull - used
    assert cells(*find_gaps(ranges, within=within)) == cells(within) - used


@given(spans)
def test_a_range_comes_back_from_every_form(a):
    assert eval(repr(a)) == pickle.loads(pickle.dumps(a)) == a
    assert hash(eval(repr(a))) == hash(a)
    assert str(a) == f"[{a.start}, {a.end})"
    assert a.shifted(3).shifted(-3) == a


def test_ranges_sort_by_start_then_end():
    ranges = [span(3, 4), span(1, 9), span(1, 2)]
    assert sorted(ranges) == [span(1, 2), span(1, 9), span(3, 4)]


def test_the_end_is_not_in_the_range():
    a = TimeRange(0, 2)
    assert a.contains(0)
    assert Time(1) in a
    assert 2 not in a
    with pytest.raises(TypeError):
        a.contains(0.5)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: TimeRange(2, 1), "range.reversed"),
        (lambda: TimeRange(0, 2**70), "time.overflow"),
        (lambda: TimeRange(-(2**63), 2**63 - 1).duration, "time.overflow"),
        (lambda: total_coverage([TimeRange(-(2**63), 2**63 - 1)]), "time.overflow"),
        (lambda: TimeRange(0, 1).shifted(2**63 - 1), "time.overflow"),
    ],
)
def test_what_cannot_be_is_refused(call, code):
    with pytest.raises(ValidationError) as caught:
        call()
    assert caught.value.code == code


@pytest.mark.parametrize("call", [find_gaps, merge_ranges, total_coverage])
def test_lists_of_other_things_are_refused(call):
    for wrong in ([1], [None], [TimeRange(0, 1), "x"], 5):
        with pytest.raises(TypeError):
            call(wrong)


def test_any_iterable_is_a_list_of_ranges():
    assert merge_ranges(span(i, i + 1) for i in range(5)) == [span(0, 5)]
    assert merge_ranges((span(0, 1),)) == [span(0, 1)]
    assert find_gaps([]) == merge_ranges([]) == []
    assert total_coverage([]) == 0


def test_the_interpreter_is_free_while_a_long_list_is_merged():
    """Another thread keeps counting during the call; it could not if the call held the interpreter."""
    ranges = [TimeRange(Fraction(i * 7919 % 1_000_003, 1000 + i % 7), 2000) for i in range(400_000)]
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    counted, stop = [0], threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    try:
        before = counted[0]
        assert len(merge_ranges(ranges)) == 1
        assert counted[0] - before > 50
    finally:
        stop.set()
        thread.join()
        sys.setswitchinterval(switch)
