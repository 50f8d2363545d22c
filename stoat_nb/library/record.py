"""One medium of the library: every fact that editing needs, as one immutable row."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import cached_property
from posixpath import basename
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from stoat_nb.library.packing import pack, unpack
from stoat_nb.library.words import split_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoat_nb.media.metadata import VideoMetadata

MediumKind: TypeAlias = Literal["video", "audio", "still", "sequence"]
Cell: TypeAlias = str | int | float | bytes | None
"""What a column of the tables holds."""


@dataclass(frozen=True)
class NewVideo:
    """A medium that is to be added.

    Parameters
    ----------
    root
        The name of its media root.
    path
        Its path under the root, with ``/`` between folders.
    metadata
        What the probe found.
    file_size
        Bytes.
    modified_ns
        The file's modification time, nanoseconds since 1970.
    """

    root: str
    path: str
    metadata: VideoMetadata
    file_size: int
    modified_ns: int
    fingerprint: str | None = None
    thumbnail_path: str | None = None


@dataclass(frozen=True)
class VideoRecord:
    """A medium as the library holds it; the names are those of the table's columns.

    ``duration`` is exact, in seconds (``"1001/30000"``); ``duration_seconds`` is the nearest float, for
    sorting and SQL. ``width`` and ``height`` are those of the upright picture with square pixels.
    ``frame_rate_*`` is the average rate when ``variable_rate``. ``created_at`` and ``updated_at`` are
    UTC and belong to the row; ``recorded_at`` is what the camera wrote.
    """

    rowid_: int
    id: str
    root: str
    path: str
    filename: str
    kind: MediumKind
    container: str
    duration: str | None
    duration_seconds: float | None
    duration_frames: int | None
    frame_rate_numerator: int | None
    frame_rate_denominator: int | None
    variable_rate: bool
    width: int | None
    height: int | None
    rotation: int | None
    sample_aspect_ratio: str | None
    video_codec: str | None
    pixel_format: str | None
    bit_depth: int | None
    field_order: str | None
    color_range: str | None
    color_primaries: str | None
    color_transfer: str | None
    color_space: str | None
    audio_codec: str | None
    audio_sample_rate: int | None
    audio_channels: int | None
    audio_language: str | None
    audio_streams: int
    container_start: str
    timecode: str | None
    recorded_at: str | None
    file_size: int
    modified_ns: int
    fingerprint: str | None
    thumbnail_path: str | None
    offline: bool
    title: str
    notes: str
    tags: tuple[str, ...]
    created_at: str
    updated_at: str
    metadata_json: str = field(repr=False, compare=False)
    packed_timestamps: bytes | None = field(repr=False, compare=False)
    packed_keyframes: bytes | None = field(repr=False, compare=False)

    @cached_property
    def metadata(self) -> VideoMetadata:
        """Everything the probe found, with the timestamps of a variable rate and the key frames."""
        from stoat_nb.media.metadata import VideoMetadata

        document = json.loads(self.metadata_json)
        if document["video"] is not None:
            document["video"]["timestamps"] = self.packed_timestamps and unpack(self.packed_timestamps)
            document["video"]["keyframes"] = unpack(self.packed_keyframes) if self.packed_keyframes else []
        return VideoMetadata.from_json(document)

    @property
    def has_sound(self) -> bool:
        """Whether there is an audio stream."""
        return self.audio_codec is not None

    @property
    def key(self) -> str:
        """Where it is, for people: ``root/path``."""
        return f"{self.root}/{self.path}"


_STORED_ELSEWHERE = {
    "metadata_json": "v.metadata",
    "packed_timestamps": "s.timestamps",
    "packed_keyframes": "s.keyframes",
}

COLUMNS = ", ".join(
    f"{_STORED_ELSEWHERE.get(f.name, 'v.' + f.name)} AS {f.name}" for f in fields(VideoRecord)
)
"""The select list of a record, over ``FROM_RECORDS``."""

FROM_RECORDS = "videos AS v LEFT JOIN streams AS s ON s.video = v.rowid_ AND s.kind = 'video'"
"""At most one video stream of a medium is stored: the one that is used."""


def record(row: tuple[Cell, ...]) -> VideoRecord:
    """Return the record of a row of :data:`COLUMNS`."""
    values = dict(zip((f.name for f in fields(VideoRecord)), row, strict=True))
    values["variable_rate"] = bool(values["variable_rate"])
    values["offline"] = bool(values["offline"])
    tags = tuple(json.loads(cast("str", values.pop("tags"))))
    return VideoRecord(**values, tags=tags)  # type: ignore[arg-type]


def media_columns(metadata: VideoMetadata) -> tuple[dict[str, Cell], list[dict[str, Cell]]]:
    """Return the columns of ``videos`` that follow from the probe, and the rows of ``streams``."""
    document = cast("dict[str, dict[str, object]]", metadata.to_json())
    video, audio = document["video"], document["audio"]
    streams: list[dict[str, Cell]] = []
    columns: dict[str, Cell] = {
        "kind": cast("str", document["kind"]),
        "container": cast("str", document["container"]),
        "container_start": cast("str", document["container_start"]),
        "timecode": cast("str | None", document["timecode"]),
        "recorded_at": cast("str | None", document["creation_time"]),
        "audio_streams": cast("int", document["audio_streams"]),
    }
    columns |= _duration(metadata)
    columns |= _picture(video)
    columns |= _sound(audio)
    if video is not None:
        streams.append(_stream("video", video))
        document["video"] = {
            name: value for name, value in video.items() if name not in ("timestamps", "keyframes")
        }
    if audio is not None:
        streams.append(_stream("audio", audio))
    columns["metadata"] = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return columns, streams


def name_columns(path: str) -> dict[str, Cell]:
    """Return the columns that follow from the path."""
    return {"path": path, "filename": basename(path), "words": split_words(path)}


def _duration(metadata: VideoMetadata) -> dict[str, Cell]:
    if metadata.kind == "still":
        return {"duration": None, "duration_seconds": None}
    return {"duration": str(metadata.duration), "duration_seconds": float(metadata.duration)}


def _picture(video: Mapping[str, object] | None) -> dict[str, Cell]:
    if video is None:
        return {"variable_rate": 0}
    rate = video["rate"] or video["average_rate"]
    exact = Fraction(str(rate)) if rate else None
    color = cast("Mapping[str, str | None]", video["color"])
    same = ("width", "height", "rotation", "sample_aspect_ratio", "pixel_format", "bit_depth", "field_order")
    return {
        **{name: cast("Cell", video[name]) for name in same},
        "duration_frames": cast("int", video["frame_count"]),
        "frame_rate_numerator": exact.numerator if exact else None,
        "frame_rate_denominator": exact.denominator if exact else None,
        "variable_rate": int(video["timestamps"] is not None),
        "video_codec": cast("str", video["codec"]),
        **{f"color_{name}": color.get(name) for name in ("range", "primaries", "transfer", "space")},
    }


def _sound(audio: Mapping[str, object] | None) -> dict[str, Cell]:
    if audio is None:
        return {}
    return {
        "audio_codec": cast("str", audio["codec"]),
        "audio_sample_rate": cast("int", audio["sample_rate"]),
        "audio_channels": cast("int", audio["channels"]),
        "audio_language": cast("str | None", audio["language"]),
    }


def _stream(kind: str, stream: Mapping[str, object]) -> dict[str, Cell]:
    timestamps = cast("list[int] | None", stream.get("timestamps"))
    keyframes = cast("list[int] | None", stream.get("keyframes"))
    return {
        "stream_index": cast("int", stream["index"]),
        "kind": kind,
        "codec": cast("str", stream["codec"]),
        "time_base": cast("str", stream["time_base"]),
        "first_pts": cast("int", stream["first_pts"]),
        "end_pts": cast("int", stream["end_pts"]),
        "language": cast("str | None", stream.get("language")),
        "timestamps": None if timestamps is None else pack(timestamps),
        "keyframes": None if keyframes is None else pack(keyframes),
    }
