"""Work that takes a while: jobs with progress, results and cancellation, and the queue that runs them."""

from __future__ import annotations

from stoat_nb.jobs.job import Job, JobState, Work
from stoat_nb.jobs.queue import JobQueue, run_blocking
from stoat_nb.jobs.record import JobRecord, keep_record
from stoat_nb.jobs.store import JobStore, MemoryJobStore
from stoat_nb.observe.cancel import CancelToken
from stoat_nb.observe.progress import Progress

__all__ = [
    "CancelToken",
    "Job",
    "JobQueue",
    "JobRecord",
    "JobState",
    "JobStore",
    "MemoryJobStore",
    "Progress",
    "Work",
    "keep_record",
    "run_blocking",
]
