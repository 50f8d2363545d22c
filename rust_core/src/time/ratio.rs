//! A reduced fraction with checked arithmetic.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU32;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Result, StoatError};
use crate::time::Rounding;

/// A fraction in lowest terms, the sign in the numerator.
///
/// Every operation is exact or fails with `time.overflow`; products of two parts need at most
/// 95 bits and are formed in `i128`, so comparisons cannot overflow at all.
///
/// ```
/// use stoat_core::time::Ratio;
/// let third = Ratio::new(1, 3).unwrap();
/// let sixth = Ratio::new(-2, -12).unwrap();
/// assert_eq!(third.add(sixth).unwrap().to_string(), "1/2");
/// assert_eq!(Ratio::new(i128::MAX, 1).unwrap_err().code(), "time.overflow");
/// ```
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

    /// The greatest that there is.
    pub const MAX: Self = Self { num: i64::MAX, den: NonZeroU32::MIN };

    /// `num / den` in lowest terms, or `time.overflow` when that does not fit.
    pub fn new(num: i128, den: i128) -> Result<Self> {
        if den == 0 {
            return Err(StoatError::new("time.zero_denominator"));
        }
        let (top, bottom) = (num.unsigned_abs(), den.unsigned_abs());
        let divisor = gcd(top, bottom);
        Self::from_parts((num < 0) != (den < 0), top / divisor, bottom / divisor)
            .ok_or_else(|| overflow(format_args!("{num}/{den}")))
    }

    /// A sign and two magnitudes that are in lowest terms already.
    fn from_parts(negative: bool, top: u128, bottom: u128) -> Option<Self> {
        let num =
            i64::try_from(if negative { 0_i128.checked_sub_unsigned(top)? } else { top.try_into().ok()? });
        Some(Self { num: num.ok()?, den: NonZeroU32::new(u32::try_from(bottom).ok()?)? })
    }

    /// A numerator and a positive denominator that are in lowest terms already.
    fn lowest(num: i128, den: u64) -> Option<Self> {
        Some(Self { num: i64::try_from(num).ok()?, den: NonZeroU32::new(u32::try_from(den).ok()?)? })
    }

    /// A constant that the author has reduced.
    pub(crate) const fn lowest_const(num: i64, den: u32) -> Self {
        match NonZeroU32::new(den) {
            Some(den) => Self { num, den },
            None => Self::ZERO,
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

    /// Whether it is nought.
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    pub(crate) fn wide(self) -> (i128, i128) {
        (i128::from(self.num), i128::from(self.den.get()))
    }

    /// The sum.
    pub fn add(self, other: Self) -> Result<Self> {
        self.sum(i128::from(other.num), other.den).ok_or_else(|| overflow(format_args!("{self} + {other}")))
    }

    /// The difference.
    pub fn sub(self, other: Self) -> Result<Self> {
        self.sum(-i128::from(other.num), other.den).ok_or_else(|| overflow(format_args!("{self} - {other}")))
    }

    /// Knuth's addition (TAOCP 4.5.1): only the common part of the denominators can cancel, so
    /// the divisors are 32 bits wide, and equal denominators cost one of them.
    fn sum(self, num: i128, den: NonZeroU32) -> Option<Self> {
        let (a, b, c, d) = (i128::from(self.num), self.den.get(), num, den.get());
        let common = if b == d { b } else { gcd32(b, d) };
        if common == 1 {
            return Self::lowest(a * i128::from(d) + c * i128::from(b), u64::from(b) * u64::from(d));
        }
        let top = a * i128::from(d / common) + c * i128::from(b / common);
        let cancel = gcd32(common, remainder(top, common));
        Self::lowest(top / i128::from(cancel), u64::from(b / common) * u64::from(d / cancel))
    }

    /// The product.
    pub fn mul(self, other: Self) -> Result<Self> {
        let (left, right) = (
            gcd32(other.den.get(), remainder(i128::from(self.num), other.den.get())),
            gcd32(self.den.get(), remainder(i128::from(other.num), self.den.get())),
        );
        Self::lowest(
            i128::from(self.num / i64::from(left)) * i128::from(other.num / i64::from(right)),
            u64::from(self.den.get() / right) * u64::from(other.den.get() / left),
        )
        .ok_or_else(|| overflow(format_args!("{self} * {other}")))
    }

    /// The quotient; `time.zero_denominator` when `other` is nought.
    pub fn div(self, other: Self) -> Result<Self> {
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        if c == 0 {
            return Err(StoatError::new("time.zero_denominator"));
        }
        Self::new(a * d, b * c).map_err(|_| overflow(format_args!("{self} / {other}")))
    }

    /// The opposite; only the most negative whole number has none.
    pub fn neg(self) -> Result<Self> {
        match self.num.checked_neg() {
            Some(num) => Ok(Self { num, den: self.den }),
            None => Err(overflow(format_args!("-({self})"))),
        }
    }

    /// The distance from nought.
    pub fn abs(self) -> Result<Self> {
        if self.num < 0 { self.neg() } else { Ok(self) }
    }

    /// The whole number that `rounding` chooses.
    pub fn round(self, rounding: Rounding) -> Result<i64> {
        let (num, den) = self.wide();
        whole(rounding.place(num, den, &self, &"whole numbers")?)
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.den == other.den {
            return self.num.cmp(&other.num);
        }
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

    /// Reads what `Display` writes: `7`, `-1001/30000`.
    fn from_str(text: &str) -> Result<Self> {
        let unreadable = || StoatError::new("time.unreadable").with("text", format_args!("{text:?}"));
        let (num, den) = text.split_once('/').unwrap_or((text, "1"));
        if num.starts_with('+') || den.starts_with('+') {
            return Err(unreadable());
        }
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

/// The error of an exact result that has no room.
pub(crate) fn overflow(operation: impl fmt::Display) -> StoatError {
    StoatError::new("time.overflow").with("operation", operation)
}

/// A whole number that fits into 64 bits.
pub(crate) fn whole(value: i128) -> Result<i64> {
    i64::try_from(value).map_err(|_| overflow(value))
}

/// Greatest common divisor; of nought and nought it is 1, so that it can divide.
pub(crate) fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(small_a), Ok(small_b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd64(small_a, small_b));
        }
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn gcd64(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn gcd32(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// `|value| mod modulus`, in 64 bits where they suffice.
fn remainder(value: i128, modulus: u32) -> u32 {
    let rest = match i64::try_from(value) {
        Ok(small) => u128::from(small.unsigned_abs() % u64::from(modulus)),
        Err(_) => value.unsigned_abs() % u128::from(modulus),
    };
    u32::try_from(rest).unwrap_or_default()
}
