//! 15 to 21: clocks.

use std::sync::Arc;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Body, Call};
use clocktower::broker::outbox::EventKind;
use clocktower::broker::policy::Policy;
use clocktower::clock::inline::Knowledge;
use clocktower::clock::{Causality, Dot, LocalClock, VectorClock};
use clocktower::id::NodeId;
use clocktower::ordered::Map;
use clocktower::sim::Sim;
use clocktower::sim::fact::PeerFact;
use clocktower::time::{Span, Time};
use serde_json::{Value, json};

use crate::doors::*;
use crate::story::*;

const UUID: &str = "0f0e0d0c-0b0a-4908-8706-050403020100";

/// 15
#[test]
fn one_node_does_not_become_two_entries_of_a_clock() {
    let mut door = Door::new();
    let executor = json!({"address": {}, "id": UUID});
    door.join(UUID, &json!({"hosts": ["h"], "executor": executor, "vector_clock": {UUID: 1}}));
    let beat = json!({"memory": 1, "vector_clock": {UUID: 5, "broker": 2}});
    let call = door.call("PUT", &format!("/executors/heartbeat/{UUID}"), &beat).unwrap();
    assert_eq!(door.story.answer(call), Some(&Answer::OK));
    let Value::Object(clock) = door.story.broker.clock().to_wire(&door.names) else { panic!("an object") };
    assert_eq!(clock.keys().map(String::as_str).collect::<Vec<_>>(), [UUID, "broker"]);
    assert_eq!((&clock[UUID], door.story.broker.executors().len()), (&json!(5), 1));
    let known = door.story.broker.executors().values().next().unwrap();
    assert_eq!(known.known_from, Some(Dot { node: known.node, count: 5 }), "the entry is the executor's own");
}

/// 16
#[test]
fn equal_clocks_are_not_concurrent() {
    let mut door = Door::new();
    let mut clock = |text: Value| VectorClock::from_wire(&text, &mut door.names).unwrap();
    let (a, b) = (clock(json!({"x": 1, "y": 2})), clock(json!({"y": 2, "x": 1, "z": 0})));
    assert_eq!((a.compare(&b), b.compare(&a)), (Causality::Equal, Causality::Equal));
    assert_eq!(VectorClock::new().compare(&VectorClock::new()), Causality::Equal);
    assert_eq!(a.compare(&clock(json!({"x": 2, "y": 1}))), Causality::Concurrent, "these are");
    let mut sim = world(&executors(1));
    pass(&mut sim, 10);
    assert_eq!(sim.trace().relation(sim.cursor(), sim.cursor()), Some(Causality::Equal));
}

/// 17
#[test]
fn a_bad_entry_does_not_leave_half_of_a_merge_applied() {
    let bad = [json!(-1), json!(1.5), json!("2"), json!(null), json!(4_294_967_296_u64), json!([1])];
    let mut door = Door::new();
    let executor = json!({"address": {}, "id": "m"});
    door.join("m", &json!({"hosts": ["h"], "executor": executor}));
    let before = (door.story.broker.clock(), door.story.broker.executors().clone(), door.names.node_count());
    for value in bad {
        // Keys are read in their order: the bad one stands first, in the middle, and last.
        for name in ["a", "k", "z"] {
            let mut clock = json!({"b": 7, "m": 3, "y": 9});
            clock[name] = value.clone();
            let refused = door.call("PUT", "/executors/heartbeat/m", &json!({"memory": 5, "vector_clock": clock}));
            assert_eq!(refused.map_err(|refusal| refusal.status), Err(422), "{name}: {value}");
        }
    }
    assert_eq!(door.story.broker.clock(), before.0);
    assert_eq!((door.story.broker.executors(), door.names.node_count()), (&before.1, before.2));
}

/// 17
#[test]
fn a_claim_that_cannot_be_does_not_leave_half_of_a_merge_applied() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    story.join(&mut exec, report(GIB));
    let known = (story.broker.clock(), story.broker.executors().clone());
    let mut beat = story.message(&mut exec, Body::Call(Call::Heartbeat(Arc::new(report(2 * GIB)))));
    let dots = [(0, 99), (1, 50), (7, 3)].map(|(node, count)| Dot { node: NodeId::new(node), count });
    beat.clock = Some(Knowledge::claimed(exec.id(), dots.into_iter().collect()));
    let call = beat.id;
    story.deliver(beat);
    assert_eq!(story.answer(call).map(|answer| answer.status), Some(422), "broker: 99 events that never happened");
    assert_eq!(story.broker.executors(), &known.1);
    let others = |clock: &VectorClock| clock.entries().filter(|dot| dot.node != BROKER).collect::<Vec<_>>();
    assert_eq!(others(&story.broker.clock()), others(&known.0));
}

/// 18
#[test]
fn other_traffic_does_not_make_an_announcement_undeliverable() {
    let mut sim = world(&executors(3));
    pass(&mut sim, 60);
    let since = sim.trace().len();
    let announced = 12;
    for round in 0..announced / 2 {
        give(&mut sim, json!({"type": "declare_emergency", "kind": "fire", "level": "high"}));
        give(&mut sim, json!({"type": "heartbeat_now", "node": "exec-1"}));
        give(&mut sim, json!({"type": "clear_emergency"}));
        pass(&mut sim, if round % 2 == 0 { 1 } else { 90 });
    }
    pass(&mut sim, 60);
    for name in ["exec-1", "exec-2", "exec-3"] {
        let events = events_of(&sim, name, since);
        let delivered = peer_facts(events.iter().copied()).filter_map(|fact| match fact {
            PeerFact::NoticeDelivered { notices } => Some(notices.len()),
            _ => None,
        });
        assert_eq!(delivered.sum::<usize>(), announced, "{name}");
    }
    let held = peer_facts(sim.trace().events()).filter(|fact| **fact == PeerFact::NoticeHeld).count();
    assert!(held > 0, "the network did turn some round");
}

/// A run with everything in it: jobs, an emergency, a silent executor, a restart.
fn busy() -> Sim {
    let mut sim = world(&executors(3));
    for name in ["client-1", "client-2"] {
        give(&mut sim, json!({"type": "add_client", "name": name}));
    }
    give(&mut sim, json!({"type": "add_datastore"}));
    for n in 0..8 {
        let client = format!("client-{}", 1 + n % 2);
        give(&mut sim, json!({"type": "submit_job", "client": client, "duration_ms": 20_000 * n}));
        pass(&mut sim, 7);
    }
    give(&mut sim, json!({"type": "declare_emergency", "kind": "fire", "level": "high"}));
    give(&mut sim, json!({"type": "cut", "a": "exec-1", "b": "broker"}));
    give(&mut sim, json!({"type": "crash", "node": "exec-2"}));
    pass(&mut sim, 200);
    give(&mut sim, json!({"type": "heal", "a": "exec-1", "b": "broker"}));
    give(&mut sim, json!({"type": "restart", "node": "exec-2", "with_memory": false}));
    pass(&mut sim, 300);
    sim
}

/// 19
#[test]
fn nobody_believes_in_events_of_another_that_never_happened() {
    let sim = busy();
    let mut happened: Map<NodeId, u32> = Map::new();
    let mut compared = 0;
    for event in sim.trace().events() {
        happened.insert(event.dot.node, event.dot.count);
        for known in sim.trace().clock(event.id).unwrap().entries() {
            let real = happened.get(&known.node).copied().unwrap_or(0);
            assert!(known.count <= real, "{}: {:?} of {:?} after {real}", event.id, known, event.dot.node);
            compared += 1;
        }
    }
    assert!(compared > 1000, "{compared}");
}

/// 19
#[test]
fn the_broker_does_not_tick_the_entry_of_an_executor() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    story.join(&mut exec, report(8 * GIB));
    let said = exec.clock.now().get(exec.id());
    for job in 1..=5 {
        story.submit(&mut Peer::original(9), job, spec(GIB));
    }
    story.pass(Span::from_secs(200));
    assert!(story.broker.executors().is_empty(), "it placed jobs on it, waited for it, and dropped it");
    assert_eq!(story.broker.clock().get(exec.id()), said);
}

/// 20: there are no threads. The same is promised of one atomic step at a time: it is exactly one tick, or none.
#[test]
fn no_tick_is_lost_and_none_is_made_up() {
    let sim = busy();
    let mut counts: Map<NodeId, u32> = Map::new();
    for event in sim.trace().events() {
        let count = counts.or_insert(event.dot.node, 0);
        *count += 1;
        assert_eq!(event.dot.count, *count, "{}", event.id);
        let clock = sim.trace().clock(event.id).unwrap();
        assert_eq!(clock.get(event.dot.node), *count, "its own entry is its own events");
    }
    for machine in sim.world().machines().values() {
        let (id, clock) = (machine.node.id(), machine.node.clock());
        assert_eq!(Some(&clock.get(id)), counts.get(&id), "{id:?}");
    }
    assert!(counts.len() > 7 && sim.violations().is_empty());
}

/// 20: what an idle clock does in a minute is stated: an executor sends a heartbeat and hears the answer, a datastore
/// announces itself, a client is silent; the broker hears and answers each executor, and hears each datastore.
#[test]
fn idle_clocks_do_not_run_away() {
    let mut sim = world(&executors(4));
    give(&mut sim, json!({"type": "add_datastore", "name": "store-1"}));
    give(&mut sim, json!({"type": "add_client", "name": "client-1"}));
    sim.run_until(Time::from_ms(300_000));
    let (since, minutes) = (sim.trace().len(), 60);
    sim.run_until(Time::from_ms(300_000 + minutes as u64 * 60_000));
    let ticks = |name: &str| events_of(&sim, name, since).len();
    for name in ["exec-1", "exec-2", "exec-3", "exec-4"] {
        assert!(ticks(name).abs_diff(2 * minutes) <= 2, "{name}: {}", ticks(name));
    }
    assert!(ticks("store-1").abs_diff(minutes) <= 1, "{}", ticks("store-1"));
    assert_eq!(ticks("client-1"), 0);
    assert!(ticks("broker").abs_diff((4 * 2 + 1) * minutes) <= 10, "{}", ticks("broker"));
    assert!(sim.trace().events().skip(since).all(|event| event.kind != EventKind::Internal), "nothing else happened");
}

/// 20
#[test]
fn a_clock_does_not_tick_when_nothing_happens() {
    let mut clock = LocalClock::new(NodeId::new(0));
    clock.tick();
    let before = clock.clone();
    let future = [Dot { node: NodeId::new(0), count: 2 }].into_iter().collect();
    assert!(clock.receive(&future).is_err());
    assert_eq!(clock, before, "what is refused is no event of the clock's");
    let mut story = Story::new(Policy::default());
    let count = |story: &Story| story.broker.clock().get(BROKER);
    for _ in 0..10 {
        story.handle(clocktower::broker::Input::Wake);
    }
    assert_eq!(count(&story), 0, "a wake with nothing to do is none either");
}

/// 21
#[test]
fn heartbeats_are_not_scheduled_twice_after_registering_anew() {
    let mut sim = world(&executors(2));
    pass(&mut sim, 100);
    for _ in 0..3 {
        // The broker drops the executor, which hears of it at its next heartbeat; and once the broker forgets all.
        give(&mut sim, json!({"type": "cut", "a": "exec-1", "b": "broker"}));
        pass(&mut sim, 150);
        give(&mut sim, json!({"type": "heal", "a": "exec-1", "b": "broker"}));
        pass(&mut sim, 70);
        give(&mut sim, json!({"type": "crash", "node": "broker"}));
        give(&mut sim, json!({"type": "restart", "node": "broker", "with_memory": false}));
        pass(&mut sim, 150);
    }
    let registered = calls(&sim, &events_of(&sim, "exec-1", 0), "register");
    assert!(registered > 6, "{registered} registrations");
    let (since, from) = (sim.trace().len(), sim.world().now());
    sim.run_until(from + Span::from_secs(600));
    for name in ["exec-1", "exec-2"] {
        let beats = calls(&sim, &events_of(&sim, name, since), "heartbeat");
        assert_eq!(beats, 10, "{name}: one a minute");
    }
}
