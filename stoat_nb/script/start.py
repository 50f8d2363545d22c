"""``st.open``: opening a project also tells the cells of this notebook apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoat_nb.api.opening import open_project
from stoat_nb.script.cells import watch_cells
from stoat_nb.timeline import key

if TYPE_CHECKING:
    import os

    from stoat_nb.api.project import Project
    from stoat_nb.ffmpeg import FFmpegExecutor
    from stoat_nb.store import ProjectStorage

__all__ = ["open"]


def open(  # noqa: A001 - the name a person writes is st.open
    path: str | os.PathLike[str],
    *,
    create: bool = True,
    storage: ProjectStorage | None = None,
    executor: FFmpegExecutor | None = None,
) -> Project:
    """Open the project in the folder `path`; a folder is one project, however often it is opened.

    In a notebook each cell's edits are then its own: running it again replaces them.

    Parameters
    ----------
    path
        The project's folder.
    create
        Whether it is made when there is none.
    storage
        Where the project is kept instead of its own file, such as ``MemoryProjectStorage()``.
    executor
        What runs FFmpeg instead of the bundled one.

    Raises
    ------
    NotFoundError
        ``project.not_found``: there is none, and `create` is false.
    ValidationError
        ``project.path_invalid``, ``config.invalid``.

    Examples
    --------
    >>> import tempfile, stoat_nb as st
    >>> project = st.open(tempfile.mkdtemp(suffix="holiday"))
    >>> project.timeline("rough cut")
    Timeline('rough cut', 0 clips, 00:00:00:00)
    >>> project.close()
    """
    watch_cells()
    _widgets_act_as_hand()
    return open_project(path, create=create, storage=storage, executor=executor)


def _widgets_act_as_hand() -> None:
    from stoat_nb.widgets import set_hand_scope

    set_hand_scope(lambda: key.acting(key.HAND))
