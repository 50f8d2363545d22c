//! The filters that may be used: their pads, their parameters and what each parameter takes.
//!
//! Filters and parameters that open files, devices or sockets (`movie`, `subtitles`, `lut3d`, `textfile`,
//! `sendcmd`, ...) are left out on purpose: FFmpeg's protocol allow-list does not cover filters.

mod pictures;
mod sound;

use super::expression::validate_expression;
use super::validate::{validate_speed, validate_volume};
use super::value::Value;
use crate::error::{Result, StoatError};
use crate::time::{Ratio, Time};

/// What flows through a pad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// Pictures.
    Video,
    /// Sound.
    Audio,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A whole number within both ends.
    Int(i64, i64),
    /// A whole number or fraction.
    Number,
    /// A time.
    Seconds,
    /// 0 or 1.
    Flag,
    /// A width or height: -16..=16384 or an expression.
    Size,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A name or list of names such as `yuv420p`, `s16|fltp`, `640x360`, `#102030`, `black@0.5`.
    Name,
    /// An arithmetic expression.
    Expression,
    /// Any text.
    Text,
    /// A factor of playing speed; `atempo` goes from a half to a hundred.
    Tempo,
    /// A factor of loudness, or an expression.
    Volume,
}

/// The pads of a filter, which for some depend on a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pads {
    /// Always these.
    Fixed(&'static [Media], &'static [Media]),
    /// One in, `outputs` (2) out.
    Split(Media),
    /// `inputs` (2) in, one out.
    Join(Media),
    /// `n` (2) groups of `v` (1) and `a` (0) in, one group out.
    Concat,
}

pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) pads: Pads,
    params: &'static [(&'static str, Takes)],
    /// Has FFmpeg's `enable=` expression.
    timeline: bool,
}

use Takes::{Expression, Flag, Int, Name, Number, Seconds, Size, Tempo, Text, Volume, Word};

const COUNT: Takes = Int(0, i64::MAX);
const INDEX: Takes = Int(i64::MIN, i64::MAX);
const PADS: Takes = Int(1, 64);
const EXPRESSION: &[(&str, Takes)] = &[("expr", Expression)];
#[rustfmt::skip]
const METADATA: &[(&str, Takes)] = &[
    ("mode", Word(&["select", "add", "modify", "delete", "print"])), ("key", Text), ("value", Text),
    ("function", Word(&["same_str", "starts_with", "less", "equal", "greater", "ends_with"])),
    ("file", Word(&["-"])),
];

const fn plain(name: &'static str, pads: Pads, params: &'static [(&'static str, Takes)]) -> Entry {
    Entry { name, pads, params, timeline: false }
}

const fn timed(name: &'static str, pads: Pads, params: &'static [(&'static str, Takes)]) -> Entry {
    Entry { name, pads, params, timeline: true }
}

/// The names of all filters that may be used.
pub fn filter_names() -> impl Iterator<Item = &'static str> {
    pictures::FILTERS.iter().chain(sound::FILTERS).map(|entry| entry.name)
}

pub(super) fn find(name: &str) -> Result<&'static Entry> {
    pictures::FILTERS
        .iter()
        .chain(sound::FILTERS)
        .find(|entry| entry.name == name)
        .ok_or_else(|| StoatError::new("ffmpeg.filter_unknown").with("name", format!("{name:?}")))
}

impl Entry {
    /// `value` as the parameter writes it: a fraction of seconds in decimals.
    pub(super) fn adapt(&self, key: &str, value: Value) -> Value {
        match (self.params.iter().find(|(name, _)| *name == key), value) {
            (Some((_, Seconds)), Value::Ratio(seconds)) => Value::Seconds(Time::from(seconds)),
            (_, value) => value,
        }
    }

    /// Checks one parameter.
    pub(super) fn check(&self, key: &str, value: &Value) -> Result<()> {
        if let Value::Text(text) = value
            && text.contains('\0')
        {
            return Err(self.refuse(key, value, "text without a NUL character"));
        }
        if key == "enable" && self.timeline {
            return self.check_takes(key, value, Expression);
        }
        match self.params.iter().find(|(name, _)| *name == key) {
            Some((_, takes)) => self.check_takes(key, value, *takes),
            None => Err(StoatError::new("ffmpeg.parameter_unknown")
                .with("filter", self.name)
                .with("name", format!("{key:?}"))
                .with("names", self.params.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "))),
        }
    }

    #[allow(clippy::match_same_arms)] // two rows for each kind: what it takes, what it says
    fn check_takes(&self, key: &str, value: &Value, takes: Takes) -> Result<()> {
        let refuse = |expected: &str| Err(self.refuse(key, value, expected));
        match (takes, value) {
            (Int(low, high), Value::Int(given)) if (low..=high).contains(given) => Ok(()),
            (Int(low, high), _) => refuse(&match (low, high) {
                (i64::MIN, i64::MAX) => "a whole number".to_owned(),
                (low, i64::MAX) => format!("a whole number from {low}"),
                (low, high) => format!("a whole number from {low} to {high}"),
            }),
            (Flag, Value::Int(0 | 1)) => Ok(()),
            (Flag, _) => refuse("0 or 1"),
            (Number, Value::Int(_) | Value::Ratio(_)) => Ok(()),
            (Number, _) => refuse("a whole number or a fraction"),
            (Seconds, Value::Int(_) | Value::Seconds(_)) => Ok(()),
            (Seconds, _) => refuse("a time in seconds"),
            (Size, Value::Int(-16..=16384)) => Ok(()),
            (Size, Value::Text(text)) => validate_expression(text),
            (Size, _) => refuse("a size up to 16384 pixels"),
            (Word(words), Value::Text(text)) if words.contains(&text.as_str()) => Ok(()),
            (Word(words), _) => refuse(&format!("one of {}", words.join(", "))),
            (Name, Value::Text(text)) if is_name(text) => Ok(()),
            (Name, Value::Int(_)) => Ok(()),
            (Name, _) => refuse("a name of letters, digits and _ . + | # @ -"),
            (Expression, Value::Text(text)) => validate_expression(text),
            (Expression, Value::Int(_) | Value::Ratio(_)) => Ok(()),
            (Expression, Value::Seconds(_)) => refuse("an expression, a whole number or a fraction"),
            (Text, Value::Text(_)) => Ok(()),
            (Text, _) => refuse("a text"),
            (Tempo, Value::Int(1..=100)) => Ok(()),
            (Tempo, Value::Ratio(factor)) if factor.mul(Ratio::new(2, 1)?)? >= Ratio::ONE => {
                validate_speed(*factor)
            }
            (Tempo, _) => refuse("a factor from 1/2 to 100"),
            (Volume, Value::Int(factor)) => validate_volume(Ratio::new(i128::from(*factor), 1)?),
            (Volume, Value::Ratio(factor)) => validate_volume(*factor),
            (Volume, Value::Text(text)) => validate_expression(text),
            (Volume, Value::Seconds(_)) => refuse("a factor from 0 to 16 or an expression"),
        }
    }

    fn refuse(&self, key: &str, value: &Value, expected: &str) -> StoatError {
        let actual = match value {
            Value::Text(text) => format!("{text:?}"),
            other => other.to_string(),
        };
        StoatError::new("ffmpeg.value_invalid")
            .with("field", format!("{}={key}", self.name))
            .with("actual", actual)
            .with("expected", expected)
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.+|#@-".contains(c))
}
