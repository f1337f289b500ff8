//! Random runs, each explained by one seed: what must hold of every run, and that a run repeats itself exactly.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;

use clocktower::broker::data::DataName;
use clocktower::broker::decision::{Decision, Explained};
use clocktower::broker::fact::Fact;
use clocktower::clock::Causality;
use clocktower::id::EventId;
use clocktower::scenario::{Command, NetworkSpec, Scenario};
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::machine::Node;
use clocktower::sim::trace::Trace;
use clocktower::sim::what_if::WhatIf;
use clocktower::sim::{Sim, Step};
use clocktower::time::{Span, Time};
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use serde_json::{Value, json};

#[path = "runs/logs.rs"]
mod logs;
#[path = "runs/predict.rs"]
mod predict;
#[path = "runs/queue.rs"]
mod queue;
#[path = "runs/travel.rs"]
mod travel;

/// A world of random nodes, network and rules.
fn random_scenario(rng: &mut Pcg32) -> Scenario {
    let mut below = |n: u32| rng.next_u32() % n;
    let mut nodes = vec![json!({"kind": "broker"})];
    for n in 1..=1 + below(4) {
        let gib = 1u64 << 30;
        nodes.push(json!({
            "kind": "executor", "name": format!("exec-{n}"), "clocks": below(6) > 0, "starts_after_ms": below(5000),
            "equipment": if below(2) == 0 { json!(["medical"]) } else { json!([]) },
            "capabilities": {
                "memory": u64::from(1 + below(8)) * gib, "disk": 16 * gib, "cpu_load": below(60),
                "cpu_cores": 1 + below(8), "cpu_freq": 2000, "has_battery": below(2) == 0, "power": below(100),
            },
        }));
    }
    nodes.extend((1..=1 + below(2)).map(|n| json!({"kind": "client", "name": format!("client-{n}")})));
    // Some are too small for all that is stored there.
    nodes.extend((0..below(4)).map(|_| json!({"kind": "datastore", "capacity": 1u64 << (17 + below(6))})));
    let order = ["fifo", "emergency_first", "emergency_aged"][below(3) as usize];
    let placement = ["random", "least_loaded", "capability_score"][below(3) as usize];
    let text = json!({
        "version": 1, "title": "random", "seed": below(u32::MAX), "nodes": nodes,
        "network": NetworkSpec { latency_ms_min: 1, latency_ms_max: u64::from(1 + below(3000)), ..NetworkSpec::default() },
        "policy": {"order": order, "placement": placement, "reserve": below(3) > 0, "preempt": below(2) == 0, "ageing_ms": 1000 + below(30_000)},
    });
    Scenario::from_json(&text.to_string()).unwrap()
}

/// Something that somebody might do now; it may not fit the world, and is refused then.
fn random_command(rng: &mut Pcg32) -> Value {
    let mut below = |n: u32| rng.next_u32() % n;
    let kind = ["medical", "fire", "general"][below(3) as usize];
    let level = ["low", "high", "critical"][below(3) as usize];
    let order = ["fifo", "emergency_first", "emergency_aged"][below(3) as usize];
    let node = match below(8) {
        0 => "broker".to_owned(),
        1 => "client-1".to_owned(),
        2 => "store-1".to_owned(),
        _ => format!("exec-{}", 1 + below(5)),
    };
    let data = ["maps/north", "maps/south", "levels"][below(3) as usize];
    let reads = ["maps/*", "maps/south", "levels"][below(3) as usize];
    match below(24) {
        22 | 23 => json!({"type": "store_data", "name": data, "bytes": 1u64 << (10 + below(10))}),
        0..9 => {
            let emergency = match below(3) {
                0 => json!({"kind": kind, "level": level}),
                _ => Value::Null,
            };
            let wait_for: Vec<String> = (0..below(3)).map(|_| format!("job-{}", 1 + below(12))).collect();
            json!({
                "type": "submit_job", "queue": below(5) > 0 || !wait_for.is_empty(), "wait_for": wait_for,
                "emergency": emergency, "duration_ms": below(90_000), "result_to_client": below(3) > 0,
                "data": if below(3) == 0 { json!({"tiles": 1u64 << below(20), "names": below(100)}) } else { json!({}) },
                "named_data": if below(4) == 0 { json!([reads]) } else { json!([]) },
                "named_results": if below(5) == 0 { json!([data]) } else { json!([]) },
                "capabilities": {"memory": u64::from(below(5)) << 30, "cpu_cores": 1 + below(4), "cpu_load": 40 + below(60)},
            })
        }
        9 => json!({"type": "add_executor", "clocks": below(4) > 0}),
        10 => json!({"type": "delete_job", "job": format!("job-{}", 1 + below(12))}),
        11 => json!({"type": "crash", "node": node}),
        12 | 13 => json!({"type": "restart", "node": node, "with_memory": below(2) == 0}),
        14 => json!({"type": "heartbeat_now", "node": node}),
        15 => json!({"type": "cut", "a": node, "b": "broker"}),
        16 | 17 => json!({"type": "heal", "a": node, "b": "broker"}),
        18 => json!({"type": "set_policy", "order": order, "preempt": below(2) == 0}),
        19 => json!({"type": "declare_emergency", "kind": "medical", "level": "critical"}),
        20 => json!({"type": "clear_emergency"}),
        _ => {
            json!({"type": "set_capabilities", "node": node, "capabilities": {"memory": u64::from(below(8)) << 30, "cpu_cores": 4, "cpu_load": 10, "has_battery": false}})
        }
    }
}

/// A random run of some length.
fn random_run(seed: u64, steps: u32) -> Sim {
    let mut rng = Pcg32::seed_from_u64(seed);
    let mut sim = Sim::new(random_scenario(&mut rng)).unwrap();
    for _ in 0..steps {
        if rng.next_u32().is_multiple_of(3) {
            let command = random_command(&mut rng);
            let command = Command::from_value(&command).unwrap_or_else(|error| panic!("{command}: {error}"));
            let before = (sim.cursor(), sim.trace().len());
            if sim.apply(command).is_err() {
                assert_eq!(before, (sim.cursor(), sim.trace().len()), "what is refused changes nothing");
            }
        }
        match rng.next_u32() % 8 {
            0 => sim.run_until(sim.world().now() + Span::from_ms(u64::from(rng.next_u32() % 60_000))),
            1 => drop(sim.step(Step::Heartbeat)),
            _ => drop((0..12).map(|_| sim.step(Step::Event)).sum::<usize>()),
        }
    }
    sim
}

#[test]
fn no_invariant_breaks_in_400_random_runs() {
    let mut seen = [0; 6];
    for seed in 0..400 {
        let sim = random_run(seed, 60);
        assert!(sim.violations().is_empty(), "seed {seed}: {:?}", sim.violations().first());
        for event in sim.trace().events() {
            let at = match &event.what {
                What::Peer(PeerFact::InputHere { .. }) => 0,
                What::Peer(PeerFact::InputsListed { .. }) => 1,
                What::Peer(PeerFact::JobFailed { .. }) => 2,
                What::Peer(PeerFact::DataRefused { .. }) => 3,
                What::Peer(PeerFact::StoreFailed { .. }) => 4,
                What::Peer(PeerFact::EndHeard { .. }) => 5,
                _ => continue,
            };
            seen[at] += 1;
        }
    }
    assert!(seen.iter().all(|times| *times > 0), "what can happen to data does: {seen:?}");
}

/// A random run of more work than there is room for, on a network that also loses and delays single messages.
fn crowded_run(seed: u64) -> Sim {
    let mut rng = Pcg32::seed_from_u64(seed);
    let mut below = |n: u32| rng.next_u32() % n;
    let gib = 1u64 << 30;
    let mut nodes = vec![json!({"kind": "broker"}), json!({"kind": "client"}), json!({"kind": "datastore"})];
    nodes.extend((1..=1 + below(3)).map(|n| {
        let capabilities = json!({"memory": 4 * gib, "disk": gib, "cpu_load": 5, "cpu_cores": 8, "has_battery": false});
        json!({"kind": "executor", "name": format!("exec-{n}"), "clocks": below(6) > 0, "capabilities": capabilities})
    }));
    let order = ["fifo", "emergency_first", "emergency_aged"][below(3) as usize];
    let text = json!({
        "version": 1, "title": "crowded", "seed": below(u32::MAX), "nodes": nodes,
        "network": NetworkSpec { latency_ms_min: 1, latency_ms_max: u64::from(1 + below(3000)), ..NetworkSpec::default() },
        "policy": {"order": order, "preempt": true, "ageing_ms": 1000 + below(30_000)},
    });
    let mut sim = Sim::new(Scenario::from_json(&text.to_string()).unwrap()).unwrap();
    sim.run_until(Time::from_ms(10_000));
    for _ in 0..50 {
        let node = format!("exec-{}", 1 + below(3));
        let message = sim.world().network().flights().last().map_or(0, |(_, flight)| flight.message.id.number());
        let level = ["medium", "high", "critical"][below(3) as usize];
        let emergency = match below(3) {
            0 => json!({"kind": "medical", "level": level}),
            _ => Value::Null,
        };
        let command = match below(20) {
            0..12 => json!({
                "type": "submit_job", "queue": below(8) > 0, "emergency": emergency, "duration_ms": below(120_000),
                "capabilities": {
                    "memory": u64::from(1 + below(4)) * gib, "cpu_cores": 1 + below(4), "cpu_load": 60 + below(40)
                },
            }),
            12 => json!({"type": "delete_job", "job": format!("job-{}", 1 + below(30))}),
            13 => json!({"type": "crash", "node": node}),
            14 => json!({"type": "restart", "node": node, "with_memory": below(2) == 0}),
            15 => json!({"type": "cut", "a": node, "b": "broker"}),
            16 => json!({"type": "heal", "a": node, "b": "broker"}),
            17 => json!({"type": "drop_message", "message": message}),
            18 => json!({"type": "delay_message", "message": message, "by_ms": below(20_000)}),
            _ => json!({"type": "duplicate_message", "message": message}),
        };
        let _ = sim.apply(Command::from_value(&command).unwrap());
        match below(4) {
            0 => sim.run_until(sim.world().now() + Span::from_ms(u64::from(below(30_000)))),
            _ => drop((0..12).map(|_| sim.step(Step::Event)).sum::<usize>()),
        }
    }
    sim
}

#[test]
fn preemption_loses_no_job_whatever_happens_to_the_messages() {
    let (mut preempted, mut given_up) = (0, 0);
    for seed in 8000..8200 {
        let mut sim = crowded_run(seed);
        for event in sim.trace().events() {
            match &event.what {
                What::Broker(Fact::Decided(decision)) => preempted += decision.preempted.0.len(),
                What::Broker(Fact::Withdrawn { answered: false, .. }) => given_up += 1,
                _ => {}
            }
        }
        for node in ["exec-1", "exec-2", "exec-3"] {
            let _ = sim.apply(Command::from_value(&json!({"type": "heal", "a": node, "b": "broker"})).unwrap());
            let _ = sim.apply(Command::from_value(&json!({"type": "restart", "node": node})).unwrap());
        }
        sim.run_until(sim.world().now() + Span::from_secs(4 * 3600));
        let left: Vec<_> = sim.world().broker().jobs().live().map(|(job, _)| sim.world().names().of_job(job)).collect();
        assert!(left.is_empty(), "seed {seed}: {left:?}");
        assert!(sim.violations().is_empty(), "seed {seed}: {:?}", sim.violations().first());
    }
    assert!(preempted > 100 && given_up > 2, "{preempted} preempted, {given_up} withdrawals given up");
}

/// Reachability by sends, receives and the order within each node: happened-before without any clock.
fn pasts(trace: &Trace) -> Vec<BTreeSet<EventId>> {
    let mut pasts: Vec<BTreeSet<EventId>> = Vec::new();
    for event in trace.events() {
        let mut past = BTreeSet::new();
        let before = trace
            .range(EventId::new(1), EventId::new(event.id.number() - 1))
            .rfind(|other| other.dot.node == event.dot.node);
        for direct in before.map(|event| event.id).into_iter().chain(event.cause) {
            past.extend(&pasts[direct.index() - 1]);
            past.insert(direct);
        }
        pasts.push(past);
    }
    pasts
}

#[test]
fn clocks_say_happened_before_exactly_when_the_graph_does() {
    let mut compared = 0;
    for seed in 1000..1060 {
        let sim = random_run(seed, 25);
        let trace = sim.trace();
        // An original node carries no clock, so that what went through it can't be told from clocks.
        let aware = sim.world().machines().values().all(|machine| match &machine.node {
            clocktower::sim::machine::Node::Executor(executor) => executor.is_aware(),
            _ => true,
        });
        if !aware {
            continue;
        }
        let pasts = pasts(trace);
        for a in trace.events() {
            for b in trace.events() {
                let expected = match (
                    a.id == b.id,
                    pasts[b.id.index() - 1].contains(&a.id),
                    pasts[a.id.index() - 1].contains(&b.id),
                ) {
                    (true, ..) => Causality::Equal,
                    (_, true, _) => Causality::Before,
                    (_, _, true) => Causality::After,
                    _ => Causality::Concurrent,
                };
                assert_eq!(trace.relation(a.id, b.id), Some(expected), "seed {seed}: {} {}", a.id, b.id);
                compared += 1;
            }
        }
    }
    assert!(compared > 100_000, "{compared} pairs");
}

#[test]
fn seeking_back_and_forth_gives_the_same_world() {
    for seed in 2000..2040 {
        let mut sim = random_run(seed, 40);
        let (end, hash) = (sim.cursor(), sim.trace().hash());
        let state_at = |sim: &mut Sim, event| {
            sim.seek(event);
            clocktower::export::state(sim).to_string()
        };
        let last = state_at(&mut sim, end);
        let middle = EventId::new(end.number() / 2);
        let half = state_at(&mut sim, middle);
        let start = state_at(&mut sim, EventId::new(0));
        assert_eq!(state_at(&mut sim, middle), half, "seed {seed}");
        assert_eq!(state_at(&mut sim, end), last, "seed {seed}");
        assert_eq!(state_at(&mut sim, EventId::new(0)), start, "seed {seed}");
        assert_eq!(sim.trace().hash(), hash, "seed {seed}");
    }
}

#[test]
fn an_exported_run_is_the_same_run_again() {
    for seed in 3000..3060 {
        let sim = random_run(seed, 40);
        let text = clocktower::export::trace(&sim).to_string();
        let again = clocktower::export::import(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert_eq!(again.trace().hash_at(sim.cursor()), sim.trace().hash_at(sim.cursor()), "seed {seed}");
    }
}

#[test]
fn a_step_that_finds_nothing_moves_nothing() {
    let mut tried = 0;
    for seed in 6000..6060 {
        let mut sim = random_run(seed, 40);
        sim.run_until(sim.world().now() + Span::from_secs(5));
        let _ = sim.apply(Command::from_value(&json!({"type": "add_client", "name": "late"})).unwrap());
        let before = clocktower::export::state(&sim);
        for step in [Step::Heartbeat, Step::Merge, Step::Decision, Step::Round] {
            let mut stepped = sim.clone();
            if stepped.step(step) == 0 {
                tried += 1;
                let mut after = clocktower::export::state(&stepped);
                // What was looked at on the way stays known.
                after["events"] = before["events"].clone();
                assert_eq!(after, before, "seed {seed}: {step:?}");
            }
        }
    }
    assert!(tried > 30, "{tried} steps found nothing");
}

#[test]
fn a_run_exported_in_its_middle_has_the_same_future_until_a_command_makes_another() {
    for seed in 7000..7040 {
        let mut sim = random_run(seed, 40);
        sim.seek(EventId::new(sim.trace().len() as u32 / 2));
        let mut again = clocktower::export::import(&sim.to_scenario().to_json()).unwrap();
        for sim in [&mut sim, &mut again] {
            let _ = sim.apply(Command::from_value(&json!({"type": "add_executor", "name": "late"})).unwrap());
            sim.run_until(sim.world().now() + Span::from_secs(100));
        }
        assert_eq!(again.given(), sim.given(), "seed {seed}");
        assert_eq!(again.trace().hash(), sim.trace().hash(), "seed {seed}");
    }
}

#[test]
fn a_command_in_the_past_makes_another_future_and_leaves_no_trace_of_the_old_one() {
    for seed in 4000..4030 {
        let mut sim = random_run(seed, 30);
        let middle = EventId::new(sim.cursor().number() / 2);
        sim.seek(middle);
        if sim.apply(Command::from_value(&json!({"type": "add_client", "name": "late"})).unwrap()).is_err() {
            continue;
        }
        sim.run_until(sim.world().now() + Span::from_secs(100));
        assert!(sim.violations().is_empty(), "seed {seed}");
        let text = clocktower::export::trace(&sim).to_string();
        clocktower::export::import(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
}

#[test]
fn every_accepted_job_ends_once_the_faults_stop() {
    for seed in 5000..5060 {
        let mut sim = random_run(seed, 40);
        // The faults stop: every link heals, every machine is up, and one executor can run anything.
        let names: Vec<String> = sim.world().machines().keys().map(|id| sim.world().names().of_node(*id)).collect();
        for name in &names {
            let _ = sim.apply(Command::from_value(&json!({"type": "heal", "a": name, "b": "broker"})).unwrap());
            let _ = sim.apply(Command::from_value(&json!({"type": "restart", "node": name})).unwrap());
        }
        let all = json!({"memory": 1u64 << 40, "disk": 1u64 << 40, "cpu_load": 0, "cpu_cores": 64, "cpu_freq": 5000, "has_battery": false});
        sim.apply(Command::from_value(&json!({"type": "add_executor", "capabilities": all})).unwrap()).unwrap();
        // Under fifo, a head that waits for ever would hold back all others, as in the original.
        let _ = sim.apply(Command::from_value(&json!({"type": "set_policy", "order": "emergency_aged"})).unwrap());
        sim.run_until(sim.world().now() + Span::from_secs(4 * 3600));
        let broker = sim.world().broker();
        let submitted = |job| {
            (1..=400).any(|n| {
                sim.world().names().find_job(&format!("job-{n}")) == Some(job) && broker.jobs().get(job).is_some()
            })
        };
        for (id, job) in broker.jobs().live() {
            // Whoever waits for a job that nobody ever submitted waits for good reason.
            let reason = job.waits_for.iter().any(|other| !submitted(*other) || broker.jobs().get(*other).is_some());
            assert!(reason, "seed {seed}: {} is {:?}", sim.world().names().of_job(id), job.stage);
        }
        assert!(sim.violations().is_empty(), "seed {seed}: {:?}", sim.violations().first());
        check_that_nothing_is_left(&sim, seed);
    }
}

/// Nothing is under way any more, and no data of a job that ended lie about.
fn check_that_nothing_is_left(sim: &Sim, seed: u64) {
    let (world, broker) = (sim.world(), sim.world().broker());
    assert_eq!(broker.data().works().len(), 0, "seed {seed}: {:?}", broker.data().works().next());
    for (id, machine) in world.machines().iter() {
        let name = world.names().of_node(*id);
        match &machine.node {
            Node::Executor(executor) => {
                let held = executor.running().find(|held| broker.jobs().get(held.job).is_none());
                assert_eq!(held, None, "seed {seed}: {name}");
            }
            Node::Client(client) => assert_eq!(client.errands(), 0, "seed {seed}: {name}"),
            // A broker that lost its memory does not know what there was to delete.
            Node::Datastore(store) if broker.id().incarnation() == 1 => {
                let ended = |name: &DataName| {
                    let job = name.as_str().split('/').next().and_then(|job| world.names().find_job(job));
                    job.is_some_and(|job| broker.jobs().end_of(job).is_some()) && !name.as_str().ends_with("/result")
                };
                assert_eq!(store.data().keys().find(|name| ended(name)), None, "seed {seed}: {name}");
            }
            Node::Datastore(_) | Node::Broker(_) | Node::Host(_) => {}
        }
    }
}

#[test]
fn the_opening_run_has_the_hash_that_it_has_everywhere() {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.run_until(Time::from_ms(600_000));
    let pinned = include_str!("opening.hash").trim();
    assert_eq!(clocktower::export::hash(sim.trace().hash()), pinned, "also pinned in the browser's test");
}

fn small_world() -> Sim {
    let nodes = json!([
        {"kind": "broker"}, {"kind": "client", "name": "client-1"}, {"kind": "client", "name": "client-2"}
    ]);
    Sim::new(Scenario::from_json(&json!({"version": 1, "title": "small", "nodes": nodes}).to_string()).unwrap())
        .unwrap()
}

fn give(sim: &mut Sim, command: Value) {
    sim.apply(Command::from_value(&command).unwrap()).unwrap();
}

#[test]
fn a_job_is_deleted_by_the_client_that_submitted_it() {
    let mut sim = small_world();
    give(&mut sim, json!({"type": "submit_job", "name": "a", "client": "client-2"}));
    sim.run_until(Time::from_ms(1000));
    give(&mut sim, json!({"type": "delete_job", "job": "a"}));
    sim.run_until(Time::from_ms(2000));
    let deleted = sim.trace().messages().find(
        |sent| matches!(&sent.message.body, clocktower::broker::call::Body::Call(call) if call.name() == "delete"),
    );
    assert_eq!(sim.trace().names().of_node(deleted.unwrap().message.from), "client-2");
}

#[test]
fn a_message_that_another_future_does_not_lose_is_not_shown_as_lost() {
    let mut sim = small_world();
    give(&mut sim, json!({"type": "submit_job", "name": "a", "client": "client-1"}));
    sim.step(Step::Event);
    let sent = sim.cursor();
    let message = sim.trace().get(sent).and_then(|event| event.message).unwrap();
    let told = |sim: &Sim| format!("{:?}", sim.trace().sent(message));
    let then = told(&sim);
    give(&mut sim, json!({"type": "crash", "node": "broker"}));
    sim.run_until(Time::from_ms(1000));
    let lost = |sim: &Sim| sim.trace().sent(message).and_then(|sent| sent.lost()).is_some();
    assert!(lost(&sim), "its destination was down");
    sim.seek(sent);
    give(&mut sim, json!({"type": "add_client"}));
    assert!(!lost(&sim));
    assert_eq!(told(&sim), then, "as it stood then, in everything");
    sim.step(Step::Event);
    assert!(!lost(&sim), "here the broker is up");
}

/// The decisions of a run with their events.
fn decisions(trace: &Trace) -> Vec<(EventId, Explained)> {
    let decided = trace.events().filter_map(|event| match &event.what {
        What::Broker(Fact::Decided(decision)) => Some((event.id, decision.explained())),
        _ => None,
    });
    decided.collect()
}

#[test]
fn with_nothing_changed_the_broker_decides_again_what_it_decided() {
    let mut asked = 0;
    for seed in 9000..9120 {
        let mut sim = if seed % 2 == 0 { random_run(seed, 60) } else { crowded_run(seed) };
        let before = (clocktower::export::state(&sim).to_string(), sim.trace().hash());
        for (event, recorded) in decisions(sim.trace()) {
            let moment = sim.moment_before(event).unwrap_or_else(|| panic!("seed {seed}: {event}"));
            let policy = recorded.policy;
            for same in [WhatIf::Nothing, WhatIf::Under(policy)] {
                let answer = moment.ask(same);
                let again = answer.of_job().map(Decision::explained);
                assert_eq!(again.as_ref(), Some(&recorded), "seed {seed}: {event} {same:?}");
                assert_eq!(answer.before_it().count(), 0, "seed {seed}: {event}");
                asked += 1;
            }
        }
        assert_eq!((clocktower::export::state(&sim).to_string(), sim.trace().hash()), before, "asking changes nothing");
    }
    assert!(asked > 2000, "{asked} decisions");
}

#[test]
fn without_its_emergency_a_job_stands_and_goes_where_the_record_says() {
    let (mut places, mut winners) = (0, 0);
    for seed in 9200..9400 {
        let mut sim = if seed % 2 == 0 { random_run(seed, 60) } else { crowded_run(seed) };
        for (event, recorded) in decisions(sim.trace()) {
            let Some(recorded_place) = recorded.place_without_emergency else { continue };
            let moment = sim.moment_before(event).unwrap();
            let answer = moment.ask(WhatIf::WithoutEmergency);
            assert_eq!(answer.place.map(|(at, _)| at), Some(recorded_place), "seed {seed}: {event}");
            places += 1;
            // The record looks at the job alone. Where it is still the first to go, it goes where the record says.
            let first = answer.of_job().filter(|_| answer.before_it().count() == 0).map(Decision::explained);
            if let (Some(first), Some(winner)) = (first, recorded.winner_without_emergency)
                && first.passed == recorded.passed
            {
                assert_eq!(first.winner, Some(winner), "seed {seed}: {event}");
                assert_eq!(first.finding, None);
                winners += 1;
            }
        }
    }
    assert!(places > 300 && winners > 100, "{places} places, {winners} winners");
}
