//! The scene: what is shown and heard over the whole timeline, without the traces of how it was cut.
//!
//! Neighbouring uses whose source map continues are one use, so splitting a clip changes no use.

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::{Ratio, Rounding, Ticks, Time};
use crate::timeline::{ClipItem, Format, Kind, Timeline};

/// All picture and all sound of a timeline; where no use stands it is black and silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// Rate, size, sample rate.
    pub format: Format,
    /// Ticks per second of `sound`.
    pub timebase: u32,
    /// The length in frames.
    pub frames: u64,
    /// The length in samples: `frames * sample_rate / rate`, nearest.
    pub samples: u64,
    /// What is seen, in order, without overlap: the topmost video track wins.
    pub picture: Vec<PictureUse>,
    /// What is heard, track by track, each in order.
    pub sound: Vec<SoundUse>,
}

/// A stretch that shows one medium through one source map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureUse {
    /// The first frame.
    pub start_frame: u64,
    /// How many frames.
    pub frames: u64,
    /// Ids of the clips in it.
    pub clips: Vec<String>,
    /// What people call the first of them.
    pub label: String,
    /// The medium's id.
    pub medium: String,
    /// The source instant at `start_frame`.
    pub source_start: Time,
    /// Source seconds per timeline second.
    pub speed: Ratio,
}

/// A stretch on a track that sounds one medium through one source map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundUse {
    /// The track's name.
    pub track: String,
    /// The start, in ticks of the scene's `timebase`.
    pub start: Ticks,
    /// The duration, in ticks.
    pub duration: Ticks,
    /// Ids of the clips in it.
    pub clips: Vec<String>,
    /// What people call the first of them.
    pub label: String,
    /// The medium's id.
    pub medium: String,
    /// Source time minus timeline time at the start; constant over the use at speed 1.
    pub offset: Time,
    /// Source seconds per timeline second.
    pub speed: Ratio,
}

/// A visible part of a clip.
struct Part<'a> {
    start: i64,
    end: i64,
    clip_start: Ticks,
    clip: &'a ClipItem,
}

impl Timeline {
    /// What is shown and heard; `timeline.no_format` before a format is set.
    pub fn scene(&self) -> Result<Scene> {
        let format = self.needed_format()?;
        let frames = self.frames()?;
        Ok(Scene {
            format,
            timebase: format.timebase()?.per_second(),
            frames: unsigned(frames)?,
            samples: unsigned(
                format
                    .rate
                    .time_of(frames)?
                    .mul(Ratio::new(format.sample_rate.into(), 1)?)?
                    .ratio()
                    .round(Rounding::Nearest)?,
            )?,
            picture: self.picture(&format)?,
            sound: self.sound(&format)?,
        })
    }

    fn picture(&self, format: &Format) -> Result<Vec<PictureUse>> {
        let frame = format.frame_ticks()?;
        let labels = self.labels();
        let mut uses: Vec<PictureUse> = Vec::new();
        for part in self.visible() {
            let source_start = part.clip.source_at(format, Ticks(part.start - part.clip_start.0))?;
            let (start_frame, frames) =
                (unsigned(part.start / frame)?, unsigned((part.end - part.start) / frame)?);
            let id = part.clip.id().to_string();
            if let Some(last) = uses.last_mut()
                && last.start_frame + last.frames == start_frame
                && last.medium == part.clip.medium.id
                && last.speed == part.clip.speed()
                && continues(format, last.source_start, last.frames, last.speed)? == source_start
            {
                last.frames += frames;
                if last.clips.last() != Some(&id) {
                    last.clips.push(id);
                }
                continue;
            }
            uses.push(PictureUse {
                start_frame,
                frames,
                clips: vec![id],
                label: labels.get(&part.clip.link).cloned().unwrap_or_default(),
                medium: part.clip.medium.id.clone(),
                source_start,
                speed: part.clip.speed(),
            });
        }
        Ok(uses)
    }

    /// The parts of picture clips that no higher track covers, in order.
    fn visible(&self) -> Vec<Part<'_>> {
        let mut seen: Vec<Part<'_>> = Vec::new();
        for track in self.tracks().filter(|track| track.kind() == Kind::Video) {
            let above: Vec<Part<'_>> = track
                .clips()
                .map(|(start, clip)| Part {
                    start: start.0,
                    end: start.0 + clip.duration.0,
                    clip_start: start,
                    clip,
                })
                .collect();
            let mut merged = Vec::with_capacity(seen.len() + above.len());
            for part in seen {
                let mut from = part.start;
                let first = above.partition_point(|cover| cover.end <= part.start);
                for cover in above[first..].iter().take_while(|cover| cover.start < part.end) {
                    if cover.start > from {
                        merged.push(Part { start: from, end: cover.start, ..part });
                    }
                    from = cover.end;
                }
                if from < part.end {
                    merged.push(Part { start: from, ..part });
                }
            }
            merged.extend(above);
            merged.sort_by_key(|part| part.start);
            seen = merged;
        }
        seen
    }

    fn sound(&self, format: &Format) -> Result<Vec<SoundUse>> {
        let labels = self.labels();
        let mut uses: Vec<SoundUse> = Vec::new();
        for track in self.tracks().filter(|track| track.kind() == Kind::Audio) {
            let name = track.name();
            for (start, clip) in track.clips() {
                let offset = clip.source_at(format, Ticks(0))?.sub(format.time(start)?)?;
                if let Some(last) = uses.last_mut()
                    && last.track == name
                    && last.start.0 + last.duration.0 == start.0
                    && last.medium == clip.medium.id
                    && (last.offset, last.speed) == (offset, clip.speed())
                    && clip.speed() == Ratio::ONE
                {
                    last.duration.0 += clip.duration.0;
                    last.clips.push(clip.id().to_string());
                    continue;
                }
                uses.push(SoundUse {
                    track: name.clone(),
                    start,
                    duration: clip.duration,
                    clips: vec![clip.id().to_string()],
                    label: labels.get(&clip.link).cloned().unwrap_or_default(),
                    medium: clip.medium.id.clone(),
                    offset,
                    speed: clip.speed(),
                });
            }
        }
        Ok(uses)
    }
}

fn continues(format: &Format, source: Time, frames: u64, speed: Ratio) -> Result<Time> {
    let frames = i64::try_from(frames).map_err(|_| overflow())?;
    source.add(format.rate.time_of(frames)?.mul(speed)?)
}

fn unsigned(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(|_| overflow())
}

fn overflow() -> StoatError {
    StoatError::new("time.overflow").with("operation", "scene")
}
