"""The face of a timeline that its widget sees: the head, and what the mouse may do to it."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from stoat_nb.api.edits import grid_of
from stoat_nb.api.facts import medium_facts
from stoat_nb.api.library_face import rate_of
from stoat_nb.api.times import edit_point
from stoat_nb.errors import StoatError
from stoat_nb.store.actor import acting_as
from stoat_nb.timeline import key
from stoat_nb.timeline.document import edit_of
from stoat_nb.timeline.timelines import report_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoat_nb import _core
    from stoat_nb.api.timeline import Timeline
    from stoat_nb.timeline.document import Head
    from stoat_nb.widgets.models import (
        EventCallback,
        FormatView,
        HandCode,
        ItemView,
        MediumView,
        ParkedView,
        PictureUse,
        TimelineView,
        TrackView,
    )

__all__ = ["TimelineFace"]


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
            mark = (head, view, state, self._session.hand.can_redo)
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
            "can_undo": head.has_edits,
            "can_redo": self._session.hand.can_redo,
            "undo_cell": head.last_cell,
        }
        self._cached = (mark, shown)
        return shown

    def apply_edit(self, edit: dict[str, object], base: int) -> int:
        """Record a mouse edit and return the new revision (``timeline.conflict`` unless `base` is the head)."""
        operation = str(edit.get("op", "edit"))
        with acting_as("widget"):
            return self._session.hand.edit(lambda view: self._edits(view, edit), operation, base)

    def undo(self, *, as_hand: bool = False) -> int:
        """Undo the last hand edit, or with `as_hand` a cell's by new hand edits; return the new revision."""
        with acting_as("widget"):
            return self._session.hand.undo(as_hand=as_hand)

    def redo(self) -> int:
        """Redo the last undone hand edit; return the new revision."""
        with acting_as("widget"):
            return self._session.hand.redo()

    def hand_code(self) -> HandCode:
        """Return the code of the first hand block that holds edits."""
        from stoat_nb.api.code import of_hand

        return of_hand(self._timeline)

    def take_over(self, block: str, cell: str, notebook: str) -> int:
        """Make `block` the block of `cell`; return the new revision."""
        with acting_as("widget"):
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
            "rate": rate_of(record),
            "width": record.width,
            "height": record.height,
            "frames": record.duration_frames,
            "vfr": record.variable_rate,
        }


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
