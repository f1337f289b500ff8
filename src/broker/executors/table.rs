//! What the broker knows of all executors, and when it heard of each.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::roster::{Build, Kept, Roster, Standing};
use super::{Executor, expiry};
use crate::id::NodeId;
use crate::ordered::tree::{Entry, Tree};
use crate::time::Time;

/// All executors, by machine. A copy shares with its origin what neither has changed since.
#[derive(Clone, Default)]
pub struct Executors {
    roster: Roster,
    /// The same by when each was heard of last, the most silent first.
    silent: Tree<Heard>,
}

/// When an executor was heard of last, and its machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Heard(Time, NodeId);

impl Entry for Heard {
    type Sum = ();

    fn sum(&self) {}

    fn add((): &mut (), (): &()) {}
}

impl Executors {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// All of them, as a choice looks at them.
    pub const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The one on a machine, to change what it was given. What it says is taken in by [`Self::hear`].
    pub fn get_mut(&mut self, machine: &NodeId) -> Option<&mut Executor> {
        self.roster.get_mut(machine)
    }

    /// Takes in what the one on a machine says now, so that it may be heard of later than before.
    pub fn hear<T>(&mut self, machine: &NodeId, take: impl FnOnce(&mut Executor) -> T) -> Option<T> {
        let stood = *self.standing(machine)?;
        let executor = self.roster.executor_mut(&stood)?;
        let before = executor.heard_at;
        let taken = take(executor);
        let (after, build) = (executor.heard_at, Build::of(executor));
        self.forget(Heard(before, *machine));
        self.note(Heard(after, *machine));
        if build != stood.1 {
            let kept = self.roster.leave(machine)?;
            self.roster.stand(Standing(*machine, build), kept);
        }
        Some(taken)
    }

    fn note(&mut self, heard: Heard) {
        let place = self.silent.find(|other| other.cmp(&heard));
        self.silent.insert(place.unwrap_or_else(|at| at), heard);
    }

    fn forget(&mut self, heard: Heard) {
        if let Ok(at) = self.silent.find(|other| other.cmp(&heard)) {
            self.silent.remove(at);
        }
    }

    /// When the first of them will be dropped unless it is heard of.
    pub fn next_expiry(&self) -> Option<Time> {
        self.silent.first().map(|heard| expiry(heard.0))
    }

    /// Of those that have been silent for too long the first, by machine.
    pub fn lapsed(&self, now: Time) -> Option<NodeId> {
        self.silent.iter().take_while(|heard| expiry(heard.0) <= now).map(|heard| heard.1).min()
    }

    /// Takes one in, instead of the one that was on its machine.
    pub fn insert(&mut self, machine: NodeId, executor: Executor) {
        self.remove(&machine);
        self.note(Heard(executor.heard_at, machine));
        self.roster.stand(Standing(machine, Build::of(&executor)), Arc::new(Kept::new(executor)));
    }

    /// Takes the one on a machine out.
    pub fn remove(&mut self, machine: &NodeId) -> Option<Executor> {
        let executor = Arc::unwrap_or_clone(self.roster.leave(machine)?).into_executor();
        self.forget(Heard(executor.heard_at, *machine));
        Some(executor)
    }
}

impl Deref for Executors {
    type Target = Roster;

    fn deref(&self) -> &Roster {
        &self.roster
    }
}

impl PartialEq for Executors {
    fn eq(&self, other: &Self) -> bool {
        self.roster == other.roster
    }
}

impl Eq for Executors {}

impl fmt::Debug for Executors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.roster.fmt(f)
    }
}
