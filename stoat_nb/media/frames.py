"""Decoded pictures: the exact frame of an index, upright, as an array or a JPEG."""

from __future__ import annotations

import contextlib
from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING, Self

from stoat_nb.errors import from_code
from stoat_nb.ffmpeg.inputs import MAX_PIXELS
from stoat_nb.ffmpeg.pyav_probe import is_picture, media_error, open_media
from stoat_nb.media.picture import encode_jpeg, upright

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream as AvStream

    from stoat_nb.media.metadata import VideoMetadata, VideoStream

__all__ = ["FrameReader", "frame_at", "thumbnail"]

_THUMBNAIL_AT = 10  # a tenth into the medium: past black leaders and clapperboards


class FrameReader:
    """An open decoder that gives any frame by its index; going forward does not decode anything twice.

    Not safe for use from two threads at once. Use it in a ``with`` block.

    Parameters
    ----------
    path
        The file.
    metadata
        What `stoat_nb.media.probe` said of it.

    Raises
    ------
    StoatError
        ``media.no_picture``, and the codes of `stoat_nb.media.probe` when the file changed.
    """

    def __init__(self, path: str | os.PathLike[str], metadata: VideoMetadata) -> None:
        if metadata.video is None:
            raise from_code("media.no_picture", {"path": path})
        self._path = Path(path)
        self._video: VideoStream = metadata.video
        self._exit = contextlib.ExitStack()
        self._container = self._exit.enter_context(open_media(path))
        self._stream: AvStream = next(
            stream for stream in self._container.streams.video if stream.index == self._video.index
        )
        self._stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
        self._stream.thread_type = "AUTO"
        self._frames: Iterator[VideoFrame] = iter(())
        self._shown: VideoFrame | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close file and decoder; may be called twice."""
        self._frames, self._shown = iter(()), None
        self._exit.close()

    def array(self, index: int, width: int | None = None) -> npt.NDArray[np.uint8]:
        """Return frame `index` as an array of shape (height, width, 3), RGB; see `frame_at`."""
        return upright(self._frame(index), self._video, width)

    def jpeg(self, index: int, width: int | None = None) -> bytes:
        """Return frame `index` as a JPEG that is `width` pixels wide, or its own width if smaller."""
        return encode_jpeg(self.array(index, width))

    def _frame(self, index: int) -> VideoFrame:
        video = self._video
        if not 0 <= index < video.frame_count:
            last = video.frame_count - 1
            raise from_code("media.no_such_frame", {"path": self._path, "index": index, "last": last})
        import av
        import av.error

        try:
            frame = self._ahead(index) or self._seek(index)
        except av.error.FFmpegError as error:
            raise media_error(self._path, error) from error
        if frame is None:
            reason = f"frame {index} cannot be decoded"
            raise from_code("media.unreadable", {"path": self._path, "reason": reason})
        self._shown = frame
        return frame

    def _index(self, pts: int) -> int:
        """Return which frame a timestamp is of; between two frames the later one."""
        video = self._video
        if video.timestamps is not None:
            return bisect_left(video.timestamps, pts)
        rate = video.rate or video.average_rate
        return round((pts - video.first_pts) * video.time_base * rate)

    def _ahead(self, index: int) -> VideoFrame | None:
        """Decode on when that is cheaper than seeking: the frame lies in the same group of pictures."""
        shown = self._shown
        if shown is None or shown.pts is None:
            return None
        at, target = self._index(shown.pts), self._video.pts_of(index)
        if at == index:
            return shown
        if index < at or any(shown.pts < key <= target for key in self._video.keyframes):
            return None
        return self._next(index)

    def _seek(self, index: int) -> VideoFrame | None:
        """Find the frame from the key frame before it; a seek that lands too late is tried further back."""
        before = [key for key in self._video.keyframes if self._index(key) <= index]
        steps = [before[-back] for back in (1, 2, 4, 8) if back <= len(before)] or [self._video.pts_of(index)]
        for start in (*steps, None):
            if start is None:  # from the very beginning
                self._container.seek(-(2**62), backward=True)
            else:
                self._container.seek(start, stream=self._stream, backward=True)
            self._stream.codec_context.flush_buffers()
            self._frames = self._decode(index, whole=start is None)
            if (frame := self._next(index)) is not None:
                return frame
        return None

    def _next(self, index: int) -> VideoFrame | None:
        for frame in self._frames:
            at = -1 if frame.pts is None else self._index(frame.pts)
            if at == index and self._is_known(frame.pts):
                return frame
            if at > index:
                return None
        return None

    def _is_known(self, pts: int | None) -> bool:
        """Return whether a timestamp is one that the metadata hold, which a changed file's are not."""
        times = self._video.timestamps
        return times is None or (pts is not None and times[self._index(pts)] == pts)

    def _decode(self, index: int, *, whole: bool) -> Iterator[VideoFrame]:
        """Yield frames from the first key frame on; nothing when that already lies past the frame."""
        started = whole
        for packet in self._container.demux(self._stream):
            if not started:
                if not packet.is_keyframe or packet.pts is None:
                    continue
                at = self._index(packet.pts)
                if at > index:
                    return
                started = True
                if at == index and not packet.is_discard:
                    yield from self._alone(packet)
                    return
            yield from packet.decode()

    def _alone(self, packet: Packet[AvStream]) -> Iterator[VideoFrame]:
        """Decode a key frame by itself, without reading on for the decoder's reordering."""
        yield from packet.decode()
        yield from self._stream.codec_context.decode(None)
        self._shown = None  # the decoder has been drained; the next frame seeks


def frame_at(
    path: str | os.PathLike[str], metadata: VideoMetadata, index: int, *, width: int | None = None
) -> npt.NDArray[np.uint8]:
    """Return the n-th presented frame, upright and in square pixels.

    Parameters
    ----------
    path
        The file.
    metadata
        What `stoat_nb.media.probe` said of it.
    index
        From 0.
    width
        Of the result in pixels, its height following; ``None`` keeps every stored pixel where pixels are
        square, and takes `VideoStream.width` by `VideoStream.height` where they are not.

    Returns
    -------
    numpy.ndarray
        uint8 of shape (height, width, 3), red first.

    Raises
    ------
    StoatError
        ``media.no_such_frame``, ``media.no_picture``, ``media.unreadable``.
    """
    with FrameReader(path, metadata) as reader:
        return reader.array(index, width)


def thumbnail(path: str | os.PathLike[str], metadata: VideoMetadata, width: int = 320) -> bytes:
    """Return a JPEG that stands for the medium: the key frame nearest to a tenth of it, or its cover art.

    Raises
    ------
    StoatError
        ``media.no_picture`` for sound without cover art; else as `frame_at`.
    """
    if metadata.video is None:
        return _cover(path, width)
    with FrameReader(path, metadata) as reader:
        return reader.jpeg(_telling_index(metadata.video), width)


def _telling_index(video: VideoStream) -> int:
    wanted = video.frame_count // _THUMBNAIL_AT
    if not video.keyframes:
        return wanted
    pts = video.pts_of(wanted)
    key = min(video.keyframes, key=lambda at: abs(at - pts))
    if video.timestamps is not None:
        return video.timestamps.index(key)
    rate = video.rate or video.average_rate
    return min(video.frame_count - 1, round((key - video.first_pts) * video.time_base * rate))


def _cover(path: str | os.PathLike[str], width: int) -> bytes:
    with open_media(path) as container:
        for stream in container.streams.video:
            if is_picture(stream):
                stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
                for frame in container.decode(stream):
                    return encode_jpeg(upright(frame, None, width))
    raise from_code("media.no_picture", {"path": path})
