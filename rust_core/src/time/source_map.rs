//! The source map: which instant of its medium a clip shows at an instant of the timeline.

use crate::error::{Result, StoatError};
use crate::time::{Presentation, Ratio, Rounding, Ticks, Time, Timebase, ratio};

/// `source(t) = anchor + (offset + t - start) * speed`, never stored rounded.
///
/// The anchor is a frame of the medium. Splitting, trimming and rippling a clip change its start
/// and `offset` alone, so they cannot change what is shown.
///
/// ```
/// use stoat_core::time::{FrameRate, Ratio, SourceMap, Ticks, Time, Timebase};
/// let base = Timebase::of(FrameRate::NTSC_30, 48000).unwrap();
/// let map = SourceMap::new(Time::new(10, 1).unwrap(), Ticks(0), Ratio::ONE).unwrap();
/// let right = map.later(Ticks(8008)).unwrap();
/// assert_eq!(right.source(Ticks(0), base), map.source(Ticks(8008), base));
/// assert_eq!(right.source(Ticks(0), base).unwrap().to_string(), "301001/30000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SourceMap {
    anchor: Time,
    offset: Ticks,
    speed: Ratio,
}

impl SourceMap {
    /// Errors: `time.speed_zero`, since a freeze is a still and not a speed.
    pub fn new(anchor: Time, offset: Ticks, speed: Ratio) -> Result<Self> {
        if speed.is_zero() {
            return Err(StoatError::new("time.speed_zero"));
        }
        Ok(Self { anchor, offset, speed })
    }

    /// The source instant that offset 0 shows.
    pub const fn anchor(self) -> Time {
        self.anchor
    }

    /// Timeline ticks from the anchor to the clip's start.
    pub const fn offset(self) -> Ticks {
        self.offset
    }

    /// Source seconds per timeline second; negative plays backwards.
    pub const fn speed(self) -> Ratio {
        self.speed
    }

    /// The map of what remains when the first `ticks` are cut off: the right half of a split.
    pub fn later(self, ticks: Ticks) -> Result<Self> {
        let offset = self.offset.0.checked_add(ticks.0).ok_or_else(|| ratio::overflow("the offset"))?;
        Ok(Self { offset: Ticks(offset), ..self })
    }

    /// The source instant shown `since_start` ticks after the clip's start.
    ///
    /// Errors: `time.overflow` when that instant does not fit into a [`Time`].
    pub fn source(self, since_start: Ticks, base: Timebase) -> Result<Time> {
        let (num, den) = self.wide(since_start, base)?;
        Time::new(num, den)
    }

    /// The frame of the medium shown `since_start` ticks after the clip's start, by the sampling
    /// rule; `None` outside the medium.
    pub fn frame(self, since_start: Ticks, base: Timebase, medium: &Presentation) -> Result<Option<u64>> {
        let (num, den) = self.wide(since_start, base)?;
        medium.frame_at_wide(num, den)
    }

    /// The ticks after the clip's start, first and first after, at which a source instant in
    /// `[from, until)` is shown. They may lie outside the clip.
    pub fn shown(self, from: Time, until: Time, base: Timebase) -> Result<(Ticks, Ticks)> {
        let backwards = self.speed < Ratio::ZERO;
        let edge = |source: Time| -> Result<Ticks> {
            // Forwards: the first tick at or after `source`; backwards: the first one past it.
            let rounding = if backwards { Rounding::Floor } else { Rounding::Ceil };
            let away = source.sub(self.anchor)?.ratio();
            let ((num, den), (speed_num, speed_den)) = (away.wide(), self.speed.wide());
            let no_room = || ratio::overflow(format_args!("the ticks at source time {source}"));
            let product = |a: i128, b: i128| a.checked_mul(b).ok_or_else(no_room);
            let top = product(product(num, i128::from(base.per_second()))?, speed_den)?;
            let bottom = product(den, speed_num.abs())?;
            let ticks = rounding.divide(if backwards { -top } else { top }, bottom)?;
            ratio::whole(ticks + i128::from(backwards) - i128::from(self.offset.0)).map(Ticks)
        };
        if backwards { Ok((edge(until)?, edge(from)?)) } else { Ok((edge(from)?, edge(until)?)) }
    }

    /// `anchor + (offset + since_start) * speed` as a fraction with a positive denominator.
    fn wide(self, since_start: Ticks, base: Timebase) -> Result<(i128, i128)> {
        let no_room = || ratio::overflow("a source instant");
        let product = |a: i128, b: i128| a.checked_mul(b).ok_or_else(no_room);
        let ticks = i128::from(self.offset.0) + i128::from(since_start.0);
        let (speed_num, speed_den) = self.speed.wide();
        let (moved, moved_den) =
            lowest(product(ticks, speed_num)?, product(i128::from(base.per_second()), speed_den)?);
        let (anchor, anchor_den) = self.anchor.ratio().wide();
        let num = product(anchor, moved_den)?.checked_add(product(moved, anchor_den)?).ok_or_else(no_room)?;
        Ok(lowest(num, product(moved_den, anchor_den)?))
    }
}

fn lowest(num: i128, den: i128) -> (i128, i128) {
    let divisor = ratio::gcd(num.unsigned_abs(), den.unsigned_abs()).cast_signed();
    (num / divisor, den / divisor)
}
