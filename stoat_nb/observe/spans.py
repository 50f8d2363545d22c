"""OpenTelemetry spans, made only when they are switched on and the library is there."""

from __future__ import annotations

import contextlib
import importlib.util
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["span", "switch_spans"]

_state = {"on": False}


def switch_spans(on: bool = True) -> None:
    """Make spans from now on, or stop. Where they go is the program's own OpenTelemetry set-up.

    Raises
    ------
    ValidationError
        ``observe.otel_missing`` when the extra ``stoat-nb[otel]`` is not installed.
    """
    if on and importlib.util.find_spec("opentelemetry") is None:
        raise from_code("observe.otel_missing", {})
    _state["on"] = on


@contextlib.contextmanager
def span(name: str, **attributes: str | float | bool) -> Iterator[None]:
    """Make a span around the block, which records what it raises; free of cost while switched off.

    >>> with span("ffmpeg.run", kind="segment"):
    ...     pass
    """
    if not _state["on"]:
        yield
        return
    from opentelemetry import trace

    tracer = trace.get_tracer("stoat_nb")
    with tracer.start_as_current_span(name, attributes=attributes):
        yield
