//! A piece of a source file, and its validation with all faults at once.

use std::fmt;

use crate::error::{Result, StoatError};
use crate::range::TimeRange;
use crate::time::Time;

/// `[in_point, out_point)` of a source file. It may be invalid until it has been checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Clip {
    /// The source file.
    pub source_path: String,
    /// The first source instant.
    pub in_point: Time,
    /// The first source instant after it.
    pub out_point: Time,
    /// How long the source is, where known.
    pub source_duration: Option<Time>,
}

/// One fault of one field.
///
/// ```
/// use stoat_core::clip::{Clip, validate_clip};
/// use stoat_core::time::Time;
/// let clip = Clip {
///     source_path: String::new(),
///     in_point: Time::new(5, 1).unwrap(),
///     out_point: Time::new(5, 1).unwrap(),
///     source_duration: None,
/// };
/// let faults = validate_clip(&clip);
/// assert_eq!(faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["source_path", "out_point"]);
/// assert_eq!(faults[1].to_string(), "out_point must lie after the in point: is 5, expected more than 5");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClipValidationError {
    /// The field at fault.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
    /// What it is.
    pub actual: String,
    /// What it may be.
    pub expected: String,
}

impl Clip {
    /// The clip's range of the source; `range.reversed` when it ends before it starts.
    pub fn range(&self) -> Result<TimeRange> {
        TimeRange::new(self.in_point, self.out_point)
    }

    /// Errors: `clip.invalid`, which names every fault.
    pub fn check(&self) -> Result<()> {
        let faults = validate_clip(self);
        if faults.is_empty() {
            return Ok(());
        }
        let sentences: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Err(StoatError::new("clip.invalid").with("count", faults.len()).with("faults", sentences.join("; ")))
    }
}

/// Every fault of a clip, in the order of its fields; none when it is valid.
pub fn validate_clip(clip: &Clip) -> Vec<ClipValidationError> {
    let fault =
        |field: &str, message: &str, actual: &dyn fmt::Display, expected: String| ClipValidationError {
            field: field.to_owned(),
            message: message.to_owned(),
            actual: actual.to_string(),
            expected,
        };
    let mut faults = Vec::new();
    if clip.source_path.trim().is_empty() || clip.source_path.contains('\0') {
        let actual = format!("{:?}", clip.source_path);
        faults.push(fault("source_path", "must name a file", &actual, "a path".to_owned()));
    }
    if clip.in_point < Time::ZERO {
        faults.push(fault(
            "in_point",
            "must not lie before the source",
            &clip.in_point,
            "at least 0".to_owned(),
        ));
    }
    let duration = clip.source_duration.filter(|&duration| duration > Time::ZERO);
    if let Some(end) = duration.filter(|&end| clip.in_point >= end) {
        let expected = format!("less than {end}");
        faults.push(fault("in_point", "must lie before the source's end", &clip.in_point, expected));
    }
    if clip.out_point <= clip.in_point {
        let expected = format!("more than {}", clip.in_point);
        faults.push(fault("out_point", "must lie after the in point", &clip.out_point, expected));
    }
    if let Some(end) = duration.filter(|&end| clip.out_point > end) {
        let expected = format!("at most {end}");
        faults.push(fault("out_point", "must not lie after the source's end", &clip.out_point, expected));
    }
    if let Some(wrong) = clip.source_duration.filter(|&duration| duration <= Time::ZERO) {
        faults.push(fault("source_duration", "must be positive", &wrong, "more than 0".to_owned()));
    }
    faults
}

/// The faults of every clip that has some, with its place in the list.
pub fn validate_clips(clips: &[Clip]) -> Vec<(usize, Vec<ClipValidationError>)> {
    clips
        .iter()
        .enumerate()
        .map(|(index, clip)| (index, validate_clip(clip)))
        .filter(|(_, faults)| !faults.is_empty())
        .collect()
}

impl fmt::Display for ClipValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: is {}, expected {}", self.field, self.message, self.actual, self.expected)
    }
}
