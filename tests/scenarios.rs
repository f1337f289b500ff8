//! The scenarios that come with the program run without a broken invariant, and show what they ask about.

#![cfg(not(target_arch = "wasm32"))]

use clocktower::broker::data::DataName;
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::End;
use clocktower::clock::Causality;
use clocktower::id::EventId;
use clocktower::scenario::Scenario;
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::machine::Node;
use clocktower::sim::trace::Event;
use clocktower::sim::{Sim, heartbeat};
use clocktower::time::Time;

fn run(key: &str, ms: u64) -> Sim {
    let (_, scenario) = Scenario::bundled().iter().find(|(other, _)| *other == key).expect(key);
    let mut sim = Sim::new(Scenario { opens_at_ms: 0, ..scenario.clone() }).expect(key);
    sim.run_until(Time::from_ms(ms));
    sim
}

fn fact(event: &Event) -> Option<&Fact> {
    match &event.what {
        What::Broker(fact) => Some(fact),
        _ => None,
    }
}

/// When a job was first given to an executor.
fn placed_at_ms(sim: &Sim, job: &str) -> Option<u64> {
    let job = sim.trace().names().find_job(job)?;
    let placed = |event: &&Event| matches!(fact(event), Some(Fact::Decided(d)) if d.job == job && d.winner.is_some());
    sim.trace().events().find(placed).map(|event| event.at.ms())
}

#[test]
fn every_bundled_scenario_runs_ten_minutes_without_a_broken_invariant() {
    for (key, scenario) in Scenario::bundled() {
        let sim = run(key, scenario.opens_at_ms + 600_000);
        assert_eq!(sim.violations(), [], "{key}");
        let refused: Vec<_> = sim.trace().marks().iter().filter_map(|mark| mark.refused.as_ref()).collect();
        assert!(refused.is_empty(), "{key}: {refused:?}");
        assert!(sim.trace().len() > 50, "{key}");
    }
}

#[test]
fn first_ticks_lets_two_executors_join_and_learn_of_each_other() {
    let sim = run("first-ticks", 70_000);
    assert_eq!(sim.world().broker().executors().len(), 2);
    let clock = sim.world().machines().values().last().map(|machine| machine.node.clock().len());
    assert_eq!(clock, Some(3), "the last one to join knows of all three");
}

#[test]
fn concurrent_heartbeats_are_concurrent_and_arrive_in_another_order() {
    let sim = run("concurrent-heartbeats", 43_000);
    let received: Vec<&Event> = sim.trace().events().filter(|event| heartbeat(event).is_some()).collect();
    let sends: Vec<EventId> = received.iter().filter_map(|event| event.cause).collect();
    assert_eq!(sends.len(), 3);
    for (a, b) in [(0, 1), (1, 2), (0, 2)] {
        assert_eq!(sim.trace().relation(sends[a], sends[b]), Some(Causality::Concurrent));
    }
    assert!(!sends.is_sorted(), "they arrive in the order in which they left");
}

#[test]
fn one_big_job_blocks_the_line_until_the_order_changes() {
    let sim = run("head-of-line", 200_000);
    for job in ["roll-call", "water-levels", "ambulance-route"] {
        assert!(placed_at_ms(&sim, job).is_some_and(|at| at >= 100_000), "{job}");
    }
    assert_eq!(placed_at_ms(&sim, "city-model"), None, "it still waits, and now it waits alone");
}

#[test]
fn a_silent_executor_expires_its_job_moves_on_and_its_late_result_still_counts() {
    let sim = run("silent-executor", 400_000);
    let has = |wanted: fn(&Fact) -> bool| sim.trace().events().filter_map(fact).any(wanted);
    assert!(has(|fact| matches!(fact, Fact::Expired { requeued, .. } if requeued.len() == 1)));
    assert!(has(|fact| matches!(fact, Fact::DoneHeard { first: true, stopped: Some(_), .. })));
    assert!(has(|fact| matches!(fact, Fact::HeartbeatUnknown { .. })));
    assert_eq!(sim.world().broker().executors().len(), 2, "it is back");
}

#[test]
fn a_job_starves_under_a_strict_order_and_goes_once_jobs_age() {
    let sim = run("starvation", 300_000);
    let passed = |n: u32| placed_at_ms(&sim, &format!("fire-watch-{n}")).is_some_and(|at| at < 180_000);
    assert!((2..=9).all(passed), "younger emergencies pass it");
    assert!(placed_at_ms(&sim, "school-lists").is_some_and(|at| (180_000..200_000).contains(&at)));
}

#[test]
fn a_place_is_made_for_a_critical_emergency_and_whoever_had_it_runs_again_later() {
    let sim = run("preempt", 300_000);
    let decided: Vec<_> = sim
        .trace()
        .events()
        .filter_map(|event| match fact(event) {
            Some(Fact::Decided(decision)) if decision.winner.is_some() => Some((event.at.ms(), decision)),
            _ => None,
        })
        .collect();
    let names = sim.trace().names();
    let of = |job: &str| decided.iter().filter(|(_, d)| names.of_job(d.job) == job).collect::<Vec<_>>();
    let (at, triage) = of("triage")[0];
    assert!((35_000..36_000).contains(at), "at once");
    let normal = |job: &str| of(job)[0].1.finding.is_none();
    assert!(normal("street-map") && normal("traffic-count") && normal("tree-register"));
    let victims: Vec<&str> = triage.preempted.0.iter().map(|victim| names.of_job(victim.job)).collect();
    assert_eq!(victims, ["traffic-count"], "one is enough, and it had run shorter than the one that would also do");
    let [_, (again, _)] = of("traffic-count")[..] else { panic!("it is placed twice") };
    let (waits, medium) = of("shelter-list")[0];
    assert!(*again > 90_000 && *waits > 70_000 && medium.preempted.0.is_empty());
    assert_eq!(sim.world().broker().jobs().live().len(), 0, "all have ended");
}

#[test]
fn bytes_are_carried_before_jobs_run_and_the_result_of_a_client_that_is_away_is_kept_for_it() {
    let sim = run("data", 400_000);
    let names = sim.trace().names();
    let job = |name: &str| names.find_job(name).expect(name);
    let at = |wanted: &dyn Fn(&PeerFact) -> bool| {
        let mut events = sim.trace().events();
        events.find(|event| matches!(&event.what, What::Peer(fact) if wanted(fact))).map(|event| event.id)
    };
    let begun = at(&|fact| matches!(fact, PeerFact::FetchBegun { job: id, inputs: 2 } if *id == job("river-lines")));
    let here = at(&|fact| matches!(fact, PeerFact::InputHere { job: id, left: 0, .. } if *id == job("river-lines")));
    let started = at(&|fact| matches!(fact, PeerFact::JobStarted { job: id, .. } if *id == job("river-lines")));
    assert!(begun.is_some() && begun < here && here < started, "{begun:?} {here:?} {started:?}");

    let broker = sim.world().broker();
    for done in ["river-lines", "street-lists", "ways-out"] {
        assert!(matches!(broker.jobs().end_of(job(done)), Some(End::Done(_))), "{done}");
    }
    let why = "maps/south: Data location not known".into();
    assert_eq!(broker.jobs().end_of(job("night-view")), Some(End::Failed(why)));
    let stores = sim.world().machines().values().filter_map(|machine| match &machine.node {
        Node::Datastore(store) => Some(store),
        _ => None,
    });
    let mut kept: Vec<&str> = stores.flat_map(|store| store.data().keys()).map(DataName::as_str).collect();
    kept.sort_unstable();
    let clients = sim.world().machines().values().filter_map(|machine| match &machine.node {
        Node::Client(client) => Some((client.expected(), client.results())),
        _ => None,
    });
    assert_eq!(clients.collect::<Vec<_>>(), [(0, 2), (0, 1)], "who was away asked for it");
    assert_eq!(kept, ["maps/legend", "maps/north", "outlines/river", "street-lists/result"]);
}

#[test]
fn a_job_makes_no_progress_while_its_machine_is_off() {
    let text = r#"{"version": 1, "title": "off", "nodes": [{"kind": "broker"}, {"kind": "executor"}, {"kind": "client"}],
        "actions": [
            {"at_ms": 5000, "command": {"type": "submit_job", "name": "long", "duration_ms": 30000}},
            {"at_ms": 10000, "command": {"type": "crash", "node": "exec-1"}},
            {"at_ms": 70000, "command": {"type": "restart", "node": "exec-1", "with_memory": true}}]}"#;
    let mut sim = Sim::new(Scenario::from_json(text).expect("a scenario")).expect("a world");
    sim.run_until(Time::from_ms(200_000));
    let at = |wanted: fn(&PeerFact) -> bool| {
        let mut events = sim.trace().events();
        events.find(|event| matches!(&event.what, What::Peer(fact) if wanted(fact))).map(|event| event.at)
    };
    let started = at(|fact| matches!(fact, PeerFact::JobStarted { .. })).expect("it starts");
    let finished = at(|fact| matches!(fact, PeerFact::JobFinished { .. })).expect("it ends");
    assert_eq!(finished.since(started).ms(), 30_000 + 60_000);
}

#[test]
fn in_the_storm_messages_are_lost_and_come_twice_and_every_job_is_still_done_exactly_once() {
    let sim = run("storm", 15 * 60_000);
    let lost = sim.trace().messages().filter(|sent| sent.lost.is_some()).count();
    let twice = sim.trace().messages().filter(|sent| sent.received.len() > 1).count();
    let overtaken = sim.trace().messages().filter(|sent| sent.met.held.ms() > 0).count();
    assert!(lost > 20 && twice > 10 && overtaken > 20, "{lost} lost, {twice} twice, {overtaken} held back");
    let done = sim.trace().events().filter(|e| matches!(fact(e), Some(Fact::DoneHeard { first: true, .. }))).count();
    let submitted = sim.trace().events().filter(|e| matches!(fact(e), Some(Fact::Submitted { .. }))).count();
    assert_eq!((submitted, done), (8, 8));
    assert_eq!(sim.world().broker().jobs().live().count(), 0);
    // What a client hears of a job that was done while it did not answer is not that it was not done.
    let hears = |e: &&Event| matches!(&e.what, What::Peer(PeerFact::EndHeard { end: End::Done(_), .. }));
    let heard = sim.trace().events().find(hears).expect("a result came late");
    let told = clocktower::view::narration::narrate(sim.trace(), heard.id).text();
    assert!(told.contains("is done. Its result came before, or a datastore keeps it."), "{told}");
    let again =
        sim.trace().events().filter(|e| matches!(fact(e), Some(Fact::ResultRefused { .. } | Fact::ResultAgain { .. })));
    assert!(again.count() > 0, "a result that came twice was taken once");
}
