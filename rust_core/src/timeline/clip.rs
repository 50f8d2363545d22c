//! The items of a track: clips with their source map, and gaps.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::time::{Ratio, Rounding, SourceMap, Ticks, Time};
use crate::timeline::{ClipId, Format, LinkId, Medium};

/// Picture or sound: of a track and of the clips on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Picture.
    Video,
    /// Sound.
    Audio,
}

impl Kind {
    /// The letter that ends the ids of this kind's clips.
    pub const fn letter(self) -> char {
        match self {
            Self::Video => 'v',
            Self::Audio => 'a',
        }
    }

    /// `video` or `audio`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }
}

/// A use of a medium on a track.
///
/// Its source map says which instant of the medium it shows; edits of its edges change only the
/// map's offset and the duration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClipItem {
    pub(crate) link: LinkId,
    pub(crate) kind: Kind,
    pub(crate) name: Option<Arc<str>>,
    pub(crate) medium: Arc<Medium>,
    pub(crate) map: SourceMap,
    pub(crate) duration: Ticks,
    pub(crate) made_by: u32,
}

impl ClipItem {
    /// Its id.
    pub fn id(&self) -> ClipId {
        self.link.clip(self.kind)
    }

    /// What it shares with its other side.
    pub const fn link(&self) -> &LinkId {
        &self.link
    }

    /// The name that a person gave.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What it uses.
    pub const fn medium(&self) -> &Arc<Medium> {
        &self.medium
    }

    /// How long it lasts on the timeline.
    pub const fn duration(&self) -> Ticks {
        self.duration
    }

    /// Source seconds per timeline second.
    pub const fn speed(&self) -> Ratio {
        self.map.speed()
    }

    /// Which source instant it shows when.
    pub const fn map(&self) -> SourceMap {
        self.map
    }

    /// The position of the edit that made it in its block.
    pub const fn made_by(&self) -> u32 {
        self.made_by
    }

    /// The source instant at `local` ticks after the clip's start.
    pub fn source_at(&self, format: &Format, local: Ticks) -> Result<Time> {
        self.map.source(local, format.timebase()?)
    }

    /// The source range that it shows.
    pub fn source_range(&self, format: &Format) -> Result<(Time, Time)> {
        Ok((self.source_at(format, Ticks(0))?, self.source_at(format, self.duration)?))
    }

    /// By how many frames the head and the tail can be extended within the medium.
    pub fn handles(&self, format: &Format) -> Result<(i64, i64)> {
        let (first, last) = self.source_range(format)?;
        let (start, end) = self.medium.available()?;
        let frames =
            |time: Time| Time::from(time.ratio().div(self.speed())?).frames(format.rate, Rounding::Floor);
        Ok((frames(first.sub(start)?)?.max(0), frames(end.sub(last)?)?.max(0)))
    }

    /// The part from `head` ticks after its start to `tail` ticks before its end; negative amounts extend.
    pub(crate) fn trimmed(&self, head: i64, tail: i64) -> Result<Self> {
        let map = self.map.later(Ticks(head))?;
        let duration = Ticks(self.duration.0 - head - tail);
        Ok(Self { map, duration, ..self.clone() })
    }
}

/// What stands on a track.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Item {
    /// A use of a medium.
    Clip(ClipItem),
    /// Nothing, for some ticks.
    Gap(Ticks),
}

impl Item {
    /// How long it lasts.
    pub const fn duration(&self) -> Ticks {
        match self {
            Self::Clip(clip) => clip.duration,
            Self::Gap(ticks) => *ticks,
        }
    }

    /// The clip, unless it is a gap.
    pub const fn clip(&self) -> Option<&ClipItem> {
        match self {
            Self::Clip(clip) => Some(clip),
            Self::Gap(_) => None,
        }
    }
}
