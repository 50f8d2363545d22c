"""The rules by which a notebook is the edit script, one by one."""

from __future__ import annotations

import json
import threading

import pytest

from stoat_nb.api import code as code_module
from stoat_nb.api.times import frames
from stoat_nb.errors import StoatError
from stoat_nb.timeline import key
from stoat_nb.timeline import timelines as timelines_module
from stoat_nb.timeline.run import Run
from tests.support.cells import NOTEBOOK, cell, hand, link, run_code, shown
from tests.support.projects import memory_project

FORMAT = "cut.set_format(rate=25, width=640, height=360)"
BEACH = 'cut.append(project["day1/beach.mp4"][0:2])'
NIGHT = 'cut.append(project["night.mov"][0:1], name="night")'
SONG = 'cut.append(project["song.wav"][0:3])'
TRIM = 'cut["night"].trim(head=frames(5), ripple=True)'


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(timelines_module, "_reported", {})
    monkeypatch.setattr(key, "notebook", key.NotebookName())
    project = memory_project(tmp_path)
    yield project
    project.close()


@pytest.fixture
def cut(project, monkeypatch):
    cut = project.timeline("rough cut")
    monkeypatch.setattr(code_module, "_variables", lambda: {"project": project, "cut": cut, "frames": frames})
    return cut


@pytest.fixture
def run(project, cut):
    def run(name, code):
        run_code(project, cut, name, code)

    return run


def revision(cut):
    return cut.session.head().revision


def raises(code):
    return pytest.raises(StoatError, match=rf"\[{code.replace('.', '[.]')}\]")


# 1, 2: a cell owns its block


def test_opening_a_timeline_never_builds_it(project, cut, run):
    run("a", BEACH)
    assert project.timeline("rough cut") is cut
    assert revision(cut) == 1
    assert project.timeline_names() == ["rough cut"]


def test_running_a_cell_replaces_its_block(cut, run):
    run("a", BEACH)
    run("a", BEACH + "\n" + NIGHT)
    assert shown(cut) == ["beach#1 0+50", "night 50+25"]
    run("a", NIGHT)
    assert shown(cut) == ["night 0+30"]


def test_a_running_cell_sees_the_blocks_before_its_own_and_its_own_edits(cut, run, project):
    for name, code in (("f", FORMAT), ("a", BEACH), ("b", NIGHT)):
        run(name, code)
    with cell("a"):
        assert len(cut) == 0
        cut.append(project["song.wav"][0:1])
        assert [clip.label for clip in cut] == ["song#1"]
        assert shown(cut) == ["beach#1 0+50", "night 50+25"]
    with cell("b"):
        assert [clip.label for clip in cut] == ["song#1"]


def test_equal_edits_make_no_revision(cut, run):
    run("a", BEACH)
    run("b", NIGHT)
    before = revision(cut)
    run("a", BEACH)
    run("b", NIGHT)
    assert revision(cut) == before


def test_a_cell_commits_one_revision_for_each_timeline(project, cut):
    other = project.timeline("other")
    with cell("a"):
        for timeline in (cut, other):
            timeline.append(project["day1/beach.mp4"][0:1])
            timeline.append(project["day1/beach.mp4"][1:2])
    assert (revision(cut), revision(other)) == (1, 1)


def test_a_cell_that_raises_leaves_all_its_timelines_as_they_were(project, cut, run):
    run("a", BEACH)
    other = project.timeline("other")
    with pytest.raises(ZeroDivisionError), cell("a"):
        other.append(project["song.wav"][0:1])
        cut.append(project["song.wav"][0:1])
        raise ZeroDivisionError
    assert shown(cut) == ["beach#1 0+50"]
    assert revision(other) == 0


def test_one_conflict_stops_the_commit_of_all_timelines_of_a_cell(project, cut, run):
    run("a", BEACH)
    other = project.timeline("other")
    with raises("timeline.conflict"), cell("b"):
        other.append(project["song.wav"][0:1])
        cut.append(project["song.wav"][0:1])
        with key.acting(Run(key.CellKey(NOTEBOOK, "a"))) as _:
            inner = key.current()
            cut.append(project["night.mov"][0:1])
            inner.commit()
    assert revision(other) == 0


# 3: later blocks are replayed


def test_later_blocks_are_replayed_and_marked_stale_until_run_again(cut, run):
    for name, code in (("f", FORMAT), ("a", BEACH), ("b", NIGHT)):
        run(name, code)
    run("a", 'cut.append(project["day1/beach.mp4"][0:1])')
    assert shown(cut) == ["beach#1 0+25", "night 25+25"]
    assert cut.script_state == "stale(b)"
    run("b", NIGHT)
    assert cut.script_state == "in_step"


# 4: parked edits


def test_an_edit_whose_clip_is_gone_is_parked_and_never_applied_to_another(cut, run):
    for name, code in (
        ("f", FORMAT),
        ("a", BEACH),
        ("b", BEACH),
        ("c", 'cut["beach#2"].trim(tail=frames(10))'),
    ):
        run(name, code)
    run("b", "pass")
    assert shown(cut) == ["beach#1 0+50"]
    assert cut.script_state == "parked(1)"
    run("b", BEACH)
    assert shown(cut) == ["beach#1 0+50", "beach#2 50+40"]
    assert cut.script_state == "in_step"


def test_an_edit_is_parked_when_its_block_makes_the_clip_otherwise(cut, run):
    run("a", BEACH)
    run("b", 'cut["beach#1"].trim(tail=frames(10))')
    run("a", 'cut.append(project["night.mov"][0:1])\n' + BEACH + "\n" + BEACH)
    assert cut.script_state == "parked(1)"


def test_a_named_clip_is_followed_by_its_name(cut, run):
    run("a", 'cut.append(project["day1/beach.mp4"][0:2], name="wave")')
    run("b", 'cut["wave"].trim(tail=frames(10))')
    run("a", FORMAT + '\ncut.append(project["day1/beach.mp4"][1:3], name="wave")')
    assert shown(cut) == ["wave 0+40"]


# 5, 6: order


def test_without_a_reported_order_blocks_stand_in_order_of_first_run(cut, run):
    run("f", FORMAT)
    run("b", NIGHT)
    run("a", BEACH)
    assert [text.split()[0] for text in shown(cut)] == ["night", "beach#1"]


def test_a_reported_order_moves_the_blocks(cut, run):
    run("f", FORMAT)
    run("b", NIGHT)
    run("a", BEACH)
    timelines_module.report_cells(NOTEBOOK, ["f", "a", "b"])
    assert [text.split()[0] for text in shown(cut)] == ["beach#1", "night"]


def test_blocks_of_deleted_cells_stay_flagged_until_kept_or_removed(cut, run):
    run("f", FORMAT)
    run("a", BEACH)
    run("b", NIGHT)
    timelines_module.report_cells(NOTEBOOK, ["f"])
    assert len(shown(cut)) == 2
    assert cut.script_state == "stale(a, b)"
    orphans = cut.session.head().state["orphans"]
    cut.session.remove(orphans[0])
    cut.session.keep(orphans[1])
    assert shown(cut) == ["night 0+25"]
    assert cut.script_state == "hand_edits(1)"


def test_a_new_cell_closes_off_the_hand_edits_that_it_builds_on(cut, run):
    run("a", BEACH)
    hand(cut, op="trim", target=link(cut, "beach#1"), head="1/5", ripple=True)
    run("b", 'assert cut.frames == 45\ncut.append(project["night.mov"][0:1])')
    hand(cut, op="split", at="1")
    owners = [block["owner"]["kind"] for block in cut.session.head().blocks]
    assert owners == ["cell", "hand", "cell", "hand"]
    assert shown(cut) == ["beach#1 0+25", "beach#2 25+20", "night#1 45+25"]


# 7: write to cell


def test_write_to_cell_moves_ownership_and_running_the_cell_changes_nothing(cut, run, project):
    run("a", BEACH)
    hand(cut, op="trim", target=link(cut, "beach#1"), head="1/5", ripple=True)
    run("b", NIGHT)
    hand(cut, op="split", at="1")
    model = project.timeline_model(cut)
    first = model.hand_code()
    assert first["after_cell"] == "a"
    assert "trim(head=frames(5), ripple=True)" in first["code"]
    before = shown(cut)
    model.take_over(first["block"], "h1", NOTEBOOK)
    second = model.hand_code()
    assert second["after_cell"] == "b"
    model.take_over(second["block"], "h2", NOTEBOOK)
    assert model.hand_code()["code"] == ""
    assert shown(cut) == before
    assert cut.script_state == "in_step"
    at = revision(cut)
    for name, code in (("a", BEACH), ("h1", first["code"]), ("b", NIGHT), ("h2", second["code"])):
        run(name, code)
    assert revision(cut) == at


def test_a_cell_that_owns_a_block_takes_over_no_other(cut, run, project):
    run("a", BEACH)
    hand(cut, op="split", at="1")
    with raises("script.owner_taken"):
        project.timeline_model(cut).take_over(project.timeline_model(cut).hand_code()["block"], "a", NOTEBOOK)


# 8: a cell that owns no block


def test_a_cell_without_a_block_sees_the_cells_above_it(cut, run):
    run("f", FORMAT)
    run("a", BEACH)
    run("b", NIGHT)
    hand(cut, op="split", at="1")
    timelines_module.report_cells(NOTEBOOK, ["f", "a", "look", "b", "end"])
    with cell("look"):
        assert [clip.label for clip in cut] == ["beach#1"]
    with cell("end"):
        assert len(cut) == 3
    with key.acting(key.HAND):
        assert len(cut) == 3


def test_a_read_at_an_unknown_place_shows_as_order_differs(cut, run):
    run("a", BEACH)
    with cell("look"):
        assert len(cut) == 1
    assert cut.script_state == "order_differs"
    timelines_module.report_cells(NOTEBOOK, ["a", "look"])
    assert cut.script_state == "in_step"


def test_a_read_that_the_reported_order_proves_wrong_stays_until_the_cell_is_run_again(cut, run):
    told = []
    cut.session.subscribe(lambda *_: told.append(cut.script_state))
    run("a", BEACH)
    run("b", NIGHT)
    with cell("look"):
        assert len(cut) == 2
    with cell("end"):
        assert len(cut) == 2
    timelines_module.report_cells(NOTEBOOK, ["a", "look", "b", "end"])
    assert cut.script_state == "order_differs"
    with cell("look"):
        assert len(cut) == 1
    assert cut.script_state == "in_step"
    assert told[-1] == "in_step"


def test_the_widget_hears_that_the_reported_order_is_the_one_that_was_seen(cut, run):
    run("a", BEACH)
    with cell("look"):
        assert len(cut) == 1
    told = []
    cut.session.subscribe(lambda *_: told.append(cut.script_state))
    timelines_module.report_cells("the notebook's id", ["a", "look"])
    assert told == []
    timelines_module.report_cells(NOTEBOOK, ["a", "look"])
    assert told == ["in_step"]


# 9: identity


def test_blocks_move_from_the_path_to_the_id_that_the_front_end_reports(cut, run):
    key.notebook.found(NOTEBOOK)
    run("a", BEACH)
    timelines_module.report_cells("an id", ["a"])
    run("a", BEACH)
    with cell("a", str(key.notebook)):
        cut.append(cut.project["day1/beach.mp4"][0:2])
    assert shown(cut) == ["beach#1 0+50"]


def test_a_path_from_the_servers_folder_is_the_same_notebook(cut, project):
    key.notebook.found("/home/me/films/first.ipynb")
    with cell("a", "/home/me/films/first.ipynb"):
        cut.append(project["day1/beach.mp4"][0:2])
    before = revision(cut)
    timelines_module.report_cells("films/first.ipynb", ["a"])
    assert str(key.notebook) == "/home/me/films/first.ipynb"
    assert revision(cut) == before
    hand(cut, op="split", at="1")
    model = project.timeline_model(cut)
    model.take_over(model.hand_code()["block"], "h", "films/first.ipynb")
    with cell("h", "/home/me/films/first.ipynb"):
        cut.split(at=1)
    assert len(shown(cut)) == 2
    assert cut.script_state == "in_step"


def test_plain_python_edits_go_to_the_hand_block(cut, project):
    cut.append(project["day1/beach.mp4"][0:2])
    assert cut.script_state == "hand_edits(2)"


def test_without_cell_ids_a_timeline_with_edits_needs_a_named_block(cut, project):
    with cell(None):
        cut.append(project["day1/beach.mp4"][0:2])
        cut.append(project["day1/beach.mp4"][0:2])
    assert len(shown(cut)) == 2
    with raises("script.cell_unknown"), cell(None):
        cut.append(project["day1/beach.mp4"][0:2])
    for _ in range(2):
        with cell(None), cut.block("more"):
            cut.append(project["night.mov"][0:1])
    assert len(shown(cut)) == 3


def test_a_block_is_its_own_wherever_it_runs(cut, project, run):
    run("a", BEACH)
    for name in ("b", "c"):
        with cell(name), cut.block("titles") as inside:
            inside.append(project["night.mov"][0:1], name="night")
            assert len(cut) == 2
    assert shown(cut) == ["beach#1 0+50", "night 50+25"]


def test_a_cell_goes_on_after_its_block(cut, project):
    for _ in range(2):
        with cell("a"):
            cut.append(project["day1/beach.mp4"][0:2])
            with cut.block("middle"):
                assert len(cut) == 1
                cut.append(project["night.mov"][0:1], name="night")
            cut.append(project["day1/beach.mp4"][2:3])
        assert shown(cut) == ["beach#1 0+50", "beach#2 50+25", "night 75+25"]
        assert cut.script_state == "in_step"


def test_a_block_written_twice_by_one_cell_is_refused(cut, project):
    with raises("script.block_repeated"), cell("a"):
        for _ in range(2):
            with cut.block("x"):
                cut.append(project["song.wav"][0:1])


def test_a_block_that_raises_is_dropped_and_the_cell_may_go_on(cut, project):
    with cell("a"):
        cut.append(project["day1/beach.mp4"][0:2])
        with pytest.raises(ZeroDivisionError), cut.block("x"):
            cut.append(project["song.wav"][0:1])
            raise ZeroDivisionError
        cut.append(project["day1/beach.mp4"][0:2])
    assert len(shown(cut)) == 2
    assert [block["owner"]["kind"] for block in cut.session.head().blocks] == ["cell", "hand"]


def test_a_named_block_in_plain_python_commits_at_its_end(cut, project):
    for _ in range(2):
        with cut.block("x"):
            cut.append(project["day1/beach.mp4"][0:2])
    assert (len(shown(cut)), revision(cut)) == (1, 1)


# 10: mouse edits during a running cell


def test_a_mouse_edit_during_a_cell_is_saved_at_once_and_replayed_after_it(cut, run, project):
    run("f", FORMAT)
    run("a", BEACH)
    run("b", NIGHT)
    with cell("b"):
        cut.append(project["night.mov"][0:2], name="night")
        hand(cut, op="trim", target=link(cut, "beach#1"), tail="1", ripple=False)
        assert cut.session.head().hand_edits
    assert shown(cut) == ["beach#1 0+25", "night 50+50"]


def test_a_mouse_edit_during_a_new_cell_stays_apart_from_what_the_cell_saw(cut, run, project):
    run("a", BEACH)
    hand(cut, op="trim", target=link(cut, "beach#1"), tail="1/5", ripple=False)
    with cell("b"):
        cut.append(project["night.mov"][0:1], name="night")
        hand(cut, op="trim", target=link(cut, "beach#1"), tail="1/5", ripple=False)
    owners = [block["owner"]["kind"] for block in cut.session.head().blocks]
    assert owners == ["cell", "hand", "cell", "hand"]
    assert shown(cut) == ["beach#1 0+40", "night 45+25"]


# 11, 12: ids and format


def test_clip_ids_survive_a_change_of_owner(cut, run, project):
    run("a", BEACH)
    hand(cut, op="append", medium=project["night.mov"].id, source={"start": "0", "end": "1001/1000"})
    ids = [clip.id for clip in cut.session.head().timeline.clips()]
    model = project.timeline_model(cut)
    model.take_over(model.hand_code()["block"], "h", NOTEBOOK)
    assert [clip.id for clip in cut.session.head().timeline.clips()] == ids


def test_a_changed_format_requantises_later_blocks_and_marks_them_stale(cut, run):
    run("f", FORMAT)
    run("b", NIGHT)
    run("f", "cut.set_format(rate=50, width=640, height=360)")
    assert shown(cut) == ["night 0+50"]
    assert cut.script_state == "stale(b)"


def test_the_first_clip_gives_the_format_and_it_is_printed(cut, run, capsys):
    run("b", NIGHT)
    assert capsys.readouterr().out.startswith("rough cut: 29.97 fps, 1280x720, 48000 Hz, as in night.mov")
    run("c", BEACH)
    assert capsys.readouterr().out == ""


# 14: undo


def test_undo_in_a_cell_takes_back_its_last_edit_of_this_run(cut, run, project):
    run("a", BEACH)
    with raises("timeline.nothing_to_undo"), cell("b"):
        cut.undo()
    run("a", BEACH + "\ncut.undo()")
    assert shown(cut) == []
    assert cut.session.head().owns(key.CellKey(NOTEBOOK, "a"))
    run("a", BEACH + "\ncut.undo()\ncut.redo()")
    assert shown(cut) == ["beach#1 0+50"]


def test_the_widgets_undo_walks_hand_edits_and_stops_at_a_cell(cut, run):
    run("a", BEACH)
    model = cut.project.timeline_model(cut)
    hand(cut, op="split", at="1")
    hand(cut, op="trim", target=link(cut, "beach#2"), tail="1/5", ripple=False)
    model.undo()
    assert shown(cut) == ["beach#1 0+25", "beach#2 25+25"]
    model.redo()
    assert shown(cut) == ["beach#1 0+25", "beach#2 25+20"]
    model.undo()
    model.undo()
    with raises("script.undo_at_cell"):
        model.undo()
    with raises("timeline.nothing_to_redo"):
        hand(cut, op="split", at="1")
        model.redo()


def test_a_group_is_one_undo_step(cut, run, project):
    run("a", BEACH)
    with key.acting(key.HAND):
        with cut.edit("tighten"):
            cut.split(at=1)
            cut["beach#2"].trim(tail=frames(5))
        assert revision(cut) == 2
        cut.undo()
    assert shown(cut) == ["beach#1 0+50"]


# groups


def test_a_group_that_raises_changes_nothing(cut, run, project):
    run("a", BEACH)
    with cell("b"):
        with pytest.raises(ZeroDivisionError), cut.edit("x"):
            cut.split(at=1)
            assert len(cut) == 2
            raise ZeroDivisionError
        assert len(cut) == 1
        with cut.edit("y"), cut.edit("z"):
            cut.split(at=1)
    assert len(shown(cut)) == 2


def test_a_group_meets_a_moved_head_as_a_conflict(cut, run, project):
    run("a", BEACH)
    with raises("timeline.conflict"), key.acting(key.HAND), cut.edit("x"):
        cut.split(at=1)
        other = threading.Thread(target=run, args=("b", NIGHT))
        other.start()
        other.join()
    assert [text.split()[0] for text in shown(cut)] == ["beach#1", "night"]


# 16: state


def test_the_state_names_what_is_to_be_done_first(cut, run):
    run("f", FORMAT)
    assert cut.script_state == "in_step"
    run("a", BEACH)
    hand(cut, op="split", at="1")
    assert cut.script_state == "hand_edits(1)"
    run("f", "cut.set_format(rate=50, width=640, height=360)")
    assert cut.script_state == "stale(a)"
    run("a", "pass")
    assert cut.script_state == "parked(1)"


def test_a_stale_base_is_a_conflict_for_the_widget(cut, run, project):
    run("a", BEACH)
    model = project.timeline_model(cut)
    with raises("timeline.conflict"):
        model.apply_edit({"op": "split", "at": "1"}, revision(cut) - 1)


def test_a_mouse_edit_outlives_a_report_of_order_and_the_end_of_a_cell(cut, run, project):
    run("a", BEACH)
    base = revision(cut)
    timelines_module.report_cells(NOTEBOOK, ["a", "long"])
    with cell("long"):
        assert len(cut) == 1
    assert revision(cut) == base
    with key.acting(key.HAND):
        project.timeline_model(cut).apply_edit({"op": "split", "at": "1"}, base)
    assert len(shown(cut)) == 2


def test_listeners_hear_of_each_commit_and_no_draft(cut, run, project):
    heard = []
    stop = cut.session.subscribe(lambda name, payload: heard.append((name, payload)))
    with cell("a"):
        cut.append(project["day1/beach.mp4"][0:2])
        cut.append(project["day1/beach.mp4"][0:2])
        assert heard == []
    hand(cut, op="split", at="1")
    assert heard == [
        ("timeline.changed", {"revision": 1, "state": "in_step"}),
        ("timeline.changed", {"revision": 2, "state": "hand_edits(1)"}),
    ]
    stop()
    hand(cut, op="split", at="3/2")
    assert len(heard) == 2


def test_the_log_names_who_did_what(cut, run, project):
    run("a", BEACH)
    rows = project.timelines.repository.log("rough cut")
    assert [(row.label, row.actor) for row in rows] == [("cell a", "cell a")]
    assert [edit["op"] for edit in map(json.loads, json.loads(rows[0].edits_json)[0]["edits"])] == [
        "set_format",
        "append",
    ]
    project.timeline_model(cut).apply_edit({"op": "split", "at": "1"}, rows[0].revision)
    rows = project.timelines.repository.log("rough cut")
    assert (rows[0].label, rows[0].actor) == ("split", "widget")
    assert project.storage.history(1)[0].actor == "widget"
