//! A block: the edits of one cell, of one named block, or of the mouse.

use serde::{Deserialize, Serialize};

use crate::timeline::{BlockId, Edit};

/// Who a block belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Owner {
    /// A cell of a notebook.
    Cell {
        /// The notebook's id, or its path.
        notebook: String,
        /// The cell's id.
        cell: String,
    },
    /// `with timeline.block("name"):`.
    Named {
        /// The block's name.
        name: String,
    },
    /// Mouse edits that are not yet in a cell.
    Hand,
}

/// Edits that are replaced together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Permanent; it survives a change of owner.
    pub id: BlockId,
    /// Who it belongs to.
    pub owner: Owner,
    /// What it does, in order.
    pub edits: Vec<Edit>,
    /// The hash of the timeline that its edits were recorded on.
    pub recorded_on: Option<String>,
    /// A hand block that stays at its place, because a cell's block followed.
    #[serde(default)]
    pub sealed: bool,
    /// Its cell was deleted from the notebook.
    #[serde(default)]
    pub orphan: bool,
}

impl Block {
    pub(crate) const fn new(id: BlockId, owner: Owner) -> Self {
        Self { id, owner, edits: Vec::new(), recorded_on: None, sealed: false, orphan: false }
    }

    /// Whether it holds mouse edits.
    pub fn is_hand(&self) -> bool {
        self.owner == Owner::Hand
    }
}
