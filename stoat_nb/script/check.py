"""Whether a saved notebook and the timelines that it made are in step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code
from stoat_nb.script.notebook import NotebookFile, read_notebook
from stoat_nb.timeline.document import Head, owner_of
from stoat_nb.timeline.key import CellKey

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["CheckedTimeline", "check_notebook"]


@dataclass(frozen=True)
class CheckedTimeline:
    """A timeline that holds edits of the notebook, and how the two stand to each other."""

    project: Path
    name: str
    state: str


def check_notebook(
    path: str | os.PathLike[str], project: str | os.PathLike[str] | None = None
) -> list[CheckedTimeline]:
    """Return the state of every timeline that holds edits of a saved notebook.

    Parameters
    ----------
    path
        The notebook.
    project
        Its project; without one, the projects in and beside the notebook's folder are looked into.

    Raises
    ------
    NotFoundError
        ``script.no_project``: none of them holds edits of this notebook.
    """
    notebook = read_notebook(path)
    folders = (
        [Path(project).expanduser().resolve()] if project is not None else list(_projects_near(notebook.path))
    )
    found = [timeline for folder in folders for timeline in _timelines(folder, notebook)]
    if not found:
        raise from_code("script.no_project", {"notebook": notebook.path})
    return found


def _projects_near(notebook: Path) -> Iterator[Path]:
    """Yield the project folders in the notebook's folder, above it and beside it."""
    from stoat_nb.config import SETTINGS_FILE

    for folder in (notebook.parent, *notebook.parent.parents):
        if (folder / SETTINGS_FILE).is_file():
            yield folder
    for settings in sorted(notebook.parent.glob(f"*/{SETTINGS_FILE}")):
        yield settings.parent


def _timelines(folder: Path, notebook: NotebookFile) -> Iterator[CheckedTimeline]:
    from stoat_nb.config import load_settings
    from stoat_nb.store import SqliteProjectStorage
    from stoat_nb.store.location import library_path
    from stoat_nb.timeline.repository import SqliteTimelineRepository

    library = library_path(folder, load_settings(folder).state_dir)
    if not library.is_file():
        return
    storage = SqliteProjectStorage(library)
    try:
        repository = SqliteTimelineRepository(storage.database)
        for name in repository.names():
            stored = repository.load(name)
            if stored is not None:
                head = Head.stored(stored)
                names = {owner.notebook for owner in _cells(head) if notebook.owns(owner.notebook)}
                if names:
                    yield CheckedTimeline(folder, name, _state(head, notebook, names))
    finally:
        storage.close()


def _cells(head: Head) -> list[CellKey]:
    owners = [owner_of(block["owner"]) for block in head.blocks]
    return [owner for owner in owners if isinstance(owner, CellKey)]


def _state(head: Head, notebook: NotebookFile, names: set[str]) -> str:
    ordered = head
    for name in sorted(names):
        ordered = ordered.ordered(name, notebook.cells)
    state = ordered.state_text()
    moved = [block["id"] for block in ordered.blocks] != [block["id"] for block in head.blocks]
    return "order_differs" if moved and state == "in_step" else state
