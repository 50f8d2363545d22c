//! The fold: from the empty timeline through all blocks, parking what cannot be replayed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::error::StoatError;
use crate::timeline::script::Block;
use crate::timeline::{BlockId, Owner, Timeline};

/// The timeline that a script makes, and how each block fared.
#[derive(Debug, Clone)]
pub struct Fold {
    /// After all blocks.
    pub timeline: Timeline,
    /// Block by block.
    pub blocks: Vec<Arc<BlockState>>,
}

/// How one block fared.
#[derive(Debug, Clone)]
pub struct BlockState {
    pub(crate) block: Arc<Block>,
    /// The timeline before it.
    pub before: Timeline,
    /// The timeline after it.
    pub after: Timeline,
    /// Whether it was recorded on another timeline than the one before it now. Never true of hand blocks.
    pub stale: bool,
    /// Its edits that could not be replayed.
    pub parked: Vec<Parked>,
}

/// An edit that is kept but does not act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parked {
    /// The block.
    pub block: BlockId,
    /// Its owner.
    pub owner: Owner,
    /// The edit's position in the block.
    pub index: usize,
    /// Why: the error's code.
    pub code: &'static str,
    /// Why, in a sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// The error's values.
    pub context: BTreeMap<&'static str, String>,
}

impl Parked {
    fn of(block: &Block, index: usize, error: &StoatError) -> Self {
        Self {
            block: block.id,
            owner: block.owner.clone(),
            index,
            code: error.code(),
            message: error.to_string(),
            hint: error.hint(),
            context: error.context().clone(),
        }
    }
}

/// What the fold reports of a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockReport<'a> {
    /// The block.
    pub id: BlockId,
    /// Its owner.
    pub owner: &'a Owner,
    /// How many edits it holds.
    pub edits: usize,
    /// The hash of the timeline before it.
    pub before: &'a str,
    /// The hash of the timeline after it.
    pub after: &'a str,
    /// Whether it was recorded on another timeline.
    pub stale: bool,
    /// Whether it is a hand block that stays at its place.
    pub sealed: bool,
    /// Whether its cell is gone.
    pub orphan: bool,
    /// Its edits that could not be replayed.
    pub parked: &'a [Parked],
}

impl BlockState {
    /// The block that was replayed.
    pub fn block(&self) -> &Block {
        &self.block
    }

    /// How it fared, to be sent.
    pub fn report(&self) -> BlockReport<'_> {
        BlockReport {
            id: self.block.id,
            owner: &self.block.owner,
            edits: self.block.edits.len(),
            before: self.before.hash(),
            after: self.after.hash(),
            stale: self.stale,
            sealed: self.block.sealed,
            orphan: self.block.orphan,
            parked: &self.parked,
        }
    }

    /// Replays `block` on `before`.
    pub(crate) fn of(block: &Arc<Block>, before: &Timeline) -> Self {
        let mut after = before.clone();
        let mut parked = Vec::new();
        for (index, edit) in block.edits.iter().enumerate() {
            after = match after.apply(edit, block.id) {
                Ok((timeline, _)) => timeline,
                Err(error) => {
                    parked.push(Parked::of(block, index, &error));
                    after.park(edit, block.id)
                }
            };
        }
        let recorded = block.recorded_on.as_deref();
        let stale = !block.is_hand() && !block.edits.is_empty() && recorded != Some(before.hash());
        Self { block: Arc::clone(block), before: before.clone(), after, stale, parked }
    }
}

impl Fold {
    /// Folds `blocks`. States of `known` are taken over as long as the blocks are the same.
    pub(crate) fn of(blocks: &[Arc<Block>], known: &[Arc<BlockState>]) -> Self {
        let mut states: Vec<Arc<BlockState>> = known
            .iter()
            .zip(blocks)
            .take_while(|(state, block)| Arc::ptr_eq(&state.block, block) || state.block == **block)
            .map(|(state, _)| Arc::clone(state))
            .collect();
        let empty = Timeline::empty();
        for block in &blocks[states.len()..] {
            let before = states.last().map_or(&empty, |state| &state.after);
            let state = BlockState::of(block, before);
            states.push(Arc::new(state));
        }
        let timeline = states.last().map_or(empty, |state| state.after.clone());
        Self { timeline, blocks: states }
    }

    /// All parked edits, in order.
    pub fn parked(&self) -> impl Iterator<Item = &Parked> {
        self.blocks.iter().flat_map(|state| state.parked.iter())
    }

    /// The owners of the stale blocks.
    pub fn stale(&self) -> impl Iterator<Item = &Owner> {
        self.blocks.iter().filter(|state| state.stale).map(|state| &state.block.owner)
    }
}
