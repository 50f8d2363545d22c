"""What each operation of the protocol asks of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from stoat_nb.errors import from_code
from stoat_nb.widgets import bundle
from stoat_nb.widgets.dispatch import Dispatcher, Reply
from stoat_nb.widgets.protocol import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoat_nb.widgets.dispatch import Send
    from stoat_nb.widgets.models import JobModel, LibraryModel, MediaModel, TimelineModel

__all__ = ["job", "library", "media", "player_of_medium", "player_of_timeline", "timeline"]


def _text(arguments: Mapping[str, object], name: str) -> str:
    return cast("str", arguments[name])


def _count(arguments: Mapping[str, object], name: str) -> int:
    return cast("int", arguments[name])


class _Timeline:
    """The operations of a timeline's widget."""

    def __init__(self, model: TimelineModel) -> None:
        self._model = model

    def revision(self) -> int | None:
        return self._model.snapshot()["revision"]

    def view(self) -> object:
        return self._model.snapshot()

    def report(self, arguments: Mapping[str, object], _base: int | None) -> Reply:
        notebook, cells = arguments.get("notebook"), arguments.get("cells")
        if notebook and cells:
            self._model.report_cells(cast("str", notebook), list(cast("list[str]", cells)))
        return self.get(arguments, None)

    def get(self, _arguments: Mapping[str, object], _base: int | None) -> Reply:
        return Reply({"view": self.view()})

    def apply(self, arguments: Mapping[str, object], base: int | None) -> Reply:
        edit = dict(cast("dict[str, object]", arguments["edit"]))
        return self._changed(self._model.apply_edit(edit, cast("int", base)))

    def undo(self, arguments: Mapping[str, object], base: int | None) -> Reply:
        self._check(base)
        return self._changed(self._model.undo(as_hand=bool(arguments.get("as_hand"))))

    def redo(self, _arguments: Mapping[str, object], base: int | None) -> Reply:
        self._check(base)
        return self._changed(self._model.redo())

    def code(self, _arguments: Mapping[str, object], _base: int | None) -> Reply:
        return Reply(self._model.hand_code())

    def taken(self, arguments: Mapping[str, object], _base: int | None) -> Reply:
        block, cell = _text(arguments, "block"), _text(arguments, "cell")
        return self._changed(self._model.take_over(block, cell, _text(arguments, "notebook")))

    def _changed(self, revision: int) -> Reply:
        return Reply({"revision": revision, "view": self.view()})

    def _check(self, base: int | None) -> None:
        actual = self._model.snapshot()["revision"]
        if base != actual:
            context = {"name": self._model.name, "actual": actual, "expected": base}
            raise from_code("timeline.conflict", context)


def timeline(model: TimelineModel, send: Send) -> Dispatcher:
    """Answer for a timeline."""
    of = _Timeline(model)
    operations = {
        "hello": of.report,
        "cells.report": of.report,
        "timeline.get": of.get,
        "edit.apply": of.apply,
        "edit.undo": of.undo,
        "edit.redo": of.redo,
        "code.get": of.code,
        "code.taken": of.taken,
    }
    return Dispatcher("timeline", operations, send, revision=of.revision, snapshot=of.view)


def player_of_timeline(model: TimelineModel, send: Send) -> Dispatcher:
    """Answer for a player that follows a timeline."""

    def get(_arguments: Mapping[str, object], _base: int | None) -> Reply:
        return Reply({"view": model.snapshot()})

    return Dispatcher("player", {"hello": get, "timeline.get": get}, send)


def player_of_medium(medium: str, send: Send) -> Dispatcher:
    """Answer for a player that shows one medium, frame by frame of its own grid."""

    def get(_arguments: Mapping[str, object], _base: int | None) -> Reply:
        return Reply({"medium": medium})

    return Dispatcher("player", {"hello": get, "timeline.get": get}, send)


def library(model: LibraryModel, send: Send) -> Dispatcher:
    """Answer for a library browser."""

    def hello(_arguments: Mapping[str, object], _base: int | None) -> Reply:
        return Reply({"name": model.name})

    def query(arguments: Mapping[str, object], _base: int | None) -> Reply:
        return Reply(
            model.query(
                _text(arguments, "text"),
                _count(arguments, "offset"),
                min(_count(arguments, "limit"), LIMITS["rows"]),
                _text(arguments, "sort"),
            )
        )

    def thumbnail(arguments: Mapping[str, object], _base: int | None) -> Reply:
        width = max(16, min(_count(arguments, "width"), LIMITS["pixels"]))
        picture = model.thumbnail(_text(arguments, "medium"), width)
        return Reply({"empty": not picture}, (picture,) if picture else ())

    return Dispatcher("library", {"hello": hello, "library.query": query, "thumb.get": thumbnail}, send)


def media(model: MediaModel, send: Send) -> Dispatcher:
    """Answer for the bytes and frames of a project's media."""

    def hello(_arguments: Mapping[str, object], _base: int | None) -> Reply:
        return Reply({})

    def open_medium(arguments: Mapping[str, object], _base: int | None) -> Reply:
        return Reply(model.open(_text(arguments, "medium")))

    def read(arguments: Mapping[str, object], _base: int | None) -> Reply:
        start, end = _count(arguments, "start"), _count(arguments, "end")
        if not start <= end <= start + LIMITS["read"]:
            raise from_code(
                "protocol.bad_argument",
                {"op": "media.read", "argument": "end", "expected": f"at most {LIMITS['read']} bytes on"},
            )
        data = model.read(_text(arguments, "medium"), start, end)
        return Reply({"bytes": len(data)}, (data,))

    def frame(arguments: Mapping[str, object], _base: int | None) -> Reply:
        width = max(16, min(_count(arguments, "width"), LIMITS["pixels"]))
        picture = model.frame_jpeg(_text(arguments, "medium"), _count(arguments, "frame"), width)
        return Reply({"bytes": len(picture)}, (picture,))

    def asset(arguments: Mapping[str, object], _base: int | None) -> Reply:
        data = bundle.asset(_text(arguments, "name"))
        return Reply({"bytes": len(data)}, (data,))

    return Dispatcher(
        "media",
        {
            "hello": hello,
            "media.open": open_medium,
            "media.read": read,
            "frame.get": frame,
            "asset.get": asset,
        },
        send,
    )


def job(model: JobModel, send: Send) -> Dispatcher:
    """Answer for a job."""

    def get(_arguments: Mapping[str, object], _base: int | None) -> Reply:
        return Reply({"job": model.snapshot()})

    def cancel(_arguments: Mapping[str, object], _base: int | None) -> Reply:
        model.cancel()
        return Reply({"job": model.snapshot()})

    return Dispatcher("job", {"hello": get, "job.get": get, "job.cancel": cancel}, send)
