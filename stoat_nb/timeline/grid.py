"""Frame grids: which instants are frames of a medium or of a sequence, and which frame is nearest."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from stoat_nb.media.metadata import VideoMetadata

__all__ = ["Grid", "RegularGrid", "SampleGrid", "TableGrid", "medium_grid"]


class Grid(Protocol):
    """The instants that are frames, counted from zero; times are exact seconds from the first."""

    @property
    def rate(self) -> Fraction | None:
        """Frames a second, or None where they are not evenly spaced."""

    @property
    def has_frames(self) -> bool:
        """False for sound, which has samples only."""

    def time_of(self, index: int) -> Fraction:
        """Return the instant of frame `index`; the count of a medium is the instant of its end."""

    def nearest(self, time: Fraction) -> int:
        """Return the frame nearest to `time`, ties to the even one."""

    def shown(self, time: Fraction) -> int:
        """Return the frame on screen at `time`, which began at or before it."""


@dataclass(frozen=True)
class RegularGrid:
    """Evenly spaced frames at `per_second`; a sequence or a constant-rate medium."""

    per_second: Fraction

    @property
    def rate(self) -> Fraction | None:
        """Frames a second."""
        return self.per_second

    @property
    def has_frames(self) -> bool:
        """Frames can be counted here."""
        return True

    def time_of(self, index: int) -> Fraction:
        """Return ``index / rate``."""
        return index / self.per_second

    def nearest(self, time: Fraction) -> int:
        """Return the nearest frame; `round` of a Fraction takes ties to even."""
        return round(time * self.per_second)

    def shown(self, time: Fraction) -> int:
        """Return the last frame that began at or before `time`."""
        return math.floor(time * self.per_second)


@dataclass(frozen=True)
class SampleGrid(RegularGrid):
    """The samples of a medium that has only sound."""

    @property
    def rate(self) -> Fraction | None:
        """Samples are not frames: there is no frame rate."""
        return None

    @property
    def has_frames(self) -> bool:
        """There is nothing to count as a frame."""
        return False


@dataclass(frozen=True)
class TableGrid:
    """The frames of a variable-rate medium: a table of instants, and the instant of the end."""

    times: tuple[Fraction, ...]
    end: Fraction

    @property
    def rate(self) -> Fraction | None:
        """There is no single rate."""
        return None

    @property
    def has_frames(self) -> bool:
        """Frames can be counted here."""
        return True

    def time_of(self, index: int) -> Fraction:
        """Return the table's instant; past the table, the end."""
        if index < 0:
            return self.times[0] + index
        return self.times[index] if index < len(self.times) else self.end

    def nearest(self, time: Fraction) -> int:
        """Return the index of the nearest instant, the end counting as one; ties to the even index."""
        after = bisect_right(self.times, time)
        before = max(after - 1, 0)
        lower, upper = self.time_of(before), self.time_of(after)
        if time - lower == upper - time:
            return before if before % 2 == 0 else after
        return before if time - lower < upper - time else after

    def shown(self, time: Fraction) -> int:
        """Return the last frame that began at or before `time`."""
        return max(bisect_right(self.times, time) - 1, 0 if time >= 0 else -1)


def medium_grid(metadata: VideoMetadata) -> Grid:
    """Return the grid of a medium, counted from its first video frame, or its first sample."""
    video = metadata.video
    if video is None:
        rate = metadata.audio.sample_rate if metadata.audio is not None else 1
        return SampleGrid(Fraction(rate))
    if video.timestamps is None:
        return RegularGrid(Fraction(str(video.rate)))
    base = Fraction(str(video.time_base))
    times = tuple((pts - video.first_pts) * base for pts in video.timestamps)
    return TableGrid(times, (video.end_pts - video.first_pts) * base)
