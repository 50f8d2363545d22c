//! Where a command writes.

use super::codecs::{ENDINGS, PICTURES};
use super::validate::{invalid, validate_absolute};
use crate::error::Result;

/// One output of a command.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Output(Kind);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    File(String),
    Stdout,
    Null,
}

impl Output {
    /// A file by its absolute path.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self(Kind::File(path.into()))
    }

    /// The standard output of the process; needs a format.
    #[must_use]
    pub fn stdout() -> Self {
        Self(Kind::Stdout)
    }

    /// Nowhere: decodes and filters only.
    #[must_use]
    pub fn null() -> Self {
        Self(Kind::Null)
    }

    /// The file that is written, if one is.
    pub fn path(&self) -> Option<&str> {
        match &self.0 {
            Kind::File(path) => Some(path),
            Kind::Stdout | Kind::Null => None,
        }
    }

    pub(super) fn is_stdout(&self) -> bool {
        self.0 == Kind::Stdout
    }

    /// Checks the output and gives the arguments of its format; `format` is what the caller named.
    pub(super) fn format_args(&self, format: Option<&str>) -> Result<Vec<String>> {
        let args = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        match (&self.0, format) {
            (Kind::Null, None) => Ok(args(&["-f", "null"])),
            (Kind::Null, Some(format)) => Err(invalid("the format", format, "none, for nothing is written")),
            (Kind::Stdout, None) => {
                Err(invalid("the format", "unset", "a format, for the standard output has no name"))
            }
            (Kind::Stdout, Some(format)) => Ok(args(&["-f", format])),
            (Kind::File(path), format) => {
                validate_absolute(path)?;
                let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
                match format {
                    // A single picture; without -update, `%` in a name would count up.
                    Some("image2") => Ok(args(&["-f", "image2", "-update", "1"])),
                    Some(format) => Ok(args(&["-f", format])),
                    None if PICTURES.contains(&ending.as_str()) => {
                        Ok(args(&["-f", "image2", "-update", "1"]))
                    }
                    None if ENDINGS.contains(&ending.as_str()) => Ok(Vec::new()),
                    None => Err(invalid(
                        "the format",
                        format!("guessed from {path:?}"),
                        format!("format() to be called, or an ending such as {}", ENDINGS[..5].join(", ")),
                    )),
                }
            }
        }
    }

    /// The last argument.
    pub(super) fn name(&self) -> String {
        match &self.0 {
            Kind::File(path) => format!("file:{path}"),
            Kind::Stdout => "pipe:1".to_owned(),
            Kind::Null => "-".to_owned(),
        }
    }
}

impl From<&str> for Output {
    fn from(path: &str) -> Self {
        Self::file(path)
    }
}

impl From<String> for Output {
    fn from(path: String) -> Self {
        Self::file(path)
    }
}
