"""Time, FrameRate, Timebase and Rounding against `fractions.Fraction`."""

from __future__ import annotations

import copy
import math
import operator
import pickle
import threading
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoat_nb import FrameRate, Rounding, Time, Timebase
from stoat_nb.errors import ValidationError

from .arb import I64, U32, fits, fractions, rates, times


def code_of(call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value.code


def exact(call, truth: Fraction):
    """Check a result against a `Fraction`: equal when it fits, `time.overflow` when it does not."""
    if fits(truth):
        assert Fraction(*ratio(call())) == truth
    else:
        assert code_of(call) == "time.overflow"


def ratio(value) -> tuple[int, int]:
    return value.numerator, value.denominator


@given(times, times)
def test_arithmetic_agrees_with_fractions(a, b):
    x, y = a.to_fraction(), b.to_fraction()
    exact(lambda: a + b, x + y)
    exact(lambda: a - b, x - y)
    exact(lambda: -a, -x)
    exact(lambda: abs(a), abs(x))
    assert +a == a
    if b:
        exact(lambda: a / b, x / y)
        assert not fits(x / y) or isinstance(a / b, Fraction)


@given(times, fractions | st.integers(-I64, I64 - 1))
def test_numbers_mix_with_times(a, number):
    x = a.to_fraction()
    exact(lambda: a + number, x + number)
    exact(lambda: number + a, number + x)
    exact(lambda: a - number, x - number)
    exact(lambda: number - a, number - x)
    exact(lambda: a * number, x * number)
    exact(lambda: number * a, number * x)
    if number:
        exact(lambda: a / number, x / number)


@given(times, times | fractions | st.integers())
def test_order_and_hash_agree_with_fractions(a, b):
    x, y = a.to_fraction(), b.to_fraction() if isinstance(b, Time) else b
    for compare in (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge):
        assert compare(a, b) == compare(x, y)
        assert compare(b, a) == compare(y, x)
    assert hash(a) == hash(x)


@pytest.mark.parametrize("value", [0, -1, 1, 2**61 - 1, -(2**61 - 1), 2**61, -I64, I64 - 1])
@pytest.mark.parametrize("den", [1, 2, 3, 1001, U32 - 1])
def test_the_hash_is_pythons_at_its_corners(value, den):
    assert hash(Time(value, den)) == hash(Fraction(value, den))


@given(times)
def test_a_time_comes_back_from_every_form(a):
    assert eval(repr(a)) == a
    assert Time.parse(str(a)) == a
    assert Time.from_fraction(a.to_fraction()) == a
    assert copy.deepcopy(copy.copy(a)) == a
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(a, protocol)) == a
    assert math.isclose(float(a), float(a.to_fraction()), rel_tol=0)


@given(times, rates)
def test_the_frame_on_screen_is_the_floor(a, rate):
    frames = a.to_fraction() * rate.to_fraction()
    for rounding, truth in [
        (Rounding.Floor, math.floor(frames)),
        (Rounding.Ceil, math.ceil(frames)),
        (Rounding.Nearest, round(frames)),
    ]:
        if -I64 <= truth < I64:
            assert a.frames(rate, rounding) == rate.frame_at(a, rounding) == truth
        else:
            assert code_of(a.frames, rate, rounding) == "time.overflow"
    if frames.denominator > 1:
        assert code_of(a.frames, rate, Rounding.Exact) == "time.not_exact"


@given(st.integers(-(10**9), 10**9), rates)
def test_a_frame_is_on_screen_at_its_own_start(index, rate):
    start = rate.time_of(index)
    assert start == index / rate.to_fraction()
    assert rate.frame_at(start) == index


@given(st.floats(-1e9, 1e9), rates)
def test_a_float_is_the_decimal_that_was_typed(seconds, rate):
    frames = Fraction(repr(seconds)) * rate.to_fraction()
    for rounding, place in [
        (Rounding.Nearest, round),
        (Rounding.Floor, math.floor),
        (Rounding.Ceil, math.ceil),
    ]:
        if abs(frames) < I64 - 1:
            assert Time.from_seconds(seconds, rate, rounding) == place(frames) / rate.to_fraction()


def test_typed_frames_of_a_second_do_not_fall_short():
    rate = FrameRate(25)
    assert [
        Time.from_seconds(i / 100, rate, Rounding.Floor).frames(rate, Rounding.Exact)
        for i in range(0, 100, 4)
    ] == list(range(25))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12.5", Fraction(25, 2)),
        ("0.1", Fraction(1, 10)),
        ("-0.04", Fraction(-1, 25)),
        ("1001/30000", Fraction(1001, 30000)),
        ("00:10", 10),
        ("00:10.5", Fraction(21, 2)),
        ("01:02:03.25", Fraction(14893, 4)),
        ("00:00:03:12", Fraction(102 * 1001, 30000)),
        ("00:01:00;02", Fraction(1800 * 1001, 30000)),
    ],
)
def test_what_a_person_may_write(text, seconds):
    assert Time.parse(text, FrameRate.NTSC_30) == seconds


@pytest.mark.parametrize(
    "text", ["", " 1", "1s", "1e3", "1:2", "00:60", "-00:10", "12.", "nan", "1,5", "1;2", "٣"]
)
def test_anything_else_is_unreadable(text):
    assert code_of(Time.parse, text, FrameRate(25)) == "time.unreadable"


def test_timecode_text_needs_a_rate():
    assert code_of(Time.parse, "00:00:00:01") == "time.rate_needed"


@pytest.mark.parametrize("other", [0.5, "1", None, [], 1j])
def test_what_is_not_exact_is_no_operand(other):
    time = Time(1, 2)
    assert time != other
    for operation in (operator.add, operator.sub, operator.mul, operator.truediv, operator.lt):
        with pytest.raises(TypeError):
            operation(time, other)
        with pytest.raises(TypeError):
            operation(other, time)


def test_times_do_not_multiply_and_numbers_are_not_divided_by_them():
    with pytest.raises(TypeError):
        Time(2) * Time(3)
    with pytest.raises(TypeError):
        1 / Time(2)


def test_the_errors_name_the_values():
    with pytest.raises(ValidationError, match="1/3 is not on the grid of frames at 25") as caught:
        Time(1, 3).frames(FrameRate(25), Rounding.Exact)
    assert caught.value.context["lower"] == "8"
    assert caught.value.context["upper"] == "9"
    assert code_of(Time, 1, 0) == "time.zero_denominator"
    assert code_of(lambda: Time(1) / 0) == "time.zero_denominator"
    assert code_of(Time, 2**200) == "time.overflow"
    assert code_of(Time, 1, 2**200) == "time.overflow"
    assert code_of(lambda: Time(1) + 10**50) == "time.overflow"
    assert code_of(FrameRate(25).time_of, 10**30) == "time.overflow"
    for value in (float("nan"), float("inf")):
        assert code_of(Time.from_seconds, value, FrameRate(25)) == "time.unreadable"


def test_big_numbers_compare_though_they_have_no_room():
    assert Time(1) < 10**100
    assert Time(1) > Fraction(-(10**100), 3)
    assert Time(1) != 10**100


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("25", (25, 1)),
        ("12.5", (25, 2)),
        ("30000/1001", (30000, 1001)),
        ("23.976", (24000, 1001)),
        ("23.98", (24000, 1001)),
        ("29.97", (30000, 1001)),
        ("47.952", (48000, 1001)),
        ("59.94", (60000, 1001)),
        ("119.88", (120000, 1001)),
        (str(30000 / 1001), (30000, 1001)),
    ],
)
def test_rates_have_names(text, rate):
    assert FrameRate.parse(text) == FrameRate(*rate)


@pytest.mark.parametrize("text", ["", "0", "-1", "fast", "25/0", "1e3", "25 "])
def test_what_is_no_rate_is_refused(text):
    assert code_of(FrameRate.parse, text) == "time.rate_invalid"


def test_a_measured_rate_is_the_standard_nearby():
    assert FrameRate.guess(Fraction(19001, 317)) == FrameRate.NTSC_60
    assert FrameRate.guess(Fraction(165)) == FrameRate(165)
    assert code_of(FrameRate.guess, 0) == "time.rate_invalid"


def test_rates_compare_with_numbers_and_hash_like_them():
    assert FrameRate(25) == 25
    assert Fraction(30000, 1001) == FrameRate.NTSC_30
    assert hash(FrameRate.NTSC_30) == hash(Fraction(30000, 1001))
    assert FrameRate.NTSC_24 < 24 < FrameRate(25) < 10**40
    assert FrameRate(25) != Time(25)
    assert eval(repr(FrameRate.NTSC_30)) == pickle.loads(pickle.dumps(FrameRate.NTSC_30)) == FrameRate.NTSC_30
    assert FrameRate.NTSC_30.nominal == 30
    assert FrameRate(25).frame_duration == Fraction(1, 25)


def test_a_timebase_holds_frames_and_samples():
    base = Timebase(FrameRate.NTSC_30, 48000)
    assert base.per_second == 240_000
    assert base.ticks(FrameRate.NTSC_30.frame_duration) == 8008
    assert base.ticks(Fraction(1, 48000)) == 5
    assert base.time(8008) == Fraction(1001, 30000)
    assert eval(repr(base)) == pickle.loads(pickle.dumps(base)) == base
    assert code_of(base.ticks, Fraction(1, 7)) == "time.not_exact"
    assert base.ticks(Fraction(1, 7), Rounding.Floor) == 240_000 // 7
    assert code_of(Timebase, FrameRate(25), 0) == "time.overflow"
    assert code_of(Timebase, FrameRate(25), -1) == "time.overflow"


@pytest.mark.parametrize("member", [Rounding.Exact, Rounding.Floor, Rounding.Ceil, Rounding.Nearest])
def test_roundings_are_values(member):
    assert eval(repr(member)) == pickle.loads(pickle.dumps(member)) == copy.deepcopy(member) == member
    assert {member: 1}[member] == 1


def test_times_are_frozen():
    with pytest.raises(AttributeError):
        Time(1).numerator = 2
    with pytest.raises(AttributeError):
        Time(1).other = 2


def test_one_time_serves_many_threads():
    shared, sums = Time(1001, 30000), []

    def add():
        total = Time(0)
        for _ in range(2000):
            total += shared
        sums.append(total)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sums == [Fraction(1001 * 2000, 30000)] * 4
