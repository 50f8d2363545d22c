"""The executor that tells what another does: events, metrics and spans."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg.reasons import failure, shown_command
from stoat_nb.observe.logs import logger
from stoat_nb.observe.metrics import ffmpeg_execution
from stoat_nb.observe.spans import span

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from stoat_nb.ffmpeg.binary import FFmpegBinary
    from stoat_nb.ffmpeg.executor import FFmpegExecutor
    from stoat_nb.ffmpeg.result import ExecutionResult
    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.observe.metrics import Execution
    from stoat_nb.observe.progress import Progress

__all__ = ["ObservableFFmpegExecutor", "as_kind"]

_SHOWN_CHARACTERS = 2000


def as_kind(executor: FFmpegExecutor, kind: str) -> FFmpegExecutor:
    """Return `executor` for runs of `kind`; one that is not observed stays as it is."""
    return executor.of_kind(kind) if isinstance(executor, ObservableFFmpegExecutor) else executor


class ObservableFFmpegExecutor:
    """Wraps an executor with the events ``ffmpeg.started``, ``completed``, ``failed`` and ``cancelled``.

    Parameters
    ----------
    wrapped
        The executor that does the work.
    kind
        What its runs are for, as the label of metrics and events: ``segment``, ``sound``, ``proxy``, ...
    """

    def __init__(self, wrapped: FFmpegExecutor, kind: str = "run") -> None:
        self._wrapped = wrapped
        self._kind = kind
        self._log = logger("ffmpeg")

    @property
    def binary(self) -> FFmpegBinary:
        """The FFmpeg that runs."""
        return self._wrapped.binary

    def of_kind(self, kind: str) -> ObservableFFmpegExecutor:
        """Return the same executor for runs of another kind."""
        return ObservableFFmpegExecutor(self._wrapped, kind)

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
        """Run one command, observed; see `FFmpegExecutor.run`."""
        with span("ffmpeg.run", kind=self._kind), ffmpeg_execution(self._kind) as execution:
            log = self._log.bind(kind=self._kind)
            log.info("ffmpeg.started", command=shown_command(("ffmpeg", *args))[:_SHOWN_CHARACTERS])
            started = time.monotonic()
            try:
                result = self._wrapped.run(
                    args,
                    stdin=stdin,
                    timeout=timeout,
                    on_progress=on_progress,
                    cancel=cancel,
                    outputs=outputs,
                )
            except StoatError as error:
                self._tell_error(execution, error, started)
                raise
            seconds = round(result.duration_seconds, 3)
            if result.ok:
                execution.status = "ok"
                log.info("ffmpeg.completed", seconds=seconds, attempts=result.attempts)
            else:
                cause = failure(result)
                log.warning(
                    "ffmpeg.failed",
                    seconds=seconds,
                    returncode=result.returncode,
                    code=cause.code,
                    reason=cause.message,
                )
            return result

    def probe(self, path: str | os.PathLike[str]) -> dict[str, object]:
        """Probe a file, observed under the kind ``probe``."""
        with span("ffmpeg.probe"), ffmpeg_execution("probe") as execution:
            started = time.monotonic()
            try:
                facts = self._wrapped.probe(path)
            except StoatError as error:
                self._tell_error(execution, error, started)
                raise
            execution.status = "ok"
            return facts

    def _tell_error(self, execution: Execution, error: StoatError, started: float) -> None:
        seconds = round(time.monotonic() - started, 3)
        if error.code == "ffmpeg.cancelled":
            execution.status = "cancelled"
            self._log.info("ffmpeg.cancelled", kind=self._kind, seconds=seconds)
            return
        execution.status = "timeout" if error.code == "ffmpeg.timeout" else "failed"
        self._log.warning(
            "ffmpeg.failed", kind=self._kind, seconds=seconds, code=error.code, reason=error.message
        )
