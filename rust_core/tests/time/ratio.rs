//! Arithmetic: right when it fits, `time.overflow` exactly when it does not.

use num_rational::BigRational;
use num_traits::Zero;
use proptest::prelude::*;
use stoat_core::error::Result;
use stoat_core::time::{FrameRate, Ratio, Rounding, Ticks, Time, Timebase};

use crate::arb::{big_ratio, big_time, fitting, rate, ratio, time};

fn agrees(ours: Result<Ratio>, truth: &BigRational) {
    match (ours, fitting(truth)) {
        (Ok(ours), Some(parts)) => assert_eq!((ours.numerator(), ours.denominator()), parts),
        (Err(error), None) => assert_eq!(error.code(), "time.overflow"),
        (ours, truth) => panic!("{ours:?} is not {truth:?}"),
    }
}

fn rounded(value: &BigRational, rounding: Rounding) -> Option<BigRational> {
    let half = BigRational::new(1.into(), 2.into());
    match rounding {
        Rounding::Exact => value.is_integer().then(|| value.clone()),
        Rounding::Floor => Some(value.floor()),
        Rounding::Ceil => Some(value.ceil()),
        Rounding::Nearest => {
            let (floor, rest) = (value.floor(), value - value.floor());
            let even = (floor.numer() % 2_i32).is_zero();
            let up = rest > half || (rest == half && !even);
            Some(if up { floor + BigRational::from_integer(1.into()) } else { floor })
        }
    }
}

fn any_rounding() -> impl Strategy<Value = Rounding> {
    prop::sample::select(vec![Rounding::Exact, Rounding::Floor, Rounding::Ceil, Rounding::Nearest])
}

fn rounds_like(ours: Result<i64>, truth: &BigRational, rounding: Rounding) {
    match (ours, rounded(truth, rounding)) {
        (Ok(ours), Some(truth)) => assert_eq!(BigRational::from_integer(ours.into()), truth),
        (Err(error), None) => assert_eq!(error.code(), "time.not_exact"),
        (Err(error), Some(truth)) => {
            assert_eq!(error.code(), "time.overflow");
            assert!(i64::try_from(truth.numer()).is_err());
        }
        (Ok(ours), None) => panic!("{ours} for {truth} under {rounding:?}"),
    }
}

proptest! {
    #[test]
    fn any_two_whole_numbers_make_the_reduced_fraction(num in any::<i128>(), den in any::<i128>()) {
        if den == 0 {
            prop_assert_eq!(Ratio::new(num, den).unwrap_err().code(), "time.zero_denominator");
        } else {
            agrees(Ratio::new(num, den), &BigRational::new(num.into(), den.into()));
        }
    }

    #[test]
    fn arithmetic_agrees_with_big_rationals(a in ratio(), b in ratio()) {
        let (x, y) = (big_ratio(a), big_ratio(b));
        agrees(a.add(b), &(&x + &y));
        agrees(a.sub(b), &(&x - &y));
        agrees(a.mul(b), &(&x * &y));
        if b.is_zero() {
            prop_assert_eq!(a.div(b).unwrap_err().code(), "time.zero_denominator");
        } else {
            agrees(a.div(b), &(&x / &y));
        }
        agrees(a.neg(), &-&x);
        agrees(a.abs(), &num_traits::Signed::abs(&x));
    }

    #[test]
    fn equal_denominators_agree_too(a in any::<i32>(), b in any::<i32>(), den in 1_u32..) {
        let make = |num: i32| Ratio::new(num.into(), den.into()).unwrap();
        agrees(make(a).add(make(b)), &(big_ratio(make(a)) + big_ratio(make(b))));
        prop_assert_eq!(make(a).cmp(&make(b)), a.cmp(&b));
    }

    #[test]
    fn order_agrees_with_big_rationals(a in ratio(), b in ratio()) {
        prop_assert_eq!(a.cmp(&b), big_ratio(a).cmp(&big_ratio(b)));
        prop_assert_eq!(a == b, big_ratio(a) == big_ratio(b));
    }

    #[test]
    fn text_and_json_come_back(a in time()) {
        prop_assert_eq!(a.to_string().parse::<Time>().unwrap(), a);
        prop_assert_eq!(serde_json::from_str::<Time>(&serde_json::to_string(&a).unwrap()).unwrap(), a);
    }

    #[test]
    fn rounding_agrees_with_big_rationals(a in ratio(), rounding in any_rounding()) {
        rounds_like(a.round(rounding), &big_ratio(a), rounding);
    }

    #[test]
    fn frames_agree_with_big_rationals(t in time(), rate in rate(), rounding in any_rounding()) {
        rounds_like(t.frames(rate, rounding), &(big_time(t) * big_ratio(rate.ratio())), rounding);
    }

    #[test]
    fn ticks_agree_with_big_rationals(
        t in time(),
        rate in rate(),
        sample_rate in 1_u32..400_000,
        rounding in any_rounding(),
    ) {
        if let Ok(base) = Timebase::of(rate, sample_rate) {
            prop_assert_eq!(base.per_second() % rate.numerator(), 0);
            prop_assert_eq!(base.per_second() % sample_rate, 0);
            let truth = big_time(t) * BigRational::from_integer(base.per_second().into());
            rounds_like(base.ticks(t, rounding).map(|ticks| ticks.0), &truth, rounding);
        }
    }

    #[test]
    fn every_tick_is_an_exact_time(ticks in any::<i64>(), sample_rate in 1_u32..200_000) {
        let base = Timebase::of(FrameRate::NTSC_30, sample_rate).unwrap_or_else(|_| {
            Timebase::of(FrameRate::NTSC_30, 48_000).unwrap()
        });
        let time = base.time(Ticks(ticks)).unwrap();
        prop_assert_eq!(base.ticks(time, Rounding::Exact).unwrap(), Ticks(ticks));
    }
}

#[test]
fn the_timebases_of_common_sequences() {
    let per_second = |num, den, sample_rate| {
        Timebase::of(FrameRate::new(num, den).unwrap(), sample_rate).unwrap().per_second()
    };
    assert_eq!(per_second(30000, 1001, 48000), 240_000);
    assert_eq!(per_second(24000, 1001, 48000), 48_000);
    assert_eq!(per_second(60000, 1001, 44100), 8_820_000);
    assert_eq!(per_second(2997, 125, 48000), 47_952_000);
}

#[test]
fn a_timebase_without_room_or_samples_is_refused() {
    let rate = FrameRate::new(u32::MAX, 1).unwrap();
    assert_eq!(Timebase::of(rate, 2).unwrap_err().code(), "time.overflow");
    assert_eq!(Timebase::of(rate, 0).unwrap_err().code(), "time.overflow");
}

#[test]
fn the_limits_add_without_wrapping() {
    let least = Ratio::new(i64::MIN.into(), 1).unwrap();
    assert_eq!(least.neg().unwrap_err().code(), "time.overflow");
    assert_eq!(least.sub(Ratio::ONE).unwrap_err().code(), "time.overflow");
    assert_eq!(Ratio::MAX.add(least).unwrap().to_string(), "-1");
    assert_eq!(Ratio::new(i128::MIN, i128::MIN).unwrap(), Ratio::ONE);
    assert_eq!(Ratio::new(i128::MIN, -1).unwrap_err().code(), "time.overflow");
}
