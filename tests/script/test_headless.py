"""Notebooks without a person: on copies, with cell ids, and only when every edit acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import pytest

from stoat_nb.cli import main
from stoat_nb.errors import StoatError
from stoat_nb.script.check import check_notebook
from stoat_nb.script.headless import run_notebook
from tests.support.kernel import ROOT, kernel
from tests.support.projects import stored_project

if TYPE_CHECKING:
    from pathlib import Path

OPEN = 'import stoat_nb as st\nfrom stoat_nb import frames\nproject = st.open("holiday")\ncut = project.timeline("rough cut")'
FIRST = 'cut.append(project["day1/beach.mp4"]["00:01":"00:05"])'
SECOND = 'cut.append(project["night.mov"][1:3], name="night")'
THIRD = 'cut["night"].trim(head=frames(5));\nprint(len(cut))'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    project = stored_project(tmp_path)
    project.close()
    return tmp_path


def write(folder: Path, *cells: str) -> Path:
    node = nbformat.v4.new_notebook()
    for number, code in enumerate(cells):
        cell = nbformat.v4.new_code_cell(code)
        cell.id = f"c{number}"
        node.cells.append(cell)
    path = folder / "first.ipynb"
    nbformat.write(node, path)
    return path


def names(folder: Path) -> list[str]:
    project = stored_project(folder)
    try:
        return project.timeline_names()
    finally:
        project.close()


def test_a_run_reports_its_timelines_and_leaves_the_library_alone(folder):
    report = run_notebook(write(folder, OPEN, FIRST, SECOND, THIRD))
    assert [(row["name"], row["state"], row["frames"]) for row in report.timelines] == [
        ("rough cut", "in_step", 150)
    ]
    assert report.output == "2"
    assert names(folder) == []


def test_a_run_starts_from_empty_timelines(folder):
    project = stored_project(folder)
    project.timeline("rough cut").append(project["song.wav"][:])
    project.timeline("other").append(project["song.wav"][:])
    project.close()
    report = run_notebook(write(folder, OPEN, FIRST, SECOND, THIRD), keep_writes=True)
    assert report.timelines[0]["frames"] == 150
    project = stored_project(folder)
    assert project.timeline("rough cut").frames == 150
    assert project.timeline("other").frames == 750
    project.close()


def test_a_kept_run_again_makes_no_revision(folder):
    path = write(folder, OPEN, FIRST, SECOND, THIRD)
    run_notebook(path, keep_writes=True)
    with kernel(folder, JPY_SESSION_NAME=str(path)) as notebook:
        for _ in range(2):
            for number, code in enumerate((OPEN, FIRST, SECOND, THIRD)):
                notebook.run(f"c{number}", code)
        revision = notebook.value("__import__('json').dumps(cut.session.head().revision)")
    assert revision == stored_revision(folder)
    assert [row.state for row in check_notebook(path)] == ["in_step"]


def stored_revision(folder: Path) -> int:
    project = stored_project(folder)
    try:
        return project.timeline("rough cut").session.head().revision
    finally:
        project.close()


def test_a_raising_cell_is_named(folder):
    with pytest.raises(StoatError, match="cell 2 of first.ipynb failed: ZeroDivisionError") as caught:
        run_notebook(write(folder, OPEN, "1/0"))
    assert caught.value.code == "script.cell_failed"


def test_a_failed_background_job_fails_the_run(folder):
    code = 'def work(cancel, report):\n    raise RuntimeError("no")\nproject.jobs.start("test", work, label="thing", unit="files");'
    with pytest.raises(StoatError, match="thing failed") as caught:
        run_notebook(write(folder, OPEN, code))
    assert caught.value.code == "script.job_failed"


def test_a_parked_edit_fails_the_run(folder):
    code = """
from stoat_nb.timeline.key import acting, HAND
model = project.timeline_model(cut)
with acting(HAND):
    clip = cut.session.head().timeline.clips()[0].id
    model.apply_edit({"op": "trim", "target": clip, "head": "1", "ripple": True}, cut.session.head().revision)
"""
    early = 'with cut.block("x"):\n    cut.append(project["song.wav"][:]);'
    cells = [OPEN, FIRST, early, code, "cut.session.hand.undo;", "import os"]
    # the clip that the mouse edit trims is taken away by a later run of its block
    cells[4] = (
        'project.timelines.session("rough cut").hand.edit(lambda view: [view.prepare(\'{"v":1,"op":"remove","target":"beach#1","ripple":false}\')], "remove")'
    )
    run_notebook(write(folder, *cells[:4]))
    ends = "from stoat_nb.timeline.key import NamedKey\ns = cut.session\nwith s.project.locked():\n    s.project.save({s: s.refresh().with_block(__import__('stoat_nb.timeline.key').timeline.key.CellKey(str(__import__('stoat_nb.timeline.key').timeline.key.notebook), 'c1'), [])}, 'x', {})"
    with pytest.raises(StoatError) as caught:
        run_notebook(write(folder, *cells[:4], ends))
    assert caught.value.code == "script.edit_parked"


def test_what_is_no_notebook_is_refused(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text("{")
    with pytest.raises(StoatError) as caught:
        run_notebook(path)
    assert caught.value.code == "script.notebook_unreadable"


def test_check_fails_on_mouse_edits_and_on_a_changed_order(folder, capsys):
    path = write(folder, OPEN, FIRST, SECOND, THIRD)
    run_notebook(path, keep_writes=True)
    assert main(["check", str(path)]) == 0
    node = nbformat.read(path, 4)
    node.cells[1], node.cells[2] = node.cells[2], node.cells[1]
    nbformat.write(node, path)
    assert main(["check", str(path)]) == 1
    assert "script.not_in_step" in capsys.readouterr().err


def test_check_without_a_project_says_so(tmp_path, capsys):
    path = write(tmp_path, "1")
    assert main(["check", str(path)]) == 1
    assert "script.no_project" in capsys.readouterr().err


def test_the_command_runs_a_notebook(folder, capsys):
    assert main(["run", str(write(folder, OPEN, FIRST))]) == 0
    assert capsys.readouterr().out == "rough cut: 100 frames, in_step\n"


def test_a_library_that_changed_during_the_run_is_not_replaced(folder):
    change = (
        "import subprocess, sys\n"
        "code = '''import sqlite3; from stoat_nb.store import SqliteProjectStorage; "
        'SqliteProjectStorage("holiday/stoat-data/library.sqlite3").set_root("other", "/tmp")\'\'\'\n'
        "subprocess.run([sys.executable, '-c', code], check=True)"
    )
    with pytest.raises(StoatError) as caught:
        run_notebook(write(folder, OPEN, FIRST, change), keep_writes=True)
    assert caught.value.code == "project.changed_meanwhile"
    assert names(folder) == []
