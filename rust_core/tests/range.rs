//! Range algebra against sets of instants: each range is the set of the unit cells that it covers.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use stoat_core::range::{TimeRange, find_gaps, merge_ranges, total_coverage};
use stoat_core::time::Time;

const CELLS: i32 = 60;

/// Half-open ranges on a grid of 1001/30000 s.
fn at(cell: i32) -> Time {
    Time::new(i128::from(cell) * 1001, 30000).unwrap()
}

fn range(start: i32, end: i32) -> TimeRange {
    TimeRange::new(at(start), at(end)).unwrap()
}

fn cells(range: TimeRange) -> BTreeSet<i32> {
    (-1..=CELLS).filter(|&cell| range.contains(at(cell))).collect()
}

fn all_cells(ranges: &[TimeRange]) -> BTreeSet<i32> {
    ranges.iter().flat_map(|&range| cells(range)).collect()
}

fn one() -> impl Strategy<Value = TimeRange> {
    (0..CELLS, 0..12_i32).prop_map(|(start, length): (i32, i32)| range(start, (start + length).min(CELLS)))
}

fn many() -> impl Strategy<Value = Vec<TimeRange>> {
    prop::collection::vec(one(), 0..12)
}

/// Whether cells without a hole.
fn is_one_run(set: &BTreeSet<i32>) -> bool {
    set.iter().zip(set.iter().skip(1)).all(|(a, b)| a + 1 == *b)
}

proptest! {
    #[test]
    fn two_ranges_behave_like_two_sets(a in one(), b in one()) {
        let (x, y) = (cells(a), cells(b));
        let both: BTreeSet<i32> = x.intersection(&y).copied().collect();
        let either: BTreeSet<i32> = x.union(&y).copied().collect();
        prop_assert_eq!(a.overlaps(b), !both.is_empty());
        prop_assert_eq!(a.intersection(b).map(cells), (!both.is_empty()).then_some(both.clone()));
        prop_assert_eq!(a.contains_range(b), y.is_subset(&x));
        prop_assert_eq!(a.union(b).map(cells), is_one_run(&either).then_some(either.clone()));
        let rest: BTreeSet<i32> = x.difference(&y).copied().collect();
        prop_assert_eq!(all_cells(&a.difference(b)), rest.clone());
        prop_assert!(a.difference(b).iter().all(|part| !part.is_empty() && is_one_run(&cells(*part))));
        prop_assert!(a.difference(b).is_sorted());

        let touching = both.is_empty() && !x.is_empty() && !y.is_empty() && is_one_run(&either);
        prop_assert_eq!(a.adjacent(b), touching);
        let hole: BTreeSet<i32> = match (either.first(), either.last()) {
            (Some(&first), Some(&last)) => (first..=last).filter(|cell| !either.contains(cell)).collect(),
            _ => BTreeSet::new(),
        };
        prop_assert_eq!(a.gap(b).map(cells), (!hole.is_empty()).then_some(hole));
        prop_assert_eq!(a.duration().unwrap(), at(i32::try_from(x.len()).unwrap()));
    }

    #[test]
    fn overlap_touch_and_gap_are_symmetric(a in one(), b in one()) {
        prop_assert_eq!(a.overlaps(b), b.overlaps(a));
        prop_assert_eq!(a.adjacent(b), b.adjacent(a));
        prop_assert_eq!(a.gap(b), b.gap(a));
        prop_assert_eq!(a.intersection(b), b.intersection(a));
    }

    #[test]
    fn merging_keeps_the_set_in_the_fewest_ranges(ranges in many()) {
        let merged = merge_ranges(ranges.clone());
        prop_assert_eq!(all_cells(&merged), all_cells(&ranges));
        prop_assert!(merged.iter().all(|range| !range.is_empty()));
        prop_assert!(merged.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        prop_assert_eq!(merge_ranges(merged.clone()), merged);
    }

    #[test]
    fn gaps_are_what_is_left(ranges in many(), within in one()) {
        let used = all_cells(&ranges);
        let hull = match (used.first(), used.last()) {
            (Some(&first), Some(&last)) => (first..=last).filter(|cell| !used.contains(cell)).collect(),
            _ => BTreeSet::new(),
        };
        prop_assert_eq!(all_cells(&find_gaps(ranges.clone(), None)), hull);
        let left: BTreeSet<i32> = cells(within).difference(&used).copied().collect();
        let gaps = find_gaps(ranges, Some(within));
        prop_assert_eq!(all_cells(&gaps), left);
        prop_assert_eq!(merge_ranges(gaps.clone()), gaps);
    }

    #[test]
    fn coverage_counts_each_instant_once(ranges in many()) {
        let covered = i32::try_from(all_cells(&ranges).len()).unwrap();
        prop_assert_eq!(total_coverage(ranges).unwrap(), at(covered));
    }

    #[test]
    fn coverage_of_mixed_grids_is_exact(
        parts in prop::collection::vec((0_i64..10_000, 1_i64..500, prop::sample::select(vec![25_u32, 1000, 30000, 48000])), 0..40),
    ) {
        use num_rational::BigRational;
        let big = |time: Time| BigRational::new(time.numerator().into(), time.denominator().into());
        let ranges: Vec<TimeRange> = parts
            .into_iter()
            .map(|(start, length, den)| {
                let time = |ticks: i64| Time::new(ticks.into(), den.into()).unwrap();
                TimeRange::new(time(start), time(start + length)).unwrap()
            })
            .collect();
        let truth: BigRational =
            merge_ranges(ranges.clone()).iter().map(|range| big(range.end()) - big(range.start())).sum();
        prop_assert_eq!(big(total_coverage(ranges).unwrap()), truth);
    }

    #[test]
    fn json_comes_back(a in one()) {
        let json = serde_json::to_string(&a).unwrap();
        prop_assert_eq!(serde_json::from_str::<TimeRange>(&json).unwrap(), a);
    }
}

#[test]
fn an_empty_range_has_no_instant_and_no_neighbour() {
    let (empty, full) = (range(5, 5), range(5, 9));
    assert!(empty.is_empty() && !empty.contains(at(5)));
    assert!(!empty.overlaps(full) && !empty.adjacent(full) && full.contains_range(empty));
    assert_eq!(empty.gap(range(7, 9)), None);
    assert_eq!(empty.union(full), Some(full));
    assert_eq!(full.union(empty), Some(full));
    assert_eq!(full.difference(empty), [full]);
    assert_eq!(empty.difference(full), []);
}

#[test]
fn a_range_cannot_end_before_it_starts() {
    assert_eq!(TimeRange::new(at(2), at(1)).unwrap_err().code(), "range.reversed");
    assert!(serde_json::from_str::<TimeRange>(r#"{"start":"2","end":"1"}"#).is_err());
    assert!(serde_json::from_str::<TimeRange>(r#"{"start":"1","end":"2","more":0}"#).is_err());
}

#[test]
fn durations_beyond_the_type_are_errors() {
    let time = |num: i64| Time::new(num.into(), 1).unwrap();
    let all = TimeRange::new(time(i64::MIN), time(i64::MAX)).unwrap();
    assert_eq!(all.duration().unwrap_err().code(), "time.overflow");
    assert_eq!(all.shifted(time(1)).unwrap_err().code(), "time.overflow");
    assert_eq!(total_coverage(vec![all]).unwrap_err().code(), "time.overflow");
    assert_eq!(TimeRange::lasting(time(1), time(-1)).unwrap_err().code(), "range.reversed");
}
