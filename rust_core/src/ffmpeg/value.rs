//! The value of a filter parameter, and exact times as FFmpeg reads them.

use std::fmt;

use super::escape::escape_filter_text;
use crate::error::{Result, StoatError};
use crate::time::{FrameRate, Ratio, Rounding, Time};

/// A parameter's value; text is escaped when it is written, whatever it holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A whole number.
    Int(i64),
    /// An exact fraction, written `30000/1001`.
    Ratio(Ratio),
    /// Exact seconds, written in decimals to the nearest microsecond, FFmpeg's own resolution.
    Seconds(Time),
    /// A word, an expression or free text, as the filter's parameter says.
    Text(String),
}

impl fmt::Display for Value {
    /// As it stands in a graph, escaped at both levels.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::Ratio(value) => value.fmt(f),
            Self::Seconds(time) => {
                f.write_str(&decimal_seconds(*time, Rounding::Nearest).map_err(|_| fmt::Error)?)
            }
            Self::Text(text) => f.write_str(&escape_filter_text(text)),
        }
    }
}

macro_rules! from_int {
    ($($int:ty),*) => { $(impl From<$int> for Value {
        fn from(value: $int) -> Self { Self::Int(i64::from(value)) }
    })* };
}
from_int!(i64, i32, u32, u16, u8, bool);

impl From<Ratio> for Value {
    fn from(value: Ratio) -> Self {
        Self::Ratio(value)
    }
}

impl From<FrameRate> for Value {
    fn from(value: FrameRate) -> Self {
        Self::Ratio(value.ratio())
    }
}

impl From<Time> for Value {
    fn from(value: Time) -> Self {
        Self::Seconds(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// `time` in decimals of whole microseconds, without trailing noughts.
pub(super) fn decimal_seconds(time: Time, rounding: Rounding) -> Result<String> {
    let (num, den) = time.ratio().wide();
    let micros = rounding.divide(num * 1_000_000, den)?;
    let overflow = || StoatError::new("time.overflow").with("operation", "microseconds");
    let micros = i64::try_from(micros).map_err(|_| overflow())?;
    let (whole, part) = (micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000);
    let sign = if micros < 0 { "-" } else { "" };
    if part == 0 {
        return Ok(format!("{sign}{whole}"));
    }
    Ok(format!("{sign}{whole}.{part:06}").trim_end_matches('0').to_owned())
}
