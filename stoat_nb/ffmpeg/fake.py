"""The executor that runs nothing: it answers from a cassette and refuses what it does not know."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, cast

from stoat_nb.errors import from_code
from stoat_nb.ffmpeg.binary import FFmpegBinary
from stoat_nb.ffmpeg.capabilities import Capabilities
from stoat_nb.ffmpeg.cassette import Cassette, Folders, key_of, unpack_result
from stoat_nb.ffmpeg.reasons import shown_command
from stoat_nb.observe.progress import Progress

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from stoat_nb.ffmpeg.cassette import Json, Recording
    from stoat_nb.ffmpeg.result import ExecutionResult
    from stoat_nb.observe.cancel import CancelToken

__all__ = ["FakeFFmpegExecutor"]


class FakeFFmpegExecutor:
    """Replays what `RecordingFFmpegExecutor` wrote, with its output files.

    A command is matched by its arguments and its standard input, whatever folders its files lie in. The
    same command recorded several times gives its outcomes in their order, and then the last one again.

    Parameters
    ----------
    cassette
        The file, or one that is loaded.
    """

    def __init__(self, cassette: Cassette | str | os.PathLike[str]) -> None:
        self._cassette = cassette if isinstance(cassette, Cassette) else Cassette.load(cassette)
        self._lock = threading.Lock()
        self._played: dict[tuple[str, ...], int] = {}
        self._by_key: dict[tuple[str, ...], list[Recording]] = {}
        for recording in self._cassette.recordings:
            self._by_key.setdefault(recording.key, []).append(recording)

    @property
    def binary(self) -> FFmpegBinary:
        """The FFmpeg that was recorded."""
        known = Capabilities.replayed(self._cassette.capabilities or {})
        return FFmpegBinary(known.path, known=known)

    @property
    def unplayed(self) -> list[str]:
        """The recorded commands that nobody asked for yet."""
        with self._lock:
            return [
                shown_command(tuple(recordings[0].args))
                for key, recordings in self._by_key.items()
                if self._played.get(key, 0) < len(recordings)
            ]

    def run(
        self,
        args: Sequence[str],
        *,
        stdin: bytes | None = None,
        timeout: float | None = None,  # noqa: ARG002 - a replay takes no time
        on_progress: Callable[[Progress], None] | None = None,
        cancel: CancelToken | None = None,
        outputs: Sequence[str | os.PathLike[str]] = (),  # noqa: ARG002 - the recording knows them
    ) -> ExecutionResult:
        """Answer from the cassette; see `FFmpegExecutor.run`.

        Raises
        ------
        StoatError
            ``ffmpeg.unknown_recording``, ``ffmpeg.cancelled``, and what was recorded.
        """
        folders = Folders()
        recording = self._next(key_of(args, stdin, folders))
        if recording.error is not None:
            raise _error(recording.error, folders)
        if cancel is not None and cancel.cancelled:
            raise from_code("ffmpeg.cancelled", {"command": shown_command(tuple(args))})
        self._cassette.write_outputs(recording, folders)
        report = on_progress or _ignore
        for step in recording.progress:
            report(Progress(cast("int", step["done"]), speed=cast("float | None", step["speed"])))
        command = (str(self.binary.path), *args)
        return unpack_result(cast("Json", recording.result), command, folders)

    def probe(self, path: str | os.PathLike[str]) -> dict[str, object]:
        """Return the recorded facts of a file of that name.

        Raises
        ------
        StoatError
            ``ffmpeg.unknown_recording``, and what was recorded.
        """
        for probe in self._cassette.probes:
            if probe["name"] == Path(path).name:
                if "error" in probe:
                    raise _error(cast("Json", probe["error"]), Folders())
                return cast("Json", probe["facts"])
        raise from_code("ffmpeg.unknown_recording", {"command": f"ffprobe {path}"})

    def _next(self, asked: Recording) -> Recording:
        with self._lock:
            known = self._by_key.get(asked.key)
            if known is None:
                raise from_code("ffmpeg.unknown_recording", {"command": shown_command(tuple(asked.args))})
            turn = self._played.get(asked.key, 0)
            self._played[asked.key] = turn + 1
            return known[min(turn, len(known) - 1)]


def _ignore(progress: Progress) -> None:
    """Stand in for a listener that nobody gave."""


def _error(packed: Json, folders: Folders) -> Exception:
    context = cast("dict[str, str]", packed["context"])
    return from_code(str(packed["code"]), {name: folders.show(value) for name, value in context.items()})
