//! The rate fitted to timestamps.

use proptest::prelude::*;
use stoat_core::time::{FrameRate, Ratio, fit_rate};

use crate::arb::rate;

fn base(den: i128) -> Ratio {
    Ratio::new(1, den).unwrap()
}

/// Timestamps of `rate`, as a muxer writes them: rounded to the time base.
fn muxed(rate: FrameRate, frames: i128, den: i128, first: i64) -> Vec<i64> {
    let (num, rate_den) = (i128::from(rate.numerator()), i128::from(rate.denominator()));
    (0..frames).map(|i| first + i64::try_from((2 * i * rate_den * den + num) / (2 * num)).unwrap()).collect()
}

#[test]
fn standard_rates_are_found_in_every_time_base() {
    for den in [1000, 12800, 15360, 90000, 1_000_000] {
        for rate in FrameRate::standard().filter(|rate| rate.nominal() <= 120) {
            let stamps = muxed(rate, 3000, den, -77);
            assert_eq!(fit_rate(&stamps, base(den), None).unwrap(), Some(rate), "{rate} in 1/{den}");
        }
    }
}

#[test]
fn a_standard_rate_comes_before_the_containers_word() {
    let hint = FrameRate::new(19001, 317).ok();
    let stamps = muxed(FrameRate::NTSC_60, 300, 1000, 0);
    assert_eq!(fit_rate(&stamps, base(1000), hint).unwrap(), Some(FrameRate::NTSC_60));
}

#[test]
fn among_standard_rates_that_fit_the_hint_decides() {
    let stamps = muxed(FrameRate::NTSC_24, 10, 1000, 0);
    let film = FrameRate::new(24, 1).unwrap();
    assert_eq!(fit_rate(&stamps, base(1000), Some(FrameRate::NTSC_24)).unwrap(), Some(FrameRate::NTSC_24));
    assert_eq!(fit_rate(&stamps, base(1000), Some(film)).unwrap(), Some(film));
}

#[test]
fn odd_rates_come_out_as_the_hint_or_the_simplest_fraction() {
    let odd = FrameRate::new(37, 2).unwrap();
    let stamps = muxed(odd, 2000, 90000, 5);
    assert_eq!(fit_rate(&stamps, base(90000), None).unwrap(), Some(odd));
    assert_eq!(fit_rate(&stamps, base(90000), Some(odd)).unwrap(), Some(odd));
}

#[test]
fn holes_jitter_and_disorder_are_variable() {
    let mut hole = muxed(FrameRate::NTSC_30, 100, 1000, 0);
    hole.remove(50);
    let mut jitter = muxed(FrameRate::NTSC_30, 100, 1000, 0);
    jitter[50] += 3;
    for stamps in [hole, jitter, vec![0, 40, 40], vec![40, 0], vec![]] {
        assert_eq!(fit_rate(&stamps, base(1000), Some(FrameRate::NTSC_30)).unwrap(), None);
    }
}

#[test]
fn one_frame_fits_its_hint_alone() {
    assert_eq!(fit_rate(&[7], base(1000), Some(FrameRate::NTSC_30)).unwrap(), Some(FrameRate::NTSC_30));
    assert_eq!(fit_rate(&[7], base(1000), None).unwrap(), None);
}

#[test]
fn a_time_base_of_one_frame_is_read() {
    let stamps: Vec<i64> = (0..50).collect();
    assert_eq!(fit_rate(&stamps, base(25), None).unwrap(), FrameRate::new(25, 1).ok());
    assert_eq!(fit_rate(&stamps[..2], base(25), None).unwrap(), FrameRate::new(25, 1).ok());
}

#[test]
fn extremes_are_errors_and_not_panics() {
    assert_eq!(fit_rate(&[0, 1], Ratio::ZERO, None).unwrap_err().code(), "time.rate_invalid");
    for stamps in [vec![i64::MIN, i64::MAX], vec![i64::MIN, 0, i64::MAX], vec![0, i64::MAX]] {
        for base in [Ratio::MAX, base(i128::from(u32::MAX))] {
            if let Err(error) = fit_rate(&stamps, base, None) {
                assert_eq!(error.code(), "time.overflow");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_fitted_rate_holds_every_timestamp_within_a_tick(
        rate in rate(),
        frames in 2_i128..200,
        den in 1_i128..1_000_000,
        first in -1000_i64..1000,
    ) {
        let stamps = muxed(rate, frames, den, first);
        if let Some(fitted) = fit_rate(&stamps, base(den), None).unwrap() {
            for (i, stamp) in stamps.iter().enumerate() {
                let (num, rate_den) = (i128::from(fitted.numerator()), i128::from(fitted.denominator()));
                let off = i128::from(stamp - first) * num - i128::try_from(i).unwrap() * rate_den * den;
                prop_assert!(off.abs() <= num, "frame {} of {}", i, fitted);
            }
        } else {
            // Two frames in one tick: no order is left to fit.
            prop_assert!(stamps.windows(2).any(|pair| pair[0] == pair[1]));
        }
    }
}
