//! What the compiler reads of a scene.

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::{FrameRate, Ratio, Ticks, Time, Timebase};

/// The shape of the film: square pixels, BT.709, stereo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SceneFormat {
    /// Frames a second.
    pub rate: FrameRate,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Samples a second.
    pub sample_rate: u32,
}

/// A stretch of the film that one medium fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureUse {
    /// First frame of the film.
    pub start_frame: u64,
    /// How many frames.
    pub frames: u64,
    /// The clips of the timeline that it comes from.
    pub clips: Vec<String>,
    /// What people call it.
    pub label: String,
    /// The medium's id.
    pub medium: String,
    /// Source time at the first frame, from the medium's first frame.
    pub source_start: Time,
    /// Source seconds for each second of the film.
    pub speed: Ratio,
}

/// A stretch of sound of one medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundUse {
    /// The track that it is on.
    pub track: String,
    /// Where it starts in the film.
    pub start: Ticks,
    /// How long it lasts.
    pub duration: Ticks,
    /// The clips of the timeline that it comes from.
    pub clips: Vec<String>,
    /// What people call it.
    pub label: String,
    /// The medium's id.
    pub medium: String,
    /// Source time minus film time.
    pub offset: Time,
    /// Source seconds for each second of the film.
    pub speed: Ratio,
}

/// What is shown and heard when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// The shape of the film.
    pub format: SceneFormat,
    /// All frames.
    pub frames: u64,
    /// All samples.
    pub samples: u64,
    /// Pictures in order, without overlaps; where there is none it is black.
    pub picture: Vec<PictureUse>,
    /// Sound, mixed by addition.
    pub sound: Vec<SoundUse>,
}

impl Scene {
    /// The grid of the sound's edges.
    pub(super) fn timebase(&self) -> Result<Timebase> {
        Timebase::of(self.format.rate, self.format.sample_rate)
    }

    /// Refuses what is no film, or not yet possible.
    pub(super) fn check(&self) -> Result<()> {
        let SceneFormat { width, height, .. } = self.format;
        if self.frames == 0 {
            return Err(StoatError::new("compile.empty"));
        }
        if !(2..=16384).contains(&width) || !(2..=16384).contains(&height) || width % 2 + height % 2 > 0 {
            return Err(StoatError::new("compile.size").with("width", width).with("height", height));
        }
        let pictures = self.picture.iter().map(|a| (&a.label, a.speed));
        let sounds = self.sound.iter().map(|a| (&a.label, a.speed));
        for (label, speed) in pictures.chain(sounds) {
            if speed != Ratio::ONE {
                return Err(StoatError::new("compile.speed").with("clip", label).with("speed", speed));
            }
        }
        let mut end = 0;
        for part in &self.picture {
            if part.start_frame < end || part.frames == 0 || part.start_frame + part.frames > self.frames {
                return Err(StoatError::new("compile.scene").with("clip", &part.label));
            }
            end = part.start_frame + part.frames;
        }
        Ok(())
    }

    /// The ids of all media that are used.
    pub(super) fn media(&self) -> impl Iterator<Item = &str> {
        let pictures = self.picture.iter().map(|a| a.medium.as_str());
        pictures.chain(self.sound.iter().map(|a| a.medium.as_str()))
    }

    /// The label of the first clip that uses `medium`.
    pub(super) fn first_label(&self, medium: &str) -> &str {
        let pictures = self.picture.iter().map(|a| (&a.medium, &a.label));
        let sounds = self.sound.iter().map(|a| (&a.medium, &a.label));
        pictures.chain(sounds).find(|(id, _)| *id == medium).map_or("", |(_, label)| label)
    }
}
