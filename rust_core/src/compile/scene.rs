//! What the compiler asks of a scene.

use crate::error::{Result, StoatError};
use crate::time::Ratio;
use crate::timeline::Scene;

/// Refuses what is no film, or not yet possible.
pub(super) fn check(scene: &Scene) -> Result<()> {
    scene.format.checked()?;
    if scene.frames == 0 {
        return Err(StoatError::new("compile.empty"));
    }
    let pictures = scene.picture.iter().map(|part| (&part.label, part.speed));
    let sounds = scene.sound.iter().map(|part| (&part.label, part.speed));
    for (label, speed) in pictures.chain(sounds) {
        if speed != Ratio::ONE {
            return Err(StoatError::new("compile.speed").with("clip", label).with("speed", speed));
        }
    }
    let mut end = 0;
    for part in &scene.picture {
        if part.start_frame < end || part.frames == 0 || part.start_frame + part.frames > scene.frames {
            return Err(StoatError::new("compile.scene").with("clip", &part.label));
        }
        end = part.start_frame + part.frames;
    }
    Ok(())
}

/// The ids of all media that are used, each with the label of a clip that uses it.
pub(super) fn media(scene: &Scene) -> impl Iterator<Item = (&str, &str)> {
    let pictures = scene.picture.iter().map(|part| (part.medium.as_str(), part.label.as_str()));
    pictures.chain(scene.sound.iter().map(|part| (part.medium.as_str(), part.label.as_str())))
}
