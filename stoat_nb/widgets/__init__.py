"""Widgets: views of a project's library, timelines, media and jobs in Jupyter, and their posters.

Each `display_*` returns the bundle (MIME type to data) that `_repr_mimebundle_` hands to Jupyter: the
widget's view, an HTML poster, and plain text. One object has one widget, however often it is shown:
`display_timeline(timeline, media)`, `display_library(library)`, `display_video(media, medium)`,
`display_job(job)`, `display_film(film)`. `set_hand_scope(scope)` names the context manager in which
edits made by mouse are recorded.
"""
