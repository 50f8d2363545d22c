"""Clips: all faults at once."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoat_nb import Clip, ClipValidationError, Time, TimeRange, validate_clip, validate_clips
from stoat_nb.errors import ValidationError


def test_all_faults_are_told_at_once():
    faults = validate_clip(Clip("", -1, -2, Fraction(-1, 2)))
    assert [fault.field for fault in faults] == ["source_path", "in_point", "out_point", "source_duration"]
    assert faults[2].actual == "-2"
    assert faults[2].expected == "more than -1"
    assert str(faults[2]) == "out_point must lie after the in point: is -2, expected more than -1"


def test_check_raises_one_error_that_names_every_fault():
    with pytest.raises(ValidationError, match="in_point .*; out_point") as caught:
        Clip("a.mp4", 5, 4, 3).check()
    assert caught.value.code == "clip.invalid"
    assert caught.value.context["count"] == "3"
    Clip("a.mp4", 0, 3, 3).check()


@given(st.integers(-2, 9), st.integers(-2, 9), st.none() | st.integers(-1, 9))
def test_valid_is_what_the_rule_says(start, end, duration):
    valid = 0 <= start < end and (duration is None or end <= duration)
    clip = Clip("a.mp4", start, end, duration)
    assert (validate_clip(clip) == []) == valid


def test_a_list_tells_the_place_of_each_bad_clip():
    good = Clip("a.mp4", 0, 1)
    found = validate_clips([good, Clip("b.mp4", 1, 1), good])
    assert [(place, [fault.field for fault in faults]) for place, faults in found] == [(1, ["out_point"])]


def test_clips_and_faults_are_values():
    for clip in (Clip('it\'s "a"\n.mp4', Time(1, 3), 2, 9), Clip("b", 0, 1)):
        assert eval(repr(clip)) == pickle.loads(pickle.dumps(clip)) == clip
        assert hash(eval(repr(clip))) == hash(clip)
    fault = validate_clip(Clip("", 0, 1))[0]
    assert eval(repr(fault)) == pickle.loads(pickle.dumps(fault)) == fault
    assert isinstance(fault, ClipValidationError)


def test_the_range_of_a_clip():
    assert Clip("a", 1, 3).range == TimeRange(1, 3)
    with pytest.raises(ValidationError):
        _ = Clip("a", 3, 1).range


@pytest.mark.parametrize("wrong", [(1, 0, 1), ("a", 0.5, 1), ("a", 0, None), ("a",)])
def test_other_types_are_refused(wrong):
    with pytest.raises(TypeError):
        Clip(*wrong)
