//! Giving a hand block to a cell: ownership moves, nothing is executed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Result, StoatError};
use crate::timeline::script::{Block, BlockState, Script};
use crate::timeline::{BlockId, Edit, LinkId, Owner, Target, Timeline, Track};

impl Script {
    /// The script in which the hand block `id` belongs to `owner`, a new cell that holds only its edits.
    ///
    /// The block keeps its id and its place, so the timeline stays as it is. Parked edits stay behind in
    /// a hand block of their own. The facts of the targets are taken anew, so that running the written
    /// cell gives equal edits.
    pub fn take_over(&self, id: BlockId, owner: &Owner) -> Result<Self> {
        let index = self.index_of(id)?;
        if !self.blocks[index].is_hand() {
            return Err(StoatError::new("script.not_a_hand_block").with("block", id));
        }
        if *owner == Owner::Hand || self.position(owner).is_some() {
            let owner = serde_json::to_string(owner).unwrap_or_default();
            return Err(StoatError::new("script.owner_taken").with("block", id).with("owner", owner));
        }
        let was_open = index + 1 == self.blocks.len();
        let state = Arc::clone(&self.fold().blocks[index]);
        let moved = Moved::of(&state)?;
        let mut script = self.changed();
        script.blocks[index] = Arc::new(Block {
            id,
            owner: owner.clone(),
            edits: moved.kept,
            recorded_on: Some(state.before.hash().to_owned()),
            sealed: false,
            orphan: false,
        });
        script.renumber(index + 1, &moved.births);
        if was_open || !moved.behind.is_empty() {
            let mut behind = Block::new(script.take_id(), Owner::Hand);
            behind.edits = moved.behind;
            behind.sealed = !was_open;
            behind.edits.iter_mut().for_each(|edit| moved.births.rewrite(edit));
            script.blocks.insert(index + 1, Arc::new(behind));
        }
        script.stay_fresh(self);
        Ok(script)
    }

    /// The script without the parked edits of the hand block `id`, when the person gives them up.
    pub fn discard_parked(&self, id: BlockId) -> Result<Self> {
        let index = self.index_of(id)?;
        if !self.blocks[index].is_hand() {
            return Err(StoatError::new("script.not_a_hand_block").with("block", id));
        }
        let moved = Moved::of(&self.fold().blocks[index])?;
        let mut script = self.changed();
        if moved.behind.is_empty() {
            return Ok(script);
        }
        Arc::make_mut(&mut script.blocks[index]).edits = moved.kept;
        script.renumber(index + 1, &moved.births);
        script.stay_fresh(self);
        Ok(script)
    }

    /// Rewrites the targets of the blocks from `first` on.
    fn renumber(&mut self, first: usize, births: &Renumbered) {
        for block in &mut self.blocks[first..] {
            if block.edits.iter().any(|edit| edit.target().is_some_and(|target| births.changes(target))) {
                Arc::make_mut(block).edits.iter_mut().for_each(|edit| births.rewrite(edit));
            }
        }
    }

    /// Blocks that were recorded on what stands before them still are, where only ids have changed.
    fn stay_fresh(&mut self, before: &Self) {
        let states = &before.fold().blocks;
        for old in states.iter().filter(|old| !old.stale && !old.block().is_hand()) {
            let Ok(index) = self.index_of(old.block().id) else { continue };
            let now = self.state_before(index);
            if now != old.before && now.content_hash() == old.before.content_hash() {
                let mut script = self.changed();
                Arc::make_mut(&mut script.blocks[index]).recorded_on = Some(now.hash().to_owned());
                *self = script;
            }
        }
    }
}

/// The edits of a block, parted into those that act and those that are parked.
struct Moved {
    kept: Vec<Edit>,
    behind: Vec<Edit>,
    births: Renumbered,
}

/// How ids and births of a block's clips change when its parked edits leave it.
#[derive(Default)]
struct Renumbered {
    /// Old link to (new link, old position, new position) of the creating edit.
    links: BTreeMap<LinkId, (LinkId, u32, u32)>,
    /// Medium to how often the block placed it: before, after.
    counts: BTreeMap<String, (u32, u32)>,
}

impl Moved {
    fn of(state: &BlockState) -> Result<Self> {
        let id = state.block().id;
        let mut moved = Self { kept: Vec::new(), behind: Vec::new(), births: Renumbered::default() };
        let (mut old, mut new) = (state.before.clone(), state.before.clone());
        for (index, edit) in state.block().edits.iter().enumerate() {
            if state.parked.iter().any(|parked| parked.index == index) {
                old = old.park(edit, id);
                moved.behind.push(edit.clone());
                continue;
            }
            let mut renumbered = edit.clone();
            moved.births.rewrite_id(&mut renumbered);
            let renumbered = new.prepared(renumbered)?;
            let (old_before, new_before) = (made_by(&old, id), made_by(&new, id));
            old = old.apply(edit, id)?.0;
            new = new.apply(&renumbered, id)?.0;
            moved.births.note((&old_before, &made_by(&old, id)), (&new_before, &made_by(&new, id)));
            moved.kept.push(renumbered);
        }
        let media: Vec<String> =
            state.block().edits.iter().filter_map(|edit| edit.places()).map(str::to_owned).collect();
        for medium in media {
            let counts = (old.births.placed(id, &medium), new.births.placed(id, &medium));
            moved.births.counts.insert(medium, counts);
        }
        Ok(moved)
    }
}

/// The links that `block` made and that are there, with the position of the creating edit.
fn made_by(timeline: &Timeline, block: BlockId) -> BTreeMap<LinkId, u32> {
    let clips = timeline.tracks().flat_map(Track::clips);
    clips
        .filter(|(_, clip)| clip.link.block() == block)
        .map(|(_, clip)| (clip.link.clone(), clip.made_by))
        .collect()
}

type Births = BTreeMap<LinkId, u32>;

impl Renumbered {
    /// Notes the links that one edit made, in both numberings: they come in the same order.
    fn note(&mut self, old: (&Births, &Births), new: (&Births, &Births)) {
        let fresh = |(before, after): (&Births, &Births)| -> Vec<(LinkId, u32)> {
            let added = after.iter().filter(|(link, _)| !before.contains_key(link));
            added.map(|(link, position)| (link.clone(), *position)).collect()
        };
        for ((was, old_position), (is, new_position)) in fresh(old).into_iter().zip(fresh(new)) {
            self.links.insert(was, (is, old_position, new_position));
        }
    }

    fn changes(&self, target: &Target) -> bool {
        self.links.contains_key(&target.id)
    }

    fn rewrite_id(&self, edit: &mut Edit) {
        if let Some(target) = edit.target_mut()
            && let Some((link, ..)) = self.links.get(&target.id)
        {
            target.id = link.clone();
        }
    }

    /// Rewrites a target that was true of the old numbering; one that was not stays as it is, and parked.
    fn rewrite(&self, edit: &mut Edit) {
        let Some(target) = edit.target_mut() else { return };
        let Some((link, was, is)) = self.links.get(&target.id) else { return };
        let (old_count, new_count) = self.counts.get(target.id.medium()).copied().unwrap_or_default();
        let named = target.name.is_some();
        let born = target.made_by.is_none_or(|position| position == *was)
            && target.count.is_none_or(|count| count == old_count);
        if born || named {
            target.id = link.clone();
            target.made_by = target.made_by.map(|position| if position == *was { *is } else { position });
            target.count = target.count.map(|count| if count == old_count { new_count } else { count });
        }
    }
}
