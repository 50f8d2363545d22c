//! `remove`: lift a clip and leave a gap, or extract it with its time.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::timeline::draft::Draft;
use crate::timeline::model::Member;
use crate::timeline::{Applied, BlockId, Item, Target, Timeline};

/// Takes picture and sound of a clip out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remove {
    /// The clip.
    pub target: Target,
    /// Close up on every track (extract), or leave a gap (lift).
    pub ripple: bool,
}

impl Remove {
    pub(crate) fn apply(&self, timeline: &Timeline, block: BlockId) -> Result<(Timeline, Applied)> {
        let members = self.target.members(timeline)?;
        let mut draft = Draft::of(timeline, block)?;
        for member in &members {
            let (track, _) = draft.edit(member.track);
            track.replace(member.start, member.end(), vec![Item::Gap(member.clip.duration)], |rest| rest)?;
            draft.touch(member.start, member.end());
        }
        if self.ripple {
            let start = members.iter().map(|member| member.start).min().unwrap_or_default();
            let end = members.iter().map(Member::end).max().unwrap_or_default();
            draft.close_others(start, end, &[])?;
            draft.touch_from(start);
        }
        draft.finish()
    }
}
