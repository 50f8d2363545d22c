//! Frame rates as exact fractions.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::{Ratio, Time};

/// Frames per second, a positive fraction such as 30000/1001.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FrameRate(Ratio);

impl FrameRate {
    /// `num / den` frames per second; `time.rate_invalid` unless both are positive.
    pub fn new(num: u32, den: u32) -> Result<Self> {
        if num == 0 || den == 0 {
            return Err(StoatError::new("time.rate_invalid").with("rate", format!("{num}/{den}")));
        }
        Ratio::new(i128::from(num), i128::from(den)).map(Self)
    }

    /// The rate as a plain fraction.
    pub const fn ratio(self) -> Ratio {
        self.0
    }

    /// The numerator.
    pub fn numerator(self) -> u32 {
        u32::try_from(self.0.numerator()).unwrap_or(u32::MAX)
    }

    /// The denominator.
    pub const fn denominator(self) -> u32 {
        self.0.denominator()
    }

    /// When frame `index` starts.
    pub fn time_of(self, index: i64) -> Result<Time> {
        Time::new(i128::from(index) * i128::from(self.denominator()), i128::from(self.numerator()))
    }

    /// How long one frame lasts.
    pub fn frame_duration(self) -> Result<Time> {
        self.time_of(1)
    }
}

impl fmt::Display for FrameRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
