//! The rules of blocks, one test a rule.

use serde_json::json;
use stoat_core::timeline::{BlockId, Edit, Owner, Script, Timeline};

use crate::footage::{append, edit, medium, place, rename, set_format, split, table, trim};

fn cell(id: &str) -> Owner {
    Owner::Cell { notebook: "nb".to_owned(), cell: id.to_owned() }
}

fn beach() -> serde_json::Value {
    medium("beach", "25", "10", None)
}

fn head(script: &Script) -> &Timeline {
    &script.fold().timeline
}

fn hand(script: &Script, edit: Edit) -> Script {
    script.record_hand(edit).unwrap().0
}

/// One cell `a` with a clip of four seconds.
fn one() -> Script {
    Script::new().replace(&cell("a"), vec![set_format("25"), append(&beach(), "0", "4")]).unwrap()
}

#[test]
fn running_a_cell_twice_is_running_it_once() {
    let again = one().replace(&cell("a"), vec![set_format("25"), append(&beach(), "0", "4")]).unwrap();
    assert_eq!(again, one());
    assert_eq!(table(head(&again)), ["V1 beach#1 0+100 0"]);
}

#[test]
fn a_cell_sees_the_blocks_before_its_own() {
    let script = one().replace(&cell("b"), vec![append(&beach(), "0", "1")]).unwrap();
    assert_eq!(table(&script.view_before(&cell("b"))), ["V1 beach#1 0+100 0"]);
    assert!(script.view_before(&cell("a")).format().is_none());
    assert_eq!(script.view_before(&cell("new")), *head(&script));
}

#[test]
fn a_changed_cell_changes_its_own_edits_and_later_blocks_are_replayed_and_stale() {
    let script = one().replace(&cell("b"), vec![append(&beach(), "0", "1")]).unwrap();
    let changed = script.replace(&cell("a"), vec![set_format("25"), append(&beach(), "0", "2")]).unwrap();
    assert_eq!(table(head(&changed)), ["V1 beach#1 0+50 0", "V1 beach#2 50+25 0"]);
    assert_eq!(changed.fold().stale().collect::<Vec<_>>(), [&cell("b")]);
    let back = changed.replace(&cell("a"), vec![set_format("25"), append(&beach(), "0", "4")]).unwrap();
    assert_eq!(back.script_state().state, "in_step", "the state it was recorded on is back");
    let rerun = changed.replace(&cell("b"), vec![append(&beach(), "0", "1")]).unwrap();
    assert_eq!(rerun.script_state().state, "in_step");
    assert_eq!(rerun.edits_hash(), changed.edits_hash(), "equal edits make no revision");
}

#[test]
fn an_edit_whose_clip_is_gone_is_parked_and_comes_back_with_it() {
    let trimmed = hand(&one(), trim(head(&one()), "beach#1", "1", "", false));
    let empty = trimmed.replace(&cell("a"), vec![set_format("25")]).unwrap();
    let parked: Vec<_> =
        empty.fold().parked().map(|parked| (parked.block, parked.index, parked.code)).collect();
    assert_eq!(parked, [(BlockId(1), 0, "timeline.clip_not_found")]);
    let back = empty.replace(&cell("a"), vec![set_format("25"), append(&beach(), "0", "4")]).unwrap();
    assert_eq!(table(head(&back)), table(head(&trimmed)));
}

#[test]
fn an_edit_is_never_applied_to_another_clip() {
    let (two, night) =
        ([append(&beach(), "0", "4"), append(&beach(), "5", "6")], [append(&beach(), "5", "6")]);
    let script =
        Script::new().replace(&cell("a"), vec![set_format("25"), two[0].clone(), two[1].clone()]).unwrap();
    let script = hand(&script, trim(head(&script), "beach#1", "1/5", "", true));
    // The cell drops its first clip: the second takes the id of the first, but not its edits.
    let changed = script.replace(&cell("a"), vec![set_format("25"), night[0].clone()]).unwrap();
    assert_eq!(table(head(&changed)), ["V1 beach#1 0+25 5"]);
    assert_eq!(changed.fold().parked().next().unwrap().code, "timeline.target_changed");
}

#[test]
fn a_named_clip_keeps_its_edits_when_the_cell_around_it_changes() {
    let named = |start: &str| {
        edit(
            json!({"op": "append", "medium": beach(), "source": {"start": start, "end": "9"}, "name": "night"}),
        )
    };
    let script = Script::new().replace(&cell("a"), vec![set_format("25"), named("5")]).unwrap();
    let script = hand(&script, trim(head(&script), "night", "1", "", true));
    let more = vec![set_format("25"), named("4"), append(&beach(), "0", "1")];
    let changed = script.replace(&cell("a"), more).unwrap();
    assert_eq!(table(head(&changed)), ["V1 night 0+100 5", "V1 beach#2 100+25 0"]);
}

#[test]
fn a_moved_edge_is_replayed_where_the_new_range_allows_it() {
    let script = hand(&one(), trim(head(&one()), "beach#1", "", "2", false));
    let shorter = script.replace(&cell("a"), vec![set_format("25"), append(&beach(), "0", "3")]).unwrap();
    assert_eq!(table(head(&shorter)), ["V1 beach#1 0+25 0"]);
    let gone = script.replace(&cell("a"), vec![set_format("25"), append(&beach(), "0", "1")]).unwrap();
    let parked = gone.fold().parked().next().unwrap();
    assert_eq!((parked.code, parked.context["recorded_source"].as_str()), ("timeline.too_short", "4"));
}

#[test]
fn a_new_cell_seals_the_hand_block_in_front_of_it() {
    let script = hand(&one(), split("2")).replace(&cell("b"), vec![append(&beach(), "8", "9")]).unwrap();
    let owners: Vec<_> =
        script.blocks().map(|block| (block.owner.clone(), block.sealed, block.edits.len())).collect();
    assert_eq!(
        owners,
        [(cell("a"), false, 2), (Owner::Hand, true, 1), (cell("b"), false, 1), (Owner::Hand, false, 0)]
    );
    assert_eq!(script.script_state().hand_edits, 1);
}

#[test]
fn a_mouse_edit_during_a_run_comes_after_the_cell() {
    let running = hand(&one(), split("2")).open_block(&cell("b"));
    let view = running.view_before(&cell("b"));
    let mouse = hand(&running, split("1"));
    let done = mouse.replace(&cell("b"), vec![append(&beach(), "8", "9")]).unwrap();
    assert_eq!(done.script_state().state, "hand_edits");
    assert_eq!(done.view_before(&cell("b")), view, "what the cell saw stands before it");
    assert_eq!(head(&done).clips().unwrap().len(), 4);
}

#[test]
fn document_order_moves_blocks_and_flags_deleted_cells() {
    let script = one().replace(&cell("b"), vec![append(&beach(), "8", "9")]).unwrap();
    let moved = script.order("nb", &["b".to_owned(), "a".to_owned()]);
    let owners: Vec<_> = moved.blocks().map(|block| block.owner.clone()).collect();
    assert_eq!(owners, [cell("b"), cell("a"), Owner::Hand]);
    assert_eq!(moved.fold().parked().next().unwrap().code, "timeline.no_format");
    let gone = script.order("nb", &["a".to_owned()]);
    let state = gone.script_state();
    assert_eq!((state.state, state.orphans.clone()), ("stale", vec![BlockId(3)]));
    assert_eq!(head(&gone), head(&script), "the edits of a deleted cell stay until somebody decides");
    assert_eq!(gone.keep(BlockId(3)).unwrap().script_state().hand_edits, 1);
    assert_eq!(table(head(&gone.remove(BlockId(3)).unwrap())), table(head(&one())));
    assert_eq!(gone.remove(BlockId(2)).unwrap_err().code(), "script.not_orphan");
    assert!(!gone.order("nb", &["a".to_owned(), "b".to_owned()]).blocks().any(|block| block.orphan));
}

#[test]
fn a_cell_between_blocks_sees_only_what_stands_above_it() {
    let script = one().replace(&cell("c"), vec![append(&beach(), "8", "9")]).unwrap();
    let cells = ["a", "b", "c"].map(str::to_owned);
    let script = hand(&script.order("nb", &cells), split("1"));
    assert_eq!(table(&script.view_before(&cell("b"))), ["V1 beach#1 0+100 0"]);
    let placed = script.replace(&cell("b"), vec![append(&beach(), "6", "7")]).unwrap();
    let owners: Vec<_> = placed.blocks().map(|block| block.owner.clone()).collect();
    assert_eq!(owners, [cell("a"), cell("b"), cell("c"), Owner::Hand]);
    assert_eq!(placed.fold().stale().collect::<Vec<_>>(), [&cell("c")]);
}

#[test]
fn writing_to_a_cell_executes_nothing_and_running_it_changes_nothing() {
    let script = hand(&hand(&one(), split("2")), trim(head(&one()), "beach#1", "1/5", "", false));
    let written = script.take_over(BlockId(1), &cell("h")).unwrap();
    assert_eq!(head(&written), head(&script));
    let edits = written.blocks().find(|block| block.owner == cell("h")).unwrap().edits.clone();
    assert_eq!(written.replace(&cell("h"), edits).unwrap(), written);
    assert_eq!(written.script_state().state, "in_step");
    assert_eq!(script.take_over(BlockId(1), &cell("a")).unwrap_err().code(), "script.owner_taken");
    assert_eq!(script.take_over(BlockId(2), &cell("h")).unwrap_err().code(), "script.not_a_hand_block");
    assert_eq!(script.take_over(BlockId(9), &cell("h")).unwrap_err().code(), "script.block_not_found");
}

/// A sealed hand block whose first placing is parked, and edits of its other clip behind it.
fn with_a_parked_placing() -> Script {
    let named = |at: &str| {
        edit(
            json!({"op": "insert", "at": at, "medium": beach(), "source": {"start": "5", "end": "6"}, "name": "x"}),
        )
    };
    let script = hand(&one(), named("0"));
    let script = hand(&script, place("insert", "0", &beach(), "7", "8"));
    let script = hand(&script, trim(head(&script), "beach#1", "1/5", "", true));
    let view = head(&script).clone();
    let script = script.replace(&cell("b"), vec![trim(&view, "beach#1", "1/5", "", true)]).unwrap();
    // The name is taken from above now, so the first placing of the hand block is parked.
    let first = one().view_before(&cell("new"));
    let name = rename(&first, "beach#1", Some("x"));
    let script =
        script.replace(&cell("a"), vec![set_format("25"), append(&beach(), "0", "4"), name]).unwrap();
    assert_eq!(script.fold().parked().map(|parked| parked.code).collect::<Vec<_>>(), ["timeline.name_taken"]);
    let edits = script.blocks().find(|block| block.owner == cell("b")).unwrap().edits.clone();
    script.replace(&cell("b"), edits).unwrap()
}

#[test]
fn ids_stay_as_they_were_behind_a_parked_placing() {
    let script = with_a_parked_placing();
    assert_eq!(table(head(&script)), ["V1 beach#1 0+15 37/5", "V1 x 15+100 0"]);
}

#[test]
fn parked_edits_stay_behind_and_later_edits_follow_their_clips() {
    let script = with_a_parked_placing();
    for (moved, hands) in [
        (script.take_over(BlockId(1), &cell("h")).unwrap(), 1),
        (script.discard_parked(BlockId(1)).unwrap(), 2),
    ] {
        assert_eq!(table(head(&moved)), table(head(&script)));
        assert_eq!(moved.fold().stale().count(), 0, "only ids have changed");
        assert_eq!(moved.script_state().hand_edits, hands);
    }
    assert_eq!(script.discard_parked(BlockId(1)).unwrap().fold().parked().count(), 0);
    assert_eq!(script.discard_parked(BlockId(2)).unwrap_err().code(), "script.not_a_hand_block");
}

#[test]
fn undo_takes_mouse_edits_back_and_names_the_cell_that_stands_before() {
    let script = hand(&one(), split("2"));
    let (undone, edit) = script.undo_hand().unwrap();
    assert_eq!((head(&undone), edit), (head(&one()), split("2")));
    let error = undone.undo_hand().unwrap_err();
    assert_eq!((error.code(), error.context()["cell"].as_str()), ("script.undo_at_cell", "a"));
    assert_eq!(Script::new().undo_hand().unwrap_err().code(), "timeline.nothing_to_undo");
}

#[test]
fn a_change_of_format_puts_later_blocks_on_the_new_grid() {
    let script = one().replace(&cell("b"), vec![append(&beach(), "0", "1"), split("9/2")]).unwrap();
    let changed =
        script.replace(&cell("a"), vec![set_format("30000/1001"), append(&beach(), "0", "4")]).unwrap();
    assert_eq!(changed.fold().stale().count(), 1);
    let clips = head(&changed).clips().unwrap();
    assert_eq!(clips.iter().map(|clip| clip.frames).collect::<Vec<_>>(), [120, 15, 15]);
    assert_eq!(head(&changed).duration().unwrap().to_string(), "1001/200");
}

#[test]
fn an_illegal_mouse_edit_is_refused_and_not_recorded() {
    assert_eq!(one().record_hand(split("5")).unwrap_err().code(), "timeline.out_of_range");
    assert_eq!(
        Script::new().replace(&Owner::Hand, vec![split("1")]).unwrap_err().code(),
        "script.owner_taken"
    );
}

#[test]
fn a_script_document_that_is_none_is_refused_with_the_reason() {
    let good = hand(&one(), split("2")).to_json();
    for (from, to) in [
        ("\"v\":1,\"next\"", "\"v\":2,\"next\""),
        ("\"id\":\"b2\"", "\"id\":\"b1\""),
        ("\"next\":3", "\"next\":2"),
        ("\"sealed\":false,\"orphan\":false}]", "\"sealed\":true,\"orphan\":false}]"),
        ("\"blocks\"", "\"blocs\""),
    ] {
        assert!(good.contains(from), "{from}");
        let code = Script::from_json(&good.replace(from, to)).map(|_| ()).unwrap_err().code();
        assert_eq!(code, "script.document_invalid", "{to}");
    }
}
