//! Ways that are long: a run that opens far from its beginning, and a step that looks far ahead. Both can be gone in
//! parts, each with so much work at most, so that whoever shows the run goes on answering meanwhile, and may stop.

use std::sync::Arc;

use super::{LOOK_AHEAD, LOOK_AHEAD_EVENTS, Sim, Step, heartbeat};
use crate::id::{EventId, NodeId};
use crate::scenario::{Scenario, ScenarioError};
use crate::sim::world::World;
use crate::time::Time;

/// How far a long way has been gone is told in so many parts.
pub const WHOLE: u32 = 1000;

/// Where a run opens.
#[derive(Debug, Clone, Copy)]
enum Goal {
    Event(EventId),
    Time(Time),
}

/// A run on the way to where it opens.
#[derive(Debug, Clone)]
pub struct Opening {
    sim: Sim,
    goal: Goal,
}

impl Opening {
    /// A run of a scenario in which nothing has happened yet.
    ///
    /// # Errors
    /// The scenario is out of bounds, and where.
    pub fn of(scenario: Scenario) -> Result<Self, ScenarioError> {
        scenario.validate()?;
        let given = scenario.given.clone();
        let goal = match scenario.opens_at_event {
            Some(event) => Goal::Event(EventId::new(event)),
            None => Goal::Time(Time::from_ms(scenario.opens_at_ms)),
        };
        let recorded = EventId::new(scenario.recorded.len() as u32);
        let mut sim = Sim::begin(Arc::new(scenario), given)?;
        if sim.world.is_recorded() {
            // Of a log everything is known from the beginning.
            sim.seek(recorded);
        }
        Ok(Self { sim, goal })
    }

    /// A run that stands already where it opens.
    pub fn at_once(sim: Sim) -> Self {
        Self { goal: Goal::Event(sim.cursor()), sim }
    }

    /// Goes on, with so much work at most, or a step of the world where that takes more. Returns whether the way is at its end: the run has come to where it opens,
    /// or nothing more happens in it.
    pub fn go_on(&mut self, work: u64) -> bool {
        let mut work = self.sim.enough(work);
        match self.goal {
            Goal::Event(event) => self.sim.seek_within(event, &mut work),
            Goal::Time(time) => self.sim.run_within(time, &mut work),
        }
    }

    /// How much of the way has been gone, of [`WHOLE`].
    pub fn gone(&self) -> u32 {
        match self.goal {
            Goal::Event(event) => part(self.sim.cursor().index() as u64, event.index() as u64),
            Goal::Time(time) => part(self.sim.world().now().ms(), time.ms()),
        }
    }

    /// The run, as far as it has come.
    pub fn into_sim(self) -> Sim {
        self.sim
    }
}

/// A step on the way to what it looks for.
#[derive(Debug)]
pub struct Lookout {
    step: Step,
    from: EventId,
    /// The world where one stood. A copy, since to seek would not do: many things that are nobody's event may have been
    /// done after its last one.
    here: World,
    /// It looks up to this moment, and to this event.
    until: (Time, EventId),
    /// The executors that a round has still to hear.
    missing: Vec<NodeId>,
}

impl Lookout {
    /// What it looks for.
    pub const fn step(&self) -> Step {
        self.step
    }

    /// How much has been looked through of what it may look through, of [`WHOLE`].
    pub fn gone(&self, sim: &Sim) -> u32 {
        let (begun, now) = (self.here.now(), sim.world().now());
        let events = (sim.cursor().index() - self.from.index()) as u64;
        part(now.since(begun).ms(), LOOK_AHEAD.ms()).max(part(events, LOOK_AHEAD_EVENTS as u64))
    }
}

impl Sim {
    /// Begins to look ahead for where a step stops.
    pub fn look_out(&self, step: Step) -> Lookout {
        let (from, missing) = (self.cursor(), self.round_members(step));
        let last = EventId::new(from.number() + LOOK_AHEAD_EVENTS as u32);
        Lookout { step, from, here: self.world.clone(), until: (self.world.now() + LOOK_AHEAD, last), missing }
    }

    /// Looks on, with so much work at most, or a step of the world where that takes more. Returns nothing while there is
    /// more to look through; at the end by how many events the run has gone on, or 0 when what is looked for does not come
    /// within [`LOOK_AHEAD`], and then the run is where it was.
    pub fn look_on(&mut self, lookout: &mut Lookout, work: u64) -> Option<usize> {
        let mut work = self.enough(work);
        let (until, last) = lookout.until;
        while self.cursor() < last {
            if !self.advance_within(until, &mut work) {
                if work == 0 {
                    return None;
                }
                break;
            }
            let Some(event) = self.event().filter(|event| lookout.step.is_at(event)) else { continue };
            if lookout.step == Step::Round
                && let Some(node) = heartbeat(event)
            {
                let machine = node.machine();
                lookout.missing.retain(|other| *other != machine);
            }
            if lookout.missing.is_empty() {
                return Some(self.cursor().index() - lookout.from.index());
            }
        }
        self.give_up(lookout);
        Some(0)
    }

    /// So much work, or what it takes to get anywhere at all.
    fn enough(&self, work: u64) -> u64 {
        work.max(self.world.weight() + 1)
    }

    /// Looks no further: the run is where it was.
    pub fn give_up(&mut self, lookout: &Lookout) {
        self.world = lookout.here.clone();
    }
}

/// How much one number is of another, of [`WHOLE`].
fn part(of: u64, all: u64) -> u32 {
    let whole = u64::from(WHOLE);
    of.min(all).saturating_mul(whole).checked_div(all).unwrap_or(whole) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Less than a step of the world takes.
    const LITTLE: u64 = 1;

    fn far() -> Scenario {
        Scenario { opens_at_event: Some(300), ..Scenario::opening() }
    }

    #[test]
    fn a_run_that_opens_in_parts_is_the_one_that_opens_at_once() {
        let by_time = Scenario { opens_at_event: None, ..Scenario::opening() };
        for scenario in [far(), by_time] {
            let mut opening = Opening::of(scenario.clone()).unwrap();
            let (mut parts, mut gone) = (1, 0);
            while !opening.go_on(LITTLE) {
                assert!(opening.gone() >= gone && opening.gone() <= WHOLE);
                gone = opening.gone();
                parts += 1;
            }
            assert!(parts > opening.sim.cursor().index(), "{parts}");
            assert_eq!(opening.gone(), WHOLE);
            let (slow, quick) = (opening.into_sim(), Sim::new(scenario).unwrap());
            assert_eq!(slow.cursor(), quick.cursor());
            assert_eq!(slow.trace().hash_at(slow.cursor()), quick.trace().hash_at(quick.cursor()));
            assert_eq!(slow.world().now(), quick.world().now());
        }
    }

    #[test]
    fn a_run_that_stands_where_it_opens_has_no_way_to_go() {
        let sim = Sim::new(far()).unwrap();
        let at = sim.cursor();
        let mut opening = Opening::at_once(sim);
        assert!(opening.go_on(LITTLE));
        assert_eq!((opening.gone(), opening.into_sim().cursor()), (WHOLE, at));
    }

    #[test]
    fn a_step_in_parts_stops_where_a_step_stops() {
        for step in [Step::Heartbeat, Step::Merge, Step::Decision, Step::Round] {
            let (mut slow, mut quick) =
                (Sim::new(Scenario::opening()).unwrap(), Sim::new(Scenario::opening()).unwrap());
            let mut lookout = slow.look_out(step);
            let events = loop {
                match slow.look_on(&mut lookout, LITTLE) {
                    Some(events) => break events,
                    None => assert!(lookout.gone(&slow) < WHOLE),
                }
            };
            assert_eq!(events, quick.step(step), "{step:?}");
            assert_eq!(slow.cursor(), quick.cursor());
        }
    }

    #[test]
    fn how_far_a_look_has_come_counts_from_where_it_began() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        sim.seek(EventId::new(0));
        assert_eq!(sim.look_out(Step::Round).gone(&sim), 0);
        sim.seek(EventId::new(60));
        let (lookout, begun) = (sim.look_out(Step::Round), sim.world().now());
        assert_eq!(lookout.gone(&sim), 0);
        sim.run_until(begun + crate::time::Span::from_secs(300));
        let part_of_time = part(sim.world().now().since(begun).ms(), LOOK_AHEAD.ms());
        assert_eq!(lookout.gone(&sim), part_of_time);
        assert!((400..=500).contains(&part_of_time), "{part_of_time}");
    }

    #[test]
    fn a_look_ahead_ends_after_the_last_event_that_it_may_look_at() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        let from = sim.cursor();
        let events = sim.clone().step(Step::Decision);
        assert!(events > 1);
        for (enough, found) in [(events - 1, 0), (events, events)] {
            let mut lookout = sim.look_out(Step::Decision);
            assert_eq!(lookout.until.1.index(), from.index() + LOOK_AHEAD_EVENTS);
            lookout.until.1 = EventId::new(from.number() + enough as u32);
            assert_eq!(sim.look_on(&mut lookout, u64::MAX), Some(found));
            sim.seek(from);
        }
    }

    #[test]
    fn a_round_ends_with_the_first_heartbeat_of_the_executor_that_is_heard_last() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        let from = sim.cursor();
        let mut missing = sim.round_members(Step::Round);
        assert!(from.number() > 0 && missing.len() > 1);
        let events = sim.step(Step::Round);
        assert_eq!(sim.cursor().index(), from.index() + events);
        for event in sim.trace().range(EventId::new(from.number() + 1), sim.cursor()) {
            assert!(!missing.is_empty(), "it goes on beyond");
            missing.retain(|member| heartbeat(event).map(NodeId::machine) != Some(*member));
        }
        assert!(missing.is_empty(), "{missing:?} were not heard");
    }

    #[test]
    fn whoever_gives_up_looking_is_where_they_were() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        let (at, now) = (sim.cursor(), sim.world().now());
        let mut lookout = sim.look_out(Step::Round);
        while sim.cursor() == at {
            assert_eq!(sim.look_on(&mut lookout, LITTLE), None);
        }
        sim.give_up(&lookout);
        assert_eq!((sim.cursor(), sim.world().now()), (at, now));
    }

    #[test]
    fn a_part_is_of_the_whole_and_never_more() {
        assert_eq!([part(0, 0), part(5, 10), part(20, 10)], [WHOLE, 500, WHOLE]);
    }
}
