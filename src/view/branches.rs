//! The tree of branches as rows, and two of them beside each other.

mod pair;
mod strip;

pub use pair::{Kind, Pair, Told, first_difference, side_by_side};
pub use strip::{Strip, strip};

use crate::id::EventId;
use crate::ordered::{Map, sort_by_key};
use crate::sim::Sim;
use crate::sim::branches::{Branch, BranchId};
use crate::time::Time;

/// So much of the axis, in per mille, lies before the first fork.
const BEFORE_FORKS: u64 = 150;

/// Where a branch left its parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The parent's name.
    pub parent: String,
    /// After which event.
    pub after: EventId,
    /// When.
    pub at: Time,
    /// The command that began it: crash exec-2.
    pub title: String,
}

/// One branch as a row. Places are in per mille of the axis of time, from its left end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub id: BranchId,
    /// Its name.
    pub name: String,
    /// How many branches are between it and the root of the tree.
    pub depth: usize,
    /// Where it left its parent; none for the root.
    pub left: Option<Left>,
    /// Whether it is on show.
    pub is_current: bool,
    /// How many events are known of it.
    pub events: usize,
    /// Where one stands in it.
    pub cursor: EventId,
    /// When the last event happened that is known of it.
    pub end: Time,
    /// From where to where its own part reaches.
    pub line: (u32, u32),
    /// Where one stands in it.
    pub here: u32,
    /// Where branches leave it that stand in rows below.
    pub leave: Vec<u32>,
    /// Where rails pass from a row above to one below.
    pub pass: Vec<u32>,
}

/// All branches, each below its parent, and of one parent's the one that left last is the nearest: so no rail crosses
/// another branch's line.
pub fn rows(sim: &Sim) -> Vec<Row> {
    let branches: Map<BranchId, Branch<'_>> = sim.branches().map(|branch| (branch.id, branch)).collect();
    let axis = Axis::of(&branches);
    let mut rows = Vec::new();
    if let Some(root) = branches.values().find(|branch| branch.parent.is_none()) {
        descend(&branches, &axis, root, 0, &mut rows);
    }
    rails(&mut rows);
    rows
}

fn descend(branches: &Map<BranchId, Branch<'_>>, axis: &Axis, branch: &Branch<'_>, depth: usize, rows: &mut Vec<Row>) {
    let name = |id: BranchId| branches.get(&id).map_or(String::new(), |branch| branch.name.to_owned());
    let left = branch.fork.zip(branch.parent).map(|(fork, parent)| Left {
        parent: name(parent),
        after: fork.after,
        at: fork.at,
        title: fork.title.clone(),
    });
    let from = branch.fork.map_or(0, |fork| axis.place(fork.at));
    let here = axis.place(branch.world.now());
    rows.push(Row {
        id: branch.id,
        name: branch.name.to_owned(),
        depth,
        left,
        is_current: branch.is_current,
        events: branch.trace.len(),
        cursor: branch.world.cursor(),
        end: branch.end(),
        line: (from, axis.place(branch.end()).max(from)),
        here,
        leave: Vec::new(),
        pass: Vec::new(),
    });
    let mut children: Vec<&Branch<'_>> = branches.values().filter(|child| child.parent == Some(branch.id)).collect();
    sort_by_key(&mut children, |child| (child.fork.map(|fork| (fork.at, fork.after)), child.id));
    for child in children.into_iter().rev() {
        descend(branches, axis, child, depth + 1, rows);
    }
}

/// Draws a rail from each parent's row down to the child's.
fn rails(rows: &mut [Row]) {
    for child in 0..rows.len() {
        let (from, depth) = (rows[child].line.0, rows[child].depth);
        let Some(parent) = rows[..child].iter().rposition(|row| row.depth < depth) else { continue };
        rows[parent].leave.push(from);
        rows[parent + 1..child].iter_mut().for_each(|row| row.pass.push(from));
    }
}

/// The axis of time that all rows share. What happened long before the first fork is the same in all of them and takes
/// little room.
struct Axis {
    from: u64,
    to: u64,
}

impl Axis {
    fn of(branches: &Map<BranchId, Branch<'_>>) -> Self {
        let ends = branches.values().map(|branch| branch.end().max(branch.world.now()).ms());
        let to = ends.max().unwrap_or(0);
        let forks = branches.values().filter_map(|branch| Some(branch.fork?.at.ms()));
        let stands = branches.values().map(|branch| branch.world.now().ms());
        let first = forks.chain(stands).min().unwrap_or(0);
        let before = to.saturating_sub(first) * BEFORE_FORKS / (1000 - BEFORE_FORKS);
        Self { from: first.saturating_sub(before), to }
    }

    fn place(&self, at: Time) -> u32 {
        let length = (self.to - self.from).max(1);
        (at.ms().saturating_sub(self.from) * 1000 / length).min(1000) as u32
    }
}

#[cfg(test)]
mod tests;
