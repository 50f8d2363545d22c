//! `rename`: what people call a clip.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::timeline::draft::Draft;
use crate::timeline::label::check_name;
use crate::timeline::{Applied, BlockId, Target, Timeline};

/// Gives picture and sound of a clip a name that no other clip has, or takes it away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// The clip.
    pub target: Target,
    /// The new name, or nothing.
    pub name: Option<String>,
}

impl Rename {
    pub(crate) fn apply(&self, timeline: &Timeline, block: BlockId) -> Result<(Timeline, Applied)> {
        let members = self.target.members(timeline)?;
        let link = &self.target.id;
        if let Some(name) = &self.name {
            check_name(timeline, name, Some(link))?;
        }
        let name: Option<Arc<str>> = self.name.as_deref().map(Arc::from);
        let mut draft = Draft::of(timeline, block)?;
        for member in &members {
            let (track, _) = draft.edit(member.track);
            track.update(link, |clip| clip.name.clone_from(&name));
            draft.touch(member.start, member.end());
        }
        draft.finish()
    }
}
