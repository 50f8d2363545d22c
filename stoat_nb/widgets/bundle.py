"""The built front end: read once, handed to the page as text."""

from __future__ import annotations

from functools import cache
from importlib import resources

from stoat_nb.errors import from_code

__all__ = ["asset", "script"]


@cache
def _read(name: str) -> bytes:
    path = resources.files("stoat_nb").joinpath("static", name)
    try:
        return path.read_bytes()
    except OSError as cause:
        raise from_code("widget.bundle_missing", {"path": str(path)}) from cause


def script() -> str:
    """Return the widgets' module (`stoat.js`).

    Raises
    ------
    StoatError
        `widget.bundle_missing` in a clone whose front end has not been built.
    """
    return _read("stoat.js").decode("utf-8")


def asset(name: str) -> bytes:
    """Return a part of the front end that is fetched when first needed (`decoder.js`)."""
    return _read(name)
