//! Ticks: whole numbers on the grid that holds every edge of one timeline.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::time::{
    FrameRate, Rounding, Time,
    ratio::{gcd, overflow, whole},
};

/// A count of ticks of some [`Timebase`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ticks(pub i64);

/// Ticks per second: the least common multiple of a frame rate's numerator and a sample rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timebase(NonZeroU32);

impl Timebase {
    /// The grid on which every frame of `rate` and every sample of `sample_rate` is a whole number of ticks.
    pub fn of(rate: FrameRate, sample_rate: u32) -> Result<Self> {
        let (a, b) = (u64::from(rate.numerator()), u64::from(sample_rate));
        let no_room =
            || overflow(format_args!("a grid for {rate} frames and {sample_rate} samples a second"));
        let divisor = u64::try_from(gcd(a.into(), b.into())).map_err(|_| no_room())?;
        let ticks = u32::try_from(a / divisor * b).map_err(|_| no_room())?;
        NonZeroU32::new(ticks).map(Self).ok_or_else(no_room)
    }

    /// Ticks in one second.
    pub const fn per_second(self) -> u32 {
        self.0.get()
    }

    /// `time` in ticks.
    pub fn ticks(self, time: Time, rounding: Rounding) -> Result<Ticks> {
        let (num, den) = time.ratio().wide();
        let per_second = self.per_second();
        let grid = format_args!("ticks of 1/{per_second} s");
        whole(rounding.place(num * i128::from(per_second), den, &time, &grid)?).map(Ticks)
    }

    /// `ticks` as exact seconds.
    pub fn time(self, ticks: Ticks) -> Result<Time> {
        Time::new(i128::from(ticks.0), i128::from(self.per_second()))
    }
}
