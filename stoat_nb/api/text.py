"""How times and rates are written for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["clock", "rate_text", "timecode"]


def rate_text(rate: Fraction | None) -> str:
    """Return a rate as people say it: ``25``, ``29.97``; ``variable`` where there is none."""
    if rate is None:
        return "variable"
    return str(rate.numerator) if rate.denominator == 1 else f"{float(rate):.2f}".rstrip("0").rstrip(".")


def timecode(time: Fraction, rate: Fraction | None) -> str:
    """Return ``HH:MM:SS:FF`` (non-drop) on a constant rate, else ``HH:MM:SS.mmm``."""
    if rate is None:
        return clock(time)
    nominal = -(-rate.numerator // rate.denominator)
    count = round(time * rate)
    sign, count = ("-", -count) if count < 0 else ("", count)
    seconds, frame = divmod(count, nominal)
    digits = max(2, len(str(nominal - 1)))
    return f"{sign}{_hms(seconds)}:{frame:0{digits}d}"


def clock(time: Fraction) -> str:
    """Return ``HH:MM:SS.mmm``, nearest."""
    milliseconds = round(abs(time) * 1000)
    sign = "-" if time < 0 else ""
    return f"{sign}{_hms(milliseconds // 1000)}.{milliseconds % 1000:03d}"


def _hms(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
