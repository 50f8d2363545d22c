"""What happens while stoat-nb works: cancellation, progress, logs, metrics and spans.

Only the light parts are loaded here; logs, metrics and spans load their libraries when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from stoat_nb.observe.cancel import CancelToken
from stoat_nb.observe.progress import Progress

if TYPE_CHECKING:
    from stoat_nb.observe.logs import configure_logging as configure_logging
    from stoat_nb.observe.logs import logger as logger
    from stoat_nb.observe.serve import MetricsServer as MetricsServer
    from stoat_nb.observe.serve import serve_metrics as serve_metrics
    from stoat_nb.observe.spans import span as span
    from stoat_nb.observe.spans import switch_spans as switch_spans

_HOMES = {
    "MetricsServer": "stoat_nb.observe.serve",
    "configure_logging": "stoat_nb.observe.logs",
    "logger": "stoat_nb.observe.logs",
    "serve_metrics": "stoat_nb.observe.serve",
    "span": "stoat_nb.observe.spans",
    "switch_spans": "stoat_nb.observe.spans",
}

__all__ = [
    "CancelToken",
    "MetricsServer",
    "Progress",
    "configure_logging",
    "logger",
    "serve_metrics",
    "span",
    "switch_spans",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        msg = f"module 'stoat_nb.observe' has no attribute {name!r}"
        raise AttributeError(msg)
    value: object = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value
