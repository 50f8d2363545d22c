"""What a media file is: read in process with PyAV, or through ffprobe; both give the same facts."""

from __future__ import annotations

import struct
import time
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from stoat_nb.errors import from_code
from stoat_nb.ffmpeg.binary import find_ffmpeg
from stoat_nb.ffmpeg.disguise import mp4_fault
from stoat_nb.ffmpeg.ffprobe import read_frame_times, read_packets, run_ffprobe
from stoat_nb.ffmpeg.pyav_probe import check_file, describe, first_frames, open_media, with_rotations
from stoat_nb.media.facts import Facts, ratio
from stoat_nb.media.packets import AudioPackets, FrameTable, VideoPackets

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

    from stoat_nb.ffmpeg.executor import FFmpegExecutor
    from stoat_nb.media.metadata import VideoMetadata
    from stoat_nb.observe.cancel import CancelToken

__all__ = ["probe", "probe_with_ffprobe"]

_TIMEOUT_SECONDS = 300.0
_LOOK_EVERY = 2048  # packets between two looks at the clock


def probe(
    path: str | os.PathLike[str],
    executor: FFmpegExecutor | None = None,
    *,
    timeout_seconds: float = _TIMEOUT_SECONDS,
    cancel: CancelToken | None = None,
) -> VideoMetadata:
    """Read the facts of a media file in this process, without decoding more than a first frame.

    Parameters
    ----------
    path
        The file. Its name and content are not trusted.
    executor
        Takes the facts of the streams from this executor's `probe` instead of PyAV's own.
    timeout_seconds
        How long reading all packets may take.
    cancel
        Stops the reading.

    Raises
    ------
    StoatError
        ``media.not_found``, ``media.not_a_file``, ``media.empty``, ``media.unreadable``,
        ``media.no_streams``, ``media.format_refused``, ``media.truncated``, ``media.too_many_pixels``,
        ``media.too_long``, ``media.too_slow``, ``media.rotation``, ``media.no_timestamps``.
    """
    where = check_file(path)
    if cut := mp4_fault(where):
        raise from_code("media.truncated", {"path": where, "reason": cut})
    said = executor.probe(where) if executor is not None else None
    deadline = time.monotonic() + timeout_seconds
    with open_media(where) as container:
        raw = describe(container, where)
        scan = _Scan(Facts(raw, where), where)
        for count, packet in enumerate(container.demux(scan.wanted(container))):
            scan.add(packet)
            if count % _LOOK_EVERY == 0:
                if cancel is not None:
                    cancel.raise_if_cancelled(f"reading {where.name}")
                if time.monotonic() > deadline:
                    raise from_code("media.too_slow", {"path": where, "timeout_seconds": timeout_seconds})
    if said is None:
        said = with_rotations(raw, scan.rotations)
    return scan.metadata(Facts(said, where))


def probe_with_ffprobe(path: str | os.PathLike[str], ffprobe: Path | None = None) -> VideoMetadata:
    """Read the same facts through ffprobe, which costs a process for the facts and one for each stream.

    Parameters
    ----------
    path
        The file.
    ffprobe
        The program; ``None`` takes the one beside the chosen FFmpeg, or of ``PATH``.

    Raises
    ------
    StoatError
        What `probe` raises; ``ffmpeg.not_found`` where there is no ffprobe.
    """
    where = check_file(path)
    if cut := mp4_fault(where):
        raise from_code("media.truncated", {"path": where, "reason": cut})
    program = ffprobe or find_ffmpeg().ffprobe
    if program is None:
        raise from_code("ffmpeg.not_found", {"path": "ffprobe"})
    facts = Facts(run_ffprobe(program, where), where)
    table = _ffprobe_table(facts, program, where)
    sound = None
    if facts.audio is not None:
        sound = _sound(facts.audio)
        read_packets(
            program, where, int(str(facts.audio["index"])), lambda fields: _take_sound(sound, fields)
        )
    return facts.metadata(table, sound, file_size=where.stat().st_size)


class _Scan:
    """One pass over the packets of the used streams."""

    def __init__(self, facts: Facts, path: Path) -> None:
        self._facts = facts
        self._path = path
        self.rotations: dict[int, int] = {}
        self._video = None if facts.video is None else int(str(facts.video["index"]))
        self._hides_frames = facts.video is not None and facts.video["codec_name"] == "vp8"
        self._pictures = VideoPackets(path)
        self._sound = None if facts.audio is None else _sound(facts.audio)

    def wanted(self, container: InputContainer) -> list[Stream]:
        indexes = [stream["index"] for stream in (self._facts.video, self._facts.audio) if stream is not None]
        return [stream for stream in container.streams if stream.index in indexes]

    def add(self, packet: Packet[Stream]) -> None:
        if packet.stream_index == self._video:
            self._add_picture(cast("Packet[VideoStream]", packet))
        elif self._sound is not None:
            skip, padding = 0, 0
            if packet.has_sidedata("skip_samples"):
                skip, padding = struct.unpack_from("<II", bytes(packet.get_sidedata("skip_samples")))
            self._sound.add(packet.pts, packet.duration or 0, skip, padding)

    def _add_picture(self, packet: Packet[VideoStream]) -> None:
        if packet.size:  # an empty one is PyAV's mark of the end, which still brings out what waits
            self._pictures.add(
                packet.pts,
                packet.duration or 0,
                key=packet.is_keyframe,
                discard=packet.is_discard or (self._hides_frames and _is_hidden_vp8(packet)),
            )
        if packet.stream_index not in self.rotations:
            for frame in first_frames(packet):
                self.rotations[packet.stream_index] = frame.rotation
                break

    def metadata(self, facts: Facts) -> VideoMetadata:
        table = None
        if self._video is not None:
            if self._video not in self.rotations:
                raise from_code("media.unreadable", {"path": self._path, "reason": "no frame can be decoded"})
            table = self._pictures.table()
            if self._pictures.has_unknown_times or _times_are_of_decoding(facts):
                table = _decoded_table(self._path, self._video)
        return facts.metadata(table, self._sound, file_size=self._path.stat().st_size)


def _times_are_of_decoding(facts: Facts) -> bool:
    """Return whether the packets say only when to decode: AVI knows no other time."""
    reorders = facts.video is not None and int(str(facts.video.get("has_b_frames") or 0)) > 0
    return reorders and facts.form["format_name"] == "avi"


def _is_hidden_vp8(packet: Packet[VideoStream]) -> bool:
    """Return whether it is a frame that is only a reference for others (RFC 6386, 9.1: show_frame)."""
    return packet.size > 0 and not memoryview(packet)[0] & 0x10


def _decoded_table(path: Path, index: int) -> FrameTable:
    """Decode everything, for files whose packets do not tell when frames are shown."""
    times, keys = [], []
    with open_media(path) as container:
        stream = container.streams[index]
        for frame in container.decode(cast("VideoStream", stream)):
            times.append(frame.pts)
            if frame.key_frame:
                keys.append(frame.pts)
    return _checked_table(path, times, keys)


def _checked_table(path: Path, times: Sequence[int | None], keys: Sequence[int | None]) -> FrameTable:
    known = [pts for pts in times if pts is not None]
    if len(known) != len(times) or any(later <= earlier for earlier, later in pairwise(known)):
        raise from_code("media.no_timestamps", {"path": path})
    end = known[-1] + (known[-1] - known[-2] if len(known) > 1 else 1) if known else 0
    return FrameTable(known, tuple(pts for pts in keys if pts is not None), end)


def _ffprobe_table(facts: Facts, program: Path, path: Path) -> FrameTable | None:
    if facts.video is None:
        return None
    index = int(str(facts.video["index"]))
    pictures = VideoPackets(path)

    def take(fields: Mapping[str, str]) -> None:
        flags = fields.get("flags", "")
        pictures.add(
            _ticks(fields.get("pts")),
            _ticks(fields.get("duration")) or 0,
            key="K" in flags,
            discard="D" in flags,
        )

    read_packets(program, path, index, take)
    needs_decoding = pictures.has_unknown_times or _times_are_of_decoding(facts)
    if not needs_decoding and facts.video["codec_name"] != "vp8":
        return pictures.table()
    shown: list[tuple[int | None, bool]] = []
    read_frame_times(program, path, index, lambda fields: shown.append(_shown(fields)))
    table = _checked_table(path, [pts for pts, _ in shown], [pts for pts, key in shown if key])
    return table if needs_decoding else replace(table, end_pts=pictures.table().end_pts)


def _shown(fields: Mapping[str, str]) -> tuple[int | None, bool]:
    return _ticks(fields.get("best_effort_timestamp")), fields.get("key_frame") == "1"


def _sound(stream: Mapping[str, object]) -> AudioPackets:
    return AudioPackets(
        str(stream["codec_name"]), int(str(stream["sample_rate"])), ratio(stream["time_base"])
    )


def _take_sound(sound: AudioPackets, fields: Mapping[str, str]) -> None:
    skip, padding = _ticks(fields.get("skip_samples")) or 0, _ticks(fields.get("discard_padding")) or 0
    sound.add(_ticks(fields.get("pts")), _ticks(fields.get("duration")) or 0, skip, padding)


def _ticks(text: str | None) -> int | None:
    return int(text) if text and text.lstrip("-").isdecimal() else None
