"""FFmpeg's `-progress` blocks as counts of frames.

The format is a block of key=value lines that ends with `progress=continue` or `progress=end`. Traps
(measured on 5.1, 7.0 and 9.0): the first blocks of 7 and later say N/A, a short job emits only the last
block, and `out_time_ms` holds microseconds. So only `frame` is believed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoat_nb.observe.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ProgressParser", "progress_args"]

_MAX_LINE = 4096


def progress_args(target: str) -> list[str]:
    """Return the options that make FFmpeg report to `target`, such as ``pipe:1``, ten times a second."""
    return ["-progress", target, "-nostats", "-stats_period", "0.1"]


class ProgressParser:
    r"""Turns chunks of progress output into calls; frame counts never go backwards.

    Examples
    --------
    >>> seen = []
    >>> parser = ProgressParser(seen.append)
    >>> parser.feed(b"frame=N/A\nprogress=continue\nframe=12\nspeed=2.5x\nprogr")
    >>> parser.feed(b"ess=end\n")
    >>> [(p.done, p.speed) for p in seen]
    [(12, 2.5)]
    """

    def __init__(self, report: Callable[[Progress], None]) -> None:
        self._report = report
        self._rest = b""
        self._frame = -1
        self._pending: int | None = None
        self._speed: float | None = None

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the stream, split anywhere."""
        *lines, rest = (self._rest + chunk).split(b"\n")
        self._rest = rest[-_MAX_LINE:]
        for line in lines:
            key, _, value = line.decode("ascii", errors="replace").partition("=")
            self._take(key.strip(), value.strip())

    def _take(self, key: str, value: str) -> None:
        if key == "frame":
            self._pending = int(value) if value.isdecimal() else None
        elif key == "speed":
            try:
                self._speed = float(value.rstrip("x"))
            except ValueError:
                self._speed = None
        elif key == "progress" and self._pending is not None:
            if self._pending > self._frame:
                self._frame = self._pending
                self._report(Progress(self._frame, unit="frames", speed=self._speed))
            self._pending = None
