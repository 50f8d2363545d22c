"""Two kernels at one timeline: nothing is lost, nothing is overwritten unseen."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from stoat_nb.errors import StoatError
from stoat_nb.timeline import key
from stoat_nb.timeline import timelines as timelines_module
from stoat_nb.timeline.writer import is_alive, this_process
from tests.support.cells import NOTEBOOK, cell, hand, link, shown
from tests.support.kernel import ROOT
from tests.support.projects import stored_project

OTHER = """
import sys
from pathlib import Path
from tests.support.cells import NOTEBOOK, cell, hand, link, run_code
from tests.support.projects import stored_project
from stoat_nb.timeline import key
project = stored_project(Path(sys.argv[1]))
cut = project.timeline("cut")
if sys.argv[2] == "hand":
    hand(cut, op="trim", target=link(cut, "beach#1"), tail="1/5", ripple=False)
else:
    run_code(project, cut, sys.argv[2], sys.argv[3])
if len(sys.argv) > 4:
    print("ready", flush=True)
    sys.stdin.read()
"""
BEACH = 'cut.append(project["day1/beach.mp4"][0:2])'


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(timelines_module, "_reported", {})
    monkeypatch.setattr(key, "notebook", key.NotebookName())
    project = stored_project(tmp_path)
    yield project
    project.close()


def command(project, *arguments: str) -> list[str]:
    return [sys.executable, "-c", OTHER, str(project.folder.parent), *arguments]


def elsewhere(project, *arguments: str) -> None:
    """Do something in a process that ends."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command(project, *arguments), check=True, env=environment, timeout=60)


def raises(code):
    return pytest.raises(StoatError, match=rf"\[{code.replace('.', '[.]')}\]")


def test_a_changed_earlier_block_is_a_conflict_and_running_again_mends_it(project):
    cut = project.timeline("cut")
    elsewhere(project, "a", 'cut.append(project["day1/beach.mp4"][0:1])')
    with raises("timeline.conflict"), cell("b"):
        cut.append(project["night.mov"][0:1])
        elsewhere(project, "a", BEACH)
    assert shown(cut) == ["beach#1 0+50"]
    with cell("b"):
        cut.append(project["night.mov"][0:1])
    assert shown(cut) == ["beach#1 0+50", "night#1 50+25"]


def test_what_another_process_did_behind_a_cell_is_kept(project):
    cut = project.timeline("cut")
    with cell("a"):
        cut.append(project["day1/beach.mp4"][0:1])
    with cell("a"):
        cut.append(project["day1/beach.mp4"][0:2])
        elsewhere(project, "b", 'cut.append(project["night.mov"][0:1])')
    assert shown(cut) == ["beach#1 0+50", "night#1 50+25"]
    assert cut.script_state == "stale(b)"


def test_of_two_new_cells_of_two_processes_the_later_is_to_be_run_again(project):
    cut = project.timeline("cut")
    cut.set_format(rate=25)
    with raises("timeline.conflict"), cell("a"):
        cut.append(project["day1/beach.mp4"][0:2])
        elsewhere(project, "b", 'cut.append(project["night.mov"][0:1])')
    with cell("a"):
        cut.append(project["day1/beach.mp4"][0:2])
    assert shown(cut) == ["night#1 0+25", "beach#1 25+50"]


def test_a_block_id_that_another_process_took_is_a_conflict(project):
    cut = project.timeline("cut")
    with cell("start"):
        cut.set_format(rate=25)
    with cell("end"):
        cut.append(project["song.wav"][0:1])
    timelines_module.report_cells(NOTEBOOK, ["start", "a", "end", "b"])
    with raises("timeline.conflict"), cell("a"):
        cut.append(project["day1/beach.mp4"][0:2])
        elsewhere(project, "b", 'cut.append(project["night.mov"][0:1])')
    with cell("a"):
        cut.append(project["day1/beach.mp4"][0:2])
    ids = [clip.id.split("/")[0] for clip in cut.session.head().timeline.clips()]
    assert len(set(ids)) == 3


def test_a_mouse_edit_elsewhere_is_kept(project):
    cut = project.timeline("cut")
    with cell("a"):
        cut.append(project["day1/beach.mp4"][0:2])
    elsewhere(project, "hand", "")
    hand(cut, op="trim", target=link(cut, "beach#1"), tail="1/5", ripple=False)
    assert shown(cut) == ["beach#1 0+40"]


def test_a_block_that_another_running_kernel_wrote_is_a_conflict(project):
    cut = project.timeline("cut")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    other = subprocess.Popen(
        command(project, "a", BEACH, "stay"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    try:
        for line in other.stdout:
            if line.strip() == b"ready":
                break
        with raises("timeline.other_kernel"), cell("a"):
            cut.append(project["day1/beach.mp4"][0:1])
        assert shown(cut) == ["beach#1 0+50"]
    finally:
        other.communicate(b"", timeout=30)
    with cell("a"):
        cut.append(project["day1/beach.mp4"][0:1])
    assert shown(cut) == ["beach#1 0+25"]


def test_an_ended_process_is_known_as_ended():
    assert is_alive(this_process())
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    host, _, started = this_process().split(":")
    assert not is_alive(f"{host}:{ended.pid}:{started}")
    assert not is_alive(f"elsewhere:{os.getpid()}:{started}")
    assert not is_alive("nonsense")
