"""Run the front end's requests: check, do the work where it belongs, and always answer.

Handlers arrive on subshell threads while cells run. A handler itself takes less than 5 ms; longer work
goes to a pool and publishes its answer inside the context of the handler, since in a bare thread
ipykernel would take the running cell for the asker and route the next message behind it.
"""

from __future__ import annotations

import contextvars
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from stoat_nb.errors import StoatError, from_code
from stoat_nb.widgets import protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Dispatcher", "Reply", "Send", "set_hand_scope"]

POOL_THREADS = 4

_pool_lock = threading.Lock()
_pool: ThreadPoolExecutor | None = None
_hand_scope: Callable[[], AbstractContextManager[object]] = nullcontext


def set_hand_scope(scope: Callable[[], AbstractContextManager[object]]) -> None:
    """Run every handler inside `scope()`, in which edits count as made by mouse."""
    global _hand_scope  # noqa: PLW0603 (one hook for the process, set once by the script room)
    _hand_scope = scope


def _shared_pool() -> ThreadPoolExecutor:
    global _pool  # noqa: PLW0603 (created on first use, so that importing starts no threads)
    with _pool_lock:
        if _pool is None:
            _pool = ThreadPoolExecutor(POOL_THREADS, thread_name_prefix="stoat-widgets")
        return _pool


@dataclass(frozen=True, slots=True)
class Reply:
    """A handler's result and the bytes that travel beside it (at most 1 MiB each)."""

    result: object
    buffers: Sequence[bytes] = ()


class Send(Protocol):
    """Publish one message on the widget's own comm."""

    def __call__(self, content: dict[str, object], buffers: Sequence[bytes], /) -> None:
        """Publish `content` with `buffers`."""


def _nothing() -> int | None:
    return None


def _no_snapshot() -> object:
    return None


class Dispatcher:
    """The receiving end of one widget.

    Parameters
    ----------
    widget
        The kind of the widget, as the protocol's table names it.
    handlers
        One function for each operation that the table gives to this kind (but `cancel`).
    send
        Publishes an answer.
    revision
        The present revision, for the envelope; None where there is none.
    snapshot
        What a conflict carries along.
    """

    def __init__(
        self,
        widget: str,
        handlers: Mapping[str, Callable[[Mapping[str, object], int | None], Reply]],
        send: Send,
        *,
        revision: Callable[[], int | None] = _nothing,
        snapshot: Callable[[], object] = _no_snapshot,
    ) -> None:
        self._widget = widget
        self._handlers = {**handlers, "cancel": self._cancel}
        expected = {name for name, operation in protocol.OPS.items() if widget in operation.widgets}
        if expected != set(self._handlers):
            msg = f"the {widget} widget must handle {sorted(expected)}, not {sorted(self._handlers)}"
            raise TypeError(msg)
        self._send = send
        self._revision = revision
        self._snapshot = snapshot
        self._pending: dict[int, Future[None]] = {}
        self._lock = threading.Lock()
        self._serial: ThreadPoolExecutor | None = None

    def receive(self, content: object) -> None:
        """Take one message of the front end; never raises."""
        try:
            request = protocol.parse(content, self._widget)
        except StoatError as error:
            self._send(protocol.failure(protocol.request_id(content), error, self._revision()), ())
            return
        if request.operation.lane == "now":
            self._run(request)
            return
        context = contextvars.copy_context()
        with self._lock:
            executor = self._serial_lane() if request.operation.lane == "serial" else _shared_pool()
            future = executor.submit(context.run, self._run, request)
            self._pending[request.id] = future
        future.add_done_callback(lambda _: self._forget(request.id, future))

    def close(self) -> None:
        """Drop what has not begun and end the widget's own thread."""
        with self._lock:
            pending, self._pending = list(self._pending.values()), {}
            serial, self._serial = self._serial, None
        for future in pending:
            future.cancel()
        if serial is not None:
            serial.shutdown(wait=False, cancel_futures=True)

    def _serial_lane(self) -> ThreadPoolExecutor:
        if self._serial is None:
            self._serial = ThreadPoolExecutor(1, thread_name_prefix=f"stoat-{self._widget}")
        return self._serial

    def _forget(self, request: int, future: Future[None]) -> None:
        with self._lock:
            if self._pending.get(request) is future:
                del self._pending[request]

    def _cancel(self, arguments: Mapping[str, object], _base: int | None) -> Reply:
        with self._lock:
            future = self._pending.get(int(str(arguments["request"])))
        return Reply({"cancelled": future is not None and future.cancel()})

    def _run(self, request: protocol.Request) -> None:
        try:
            with _hand_scope():
                reply = self._handlers[request.operation.name](request.arguments, request.base)
            message, buffers = protocol.answer(request.id, reply.result, self._revision()), reply.buffers
        except StoatError as error:
            message, buffers = self._refusal(request, error), ()
        except Exception as cause:  # noqa: BLE001 (whatever breaks, the page gets its answer)
            _log_fault(request.operation.name, cause)
            context = {"op": request.operation.name, "kind": type(cause).__name__}
            message, buffers = self._refusal(request, from_code("widget.internal", context)), ()
        self._send(message, buffers)

    def _refusal(self, request: protocol.Request, error: StoatError) -> dict[str, object]:
        try:
            if error.code == "timeline.conflict":
                return protocol.failure(request.id, error, self._revision(), snapshot=self._snapshot())
            return protocol.failure(request.id, error, self._revision())
        except Exception as cause:  # noqa: BLE001 (the snapshot itself may be what is broken)
            _log_fault(request.operation.name, cause)
            return protocol.failure(request.id, error, None)


def _log_fault(operation: str, cause: Exception) -> None:
    import structlog

    structlog.get_logger("stoat_nb.widgets").error("request.failed", operation=operation, exc_info=cause)
