"""Opening a project: its folder, its library, and what holds them together."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    import os

    from stoat_nb.api.project import Project
    from stoat_nb.ffmpeg import FFmpegExecutor
    from stoat_nb.store import ProjectStorage

__all__ = ["forget", "open_project", "open_projects"]

_SETTINGS_TEXT = """\
# Settings of this stoat-nb project; every key can also be set as STOAT_<KEY> in the environment.
# ffmpeg = "/usr/bin/ffmpeg"
# [roots]
# footage = "/mnt/footage"
"""

# A folder is one project in this process, however often it is opened.
_open: dict[Path, Project] = {}
_lock = threading.RLock()


def open_project(
    path: str | os.PathLike[str],
    *,
    create: bool = True,
    storage: ProjectStorage | None = None,
    executor: FFmpegExecutor | None = None,
) -> Project:
    """Open the project in the folder `path`.

    Parameters
    ----------
    path
        The project's folder.
    create
        Whether it is made when there is none.
    storage
        Where the project is kept instead of ``stoat-data/library.sqlite3``, such as ``MemoryProjectStorage()``.
    executor
        What runs FFmpeg instead of the bundled one.

    Raises
    ------
    NotFoundError
        ``project.not_found``: there is none, and `create` is false.
    ValidationError
        ``project.path_invalid``, ``config.invalid``.
    """
    folder = Path(path).expanduser().resolve()
    with _lock:
        known = _open.get(folder)
        if known is not None and storage is None and executor is None:
            return known
        project = _opened(folder, create=create, storage=storage, executor=executor)
        if storage is None and executor is None:
            _open[folder] = project
        return project


def open_projects() -> list[Project]:
    """Return the projects that are open in this process."""
    with _lock:
        return list(_open.values())


def forget(project: Project) -> None:
    """Let the next opening of its folder make a new object."""
    with _lock:
        if _open.get(project.folder) is project:
            del _open[project.folder]


@atexit.register
def _close_all() -> None:
    """Close what is open when the kernel ends, so that the library's log is folded into its file."""
    for project in open_projects():
        with contextlib.suppress(Exception):
            project.close()


def _opened(
    folder: Path, *, create: bool, storage: ProjectStorage | None, executor: FFmpegExecutor | None
) -> Project:
    from stoat_nb.api.project import Project
    from stoat_nb.config import SETTINGS_FILE, load_settings
    from stoat_nb.library import SqliteVideoRepository
    from stoat_nb.library.roots import MediaRoots
    from stoat_nb.timeline.repository import SqliteTimelineRepository
    from stoat_nb.timeline.timelines import Timelines

    if folder.exists() and not folder.is_dir():
        raise from_code("project.path_invalid", {"path": folder, "reason": "it is a file"})
    if storage is None and not create and not (folder / SETTINGS_FILE).is_file():
        raise from_code("project.not_found", {"path": folder})
    settings = load_settings(folder)
    if (
        "log_level" in settings.model_fields_set
    ):  # unasked, the logging of the person's own program stays as it is
        from stoat_nb.observe import configure_logging

        configure_logging(settings.log_level)
    if storage is None:
        _make_folder(folder)
        storage = _storage_of(folder, settings.state_dir)
    return Project(
        folder,
        storage,
        SqliteVideoRepository(storage.database),
        Timelines(SqliteTimelineRepository(storage.database)),
        MediaRoots(storage, folder, settings.roots),
        settings,
        executor,
    )


def _make_folder(folder: Path) -> None:
    from stoat_nb.config import SETTINGS_FILE

    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / SETTINGS_FILE).exists():
            (folder / SETTINGS_FILE).write_text(_SETTINGS_TEXT, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise from_code("project.path_invalid", {"path": folder, "reason": reason}) from error


def _storage_of(folder: Path, state_dir: Path | None) -> ProjectStorage:
    from stoat_nb.api.headless import copy_of_library
    from stoat_nb.store import SqliteProjectStorage
    from stoat_nb.store.location import library_path

    library = copy_of_library(folder, library_path(folder, state_dir))
    library.parent.mkdir(parents=True, exist_ok=True)
    return SqliteProjectStorage(library)
