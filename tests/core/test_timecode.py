"""Timecode: the constants of drop-frame, the forms, the policies."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoat_nb import BeyondDay, FrameRate, Rounding, Time, Timecode
from stoat_nb.errors import ValidationError

NTSC = FrameRate.NTSC_30


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("00:00:00;00", 0),
        ("00:00:59;29", 1799),
        ("00:01:00;02", 1800),
        ("00:10:00;00", 17_982),
        ("01:00:00;00", 107_892),
        ("01:00:02;05", 107_957),
        ("23:59:59;29", 2_589_407),
    ],
)
def test_drop_frame_counts_as_smpte_says(text, frame):
    timecode = Timecode(text, NTSC)
    assert (timecode.frame, timecode.drop_frame) == (frame, True)
    assert str(Timecode(frame, NTSC, drop_frame=True)) == text
    assert timecode.time == frame / NTSC.to_fraction()


def test_one_frame_has_a_name_in_each_count():
    timecode = Timecode(107_957, NTSC, drop_frame=True)
    assert str(timecode.counted(drop_frame=False)) == "00:59:58:17"
    assert timecode.counted(drop_frame=False).counted(drop_frame=True) == timecode


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("00:01:00;00", NTSC),
        ("00:01:00;01", NTSC),
        ("00:01:00;03", FrameRate.NTSC_60),
        ("00:00:00;00", FrameRate(25)),
        ("00:00:00;00", FrameRate.NTSC_24),
        ("00:00:00:25", FrameRate(25)),
        ("24:00:00:00", FrameRate(25)),
        ("-00:00:00:01", FrameRate(25)),
        ("00:00:00", FrameRate(25)),
        ("garbage", FrameRate(25)),
        ("00:00:00:00", FrameRate(1, 3)),
    ],
)
def test_what_does_not_exist_is_refused(text, rate):
    with pytest.raises(ValidationError) as caught:
        Timecode(text, rate)
    assert caught.value.code == "time.timecode_invalid"
    assert caught.value.hint


@given(
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.sampled_from([NTSC, FrameRate.NTSC_60, FrameRate.NTSC_120]),
)
def test_a_timecode_comes_back_from_every_form(frame, drop, rate):
    timecode = Timecode(frame, rate, drop, beyond_day=BeyondDay.Keep)
    assert Timecode(str(timecode), rate, beyond_day=BeyondDay.Keep) == timecode
    assert eval(repr(timecode)) == timecode
    assert pickle.loads(pickle.dumps(timecode)) == timecode
    assert hash(pickle.loads(pickle.dumps(timecode))) == hash(timecode)


@given(st.integers(0, 2_589_407))
def test_the_written_fields_count_the_names_that_were_left_out(frame):
    """An independent count: of the frames before it, how many names were dropped."""
    timecode = Timecode(frame, NTSC, drop_frame=True)
    named = ((timecode.hours * 60 + timecode.minutes) * 60 + timecode.seconds) * 30 + timecode.frames
    minutes = timecode.hours * 60 + timecode.minutes
    assert named - 2 * len([m for m in range(1, minutes + 1) if m % 10]) == frame
    assert timecode.minutes % 10 == 0 or timecode.seconds or timecode.frames >= 2


def test_beyond_the_day_the_policy_decides():
    wrapped = Timecode(-1, NTSC, drop_frame=True, beyond_day=BeyondDay.Wrap)
    assert str(wrapped) == "23:59:59;29"
    kept = Timecode(-1, NTSC, drop_frame=True, beyond_day=BeyondDay.Keep)
    assert (str(kept), kept.time) == ("-00:00:00;01", -NTSC.frame_duration)
    assert str(Timecode("25:00:00:00", FrameRate(25), beyond_day=BeyondDay.Wrap)) == "01:00:00:00"
    for member in (BeyondDay.Refuse, BeyondDay.Wrap, BeyondDay.Keep):
        assert eval(repr(member)) == pickle.loads(pickle.dumps(member)) == member


def test_the_timecode_at_a_time():
    assert str(Timecode.at(Time(1), NTSC)) == "00:00:00:29"
    assert str(Timecode.at(1, NTSC, rounding=Rounding.Ceil)) == "00:00:01:00"
    assert str(Timecode.at(Fraction(3600), NTSC, drop_frame=True)) == "01:00:00;00"


def test_a_float_is_no_frame_number():
    with pytest.raises(TypeError):
        Timecode(1.5, NTSC)
