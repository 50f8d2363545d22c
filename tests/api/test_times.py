"""What a person writes for a time, and the exact instant that it means."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoat_nb._core import Time
from stoat_nb.api.times import Frames, asked_frame, edit_point, exact, frames, tc
from stoat_nb.errors import StoatError
from stoat_nb.timeline.grid import RegularGrid, SampleGrid, TableGrid

PAL = RegularGrid(Fraction(25))
NTSC = RegularGrid(Fraction(30000, 1001))
TABLE = TableGrid(tuple(Fraction(ms, 1000) for ms in (0, 33, 67, 100, 200)), Fraction(1, 4))
SOUND = SampleGrid(Fraction(48000))


@pytest.mark.parametrize(
    ("written", "grid", "seconds"),
    [
        (5, PAL, "5"),
        (12.5, PAL, "25/2"),
        (0.1, PAL, "1/10"),
        ("12.5", PAL, "25/2"),
        ("-0.5", PAL, "-1/2"),
        ("00:10", PAL, "10"),
        ("1:02.5", PAL, "125/2"),
        ("90:00", PAL, "5400"),
        ("01:00:00.25", PAL, "14401/4"),
        ("00:00:03:12", PAL, "87/25"),
        ("00:00:10:00", NTSC, "1001/100"),
        ("00:10:00;00", NTSC, "2999997/5000"),
        (Fraction(1, 3), PAL, "1/3"),
        (Decimal("0.04"), PAL, "1/25"),
        (Time(1001, 30000), PAL, "1001/30000"),
        (np.float64(0.25), PAL, "1/4"),
        (np.int64(3), PAL, "3"),
        (frames(30), NTSC, "1001/1000"),
        (frames(3), TABLE, "1/10"),
        (frames(5), TABLE, "1/4"),
        ("0.25", SOUND, "1/4"),
    ],
)
def test_a_written_time_is_one_exact_instant(written, grid, seconds):
    assert exact(written, grid) == Fraction(seconds)


@pytest.mark.parametrize(
    "written",
    ["", "abc", "1:2:3:4:5", "00:61", "00:61:00.0", "1e3", float("nan"), float("inf"), None, True, [1], "१२"],
)
def test_what_is_no_time_is_refused(written):
    with pytest.raises(StoatError) as caught:
        exact(written, PAL)
    assert caught.value.code == "time.unreadable"


def test_a_timecode_with_too_many_frames_is_refused():
    with pytest.raises(StoatError) as caught:
        exact("00:00:00:25", PAL)
    assert caught.value.code == "time.timecode_invalid"


@pytest.mark.parametrize(
    ("value", "code"), [(frames(1), "time.no_frames"), ("00:00:00:01", "time.timecode_invalid")]
)
def test_sound_has_no_frames(value, code):
    with pytest.raises(StoatError) as caught:
        exact(value, SOUND)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("seconds", "index"), [("1/50", 0), ("3/50", 2), ("5/50", 2), ("0.021", 1), ("0.019", 0), ("-1/50", 0)]
)
def test_edit_points_go_to_the_nearest_frame_and_ties_to_the_even_one(seconds, index):
    assert edit_point(Fraction(seconds), PAL) == Fraction(index, 25)


@pytest.mark.parametrize(("seconds", "index"), [("0.039", 0), ("0.04", 1), ("0.079", 1), ("10", 250)])
def test_asking_takes_the_frame_on_screen(seconds, index):
    assert asked_frame(seconds, PAL) == index


def test_a_float_just_below_its_frame_means_that_frame():
    for index in range(2000):
        assert asked_frame(float(NTSC.time_of(index)), NTSC) == index


@pytest.mark.parametrize(
    ("seconds", "nearest", "shown"),
    [
        ("0.016", 0, 0),
        ("0.05", 2, 1),
        ("0.15", 4, 3),
        ("0.2", 4, 4),
        ("0.225", 4, 4),
        ("0.24", 5, 4),
        ("9", 5, 4),
    ],
)
def test_a_variable_rate_is_a_table(seconds, nearest, shown):
    assert TABLE.nearest(Fraction(seconds)) == nearest
    assert asked_frame(seconds, TABLE) == shown


def test_camera_timecode_counts_from_the_files_own():
    assert exact(tc("10:32:11:04"), PAL, camera_start="10:32:10:00") == Fraction(29, 25)
    assert exact(tc("00:00:01:00"), PAL, camera_start="23:59:59:00") == 2
    with pytest.raises(StoatError) as caught:
        exact(tc("10:32:11:04"), PAL)
    assert caught.value.code == "time.no_camera_timecode"


def test_frames_count_and_print():
    assert repr(-frames(5) + frames(2)) == "frames(-3)"
    assert frames(np.int64(4)) == Frames(4)
    for wrong in (1.5, "3", True):
        with pytest.raises(StoatError):
            frames(wrong)
    with pytest.raises(StoatError):
        tc("12.5")


@given(
    st.lists(st.fractions(0, 100, max_denominator=1000), min_size=1, max_size=30, unique=True),
    st.fractions(0, 120, max_denominator=997),
)
def test_the_table_agrees_with_a_naive_search(times, at):
    times = sorted(times)
    grid = TableGrid(tuple(times), times[-1] + 1)
    points = [*times, times[-1] + 1]
    best = min(abs(point - at) for point in points)
    found = [index for index, point in enumerate(points) if abs(point - at) == best]
    assert grid.nearest(at) == (found[0] if len(found) == 1 else next(i for i in found if i % 2 == 0))
    if at >= times[0]:
        assert grid.shown(at) == max(index for index, point in enumerate(times) if point <= at)
