//! Finding the frame rate of a medium from its timestamps.

use crate::error::{Result, StoatError};
use crate::time::{FrameRate, Ratio, ratio};

/// The constant rate on whose grid the timestamps lie, or `None` when their rate is variable.
///
/// `timestamps` are the presentation times of all frames in order, in units of `time_base` seconds.
/// They fit a rate when frame i starts at i / rate after the first, within one tick, for every i.
/// Of all rates that fit, a standard one is taken first (the one that `hint` means, else the
/// nearest to the average), then `hint` itself, then the simplest fraction. A single frame fits
/// its hint alone.
///
/// Errors: `time.rate_invalid` for a time base that is not positive; `time.overflow`.
///
/// ```
/// use stoat_core::time::{FrameRate, Ratio, fit_rate};
/// let milliseconds = Ratio::new(1, 1000).unwrap();
/// let in_matroska: Vec<i64> = (0..500).map(|i| (i * 1_001_000 + 30_000) / 60_000).collect();
/// assert_eq!(fit_rate(&in_matroska, milliseconds, None).unwrap(), Some(FrameRate::NTSC_60));
/// assert_eq!(fit_rate(&[0, 40, 80, 160], milliseconds, None).unwrap(), None);
/// ```
pub fn fit_rate(timestamps: &[i64], time_base: Ratio, hint: Option<FrameRate>) -> Result<Option<FrameRate>> {
    if time_base <= Ratio::ZERO {
        return Err(StoatError::new("time.rate_invalid").with("rate", format_args!("time base {time_base}")));
    }
    let Some(interval) = Interval::of(timestamps) else { return Ok(None) };
    let Interval::Between { low, high, mean } = interval else { return Ok(hint) };
    let per_second = |(frames, ticks): (i128, i128)| -> Result<(i128, i128)> {
        let (num, den) = time_base.wide();
        let no_room = || ratio::overflow("the frame rate");
        Ok((frames.checked_mul(den).ok_or_else(no_room)?, ticks.checked_mul(num).ok_or_else(no_room)?))
    };
    let (low, high, mean) = (per_second(low)?, per_second(high)?, per_second(mean)?);
    let fits = |rate: &FrameRate| not_above(low, rate.ratio().wide()) && not_above(rate.ratio().wide(), high);

    let meant = hint.and_then(|hint| FrameRate::nearest_standard(hint.ratio()));
    if let Some(rate) = meant.filter(fits).or_else(|| nearest(FrameRate::standard().filter(fits), mean)) {
        return Ok(Some(rate));
    }
    if let Some(rate) = hint.filter(fits) {
        return Ok(Some(rate));
    }
    let (num, den) = simplest_between(low, high);
    Ok(Ratio::new(num, den).and_then(FrameRate::try_from).ok())
}

/// The rates that fit, in frames per tick, as fractions.
enum Interval {
    /// One frame: any rate.
    Any,
    /// Both ends belong to it.
    Between { low: (i128, i128), high: (i128, i128), mean: (i128, i128) },
}

impl Interval {
    fn of(timestamps: &[i64]) -> Option<Self> {
        let first = i128::from(*timestamps.first()?);
        let (mut low, mut high) = ((0, 1), None);
        let (mut index, mut last) = (0_i128, 0_i128);
        for &timestamp in &timestamps[1..] {
            let distance = i128::from(timestamp) - first;
            if distance <= last {
                return None;
            }
            (index, last) = (index + 1, distance);
            if !not_above((index, distance + 1), low) {
                low = (index, distance + 1);
            }
            if distance > 1 && high.is_none_or(|high| !not_above(high, (index, distance - 1))) {
                high = Some((index, distance - 1));
            }
        }
        if index == 0 {
            return Some(Self::Any);
        }
        let high = high.unwrap_or((index * 2, last));
        not_above(low, high).then_some(Self::Between { low, high, mean: (index, last) })
    }
}

/// `a <= b` for fractions of positive parts; products that need more than 128 bits count as above.
fn not_above(a: (i128, i128), b: (i128, i128)) -> bool {
    match (a.0.checked_mul(b.1), b.0.checked_mul(a.1)) {
        (Some(left), Some(right)) => left <= right,
        _ => false,
    }
}

fn nearest(rates: impl Iterator<Item = FrameRate>, mean: (i128, i128)) -> Option<FrameRate> {
    let Ok(mean) = Ratio::new(mean.0, mean.1) else { return rates.into_iter().next() };
    rates.min_by_key(|rate| rate.ratio().sub(mean).and_then(Ratio::abs).unwrap_or(Ratio::MAX))
}

/// The fraction with the smallest parts in a closed interval (by continued fractions).
fn simplest_between(low: (i128, i128), high: (i128, i128)) -> (i128, i128) {
    let floor = low.0 / low.1;
    if floor * low.1 == low.0 {
        return (floor, 1);
    }
    if not_above((floor + 1, 1), high) {
        return (floor + 1, 1);
    }
    let (num, den) = simplest_between((high.1, high.0 - floor * high.1), (low.1, low.0 - floor * low.1));
    (floor * num + den, num)
}
