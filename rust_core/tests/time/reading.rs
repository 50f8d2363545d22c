//! What a person may write, and the float at the edge.

use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use stoat_core::time::{FrameRate, Rounding, Time, read_time, snap_seconds};

use crate::arb::{big_time, time};

#[test]
fn each_form_is_read_exactly() {
    let rate = Some(FrameRate::NTSC_30);
    let table = [
        ("0", "0"),
        ("12.5", "25/2"),
        ("-0.04", "-1/25"),
        ("0.333333333", "333333333/1000000000"),
        ("1001/30000", "1001/30000"),
        ("-7/14", "-1/2"),
        ("00:10", "10"),
        ("1:05", "65"),
        ("90:00", "5400"),
        ("01:02.5", "125/2"),
        ("1:00:00", "3600"),
        ("01:02:03.25", "14893/4"),
        ("100:00:00", "360000"),
        ("00:00:01:00", "1001/1000"),
        ("00:00:00:12", "1001/2500"),
        ("00:01:00;02", "3003/50"),
        ("0000000000000000000000000000000000000000000001", "1"),
    ];
    for (text, exact) in table {
        assert_eq!(read_time(text, rate).unwrap().to_string(), exact, "{text}");
    }
}

#[test]
fn anything_else_is_an_error() {
    let cases = [
        "",
        " ",
        "12 ",
        "+1",
        "1e3",
        "12.",
        ".5",
        "1:2",
        "00:60",
        "00:00:60",
        "00:60:00",
        "-00:10",
        "0:0:0",
        "1:002",
        "nan",
        "inf",
        "12,5",
        "1/2/3",
        "1/ 2",
        "00:00;10",
        "00;00;10",
        "1.5:00",
        "12s",
        "\u{661}",
        "1:00:00:00:00",
    ];
    for text in cases {
        assert_eq!(
            read_time(text, Some(FrameRate::NTSC_30)).unwrap_err().code(),
            "time.unreadable",
            "{text:?}"
        );
    }
    let code = |text: &str, rate| read_time(text, rate).unwrap_err().code();
    assert_eq!(code("00:00:00:00", None), "time.rate_needed");
    assert_eq!(code("00:01:00;00", Some(FrameRate::NTSC_30)), "time.timecode_invalid");
    assert_eq!(code("1/0", None), "time.zero_denominator");
    assert_eq!(code("0.12345678901234567890", None), "time.overflow");
    assert_eq!(code(&"9".repeat(60), None), "time.overflow");
    assert_eq!(code("999999999:00:00.999999999", None), "time.overflow");
}

#[test]
fn floats_that_are_no_times_are_refused() {
    let code = |seconds, rounding| snap_seconds(seconds, FrameRate::NTSC_30, rounding).unwrap_err().code();
    assert_eq!(code(f64::NAN, Rounding::Nearest), "time.unreadable");
    assert_eq!(code(f64::INFINITY, Rounding::Nearest), "time.unreadable");
    assert_eq!(code(1e300, Rounding::Nearest), "time.overflow");
    assert_eq!(code(0.5, Rounding::Exact), "time.not_exact");
}

#[test]
fn a_float_means_the_decimal_that_was_typed() {
    let rate = FrameRate::new(25, 1).unwrap();
    for frame in 0..100_000_i32 {
        let typed: f64 = format!("{}.{:02}", frame / 25, frame % 25 * 4).parse().unwrap();
        let snapped = snap_seconds(typed, rate, Rounding::Floor).unwrap();
        assert_eq!(snapped.frames(rate, Rounding::Exact).unwrap(), i64::from(frame), "{typed}");
    }
    let tiny = |x, rounding| snap_seconds(x, rate, rounding).unwrap().frames(rate, Rounding::Exact).unwrap();
    assert_eq!((tiny(5e-324, Rounding::Floor), tiny(5e-324, Rounding::Ceil)), (0, 1));
    assert_eq!((tiny(-5e-324, Rounding::Floor), tiny(-5e-324, Rounding::Nearest)), (-1, 0));
    assert_eq!(tiny(-0.0, Rounding::Exact), 0);
}

fn decimal_truth(x: f64) -> BigRational {
    let text = x.to_string();
    let (negative, body) = text.strip_prefix('-').map_or((false, text.as_str()), |body| (true, body));
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().unwrap();
    let scale = BigInt::from(10).pow(u32::try_from(fraction.len()).unwrap());
    BigRational::new(if negative { -digits } else { digits }, scale)
}

proptest! {
    #[test]
    fn snapping_floors_the_typed_decimal(x in prop_oneof![any::<f64>(), -1e7_f64..1e7, -1.0_f64..1.0]) {
        prop_assume!(x.is_finite());
        for rate in [FrameRate::NTSC_30, FrameRate::new(25, 1).unwrap(), FrameRate::new(u32::MAX, 1).unwrap()] {
            let frames = decimal_truth(x) * crate::arb::big_ratio(rate.ratio());
            match snap_seconds(x, rate, Rounding::Floor) {
                Ok(time) => prop_assert_eq!(
                    big_time(time) * crate::arb::big_ratio(rate.ratio()),
                    frames.floor()
                ),
                Err(error) => {
                    prop_assert_eq!(error.code(), "time.overflow");
                    prop_assert!(x.abs() > 1e8);
                }
            }
        }
    }

    #[test]
    fn what_a_time_prints_is_read_back(t in time()) {
        prop_assert_eq!(read_time(&t.to_string(), None).unwrap(), t);
    }

    #[test]
    fn clock_text_is_the_sum_of_its_fields(h in 0_u32..100, m in 0_u32..60, s in 0_u32..60, ms in 0_u32..1000) {
        let truth = Time::new(i128::from(((h * 60 + m) * 60 + s) * 1000 + ms), 1000).unwrap();
        prop_assert_eq!(read_time(&format!("{h}:{m:02}:{s:02}.{ms:03}"), None).unwrap(), truth);
    }

    #[test]
    fn any_text_is_a_time_or_an_error(text in "\\PC{0,20}|[-0-9:;./]{0,24}") {
        if let Err(error) = read_time(&text, Some(FrameRate::NTSC_30)) {
            let code = error.code();
            prop_assert!(
                ["time.unreadable", "time.overflow", "time.timecode_invalid", "time.zero_denominator"]
                    .contains(&code),
                "{}", code
            );
        }
    }
}
