"""The face of the library that its browser sees: pages of media, and a picture of each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from stoat_nb.errors import StoatError

if TYPE_CHECKING:
    from stoat_nb.api.project import Project
    from stoat_nb.library import Sort, VideoRecord
    from stoat_nb.widgets.models import LibraryItem, LibraryPage

__all__ = ["LibraryFace", "rate_of"]

_SORTS: dict[str, Sort] = {"name": "filename", "added": "created", "duration": "duration"}


class LibraryFace:
    """The library as its browser sees it."""

    def __init__(self, project: Project) -> None:
        from stoat_nb.library.thumbnails import Thumbnails

        self._project = project
        database = project.storage.database
        folder = None if database.in_memory else database.path.parent / "thumbnails"
        self._thumbnails = Thumbnails(project.videos, project.roots, folder)

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
        try:
            return self._thumbnails.get(medium, width)
        except StoatError as error:
            if error.code != "media.no_picture":
                raise
            return b""


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
