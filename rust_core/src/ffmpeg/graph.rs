//! Chains joined by labels, and the check that every pad is connected exactly once.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::chain::FilterChain;
use super::registry::Media;
use crate::error::{Result, StoatError};

/// A stream of one of the command's inputs, written `0:v`, `0:v:1`, `2:a:0` or `0:3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StreamRef {
    /// Which input, counted from 0.
    pub input: usize,
    /// The kind of stream; none when the stream is named by its absolute index.
    pub media: Option<Media>,
    /// The index within its kind, or the absolute one.
    pub index: Option<usize>,
}

impl FromStr for StreamRef {
    type Err = StoatError;

    fn from_str(text: &str) -> Result<Self> {
        let number = |text: &str| {
            let plain = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
            if plain { text.parse::<usize>().ok() } else { None }
        };
        let parts: Vec<&str> = text.split(':').collect();
        let media = |text: &str| match text {
            "v" => Some(Media::Video),
            "a" => Some(Media::Audio),
            _ => None,
        };
        let found = match parts[..] {
            [input, kind] => number(input).and_then(|input| {
                media(kind)
                    .map(|kind| Self { input, media: Some(kind), index: None })
                    .or_else(|| number(kind).map(|index| Self { input, media: None, index: Some(index) }))
            }),
            [input, kind, index] => match (number(input), media(kind), number(index)) {
                (Some(input), Some(kind), Some(index)) => {
                    Some(Self { input, media: Some(kind), index: Some(index) })
                }
                _ => None,
            },
            _ => None,
        };
        found.ok_or_else(|| wrong(text, "a stream is written 0:v, 0:a:1 or 0:3"))
    }
}

/// The loose ends of a checked graph: what the command must provide and take up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GraphEnds {
    /// The input streams that are read, in order.
    pub streams: Vec<StreamRef>,
    /// The labels that no chain reads, each to be mapped once; in order.
    pub outputs: Vec<(String, Media)>,
}

/// A whole filter graph.
///
/// ```
/// use stoat_core::ffmpeg::{Filter, FilterChain, FilterGraph};
/// let graph = FilterGraph::new()
///     .chain(FilterChain::new().input("0:v").filter(Filter::split(2)).output("a").output("b"))
///     .chain(FilterChain::new().input("a").input("b").filter(Filter::new("hstack")).output("both"));
/// assert_eq!(graph.text()?, "[0:v]split=outputs=2[a][b];[a][b]hstack[both]");
///
/// let twice = FilterGraph::new()
///     .chain(FilterChain::new().input("0:v").filter(Filter::new("null")).output("a"))
///     .chain(FilterChain::new().input("a").filter(Filter::new("null")).output("b"))
///     .chain(FilterChain::new().input("a").filter(Filter::new("null")).output("c"));
/// assert_eq!(twice.text().unwrap_err().code(), "ffmpeg.label_invalid");
/// # Ok::<(), stoat_core::error::StoatError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FilterGraph {
    chains: Vec<FilterChain>,
}

impl FilterGraph {
    /// An empty graph.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more chain.
    #[must_use]
    pub fn chain(mut self, chain: FilterChain) -> Self {
        self.chains.push(chain);
        self
    }

    /// The chains, in order.
    pub fn chains(&self) -> &[FilterChain] {
        &self.chains
    }

    /// The checked text for `-filter_complex`.
    pub fn text(&self) -> Result<String> {
        self.check()?;
        Ok(self.to_string())
    }

    /// Checks every filter, every pad and every label; returns the loose ends.
    ///
    /// A label is written by one chain and read by at most one; pads that meet carry the same kind of media.
    pub fn check(&self) -> Result<GraphEnds> {
        let mut written: BTreeMap<&str, (Media, bool)> = BTreeMap::new();
        let mut order = Vec::new();
        let mut ends = GraphEnds::default();
        if self.chains.is_empty() {
            return Err(wrong("the graph", "it has no chain"));
        }
        let pads = self.chains.iter().map(chain_pads).collect::<Result<Vec<_>>>()?;
        for (chain, (_, outputs)) in self.chains.iter().zip(&pads) {
            for (label, media) in chain.outputs.iter().zip(outputs) {
                check_label(label)?;
                if written.insert(label, (*media, false)).is_some() {
                    return Err(wrong(label, "it is written twice"));
                }
                order.push(label.as_str());
            }
        }
        for (chain, (inputs, _)) in self.chains.iter().zip(&pads) {
            for (label, media) in chain.inputs.iter().zip(inputs) {
                if label.contains(':') {
                    let stream: StreamRef = label.parse()?;
                    check_media(label, stream.media.unwrap_or(*media), *media)?;
                    ends.streams.push(stream);
                    continue;
                }
                check_label(label)?;
                match written.get_mut(label.as_str()) {
                    None => return Err(wrong(label, "no chain writes it")),
                    Some((_, true)) => return Err(wrong(label, "it is read twice; use split or asplit")),
                    Some((given, read)) => {
                        check_media(label, *given, *media)?;
                        *read = true;
                    }
                }
            }
        }
        self.check_acyclic()?;
        ends.outputs = order
            .into_iter()
            .filter_map(|label| {
                written.get(label).filter(|(_, read)| !read).map(|(media, _)| (label.to_owned(), *media))
            })
            .collect();
        Ok(ends)
    }

    /// Refuses a chain that, through labels, reads what it writes: FFmpeg would wait for ever.
    fn check_acyclic(&self) -> Result<()> {
        let mut ready: Vec<&str> = Vec::new();
        let mut waiting: Vec<&FilterChain> = self.chains.iter().collect();
        while !waiting.is_empty() {
            let (now, later) = waiting.into_iter().partition::<Vec<&FilterChain>, _>(|chain| {
                chain.inputs.iter().all(|label| label.contains(':') || ready.contains(&label.as_str()))
            });
            if now.is_empty() {
                return Err(wrong(&later[0].outputs.join(", "), "it depends on itself"));
            }
            ready.extend(now.iter().flat_map(|chain| chain.outputs.iter().map(String::as_str)));
            waiting = later;
        }
        Ok(())
    }
}

impl fmt::Display for FilterGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, chain) in self.chains.iter().enumerate() {
            if at > 0 {
                f.write_str(";")?;
            }
            chain.fmt(f)?;
        }
        Ok(())
    }
}

/// The pads at both ends of a chain whose filters fit together and whose labels fill them.
fn chain_pads(chain: &FilterChain) -> Result<(Vec<Media>, Vec<Media>)> {
    let here = chain.to_string();
    let mut first = None;
    let mut last: Vec<Media> = Vec::new();
    for filter in &chain.filters {
        filter.check()?;
        let (inputs, outputs) = filter.pads()?;
        if first.is_none() {
            first = Some(inputs);
        } else if inputs != last {
            let reason = format!("{} takes {}, but gets {}", filter.name(), list(&inputs), list(&last));
            return Err(wrong(&here, &reason));
        }
        last = outputs;
    }
    let Some(first) = first else { return Err(wrong(&here, "the chain has no filter")) };
    for (side, labels, pads) in [("inputs", &chain.inputs, &first), ("outputs", &chain.outputs, &last)] {
        if labels.len() != pads.len() {
            let reason = format!("it has {} {side} named, but needs {}", labels.len(), pads.len());
            return Err(wrong(&here, &reason));
        }
    }
    Ok((first, last))
}

fn list(pads: &[Media]) -> String {
    let count = |media| pads.iter().filter(|pad| **pad == media).count();
    format!("{} video and {} audio", count(Media::Video), count(Media::Audio))
}

fn check_media(label: &str, given: Media, wanted: Media) -> Result<()> {
    if given == wanted {
        return Ok(());
    }
    Err(wrong(
        label,
        match wanted {
            Media::Video => "it is sound where pictures are needed",
            Media::Audio => "it is pictures where sound is needed",
        },
    ))
}

fn check_label(label: &str) -> Result<()> {
    let starts = label.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Ok(());
    }
    Err(wrong(label, "a label is a letter, then letters, digits and _"))
}

pub(super) fn wrong(label: &str, reason: &str) -> StoatError {
    StoatError::new("ffmpeg.label_invalid").with("label", format!("{label:?}")).with("reason", reason)
}
