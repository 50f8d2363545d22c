"""A child process in a group of its own: drained, bounded, and gone when we say so."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["BoundedCapture", "ChildProcess", "Limits"]

_CHUNK = 64 * 1024
_POSIX = os.name == "posix"
# How long a stopping child gets at each step before the next, harder one.
_GRACE_QUIT_SECONDS = 3.0
_GRACE_TERM_SECONDS = 2.0
_TERM_COUNT = 4  # FFmpeg 7.0 needs four before it gives up at once


@dataclass(frozen=True, slots=True)
class Limits:
    """Resource limits of a child that reads untrusted files (Linux; elsewhere only time-outs act).

    Parameters
    ----------
    address_space_bytes
        Largest virtual memory. ``None`` for renders: many decoder threads reserve far more than they use.
    cpu_seconds
        Processor time, all threads together.
    file_size_bytes
        Largest file that it may write.
    """

    address_space_bytes: int | None = None
    cpu_seconds: int | None = None
    file_size_bytes: int | None = None


class BoundedCapture:
    """Keeps the first and the last bytes of a stream of any length.

    Examples
    --------
    >>> capture = BoundedCapture(head=3, tail=2)
    >>> capture.feed(b"abcdefgh")
    >>> capture.data(), capture.dropped
    (b'abcgh', 3)
    """

    def __init__(self, head: int, tail: int) -> None:
        self._head_size, self._tail_size = head, tail
        self._head, self._tail = bytearray(), bytearray()
        self.dropped: int = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        room = self._head_size - len(self._head)
        self._head += chunk[:room]
        self._tail += chunk[room:] if room > 0 else chunk
        if len(self._tail) > self._tail_size + _CHUNK:
            self._shrink()

    def data(self) -> bytes:
        """Return head and tail joined."""
        self._shrink()
        return bytes(self._head + self._tail)

    def _shrink(self) -> None:
        extra = len(self._tail) - self._tail_size
        if extra > 0:
            del self._tail[:extra]
            self.dropped += extra


class ChildProcess:
    """One running program; leaving the ``with`` block ends it and its whole process group.

    Parameters
    ----------
    command
        The program and its arguments.
    stdin
        Bytes that are fed to it, after which its input is closed. ``None`` keeps the pipe open, so that
        FFmpeg can be asked to finish by ``q``.
    on_stdout, on_stderr
        Take each chunk, in a thread of their own.
    extra_output
        A file descriptor of ours that the child inherits (for progress).
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        stdin: bytes | None,
        on_stdout: Callable[[bytes], None],
        on_stderr: Callable[[bytes], None],
        limits: Limits,
        extra_output: int | None = None,
    ) -> None:
        self._wake = threading.Event()
        self._killed = False
        self._feeds_input = stdin is not None
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=_POSIX,
            pass_fds=(extra_output,) if extra_output is not None and _POSIX else (),
            creationflags=0 if _POSIX else subprocess.CREATE_NEW_PROCESS_GROUP,  # type: ignore[attr-defined,unused-ignore]
        )
        _limit(self._process.pid, limits)
        self._threads = [
            self._start(self._drain, self._process.stdout, on_stdout),
            self._start(self._drain, self._process.stderr, on_stderr),
        ]
        if stdin is not None:
            self._start(self._feed, stdin)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()

    @property
    def pid(self) -> int:
        """The process id, which is the id of its group as well."""
        return self._process.pid

    def wake(self) -> None:
        """Make `wait` return early; safe from any thread."""
        self._wake.set()

    def wait(self, seconds: float | None) -> int | None:
        """Wait until it ended, `wake` was called or `seconds` passed; return its code if it ended."""
        remaining = seconds
        step = 0.5  # a grandchild may hold the pipes open after the child has gone, so look now and then
        while remaining is None or remaining > 0:
            woken = self._wake.wait(step if remaining is None else min(step, remaining))
            code = self._process.poll()
            if code is not None or woken:
                break
            if remaining is not None:
                remaining -= step
        self._wake.clear()
        if self._process.returncode is None and not any(thread.is_alive() for thread in self._threads):
            with contextlib.suppress(subprocess.TimeoutExpired):  # pipes close just before the exit
                self._process.wait(0.05)
        code = self._process.poll()
        if code is not None:
            self._join()
        return code

    def stop(self) -> int:
        """End it, politely first: `q` on its input, SIGTERM four times, then SIGKILL to the group."""
        if not self._feeds_input and self._send_quit() and self._gone(_GRACE_QUIT_SECONDS):
            return self.kill()
        for turn in range(_TERM_COUNT):
            self._signal(signal.SIGTERM)
            if self._gone(_GRACE_TERM_SECONDS if turn == _TERM_COUNT - 1 else 0.2):
                break
        return self.kill()

    def kill(self) -> int:
        """End the whole group now and return the exit code; harmless when it has ended."""
        if _POSIX:
            if not self._killed:  # once: later the number may belong to somebody else's group
                self._killed = True
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
        elif self._process.poll() is None:
            self._process.kill()
        return self._process.wait()

    def _send_quit(self) -> bool:
        pipe = self._process.stdin
        if pipe is None:
            return False
        try:
            os.set_blocking(pipe.fileno(), False)
            pipe.write(b"q")
            pipe.flush()
        except (OSError, ValueError):
            return False
        return True

    def _signal(self, number: signal.Signals) -> None:
        if not _POSIX:
            self._process.terminate()
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _gone(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _start(self, target: Callable[..., None], *args: object) -> threading.Thread:
        thread = threading.Thread(
            target=target, args=args, name=f"stoat-child-{self._process.pid}", daemon=True
        )
        thread.start()
        return thread

    def _drain(self, pipe: IO[bytes], take: Callable[[bytes], None]) -> None:
        try:
            while chunk := os.read(pipe.fileno(), _CHUNK):
                take(chunk)
        except (OSError, ValueError):
            pass
        finally:
            self._wake.set()

    def _feed(self, data: bytes) -> None:
        pipe = self._process.stdin
        if pipe is not None:
            with contextlib.suppress(OSError, ValueError):
                pipe.write(data)
            with contextlib.suppress(OSError, ValueError):
                pipe.close()

    def _join(self) -> None:
        for thread in self._threads:
            thread.join(1.0)


def _limit(pid: int, limits: Limits) -> None:
    """Set limits from outside, since code between fork and exec is unsafe with threads."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: limits.address_space_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_size_bytes,
    }
    for kind, value in wanted.items():
        if value is None:
            continue
        with contextlib.suppress(OSError, ValueError):
            _, hard = resource.prlimit(pid, kind)
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)  # noqa: PLW2901
            resource.prlimit(pid, kind, (value, value))
