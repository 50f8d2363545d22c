//! Facts of media as a probe reports them, and the sampling rule over them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::exact::{signed, whole};
use crate::error::{Result, StoatError};
use crate::time::{FrameRate, Ratio, Rounding, Time};

/// Media by their ids.
pub type Media = BTreeMap<String, MediumFacts>;

/// What the compiler needs to know of a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MediumFacts {
    /// Absolute path.
    pub path: String,
    /// FFmpeg's name of the container.
    pub container: String,
    /// Where FFmpeg says that the container starts; `-ss` counts from there.
    pub container_start: Time,
    /// The picture.
    pub video: Option<VideoFacts>,
    /// The sound.
    pub audio: Option<AudioFacts>,
}

/// Meaning of a picture's numbers, in FFmpeg's names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Color {
    /// `tv` or `pc`.
    pub range: Option<String>,
    /// Primaries.
    pub primaries: Option<String>,
    /// Transfer curve.
    pub transfer: Option<String>,
    /// Matrix.
    pub space: Option<String>,
}

/// The picture of a medium.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct VideoFacts {
    /// Absolute index of the stream.
    pub index: u32,
    /// FFmpeg's name of the pixel format.
    pub pixel_format: String,
    /// Stored width.
    pub coded_width: u32,
    /// Stored height.
    pub coded_height: u32,
    /// Degrees clockwise that show it upright.
    pub rotation: i32,
    /// Width over height of a stored pixel.
    pub sample_aspect_ratio: Ratio,
    /// Meaning of the numbers.
    pub color: Color,
    /// Seconds of one tick.
    pub time_base: Ratio,
    /// Smallest presented timestamp.
    pub first_pts: i64,
    /// Presented frames.
    pub frame_count: u64,
    /// The constant rate; none when variable.
    pub rate: Option<FrameRate>,
    /// Presented timestamps when the rate is variable.
    pub timestamps: Option<Vec<i64>>,
    /// Where the last frame ends.
    pub end_pts: i64,
    /// Timestamps of the key frames.
    pub keyframes: Vec<i64>,
}

/// The sound of a medium.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AudioFacts {
    /// Absolute index of the stream.
    pub index: u32,
    /// Samples a second.
    pub sample_rate: u32,
    /// Channels.
    pub channels: u32,
    /// Seconds of one tick.
    pub time_base: Ratio,
    /// First heard sample.
    pub first_pts: i64,
    /// End of the last sample.
    pub end_pts: i64,
}

/// `pts` in seconds.
pub(super) fn seconds(pts: i64, time_base: Ratio) -> Result<Time> {
    let (num, den) = time_base.wide();
    Time::new(i128::from(pts) * num, den)
}

impl MediumFacts {
    /// Whether its demuxer seeks by an index; others may land past the time that was asked for.
    pub(super) fn has_index(&self) -> bool {
        ["mov", "mp4", "matroska", "webm"]
            .iter()
            .any(|name| self.container.split(',').any(|part| part == *name))
    }

    /// Container time of source time nought: the first frame, or the first sample where there is no picture.
    pub(super) fn origin(&self) -> Result<Time> {
        match (&self.video, &self.audio) {
            (Some(video), _) => seconds(video.first_pts, video.time_base),
            (None, Some(audio)) => seconds(audio.first_pts, audio.time_base),
            (None, None) => Ok(Time::ZERO),
        }
    }
}

impl VideoFacts {
    /// When frame `index` is presented, from the first one.
    pub(super) fn time_of(&self, index: u64) -> Result<Time> {
        match (self.rate, &self.timestamps) {
            (Some(rate), _) => rate.time_of(signed(index)?),
            (None, Some(table)) => {
                let at = usize::try_from(index).ok().and_then(|index| table.get(index));
                let pts = at.copied().unwrap_or(self.end_pts);
                seconds(pts - self.first_pts, self.time_base)
            }
            (None, None) => Ok(Time::ZERO),
        }
    }

    /// Where the last frame ends, from the first one's start.
    pub(super) fn end(&self) -> Result<Time> {
        match self.rate {
            Some(rate) => rate.time_of(signed(self.frame_count)?),
            None => seconds(self.end_pts - self.first_pts, self.time_base),
        }
    }

    /// The frame on screen at `time`: the latest one presented at or before it.
    pub(super) fn shown_at(&self, time: Time) -> Result<u64> {
        let last = self.frame_count.saturating_sub(1);
        let index = match (self.rate, &self.timestamps) {
            (Some(rate), _) => u64::try_from(time.frames(rate, Rounding::Floor)?).unwrap_or(0),
            (None, Some(table)) => {
                let (num, den) = time.ratio().wide();
                let (tick_num, tick_den) = self.time_base.wide();
                let limit = whole(Rounding::Floor.divide(num * tick_den, den * tick_num)?)?;
                let begun = table.partition_point(|pts| pts - self.first_pts <= limit);
                begun.saturating_sub(1) as u64
            }
            (None, None) => 0,
        };
        Ok(index.min(last))
    }

    /// The presented timestamp of the key frame at or before `time`, in seconds from the first frame.
    pub(super) fn key_before(&self, time: Time) -> Result<Time> {
        let mut found = Time::ZERO;
        for pts in &self.keyframes {
            let key = seconds(pts - self.first_pts, self.time_base)?;
            if key > time {
                break;
            }
            found = key;
        }
        Ok(found)
    }

    /// Refuses source times outside the medium.
    pub(super) fn check_range(&self, clip: &str, first: Time, last: Time) -> Result<()> {
        let end = self.end()?;
        if first < Time::ZERO {
            return Err(StoatError::new("compile.before_start").with("clip", clip).with("start", first));
        }
        if last >= end {
            return Err(StoatError::new("compile.beyond_end")
                .with("clip", clip)
                .with("last", last)
                .with("end", end));
        }
        Ok(())
    }
}
