//! Cones, relations and chains as the diagram shows them, against the graph of a run: process order and messages,
//! searched event by event. What is shown and what is searched here share no code but the trace itself.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::VecDeque;

use clocktower::clock::Causality;
use clocktower::id::EventId;
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::trace::Trace;
use clocktower::sim::{Sim, Step};
use clocktower::time::Span;
use clocktower::view::causality::{Cone, Counts, Standing, shortest_chain};
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use serde_json::json;

/// How a random world's nodes take part.
#[derive(Clone, Copy, PartialEq)]
enum Clocks {
    /// All of them carry clocks.
    All,
    /// Some executors are original ones without.
    Some,
}

/// A small random world: few nodes, a network that reorders, and people who break things.
fn random_run(seed: u64, clocks: Clocks) -> Sim {
    let mut rng = Pcg32::seed_from_u64(seed);
    let mut below = |n: u32| rng.next_u32() % n;
    let mut nodes = vec![json!({"kind": "broker"}), json!({"kind": "client"})];
    nodes.extend((0..1 + below(3)).map(|_| {
        json!({"kind": "executor", "clocks": clocks == Clocks::All || below(2) > 0, "starts_after_ms": below(2000)})
    }));
    nodes.extend((0..below(2)).map(|_| json!({"kind": "datastore"})));
    let network = json!({"latency_ms_min": 1, "latency_ms_max": 1 + below(2500)});
    let text = json!({"version": 1, "title": "random", "seed": below(u32::MAX), "nodes": nodes, "network": network});
    let mut sim = Sim::new(Scenario::from_json(&text.to_string()).unwrap()).unwrap();
    for _ in 0..4 + below(8) {
        let node = ["broker", "exec-1", "exec-2", "exec-3", "client-1", "store-1"][below(6) as usize];
        let message = sim.world().network().flights().last().map_or(0, |(_, flight)| flight.message.id.number());
        let command = match below(8) {
            0 | 1 => json!({"type": "submit_job", "duration_ms": below(3000)}),
            2 => json!({"type": "crash", "node": node}),
            3 => json!({"type": "restart", "node": node, "with_memory": below(2) == 0}),
            4 => json!({"type": "heartbeat_now", "node": node}),
            5 => json!({"type": "delay_message", "message": message, "by_ms": below(5000)}),
            6 => json!({"type": "duplicate_message", "message": message}),
            _ => json!({"type": "drop_message", "message": message}),
        };
        // What does not fit this world is refused, and then nothing was done.
        let has_crashed = sim.apply(Command::from_value(&command).unwrap()).is_ok() && command["type"] == "crash";
        if has_crashed && below(4) > 0 {
            let _ = (0..4).map(|_| sim.step(Step::Event)).sum::<usize>();
            let _ = sim.apply(Command::from_value(&json!({"type": "restart", "node": node})).unwrap());
        }
        match below(4) {
            0 => sim.run_until(sim.world().now() + Span::from_ms(u64::from(below(4000)))),
            _ => drop((0..8).map(|_| sim.step(Step::Event)).collect::<Vec<_>>()),
        }
    }
    sim
}

/// The direct successors of each event, by its place in the run, and whether a message leads there.
fn successors(trace: &Trace) -> Vec<Vec<(usize, bool)>> {
    let events: Vec<_> = trace.events().collect();
    let mut next = vec![Vec::new(); events.len()];
    for (at, event) in events.iter().enumerate() {
        if let Some(before) = events[..at].iter().rposition(|other| other.dot.node == event.dot.node) {
            next[before].push((at, false));
        }
        if let Some(cause) = event.cause {
            next[cause.index() - 1].push((at, true));
        }
    }
    next
}

/// How few messages lead from one event to each other one; `None` where no path does.
fn distances(next: &[Vec<(usize, bool)>], from: usize) -> Vec<Option<u32>> {
    let mut distances: Vec<Option<u32>> = vec![None; next.len()];
    let mut open = VecDeque::from([(from, 0)]);
    while let Some((at, messages)) = open.pop_front() {
        if distances[at].is_some() {
            continue;
        }
        distances[at] = Some(messages);
        for (to, by_message) in &next[at] {
            match by_message {
                true => open.push_back((*to, messages + 1)),
                false => open.push_front((*to, messages)),
            }
        }
    }
    distances
}

/// Follows a chain: each message leaves a node where the way has come by then, and the last one leads to the end.
fn assert_leads(trace: &Trace, from: EventId, to: EventId) -> u32 {
    let chain = shortest_chain(trace, from, to).unwrap_or_else(|| panic!("no chain from {from} to {to}"));
    let dot = |id: EventId| trace.get(id).unwrap().dot;
    let mut here = dot(from);
    for hop in &chain {
        assert!(dot(hop.sent).node == here.node && dot(hop.sent).count >= here.count, "{from} to {to}: {chain:?}");
        let received = trace.get(hop.received).unwrap();
        assert_eq!((received.cause, received.message), (Some(hop.sent), Some(hop.message)));
        here = received.dot;
    }
    assert!(dot(to).node == here.node && dot(to).count >= here.count, "{from} to {to}: {chain:?}");
    chain.len() as u32
}

/// Compares everything that is said of a run with its graph. Returns how many pairs that were.
fn compare(seed: u64, sim: &Sim) -> usize {
    let trace = sim.trace();
    let next = successors(trace);
    let all: Vec<Vec<Option<u32>>> = (0..next.len()).map(|from| distances(&next, from)).collect();
    for a in trace.events() {
        let (from, cone) = (a.id.index() - 1, Cone::of(trace, a.id).unwrap());
        let mut counts = Counts::default();
        for b in trace.events() {
            let to = b.id.index() - 1;
            let expected = match (from == to, all[to][from].is_some(), all[from][to].is_some()) {
                (true, ..) => Standing::Itself,
                (_, true, _) => Standing::Past,
                (_, _, true) => Standing::Future,
                _ => Standing::Concurrent,
            };
            match expected {
                Standing::Past => counts.past += 1,
                Standing::Future => counts.future += 1,
                Standing::Concurrent => counts.concurrent += 1,
                Standing::Itself => {}
            }
            assert_eq!(cone.standing(b.dot), expected, "seed {seed}: {} as {} sees it", b.id, a.id);
            // The shortest of all chains is drawn for every seventh pair: it takes the longest.
            if expected == Standing::Future && (from + to).is_multiple_of(7) {
                assert_eq!(Some(assert_leads(trace, a.id, b.id)), all[from][to], "seed {seed}: {} to {}", a.id, b.id);
            } else if expected == Standing::Concurrent && (from + to).is_multiple_of(7) {
                assert_eq!(shortest_chain(trace, a.id, b.id), None, "seed {seed}: {} to {}", a.id, b.id);
            }
            if trace.blind_from().is_none() {
                let by_clocks = match trace.relation(b.id, a.id).unwrap() {
                    Causality::Before => Standing::Past,
                    Causality::Equal => Standing::Itself,
                    Causality::After => Standing::Future,
                    Causality::Concurrent => Standing::Concurrent,
                };
                assert_eq!(by_clocks, expected, "seed {seed}: the clocks of {} and {}", b.id, a.id);
            }
        }
        assert_eq!(cone.counts(), counts, "seed {seed}: {}", a.id);
    }
    next.len() * next.len()
}

#[test]
fn cones_relations_and_chains_are_reachability_on_1000_random_runs() {
    let (mut pairs, mut lives) = (0, 0);
    for seed in 0..1000 {
        let sim = random_run(seed, Clocks::All);
        assert_eq!(sim.trace().blind_from(), None, "seed {seed}");
        pairs += compare(seed, &sim);
        lives += sim.trace().lives().filter(|(life, _)| life.incarnation() > 1).count();
    }
    assert!(pairs > 1_000_000 && lives > 100, "{pairs} pairs, {lives} later lives");
}

#[test]
fn where_a_node_carries_no_clock_its_messages_are_followed_all_the_same() {
    let mut blind = 0;
    for seed in 5000..5120 {
        let sim = random_run(seed, Clocks::Some);
        blind += usize::from(sim.trace().blind_from().is_some());
        compare(seed, &sim);
    }
    assert!(blind > 50, "{blind} runs of which clocks do not tell all");
}

#[test]
fn a_long_life_is_searched_between_its_kept_clocks() {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.run_until(sim.world().now() + Span::from_secs(5400));
    let trace = sim.trace();
    assert!(trace.lives().any(|(_, events)| events.len() > 3 * 64));
    for event in trace.events().step_by(97) {
        for (life, events) in trace.lives() {
            let first = events.iter().position(|id| trace.clock(*id).unwrap().knows(event.dot));
            assert_eq!(trace.first_knowing(life, event.dot), first.map(|at| at as u32 + 1), "{} at {life:?}", event.id);
        }
    }
}
