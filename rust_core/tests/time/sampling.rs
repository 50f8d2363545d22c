//! The sampling rule against a linear search.

use proptest::prelude::*;
use stoat_core::time::{FrameRate, Presentation, Ratio, Time};

use crate::arb::rate;

fn tables() -> impl Strategy<Value = (Vec<i64>, i64)> {
    (-1000_i64..1000, prop::collection::vec(1_i64..90, 1..40)).prop_map(|(first, steps)| {
        let mut edges: Vec<i64> = vec![first];
        edges.extend(steps.iter().scan(first, |at, step| {
            *at += step;
            Some(*at)
        }));
        let end = edges.pop().unwrap();
        (edges, end)
    })
}

proptest! {
    #[test]
    fn the_frame_with_the_greatest_time_at_or_before(
        (stamps, end) in tables(),
        num in -500_i64..4000,
        den in 1_u32..2000,
    ) {
        let table = Presentation::table(&stamps, Ratio::new(1, 1000).unwrap(), end).unwrap();
        let time = Time::new(num.into(), den.into()).unwrap();
        let at = |tick: i64| Time::new((tick - stamps[0]).into(), 1000).unwrap();
        let truth = (time < at(end)).then(|| stamps.iter().rposition(|&tick| at(tick) <= time)).flatten();
        prop_assert_eq!(table.frame_at(time).unwrap(), truth.map(|index| index as u64));

        let edges: Vec<Time> = stamps.iter().chain([&end]).map(|&tick| at(tick)).collect();
        let inside = Time::ZERO <= time && time <= at(end);
        let away = |index: usize| edges[index].sub(time).unwrap().abs().unwrap();
        let nearest = (0..edges.len()).min_by_key(|&index| (away(index), index % 2));
        prop_assert_eq!(table.nearest_edge(time).unwrap(), nearest.filter(|_| inside).map(|index| index as u64));
    }

    #[test]
    fn a_regular_grid_and_its_table_agree(frames in 1_u64..500, num in -100_i64..60_000, den in 1_u32..1000) {
        let rate = FrameRate::NTSC_30;
        let stamps: Vec<i64> = (0..i64::try_from(frames).unwrap()).map(|i| i * 1001).collect();
        let end = i64::try_from(frames).unwrap() * 1001;
        let table = Presentation::table(&stamps, Ratio::new(1, 30000).unwrap(), end).unwrap();
        let grid = Presentation::regular(rate, frames);
        let time = Time::new(num.into(), den.into()).unwrap();
        prop_assert_eq!(grid.frame_at(time).unwrap(), table.frame_at(time).unwrap());
        prop_assert_eq!(grid.nearest_edge(time).unwrap(), table.nearest_edge(time).unwrap());
        prop_assert_eq!(grid.end().unwrap(), table.end().unwrap());
    }

    #[test]
    fn every_frame_is_found_at_its_own_start(rate in rate(), frames in 1_u64..100_000, pick in 0_u64..100_000) {
        let index = pick % frames;
        let grid = Presentation::regular(rate, frames);
        let Ok(start) = grid.time_of(index) else { return Ok(()) };
        prop_assert_eq!(grid.frame_at(start).unwrap(), Some(index));
    }
}

#[test]
fn a_table_must_be_an_order() {
    let base = Ratio::new(1, 1000).unwrap();
    let code = |stamps: &[i64], base, end| Presentation::table(stamps, base, end).unwrap_err().code();
    assert_eq!(code(&[], base, 1), "time.table_invalid");
    assert_eq!(code(&[0, 0], base, 1), "time.table_invalid");
    assert_eq!(code(&[1, 0], base, 2), "time.table_invalid");
    assert_eq!(code(&[0, 1], base, 1), "time.table_invalid");
    assert_eq!(code(&[0], Ratio::ZERO, 1), "time.table_invalid");
    assert_eq!(code(&[i64::MIN], base, i64::MAX), "time.overflow");
}

#[test]
fn frames_beyond_the_end_are_named() {
    let grid = Presentation::regular(FrameRate::NTSC_24, 10);
    let error = grid.time_of(11).unwrap_err();
    assert_eq!(error.code(), "time.no_such_frame");
    assert_eq!(error.to_string(), "there is no frame 11; there are 10");
    assert_eq!(grid.time_of(10).unwrap(), grid.end().unwrap());
}
