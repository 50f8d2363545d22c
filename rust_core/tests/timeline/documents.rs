//! Edits and timelines as documents: what is ours is read back, what is not is refused with the reason.

use serde_json::{Value, json};
use stoat_core::timeline::{BlockId, Edit, Timeline};

use crate::footage::{append, cut, edit, medium, split, trim};

#[test]
fn unknown_versions_operations_and_fields_are_refused() {
    let code = |text: &str| Edit::from_json(text).unwrap_err().code();
    assert_eq!(code(r#"{"v": 2, "op": "trim_end"}"#), "timeline.edit_version");
    for text in [
        r#"{"op": "trim_end"}"#,
        r#"{"v": 1, "op": "explode"}"#,
        r#"{"v": 1, "op": "trim_end", "more": 1}"#,
        r#"{"v": 1, "op": "split", "at": "5", "target": {"id": "b1/m/1", "colour": "red"}}"#,
        r#"{"v": 1, "op": "split", "at": "5", "target": {"id": "m"}}"#,
        r#"{"v": 1, "op": "split", "at": 5}"#,
        r#"{"v": 1, "op": "split"}"#,
        r#"{"v": 1, "op": "split", "at": "1/0"}"#,
        "[]",
        "{",
    ] {
        assert_eq!(code(text), "timeline.edit_invalid", "{text}");
    }
}

#[test]
fn the_serialised_form_of_edits_is_fixed() {
    let timeline = cut(&[append(&medium("m", "25", "10", None), "1", "3")]);
    let golden = [
        (split("5/2"), json!({"v": 1, "op": "split", "at": "5/2"})),
        (
            trim(&timeline, "m#1", "1/5", "", true),
            json!({
                "v": 1, "op": "trim", "ripple": true, "head": "1/5",
                "target": {"id": "b1/m/1", "made_by": 1, "count": 1, "edge_facts": {"source_start": "1"}},
            }),
        ),
        (
            append(&medium("m", "", "1/3", Some("1")), "0", "1/3"),
            json!({
                "v": 1, "op": "append", "source": {"start": "0", "end": "1/3"},
                "medium": {
                    "id": "m", "name": "m.mp4",
                    "video": {"rate": null, "duration": "1/3", "width": 640, "height": 360},
                    "audio": {"sample_rate": 48000, "start": "0", "duration": "1"},
                },
            }),
        ),
    ];
    for (edit, value) in golden {
        assert_eq!(serde_json::from_str::<Value>(&edit.to_json()).unwrap(), value);
    }
}

#[test]
fn a_timeline_document_is_read_back_whole() {
    let two = cut(&[
        append(&medium("m", "25", "10", Some("9")), "1", "3"),
        append(&medium("n", "", "7", None), "1", "3"),
    ]);
    let (timeline, _) = two.apply(&split("1"), BlockId(3)).unwrap();
    let read = Timeline::from_json(&timeline.to_json()).unwrap();
    assert_eq!(read, timeline);
    assert_eq!(read.hash(), timeline.hash());
    assert_ne!(read.hash(), two.hash());
    let again = edit(json!({"op": "split", "at": "1/2"}));
    assert_eq!(
        read.apply(&again, BlockId(3)).unwrap().0,
        timeline.apply(&again, BlockId(3)).unwrap().0,
        "ids go on"
    );
}

#[test]
fn content_is_compared_without_block_ids() {
    let edits = [append(&medium("m", "25", "10", Some("9")), "1", "3"), split("1")];
    let made_by = |block| {
        let start = cut(&[]);
        edits.iter().fold(start, |timeline, edit| timeline.apply(edit, BlockId(block)).unwrap().0)
    };
    assert_ne!(made_by(4), made_by(5));
    assert_eq!(made_by(4).content_hash(), made_by(5).content_hash());
    assert_ne!(made_by(4).content_hash(), cut(&edits[..1]).content_hash());
}

#[test]
fn a_document_that_breaks_a_law_is_refused() {
    let timeline = cut(&[append(&medium("m", "25", "10", None), "1", "3")]);
    let change = |pointer: &str, value: Value| {
        let mut document: Value = serde_json::from_str(&timeline.to_json()).unwrap();
        *document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        Timeline::from_json(&document.to_string()).map(|_| ()).unwrap_err().code()
    };
    let clip = |field: &str| format!("/tracks/0/items/0/clip/{field}");
    assert_eq!(change("/v", json!(2)), "timeline.document_invalid");
    assert_eq!(change(&clip("duration"), json!(1)), "timeline.off_frame_grid");
    assert_eq!(change(&clip("duration"), json!(0)), "timeline.document_invalid");
    assert_eq!(change(&clip("duration"), json!(48000 * 20)), "timeline.document_invalid");
    assert_eq!(change(&clip("duration"), json!(i64::MAX)), "time.overflow");
    assert_eq!(change(&clip("anchor"), json!("-1")), "timeline.document_invalid");
    assert_eq!(change(&clip("medium"), json!(1)), "timeline.document_invalid");
    assert_eq!(change(&clip("speed"), json!("2")), "timeline.document_invalid");
    assert_eq!(change("/tracks/0/name", json!("W1")), "timeline.track_invalid");
    assert_eq!(change("/tracks/1/name", json!("V1")), "timeline.document_invalid");
    assert_eq!(change("/tracks/0/items/0", json!({"gap": -5})), "timeline.document_invalid");
    assert_eq!(change("/format", Value::Null), "timeline.no_format");
    assert_eq!(change("/media/0/name", json!(3)), "timeline.document_invalid");
    let twice = serde_json::from_str::<Value>(&timeline.to_json()).unwrap()["tracks"][0]["items"][0].clone();
    assert_eq!(change("/tracks/0/items", json!([twice.clone(), twice])), "timeline.document_invalid");
}
