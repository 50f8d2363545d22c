//! Frame rates: names, standards, and the frame grid.

use proptest::prelude::*;
use stoat_core::time::{FrameRate, Ratio, Rounding};

use crate::arb::rate;

#[test]
fn people_may_write_rates_in_many_ways() {
    let table = [
        ("25", 25, 1),
        ("25.0", 25, 1),
        ("25.00", 25, 1),
        ("30000/1001", 30000, 1001),
        ("60/2", 30, 1),
        ("12.5", 25, 2),
        ("14.985", 15000, 1001),
        ("23.976", 24000, 1001),
        ("23.98", 24000, 1001),
        ("23.976023976", 24000, 1001),
        ("29.97", 30000, 1001),
        ("29.970", 30000, 1001),
        ("29.97002997002997", 30000, 1001),
        ("47.952", 48000, 1001),
        ("47.95", 48000, 1001),
        ("59.94", 60000, 1001),
        ("119.88", 120_000, 1001),
        ("24.01", 2401, 100),
        ("29.98", 1499, 50),
    ];
    for (text, num, den) in table {
        assert_eq!(FrameRate::parse(text).unwrap(), FrameRate::new(num, den).unwrap(), "{text}");
    }
}

#[test]
fn what_is_no_rate_is_refused() {
    for text in [
        "",
        "0",
        "-25",
        "25fps",
        "25/0",
        "0/1",
        "nan",
        "1e3",
        ".5",
        "25.",
        "+25",
        " 25",
        "5000000000",
        "1/2/3",
    ] {
        assert_eq!(FrameRate::parse(text).unwrap_err().code(), "time.rate_invalid", "{text:?}");
    }
    assert_eq!(FrameRate::new(0, 1).unwrap_err().code(), "time.rate_invalid");
    assert!(serde_json::from_str::<FrameRate>("\"0\"").is_err());
    assert!(serde_json::from_str::<FrameRate>("\"-25\"").is_err());
}

#[test]
fn measured_rates_are_taken_for_the_standard_nearby() {
    let guess = |num, den| FrameRate::guess(Ratio::new(num, den).unwrap()).unwrap();
    assert_eq!(guess(19001, 317), FrameRate::NTSC_60);
    assert_eq!(guess(2997, 100), FrameRate::NTSC_30);
    assert_eq!(guess(2997, 125), FrameRate::NTSC_24);
    assert_eq!(guess(24, 1), FrameRate::new(24, 1).unwrap());
    assert_eq!(guess(1000, 40), FrameRate::new(25, 1).unwrap());
    assert_eq!(guess(165, 1), FrameRate::new(165, 1).unwrap());
    assert_eq!(FrameRate::guess(Ratio::ZERO).unwrap_err().code(), "time.rate_invalid");
}

#[test]
fn every_standard_rate_is_its_own_guess_and_its_own_text() {
    for rate in FrameRate::standard() {
        assert_eq!(FrameRate::guess(rate.ratio()).unwrap(), rate);
        assert_eq!(rate.to_string().parse::<FrameRate>().unwrap(), rate);
    }
}

proptest! {
    #[test]
    fn a_frame_is_on_screen_from_its_start_to_the_next(rate in rate(), index in -4_000_000_000_i64..4_000_000_000) {
        let (Ok(start), Ok(next)) = (rate.time_of(index), rate.time_of(index + 1)) else { return Ok(()) };
        prop_assert_eq!(rate.frame_at(start, Rounding::Floor).unwrap(), index);
        prop_assert_eq!(rate.frame_at(start, Rounding::Exact).unwrap(), index);
        prop_assert_eq!(rate.snap(start, Rounding::Nearest).unwrap(), start);
        if let Ok(middle) = start.add(next).and_then(|sum| sum.mul(Ratio::new(1, 2).unwrap())) {
            prop_assert_eq!(rate.frame_at(middle, Rounding::Floor).unwrap(), index);
            prop_assert_eq!(rate.frame_at(middle, Rounding::Ceil).unwrap(), index + 1);
            prop_assert_eq!(rate.frame_at(middle, Rounding::Nearest).unwrap(), index + (index & 1));
        }
    }

    #[test]
    fn any_text_is_a_rate_or_an_error(text in "\\PC{0,12}|[0-9./-]{0,45}") {
        if let Err(error) = FrameRate::parse(&text) {
            prop_assert_eq!(error.code(), "time.rate_invalid");
        }
    }
}
