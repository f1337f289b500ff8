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
        self.pass_at(world.cursor().index(), world, to);
    }

    fn pass_at(&mut self, at: usize, world: &World, to: usize) {
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
    use crate::sim::tests::small;

    /// Passes so many places, one after the other: what the world there is like does not matter.
    fn walk(checkpoints: &mut Checkpoints, from: usize, to: usize) {
        let sim = small(&[]);
        for at in (from..=to).step_by(CLOSE) {
            checkpoints.pass_at(at, sim.world(), at);
            assert!(checkpoints.worlds.len() <= EVEN_MAX + PASSED_MAX);
        }
    }

    /// How far a seek to each of these events has to repeat at most.
    fn farthest(checkpoints: &Checkpoints, mut events: impl Iterator<Item = usize>) -> usize {
        let far = |at: usize| checkpoints.worlds.last_up_to(&at).map_or(usize::MAX, |(kept, _)| at - kept);
        events.try_fold(0, |most, at| Some(most.max(far(at)))).unwrap_or_default()
    }

    #[test]
    fn nowhere_in_a_long_run_is_far_from_a_copy_and_the_last_steps_are_close_to_one() {
        let mut checkpoints = Checkpoints::new();
        let last = CLOSE * (EVEN_MAX * 2 + 40);
        walk(&mut checkpoints, 0, last);
        assert_eq!(farthest(&checkpoints, 0..last), CLOSE * 4 - 1);
        assert_eq!(farthest(&checkpoints, last - CLOSE * (PASSED_MAX - 1)..last), CLOSE - 1);
    }

    #[test]
    fn going_back_leaves_close_copies_there_and_takes_them_from_where_nobody_is() {
        let mut back = Checkpoints::new();
        walk(&mut back, 0, CLOSE * EVEN_MAX * 3);
        walk(&mut back, 0, CLOSE * 4);
        assert_eq!(farthest(&back, 0..CLOSE * 5), CLOSE - 1);
        assert_eq!(farthest(&back, CLOSE * EVEN_MAX * 2..CLOSE * EVEN_MAX * 3), CLOSE * 4 - 1);
    }

    #[test]
    fn as_many_copies_stand_close_as_there_may_be_and_with_one_more_they_stand_twice_as_far_apart() {
        let (mut checkpoints, most) = (Checkpoints::new(), EVEN_MAX + PASSED_MAX);
        walk(&mut checkpoints, 0, CLOSE * (most - 1));
        assert_eq!((checkpoints.worlds.len(), checkpoints.distance), (most, CLOSE));
        walk(&mut checkpoints, CLOSE * most, CLOSE * most);
        assert_eq!(checkpoints.distance, CLOSE * 2);
        assert_eq!(checkpoints.passed, (most - PASSED_MAX + 1..=most).map(|n| n * CLOSE).collect::<Vec<_>>());
    }

    #[test]
    fn a_copy_is_of_the_place_at_which_it_stands() {
        let mut sim = crate::sim::Sim::new(crate::scenario::Scenario::opening()).unwrap();
        let mut checkpoints = Checkpoints::new();
        for at in 0..=CLOSE {
            sim.seek(crate::id::EventId::new(at as u32));
            checkpoints.pass(sim.world(), at);
        }
        let copies = [CLOSE - 1, CLOSE].map(|at| checkpoints.before(at).unwrap().cursor().index());
        assert_eq!(copies, [0, CLOSE]);
    }

    #[test]
    fn who_goes_far_comes_to_the_same_copies_and_makes_few_others() {
        let sim = small(&[]);
        let (mut slow, mut far) = (Checkpoints::new(), Checkpoints::new());
        let last = CLOSE * EVEN_MAX * 5;
        let mut made = 0;
        for at in (0..=last).step_by(CLOSE) {
            slow.pass_at(at, sim.world(), at);
            far.pass_at(at, sim.world(), last);
            made += usize::from(far.worlds.contains_key(&at));
        }
        assert!(far.worlds.keys().eq(slow.worlds.keys()));
        assert!(made < last / CLOSE * 2 / 3, "{made}");
    }
}
