//! Random legal and illegal edits, the engine beside the naive model after every step.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use serde_json::{Value, json};
use stoat_core::time::{FrameRate, Ticks, Time};
use stoat_core::timeline::{BlockId, Edit, LinkId, Owner, Script, Timeline};

use crate::checks::{bare, check_changed, check_largest, check_scene};
use crate::footage::{edit, pool, read, set_format};
use crate::naive::{Cell, Codes, Naive, NaiveMedium, Q};

/// An edit before it meets a state: numbers are taken modulo what is there.
#[derive(Debug, Clone)]
struct Raw {
    op: u8,
    medium: usize,
    pick: usize,
    at: i64,
    /// Sixths of a frame away from the grid: three are a tie.
    off: i64,
    start: i64,
    frames: i64,
    head: i64,
    tail: i64,
    name: u8,
    flags: u8,
}

fn raw() -> impl Strategy<Value = Raw> {
    let numbers = (0..100_i64, -3..4_i64, -4..260_i64, 0..60_i64, -14..15_i64, -14..15_i64);
    (0..20_u8, 0..7_usize, 0..64_usize, numbers, 0..12_u8, any::<u8>()).prop_map(
        |(op, medium, pick, (at, off, start, frames, head, tail), name, flags)| Raw {
            op,
            medium,
            pick,
            at,
            off,
            start,
            frames,
            head,
            tail,
            name,
            flags,
        },
    )
}

pub(crate) fn q(time: Time) -> Q {
    Q::new(i128::from(time.numerator()), i128::from(time.denominator()))
}

fn text(value: Q) -> String {
    Time::new(*value.numer(), *value.denom()).unwrap().to_string()
}

fn naive(rate: &str, media: &[Value]) -> Naive {
    let facts = media.iter().map(|medium| {
        let medium = read(medium);
        let (start, end) = medium.available().unwrap();
        let rate = medium.video.as_ref().and_then(|video| video.rate);
        let rate = rate.map(|rate| Q::new(i128::from(rate.numerator()), i128::from(rate.denominator())));
        let (picture, sound) = (medium.video.is_some(), medium.audio.is_some());
        NaiveMedium { rate, start: q(start), end: q(end), picture, sound }
    });
    let rate: FrameRate = rate
        .parse::<stoat_core::time::Ratio>()
        .map(|r| FrameRate::new(u32::try_from(r.numerator()).unwrap(), r.denominator()).unwrap())
        .unwrap();
    Naive::new(Q::new(i128::from(rate.numerator()), i128::from(rate.denominator())), facts.collect())
}

/// Engine and model side by side.
pub(crate) struct Pair {
    pub(crate) engine: Timeline,
    pub(crate) model: Naive,
    pub(crate) media: Vec<Value>,
    /// Model link to engine link, as seen in the last comparison.
    links: BTreeMap<u32, String>,
    done: Vec<Edit>,
}

impl Pair {
    fn new(rate: &str) -> Self {
        let media = pool();
        let format = set_format(rate);
        let engine = Timeline::empty().apply(&format, BlockId(2)).unwrap().0;
        Self { engine, model: naive(rate, &media), media, links: BTreeMap::new(), done: vec![format] }
    }

    /// The edit for both sides: what the engine gets, and what the model says to it.
    fn interpret(&self, raw: &Raw) -> Option<(Edit, Result<Naive, Codes>)> {
        let mut model = self.model.clone();
        let at = (Q::from(i128::from(raw.at)) + Q::new(raw.off.into(), 6)) / model.rate;
        let links = model.links();
        let link = (!links.is_empty()).then(|| links[raw.pick % links.len()]);
        let target = link.map(|link| self.links[&link].clone());
        let ripple = raw.flags & 1 == 1;
        let op = match raw.op {
            0..=4 => return Some(self.placing("append", raw, at)),
            5..=7 => return Some(self.placing("insert", raw, at)),
            8..=10 => return Some(self.placing("overwrite", raw, at)),
            11..=12 => {
                let only = link.filter(|_| raw.flags & 2 == 2);
                let result = model.split(model.frame(at), only);
                (json!({"op": "split", "at": text(at), "target": only.and(target)}), result)
            }
            13..=16 => {
                let link = link?;
                let amount = |frames: i64, off: i64| {
                    (Q::from(i128::from(frames)) + Q::new(off.into(), 6)) / model.rate
                };
                let head = if raw.flags & 2 == 2 { Q::from(0) } else { amount(raw.head, raw.off) };
                let tail = if raw.flags & 4 == 4 { Q::from(0) } else { amount(raw.tail, 0) };
                let result = model.trim(link, head, tail, ripple);
                let given = |value: Q| (value != Q::from(0)).then(|| text(value));
                (
                    json!({"op": "trim", "target": target, "head": given(head), "tail": given(tail), "ripple": ripple}),
                    result,
                )
            }
            17 => {
                let result = model.remove(link?, ripple);
                (json!({"op": "remove", "target": target, "ripple": ripple}), result)
            }
            18 => {
                let link = link?;
                let name = NAMES[usize::from(raw.name) % NAMES.len()];
                let codes = model.name_codes(name, Some(link));
                match name {
                    Some(name) => model.names.insert(link, name.to_owned()),
                    None => model.names.remove(&link),
                };
                let result = if codes.is_empty() { Ok(()) } else { Err(codes) };
                (json!({"op": "rename", "target": target, "name": name}), result)
            }
            _ => {
                model.trim_end();
                (json!({"op": "trim_end"}), Ok(()))
            }
        };
        let (mut value, result) = op;
        value["v"] = json!(1);
        let prepared = self.engine.prepare(&value.to_string()).unwrap();
        Some((prepared, result.map(|()| model)))
    }

    fn placing(&self, op: &str, raw: &Raw, at: Q) -> (Edit, Result<Naive, Codes>) {
        let mut model = self.model.clone();
        let medium = raw.medium % self.media.len();
        let grid = self.model.media[medium].rate.unwrap_or_else(|| Q::from(30));
        let start = (Q::from(i128::from(raw.start)) + Q::new(raw.off.into(), 6)) / grid;
        let range = (start, start + Q::from(i128::from(raw.frames)) / grid);
        let video = if raw.flags & 16 == 16 { "V2" } else { "V1" };
        let audio = if raw.flags & 32 == 32 { "A3" } else { "A1" };
        let name = NAMES[usize::from(raw.name) % NAMES.len()];
        let mut value = json!({
            "op": op, "medium": self.media[medium], "source": {"start": text(range.0), "end": text(range.1)},
            "video_track": video, "audio_track": audio, "name": name,
        });
        let mut codes = model.name_codes(name, None);
        let tracks = (video, audio);
        let placed = if op == "append" {
            model.append(medium, range, tracks)
        } else {
            value["at"] = json!(text(at));
            let frame = model.frame(at);
            if op == "insert" {
                model.insert(medium, frame, range, tracks)
            } else {
                model.overwrite(medium, frame, range, tracks)
            }
        };
        match placed {
            Ok(link) => {
                if let Some(name) = name {
                    model.names.insert(link, name.to_owned());
                }
            }
            Err(more) => codes.extend(more),
        }
        (edit(value), if codes.is_empty() { Ok(model) } else { Err(codes) })
    }

    fn step(&mut self, raw: &Raw) -> Result<(), TestCaseError> {
        let Some((edit, expected)) = self.interpret(raw) else { return Ok(()) };
        let before = self.engine.to_json();
        prop_assert_eq!(&Edit::from_json(&edit.to_json()).unwrap(), &edit, "serialise and parse an edit");
        match (self.engine.apply(&edit, BlockId(2)), expected) {
            (Ok((engine, applied)), Ok(model)) => {
                check_changed(&self.engine, &engine, &applied)?;
                (self.engine, self.model) = (engine, model);
                self.done.push(edit);
            }
            (Err(error), Err(codes)) => {
                prop_assert!(
                    codes.contains(error.code()),
                    "{} said {}, the model {codes:?}",
                    edit.to_json(),
                    error.code()
                );
                prop_assert_eq!(&before, &self.engine.to_json(), "a refused edit changes nothing");
                check_largest(self, &edit, &error)?;
            }
            (Ok(_), Err(codes)) => {
                prop_assert!(false, "{} was done, the model says {codes:?}", edit.to_json());
            }
            (Err(error), Ok(_)) => prop_assert!(false, "{} was refused: {error}", edit.to_json()),
        }
        self.compare()
    }

    fn compare(&mut self) -> Result<(), TestCaseError> {
        let format = self.engine.format().unwrap();
        let frame = format.frame_ticks().unwrap();
        let names: Vec<String> = self.engine.tracks().map(stoat_core::timeline::Track::name).collect();
        let mut known: Vec<String> = self.model.rows.keys().cloned().collect();
        known.sort_by_key(|name| (name.starts_with('A'), name.clone()));
        prop_assert_eq!(names, known);
        self.links.clear();
        let mut back: HashMap<LinkId, u32> = HashMap::new();
        for track in self.engine.tracks() {
            let row = &self.model.rows[&track.name()];
            prop_assert_eq!(track.length().0, i64::try_from(row.len()).unwrap() * frame, "{}", track.name());
            let mut last_gap = false;
            for (start, item) in track.items() {
                let gap = item.clip().is_none();
                prop_assert!(!(gap && last_gap) && item.duration().0 > 0, "normal form");
                last_gap = gap;
                for index in 0..item.duration().0 / frame {
                    let cell = &row[usize::try_from(start.0 / frame + index).unwrap()];
                    let shown = item.clip().map(|clip| -> Result<Cell, TestCaseError> {
                        let model = cell.as_ref().map_or(0, |cell| cell.link);
                        let engine = clip.link().to_string();
                        prop_assert_eq!(self.links.entry(model).or_insert_with(|| engine.clone()), &engine);
                        prop_assert_eq!(*back.entry(clip.link().clone()).or_insert(model), model);
                        prop_assert_eq!(clip.name(), self.model.names.get(&model).map(String::as_str));
                        let medium =
                            self.media.iter().position(|medium| medium["id"] == clip.medium().id.as_str());
                        let source = q(clip.source_at(&format, Ticks(index * frame)).unwrap());
                        Ok(Cell { link: model, medium: medium.unwrap(), source })
                    });
                    prop_assert_eq!(
                        &shown.transpose()?,
                        cell,
                        "{} frame {}",
                        track.name(),
                        start.0 / frame + index
                    );
                }
            }
        }
        check_scene(self)?;
        let parsed = Timeline::from_json(&self.engine.to_json()).unwrap();
        prop_assert!(parsed == self.engine && parsed.hash() == self.engine.hash(), "serialise and parse");
        Ok(())
    }
}

const NAMES: [Option<&str>; 8] = [None, None, None, None, Some("night"), Some("a b"), Some("x#1"), Some("")];

proptest! {
    #[test]
    fn random_edits_agree_with_the_naive_model(
        rate in prop::sample::select(vec!["25", "24", "30000/1001", "50"]),
        edits in prop::collection::vec(raw(), 1..24),
    ) {
        let mut pair = Pair::new(rate);
        for raw in &edits {
            pair.step(raw)?;
        }
        // Replay is the state, bit for bit, alone and as a block.
        let replayed = pair.done.iter().try_fold(Timeline::empty(), |timeline, edit| timeline.apply(edit, BlockId(2)).map(|pair| pair.0)).unwrap();
        prop_assert_eq!(replayed.hash(), pair.engine.hash());
        let owner = Owner::Named { name: "all".to_owned() };
        let script = Script::new().replace(&owner, pair.done.clone()).unwrap();
        prop_assert_eq!(script.fold().parked().count(), 0);
        prop_assert_eq!(script.fold().timeline.hash(), pair.engine.hash());
    }

    #[test]
    fn a_split_changes_no_use(edits in prop::collection::vec(raw(), 1..12), at in 0..200_i64) {
        let mut pair = Pair::new("25");
        for raw in &edits {
            pair.step(raw)?;
        }
        let frames = pair.engine.frames().unwrap();
        let split = edit(json!({"op": "split", "at": Time::new(i128::from(at % (frames + 1)), 25).unwrap()}));
        let after = pair.engine.apply(&split, BlockId(3)).unwrap().0;
        prop_assert_eq!(bare(&pair.engine), bare(&after));
        let again = after.apply(&split, BlockId(4)).unwrap().0;
        prop_assert_eq!(again.content_hash(), after.content_hash(), "a second split does nothing");
    }
}
