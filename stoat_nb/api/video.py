"""A medium of the library as a person holds it, and the ranges that slicing it gives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from stoat_nb._core import Time
from stoat_nb.api.text import clock, rate_text, timecode
from stoat_nb.api.times import asked_frame, edit_point
from stoat_nb.errors import from_code
from stoat_nb.timeline.grid import medium_grid

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from stoat_nb.api.project import Project
    from stoat_nb.api.times import TimeLike
    from stoat_nb.library import VideoRecord
    from stoat_nb.timeline.grid import Grid

__all__ = ["SourceRange", "Video"]


class Video:
    """A medium: a file with picture, with sound, or with both.

    ``video[start:end]`` is a range of it, to be placed on a timeline; ``video.frame(t)`` is a picture.
    Times count from its first frame, or from its first sample where there is no picture.
    """

    def __init__(self, project: Project, record: VideoRecord) -> None:
        self._project = project
        self._record = record

    # --- facts -------------------------------------------------------------------------------------------

    @property
    def record(self) -> VideoRecord:
        """Everything that the library knows of it."""
        return self._record

    @property
    def id(self) -> str:
        """The library's id."""
        return self._record.id

    @property
    def name(self) -> str:
        """The file's name."""
        return self._record.filename

    @property
    def key(self) -> str:
        """The shortest path by which ``project[...]`` finds it."""
        return self._project.library.key(self._record)

    @property
    def path(self) -> Path:
        """Where the file is on this machine."""
        return self._project.library.path_of(self._record)

    @property
    def kind(self) -> str:
        """``video``, ``audio`` or ``still``."""
        return self._record.kind

    @property
    def duration(self) -> Time:
        """How long it lasts, exact."""
        return _time(self._duration)

    @property
    def rate(self) -> Fraction | None:
        """Frames a second; None for a variable rate, and for sound alone."""
        return self.grid.rate

    @property
    def frames(self) -> int | None:
        """How many frames it shows; None for sound alone."""
        return self._record.duration_frames

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels as shown, after rotation and pixel aspect; None for sound alone."""
        video = self._record.metadata.video
        return None if video is None else (video.width, video.height)

    @property
    def has_sound(self) -> bool:
        """Whether it has a sound stream."""
        return self._record.has_sound

    @property
    def is_hdr(self) -> bool:
        """Whether its picture is PQ or HLG; a render tone-maps it to BT.709."""
        return self._record.color_transfer in {"smpte2084", "arib-std-b67"}

    @cached_property
    def grid(self) -> Grid:
        """The instants that are its frames."""
        return medium_grid(self._record.metadata)

    # --- what it shows -------------------------------------------------------------------------------------

    def frame(self, at: TimeLike) -> NDArray[np.uint8]:
        """Return the picture on screen at `at`.

        Parameters
        ----------
        at
            Seconds, ``frames(n)``, ``"HH:MM:SS:FF"`` or ``tc(...)``; the frame that began at or before it.

        Returns
        -------
        An array (height, width, 3) of ``uint8``, RGB, upright.

        Raises
        ------
        ValidationError
            ``media.no_picture`` for sound alone; ``timeline.out_of_range`` before its start or after its end.
        """
        from stoat_nb.media import frame_at

        index = self.frame_index(at)
        return frame_at(self.path, self._record.metadata, index)

    def frame_index(self, at: TimeLike) -> int:
        """Return the number of the frame on screen at `at`, counted from 0."""
        if self.frames is None:
            raise from_code("media.no_picture", {"path": self.name})
        index = asked_frame(at, self.grid, camera_start=self._record.timecode)
        if not 0 <= index < self.frames:
            raise self._outside("the time", _seconds(self.grid.time_of(index)))
        return index

    def __getitem__(self, range_: slice) -> SourceRange:
        if not isinstance(range_, slice) or range_.step is not None:
            raise from_code("time.unreadable", {"text": f"{self.name}[{range_!r}]"})
        start = Fraction(0) if range_.start is None else self._point(range_.start)
        end = self._duration if range_.stop is None else self._point(range_.stop)
        if not 0 <= start < end <= self._duration:
            raise self._outside("the range", f"{_seconds(start)} to {_seconds(end)}")
        return SourceRange(self, _time(start), _time(end))

    def _point(self, value: TimeLike) -> Fraction:
        return edit_point(value, self.grid, camera_start=self._record.timecode)

    @property
    def _duration(self) -> Fraction:
        return self._record.metadata.duration

    def _text(self, time: Fraction) -> str:
        return timecode(time, self.grid.rate)

    def _outside(self, what: str, given: str) -> Exception:
        context = {"what": f"{what} in {self.name}", "at": given, "start": "0"}
        return from_code("timeline.out_of_range", {**context, "end": _seconds(self._duration)})

    # --- how it looks ----------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        parts = [repr(self.key)]
        if self.size is not None:
            parts += [f"{self.size[0]}x{self.size[1]}", f"{rate_text(self.rate)} fps"]
        parts.append(self._text(self._duration) if self.size is not None else clock(self._duration))
        if self.size is not None and not self.has_sound:
            parts.append("no sound")
        return f"Video({', '.join(parts)})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        from stoat_nb.widgets import display_video

        return display_video(self._project.media_model, self.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Video) and (self._project, self.id) == (other._project, other.id)

    def __hash__(self) -> int:
        return hash((id(self._project), self.id))


@dataclass(frozen=True)
class SourceRange:
    """A range of a medium in its own time, half-open; both ends are frames of the medium.

    Parameters
    ----------
    video
        The medium.
    start, end
        Exact seconds from its first frame.
    """

    video: Video
    start: Time
    end: Time

    @property
    def duration(self) -> Time:
        """How long it lasts."""
        return self.end - self.start

    def __repr__(self) -> str:
        start, end = (self.video._text(time.to_fraction()) for time in (self.start, self.end))
        return f"{self.video.key!r}[{start}..{end}]"


def _seconds(time: Fraction) -> str:
    """Return seconds for a sentence, to the millisecond."""
    return f"{float(time):.3f}".rstrip("0").rstrip(".")


def _time(value: Fraction) -> Time:
    return Time.from_fraction(value)
