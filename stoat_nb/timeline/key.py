"""Who is editing: a cell, a named block, or a hand. The layer above sets it; the sessions read it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoat_nb.timeline.run import Run

__all__ = [
    "HAND",
    "CellKey",
    "Hand",
    "NamedKey",
    "NotebookName",
    "Owner",
    "acting",
    "current",
    "keys_required",
    "notebook",
    "require_keys",
    "set_current",
]


@dataclass(frozen=True, order=True)
class CellKey:
    """A cell of a notebook."""

    notebook: str
    cell: str


@dataclass(frozen=True, order=True)
class NamedKey:
    """A block that the person named."""

    name: str


@dataclass(frozen=True)
class Hand:
    """The mouse, or plain Python outside any block."""


Owner = CellKey | NamedKey | Hand

HAND = Hand()

# The run of the cell's own task, or the hand; None in a thread that nobody marked.
_CURRENT: ContextVar[Run | Hand | None] = ContextVar("stoat_nb_current", default=None)


def current() -> Run | Hand | None:
    """Return who acts in this context: the running cell, the hand, or None where nobody said."""
    return _CURRENT.get()


def set_current(actor: Run | Hand | None) -> None:
    """Say who acts in this context from now on."""
    _CURRENT.set(actor)


@contextmanager
def acting(actor: Run | Hand) -> Iterator[None]:
    """Say who acts within the ``with``; widget handlers and their pool work act as the hand."""
    token = _CURRENT.set(actor)
    try:
        yield
    finally:
        _CURRENT.reset(token)


class NotebookName:
    """The id of this process's notebook: the one in its metadata, else the path it started with.

    Jupyter's front end names a path from where its server started; that is the same notebook. Where it
    reports an id that the kernel did not know, blocks made until then move over to it.
    """

    def __init__(self) -> None:
        self._first = ""
        self._reported: str | None = None

    def __str__(self) -> str:
        return self._reported if self._reported is not None else self._first

    @property
    def first(self) -> str:
        """What the notebook is called while nobody has reported another id."""
        return self._first

    def found(self, name: str) -> None:
        """Take the id, or the path, that the environment names."""
        self._first = name

    def known_as(self, name: str) -> str:
        """Return the id that blocks carry, for a name that the front end uses."""
        first = self._first.replace("\\", "/")
        return self._first if name and (first == name or first.endswith(f"/{name}")) else name

    def report(self, name: str) -> str:
        """Take the name that the front end uses, and return the id that blocks carry from now on."""
        known = self.known_as(name)
        self._reported = None if known == self._first else known
        return known

    def canonical(self, owner: Owner) -> Owner:
        """Return `owner` under the reported id, if it was named before the report."""
        if isinstance(owner, CellKey) and self._reported is not None and owner.notebook == self._first:
            return CellKey(self._reported, owner.cell)
        return owner


notebook: NotebookName = NotebookName()

# True in a kernel: there a thread that carries no key is a cell's own thread, not plain Python.
_keys_required = False


def require_keys(required: bool = True) -> None:
    """Say whether this process runs cells, so that an edit without a key is an error."""
    global _keys_required  # noqa: PLW0603 - one kernel a process
    _keys_required = required


def keys_required() -> bool:
    """Return whether an edit without a key is an error."""
    return _keys_required
