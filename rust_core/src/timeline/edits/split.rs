//! `split`: one clip becomes two that show the same.

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::Time;
use crate::timeline::draft::Draft;
use crate::timeline::{Applied, BlockId, Kind, LinkId, Target, Timeline};

/// Cuts the target, or every clip under `at`. The right half gets a new id. At an existing cut, and in
/// a gap, there is nothing to do and nothing is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The clip; every clip under `at` unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// Where on the timeline.
    pub at: Time,
}

impl Split {
    pub(crate) fn apply(&self, timeline: &Timeline, block: BlockId) -> Result<(Timeline, Applied)> {
        let mut draft = Draft::of(timeline, block)?;
        let at = draft.format.edit_point(self.at)?;
        let (start, end) = match &self.target {
            Some(target) => {
                let members = target.members(timeline)?;
                let start = members.iter().map(|member| member.start).min().unwrap_or_default();
                (start, members.iter().map(super::super::model::Member::end).max().unwrap_or_default())
            }
            None => (crate::time::Ticks(0), timeline.length()),
        };
        if at < start || at > end {
            return Err(StoatError::new("timeline.out_of_range")
                .with("what", "the cut")
                .with("at", self.at)
                .with("start", draft.format.time(start)?)
                .with("end", draft.format.time(end)?));
        }
        let under: Vec<(usize, LinkId, Kind)> = timeline
            .tracks()
            .enumerate()
            .filter_map(|(index, track)| {
                let (start, clip) = track.clip_at(at)?;
                let meant = self.target.as_ref().is_none_or(|target| target.id == clip.link);
                (start < at && meant).then(|| (index, clip.link.clone(), clip.kind))
            })
            .collect();
        for (index, left, kind) in under {
            let (track, ids) = draft.edit(index);
            track.split(at, ids)?;
            let right = draft.tracks[index].clip_at(at).map(|(_, clip)| clip.id());
            draft.made(&left.clip(kind));
            if let Some(right) = right {
                draft.made(&right);
            }
            draft.touch(at, at);
        }
        draft.finish()
    }
}
