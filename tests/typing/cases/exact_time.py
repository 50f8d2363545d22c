"""Types of times, rates, ranges and clips, as the checkers must see them; also run as a program."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_type

import stoat_nb as st

time = st.Time(1001, 30000)
assert_type(time + time, st.Time)
assert_type(time + 1, st.Time)
assert_type(Fraction(1, 3) + time, st.Time)
assert_type(2 - time, st.Time)
assert_type(time * 2, st.Time)
assert_type(Fraction(1, 2) * time, st.Time)
assert_type(time / 2, st.Time)
assert_type(time / time, Fraction)
assert_type(-time, st.Time)
assert_type(abs(time), st.Time)
assert_type(time < Fraction(1), bool)
assert_type(float(time), float)
assert_type(st.Time.parse("00:10"), st.Time)
assert_type(time.to_fraction(), Fraction)

rate = st.FrameRate.parse("29.97")
assert_type(rate, st.FrameRate)
assert_type(st.FrameRate.NTSC_30, st.FrameRate)
assert_type(time.frames(rate, st.Rounding.Floor), int)
assert_type(rate.time_of(5), st.Time)
assert_type(st.Timebase(rate, 48000).ticks(0), int)

assert_type(st.Timecode("00:00:01:00", rate).time, st.Time)
assert_type(st.Presentation.regular(rate, 10).frame_at(0), int | None)
assert_type(st.fit_frame_rate([0, 40, 80], Fraction(1, 1000)), st.FrameRate | None)

span = st.TimeRange(0, Fraction(7, 2))
assert_type(span.intersection(span), st.TimeRange | None)
assert_type(span.difference(span), list[st.TimeRange])
assert_type(st.find_gaps([span]), list[st.TimeRange])
assert_type(st.total_coverage([span]), st.Time)
assert_type(st.validate_clip(st.Clip("a.mp4", 0, 1)), list[st.ClipValidationError])


def refused() -> None:
    """What both checkers must refuse: an ignore that is not needed is an error of its own."""
    time + 0.5  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    time * time  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    1 / time  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    st.Time(0.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    time.numerator = 1  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
