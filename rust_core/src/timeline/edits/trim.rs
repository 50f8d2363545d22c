//! `trim`: move the edges of a clip, with or without what follows.

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoatError};
use crate::time::{Rounding, Ticks, Time};
use crate::timeline::draft::Draft;
use crate::timeline::model::Member;
use crate::timeline::{Applied, BlockId, ClipItem, Item, Target, Timeline, Track};

/// Moves the head and the tail of a clip. A positive amount shortens, a negative one extends.
///
/// Without ripple the neighbouring gap absorbs the change, and extending into a clip is refused. With
/// ripple the clip's start stays and everything after it moves, on every track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trim {
    /// The clip.
    pub target: Target,
    /// By how much its head moves to the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Time>,
    /// By how much its tail moves to the left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tail: Option<Time>,
    /// Whether what follows moves along.
    pub ripple: bool,
}

/// Where the moved edges stand, and by how many ticks they move.
struct Move {
    start: Ticks,
    end: Ticks,
    head: i64,
    tail: i64,
}

impl Move {
    /// What `clip`, starting at `start`, gives up at its head and its tail: only edges that are the
    /// link's own edges move.
    fn of(&self, start: Ticks, clip: &ClipItem) -> (i64, i64) {
        let end = start.0 + clip.duration.0;
        let head = if start == self.start { self.head } else { 0 };
        (head, if end == self.end.0 { self.tail } else { 0 })
    }
}

impl Trim {
    pub(crate) fn apply(&self, timeline: &Timeline, block: BlockId) -> Result<(Timeline, Applied)> {
        let members = self.target.members(timeline)?;
        let mut draft = Draft::of(timeline, block)?;
        let edges = self.edges(&draft, &members)?;
        self.check(timeline, &draft, &edges, &members)?;
        if self.ripple {
            ripple(&mut draft, &edges, &members)?;
            let first =
                if edges.head == 0 { edges.end.0.min(edges.end.0 - edges.tail) } else { edges.start.0 };
            draft.touch_from(Ticks(first));
        } else {
            for member in &members {
                overlay(&mut draft, &edges, member)?;
            }
            draft.touch(
                Ticks(edges.start.0.min(edges.start.0 + edges.head)),
                Ticks(edges.end.0.max(edges.end.0 - edges.tail)),
            );
        }
        draft.finish()
    }

    /// The amounts in ticks: edges are put on the frame grid, not amounts.
    fn edges(&self, draft: &Draft, members: &[Member<'_>]) -> Result<Move> {
        let start = members.iter().map(|member| member.start).min().unwrap_or_default();
        let end = members.iter().map(Member::end).max().unwrap_or_default();
        let moved = |edge: Ticks, by: Time| draft.format.edit_point(draft.format.time(edge)?.add(by)?);
        let head = match self.head {
            Some(amount) => moved(start, amount)?.0 - start.0,
            None => 0,
        };
        let tail = match self.tail {
            Some(amount) => end.0 - moved(end, Time::ZERO.sub(amount)?)?.0,
            None => 0,
        };
        Ok(Move { start, end, head, tail })
    }

    /// At least a frame must stay, no instant may be shown that the medium does not have, and without
    /// ripple only a gap or the open end may be taken.
    fn check(&self, timeline: &Timeline, draft: &Draft, edges: &Move, members: &[Member<'_>]) -> Result<()> {
        let refuse = |code, edge, largest| Err(self.refuse(timeline, draft, code, edge, largest)?);
        let frame = draft.format.frame_ticks()?;
        let limits = Limits::of(draft, edges, members, self.ripple)?;
        for (edge, moved, limit) in [("head", edges.head, &limits.head), ("tail", edges.tail, &limits.tail)] {
            if -moved > limit.handle * frame {
                return refuse("timeline.no_handle", edge, limit.handle.min(limit.room));
            }
        }
        let kept = |member: &Member<'_>, moved: i64| member.clip.duration.0 - frame - moved;
        if members.iter().any(|member| {
            let (head, tail) = edges.of(member.start, member.clip);
            kept(member, head + tail) < 0
        }) {
            let of_head = edges.head > 0;
            let has_edge = |member: &&Member<'_>| {
                if of_head { member.start == edges.start } else { member.end() == edges.end }
            };
            let left = members.iter().filter(has_edge).map(|member| {
                let (head, tail) = edges.of(member.start, member.clip);
                kept(member, if of_head { tail } else { head })
            });
            let largest = left.min().unwrap_or_default() / frame;
            return refuse("timeline.too_short", if of_head { "head" } else { "tail" }, largest.max(0));
        }
        for (edge, moved, limit) in [("head", edges.head, &limits.head), ("tail", edges.tail, &limits.tail)] {
            if limit.room < -moved / frame {
                return refuse("timeline.in_the_way", edge, limit.handle.min(limit.room));
            }
        }
        Ok(())
    }

    /// The refusal, with the largest legal amount and what was recorded of the edge.
    fn refuse(
        &self,
        timeline: &Timeline,
        draft: &Draft,
        code: &'static str,
        edge: &str,
        largest: i64,
    ) -> Result<StoatError> {
        let mut error = StoatError::new(code)
            .with("clip", timeline.call(&self.target.id))
            .with("edge", edge)
            .with("largest", largest)
            .with("largest_time", draft.format.rate.time_of(largest)?);
        let asked = if edge == "head" { self.head } else { self.tail };
        if let Some(asked) = asked {
            error = error.with("asked", asked.frames(draft.format.rate, Rounding::Nearest)?.abs());
        }
        if let Some(facts) = self.target.edge_facts {
            let was = if edge == "head" { facts.source_start } else { facts.source_end };
            if let Some(was) = was {
                error = error.with("recorded_source", was);
            }
        }
        Ok(error)
    }
}

/// By how many frames an edge can be extended: within the medium, and within the room on the tracks.
struct Limit {
    handle: i64,
    room: i64,
}

struct Limits {
    head: Limit,
    tail: Limit,
}

impl Limits {
    /// The limits of the members that have the edges: they share a source map, so their handles are equal,
    /// and the narrowest room counts.
    fn of(draft: &Draft, edges: &Move, members: &[Member<'_>], ripple: bool) -> Result<Self> {
        let frame = draft.format.frame_ticks()?;
        let mut limits = Self {
            head: Limit { handle: i64::MAX / frame, room: i64::MAX },
            tail: Limit { handle: i64::MAX / frame, room: i64::MAX },
        };
        for member in members {
            let (head, tail) = member.clip.handles(&draft.format)?;
            let (before, after) = room(&draft.tracks[member.track], member);
            if member.start == edges.start {
                limits.head.handle = limits.head.handle.min(head);
                limits.head.room = limits.head.room.min(before / frame);
            }
            if member.end() == edges.end {
                limits.tail.handle = limits.tail.handle.min(tail);
                limits.tail.room = limits.tail.room.min(after.map_or(i64::MAX, |after| after / frame));
            }
        }
        if ripple {
            (limits.head.room, limits.tail.room) = (i64::MAX, i64::MAX);
        }
        Ok(limits)
    }
}

/// The free ticks before a member, and after it unless that is open.
fn room(track: &Track, member: &Member<'_>) -> (i64, Option<i64>) {
    let end = member.end();
    let before = track
        .clips()
        .filter(|(start, _)| *start < member.start)
        .map(|(start, clip)| start.0 + clip.duration.0);
    let after = track.clips().find(|(start, _)| *start >= end).map(|(start, _)| start.0 - end.0);
    (member.start.0 - before.max().unwrap_or(0), after)
}

/// Puts the trimmed clip in its place; the gaps around it take or give.
fn overlay(draft: &mut Draft, edges: &Move, member: &Member<'_>) -> Result<()> {
    let (head, tail) = edges.of(member.start, member.clip);
    let clip = member.clip.trimmed(head, tail)?;
    let was_last = member.end() == draft.tracks[member.track].length();
    let start = Ticks(member.start.0 + head.min(0));
    let end = Ticks(member.end().0 - tail.min(0));
    let items = vec![Item::Gap(Ticks(head.max(0))), Item::Clip(clip), Item::Gap(Ticks(tail.max(0)))];
    let (track, _) = draft.edit(member.track);
    track.replace(start, end, items, |rest| rest)?;
    if was_last {
        track.trim_end();
    }
    Ok(())
}

/// Changes the durations and moves everything behind. What extends comes first, so that the clip never
/// vanishes on the way; the tail comes before the head, while the places are still known.
fn ripple(draft: &mut Draft, edges: &Move, members: &[Member<'_>]) -> Result<()> {
    if edges.head < 0 {
        ripple_head(draft, edges, members)?;
        ripple_tail(draft, edges, members, Ticks(edges.end.0 - edges.head))
    } else {
        ripple_tail(draft, edges, members, edges.end)?;
        ripple_head(draft, edges, members)
    }
}

fn ripple_head(draft: &mut Draft, edges: &Move, members: &[Member<'_>]) -> Result<()> {
    let own = tracks(members, |member| member.start == edges.start);
    resize(draft, &own, members, |clip| clip.trimmed(edges.head, 0))?;
    move_others(draft, edges.start, edges.head, false, &own)
}

fn ripple_tail(draft: &mut Draft, edges: &Move, members: &[Member<'_>], edge: Ticks) -> Result<()> {
    let own = tracks(members, |member| member.end() == edges.end);
    resize(draft, &own, members, |clip| clip.trimmed(0, edges.tail))?;
    move_others(draft, edge, edges.tail, true, &own)
}

fn tracks(members: &[Member<'_>], wanted: impl Fn(&Member<'_>) -> bool) -> Vec<usize> {
    members.iter().filter(|member| wanted(member)).map(|member| member.track).collect()
}

fn resize(
    draft: &mut Draft,
    tracks: &[usize],
    members: &[Member<'_>],
    change: impl Fn(&ClipItem) -> Result<ClipItem>,
) -> Result<()> {
    let Some(link) = members.first().map(|member| &member.clip.link) else { return Ok(()) };
    for index in tracks {
        if let Some((_, clip)) = draft.tracks[*index].find(link) {
            let changed = change(clip)?;
            let (track, _) = draft.edit(*index);
            track.resize(changed);
        }
    }
    Ok(())
}

/// Opens or closes the time that the edge at `edge` gave or took, on the tracks that were not resized.
fn move_others(draft: &mut Draft, edge: Ticks, by: i64, is_tail: bool, except: &[usize]) -> Result<()> {
    if by == 0 {
        return Ok(());
    }
    if by < 0 {
        return draft.shift_others(edge, Ticks(-by), except);
    }
    let (start, end) = if is_tail { (edge.0 - by, edge.0) } else { (edge.0, edge.0 + by) };
    draft.close_others(Ticks(start), Ticks(end), except)
}
