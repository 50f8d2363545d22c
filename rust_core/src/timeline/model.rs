//! The timeline value itself.

use std::sync::{Arc, OnceLock};

use crate::error::{Result, StoatError};
use crate::time::{Ticks, Time};
use crate::timeline::births::Births;
use crate::timeline::{ClipItem, Format, Kind, LinkId, Track};

/// A sequence of clips on tracks. Immutable: every edit gives a new one.
///
/// ```
/// use stoat_core::timeline::Timeline;
/// assert_eq!(Timeline::empty().tracks().count(), 2);
/// ```
#[derive(Debug, Clone)]
pub struct Timeline {
    pub(crate) format: Option<Format>,
    pub(crate) tracks: Vec<Arc<Track>>,
    pub(crate) births: Births,
    pub(crate) hash: OnceLock<String>,
}

/// A clip of a link, where it stands.
pub(crate) struct Member<'a> {
    pub(crate) track: usize,
    pub(crate) start: Ticks,
    pub(crate) clip: &'a ClipItem,
}

impl Member<'_> {
    pub(crate) fn end(&self) -> Ticks {
        Ticks(self.start.0 + self.clip.duration.0)
    }
}

impl Timeline {
    /// No format yet, and the empty tracks V1 and A1.
    pub fn empty() -> Self {
        Self::new(
            None,
            vec![Arc::new(Track::new(Kind::Video, 1)), Arc::new(Track::new(Kind::Audio, 1))],
            Births::default(),
        )
    }

    pub(crate) const fn new(format: Option<Format>, tracks: Vec<Arc<Track>>, births: Births) -> Self {
        Self { format, tracks, births, hash: OnceLock::new() }
    }

    /// Rate, size and sample rate, once an edit has set them.
    pub const fn format(&self) -> Option<Format> {
        self.format
    }

    /// The format, or `timeline.no_format`.
    pub fn needed_format(&self) -> Result<Format> {
        self.format.ok_or_else(|| StoatError::new("timeline.no_format"))
    }

    /// Its tracks: V1, V2, ..., then A1, A2, ...
    pub fn tracks(&self) -> impl Iterator<Item = &Track> {
        self.tracks.iter().map(AsRef::as_ref)
    }

    /// The track named `name`, if it is there.
    pub fn track(&self, name: &str) -> Option<&Track> {
        self.tracks().find(|track| track.name() == name)
    }

    /// The length of the longest track.
    pub fn length(&self) -> Ticks {
        self.tracks().map(Track::length).max().unwrap_or_default()
    }

    /// The length in seconds.
    pub fn duration(&self) -> Result<Time> {
        match self.format {
            Some(format) => format.time(self.length()),
            None => Ok(Time::ZERO),
        }
    }

    /// The length in frames; the last frame may be covered by sound alone.
    pub fn frames(&self) -> Result<i64> {
        match self.format {
            Some(format) => {
                let frame = format.frame_ticks()?;
                Ok((self.length().0 + frame - 1) / frame)
            }
            None => Ok(0),
        }
    }

    /// Whether no clip is on it.
    pub fn is_bare(&self) -> bool {
        self.tracks().all(|track| track.clips().next().is_none())
    }

    /// The clips of `link`: its picture and its sound, as far as they are there.
    pub(crate) fn members(&self, link: &LinkId) -> Vec<Member<'_>> {
        self.tracks
            .iter()
            .enumerate()
            .filter_map(|(index, track)| {
                track.find(link).map(|(start, clip)| Member { track: index, start, clip })
            })
            .collect()
    }
}

impl PartialEq for Timeline {
    fn eq(&self, other: &Self) -> bool {
        self.format == other.format && self.tracks == other.tracks && self.births == other.births
    }
}

impl Eq for Timeline {}
