"""Which FFmpeg runs, where its ffprobe is, and what it can do."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code
from stoat_nb.ffmpeg.capabilities import Capabilities, probe_capabilities

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FFmpegBinary", "find_ffmpeg", "find_ffprobe"]

_FFMPEG_VARIABLE = "STOAT_FFMPEG"
_FFPROBE_VARIABLE = "STOAT_FFPROBE"


@dataclass(frozen=True, slots=True)
class _Identity:
    path: str
    size: int
    mtime_ns: int


_CAPABILITIES: dict[_Identity, Capabilities] = {}
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class FFmpegBinary:
    """An FFmpeg program and the ffprobe that goes with it.

    Parameters
    ----------
    path
        The program, with links resolved.
    ffprobe
        Its ffprobe, or ``None`` where there is none (the bundled FFmpeg comes alone).
    known
        Capabilities from elsewhere (a recording); ``None`` asks the program.
    """

    path: Path
    ffprobe: Path | None = field(default=None, compare=False)
    known: Capabilities | None = field(default=None, compare=False, repr=False)

    @property
    def capabilities(self) -> Capabilities:
        """Version, filters and encoders; asked once for each binary and kept while its file is the same."""
        if self.known is not None:
            return self.known
        try:
            facts = self.path.stat()
        except OSError as error:
            raise from_code("ffmpeg.not_found", {"path": self.path}) from error
        identity = _Identity(str(self.path), facts.st_size, facts.st_mtime_ns)
        with _LOCK:
            known = _CAPABILITIES.get(identity)
            if known is None:
                known = _CAPABILITIES[identity] = probe_capabilities(self.path)
        return known

    @property
    def version(self) -> str:
        """The version as FFmpeg writes it, such as ``9.0.2-static``."""
        return self.capabilities.version


def find_ffmpeg(
    path: str | os.PathLike[str] | None = None,
    *,
    ffprobe: str | os.PathLike[str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> FFmpegBinary:
    """Find FFmpeg: `path`, else ``STOAT_FFMPEG``, else the one that ships with imageio-ffmpeg.

    Parameters
    ----------
    path
        An explicit choice (a setting of the project): a path, or a name that is looked up in ``PATH``.
    ffprobe
        An explicit choice of its ffprobe, in the same way; else as `find_ffprobe` finds it.
    environment
        Stands in for ``os.environ``.

    Raises
    ------
    RenderError
        ``ffmpeg.not_found``. A choice that does not work is never replaced by another binary.

    Examples
    --------
    >>> find_ffmpeg().path.is_file()
    True
    """
    environment = os.environ if environment is None else environment
    wanted = os.fspath(path) if path else environment.get(_FFMPEG_VARIABLE)
    found = _executable(wanted, environment) if wanted else _bundled()
    if found is None:
        raise from_code("ffmpeg.not_found", {"path": wanted or "the imageio-ffmpeg package"})
    return FFmpegBinary(found, find_ffprobe(found, ffprobe, environment=environment))


def find_ffprobe(
    ffmpeg: Path,
    path: str | os.PathLike[str] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
) -> Path | None:
    """Find ffprobe: `path`, else ``STOAT_FFPROBE``, else beside `ffmpeg`, else in ``PATH``, else ``None``.

    Raises
    ------
    RenderError
        ``ffmpeg.not_found`` when `path` or ``STOAT_FFPROBE`` names something that cannot run.
    """
    environment = os.environ if environment is None else environment
    if wanted := os.fspath(path) if path else environment.get(_FFPROBE_VARIABLE):
        found = _executable(wanted, environment)
        if found is None:
            raise from_code("ffmpeg.not_found", {"path": wanted})
        return found
    beside = ffmpeg.with_name("ffprobe" + ffmpeg.suffix if ffmpeg.suffix == ".exe" else "ffprobe")
    return _executable(str(beside), environment) or _executable("ffprobe", environment)


def _executable(name: str, environment: Mapping[str, str]) -> Path | None:
    found = shutil.which(name, path=environment.get("PATH"))
    return Path(found).resolve() if found else None


def _bundled() -> Path | None:
    # imageio_ffmpeg.get_ffmpeg_exe() would also try conda's and the system's binaries and run each of
    # them; only the one inside the wheel is the same everywhere, which is what makes a lock reproducible.
    import importlib.util

    spec = importlib.util.find_spec("imageio_ffmpeg")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "binaries"
    for found in sorted(folder.glob("ffmpeg-*")) if folder.is_dir() else ():
        if found.is_file() and os.access(found, os.X_OK):
            return found.resolve()
    return None
