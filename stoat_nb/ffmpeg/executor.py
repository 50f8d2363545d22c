"""The one door through which stoat-nb runs FFmpeg, and the way to turn its failures into errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from stoat_nb.errors import from_code
from stoat_nb.ffmpeg.reasons import failure

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from stoat_nb.ffmpeg.binary import FFmpegBinary
    from stoat_nb.ffmpeg.result import ExecutionResult
    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.observe.progress import Progress

__all__ = ["FFmpegExecutor", "run_checked"]


@runtime_checkable
class FFmpegExecutor(Protocol):
    """Runs FFmpeg commands and probes files. Safe to use from many threads at once."""

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
        """Run one command to its end.

        Parameters
        ----------
        args
            The arguments without the program's name.
        stdin
            Bytes for FFmpeg's standard input.
        timeout
            Seconds until it is stopped; ``None`` takes the executor's default.
        on_progress
            Called with the count of written frames, from another thread, in order.
        cancel
            Stops the run when it is cancelled.
        outputs
            The files that the command writes. They are removed unless it exits with 0.

        Returns
        -------
        ExecutionResult
            Also of a command that failed: look at `returncode`, or use `run_checked`.

        Raises
        ------
        StoatError
            ``ffmpeg.not_found``, ``ffmpeg.timeout``, ``ffmpeg.cancelled``.
        """
        ...

    def probe(self, path: str | os.PathLike[str]) -> dict[str, object]:
        """Return what ``ffprobe -show_format -show_streams`` says of `path`, as its JSON.

        Raises
        ------
        StoatError
            The codes of `stoat_nb.media.probe`.
        """
        ...

    @property
    def binary(self) -> FFmpegBinary:
        """The FFmpeg that runs, with its version and capabilities."""
        ...


def run_checked(
    executor: FFmpegExecutor,
    args: Sequence[str],
    *,
    stdin: bytes | None = None,
    timeout: float | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
    outputs: Sequence[str | os.PathLike[str]] = (),
) -> ExecutionResult:
    """Run one command through `executor` and raise when FFmpeg reports a failure.

    Takes what `FFmpegExecutor.run` takes.

    Raises
    ------
    StoatError
        The code that fits FFmpeg's messages (``ffmpeg.failed`` when none does), with the file's name,
        the command and the end of the messages in its context.
    """
    result = executor.run(
        args, stdin=stdin, timeout=timeout, on_progress=on_progress, cancel=cancel, outputs=outputs
    )
    if not result.ok:
        raise failure(result)
    if result.stdout_dropped:
        raise from_code(
            "ffmpeg.output_too_large",
            {"bytes": len(result.stdout) + result.stdout_dropped, "limit": len(result.stdout)},
        )
    return result
