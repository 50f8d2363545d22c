//! Timecode: frames counted as `HH:MM:SS:FF`, with or without drop-frame. Whole numbers only.

use std::fmt;

use crate::error::{Result, StoatError};
use crate::time::{FrameRate, Rounding, Time};

/// What becomes of a frame number before 0 or after 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum BeyondDay {
    /// It is an error.
    #[default]
    Refuse,
    /// It wraps around midnight, as a recorder's clock does.
    Wrap,
    /// It is kept: hours count on, and what is before 0 is written with a minus sign.
    Keep,
}

/// A frame number at a rate, written as timecode.
///
/// Drop-frame skips the *names* of the first frames of each minute but every tenth (two at 29.97),
/// so that the clock keeps up with the wall; no frame is lost. It is defined for 30000/1001 and
/// its doubles alone.
///
/// ```
/// use stoat_core::time::{BeyondDay, FrameRate, Timecode};
/// let tc = Timecode::new(107_957, FrameRate::NTSC_30, true, BeyondDay::Refuse).unwrap();
/// assert_eq!(tc.to_string(), "01:00:02;05");
/// assert_eq!(tc.counted(false).unwrap().to_string(), "00:59:58:17");
/// assert_eq!(Timecode::parse("01:00:02;05", FrameRate::NTSC_30, None, BeyondDay::Refuse).unwrap(), tc);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timecode {
    frame: i64,
    rate: FrameRate,
    drop_frame: bool,
}

/// The fields of a timecode as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// Whether a minus sign stands before it.
    pub negative: bool,
    /// Hours, 0 to 23 within a day.
    pub hours: u64,
    /// Minutes, 0 to 59.
    pub minutes: u64,
    /// Seconds, 0 to 59.
    pub seconds: u64,
    /// Frames, 0 up to the nominal rate.
    pub frames: u64,
}

impl Timecode {
    /// The timecode of frame `frame`, counted from 0.
    ///
    /// Errors: `time.timecode_invalid` for a rate that has no (drop-frame) timecode, or a frame
    /// outside the day under [`BeyondDay::Refuse`].
    pub fn new(frame: i64, rate: FrameRate, drop_frame: bool, beyond_day: BeyondDay) -> Result<Self> {
        let scale = Scale::of(rate, drop_frame).map_err(|reason| invalid(frame, rate, reason))?;
        let day = scale.day();
        let frame = match beyond_day {
            BeyondDay::Keep => frame,
            BeyondDay::Wrap => frame.rem_euclid(day),
            BeyondDay::Refuse if (0..day).contains(&frame) => frame,
            BeyondDay::Refuse => {
                return Err(invalid(
                    format_args!("frame {frame}"),
                    rate,
                    "it lies outside the day of 24 hours",
                ));
            }
        };
        Ok(Self { frame, rate, drop_frame })
    }

    /// Reads `HH:MM:SS:FF`; a `;` before the frames means drop-frame.
    ///
    /// With `drop_frame` given, a `:` is read in that count; a `;` that contradicts it is an error.
    /// Errors: `time.timecode_invalid`.
    pub fn parse(
        text: &str,
        rate: FrameRate,
        drop_frame: Option<bool>,
        beyond_day: BeyondDay,
    ) -> Result<Self> {
        let wrong = |reason: &str| invalid(format_args!("{text:?}"), rate, reason);
        let written = Written::parse(text).ok_or_else(|| wrong("write HH:MM:SS:FF"))?;
        if written.drop_frame && drop_frame == Some(false) {
            return Err(wrong("';' means drop-frame, which was not asked for"));
        }
        let drop_frame = drop_frame.unwrap_or(written.drop_frame);
        let scale = Scale::of(rate, drop_frame).map_err(wrong)?;
        let frame = scale.frame(written.fields).map_err(wrong)?;
        Self::new(frame, rate, drop_frame, beyond_day)
            .map_err(|_| wrong("it lies outside the day of 24 hours"))
    }

    /// The timecode of the frame that `rounding` chooses at `time`.
    pub fn at(
        time: Time,
        rate: FrameRate,
        drop_frame: bool,
        rounding: Rounding,
        beyond: BeyondDay,
    ) -> Result<Self> {
        Self::new(rate.frame_at(time, rounding)?, rate, drop_frame, beyond)
    }

    /// The frame number, counted from 0.
    pub const fn frame(self) -> i64 {
        self.frame
    }

    /// The rate.
    pub const fn rate(self) -> FrameRate {
        self.rate
    }

    /// Whether names of frames are dropped.
    pub const fn drop_frame(self) -> bool {
        self.drop_frame
    }

    /// When this frame starts, counted from frame 0.
    pub fn time(self) -> Result<Time> {
        self.rate.time_of(self.frame)
    }

    /// The same frame, counted with or without drop-frame.
    pub fn counted(self, drop_frame: bool) -> Result<Self> {
        Self::new(self.frame, self.rate, drop_frame, BeyondDay::Keep)
    }

    /// The written fields.
    pub fn fields(self) -> Fields {
        let nominal = u64::from(self.rate.nominal()).max(1);
        let dropped = if self.drop_frame { nominal / 15 } else { 0 };
        let named = Scale { nominal, dropped }.named(self.frame.unsigned_abs());
        Fields {
            negative: self.frame < 0,
            hours: named / (nominal * 3600),
            minutes: named / (nominal * 60) % 60,
            seconds: named / nominal % 60,
            frames: named % nominal,
        }
    }
}

impl fmt::Display for Timecode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fields { negative, hours, minutes, seconds, frames } = self.fields();
        let (sign, mark) = (if negative { "-" } else { "" }, if self.drop_frame { ';' } else { ':' });
        write!(f, "{sign}{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:02}")
    }
}

/// How frames of one rate are named.
#[derive(Clone, Copy)]
struct Scale {
    /// Names in a second.
    nominal: u64,
    /// Names dropped at the start of a minute; none in minutes 0, 10, 20, ...
    dropped: u64,
}

impl Scale {
    fn of(rate: FrameRate, drop_frame: bool) -> std::result::Result<Self, &'static str> {
        let nominal = u64::from(rate.nominal());
        if nominal == 0 {
            return Err("timecode needs at least one frame a second");
        }
        if drop_frame && !rate.can_drop_frames() {
            return Err("drop-frame exists at 29.97, 59.94 and 119.88 only");
        }
        Ok(Self { nominal, dropped: if drop_frame { nominal / 15 } else { 0 } })
    }

    fn minute(self) -> u64 {
        self.nominal * 60 - self.dropped
    }

    fn ten_minutes(self) -> u64 {
        self.nominal * 600 - self.dropped * 9
    }

    fn day(self) -> i64 {
        i64::try_from(self.ten_minutes() * 144).unwrap_or(i64::MAX)
    }

    /// The count of names up to frame `frame`.
    fn named(self, frame: u64) -> u64 {
        let (tens, rest) = (frame / self.ten_minutes(), frame % self.ten_minutes());
        let minutes = rest.saturating_sub(self.dropped) / self.minute();
        frame + self.dropped * (tens * 9 + minutes)
    }

    fn frame(self, fields: Fields) -> std::result::Result<i64, &'static str> {
        let Fields { negative, hours, minutes, seconds, frames } = fields;
        if minutes > 59 || seconds > 59 {
            return Err("minutes and seconds go from 00 to 59");
        }
        if frames >= self.nominal {
            return Err("the frame number is not below the rate");
        }
        if minutes % 10 != 0 && seconds == 0 && frames < self.dropped {
            return Err("drop-frame leaves this name out");
        }
        let all_minutes = hours * 60 + minutes;
        let named = (all_minutes * 60 + seconds) * self.nominal + frames;
        let frame = named - self.dropped * (all_minutes - all_minutes / 10);
        let frame = i64::try_from(frame).map_err(|_| "it is too long")?;
        Ok(if negative { -frame } else { frame })
    }
}

/// Timecode text, its shape checked, its values not yet.
struct Written {
    fields: Fields,
    drop_frame: bool,
}

impl Written {
    fn parse(text: &str) -> Option<Self> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |body| (true, body));
        let (clock, frames, mark) =
            body.rfind([':', ';']).map(|at| (&body[..at], &body[at + 1..], body.as_bytes()[at]))?;
        let mut parts = clock.split(':');
        let fields = Fields {
            negative,
            hours: digits(parts.next()?, 1..=6)?,
            minutes: digits(parts.next()?, 2..=2)?,
            seconds: digits(parts.next()?, 2..=2)?,
            frames: digits(frames, 2..=3)?,
        };
        parts.next().is_none().then_some(Self { fields, drop_frame: mark == b';' })
    }
}

/// A field of ASCII digits of a permitted length.
pub(crate) fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u64> {
    let plain = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn invalid(text: impl fmt::Display, rate: FrameRate, reason: &str) -> StoatError {
    StoatError::new("time.timecode_invalid").with("text", text).with("rate", rate).with("reason", reason)
}
