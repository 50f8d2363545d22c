//! Which clip an edit acts on, and the facts that make sure it is still that clip.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::Time;
use crate::timeline::model::Member;
use crate::timeline::{LinkId, Timeline, label};

/// A link by id, with what was known of it when the edit was recorded.
///
/// The link is still itself when its id is there and either its name or its birth (position of the
/// creating edit in its block, and how often the block had placed the medium) is as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The link; the id of one of its clips is read as its link.
    pub id: LinkId,
    /// The name a person gave, when recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Position of the creating edit in its block, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<u32>,
    /// How often the block had placed the medium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Where the edge stood that the edit moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edge_facts: Option<EdgeFacts>,
}

/// The source times of the edges that an edit moves, as they were when it was recorded. They do not
/// decide: where the new range still allows the amount the edit is replayed, else its error tells both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EdgeFacts {
    /// The source time of the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_start: Option<Time>,
    /// The source time of the tail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_end: Option<Time>,
}

impl Target {
    /// A target known by its id alone: no facts are compared.
    pub const fn by_id(id: LinkId) -> Self {
        Self { id, name: None, made_by: None, count: None, edge_facts: None }
    }

    /// Fills name, birth and the moved edges from `timeline`.
    pub fn recorded(id: &LinkId, timeline: &Timeline, head: bool, tail: bool) -> Result<Self> {
        let members = timeline.members(id);
        let Some(member) = members.first() else { return Err(not_found(timeline, &id.to_string())) };
        let (start, end) = member.clip.source_range(&timeline.needed_format()?)?;
        let edges = EdgeFacts { source_start: head.then_some(start), source_end: tail.then_some(end) };
        Ok(Self {
            id: id.clone(),
            name: member.clip.name().map(str::to_owned),
            made_by: Some(member.clip.made_by),
            count: Some(timeline.births.placed(id.block(), id.medium())),
            edge_facts: (head || tail).then_some(edges),
        })
    }

    /// The clips of the link in `timeline`, or why it is not the recorded one any more.
    pub(crate) fn members<'a>(&self, timeline: &'a Timeline) -> Result<Vec<Member<'a>>> {
        let members = timeline.members(&self.id);
        let Some(first) = members.first() else {
            return Err(not_found(timeline, &self.name.clone().unwrap_or_else(|| self.id.to_string())));
        };
        let named = self.name.is_some() && self.name.as_deref() == first.clip.name();
        let count = timeline.births.placed(self.id.block(), self.id.medium());
        let born = self.made_by.is_none_or(|position| position == first.clip.made_by)
            && self.count.is_none_or(|recorded| recorded == count);
        if named || born {
            Ok(members)
        } else {
            let clip = self.name.clone().unwrap_or_else(|| self.id.to_string());
            Err(StoatError::new("timeline.target_changed").with("clip", clip))
        }
    }
}

pub(crate) fn not_found(timeline: &Timeline, text: &str) -> StoatError {
    let mut known: Vec<String> = timeline.labels().into_values().collect();
    known.sort();
    let known = if known.is_empty() { "none".to_owned() } else { shortened(&known, 12) };
    StoatError::new("timeline.clip_not_found").with("clip", text).with("known", known)
}

fn shortened(names: &[String], most: usize) -> String {
    let mut text = names.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > most {
        text.push_str(", ...");
    }
    text
}

impl Timeline {
    /// The link that `text` means: an id, a given name, or a label such as `beach#2`.
    pub fn resolve(&self, text: &str) -> Result<LinkId> {
        if let Ok(link) = text.parse::<LinkId>()
            && !self.members(&link).is_empty()
        {
            return Ok(link);
        }
        let labels: BTreeMap<LinkId, String> = self.labels();
        labels
            .into_iter()
            .find(|(_, label)| label == text)
            .map(|(link, _)| link)
            .ok_or_else(|| not_found(self, text))
    }

    /// The name or label of `link` for a sentence.
    pub(crate) fn call(&self, link: &LinkId) -> String {
        label::call(&self.tracks, link)
    }
}
