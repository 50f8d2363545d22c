//! What must hold after every step beside the model: the scene, the reported range, the named amount.

use proptest::prelude::*;
use stoat_core::time::Time;
use stoat_core::timeline::{BlockId, Edit, Op, Scene, Timeline};

use crate::machine::{Pair, q};
use crate::naive::Q;

/// The scene against the model: the topmost picture, each track's sound, and every split unseen.
pub(crate) fn check_scene(pair: &Pair) -> Result<(), TestCaseError> {
    let scene = pair.engine.scene().unwrap();
    let length = pair.model.length();
    prop_assert_eq!(scene.frames, length as u64);
    let samples = Q::from(length as i128) * Q::from(48000) / pair.model.rate;
    prop_assert_eq!(i128::from(scene.samples), (samples + Q::new(1, 2)).floor().to_integer());
    let id = |medium: usize| pair.media[medium]["id"].as_str().unwrap();
    let rate = pair.model.rate;
    for index in 0..length {
        let seen = ["V2", "V1"].iter().find_map(|name| pair.model.rows.get(*name)?.get(index)?.as_ref());
        let found = scene
            .picture
            .iter()
            .find(|part| part.start_frame <= index as u64 && (index as u64) < part.start_frame + part.frames);
        let found = found.map(|part| {
            let source = q(part.source_start) + Q::from(index as i128 - i128::from(part.start_frame)) / rate;
            (part.medium.as_str(), source)
        });
        prop_assert_eq!(found, seen.map(|cell| (id(cell.medium), cell.source)), "picture at {}", index);
    }
    let frame = pair.engine.format().unwrap().frame_ticks().unwrap();
    for (name, row) in pair.model.rows.iter().filter(|(name, _)| name.starts_with('A')) {
        for (index, cell) in row.iter().enumerate() {
            let tick = i64::try_from(index).unwrap() * frame;
            // The first tick of the frame and the last: the use's edges are exact in ticks.
            for at in [tick, tick + frame - 1] {
                let found = scene.sound.iter().find(|part| {
                    part.track == *name && part.start.0 <= at && at < part.start.0 + part.duration.0
                });
                let found = found.map(|part| (part.medium.as_str(), q(part.offset)));
                let offset =
                    cell.as_ref().map(|cell| (id(cell.medium), cell.source - Q::from(index as i128) / rate));
                prop_assert_eq!(found, offset, "{} at tick {}", name, at);
            }
        }
    }
    for pair in scene.picture.windows(2) {
        let source = q(pair[0].source_start) + Q::from(i128::from(pair[0].frames)) / rate;
        let touching = pair[0].start_frame + pair[0].frames == pair[1].start_frame;
        prop_assert!(
            !(touching && pair[0].medium == pair[1].medium && source == q(pair[1].source_start)),
            "merged"
        );
    }
    Ok(())
}

/// Outside of the reported range nothing looks different.
pub(crate) fn check_changed(
    old: &Timeline,
    new: &Timeline,
    applied: &stoat_core::timeline::Applied,
) -> Result<(), TestCaseError> {
    let shown = |timeline: &Timeline, at: Time| -> Vec<(String, String, Time)> {
        let mut shown: Vec<_> = timeline
            .source_at(at)
            .unwrap()
            .into_iter()
            .map(|(view, source)| (view.track, view.medium_id, source))
            .collect();
        shown.sort();
        shown
    };
    let format = new.format().unwrap();
    for index in 0..old.frames().unwrap().max(new.frames().unwrap()) {
        let at = format.rate.time_of(index).unwrap();
        let inside = applied.changed.is_some_and(|span| span.start <= at && at < span.end);
        if !inside {
            prop_assert_eq!(shown(old, at), shown(new, at), "unchanged at frame {}", index);
        }
    }
    Ok(())
}

/// The amount that a refusal names is legal, and one frame more is not.
pub(crate) fn check_largest(
    pair: &Pair,
    edit: &Edit,
    error: &stoat_core::error::StoatError,
) -> Result<(), TestCaseError> {
    let Op::Trim(trim) = &edit.0 else { return Ok(()) };
    let (Some(largest), Some(edge)) = (error.context().get("largest"), error.context().get("edge")) else {
        return Ok(());
    };
    if trim.head.is_some() && trim.tail.is_some() {
        return Ok(());
    }
    let largest: i64 = largest.parse().unwrap();
    let rate = pair.engine.format().unwrap().rate;
    let sign = if error.code() == "timeline.too_short" { 1 } else { -1 };
    for (frames, legal) in [(largest, true), (largest + 1, false)] {
        let amount = Some(rate.time_of(sign * frames).unwrap());
        let mut tried = trim.clone();
        if edge == "head" {
            tried.head = amount;
        } else {
            tried.tail = amount;
        }
        let result = pair.engine.apply(&Edit(Op::Trim(tried)), BlockId(2));
        let conflict = result.as_ref().is_err_and(|error| error.code() == "timeline.sync_conflict");
        prop_assert!(
            result.is_ok() == legal || conflict,
            "{largest} is the largest of {}: {:?}",
            edit.to_json(),
            result.err()
        );
    }
    Ok(())
}

/// The scene without the names of the clips that its uses come from.
pub(crate) fn bare(timeline: &Timeline) -> Scene {
    let mut scene = timeline.scene().unwrap();
    for part in &mut scene.picture {
        part.clips.clear();
        part.label.clear();
    }
    for part in &mut scene.sound {
        part.clips.clear();
        part.label.clear();
    }
    scene
}
