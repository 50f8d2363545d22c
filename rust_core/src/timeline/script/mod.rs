//! The script of a timeline: an ordered list of blocks, of which the timeline is the fold.
//!
//! Running a cell replaces its block; later blocks are replayed on the new state; mouse edits collect in
//! the open hand block, which is always the last.

mod block;
mod fold;
mod hand;
mod order;
mod state;
mod store;
mod takeover;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub use block::{Block, Owner};
pub use fold::{BlockState, Fold, Parked};
pub use state::ScriptState;

use crate::error::{Result, StoatError};
use crate::timeline::{BlockId, Edit, Timeline};

/// Blocks in order. Immutable: every operation gives a new one.
///
/// ```
/// use stoat_core::timeline::Script;
/// let script = Script::new();
/// assert_eq!(script.blocks().count(), 1); // the open hand block
/// ```
#[derive(Debug, Clone)]
pub struct Script {
    blocks: Vec<Arc<Block>>,
    next: u64,
    documents: BTreeMap<String, Vec<String>>,
    folded: OnceLock<Arc<Fold>>,
    known: Option<Arc<Fold>>,
}

impl Script {
    /// The script of an empty timeline.
    pub fn new() -> Self {
        let hand = Block::new(BlockId(1), Owner::Hand);
        Self {
            blocks: vec![Arc::new(hand)],
            next: 2,
            documents: BTreeMap::new(),
            folded: OnceLock::new(),
            known: None,
        }
    }

    /// Its blocks, in order; the last is the open hand block.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().map(AsRef::as_ref)
    }

    /// The timeline that it makes, and how each block fared.
    pub fn fold(&self) -> &Fold {
        self.folded.get_or_init(|| {
            let known = self.known.as_ref().map_or(&[][..], |fold| &fold.blocks);
            Arc::new(Fold::of(&self.blocks, known))
        })
    }

    /// The state that a run of `owner` starts from: the blocks before its own.
    ///
    /// Without a block of its own it sees, when its place in the document is known and blocks stand
    /// below it, the blocks of the cells above it; else everything, mouse edits too.
    pub fn view_before(&self, owner: &Owner) -> Timeline {
        let place = match self.position(owner) {
            Some(index) => index,
            None => self.place_for(owner).unwrap_or(self.blocks.len()),
        };
        self.state_before(place)
    }

    /// The id of the block of `owner`, or the one that it would get.
    pub fn block_id(&self, owner: &Owner) -> BlockId {
        match self.position(owner) {
            Some(index) => self.blocks[index].id,
            None => BlockId(self.next),
        }
    }

    /// Makes the block of `owner` if there is none, when a cell first edits. At the end of the script a
    /// hand block with edits is sealed in front of it and a new one opens behind it.
    #[must_use]
    pub fn open_block(&self, owner: &Owner) -> Self {
        if self.position(owner).is_some() {
            return self.clone();
        }
        let mut script = self.changed();
        let block = Arc::new(Block::new(script.take_id(), owner.clone()));
        if let Some(place) = self.place_for(owner) {
            script.blocks.insert(place, block);
            return script;
        }
        let last = script.blocks.len() - 1;
        if script.blocks[last].edits.is_empty() {
            script.blocks.insert(last, block);
        } else {
            Arc::make_mut(&mut script.blocks[last]).sealed = true;
            script.blocks.push(block);
            script.open_hand();
        }
        script
    }

    /// The script after `owner` ran and made `edits`: its block is replaced, later blocks are replayed.
    /// Equal edits on an equal state give an equal script.
    pub fn replace(&self, owner: &Owner, edits: Vec<Edit>) -> Result<Self> {
        if *owner == Owner::Hand {
            return Err(StoatError::new("script.owner_taken").with("block", "hand").with("owner", "hand"));
        }
        if edits.is_empty() && self.position(owner).is_none() {
            return Ok(self.clone());
        }
        let mut script = self.open_block(owner);
        let Some(index) = script.position(owner) else { return Ok(script) };
        let recorded_on = script.state_before(index).hash().to_owned();
        let old = &script.blocks[index];
        if old.edits == edits && old.recorded_on.as_ref() == Some(&recorded_on) && !old.orphan {
            return Ok(script);
        }
        let new = Block { edits, recorded_on: Some(recorded_on), orphan: false, ..Block::clone(old) };
        script = script.changed();
        script.blocks[index] = Arc::new(new);
        Ok(script)
    }

    fn position(&self, owner: &Owner) -> Option<usize> {
        match owner {
            Owner::Hand => Some(self.blocks.len() - 1),
            _ => self.blocks.iter().position(|block| block.owner == *owner),
        }
    }

    fn index_of(&self, id: BlockId) -> Result<usize> {
        self.blocks
            .iter()
            .position(|block| block.id == id)
            .ok_or_else(|| StoatError::new("script.block_not_found").with("block", id))
    }

    fn state_before(&self, index: usize) -> Timeline {
        let fold = self.fold();
        fold.blocks.get(index).map_or_else(|| fold.timeline.clone(), |state| state.before.clone())
    }

    /// A copy to be changed: what is folded already is remembered for the blocks that stay.
    fn changed(&self) -> Self {
        let known = self.folded.get().cloned().or_else(|| self.known.clone());
        Self {
            blocks: self.blocks.clone(),
            next: self.next,
            documents: self.documents.clone(),
            folded: OnceLock::new(),
            known,
        }
    }

    fn take_id(&mut self) -> BlockId {
        self.next += 1;
        BlockId(self.next - 1)
    }

    fn open_hand(&mut self) {
        let id = self.take_id();
        self.blocks.push(Arc::new(Block::new(id, Owner::Hand)));
    }
}

impl Default for Script {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Script {
    fn eq(&self, other: &Self) -> bool {
        self.blocks == other.blocks && self.next == other.next && self.documents == other.documents
    }
}

impl Eq for Script {}
