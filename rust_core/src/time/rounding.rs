//! How a value between two grid points is placed.

use std::cmp::Ordering;
use std::fmt::Display;

use crate::error::{Result, StoatError};

/// The rounding of a conversion. It is always named by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// The value must be on the grid; otherwise `time.not_exact`.
    Exact,
    /// Towards minus infinity: what is on screen at an instant.
    Floor,
    /// Towards plus infinity.
    Ceil,
    /// To the nearest, ties to even: edit points.
    Nearest,
}

impl Rounding {
    /// `num / den` as a whole number; `den` is positive.
    ///
    /// ```
    /// use stoat_core::time::Rounding;
    /// assert_eq!(Rounding::Floor.divide(-5, 2).unwrap(), -3);
    /// assert_eq!(Rounding::Nearest.divide(5, 2).unwrap(), 2);
    /// assert_eq!(Rounding::Exact.divide(5, 2).unwrap_err().code(), "time.not_exact");
    /// ```
    pub fn divide(self, num: i128, den: i128) -> Result<i128> {
        self.place(num, den, &format_args!("{num}/{den}"), &"whole numbers")
    }

    /// Like [`Rounding::divide`]; `value` and `grid` are what the error of `Exact` names.
    pub(crate) fn place(self, num: i128, den: i128, value: &dyn Display, grid: &dyn Display) -> Result<i128> {
        let floor = num.div_euclid(den);
        let rest = num.rem_euclid(den);
        match self {
            _ if rest == 0 => Ok(floor),
            Self::Floor => Ok(floor),
            Self::Ceil => Ok(floor + 1),
            Self::Nearest => Ok(match rest.cmp(&(den - rest)) {
                Ordering::Less => floor,
                Ordering::Greater => floor + 1,
                Ordering::Equal => floor + (floor & 1),
            }),
            Self::Exact => Err(StoatError::new("time.not_exact")
                .with("value", value)
                .with("grid", grid)
                .with("lower", floor)
                .with("upper", floor + 1)),
        }
    }
}
