"""Cells without a kernel: what the IPython layer does around a cell, done around a piece of code."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from stoat_nb.api.times import frames
from stoat_nb.timeline import key
from stoat_nb.timeline.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoat_nb.api.project import Project
    from stoat_nb.api.timeline import Timeline

NOTEBOOK = "first.ipynb"


@contextmanager
def cell(name: str | None, notebook: str = NOTEBOOK) -> Iterator[Run]:
    """Run the body as a cell; commit it, or forget it when it raises."""
    run = Run(None if name is None else key.CellKey(notebook, name))
    try:
        with key.acting(run):
            yield run
    except BaseException:
        run.abandon()
        raise
    run.commit()


def run_code(project: Project, cut: Timeline, name: str, code: str) -> None:
    """Run `code` as a cell that knows the project and its timeline."""
    with cell(name):
        exec(code, {"project": project, "cut": cut, "frames": frames})


def hand(cut: Timeline, **edit: object) -> int:
    """Make a mouse edit at the head, as the widget does."""
    model = cut.project.timeline_model(cut)
    with key.acting(key.HAND):
        return model.apply_edit(dict(edit), cut.session.refresh().revision)


def link(cut: Timeline, label: str) -> str:
    """Return the id of a clip at the head, as the widget knows it."""
    return cut.session.head().timeline.resolve(label)


def shown(cut: Timeline) -> list[str]:
    """Return the clips at the head: label, start and frames."""
    with key.acting(key.HAND):
        return [f"{clip.label} {clip.start_frame}+{clip.frames}" for clip in cut.clips]
