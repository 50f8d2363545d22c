//! The law of the script: write the hand blocks and Run All, and it is the headless run of the saved
//! notebook; a second Run All makes no revision.

use proptest::prelude::*;
use serde_json::{Value, json};
use stoat_core::time::Time;
use stoat_core::timeline::{BlockId, Edit, Owner, Script, Timeline};

use crate::footage::{pool, set_format};

/// A line of a cell: an edit whose target is a label, resolved in the cell's own view.
type Line = Value;

#[derive(Debug, Clone)]
struct Cell {
    id: String,
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
enum Step {
    /// A new cell at a place, run or not.
    Add {
        at: usize,
        lines: Vec<Line>,
        run: bool,
    },
    Change {
        cell: usize,
        lines: Vec<Line>,
    },
    Run {
        cell: usize,
    },
    /// A mouse edit while the cell runs.
    RunWithMouse {
        cell: usize,
        pick: usize,
        line: Line,
    },
    Move {
        cell: usize,
        to: usize,
    },
    Delete {
        cell: usize,
    },
    Mouse {
        pick: usize,
        line: Line,
    },
    Undo,
    Report,
}

const LABELS: [&str; 5] = ["beach#1", "beach#2", "night#1", "music#1", "beach#3"];

fn seconds(frames: i64) -> String {
    Time::new(frames.into(), 25).unwrap().to_string()
}

fn line() -> impl Strategy<Value = Line> {
    let numbers = (0..4_usize, 0..5_usize, 0..120_i64, 1..40_i64, -8..12_i64);
    (0..12_u8, numbers, any::<bool>(), 0..24_u8).prop_map(
        |(op, (medium, label, at, frames, by), ripple, name)| {
            let target = LABELS[label];
            let source = json!({"start": seconds(at % 60), "end": seconds(at % 60 + frames)});
            let name = if name == 0 { json!("night") } else { Value::Null };
            let medium = &pool()[medium];
            match op {
                0..=3 => json!({"op": "append", "medium": medium, "source": source, "name": name}),
                4..=5 => json!({"op": "insert", "at": seconds(at), "medium": medium, "source": source}),
                6 => json!({"op": "overwrite", "at": seconds(at), "medium": medium, "source": source}),
                7 => json!({"op": "split", "at": seconds(at)}),
                8 => json!({"op": "trim", "target": target, "head": seconds(by), "ripple": ripple}),
                9 => json!({"op": "trim", "target": target, "tail": seconds(by), "ripple": ripple}),
                10 => json!({"op": "remove", "target": target, "ripple": ripple}),
                _ => json!({"op": "rename", "target": target, "name": name}),
            }
        },
    )
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(line(), 0..5)
}

fn step() -> impl Strategy<Value = Step> {
    let number = 0..16_usize;
    prop_oneof![
        3 => (number.clone(), lines(), any::<bool>()).prop_map(|(at, lines, run)| Step::Add { at, lines, run }),
        2 => (number.clone(), lines()).prop_map(|(cell, lines)| Step::Change { cell, lines }),
        2 => number.clone().prop_map(|cell| Step::Run { cell }),
        1 => (number.clone(), number.clone(), line()).prop_map(|(cell, pick, line)| Step::RunWithMouse { cell, pick, line }),
        1 => (number.clone(), number.clone()).prop_map(|(cell, to)| Step::Move { cell, to }),
        1 => number.clone().prop_map(|cell| Step::Delete { cell }),
        5 => (number, line()).prop_map(|(pick, line)| Step::Mouse { pick, line }),
        1 => Just(Step::Undo),
        1 => Just(Step::Report),
    ]
}

fn owner(cell: &str) -> Owner {
    Owner::Cell { notebook: "nb".to_owned(), cell: cell.to_owned() }
}

/// What the Python layer does with a line: prepare it in the view; a first clip sets the format.
fn prepare(view: &Timeline, line: &Line) -> Option<Edit> {
    let mut value = line.clone();
    value["v"] = json!(1);
    view.prepare(&value.to_string()).ok()
}

/// The edits that a run of the cell makes; a line that is refused is caught by the cell's own code.
fn run(cell: &Cell, view: &Timeline, block: BlockId) -> Vec<Edit> {
    let mut view = view.clone();
    let mut edits = Vec::new();
    let mut attempt = |view: &mut Timeline, edit: Edit| {
        if let Ok((next, _)) = view.apply(&edit, block) {
            *view = next;
            edits.push(edit);
        }
    };
    for line in &cell.lines {
        if view.format().is_none() && line.get("medium").is_some() {
            attempt(&mut view, set_format("25"));
        }
        if let Some(edit) = prepare(&view, line) {
            attempt(&mut view, edit);
        }
    }
    edits
}

#[derive(Debug)]
struct Session {
    script: Script,
    notebook: Vec<Cell>,
    made: usize,
}

impl Session {
    fn report(&mut self) {
        let cells: Vec<String> = self.notebook.iter().map(|cell| cell.id.clone()).collect();
        self.script = self.script.order("nb", &cells);
    }

    fn run(&mut self, cell: &Cell, mouse: Option<(usize, &Line)>) {
        let owner = owner(&cell.id);
        let view = self.script.view_before(&owner);
        let edits = run(cell, &view, self.script.block_id(&owner));
        if !edits.is_empty() || self.script.blocks().any(|block| block.owner == owner) {
            self.script = self.script.open_block(&owner);
        }
        if let Some((pick, line)) = mouse {
            self.mouse(pick, line);
        }
        self.script = self.script.replace(&owner, edits).unwrap();
    }

    fn mouse(&mut self, pick: usize, line: &Line) {
        let head = &self.script.fold().timeline;
        if head.format().is_none() {
            return;
        }
        let mut line = line.clone();
        let clips = head.clips().unwrap();
        if line.get("target").is_some() && !clips.is_empty() {
            line["target"] = json!(clips[pick % clips.len()].label);
        }
        if let Some(edit) = prepare(head, &line)
            && let Ok((script, _)) = self.script.record_hand(edit)
        {
            self.script = script;
        }
    }

    fn step(&mut self, step: &Step) {
        let cells = self.notebook.len();
        match step {
            Step::Add { at, lines, run } => {
                self.made += 1;
                let cell = Cell { id: format!("c{}", self.made), lines: lines.clone() };
                self.notebook.insert(at % (cells + 1), cell.clone());
                if *run {
                    self.run(&cell, None);
                }
            }
            Step::Mouse { pick, line } => self.mouse(*pick, line),
            Step::Undo => {
                if let Ok((script, _)) = self.script.undo_hand() {
                    self.script = script;
                }
            }
            Step::Report => self.report(),
            _ if cells == 0 => {}
            Step::Change { cell, lines } => {
                self.notebook[cell % cells].lines.clone_from(lines);
                self.run(&self.notebook[cell % cells].clone(), None);
            }
            Step::Run { cell } => self.run(&self.notebook[cell % cells].clone(), None),
            Step::RunWithMouse { cell, pick, line } => {
                self.run(&self.notebook[cell % cells].clone(), Some((*pick, line)));
            }
            Step::Move { cell, to } => {
                let moved = self.notebook.remove(cell % cells);
                self.notebook.insert(to % cells, moved);
            }
            Step::Delete { cell } => {
                self.notebook.remove(cell % cells);
            }
        }
    }

    /// Every hand block becomes a cell behind the cell whose block precedes it.
    fn write(&mut self) {
        self.report();
        let orphans: Vec<BlockId> =
            self.script.blocks().filter(|block| block.orphan).map(|block| block.id).collect();
        for (index, id) in orphans.into_iter().enumerate() {
            let done = if index % 2 == 0 { self.script.keep(id) } else { self.script.remove(id) };
            self.script = done.unwrap();
        }
        while let Some(block) = self.hand(|id| self.acts(id)) {
            self.made += 1;
            let id = format!("h{}", self.made);
            let before: Vec<&str> = self
                .script
                .blocks()
                .take_while(|other| other.id != block)
                .filter_map(|other| match &other.owner {
                    Owner::Cell { cell, .. } => Some(cell.as_str()),
                    _ => None,
                })
                .collect();
            let place =
                before.last().and_then(|cell| self.notebook.iter().position(|known| known.id == *cell));
            self.script = self.script.take_over(block, &owner(&id)).unwrap();
            let lines = self.code(block);
            self.notebook.insert(place.map_or(0, |place| place + 1), Cell { id, lines });
            self.report();
        }
        while let Some(block) = self.hand(|_| true) {
            self.script = self.script.discard_parked(block).unwrap();
        }
    }

    fn hand(&self, wanted: impl Fn(BlockId) -> bool) -> Option<BlockId> {
        self.script.hand_blocks().map(|block| block.id).find(|id| wanted(*id))
    }

    fn acts(&self, id: BlockId) -> bool {
        let state = self.script.fold().blocks.iter().find(|state| state.block().id == id).unwrap();
        state.parked.len() < state.block().edits.len()
    }

    /// The lines of a block: its edits with labels for targets, as a person would read them.
    fn code(&self, id: BlockId) -> Vec<Line> {
        let state = self.script.fold().blocks.iter().find(|state| state.block().id == id).unwrap();
        let mut view = state.before.clone();
        let mut lines = Vec::new();
        for edit in &state.block().edits {
            let mut line: Value = serde_json::from_str(&edit.to_json()).unwrap();
            if let Some(target) = edit.target() {
                line["target"] = json!(view.labels()[&target.id]);
            }
            lines.push(line);
            view = view.apply(edit, id).unwrap().0;
        }
        lines
    }

    fn run_all(&mut self) {
        for cell in self.notebook.clone() {
            self.run(&cell, None);
        }
    }
}

fn headless(notebook: &[Cell]) -> Session {
    let mut session = Session { script: Script::new(), notebook: notebook.to_vec(), made: 0 };
    session.report();
    session.run_all();
    session
}

proptest! {
    #[test]
    fn written_and_run_again_a_session_is_its_headless_run(steps in prop::collection::vec(step(), 1..22)) {
        let mut session = Session { script: Script::new(), notebook: Vec::new(), made: 0 };
        for step in &steps {
            session.step(step);
            let parsed = Script::from_json(&session.script.to_json()).unwrap();
            prop_assert!(parsed == session.script, "serialise and parse");
            prop_assert_eq!(parsed.fold().timeline.hash(), session.script.fold().timeline.hash(), "the kept folds are the fold");
        }
        session.report();
        let before = session.script.fold().timeline.content_hash();
        let (parked, orphans) = (session.script.fold().parked().count(), session.script.script_state().orphans.len());
        session.write();
        if parked == 0 && orphans == 0 {
            prop_assert_eq!(session.script.fold().timeline.content_hash(), before, "writing executes nothing");
        }
        // Where all is in step, the first Run All changes nothing either.
        let ran = session.notebook.iter().all(|cell| cell.lines.is_empty() || session.script.blocks().any(|block| block.owner == owner(&cell.id)));
        let unchanged = session.script.script_state().state == "in_step" && ran;
        let written = session.script.clone();
        session.run_all();
        if unchanged && !steps.iter().any(|step| matches!(step, Step::Change { .. })) {
            prop_assert_eq!(session.script.edits_hash(), written.edits_hash(), "running written cells makes no revision");
        }
        let state = session.script.script_state();
        prop_assert_eq!(state.state, "in_step", "{:?}", state);
        let fresh = headless(&session.notebook);
        prop_assert_eq!(
            session.script.fold().timeline.content_hash(),
            fresh.script.fold().timeline.content_hash(),
            "the live session is the headless run"
        );
        let once = session.script.clone();
        session.run_all();
        prop_assert!(session.script == once, "a second Run All makes no revision");
    }
}
