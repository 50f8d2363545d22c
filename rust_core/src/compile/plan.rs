//! The plan: what is run, what must come out of it, and why.

use serde::Serialize;

use super::profile::Profile;
use super::rectangle::Rectangle;
use crate::time::Time;
use crate::timeline::Format;

/// A whole render. Files lie in the work folder unless they are media or the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Version of this document.
    pub v: u32,
    /// The shape of the film.
    pub format: Format,
    /// Frames that must come out.
    pub frames: u64,
    /// Samples that must come out.
    pub samples: u64,
    /// How it is written.
    pub profile: Profile,
    /// Pieces of picture in order; together they are all frames.
    pub segments: Vec<Segment>,
    /// Pieces of sound.
    pub stems: Vec<Stem>,
    /// Where stems are added into the mix.
    pub placements: Vec<Placement>,
    /// The last step.
    pub mux: Mux,
}

/// One piece of picture, encoded by one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// Its name in this plan.
    pub id: String,
    /// First frame of the film.
    pub start_frame: u64,
    /// Frames that must come out.
    pub frames: u64,
    /// The medium; none for black.
    pub medium: Option<String>,
    /// What people call the clip; empty for black.
    pub label: String,
    /// The clips of the timeline.
    pub clips: Vec<String>,
    /// Source time at the first frame.
    pub source_start: Option<Time>,
    /// First and last frame of the medium that are shown.
    pub source_frames: Option<(u64, u64)>,
    /// Where the picture lies in the frame.
    pub picture: Option<Rectangle>,
    /// The file that is written.
    pub file: String,
    /// FFmpeg's arguments.
    pub args: Vec<String>,
    /// Reasons for what is not obvious, for people.
    pub why: Vec<String>,
}

/// A stretch of one medium's sound as raw stereo float samples at the film's rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stem {
    /// Its name in this plan.
    pub id: String,
    /// The medium.
    pub medium: String,
    /// What people call the first clip that uses it.
    pub label: String,
    /// The clips of the timeline.
    pub clips: Vec<String>,
    /// Samples that must come out.
    pub samples: u64,
    /// The file that is written.
    pub file: String,
    /// FFmpeg's arguments.
    pub args: Vec<String>,
    /// Reasons for what is not obvious, for people.
    pub why: Vec<String>,
}

/// A part of a stem at its place in the film. What no stem covers is silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placement {
    /// The stem.
    pub stem: String,
    /// First sample of the stem.
    pub stem_start: u64,
    /// First sample of the film.
    pub start: u64,
    /// How many samples.
    pub samples: u64,
    /// The track, for people.
    pub track: String,
    /// The clip, for people.
    pub label: String,
}

/// The last command: the joined picture is copied, the mix is encoded once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mux {
    /// The joined picture.
    pub picture: String,
    /// The mix: raw stereo float samples.
    pub mix: String,
    /// The file that is written.
    pub file: String,
    /// FFmpeg's arguments.
    pub args: Vec<String>,
}
