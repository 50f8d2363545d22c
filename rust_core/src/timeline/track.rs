//! A track: items one after the other, found and spliced by position.

use crate::error::{Result, StoatError};
use crate::time::Ticks;
use crate::timeline::births::Ids;
use crate::timeline::{ClipItem, Item, Kind, LinkId};

/// An ordered, named row of clips and gaps. Starts are prefix sums, so nothing can overlap.
///
/// Normal form: no two gaps side by side, no item without duration. A gap at the end may stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    kind: Kind,
    number: u32,
    items: Vec<Item>,
}

impl Track {
    /// The empty track `V{number}` or `A{number}`.
    pub(crate) const fn new(kind: Kind, number: u32) -> Self {
        Self { kind, number, items: Vec::new() }
    }

    /// A track of `items`, brought to normal form.
    pub(crate) fn of(kind: Kind, number: u32, items: Vec<Item>) -> Self {
        let mut track = Self { kind, number, items };
        track.normalise();
        track
    }

    /// Reads `V1`, `A2`; `timeline.track_invalid` for anything else.
    pub(crate) fn parse_name(name: &str) -> Result<(Kind, u32)> {
        let kind = match name.as_bytes().first() {
            Some(b'V') => Some(Kind::Video),
            Some(b'A') => Some(Kind::Audio),
            _ => None,
        };
        let number = name.get(1..).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        match (kind, number.and_then(|digits| digits.parse().ok())) {
            (Some(kind), Some(number)) if (1..=99).contains(&number) => Ok((kind, number)),
            _ => Err(StoatError::new("timeline.track_invalid").with("track", name)),
        }
    }

    /// `V1`, `A2`, ...
    pub fn name(&self) -> String {
        let letter = if self.kind == Kind::Video { 'V' } else { 'A' };
        format!("{letter}{}", self.number)
    }

    /// Picture or sound.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The number in its name, from 1.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// How long it is, a gap at its end included.
    pub fn length(&self) -> Ticks {
        Ticks(self.items.iter().map(|item| item.duration().0).sum())
    }

    /// Its items with their starts.
    pub fn items(&self) -> impl Iterator<Item = (Ticks, &Item)> {
        self.items.iter().scan(0, |next, item| {
            let start = *next;
            *next += item.duration().0;
            Some((Ticks(start), item))
        })
    }

    /// Its clips with their starts.
    pub fn clips(&self) -> impl Iterator<Item = (Ticks, &ClipItem)> {
        self.items().filter_map(|(start, item)| item.clip().map(|clip| (start, clip)))
    }

    /// The clip that covers the instant `at`.
    pub fn clip_at(&self, at: Ticks) -> Option<(Ticks, &ClipItem)> {
        self.clips().find(|(start, clip)| *start <= at && at.0 < start.0 + clip.duration.0)
    }

    /// The first clip with an instant in `[start, end)`.
    pub(crate) fn material(&self, start: Ticks, end: Ticks) -> Option<(Ticks, &ClipItem)> {
        self.clips().find(|(at, clip)| at.0 < end.0 && at.0 + clip.duration.0 > start.0)
    }

    /// The clip of `link` on this track.
    pub(crate) fn find(&self, link: &LinkId) -> Option<(Ticks, &ClipItem)> {
        self.clips().find(|(_, clip)| clip.link == *link)
    }

    /// Changes every clip of `link` in place, durations untouched.
    pub(crate) fn update(&mut self, link: &LinkId, change: impl Fn(&mut ClipItem)) {
        for item in &mut self.items {
            if let Item::Clip(clip) = item
                && clip.link == *link
            {
                change(clip);
            }
        }
    }

    /// Puts `clip` in the place of the clip of its link; what follows moves with its end.
    pub(crate) fn resize(&mut self, clip: ClipItem) {
        if let Some(item) =
            self.items.iter_mut().find(|item| item.clip().is_some_and(|c| c.link == clip.link))
        {
            *item = Item::Clip(clip);
        }
    }

    /// Splits what lies strictly around `at`.
    pub(crate) fn split(&mut self, at: Ticks, ids: &mut Ids) -> Result<()> {
        if at.0 < self.length().0 {
            self.cut(at, |clip| ids.as_right_half(clip))?;
            self.normalise();
        }
        Ok(())
    }

    /// Inserts `items` at `at`; the right half of a clip that is split by it gets a new id.
    pub(crate) fn insert(&mut self, at: Ticks, items: Vec<Item>, ids: &mut Ids) -> Result<()> {
        let index = self.cut(at, |clip| ids.as_right_half(clip))?;
        self.items.splice(index..index, items);
        self.normalise();
        Ok(())
    }

    /// Replaces `[start, end)` by `items`. `right` names the rest of a clip that reaches beyond `end`.
    pub(crate) fn replace(
        &mut self,
        start: Ticks,
        end: Ticks,
        items: Vec<Item>,
        right: impl FnOnce(ClipItem) -> ClipItem,
    ) -> Result<()> {
        let was = self.length();
        // The end first: its rest is still whole then, and knows its own id.
        let last = if end < was { Some(self.cut(end, right)?) } else { None };
        let before = self.items.len();
        let first = self.cut(start, |clip| clip)?;
        let last = last.map_or(self.items.len(), |last| last + (self.items.len() - before));
        self.items.splice(first..last.max(first), items);
        self.normalise();
        Ok(())
    }

    /// Takes the gap of `[start, end)` out and closes up; the caller has seen that no clip is in it.
    pub(crate) fn close(&mut self, start: Ticks, end: Ticks) -> Result<()> {
        if start < self.length() { self.replace(start, end, Vec::new(), |clip| clip) } else { Ok(()) }
    }

    /// Drops the gap at the end.
    pub(crate) fn trim_end(&mut self) {
        if let Some(Item::Gap(_)) = self.items.last() {
            self.items.pop();
        }
    }

    /// Makes an item start at `at`, padding with a gap when that is beyond the end, and returns its index.
    fn cut(&mut self, at: Ticks, right: impl FnOnce(ClipItem) -> ClipItem) -> Result<usize> {
        let mut start = 0;
        for index in 0..self.items.len() {
            let duration = self.items[index].duration().0;
            if start >= at.0 {
                return Ok(index);
            }
            if start + duration > at.0 {
                let head = at.0 - start;
                let (left, rest) = match &self.items[index] {
                    Item::Gap(_) => (Item::Gap(Ticks(head)), Item::Gap(Ticks(duration - head))),
                    Item::Clip(clip) => {
                        let left = clip.trimmed(0, duration - head)?;
                        (Item::Clip(left), Item::Clip(right(clip.trimmed(head, 0)?)))
                    }
                };
                self.items.splice(index..=index, [left, rest]);
                return Ok(index + 1);
            }
            start += duration;
        }
        if at.0 > start {
            self.items.push(Item::Gap(Ticks(at.0 - start)));
        }
        Ok(self.items.len())
    }

    fn normalise(&mut self) {
        let mut items: Vec<Item> = Vec::with_capacity(self.items.len());
        for item in self.items.drain(..) {
            match (items.last_mut(), item) {
                (_, Item::Gap(Ticks(0))) => {}
                (Some(Item::Gap(before)), Item::Gap(more)) => before.0 += more.0,
                (_, item) => items.push(item),
            }
        }
        self.items = items;
    }
}
