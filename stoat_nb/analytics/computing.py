"""Runs DuckDB so that a person can stop it: by a token, or by interrupting the kernel."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from stoat_nb.analytics.guard import faults
from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    from stoat_nb.observe.cancel import CancelToken

_T = TypeVar("_T")

_LOOK_SECONDS = 0.05


def compute(cursor: DuckDBPyConnection, cancel: CancelToken | None, work: Callable[[], _T]) -> _T:
    """Return what `work` computes on `cursor`, with DuckDB's errors made ours.

    On the main thread, where Ctrl-C arrives, the work is done by another one: DuckDB does not look at
    signals in every state (2.0.0 goes on for ever in some), and this thread must be free to interrupt it.

    Raises
    ------
    CancelledError
        ``sql.interrupted``: `cancel` was set.
    KeyboardInterrupt
        The kernel was interrupted; the query has ended.
    """
    from stoat_nb.observe.metrics import time_query

    if cancel is not None and cancel.cancelled:
        raise from_code("sql.interrupted", {})
    forget = cancel.on_cancel(cursor.interrupt) if cancel is not None else None
    try:
        with time_query("sql"), faults():
            if threading.current_thread() is not threading.main_thread():
                return work()
            return _beside(cursor, work)
    finally:
        if forget is not None:
            forget()


def _beside(cursor: DuckDBPyConnection, work: Callable[[], _T]) -> _T:
    """Do `work` in another thread; when this one is interrupted, end it first."""
    outcome: Future[_T] = Future()
    ended = threading.Event()  # not join(): interrupted there, Python 3.11 takes a living thread for ended

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised where it is awaited
            outcome.set_exception(error)
        finally:
            ended.set()

    threading.Thread(target=run, name="stoat-sql", daemon=True).start()
    try:
        while not ended.wait(_LOOK_SECONDS):
            pass
    except KeyboardInterrupt:
        while not ended.wait(_LOOK_SECONDS):
            cursor.interrupt()
        raise
    return outcome.result()
