//! What a person may write for a time, and the one place where a float enters.

use crate::error::{Result, StoatError};
use crate::time::decimal::Decimal;
use crate::time::timecode::digits;
use crate::time::{BeyondDay, FrameRate, Ratio, Rounding, Time, Timecode, ratio};

/// Reads a time as a person writes it, exactly.
///
/// | text | meaning |
/// |---|---|
/// | `12`, `12.5`, `-0.04` | seconds |
/// | `1001/30000` | seconds, as a time prints itself |
/// | `MM:SS`, `MM:SS.f` | minutes and seconds |
/// | `HH:MM:SS`, `HH:MM:SS.f` | hours, minutes and seconds |
/// | `HH:MM:SS:FF` | timecode at `rate`; `;` before the frames is drop-frame |
///
/// Anything else is `time.unreadable`; timecode without a rate is `time.rate_needed`, with a wrong
/// field `time.timecode_invalid`; what has no room is `time.overflow`.
///
/// ```
/// use stoat_core::time::{FrameRate, read_time};
/// assert_eq!(read_time("01:02.5", None).unwrap().to_string(), "125/2");
/// let rate = FrameRate::new(25, 1).unwrap();
/// assert_eq!(read_time("00:00:03:12", Some(rate)).unwrap().to_string(), "87/25");
/// assert_eq!(read_time("1:2", None).unwrap_err().code(), "time.unreadable");
/// ```
pub fn read_time(text: &str, rate: Option<FrameRate>) -> Result<Time> {
    let unreadable = || StoatError::new("time.unreadable").with("text", format_args!("{text:?}"));
    if text.contains('/') {
        return text.parse();
    }
    let fields: Vec<&str> = text.split([':', ';']).collect();
    match (fields.as_slice(), text.contains(';')) {
        ([seconds], false) => Decimal::parse(seconds).ok_or_else(unreadable)?.ratio().map(Time::from),
        ([minutes, seconds], false) => {
            let minutes = digits(minutes, 1..=9).ok_or_else(unreadable)?;
            clock(minutes, seconds).ok_or_else(unreadable)?
        }
        ([hours, minutes, seconds], false) => {
            let hours = digits(hours, 1..=9).ok_or_else(unreadable)?;
            let minutes = digits(minutes, 2..=2).filter(|&minutes| minutes < 60).ok_or_else(unreadable)?;
            clock(hours * 60 + minutes, seconds).ok_or_else(unreadable)?
        }
        ([_, _, _, _], _) => {
            let Some(rate) = rate else {
                return Err(StoatError::new("time.rate_needed").with("text", format_args!("{text:?}")));
            };
            Timecode::parse(text, rate, None, BeyondDay::Refuse)?.time()
        }
        _ => Err(unreadable()),
    }
}

/// Whole minutes and `SS[.f]`; `None` when the seconds are not written like that or not below 60.
fn clock(minutes: u64, seconds: &str) -> Option<Result<Time>> {
    let whole = seconds.split('.').next()?;
    digits(whole, 2..=2).filter(|&whole| whole < 60)?;
    let seconds = Decimal::parse(seconds)?.ratio();
    Some(seconds.and_then(|seconds| Ratio::new(i128::from(minutes) * 60, 1)?.add(seconds).map(Time::from)))
}

/// The frame of `rate` at a float number of seconds.
///
/// The float is taken for the shortest decimal that denotes it (what a person typed: 0.12 is 3/25,
/// not the binary fraction beneath it) and snapped at once, so no float is ever kept. Errors: `time.unreadable`
/// for NaN and infinity, `time.not_exact` under [`Rounding::Exact`], `time.overflow`.
///
/// ```
/// use stoat_core::time::{FrameRate, Rounding, snap_seconds};
/// let rate = FrameRate::new(25, 1).unwrap();
/// assert_eq!(snap_seconds(0.12, rate, Rounding::Floor).unwrap().to_string(), "3/25");
/// ```
pub fn snap_seconds(seconds: f64, rate: FrameRate, rounding: Rounding) -> Result<Time> {
    /// Any non-zero time that is nearer to 0 than this is a tiny part of a frame.
    const FRACTION_DIGITS: usize = 28;
    if !seconds.is_finite() {
        return Err(StoatError::new("time.unreadable").with("text", seconds));
    }
    let text = seconds.to_string();
    let digits_behind_point = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let decimal = Decimal::parse(&text).and_then(|decimal| decimal.wide());
    let (num, den) = match decimal {
        Some(parts) if digits_behind_point <= FRACTION_DIGITS => parts,
        _ if digits_behind_point > FRACTION_DIGITS => {
            (if seconds.is_sign_negative() { -1 } else { 1 }, 10_i128.pow(28))
        }
        _ => return Err(ratio::overflow(seconds)),
    };
    let (rate_num, rate_den) = rate.ratio().wide();
    let no_room = || ratio::overflow(seconds);
    let num = num.checked_mul(rate_num).ok_or_else(no_room)?;
    let den = den.checked_mul(rate_den).ok_or_else(no_room)?;
    let frame = rounding.place(num, den, &seconds, &format_args!("frames at {rate}"))?;
    rate.time_of(ratio::whole(frame)?)
}
