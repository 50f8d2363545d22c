//! The sampling rule: at an instant, the frame with the greatest presentation time at or before it.

use std::sync::Arc;

use crate::error::{Result, StoatError};
use crate::time::{FrameRate, Ratio, Rounding, Time, ratio};

/// When the frames of a medium are presented, counted from its first frame.
///
/// A constant rate is its regular grid; a variable rate is its table of timestamps. Every frame
/// lasts until the next one, the last one until the end.
///
/// ```
/// use stoat_core::time::{Presentation, Ratio, Time};
/// let table = Presentation::table(&[900, 940, 1020], Ratio::new(1, 1000).unwrap(), 1060).unwrap();
/// let at = |ms| table.frame_at(Time::new(ms, 1000).unwrap()).unwrap();
/// assert_eq!((at(-1), at(39), at(40), at(119), at(159), at(160)), (None, Some(0), Some(1), Some(1), Some(2), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Presentation(Kind);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    Regular { rate: FrameRate, frames: u64 },
    Table { time_base: Ratio, ticks: Arc<[i64]>, end: i64 },
}

impl Presentation {
    /// `frames` frames on the regular grid of `rate`.
    pub const fn regular(rate: FrameRate, frames: u64) -> Self {
        Self(Kind::Regular { rate, frames })
    }

    /// Frames at `timestamps`, the last one lasting until `end`, all in units of `time_base` seconds.
    ///
    /// Errors: `time.table_invalid` unless the timestamps increase strictly, `end` lies after them
    /// and the time base is positive; `time.overflow`.
    pub fn table(timestamps: &[i64], time_base: Ratio, end: i64) -> Result<Self> {
        let wrong = |reason: &str| StoatError::new("time.table_invalid").with("reason", reason);
        let first = *timestamps.first().ok_or_else(|| wrong("there is no timestamp"))?;
        if time_base <= Ratio::ZERO {
            return Err(wrong("the time base is not positive"));
        }
        if !timestamps.is_sorted_by(|a, b| a < b) {
            return Err(wrong("the timestamps do not increase"));
        }
        if timestamps.last().is_some_and(|&last| end <= last) {
            return Err(wrong("the end does not lie after the last timestamp"));
        }
        let from_first = |tick: i64| tick.checked_sub(first).ok_or_else(|| ratio::overflow("the timestamps"));
        let end = from_first(end)?;
        let ticks = timestamps.iter().map(|&tick| from_first(tick)).collect::<Result<_>>()?;
        Ok(Self(Kind::Table { time_base, ticks, end }))
    }

    /// The constant rate, if there is one.
    pub const fn rate(&self) -> Option<FrameRate> {
        match self.0 {
            Kind::Regular { rate, .. } => Some(rate),
            Kind::Table { .. } => None,
        }
    }

    /// The timestamps from 0, their time base and the end, if the rate is variable.
    pub fn timestamps(&self) -> Option<(&[i64], Ratio, i64)> {
        match &self.0 {
            Kind::Regular { .. } => None,
            Kind::Table { time_base, ticks, end } => Some((ticks, *time_base, *end)),
        }
    }

    /// How many frames there are.
    pub fn frames(&self) -> u64 {
        match &self.0 {
            Kind::Regular { frames, .. } => *frames,
            Kind::Table { ticks, .. } => ticks.len() as u64,
        }
    }

    /// When frame `index` starts; for the number of frames itself, the end.
    ///
    /// Errors: `time.no_such_frame`.
    pub fn time_of(&self, index: u64) -> Result<Time> {
        let missing =
            || StoatError::new("time.no_such_frame").with("index", index).with("frames", self.frames());
        if index > self.frames() {
            return Err(missing());
        }
        match &self.0 {
            Kind::Regular { rate, .. } => rate.time_of(i64::try_from(index).map_err(|_| missing())?),
            Kind::Table { time_base, ticks, end } => {
                let index = usize::try_from(index).map_err(|_| missing())?;
                let tick = ticks.get(index).copied().unwrap_or(*end);
                let (num, den) = time_base.wide();
                Time::new(i128::from(tick) * num, den)
            }
        }
    }

    /// The instant at which the last frame ends.
    pub fn end(&self) -> Result<Time> {
        self.time_of(self.frames())
    }

    /// The frame on screen at `time`; `None` before the first frame and from the end on.
    pub fn frame_at(&self, time: Time) -> Result<Option<u64>> {
        let (num, den) = time.ratio().wide();
        self.frame_at_wide(num, den)
    }

    /// [`Presentation::frame_at`] for an instant that may need more room than a [`Time`] has.
    pub(crate) fn frame_at_wide(&self, num: i128, den: i128) -> Result<Option<u64>> {
        let steps = |per_second: (i128, i128)| {
            let no_room = || ratio::overflow(format_args!("{num}/{den}"));
            let num = num.checked_mul(per_second.0).ok_or_else(no_room)?;
            Rounding::Floor.divide(num, den.checked_mul(per_second.1).ok_or_else(no_room)?)
        };
        match &self.0 {
            Kind::Regular { rate, frames } => {
                let index = steps(rate.ratio().wide())?;
                Ok(u64::try_from(index).ok().filter(|index| index < frames))
            }
            Kind::Table { time_base, ticks, end } => {
                let (num, den) = time_base.wide();
                let tick = steps((den, num))?;
                if tick < 0 || tick >= i128::from(*end) {
                    return Ok(None);
                }
                Ok(Some(ticks.partition_point(|&start| i128::from(start) <= tick) as u64 - 1))
            }
        }
    }

    /// The frame edge (0 to the number of frames) nearest to `time`, ties to even: where an edit
    /// point snaps. `None` before the first frame and after the end.
    pub fn nearest_edge(&self, time: Time) -> Result<Option<u64>> {
        let end = self.end()?;
        if time < Time::ZERO || time > end {
            return Ok(None);
        }
        let Some(before) = self.frame_at(time)? else { return Ok(Some(self.frames())) };
        let (behind, ahead) = (time.sub(self.time_of(before)?)?, self.time_of(before + 1)?.sub(time)?);
        let up = ahead < behind || (ahead == behind && before % 2 == 1);
        Ok(Some(before + u64::from(up)))
    }
}
