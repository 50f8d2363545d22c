"""From ffprobe-shaped facts and a packet table to `VideoMetadata`; the same for both sources."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from stoat_nb import _core
from stoat_nb.errors import from_code
from stoat_nb.ffmpeg.disguise import png_pixels
from stoat_nb.media.metadata import AudioStream, Color, Kind, VideoMetadata, VideoStream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from stoat_nb.media.packets import AudioPackets, FrameTable

__all__ = ["Facts", "ratio"]

_UNSAID = frozenset({None, "", "unknown", "unspecified", "reserved", "N/A", "gbr"})  # gbr: it is RGB
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}
_RATE_OF_ONE_FRAME = Fraction(25)
_FASTEST, _LARGEST_NUMERATOR = 1000, 240_000
_STILL_CONTAINERS = ("_pipe", "gif", "apng", "webp", "image2")


class Facts:
    """A reading of the dict that ``ffprobe -show_format -show_streams`` gives.

    Parameters
    ----------
    raw
        The dict, of ffprobe or of PyAV.
    path
        The file, for errors.
    """

    def __init__(self, raw: Mapping[str, object], path: Path) -> None:
        self._path = path
        self.form: Mapping[str, object] = cast("Mapping[str, object]", raw["format"])
        self.streams: Sequence[Mapping[str, object]] = cast("Sequence[Mapping[str, object]]", raw["streams"])
        pictures = [stream for stream in self._of("video") if _is_attached(stream)]
        self.attached_pictures: int = len(pictures)
        self.video: Mapping[str, object] | None = _preferred(
            [stream for stream in self._of("video") if not _is_attached(stream)]
        )
        sounds = [stream for stream in self._of("audio") if _integer(stream.get("sample_rate")) > 0]
        self.audio_streams: int = len(sounds)
        self.audio: Mapping[str, object] | None = _preferred(sounds)
        if self.video is None and self.audio is None:
            raise from_code("media.no_streams", {"path": path})
        if self.video is not None:
            pixels = _integer(self.video.get("width")) * _integer(self.video.get("height"))
            if pixels > _core.MAX_PIXELS or png_pixels(path) > _core.MAX_PIXELS:
                raise from_code("media.too_many_pixels", {"path": path, "limit": _core.MAX_PIXELS})

    def metadata(
        self, table: FrameTable | None, sound: AudioPackets | None, *, file_size: int
    ) -> VideoMetadata:
        """Join facts and packets."""
        container = str(self.form["format_name"])
        video = self._video(self.video, table) if self.video is not None and table else None
        audio = self._audio(self.audio, sound) if self.audio is not None and sound else None
        return VideoMetadata(
            kind=_kind(container, video),
            container=container,
            container_start=self._container_start(sound),
            file_size=file_size,
            creation_time=self._tag("creation_time"),
            timecode=self._tag("timecode"),
            video=video,
            audio=audio,
            audio_streams=self.audio_streams,
            attached_pictures=self.attached_pictures,
        )

    def _of(self, kind: str) -> list[Mapping[str, object]]:
        return [stream for stream in self.streams if stream.get("codec_type") == kind]

    def _tag(self, name: str) -> str | None:
        for owner in (self.form, *self.streams):
            tags = cast("Mapping[str, str]", owner.get("tags") or {})
            for key, value in tags.items():
                if key.lower() == name:
                    return value
        return None

    def _container_start(self, sound: AudioPackets | None) -> Fraction:
        """Return the container's start; before FFmpeg 7 a Matroska file's counted the sound's priming."""
        start = Fraction(str(self.form.get("start_time") or 0))
        if self.audio is None or sound is None:
            return start
        heard = sound.start * ratio(self.audio["time_base"])
        said = Fraction(str(self.audio.get("start_time") or 0))
        if said < heard and said < 0 and start == said:
            others = [Fraction(str(other["start_time"])) for other in self.streams
                      if other is not self.audio and "start_time" in other]  # fmt: skip
            return Fraction(round(min([heard, *others]) * 1_000_000), 1_000_000)
        return start

    def _video(self, stream: Mapping[str, object], table: FrameTable) -> VideoStream:
        times = table.timestamps
        time_base = ratio(stream["time_base"])
        pixel_format = str(stream.get("pix_fmt") or "")
        if not times or not pixel_format:
            raise from_code("media.unreadable", {"path": self._path, "reason": "it has no frame to show"})
        declared = [ratio(stream.get("r_frame_rate")), ratio(stream.get("avg_frame_rate"))]
        rate = _constant_rate(times, time_base, declared)
        end = (
            self._picture_end(stream, table)
            if rate is None
            else times[0] + round(len(times) / rate / time_base)
        )
        rotation = self._rotation(stream)
        aspect = ratio(stream.get("sample_aspect_ratio")) or Fraction(1)
        coded = _integer(stream.get("width")), _integer(stream.get("height"))
        width, height = _shown_size(*coded, aspect, rotation)
        return VideoStream(
            index=_integer(stream["index"]),
            codec=str(stream["codec_name"]),
            profile=_profile(stream),
            pixel_format=pixel_format,
            bit_depth=_bit_depth(pixel_format),
            coded_width=coded[0],
            coded_height=coded[1],
            width=width,
            height=height,
            rotation=rotation,
            sample_aspect_ratio=aspect,
            field_order=_said(stream, "field_order") or "unknown",
            color=Color(
                range=_said(stream, "color_range"),
                primaries=_said(stream, "color_primaries"),
                transfer=_said(stream, "color_transfer"),
                space=_said(stream, "color_space"),
            ),
            time_base=time_base,
            first_pts=times[0],
            frame_count=len(times),
            rate=rate,
            average_rate=rate or len(times) / ((end - times[0]) * time_base),
            timestamps=None if rate is not None else tuple(times),
            end_pts=end,
            keyframes=table.keyframes,
            has_b_frames=_integer(stream.get("has_b_frames")) > 0,
        )

    def _rotation(self, stream: Mapping[str, object]) -> int:
        for data in cast("Sequence[Mapping[str, object]]", stream.get("side_data_list") or ()):
            if "rotation" in data:
                degrees = round(float(str(data["rotation"])))
                if degrees % 90:
                    raise from_code("media.rotation", {"path": self._path, "degrees": degrees})
                return -degrees % 360  # the matrix counts against the clock
        return 0

    def _audio(self, stream: Mapping[str, object], sound: AudioPackets) -> AudioStream:
        channels = _integer(stream.get("channels"))
        layout = _said(stream, "channel_layout")
        named = None if layout is None or layout.endswith("channels") else layout
        tags = cast("Mapping[str, str]", stream.get("tags") or {})
        language = tags.get("language")
        return AudioStream(
            index=_integer(stream["index"]),
            codec=str(stream["codec_name"]),
            sample_rate=_integer(stream["sample_rate"]),
            channels=channels,
            layout=named or _LAYOUTS.get(channels, f"{channels} channels"),
            language=None if language in (None, "und") else language,
            time_base=ratio(stream["time_base"]),
            first_pts=sound.start,
            end_pts=self._sound_end(stream, sound),
        )

    def _picture_end(self, stream: Mapping[str, object], table: FrameTable) -> int:
        """Return where a variable-rate picture ends.

        The durations of MP4's packets are those of decoding, so only its track says how long it is shown.
        """
        said = table.timestamps[0] + _integer(stream.get("duration_ts"))
        return (
            said if "mp4" in str(self.form["format_name"]) and said > table.timestamps[-1] else table.end_pts
        )

    def _sound_end(self, stream: Mapping[str, object], sound: AudioPackets) -> int:
        """Return where the sound ends; MP4 cuts its last packet, which FFmpeg shows only in some versions."""
        said = sound.start + _integer(stream.get("duration_ts"))
        cuts = "mp4" in str(self.form["format_name"]) and 0 < sound.end - said <= sound.typical
        return said if cuts else sound.end


def _profile(stream: Mapping[str, object]) -> str | None:
    """Return the profile's name; a number is what ffprobe writes when it knows no name."""
    profile = _said(stream, "profile")
    return None if profile is None or profile.lstrip("-").isdecimal() else profile


def ratio(value: object) -> Fraction:
    """Read ``"25/1"`` or ``"4:3"``; what FFmpeg does not know (0/0) is 0.

    >>> ratio("30000/1001"), ratio("0/0")
    (Fraction(30000, 1001), Fraction(0, 1))
    """
    numerator, _, denominator = str(value or "0/1").replace(":", "/").partition("/")
    return Fraction(int(numerator), int(denominator or 1)) if int(denominator or 1) else Fraction(0)


def _constant_rate(
    times: Sequence[int], time_base: Fraction, declared: Sequence[Fraction]
) -> Fraction | None:
    """Return the rate on whose grid all frames lie; a single frame has the declared one."""
    said = next((rate for rate in declared if 0 < rate <= _FASTEST), None)
    hint = None if said is None else _core.FrameRate(said.numerator, said.denominator)
    fitted = _core.fit_frame_rate(times, time_base, hint)
    if fitted is None:
        return _RATE_OF_ONE_FRAME if len(times) == 1 else None
    rate = Fraction(fitted.numerator, fitted.denominator)
    # Where a tick is no finer than a frame (AVI), "within one tick" would let a hole pass.
    coarse = time_base * rate >= Fraction(1, 2)
    if coarse and any(round((pts - times[0]) * time_base * rate) != at for at, pts in enumerate(times)):
        return None
    # The plan of a render multiplies these numbers and has to stay below 2^31.
    return rate if rate.numerator <= _LARGEST_NUMERATOR else None


def _is_attached(stream: Mapping[str, object]) -> bool:
    disposition = cast("Mapping[str, int]", stream.get("disposition") or {})
    return bool(disposition.get("attached_pic") or disposition.get("timed_thumbnails"))


def _preferred(streams: Sequence[Mapping[str, object]]) -> Mapping[str, object] | None:
    """Return the first stream marked as default, else the first."""
    marked = [stream for stream in streams
              if cast("Mapping[str, int]", stream.get("disposition") or {}).get("default")]  # fmt: skip
    return next(iter([*marked, *streams]), None)


def _kind(container: str, video: VideoStream | None) -> Kind:
    if video is None:
        return "audio"
    still = video.frame_count == 1 and any(name in container for name in _STILL_CONTAINERS)
    return "still" if still else "video"


def _shown_size(width: int, height: int, aspect: Fraction, rotation: int) -> tuple[int, int]:
    shown = width * aspect, Fraction(height)
    if rotation in (90, 270):
        shown = shown[1], shown[0]
    return _even(shown[0]), _even(shown[1])


def _even(value: Fraction) -> int:
    return max(2, int(value / 2 + Fraction(1, 2)) * 2)


def _bit_depth(pixel_format: str) -> int:
    from av import VideoFormat

    return max((component.bits for component in VideoFormat(pixel_format).components), default=8)


def _said(stream: Mapping[str, object], name: str) -> str | None:
    value = stream.get(name)
    return None if value in _UNSAID else str(value)


def _integer(value: object) -> int:
    return int(str(value)) if value is not None and str(value).lstrip("-").isdecimal() else 0
