"""Cases that the random sessions of the law have found, each on its own."""

from __future__ import annotations

import pytest

from stoat_nb.api import code as code_module
from stoat_nb.api.times import frames
from stoat_nb.timeline import key
from stoat_nb.timeline import timelines as timelines_module
from tests.support.cells import NOTEBOOK, hand, link, run_code, shown
from tests.support.projects import memory_project

FORMAT = "cut.set_format(rate=25, width=640, height=360)"


@pytest.fixture
def cut(tmp_path, monkeypatch):
    monkeypatch.setattr(timelines_module, "_reported", {})
    monkeypatch.setattr(key, "notebook", key.NotebookName())
    project = memory_project(tmp_path)
    cut = project.timeline("cut")
    monkeypatch.setattr(code_module, "_variables", lambda: {"project": project, "cut": cut, "frames": frames})
    yield cut
    project.close()


def test_mouse_edits_behind_a_block_of_parked_ones_can_be_written(cut):
    """A hand block in which every edit is parked has no code, and stood in the way of all later ones."""
    run_code(cut.project, cut, "start", FORMAT)
    run_code(cut.project, cut, "a", "cut.append(project['day1/beach.mp4'][0:2])")
    hand(cut, op="trim", target=link(cut, "beach#1"), head="1/25", ripple=True)
    run_code(cut.project, cut, "b", "cut.append(project['walk.mp4'])")
    hand(cut, op="append", medium=cut.project["day1/beach.mp4"].id, source={"start": "1/2", "end": "1"})
    run_code(cut.project, cut, "a", "pass")
    model = cut.project.timeline_model(cut)
    assert model.snapshot()["state"] == "parked(1)"
    found = model.hand_code()
    assert found["after_cell"] == "b"
    assert "beach" in found["code"]
    model.take_over(found["block"], "c", NOTEBOOK)
    assert model.hand_code()["code"] == ""
    before = shown(cut)
    run_code(cut.project, cut, "c", found["code"])
    assert shown(cut) == before
