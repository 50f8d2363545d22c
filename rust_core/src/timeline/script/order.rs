//! The order of blocks: document order where it is known, else order of first run.

use std::sync::Arc;

use crate::error::{Result, StoatError};
use crate::timeline::script::{Block, Script};
use crate::timeline::{BlockId, Owner};

impl Script {
    /// The script after the front end reported all cells of `notebook` in document order. Blocks move
    /// into that order, each with the hand and named blocks behind it; blocks of cells that are no longer
    /// there are flagged as orphans and stay.
    #[must_use]
    pub fn order(&self, notebook: &str, cells: &[String]) -> Self {
        if self.documents.get(notebook).is_some_and(|known| known == cells) && !self.differs(notebook, cells)
        {
            return self.clone();
        }
        let mut script = self.changed();
        script.documents.insert(notebook.to_owned(), cells.to_vec());
        for block in &mut script.blocks {
            let there = rank(&block.owner, notebook, cells);
            if belongs(&block.owner, notebook) && block.orphan == there.is_some() {
                Arc::make_mut(block).orphan = there.is_none();
            }
        }
        script.blocks = arranged(&script.blocks, notebook, cells);
        script
    }

    /// Turns an orphan into a sealed hand block: its edits are kept as mouse edits.
    pub fn keep(&self, id: BlockId) -> Result<Self> {
        let index = self.orphan(id)?;
        let mut script = self.changed();
        let block = Arc::make_mut(&mut script.blocks[index]);
        block.owner = Owner::Hand;
        block.orphan = false;
        block.sealed = true;
        Ok(script)
    }

    /// Takes an orphan out, with its edits.
    pub fn remove(&self, id: BlockId) -> Result<Self> {
        let index = self.orphan(id)?;
        let mut script = self.changed();
        script.blocks.remove(index);
        Ok(script)
    }

    fn orphan(&self, id: BlockId) -> Result<usize> {
        let index = self.index_of(id)?;
        if self.blocks[index].orphan {
            Ok(index)
        } else {
            Err(StoatError::new("script.not_orphan").with("block", id))
        }
    }

    /// Whether the document order of `owner` is known.
    pub fn knows_order(&self, owner: &Owner) -> bool {
        match owner {
            Owner::Cell { notebook, cell } => {
                self.documents.get(notebook).is_some_and(|cells| cells.contains(cell))
            }
            _ => false,
        }
    }

    /// Where a new block of `owner` belongs when blocks stand below it; nothing when it belongs at the end.
    pub(super) fn place_for(&self, owner: &Owner) -> Option<usize> {
        let Owner::Cell { notebook, .. } = owner else { return None };
        let cells = self.documents.get(notebook)?;
        let own = rank(owner, notebook, cells)?;
        let rank_of = |block: &Arc<Block>| rank(&block.owner, notebook, cells);
        self.blocks.iter().find(|block| rank_of(block).is_some_and(|rank| rank > own))?;
        let above = self.blocks.iter().rposition(|block| rank_of(block).is_some_and(|rank| rank < own));
        Some(above.map_or(0, |index| index + 1))
    }

    fn differs(&self, notebook: &str, cells: &[String]) -> bool {
        let flags = self.blocks().any(|block| {
            belongs(&block.owner, notebook) && block.orphan == rank(&block.owner, notebook, cells).is_some()
        });
        flags || arranged(&self.blocks, notebook, cells) != self.blocks
    }
}

fn belongs(owner: &Owner, to: &str) -> bool {
    matches!(owner, Owner::Cell { notebook, .. } if notebook == to)
}

fn rank(owner: &Owner, of: &str, cells: &[String]) -> Option<usize> {
    match owner {
        Owner::Cell { notebook, cell } if notebook == of => cells.iter().position(|known| known == cell),
        _ => None,
    }
}

/// The blocks with those of `cells` in their order; every other block stays behind the one it followed.
fn arranged(blocks: &[Arc<Block>], notebook: &str, cells: &[String]) -> Vec<Arc<Block>> {
    let Some((hand, movable)) = blocks.split_last() else { return Vec::new() };
    let mut groups: Vec<(Option<usize>, Vec<Arc<Block>>)> = vec![(None, Vec::new())];
    for block in movable {
        match (rank(&block.owner, notebook, cells), groups.last_mut()) {
            (None, Some((_, group))) => group.push(Arc::clone(block)),
            (rank, _) => groups.push((rank, vec![Arc::clone(block)])),
        }
    }
    groups.sort_by_key(|(rank, _)| *rank);
    groups.into_iter().flat_map(|(_, group)| group).chain([Arc::clone(hand)]).collect()
}
