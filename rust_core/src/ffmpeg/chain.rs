//! Filters in a row, with labels at both ends.

use std::fmt;

use super::filter::Filter;

/// A row of filters. Inputs are labels (`"bg"`) or streams of the command's inputs (`"0:v:0"`, `"1:a"`, `"0:3"`).
///
/// ```
/// use stoat_core::ffmpeg::{Filter, FilterChain};
/// let chain = FilterChain::new().input("0:v:0").filter(Filter::setsar()).output("v");
/// assert_eq!(chain.to_string(), "[0:v:0]setsar=sar=1[v]");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FilterChain {
    pub(super) inputs: Vec<String>,
    pub(super) filters: Vec<Filter>,
    pub(super) outputs: Vec<String>,
}

impl FilterChain {
    /// An empty chain.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads one more label or stream.
    #[must_use]
    pub fn input(mut self, label: impl Into<String>) -> Self {
        self.inputs.push(label.into());
        self
    }

    /// Passes through one more filter.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Passes through more filters.
    #[must_use]
    pub fn filters(mut self, filters: impl IntoIterator<Item = Filter>) -> Self {
        self.filters.extend(filters);
        self
    }

    /// Writes one more label.
    #[must_use]
    pub fn output(mut self, label: impl Into<String>) -> Self {
        self.outputs.push(label.into());
        self
    }
}

impl fmt::Display for FilterChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for label in &self.inputs {
            write!(f, "[{label}]")?;
        }
        for (at, filter) in self.filters.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            filter.fmt(f)?;
        }
        for label in &self.outputs {
            write!(f, "[{label}]")?;
        }
        Ok(())
    }
}
