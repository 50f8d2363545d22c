"""The library as a person holds it: browse, search, take a medium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoat_nb.api.video import Video
from stoat_nb.errors import StoatError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from stoat_nb.api.project import Project
    from stoat_nb.library import VideoRecord

__all__ = ["Library"]

_COLUMNS = (
    "id",
    "path",
    "kind",
    "duration_seconds",
    "duration_frames",
    "frame_rate_numerator",
    "frame_rate_denominator",
    "variable_rate",
    "width",
    "height",
    "video_codec",
    "audio_codec",
    "audio_sample_rate",
    "file_size",
)


class Library:
    """The media of a project, or those that a search finds; shown as a browser in a notebook."""

    def __init__(self, project: Project, text: str = "") -> None:
        self._project = project
        self._text = text

    def search(self, text: str) -> Library:
        """Return what `text` finds: words, ``"quoted phrases"``, ``-not``, ``field:value``; any text is legal."""
        return Library(self._project, text)

    def df(self) -> pd.DataFrame:
        """Return the found media as a pandas table, one row each, in order of their paths."""
        import pandas as pd

        rows = [{name: getattr(record, name) for name in _COLUMNS} for record in self._records()]
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def __iter__(self) -> Iterator[Video]:
        return (Video(self._project, record) for record in self._records())

    def __len__(self) -> int:
        return self._project.videos.count(self._text)

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, key: str) -> Video:
        """Return a medium by its id, or by a path with as many folders as make it unique."""
        return self._project[key]

    def key(self, record: VideoRecord) -> str:
        """Return the shortest path by which ``project[...]`` finds a medium."""
        parts = [record.root, *record.path.split("/")]
        for count in range(1, len(parts) + 1):
            key = "/".join(parts[-count:])
            try:
                if self._project.videos.find(key).id == record.id:
                    return key
            except StoatError:
                continue
        return record.id

    def path_of(self, record: VideoRecord) -> Path:
        """Return where a medium's file is on this machine (``library.path_missing``, ``library.root_unbound``)."""
        return self._project.roots.file((record.root, record.path))

    def _records(self) -> list[VideoRecord]:
        videos = self._project.videos
        if self._text:
            return videos.search(self._text, sort="path", limit=None)
        return videos.list(sort="path")

    def __repr__(self) -> str:
        found = f", search {self._text!r}" if self._text else ""
        count = len(self)
        return f"Library({self._project.name!r}, {count} medi{'um' if count == 1 else 'a'}{found})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        from stoat_nb.widgets import display_library

        if self._text:
            return {"text/plain": "\n".join([repr(self), *(f"  {video!r}" for video in self)])}
        return {**display_library(self._project.library_model), "text/plain": repr(self)}
