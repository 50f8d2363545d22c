//! Frame rates as exact fractions.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::decimal::Decimal;
use crate::time::{Ratio, Rounding, Time};

/// Frames per second, a positive fraction such as 30000/1001.
///
/// ```
/// use stoat_core::time::FrameRate;
/// assert_eq!(FrameRate::parse("29.97").unwrap(), FrameRate::NTSC_30);
/// assert_eq!(FrameRate::NTSC_30.time_of(30).unwrap().to_string(), "1001/1000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Ratio", into = "Ratio")]
pub struct FrameRate(Ratio);

/// The whole rates whose NTSC forms (n * 1000/1001) are in use.
const NTSC_NOMINALS: [u32; 7] = [15, 24, 30, 48, 60, 120, 240];

/// What cameras and delivery formats use, the usual ones first.
const STANDARD: [(u32, u32); 21] = [
    (24000, 1001),
    (24, 1),
    (25, 1),
    (30000, 1001),
    (30, 1),
    (50, 1),
    (60000, 1001),
    (60, 1),
    (15, 1),
    (12, 1),
    (10, 1),
    (20, 1),
    (48000, 1001),
    (48, 1),
    (100, 1),
    (120_000, 1001),
    (120, 1),
    (90, 1),
    (240, 1),
    (15000, 1001),
    (25, 2),
];

impl FrameRate {
    /// 23.976: film on NTSC video.
    pub const NTSC_24: Self = Self(Ratio::lowest_const(24000, 1001));
    /// 29.97: NTSC video.
    pub const NTSC_30: Self = Self(Ratio::lowest_const(30000, 1001));
    /// 47.952.
    pub const NTSC_48: Self = Self(Ratio::lowest_const(48000, 1001));
    /// 59.94.
    pub const NTSC_60: Self = Self(Ratio::lowest_const(60000, 1001));
    /// 119.88.
    pub const NTSC_120: Self = Self(Ratio::lowest_const(120_000, 1001));

    /// `num / den` frames per second; `time.rate_invalid` unless both are positive.
    pub fn new(num: u32, den: u32) -> Result<Self> {
        if num == 0 || den == 0 {
            return Err(invalid(format_args!("{num}/{den}")));
        }
        Ratio::new(i128::from(num), i128::from(den)).map(Self)
    }

    /// The rates of cameras and delivery formats, the usual ones first.
    pub fn standard() -> impl Iterator<Item = Self> {
        STANDARD.iter().map(|&(num, den)| Self(Ratio::lowest_const(i64::from(num), den)))
    }

    /// Reads `25`, `12.5`, `30000/1001`, or a rounded name of an NTSC rate such as `29.97`.
    ///
    /// A decimal with at least two digits after the point that is an NTSC rate rounded to those
    /// digits means that rate (`23.98`, `23.976` and `23.976024` are all 24000/1001); any other decimal
    /// means itself. Errors: `time.rate_invalid`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || invalid(format_args!("{text:?}"));
        if text.contains('/') {
            return text.parse::<Ratio>().map_err(|_| wrong())?.try_into();
        }
        let decimal = Decimal::parse(text).ok_or_else(wrong)?;
        if let Some(rate) = ntsc_named(&decimal) {
            return Ok(rate);
        }
        decimal.ratio().map_err(|_| wrong())?.try_into()
    }

    /// The standard rate nearest to a measured one, if it is nearer than one part in 4000.
    ///
    /// The closest pair of standard rates (n and n * 1000/1001) is one part in 1001 apart.
    ///
    /// ```
    /// use stoat_core::time::{FrameRate, Ratio};
    /// let in_matroska = Ratio::new(19001, 317).unwrap();
    /// assert_eq!(FrameRate::nearest_standard(in_matroska), Some(FrameRate::NTSC_60));
    /// ```
    pub fn nearest_standard(measured: Ratio) -> Option<Self> {
        let (num, den) = measured.wide();
        Self::standard().find(|rate| {
            let (a, b) = rate.0.wide();
            (num * b - a * den).abs() * 4000 < a * den
        })
    }

    /// The standard rate nearest to a measured one, else the measured one itself.
    ///
    /// Errors: `time.rate_invalid` when it is not positive.
    pub fn guess(measured: Ratio) -> Result<Self> {
        Self::nearest_standard(measured).map_or_else(|| measured.try_into(), Ok)
    }

    /// The rate as a plain fraction.
    pub const fn ratio(self) -> Ratio {
        self.0
    }

    /// The numerator.
    pub fn numerator(self) -> u32 {
        u32::try_from(self.0.numerator()).unwrap_or(u32::MAX)
    }

    /// The denominator.
    pub const fn denominator(self) -> u32 {
        self.0.denominator()
    }

    /// The whole number of frames that timecode counts in a second: 30 for 30000/1001.
    pub fn nominal(self) -> u32 {
        let (num, den) = (u64::from(self.numerator()), u64::from(self.denominator()));
        u32::try_from((2 * num + den) / (2 * den)).unwrap_or(u32::MAX)
    }

    /// Whether drop-frame timecode is defined: 30000/1001 and its doubles.
    pub fn can_drop_frames(self) -> bool {
        self.denominator() == 1001 && [30000, 60000, 120_000].contains(&self.numerator())
    }

    /// When frame `index` starts.
    pub fn time_of(self, index: i64) -> Result<Time> {
        Time::new(i128::from(index) * i128::from(self.denominator()), i128::from(self.numerator()))
    }

    /// The frame at `time`; with [`Rounding::Floor`] the one on screen.
    ///
    /// ```
    /// use stoat_core::time::{FrameRate, Rounding};
    /// let rate = FrameRate::NTSC_24;
    /// let index = 123_456_789;
    /// assert_eq!(rate.frame_at(rate.time_of(index).unwrap(), Rounding::Floor).unwrap(), index);
    /// ```
    pub fn frame_at(self, time: Time, rounding: Rounding) -> Result<i64> {
        time.frames(self, rounding)
    }

    /// `time` moved to a frame's start.
    pub fn snap(self, time: Time, rounding: Rounding) -> Result<Time> {
        self.time_of(self.frame_at(time, rounding)?)
    }

    /// How long one frame lasts.
    pub fn frame_duration(self) -> Result<Time> {
        self.time_of(1)
    }
}

fn ntsc_named(decimal: &Decimal) -> Option<FrameRate> {
    NTSC_NOMINALS.into_iter().find_map(|nominal| {
        let named = decimal.digits_after_point() >= 2 && decimal.is_rounded(nominal * 1000, 1001);
        named.then(|| FrameRate(Ratio::lowest_const(i64::from(nominal * 1000), 1001)))
    })
}

fn invalid(rate: impl fmt::Display) -> StoatError {
    StoatError::new("time.rate_invalid").with("rate", rate)
}

impl TryFrom<Ratio> for FrameRate {
    type Error = StoatError;

    fn try_from(ratio: Ratio) -> Result<Self> {
        let positive = ratio.numerator() > 0 && u32::try_from(ratio.numerator()).is_ok();
        if positive { Ok(Self(ratio)) } else { Err(invalid(ratio)) }
    }
}

impl From<FrameRate> for Ratio {
    fn from(rate: FrameRate) -> Self {
        rate.0
    }
}

impl fmt::Display for FrameRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for FrameRate {
    type Err = StoatError;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}
