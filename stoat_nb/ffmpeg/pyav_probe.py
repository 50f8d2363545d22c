"""Opening untrusted files with PyAV, and PyAV's facts in ffprobe's shape."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

from stoat_nb.errors import StoatError, from_code
from stoat_nb.ffmpeg.disguise import mp4_fault, reader_of, refused_kind
from stoat_nb.ffmpeg.inputs import ALLOWED_FORMATS, MAX_PIXELS, file_url, is_allowed_format

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

__all__ = [
    "check_file",
    "describe",
    "first_frames",
    "is_picture",
    "media_error",
    "open_media",
    "probe_with_pyav",
    "with_rotations",
]

_OPEN_TIMEOUT_SECONDS = 30.0
_ROTATION_PACKETS = 500  # a first frame is there long before
_FIELD_ORDERS = {0: "unknown", 1: "progressive", 2: "tt", 3: "bb", 4: "tb", 5: "bt"}
_RANGES = {1: "tv", 2: "pc"}
_SPACES = {
    0: "gbr", 1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "ycgco", 9: "bt2020nc",
    10: "bt2020c", 11: "smpte2085", 12: "chroma-derived-nc", 13: "chroma-derived-c", 14: "ictcp",
}  # fmt: skip
_PRIMARIES = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film", 9: "bt2020",
    10: "smpte428", 11: "smpte431", 12: "smpte432", 22: "ebu3213",
}  # fmt: skip
_TRANSFERS = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "linear", 9: "log100",
    10: "log316", 11: "iec61966-2-4", 12: "bt1361e", 13: "iec61966-2-1", 14: "bt2020-10", 15: "bt2020-12",
    16: "smpte2084", 17: "smpte428", 18: "arib-std-b67",
}  # fmt: skip


def check_file(path: str | os.PathLike[str]) -> Path:
    """Return `path` when it is a file with something in it.

    Raises
    ------
    StoatError
        ``media.not_found``, ``media.not_a_file``, ``media.empty``, ``media.unreadable``.
    """
    where = Path(path)
    try:
        facts = where.stat()
        if not where.is_file():
            raise from_code("media.not_a_file", {"path": where})
        if facts.st_size == 0:
            raise from_code("media.empty", {"path": where})
        with where.open("rb"):
            pass
    except FileNotFoundError as error:
        raise from_code("media.not_found", {"path": where}) from error
    except (OSError, ValueError) as error:  # a NUL in the name is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise from_code("media.unreadable", {"path": where, "reason": reason}) from error
    return where


@contextlib.contextmanager
def open_media(path: str | os.PathLike[str]) -> Iterator[InputContainer]:
    """Open a file that may be hostile: only local, only listed containers, bounded pictures and time.

    Raises
    ------
    StoatError
        ``media.not_found``, ``media.not_a_file``, ``media.empty``, ``media.format_refused``,
        ``media.truncated``, ``media.unreadable``; also for what goes wrong inside the block.
    """
    import av
    import av.error
    import av.logging

    where = check_file(path)
    av.logging.set_level(None)  # FFmpeg's own lines on stderr would land in the notebook
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(ALLOWED_FORMATS),
        "max_pixels": str(MAX_PIXELS),
    }
    try:
        container = av.open(
            file_url(where),
            "r",
            format=reader_of(where),
            options=options,
            metadata_errors="replace",
            timeout=_OPEN_TIMEOUT_SECONDS,
        )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise media_error(where, error) from error
    try:
        if not is_allowed_format(container.format.name):
            raise from_code("media.format_refused", {"path": where, "reason": container.format.name})
        yield container
    except StoatError:
        raise
    except av.error.FFmpegError as error:
        raise media_error(where, error) from error
    finally:
        container.close()


def media_error(path: Path, error: Exception) -> StoatError:
    """Return the error that fits what PyAV said of `path`."""
    reason = getattr(error, "strerror", None) or str(error)
    if refused := refused_kind(path):
        return from_code("media.format_refused", {"path": path, "reason": refused})
    if cut := mp4_fault(path):
        return from_code("media.truncated", {"path": path, "reason": cut})
    return from_code("media.unreadable", {"path": path, "reason": reason})


def probe_with_pyav(path: str | os.PathLike[str]) -> dict[str, object]:
    """Return the facts of `path` in the shape of ``ffprobe -show_format -show_streams``.

    Raises
    ------
    StoatError
        The codes of `open_media`.
    """
    rotations: dict[int, int] = {}
    with open_media(path) as container:
        facts = describe(container, Path(path))
        wanted = [stream for stream in container.streams.video if not is_picture(stream)]
        for count, packet in enumerate(container.demux(wanted) if wanted else ()):
            if packet.stream_index not in rotations:
                for frame in first_frames(cast("Packet[VideoStream]", packet)):
                    rotations[packet.stream_index] = frame.rotation
            if len(rotations) == len(wanted) or count > _ROTATION_PACKETS:
                break
    return with_rotations(facts, rotations)


def is_picture(stream: Stream) -> bool:
    """Return whether the stream is cover art or another still picture beside the programme."""
    from av.stream import Disposition

    return bool(stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails))


def first_frames(packet: Packet[VideoStream]) -> list[VideoFrame]:
    """Decode one packet with the pixel limit; a broken one gives nothing."""
    import av
    import av.error

    context = packet.stream.codec_context
    if not context.is_open:
        context.options = {"max_pixels": str(MAX_PIXELS)}
    try:
        return packet.decode()
    except av.error.FFmpegError:
        return []


def with_rotations(facts: dict[str, object], rotations: dict[int, int]) -> dict[str, object]:
    """Add the display matrices to the streams of `facts`, which PyAV tells only of decoded frames."""
    for stream in cast("list[dict[str, object]]", facts["streams"]):
        if rotation := rotations.get(cast("int", stream["index"])):
            stream["side_data_list"] = [{"side_data_type": "Display Matrix", "rotation": rotation}]
    return facts


def describe(container: InputContainer, path: Path) -> dict[str, object]:
    """Return the facts of an open container as ffprobe would write them; display matrices are missing."""
    streams = [_stream(stream) for stream in container.streams]
    form: dict[str, object] = {
        "filename": str(path),
        "nb_streams": len(streams),
        "format_name": container.format.name,
        "size": str(container.size),
        "bit_rate": str(container.bit_rate),
        "tags": dict(container.metadata),
    }
    if container.start_time is not None:
        form["start_time"] = _seconds(Fraction(container.start_time, 1_000_000))
    if container.duration is not None:
        form["duration"] = _seconds(Fraction(container.duration, 1_000_000))
    return {"streams": streams, "format": form}


def _stream(stream: Stream) -> dict[str, object]:
    facts: dict[str, object] = {"index": stream.index, "codec_type": stream.type}
    context = getattr(stream, "codec_context", None)
    if context is not None:
        facts["codec_name"] = context.codec.canonical_name
        if stream.profile:
            facts["profile"] = stream.profile
        facts |= _video(stream) if stream.type == "video" else {}
        facts |= _audio(stream) if stream.type == "audio" else {}
    facts["time_base"] = _ratio(stream.time_base, "/")
    if stream.start_time is not None and stream.time_base is not None:
        facts["start_pts"] = stream.start_time
        facts["start_time"] = _seconds(stream.start_time * stream.time_base)
    if stream.duration is not None and stream.time_base is not None:
        facts["duration_ts"] = stream.duration
        facts["duration"] = _seconds(stream.duration * stream.time_base)
    if stream.frames:
        facts["nb_frames"] = str(stream.frames)
    flags = type(stream.disposition)
    facts["disposition"] = {flag.name: int(bool(stream.disposition & flag)) for flag in flags}
    facts["tags"] = dict(stream.metadata)
    return facts


def _video(stream: Stream) -> dict[str, object]:
    context = cast("VideoStream", stream).codec_context
    facts: dict[str, object] = {
        "width": context.width,
        "height": context.height,
        "has_b_frames": context.reorder_depth,
        "field_order": _FIELD_ORDERS.get(int(context.field_order), "unknown"),
        "r_frame_rate": _ratio(stream.base_rate, "/"),
        "avg_frame_rate": _ratio(stream.average_rate, "/"),
    }
    named = {
        "pix_fmt": context.pix_fmt,
        "color_range": _RANGES.get(int(context.color_range)),
        "color_space": _SPACES.get(int(context.colorspace)),
        "color_primaries": _PRIMARIES.get(int(context.color_primaries)),
        "color_transfer": _TRANSFERS.get(int(context.color_trc)),
    }
    if aspect := cast("VideoStream", stream).sample_aspect_ratio:
        named["sample_aspect_ratio"] = _ratio(aspect, ":")
    return facts | {name: value for name, value in named.items() if value}


def _audio(stream: Stream) -> dict[str, object]:
    context = cast("AudioStream", stream).codec_context
    return {
        "sample_fmt": context.format.name if context.format else "unknown",
        "sample_rate": str(context.sample_rate),
        "channels": context.channels,
        "channel_layout": context.layout.name,
    }


def _ratio(value: object, separator: str) -> str:
    """Write a Fraction or PyAV's own rational."""
    if value is None:
        return f"0{separator}0"
    exact = cast("Fraction", value)
    return f"{exact.numerator}{separator}{exact.denominator}"


def _seconds(value: Fraction) -> str:
    micros = round(Fraction(value.numerator, value.denominator) * 1_000_000)
    sign = "-" if micros < 0 else ""
    return f"{sign}{abs(micros) // 1_000_000}.{abs(micros) % 1_000_000:06d}"
