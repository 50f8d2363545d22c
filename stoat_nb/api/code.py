"""A timeline as Python: the whole of it, or mouse edits for a new cell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import StoatError
from stoat_nb.timeline.code import code_of_block, code_of_head
from stoat_nb.timeline.document import owner_of
from stoat_nb.timeline.key import CellKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoat_nb.api.project import Project
    from stoat_nb.api.timeline import Timeline
    from stoat_nb.timeline.document import BlockRow, Head
    from stoat_nb.timeline.grid import Grid
    from stoat_nb.widgets.models import HandCode

__all__ = ["of_hand", "whole"]


class _Names:
    """How code calls a timeline's project, itself and its media."""

    def __init__(self, owner: Project, project: str, timeline: str) -> None:
        self._owner = owner
        self.project = project
        self.timeline = timeline

    def key(self, medium: str) -> str | None:
        try:
            return self._owner.video(medium).key
        except StoatError:
            return None

    def grid(self, medium: str) -> Grid | None:
        try:
            return self._owner.video(medium).grid
        except StoatError:
            return None


def whole(timeline: Timeline) -> str:
    """Return the whole timeline, with all mouse edits, as code for an empty one."""
    body = code_of_head(timeline.session.head(), _Names(timeline.project, "project", "cut"))
    start = f"cut = project.timeline({timeline.name!r})"
    return "\n".join([*_imports(body, {}), start, *([body] if body else [])]) + "\n"


def of_hand(timeline: Timeline) -> HandCode:
    """Return the first mouse edits that act and are in no cell, as code for the cell that takes them over."""
    head = timeline.session.head()
    block = next((row for row in head.blocks if row["owner"]["kind"] == "hand" and _acts(head, row)), None)
    if block is None:
        return {"code": "", "block": "", "after_cell": None}
    variables = _variables()
    project = _called(variables, timeline.project)
    cut = _called(variables, timeline)
    body = code_of_block(head, block["id"], _Names(timeline.project, project or "project", cut or "cut"))
    lines = _imports(body, variables)
    if project is None:
        lines += ["import stoat_nb as st", f"project = st.open({_written(timeline.project.folder)!r})"]
    if cut is None:
        lines.append(f"cut = {project or 'project'}.timeline({timeline.name!r})")
    return {
        "code": "\n".join([*lines, body]),
        "block": block["id"],
        "after_cell": _cell_before(head, block["id"]),
    }


def _acts(head: Head, block: BlockRow) -> bool:
    """Whether any edit of `block` acts; one that holds parked edits alone has nothing for a cell."""
    return len(block["edits"]) > sum(row["block"] == block["id"] for row in head.parked)


def _cell_before(head: Head, block: str) -> str | None:
    """Return the cell whose block precedes `block`."""
    cell = None
    for row in head.blocks:
        if row["id"] == block:
            return cell
        owner = owner_of(row["owner"])
        if isinstance(owner, CellKey) and not row["orphan"]:
            cell = owner.cell
    return cell


def _imports(body: str, variables: Mapping[str, object]) -> list[str]:
    """Return the imports that the code needs and the notebook does not have."""
    from fractions import Fraction

    from stoat_nb.api.times import frames

    lines = []
    if "Fraction(" in body and variables.get("Fraction") is not Fraction:
        lines.append("from fractions import Fraction")
    if "frames(" in body and variables.get("frames") is not frames:
        lines.append("from stoat_nb import frames")
    return lines


def _variables() -> Mapping[str, object]:
    """Return the notebook's variables; in plain Python there are none to speak of."""
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive is not None else None
    return dict(shell.user_ns) if shell is not None else {}


def _called(variables: Mapping[str, object], wanted: object) -> str | None:
    """Return the first variable that holds `wanted`."""
    return next(
        (name for name, value in variables.items() if value is wanted and not name.startswith("_")), None
    )


def _written(folder: Path) -> str:
    """Return a folder as code names it: relative where it lies under the present one."""
    try:
        return folder.relative_to(Path.cwd()).as_posix() or "."
    except ValueError:
        return str(folder)
