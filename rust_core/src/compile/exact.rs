//! Whole-number arithmetic that the compiler shares.

use crate::error::{Result, StoatError};
use crate::time::{Rounding, Time};

/// Greatest common divisor; of nought and nought it is 1.
pub(super) fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a.rem_euclid(b));
    }
    a.abs().max(1)
}

/// Least common multiple of two positive numbers.
pub(super) fn lcm(a: i128, b: i128) -> i128 {
    a / gcd(a, b) * b
}

/// `time * per_second` as a whole number.
pub(super) fn scaled(time: Time, per_second: i128, rounding: Rounding) -> Result<i64> {
    let (num, den) = time.ratio().wide();
    whole(rounding.divide(num * per_second, den)?)
}

/// `value` in 64 bits.
pub(super) fn whole(value: i128) -> Result<i64> {
    i64::try_from(value).map_err(|_| StoatError::new("time.overflow").with("operation", "compile"))
}

/// A count as a signed number.
pub(super) fn signed(count: u64) -> Result<i64> {
    whole(i128::from(count))
}
