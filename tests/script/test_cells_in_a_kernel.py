"""Cells in a real kernel: running a cell replaces its block; what raises changes nothing."""

from __future__ import annotations

import json

import pytest

from tests.support.kernel import CellError, Notebook, kernel

OPEN = """
import stoat_nb as st
from stoat_nb import frames
from pathlib import Path
from tests.support.projects import stored_project
project = st.open("holiday")
stored_project(Path.cwd())
cut = project.timeline("rough cut")
"""
FIRST = 'a = cut.append(project["day1/beach.mp4"]["00:01":"00:05"])'
SECOND = 'cut.append(project["night.mov"][1:3], name="night")'
THIRD = 'cut["night"].trim(head=frames(5))'


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    with kernel(tmp_path_factory.mktemp("kernel")) as notebook:
        yield notebook


@pytest.fixture
def notebook(process: Notebook, request):
    """A timeline of its own for each test, in one kernel."""
    process.run("open", OPEN)
    process.run("open", OPEN.replace("rough cut", request.node.name))
    return process


def state(notebook: Notebook) -> dict[str, object]:
    found = notebook.value(
        "__import__('json').dumps({'clips': [repr(c) for c in cut.clips], 'state': cut.script_state,"
        " 'revision': cut.session.head().revision, 'hash': cut.content_hash})"
    )
    assert isinstance(found, dict)
    return found


def test_running_a_cell_twice_is_running_it_once(notebook):
    notebook.run("a", FIRST)
    once = state(notebook)
    notebook.run("a", FIRST)
    assert state(notebook) == once
    assert len(once["clips"]) == 1


def test_run_all_twice_makes_no_revision(notebook):
    seen = []
    for _ in range(2):
        for cell, code in (("a", FIRST), ("b", SECOND), ("c", THIRD)):
            notebook.run(cell, code)
        seen.append(state(notebook))
    assert seen[0] == seen[1]
    assert seen[0]["state"] == "in_step"


def test_a_changed_cell_changes_its_own_edits_and_later_ones_are_replayed(notebook):
    for cell, code in (("a", FIRST), ("b", SECOND), ("c", THIRD)):
        notebook.run(cell, code)
    notebook.run("a", 'cut.append(project["day1/beach.mp4"]["00:01":"00:02"])')
    found = state(notebook)
    assert found["clips"] == [
        "Clip('beach#1', 00:00:00:00..00:00:01:00, V1+A1)",
        "Clip('night', 00:00:01:05..00:00:03:00, V1+A1)",
    ]
    assert found["state"] == "stale(b, c)"
    notebook.run("b", SECOND)
    notebook.run("c", THIRD)
    assert state(notebook)["state"] == "in_step"


def test_a_cell_that_no_longer_edits_empties_its_block(notebook):
    notebook.run("format", "cut.set_format(rate=25, width=640, height=360)")
    notebook.run("a", FIRST)
    notebook.run("b", SECOND)
    notebook.run("a", "1 + 1")
    assert [text.split("'")[1] for text in state(notebook)["clips"]] == ["night"]


def test_a_raising_cell_leaves_its_old_block(notebook):
    notebook.run("a", FIRST)
    before = state(notebook)
    with pytest.raises(CellError, match="ZeroDivisionError"):
        notebook.run("a", SECOND + "\n1/0")
    assert state(notebook) == before
    with pytest.raises(CellError, match="ZeroDivisionError"):
        notebook.run("new", SECOND + "\n1/0")
    assert state(notebook)["clips"] == before["clips"]


def test_a_cell_sees_the_blocks_before_its_own_plus_its_own_edits(notebook):
    notebook.run("format", "cut.set_format(rate=25, width=640, height=360)")
    notebook.run("a", FIRST)
    notebook.run("b", SECOND + ";")
    assert notebook.run("a", "print(len(cut))\n" + FIRST + "\nprint(len(cut))").split() == ["0", "1"]
    assert notebook.run("b", "print(len(cut))\n" + SECOND + ";\nprint(len(cut))").split() == ["1", "2"]


def test_an_edit_that_loses_its_clip_is_parked_and_comes_back(notebook):
    notebook.run("a", FIRST)
    notebook.run("b", SECOND)
    notebook.run("c", THIRD)
    notebook.run("b", "pass")
    assert state(notebook)["state"] == "parked(1)"
    notebook.run("b", SECOND)
    assert state(notebook)["state"] == "in_step"


def test_undo_in_a_cell_takes_back_its_own_last_edit_only(notebook):
    notebook.run("a", FIRST)
    with pytest.raises(CellError, match="nothing_to_undo"):
        notebook.run("b", "cut.undo()")
    notebook.run("b", SECOND + "\ncut.undo()")
    assert len(state(notebook)["clips"]) == 1
    notebook.run("b", SECOND + "\ncut.undo()\ncut.redo()")
    assert len(state(notebook)["clips"]) == 2


def test_async_cells_and_nested_runs_belong_to_their_cell(notebook):
    notebook.run("a", "import asyncio\nawait asyncio.sleep(0)\n" + FIRST)
    notebook.run("b", "%%capture out\n" + SECOND)
    once = state(notebook)
    notebook.run("a", "await asyncio.sleep(0)\n" + FIRST)
    notebook.run("b", "%%capture out\n" + SECOND)
    assert state(notebook) == once
    assert len(once["clips"]) == 2


def test_a_thread_of_a_cell_must_not_edit_unmarked(notebook):
    code = """
import threading
caught = []
def edit():
    try:
        cut.append(project["day1/beach.mp4"][0:1])
    except Exception as error:
        caught.append(error.code)
thread = threading.Thread(target=edit); thread.start(); thread.join()
caught
"""
    assert notebook.run("a", code) == "['script.cell_unknown']"


def test_edits_without_a_cell_id_need_a_block(notebook):
    notebook.run("a", FIRST)
    with pytest.raises(CellError, match="script.cell_unknown"):
        notebook.run(None, SECOND)
    code = 'with cut.block("second"):\n    ' + SECOND
    notebook.run(None, code)
    once = state(notebook)
    notebook.run(None, code)
    assert state(notebook) == once
    assert len(once["clips"]) == 2


def test_a_hand_edit_during_a_cell_is_replayed_after_it(notebook):
    notebook.run("a", FIRST)
    code = """
import threading
def drag():
    model = project.timeline_model(cut)
    view = model.snapshot()
    clip = view["tracks"][0]["items"][0]["id"]
    model.apply_edit({"op": "trim", "target": clip, "head": "1/5", "ripple": True}, view["revision"])
thread = threading.Thread(target=drag); thread.start(); thread.join()
"""
    notebook.run("a", FIRST + code)
    found = state(notebook)
    assert found["clips"] == ["Clip('beach#1', 00:00:00:00..00:00:03:20, V1+A1)"]
    assert found["state"] == "hand_edits(1)"


def test_a_hand_block_written_to_a_cell_and_run_changes_nothing(notebook):
    notebook.run("a", FIRST)
    notebook.run("b", SECOND)
    widget = """
model = project.timeline_model(cut)
from stoat_nb.timeline.key import acting, HAND
with acting(HAND):
    clip = model.snapshot()["tracks"][0]["items"][0]["id"]
    model.apply_edit({"op": "trim", "target": clip, "head": "1/5", "ripple": True}, model.snapshot()["revision"])
    model.apply_edit({"op": "split", "at": "2"}, model.snapshot()["revision"])
"""
    notebook.run("w", widget)
    code = notebook.value("__import__('json').dumps(model.hand_code())")
    assert code["after_cell"] == "b"
    notebook.run(
        "w",
        f"with acting(HAND): model.take_over({code['block']!r}, 'new', str(__import__('stoat_nb.timeline.key').timeline.key.notebook))",
    )
    taken = state(notebook)
    assert taken["state"] == "in_step"
    notebook.run("new", code["code"])
    assert state(notebook) == taken
    for cell, text in (("a", FIRST), ("b", SECOND), ("new", code["code"])):
        notebook.run(cell, text)
    assert state(notebook) == taken
    assert json.dumps(taken["clips"]).count("Clip(") == 3
