"""Thumbnails of media: made when first asked for, kept by id in the project's data folder."""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import StoatError

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
    videos, roots
        Where the media are.
    folder
        Where they are kept, such as ``stoat-data/thumbnails``; ``None`` for a library in memory keeps none.
    make
        What makes one: by default :func:`stoat_nb.media.frames.thumbnail`.
    """

    def __init__(
        self,
        videos: VideoRepository,
        roots: MediaRoots,
        folder: Path | None,
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
        from stoat_nb.observe.metrics import count_cache

        video = self._videos.get(video_id)
        name = _name(video, width)
        kept = self._folder / name if self._folder is not None else None
        with self._locks[hash(name) % _LOCKS]:
            hit = kept is not None and kept.is_file()
            count_cache("thumbnails", hit=hit)
            if kept is not None and hit:
                return kept.read_bytes()
            picture = self._maker()(self._roots.file((video.root, video.path)), video.metadata, width)
            if kept is not None:
                # A folder or a library that cannot be written now only costs the next decode.
                with suppress(OSError, StoatError):
                    _keep(kept, picture)
                    self._note(video, kept)
        return picture

    def _note(self, video: VideoRecord, kept: Path) -> None:
        """Write into the library where a thumbnail of this state of the medium is."""
        folder = kept.parents[2]
        if video.thumbnail_path is None or not (folder / video.thumbnail_path).is_file():
            self._videos.update(video.id, thumbnail_path=kept.relative_to(folder).as_posix())

    def _maker(self) -> Callable[[Path, VideoMetadata, int], bytes]:
        if self._make is not None:
            return self._make
        from stoat_nb.media.frames import thumbnail

        return thumbnail


def _name(video: VideoRecord, width: int) -> str:
    """Return the kept name of this state of a medium; ``/`` is between the folder of its id and the file."""
    return f"{video.id[:2]}/{video.id}-{video.file_size:x}-{video.modified_ns:x}-{width}.jpg"


def _keep(path: Path, picture: bytes) -> None:
    """Write under a passing name first, so that a kill leaves no half picture; drop those of earlier states."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = path.name.rpartition("-")[0]
    for old in path.parent.glob(f"{path.name.partition('-')[0]}-*.jpg"):
        if not old.name.startswith(f"{state}-"):
            old.unlink(missing_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(picture)
    Path(part).replace(path)
