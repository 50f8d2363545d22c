"""Widgets: views of a project's library, timelines, media and jobs in Jupyter, and their posters.

Each `display_*` returns the bundle (MIME type to data) that `_repr_mimebundle_` hands to Jupyter: the
widget's view, an HTML poster, and plain text. One object has one widget, however often it is shown.
"""

from __future__ import annotations

from stoat_nb.widgets.dispatch import set_hand_scope
from stoat_nb.widgets.displays import (
    close,
    display_film,
    display_job,
    display_library,
    display_player,
    display_timeline,
    display_video,
)

__all__ = [
    "close",
    "display_film",
    "display_job",
    "display_library",
    "display_player",
    "display_timeline",
    "display_video",
    "set_hand_scope",
]
