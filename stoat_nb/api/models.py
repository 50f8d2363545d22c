"""The faces that widgets see: a timeline's head, the library, and the bytes of media."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

from stoat_nb.api.facts import medium_facts
from stoat_nb.api.timeline import grid_of
from stoat_nb.api.times import edit_point
from stoat_nb.errors import StoatError, from_code
from stoat_nb.timeline import key
from stoat_nb.timeline.document import edit_of
from stoat_nb.timeline.timelines import report_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoat_nb import _core
    from stoat_nb.api.project import Project
    from stoat_nb.api.timeline import Timeline
    from stoat_nb.library import Sort, VideoRecord
    from stoat_nb.media import FrameReader
    from stoat_nb.timeline.document import Head
    from stoat_nb.widgets.models import (
        EventCallback,
        FormatView,
        HandCode,
        ItemView,
        LibraryItem,
        LibraryPage,
        MediumView,
        OpenedMedium,
        ParkedView,
        PictureUse,
        TimelineView,
        TrackView,
    )

__all__ = ["LibraryFace", "MediaFace", "TimelineFace"]

# Jupyter serves files under the folder in which the kernel started.
_STARTED_IN = Path.cwd()
_OPEN_READERS = 4
_MOST_BYTES = 1 << 20
_SORTS: dict[str, Sort] = {"name": "filename", "added": "created", "duration": "duration"}


class TimelineFace:
    """A timeline as its widget sees it: the head with all hand edits, whichever cell is running.

    Shown by a running cell it is that cell's own state, so that what a notebook saves is what the cell made.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._session = timeline.session
        self._cached: tuple[object, TimelineView] | None = None

    @property
    def name(self) -> str:
        """The timeline's name."""
        return self._session.name

    def snapshot(self) -> TimelineView:
        """Return the head as one consistent view."""
        with self._session.project.locked():
            head, view = self._session.head(), self._session.view()
            state = self._session.script_state()
            mark = (head, view, state, self._session.can_redo)
        cached = self._cached
        if cached is not None and cached[0] == mark:
            return cached[1]
        shown: TimelineView = {
            "name": self.name,
            "revision": head.revision,
            "format": _format(view),
            "duration_frames": view.frames,
            "tracks": _tracks(view),
            "media": self._media(view),
            "scene": _scene(view),
            "state": state,
            "parked": _parked(head),
            "can_undo": self._session.can_undo,
            "can_redo": self._session.can_redo,
        }
        self._cached = (mark, shown)
        return shown

    def apply_edit(self, edit: dict[str, object], base: int) -> int:
        """Record a mouse edit and return the new revision (``timeline.conflict`` unless `base` is the head)."""
        operation = str(edit.get("op", "edit"))
        return self._session.hand_edit(lambda view: self._edits(view, edit), operation, base)

    def undo(self) -> int:
        """Undo the last hand edit; return the new revision."""
        return self._session.hand_undo()

    def redo(self) -> int:
        """Redo the last undone hand edit; return the new revision."""
        return self._session.hand_redo()

    def hand_code(self) -> HandCode:
        """Return the code of the first hand block that holds edits."""
        from stoat_nb.api.code import of_hand

        return of_hand(self._timeline)

    def take_over(self, block: str, cell: str, notebook: str) -> int:
        """Make `block` the block of `cell`; return the new revision."""
        return self._session.take_over(block, key.CellKey(key.notebook.known_as(notebook), cell))

    def report_cells(self, notebook: str, cells: list[str]) -> None:
        """Take the document order of the notebook's code cells."""
        report_cells(notebook, cells)

    def subscribe(self, callback: EventCallback) -> Callable[[], None]:
        """Call `callback` after each commit; return the way to stop."""
        return self._session.subscribe(callback)

    def _edits(self, view: _core.Timeline, edit: dict[str, object]) -> list[str]:
        """Put a widget's edit on the frame grid, with the facts of its medium and its target."""
        fields = dict(edit)
        grid = grid_of(view)
        if grid is not None:
            for name in ("at", "head", "tail"):
                if fields.get(name) is not None:
                    fields[name] = str(edit_point(Fraction(str(fields[name])), grid))
        if "medium" in fields:
            return self._placing(view, fields)
        return [view.prepare(json.dumps({"v": 1, **fields}))]

    def _placing(self, view: _core.Timeline, fields: dict[str, object]) -> list[str]:
        from stoat_nb.api.facts import format_facts

        medium = fields["medium"]
        identity = medium.get("id") if isinstance(medium, dict) else medium
        video = self._timeline.project.video(str(identity))
        source = cast("dict[str, str] | None", fields.get("source")) or {}
        start, end = (Fraction(str(source[edge])) if edge in source else None for edge in ("start", "end"))
        range_ = video[start:end]
        fields["medium"] = medium_facts(video.record)
        fields["source"] = {"start": str(range_.start), "end": str(range_.end)}
        edits = [json.dumps({"v": 1, **fields})]
        if view.rate is None:
            edits.insert(0, edit_of({"op": "set_format", "format": format_facts(video.record.metadata)}))
        return edits

    def _media(self, view: _core.Timeline) -> dict[str, MediumView]:
        return {identity: self._medium(identity, name) for identity, name in _used(view).items()}

    def _medium(self, identity: str, name: str) -> MediumView:
        try:
            record = self._timeline.project.videos.get(identity)
        except StoatError:
            return {
                "name": name,
                "kind": "missing",
                "rate": None,
                "width": None,
                "height": None,
                "frames": None,
                "vfr": False,
            }
        return {
            "name": record.filename,
            "kind": record.kind,
            "rate": _rate(record),
            "width": record.width,
            "height": record.height,
            "frames": record.duration_frames,
            "vfr": record.variable_rate,
        }


def _rate(record: VideoRecord) -> str | None:
    if record.variable_rate or record.frame_rate_numerator is None:
        return None
    return str(Fraction(record.frame_rate_numerator, record.frame_rate_denominator or 1))


def _format(view: _core.Timeline) -> FormatView | None:
    if view.rate is None or view.size is None or view.sample_rate is None:
        return None
    width, height = view.size
    return {"rate": str(view.rate), "width": width, "height": height, "sample_rate": view.sample_rate}


def _used(view: _core.Timeline) -> dict[str, str]:
    return {clip.medium_id: clip.medium_name for clip in view.clips()}


def _tracks(view: _core.Timeline) -> list[TrackView]:
    rate = view.rate.to_fraction() if view.rate is not None else Fraction(25)
    items: dict[str, list[ItemView]] = {name: [] for name in view.tracks}
    for clip in view.clips():
        items[clip.track].append(
            {
                "kind": "clip",
                "start": clip.start_frame,
                "frames": clip.frames,
                "id": clip.id,
                "link": clip.link,
                "label": clip.label,
                "medium": clip.medium_id,
                "source_start": str(clip.source_start),
                "head_room": clip.head_handle,
                "tail_room": clip.tail_handle,
            }
        )
    for gap in view.gaps():
        start, frames = (round(time.to_fraction() * rate) for time in (gap.start, gap.duration))
        items[gap.track].append({"kind": "gap", "start": start, "frames": frames})
    return [
        {
            "name": name,
            "kind": "video" if name.startswith("V") else "audio",
            "items": sorted(found, key=lambda item: item["start"]),
        }
        for name, found in items.items()
    ]


def _scene(view: _core.Timeline) -> list[PictureUse]:
    if view.rate is None:
        return []
    return cast("list[PictureUse]", json.loads(view.scene_json())["picture"])


def _parked(head: Head) -> list[ParkedView]:
    return [
        {"block": row["block"], "index": row["index"], "code": row["code"], "message": row["message"]}
        for row in head.parked
    ]


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
        "rate": _rate(record),
        "width": record.width,
        "height": record.height,
        "codec": record.video_codec or record.audio_codec,
        "offline": record.offline,
    }


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
