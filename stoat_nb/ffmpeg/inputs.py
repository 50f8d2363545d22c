"""What an untrusted file may be: the containers that are read, and the options that hold FFmpeg to them.

A protocol list alone stops neither DASH nor ffconcat from opening other local files; the list of
containers does (measured on 5.1 and 9.0). Kinds that name other files (hls, dash, concat, sdp, image2)
are never on it.
"""

from __future__ import annotations

import os

from stoat_nb._core import FORMAT_WHITELIST, MAX_PIXELS

__all__ = ["ALLOWED_FORMATS", "MAX_PIXELS", "file_url", "input_options", "is_allowed_format"]

# Both are the core's, so that probing and rendering open the same files.
ALLOWED_FORMATS = tuple(FORMAT_WHITELIST.split(","))


def input_options() -> list[str]:
    """Return the options that stand before every ``-i`` of a file that is not ours.

    >>> input_options()[:2]
    ['-protocol_whitelist', 'file']
    """
    formats = ",".join(ALLOWED_FORMATS)
    return ["-protocol_whitelist", "file", "-format_whitelist", formats, "-max_pixels", str(MAX_PIXELS)]


def file_url(path: str | os.PathLike[str]) -> str:
    """Return `path` so that FFmpeg takes it literally, whatever it looks like.

    >>> file_url("/media/http:x.mp4")
    'file:/media/http:x.mp4'
    """
    # absolute but with its links: resolving them is for the check against the media roots
    return "file:" + os.path.abspath(os.fspath(path))  # noqa: PTH100


def is_allowed_format(name: str) -> bool:
    """Return whether a demuxer's name (``"mov,mp4,m4a,3gp,3g2,mj2"``) is on the list.

    >>> is_allowed_format("matroska,webm"), is_allowed_format("hls")
    (True, False)
    """
    return not set(ALLOWED_FORMATS).isdisjoint(name.split(","))
