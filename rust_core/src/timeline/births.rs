//! What each block has made so far: the source of deterministic ids and of their preconditions.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::time::Ticks;
use crate::timeline::{BlockId, ClipItem, LinkId};

/// The counts of one block.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Birth {
    /// Edits of the block so far, parked ones too.
    edits: u32,
    media: BTreeMap<String, Count>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Count {
    /// Ids given, to placings and to the right halves of splits.
    made: u32,
    /// Placings alone.
    placed: u32,
}

/// The counts of all blocks that have acted on a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Births(BTreeMap<BlockId, Arc<Birth>>);

impl Births {
    /// How often `block` has placed `medium` so far.
    pub(crate) fn placed(&self, block: BlockId, medium: &str) -> u32 {
        self.0.get(&block).and_then(|birth| birth.media.get(medium)).map_or(0, |count| count.placed)
    }

    /// How many edits of `block` have been replayed so far.
    pub(crate) fn edits(&self, block: BlockId) -> u32 {
        self.0.get(&block).map_or(0, |birth| birth.edits)
    }

    fn of(&mut self, block: BlockId) -> &mut Birth {
        Arc::make_mut(self.0.entry(block).or_default())
    }

    /// Notes that an edit of `block` was replayed or parked.
    pub(crate) fn finish_edit(&mut self, block: BlockId) {
        self.of(block).edits += 1;
    }

    /// The id of the next placing of `medium` in `block`. A parked placing takes one too, so that
    /// the ids after it stay as they were.
    pub(crate) fn place(&mut self, block: BlockId, medium: &str) -> LinkId {
        let count = self.of(block).media.entry(medium.to_owned()).or_default();
        count.placed += 1;
        count.made += 1;
        LinkId::new(block, medium, count.made)
    }

    fn half(&mut self, block: BlockId, medium: &str) -> LinkId {
        let count = self.of(block).media.entry(medium.to_owned()).or_default();
        count.made += 1;
        LinkId::new(block, medium, count.made)
    }
}

/// Gives ids during one edit.
pub(crate) struct Ids {
    pub(crate) births: Births,
    pub(crate) block: BlockId,
    /// New ids by the old one and by where the source is cut, so that picture and sound get the same.
    halves: BTreeMap<(LinkId, Ticks), LinkId>,
}

impl Ids {
    pub(crate) fn new(births: Births, block: BlockId) -> Self {
        Self { births, block, halves: BTreeMap::new() }
    }

    /// The position of the edit in its block.
    pub(crate) fn position(&self) -> u32 {
        self.births.edits(self.block)
    }

    /// The id of a new placing.
    pub(crate) fn place(&mut self, medium: &str) -> LinkId {
        self.births.place(self.block, medium)
    }

    /// Makes `clip` the right half of its link: picture and sound get the same new id.
    pub(crate) fn as_right_half(&mut self, mut clip: ClipItem) -> ClipItem {
        let key = (clip.link.clone(), clip.map.offset());
        let link = if let Some(link) = self.halves.get(&key) {
            link.clone()
        } else {
            let link = self.births.half(self.block, &clip.medium.id);
            self.halves.insert(key, link.clone());
            link
        };
        clip.link = link;
        clip.name = None;
        clip.made_by = self.position();
        clip
    }
}
