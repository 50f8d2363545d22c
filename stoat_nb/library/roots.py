"""Media roots: the named folders under which footage lies, bound anew on each machine.

A path is stored relative to its root. Every path is resolved, links included, and must end up under a
root; the library's own files are never footage.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stoat_nb.store import ProjectStorage

DATA_FOLDER = "stoat-data"
"""The folder of a project that holds what stoat-nb makes; never hidden, since Jupyter refuses hidden paths."""


class Place(NamedTuple):
    """Where a medium lies: the name of its root, and its path under it with ``/`` between folders."""

    root: str
    path: str


class MediaRoots:
    """The media roots of one project on this machine.

    Parameters
    ----------
    storage
        Where the names and last known folders are kept.
    project
        The project's folder, which relative folders count from.
    bound
        Folders that this machine binds by settings or ``STOAT_ROOT_<NAME>``; they win.
    """

    def __init__(
        self, storage: ProjectStorage, project: Path, bound: Mapping[str, Path] | None = None
    ) -> None:
        self._storage = storage
        self._project = project.resolve()
        self._bound = dict(bound or {})

    def names(self) -> list[str]:
        """Return the names of all roots, sorted."""
        return sorted(self._storage.roots())

    def folder(self, name: str) -> Path:
        """Return the folder that `name` stands for on this machine, resolved.

        Raises
        ------
        NotFoundError
            ``library.root_unbound``: it is not there.
        """
        stored = self._storage.roots().get(name)
        bound = self._bound.get(name)
        folder = bound if bound is not None else stored and self._project / stored
        if not folder or not Path(folder).is_dir():
            raise from_code("library.root_unbound", {"name": name, "variable": name.upper()})
        return Path(folder).resolve()

    def file(self, place: tuple[str, str]) -> Path:
        """Return the real path of a stored place.

        Raises
        ------
        NotFoundError
            ``library.root_unbound``, ``library.path_missing``.
        ValidationError
            ``library.outside_roots``: a link leads out of the root; ``library.own_file``.
        """
        name, path = place
        folder = self.folder(name)
        real = (folder / path).resolve()
        if not real.is_relative_to(folder):
            raise from_code("library.outside_roots", {"path": real})
        if not real.is_file():
            raise from_code("library.path_missing", {"path": real})
        self.refuse_own(real)
        return real

    def place(self, path: str | os.PathLike[str]) -> Place:
        """Return the place of a path: under the root that holds it most closely.

        Raises
        ------
        NotFoundError
            ``library.path_missing``.
        ValidationError
            ``library.outside_roots``, ``library.own_file``.
        """
        real = Path(path).expanduser().resolve()
        if not real.exists():
            raise from_code("library.path_missing", {"path": path})
        return self.finder().place(real)

    def finder(self) -> PlaceFinder:
        """Return what places many paths quickly: the roots and own files of this moment."""
        return PlaceFinder(self.folders(), self._project / DATA_FOLDER, self._own_files())

    def folders(self) -> dict[str, Path]:
        """Return the roots that are there on this machine, with their folders."""
        found: dict[str, Path] = {}
        for name, stored in self._storage.roots().items():
            folder = self._bound.get(name, self._project / stored)
            if folder.is_dir():
                found[name] = folder.resolve()
        return found

    def ensure(self, path: str | os.PathLike[str], name: str | None = None) -> str | None:
        """Make sure that a file or folder lies under a root; return the name of the root added for it, if any.

        Raises
        ------
        NotFoundError
            ``library.path_missing``.
        ValidationError
            ``library.root_invalid``, ``library.own_file``.
        """
        real = Path(path).expanduser().resolve()
        if not real.exists():
            raise from_code("library.path_missing", {"path": path})
        self.refuse_own(real)
        if name is None and any(real.is_relative_to(folder) for folder in self.folders().values()):
            return None
        for bound, where in self._bound.items():
            if name in (None, bound) and where.is_dir() and real.is_relative_to(where.resolve()):
                return self.add(where, bound)
        folder = real if real.is_dir() else real.parent
        if folder == Path(folder.anchor):
            raise from_code(
                "library.root_invalid", {"name": folder, "reason": "the whole file system is too much"}
            )
        return self.add(folder, name)

    def add(self, folder: str | os.PathLike[str], name: str | None = None) -> str:
        """Add a root and return its name; without one, a free name is made of the folder's.

        Raises
        ------
        ValidationError
            ``library.root_invalid``.
        """
        real = Path(folder).expanduser().resolve()
        known = self._storage.roots()
        chosen = name if name is not None else _free_name(real.name, known)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", chosen):
            raise from_code(
                "library.root_invalid", {"name": chosen, "reason": "it is not a plain lower-case name"}
            )
        if not real.is_dir():
            raise from_code("library.root_invalid", {"name": chosen, "reason": f"{real} is not a folder"})
        inside = real.is_relative_to(self._project)
        self._storage.set_root(chosen, real.relative_to(self._project).as_posix() if inside else str(real))
        return chosen

    def refuse_own(self, real: Path) -> None:
        """Raise ``library.own_file`` when a resolved path is part of the library itself.

        Reading the live database in this process would drop its locks.
        """
        self.finder().refuse_own(real)

    def _own_files(self) -> list[Path]:
        database = self._storage.database
        if database.in_memory:
            return []
        return [
            database.path.with_name(database.path.name + tail) for tail in ("", "-wal", "-shm", "-journal")
        ]


class PlaceFinder:
    """Places real paths under the roots of one moment."""

    def __init__(self, folders: Mapping[str, Path], data: Path, own_files: Iterable[Path]) -> None:
        deepest_first = sorted(folders.items(), key=lambda item: len(item[1].parts), reverse=True)
        self._folders = [(name, str(folder).rstrip(os.sep) + os.sep) for name, folder in deepest_first]
        self._data = str(data) + os.sep
        self._own_paths = {str(path) for path in own_files}
        self._own_inodes = {inode for path in own_files if (inode := _inode(path)) is not None}

    def place(self, real: Path, status: os.stat_result | None = None) -> Place:
        """Return the place of a resolved path; `status` spares a stat of it."""
        self.refuse_own(real, status)
        text = str(real)
        for name, folder in self._folders:
            if text.startswith(folder):
                return Place(name, text[len(folder) :].replace(os.sep, "/"))
        raise from_code("library.outside_roots", {"path": real})

    def refuse_own(self, real: Path, status: os.stat_result | None = None) -> None:
        """Raise ``library.own_file`` for the library's own, also through a hard link; nothing is opened."""
        inode = (status.st_dev, status.st_ino) if status is not None else _inode(real)
        text = str(real)
        own = text in self._own_paths or inode in self._own_inodes or (text + os.sep).startswith(self._data)
        if own:
            raise from_code("library.own_file", {"path": real})


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _free_name(folder: str, known: Mapping[str, str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", folder.lower()).strip("_") or "media"
    plain = plain if plain[0].isalpha() else f"media_{plain}"
    name, count = plain, 1
    while name in known:
        count += 1
        name = f"{plain}_{count}"
    return name
