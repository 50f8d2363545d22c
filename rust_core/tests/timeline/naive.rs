//! The naive model: for every frame of every track, which clip, which medium, which exact source time.
//!
//! It knows nothing of the engine: times are big-enough fractions, edits move cells of a plain list.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::Ratio;

pub(crate) type Q = Ratio<i128>;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) link: u32,
    pub(crate) medium: usize,
    pub(crate) source: Q,
}

pub(crate) type Row = Vec<Option<Cell>>;

#[derive(Debug, Clone)]
pub(crate) struct NaiveMedium {
    pub(crate) rate: Option<Q>,
    pub(crate) start: Q,
    pub(crate) end: Q,
    pub(crate) picture: bool,
    pub(crate) sound: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Naive {
    pub(crate) rate: Q,
    pub(crate) media: Vec<NaiveMedium>,
    pub(crate) rows: BTreeMap<String, Row>,
    pub(crate) names: BTreeMap<u32, String>,
    next: u32,
}

pub(crate) type Codes = BTreeSet<&'static str>;

pub(crate) fn round_even(value: Q) -> i64 {
    let floor = value.floor();
    let rest = value - floor;
    let half = Q::new(1, 2);
    let up = rest > half || (rest == half && floor.to_integer() % 2 != 0);
    i64::try_from(floor.to_integer()).unwrap() + i64::from(up)
}

fn floor(value: Q) -> i64 {
    i64::try_from(value.floor().to_integer()).unwrap()
}

impl Naive {
    pub(crate) fn new(rate: Q, media: Vec<NaiveMedium>) -> Self {
        let rows = ["V1", "A1"].map(|name| (name.to_owned(), Row::new()));
        Self { rate, media, rows: rows.into(), names: BTreeMap::new(), next: 0 }
    }

    pub(crate) fn length(&self) -> usize {
        self.rows.values().map(Vec::len).max().unwrap_or(0)
    }

    pub(crate) fn links(&self) -> Vec<u32> {
        let cells = self.rows.values().flatten().flatten();
        cells.map(|cell| cell.link).collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub(crate) fn frame(&self, time: Q) -> i64 {
        round_even(time * self.rate)
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// First and end cell of `link` on each row that has it.
    pub(crate) fn members(&self, link: u32) -> BTreeMap<String, (usize, usize)> {
        let own = |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| cell.link == link);
        let ends = |row: &Row| Some((row.iter().position(own)?, row.iter().rposition(own)? + 1));
        self.rows.iter().filter_map(|(name, row)| Some((name.clone(), ends(row)?))).collect()
    }

    pub(crate) fn name_codes(&self, name: Option<&str>, own: Option<u32>) -> Codes {
        let mut codes = Codes::new();
        if let Some(name) = name {
            if name.is_empty() || name.contains('#') {
                codes.insert("timeline.name_invalid");
            }
            let present = self.links();
            if self
                .names
                .iter()
                .any(|(link, taken)| taken == name && Some(*link) != own && present.contains(link))
            {
                codes.insert("timeline.name_taken");
            }
        }
        codes
    }

    /// The cells of a placing: its anchor on the medium's grid, then a frame at a time.
    fn cells(&mut self, medium: usize, start: Q, end: Q) -> Result<Vec<Option<Cell>>, Codes> {
        let facts = self.media[medium].clone();
        if start < facts.start || start >= facts.end || end > facts.end || end <= start {
            return Err(Codes::from(["timeline.out_of_range"]));
        }
        let grid = if facts.picture { facts.rate } else { Some(Q::from(44100)) };
        let anchor = grid.map_or(start, |rate| {
            let index = i128::from(round_even((start - facts.start) * rate));
            let point = facts.start + Q::from(index) / rate;
            if point < facts.end { point } else { facts.start + Q::from((index - 1).max(0)) / rate }
        });
        let count = round_even((end - anchor) * self.rate).min(floor((facts.end - anchor) * self.rate));
        if count < 1 {
            return Err(Codes::from(["timeline.too_short"]));
        }
        let link = self.fresh();
        let source = |index: i64| anchor + Q::from(i128::from(index)) / self.rate;
        Ok((0..count).map(|index| Some(Cell { link, medium, source: source(index) })).collect())
    }

    fn rows_of(&mut self, medium: usize, video: &str, audio: &str) -> Vec<String> {
        let facts = &self.media[medium];
        let wanted = [(facts.picture, video), (facts.sound, audio)];
        let names: Vec<String> =
            wanted.iter().filter(|(there, _)| *there).map(|(_, name)| (*name).to_owned()).collect();
        for name in &names {
            self.rows.entry(name.clone()).or_default();
        }
        names
    }

    pub(crate) fn append(
        &mut self,
        medium: usize,
        (start, end): (Q, Q),
        (video, audio): (&str, &str),
    ) -> Result<u32, Codes> {
        let cells = self.cells(medium, start, end)?;
        let rows = self.rows_of(medium, video, audio);
        let at = rows.iter().map(|name| self.rows[name].len()).max().unwrap();
        for name in rows {
            let row = self.rows.get_mut(&name).unwrap();
            row.resize(at, None);
            row.extend(cells.iter().cloned());
        }
        Ok(self.next)
    }

    pub(crate) fn insert(
        &mut self,
        medium: usize,
        at: i64,
        range: (Q, Q),
        tracks: (&str, &str),
    ) -> Result<u32, Codes> {
        let at = usize::try_from(at).map_err(|_| Codes::from(["timeline.out_of_range"]))?;
        let cells = self.cells(medium, range.0, range.1)?;
        let own = self.rows_of(medium, tracks.0, tracks.1);
        let placed = self.next;
        self.cut_all(at, |_| true);
        for (name, row) in &mut self.rows {
            if own.contains(name) {
                let end = row.len().max(at);
                row.resize(end, None);
                row.splice(at..at, cells.iter().cloned());
            } else if at < row.len() {
                row.splice(at..at, vec![None; cells.len()]);
            }
        }
        Ok(placed)
    }

    pub(crate) fn overwrite(
        &mut self,
        medium: usize,
        at: i64,
        range: (Q, Q),
        tracks: (&str, &str),
    ) -> Result<u32, Codes> {
        let at = usize::try_from(at).map_err(|_| Codes::from(["timeline.out_of_range"]))?;
        let cells = self.cells(medium, range.0, range.1)?;
        let own = self.rows_of(medium, tracks.0, tracks.1);
        let placed = self.next;
        let end = at + cells.len();
        let link_at =
            |row: &Row, index: usize| row.get(index).and_then(|cell| cell.as_ref().map(|cell| cell.link));
        let around = |row: &Row, index: usize| -> Option<u32> {
            let before = index.checked_sub(1).and_then(|before| link_at(row, before));
            before.filter(|link| link_at(row, index) == Some(*link))
        };
        let kept: BTreeSet<u32> = own.iter().filter_map(|name| around(&self.rows[name], at)).collect();
        let mut halves = BTreeMap::new();
        for name in &own {
            if let Some(link) = around(&self.rows[name], end).filter(|link| kept.contains(link)) {
                let half = *halves.entry(link).or_insert_with(|| {
                    self.next += 1;
                    self.next
                });
                relabel(&mut self.rows.get_mut(name).unwrap()[end..], link, half);
            }
            let row = self.rows.get_mut(name).unwrap();
            let length = row.len().max(end);
            row.resize(length, None);
            row.splice(at..end, cells.iter().cloned());
        }
        Ok(placed)
    }

    /// Makes the cells of clips around `at` from there on another clip; picture and sound together.
    fn cut_all(&mut self, at: usize, wanted: impl Fn(&str) -> bool) {
        let mut halves = BTreeMap::new();
        for (name, row) in &mut self.rows {
            if at == 0 || at >= row.len() || !wanted(name) {
                continue;
            }
            if let (Some(left), Some(right)) = (row[at - 1].clone(), row[at].clone())
                && left.link == right.link
            {
                let half = *halves.entry(left.link).or_insert_with(|| {
                    self.next += 1;
                    self.next
                });
                relabel(&mut row[at..], left.link, half);
            }
        }
    }

    pub(crate) fn split(&mut self, at: i64, target: Option<u32>) -> Result<(), Codes> {
        let (start, end) = match target {
            Some(link) => {
                let members = self.members(link);
                (members.values().map(|m| m.0).min().unwrap(), members.values().map(|m| m.1).max().unwrap())
            }
            None => (0, self.length()),
        };
        let at = usize::try_from(at).ok().filter(|at| (start..=end).contains(at));
        let at = at.ok_or_else(|| Codes::from(["timeline.out_of_range"]))?;
        let only = target.map(|link| self.members(link));
        let inside = |name: &str| {
            only.as_ref()
                .is_none_or(|members| members.get(name).is_some_and(|(from, to)| *from < at && at < *to))
        };
        self.cut_all(at, inside);
        Ok(())
    }

    pub(crate) fn remove(&mut self, link: u32, ripple: bool) -> Result<(), Codes> {
        let members = self.members(link);
        let start = members.values().map(|member| member.0).min().unwrap();
        let end = members.values().map(|member| member.1).max().unwrap();
        let mut rows = self.rows.clone();
        for (name, (from, to)) in members {
            rows.get_mut(&name).unwrap()[from..to].fill(None);
        }
        if ripple {
            rows.values_mut().try_for_each(|row| close(row, start, end))?;
        }
        self.rows = rows;
        Ok(())
    }

    pub(crate) fn trim(&mut self, link: u32, head: Q, tail: Q, ripple: bool) -> Result<(), Codes> {
        let members = self.members(link);
        let start = members.values().map(|member| member.0).min().unwrap();
        let end = members.values().map(|member| member.1).max().unwrap();
        let edge = |frame: usize| Q::from(i128::try_from(frame).unwrap());
        let signed = |frame: usize| i64::try_from(frame).unwrap();
        let head = round_even(edge(start) + head * self.rate) - signed(start);
        let tail = signed(end) - round_even(edge(end) - tail * self.rate);
        let mut codes = Codes::new();
        for (name, (from, to)) in &members {
            let row = &self.rows[name];
            let cell = row[*from].clone().unwrap();
            let facts = &self.media[cell.medium];
            let (head, tail) = (if *from == start { head } else { 0 }, if *to == end { tail } else { 0 });
            let shown_end = row[to - 1].clone().unwrap().source + self.rate.recip();
            if -head > floor((cell.source - facts.start) * self.rate)
                || -tail > floor((facts.end - shown_end) * self.rate)
            {
                codes.insert("timeline.no_handle");
            }
            if head + tail > signed(to - from) - 1 {
                codes.insert("timeline.too_short");
            }
            let before = row[..*from].iter().rev().take_while(|cell| cell.is_none()).count();
            let after = row[*to..].iter().position(Option::is_some);
            if !ripple && (-head > signed(before) || after.is_some_and(|after| -tail > signed(after))) {
                codes.insert("timeline.in_the_way");
            }
        }
        if !codes.is_empty() {
            return Err(codes);
        }
        let rows = self.rows.clone();
        if ripple {
            let tails: BTreeSet<&String> =
                members.iter().filter(|(_, member)| member.1 == end).map(|(name, _)| name).collect();
            let heads: BTreeSet<&String> =
                members.iter().filter(|(_, member)| member.0 == start).map(|(name, _)| name).collect();
            // What extends comes first: the clip keeps at least a frame on the way.
            let done = if head < 0 {
                let moved = usize::try_from(signed(end) - head).unwrap();
                self.ripple(&heads, start, head, false).and_then(|()| self.ripple(&tails, moved, tail, true))
            } else {
                self.ripple(&tails, end, tail, true).and_then(|()| self.ripple(&heads, start, head, false))
            };
            if let Err(codes) = done {
                self.rows = rows;
                return Err(codes);
            }
        } else {
            for (name, (from, to)) in &members {
                let head = if *from == start { head } else { 0 };
                let tail = if *to == end { tail } else { 0 };
                self.trim_row(name, (*from, *to), head, tail);
            }
        }
        Ok(())
    }

    fn trim_row(&mut self, name: &str, (from, to): (usize, usize), head: i64, tail: i64) {
        let step = self.rate.recip();
        let row = self.rows.get_mut(name).unwrap();
        let was_last = to == row.len();
        let first = row[from].clone().unwrap();
        let signed = |frame: usize| i64::try_from(frame).unwrap();
        row[from..to].fill(None);
        for frame in signed(from) + head..signed(to) - tail {
            let index = usize::try_from(frame).unwrap();
            let length = row.len().max(index + 1);
            row.resize(length, None);
            let source = first.source + Q::from(i128::from(frame - signed(from))) * step;
            row[index] = Some(Cell { source, ..first.clone() });
        }
        if was_last {
            let length = row.iter().rposition(Option::is_some).map_or(0, |index| index + 1);
            row.truncate(length);
        }
    }

    fn ripple(&mut self, own: &BTreeSet<&String>, edge: usize, by: i64, is_tail: bool) -> Result<(), Codes> {
        let count = usize::try_from(by.abs()).unwrap();
        let step = self.rate.recip();
        if by < 0 {
            self.cut_all(edge, |name| !own.iter().any(|own| *own == name));
        }
        for (name, row) in &mut self.rows {
            let touching = own.contains(name);
            if by > 0 {
                let (from, to) = if is_tail { (edge - count, edge) } else { (edge, edge + count) };
                if touching {
                    row.drain(from..to);
                } else {
                    close(row, from, to)?;
                }
            } else if touching {
                let next = if is_tail { row[edge - 1].clone().unwrap() } else { row[edge].clone().unwrap() };
                let offsets: Vec<i64> = if is_tail { (1..=-by).collect() } else { (by..0).collect() };
                let cells = offsets.into_iter().map(|offset| {
                    Some(Cell { source: next.source + Q::from(i128::from(offset)) * step, ..next.clone() })
                });
                row.splice(edge..edge, cells.collect::<Vec<_>>());
            } else if edge < row.len() {
                row.splice(edge..edge, vec![None; count]);
            }
        }
        Ok(())
    }

    pub(crate) fn trim_end(&mut self) {
        for row in self.rows.values_mut() {
            let length = row.iter().rposition(Option::is_some).map_or(0, |index| index + 1);
            row.truncate(length);
        }
    }
}

fn relabel(cells: &mut [Option<Cell>], from: u32, to: u32) {
    cells.iter_mut().flatten().take_while(|cell| cell.link == from).for_each(|cell| cell.link = to);
}

/// Takes `[from, to)` out, unless a clip is in it.
fn close(row: &mut Row, from: usize, to: usize) -> Result<(), Codes> {
    let to = to.min(row.len());
    if from < to {
        if row[from..to].iter().any(Option::is_some) {
            return Err(Codes::from(["timeline.sync_conflict"]));
        }
        row.drain(from..to);
    }
    Ok(())
}
