"""What the properties of the core are tried on: usual values, grids, and the limits of the types."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from stoat_nb import FrameRate, Time

I64 = 2**63
U32 = 2**32

DENOMINATORS = [1, 2, 3, 24, 25, 1000, 1001, 30000, 44100, 48000, 90000, 240_000, U32 - 1]
RATES = [
    FrameRate(24000, 1001),
    FrameRate(24),
    FrameRate(25),
    FrameRate(30000, 1001),
    FrameRate(50),
    FrameRate(60000, 1001),
    FrameRate(25, 2),
    FrameRate(U32 - 1),
]

fractions = st.builds(
    Fraction,
    st.integers(-(10**9), 10**9) | st.integers(-I64, I64 - 1),
    st.sampled_from(DENOMINATORS) | st.integers(1, U32 - 1),
)
times = fractions.map(lambda value: Time(value.numerator, value.denominator))
rates = st.sampled_from(RATES)


def fits(value: Fraction) -> bool:
    """Whether a time has room for it."""
    return -I64 <= value.numerator < I64 and value.denominator < U32
