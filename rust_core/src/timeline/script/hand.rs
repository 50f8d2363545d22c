//! Mouse edits: recording, undoing, and giving them to a cell.

use std::sync::Arc;

use crate::error::{Result, StoatError};
use crate::timeline::script::{Block, Script};
use crate::timeline::{Applied, Edit, Owner};

impl Script {
    /// The script after a mouse edit on the head, and what the edit did. An illegal edit is refused.
    pub fn record_hand(&self, edit: Edit) -> Result<(Self, Applied)> {
        let fold = self.fold();
        let last = self.blocks.len() - 1;
        let (after, applied) = fold.timeline.apply(&edit, self.blocks[last].id)?;
        let mut script = self.changed();
        Arc::make_mut(&mut script.blocks[last]).edits.push(edit);
        // The head is known already: only the last block's state changes.
        let mut states = fold.blocks.clone();
        if let Some(state) = states.last_mut() {
            let state = Arc::make_mut(state);
            state.block = Arc::clone(&script.blocks[last]);
            state.after = after.clone();
        }
        let _ = script.folded.set(Arc::new(super::Fold { timeline: after, blocks: states }));
        Ok((script, applied))
    }

    /// The script without the last mouse edit, and that edit. At a cell's block it is refused with
    /// `script.undo_at_cell`, with nothing left `timeline.nothing_to_undo`.
    pub fn undo_hand(&self) -> Result<(Self, Edit)> {
        let Some(index) = self.blocks.iter().rposition(|block| !block.edits.is_empty()) else {
            return Err(StoatError::new("timeline.nothing_to_undo").with("place", "the timeline"));
        };
        let block = &self.blocks[index];
        if !block.is_hand() {
            let cell = match &block.owner {
                Owner::Cell { cell, .. } => cell.as_str(),
                Owner::Named { name } => name.as_str(),
                Owner::Hand => "hand",
            };
            return Err(StoatError::new("script.undo_at_cell").with("cell", cell).with("block", block.id));
        }
        let mut script = self.changed();
        let undone = Arc::make_mut(&mut script.blocks[index]).edits.pop();
        undone
            .map(|edit| (script, edit))
            .ok_or_else(|| StoatError::new("timeline.nothing_to_undo").with("place", "the timeline"))
    }

    /// The hand blocks that hold edits, in order: each can be written to a cell.
    pub fn hand_blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks().filter(|block| block.is_hand() && !block.edits.is_empty())
    }
}
