//! Clip validation: every fault, once, and none in a valid clip.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use stoat_core::clip::{Clip, validate_clip, validate_clips};
use stoat_core::time::Time;

fn clip(path: &str, start: i64, end: i64, duration: Option<i64>) -> Clip {
    let time = |tenths: i64| Time::new(tenths.into(), 10).unwrap();
    Clip {
        source_path: path.to_owned(),
        in_point: time(start),
        out_point: time(end),
        source_duration: duration.map(time),
    }
}

#[test]
fn all_faults_are_told_at_once_and_in_order() {
    let faults = validate_clip(&clip("a\0b", -5, -5, Some(-1)));
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["source_path", "in_point", "out_point", "source_duration"]);
    let error = clip(" ", 50, 40, Some(30)).check().unwrap_err();
    assert_eq!(error.code(), "clip.invalid");
    assert_eq!(error.context()["count"], "4");
}

#[test]
fn a_fault_says_what_is_and_what_may_be() {
    let faults = validate_clip(&clip("a.mp4", 0, 105, Some(100)));
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].actual.as_str(), faults[0].expected.as_str()), ("21/2", "at most 10"));
}

#[test]
fn a_list_tells_the_place_of_each_bad_clip() {
    let good = clip("a.mp4", 0, 10, Some(10));
    let found = validate_clips(&[good.clone(), clip("", 0, 1, None), good, clip("b", 1, 1, None)]);
    assert_eq!(found.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [1, 3]);
}

proptest! {
    #[test]
    fn valid_is_what_the_rule_says(start in -5_i64..20, end in -5_i64..20, duration in prop::option::of(-2_i64..20)) {
        let valid = 0 <= start && start < end && duration.is_none_or(|duration| end <= duration);
        let clip = clip("a.mp4", start, end, duration);
        prop_assert_eq!(validate_clip(&clip).is_empty(), valid);
        prop_assert_eq!(clip.check().is_ok(), valid);
    }
}
