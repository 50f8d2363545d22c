"""stoat-nb: video editing in Jupyter, where the notebook is the edit script.

Names are loaded when they are first used, so that importing the package costs little.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from stoat_nb._core import __version__

if TYPE_CHECKING:
    from stoat_nb import errors as errors
    from stoat_nb import observe as observe

_HOMES: dict[str, str] = {
    "errors": "stoat_nb.errors",
    "observe": "stoat_nb.observe",
}

__all__ = ["__version__", "errors", "observe"]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        msg = f"module 'stoat_nb' has no attribute {name!r}"
        raise AttributeError(msg)
    module = importlib.import_module(home)
    value: object = module if home.rpartition(".")[2] == name else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
