//! What an edit did, for the caller.

use serde::{Deserialize, Serialize};

use crate::time::Time;

/// A stretch of the timeline, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first instant.
    pub start: Time,
    /// The first instant after it.
    pub end: Time,
}

/// The report of one edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// Ids of the clips that it placed, or of the halves that a split made.
    pub clips: Vec<String>,
    /// The links of these.
    pub links: Vec<String>,
    /// How much of the asked source range was cut (positive) or added (negative) by the frame grid, in seconds.
    pub remainder: Time,
    /// Where the new timeline may differ from the old one.
    pub changed: Option<Span>,
}

impl Default for Applied {
    fn default() -> Self {
        Self { clips: Vec::new(), links: Vec::new(), remainder: Time::ZERO, changed: None }
    }
}
