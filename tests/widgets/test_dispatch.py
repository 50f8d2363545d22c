"""Requests reach their handler where they belong, and every one of them is answered."""

from __future__ import annotations

import contextlib
import contextvars
import threading
import time

import pytest

from stoat_nb.errors import from_code
from stoat_nb.widgets import dispatch, handlers
from stoat_nb.widgets.dispatch import Dispatcher, Reply
from tests.widgets.fakes import FakeJob, FakeLibrary, FakeTimeline

FACTS = {
    "m1": {
        "name": "beach.mp4",
        "kind": "video",
        "rate": "25",
        "width": 640,
        "height": 360,
        "frames": 100,
        "vfr": False,
    }
}


class Outbox:
    """Collects what is sent, and lets a test wait for it."""

    def __init__(self):
        self.messages = []
        self.buffers = []
        self._more = threading.Condition()

    def __call__(self, content, buffers=()):
        with self._more:
            self.messages.append(content)
            self.buffers.append(list(buffers))
            self._more.notify_all()

    def wait(self, count):
        with self._more:
            assert self._more.wait_for(lambda: len(self.messages) >= count, 10)
        return self.messages


def ask(op, args=None, base=None, request=1):
    message = {"v": 1, "id": request, "op": op, "args": args or {}}
    return message if base is None else {**message, "base": base}


@pytest.fixture
def timeline():
    return FakeTimeline(media=FACTS, clips=[("c1", "m1", 0, 50, 10)])


def test_hello_gives_the_whole_view_and_takes_the_order_of_cells(timeline):
    sent = Outbox()
    handlers.timeline(timeline, sent).receive(ask("hello", {"notebook": "a.ipynb", "cells": ["x", "y"]}))
    (answer,) = sent.wait(1)
    assert answer["ok"]
    assert answer["result"]["view"]["name"] == "rough cut"
    assert timeline.cells == ("a.ipynb", ["x", "y"])


def test_edits_are_applied_in_the_order_in_which_they_came(timeline):
    sent = Outbox()
    receiver = handlers.timeline(timeline, sent)
    for step, at in enumerate(["5/25", "10/25", "15/25", "20/25"]):
        receiver.receive(ask("edit.apply", {"edit": {"v": 1, "op": "split", "at": at}}, 1 + step, 10 + step))
    assert [message["id"] for message in sent.wait(4)] == [10, 11, 12, 13]
    assert all(message["ok"] for message in sent.messages)
    assert [edit["at"] for edit in timeline.edits] == ["5/25", "10/25", "15/25", "20/25"]


def test_a_slow_commit_holds_no_handler_and_edits_stay_in_order(timeline, monkeypatch):
    """A commit that waits for the disk waits in the widget's own thread; its handler has long returned."""
    commit, done = timeline.apply_edit, threading.Event()

    def slow(edit, base):
        done.wait(10)
        return commit(edit, base)

    monkeypatch.setattr(timeline, "apply_edit", slow)
    sent = Outbox()
    receiver = handlers.timeline(timeline, sent)
    took = []
    for step, at in enumerate(["5/25", "10/25", "15/25", "20/25"]):
        begun = time.perf_counter()
        receiver.receive(ask("edit.apply", {"edit": {"v": 1, "op": "split", "at": at}}, 1 + step, 10 + step))
        took.append(time.perf_counter() - begun)
    assert sorted(took)[1] < 0.005
    assert not sent.messages
    done.set()
    assert [message["id"] for message in sent.wait(4)] == [10, 11, 12, 13]
    assert [edit["at"] for edit in timeline.edits] == ["5/25", "10/25", "15/25", "20/25"]


@pytest.mark.parametrize("op", ["edit.apply", "edit.undo", "edit.redo"])
def test_a_stale_base_is_a_conflict_that_carries_the_present_state(timeline, op):
    timeline.apply_edit({"v": 1, "op": "split", "at": "1"}, 1)
    sent = Outbox()
    args = {"edit": {"v": 1, "op": "split", "at": "1"}} if op == "edit.apply" else {}
    handlers.timeline(timeline, sent).receive(ask(op, args, 1))
    (answer,) = sent.wait(1)
    assert answer["error"]["code"] == "timeline.conflict"
    assert answer["error"]["snapshot"]["revision"] == answer["revision"] == 2


@pytest.mark.parametrize("content", [None, 7, "x", [], {}, {"v": 1}, {"v": 1, "id": 3, "op": {}, "args": 0}])
def test_broken_messages_are_answered_too(timeline, content):
    sent = Outbox()
    handlers.timeline(timeline, sent).receive(content)
    assert sent.messages[0]["ok"] is False
    assert sent.messages[0]["error"]["code"].startswith("protocol.")


def test_an_unexpected_exception_is_answered_without_its_details(timeline):
    timeline.hand_code = lambda: 1 / 0
    sent = Outbox()
    handlers.timeline(timeline, sent).receive(ask("code.get"))
    (answer,) = sent.wait(1)
    assert answer["error"]["code"] == "widget.internal"
    assert "division" not in str(answer)


def test_even_a_broken_snapshot_is_answered(timeline):
    def broken(*_):
        raise from_code("timeline.conflict", {"name": "x", "actual": 2, "expected": 1})

    sent = Outbox()
    receiver = handlers.timeline(timeline, sent)
    timeline.apply_edit = broken
    timeline.snapshot = lambda: 1 / 0
    receiver.receive(ask("edit.apply", {"edit": {"v": 1, "op": "trim_end"}}, 1))
    (answer,) = sent.wait(1)
    assert answer["error"]["code"] == "timeline.conflict"


def test_pool_work_keeps_the_context_of_its_handler():
    asker = contextvars.ContextVar("asker")
    seen = []
    sent = Outbox()
    library = FakeLibrary("p", [])
    library.query = lambda *_: seen.append((asker.get(), threading.current_thread().name)) or {}
    asker.set("subshell")
    handlers.library(library, sent).receive(
        ask("library.query", {"text": "", "offset": 0, "limit": 5, "sort": "name"})
    )
    sent.wait(1)
    assert seen[0][0] == "subshell"
    assert seen[0][1].startswith("stoat-widgets")


def test_handlers_run_in_the_scope_of_mouse_edits(timeline, monkeypatch):
    key = contextvars.ContextVar("key", default=None)

    @contextlib.contextmanager
    def scope():
        token = key.set("hand")
        yield
        key.reset(token)

    seen = []
    monkeypatch.setattr(dispatch, "_hand_scope", scope)
    timeline.hand_code = lambda: seen.append(key.get())
    sent = Outbox()
    handlers.timeline(timeline, sent).receive(ask("code.get"))
    sent.wait(1)
    assert seen == ["hand"]
    assert key.get() is None


def test_what_has_not_begun_can_be_cancelled():
    gate = threading.Event()
    ran = []
    library = FakeLibrary("p", [])

    def query(text, *_):
        ran.append(text)
        gate.wait(10)
        return {"total": 0, "items": []}

    library.query = query
    sent = Outbox()
    receiver = handlers.library(library, sent)
    args = {"offset": 0, "limit": 5, "sort": "name"}
    for number in range(12):
        receiver.receive(ask("library.query", {"text": str(number), **args}, request=100 + number))
    receiver.receive(ask("cancel", {"request": 111}, request=500))
    assert sent.wait(1)[0]["result"] == {"cancelled": True}
    gate.set()
    sent.wait(12)
    assert "11" not in ran
    assert len(ran) == 11


def test_cancel_of_a_job_is_answered_at_once():
    job = FakeJob(seconds=30).start()
    sent = Outbox()
    handlers.job(job, sent).receive(ask("job.cancel"))
    assert sent.messages[0]["ok"]  # in the handler itself: nothing has to be waited for
    assert job.wait() == "cancelled"


def test_reads_are_bounded(tmp_path):
    sent = Outbox()
    handlers.media(None, sent).receive(ask("media.read", {"medium": "m", "start": 0, "end": 1048577}))
    (answer,) = sent.wait(1)
    assert answer["error"]["code"] == "protocol.bad_argument"


def test_a_widget_handles_exactly_the_operations_of_its_kind():
    with pytest.raises(TypeError, match=r"job\.cancel"):
        Dispatcher("job", {"hello": lambda *_: Reply({})}, Outbox())
