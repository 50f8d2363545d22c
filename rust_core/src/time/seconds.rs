//! `Time`: exact seconds, the public type.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::time::{FrameRate, Ratio, Rounding};

/// Exact seconds as a reduced fraction; it prints like `1001/30000`.
///
/// ```
/// use stoat_core::time::Time;
/// assert_eq!(Time::new(2002, 60000).unwrap().to_string(), "1001/30000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(Ratio);

impl Time {
    /// The origin.
    pub const ZERO: Self = Self(Ratio::ZERO);

    /// `num / den` seconds in lowest terms.
    pub fn new(num: i128, den: i128) -> Result<Self> {
        Ratio::new(num, den).map(Self)
    }

    /// These seconds as a plain fraction.
    pub const fn ratio(self) -> Ratio {
        self.0
    }

    /// The numerator, with the sign.
    pub const fn numerator(self) -> i64 {
        self.0.numerator()
    }

    /// The denominator, never zero.
    pub const fn denominator(self) -> u32 {
        self.0.denominator()
    }

    /// The sum, or `time.overflow`.
    pub fn add(self, other: Self) -> Result<Self> {
        self.0.add(other.0).map(Self)
    }

    /// The difference, or `time.overflow`.
    pub fn sub(self, other: Self) -> Result<Self> {
        self.0.sub(other.0).map(Self)
    }

    /// Scaled by a factor, or `time.overflow`.
    pub fn mul(self, factor: Ratio) -> Result<Self> {
        self.0.mul(factor).map(Self)
    }

    /// The number of this time in frames of `rate`.
    pub fn frames(self, rate: FrameRate, rounding: Rounding) -> Result<i64> {
        self.0.mul(rate.ratio())?.round(rounding)
    }
}

impl From<Ratio> for Time {
    fn from(ratio: Ratio) -> Self {
        Self(ratio)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Time {
    type Err = crate::error::StoatError;

    fn from_str(text: &str) -> Result<Self> {
        text.parse().map(Self)
    }
}
