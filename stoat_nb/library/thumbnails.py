"""Thumbnails of media: made when first asked for, kept by id in the project's data folder."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoat_nb.library.record import VideoRecord
    from stoat_nb.library.repository import VideoRepository
    from stoat_nb.library.roots import MediaRoots
    from stoat_nb.media.metadata import VideoMetadata

_LOCKS = 64


class Thumbnails:
    """The JPEG thumbnails of a project; safe to use from any thread.

    Parameters
    ----------
    folder
        Where they are kept, such as ``stoat-data/thumbnails``.
    videos, roots
        Where the media are.
    make
        What makes one: by default :func:`stoat_nb.media.frames.thumbnail`.
    """

    def __init__(
        self,
        folder: Path,
        videos: VideoRepository,
        roots: MediaRoots,
        make: Callable[[Path, VideoMetadata, int], bytes] | None = None,
    ) -> None:
        self._folder = folder
        self._videos = videos
        self._roots = roots
        self._make = make
        self._locks = [threading.Lock() for _ in range(_LOCKS)]

    def get(self, video_id: str, width: int = 320) -> bytes:
        """Return the thumbnail of a medium, at most `width` pixels wide; slow when it is not kept yet.

        A file that has changed since is looked at again, because its size and time are in the kept name.

        Raises
        ------
        StoatError
            ``library.not_found``, ``library.path_missing``, ``library.root_unbound``, or what reading it raises.
        """
        video = self._videos.get(video_id)
        kept = self.path(video, width)
        with self._locks[hash(kept.name) % _LOCKS]:
            if kept.is_file():
                return kept.read_bytes()
            picture = self._maker()(self._roots.file((video.root, video.path)), video.metadata, width)
            self._keep(kept, picture)
        name = kept.relative_to(self._folder.parent).as_posix()
        if video.thumbnail_path is None:
            self._videos.update(video_id, thumbnail_path=name)
        return picture

    def path(self, video: VideoRecord, width: int) -> Path:
        """Return where the thumbnail of this state of a medium is kept."""
        state = f"{video.file_size:x}-{video.modified_ns:x}"
        return self._folder / video.id[:2] / f"{video.id}-{width}-{state}.jpg"

    def _maker(self) -> Callable[[Path, VideoMetadata, int], bytes]:
        if self._make is not None:
            return self._make
        from stoat_nb.media.frames import thumbnail

        return thumbnail

    @staticmethod
    def _keep(path: Path, picture: bytes) -> None:
        """Write under a passing name first, so that a kill leaves no half picture."""
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob(f"{path.name.rpartition('-')[0].rpartition('-')[0]}-*.jpg"):
            old.unlink(missing_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(picture)
        Path(part).replace(path)
