//! One filter with its parameters.

use std::fmt;

use super::registry::{self, Media, Pads};
use super::value::Value;
use crate::error::{Result, StoatError};

/// A filter of the allow-list and its named parameters; checked when a graph or command is built.
///
/// ```
/// use stoat_core::ffmpeg::Filter;
/// let filter = Filter::new("metadata").param("mode", "add").param("key", "note").param("value", "a:b,[c]");
/// assert_eq!(filter.to_string(), r"metadata=mode=add:key=note:value=a\\:b\,\[c\]");
/// assert!(filter.check().is_ok());
/// assert!(Filter::new("movie").check().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter {
    name: String,
    params: Vec<(String, Value)>,
}

impl Filter {
    /// The filter `name`, without parameters yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), params: Vec::new() }
    }

    /// With one more parameter. Text needs no escaping.
    #[must_use]
    pub fn param(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let (key, value) = (key.into(), value.into());
        let value = match registry::find(&self.name) {
            Ok(entry) => entry.adapt(&key, value),
            Err(_) => value,
        };
        self.params.push((key, value));
        self
    }

    /// The filter's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The parameters in the order in which they were given.
    pub fn params(&self) -> &[(String, Value)] {
        &self.params
    }

    /// Checks the name, every parameter's name and value, and that none is given twice.
    pub fn check(&self) -> Result<()> {
        let entry = registry::find(&self.name)?;
        for (at, (key, value)) in self.params.iter().enumerate() {
            entry.check(key, value)?;
            if self.params[..at].iter().any(|(earlier, _)| earlier == key) {
                return Err(
                    StoatError::new("ffmpeg.option_repeated").with("option", format!("{}={key}", self.name))
                );
            }
        }
        Ok(())
    }

    /// What flows in and out, pad by pad.
    pub(super) fn pads(&self) -> Result<(Vec<Media>, Vec<Media>)> {
        let count = |key: &str, default: usize| match self.params.iter().find(|(name, _)| name == key) {
            Some((_, Value::Int(value))) => usize::try_from(*value).unwrap_or(default),
            _ => default,
        };
        Ok(match registry::find(&self.name)?.pads {
            Pads::Fixed(inputs, outputs) => (inputs.to_vec(), outputs.to_vec()),
            Pads::Split(media) => (vec![media], vec![media; count("outputs", 2)]),
            Pads::Join(media) => (vec![media; count("inputs", 2)], vec![media]),
            Pads::Concat => {
                let mut group = vec![Media::Video; count("v", 1)];
                group.extend(vec![Media::Audio; count("a", 0)]);
                (group.repeat(count("n", 2)), group)
            }
        })
    }
}

impl fmt::Display for Filter {
    /// As it stands in a graph, every value escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for (at, (key, value)) in self.params.iter().enumerate() {
            write!(f, "{}{key}={value}", if at == 0 { '=' } else { ':' })?;
        }
        Ok(())
    }
}
