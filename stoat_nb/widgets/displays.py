"""One widget for each object, however often it is shown, and the bundle that Jupyter displays."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from stoat_nb.widgets import handlers, posters, protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoat_nb.widgets._comms import Channel, View
    from stoat_nb.widgets.models import FilmModel, JobModel, LibraryModel, MediaModel, TimelineModel

__all__ = [
    "close",
    "display_film",
    "display_job",
    "display_library",
    "display_player",
    "display_timeline",
    "display_video",
]

PROGRESS_EVERY_SECONDS = 0.1
_VIEW_MIME = "application/vnd.jupyter.widget-view+json"
_ENDED = {"done", "failed", "cancelled", "interrupted"}

_lock = threading.RLock()
_open: dict[tuple[str, int, str], tuple[object, list[Channel], Callable[[], None]]] = {}


def _nothing_to_stop() -> None:
    """Stand in where nothing was subscribed to."""


def _shown(
    kind: str,
    model: object,
    make: Callable[[], tuple[list[Channel], Callable[[], None]]],
    part: str = "",
) -> Channel:
    """Return the first channel of `model`'s widget of this kind, making it on first use."""
    key = (kind, id(model), part)
    with _lock:
        entry = _open.get(key)
        if entry is None or entry[1][0].comm is None:
            entry = (model, *make())
            _open[key] = entry
        return entry[1][0]


def close(model: object | None = None) -> None:
    """End the widgets of `model` (of everything, without one); shown copies fall back to their posters."""
    with _lock:
        keys = [key for key, entry in _open.items() if model is None or entry[0] is model]
        entries = [_open.pop(key) for key in keys]
    for _, channels, stop in entries:
        stop()
        for channel in channels:
            if channel.dispatcher is not None:
                channel.dispatcher.close()
            with suppress(Exception):  # the page may be gone
                channel.close()


def _media(model: MediaModel) -> Channel:
    from stoat_nb.widgets._comms import open_channel

    def make() -> tuple[list[Channel], Callable[[], None]]:
        return [open_channel(lambda channel: handlers.media(model, channel.publish))], _nothing_to_stop

    return _shown("media", model, make)


def _bundle(view: View | Channel, poster: str, text: str) -> dict[str, object]:
    return {
        "text/plain": text,
        "text/html": poster,
        _VIEW_MIME: {"version_major": 2, "version_minor": 1, "model_id": view.model_id},
    }


def _timeline_view(kind: str, model: TimelineModel, media: MediaModel) -> Channel:
    from stoat_nb.widgets._comms import open_channel, open_view

    def make() -> tuple[list[Channel], Callable[[], None]]:
        status = open_channel()
        setup = {
            "kind": kind,
            "protocol": protocol.VERSION,
            "status": status.model_id,
            "media": _media(media).model_id,
            "key": f"timeline-{id(model)}",
        }
        receiver = handlers.timeline if kind == "timeline" else handlers.player_of_timeline
        view = open_view(setup, lambda channel: receiver(model, channel.publish))

        def tell(name: str, payload: dict[str, object]) -> None:
            status.publish(protocol.event(name, **payload))

        return [view, status], model.subscribe(tell)

    return _shown(kind, model, make)


def display_timeline(model: TimelineModel, media: MediaModel) -> dict[str, object]:
    """Return the bundle of a timeline: widget, poster, and text.

    Parameters
    ----------
    model
        The timeline; the same object always gives the same widget.
    media
        The bytes and frames of its project's media, for the viewer.
    """
    view = model.snapshot()
    widget = _timeline_view("timeline", model, media)
    return _bundle(widget, posters.timeline_html(view), posters.timeline_text(view))


def display_player(model: TimelineModel, media: MediaModel) -> dict[str, object]:
    """Return the bundle of a viewer that follows the playhead of the timeline's widget."""
    view = model.snapshot()
    widget = _timeline_view("player", model, media)
    return _bundle(widget, posters.timeline_html(view), posters.timeline_text(view))


def display_video(media: MediaModel, medium: str) -> dict[str, object]:
    """Return the bundle of one medium: a viewer that steps through the medium's own frames."""
    from stoat_nb.widgets._comms import open_view

    opened = media.open(medium)

    def make() -> tuple[list[Channel], Callable[[], None]]:
        setup = {
            "kind": "player",
            "protocol": protocol.VERSION,
            "status": None,
            "media": _media(media).model_id,
            "key": f"medium-{id(media)}-{medium}",
        }
        view = open_view(setup, lambda channel: handlers.player_of_medium(medium, channel.publish))
        return [view], _nothing_to_stop

    widget = _shown("video", media, make, medium)
    return _bundle(widget, posters.video_html(opened), posters.video_text(opened))


def display_library(model: LibraryModel) -> dict[str, object]:
    """Return the bundle of a library: browser, a poster of its first rows, and text."""
    from stoat_nb.widgets._comms import open_view

    page = model.query("", 0, posters.LIBRARY_ROWS, "name")

    def make() -> tuple[list[Channel], Callable[[], None]]:
        setup = {
            "kind": "library",
            "protocol": protocol.VERSION,
            "status": None,
            "media": None,
            "key": f"library-{id(model)}",
        }
        return [open_view(setup, lambda channel: handlers.library(model, channel.publish))], _nothing_to_stop

    widget = _shown("library", model, make)
    return _bundle(widget, posters.library_html(model.name, page), posters.library_text(model.name, page))


def display_job(model: JobModel) -> dict[str, object]:
    """Return the bundle of a job: progress with a Cancel that works while a cell runs."""
    from stoat_nb.widgets._comms import open_channel, open_view

    def make() -> tuple[list[Channel], Callable[[], None]]:
        status = open_channel()
        setup = {
            "kind": "job",
            "protocol": protocol.VERSION,
            "status": status.model_id,
            "media": None,
            "key": f"job-{model.id}",
        }
        view = open_view(setup, lambda channel: handlers.job(model, channel.publish))
        return [view, status], model.subscribe(_Progress(model, status))

    widget = _shown("job", model, make)
    state = model.snapshot()
    return _bundle(widget, posters.job_html(state), posters.job_text(state))


class _Progress:
    """Publish a job's state at most ten times a second, and always its end."""

    def __init__(self, model: JobModel, status: Channel) -> None:
        self._model = model
        self._status = status
        self._lock = threading.Lock()
        self._next = 0.0

    def __call__(self, _name: str, _payload: dict[str, object]) -> None:
        state = self._model.snapshot()
        with self._lock:
            now = time.monotonic()
            if now < self._next and state["state"] not in _ENDED:
                return
            self._next = now + PROGRESS_EVERY_SECONDS
            self._status.publish(protocol.event("job.changed", job=state))


def display_film(model: FilmModel) -> dict[str, object]:
    """Return the bundle of a film: its facts as HTML and as text."""
    facts = list(model.facts())
    return {"text/plain": posters.film_text(facts), "text/html": posters.film_html(facts)}
