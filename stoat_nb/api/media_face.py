"""The face of media that the player sees: their bytes, and their frames as pictures."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoat_nb.api.project import Project
    from stoat_nb.media import FrameReader
    from stoat_nb.widgets.models import OpenedMedium

__all__ = ["MediaFace"]

# Jupyter serves files under the folder in which the kernel started.
_STARTED_IN = Path.cwd()
_OPEN_READERS = 4
_MOST_BYTES = 1 << 20


class MediaFace:
    """The bytes and pixels of a project's media, as the player asks for them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lock = threading.Lock()
        self._readers: OrderedDict[str, tuple[threading.Lock, FrameReader]] = OrderedDict()

    def open(self, medium: str) -> OpenedMedium:
        """Return the facts of `medium` that find a frame in its bytes."""
        record = self._project.videos.get(medium)
        path, metadata = self._project.library.path_of(record), record.metadata
        video, audio = metadata.video, metadata.audio
        stream = video or audio
        if stream is None:
            raise from_code("media.no_streams", {"path": path})
        return {
            "id": record.id,
            "name": record.filename,
            "kind": record.kind,
            "size": path.stat().st_size,
            "files_url_path": _served(path),
            "rate": str(video.rate) if video is not None and video.rate is not None else None,
            "first_time": str(stream.first_pts * stream.time_base),
            "time_base": str(stream.time_base),
            "timestamps": list(video.timestamps) if video is not None and video.timestamps else None,
            "end_pts": stream.end_pts,
            "frames": video.frame_count if video is not None else 0,
            "width": video.width if video is not None else 0,
            "height": video.height if video is not None else 0,
            "rotation": video.rotation if video is not None else 0,
        }

    def read(self, medium: str, start: int, end: int) -> bytes:
        """Return the file's bytes `start` to `end`, at most 1 MiB."""
        path = self._project.library.path_of(self._project.videos.get(medium))
        with path.open("rb") as file:
            file.seek(start)
            return file.read(max(0, min(end - start, _MOST_BYTES)))

    def frame_jpeg(self, medium: str, frame: int, width: int) -> bytes:
        """Return the n-th presented frame as JPEG."""
        lock, reader = self._reader(medium)
        with lock:
            return reader.jpeg(frame, width)

    def close(self) -> None:
        """Close the open decoders."""
        with self._lock:
            readers, self._readers = self._readers, OrderedDict()
        for lock, reader in readers.values():
            with lock:
                reader.close()

    def _reader(self, medium: str) -> tuple[threading.Lock, FrameReader]:
        """Return an open decoder of `medium`; the next frame of the same medium is then found quickly."""
        from stoat_nb.media import FrameReader

        with self._lock:
            found = self._readers.get(medium)
            if found is None:
                record = self._project.videos.get(medium)
                path = self._project.library.path_of(record)
                found = self._readers[medium] = (threading.Lock(), FrameReader(path, record.metadata))
            self._readers.move_to_end(medium)
            for old in self._superfluous():
                del self._readers[old]
            return found

    def _superfluous(self) -> Iterator[str]:
        """Yield the least used media whose decoder nobody is using now."""
        for name, (lock, reader) in list(self._readers.items())[:-_OPEN_READERS]:
            if lock.acquire(blocking=False):
                reader.close()
                lock.release()
                yield name


def _served(path: Path) -> str | None:
    """Return the path under the kernel's first folder, as Jupyter's file server knows it; None outside of it."""
    with suppress(ValueError):
        inside = path.relative_to(_STARTED_IN.resolve())
        if not any(part.startswith(".") for part in inside.parts):
            return inside.as_posix()
    return None
