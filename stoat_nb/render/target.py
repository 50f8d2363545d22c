"""Where a film may be written, and how it gets there without harming what is there already."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Target", "storage_error"]


class Target:
    """The file that a render will become.

    Parameters
    ----------
    output
        Its path.
    protected
        Files that are never overwritten: all footage.
    own
        Films that earlier renders wrote; they are replaced.
    overwrite
        Whether a foreign file is replaced as well.

    Raises
    ------
    StoatError
        ``render.path_invalid``, ``render.protected``, ``render.file_exists``, ``render.read_only``.
    """

    def __init__(
        self,
        output: str | os.PathLike[str],
        *,
        protected: Collection[str | os.PathLike[str]],
        own: Collection[str | os.PathLike[str]],
        overwrite: bool,
    ) -> None:
        self.path: Path = Path(output).expanduser().absolute()
        if self.path.suffix.lower() != ".mp4":
            raise _invalid(self.path, "films are MP4 files")
        folder = self.path.parent
        if not folder.is_dir():
            raise _invalid(self.path, f"there is no folder {folder}")
        if self.path.is_dir():
            raise _invalid(self.path, "it is a folder")
        if any(_same_file(self.path, Path(source)) for source in protected):
            raise from_code("render.protected", {"path": self.path})
        if (
            self.path.exists()
            and not overwrite
            and not any(_same_file(self.path, Path(film)) for film in own)
        ):
            raise from_code("render.file_exists", {"path": self.path})
        self.partial: Path = folder / f"{self.path.stem[:80]}.part-{secrets.token_hex(4)}.mp4"
        self._try_to_write()

    def _try_to_write(self) -> None:
        try:
            self.partial.touch(exist_ok=False)
            self.partial.unlink()
        except OSError as error:
            raise storage_error(error, self.path.parent) from error

    def publish(self) -> None:
        """Give the proven film its name; on disk before it replaces anything."""
        with self.partial.open("rb+") as file:
            os.fsync(file.fileno())
        self.partial.replace(self.path)

    def discard(self) -> None:
        """Remove what is not proven."""
        self.partial.unlink(missing_ok=True)


def storage_error(error: OSError, folder: Path) -> Exception:
    """Return the render's own error for a folder that is full or cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return from_code("render.disk_full", {"folder": folder})
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return from_code("render.read_only", {"folder": folder})
    return _invalid(folder, error.strerror or str(error))


def _invalid(path: Path, reason: str) -> Exception:
    return from_code("render.path_invalid", {"path": path, "reason": reason})


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.expanduser().absolute().resolve()
