//! Media, formats and edits for the tests, written as people write them.

use serde_json::{Value, json};
use stoat_core::timeline::{BlockId, Edit, Format, Medium, Timeline};

/// A picture (with sound where `sound` says how long) at a constant rate, or a variable one for "".
pub(crate) fn medium(id: &str, rate: &str, duration: &str, sound: Option<&str>) -> Value {
    let rate = if rate.is_empty() { Value::Null } else { json!(rate) };
    json!({
        "id": id,
        "name": format!("{id}.mp4"),
        "video": {"rate": rate, "duration": duration, "width": 640, "height": 360},
        "audio": sound.map(|duration| json!({"sample_rate": 48000, "start": "0", "duration": duration})),
    })
}

/// Sound without picture.
pub(crate) fn sound(id: &str, duration: &str) -> Value {
    json!({
        "id": id,
        "name": format!("{id}.wav"),
        "video": null,
        "audio": {"sample_rate": 44100, "start": "0", "duration": duration},
    })
}

/// The media of the random tests: equal and foreign rates, variable, without sound, without picture,
/// sound shorter than the picture, a single frame.
pub(crate) fn pool() -> Vec<Value> {
    vec![
        medium("beach", "25", "10", Some("8")),
        medium("night", "30000/1001", "1001/100", None),
        medium("phone", "", "743/90", Some("743/90")),
        sound("music", "13/2"),
        medium("flash", "60", "1/60", None),
        medium("film", "24000/1001", "1001/200", Some("1001/200")),
        medium("long", "50", "100", Some("100")),
    ]
}

pub(crate) fn read(medium: &Value) -> Medium {
    serde_json::from_value(medium.clone()).unwrap()
}

pub(crate) fn format(rate: &str) -> Format {
    serde_json::from_value(json!({"rate": rate, "width": 640, "height": 360, "sample_rate": 48000})).unwrap()
}

pub(crate) fn edit(mut value: Value) -> Edit {
    value["v"] = json!(1);
    Edit::from_json(&value.to_string()).unwrap()
}

pub(crate) fn set_format(rate: &str) -> Edit {
    edit(json!({"op": "set_format", "format": format(rate)}))
}

pub(crate) fn append(medium: &Value, start: &str, end: &str) -> Edit {
    edit(json!({"op": "append", "medium": medium, "source": {"start": start, "end": end}}))
}

pub(crate) fn place(op: &str, at: &str, medium: &Value, start: &str, end: &str) -> Edit {
    edit(json!({"op": op, "at": at, "medium": medium, "source": {"start": start, "end": end}}))
}

pub(crate) fn split(at: &str) -> Edit {
    edit(json!({"op": "split", "at": at}))
}

/// A trim, prepared in the view of `timeline`; `""` leaves an edge alone.
pub(crate) fn trim(timeline: &Timeline, clip: &str, head: &str, tail: &str, ripple: bool) -> Edit {
    let amount = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let text = json!({"v": 1, "op": "trim", "target": clip, "head": amount(head), "tail": amount(tail), "ripple": ripple});
    timeline.prepare(&text.to_string()).unwrap()
}

pub(crate) fn remove(timeline: &Timeline, clip: &str, ripple: bool) -> Edit {
    let text = json!({"v": 1, "op": "remove", "target": clip, "ripple": ripple});
    timeline.prepare(&text.to_string()).unwrap()
}

pub(crate) fn rename(timeline: &Timeline, clip: &str, name: Option<&str>) -> Edit {
    let text = json!({"v": 1, "op": "rename", "target": clip, "name": name});
    timeline.prepare(&text.to_string()).unwrap()
}

/// A timeline at 25 frames a second after `edits`.
pub(crate) fn cut(edits: &[Edit]) -> Timeline {
    let start = apply(&Timeline::empty(), &set_format("25"));
    edits.iter().fold(start, |timeline, edit| apply(&timeline, edit))
}

pub(crate) fn apply(timeline: &Timeline, edit: &Edit) -> Timeline {
    timeline.apply(edit, BlockId(1)).unwrap_or_else(|error| panic!("{}: {error}", edit.to_json())).0
}

/// The code with which `edit` is refused, and its context's `largest`.
pub(crate) fn refused(timeline: &Timeline, edit: &Edit) -> (&'static str, Option<String>) {
    let error = timeline.apply(edit, BlockId(1)).map(|_| ()).expect_err("the edit was not refused");
    assert!(!error.to_string().contains('{'), "unfilled: {error}");
    assert!(!error.hint().contains('{'), "unfilled: {}", error.hint());
    (error.code(), error.context().get("largest").cloned())
}

/// `label track start+frames source` of every clip, one per line.
pub(crate) fn table(timeline: &Timeline) -> Vec<String> {
    let line = |clip: stoat_core::timeline::ClipView| {
        format!("{} {} {}+{} {}", clip.track, clip.label, clip.start_frame, clip.frames, clip.source_start)
    };
    timeline.clips().unwrap().into_iter().map(line).collect()
}
