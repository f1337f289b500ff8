//! Travel along a run: checkpoints of the world, and the commands that were given on the way.
//!
//! To seek is to copy the last checkpoint before and to repeat the rest, which is exact because a world is a
//! value. Checkpoints are thinned where they grow dense, so that their number is bounded.

use std::collections::BTreeMap;

use super::world::World;
use crate::id::EventId;
use crate::scenario::Command;
use crate::time::Time;

const CHECKPOINT_EVERY: usize = 128;
const CHECKPOINTS_MAX: usize = 64;

/// A command that somebody gave, and right after which event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// After how many events.
    pub after: EventId,
    /// When.
    pub at: Time,
    /// What.
    pub command: Command,
}

/// The way that a run has come.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// Worlds right after so many events, before the commands given there.
    checkpoints: BTreeMap<usize, World>,
    given: Vec<Given>,
}

impl Timeline {
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
        self.checkpoints.insert(at, world.clone());
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
    pub(super) fn before(&self, event: EventId) -> Option<World> {
        self.checkpoints.range(..=event.index()).next_back().map(|(_, world)| world.clone())
    }

    /// The commands given right after an event.
    pub(super) fn given_after(&self, event: EventId) -> impl Iterator<Item = &Given> {
        let from = self.given.partition_point(|given| given.after < event);
        self.given[from..].iter().take_while(move |given| given.after == event)
    }

    /// Forgets what came after an event, and of the commands given right after it all but the first `kept`.
    pub(super) fn truncate(&mut self, event: EventId, kept: usize) {
        self.checkpoints.retain(|at, _| *at <= event.index());
        let upto = self.given.partition_point(|given| given.after < event);
        self.given.truncate(upto + kept);
    }
}
