//! One error type and one catalogue for the whole product, Rust and Python.
//!
//! An error is a stable code and a context of named values. Its sentence and its hint are
//! templates in the [`catalogue`], so that every door (cell, widget, command line) says the same.

mod catalogue;

use std::collections::BTreeMap;
use std::fmt;

pub use catalogue::{CATALOGUE, Entry, Kind, find};

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, StoatError>;

/// An error with a stable code and the values that its sentence names.
///
/// ```
/// use stoat_core::error::StoatError;
/// let error = StoatError::new("time.overflow").with("operation", "add");
/// assert_eq!(error.code(), "time.overflow");
/// assert!(error.to_string().contains("add"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoatError {
    code: &'static str,
    context: BTreeMap<&'static str, String>,
}

impl StoatError {
    /// An error of the catalogue's entry `code`, without context yet.
    #[must_use]
    pub fn new(code: &'static str) -> Self {
        debug_assert!(find(code).is_some(), "{code} is not in the catalogue");
        Self { code, context: BTreeMap::new() }
    }

    /// Adds a named value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.context.insert(name, value.to_string());
        self
    }

    /// The stable code, such as `time.overflow`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The values that the sentence names.
    pub fn context(&self) -> &BTreeMap<&'static str, String> {
        &self.context
    }

    /// The way out, for a person; empty when the catalogue has none.
    pub fn hint(&self) -> String {
        find(self.code).map_or_else(String::new, |entry| fill(entry.hint, |name| self.value(name)))
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.context.get(name).map(String::as_str)
    }
}

impl fmt::Display for StoatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let template = find(self.code).map_or(self.code, |entry| entry.message);
        f.write_str(&fill(template, |name| self.value(name)))
    }
}

impl std::error::Error for StoatError {}

/// Fills `{name}` places of `template`; a name without a value is left standing, so that it is seen.
pub fn fill<'a>(template: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        out.push_str(&rest[..open]);
        match value(&rest[open + 1..close]) {
            Some(text) => out.push_str(text),
            None => out.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}
