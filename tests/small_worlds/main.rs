//! Small worlds, looked at whole: every order in which messages can come, one that comes twice or not at all, a crash.
//!
//! The nodes are the real ones (`world`), the states are told apart by what they print (`canon`), and what is promised
//! is seen from outside (`watch`). stateright walks through all states, breadth first, so that what it finds is shortest.
#![cfg(not(target_arch = "wasm32"))]

mod canon;
mod watch;
mod world;

use clocktower::broker::jobs::Stage;
use clocktower::clock::inline::Knowledge;
use clocktower::sim::machine::Node;
use stateright::{Checker, HasDiscoveries, Model, Property};
use world::{Action, BROKER, Bounds, JOBS, State};

/// A rule that [`watch`] looks after.
macro_rules! rule {
    ($name:literal) => {
        Property::always($name, |_, state: &State| !state.watch.broken.contains(&$name))
    };
}

/// One model.
struct SmallWorld {
    bounds: Bounds,
    /// What has to happen in some run.
    sometimes: &'static [Named],
}

/// Something that happens in some run.
type Named = (&'static str, fn(&SmallWorld, &State) -> bool);

impl Model for SmallWorld {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::begin(self.bounds)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        state.actions(actions);
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        Some(state.after(action))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let always = [
            Property::always("no job is lost", no_job_is_lost),
            Property::always("no job is taken in twice", |_, state: &State| {
                state.watch.jobs.iter().all(|job| job.submitted <= 1)
            }),
            Property::always("no job ends twice", |_, state: &State| state.watch.jobs.iter().all(|job| job.done <= 1)),
            Property::always("no result is accepted twice", |_, state: &State| {
                state.watch.jobs.iter().all(|job| job.results <= 1)
            }),
            Property::always("nobody knows what has not happened", nobody_knows_what_has_not_happened),
            rule!("clocks agree with causality"),
            rule!("no dependency is jumped"),
            rule!("no job that is done is handed out again"),
            rule!("no executor is told to run what it cannot"),
        ];
        let sometimes = self.sometimes.iter().map(|(name, holds)| Property::sometimes(name, *holds));
        always.into_iter().chain(sometimes).collect()
    }
}

/// What was taken in waits, or stands with an executor that the broker knows, or has ended.
fn no_job_is_lost(_: &SmallWorld, state: &State) -> bool {
    let Node::Broker(broker) = &state.machine(BROKER).node else { return false };
    JOBS.into_iter().zip(state.watch.jobs).filter(|(_, seen)| seen.submitted > 0).all(|(id, _)| {
        let waits = broker.queue().position(id).is_some();
        match broker.jobs().get(id).map(|job| job.stage) {
            None => !waits && broker.jobs().has_ended(id).is_some(),
            Some(Stage::Waiting) => waits,
            Some(Stage::Assigned(machine) | Stage::Running(machine)) => {
                !waits && broker.executors().get(&machine).is_some_and(|executor| executor.shares.contains_key(&id))
            }
        }
    })
}

/// No clock and no message counts more events of a node than the node itself.
fn nobody_knows_what_has_not_happened(_: &SmallWorld, state: &State) -> bool {
    let said = state.under_way().filter_map(|message| message.clock.as_ref().map(Knowledge::vector));
    let known = state.machines().map(|machine| machine.node.clock()).chain(said);
    let happened = |dot: clocktower::clock::Dot| {
        let owner = &state.machine(dot.node.index()).node;
        // Of former lives nothing is known any more.
        dot.node < owner.id() || dot.node == owner.id() && dot.count <= owner.clock().get(dot.node)
    };
    known.flat_map(|clock| clock.entries().collect::<Vec<_>>()).all(happened)
}

fn just(state: &State, what: &str) -> bool {
    state.watch.just.contains(&what)
}

/// Looks at a whole model, and at how many states it has: fewer than these mean that it looks at less than it did.
#[track_caller]
fn explore(name: &str, model: SmallWorld, states_min: usize) {
    let checker = model.checker().threads(2).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    println!(
        "{name}: {} states, {} of them different, at most {} steps deep",
        checker.state_count(),
        checker.unique_state_count(),
        checker.max_depth()
    );
    // The first rule that is broken ends the search, so that what leads there is shortest.
    checker.assert_properties();
    assert!(checker.unique_state_count() >= states_min, "{} states", checker.unique_state_count());
}

/// What may happen in some run of a model.
const BOTH_DONE: Named = ("both jobs are done and their results are there", |_, state| {
    state.watch.jobs.iter().all(|job| job.done == 1 && job.results == 1)
});
const HANDED_OUT_AGAIN: Named = ("a job is handed out again", |_, state| {
    let Node::Broker(broker) = &state.machine(BROKER).node else { return false };
    broker.jobs().live().any(|(_, job)| job.tries > 1)
});
/// What [`watch`] notes under this name.
macro_rules! noted {
    ($name:literal) => {
        ($name, |_, state| just(state, $name))
    };
}

const CALM: Bounds = Bounds { duplicates: 0, losses: 0, crashes: 0, waits: 0, late: 0, handed_out: false };

#[test]
fn in_every_order_of_messages_with_one_that_comes_twice() {
    let bounds = Bounds { duplicates: 1, waits: 4, late: 1, ..CALM };
    let sometimes: &[Named] = &[
        BOTH_DONE,
        noted!("a submission came twice"),
        noted!("a job was reported done twice"),
        noted!("a job came where it runs already"),
        noted!("a stale heartbeat changed nothing"),
    ];
    explore("one message twice", SmallWorld { bounds, sometimes }, 24_314);
}

#[test]
fn in_every_order_of_messages_with_one_that_is_lost() {
    let bounds = Bounds { losses: 1, waits: 6, late: 1, ..CALM };
    let sometimes: &[Named] = &[
        BOTH_DONE,
        noted!("a submission came twice"),
        noted!("an executor was dropped"),
        noted!("a heartbeat of somebody who was dropped"),
    ];
    explore("one message lost", SmallWorld { bounds, sometimes }, 39_635);
}

#[test]
fn with_a_crash_at_every_moment_and_every_way_back() {
    let bounds = Bounds { crashes: 1, waits: 8, ..CALM };
    let sometimes: &[Named] = &[
        BOTH_DONE,
        HANDED_OUT_AGAIN,
        noted!("an executor was dropped"),
        noted!("a new incarnation took its machine's place"),
        noted!("a job that was lost with its executor waits again"),
        noted!("a heartbeat told that a job is lost"),
        noted!("a job was found where it had been given up"),
        noted!("a late result was refused"),
    ];
    explore("one crash", SmallWorld { bounds, sometimes }, 235_742);
}

#[test]
fn with_a_crash_and_a_message_that_comes_twice_once_a_job_is_handed_out() {
    let bounds = Bounds { duplicates: 1, crashes: 1, waits: 3, handed_out: true, ..CALM };
    let sometimes: &[Named] = &[BOTH_DONE, HANDED_OUT_AGAIN, noted!("a late result was refused")];
    explore("one crash, one message twice", SmallWorld { bounds, sometimes }, 267_723);
}
