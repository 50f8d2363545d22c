//! A reduced fraction with checked arithmetic.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU32;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Result, StoatError};
use crate::time::Rounding;

/// A fraction in lowest terms, the sign in the numerator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: i64,
    den: NonZeroU32,
}

impl Ratio {
    /// Nought.
    pub const ZERO: Self = Self { num: 0, den: NonZeroU32::MIN };
    /// One.
    pub const ONE: Self = Self { num: 1, den: NonZeroU32::MIN };

    /// `num / den` in lowest terms, or `time.overflow` when that does not fit.
    pub fn new(num: i128, den: i128) -> Result<Self> {
        if den == 0 {
            return Err(StoatError::new("time.zero_denominator"));
        }
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs()).cast_signed();
        let (num, den) = (num / divisor, den / divisor);
        let (num, den) = if den < 0 { (-num, -den) } else { (num, den) };
        match (i64::try_from(num), u32::try_from(den).ok().and_then(NonZeroU32::new)) {
            (Ok(num), Some(den)) => Ok(Self { num, den }),
            _ => Err(StoatError::new("time.overflow").with("operation", format!("{num}/{den}"))),
        }
    }

    /// The numerator, with the sign.
    pub const fn numerator(self) -> i64 {
        self.num
    }

    /// The denominator, never zero.
    pub const fn denominator(self) -> u32 {
        self.den.get()
    }

    pub(crate) fn wide(self) -> (i128, i128) {
        (i128::from(self.num), i128::from(self.den.get()))
    }

    /// The sum.
    pub fn add(self, other: Self) -> Result<Self> {
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        Self::new(a * d + c * b, b * d)
    }

    /// The difference.
    pub fn sub(self, other: Self) -> Result<Self> {
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        Self::new(a * d - c * b, b * d)
    }

    /// The product.
    pub fn mul(self, other: Self) -> Result<Self> {
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        Self::new(a * c, b * d)
    }

    /// The quotient; `time.zero_denominator` when `other` is nought.
    pub fn div(self, other: Self) -> Result<Self> {
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        Self::new(a * d, b * c)
    }

    /// The whole number that `rounding` chooses.
    pub fn round(self, rounding: Rounding) -> Result<i64> {
        let (num, den) = self.wide();
        let whole = rounding.divide(num, den)?;
        i64::try_from(whole).map_err(|_| StoatError::new("time.overflow").with("operation", "round"))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        (a * d).cmp(&(c * b))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den.get() == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

impl std::str::FromStr for Ratio {
    type Err = StoatError;

    fn from_str(text: &str) -> Result<Self> {
        let unreadable = || StoatError::new("time.unreadable").with("text", text);
        let (num, den) = text.split_once('/').unwrap_or((text, "1"));
        let num: i64 = num.parse().map_err(|_| unreadable())?;
        let den: u32 = den.parse().map_err(|_| unreadable())?;
        Self::new(i128::from(num), i128::from(den))
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Greatest common divisor; of nought and nought it is 1, so that it can divide.
pub(crate) fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
