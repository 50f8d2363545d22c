"""Threads that run jobs, and the way to run one job while the caller waits."""

from __future__ import annotations

import atexit
import contextlib
import queue
import threading
import weakref
from typing import TYPE_CHECKING, Self, TypeVar

from stoat_nb.errors import from_code
from stoat_nb.jobs.job import Job
from stoat_nb.jobs.record import keep_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoat_nb.jobs.job import Work
    from stoat_nb.jobs.store import JobStore

__all__ = ["JobQueue", "run_blocking"]

T = TypeVar("T")
_KEPT = 200
_CLOSE_SECONDS = 10.0
_open: weakref.WeakSet[JobQueue] = weakref.WeakSet()


class JobQueue:
    """Runs jobs in a bounded number of threads, in the order they came.

    Parameters
    ----------
    workers
        How many run at once, at least 1.
    store
        Where each job's state is kept over kernels; ``None`` keeps nothing.

    Examples
    --------
    >>> with JobQueue(workers=2) as jobs:
    ...     both = [jobs.submit("add", lambda cancel, report, n=n: n + 1) for n in (1, 2)]
    ...     [job.result() for job in both]
    [2, 3]
    """

    def __init__(self, workers: int = 2, store: JobStore | None = None) -> None:
        self._waiting: queue.SimpleQueue[Job[object] | None] = queue.SimpleQueue()
        self._workers = max(1, workers)
        self._store = store
        self._lock = threading.Lock()
        self._jobs: dict[str, Job[object]] = {}
        self._threads: list[threading.Thread] = []
        self._closed = False
        _open.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        self.close(cancel=failed is not None)

    def submit(
        self, kind: str, work: Work[T], *, label: str = "", total: int | None = None, unit: str = "frames"
    ) -> Job[T]:
        """Queue `work` and return its job; the parameters are those of `Job`.

        Raises
        ------
        ValidationError
            ``job.closed`` after `close`.
        """
        job = Job(kind, work, label=label, total=total, unit=unit)
        with self._lock:
            if self._closed:
                raise from_code("job.closed", {})
            self._jobs[job.id] = job
            self._forget_old()
            if len(self._threads) < self._workers:
                thread = threading.Thread(
                    target=self._serve, name=f"stoat-job-{len(self._threads)}", daemon=True
                )
                self._threads.append(thread)
                thread.start()
        if self._store is not None:
            keep_record(job, self._store)
        self._waiting.put(job)
        self._measure()
        return job

    def jobs(self) -> list[Job[object]]:
        """Return the jobs of this kernel, oldest first; of finished ones the last 200."""
        with self._lock:
            return list(self._jobs.values())

    def get(self, job_id: str) -> Job[object] | None:
        """Return the job of that id, if it is still known."""
        with self._lock:
            return self._jobs.get(job_id)

    def close(self, *, cancel: bool = False, timeout_seconds: float | None = None) -> None:
        """Take no more work; finish what is there, or cancel it, and wait for the threads."""
        with self._lock:
            already, self._closed = self._closed, True
            threads, jobs = list(self._threads), list(self._jobs.values())
        if cancel:
            for job in jobs:
                job.cancel("the queue was closed")
        if not already:
            for _ in threads:
                self._waiting.put(None)
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(timeout_seconds)

    def _serve(self) -> None:
        while (job := self._waiting.get()) is not None:
            self._measure()
            job.run()

    def _measure(self) -> None:
        from stoat_nb.observe.metrics import set_queue_depth

        set_queue_depth(self._waiting.qsize())

    def _forget_old(self) -> None:
        finished = [job.id for job in self._jobs.values() if job.finished]
        for job_id in finished[: max(0, len(finished) - _KEPT)]:
            del self._jobs[job_id]


def run_blocking(
    kind: str,
    work: Work[T],
    *,
    label: str = "",
    total: int | None = None,
    unit: str = "frames",
    on_start: Callable[[Job[T]], None] | None = None,
) -> T:
    """Run `work` as a job in a thread of its own, wait for it and return its result.

    The caller's thread only waits, so Ctrl-C (the kernel's interrupt) arrives at once: it cancels the job,
    waits for it to clean up and is raised again.

    Parameters
    ----------
    kind, work, label, total, unit
        As for `Job`.
    on_start
        Gets the job before it runs, to show it.

    Examples
    --------
    >>> run_blocking("answer", lambda cancel, report: 42)
    42
    """
    job = Job(kind, work, label=label, total=total, unit=unit)
    if on_start is not None:
        on_start(job)
    thread = threading.Thread(target=job.run, name=f"stoat-{kind}", daemon=True)
    thread.start()
    try:
        job.wait()
        thread.join()  # what listens to its end has heard of it
    except KeyboardInterrupt:
        job.cancel("interrupted from the keyboard")
        job.wait(_CLOSE_SECONDS)
        thread.join(_CLOSE_SECONDS)
        raise
    return job.result()


@atexit.register
def _close_all() -> None:
    """Cancel what still runs when the kernel ends, so that no FFmpeg outlives it."""
    for each in list(_open):
        with contextlib.suppress(Exception):
            each.close(cancel=True, timeout_seconds=_CLOSE_SECONDS)
