"""Keep a comm's answers off the main shell, so that controls work while a cell runs.

ipykernel 7.4 sends a comm's next message to the shell that last *published* on the comm. A widget is
created in a cell, so without care its first message would wait for that cell to end: a render's own
Cancel button would be dead. A comm that is opened outside any request keeps the front end's route.
Measured in JupyterLab 4.6 with ipykernel 7.4; other kernels pass through unchanged.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["outside_requests"]


def _shell_parent() -> ContextVar[dict[str, object]] | None:
    try:
        from ipykernel.kernelbase import Kernel
    except ImportError:
        return None
    if not Kernel.initialized():
        return None
    variable = getattr(Kernel.instance(), "_shell_parent", None)
    return variable if isinstance(variable, ContextVar) else None


@contextmanager
def outside_requests() -> Iterator[None]:
    """Publish what happens inside as if no request had asked for it."""
    variable = _shell_parent()
    if variable is None:
        yield
        return
    token = variable.set({})
    try:
        yield
    finally:
        variable.reset(token)
