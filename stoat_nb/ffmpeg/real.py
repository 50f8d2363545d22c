"""The executor that runs FFmpeg on this machine."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code
from stoat_nb.ffmpeg.binary import FFmpegBinary, find_ffmpeg
from stoat_nb.ffmpeg.process import BoundedCapture, ChildProcess, Limits
from stoat_nb.ffmpeg.progress import ProgressParser, progress_args
from stoat_nb.ffmpeg.reasons import is_transient, shown_command
from stoat_nb.ffmpeg.result import ExecutionResult
from stoat_nb.observe.cancel import CancelToken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoat_nb.observe.progress import Progress

__all__ = ["DEFAULT_TIMEOUT_SECONDS", "RealFFmpegExecutor"]

DEFAULT_TIMEOUT_SECONDS = 3600.0
_STDERR_HEAD, _STDERR_TAIL = 64 * 1024, 256 * 1024
_STDOUT_LIMIT = 64 * 1024 * 1024
_BACKOFF_SECONDS = 0.2


class RealFFmpegExecutor:
    """Runs FFmpeg in a process group of its own and never leaves a process or a half file behind.

    Parameters
    ----------
    binary
        The FFmpeg to run: a path, a found `FFmpegBinary`, or ``None`` for `find_ffmpeg`'s choice.
    timeout_seconds
        For calls that give none of their own.
    attempts
        How often a command is started when its failure is transient (a busy file, a stale handle).
    limits
        Resource limits of every run.
    stdout_limit
        Bytes of standard output that are kept; of more, head and tail.

    Examples
    --------
    >>> executor = RealFFmpegExecutor()
    >>> executor.run(["-v", "error", "-f", "lavfi", "-i", "color=size=16x16", "-frames:v", "1",
    ...               "-f", "null", "-"]).returncode
    0
    """

    def __init__(
        self,
        binary: FFmpegBinary | str | os.PathLike[str] | None = None,
        *,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
        attempts: int = 3,
        limits: Limits | None = None,
        stdout_limit: int = _STDOUT_LIMIT,
    ) -> None:
        self._binary = binary if isinstance(binary, FFmpegBinary) else find_ffmpeg(binary)
        self._timeout_seconds = timeout_seconds
        self._attempts = max(1, attempts)
        self._limits = limits or Limits()
        self._stdout_limit = stdout_limit

    @property
    def binary(self) -> FFmpegBinary:
        """The FFmpeg that runs."""
        return self._binary

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
        """Run one command to its end; see `FFmpegExecutor.run`."""
        seconds = self._timeout_seconds if timeout is None else timeout
        deadline = time.monotonic() + seconds
        token = cancel or CancelToken()
        partial = _PartialOutputs(outputs)
        attempt = 0
        while True:
            attempt += 1
            try:
                result = self._once(
                    args,
                    stdin=stdin,
                    deadline=deadline,
                    seconds=seconds,
                    on_progress=on_progress,
                    cancel=token,
                    attempt=attempt,
                )
            except BaseException:
                partial.remove()
                raise
            if result.ok:
                return result
            partial.remove()
            if attempt >= self._attempts or not is_transient(result):
                return result
            token.wait(min(_BACKOFF_SECONDS * 2 ** (attempt - 1), max(0.0, deadline - time.monotonic())))

    def probe(self, path: str | os.PathLike[str]) -> dict[str, object]:
        """Return ffprobe's facts of `path`, from ffprobe where there is one, else from PyAV."""
        from stoat_nb.ffmpeg.ffprobe import run_ffprobe
        from stoat_nb.ffmpeg.pyav_probe import probe_with_pyav

        if self._binary.ffprobe is not None:
            return run_ffprobe(self._binary.ffprobe, path)
        return probe_with_pyav(path)

    def _once(
        self,
        args: Sequence[str],
        *,
        stdin: bytes | None,
        deadline: float,
        seconds: float,
        on_progress: Callable[[Progress], None] | None,
        cancel: CancelToken,
        attempt: int,
    ) -> ExecutionResult:
        command = (str(self._binary.path), *args)
        context = {"command": shown_command(command)}
        stdout = BoundedCapture(self._stdout_limit // 2, self._stdout_limit // 2)
        stderr = BoundedCapture(_STDERR_HEAD, _STDERR_TAIL)
        started = time.monotonic()
        if cancel.cancelled:
            raise from_code("ffmpeg.cancelled", context)
        progress = _ProgressPipe(on_progress)
        try:
            full = [command[0], *_overwrite_rule(args), *progress.options, *args]
            child = self._spawn(full, stdin, stdout, stderr, progress.write_end)
            progress.close_ours()
            forget = cancel.on_cancel(child.wake)
            try:
                with child:
                    code = _await(child, deadline, cancel)
                    if code is None:
                        child.stop()
            finally:
                forget()
        finally:
            progress.finish()
        if code is None and cancel.cancelled:
            raise from_code("ffmpeg.cancelled", context)
        if code is None:
            tail = stderr.data().decode("utf-8", errors="replace")[-1000:]
            raise from_code("ffmpeg.timeout", {**context, "timeout_seconds": seconds, "stderr": tail})
        return ExecutionResult(
            returncode=code,
            stdout=stdout.data(),
            stderr=stderr.data(),
            command=command,
            duration_seconds=time.monotonic() - started,
            stdout_dropped=stdout.dropped,
            stderr_dropped=stderr.dropped,
            attempts=attempt,
        )

    def _spawn(
        self,
        command: Sequence[str],
        stdin: bytes | None,
        stdout: BoundedCapture,
        stderr: BoundedCapture,
        write_end: int | None,
    ) -> ChildProcess:
        for attempt in range(self._attempts):
            try:
                return ChildProcess(
                    command,
                    stdin=stdin,
                    on_stdout=stdout.feed,
                    on_stderr=stderr.feed,
                    limits=self._limits,
                    extra_output=write_end,
                )
            except (FileNotFoundError, PermissionError) as error:
                raise from_code("ffmpeg.not_found", {"path": command[0]}) from error
            except BlockingIOError:  # EAGAIN: the machine has no process to give just now
                time.sleep(_BACKOFF_SECONDS * 2**attempt)
            except OSError as error:
                raise from_code(
                    "ffmpeg.not_started", {"path": command[0], "reason": error.strerror}
                ) from error
        raise from_code("ffmpeg.not_started", {"path": command[0], "reason": "no process is free"})


def _await(child: ChildProcess, deadline: float, cancel: CancelToken) -> int | None:
    """Return the exit code, or ``None`` when it was cancelled or ran out of time."""
    while True:
        remaining = deadline - time.monotonic()
        code = child.wait(max(0.0, remaining))
        if code is not None:
            return code
        if cancel.cancelled or remaining <= 0:
            return None


class _ProgressPipe:
    """A pipe of its own for progress, so that standard output stays the command's."""

    def __init__(self, report: Callable[[Progress], None] | None) -> None:
        self.options: list[str] = []
        self.write_end: int | None = None
        self._reader: threading.Thread | None = None
        if report is None or os.name != "posix":
            return
        read_end, self.write_end = os.pipe()
        self.options = progress_args(f"pipe:{self.write_end}")
        self._reader = threading.Thread(
            target=_read_progress, args=(read_end, ProgressParser(_quiet(report))), daemon=True
        )
        self._reader.start()

    def close_ours(self) -> None:
        """Close our copy of the writing end, once: its number may belong to somebody else afterwards."""
        if self.write_end is not None:
            os.close(self.write_end)
            self.write_end = None

    def finish(self) -> None:
        """Wait until everything that FFmpeg reported was handed on."""
        self.close_ours()
        if self._reader is not None:
            self._reader.join(2.0)


def _read_progress(read_end: int, parser: ProgressParser) -> None:
    with os.fdopen(read_end, "rb", buffering=0) as pipe:
        while chunk := pipe.read(4096):
            parser.feed(chunk)


def _quiet(report: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """Keep a listener's own failure away from the run."""

    def call(progress: Progress) -> None:
        with contextlib.suppress(Exception):
            report(progress)

    return call


def _overwrite_rule(args: Sequence[str]) -> list[str]:
    """Answer FFmpeg's question about an existing output, which would wait on our pipe for ever: no."""
    return [] if "-y" in args or "-n" in args else ["-n"]


class _PartialOutputs:
    """Removes what a failed command wrote, and nothing that was there before and is untouched."""

    def __init__(self, outputs: Sequence[str | os.PathLike[str]]) -> None:
        self._before = {Path(output): _state(Path(output)) for output in outputs}

    def remove(self) -> None:
        for path, before in self._before.items():
            if _state(path) != before:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns
