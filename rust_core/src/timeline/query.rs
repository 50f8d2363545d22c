//! Questions to a timeline: what stands where, and what is shown when.

use crate::error::Result;
use crate::time::{Rounding, Ticks, Time};
use crate::timeline::{BlockId, ClipItem, Format, Kind, Timeline};

/// A clip as it stands in one view.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClipView {
    /// Id of this side, such as `b1/beach/1v`.
    pub id: String,
    /// Id of the link, such as `b1/beach/1`.
    pub link: String,
    /// What people call it: the given name, or `beach#1`.
    pub label: String,
    /// The given name.
    pub name: Option<String>,
    /// The track's name.
    pub track: String,
    /// Picture or sound.
    pub kind: Kind,
    /// The start on the timeline.
    pub start: Time,
    /// The duration on the timeline.
    pub duration: Time,
    /// The start in frames of the timeline.
    pub start_frame: i64,
    /// The duration in frames of the timeline.
    pub frames: i64,
    /// The first source instant.
    pub source_start: Time,
    /// The source instant at the end.
    pub source_end: Time,
    /// By how many frames the head can be extended within the medium.
    pub head_handle: i64,
    /// By how many frames the tail can be extended within the medium.
    pub tail_handle: i64,
    /// The medium's id.
    pub medium_id: String,
    /// The medium's name.
    pub medium_name: String,
    /// The block that made it.
    pub block: BlockId,
    /// The position of the creating edit in its block.
    pub made_by: u32,
}

/// An empty stretch of a track.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GapView {
    /// The track's name.
    pub track: String,
    /// The start on the timeline.
    pub start: Time,
    /// How long it is.
    pub duration: Time,
}

impl Timeline {
    /// All clips, track by track, each in timeline order.
    pub fn clips(&self) -> Result<Vec<ClipView>> {
        self.views(|_, _| true)
    }

    /// The clips that cover the instant `time`, track by track.
    pub fn at(&self, time: Time) -> Result<Vec<ClipView>> {
        let Some(format) = self.format else { return Ok(Vec::new()) };
        let at = format.timebase()?.ticks(time, Rounding::Floor)?;
        self.views(|start, clip| start <= at && at.0 < start.0 + clip.duration().0)
    }

    /// What is shown and heard at `time`: each clip there with its source instant. The picture that is
    /// seen comes first.
    pub fn source_at(&self, time: Time) -> Result<Vec<(ClipView, Time)>> {
        let mut found = self
            .at(time)?
            .into_iter()
            .map(|view| Ok((view.source_start.add(time.sub(view.start)?)?, view)))
            .map(|pair: Result<_>| pair.map(|(source, view)| (view, source)))
            .collect::<Result<Vec<_>>>()?;
        let pictures = found.iter().take_while(|(view, _)| view.kind == Kind::Video).count();
        found[..pictures].reverse();
        Ok(found)
    }

    /// Where the instant `source` of `medium` is shown or heard: each clip with the timeline time.
    pub fn where_is(&self, medium: &str, source: Time) -> Result<Vec<(ClipView, Time)>> {
        let mut found = Vec::new();
        for view in self.views(|_, clip| clip.medium().id == medium)? {
            if view.source_start <= source && source < view.source_end {
                let time = view.start.add(source.sub(view.source_start)?)?;
                found.push((view, time));
            }
        }
        found.sort_by_key(|(_, time)| *time);
        Ok(found)
    }

    /// The empty stretches inside every track.
    pub fn gaps(&self) -> Result<Vec<GapView>> {
        let Some(format) = self.format else { return Ok(Vec::new()) };
        let mut gaps = Vec::new();
        for track in self.tracks() {
            for (start, item) in track.items().filter(|(_, item)| item.clip().is_none()) {
                gaps.push(GapView {
                    track: track.name(),
                    start: format.time(start)?,
                    duration: format.time(item.duration())?,
                });
            }
        }
        Ok(gaps)
    }

    fn views(&self, wanted: impl Fn(Ticks, &ClipItem) -> bool) -> Result<Vec<ClipView>> {
        let Some(format) = self.format else { return Ok(Vec::new()) };
        let labels = self.labels();
        let mut views = Vec::new();
        for track in self.tracks() {
            let name = track.name();
            for (start, clip) in track.clips().filter(|(start, clip)| wanted(*start, clip)) {
                let label = labels.get(clip.link()).cloned().unwrap_or_default();
                views.push(view(&format, &name, start, clip, label)?);
            }
        }
        Ok(views)
    }
}

fn view(format: &Format, track: &str, start: Ticks, clip: &ClipItem, label: String) -> Result<ClipView> {
    let frame = format.frame_ticks()?;
    let (source_start, source_end) = clip.source_range(format)?;
    let (head_handle, tail_handle) = clip.handles(format)?;
    Ok(ClipView {
        id: clip.id().to_string(),
        link: clip.link().to_string(),
        label,
        name: clip.name().map(str::to_owned),
        track: track.to_owned(),
        kind: clip.kind,
        start: format.time(start)?,
        duration: format.time(clip.duration())?,
        start_frame: start.0 / frame,
        frames: clip.duration().0 / frame,
        source_start,
        source_end,
        head_handle,
        tail_handle,
        medium_id: clip.medium().id.clone(),
        medium_name: clip.medium().name.clone(),
        block: clip.link().block(),
        made_by: clip.made_by(),
    })
}
