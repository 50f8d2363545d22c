"""Where the states of jobs outlive the kernel; a project's storage satisfies this by its shape alone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["JobStore", "MemoryJobStore"]


class JobStore(Protocol):
    """Keeps what `Job.record` gives. Safe to use from many threads."""

    def save_job(self, snapshot: Mapping[str, object]) -> None:
        """Write a job's state; a later one of the same ``id`` replaces it."""
        ...

    def load_jobs(self, limit: int = 100) -> list[dict[str, object]]:
        """Return the newest states, newest first.

        A job that was queued or running in a kernel that has ended is ``interrupted``.
        """
        ...


class MemoryJobStore:
    """Keeps the states of this process.

    Examples
    --------
    >>> store = MemoryJobStore()
    >>> store.save_job({"id": "a", "state": "running"})
    >>> store.save_job({"id": "a", "state": "done"})
    >>> store.load_jobs()
    [{'id': 'a', 'state': 'done'}]
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[str, dict[str, object]] = {}

    def save_job(self, snapshot: Mapping[str, object]) -> None:
        """Write a job's state."""
        with self._lock:
            self._jobs[str(snapshot["id"])] = dict(snapshot)

    def load_jobs(self, limit: int = 100) -> list[dict[str, object]]:
        """Return the newest states, newest first."""
        with self._lock:
            return [dict(each) for each in list(self._jobs.values())[::-1][:limit]]
