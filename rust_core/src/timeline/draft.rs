//! A private copy of a timeline while one edit works on it: dropped when the edit is refused.

use std::sync::Arc;

use crate::error::{Result, StoatError};
use crate::time::{Ticks, Time};
use crate::timeline::births::{Births, Ids};
use crate::timeline::format::LONGEST;
use crate::timeline::label::call;
use crate::timeline::{Applied, BlockId, ClipId, Format, Item, Kind, Span, Timeline, Track};

/// The working copy, with what an edit needs at hand.
pub(crate) struct Draft {
    pub(crate) format: Format,
    pub(crate) tracks: Vec<Arc<Track>>,
    pub(crate) ids: Ids,
    pub(crate) applied: Applied,
    /// The tracks as people see them, by which clips are called in refusals.
    seen: Vec<Arc<Track>>,
    changed: Option<(i64, i64)>,
    old_length: i64,
}

impl Draft {
    pub(crate) fn of(timeline: &Timeline, block: BlockId) -> Result<Self> {
        Ok(Self {
            format: timeline.needed_format()?,
            tracks: timeline.tracks.clone(),
            ids: Ids::new(timeline.births.clone(), block),
            applied: Applied::default(),
            seen: timeline.tracks.clone(),
            changed: None,
            old_length: timeline.length().0,
        })
    }

    /// The index of the track `name`, made if it is not there yet.
    pub(crate) fn track(&mut self, name: Option<&str>, kind: Kind) -> Result<usize> {
        let fallback = if kind == Kind::Video { "V1" } else { "A1" };
        let name = name.unwrap_or(fallback);
        let (found, number) = Track::parse_name(name)?;
        if found != kind {
            return Err(StoatError::new("timeline.track_invalid").with("track", name));
        }
        let key = (kind, number);
        Ok(match self.tracks.binary_search_by_key(&key, |track| (track.kind(), track.number())) {
            Ok(index) => index,
            Err(index) => {
                self.tracks.insert(index, Arc::new(Track::new(kind, number)));
                index
            }
        })
    }

    /// The track at `index`, to be changed.
    pub(crate) fn edit(&mut self, index: usize) -> (&mut Track, &mut Ids) {
        (Arc::make_mut(&mut self.tracks[index]), &mut self.ids)
    }

    /// Inserts an empty stretch at `at` on every track but `except`, splitting what is under it.
    pub(crate) fn shift_others(&mut self, at: Ticks, by: Ticks, except: &[usize]) -> Result<()> {
        for index in (0..self.tracks.len()).filter(|index| !except.contains(index)) {
            if at < self.tracks[index].length() {
                let (track, ids) = self.edit(index);
                track.insert(at, vec![Item::Gap(by)], ids)?;
            }
        }
        Ok(())
    }

    /// Closes `[start, end)` on every track but `except`; `timeline.sync_conflict` when a clip is in it.
    pub(crate) fn close_others(&mut self, start: Ticks, end: Ticks, except: &[usize]) -> Result<()> {
        for index in (0..self.tracks.len()).filter(|index| !except.contains(index)) {
            if let Some((_, clip)) = self.tracks[index].material(start, end) {
                return Err(StoatError::new("timeline.sync_conflict")
                    .with("clip", call(&self.seen, &clip.link))
                    .with("track", self.tracks[index].name())
                    .with("start", self.format.time(start)?)
                    .with("end", self.format.time(end)?));
            }
            let (track, _) = self.edit(index);
            track.close(start, end)?;
        }
        Ok(())
    }

    /// Notes that `[start, end)` may look different now.
    pub(crate) fn touch(&mut self, start: Ticks, end: Ticks) {
        let (first, last) = self.changed.unwrap_or((start.0, end.0));
        self.changed = Some((first.min(start.0), last.max(end.0)));
    }

    /// Notes that everything from `start` on may look different now.
    pub(crate) fn touch_from(&mut self, start: Ticks) {
        let length = self.tracks.iter().map(|track| track.length().0).max().unwrap_or(0);
        self.touch(start, Ticks(length.max(self.old_length).max(start.0)));
    }

    /// Notes a clip that the edit made.
    pub(crate) fn made(&mut self, id: &ClipId) {
        let link = id.link.to_string();
        if !self.applied.links.contains(&link) {
            self.applied.links.push(link);
        }
        self.applied.clips.push(id.to_string());
    }

    /// The new timeline and the report.
    pub(crate) fn finish(mut self) -> Result<(Timeline, Applied)> {
        if self.tracks.iter().any(|track| track.length() > LONGEST) {
            return Err(StoatError::new("time.overflow").with("operation", "the timeline"));
        }
        if let Some((start, end)) = self.changed {
            self.applied.changed =
                Some(Span { start: self.format.time(Ticks(start))?, end: self.format.time(Ticks(end))? });
        }
        let births = finished(self.ids.births, self.ids.block);
        Ok((Timeline::new(Some(self.format), self.tracks, births), self.applied))
    }

    /// The edit point for a timeline time; `timeline.out_of_range` before the start.
    pub(crate) fn point(&self, at: Time) -> Result<Ticks> {
        let ticks = self.format.edit_point(at)?;
        if ticks.0 < 0 {
            let end = self.tracks.iter().map(|track| track.length()).max().unwrap_or_default();
            return Err(StoatError::new("timeline.out_of_range")
                .with("what", "the time")
                .with("at", at)
                .with("start", 0)
                .with("end", self.format.time(end)?));
        }
        Ok(ticks)
    }
}

pub(crate) fn finished(mut births: Births, block: BlockId) -> Births {
    births.finish_edit(block);
    births
}
