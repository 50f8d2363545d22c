//! Names for people: the given one, or `beach#2`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Result, StoatError};
use crate::timeline::{LinkId, Timeline, Track};

impl Timeline {
    /// What people call each link in this view: its given name, else the stem of its medium's name
    /// and its place among the links of that stem in timeline order.
    pub fn labels(&self) -> BTreeMap<LinkId, String> {
        labels(&self.tracks)
    }
}

/// What people call `link` on `tracks`; its id where it is not there.
pub(crate) fn call(tracks: &[Arc<Track>], link: &LinkId) -> String {
    labels(tracks).remove(link).unwrap_or_else(|| link.to_string())
}

fn labels(tracks: &[Arc<Track>]) -> BTreeMap<LinkId, String> {
    let mut uses: Vec<_> = tracks
        .iter()
        .enumerate()
        .flat_map(|(index, track)| track.clips().map(move |(start, clip)| (start, index, clip)))
        .collect();
    uses.sort_by(|a, b| (a.0, a.1, &a.2.link).cmp(&(b.0, b.1, &b.2.link)));
    let mut labels = BTreeMap::new();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, _, clip) in uses {
        labels.entry(clip.link.clone()).or_insert_with(|| {
            let stem = clip.medium.stem();
            let count = counts.entry(stem).or_default();
            *count += 1;
            clip.name().map_or_else(|| format!("{stem}#{count}"), str::to_owned)
        });
    }
    labels
}

/// Whether a clip may be called `name` in `timeline`: `timeline.name_invalid`, `timeline.name_taken`.
pub(crate) fn check_name(timeline: &Timeline, name: &str, own: Option<&LinkId>) -> Result<()> {
    let refuse = |reason: &str| {
        Err(StoatError::new("timeline.name_invalid").with("name", name).with("reason", reason))
    };
    if name.trim().is_empty() || name.trim() != name {
        return refuse("it is empty or has blanks at its ends");
    }
    if name.chars().count() > 200 || name.chars().any(char::is_control) {
        return refuse("it is longer than 200 characters or holds control characters");
    }
    if name.contains('#') {
        return refuse("# is kept for labels such as beach#2");
    }
    if name.parse::<LinkId>().is_ok() {
        return refuse("it reads like an id");
    }
    let taken = timeline
        .tracks()
        .flat_map(Track::clips)
        .any(|(_, clip)| clip.name() == Some(name) && Some(&clip.link) != own);
    if taken {
        return Err(StoatError::new("timeline.name_taken").with("name", name));
    }
    Ok(())
}
