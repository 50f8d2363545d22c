"""One piece of work: its state, its progress, and its outcome for any number of waiters."""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import secrets
import threading
import time
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from stoat_nb.errors import StoatError, from_code
from stoat_nb.observe.cancel import CancelToken
from stoat_nb.observe.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeAlias

__all__ = ["Job", "JobState", "Work"]

T_co = TypeVar("T_co", covariant=True)
JobState = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
_FINISHED = frozenset({"done", "failed", "cancelled", "interrupted"})
if TYPE_CHECKING:
    Work: TypeAlias = Callable[[CancelToken, Callable[[Progress], None]], T_co]
    Listener: TypeAlias = Callable[[str, dict[str, object]], None]
else:
    Work = "Work"


class Job(Generic[T_co]):
    """A function that runs elsewhere; thread-safe, and awaitable from asyncio.

    Jobs are made by `JobQueue.submit` and `run_blocking`. The function gets the job's `CancelToken` and a
    way to report `Progress`; what it returns is the job's result.

    Parameters
    ----------
    kind
        What sort of work it is, such as ``"render"``.
    work
        The function.
    label
        The job in words, for people.
    total
        How much there is to do, where it is known beforehand.
    unit
        What `total` counts.

    Examples
    --------
    >>> from stoat_nb.jobs import JobQueue
    >>> with JobQueue(workers=1) as queue:
    ...     job = queue.submit("sum", lambda cancel, report: sum(range(10)), label="a sum")
    ...     job.result()
    45
    >>> job.state
    'done'
    """

    def __init__(
        self, kind: str, work: Work[T_co], *, label: str = "", total: int | None = None, unit: str = "frames"
    ) -> None:
        self.id: str = secrets.token_hex(6)
        self.kind = kind
        self.label: str = label or kind
        self.token: CancelToken = CancelToken()
        self.created_at: str = _now()
        self._work = work
        self._context = contextvars.copy_context()  # output of the job goes to the cell that started it
        self._changed = threading.Condition()
        self._state: JobState = "queued"
        self._progress = Progress(0, total, unit)
        self._result: T_co | None = None
        self._error: BaseException | None = None
        self._started: float | None = None
        self._ended: float | None = None
        self._listeners: dict[int, Listener] = {}
        self._callbacks: list[Callable[[Job[T_co]], None]] = []
        self._next = 0

    def __repr__(self) -> str:
        done, total = self.progress.done, self.progress.total
        return f"<Job {self.label!r} {self.state}, {done} of {total or '?'} {self.progress.unit}>"

    @property
    def state(self) -> JobState:
        """``queued``, ``running``, ``done``, ``failed``, ``cancelled`` or ``interrupted``."""
        return self._state

    @property
    def finished(self) -> bool:
        """Whether it has come to any end."""
        return self._state in _FINISHED

    @property
    def progress(self) -> Progress:
        """The last reported progress."""
        return self._progress

    @property
    def elapsed_seconds(self) -> float:
        """Seconds since it began to run; 0 while it is queued."""
        if self._started is None:
            return 0.0
        return (time.monotonic() if self._ended is None else self._ended) - self._started

    @property
    def eta_seconds(self) -> float | None:
        """Seconds that are left, by the count of finished units; ``None`` where that cannot be said."""
        fraction = self._progress.fraction
        if self._state != "running" or not fraction:
            return None
        return self.elapsed_seconds * (1 - fraction) / fraction

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait for the end; return whether it has come. Ctrl-C ends the waiting, not the job."""
        with self._changed:
            return self._changed.wait_for(lambda: self._state in _FINISHED, timeout_seconds)

    def result(self, timeout_seconds: float | None = None) -> T_co:
        """Wait for the end and return what the work returned.

        Raises
        ------
        StoatError
            ``job.not_finished`` after `timeout_seconds`, ``job.cancelled``.
        Exception
            What the work raised.
        """
        error = self.exception(timeout_seconds)
        if error is not None:
            raise error
        return self._result  # type: ignore[return-value]

    def exception(self, timeout_seconds: float | None = None) -> BaseException | None:
        """Wait for the end and return what went wrong, or ``None``.

        Raises
        ------
        CancelledError
            ``job.not_finished`` after `timeout_seconds`.
        """
        if not self.wait(timeout_seconds):
            raise from_code("job.not_finished", {"what": self.label, "timeout_seconds": timeout_seconds})
        return self._error

    def cancel(self, reason: str = "") -> None:
        """Ask it to stop and return at once. Work that has finished by then stays finished."""
        with self._changed:
            if self._state in _FINISHED:
                return
            never_ran = self._state == "queued"
            if never_ran:
                self._end("cancelled", error=self._cancelled_error(reason))
        self.token.cancel(reason)
        if never_ran:
            self._announce_end()
        else:
            self._announce()

    def add_done_callback(self, callback: Callable[[Job[T_co]], None]) -> None:
        """Call `callback` with this job at its end, at once if it has ended."""
        with self._changed:
            if self._state not in _FINISHED:
                self._callbacks.append(callback)
                return
        _quietly(callback, self)

    def subscribe(self, callback: Listener) -> Callable[[], None]:
        """Call ``callback("job.changed", {})`` on progress and at the end; return the way to stop."""
        with self._changed:
            key = self._next
            self._next += 1
            self._listeners[key] = callback

        def stop() -> None:
            with self._changed:
                self._listeners.pop(key, None)

        return stop

    def snapshot(self) -> dict[str, object]:
        """Return the present state as plain values, for the widget."""
        with self._changed:
            progress, eta = self._progress, self.eta_seconds
            return {
                "id": self.id,
                "kind": self.kind,
                "title": self.label,
                "state": self._state,
                "done": progress.done,
                "total": progress.total,
                "unit": progress.unit,
                "phase": progress.note,
                "elapsed_seconds": round(self.elapsed_seconds, 3),
                "eta_seconds": None if eta is None else round(eta, 1),
                "error": _described(self._error),
                "result": None if self._result is None else str(self._result).splitlines()[0][:200],
                "created_at": self.created_at,
            }

    def record(self) -> dict[str, object]:
        """Return `snapshot` and the values of its error, for the store."""
        with self._changed:
            context = self._error.context if isinstance(self._error, StoatError) else None
            return {**self.snapshot(), "error_context": context}

    def __await__(self) -> Generator[object, None, T_co]:
        import asyncio

        loop = asyncio.get_running_loop()
        ended = loop.create_future()

        def tell(_: Job[T_co]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop may be closed by then
                loop.call_soon_threadsafe(lambda: None if ended.done() else ended.set_result(None))

        self.add_done_callback(tell)
        yield from ended.__await__()
        return self.result()

    def run(self) -> None:
        """Do the work in this thread; called once, by the queue."""
        with self._changed:
            if self._state != "queued":
                return
            self._state = "running"
            self._started = time.monotonic()
        self._announce()
        state: JobState = "done"
        result, error = None, None
        try:
            result = self._context.run(self._work, self.token, self._report)
        except BaseException as raised:  # noqa: BLE001 - it is handed to whoever asks for the result
            error = raised
            stopped = self.token.cancelled and isinstance(raised, StoatError) and raised.code in _STOP_CODES
            state = "cancelled" if stopped else "failed"
        with self._changed:
            self._end(state, result=result, error=error)
        self._announce_end()

    def _report(self, progress: Progress) -> None:
        with self._changed:
            if self._state != "running":
                return
            known = self._progress
            total = known.total if progress.total is None else progress.total
            self._progress = Progress(progress.done, total, progress.unit, progress.note, progress.speed)
        self._announce()

    def _end(
        self, state: JobState, *, result: T_co | None = None, error: BaseException | None = None
    ) -> None:
        self._state, self._result, self._error = state, result, error
        self._ended = time.monotonic()
        self._changed.notify_all()

    def _announce(self) -> None:
        with self._changed:
            listeners = list(self._listeners.values())
        for listener in listeners:
            with contextlib.suppress(Exception):
                listener("job.changed", {})

    def _announce_end(self) -> None:
        self._announce()
        with self._changed:
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            _quietly(callback, self)

    def _cancelled_error(self, reason: str) -> StoatError:
        return from_code("job.cancelled", {"what": self.label, "reason": reason})


_STOP_CODES = frozenset({"job.cancelled", "ffmpeg.cancelled", "render.cancelled"})


def _quietly(callback: Callable[[Job[T_co]], None], job: Job[T_co]) -> None:
    """Keep a listener's own failure away from the job and from the other listeners."""
    with contextlib.suppress(Exception):
        callback(job)


def _described(error: BaseException | None) -> dict[str, str] | None:
    if error is None:
        return None
    if isinstance(error, StoatError):
        return {"code": error.code, "message": error.message, "hint": error.hint}
    return {"code": type(error).__name__, "message": str(error), "hint": ""}


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
