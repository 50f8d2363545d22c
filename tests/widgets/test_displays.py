"""One widget for each object, the right comms, and the bundle that Jupyter gets."""

from __future__ import annotations

import subprocess
import sys
from unittest.mock import patch

import anywidget
import pytest

from stoat_nb import widgets
from stoat_nb.errors import StoatError
from stoat_nb.widgets import bundle, displays
from stoat_nb.widgets._comms import View
from tests.widgets.fakes import FakeJob, FakeLibrary, FakeMedia, FakeTimeline

VIEW = "application/vnd.jupyter.widget-view+json"
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


@pytest.fixture(autouse=True)
def built(monkeypatch):
    """The front end need not be built for these tests."""
    monkeypatch.setattr(bundle, "script", lambda: "export default {}")
    yield
    widgets.close()


@pytest.fixture
def sent():
    with patch.object(anywidget.AnyWidget, "send") as send:
        yield send


def test_one_object_has_one_widget(sent):
    model, media = FakeTimeline(media=FACTS, clips=[("c1", "m1", 0, 50, 10)]), FakeMedia(".", {})
    first, second = widgets.display_timeline(model, media), widgets.display_timeline(model, media)
    assert first[VIEW] == second[VIEW]
    other = widgets.display_timeline(FakeTimeline(), media)
    assert other[VIEW]["model_id"] != first[VIEW]["model_id"]
    assert set(first) == {"text/plain", "text/html", VIEW}


def test_closing_ends_the_widget_and_its_subscription(sent):
    model, media = FakeTimeline(), FakeMedia(".", {})
    before = widgets.display_timeline(model, media)[VIEW]
    widgets.close(model)
    assert model._listeners == []
    assert widgets.display_timeline(model, media)[VIEW] != before


def test_changes_are_told_on_a_comm_of_their_own(sent):
    model = FakeTimeline(media=FACTS, clips=[("c1", "m1", 0, 50, 10)])
    widgets.display_timeline(model, FakeMedia(".", {}))
    with patch.object(View, "publish") as control:
        model.apply_edit({"v": 1, "op": "split", "at": "1"}, 1)
    sent.assert_called_once_with({"v": 1, "event": "timeline.changed", "revision": 2, "state": "in_step"}, [])
    control.assert_not_called()


def test_progress_is_told_at_most_ten_times_a_second_and_the_end_always(sent):
    job = FakeJob(total=400, seconds=0.4)
    widgets.display_job(job)
    job.start()
    job.wait()
    states = [call.args[0]["job"]["state"] for call in sent.call_args_list]
    assert states[-1] == "done"
    assert len(states) < 30


def test_every_display_has_a_poster_and_text(sent, tmp_path):
    library = FakeLibrary("holiday", [])
    bundles = [
        widgets.display_library(library),
        widgets.display_job(FakeJob()),
        widgets.display_film(_Film()),
    ]
    for shown in bundles:
        assert shown["text/plain"]
        assert "stoat-poster" in shown["text/html"]


class _Film:
    def facts(self):
        return [("path", "film.mp4"), ("frames", "100")]


def test_few_traits_are_synced(sent):
    widgets.display_job(FakeJob())
    view = next(entry[1][0] for entry in displays._open.values())
    ours = {name for name in view.traits(sync=True) if not name.startswith("_")} - {
        "layout",
        "tabbable",
        "tooltip",
    }
    assert ours == {"setup"}
    assert isinstance(view._esm, str)


def test_a_missing_bundle_says_how_to_build_it(monkeypatch):
    monkeypatch.undo()
    with pytest.raises(StoatError) as caught:
        bundle.asset("no-such-part.js")
    assert caught.value.code == "widget.bundle_missing"
    assert "npm run build" in str(caught.value)


def test_importing_the_room_loads_no_widget_library():
    code = "import sys, stoat_nb.widgets; sys.exit('anywidget' in sys.modules or 'ipywidgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
