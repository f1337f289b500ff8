//! Travel along a run: checkpoints of the world, and the commands that were given on the way.
//!
//! To seek is to copy the last checkpoint before and to repeat the rest, which is exact because a world is a value.

mod checkpoints;

use std::sync::Arc;

use checkpoints::Checkpoints;

use super::invariants::Invariants;
use super::world::World;
use crate::id::EventId;
use crate::scenario::{Command, Given};

/// The way that a run has come.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    checkpoints: Checkpoints,
    given: Vec<Given>,
}

impl Timeline {
    /// A way on which these commands are given.
    pub(super) fn new(given: Vec<Given>) -> Self {
        Self { checkpoints: Checkpoints::new(), given }
    }

    /// The commands given so far, in order.
    pub fn given(&self) -> &[Given] {
        &self.given
    }

    /// Keeps a copy of the world when it is time for one, on the way to an event, and one of who watches it, as long as
    /// nothing beyond was seen.
    pub(super) fn keep(&mut self, world: &World, watcher: &Invariants, to: EventId) {
        self.checkpoints.pass(world, watcher, to.index());
    }

    /// The last copy of who watches the run.
    pub(super) fn watcher(&self) -> Option<&Invariants> {
        self.checkpoints.watcher()
    }

    /// Remembers a command.
    pub(super) fn give(&mut self, given: Given) {
        self.given.push(given);
    }

    /// The last copy at or before an event.
    pub(super) fn before(&self, event: EventId) -> Option<&World> {
        self.last_copy(event, |_| true)
    }

    /// The last copy at or before an event that is as it should be; so are all copies before that one.
    pub(super) fn last_copy(&self, event: EventId, fits: impl Fn(&World) -> bool) -> Option<&World> {
        self.checkpoints.before(event.index(), fits)
    }

    /// The command that a world comes to next by this way, when it is right there.
    pub(super) fn next_given(&self, world: &World) -> Option<Arc<Command>> {
        let next = self.given.get(world.given)?;
        (next.after_steps <= world.steps()).then(|| Arc::clone(&next.command))
    }

    /// The way up to a world that stands on it. Branches share the copies of their common past.
    pub(super) fn up_to(&self, world: &World) -> Self {
        let checkpoints = self.checkpoints.up_to(world);
        Self { checkpoints, given: self.given.iter().take(world.given).cloned().collect() }
    }
}
