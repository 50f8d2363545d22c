//! Encoders and their settings, and what the FFmpeg at hand can do.

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::ffmpeg::{validate_audio_codec, validate_crf, validate_preset, validate_video_codec};

/// The picture's encoder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoProfile {
    /// FFmpeg's name of the encoder.
    pub codec: String,
    /// Its speed preset.
    pub preset: String,
    /// Constant quality, lower is better.
    pub crf: i64,
    /// Encoder threads: a constant, for the encoded bytes depend on it.
    pub threads: u32,
    /// Largest distance of key frames, in frames.
    pub gop: u32,
}

/// The sound's encoder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudioProfile {
    /// FFmpeg's name of the encoder.
    pub codec: String,
    /// Bits a second.
    pub bitrate: u64,
}

/// How a film is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What people call it.
    pub name: String,
    /// The picture's encoder.
    pub video: VideoProfile,
    /// The sound's encoder.
    pub audio: AudioProfile,
}

impl Profile {
    /// Refuses settings that an encoder does not take, and what is no MP4 of H.264 and AAC.
    pub(super) fn check(&self) -> Result<()> {
        let video = &self.video;
        for (codec, only) in [(&video.codec, "libx264"), (&self.audio.codec, "aac")] {
            if codec != only {
                return Err(StoatError::new("compile.codec")
                    .with("codec", codec)
                    .with("profile", &self.name));
            }
        }
        validate_video_codec(&video.codec)?;
        validate_crf(video.crf, &video.codec)?;
        validate_preset(&video.preset, &video.codec)?;
        validate_audio_codec(&self.audio.codec)?;
        if !(1..=4).contains(&video.threads) || !(1..=1000).contains(&video.gop) {
            return Err(StoatError::new("ffmpeg.value_invalid")
                .with("field", "the encoder's threads or gop")
                .with("actual", format!("{} and {}", video.threads, video.gop))
                .with("expected", "1 to 4 threads and 1 to 1000 frames"));
        }
        Ok(())
    }
}

/// Filters and encoders that an FFmpeg has; a list that is empty was not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Names of filters.
    #[serde(default)]
    pub filters: Vec<String>,
    /// Names of encoders.
    #[serde(default)]
    pub encoders: Vec<String>,
}

impl Capabilities {
    pub(super) fn check(&self, profile: &Profile) -> Result<()> {
        for codec in [&profile.video.codec, &profile.audio.codec] {
            if !self.encoders.is_empty() && !self.encoders.contains(codec) {
                return Err(missing("encoder", codec));
            }
        }
        Ok(())
    }

    /// Refuses a filter that this FFmpeg lacks.
    pub(super) fn need_filter(&self, name: &str) -> Result<()> {
        if self.filters.is_empty() || self.filters.iter().any(|filter| filter == name) {
            return Ok(());
        }
        Err(missing("filter", name))
    }
}

fn missing(kind: &str, name: &str) -> StoatError {
    StoatError::new("ffmpeg.capability_missing").with("kind", kind).with("name", name)
}
