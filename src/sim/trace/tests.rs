use super::*;
use crate::sim::Sim;
use crate::sim::tests::small;
use crate::sim::world::World;
use crate::time::Span;
use serde_json::json;

/// Half a minute of a small world.
fn run() -> Sim {
    let mut sim = small(&[]);
    sim.run_until(Time::from_ms(30_000));
    sim
}

#[test]
fn a_trace_is_empty_until_something_happens_and_shares_its_names() {
    let sim = run();
    assert_eq!((Trace::default().is_empty(), sim.trace().is_empty()), (true, false));
    assert!(Arc::ptr_eq(&sim.trace().shared_names(), &sim.trace().shared_names()));
    assert!(sim.trace().shared_names().find_node("exec").is_some());
}

#[test]
fn what_receives_is_no_send() {
    let sim = run();
    let kinds: Vec<(bool, EventKind)> = sim.trace().events().map(|event| (event.is_receive(), event.kind)).collect();
    assert!(kinds.contains(&(true, EventKind::Receive)) && kinds.contains(&(false, EventKind::Send)));
    assert!(kinds.iter().all(|(receives, kind)| *receives == (*kind == EventKind::Receive)));
}

#[test]
fn a_run_is_blind_from_the_first_receive_whose_clock_does_not_tell_it() {
    let first_blind = |sim: &Sim| {
        let trace = sim.trace();
        let tells =
            |event: &&Event| event.cause.is_none_or(|cause| trace.relation(cause, event.id) == Some(Causality::Before));
        trace.events().find(|event| !tells(event)).map(|event| event.id)
    };
    let mut mixed = small(&[(10_000, json!({"type": "add_executor", "name": "old", "clocks": false}))]);
    mixed.run_until(Time::from_ms(30_000));
    assert_eq!((run().trace().blind_from(), first_blind(&run())), (None, None));
    assert!(first_blind(&mixed).is_some_and(|event| event.number() > 1));
    assert_eq!(mixed.trace().blind_from(), first_blind(&mixed));
}

#[test]
fn a_trace_cut_short_knows_no_life_that_has_not_begun_and_no_loss_that_has_not_come() {
    let mut sim = run();
    let cut = crate::scenario::Command::from_value(&json!({"type": "cut", "a": "broker", "b": "exec"})).unwrap();
    sim.apply(cut).unwrap();
    let before = sim.world().clone();
    sim.run_until(sim.world().now() + Span::from_secs(100));
    let lost = |trace: &Trace| trace.events().map(|event| trace.lost_after(event.id).count()).sum::<usize>();
    let cut = |then: &World| sim.trace().up_to(then);
    assert!(lost(sim.trace()) > 0);
    assert_eq!(lost(&cut(sim.world())), lost(sim.trace()));
    assert_eq!(lost(&cut(&before)), 0);
    sim.seek(EventId::new(1));
    assert_eq!(sim.trace().up_to(sim.world()).lives().len(), 1);
}
