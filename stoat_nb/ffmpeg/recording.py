"""The executor that runs through another and keeps everything for a replay."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg.cassette import Cassette, Folders, key_of, pack_result

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from stoat_nb.ffmpeg.binary import FFmpegBinary
    from stoat_nb.ffmpeg.cassette import Recording
    from stoat_nb.ffmpeg.executor import FFmpegExecutor
    from stoat_nb.ffmpeg.result import ExecutionResult
    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.observe.progress import Progress

__all__ = ["RecordingFFmpegExecutor"]


class RecordingFFmpegExecutor:
    """Runs through `wrapped` and writes a cassette for `FakeFFmpegExecutor`.

    Use it in a ``with`` block, or call `save` at the end.

    Parameters
    ----------
    wrapped
        The executor that does the work.
    cassette
        The file to write.
    """

    def __init__(self, wrapped: FFmpegExecutor, cassette: str | os.PathLike[str]) -> None:
        self._wrapped = wrapped
        self._cassette = Cassette(Path(cassette))
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.save()

    @property
    def binary(self) -> FFmpegBinary:
        """The FFmpeg that runs."""
        return self._wrapped.binary

    def save(self) -> None:
        """Write the cassette."""
        with self._lock:
            self._cassette.capabilities = self._wrapped.binary.capabilities.record()
            self._cassette.save()

    def run(
        self,
        args: Sequence[str],
        *,
        stdin: bytes | None = None,
        timeout: float | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        cancel: CancelToken | None = None,
        outputs: Sequence[str | os.PathLike[str]] = (),
    ) -> ExecutionResult:
        """Run one command and record it; see `FFmpegExecutor.run`. Errors are recorded as well."""
        folders = Folders()
        recording = key_of(args, stdin, folders)

        def report(progress: Progress) -> None:
            recording.progress.append({"done": progress.done, "speed": progress.speed})
            if on_progress is not None:
                on_progress(progress)

        try:
            result = self._wrapped.run(
                args, stdin=stdin, timeout=timeout, on_progress=report, cancel=cancel, outputs=outputs
            )
        except StoatError as error:
            context = {name: folders.hide_in(value) for name, value in error.context.items()}
            recording.error = {"code": error.code, "context": context}
            self._keep(recording)
            raise
        recording.result = pack_result(result, folders)
        for output in outputs:
            self._cassette.keep_output(recording, Path(output), folders)
        self._keep(recording)
        return result

    def probe(self, path: str | os.PathLike[str]) -> dict[str, object]:
        """Probe through the wrapped executor and record the facts or the error."""
        name = Path(path).name
        try:
            facts = self._wrapped.probe(path)
        except StoatError as error:
            with self._lock:
                self._cassette.probes.append(
                    {"name": name, "error": {"code": error.code, "context": error.context}}
                )
            raise
        with self._lock:
            self._cassette.probes.append({"name": name, "facts": facts})
        return facts

    def _keep(self, recording: Recording) -> None:
        with self._lock:
            self._cassette.recordings.append(recording)
