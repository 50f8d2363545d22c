//! The laws of each edit, by name, on small timelines with the right answers written out.

use stoat_core::timeline::Timeline;

use crate::footage::{
    append, apply, cut, format, medium, place, remove, rename, set_format, sound, split, table, trim,
};

fn a() -> serde_json::Value {
    medium("a", "25", "10", None)
}

fn with_sound() -> serde_json::Value {
    medium("s", "25", "10", Some("10"))
}

/// Three clips of twenty frames of one picture, from 100, 120 and 140: what OpenTimelineIO gets wrong.
fn three() -> Timeline {
    let long = medium("x", "25", "40", None);
    cut(&[append(&long, "4", "24/5"), append(&long, "8", "44/5"), append(&long, "12", "64/5")])
}

#[test]
fn split_changes_no_content_and_join_is_identity() {
    let before = cut(&[append(&a(), "1", "4")]);
    let after = apply(&before, &split("2"));
    assert_eq!(table(&after), ["V1 a#1 0+50 1", "V1 a#2 50+25 3"]);
    let (one, two) = (before.scene().unwrap(), after.scene().unwrap());
    assert_eq!(two.picture.len(), 1);
    assert_eq!(
        (one.picture[0].source_start, one.picture[0].frames),
        (two.picture[0].source_start, two.picture[0].frames)
    );
    let joined = apply(&remove_tail(&after), &trim(&remove_tail(&after), "a#1", "", "-1", true));
    assert_eq!(table(&joined), table(&before));
}

fn remove_tail(timeline: &Timeline) -> Timeline {
    apply(timeline, &remove(timeline, "a#2", true))
}

#[test]
fn split_at_a_cut_is_a_no_op() {
    let before = cut(&[append(&a(), "0", "2"), append(&a(), "0", "2")]);
    for at in ["0", "2", "4"] {
        assert_eq!(apply(&before, &split(at)).content_hash(), before.content_hash());
    }
}

#[test]
fn insert_lengthens_by_its_own_and_shifts_what_follows() {
    let after = apply(&three(), &place("insert", "1", &a(), "0", "2/5"));
    // The second half of the split clip goes on where its first half ends (OpenTimelineIO: 235).
    assert_eq!(
        table(&after),
        ["V1 x#1 0+20 4", "V1 x#2 20+5 8", "V1 a#1 25+10 0", "V1 x#3 35+15 41/5", "V1 x#4 50+20 12"]
    );
}

#[test]
fn insert_keeps_every_track_in_sync() {
    let before = cut(&[append(&with_sound(), "0", "4"), append(&sound("m", "10"), "0", "4")]);
    let after = apply(&before, &place("insert", "1", &a(), "0", "1"));
    assert_eq!(
        table(&after),
        [
            "V1 s#1 0+25 0",
            "V1 a#1 25+25 0",
            "V1 s#2 50+75 1",
            "A1 s#1 0+25 0",
            "A1 s#2 50+75 1",
            "A1 m#1 125+100 0",
        ]
    );
    let link = |label: &str| after.resolve(label).unwrap();
    let clips = after.clips().unwrap();
    assert!(
        clips.iter().filter(|clip| clip.link == link("s#2").to_string()).count() == 2,
        "halves stay linked"
    );
}

#[test]
fn insert_beyond_the_end_pads_a_gap() {
    let after = apply(&cut(&[append(&a(), "0", "1")]), &place("insert", "3", &a(), "0", "1"));
    assert_eq!(table(&after), ["V1 a#1 0+25 0", "V1 a#2 75+25 0"]);
}

#[test]
fn insert_then_extract_is_identity() {
    let before = three();
    let inserted = apply(&before, &place("insert", "4/5", &a(), "0", "2"));
    let after = apply(&inserted, &remove(&inserted, "a#1", true));
    assert_eq!(table(&after), table(&before));
}

#[test]
fn overwrite_replaces_its_range_only() {
    let after = apply(&three(), &place("overwrite", "1", &a(), "5", "132/25"));
    assert_eq!(
        table(&after),
        ["V1 x#1 0+20 4", "V1 x#2 20+5 8", "V1 a#1 25+7 5", "V1 x#3 32+8 212/25", "V1 x#4 40+20 12"],
        "inside one clip it makes three items, and shows its own source (OpenTimelineIO: that of the clip under it)"
    );
    let over_two = apply(&three(), &place("overwrite", "3/5", &a(), "0", "2/5"));
    assert_eq!(table(&over_two), ["V1 x#1 0+15 4", "V1 a#1 15+10 0", "V1 x#2 25+15 41/5", "V1 x#3 40+20 12"]);
    let again = apply(&over_two, &place("overwrite", "3/5", &a(), "0", "2/5"));
    assert_eq!(table(&again), table(&over_two), "it is idempotent");
    let end = apply(&three(), &place("overwrite", "2", &a(), "0", "1"));
    assert_eq!(end.frames().unwrap(), 75);
}

#[test]
fn overwrite_keeps_the_id_of_a_clip_that_it_only_shortens() {
    let before = cut(&[append(&with_sound(), "0", "4")]);
    let id = before.resolve("s#1").unwrap();
    let after = apply(&before, &place("overwrite", "0", &a(), "0", "1"));
    assert_eq!(after.resolve("s#1").unwrap(), id);
    assert_eq!(table(&after), ["V1 a#1 0+25 0", "V1 s#1 25+75 1", "A1 s#1 0+100 0"]);
}

#[test]
fn lift_leaves_a_gap_and_the_length() {
    let after = apply(&three(), &remove(&three(), "x#3", false));
    assert_eq!(table(&after), ["V1 x#1 0+20 4", "V1 x#2 20+20 8"]);
    assert_eq!(after.frames().unwrap(), 60, "the gap at the end stays until trim_end");
    let ended = apply(&after, &crate::footage::edit(serde_json::json!({"op": "trim_end"})));
    assert_eq!(ended.frames().unwrap(), 40);
    let both = apply(&after, &remove(&after, "x#2", false));
    assert_eq!(both.gaps().unwrap().len(), 1, "gaps side by side are one");
}

#[test]
fn extract_closes_up() {
    let after = apply(&three(), &remove(&three(), "x#2", true));
    assert_eq!(table(&after), ["V1 x#1 0+20 4", "V1 x#2 20+20 12"]);
}

#[test]
fn ripple_trim_moves_what_follows_and_no_source_but_its_own() {
    let head = apply(&three(), &trim(&three(), "x#2", "3/25", "", true));
    assert_eq!(
        table(&head),
        ["V1 x#1 0+20 4", "V1 x#2 20+17 203/25", "V1 x#3 37+20 12"],
        "OpenTimelineIO: 260"
    );
    let longer = apply(&three(), &trim(&three(), "x#2", "", "-1", true));
    assert_eq!(table(&longer), ["V1 x#1 0+20 4", "V1 x#2 20+45 8", "V1 x#3 65+20 12"]);
}

#[test]
fn trim_lets_the_gap_absorb_and_keeps_content_in_place() {
    let gap = apply(&three(), &remove(&three(), "x#2", false));
    let longer = apply(&gap, &trim(&gap, "x#1", "", "-4/25", false));
    assert_eq!(table(&longer), ["V1 x#1 0+24 4", "V1 x#2 40+20 12"], "OpenTimelineIO: 54 frames in all");
    let shorter = apply(&gap, &trim(&gap, "x#1", "", "4/25", false));
    assert_eq!(table(&shorter), ["V1 x#1 0+16 4", "V1 x#2 40+20 12"], "OpenTimelineIO: 42 frames in all");
    let head = apply(&gap, &trim(&gap, "x#2", "-1/5", "", false));
    assert_eq!(table(&head), ["V1 x#1 0+20 4", "V1 x#2 35+25 59/5"]);
    let last = apply(&three(), &trim(&three(), "x#3", "", "1/5", false));
    assert_eq!(last.frames().unwrap(), 55, "the last clip's tail shortens the track");
}

#[test]
fn a_ripple_over_a_spanning_clip_splits_it_at_both_places() {
    let over = serde_json::json!({
        "op": "overwrite", "at": "0", "medium": a(), "source": {"start": "0", "end": "6"}, "video_track": "V2",
    });
    let long = medium("x", "25", "40", None);
    let before = cut(&[
        append(&long, "4", "5"),
        append(&long, "8", "9"),
        append(&long, "12", "13"),
        crate::footage::edit(over),
    ]);
    let after = apply(&before, &trim(&before, "x#2", "-1", "-1", true));
    assert_eq!(
        table(&after),
        [
            "V1 x#1 0+25 4",
            "V1 x#2 25+75 7",
            "V1 x#3 100+25 12",
            "V2 a#1 0+25 0",
            "V2 a#2 50+25 1",
            "V2 a#3 100+100 2",
        ]
    );
    let links: std::collections::BTreeSet<String> =
        after.clips().unwrap().into_iter().map(|clip| clip.link).collect();
    assert_eq!(links.len(), 6, "every part has an id of its own");
}

#[test]
fn append_goes_behind_the_longer_of_its_tracks() {
    let after =
        cut(&[append(&a(), "0", "2"), append(&with_sound(), "0", "1"), append(&sound("m", "10"), "0", "1")]);
    assert_eq!(table(&after), ["V1 a#1 0+50 0", "V1 s#1 50+25 0", "A1 s#1 50+25 0", "A1 m#1 75+25 0"]);
}

#[test]
fn placing_snaps_the_in_point_and_reports_the_remainder() {
    let night = medium("n", "30000/1001", "1001/100", None);
    let before = cut(&[]);
    let (after, applied) = before.apply(&append(&night, "1", "3"), stoat_core::timeline::BlockId(1)).unwrap();
    assert_eq!(table(&after), ["V1 n#1 0+50 1001/1000"]);
    assert_eq!(applied.remainder.to_string(), "-1/1000");
    let whole = apply(&before, &append(&night, "0", "1001/100"));
    assert_eq!(whole.frames().unwrap(), 250, "no instant lies behind the medium's end");
}

#[test]
fn another_sample_rate_changes_nothing_that_is_shown() {
    let before = apply(&cut(&[append(&with_sound(), "1", "4")]), &split("1"));
    let mut changed = format("25");
    (changed.sample_rate, changed.width) = (44100, 1280);
    let edit = crate::footage::edit(serde_json::json!({"op": "set_format", "format": changed}));
    let after = apply(&before, &edit);
    assert_eq!(table(&after), table(&before));
    assert_eq!((after.scene().unwrap().timebase, after.scene().unwrap().samples), (44100, 132_300));
    assert_eq!(
        apply(&after, &set_format("25")).content_hash(),
        before.content_hash(),
        "there and back is identity"
    );
}

#[test]
fn names_are_labels_too_and_ids_stay() {
    let before = cut(&[append(&a(), "0", "1"), append(&a(), "1", "2")]);
    let id = before.resolve("a#2").unwrap();
    let named = apply(&before, &rename(&before, "a#2", Some("end")));
    assert_eq!(named.resolve("end").unwrap(), id);
    assert_eq!(table(&named), ["V1 a#1 0+25 0", "V1 end 25+25 1"]);
    let bare = apply(&named, &rename(&named, "end", None));
    assert_eq!(bare.content_hash(), before.content_hash());
}

#[test]
fn what_is_shown_and_where_are_each_others_inverse() {
    let timeline = cut(&[append(&a(), "1", "3"), append(&with_sound(), "5", "6"), append(&a(), "2", "4")]);
    let time = |text: &str| text.parse().unwrap();
    let shown = timeline.source_at(time("5/2")).unwrap();
    assert_eq!(
        shown.iter().map(|(clip, at)| format!("{} {at}", clip.id)).collect::<Vec<_>>(),
        ["b1/s/1v 11/2", "b1/s/1a 11/2"]
    );
    let found = timeline.where_is("a", time("5/2")).unwrap();
    assert_eq!(
        found.iter().map(|(clip, at)| format!("{} {at}", clip.label)).collect::<Vec<_>>(),
        ["a#1 3/2", "a#2 7/2"]
    );
}
