//! What the properties are tried on: usual values, grid edges, and the limits of the types.

use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use stoat_core::time::{FrameRate, Ratio, Time};

pub(crate) fn num() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => -1_000_000_000_i64..1_000_000_000,
        2 => any::<i64>(),
        1 => prop::sample::select(vec![i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX]),
    ]
}

pub(crate) fn den() -> impl Strategy<Value = u32> {
    prop_oneof![
        4 => prop::sample::select(vec![1_u32, 2, 3, 24, 25, 1000, 1001, 30000, 44100, 48000, 90000, 240_000]),
        2 => 1_u32..100_000,
        1 => 1_u32..=u32::MAX,
        1 => prop::sample::select(vec![u32::MAX, u32::MAX - 1, 1 << 31, (1 << 31) + 1]),
    ]
}

pub(crate) fn ratio() -> impl Strategy<Value = Ratio> {
    (num(), den()).prop_map(|(num, den)| Ratio::new(num.into(), den.into()).unwrap())
}

pub(crate) fn time() -> impl Strategy<Value = Time> {
    ratio().prop_map(Time::from)
}

pub(crate) fn rate() -> impl Strategy<Value = FrameRate> {
    prop_oneof![
        4 => prop::sample::select(FrameRate::standard().collect::<Vec<_>>()),
        1 => (1_u32..=u32::MAX, 1_u32..=u32::MAX).prop_map(|(num, den)| FrameRate::new(num, den).unwrap()),
    ]
}

pub(crate) fn big(num: i64, den: impl Into<BigInt>) -> BigRational {
    BigRational::new(num.into(), den.into())
}

pub(crate) fn big_ratio(ratio: Ratio) -> BigRational {
    big(ratio.numerator(), ratio.denominator())
}

pub(crate) fn big_time(time: Time) -> BigRational {
    big_ratio(time.ratio())
}

/// The value as our type, if it has room for it.
pub(crate) fn fitting(value: &BigRational) -> Option<(i64, u32)> {
    Some((value.numer().try_into().ok()?, value.denom().try_into().ok()?))
}
