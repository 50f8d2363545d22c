"""The face of the library that its browser sees: pages of media, and a picture of each."""

from __future__ import annotations

import threading
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from stoat_nb.errors import StoatError

if TYPE_CHECKING:
    from pathlib import Path

    from stoat_nb.api.project import Project
    from stoat_nb.library import Sort, VideoRecord
    from stoat_nb.widgets.models import LibraryItem, LibraryPage

__all__ = ["LibraryFace", "rate_of"]

_SORTS: dict[str, Sort] = {"name": "filename", "added": "created", "duration": "duration"}


class LibraryFace:
    """The library as its browser sees it."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @property
    def name(self) -> str:
        """The project's name."""
        return self._project.name

    def query(self, text: str, offset: int, limit: int, sort: str) -> LibraryPage:
        """Return one page of what `text` finds."""
        order, descending = _SORTS.get(sort.removeprefix("-"), "filename"), sort.startswith("-")
        videos = self._project.videos
        found = (
            videos.search(text, sort=order, descending=descending, offset=offset, limit=limit)
            if text.strip()
            else videos.list(sort=order, descending=descending, offset=offset, limit=limit)
        )
        return {"total": videos.count(text), "items": [_item(record) for record in found]}

    def thumbnail(self, medium: str, width: int) -> bytes:
        """Return a JPEG that stands for `medium`; empty when it has no picture."""
        from stoat_nb.observe.metrics import count_cache

        record = self._project.videos.get(medium)
        kept = self._kept(record, width)
        hit = kept is not None and kept.is_file()
        count_cache("thumbnails", hit=hit)
        if kept is not None and hit:
            return kept.read_bytes()
        try:
            picture = self._picture(record, width)
        except StoatError as error:
            if error.code != "media.no_picture":
                raise
            return b""
        if kept is not None:
            _write(kept, picture)
        return picture

    def _picture(self, record: VideoRecord, width: int) -> bytes:
        from stoat_nb.media import thumbnail

        return thumbnail(self._project.library.path_of(record), record.metadata, width)

    def _kept(self, record: VideoRecord, width: int) -> Path | None:
        database = self._project.storage.database
        if database.in_memory:
            return None
        return database.path.parent / "thumbnails" / f"{record.id}-{record.modified_ns}-{width}.jpg"


def _write(path: Path, data: bytes) -> None:
    """Keep a thumbnail for the next time; a folder that cannot be written only costs the next decode."""
    part = path.with_name(f"{path.name}.{threading.get_ident()}.part")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)


def _item(record: VideoRecord) -> LibraryItem:
    return {
        "id": record.id,
        "name": record.filename,
        "path": record.key,
        "kind": record.kind,
        "duration": record.duration or "0",
        "frames": record.duration_frames,
        "rate": rate_of(record),
        "width": record.width,
        "height": record.height,
        "codec": record.video_codec or record.audio_codec,
        "offline": record.offline,
    }


def rate_of(record: VideoRecord) -> str | None:
    """Return the exact rate of a medium for a widget; None for a variable one, and for sound."""
    if record.variable_rate or record.frame_rate_numerator is None:
        return None
    return str(Fraction(record.frame_rate_numerator, record.frame_rate_denominator or 1))
