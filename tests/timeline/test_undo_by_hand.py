"""A cell's edit taken back by new mouse edits: everything stands as it stood, and the cell stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stoat_nb.api import code as code_module
from stoat_nb.api.times import frames
from stoat_nb.errors import StoatError
from stoat_nb.timeline import key
from stoat_nb.timeline import timelines as timelines_module
from tests.support.cells import NOTEBOOK, cell, hand, link, run_code
from tests.support.projects import memory_project

START = """
cut.set_format(rate=25, width=640, height=360)
cut.append(project["day1/beach.mp4"][0:2], name="first")
cut.append(project["day1/beach.mp4"][4:6])
cut.append(project["night.mov"][0:2], name="last")
cut.overwrite(project["song.wav"][0:1], at=7, track="A2")
"""


@pytest.fixture
def cut(tmp_path, monkeypatch):
    monkeypatch.setattr(timelines_module, "_reported", {})
    monkeypatch.setattr(key, "notebook", key.NotebookName())
    project = memory_project(tmp_path)
    cut = project.timeline("cut")
    monkeypatch.setattr(code_module, "_variables", lambda: {"project": project, "cut": cut, "frames": frames})
    yield cut
    project.close()


def seen(cut):
    """All that stands on the head: clips with their places and sources, who is linked with whom, gaps."""
    view = cut.session.head().timeline
    places = {}
    for clip in view.clips():
        row = (clip.track, clip.start_frame, clip.frames, clip.source_start, clip.source_end, clip.name)
        places.setdefault(clip.link, []).append((*row, clip.medium_name))
    gaps = sorted((gap.track, gap.start, gap.duration) for gap in view.gaps())
    return sorted(map(sorted, places.values())), gaps, view.rate, view.size


def undo(cut):
    model = cut.project.timeline_model(cut)
    with key.acting(key.HAND):
        return model.undo(as_hand=True)


LINES = [
    "cut.append(project['night.mov'][3:5])",
    "cut.append(project['song.wav'][3:5], name='song')",
    "cut.insert(project['day2/beach.mp4'][0:1], at=1)",
    "cut.insert(project['day2/beach.mp4'][0:1], at=2, track='V2', audio_track='A3')",
    "cut.overwrite(project['day2/beach.mp4'][0:1], at=1.5)",
    "cut.overwrite(project['day2/beach.mp4'][0:1], at=Fraction(1, 2))",
    "cut.overwrite(project['day2/beach.mp4'][0:3], at=1)",
    "cut.overwrite(project['song.wav'][0:1], at=1, track='A3')",
    "cut.split(at=1)",
    "cut['beach#2'].split(at=3)",
    "cut['first'].trim(head=frames(5))",
    "cut['first'].trim(tail=frames(5), ripple=True)",
    "cut['last'].trim(head=frames(3), tail=frames(4), ripple=True)",
    "cut['beach#2'].trim(head=frames(-5), ripple=True)",
    "cut['beach#2'].remove()",
    "cut['beach#2'].remove(ripple=True)",
    "cut['last'].remove()",
    "cut['first'].remove(ripple=True)",
    "cut['first'].rename('opening')",
    "cut['first'].rename(None)",
    "cut['beach#2'].rename('middle')",
    "cut.set_format(width=1280, height=720)",
]


@pytest.mark.parametrize("line", LINES)
def test_a_cells_edit_is_taken_back_exactly(cut, line):
    run_code(cut.project, cut, "a", START)
    before = seen(cut)
    run_code(cut.project, cut, "b", f"from fractions import Fraction\n{line}")
    assert seen(cut) != before
    assert cut.project.timeline_model(cut).snapshot()["undo_cell"] == "b"
    with pytest.raises(StoatError, match=r"\[script[.]undo_at_cell\]"):
        cut.project.timeline_model(cut).undo()
    undo(cut)
    assert seen(cut) == before
    head = cut.session.head()
    assert len(head.edits_of(key.CellKey(NOTEBOOK, "b"))) == 1
    assert head.state_text().startswith("hand_edits")


@pytest.mark.parametrize(
    "line",
    [
        "cut['first'].remove()\ncut['beach#1'].remove()\ncut['last'].remove()\ncut.trim_end()",
        # 29.97 frames a second trimmed by frames of 25: no frame of the medium begins there
        "cut['last'].trim(head=frames(3), ripple=True)\ncut['last'].remove()",
    ],
)
def test_what_cannot_be_taken_back_exactly_says_so_and_changes_nothing(cut, line):
    run_code(
        cut.project, cut, "a", START.replace('cut.overwrite(project["song.wav"][0:1], at=7, track="A2")', "")
    )
    run_code(cut.project, cut, "b", line)
    before, revision = seen(cut), cut.session.head().revision
    with pytest.raises(StoatError, match=r"that cell b made .*\[timeline[.]cannot_undo_by_hand\]"):
        undo(cut)
    assert (seen(cut), cut.session.head().revision) == (before, revision)


def test_the_first_format_stays(cut):
    run_code(cut.project, cut, "a", "cut.set_format(rate=25)")
    with pytest.raises(StoatError, match=r"\[timeline[.]cannot_undo_by_hand\]"):
        undo(cut)


def test_an_empty_timeline_has_nothing_to_undo(cut):
    with pytest.raises(StoatError, match=r"\[timeline[.]nothing_to_undo\]"):
        undo(cut)


def test_parked_edits_do_not_act_and_are_passed_over(cut):
    run_code(cut.project, cut, "a", START)
    run_code(cut.project, cut, "b", "cut.split(at=1)\ncut['last'].trim(tail=frames(2))")
    run_code(cut.project, cut, "a", START.replace(', name="last"', "").replace("night.mov", "day2/beach.mp4"))
    before = len(cut.session.head().timeline.clips())
    undo(cut)
    assert len(cut.session.head().timeline.clips()) == before - 2


def test_it_is_one_step_of_the_mouse_and_can_be_written_to_a_cell(cut):
    run_code(cut.project, cut, "a", START)
    before = seen(cut)
    run_code(cut.project, cut, "b", "cut.insert(project['day2/beach.mp4'][0:1], at=1)")
    after = seen(cut)
    undo(cut)
    with key.acting(key.HAND):
        cut.undo()
        assert seen(cut) == after
        cut.redo()
        assert seen(cut) == before
    model = cut.project.timeline_model(cut)
    found = model.hand_code()
    model.take_over(found["block"], "c", NOTEBOOK)
    run_code(cut.project, cut, "c", found["code"])
    assert seen(cut) == before
    assert cut.script_state == "in_step"


def test_at_a_mouse_edit_it_is_an_ordinary_undo(cut):
    run_code(cut.project, cut, "a", START)
    before = seen(cut)
    hand(cut, op="remove", target=link(cut, "first"), ripple=True)
    undo(cut)
    assert seen(cut) == before
    assert cut.session.head().state_text() == "in_step"


EDITS = st.lists(st.sampled_from(LINES), min_size=1, max_size=4)


# The project has no state that one example could leave to the next but its timelines, which have names.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(EDITS)
def test_after_any_edits_the_last_is_taken_back_exactly_or_not_at_all(cut, lines):
    name = "".join(chr(97 + LINES.index(line)) for line in lines)
    other = cut.project.timeline(f"random {name}")
    if other.session.head().revision:
        return
    run_code(cut.project, other, "a", START)
    safe = "from fractions import Fraction\n" + "\n".join(
        f"try:\n    {line}\nexcept stoat_nb.errors.StoatError:\n    pass" for line in lines[:-1]
    )
    run_code(cut.project, other, "b", "import stoat_nb\n" + safe)
    before = seen(other)
    try:
        with cell("c"):
            exec(
                "from fractions import Fraction\n" + lines[-1],
                {"project": cut.project, "cut": other, "frames": frames},
            )
    except StoatError:
        return
    if not other.session.head().edits_of(key.CellKey(NOTEBOOK, "c")):
        return
    try:
        undo(other)
    except StoatError as error:
        assert error.code == "timeline.cannot_undo_by_hand", error
        return
    assert seen(other) == before
