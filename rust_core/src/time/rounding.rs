//! How a value between two grid points is placed.

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
    pub fn divide(self, num: i128, den: i128) -> Result<i128> {
        let floor = num.div_euclid(den);
        let rest = num.rem_euclid(den);
        match self {
            _ if rest == 0 => Ok(floor),
            Self::Floor => Ok(floor),
            Self::Ceil => Ok(floor + 1),
            Self::Nearest => Ok(match (rest * 2).cmp(&den) {
                std::cmp::Ordering::Less => floor,
                std::cmp::Ordering::Greater => floor + 1,
                std::cmp::Ordering::Equal => floor + (floor & 1),
            }),
            Self::Exact => Err(StoatError::new("time.not_exact")
                .with("value", format!("{num}/{den}"))
                .with("grid", "whole steps")
                .with("lower", floor)
                .with("upper", floor + 1)),
        }
    }
}
