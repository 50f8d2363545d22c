"""The Rust core of stoat-nb."""

from collections.abc import Mapping

__version__: str

# --- errors ---------------------------------------------------------------------------------------

def error_catalogue() -> list[tuple[str, str, str, str]]:
    """Return all rows of the catalogue as (code, kind, message template, hint template)."""

def render_error(code: str, context: Mapping[str, str]) -> tuple[str, str, str]:
    """Return (kind, message, hint) of `code` filled with `context`.

    Raises
    ------
    KeyError
        `code` is not in the catalogue.
    """

# --- time, range, clip (one section a core module; keep the order) ----------------------------------

# --- ffmpeg -----------------------------------------------------------------------------------------

# --- timeline ---------------------------------------------------------------------------------------

# --- compile ----------------------------------------------------------------------------------------
