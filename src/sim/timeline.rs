//! Travel along a run: checkpoints of the world, and the commands that were given on the way.
//!
//! To seek is to copy the last checkpoint before and to repeat the rest, which is exact because a world is a
//! value. Whenever there are too many checkpoints every other one goes, so that the older
//! ones stand further apart and their number is bounded.

use std::sync::Arc;

use super::world::World;
use crate::id::EventId;
use crate::ordered::Map;
use crate::scenario::{Command, Given};

const CHECKPOINT_EVERY: usize = 128;
const CHECKPOINTS_MAX: usize = 64;

/// The way that a run has come.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// Worlds right after so many events; branches share those of their common past.
    checkpoints: Map<usize, Arc<World>>,
    given: Vec<Given>,
}

impl Timeline {
    /// A way on which these commands are given.
    pub(super) fn new(given: Vec<Given>) -> Self {
        Self { checkpoints: Map::new(), given }
    }

    /// The commands given so far, in order.
    pub fn given(&self) -> &[Given] {
        &self.given
    }

    /// Keeps a copy of the world when it is time for one.
    pub(super) fn keep(&mut self, world: &World) {
        let at = world.cursor().index();
        if !at.is_multiple_of(CHECKPOINT_EVERY) || self.checkpoints.contains_key(&at) {
            return;
        }
        self.checkpoints.insert(at, Arc::new(world.clone()));
        if self.checkpoints.len() > CHECKPOINTS_MAX {
            let mut rank = 0;
            self.checkpoints.retain(|at, _| {
                rank += 1;
                *at == 0 || rank % 2 == 1
            });
        }
    }

    /// Remembers a command.
    pub(super) fn give(&mut self, given: Given) {
        self.given.push(given);
    }

    /// The last copy at or before an event.
    pub(super) fn before(&self, event: EventId) -> Option<&World> {
        self.checkpoints.last_up_to(&event.index()).map(|(_, world)| &**world)
    }

    /// The command that a world comes to next by this way, when it is right there.
    pub(super) fn next_given(&self, world: &World) -> Option<Command> {
        let next = self.given.get(world.given)?;
        (next.after_steps <= world.steps()).then(|| next.command.clone())
    }

    /// The way up to a world that stands on it.
    pub(super) fn up_to(&self, world: &World) -> Self {
        let is_past = |(at, _): &(&usize, &Arc<World>)| **at <= world.cursor().index();
        let checkpoints = self.checkpoints.iter().filter(is_past).map(|(at, world)| (*at, Arc::clone(world))).collect();
        Self { checkpoints, given: self.given.iter().take(world.given).cloned().collect() }
    }
}
