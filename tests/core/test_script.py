"""Scripts from Python: running a cell replaces its block, mouse edits collect until they are written."""

from __future__ import annotations

import json
import pickle

import pytest

from stoat_nb import errors
from stoat_nb._core import Script, Timeline
from tests.core.test_timeline import append, edit, lines, set_format


def cell(name: str) -> str:
    return json.dumps({"kind": "cell", "notebook": "nb", "cell": name})


HAND = json.dumps({"kind": "hand"})


@pytest.fixture
def script() -> Script:
    """A cell with a clip of four seconds, and a split by mouse."""
    made = Script().replace(cell("a"), [set_format(), append("0", "4")])
    return made.record_hand(edit("split", at="2"))[0]


def head(script: Script) -> Timeline:
    return script.fold().timeline


def test_running_a_cell_twice_is_running_it_once(script: Script) -> None:
    assert script.replace(cell("a"), [set_format(), append("0", "4")]) == script


def test_a_changed_cell_changes_its_edits_and_the_mouse_edit_stays(script: Script) -> None:
    changed = script.replace(cell("a"), [set_format(), append("1", "6")])
    assert lines(head(changed))[:2] == ["V1 beach#1 0+50 1", "V1 beach#2 50+75 3"]
    assert changed.edits_hash != script.edits_hash


def test_what_cannot_be_replayed_is_parked_and_told(script: Script) -> None:
    shorter = script.replace(cell("a"), [set_format(), append("0", "1")])
    (parked,) = map(json.loads, shorter.fold().parked())
    assert (parked["block"], parked["index"], parked["code"]) == ("b1", 0, "timeline.out_of_range")
    assert parked["owner"] == {"kind": "hand"}
    state = json.loads(shorter.script_state())
    assert (state["state"], state["hand_edits"], len(state["parked"])) == ("parked", 1, 1)
    given_up = shorter.discard_parked("b1")
    assert json.loads(given_up.script_state())["state"] == "in_step"


def test_blocks_have_permanent_ids_and_owners(script: Script) -> None:
    more = script.replace(cell("b"), [append("5", "6")])
    blocks = [
        (block["id"], block["owner"]["kind"], block["sealed"]) for block in map(json.loads, more.blocks())
    ]
    assert blocks == [
        ("b2", "cell", False),
        ("b1", "hand", True),
        ("b3", "cell", False),
        ("b4", "hand", False),
    ]
    assert (more.block_id(cell("b")), more.block_id(cell("new")), more.block_id(HAND)) == ("b3", "b5", "b4")
    assert more.has_block(cell("b"))
    assert not more.has_block(cell("new"))
    reports = [json.loads(report) for report in more.fold().blocks()]
    assert [report["edits"] for report in reports] == [2, 1, 1, 0]
    assert reports[1]["after"] == reports[2]["before"] == more.fold().view_after("b1").hash


def test_a_cell_sees_what_stands_before_it(script: Script) -> None:
    assert script.view_before(cell("a")) == Timeline.empty()
    assert script.view_before(cell("new")) == head(script)


def test_document_order_is_reported(script: Script) -> None:
    more = script.replace(cell("b"), [append("5", "6")]).order("nb", ["a", "new", "b"])
    assert more.knows_order(cell("new"))
    assert not more.knows_order(cell("other"))
    assert lines(more.view_before(cell("new")))[0] == "V1 beach#1 0+100 0"
    gone = more.order("nb", ["b"])
    assert json.loads(gone.script_state())["orphans"] == ["b2"]
    assert gone.remove("b2").has_block(cell("a")) is False
    kept = gone.keep("b2")
    assert json.loads(kept.script_state())["hand_edits"] == 3
    assert len(kept.hand_blocks()) == 2


def test_a_hand_block_is_written_to_a_cell(script: Script) -> None:
    written = script.take_over("b1", cell("h"))
    assert head(written) == head(script)
    edits = json.loads(written.blocks()[1])["edits"]
    assert written.replace(cell("h"), [json.dumps(e) for e in edits]) == written
    assert json.loads(written.script_state())["state"] == "in_step"


def test_mouse_edits_during_a_run_come_after_the_cell(script: Script) -> None:
    running = script.open_block(cell("b"))
    view = running.view_before(cell("b"))
    meanwhile, _ = running.record_hand(edit("split", at="1"))
    done = meanwhile.replace(cell("b"), [append("5", "6")])
    assert done.view_before(cell("b")) == view
    assert json.loads(done.script_state())["parked"] == []


def test_undo_walks_mouse_edits_and_stops_at_a_cell(script: Script) -> None:
    undone, taken = script.undo_hand()
    assert json.loads(taken) == json.loads(edit("split", at="2"))
    with pytest.raises(errors.ScriptError) as caught:
        undone.undo_hand()
    assert (caught.value.code, caught.value.context["cell"]) == ("script.undo_at_cell", "a")
    with pytest.raises(errors.ValidationError) as caught:
        Script().undo_hand()
    assert caught.value.code == "timeline.nothing_to_undo"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: s.record_hand(edit("split", at="9")), "timeline.out_of_range"),
        (lambda s: s.take_over("b2", cell("h")), "script.not_a_hand_block"),
        (lambda s: s.take_over("b1", cell("a")), "script.owner_taken"),
        (lambda s: s.take_over("b9", cell("h")), "script.block_not_found"),
        (lambda s: s.fold().view_after("b9"), "script.block_not_found"),
        (lambda s: s.keep("b2"), "script.not_orphan"),
        (lambda s: s.replace("{}", []), "script.document_invalid"),
        (lambda s: Script.from_json("{}"), "script.document_invalid"),
    ],
)
def test_refusals_have_codes(script: Script, act: object, code: str) -> None:
    with pytest.raises(errors.StoatError) as caught:
        act(script)  # type: ignore[operator]
    assert caught.value.code == code


def test_scripts_are_values(script: Script) -> None:
    read = Script.from_json(script.to_json())
    assert (read, hash(read), read.hash) == (script, hash(script), script.hash)
    assert pickle.loads(pickle.dumps(script)) == script
    assert head(read).hash == head(script).hash
    assert repr(script) == "<Script: 2 blocks, 3 edits>"
    assert Script() == Script()
