"""One token by which a person, a time limit or another thread asks work to stop."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CancelToken"]


class CancelToken:
    """A request to stop that many parties may share; it is set once and never cleared.

    Parameters
    ----------
    parent
        A token whose cancellation cancels this one too.

    Examples
    --------
    >>> token = CancelToken()
    >>> token.cancelled
    False
    >>> token.cancel("the window was closed")
    >>> token.cancelled, token.reason
    (True, 'the window was closed')
    """

    def __init__(self, parent: CancelToken | None = None) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: dict[int, Callable[[], None]] = {}
        self._next = 0
        self._reason = ""
        if parent is not None:
            parent.on_cancel(lambda: self.cancel(parent.reason))

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    @property
    def reason(self) -> str:
        """What was given to the first `cancel`; empty before."""
        return self._reason

    def cancel(self, reason: str = "") -> None:
        """Ask to stop; the second call does nothing. Callbacks run in this thread."""
        with self._lock:
            if self._event.is_set():
                return
            self._reason = reason
            self._event.set()
            callbacks = list(self._callbacks.values())
            self._callbacks.clear()
        for callback in callbacks:
            with contextlib.suppress(Exception):
                callback()

    def wait(self, seconds: float | None = None) -> bool:
        """Sleep up to `seconds` (for ever if ``None``); return whether it is cancelled."""
        return self._event.wait(seconds)

    def raise_if_cancelled(self, what: str = "the work") -> None:
        """Raise when somebody asked to stop.

        Raises
        ------
        CancelledError
            ``job.cancelled``, with `what` in its sentence.
        """
        if self._event.is_set():
            raise from_code("job.cancelled", {"what": what, "reason": self._reason})

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once when cancelled (at once if it already is); return the way to forget it."""
        with self._lock:
            if not self._event.is_set():
                key = self._next
                self._next += 1
                self._callbacks[key] = callback

                def forget() -> None:
                    with self._lock:
                        self._callbacks.pop(key, None)

                return forget
        callback()
        return lambda: None
