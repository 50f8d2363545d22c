"""What is known about one medium: exact times, sizes after turning, and its presented frames."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AudioStream", "Color", "Kind", "VideoMetadata", "VideoStream"]

Kind = Literal["video", "audio", "still"]
_T = TypeVar("_T", "VideoStream", "AudioStream")


@dataclass(frozen=True, slots=True)
class Color:
    """How the numbers of a picture mean colours, in FFmpeg's names; ``None`` where the file says nothing."""

    range: str | None = None
    primaries: str | None = None
    transfer: str | None = None
    space: str | None = None


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The picture of a medium.

    Parameters
    ----------
    index
        Absolute index of the stream in the file.
    codec, profile, pixel_format
        FFmpeg's names.
    bit_depth
        Bits of the first component.
    coded_width, coded_height
        Stored size in pixels.
    width, height
        Shown size in square pixels: after turning and pixel aspect, each rounded to the nearest even number.
    rotation
        Degrees clockwise that show it upright: 0, 90, 180 or 270.
    sample_aspect_ratio
        Width over height of one stored pixel.
    field_order
        FFmpeg's name; ``progressive`` or ``unknown`` for pictures that are not interlaced.
    color
        Meaning of the numbers.
    time_base
        Seconds of one tick of all ``pts`` here.
    first_pts
        Smallest presented timestamp.
    frame_count
        Presented frames with distinct timestamps.
    rate
        The constant rate, or ``None`` when the frames are not on the grid of any rate.
    average_rate
        Frames per second over the whole medium.
    timestamps
        Presented timestamps in order when the rate is variable, else ``None``.
    end_pts
        Where the last frame ends.
    keyframes
        Presented timestamps of the key frames, in order.
    has_b_frames
        Whether frames are stored in another order than they are shown.
    """

    index: int
    codec: str
    profile: str | None
    pixel_format: str
    bit_depth: int
    coded_width: int
    coded_height: int
    width: int
    height: int
    rotation: int
    sample_aspect_ratio: Fraction
    field_order: str
    color: Color
    time_base: Fraction
    first_pts: int
    frame_count: int
    rate: Fraction | None
    average_rate: Fraction
    timestamps: tuple[int, ...] | None = field(repr=False)
    end_pts: int
    keyframes: tuple[int, ...] = field(repr=False)
    has_b_frames: bool

    def pts_of(self, index: int) -> int:
        """Return the nominal timestamp of frame `index`, in ticks of `time_base` (nearest for a grid)."""
        if self.timestamps is not None:
            return self.timestamps[index]
        if self.rate is None:
            return self.first_pts
        return self.first_pts + round(index / self.rate / self.time_base)

    @property
    def duration(self) -> Fraction:
        """Seconds from the first frame to the end of the last."""
        if self.rate is not None:
            return self.frame_count / self.rate
        return (self.end_pts - self.first_pts) * self.time_base


@dataclass(frozen=True, slots=True)
class AudioStream:
    """The sound of a medium.

    Parameters
    ----------
    index
        Absolute index of the stream in the file.
    codec, layout
        FFmpeg's names.
    sample_rate
        Samples per second.
    channels
        Number of channels.
    language
        ISO 639 code where the file says it.
    time_base
        Seconds of one tick of `first_pts` and `end_pts`.
    first_pts, end_pts
        Where the first heard sample starts and the last one ends; priming is left out.
    """

    index: int
    codec: str
    sample_rate: int
    channels: int
    layout: str
    language: str | None
    time_base: Fraction
    first_pts: int
    end_pts: int

    @property
    def duration(self) -> Fraction:
        """Seconds from the first sample to the end of the last."""
        return (self.end_pts - self.first_pts) * self.time_base


@dataclass(frozen=True, slots=True)
class VideoMetadata:
    """The facts of one file that editing and rendering rely on.

    Parameters
    ----------
    kind
        ``video``, ``audio`` (no picture but perhaps cover art) or ``still``.
    container
        FFmpeg's name of the container.
    container_start
        Seconds at which FFmpeg says that the container starts, to the microsecond.
    file_size
        Bytes.
    creation_time, timecode
        Tags of the file, as written there.
    video, audio
        The streams that are used; ``None`` where there is none.
    audio_streams
        How many sound streams there are.
    attached_pictures
        How many pictures of cover art there are; they are never the video stream.
    """

    kind: Kind
    container: str
    container_start: Fraction
    file_size: int
    creation_time: str | None
    timecode: str | None
    video: VideoStream | None
    audio: AudioStream | None
    audio_streams: int
    attached_pictures: int

    @property
    def duration(self) -> Fraction:
        """Seconds of the picture, or of the sound where there is no picture."""
        stream = self.video or self.audio
        return stream.duration if stream else Fraction(0)

    def to_json(self) -> dict[str, object]:
        """Return plain values, with every time as an exact string such as ``"1001/30000"``."""
        return cast("dict[str, object]", _plain(asdict(self)))

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> VideoMetadata:
        """Read what `to_json` wrote.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is something else.
        """
        fields = dict(data)
        fields["container_start"] = Fraction(str(fields["container_start"]))
        fields["video"] = _stream(VideoStream, fields["video"])
        fields["audio"] = _stream(AudioStream, fields["audio"])
        return cls(**fields)  # type: ignore[arg-type]


_FRACTIONS = frozenset({"sample_aspect_ratio", "time_base", "rate", "average_rate"})
_TUPLES = frozenset({"timestamps", "keyframes"})


def _plain(value: object, name: str = "") -> object:
    if isinstance(value, dict):
        return {key: _plain(inner, key) for key, inner in value.items()}
    if isinstance(value, Fraction):
        always_ratio = name in ("sample_aspect_ratio", "time_base")
        return f"{value.numerator}/{value.denominator}" if always_ratio else str(value)
    return list(value) if isinstance(value, tuple) else value


def _stream(kind: type[_T], data: object) -> _T | None:
    if data is None:
        return None
    fields: dict[str, object] = dict(cast("Mapping[str, object]", data))
    for name, value in fields.items():
        if value is None:
            continue
        if name in _FRACTIONS:
            fields[name] = Fraction(str(value))
        elif name in _TUPLES:
            fields[name] = tuple(cast("list[int]", value))
        elif name == "color":
            fields[name] = Color(**cast("dict[str, str | None]", value))
    return kind(**fields)  # type: ignore[arg-type]
