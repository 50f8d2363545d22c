"""The work of a project: waited for with live progress, or in the background."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from stoat_nb.api.headless import VARIABLE
from stoat_nb.jobs import Job, JobQueue, JobRecord, keep_record, run_blocking

if TYPE_CHECKING:
    from stoat_nb.jobs import JobStore, Work

__all__ = ["Jobs"]

T = TypeVar("T")
_AT_ONCE = 2
_SHOWN = 20


class Jobs:
    """Runs a project's work; how each job ended is kept in the library.

    Parameters
    ----------
    store
        Where it is kept.
    """

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._queue: JobQueue | None = None

    def run(self, kind: str, work: Work[T], *, label: str, unit: str) -> T:
        """Do `work` while the caller waits, and show its progress below the cell; interrupting cancels it."""
        shown: list[_Display] = []

        def show(job: Job[T]) -> None:
            keep_record(job, self._store)
            shown.append(_Display(job))

        try:
            return run_blocking(kind, work, label=label, unit=unit, on_start=show)
        finally:
            for display in shown:
                display.finish()

    def start(self, kind: str, work: Work[T], *, label: str, unit: str) -> Job[T]:
        """Do `work` in the background and return its job."""
        with self._lock:
            self._queue = self._queue or JobQueue(_AT_ONCE, self._store)
        return self._queue.submit(kind, work, label=label, unit=unit)

    def all(self) -> list[Job[object]]:
        """Return the background jobs of this kernel, oldest first."""
        return self._queue.jobs() if self._queue is not None else []

    def history(self, limit: int = 100) -> list[JobRecord]:
        """Return the newest jobs of all kernels, newest first.

        One whose kernel ended under it is ``interrupted``: run it again.
        """
        running = {job.id: job.record() for job in self.all()}
        return [
            JobRecord.of(running.get(str(record["id"]), record)) for record in self._store.load_jobs(limit)
        ]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.history(_SHOWN))) or "<no jobs>"

    def close(self) -> None:
        """Cancel what still runs."""
        if self._queue is not None:
            self._queue.close(cancel=True, timeout_seconds=10)


class _Display:
    """A job below its cell: a live widget, replaced at the end by what stays in the saved notebook."""

    def __init__(self, job: Job[T]) -> None:
        self._job = job
        self._id: str | None = None
        if _somebody_watches():
            with suppress(Exception):  # a display that fails must not fail the work
                from IPython.display import display

                handle = display(self._bundle(), raw=True, display_id=True)  # type: ignore[no-untyped-call]
                self._id = handle.display_id if handle is not None else None

    def finish(self) -> None:
        """Show the end; the widget's own last state is what people see."""
        if self._id is not None:
            with suppress(Exception):
                from IPython.display import update_display

                update_display(self._bundle(), display_id=self._id, raw=True)  # type: ignore[no-untyped-call]

    def _bundle(self) -> dict[str, object]:
        from stoat_nb.widgets import display_job

        return display_job(self._job)  # type: ignore[arg-type]


def _somebody_watches() -> bool:
    """Return whether there is a front end: a kernel, and not a headless run."""
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive is not None else None
    return getattr(shell, "kernel", None) is not None and not os.environ.get(VARIABLE)
