//! How notebook and timeline stand to each other, for the badge and for `check`.

use serde::Serialize;

use crate::timeline::BlockId;
use crate::timeline::Owner;
use crate::timeline::script::{Block, Parked, Script};

/// The state with its details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScriptState {
    /// `in_step`, or what stands first: `parked`, `stale`, `hand_edits`.
    pub state: &'static str,
    /// How many mouse edits are not in a cell yet.
    pub hand_edits: usize,
    /// Whose blocks were recorded on another state.
    pub stale: Vec<Owner>,
    /// The blocks whose cells are gone.
    pub orphans: Vec<BlockId>,
    /// The edits that could not be replayed.
    pub parked: Vec<Parked>,
}

impl Script {
    /// How notebook and timeline stand to each other.
    pub fn script_state(&self) -> ScriptState {
        let fold = self.fold();
        let hand_edits = self.hand_blocks().map(|block| block.edits.len()).sum();
        let stale: Vec<Owner> = fold.stale().cloned().collect();
        let orphans: Vec<BlockId> =
            self.blocks().filter(|block| block.orphan).map(|block: &Block| block.id).collect();
        let parked: Vec<Parked> = fold.parked().cloned().collect();
        let first = if !parked.is_empty() {
            "parked"
        } else if !stale.is_empty() || !orphans.is_empty() {
            "stale"
        } else if hand_edits > 0 {
            "hand_edits"
        } else {
            "in_step"
        };
        ScriptState { state: first, hand_edits, stale, orphans, parked }
    }
}
