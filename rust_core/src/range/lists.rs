//! Whole lists of ranges at once, in O(n log n), and O(n) when they are sorted already.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::range::TimeRange;
use crate::time::{Time, ratio};

/// The same instants as `ranges`, as the fewest ranges in order: none empty, none touching.
///
/// ```
/// use stoat_core::range::{TimeRange, merge_ranges};
/// use stoat_core::time::Time;
/// let range = |a, b| TimeRange::new(Time::new(a, 1).unwrap(), Time::new(b, 1).unwrap()).unwrap();
/// assert_eq!(merge_ranges(vec![range(5, 7), range(0, 2), range(2, 3)]), [range(0, 3), range(5, 7)]);
/// ```
pub fn merge_ranges(mut ranges: Vec<TimeRange>) -> Vec<TimeRange> {
    ranges.retain(|range| !range.is_empty());
    if !ranges.is_sorted_by_key(|range| range.start()) {
        ranges.sort_unstable_by_key(|range| range.start());
    }
    ranges.dedup_by(|next, last| {
        let touches = next.start() <= last.end();
        if touches {
            *last = TimeRange::ordered(last.start(), last.end().max(next.end()));
        }
        touches
    });
    ranges
}

/// The stretches without any range, in order.
///
/// Without `within` they lie between the first start and the last end; with it, everything of
/// `within` that no range covers is a gap, also before the first and after the last.
///
/// ```
/// use stoat_core::range::{TimeRange, find_gaps};
/// use stoat_core::time::Time;
/// let range = |a, b| TimeRange::new(Time::new(a, 1).unwrap(), Time::new(b, 1).unwrap()).unwrap();
/// let used = vec![range(5, 7), range(1, 2)];
/// assert_eq!(find_gaps(used.clone(), None), [range(2, 5)]);
/// assert_eq!(find_gaps(used, Some(range(0, 6))), [range(0, 1), range(2, 5)]);
/// ```
pub fn find_gaps(ranges: Vec<TimeRange>, within: Option<TimeRange>) -> Vec<TimeRange> {
    let merged = merge_ranges(ranges);
    let Some(within) = within else {
        return merged.windows(2).map(|pair| TimeRange::ordered(pair[0].end(), pair[1].start())).collect();
    };
    let mut free = within.start();
    let mut gaps = Vec::new();
    for range in merged {
        let until = range.start().min(within.end());
        if free < until {
            gaps.push(TimeRange::ordered(free, until));
        }
        free = free.max(range.end());
    }
    if free < within.end() {
        gaps.push(TimeRange::ordered(free, within.end()));
    }
    gaps
}

/// How long the instants of all ranges last together, each counted once.
///
/// Sums are kept per denominator in 128 bits and joined at the end. Errors: `time.overflow`.
pub fn total_coverage(ranges: Vec<TimeRange>) -> Result<Time> {
    let mut sums: BTreeMap<u32, i128> = BTreeMap::new();
    for range in merge_ranges(ranges) {
        *sums.entry(range.end().denominator()).or_default() += i128::from(range.end().numerator());
        *sums.entry(range.start().denominator()).or_default() -= i128::from(range.start().numerator());
    }
    let no_room = || ratio::overflow("the total coverage");
    let (mut num, mut den) = (0_i128, 1_i128);
    for (part_den, part) in sums {
        let part_den = i128::from(part_den);
        let common = ratio::gcd(den.unsigned_abs(), part_den.unsigned_abs()).cast_signed();
        let scaled = num.checked_mul(part_den / common).ok_or_else(no_room)?;
        let added = part.checked_mul(den / common).ok_or_else(no_room)?;
        num = scaled.checked_add(added).ok_or_else(no_room)?;
        den = den.checked_mul(part_den / common).ok_or_else(no_room)?;
    }
    Time::new(num, den).map_err(|_| no_room())
}
