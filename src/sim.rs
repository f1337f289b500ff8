//! The world around the broker, and the travel through a run.
//!
//! A [`Sim`] stands at one event of its trace, the cursor. What comes after it is kept: a command given here makes
//! another future, and the old one stays as a branch of its own ([`branches`]).

pub mod branches;
pub mod client;
pub mod datastore;
mod deed;
pub mod executor;
pub mod fact;
pub mod invariants;
pub mod journey;
pub mod machine;
pub mod network;
pub mod peer;
pub mod recorded;
pub mod request;
mod scribe;
pub mod timeline;
pub mod trace;
pub mod what_if;
pub mod world;

use std::sync::Arc;

use branches::Branches;
pub use deed::CommandError;
use invariants::{Invariants, Violation};
use journey::Opening;
use timeline::Timeline;
use trace::{Event, Tag, Trace};
use world::World;

use crate::broker::fact::Fact;
use crate::id::{EventId, NodeId};
pub use crate::scenario::EVENTS_MAX;
use crate::scenario::{ACTIONS_MAX, Command, Given, MS_MAX, Moment, Scenario, ScenarioError};
use crate::sim::fact::What;
use crate::time::{Span, Time};

/// How far a step looks ahead for what it wants: this much virtual time ...
pub const LOOK_AHEAD: Span = Span::from_secs(600);
/// ... and so many events.
pub const LOOK_AHEAD_EVENTS: usize = 20_000;
/// How much a run may do while it opens, in what one machine or one waiting job costs at one step of the world: some
/// seconds in all. One that has not come to its event by then opens where it has come to, and loses nothing: everything
/// that will be given to it is still to come.
pub const OPENING_WORK_MAX: u64 = 12_000_000;
/// What a step costs whatever the world is like.
const WORK_OF_A_STEP: u64 = 32;

/// What to step to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The next event.
    Event,
    /// The next heartbeat that a broker receives.
    Heartbeat,
    /// The next receive that brought news.
    Merge,
    /// The next decision.
    Decision,
    /// When every executor that is registered has been heard once more.
    Round,
}

impl Step {
    /// All steps with the names that they have at the doors.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("event", Self::Event),
        ("heartbeat", Self::Heartbeat),
        ("merge", Self::Merge),
        ("decision", Self::Decision),
        ("round", Self::Round),
    ];

    /// Whether an event is what this step looks for; a round is made of heartbeats.
    pub fn is_at(self, event: &Event) -> bool {
        match self {
            Self::Event => true,
            Self::Heartbeat | Self::Round => heartbeat(event).is_some(),
            Self::Merge => event.is_merge,
            Self::Decision => matches!(&event.what, What::Broker(Fact::Decided(_))),
        }
    }
}

/// Whose heartbeat an event received.
pub fn heartbeat(event: &Event) -> Option<NodeId> {
    match &event.what {
        What::Broker(
            Fact::HeartbeatTaken { executor, .. }
            | Fact::HeartbeatStale { executor, .. }
            | Fact::HeartbeatUnknown { executor },
        ) => Some(*executor),
        _ => None,
    }
}

/// A run, and where one stands in it.
#[derive(Debug, Clone)]
pub struct Sim {
    world: World,
    trace: Trace,
    invariants: Invariants,
    branches: Branches,
}

impl Sim {
    /// A run of a scenario, at the moment at which it opens.
    ///
    /// # Errors
    /// The scenario is out of bounds, and where.
    pub fn new(scenario: Scenario) -> Result<Self, ScenarioError> {
        let mut opening = Opening::of(scenario)?;
        opening.go_on(OPENING_WORK_MAX);
        Ok(opening.into_sim())
    }

    /// The same, but nobody looks at the invariants: for whoever measures what the run alone costs.
    ///
    /// # Errors
    /// The scenario is out of bounds, and where.
    pub fn unwatched(scenario: Scenario) -> Result<Self, ScenarioError> {
        scenario.validate()?;
        let given = scenario.given.clone();
        let mut sim = Self::begin(Arc::new(scenario), given)?;
        sim.invariants = Invariants::off();
        Ok(sim)
    }

    /// A run in which nothing has happened yet, and in which these commands will be given. All bounds were checked.
    fn begin(scenario: Arc<Scenario>, given: Vec<Given>) -> Result<Self, ScenarioError> {
        let world = World::new(&scenario)?;
        let mut timeline = Timeline::new(given);
        let invariants = Invariants::default();
        timeline.keep(&world, &invariants, EventId::new(0));
        let trace = Trace::new(timeline, Arc::clone(&world.names));
        Ok(Self { world, trace, invariants, branches: Branches::new() })
    }

    /// What the run was made from.
    pub fn scenario(&self) -> &Scenario {
        self.world.scenario()
    }

    /// The world at the cursor.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Everything that happened, beyond the cursor too.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The last event that has happened; 0 at the beginning.
    pub const fn cursor(&self) -> EventId {
        self.world.cursor()
    }

    /// The event at the cursor.
    pub fn event(&self) -> Option<&Event> {
        self.trace.get(self.cursor())
    }

    /// What was found to be wrong. Always empty, or there is a bug.
    pub fn violations(&self) -> &[Violation] {
        self.invariants.violations()
    }

    /// The commands that were given, in order.
    pub fn given(&self) -> &[Given] {
        self.trace.timeline.given()
    }

    /// Does what somebody wants, right now. Where a later event, mark or command is known, this makes another branch;
    /// when the same was done here before, the branch in which it was goes on instead.
    ///
    /// # Errors
    /// Names the field and why it does not fit; nothing was done then.
    pub fn apply(&mut self, command: Command) -> Result<(), CommandError> {
        let (deed, command) = (self.world.resolve(&command)?, Arc::new(command));
        if self.world.given >= ACTIONS_MAX {
            let problem = format!("a run takes at most {ACTIONS_MAX} commands");
            return Err(CommandError::Field { field: "type", problem });
        }
        let given = Given { after_steps: self.world.steps(), command };
        let is_known = self.has_future() && self.branch_off(&given)?;
        self.world.act(deed, &given.command, &mut self.trace);
        self.world.given += 1;
        if !is_known {
            self.trace.timeline.give(given);
            self.trace.names = Arc::clone(&self.world.names);
        }
        self.observe(self.cursor());
        Ok(())
    }

    /// Goes on by one step. Returns by how many events; none when what it looks for does not come within
    /// [`LOOK_AHEAD`], and then the cursor stays where it is.
    pub fn step(&mut self, step: Step) -> usize {
        if step == Step::Event {
            return usize::from(self.advance(Time::NEVER));
        }
        // Looking ahead in a crowded world is bounded too.
        let mut lookout = self.look_out(step);
        self.look_on(&mut lookout, OPENING_WORK_MAX).unwrap_or_else(|| {
            self.give_up(&lookout);
            0
        })
    }

    fn round_members(&self, step: Step) -> Vec<NodeId> {
        match step {
            Step::Round => self.world.broker().executors().keys().copied().collect(),
            _ => Vec::new(),
        }
    }

    /// Goes back to the last event before the cursor that a step stops at; by [`Step::Event`] also to the beginning,
    /// and by [`Step::Round`] to where every executor that is registered now had still to be heard once. Returns by
    /// how many events; none when nothing of that kind came before, and then the cursor stays where it is.
    pub fn back(&mut self, step: Step) -> usize {
        let from = self.cursor();
        let Some(before) = from.number().checked_sub(1).map(EventId::new) else { return 0 };
        let to = match step {
            Step::Event => Some(before),
            Step::Round => self.before_round(),
            Step::Decision => {
                let is_decision = |id: &EventId| self.trace.tag(*id) == Some(Tag::Decided);
                (1..=before.number()).rev().map(EventId::new).find(is_decision)
            }
            Step::Heartbeat | Step::Merge => {
                let known = self.trace.range(EventId::new(1), before);
                known.rev().find(|event| step.is_at(event)).map(|event| event.id)
            }
        };
        let Some(to) = to else { return 0 };
        self.seek(to);
        from.index() - to.index()
    }

    /// The event before the earliest of the heartbeats by which the registered executors were heard last. One that
    /// was never heard makes no difference.
    fn before_round(&self) -> Option<EventId> {
        let mut missing = self.round_members(Step::Round);
        let mut earliest = None;
        for event in self.trace.range(EventId::new(1), self.cursor()).rev() {
            let Some(machine) = heartbeat(event).map(NodeId::machine) else { continue };
            if missing.contains(&machine) {
                missing.retain(|other| *other != machine);
                earliest = event.id.number().checked_sub(1).map(EventId::new);
            }
            if missing.is_empty() {
                break;
            }
        }
        earliest
    }

    /// Goes to the moment right after an event, with what was done there that is nobody's event; beyond the last
    /// one that is known, the run goes on.
    pub fn seek(&mut self, to: EventId) {
        self.seek_within(to, &mut { u64::MAX });
    }

    /// The same, with no more work than a run may do while it opens. Returns whether that was enough.
    pub fn seek_in_time(&mut self, to: EventId) -> bool {
        self.seek_within(to, &mut { OPENING_WORK_MAX })
    }

    /// The same, with so much work at most. Returns whether that was enough.
    fn seek_within(&mut self, to: EventId, work: &mut u64) -> bool {
        let here = self.cursor();
        let nearer = |world: &&World| to < here || world.cursor() > here;
        if let Some(world) = self.trace.timeline.before(to).filter(nearer).cloned() {
            self.world = world;
        }
        while self.cursor() < to && self.advance_towards(to, Time::NEVER, work) {}
        while self.cursor() == to
            && let Some(command) = self.trace.timeline.next_given(&self.world).filter(|command| !command.is_an_event())
        {
            self.world.go_on(Some(command), Time::NEVER, &mut self.trace);
        }
        *work > 0
    }

    /// Goes to a moment of the scenario: right after its event, or after all that happened up to its time; with no more
    /// work than a run may do while it opens. Returns whether that was enough.
    pub fn seek_moment(&mut self, moment: &Moment) -> bool {
        if let Some(event) = moment.event {
            return self.seek_in_time(EventId::new(event));
        }
        let at = Time::from_ms(moment.at_ms.unwrap_or_default());
        let mut work = OPENING_WORK_MAX;
        self.seek_within(self.trace.last_by(at), &mut work) && self.run_within(at, &mut work)
    }

    /// Whether nothing more happens after the cursor up to a time.
    pub fn is_over(&self, at: Time) -> bool {
        match self.trace.at(EventId::new(self.cursor().number() + 1)) {
            Some(next) => next > at,
            None => self.world.next_due().is_none_or(|due| due > at),
        }
    }

    /// Goes on until nothing more is due up to a moment. The present is then that of the last event.
    pub fn run_until(&mut self, until: Time) {
        self.run_within(until, &mut { u64::MAX });
    }

    /// The same, with so much work at most. Returns whether that was enough.
    fn run_within(&mut self, until: Time, work: &mut u64) -> bool {
        while self.advance_within(until, work) {}
        *work > 0
    }

    /// Goes on by one event, unless none is due up to a moment. Commands given in the past are given again.
    fn advance(&mut self, until: Time) -> bool {
        self.advance_within(until, &mut { u64::MAX })
    }

    /// The same, unless there is not work enough left for it.
    fn advance_within(&mut self, until: Time, work: &mut u64) -> bool {
        self.advance_towards(self.cursor(), until, work)
    }

    /// The same on the way to an event.
    fn advance_towards(&mut self, to: EventId, until: Time, work: &mut u64) -> bool {
        let from = self.cursor();
        if from.index() >= EVENTS_MAX {
            return false;
        }
        while self.cursor() == from {
            if !self.do_one_thing(until, work) {
                return false;
            }
        }
        self.observe(to);
        true
    }

    /// Gives the command that was given right here, or does what is due next up to a moment; unless there is not work
    /// enough left for it. Returns whether anything was done.
    fn do_one_thing(&mut self, until: Time, work: &mut u64) -> bool {
        *work = work.saturating_sub(self.world.weight());
        let given = self.trace.timeline.next_given(&self.world);
        *work > 0 && self.world.go_on(given, until, &mut self.trace)
    }

    /// Looks at what has just happened on the way to an event.
    fn observe(&mut self, to: EventId) {
        let at_head = self.cursor().index() == self.trace.len();
        if at_head {
            self.invariants.check(&self.world, &self.trace);
        }
        self.trace.timeline.keep(&self.world, &self.invariants, to);
        self.trace.forget();
    }

    /// Lets go of what somebody has looked at in any branch, beyond what should stay at hand; going on does so too. Nothing
    /// is lost: who looks again makes it again.
    pub fn forget(&mut self) {
        self.trace.forget();
        self.branches.forget();
    }

    /// So many pages of 256 events stay at hand in this branch and in those that leave it later, beside the one that is not
    /// full yet: whoever looks at another one makes it again.
    pub fn keep_at_hand(&mut self, pages: usize) {
        self.trace.keep_at_hand(pages);
    }

    /// Whether anything is known of what comes after here.
    fn has_future(&self) -> bool {
        // A run that was just read in has a future that nobody has seen yet: only what will be given is known of it.
        let to_come = self.trace.timeline.given().len() > self.world.given;
        to_come || self.trace.last() > self.cursor() || self.trace.marks().len() > self.world.marks()
    }

    /// The run as a scenario: what was given becomes its actions, and running it gives the same trace.
    pub fn to_scenario(&self) -> Scenario {
        Scenario {
            given: self.trace.timeline.given().to_vec(),
            opens_at_ms: self.world.now().ms().min(MS_MAX),
            opens_at_event: Some(self.cursor().number()),
            ..self.scenario().clone()
        }
    }
}

#[cfg(test)]
mod tests;
