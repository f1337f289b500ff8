//! Copies of the world along a run, from which it is repeated.
//!
//! Some stand evenly over the whole run, so that to go anywhere costs at most one distance between them: as the run grows
//! beyond so many, they stand twice as far apart. The last ones passed stay beside them, close together, so that going
//! back by single steps does not repeat that distance again and again. Whoever goes far takes those only at the end of the
//! way: all others would be thrown away again before it.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::ordered::Map;
use crate::sim::world::World;

/// The least distance between two copies, in events.
const CLOSE: usize = 128;
/// The most copies that stand evenly.
const EVEN_MAX: usize = 128;
/// The most copies that stay because they were passed last.
const PASSED_MAX: usize = 8;

/// The copies.
#[derive(Debug, Clone)]
pub(super) struct Checkpoints {
    /// Worlds right after so many events. Behind pointers: branches share those of their common past, and little moves
    /// when one comes or goes.
    worlds: Map<usize, Arc<World>>,
    /// How far apart the even ones stand, in events: [`CLOSE`], doubled again and again.
    distance: usize,
    /// The last ones passed, the latest at the end.
    passed: VecDeque<usize>,
}

impl Checkpoints {
    /// None yet.
    pub(super) const fn new() -> Self {
        Self { worlds: Map::new(), distance: CLOSE, passed: VecDeque::new() }
    }

    /// Comes by a world on the way to where so many events have happened, and keeps a copy of it when it is time for one.
    pub(super) fn pass(&mut self, world: &World, to: usize) {
        let at = world.cursor().index();
        let apart = if at + CLOSE * PASSED_MAX < to { self.distance } else { CLOSE };
        if !at.is_multiple_of(apart) {
            return;
        }
        if !self.worlds.contains_key(&at) {
            self.worlds.insert(at, Arc::new(world.clone()));
        }
        self.passed.retain(|other| *other != at);
        self.passed.push_back(at);
        if self.passed.len() > PASSED_MAX
            && let Some(oldest) = self.passed.pop_front()
            && !oldest.is_multiple_of(self.distance)
        {
            self.worlds.remove(&oldest);
        }
        while self.worlds.len() > EVEN_MAX + PASSED_MAX {
            self.distance *= 2;
            let Self { worlds, distance, passed } = self;
            worlds.retain(|at, _| at.is_multiple_of(*distance) || passed.contains(at));
        }
    }

    /// The last copy at or before so many events.
    pub(super) fn before(&self, events: usize) -> Option<&World> {
        self.worlds.last_up_to(&events).map(|(_, world)| &**world)
    }

    /// The same copies, up to so many events.
    pub(super) fn up_to(&self, events: usize) -> Self {
        let is_past = |at: &usize| *at <= events;
        Self {
            worlds: self
                .worlds
                .iter()
                .filter(|(at, _)| is_past(at))
                .map(|(at, world)| (*at, Arc::clone(world)))
                .collect(),
            distance: self.distance,
            passed: self.passed.iter().copied().filter(is_past).collect(),
        }
    }
}

impl Default for Checkpoints {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::EventId;
    use crate::scenario::Scenario;
    use crate::sim::Sim;

    /// How far a seek to each of these events has to repeat at most.
    fn farthest(checkpoints: &Checkpoints, mut events: impl Iterator<Item = usize>) -> usize {
        let far = |at: usize| checkpoints.before(at).map_or(usize::MAX, |world| at - world.cursor().index());
        events.try_fold(0, |most, at| Some(most.max(far(at)))).unwrap_or_default()
    }

    #[test]
    fn nowhere_in_a_long_run_is_far_from_a_copy_and_the_last_steps_are_close_to_one() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        let mut checkpoints = Checkpoints::new();
        let last = CLOSE * (EVEN_MAX * 2 + 40);
        let mut at = 0;
        while at <= last {
            sim.seek(EventId::new(at as u32));
            checkpoints.pass(sim.world(), at);
            assert!(checkpoints.worlds.len() <= EVEN_MAX + PASSED_MAX);
            at += CLOSE;
        }
        assert_eq!(farthest(&checkpoints, 0..last), CLOSE * 4 - 1);
        assert_eq!(farthest(&checkpoints, last - CLOSE * (PASSED_MAX - 1)..last), CLOSE - 1);
    }

    #[test]
    fn going_back_leaves_close_copies_there_and_takes_them_from_where_nobody_is() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        let mut checkpoints = Checkpoints::new();
        let mut walk = |from: usize, to: usize| {
            (from..=to).step_by(CLOSE).for_each(|at| {
                sim.seek(EventId::new(at as u32));
                checkpoints.pass(sim.world(), at);
            });
            checkpoints.clone()
        };
        walk(0, CLOSE * EVEN_MAX * 3);
        let back = walk(0, CLOSE * 4);
        assert_eq!(farthest(&back, 0..CLOSE * 5), CLOSE - 1);
        assert_eq!(farthest(&back, CLOSE * EVEN_MAX * 2..CLOSE * EVEN_MAX * 3), CLOSE * 4 - 1);
        assert!(back.worlds.len() <= EVEN_MAX + PASSED_MAX);
    }

    #[test]
    fn who_goes_far_comes_to_the_same_copies_and_makes_few_others() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        let (mut slow, mut far) = (Checkpoints::new(), Checkpoints::new());
        let last = CLOSE * EVEN_MAX * 5;
        let mut made = 0;
        for at in (0..=last).step_by(CLOSE) {
            sim.seek(EventId::new(at as u32));
            slow.pass(sim.world(), at);
            far.pass(sim.world(), last);
            made += usize::from(far.worlds.contains_key(&at));
        }
        assert!(far.worlds.keys().eq(slow.worlds.keys()));
        assert!(made < last / CLOSE * 2 / 3, "{made}");
    }
}
