"""What one FFmpeg build can really do: version, filters, and encoders that encode a frame.

A listing is not enough: the 9.0.2 build lists h264_nvenc on machines without such a device.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Capabilities", "probe_capabilities"]

_TIMEOUT_SECONDS = 30.0
_VERSION = re.compile(r"^ffmpeg version (\S+)", re.MULTILINE)
_FILTER = re.compile(r"^ [T.][S.][C.]? +(\w+) +\S+->\S+", re.MULTILINE)
_ENCODER = re.compile(r"^ ([VAS])[F.][S.][X.][B.][D.] +([\w-]+)", re.MULTILINE)
_KINDS = {"V": "video", "A": "audio", "S": "subtitle"}
# One frame of each kind, small but large enough for every hardware encoder's lower bound.
_TEST_SOURCES = {
    "video": ("testsrc2=size=320x240:rate=25", "format=yuv420p"),
    "audio": ("sine=sample_rate=48000", "aformat=channel_layouts=stereo"),
}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The facts of one FFmpeg build.

    Parameters
    ----------
    path
        The program.
    version
        As FFmpeg writes it.
    digest
        SHA-256 of the output of ``-version``: it names the build and its configuration.
    filters
        Names of all filters.
    encoders
        Names of all listed encoders with their kind: ``video``, ``audio`` or ``subtitle``.
    """

    path: Path
    version: str
    digest: str
    filters: frozenset[str]
    encoders: dict[str, str]
    _tried: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def can_encode(self, name: str) -> bool:
        """Return whether the encoder really encodes a frame here; tried once.

        A trial that a signal or a time limit ends says nothing of the encoder: the render itself will tell,
        and the next question tries again.
        """
        kind = self.encoders.get(name)
        if kind not in _TEST_SOURCES:
            return kind is not None
        with self._lock:
            if name not in self._tried:
                works = self._try_encoder(name, *_TEST_SOURCES[kind])
                if works is None:
                    return True
                self._tried[name] = works
            return self._tried[name]

    def to_json(self) -> dict[str, object]:
        """Return the facts as plain values; of the encoders those that were tried and work."""
        return {
            "version": self.version,
            "digest": self.digest,
            "filters": sorted(self.filters),
            "encoders": sorted(name for name, works in self._tried.items() if works),
        }

    def record(self) -> dict[str, object]:
        """Return everything that `replayed` needs."""
        return {
            "path": str(self.path),
            "version": self.version,
            "digest": self.digest,
            "filters": sorted(self.filters),
            "encoders": self.encoders,
            "tried": dict(self._tried),
        }

    @classmethod
    def replayed(cls, record: Mapping[str, object]) -> Capabilities:
        """Return the capabilities of a recording, which answer without a program."""
        tried = cast("dict[str, bool]", record["tried"])
        encoders = cast("dict[str, str]", record["encoders"])
        return cls(
            path=Path(str(record["path"])),
            version=str(record["version"]),
            digest=str(record["digest"]),
            filters=frozenset(cast("list[str]", record["filters"])),
            encoders=encoders,
            _tried=dict.fromkeys(encoders, False) | tried,
        )

    def _try_encoder(self, name: str, source: str, chain: str) -> bool | None:
        kind = "v" if self.encoders[name] == "video" else "a"
        output = ["-f", "null", "-"]
        frame = ["-frames:" + kind, "1", "-c:" + kind, name]
        command = ["-f", "lavfi", "-i", source, "-filter:" + kind, chain, *frame, *output]
        try:
            code = _ask(self.path, ["-v", "error", *command]).returncode
        except subprocess.TimeoutExpired:
            return None
        return None if code < 0 else code == 0


def probe_capabilities(path: Path) -> Capabilities:
    """Ask the FFmpeg at `path` what it is and has.

    Raises
    ------
    RenderError
        ``ffmpeg.not_found`` when it does not run or is no FFmpeg.
    """
    try:
        version_text = _ask(path, ["-version"]).stdout
        filters_text = _ask(path, ["-hide_banner", "-filters"]).stdout.decode("utf-8", errors="replace")
        encoders_text = _ask(path, ["-hide_banner", "-encoders"]).stdout.decode("utf-8", errors="replace")
    except (OSError, subprocess.TimeoutExpired) as error:
        raise from_code("ffmpeg.not_found", {"path": path}) from error
    version = _VERSION.search(version_text.decode("utf-8", errors="replace"))
    if version is None:
        raise from_code("ffmpeg.not_found", {"path": path})
    return Capabilities(
        path=path,
        version=version[1],
        digest=hashlib.sha256(version_text).hexdigest(),
        filters=frozenset(_FILTER.findall(filters_text)),
        encoders={name: _KINDS[kind] for kind, name in _ENCODER.findall(encoders_text)},
    )


def _ask(path: Path, args: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # reads nothing of the user's and is bounded in time
        [str(path), *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )
