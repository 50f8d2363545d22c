"""Edits written as the Python that makes them again."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, cast

from stoat_nb.timeline.document import label_of
from stoat_nb.timeline.grid import RegularGrid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stoat_nb._core import Timeline
    from stoat_nb.timeline.document import Edit, Head, Json
    from stoat_nb.timeline.grid import Grid

__all__ = ["Names", "code_of_block", "code_of_edit", "code_of_head"]


class Names(Protocol):
    """How code calls things, and on which grid a medium's frames are counted."""

    @property
    def project(self) -> str:
        """The project's variable."""

    @property
    def timeline(self) -> str:
        """The timeline's variable."""

    def key(self, medium: str) -> str | None:
        """Return the shortest text by which ``project[...]`` finds a medium; None when it is gone."""

    def grid(self, medium: str) -> Grid | None:
        """Return the grid of a medium; None when it is gone."""


def code_of_head(head: Head, names: Names) -> str:
    """Return the whole timeline as code for an empty one; parked edits are left out, for they do not act."""
    parked = {(row["block"], row["index"]) for row in head.parked}
    lines = [
        line
        for position, block in enumerate(head.blocks)
        for line in _lines(head.before(position), block["id"], map(json.dumps, block["edits"]), parked, names)
    ]
    return "\n".join(lines)


def code_of_block(head: Head, block: str, names: Names) -> str:
    """Return the edits of one block as code for a cell at its place; parked edits are left out."""
    parked = {(row["block"], row["index"]) for row in head.parked}
    for position, row in enumerate(head.blocks):
        if row["id"] == block:
            return "\n".join(
                _lines(head.before(position), block, map(json.dumps, row["edits"]), parked, names)
            )
    return ""


def _lines(
    view: Timeline, block: str, edits: Iterable[Edit], parked: set[tuple[str, int]], names: Names
) -> Iterable[str]:
    for index, edit in enumerate(edits):
        if (block, index) in parked:
            view = view.park(edit, block)
            continue
        yield code_of_edit(view, edit, names)
        view, _ = view.apply(edit, block)


def code_of_edit(view: Timeline, edit: Edit, names: Names) -> str:
    """Return one edit, made in `view`, as a line of Python."""
    fields: dict[str, Json] = json.loads(edit)
    grid = RegularGrid(view.rate.to_fraction()) if view.rate is not None else None
    operation = str(fields["op"])
    cut = names.timeline
    if operation == "set_format":
        return f"{cut}.set_format({_format(cast('Mapping[str, Json]', fields['format']))})"
    if operation in ("append", "insert", "overwrite"):
        return f"{cut}.{operation}({_placing(fields, grid, names)})"
    if operation == "trim_end":
        return f"{cut}.trim_end()"
    target = cast("Mapping[str, Json] | None", fields.get("target"))
    subject = f"{cut}[{label_of(view, str(target['id']))!r}]" if target is not None else cut
    return f"{subject}.{operation}({_arguments(operation, fields, grid)})"


def _arguments(operation: str, fields: Mapping[str, Json], grid: Grid | None) -> str:
    if operation == "rename":
        return repr(fields["name"])
    parts = [
        f"{name}={_time(str(fields[name]), grid)}"
        for name in ("at", "head", "tail")
        if fields.get(name) is not None
    ]
    if fields.get("ripple"):
        parts.append("ripple=True")
    return ", ".join(parts)


def _placing(fields: Mapping[str, Json], grid: Grid | None, names: Names) -> str:
    medium = cast("Mapping[str, Json]", fields["medium"])
    source = cast("Mapping[str, Json]", fields["source"])
    identity = str(medium["id"])
    key, frames = names.key(identity), names.grid(identity)
    start, end = (_time(str(source[edge]), frames) for edge in ("start", "end"))
    parts = [f"{names.project}[{(key or identity)!r}][{start}:{end}]"]
    if fields.get("at") is not None:
        parts.append(f"at={_time(str(fields['at']), grid)}")
    for name, argument in (("name", "name"), ("video_track", "track"), ("audio_track", "audio_track")):
        if fields.get(name) is not None:
            parts.append(f"{argument}={fields[name]!r}")
    return ", ".join(parts)


def _format(given: Mapping[str, Json]) -> str:
    rate = Fraction(str(given["rate"]))
    written = str(rate) if rate.denominator == 1 else repr(str(rate))
    return f"rate={written}, width={given['width']}, height={given['height']}, sample_rate={given['sample_rate']}"


def _time(text: str, grid: Grid | None) -> str:
    """Write an exact time as a frame where it is one, else as seconds."""
    time = Fraction(text)
    if grid is not None and grid.has_frames and grid.time_of(grid.nearest(time)) == time:
        return f"frames({grid.nearest(time)})"
    if time.denominator == 1:
        return str(time.numerator)
    return f"Fraction({time.numerator}, {time.denominator})"
