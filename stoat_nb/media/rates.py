"""Which constant rate, if any, a list of timestamps follows."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["STANDARD_RATES", "fit_rate", "is_grid"]

STANDARD_RATES = tuple(
    Fraction(text)
    for text in [
        "24000/1001",
        "24",
        "25",
        "30000/1001",
        "30",
        "48000/1001",
        "48",
        "50",
        "60000/1001",
        "60",
        "90",
        "100",
        "120000/1001",
        "120",
        "240000/1001",
        "240",
        "15000/1001",
        "15",
        "12",
        "10",
        "25/2",
        "8",
        "6",
        "5",
        "2",
        "1",
    ]
)
# A stored rate this close to a standard one means it: Matroska says 19001/317 for 60000/1001.
_NEAR = Fraction(1, 2000)
_FALLBACK = Fraction(25)
# The plan of a render multiplies these numbers and has to stay below 2^31.
_LARGEST_NUMERATOR, _LARGEST_DENOMINATOR = 240_000, 1001


def fit_rate(timestamps: Sequence[int], time_base: Fraction, declared: Sequence[Fraction]) -> Fraction | None:
    """Return the constant rate of sorted distinct `timestamps`, or ``None`` when it is variable.

    It is constant when the timestamps are the grid points 0..n-1 of a rate without holes, each within one
    tick. Standard rates are tried first, and among them those that the file declares.

    Parameters
    ----------
    timestamps
        Presented timestamps in ticks.
    time_base
        Seconds of one tick.
    declared
        What the container says, in order of trust; zero means nothing.

    Examples
    --------
    >>> fit_rate([0, 33, 67, 100], Fraction(1, 1000), [Fraction(30)])
    Fraction(30, 1)
    >>> fit_rate([0, 33, 100], Fraction(1, 1000), [Fraction(30)]) is None
    True
    """
    said = [rate for rate in declared if 0 < rate <= 1000]
    if len(timestamps) < 2:
        return next((_standard(rate) or rate for rate in said), _FALLBACK)
    measured = (len(timestamps) - 1) / ((timestamps[-1] - timestamps[0]) * time_base)
    for rate in _candidates(measured, said):
        if is_grid(timestamps, time_base, rate):
            return rate
    return None


def is_grid(timestamps: Sequence[int], time_base: Fraction, rate: Fraction) -> bool:
    """Return whether timestamp i lies within one tick of ``first + i / rate`` for every i."""
    # in integers: |(p - p0) * tb * r - i| <= tb * r, with everything over one denominator
    step = time_base * rate
    numerator, denominator = step.numerator, step.denominator
    first = timestamps[0]
    return all(
        -numerator <= (pts - first) * numerator - index * denominator <= numerator
        for index, pts in enumerate(timestamps)
    )


def _candidates(measured: Fraction, said: Sequence[Fraction]) -> Iterator[Fraction]:
    tolerance = Fraction(1, 50)
    for rate in said:
        if standard := _standard(rate):
            yield standard
    near = [rate for rate in STANDARD_RATES if abs(rate / measured - 1) < tolerance]
    yield from sorted(near, key=lambda rate: abs(rate - measured))
    for rate in (*said, measured):
        simple = rate.limit_denominator(_LARGEST_DENOMINATOR)
        if 0 < simple.numerator <= _LARGEST_NUMERATOR:
            yield simple


def _standard(rate: Fraction) -> Fraction | None:
    nearest = min(STANDARD_RATES, key=lambda known: abs(known - rate))
    return nearest if abs(nearest / rate - 1) < _NEAR else None
