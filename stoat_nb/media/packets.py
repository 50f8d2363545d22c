"""What the packets of a medium say about its frames and samples, gathered without decoding them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

__all__ = ["MAX_FRAMES", "AudioPackets", "FrameTable", "VideoPackets"]

MAX_FRAMES = 5_000_000  # 23 hours at 60 frames a second; 40 MB


@dataclass(frozen=True, slots=True)
class FrameTable:
    """The presented frames of one stream: sorted distinct timestamps, key frames, and the end."""

    timestamps: list[int]
    keyframes: tuple[int, ...]
    end_pts: int


class VideoPackets:
    """Collects the packets of the picture; those that the edit list discards do not count."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pts = array("q")
        self._keys = array("q")
        self._durations: dict[int, int] = {}
        self._last = 0
        self.has_unknown_times: bool = False

    def add(self, pts: int | None, duration: int, *, key: bool, discard: bool) -> None:
        """Take one packet in stored order."""
        if discard:
            return
        if pts is None:
            self.has_unknown_times = True
            return
        if len(self._pts) >= MAX_FRAMES:
            raise from_code("media.too_long", {"path": self._path, "limit": MAX_FRAMES})
        self._pts.append(pts)
        if key:
            self._keys.append(pts)
        if len(self._pts) == 1 or pts >= self._last:
            self._last = pts
            self._durations = {pts: duration}

    def table(self) -> FrameTable:
        """Return what was collected; `end_pts` is the last timestamp plus its duration."""
        times = sorted(set(self._pts))
        if not times:
            return FrameTable([], (), 0)
        typical = times[-1] - times[-2] if len(times) > 1 else 1
        return FrameTable(
            times, tuple(sorted(set(self._keys))), times[-1] + (self._durations.get(times[-1]) or typical)
        )


class AudioPackets:
    """Collects where the heard samples begin and end; priming and padding are left out."""

    def __init__(self, codec: str, sample_rate: int, time_base: Fraction) -> None:
        self._skips_first = codec == "vorbis"  # its first packet only fills the decoder
        self._ticks_per_sample = 1 / (sample_rate * time_base)
        self._first: int | None = None
        self.typical: int = 0
        self.start: int = 0
        self.end: int = 0

    def add(self, pts: int | None, duration: int, skip: int, padding: int) -> None:
        """Take one packet in stored order, with the samples to be dropped at its start and end."""
        if pts is None:
            return
        if self._skips_first:
            self._skips_first = False
            return
        if self._first is None:
            self._first = pts
            # A start below zero is priming even where an older FFmpeg does not say so.
            self.start = max(pts + self._ticks(skip), 0) if pts < 0 else pts + self._ticks(skip)
        elif not padding:
            self.typical = max(self.typical, duration)
        kept = duration or self.typical
        if padding:
            # FFmpeg gives the last packet its whole or its shortened duration, by version and container.
            kept = min(kept, max(self.typical, duration) - self._ticks(padding))
        self.end = max(self.end, pts + kept)

    def _ticks(self, samples: int) -> int:
        return round(samples * self._ticks_per_sample)
