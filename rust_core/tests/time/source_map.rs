//! The source map against big rationals, and its laws.

use num_rational::BigRational;
use proptest::prelude::*;
use stoat_core::time::{FrameRate, Presentation, Ratio, SourceMap, Ticks, Time, Timebase};

use crate::arb::{big_ratio, big_time};

fn bases() -> impl Strategy<Value = Timebase> {
    let base = |rate, samples| Timebase::of(rate, samples).unwrap();
    prop::sample::select(vec![
        base(FrameRate::NTSC_30, 48_000),
        base(FrameRate::NTSC_60, 44_100),
        base(FrameRate::new(25, 1).unwrap(), 48_000),
    ])
}

fn speeds() -> impl Strategy<Value = Ratio> {
    (-400_i128..400, 1_i128..100)
        .prop_filter("not nought", |(num, _)| *num != 0)
        .prop_map(|(num, den)| Ratio::new(num, den).unwrap())
}

fn anchors() -> impl Strategy<Value = Time> {
    let dens = prop::sample::select(vec![25_i128, 1000, 12800, 15360, 24000, 30000, 90000, 1_000_000_000]);
    (0_i128..1_000_000, dens).prop_map(|(num, den)| Time::new(num * 1001, den).unwrap())
}

fn truth(anchor: Time, offset: i64, speed: Ratio, base: Timebase) -> BigRational {
    let ticks = BigRational::new(offset.into(), base.per_second().into());
    big_time(anchor) + ticks * big_ratio(speed)
}

proptest! {
    #[test]
    fn source_agrees_with_big_rationals(
        anchor in anchors(), offset in -10_000_000_i64..1_000_000_000, at in 0_i64..1_000_000_000,
        speed in speeds(), base in bases(),
    ) {
        let map = SourceMap::new(anchor, Ticks(offset), speed).unwrap();
        let exact = truth(anchor, offset + at, speed, base);
        match map.source(Ticks(at), base) {
            Ok(time) => prop_assert_eq!(big_time(time), exact),
            Err(error) => {
                prop_assert_eq!(error.code(), "time.overflow");
                prop_assert!(crate::arb::fitting(&exact).is_none());
            }
        }
    }

    #[test]
    fn a_split_changes_nothing(
        anchor in anchors(), offset in 0_i64..1_000_000, cut in 0_i64..1_000_000, at in 0_i64..1_000_000,
        speed in speeds(), base in bases(),
    ) {
        let map = SourceMap::new(anchor, Ticks(offset), speed).unwrap();
        let right = map.later(Ticks(cut)).unwrap();
        let medium = Presentation::regular(FrameRate::NTSC_24, 100_000);
        prop_assert_eq!(right.frame(Ticks(at), base, &medium), map.frame(Ticks(cut + at), base, &medium));
        prop_assert_eq!(right.source(Ticks(at), base).ok(), map.source(Ticks(cut + at), base).ok());
    }

    #[test]
    fn shown_is_exactly_where_the_source_lies_in_the_range(
        anchor in anchors(), offset in -1000_i64..1000, speed in speeds(), base in bases(),
        from in 0_i128..400_000, length in 0_i128..3000,
    ) {
        let (from, until) = (Time::new(from, 24000).unwrap(), Time::new(from + length, 24000).unwrap());
        let map = SourceMap::new(anchor, Ticks(offset), speed).unwrap();
        let Ok((first, after)) = map.shown(from, until, base) else { return Ok(()) };
        prop_assert!(first <= after);
        for tick in [first.0 - 1, first.0, first.0.midpoint(after.0), after.0 - 1, after.0] {
            let source = truth(anchor, offset + tick, speed, base);
            let inside = big_time(from) <= source && source < big_time(until);
            prop_assert_eq!(inside, (first.0..after.0).contains(&tick), "tick {}", tick);
        }
    }

    #[test]
    fn instants_that_have_no_time_still_have_a_frame(index in 0_u64..1000, at in 0_i64..8_820_000) {
        // A nanosecond table and a grid of 8 820 000 ticks have no common 32-bit denominator.
        let base = Timebase::of(FrameRate::NTSC_60, 44_100).unwrap();
        let stamps: Vec<i64> = (0..4000).map(|i| i * 16_683_333).collect();
        let medium = Presentation::table(&stamps, Ratio::new(1, 1_000_000_000).unwrap(), 4000 * 16_683_333).unwrap();
        let anchor = medium.time_of(index).unwrap();
        let map = SourceMap::new(anchor, Ticks(0), Ratio::ONE).unwrap();
        let exact = truth(anchor, at, Ratio::ONE, base);
        let index = stamps.iter().rposition(|&tick| BigRational::new(tick.into(), 1_000_000_000.into()) <= exact);
        prop_assert_eq!(map.frame(Ticks(at), base, &medium).unwrap(), index.map(|index| index as u64));
    }
}

#[test]
fn a_speed_of_nought_is_refused() {
    assert_eq!(SourceMap::new(Time::ZERO, Ticks(0), Ratio::ZERO).unwrap_err().code(), "time.speed_zero");
}

#[test]
fn extremes_are_errors_and_not_panics() {
    let base = Timebase::of(FrameRate::new(u32::MAX, 1).unwrap(), 1).unwrap();
    let map = SourceMap::new(Time::from(Ratio::MAX), Ticks(i64::MAX), Ratio::MAX).unwrap();
    assert_eq!(map.source(Ticks(i64::MAX), base).unwrap_err().code(), "time.overflow");
    assert_eq!(map.later(Ticks(1)).unwrap_err().code(), "time.overflow");
    assert_eq!(map.shown(Time::ZERO, Time::from(Ratio::MAX), base).unwrap_err().code(), "time.overflow");
}
