"""The sampling rule and the fitted rate against a linear search."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stoat_nb import FrameRate, Presentation, fit_frame_rate
from stoat_nb.errors import ValidationError

from .arb import rates

MS = Fraction(1, 1000)
edge_lists = st.lists(st.integers(-2000, 5000), min_size=2, max_size=40, unique=True).map(sorted)


@given(edge_lists, st.fractions(-3, 8, max_denominator=5000))
def test_the_greatest_presentation_time_at_or_before(edges, time):
    *stamps, end = edges
    table = Presentation.table(stamps, MS, end)
    starts = [(stamp - stamps[0]) * MS for stamp in stamps]
    over = (end - stamps[0]) * MS
    shown = [i for i, start in enumerate(starts) if start <= time]
    assert table.frame_at(time) == (shown[-1] if shown and time < over else None)
    assert table.frames == len(stamps)
    assert table.end == table.time_of(table.frames) == over
    nearest = min(range(len(edges)), key=lambda i: (abs([*starts, over][i] - time), i % 2))
    assert table.nearest_edge(time) == (nearest if 0 <= time <= over else None)


@given(rates, st.integers(1, 100_000), st.fractions(-1, 5000, max_denominator=10**6))
def test_a_constant_rate_is_its_grid(rate, frames, time):
    grid = Presentation.regular(rate, frames)
    frame = (time * rate.to_fraction()).__floor__()
    assert grid.frame_at(time) == (frame if 0 <= frame < frames else None)
    assert grid.rate == rate


def test_presentations_are_values():
    for value in (Presentation.regular(FrameRate(25), 3), Presentation.table([5, 7], MS, 9)):
        assert pickle.loads(pickle.dumps(value)) == value
        assert hash(pickle.loads(pickle.dumps(value))) == hash(value)
    assert Presentation.table([5, 7], MS, 9) == Presentation.table([0, 2], MS, 4)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: Presentation.table([1, 1], MS, 2), "time.table_invalid"),
        (lambda: Presentation.table([], MS, 2), "time.table_invalid"),
        (lambda: Presentation.table([1], MS, 1), "time.table_invalid"),
        (lambda: Presentation.table([1], 0, 2), "time.table_invalid"),
        (lambda: Presentation.regular(FrameRate(25), -1), "time.overflow"),
        (lambda: Presentation.regular(FrameRate(25), 3).time_of(4), "time.no_such_frame"),
        (lambda: fit_frame_rate([0, 1], 0), "time.rate_invalid"),
        (lambda: fit_frame_rate([0, 10**30], MS), "time.overflow"),
    ],
)
def test_what_makes_no_sense_is_refused(call, code):
    with pytest.raises(ValidationError) as caught:
        call()
    assert caught.value.code == code


@given(rates, st.integers(30, 300), st.sampled_from([1000, 12800, 15360, 90000, 10**6]), st.integers(-99, 99))
def test_the_rate_behind_rounded_timestamps_is_found(rate, frames, base, first):
    assume(rate.to_fraction() <= 120)
    stamps = [first + round(i / rate.to_fraction() * base) for i in range(frames)]
    assert fit_frame_rate(stamps, Fraction(1, base), rate) == rate


def test_a_hole_or_jitter_is_a_variable_rate():
    stamps = [round(i * 1001 / 30) for i in range(100)]
    assert fit_frame_rate(stamps, MS) == FrameRate.NTSC_30
    assert fit_frame_rate(stamps[:40] + stamps[41:], MS) is None
    stamps[50] += 5
    assert fit_frame_rate(stamps, MS, FrameRate.NTSC_30) is None
