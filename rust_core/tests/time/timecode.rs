//! Timecode against counting frame by frame, and the constants of SMPTE 12M.

use proptest::prelude::*;
use stoat_core::time::{BeyondDay, FrameRate, Rounding, Time, Timecode};

fn written(frame: i64, rate: FrameRate, drop_frame: bool) -> String {
    Timecode::new(frame, rate, drop_frame, BeyondDay::Refuse).unwrap().to_string()
}

fn frame(text: &str, rate: FrameRate) -> i64 {
    Timecode::parse(text, rate, None, BeyondDay::Refuse).unwrap().frame()
}

/// The clock's next name, by hand: carry, then skip what drop-frame leaves out.
fn tick(clock: [u32; 4], nominal: u32, dropped: u32) -> [u32; 4] {
    let [mut h, mut m, mut s, mut f] = clock;
    f += 1;
    if f == nominal {
        (f, s) = (0, s + 1);
        if s == 60 {
            (s, m) = (0, m + 1);
            if m % 10 != 0 {
                f = dropped;
            }
            if m == 60 {
                (m, h, f) = (0, h + 1, 0);
            }
        }
    }
    [h, m, s, f]
}

#[test]
fn every_frame_of_a_day_has_the_name_that_counting_gives_it() {
    let cases = [
        (FrameRate::NTSC_30, true, 2_589_408),
        (FrameRate::NTSC_60, true, 2_589_408 * 2),
        (FrameRate::NTSC_30, false, 2_592_000),
        (FrameRate::new(25, 1).unwrap(), false, 2_160_000),
    ];
    for (rate, drop_frame, day) in cases {
        let nominal = rate.nominal();
        let dropped = if drop_frame { nominal / 15 } else { 0 };
        let mut clock = [0; 4];
        for index in 0..day {
            let fields = Timecode::new(index, rate, drop_frame, BeyondDay::Refuse).unwrap().fields();
            let ours = [fields.hours, fields.minutes, fields.seconds, fields.frames];
            assert_eq!(ours, clock.map(u64::from), "frame {index} at {rate}");
            clock = tick(clock, nominal, dropped);
        }
        assert_eq!(clock, [24, 0, 0, 0]);
        assert_eq!(
            Timecode::new(day, rate, drop_frame, BeyondDay::Refuse).unwrap_err().code(),
            "time.timecode_invalid"
        );
    }
}

#[test]
fn the_constants_of_drop_frame() {
    let rate = FrameRate::NTSC_30;
    assert_eq!(frame("00:10:00;00", rate), 17_982);
    assert_eq!(frame("01:00:00;00", rate), 107_892);
    assert_eq!(frame("23:59:59;29", rate), 2_589_407);
    assert_eq!(frame("01:00:02;05", rate), 107_957);
    assert_eq!(frame("00:59:58:17", rate), 107_957);
    assert_eq!(written(107_957, rate, true), "01:00:02;05");
    assert_eq!(written(107_957, rate, false), "00:59:58:17");
    assert_eq!(written(1799, rate, true), "00:00:59;29");
    assert_eq!(written(1800, rate, true), "00:01:00;02");
    assert_eq!(written(3600, FrameRate::NTSC_60, true), "00:01:00;04");
    assert_eq!(written(7200, FrameRate::NTSC_120, true), "00:01:00;08");
    assert_eq!(written(119, FrameRate::NTSC_120, true), "00:00:00;119");
    assert_eq!(frame("00:00:00;119", FrameRate::NTSC_120), 119);
}

#[test]
fn an_hour_of_drop_frame_timecode_is_an_hour_within_four_milliseconds() {
    let hour = Timecode::parse("01:00:00;00", FrameRate::NTSC_30, None, BeyondDay::Refuse).unwrap();
    let off = hour.time().unwrap().sub(Time::new(3600, 1).unwrap()).unwrap().abs().unwrap();
    assert_eq!(off, Time::new(9, 2500).unwrap());
}

#[test]
fn what_is_no_timecode_is_refused() {
    let cases = [
        "00:01:00;00",
        "00:01:00;01",
        "00:59:00;01",
        "",
        "00:00:00",
        "00:00:00:30",
        "00:60:00:00",
        "00:00:60:00",
        "24:00:00:00",
        "-00:00:00:01",
        "1:2:3:4",
        "00;00;00;00",
        "00:00:00:00:00",
        "aa:bb:cc:dd",
        "00:00:00:0\u{664}",
        "00:00:00:",
        ":00:00:00",
        "00:00:00.00",
    ];
    for text in cases {
        let result = Timecode::parse(text, FrameRate::NTSC_30, None, BeyondDay::Refuse);
        assert_eq!(result.unwrap_err().code(), "time.timecode_invalid", "{text:?}");
    }
    let refused = |rate: FrameRate, drop| Timecode::new(0, rate, drop, BeyondDay::Keep).unwrap_err().code();
    assert_eq!(refused(FrameRate::new(25, 1).unwrap(), true), "time.timecode_invalid");
    assert_eq!(refused(FrameRate::new(30, 1).unwrap(), true), "time.timecode_invalid");
    assert_eq!(refused(FrameRate::NTSC_24, true), "time.timecode_invalid");
    assert_eq!(refused(FrameRate::new(1, 3).unwrap(), false), "time.timecode_invalid");
}

#[test]
fn the_separator_and_the_argument_must_agree() {
    let rate = FrameRate::NTSC_30;
    let parse = |text, drop| Timecode::parse(text, rate, drop, BeyondDay::Refuse);
    assert_eq!(parse("01:00:00;00", Some(false)).unwrap_err().code(), "time.timecode_invalid");
    assert_eq!(parse("01:00:00:00", Some(true)).unwrap(), parse("01:00:00;00", None).unwrap());
}

#[test]
fn beyond_the_day_the_policy_decides() {
    let rate = FrameRate::NTSC_30;
    let day = 2_589_408;
    let under = |frame, policy| Timecode::new(frame, rate, true, policy).map(|tc| tc.to_string());
    assert_eq!(under(day + 5, BeyondDay::Wrap).unwrap(), "00:00:00;05");
    assert_eq!(under(-1, BeyondDay::Wrap).unwrap(), "23:59:59;29");
    assert_eq!(under(day + 5, BeyondDay::Keep).unwrap(), "24:00:00;05");
    assert_eq!(under(-1, BeyondDay::Keep).unwrap(), "-00:00:00;01");
    assert_eq!(under(-1, BeyondDay::Refuse).unwrap_err().code(), "time.timecode_invalid");
    assert!(under(i64::MIN, BeyondDay::Keep).is_ok());
    assert!(under(i64::MAX, BeyondDay::Keep).is_ok());
    assert_eq!(
        Timecode::parse("25:00:00:00", rate, None, BeyondDay::Wrap).unwrap().to_string(),
        "01:00:00:00"
    );
}

fn drop_rates() -> impl Strategy<Value = FrameRate> {
    prop::sample::select(vec![FrameRate::NTSC_30, FrameRate::NTSC_60, FrameRate::NTSC_120])
}

proptest! {
    #[test]
    fn any_frame_comes_back_from_its_name(
        rate in drop_rates(),
        frame in -400_000_000_i64..400_000_000,
        drop in any::<bool>(),
    ) {
        let timecode = Timecode::new(frame, rate, drop, BeyondDay::Keep).unwrap();
        let read = Timecode::parse(&timecode.to_string(), rate, None, BeyondDay::Keep).unwrap();
        prop_assert_eq!(read, timecode);
        prop_assert_eq!(timecode.counted(!drop).unwrap().frame(), frame);
        let at = Timecode::at(timecode.time().unwrap(), rate, drop, Rounding::Exact, BeyondDay::Keep).unwrap();
        prop_assert_eq!(at, timecode);
    }

    #[test]
    fn any_text_is_a_timecode_or_an_error(text in "\\PC{0,16}|-?[0-9:;]{0,16}") {
        if let Err(error) = Timecode::parse(&text, FrameRate::NTSC_30, None, BeyondDay::Keep) {
            prop_assert_eq!(error.code(), "time.timecode_invalid");
        }
    }
}
