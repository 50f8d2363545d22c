//! A timeline as a document: read, written, hashed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::{Ratio, SourceMap, Ticks, Time};
use crate::timeline::births::Births;
use crate::timeline::format::LONGEST;
use crate::timeline::{ClipItem, Format, Item, Kind, LinkId, Medium, Timeline, Track};

const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    v: u64,
    format: Option<Format>,
    media: Vec<Medium>,
    tracks: Vec<TrackDocument>,
    births: Births,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrackDocument {
    name: String,
    items: Vec<ItemDocument>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum ItemDocument {
    Gap(Ticks),
    Clip(ClipDocument),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClipDocument {
    link: LinkId,
    name: Option<String>,
    /// Index into `media`.
    medium: usize,
    anchor: Time,
    offset: Ticks,
    duration: Ticks,
    speed: Ratio,
    made_by: u32,
}

/// What a timeline shows, without block ids: the form in which timelines are compared.
#[derive(Serialize)]
struct Content<'a> {
    format: Option<Format>,
    tracks: Vec<(String, Vec<ContentItem<'a>>)>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum ContentItem<'a> {
    Gap(Ticks),
    Clip {
        name: Option<&'a str>,
        medium: &'a str,
        anchor: Time,
        offset: Ticks,
        duration: Ticks,
        speed: Ratio,
        link: usize,
    },
}

impl Timeline {
    /// The document, the same text for equal timelines.
    pub fn to_json(&self) -> String {
        let mut media: Vec<Arc<Medium>> =
            self.tracks().flat_map(Track::clips).map(|(_, clip)| Arc::clone(&clip.medium)).collect();
        media.sort();
        media.dedup();
        let tracks = self.tracks().map(|track| TrackDocument {
            name: track.name(),
            items: track.items().map(|(_, item)| item_document(item, &media)).collect(),
        });
        let tracks = tracks.collect();
        let media = media.iter().map(|medium| Medium::clone(medium)).collect();
        let document =
            Document { v: VERSION, format: self.format, media, tracks, births: self.births.clone() };
        serde_json::to_string(&document).unwrap_or_default()
    }

    /// Reads a document; `timeline.document_invalid` with the reason where it cannot be one of ours.
    pub fn from_json(text: &str) -> Result<Self> {
        let document: Document = serde_json::from_str(text).map_err(|error| invalid(&error))?;
        if document.v != VERSION {
            return Err(invalid(&format!("its version is {}, this is {VERSION}", document.v)));
        }
        let format = document.format.map(Format::checked).transpose()?;
        let media: Vec<Arc<Medium>> = document.media.into_iter().map(Arc::new).collect();
        media.iter().try_for_each(|medium| medium.check())?;
        let mut tracks = Vec::with_capacity(document.tracks.len());
        for track in document.tracks {
            let (kind, number) = Track::parse_name(&track.name)?;
            let items = track
                .items
                .into_iter()
                .map(|item| read_item(item, kind, &media))
                .collect::<Result<Vec<_>>>()?;
            check_lengths(&items)?;
            let read = Track::of(kind, number, items);
            check_track(&read, format.as_ref())?;
            tracks.push(Arc::new(read));
        }
        if !tracks.is_sorted_by(|a, b| (a.kind(), a.number()) < (b.kind(), b.number())) {
            return Err(invalid(&"its tracks are not in order"));
        }
        let mut clips: Vec<_> =
            tracks.iter().flat_map(|track| track.clips()).map(|(_, clip)| clip.id()).collect();
        clips.sort_unstable();
        if clips.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(invalid(&"two clips have one id"));
        }
        Ok(Self::new(format, tracks, document.births))
    }

    /// BLAKE3 of the document: equal for equal timelines, in hexadecimal.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| digest("stoat-nb timeline document 1", self.to_json().as_bytes()))
    }

    /// BLAKE3 of what the timeline holds, whichever blocks made it.
    pub fn content_hash(&self) -> String {
        let mut links: Vec<&LinkId> = Vec::new();
        let mut tracks = Vec::with_capacity(self.tracks.len());
        for track in self.tracks() {
            let mut items = Vec::new();
            for (_, item) in track.items() {
                items.push(match item {
                    Item::Gap(ticks) => ContentItem::Gap(*ticks),
                    Item::Clip(clip) => {
                        let link = links.iter().position(|link| **link == clip.link).unwrap_or_else(|| {
                            links.push(&clip.link);
                            links.len() - 1
                        });
                        content_item(clip, link)
                    }
                });
            }
            tracks.push((track.name(), items));
        }
        let bytes = serde_json::to_vec(&Content { format: self.format, tracks }).unwrap_or_default();
        digest("stoat-nb timeline content 1", &bytes)
    }
}

/// BLAKE3 of `bytes` in the domain `context`, in hexadecimal.
pub(crate) fn digest(context: &str, bytes: &[u8]) -> String {
    blake3::Hasher::new_derive_key(context).update(bytes).finalize().to_hex().to_string()
}

fn item_document(item: &Item, media: &[Arc<Medium>]) -> ItemDocument {
    match item {
        Item::Gap(ticks) => ItemDocument::Gap(*ticks),
        Item::Clip(clip) => ItemDocument::Clip(ClipDocument {
            link: clip.link.clone(),
            name: clip.name().map(str::to_owned),
            medium: media.binary_search(&clip.medium).unwrap_or_default(),
            anchor: clip.map.anchor(),
            offset: clip.map.offset(),
            duration: clip.duration,
            speed: clip.map.speed(),
            made_by: clip.made_by,
        }),
    }
}

fn content_item(clip: &ClipItem, link: usize) -> ContentItem<'_> {
    ContentItem::Clip {
        name: clip.name(),
        medium: &clip.medium.id,
        anchor: clip.map.anchor(),
        offset: clip.map.offset(),
        duration: clip.duration,
        speed: clip.map.speed(),
        link,
    }
}

fn read_item(item: ItemDocument, kind: Kind, media: &[Arc<Medium>]) -> Result<Item> {
    let clip = match item {
        ItemDocument::Gap(ticks) => return Ok(Item::Gap(ticks)),
        ItemDocument::Clip(clip) => clip,
    };
    let medium = media.get(clip.medium).ok_or_else(|| invalid(&"a clip names a medium that is not in it"))?;
    if clip.speed != Ratio::ONE {
        return Err(invalid(&"a clip has a speed that this version does not know"));
    }
    Ok(Item::Clip(ClipItem {
        link: clip.link,
        kind,
        name: clip.name.as_deref().map(Arc::from),
        medium: Arc::clone(medium),
        map: SourceMap::new(clip.anchor, clip.offset, clip.speed)?,
        duration: clip.duration,
        made_by: clip.made_by,
    }))
}

/// Every item lasts some time, and all together no longer than a track may.
fn check_lengths(items: &[Item]) -> Result<()> {
    let mut length = 0_i64;
    for item in items {
        let duration = item.duration().0;
        if duration <= 0 {
            return Err(invalid(&"an item lasts no time"));
        }
        length = length.saturating_add(duration);
        if length > LONGEST.0 {
            return Err(StoatError::new("time.overflow").with("operation", "the timeline"));
        }
    }
    Ok(())
}

/// Every edge on a frame, every instant inside its medium.
fn check_track(track: &Track, format: Option<&Format>) -> Result<()> {
    let Some(format) = format else {
        return if track.length() == Ticks(0) { Ok(()) } else { Err(StoatError::new("timeline.no_format")) };
    };
    let frame = format.frame_ticks()?;
    for (_, item) in track.items() {
        let duration = item.duration().0;
        if duration % frame != 0 {
            return Err(StoatError::new("timeline.off_frame_grid")
                .with("what", format!("an edge on {}", track.name()))
                .with("ticks", duration));
        }
        if let Some(clip) = item.clip() {
            let (first, last) = clip.source_range(format)?;
            let (start, end) = clip.medium.available()?;
            if first < start || last > end {
                return Err(invalid(&format!("{} reaches beyond its medium", clip.id())));
            }
        }
    }
    Ok(())
}

fn invalid(reason: &dyn std::fmt::Display) -> StoatError {
    StoatError::new("timeline.document_invalid").with("reason", reason)
}
