"""Telling by their first bytes the files that are not what their name says, for a clear sentence."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["mp4_fault", "png_pixels", "reader_of", "refused_kind"]

_HEAD_BYTES = 1024
_KINDS = (
    (re.compile(rb"^\s*#EXTM3U"), "an HLS playlist, which names other files"),
    (re.compile(rb"^\s*ffconcat version"), "a list of other files (ffconcat)"),
    (re.compile(rb"<MPD[\s>]"), "a DASH manifest, which names other files"),
    (re.compile(rb"^v=0\r?\n"), "a session description (SDP), which names streams of a network"),
    (re.compile(rb"<svg[\s>]"), "an SVG drawing"),
)
_MP4_KINDS = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"}


def refused_kind(path: Path) -> str:
    """Return what a file is that only points to others, or nothing."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return ""
    return next((kind for pattern, kind in _KINDS if pattern.search(head)), "")


def reader_of(path: Path) -> str | None:
    """Return the demuxer that must be named: by its ending, FFmpeg takes a JPEG for a series of files."""
    try:
        with path.open("rb") as file:
            return "jpeg_pipe" if file.read(3) == b"\xff\xd8\xff" else None
    except OSError:
        return None


def png_pixels(path: Path) -> int:
    """Return how many pixels a PNG claims, which FFmpeg does not say when they are too many; else 0."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        head = file.read(24)
        if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
            return int.from_bytes(head[16:20], "big") * int.from_bytes(head[20:24], "big")
    return 0


def mp4_fault(path: Path) -> str:
    """Return what is missing from a file of MP4's form, or nothing when it is whole or of another form."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        size = file.seek(0, 2)
        at, seen = 0, set[bytes]()
        while at + 8 <= size:
            file.seek(at)
            head = file.read(16)
            length, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if not seen and kind not in _MP4_KINDS:
                return ""
            seen.add(kind)
            if length == 1 and len(head) == 16:
                length = int.from_bytes(head[8:], "big")
            if length == 0:
                at = size
                break
            if length < 8:
                return ""
            at += length
        if seen and at > size:
            return f"{at - size} bytes are missing"
        if seen and b"moov" not in seen:
            return "its index (moov) is missing"
    return ""
