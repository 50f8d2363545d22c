//! What a timeline is made in: rate, size, sample rate.

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::{FrameRate, Rounding, Ticks, Time, Timebase};

/// No track is longer, so that its ticks are exact in a browser too: 32 years even on a fine grid.
pub(crate) const LONGEST: Ticks = Ticks(1 << 53);

/// Rate, picture size in pixels and sample rate; stereo, square pixels, BT.709.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// Frames per second.
    pub rate: FrameRate,
    /// Pixels across, even.
    pub width: u32,
    /// Pixels down, even.
    pub height: u32,
    /// Samples per second.
    pub sample_rate: u32,
}

impl Format {
    /// Itself when a film can be made in it, else `timeline.format_invalid` with the reason.
    pub fn checked(self) -> Result<Self> {
        let refuse = |reason: &str| Err(StoatError::new("timeline.format_invalid").with("reason", reason));
        if self.rate.ratio().numerator() <= 0 {
            return refuse("the rate must be positive");
        }
        for side in [self.width, self.height] {
            if !(2..=16384).contains(&side) || side % 2 == 1 {
                return refuse("width and height must be even numbers from 2 to 16384");
            }
        }
        if !(8000..=384_000).contains(&self.sample_rate) {
            return refuse("the sample rate must be from 8000 to 384000");
        }
        self.timebase()?;
        Ok(self)
    }

    /// The grid that holds every frame and every sample.
    pub fn timebase(&self) -> Result<Timebase> {
        Timebase::of(self.rate, self.sample_rate)
    }

    /// How many ticks a frame lasts.
    pub fn frame_ticks(&self) -> Result<i64> {
        let base = self.timebase()?;
        Ok(base.ticks(self.rate.frame_duration()?, Rounding::Exact)?.0)
    }

    /// The edit point nearest to `time`: a frame's edge, ties to even, in ticks.
    pub fn edit_point(&self, time: Time) -> Result<Ticks> {
        let frame = time.frames(self.rate, Rounding::Nearest)?;
        self.frames(frame)
    }

    /// `count` frames in ticks.
    pub fn frames(&self, count: i64) -> Result<Ticks> {
        count
            .checked_mul(self.frame_ticks()?)
            .map(Ticks)
            .filter(|ticks| ticks.0.abs() <= LONGEST.0)
            .ok_or_else(|| StoatError::new("time.overflow").with("operation", "frames to ticks"))
    }

    /// `ticks` as exact seconds.
    pub fn time(&self, ticks: Ticks) -> Result<Time> {
        self.timebase()?.time(ticks)
    }
}
