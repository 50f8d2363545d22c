//! `Time`: exact seconds, the public type.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::time::{FrameRate, Ratio, Rounding, ratio};

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

    /// Whether it is the origin.
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
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

    /// Divided by a factor; `time.zero_denominator` when that is nought.
    pub fn div(self, factor: Ratio) -> Result<Self> {
        self.0.div(factor).map(Self)
    }

    /// How many times `other` goes into this time.
    ///
    /// ```
    /// use stoat_core::time::Time;
    /// let (a, b) = (Time::new(3, 2).unwrap(), Time::new(1, 4).unwrap());
    /// assert_eq!(a.over(b).unwrap().to_string(), "6");
    /// ```
    pub fn over(self, other: Self) -> Result<Ratio> {
        self.0.div(other.0)
    }

    /// The opposite time, or `time.overflow`.
    pub fn neg(self) -> Result<Self> {
        self.0.neg().map(Self)
    }

    /// The distance from the origin, or `time.overflow`.
    pub fn abs(self) -> Result<Self> {
        self.0.abs().map(Self)
    }

    /// The number of this time in frames of `rate`.
    ///
    /// ```
    /// use stoat_core::time::{FrameRate, Rounding, Time};
    /// let rate = FrameRate::new(30000, 1001).unwrap();
    /// assert_eq!(Time::new(1, 1).unwrap().frames(rate, Rounding::Floor).unwrap(), 29);
    /// assert!(Time::new(1, 1).unwrap().frames(rate, Rounding::Exact).is_err());
    /// ```
    pub fn frames(self, rate: FrameRate, rounding: Rounding) -> Result<i64> {
        let ((a, b), (c, d)) = (self.0.wide(), rate.ratio().wide());
        ratio::whole(rounding.place(a * c, b * d, &self, &format_args!("frames at {rate}"))?)
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

    /// Reads what `Display` writes; [`crate::time::read_time`] reads what a person writes.
    fn from_str(text: &str) -> Result<Self> {
        text.parse().map(Self)
    }
}
