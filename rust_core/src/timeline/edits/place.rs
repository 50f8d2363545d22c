//! `append`, `insert`, `overwrite`: media become clips.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::{Ratio, Rounding, SourceMap, Ticks, Time};
use crate::timeline::draft::Draft;
use crate::timeline::label::check_name;
use crate::timeline::{Applied, BlockId, ClipItem, Format, Item, Kind, LinkId, Medium, Timeline};

/// A range of source time, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRange {
    /// The in point.
    pub start: Time,
    /// The out point.
    pub end: Time,
}

/// Places a range of a medium at the end of the tracks that it goes to: at the longest of them, so
/// that picture and sound stay at the same time. Picture and sound come linked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Append {
    /// What is placed.
    pub medium: Medium,
    /// Which part of it.
    pub source: SourceRange,
    /// A name for the clip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where the picture goes; V1 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_track: Option<String>,
    /// Where the sound goes; A1 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_track: Option<String>,
}

/// Places a range of a medium at a time: `insert` pushes what follows on every track, `overwrite`
/// replaces what is there on the tracks that it goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placing {
    /// Where on the timeline.
    pub at: Time,
    /// What is placed.
    pub medium: Medium,
    /// Which part of it.
    pub source: SourceRange,
    /// A name for the clip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where the picture goes; V1 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_track: Option<String>,
    /// Where the sound goes; A1 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_track: Option<String>,
}

impl Append {
    pub(crate) fn apply(&self, timeline: &Timeline, block: BlockId) -> Result<(Timeline, Applied)> {
        let mut draft = Draft::of(timeline, block)?;
        let tracks =
            tracks_of(&mut draft, &self.medium, self.video_track.as_deref(), self.audio_track.as_deref())?;
        let at = tracks.iter().map(|(index, _)| draft.tracks[*index].length()).max().unwrap_or_default();
        let clips =
            Cut::of(&self.medium, self.source, self.name.as_deref()).clips(timeline, &mut draft, &tracks)?;
        for (index, clip) in clips {
            let (track, ids) = draft.edit(index);
            track.insert(at, vec![Item::Clip(clip)], ids)?;
        }
        draft.touch_from(at);
        draft.finish()
    }
}

impl Placing {
    pub(crate) fn insert(&self, timeline: &Timeline, block: BlockId) -> Result<(Timeline, Applied)> {
        let (mut draft, at, clips) = self.prepare(timeline, block)?;
        let duration = clips.first().map_or(Ticks(0), |(_, clip)| clip.duration);
        let own: Vec<usize> = clips.iter().map(|(index, _)| *index).collect();
        for (index, clip) in clips {
            let (track, ids) = draft.edit(index);
            track.insert(at, vec![Item::Clip(clip)], ids)?;
        }
        draft.shift_others(at, duration, &own)?;
        draft.touch_from(at);
        draft.finish()
    }

    pub(crate) fn overwrite(&self, timeline: &Timeline, block: BlockId) -> Result<(Timeline, Applied)> {
        let (mut draft, at, clips) = self.prepare(timeline, block)?;
        let duration = clips.first().map_or(Ticks(0), |(_, clip)| clip.duration);
        let end = Ticks(at.0 + duration.0);
        // The rest behind the new clip is a second half where something stays in front of it, else a trim.
        let kept: BTreeSet<LinkId> = clips
            .iter()
            .flat_map(|(index, _)| draft.tracks[*index].clips())
            .filter(|(start, clip)| *start < at && start.0 + clip.duration.0 > at.0)
            .map(|(_, clip)| clip.link.clone())
            .collect();
        for (index, clip) in clips {
            let (track, ids) = draft.edit(index);
            track.replace(at, end, vec![Item::Clip(clip)], |rest| {
                if kept.contains(&rest.link) { ids.as_right_half(rest) } else { rest }
            })?;
        }
        draft.touch(at, end);
        draft.finish()
    }

    fn prepare(&self, timeline: &Timeline, block: BlockId) -> Result<(Draft, Ticks, Placed)> {
        let mut draft = Draft::of(timeline, block)?;
        let at = draft.point(self.at)?;
        let tracks =
            tracks_of(&mut draft, &self.medium, self.video_track.as_deref(), self.audio_track.as_deref())?;
        let clips =
            Cut::of(&self.medium, self.source, self.name.as_deref()).clips(timeline, &mut draft, &tracks)?;
        Ok((draft, at, clips))
    }
}

/// Clips with the indices of the tracks that they go to.
type Placed = Vec<(usize, ClipItem)>;

/// The tracks that a medium's picture and sound go to.
fn tracks_of(
    draft: &mut Draft,
    medium: &Medium,
    video: Option<&str>,
    audio: Option<&str>,
) -> Result<Vec<(usize, Kind)>> {
    medium.check()?;
    // Making a track may move the others along, so the names are made first and found afterwards.
    let sides = [(medium.video.is_some(), video, Kind::Video), (medium.audio.is_some(), audio, Kind::Audio)];
    for (there, name, kind) in sides {
        if there {
            draft.track(name, kind)?;
        }
    }
    sides
        .into_iter()
        .filter(|(there, ..)| *there)
        .map(|(_, name, kind)| Ok((draft.track(name, kind)?, kind)))
        .collect()
}

/// A range of a medium on its way to the timeline.
struct Cut<'a> {
    medium: &'a Medium,
    source: SourceRange,
    name: Option<&'a str>,
}

impl<'a> Cut<'a> {
    const fn of(medium: &'a Medium, source: SourceRange, name: Option<&'a str>) -> Self {
        Self { medium, source, name }
    }

    /// The clips for `tracks`, picture and sound with one source map.
    fn clips(&self, timeline: &Timeline, draft: &mut Draft, tracks: &[(usize, Kind)]) -> Result<Placed> {
        if let Some(name) = self.name {
            check_name(timeline, name, None)?;
        }
        let anchor = self.anchor()?;
        let frames = self.frames(&draft.format, anchor)?;
        let derived = anchor.add(draft.format.rate.time_of(frames)?)?;
        draft.applied.remainder = self.source.end.sub(derived)?;
        let medium = Arc::new(self.medium.clone());
        let link = draft.ids.place(&self.medium.id);
        let clip = |kind| -> Result<ClipItem> {
            Ok(ClipItem {
                link: link.clone(),
                kind,
                name: self.name.map(Arc::from),
                medium: Arc::clone(&medium),
                map: SourceMap::new(anchor, Ticks(0), Ratio::ONE)?,
                duration: draft.format.frames(frames)?,
                made_by: draft.ids.position(),
            })
        };
        let clips: Vec<_> =
            tracks.iter().map(|(index, kind)| Ok((*index, clip(*kind)?))).collect::<Result<_>>()?;
        for (_, clip) in &clips {
            draft.made(&clip.id());
        }
        Ok(clips)
    }

    /// The in point on the medium's own grid: the nearest frame of a constant rate, the given timestamp
    /// of a variable one, the nearest sample of sound alone.
    fn anchor(&self) -> Result<Time> {
        let (first, end) = self.medium.available()?;
        let SourceRange { start, end: out } = self.source;
        if start < first || start >= end || out > end || out <= start {
            return Err(StoatError::new("timeline.out_of_range")
                .with("what", format!("the source range of {}", self.medium.name))
                .with("at", format!("{start} to {out}"))
                .with("start", first)
                .with("end", end));
        }
        let nearest = |num: i128, den: i128| -> Result<Time> {
            // `num / den` grid points a second; the last one before the end where the nearest is not inside.
            let scaled = start.sub(first)?.mul(Ratio::new(num, den)?)?.ratio().round(Rounding::Nearest)?;
            let point = |index: i64| first.add(Time::new(i128::from(index) * den, num)?);
            let chosen = point(scaled)?;
            if chosen < end { Ok(chosen) } else { point((scaled - 1).max(0)) }
        };
        match (&self.medium.video, &self.medium.audio) {
            (Some(video), _) => match video.rate {
                Some(rate) => nearest(i128::from(rate.numerator()), i128::from(rate.denominator())),
                None => Ok(start),
            },
            (None, Some(audio)) => nearest(i128::from(audio.sample_rate), 1),
            (None, None) => Ok(start),
        }
    }

    /// How many sequence frames fit: the asked out point on the nearest frame, within the medium.
    fn frames(&self, format: &Format, anchor: Time) -> Result<i64> {
        let (_, end) = self.medium.available()?;
        let asked = self.source.end.sub(anchor)?.frames(format.rate, Rounding::Nearest)?;
        let most = end.sub(anchor)?.frames(format.rate, Rounding::Floor)?;
        let frames = asked.min(most);
        if frames < 1 {
            return Err(StoatError::new("timeline.too_short")
                .with("clip", &self.medium.name)
                .with("frames", frames.max(0))
                .with("largest", 0)
                .with("largest_time", 0));
        }
        Ok(frames)
    }
}
