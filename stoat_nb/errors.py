"""Every error of stoat-nb: a stable code, a sentence, the place and a hint.

The sentences live in the core's catalogue; the classes are Python's, because the stable ABI of
Python 3.11 cannot subclass exceptions natively (docs/decisions/0002-errors.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoat_nb import _core

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CancelledError",
    "CatalogueEntry",
    "ConflictError",
    "MediaError",
    "NotFoundError",
    "RenderError",
    "ScriptError",
    "StoatError",
    "StorageError",
    "ValidationError",
    "catalogue",
    "from_code",
]


class StoatError(Exception):
    """The base of all errors that stoat-nb raises on purpose.

    Parameters
    ----------
    code
        A code of the catalogue, such as ``"library.not_found"``. An unknown one raises ``KeyError``.
    **context
        The values that the sentence and the hint name: file, clip, track, cell, ...

    Attributes
    ----------
    code : str
        The stable code.
    message : str
        What is wrong, and where.
    hint : str
        What to do; may be empty.
    context : dict of str to str
        The named values.
    """

    code: str
    message: str
    hint: str
    context: dict[str, str]

    def __init__(self, code: str, /, **context: object) -> None:
        self.code = code
        self.context = {name: _text(value) for name, value in context.items()}
        _, self.message, self.hint = _core.render_error(code, self.context)
        super().__init__(self.message)

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.message}{hint} [{self.code}]"

    def __reduce__(self) -> tuple[object, tuple[str, dict[str, str]]]:
        return from_code, (self.code, self.context)


class ValidationError(StoatError, ValueError):
    """The caller gave something illegal."""


class NotFoundError(StoatError, LookupError):
    """Something that was asked for by name is not there."""


class ConflictError(StoatError):
    """It was changed elsewhere meanwhile, or it would overwrite what is not ours."""


class MediaError(StoatError):
    """A medium cannot be read, or is not what it says."""


class RenderError(StoatError):
    """FFmpeg or a render failed."""


class StorageError(StoatError):
    """The project's storage cannot do it."""


class CancelledError(StoatError):
    """A person or a time limit stopped it."""


class ScriptError(StoatError):
    """Cells, blocks and headless runs."""


_CLASSES: dict[str, type[StoatError]] = {
    "value": ValidationError,
    "lookup": NotFoundError,
    "conflict": ConflictError,
    "media": MediaError,
    "render": RenderError,
    "storage": StorageError,
    "cancelled": CancelledError,
    "script": ScriptError,
}


def from_code(code: str, context: Mapping[str, object]) -> StoatError:
    """Return the error of `code` in its own class, ready to raise.

    Raises
    ------
    KeyError
        `code` is not in the catalogue.
    """
    kind, _, _ = _core.render_error(code, {name: _text(value) for name, value in context.items()})
    return _CLASSES[kind](code, **dict(context))


def _text(value: object) -> str:
    """Return `value` as text that the core can take: a file name may hold bytes that are no UTF-8."""
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")


class CatalogueEntry(NamedTuple):
    """One row of the catalogue: the code, its class, and the templates of sentence and hint."""

    code: str
    error: type[StoatError]
    message: str
    hint: str


def catalogue() -> list[CatalogueEntry]:
    """Return every error that can be raised, sorted by room.

    >>> import stoat_nb as st
    >>> "time.overflow" in [entry.code for entry in st.errors.catalogue()]
    True
    """
    return [
        CatalogueEntry(code, _CLASSES[kind], message, hint)
        for code, kind, message, hint in _core.error_catalogue()
    ]
