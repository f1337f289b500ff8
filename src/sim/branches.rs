//! The tree of branches: a command given in the past begins another future, and no future is lost.
//!
//! One branch is current: its run is what [`Sim`] shows. The others are parked as they stood, so that to switch is
//! instant and exact. What the past shares exists once: rows, whole events and messages stand in pages, and these and the
//! checkpoints of the world are behind pointers. A parked branch costs, for each event of its whole length, some 15 bytes
//! of what each event knew and whose it is; then what its own events and messages since its fork cost, and one world.

mod grown;
mod names;

use std::cmp::Reverse;
use std::sync::Arc;

use super::invariants::Invariants;
use super::trace::Trace;
use super::world::World;
use super::{CommandError, LOOK_AHEAD_EVENTS, Sim};
use crate::id::EventId;
use crate::ordered::Map;
use crate::scenario::{Command, Given};
use crate::time::Time;

pub use grown::Grown;
pub use names::NAME_CHARS_MAX;

/// The most branches of a run.
pub const BRANCHES_MAX: usize = 32;
/// So many deletions can be undone, the latest first.
pub const DELETED_MAX: usize = 8;

/// A branch of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchId(u32);

impl BranchId {
    /// Its number, from 0, by the order in which branches began.
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// Where a branch left the one that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// After which event, the last one that both have for sure.
    pub after: EventId,
    /// When.
    pub at: Time,
    /// What began it, in a few words: crash exec-2.
    pub title: String,
    /// How many commands had been given before: where the branches part, counted in what makes them differ.
    given: usize,
    steps: u64,
}

/// Why branches stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BranchError {
    /// No branch has this name or number.
    #[error("there is no such branch; there are {0}")]
    None(String),
    /// The name is empty.
    #[error("a branch needs a name")]
    Empty,
    /// The name is longer than [`NAME_CHARS_MAX`].
    #[error("a branch's name has at most {NAME_CHARS_MAX} characters, this one has {0}")]
    TooLong(usize),
    /// The name holds a line break or the like.
    #[error("a branch's name must not contain {0:?}")]
    Character(char),
    /// Another branch has the name.
    #[error("another branch is called {0}")]
    Taken(String),
    /// It is the only one.
    #[error("the only branch can't be deleted")]
    Last,
    /// Nothing was deleted, or too long ago.
    #[error("no branch was deleted that could come back")]
    NothingDeleted,
    /// There are [`BRANCHES_MAX`].
    #[error("a run keeps at most {BRANCHES_MAX} branches: delete one that is not needed any more")]
    Full,
}

/// A run that is not on show.
#[derive(Debug, Clone)]
struct Parked {
    world: World,
    trace: Trace,
    invariants: Invariants,
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    parent: Option<BranchId>,
    fork: Option<Fork>,
    /// Nothing more happens up to here than what is known.
    foreseen: Time,
    /// Its run, unless it is the current branch: that one's run is the simulation's own.
    parked: Option<Arc<Parked>>,
}

/// What is needed to bring a branch back.
#[derive(Debug, Clone)]
struct Deleted {
    id: BranchId,
    entry: Entry,
    was_current: bool,
    /// The children as they hung on it.
    children: Vec<(BranchId, Option<Fork>)>,
}

/// All branches of a run.
#[derive(Debug, Clone)]
pub(super) struct Branches {
    current: BranchId,
    entries: Map<BranchId, Entry>,
    deleted: Vec<Deleted>,
    next: u32,
}

/// A branch, to look at.
#[derive(Debug, Clone, Copy)]
pub struct Branch<'a> {
    /// Which.
    pub id: BranchId,
    /// Its name.
    pub name: &'a str,
    /// The branch that it came from; none for the root of the tree.
    pub parent: Option<BranchId>,
    /// Where it left its parent.
    pub fork: Option<&'a Fork>,
    /// Whether it is the one on show.
    pub is_current: bool,
    /// Everything that happened in it.
    pub trace: &'a Trace,
    /// Its world where one stands in it.
    pub world: &'a World,
    foreseen: Time,
}

impl Branch<'_> {
    /// The commands that were given in it, from the beginning of the run on.
    pub fn given(&self) -> &[Given] {
        self.trace.timeline.given()
    }

    /// Up to which moment it is known: that of its last event, or the one up to which it was foreseen.
    pub fn end(&self) -> Time {
        self.trace.at(self.trace.last()).unwrap_or(Time::START).max(self.foreseen)
    }
}

impl Branches {
    pub(super) fn new() -> Self {
        let main =
            Entry { name: names::FIRST.to_owned(), parent: None, fork: None, foreseen: Time::START, parked: None };
        let current = BranchId(0);
        Self { current, entries: Map::from([(current, main)]), deleted: Vec::new(), next: 1 }
    }

    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= BRANCHES_MAX
    }

    fn entry(&self, id: BranchId) -> Result<&Entry, BranchError> {
        self.entries.get(&id).ok_or_else(|| BranchError::None(self.all_names()))
    }

    /// Lets go of what somebody has looked at in those that are parked.
    pub(super) fn forget(&mut self) {
        let parked = self.entries.values_mut().filter_map(|entry| Arc::get_mut(entry.parked.as_mut()?));
        parked.for_each(|run| run.trace.forget());
    }

    fn all_names(&self) -> String {
        let names: Vec<&str> = self.entries.values().map(|entry| entry.name.as_str()).collect();
        names.join(", ")
    }

    /// The branch on this line that a place belongs to: a branch's own part begins with its first command.
    fn owner(&self, mut id: BranchId, given: usize) -> BranchId {
        while let Some(Entry { parent: Some(parent), fork: Some(fork), .. }) = self.entries.get(&id)
            && fork.given >= given
        {
            id = *parent;
        }
        id
    }

    fn children(&self, id: BranchId) -> Vec<(BranchId, Option<Fork>)> {
        let of = |(child, entry): (&BranchId, &Entry)| (entry.parent == Some(id)).then(|| (*child, entry.fork.clone()));
        self.entries.iter().filter_map(of).collect()
    }

    /// Takes a branch out. The child that followed it longest takes its place, and the others hang on that one: each
    /// still leaves its parent where the two differ first. Returns what brings it back, and that child.
    fn take_out(&mut self, id: BranchId) -> Result<(Deleted, Option<BranchId>), BranchError> {
        let entry = self.entry(id)?.clone();
        if self.entries.len() < 2 {
            return Err(BranchError::Last);
        }
        self.entries.remove(&id);
        let children = self.children(id);
        let followed = |fork: &Option<Fork>| fork.as_ref().map(|fork| (fork.given, fork.steps));
        let heir = children.iter().max_by_key(|(child, fork)| (followed(fork), Reverse(*child)));
        let heir = heir.map(|(child, _)| *child);
        for (child, _) in &children {
            let Some(moved) = self.entries.get_mut(child) else { continue };
            moved.parent = heir;
            if heir == Some(*child) {
                (moved.parent, moved.fork) = (entry.parent, entry.fork.clone());
            }
        }
        Ok((Deleted { id, entry, was_current: self.current == id, children }, heir))
    }

    /// Puts a branch back where it was. What began meanwhile in a part that is its own hangs on it.
    fn put_back(&mut self, deleted: &Deleted) {
        let name = self.free_name(&deleted.entry.name);
        self.entries.insert(deleted.id, Entry { name, ..deleted.entry.clone() });
        for (child, fork) in &deleted.children {
            if let Some(entry) = self.entries.get_mut(child) {
                (entry.parent, entry.fork) = (Some(deleted.id), fork.clone());
            }
        }
        let settled: Vec<(BranchId, Option<BranchId>)> = self
            .entries
            .iter()
            .map(|(id, entry)| {
                let given = entry.fork.as_ref().map_or(0, |fork| fork.given);
                (*id, entry.parent.map(|parent| self.owner(parent, given)))
            })
            .collect();
        for (id, parent) in settled {
            if let Some(entry) = self.entries.get_mut(&id) {
                entry.parent = parent;
            }
        }
    }
}

/// What people do with branches.
impl Sim {
    /// All branches, in the order in which they began.
    pub fn branches(&self) -> impl Iterator<Item = Branch<'_>> {
        self.branches.entries.keys().filter_map(|id| self.branch(*id))
    }

    /// One branch.
    pub fn branch(&self, id: BranchId) -> Option<Branch<'_>> {
        let Entry { name, parent, fork, foreseen, parked } = self.branches.entries.get(&id)?;
        let (trace, world) = parked.as_deref().map_or((&self.trace, &self.world), |run| (&run.trace, &run.world));
        let is_current = id == self.branches.current;
        Some(Branch { id, name, parent: *parent, fork: fork.as_ref(), is_current, trace, world, foreseen: *foreseen })
    }

    /// The branch on show.
    pub const fn current_branch(&self) -> BranchId {
        self.branches.current
    }

    /// The name of the branch on show.
    pub fn branch_name(&self) -> &str {
        self.branches.entries.get(&self.branches.current).map_or(names::FIRST, |entry| &entry.name)
    }

    /// The branch with this name.
    ///
    /// # Errors
    /// There is none; the error tells which there are.
    pub fn branch_named(&self, name: &str) -> Result<BranchId, BranchError> {
        let found = self.branches.entries.iter().find(|(_, entry)| entry.name == name);
        found.map(|(id, _)| *id).ok_or_else(|| BranchError::None(self.branches.all_names()))
    }

    /// Shows another branch, where one stood in it last.
    ///
    /// # Errors
    /// There is no such branch; nothing was done then.
    pub fn switch_branch(&mut self, to: BranchId) -> Result<(), BranchError> {
        self.branches.entry(to)?;
        let parked = self.branches.entries.get_mut(&to).and_then(|entry| entry.parked.take());
        if let Some(parked) = parked {
            let here = self.exchange(Arc::unwrap_or_clone(parked));
            self.park(here);
            self.branches.current = to;
        }
        Ok(())
    }

    /// Calls a branch otherwise; blanks around the name do not count.
    ///
    /// # Errors
    /// There is no such branch, or the name does not fit; nothing was done then.
    pub fn rename_branch(&mut self, id: BranchId, name: &str) -> Result<(), BranchError> {
        self.branches.entry(id)?;
        let name = self.branches.fitting(id, name)?;
        if let Some(entry) = self.branches.entries.get_mut(&id) {
            entry.name = name;
        }
        Ok(())
    }

    /// Deletes a branch, and none of those that came from it: the one that followed it longest takes its place in the
    /// tree. Instead of the current branch its parent is shown then, else that child, at the same moment.
    /// [`Sim::undelete_branch`] brings back the last [`DELETED_MAX`].
    ///
    /// # Errors
    /// There is no such branch, or no other; nothing was done then.
    pub fn delete_branch(&mut self, id: BranchId) -> Result<(), BranchError> {
        let (mut deleted, heir) = self.branches.take_out(id)?;
        let next = deleted.entry.parent.or(heir).filter(|_| deleted.was_current);
        let parked = next.and_then(|next| self.branches.entries.get_mut(&next)?.parked.take());
        if let Some((next, parked)) = next.zip(parked) {
            self.branches.current = next;
            let gone = self.exchange(Arc::unwrap_or_clone(parked));
            self.go_where(&gone);
            deleted.entry.parked = Some(Arc::new(gone));
        }
        self.branches.deleted.push(deleted);
        if self.branches.deleted.len() > DELETED_MAX {
            self.branches.deleted.remove(0);
        }
        Ok(())
    }

    /// The name of the branch that was deleted last, when it can come back.
    pub fn deleted_branch(&self) -> Option<&str> {
        self.branches.deleted.last().map(|deleted| deleted.entry.name.as_str())
    }

    /// Brings back the branch that was deleted last, to its place in the tree and as it stood; it is shown when it was
    /// then. When its name was given to another meanwhile, it gets a new one. Returns it.
    ///
    /// # Errors
    /// Nothing was deleted, or there is no room; nothing was done then.
    pub fn undelete_branch(&mut self) -> Result<BranchId, BranchError> {
        if self.branches.deleted.is_empty() {
            return Err(BranchError::NothingDeleted);
        }
        if self.branches.is_full() {
            return Err(BranchError::Full);
        }
        let deleted = self.branches.deleted.pop().ok_or(BranchError::NothingDeleted)?;
        self.branches.put_back(&deleted);
        let (id, was_current) = (deleted.id, deleted.was_current);
        // Nobody else holds its run any more: it need not be copied.
        drop(deleted);
        if was_current {
            self.switch_branch(id)?;
        }
        Ok(id)
    }

    /// Lets a branch go on behind the scenes up to a moment, or by [`LOOK_AHEAD_EVENTS`]. Nobody moves: neither in it
    /// nor between branches. Returns how many events became known.
    ///
    /// # Errors
    /// There is no such branch; nothing was done then.
    pub fn foresee(&mut self, id: BranchId, until: Time) -> Result<usize, BranchError> {
        self.foresee_by(id, until, LOOK_AHEAD_EVENTS)
    }

    /// The same, by so many events at most.
    pub(super) fn foresee_by(&mut self, id: BranchId, until: Time, most: usize) -> Result<usize, BranchError> {
        let shown = self.branches.current;
        self.switch_branch(id)?;
        let (here, known) = (self.world.clone(), self.trace.len());
        self.seek(self.trace.last());
        while self.trace.len() - known < most && self.advance(until) {}
        self.world = here;
        let news = self.trace.len() - known;
        if let Some(entry) = self.branches.entries.get_mut(&id).filter(|_| news < most) {
            entry.foreseen = entry.foreseen.max(until);
        }
        self.switch_branch(shown)?;
        Ok(news)
    }
}

/// How branches begin.
impl Sim {
    /// Goes where a command makes another future: into a branch in which it was given at this very moment, or into a
    /// new one. Returns whether the command is known there.
    ///
    /// # Errors
    /// There is no room for another branch; nothing was done then.
    pub(super) fn branch_off(&mut self, given: &Given) -> Result<bool, CommandError> {
        if let Some(id) = self.branch_with(given) {
            let here = self.world.clone();
            let went = self.switch_branch(id).is_ok();
            self.world = here;
            return Ok(went);
        }
        if self.branches.is_full() {
            let problem = BranchError::Full.to_string();
            return Err(CommandError::Field { field: "type", problem });
        }
        self.fork(&given.command);
        Ok(false)
    }

    /// A branch that stood here once and went on with this command. A run is made by its scenario and by what was
    /// given; so where the same was given up to here, this moment is the same too.
    fn branch_with(&self, given: &Given) -> Option<BranchId> {
        let so_far = self.world.given;
        let here = self.trace.timeline.given().get(..so_far)?;
        let is_same = |branch: &Branch<'_>| {
            let there = branch.given();
            there.get(so_far) == Some(given) && there.get(..so_far) == Some(here)
        };
        let current = self.branch(self.branches.current).filter(is_same);
        current.or_else(|| self.branches().find(is_same)).map(|branch| branch.id)
    }

    fn fork(&mut self, command: &Command) {
        let (after, steps, given) = (self.cursor(), self.world.steps(), self.world.given);
        let title = names::title(command, self.world.names());
        let name = self.branches.free_name(&title);
        let fork = Fork { after, at: self.world.now(), title, given, steps };
        let trace = self.trace.up_to(&self.world);
        let invariants = Invariants::of(&trace);
        let future = self.exchange(Parked { world: self.world.clone(), trace, invariants });
        let parent = self.branches.owner(self.branches.current, given);
        self.park(future);
        let id = BranchId(self.branches.next);
        self.branches.next += 1;
        self.branches.current = id;
        let entry = Entry { name, parent: Some(parent), fork: Some(fork), foreseen: Time::START, parked: None };
        self.branches.entries.insert(id, entry);
    }

    /// Puts a run on show. Returns the one that was.
    fn exchange(&mut self, run: Parked) -> Parked {
        let Parked { world, trace, invariants } = run;
        Parked {
            world: std::mem::replace(&mut self.world, world),
            trace: std::mem::replace(&mut self.trace, trace),
            invariants: std::mem::replace(&mut self.invariants, invariants),
        }
    }

    /// Parks the run of the branch that is still said to be the current one.
    fn park(&mut self, run: Parked) {
        if let Some(entry) = self.branches.entries.get_mut(&self.branches.current) {
            entry.parked = Some(Arc::new(run));
        }
    }

    /// Goes to the moment at which another run stands: to the same event when both have it, else to the last one that
    /// had happened by then.
    fn go_where(&mut self, other: &Parked) {
        let cursor = other.world.cursor();
        let to = match cursor <= self.trace.common(&other.trace) {
            true => cursor,
            false => self.trace.last_by(other.world.now()),
        };
        self.seek(to);
    }
}

#[cfg(test)]
mod tests;
