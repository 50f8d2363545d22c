"""Which files a person means by the files and folders that they name."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stoat_nb.errors import StoatError, from_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoat_nb.library.roots import MediaRoots, Place, PlaceFinder

MEDIA_SUFFIXES = frozenset(
    [
        ".mp4",
        ".m4v",
        ".mov",
        ".qt",
        ".mkv",
        ".webm",
        ".avi",
        ".mpg",
        ".mpeg",
        ".m2v",
        ".ts",
        ".mts",
        ".m2ts",
        ".mxf",
        ".flv",
        ".ogv",
        ".wmv",
        ".asf",
        ".3gp",
        ".3g2",
        ".dv",
        ".y4m",
        ".wav",
        ".mp3",
        ".flac",
        ".aac",
        ".m4a",
        ".ogg",
        ".oga",
        ".opus",
        ".wma",
        ".aif",
        ".aiff",
        ".ac3",
        ".mka",
        ".caf",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".webp",
        ".avif",
        ".heic",
    ]
)
"""What is taken from a folder; a file that is named itself is always looked into."""


class Found(NamedTuple):
    """A file that may be looked into: its real path, its place, bytes, and modification time."""

    path: Path
    place: Place
    size: int
    modified_ns: int


class Refused(NamedTuple):
    """A file that may not be read, with the reason."""

    path: Path
    error: StoatError


def scan(paths: Iterable[str | os.PathLike[str]], roots: MediaRoots) -> Iterator[Found | Refused]:
    """Yield the files that `paths` name or hold, each once, in order of their names.

    Hidden files and the library's own are passed over in folders. Links are followed; a folder is
    entered once, so that circles end.
    """
    entered: set[Path] = set()
    seen: set[Path] = set()
    finder = roots.finder()
    for path in paths:
        start = Path(path).expanduser()
        found = _folder(start, finder, entered) if start.is_dir() else [_file(start, finder)]
        for item in found:
            if item.path not in seen:
                seen.add(item.path)
                yield item


def _folder(folder: Path, finder: PlaceFinder, entered: set[Path]) -> Iterator[Found | Refused]:
    real = folder.resolve()
    if real in entered:
        return
    entered.add(real)
    try:
        finder.refuse_own(real)
        with os.scandir(real) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except StoatError:
        return
    except OSError as error:
        yield Refused(real, from_code("store.unreachable", {"path": real, "reason": error.strerror or error}))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir():
            yield from _folder(path, finder, entered)
        elif path.suffix.lower() in MEDIA_SUFFIXES:
            yield _file(path, finder, entry)


def _file(path: Path, finder: PlaceFinder, entry: os.DirEntry[str] | None = None) -> Found | Refused:
    try:
        str(path).encode("utf-8")
        real = path if entry is not None and not entry.is_symlink() else path.resolve()
        status = real.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device would be waited for without end
            return Refused(real, from_code("media.not_a_file", {"path": real}))
        return Found(real, finder.place(real, status), status.st_size, status.st_mtime_ns)
    except UnicodeEncodeError as error:
        shown = os.fsencode(path).decode("utf-8", "replace")
        return Refused(
            path, from_code("library.record_invalid", {"reason": f"{shown} is not UTF-8 ({error.reason})"})
        )
    except FileNotFoundError:
        return Refused(path, from_code("library.path_missing", {"path": path}))
    except OSError as error:
        return Refused(
            path, from_code("store.unreachable", {"path": path, "reason": error.strerror or error})
        )
    except StoatError as error:
        return Refused(path, error)
