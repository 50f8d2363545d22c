"""Static forms of the widgets for saved notebooks: escaped HTML without script, and plain text.

Posters are schematic: no pictures of the footage, so that no face lands in a repository by surprise.
They are the same for the same content, so that notebooks compare clean.
"""

from __future__ import annotations

from stoat_nb.widgets.posters.facts import film_html, film_text, job_html, job_text
from stoat_nb.widgets.posters.library import LIBRARY_ROWS, library_html, library_text, video_html, video_text
from stoat_nb.widgets.posters.timeline import timeline_html, timeline_text

__all__ = [
    "LIBRARY_ROWS",
    "film_html",
    "film_text",
    "job_html",
    "job_text",
    "library_html",
    "library_text",
    "timeline_html",
    "timeline_text",
    "video_html",
    "video_text",
]
