"""Structured events (`noun.verb` with named values) through the standard library's loggers."""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import TYPE_CHECKING, TextIO, cast

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

__all__ = ["bound", "configure_logging", "logger"]

_ROOT = "stoat_nb"
_form = {"json": False}
_console = structlog.processors.KeyValueRenderer(key_order=["event"], sort_keys=True)
_json = structlog.processors.JSONRenderer(sort_keys=True)


class _OurHandler(logging.StreamHandler[TextIO]):
    """The handler that `configure_logging` replaces when it is called again."""


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a room; its events carry what `bound` has bound.

    Nothing is printed before `configure_logging` or the program's own logging set-up, but warnings.
    structlog's global configuration, which belongs to the person's own program, is left alone.

    >>> logger("doctest").debug("thing.happened", frames=3)
    """
    return cast(
        "structlog.stdlib.BoundLogger",
        structlog.wrap_logger(
            logging.getLogger(f"{_ROOT}.{name}"),
            processors=[
                structlog.stdlib.filter_by_level,
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                _render,
            ],
            wrapper_class=structlog.stdlib.BoundLogger,
            cache_logger_on_first_use=False,
        ),
    )


def configure_logging(level: str = "warning", *, json: bool = False, stream: TextIO | None = None) -> None:
    """Print stoat-nb's events.

    Parameters
    ----------
    level
        ``debug``, ``info``, ``warning`` or ``error``.
    json
        One JSON object a line instead of ``event=... name=value``.
    stream
        Where to; standard error by default.

    Raises
    ------
    ValueError
        There is no such level.
    """
    root = logging.getLogger(_ROOT)
    root.setLevel(level.upper())
    _form["json"] = json
    for old in [handler for handler in root.handlers if isinstance(handler, _OurHandler)]:
        root.removeHandler(old)
    handler = _OurHandler(stream or sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root.addHandler(handler)
    root.propagate = False


@contextlib.contextmanager
def bound(**values: str) -> Iterator[None]:
    """Add `values` (``project=``, ``job=``, ``segment=``) to every event of this block and its calls."""
    with structlog.contextvars.bound_contextvars(**values):
        yield


def _render(wrapped: logging.Logger, method: str, event: MutableMapping[str, object]) -> str | bytes:
    render = _json if _form["json"] else _console
    return render(wrapped, method, event)
