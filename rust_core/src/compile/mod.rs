//! The compiler: a scene, facts about its media and a profile become a plan of FFmpeg commands.
//!
//! Pure planning. The plan says which frames and samples must come out, so that the result can be
//! proven; what cannot be represented is refused here, before FFmpeg starts.

mod exact;
mod media;
mod mux;
mod picture;
mod plan;
mod profile;
mod rectangle;
mod scene;
mod segments;
mod sound;

pub use media::{AudioFacts, Color, Media, MediumFacts, VideoFacts};
pub use plan::{Mux, Placement, Plan, Segment, Stem};
pub use profile::{AudioProfile, Capabilities, Profile, VideoProfile};
pub use rectangle::Rectangle;

use crate::error::{Result, StoatError};
use crate::timeline::Scene;

/// Everything that a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What is shown and heard when.
    pub scene: &'a Scene,
    /// Facts of every medium that the scene names.
    pub media: &'a Media,
    /// Encoders and their settings.
    pub profile: &'a Profile,
    /// What the FFmpeg at hand can do.
    pub capabilities: &'a Capabilities,
    /// Absolute path of the folder for intermediate files.
    pub work: &'a str,
    /// Absolute path of the file to be written.
    pub output: &'a str,
}

/// Plans a render.
pub fn compile(request: &Request<'_>) -> Result<Plan> {
    let scene = request.scene;
    scene::check(scene)?;
    request.profile.check()?;
    request.capabilities.check(request.profile)?;
    for (medium, clip) in scene::media(scene) {
        if !request.media.contains_key(medium) {
            return Err(StoatError::new("compile.medium_missing").with("medium", medium).with("clip", clip));
        }
    }
    let segments = segments::segments(request)?;
    let (stems, placements) = sound::sound(request)?;
    let mux = mux::mux(request)?;
    Ok(Plan {
        v: 1,
        format: scene.format,
        frames: scene.frames,
        samples: scene.samples,
        profile: request.profile.clone(),
        segments,
        stems,
        placements,
        mux,
    })
}
