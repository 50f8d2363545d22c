//! Deterministic ids: a clip is named by the block that made it, its medium, and the occurrence there.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Result, StoatError};
use crate::timeline::Kind;

/// A block of a script, written `b7`; `b0` stands for edits outside of any script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct BlockId(pub u64);

impl fmt::Display for BlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b{}", self.0)
    }
}

impl FromStr for BlockId {
    type Err = StoatError;

    fn from_str(text: &str) -> Result<Self> {
        text.strip_prefix('b')
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .map(Self)
            .ok_or_else(|| StoatError::new("script.block_not_found").with("block", text))
    }
}

/// A picture with its sound, written `b7/<medium>/2`: edits act on the whole of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkId {
    block: BlockId,
    medium: Arc<str>,
    number: u32,
}

impl LinkId {
    /// The `number`-th clip of `medium` that `block` made, counting from 1.
    pub fn new(block: BlockId, medium: &str, number: u32) -> Self {
        Self { block, medium: Arc::from(medium), number }
    }

    /// The block that made it.
    pub const fn block(&self) -> BlockId {
        self.block
    }

    /// The medium's id.
    pub fn medium(&self) -> &str {
        &self.medium
    }

    /// The occurrence of the medium in the block, from 1.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The id of one side of this link.
    pub fn clip(&self, kind: Kind) -> ClipId {
        ClipId { link: self.clone(), kind }
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.block, self.medium, self.number)
    }
}

impl FromStr for LinkId {
    type Err = StoatError;

    /// Reads a link's id; the `v` or `a` of a clip's id may stay at its end.
    fn from_str(text: &str) -> Result<Self> {
        let unknown = || StoatError::new("timeline.clip_not_found").with("clip", text).with("known", "");
        let (block, rest) = text.split_once('/').ok_or_else(unknown)?;
        let (medium, number) = rest.rsplit_once('/').ok_or_else(unknown)?;
        let number = number.strip_suffix(['v', 'a']).unwrap_or(number);
        let block = block.parse().map_err(|_| unknown())?;
        match number.parse() {
            Ok(number) if number > 0 && !medium.is_empty() => Ok(Self::new(block, medium, number)),
            _ => Err(unknown()),
        }
    }
}

/// The picture or the sound of a link, written `b7/<medium>/2v` or `...a`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClipId {
    /// What it shares with its other side.
    pub link: LinkId,
    /// Which side.
    pub kind: Kind,
}

impl fmt::Display for ClipId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.link, self.kind.letter())
    }
}

macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}

macro_rules! from_text {
    ($type:ty) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

as_text!(BlockId);
as_text!(LinkId);
as_text!(ClipId);
from_text!(BlockId);
from_text!(LinkId);
