"""Which process wrote a timeline last, and whether it still lives."""

from __future__ import annotations

import functools
import os
import platform
from pathlib import Path

__all__ = ["is_alive", "this_process"]


def this_process() -> str:
    """Return the name under which this process writes: host, process id, and when it started."""
    return _name(os.getpid())


def is_alive(writer: str) -> bool:
    """Return whether `writer` still runs; one on another machine cannot be asked and counts as ended."""
    host, _, rest = writer.partition(":")
    number, _, started = rest.partition(":")
    if host != platform.node() or not number.isdigit():
        return False
    return _exists(int(number)) and _started(int(number)) == started


@functools.lru_cache(maxsize=4)
def _name(pid: int) -> str:
    return f"{platform.node()}:{pid}:{_started(pid)}"


def _started(pid: int) -> str:
    """Return the kernel's start time of a process, so that a reused id is not mistaken; empty where unknown."""
    try:
        # field 22 of proc(5); the name in parentheses may hold spaces
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _exists(pid: int) -> bool:
    if os.name == "nt":
        return _exists_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _exists_on_windows(pid: int) -> bool:
    import ctypes

    kernel32 = ctypes.windll.kernel32  # type: ignore[attr-defined]
    handle = kernel32.OpenProcess(0x1000, False, pid)  # noqa: FBT003 - PROCESS_QUERY_LIMITED_INFORMATION
    if handle:
        kernel32.CloseHandle(handle)
    return bool(handle)
