//! What an edit knows about a medium: enough to place and trim it, nothing about its file.

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::{FrameRate, Ratio, Time};

/// A library medium as the timeline sees it. Source times count from the first video frame,
/// or from the first sample where there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Medium {
    /// The library's id.
    pub id: String,
    /// The file's name, for labels.
    pub name: String,
    /// The picture, if there is one.
    pub video: Option<VideoFacts>,
    /// The sound, if there is one.
    pub audio: Option<AudioFacts>,
}

/// The picture of a medium.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoFacts {
    /// Its constant rate, or nothing when the rate varies.
    pub rate: Option<FrameRate>,
    /// From the first frame to the end of the last.
    pub duration: Time,
    /// Pixels across, as shown.
    pub width: u32,
    /// Pixels down, as shown.
    pub height: u32,
}

/// The sound of a medium.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudioFacts {
    /// Samples per second.
    pub sample_rate: u32,
    /// Where the sound starts in source time; may be negative.
    pub start: Time,
    /// How long the sound lasts.
    pub duration: Time,
}

impl Medium {
    /// Nothing when edits may use it, else `timeline.medium_invalid` with the reason.
    pub fn check(&self) -> Result<()> {
        let refuse = |reason: &str| {
            Err(StoatError::new("timeline.medium_invalid").with("medium", &self.name).with("reason", reason))
        };
        if self.id.is_empty() || self.id.len() > 200 || self.id.chars().any(char::is_control) {
            return refuse("its id is empty, too long or holds control characters");
        }
        if self.video.is_none() && self.audio.is_none() {
            return refuse("it has neither picture nor sound");
        }
        if let Some(video) = &self.video {
            if video.duration <= Time::ZERO {
                return refuse("its picture lasts no time");
            }
            if video.rate.is_some_and(|rate| rate.ratio() <= Ratio::ZERO) {
                return refuse("its rate is not positive");
            }
        }
        if let Some(audio) = &self.audio
            && (audio.duration <= Time::ZERO || audio.sample_rate == 0)
        {
            return refuse("its sound lasts no time or has no sample rate");
        }
        Ok(())
    }

    /// The available range in source time: the picture's, or the sound's where there is no picture.
    pub fn available(&self) -> Result<(Time, Time)> {
        match (&self.video, &self.audio) {
            (Some(video), _) => Ok((Time::ZERO, video.duration)),
            (None, Some(audio)) => Ok((audio.start, audio.start.add(audio.duration)?)),
            (None, None) => Ok((Time::ZERO, Time::ZERO)),
        }
    }

    /// The file's name without its folders and its extension.
    pub fn stem(&self) -> &str {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        match file.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => file,
        }
    }
}
