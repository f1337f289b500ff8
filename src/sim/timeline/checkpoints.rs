//! Copies of the world along a run, from which it is repeated.
//!
//! Some stand evenly over the whole run, so that to go anywhere costs at most one distance between them: as the run grows
//! beyond so many, they stand twice as far apart. The last ones passed stay beside them, close together, so that going
//! back by single steps does not repeat that distance again and again. Whoever goes far takes those only at the end of the
//! way: all others would be thrown away again before it.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::ordered::Map;
use crate::sim::invariants::Invariants;
use crate::sim::world::World;

/// The least distance between two copies, in events.
const CLOSE: usize = 128;
/// The most copies that stand evenly.
const EVEN_MAX: usize = 128;
/// The most copies that stay because they were passed last.
const PASSED_MAX: usize = 8;

/// A copy of the world, and of who watched it, unless more had been seen by then.
#[derive(Debug)]
struct Checkpoint {
    world: World,
    watcher: Option<Invariants>,
}

/// The copies.
#[derive(Debug, Clone)]
pub(super) struct Checkpoints {
    /// Copies from right after so many events. Behind pointers: branches share those of their common past, and little
    /// moves when one comes or goes.
    copies: Map<usize, Arc<Checkpoint>>,
    /// How far apart the even ones stand, in events: [`CLOSE`], doubled again and again.
    distance: usize,
    /// The last ones passed, the latest at the end.
    passed: VecDeque<usize>,
}

impl Checkpoints {
    /// None yet.
    pub(super) const fn new() -> Self {
        Self { copies: Map::new(), distance: CLOSE, passed: VecDeque::new() }
    }

    /// Comes by a world on the way to where so many events have happened, and keeps a copy of it when it is time for one.
    pub(super) fn pass(&mut self, world: &World, watcher: &Invariants, to: usize) {
        self.pass_at(world.cursor().index(), world, watcher, to);
    }

    fn pass_at(&mut self, at: usize, world: &World, watcher: &Invariants, to: usize) {
        let apart = if at + CLOSE * PASSED_MAX < to { self.distance } else { CLOSE };
        // Every distance is some of the closest, which nearly every event fails at once.
        if !at.is_multiple_of(CLOSE) || !at.is_multiple_of(apart) {
            return;
        }
        if !self.copies.contains_key(&at) {
            let watcher = Some(watcher).filter(|watcher| watcher.is_at(world.cursor())).cloned();
            self.copies.insert(at, Arc::new(Checkpoint { world: world.clone(), watcher }));
        }
        self.passed.retain(|other| *other != at);
        self.passed.push_back(at);
        if self.passed.len() > PASSED_MAX
            && let Some(oldest) = self.passed.pop_front()
            && !oldest.is_multiple_of(self.distance)
        {
            self.copies.remove(&oldest);
        }
        while self.copies.len() > EVEN_MAX + PASSED_MAX {
            self.distance *= 2;
            let Self { copies, distance, passed } = self;
            copies.retain(|at, _| at.is_multiple_of(*distance) || passed.contains(at));
        }
    }

    /// The last copy at or before so many events that is as it should be.
    pub(super) fn before(&self, events: usize, fits: impl Fn(&World) -> bool) -> Option<&World> {
        let copies = self.copies.iter().rev().skip_while(|(at, _)| **at > events);
        copies.map(|(_, copy)| &copy.world).find(|world| fits(world))
    }

    /// The last copy of who watches.
    pub(super) fn watcher(&self) -> Option<&Invariants> {
        self.copies.values().rev().find_map(|copy| copy.watcher.as_ref())
    }

    /// The same copies, up to where a world stands that has come this way. One after its last event may have been given
    /// commands already that it was not.
    pub(super) fn up_to(&self, then: &World) -> Self {
        let is_past = |world: &World| (world.steps(), world.given) <= (then.steps(), then.given);
        let past = self.copies.iter().filter(|(_, copy)| is_past(&copy.world));
        let copies: Map<usize, Arc<Checkpoint>> = past.map(|(at, copy)| (*at, Arc::clone(copy))).collect();
        let passed = self.passed.iter().copied().filter(|at| copies.contains_key(at)).collect();
        Self { copies, distance: self.distance, passed }
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
            checkpoints.pass_at(at, sim.world(), &Invariants::default(), at);
            assert!(checkpoints.copies.len() <= EVEN_MAX + PASSED_MAX);
        }
    }

    /// How far a seek to each of these events has to repeat at most.
    fn farthest(checkpoints: &Checkpoints, mut events: impl Iterator<Item = usize>) -> usize {
        let far =
            |at: usize| checkpoints.copies.keys().rev().find(|kept| **kept <= at).map_or(usize::MAX, |kept| at - kept);
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
        assert_eq!((checkpoints.copies.len(), checkpoints.distance), (most, CLOSE));
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
            checkpoints.pass(sim.world(), &Invariants::default(), at);
        }
        let copies = [CLOSE - 1, CLOSE].map(|at| checkpoints.before(at, |_| true).unwrap().cursor().index());
        assert_eq!(copies, [0, CLOSE]);
    }

    #[test]
    fn who_goes_far_comes_to_the_same_copies_and_makes_few_others() {
        let sim = small(&[]);
        let (mut slow, mut far) = (Checkpoints::new(), Checkpoints::new());
        let last = CLOSE * EVEN_MAX * 5;
        let mut made = 0;
        for at in (0..=last).step_by(CLOSE) {
            slow.pass_at(at, sim.world(), &Invariants::default(), at);
            far.pass_at(at, sim.world(), &Invariants::default(), last);
            made += usize::from(far.copies.contains_key(&at));
        }
        assert!(far.copies.keys().eq(slow.copies.keys()));
        assert!(made < last / CLOSE * 2 / 3, "{made}");
    }
}
