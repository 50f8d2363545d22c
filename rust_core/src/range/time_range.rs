//! One half-open range of time.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::Time;

/// The instants from `start` up to, but without, `end`.
///
/// An empty range (`start == end`) is allowed. It covers no instant: it overlaps and touches
/// nothing, has no gap to anything, and adds nothing to a union.
///
/// ```
/// use stoat_core::range::TimeRange;
/// use stoat_core::time::Time;
/// let s = |n| Time::new(n, 1).unwrap();
/// let a = TimeRange::new(s(0), s(4)).unwrap();
/// let b = TimeRange::new(s(3), s(9)).unwrap();
/// assert_eq!(a.intersection(b), Some(TimeRange::new(s(3), s(4)).unwrap()));
/// assert_eq!(a.union(b), Some(TimeRange::new(s(0), s(9)).unwrap()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Bounds", into = "Bounds")]
pub struct TimeRange {
    start: Time,
    end: Time,
}

/// The serialised form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    start: Time,
    end: Time,
}

impl TimeRange {
    /// `[start, end)`; `range.reversed` when it would end before it starts.
    pub fn new(start: Time, end: Time) -> Result<Self> {
        if end < start {
            return Err(StoatError::new("range.reversed").with("start", start).with("end", end));
        }
        Ok(Self { start, end })
    }

    /// Two bounds that are known to be in order.
    pub(super) const fn ordered(start: Time, end: Time) -> Self {
        Self { start, end }
    }

    /// From `start`, `duration` long.
    pub fn lasting(start: Time, duration: Time) -> Result<Self> {
        Self::new(start, start.add(duration)?)
    }

    /// The first instant.
    pub const fn start(self) -> Time {
        self.start
    }

    /// The first instant after it.
    pub const fn end(self) -> Time {
        self.end
    }

    /// `end - start`, or `time.overflow`.
    pub fn duration(self) -> Result<Time> {
        self.end.sub(self.start)
    }

    /// Whether it covers no instant.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `time` lies in it; the end does not.
    pub fn contains(self, time: Time) -> bool {
        self.start <= time && time < self.end
    }

    /// Whether every instant of `other` lies in it; so an empty range is in every range.
    pub fn contains_range(self, other: Self) -> bool {
        other.is_empty() || (self.start <= other.start && other.end <= self.end)
    }

    /// Whether some instant lies in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }

    /// Whether one starts where the other ends.
    pub fn adjacent(self, other: Self) -> bool {
        !self.is_empty() && !other.is_empty() && (self.end == other.start || other.end == self.start)
    }

    /// The instants in both; `None` when there are none.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    /// The instants in either; `None` when a gap between the two keeps it from being one range.
    pub fn union(self, other: Self) -> Option<Self> {
        if other.is_empty() {
            return Some(self);
        }
        if self.is_empty() {
            return Some(other);
        }
        (self.start <= other.end && other.start <= self.end)
            .then(|| Self { start: self.start.min(other.start), end: self.end.max(other.end) })
    }

    /// The instants of this range that are not in `other`: none, one or two ranges, in order.
    pub fn difference(self, other: Self) -> Vec<Self> {
        let Some(common) = self.intersection(other) else {
            return if self.is_empty() { Vec::new() } else { vec![self] };
        };
        [(self.start, common.start), (common.end, self.end)]
            .into_iter()
            .filter(|(start, end)| start < end)
            .map(|(start, end)| Self { start, end })
            .collect()
    }

    /// What lies between the two; `None` when they touch or overlap.
    pub fn gap(self, other: Self) -> Option<Self> {
        if self.is_empty() || other.is_empty() {
            return None;
        }
        let (start, end) = (self.end.min(other.end), self.start.max(other.start));
        (start < end).then_some(Self { start, end })
    }

    /// Moved by `offset`, or `time.overflow`.
    pub fn shifted(self, offset: Time) -> Result<Self> {
        Ok(Self { start: self.start.add(offset)?, end: self.end.add(offset)? })
    }
}

impl TryFrom<Bounds> for TimeRange {
    type Error = StoatError;

    fn try_from(bounds: Bounds) -> Result<Self> {
        Self::new(bounds.start, bounds.end)
    }
}

impl From<TimeRange> for Bounds {
    fn from(range: TimeRange) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl fmt::Display for TimeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}, {})", self.start, self.end)
    }
}
