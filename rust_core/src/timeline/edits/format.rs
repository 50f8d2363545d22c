//! `set_format` and `trim_end`: edits of the whole timeline.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::{SourceMap, Ticks, Time};
use crate::timeline::draft::finished;
use crate::timeline::{Applied, BlockId, Format, Item, Span, Timeline, Track};

/// Sets rate, size and sample rate. Once clips are placed, the rate can only change where it was set:
/// the later blocks are then replayed from their exact times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetFormat {
    /// The new format.
    pub format: Format,
}

impl SetFormat {
    pub(crate) fn apply(&self, timeline: &Timeline, block: BlockId) -> Result<(Timeline, Applied)> {
        let new = self.format.checked()?;
        let tracks = match timeline.format() {
            Some(old) if !timeline.is_bare() && old.rate != new.rate => {
                return Err(StoatError::new("timeline.format_in_use")
                    .with("rate", old.rate)
                    .with("new", new.rate));
            }
            // Every edge lies on a frame, so another sample rate only changes the unit of the ticks.
            Some(old) if old.rate == new.rate => {
                let scale = Scale { from: old.frame_ticks()?, to: new.frame_ticks()? };
                timeline.tracks.iter().map(|track| scale.track(track)).collect::<Result<_>>()?
            }
            _ => timeline.tracks().map(|track| Arc::new(Track::new(track.kind(), track.number()))).collect(),
        };
        let births = finished(timeline.births.clone(), block);
        let result = Timeline::new(Some(new), tracks, births);
        let changed = Span { start: Time::ZERO, end: result.duration()? };
        Ok((result, Applied { changed: Some(changed), ..Applied::default() }))
    }
}

/// From the ticks of one sample rate to those of another, at one frame rate.
struct Scale {
    from: i64,
    to: i64,
}

impl Scale {
    fn ticks(&self, ticks: Ticks) -> Result<Ticks> {
        let scaled = i128::from(ticks.0) * i128::from(self.to);
        let from = i128::from(self.from);
        if scaled % from != 0 {
            return Err(StoatError::new("timeline.off_frame_grid")
                .with("what", "an edge")
                .with("ticks", ticks.0));
        }
        i64::try_from(scaled / from)
            .map(Ticks)
            .map_err(|_| StoatError::new("time.overflow").with("operation", "ticks"))
    }

    fn track(&self, track: &Track) -> Result<Arc<Track>> {
        let items = track.items().map(|(_, item)| match item {
            Item::Gap(ticks) => self.ticks(*ticks).map(Item::Gap),
            Item::Clip(clip) => {
                let mut clip = clip.clone();
                clip.map =
                    SourceMap::new(clip.map.anchor(), self.ticks(clip.map.offset())?, clip.map.speed())?;
                clip.duration = self.ticks(clip.duration)?;
                Ok(Item::Clip(clip))
            }
        });
        Ok(Arc::new(Track::of(track.kind(), track.number(), items.collect::<Result<_>>()?)))
    }
}

/// Drops the gap at the end of each track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrimEnd {}

impl TrimEnd {
    pub(crate) fn apply(timeline: &Timeline, block: BlockId) -> (Timeline, Applied) {
        let mut tracks = timeline.tracks.clone();
        for track in &mut tracks {
            Arc::make_mut(track).trim_end();
        }
        let births = finished(timeline.births.clone(), block);
        (Timeline::new(timeline.format(), tracks, births), Applied::default())
    }
}
