"""What a person may write for a time, and the exact instant that it means.

A bare number or a decimal string is seconds; ``frames(n)`` counts frames of the object that it is
given to; ``"HH:MM:SS:FF"`` is a timecode from the first frame; ``tc("...")`` is the camera's own.
Edit points go to the nearest frame, ties to the even one; asking what is shown takes the frame on
screen, the one that began at or before the instant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from stoat_nb._core import Time
from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from stoat_nb.timeline.grid import Grid

__all__ = ["CameraTimecode", "Frames", "TimeLike", "asked_frame", "edit_point", "exact", "frames", "tc"]


@dataclass(frozen=True, order=True)
class Frames:
    """A number of frames in the grid of the object that it is given to.

    >>> import stoat_nb as st
    >>> st.frames(5)
    frames(5)
    >>> -st.frames(5)
    frames(-5)
    """

    count: int

    def __neg__(self) -> Frames:
        return Frames(-self.count)

    def __add__(self, other: Frames) -> Frames:
        return Frames(self.count + other.count) if isinstance(other, Frames) else NotImplemented

    def __sub__(self, other: Frames) -> Frames:
        return Frames(self.count - other.count) if isinstance(other, Frames) else NotImplemented

    def __repr__(self) -> str:
        return f"frames({self.count})"


@dataclass(frozen=True)
class CameraTimecode:
    """An instant by the camera's own timecode, as written in the file."""

    text: str

    def __repr__(self) -> str:
        return f"tc({self.text!r})"


TimeLike = int | float | str | Fraction | Decimal | Time | Frames | CameraTimecode

# A float has 15 digits or so: one that lies this little below a frame's instant means that frame.
_FLOAT_SLACK = Fraction(1, 10**9)

_CLOCK = re.compile(r"(?:(?P<hours>\d+):)?(?P<minutes>\d+):(?P<seconds>\d{1,2}(?:\.\d+)?)", re.ASCII)
_TIMECODE = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})([:;])(\d{1,3})", re.ASCII)
_SECONDS = re.compile(r"-?\d+(?:\.\d*)?|-?\.\d+", re.ASCII)


def frames(n: int) -> Frames:
    """Return `n` frames, zero-based, in the grid of the object that they are given to.

    Parameters
    ----------
    n
        The number of frames: of the medium for a source, of the sequence for a timeline. On a
        variable-rate medium it is the n-th presented frame.

    Raises
    ------
    ValidationError
        ``time.unreadable``: `n` is not a whole number.
    """
    if isinstance(n, bool) or not hasattr(n, "__index__"):
        raise from_code("time.unreadable", {"text": f"frames({n!r})"})
    return Frames(n.__index__())


def tc(text: str) -> CameraTimecode:
    """Return an instant by the camera's own timecode.

    Parameters
    ----------
    text
        ``"HH:MM:SS:FF"``; ``;`` before the frames for drop-frame.

    Raises
    ------
    ValidationError
        ``time.unreadable``: it is not written like a timecode.
    """
    if not isinstance(text, str) or _TIMECODE.fullmatch(text.strip()) is None:
        raise from_code("time.unreadable", {"text": f"tc({text!r})"})
    return CameraTimecode(text.strip())


def exact(value: TimeLike, grid: Grid, *, camera_start: str | None = None) -> Fraction:
    """Return the exact seconds that `value` means on `grid`, not yet snapped.

    Parameters
    ----------
    value
        Anything that a person may write for a time.
    grid
        Whose frames ``frames(n)`` and timecodes count.
    camera_start
        The timecode of the medium's first frame, for ``tc(...)``.

    Raises
    ------
    ValidationError
        ``time.unreadable``, ``time.timecode_invalid``, ``time.no_frames`` or ``time.no_camera_timecode``.
    """
    if isinstance(value, Frames):
        if not grid.has_frames:
            raise from_code("time.no_frames", {"value": value})
        return grid.time_of(value.count)
    if isinstance(value, CameraTimecode):
        return grid.time_of(_since(value.text, camera_start, grid))
    if isinstance(value, Time):
        return value.to_fraction()
    if isinstance(value, str):
        return _written(value, grid)
    if isinstance(value, Fraction) or (isinstance(value, int) and not isinstance(value, bool)):
        return Fraction(value)
    return _number(value)


def edit_point(value: TimeLike, grid: Grid, *, camera_start: str | None = None) -> Fraction:
    """Return the instant of the frame nearest to `value`, ties to the even one."""
    return grid.time_of(grid.nearest(exact(value, grid, camera_start=camera_start)))


def asked_frame(value: TimeLike, grid: Grid, *, camera_start: str | None = None) -> int:
    """Return the index of the frame on screen at `value`."""
    time = exact(value, grid, camera_start=camera_start)
    index = grid.shown(time)
    if isinstance(value, (float, Decimal)) and 0 < grid.time_of(index + 1) - time <= _FLOAT_SLACK:
        return index + 1
    return index


def _number(value: object) -> Fraction:
    """Read a float, Decimal or numpy number as the decimal that a person sees."""
    try:
        # numpy's numbers print as np.float64(...), their item() as a plain number
        item = getattr(value, "item", None)
        plain = item() if callable(item) else value
        if isinstance(plain, (int, float, Decimal)) and not isinstance(plain, bool):
            return Fraction(str(plain))
    except (ValueError, OverflowError, TypeError):
        pass
    raise from_code("time.unreadable", {"text": repr(value)})


def _written(text: str, grid: Grid) -> Fraction:
    stripped = text.strip()
    if _SECONDS.fullmatch(stripped):
        return Fraction(stripped)
    if _TIMECODE.fullmatch(stripped):
        return grid.time_of(_label(stripped, grid))
    clock = _CLOCK.fullmatch(stripped)
    if clock is None:
        raise from_code("time.unreadable", {"text": repr(text)})
    hours, minutes, seconds = int(clock["hours"] or 0), int(clock["minutes"]), Fraction(clock["seconds"])
    if seconds >= 60 or (clock["hours"] is not None and minutes >= 60):
        raise from_code("time.unreadable", {"text": repr(text)})
    return hours * 3600 + minutes * 60 + seconds


def _label(text: str, grid: Grid, *, drop_frame: bool | None = None) -> int:
    """Return the frame number of a timecode counted from 00:00:00:00."""
    from stoat_nb._core import FrameRate, Timecode

    rate = grid.rate
    if rate is None:
        reason = "the medium has no constant frame rate; write seconds, or frames(n)"
        raise from_code("time.timecode_invalid", {"text": text, "rate": "a variable rate", "reason": reason})
    drops = ";" in text if drop_frame is None else drop_frame
    return Timecode(text, FrameRate(rate.numerator, rate.denominator), drops).frame


def _since(text: str, camera_start: str | None, grid: Grid) -> int:
    """Return the frames from the camera's start to `text`; the clock may pass midnight between."""
    if camera_start is None:
        raise from_code("time.no_camera_timecode", {"text": text})
    drops = ";" in camera_start
    start, there = (_label(one, grid, drop_frame=drops) for one in (camera_start, text))
    if there >= start:
        return there - start
    last = -(-grid.rate.numerator // grid.rate.denominator) - 1 if grid.rate else 0
    day = _label(f"23:59:59:{last:02d}", grid, drop_frame=drops) + 1
    return there - start + day
