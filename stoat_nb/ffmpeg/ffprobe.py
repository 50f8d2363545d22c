"""ffprobe as a process: its facts and its packet table, held to the rules for untrusted files."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, cast

from stoat_nb.errors import from_code
from stoat_nb.ffmpeg.disguise import reader_of
from stoat_nb.ffmpeg.inputs import file_url, input_options, is_allowed_format
from stoat_nb.ffmpeg.process import BoundedCapture, ChildProcess, Limits
from stoat_nb.ffmpeg.pyav_probe import check_file, media_error

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["read_frame_times", "read_packets", "run_ffprobe"]

_TIMEOUT_SECONDS = 120.0
_LIMITS = Limits(address_space_bytes=8 << 30, cpu_seconds=120, file_size_bytes=0)
_JSON_LIMIT = 16 * 1024 * 1024


def run_ffprobe(ffprobe: Path, path: str | os.PathLike[str]) -> dict[str, object]:
    """Return ``-show_format -show_streams`` of `path` as ffprobe's JSON.

    Raises
    ------
    StoatError
        ``media.not_found``, ``media.empty``, ``media.format_refused``, ``media.truncated``,
        ``media.unreadable``, ``media.too_slow``.
    """
    where = check_file(path)
    capture = BoundedCapture(_JSON_LIMIT, 0)
    # -max_pixels is a decoder's option; ffprobe decodes some frames to learn about streams
    _run(ffprobe, ["-show_format", "-show_streams", "-of", "json"], where, capture.feed)
    try:
        facts = cast("dict[str, object]", json.loads(capture.data().decode("utf-8", errors="replace")))
        name = str(cast("dict[str, object]", facts["format"])["format_name"])
    except (ValueError, KeyError) as error:
        raise from_code("media.unreadable", {"path": where, "reason": "ffprobe gave no facts"}) from error
    if not is_allowed_format(name):
        raise from_code("media.format_refused", {"path": where, "reason": name})
    facts.setdefault("streams", [])
    return facts


def read_packets(
    ffprobe: Path, path: str | os.PathLike[str], stream: int, take: Callable[[dict[str, str]], None]
) -> None:
    """Call `take` for every packet of one stream with ffprobe's fields of it, in stored order.

    The fields are ``pts``, ``duration``, ``flags`` and, where the packet carries them, ``skip_samples``
    and ``discard_padding``.

    Raises
    ------
    StoatError
        The codes of `run_ffprobe`.
    """
    entries = "packet=pts,duration,flags:packet_side_data=skip_samples,discard_padding"
    _table(ffprobe, path, stream, entries, take)


def read_frame_times(
    ffprobe: Path, path: str | os.PathLike[str], stream: int, take: Callable[[dict[str, str]], None]
) -> None:
    """Call `take` for every decoded frame of one stream, with ``best_effort_timestamp`` and ``key_frame``.

    Raises
    ------
    StoatError
        The codes of `run_ffprobe`.
    """
    _table(ffprobe, path, stream, "frame=key_frame,best_effort_timestamp", take)


def _table(
    ffprobe: Path,
    path: str | os.PathLike[str],
    stream: int,
    entries: str,
    take: Callable[[dict[str, str]], None],
) -> None:
    rest = b""

    def feed(chunk: bytes) -> None:
        nonlocal rest
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            fields = [part.partition("=") for part in line.decode("ascii", errors="replace").split("|")]
            if len(fields) > 1:  # side data leave an empty line behind
                take({name.rpartition(":")[2]: value for name, _, value in fields[1:]})

    args = ["-select_streams", str(stream), "-show_entries", entries, "-of", "compact"]
    _run(ffprobe, args, check_file(path), feed)


def _run(ffprobe: Path, args: list[str], path: Path, take: Callable[[bytes], None]) -> None:
    stderr = BoundedCapture(16 * 1024, 16 * 1024)
    reader = reader_of(path)
    named = ["-f", reader] if reader else []
    command = [str(ffprobe), "-v", "error", *input_options(), *args, *named, "-i", file_url(path)]
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    try:
        child = ChildProcess(command, stdin=b"", on_stdout=take, on_stderr=stderr.feed, limits=_LIMITS)
    except OSError as error:
        raise from_code("ffmpeg.not_found", {"path": ffprobe}) from error
    with child:
        code = None
        while code is None and (remaining := deadline - time.monotonic()) > 0:
            code = child.wait(remaining)
    if code is None:
        raise from_code("media.too_slow", {"path": path, "timeout_seconds": _TIMEOUT_SECONDS})
    if code != 0:
        lines = stderr.data().decode("utf-8", errors="replace").strip().splitlines() or ["ffprobe failed"]
        raise media_error(path, OSError(lines[-1].rpartition(": ")[2]))
