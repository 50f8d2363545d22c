"""What one run of FFmpeg left behind."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ExecutionResult"]

_FAILURES_OF_CODE_0 = (b"already exists. Exiting", b"Error writing trailer", b"No space left on device")


@dataclass(frozen=True, slots=True)
class ExecutionResult:
    """The outcome of a command that ended by itself, well or badly.

    Parameters
    ----------
    returncode
        The exit code; negative is the signal that ended it. 0 does not prove a good file.
    stdout, stderr
        What was captured. Of more than the executor's limit the head and the tail are kept.
    command
        The program and its arguments.
    duration_seconds
        Wall time of the last attempt.
    stdout_dropped, stderr_dropped
        How many bytes were left out of the middle of each.
    attempts
        How often it was started; more than 1 after transient failures.
    """

    returncode: int
    stdout: bytes
    stderr: bytes
    command: tuple[str, ...]
    duration_seconds: float
    stdout_dropped: int = 0
    stderr_dropped: int = 0
    attempts: int = 1

    @property
    def ok(self) -> bool:
        """Whether FFmpeg itself reported no failure.

        FFmpeg 9 exits with 0 when it leaves an existing file alone, and 5.1 when a full disk does not take
        the end of a file, so its words count as well.
        """
        return self.returncode == 0 and not any(word in self.stderr[-4096:] for word in _FAILURES_OF_CODE_0)

    @property
    def stderr_text(self) -> str:
        """The captured messages as text; bytes that are not UTF-8 are replaced."""
        return self.stderr.decode("utf-8", errors="replace")
