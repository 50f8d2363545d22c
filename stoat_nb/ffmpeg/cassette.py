"""Recorded runs of FFmpeg, matched by their arguments wherever the files lie."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from stoat_nb.ffmpeg.result import ExecutionResult

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cassette", "Folders", "Json", "Recording", "key_of", "pack_result", "unpack_result"]

_VERSION = 1
_INLINE_BYTES = 32 * 1024
Json = dict[str, object]


class Folders:
    """Folders of one command as ``{0}``, ``{1}``, in the order they appear; file names stay.

    Examples
    --------
    >>> folders = Folders()
    >>> folders.hide("file:/tmp/a/in.mp4"), folders.hide("/tmp/b/out.mp4"), folders.hide("25")
    ('file:{0}/in.mp4', '{1}/out.mp4', '25')
    >>> folders.show("{1}/out.mp4")
    '/tmp/b/out.mp4'
    """

    def __init__(self) -> None:
        self._known: list[str] = []

    def hide(self, argument: str) -> str:
        """Return an argument with its folder replaced when it is a path from the root."""
        prefix, path = ("file:", argument[5:]) if argument.startswith("file:") else ("", argument)
        if not Path(path).is_absolute():
            return argument
        folder, name = os.path.split(path)
        if folder not in self._known:
            self._known.append(folder)
        return f"{prefix}{{{self._known.index(folder)}}}/{name}"

    def hide_in(self, text: str) -> str:
        """Replace the folders wherever a message names them, the longest first."""
        for folder in sorted(self._known, key=len, reverse=True):
            text = text.replace(f"{folder}/", f"{{{self._known.index(folder)}}}/")
        return text

    def show(self, text: str) -> str:
        """Put the folders back."""
        for index, folder in enumerate(self._known):
            text = text.replace(f"{{{index}}}/", f"{folder}/")
        return text


@dataclass(slots=True)
class Recording:
    """One run: what was asked, and what came of it."""

    args: list[str]
    stdin: str | None
    result: Json | None = None
    error: Json | None = None
    progress: list[Json] = field(default_factory=list)
    outputs: list[Json] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, ...]:
        """What a command is matched by."""
        return (*self.args, f"stdin={self.stdin}")


def key_of(args: Sequence[str], stdin: bytes | None, folders: Folders) -> Recording:
    """Return an empty recording of a command, with its folders hidden and noted in `folders`."""
    digest = None if stdin is None else hashlib.sha256(stdin).hexdigest()
    return Recording([folders.hide(str(argument)) for argument in args], digest)


@dataclass(slots=True)
class Cassette:
    """All recordings of one file; large outputs lie beside it under the hash of their content."""

    path: Path
    recordings: list[Recording] = field(default_factory=list)
    probes: list[Json] = field(default_factory=list)
    capabilities: Json | None = None

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Cassette:
        """Read a cassette.

        Raises
        ------
        OSError, ValueError
            It cannot be read, or was written by another version.
        """
        data = json.loads(Path(path).read_text("utf-8"))
        if data.get("v") != _VERSION:
            msg = f"{path} is a cassette of version {data.get('v')}, not {_VERSION}"
            raise ValueError(msg)
        recordings = [Recording(**each) for each in data["recordings"]]
        return cls(Path(path), recordings, data["probes"], data["capabilities"])

    def save(self) -> None:
        """Write the cassette; a reader never sees half of it."""
        data = {
            "v": _VERSION,
            "capabilities": self.capabilities,
            "recordings": [
                {name: getattr(each, name) for name in Recording.__dataclass_fields__}
                for each in self.recordings
            ],
            "probes": self.probes,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        half = self.path.with_name(self.path.name + ".part")
        half.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
        half.replace(self.path)

    def keep_output(self, recording: Recording, output: Path, folders: Folders) -> None:
        """Note a file that the command wrote, with its content."""
        if not output.is_file():
            return
        content = output.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        kept: Json = {"path": folders.hide(str(output)), "sha256": digest, "size": len(content)}
        if len(content) <= _INLINE_BYTES:
            kept["bytes"] = base64.b64encode(content).decode()
        else:
            beside = self._beside(digest)
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(content)
        recording.outputs.append(kept)

    def write_outputs(self, recording: Recording, folders: Folders) -> None:
        """Write the recorded files again."""
        for kept in recording.outputs:
            inline = kept.get("bytes")
            content = (
                self._beside(str(kept["sha256"])).read_bytes()
                if inline is None
                else base64.b64decode(str(inline))
            )
            Path(folders.show(str(kept["path"]))).write_bytes(content)

    def _beside(self, digest: str) -> Path:
        return self.path.with_name(self.path.name + ".outputs") / digest


def pack_result(result: ExecutionResult, folders: Folders) -> Json:
    """Return a result as plain values, with folders hidden in the messages."""
    return {
        "returncode": result.returncode,
        "stdout": base64.b64encode(result.stdout).decode(),
        "stderr": folders.hide_in(result.stderr_text),
        "duration_seconds": result.duration_seconds,
        "stdout_dropped": result.stdout_dropped,
        "stderr_dropped": result.stderr_dropped,
        "attempts": result.attempts,
    }


def unpack_result(packed: Json, command: tuple[str, ...], folders: Folders) -> ExecutionResult:
    """Return the result of a replayed command."""
    numbers = cast("dict[str, int]", packed)
    return ExecutionResult(
        returncode=numbers["returncode"],
        stdout=base64.b64decode(str(packed["stdout"])),
        stderr=folders.show(str(packed["stderr"])).encode(),
        command=command,
        duration_seconds=float(numbers["duration_seconds"]),
        stdout_dropped=numbers["stdout_dropped"],
        stderr_dropped=numbers["stderr_dropped"],
        attempts=numbers["attempts"],
    )
