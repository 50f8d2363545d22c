"""Who acts: the cell, widget or program that the audit names beside a change."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_actor: ContextVar[str] = ContextVar("stoat_nb_actor", default="python")


def current_actor() -> str:
    """Return the name under which changes are audited now, such as ``cell 3f2a`` or ``widget``."""
    return _actor.get()


@contextlib.contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Audit all changes inside the block under `name`; it follows the context, not the thread."""
    token = _actor.set(name)
    try:
        yield
    finally:
        _actor.reset(token)
