"""What a store knows of a job, in this kernel or after it."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from stoat_nb.jobs.job import Job, JobState
    from stoat_nb.jobs.store import JobStore

__all__ = ["JobRecord", "keep_record"]


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as it was last seen; a job whose kernel ended under it is ``interrupted``.

    Parameters
    ----------
    id, kind, label, state, created_at
        Those of the `Job`.
    done, total, unit
        How far it was.
    summary
        Its result in words; empty before it is done.
    failure
        The code and the sentence of what went wrong, and the values in it; ``None`` where nothing did.

    Examples
    --------
    >>> from stoat_nb.jobs import JobQueue
    >>> with JobQueue(workers=1) as queue:
    ...     job = queue.submit("sum", lambda cancel, report: 45)
    ...     _ = job.wait()
    >>> JobRecord.of(job.record())
    <sum: done, 45>
    """

    id: str
    kind: str
    label: str
    state: JobState
    created_at: str
    done: int
    total: int | None
    unit: str
    summary: str
    failure: tuple[str, str, Mapping[str, str]] | None

    @classmethod
    def of(cls, record: Mapping[str, object]) -> Self:
        """Read what `Job.record` gave."""
        error = cast("Mapping[str, str] | None", record.get("error"))
        context = cast("Mapping[str, str]", record.get("error_context") or {})
        return cls(
            id=str(record["id"]),
            kind=str(record.get("kind", "")),
            label=str(record.get("title", "")),
            state=cast("JobState", record["state"]),
            created_at=str(record.get("created_at", "")),
            done=cast("int", record.get("done") or 0),
            total=cast("int | None", record.get("total")),
            unit=str(record.get("unit", "")),
            summary=str(record.get("result") or ""),
            failure=None if error is None else (error["code"], error["message"], context),
        )

    def result(self) -> str:
        """Return its result in words; the object itself lived in its kernel.

        Raises
        ------
        StoatError
            ``job.interrupted``: its kernel ended first. ``job.not_finished``: it still waits or runs.
            Otherwise the error that it ended with, such as ``job.cancelled`` or ``render.disk_full``.
        RuntimeError
            It ended with an error that is none of stoat-nb's.
        """
        if self.state == "interrupted":
            raise from_code("job.interrupted", {"what": self.label})
        if self.state in {"queued", "running"}:
            raise from_code("job.not_finished", {"what": self.label, "timeout_seconds": 0})
        if self.failure is not None:
            code, message, context = self.failure
            with contextlib.suppress(KeyError):  # an error of Python's, or of another version's catalogue
                raise from_code(code, context)
            text = f"{code}: {message}"
            raise RuntimeError(text)
        return self.summary

    def __repr__(self) -> str:
        said = self.summary if self.failure is None else self.failure[1]
        if self.state in {"running", "interrupted"}:
            said = f"{self.done} of {self.total or '?'} {self.unit}"
        return f"<{self.label}: {self.state}{', ' if said else ''}{said}>"


def keep_record(job: Job[object], store: JobStore) -> None:
    """Write `job` to `store` now, when it begins to run and at its end."""
    lock = threading.Lock()
    kept: set[str] = set()

    def save(*_: object) -> None:
        if job.state in kept:  # not on every frame
            return
        with lock:  # so that an older state never replaces a newer one
            record = job.record()
            kept.add(str(record["state"]))
            with contextlib.suppress(Exception):  # a full disk must not lose the job's own result
                store.save_job(record)

    save()
    job.subscribe(save)
