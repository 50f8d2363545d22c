//! Where a picture lies in the film's frame.

use serde::Serialize;

use super::media::VideoFacts;
use crate::error::Result;
use crate::time::Ratio;

/// Whole even pixels, so that 4:2:0 needs no rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rectangle {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}

impl Rectangle {
    /// The largest centred picture of the medium's shape, turned and with square pixels, in `width` x `height`.
    pub(super) fn fit(video: &VideoFacts, width: u32, height: u32) -> Result<Self> {
        let across = Ratio::new(i128::from(video.coded_width), 1)?.mul(aspect(video.sample_aspect_ratio))?;
        let down = Ratio::new(i128::from(video.coded_height), 1)?;
        let (across, down) =
            if video.rotation.rem_euclid(180) == 90 { (down, across) } else { (across, down) };
        // The picture is `wide` to `high`; it is wider than the frame if wide / high > width / height.
        let (wide, high) = {
            let ((wide, below), (high, under)) = (across.wide(), down.wide());
            (wide * under, high * below)
        };
        let (full_width, full_height) = (i128::from(width), i128::from(height));
        let (w, h) = if wide * full_height >= high * full_width {
            (width, even(full_width * high, wide, height))
        } else {
            (even(full_height * wide, high, width), height)
        };
        Ok(Self { x: (width - w) / 4 * 2, y: (height - h) / 4 * 2, width: w, height: h })
    }
}

/// An unknown pixel shape is square.
fn aspect(ratio: Ratio) -> Ratio {
    if ratio.numerator() > 0 { ratio } else { Ratio::ONE }
}

/// `num / den` to the nearest even number from 2 to `most`.
fn even(num: i128, den: i128, most: u32) -> u32 {
    let halves = (num + den) / (2 * den);
    u32::try_from(halves * 2).unwrap_or(most).clamp(2, most)
}
