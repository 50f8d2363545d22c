//! Edits: values that can be stored, sent, replayed and written as code. One file per family.

mod format;
mod name;
mod place;
mod prepare;
mod remove;
mod split;
mod trim;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

pub use format::{SetFormat, TrimEnd};
pub use name::Rename;
pub use place::{Append, Placing, SourceRange};
pub use remove::Remove;
pub use split::Split;
pub use trim::Trim;

use crate::error::{Result, StoatError};
use crate::timeline::draft::finished;
use crate::timeline::{Applied, BlockId, Target, Timeline};

/// The version of the serialised form.
pub const VERSION: u64 = 1;

/// What an edit does. Times are exact; they meet the frame grid when the edit is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Op {
    /// Sets rate, size and sample rate.
    SetFormat(SetFormat),
    /// Places at the end.
    Append(Append),
    /// Places between, pushing what follows on every track.
    Insert(Placing),
    /// Places over what is there.
    Overwrite(Placing),
    /// Cuts clips in two.
    Split(Split),
    /// Moves one or both edges of a clip.
    Trim(Trim),
    /// Lifts a clip, or extracts it with its time.
    Remove(Remove),
    /// Gives a clip a name, or takes it.
    Rename(Rename),
    /// Drops the gaps at the ends of the tracks.
    TrimEnd(TrimEnd),
}

/// One change of a timeline, serialised as `{"v": 1, "op": ..., ...}`.
///
/// ```
/// use stoat_core::timeline::Edit;
/// let edit = Edit::from_json(r#"{"v": 1, "op": "split", "at": "5/2"}"#).unwrap();
/// assert_eq!(edit.to_json(), r#"{"v":1,"op":"split","at":"5/2"}"#);
/// let error = Edit::from_json(r#"{"v": 1, "op": "split", "at": "5/2", "on": 3}"#).unwrap_err();
/// assert_eq!(error.code(), "timeline.edit_invalid");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit(pub Op);

impl Edit {
    /// Reads the serialised form. Another version is `timeline.edit_version`, anything unknown in it
    /// `timeline.edit_invalid`.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str::<Value>(text).map_err(|error| invalid(&error)).and_then(Self::from_value)
    }

    pub(crate) fn from_value(mut value: Value) -> Result<Self> {
        let version = value.as_object_mut().and_then(|object| object.remove("v"));
        match version {
            Some(version) if version.as_u64() == Some(VERSION) => {}
            Some(version) => return Err(StoatError::new("timeline.edit_version").with("version", version)),
            None => {
                return Err(StoatError::new("timeline.edit_invalid").with("reason", "it has no version v"));
            }
        }
        serde_json::from_value(value).map(Self).map_err(|error| invalid(&error))
    }

    /// The serialised form, the same text for equal edits.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The edit's name in its serialised form.
    pub const fn op_name(&self) -> &'static str {
        match &self.0 {
            Op::SetFormat(_) => "set_format",
            Op::Append(_) => "append",
            Op::Insert(_) => "insert",
            Op::Overwrite(_) => "overwrite",
            Op::Split(_) => "split",
            Op::Trim(_) => "trim",
            Op::Remove(_) => "remove",
            Op::Rename(_) => "rename",
            Op::TrimEnd(_) => "trim_end",
        }
    }

    /// The clip that it acts on, if it names one.
    pub const fn target(&self) -> Option<&Target> {
        match &self.0 {
            Op::Split(edit) => edit.target.as_ref(),
            Op::Trim(edit) => Some(&edit.target),
            Op::Remove(edit) => Some(&edit.target),
            Op::Rename(edit) => Some(&edit.target),
            _ => None,
        }
    }

    pub(crate) const fn target_mut(&mut self) -> Option<&mut Target> {
        match &mut self.0 {
            Op::Split(edit) => edit.target.as_mut(),
            Op::Trim(edit) => Some(&mut edit.target),
            Op::Remove(edit) => Some(&mut edit.target),
            Op::Rename(edit) => Some(&mut edit.target),
            _ => None,
        }
    }

    /// The medium that it places, if it places one.
    pub(crate) fn places(&self) -> Option<&str> {
        match &self.0 {
            Op::Append(edit) => Some(&edit.medium.id),
            Op::Insert(edit) | Op::Overwrite(edit) => Some(&edit.medium.id),
            _ => None,
        }
    }
}

fn invalid(error: &serde_json::Error) -> StoatError {
    StoatError::new("timeline.edit_invalid").with("reason", error)
}

impl Serialize for Edit {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Versioned<'a> {
            v: u64,
            #[serde(flatten)]
            op: &'a Op,
        }
        Versioned { v: VERSION, op: &self.0 }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Edit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::from_value(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Timeline {
    /// The timeline after `edit`, made by `block`, and what the edit did. A refused edit changes nothing.
    pub fn apply(&self, edit: &Edit, block: BlockId) -> Result<(Self, Applied)> {
        match &edit.0 {
            Op::SetFormat(edit) => edit.apply(self, block),
            Op::Append(edit) => edit.apply(self, block),
            Op::Insert(edit) => edit.insert(self, block),
            Op::Overwrite(edit) => edit.overwrite(self, block),
            Op::Split(edit) => edit.apply(self, block),
            Op::Trim(edit) => edit.apply(self, block),
            Op::Remove(edit) => edit.apply(self, block),
            Op::Rename(edit) => edit.apply(self, block),
            Op::TrimEnd(_) => Ok(TrimEnd::apply(self, block)),
        }
    }

    /// The timeline after an edit of `block` was parked: only the counts move on, so that the ids and
    /// positions of the edits after it stay as they were.
    #[must_use]
    pub fn park(&self, edit: &Edit, block: BlockId) -> Self {
        let mut births = self.births.clone();
        if let Some(medium) = edit.places() {
            births.place(block, medium);
        }
        Self::new(self.format, self.tracks.clone(), finished(births, block))
    }
}
