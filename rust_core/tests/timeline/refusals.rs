//! Every refusal, with its code and the largest legal amount.

use serde_json::json;
use stoat_core::timeline::{Edit, LinkId, Op, Target, Timeline};

use crate::footage::{
    append, apply, cut, edit, medium, place, refused, remove, set_format, sound, split, trim,
};

fn beach() -> serde_json::Value {
    medium("beach", "25", "10", Some("10"))
}

/// A clip from 1 to 3 s of its medium, standing at 1 s between two others.
fn between() -> Timeline {
    let start = cut(&[append(&beach(), "0", "1/2"), place("overwrite", "1", &beach(), "1", "3")]);
    apply(&start, &place("overwrite", "16/5", &beach(), "0", "1"))
}

fn largest(code: &'static str, amount: &str) -> (&'static str, Option<String>) {
    (code, Some(amount.to_owned()))
}

#[test]
fn trims_name_the_largest_legal_amount() {
    let timeline = between();
    let refuse = |head, tail, ripple| refused(&timeline, &trim(&timeline, "beach#2", head, tail, ripple));
    assert_eq!(refuse("-2", "", true), largest("timeline.no_handle", "25"));
    assert_eq!(
        refuse("-2", "", false),
        largest("timeline.no_handle", "13"),
        "the room is narrower than the handle"
    );
    assert_eq!(refuse("-1", "", false), largest("timeline.in_the_way", "13"));
    assert_eq!(refuse("", "-8", true), largest("timeline.no_handle", "175"));
    assert_eq!(refuse("", "-1", false), largest("timeline.in_the_way", "5"));
    assert_eq!(refuse("2", "", false), largest("timeline.too_short", "49"));
    assert_eq!(refuse("1", "1", true), largest("timeline.too_short", "24"));
}

#[test]
fn a_head_cannot_go_before_the_start() {
    let timeline = cut(&[place("insert", "1/5", &beach(), "5", "6")]);
    let edit = trim(&timeline, "beach#1", "-1", "", false);
    let error = timeline.apply(&edit, stoat_core::timeline::BlockId(1)).map(|_| ()).unwrap_err();
    assert_eq!(error.code(), "timeline.in_the_way");
    assert_eq!((error.context()["largest"].as_str(), error.context()["largest_time"].as_str()), ("5", "1/5"));
}

#[test]
fn times_outside_are_refused() {
    let timeline = between();
    let code = |edit: Edit| refused(&timeline, &edit).0;
    assert_eq!(code(place("insert", "-1", &beach(), "0", "1")), "timeline.out_of_range");
    assert_eq!(code(append(&beach(), "9", "11")), "timeline.out_of_range");
    assert_eq!(code(append(&beach(), "-1", "1")), "timeline.out_of_range");
    assert_eq!(code(append(&beach(), "3", "3")), "timeline.out_of_range");
    assert_eq!(code(append(&beach(), "3", "151/50")), "timeline.too_short");
    assert_eq!(code(split("100")), "timeline.out_of_range");
    assert_eq!(code(split("-1")), "timeline.out_of_range");
    let far = edit(json!({"op": "split", "at": "0", "target": {"id": timeline.resolve("beach#2").unwrap()}}));
    assert_eq!(code(far), "timeline.out_of_range");
    assert_eq!(code(place("insert", "9000000000000", &beach(), "0", "1")), "time.overflow");
}

#[test]
fn tracks_that_cannot_close_up_together_are_a_conflict() {
    let music = edit(json!({
        "op": "overwrite", "at": "2", "medium": sound("music", "10"), "source": {"start": "0", "end": "4"}, "audio_track": "A2",
    }));
    let timeline = apply(&between(), &music);
    assert_eq!(refused(&timeline, &remove(&timeline, "beach#2", true)).0, "timeline.sync_conflict");
    let error =
        timeline.apply(&remove(&timeline, "beach#2", true), stoat_core::timeline::BlockId(1)).unwrap_err();
    assert!(error.to_string().contains("A2 has music#1 between"), "{error}");
    assert_eq!(refused(&timeline, &trim(&timeline, "beach#2", "", "1/5", true)).0, "timeline.sync_conflict");
    apply(&timeline, &trim(&timeline, "beach#2", "1/5", "", true));
    apply(&timeline, &remove(&timeline, "beach#2", false));
}

#[test]
fn nothing_is_placed_before_a_format_or_with_a_wrong_one() {
    assert_eq!(refused(&Timeline::empty(), &append(&beach(), "0", "1")).0, "timeline.no_format");
    assert_eq!(Timeline::empty().scene().unwrap_err().code(), "timeline.no_format");
    let format = |rate: &str, width: u32, sample_rate: u32| {
        edit(
            json!({"op": "set_format", "format": {"rate": rate, "width": width, "height": 2, "sample_rate": sample_rate}}),
        )
    };
    for wrong in [format("25", 3, 48000), format("25", 0, 48000), format("25", 2, 7)] {
        assert_eq!(refused(&Timeline::empty(), &wrong).0, "timeline.format_invalid");
    }
    assert_eq!(refused(&between(), &set_format("30")).0, "timeline.format_in_use");
    apply(&cut(&[]), &set_format("30"));
}

#[test]
fn media_and_tracks_are_checked() {
    let timeline = cut(&[]);
    for (field, value) in
        [("id", json!("")), ("video", json!({"rate": "25", "duration": "0", "width": 2, "height": 2}))]
    {
        let mut wrong = beach();
        wrong[field] = value;
        assert_eq!(refused(&timeline, &append(&wrong, "0", "1")).0, "timeline.medium_invalid");
    }
    let mut nothing = beach();
    (nothing["video"], nothing["audio"]) = (json!(null), json!(null));
    assert_eq!(refused(&timeline, &append(&nothing, "0", "1")).0, "timeline.medium_invalid");
    for track in ["A1", "V0", "V100", "X1", "V", "V+1", ""] {
        let wrong = json!({"op": "append", "medium": beach(), "source": {"start": "0", "end": "1"}, "video_track": track});
        assert_eq!(refused(&timeline, &edit(wrong)).0, "timeline.track_invalid", "{track}");
    }
}

#[test]
fn names_are_unique_and_no_labels() {
    let named = |name: &str| {
        edit(json!({"op": "append", "medium": beach(), "source": {"start": "0", "end": "1"}, "name": name}))
    };
    let timeline = cut(&[named("night")]);
    assert_eq!(refused(&timeline, &named("night")).0, "timeline.name_taken");
    for name in ["", " x", "a#1", "b1/m/1", "a\nb"] {
        assert_eq!(refused(&timeline, &named(name)).0, "timeline.name_invalid", "{name}");
    }
}

#[test]
fn a_clip_that_is_not_there_or_not_the_same_is_told() {
    let timeline = between();
    let target = |id: &str| Target::by_id(id.parse::<LinkId>().unwrap());
    let remove = |target| Edit(Op::Remove(stoat_core::timeline::edits::Remove { target, ripple: false }));
    assert_eq!(refused(&timeline, &remove(target("b7/beach/1"))).0, "timeline.clip_not_found");
    let error = timeline.resolve("beech#1").unwrap_err();
    assert_eq!(error.context()["known"], "beach#1, beach#2, beach#3");
    let mut other = target("b1/beach/1");
    other.made_by = Some(7);
    assert_eq!(refused(&timeline, &remove(other.clone())).0, "timeline.target_changed");
    other.made_by = Some(1);
    apply(&timeline, &remove(other));
}
