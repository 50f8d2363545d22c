"""Pixels of one decoded frame: colours, square pixels, the right way up, JPEG."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt
    from av.buffer import Buffer
    from av.video.frame import VideoFrame

    from stoat_nb.media.metadata import VideoStream

__all__ = ["encode_jpeg", "upright"]

_BT709, _BT601, _UNSPECIFIED = 1, 5, 2
_HD_HEIGHT = 720  # untagged pictures from here on are BT.709, as players take them
_JPEG_QUALITY = 4  # FFmpeg's scale, 2 (best) to 31


def upright(frame: VideoFrame, video: VideoStream | None, width: int | None) -> npt.NDArray[np.uint8]:
    """Return the frame as RGB, turned as its display matrix says.

    Parameters
    ----------
    frame
        As decoded.
    video
        Its stream; ``None`` for a picture by itself (cover art).
    width
        Of the result; ``None`` for its own size. A picture is never made larger than its own size.
    """
    import numpy as np

    a, b, c, d = _matrix(frame)
    turned = a == 0 and d == 0
    stored = _stored_size(frame, video, width, turned=turned)
    space = frame.colorspace
    if space == _UNSPECIFIED:
        space = _BT709 if frame.height >= _HD_HEIGHT else _BT601
    picture = frame.reformat(
        width=stored[0], height=stored[1], format="rgb24", src_colorspace=int(space), interpolation="BICUBIC"
    )
    pixels = cast("npt.NDArray[np.uint8]", picture.to_ndarray())
    if turned:
        pixels = pixels.transpose(1, 0, 2)
        a, d = c, b
    if a < 0:
        pixels = pixels[:, ::-1]
    if d < 0:
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def encode_jpeg(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return the picture as a JPEG (BT.601, full range, as JFIF wants it)."""
    import av

    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height = frame.width, frame.height
    encoder.pix_fmt = "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    encoder.qmin = encoder.qmax = _JPEG_QUALITY
    picture = frame.reformat(format="yuvj420p", dst_colorspace=_BT601, dst_color_range=2)
    return b"".join(bytes(packet) for packet in (*encoder.encode(picture), *encoder.encode(None)))


def _matrix(frame: VideoFrame) -> tuple[int, int, int, int]:
    """Return the signs (a, b, c, d) of x' = a x + c y, y' = b x + d y, from the display matrix."""
    from av.sidedata.sidedata import Type

    found = cast("Mapping[Type, Buffer]", frame.side_data)
    if Type.DISPLAYMATRIX not in found:
        return 1, 0, 0, 1
    values = struct.unpack("<9i", bytes(found[Type.DISPLAYMATRIX]))
    a, b, c, d = (values[at] for at in (0, 1, 3, 4))
    return (a, 0, 0, d) if abs(a) >= abs(b) else (0, b, c, 0)


def _stored_size(
    frame: VideoFrame, video: VideoStream | None, width: int | None, *, turned: bool
) -> tuple[int, int]:
    """Return the size to scale to before turning."""
    shown = (frame.height, frame.width) if turned else (frame.width, frame.height)
    if video is not None and video.sample_aspect_ratio != 1:
        shown = video.width, video.height
    if width is not None and width < shown[0]:
        wide = max(2, width)
        shown = wide, max(2, round(shown[1] * wide / shown[0]))
    return (shown[1], shown[0]) if turned else shown
