//! What goes wrong with machines: slow executors, full datastores, power that comes and goes, clients that vanish.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Body, Call};
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::End;
use clocktower::scenario::Scenario;
use clocktower::sim::Sim;
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::machine::Node;
use clocktower::sim::trace::Sent;
use clocktower::time::Time;
use serde_json::{Value, json};

use super::{at, end, give, node, run_to, told, world, world_of};

fn finished_at(sim: &Sim, job: &str) -> Option<u64> {
    let job = sim.world().names().find_job(job)?;
    at(sim, |fact| matches!(fact, PeerFact::JobFinished { job: id } if *id == job))
}

fn started_at(sim: &Sim, job: &str) -> Option<u64> {
    let job = sim.world().names().find_job(job)?;
    at(sim, |fact| matches!(fact, PeerFact::JobStarted { job: id, .. } if *id == job))
}

/// A broker, an executor, a datastore and a client.
fn small() -> Sim {
    world_of(json!([{"kind": "broker"}, {"kind": "executor"}, {"kind": "datastore"}, {"kind": "client"}]))
}

#[test]
fn a_slow_executor_takes_as_much_longer_for_a_new_job() {
    let mut sim = small();
    give(&mut sim, json!({"type": "slow", "node": "exec-1", "percent": 300}));
    give(&mut sim, json!({"type": "submit_job", "name": "a", "duration_ms": 20_000}));
    run_to(&mut sim, 120);
    let (started, finished) = (started_at(&sim, "a").unwrap(), finished_at(&sim, "a").unwrap());
    assert_eq!(finished - started, 60_000);
    assert!(matches!(end(&sim, "a"), Some(End::Done(_))));
}

#[test]
fn what_is_left_of_a_running_job_takes_longer_and_after_mending_no_longer() {
    let mut sim = small();
    give(&mut sim, json!({"type": "submit_job", "name": "a", "duration_ms": 40_000}));
    while started_at(&sim, "a").is_none() {
        assert_eq!(sim.step(clocktower::sim::Step::Event), 1);
    }
    let started = started_at(&sim, "a").unwrap();
    // Something happens at this moment, so that the present is there.
    let to = |sim: &mut Sim, ms: u64, command: Value| {
        sim.run_until(Time::from_ms(started + ms));
        let now = sim.world().now().ms() - started;
        give(sim, command);
        now
    };
    let slowed = to(&mut sim, 10_000, json!({"type": "slow", "node": "exec-1", "percent": 200}));
    let mended = to(&mut sim, 30_000, json!({"type": "mend", "node": "exec-1"}));
    run_to(&mut sim, 200);
    let took = finished_at(&sim, "a").unwrap() - started;
    assert_eq!(took, 40_000 + (mended - slowed) / 2, "slowed at {slowed}, mended at {mended}");
}

#[test]
fn a_machine_stays_slow_when_it_loses_its_memory() {
    let mut sim = small();
    give(&mut sim, json!({"type": "slow", "node": "exec-1", "percent": 500}));
    give(&mut sim, json!({"type": "crash", "node": "exec-1"}));
    give(&mut sim, json!({"type": "restart", "node": "exec-1"}));
    give(&mut sim, json!({"type": "submit_job", "name": "a", "duration_ms": 10_000}));
    run_to(&mut sim, 300);
    assert_eq!(finished_at(&sim, "a").unwrap() - started_at(&sim, "a").unwrap(), 50_000);
}

#[test]
fn one_that_is_mended_while_it_is_down_goes_on_from_when_it_stopped() {
    let mut sim = small();
    give(&mut sim, json!({"type": "slow", "node": "exec-1", "percent": 200}));
    give(&mut sim, json!({"type": "submit_job", "name": "a", "duration_ms": 40_000}));
    run_to(&mut sim, 30);
    give(&mut sim, json!({"type": "crash", "node": "exec-1"}));
    let stopped = sim.world().now().ms();
    run_to(&mut sim, 70);
    give(&mut sim, json!({"type": "mend", "node": "exec-1"}));
    give(&mut sim, json!({"type": "restart", "node": "exec-1", "with_memory": true}));
    let (started, again) = (started_at(&sim, "a").unwrap(), sim.world().now().ms());
    run_to(&mut sim, 200);
    let left = 40_000 - (stopped - started) / 2;
    let off = finished_at(&sim, "a").unwrap() - again;
    assert!(off.abs_diff(left) <= 1, "{left} ms were left, and it took {off}");
}

#[test]
fn a_full_datastore_refuses_with_500_and_the_broker_takes_another_one() {
    let mut sim = world();
    give(&mut sim, json!({"type": "fill", "node": "store-1"}));
    give(&mut sim, json!({"type": "store_data", "name": "maps/north", "bytes": 1000}));
    give(&mut sim, json!({"type": "store_data", "name": "maps/south", "bytes": 1000}));
    assert_eq!(sim.request("GET", "http://store-1/free", "").body, json!(0));
    run_to(&mut sim, 100);
    let store = |name: &str| match &sim.world().machines().get(&node(&sim, name)).unwrap().node {
        Node::Datastore(store) => store.data().len(),
        _ => panic!("{name} is no datastore"),
    };
    assert_eq!((store("store-1"), store("store-2")), (0, 2));
    assert_eq!(sim.violations(), []);
}

#[test]
fn the_broker_hears_of_a_full_datastore_at_the_latest_from_its_refusal() {
    let mut sim = small();
    give(&mut sim, json!({"type": "fill", "node": "store-1"}));
    give(&mut sim, json!({"type": "store_data", "name": "maps/north", "bytes": 1000}));
    run_to(&mut sim, 30);
    let refused = |event: &&clocktower::sim::trace::Event| {
        matches!(&event.what, What::Peer(PeerFact::DataRefused { free: 0, .. }))
    };
    let refusal = sim.trace().events().find(refused).expect("it was asked, and had no room");
    let answers = sim.trace().messages().filter(|sent| sent.message.from == refusal.dot.node);
    let statuses: Vec<u16> = answers
        .filter_map(|sent| match &sent.message.body {
            Body::Answer(_, answer) if !answer.is_ok() => Some(answer.status),
            _ => None,
        })
        .collect();
    assert!(!statuses.is_empty() && statuses.iter().all(|status| *status == 500), "{statuses:?}");
    assert!(at(&sim, |fact| matches!(fact, PeerFact::TriesAgain { .. })).is_some(), "its client tries again");
    give(&mut sim, json!({"type": "mend", "node": "store-1"}));
    run_to(&mut sim, 120);
    assert!(at(&sim, |fact| matches!(fact, PeerFact::Stored { .. })).is_some(), "and there is room then");
}

#[test]
fn what_becomes_free_in_a_full_datastore_is_taken_too() {
    let mut sim = small();
    give(&mut sim, json!({"type": "store_data", "name": "maps/north", "bytes": 1000}));
    run_to(&mut sim, 20);
    give(&mut sim, json!({"type": "fill", "node": "store-1"}));
    assert_eq!(sim.request("DELETE", "http://store-1/data/maps/north", "").status, 200);
    assert_eq!(sim.request("GET", "http://store-1/free", "").body, json!(0));
    assert_eq!(sim.request("PUT", "http://store-1/data/maps/south", "x").status, 500);
    give(&mut sim, json!({"type": "mend", "node": "store-1"}));
    assert_eq!(sim.request("PUT", "http://store-1/data/maps/south", "x").status, 200);
}

#[test]
fn heartbeats_tell_of_power_that_comes_and_goes_and_a_job_that_needs_mains_waits_for_it() {
    let mut sim = small();
    give(&mut sim, json!({"type": "flap", "node": "exec-1", "every_ms": 60_000}));
    let beats = |sim: &Sim| -> Vec<bool> {
        let exec = node(sim, "exec-1");
        let received = sim.trace().messages().filter(|sent| sent.message.from == exec && !sent.received.is_empty());
        let of = |sent: Sent<'_>| match &sent.message.body {
            Body::Call(Call::Heartbeat(report)) => Some(report.capabilities.has_battery),
            _ => None,
        };
        received.filter_map(of).collect()
    };
    run_to(&mut sim, 400);
    let told_of = beats(&sim);
    assert!(told_of.len() >= 5, "{told_of:?}");
    assert!(told_of.windows(2).all(|pair| pair[0] != pair[1]), "in turns: {told_of:?}");
    let charges: Vec<u32> = sim
        .trace()
        .events()
        .filter_map(|event| match &event.what {
            What::Peer(PeerFact::PowerTurned { on_battery: true, charge }) => Some(*charge),
            _ => None,
        })
        .collect();
    assert_eq!(charges[..3], [90, 65, 40], "it drains from outage to outage");
    give(&mut sim, json!({"type": "mend", "node": "exec-1"}));
    run_to(&mut sim, 700);
    assert!(beats(&sim).iter().rev().take(3).all(|on_battery| !on_battery), "mended, it has its mains power back");
    assert_eq!(sim.violations(), []);
}

#[test]
fn a_turn_of_the_power_is_an_event_and_is_told() {
    let mut sim = small();
    give(&mut sim, json!({"type": "flap", "node": "exec-1", "every_ms": 1_000}));
    assert_eq!(sim.step(clocktower::sim::Step::Event), 1);
    let text = told(&sim, sim.cursor());
    assert!(text.starts_with("exec-1 lost its mains power. It runs on its battery, which has 90 %."), "{text}");
    let event = &clocktower::export::events(sim.trace(), sim.cursor(), sim.cursor())[0];
    assert_eq!((&event["what"], &event["on_battery"]), (&json!("power_turned"), &json!(true)));
}

#[test]
fn mending_gives_a_machine_what_it_had_and_not_what_it_has_by_default() {
    let nodes = json!([{"kind": "broker"}, {"kind": "executor", "capabilities": {"has_battery": true, "power": 33}}]);
    let mut sim = world_of(nodes);
    give(&mut sim, json!({"type": "flap", "node": "exec-1", "every_ms": 1_000}));
    for s in 6..15 {
        run_to(&mut sim, s);
    }
    give(&mut sim, json!({"type": "flap", "node": "exec-1", "every_ms": 2_000}));
    run_to(&mut sim, 20);
    give(&mut sim, json!({"type": "mend", "node": "exec-1"}));
    let total = &clocktower::export::state(&sim)["nodes"][1]["total"];
    assert_eq!((&total["has_battery"], &total["power"]), (&json!(true), &json!(33.0)));
}

#[test]
fn the_result_of_a_client_that_vanished_goes_to_a_datastore_and_is_fetched_by_the_client_that_comes_back() {
    let mut sim = small();
    give(&mut sim, json!({"type": "submit_job", "name": "a", "duration_ms": 20_000, "result_bytes": 5000}));
    run_to(&mut sim, 10);
    give(&mut sim, json!({"type": "crash", "node": "client-1"}));
    run_to(&mut sim, 120);
    assert!(names(&sim).contains(&"a/result".to_owned()), "{:?}", names(&sim));
    assert!(matches!(end(&sim, "a"), Some(End::Done(_))));
    give(&mut sim, json!({"type": "restart", "node": "client-1", "with_memory": true}));
    run_to(&mut sim, 150);
    assert!(at(&sim, |fact| matches!(fact, PeerFact::ResultTaken { bytes: 5000, .. })).is_some());
}

#[test]
fn the_result_of_a_client_that_vanished_is_refused_with_503_where_nobody_has_room() {
    let mut sim = small();
    give(&mut sim, json!({"type": "fill", "node": "store-1"}));
    give(&mut sim, json!({"type": "submit_job", "name": "a", "duration_ms": 20_000, "result_bytes": 5000}));
    run_to(&mut sim, 8);
    give(&mut sim, json!({"type": "crash", "node": "client-1"}));
    run_to(&mut sim, 400);
    let broker = node(&sim, "broker");
    let refused = sim.trace().messages().any(|sent| {
        let is_503 = matches!(&sent.message.body, Body::Answer(_, answer) if answer.status == 503);
        sent.message.from == broker && sent.message.to.machine() == node(&sim, "exec-1") && is_503
    });
    assert!(refused, "Result destination not known");
    assert_eq!(names(&sim), Vec::<String>::new());
    assert_eq!(sim.violations(), []);
}

fn names(sim: &Sim) -> Vec<String> {
    let stores = sim.world().machines().values().filter_map(|machine| match &machine.node {
        Node::Datastore(store) => Some(store),
        _ => None,
    });
    stores.flat_map(|store| store.data().keys()).map(|name| name.as_str().to_owned()).collect()
}

#[test]
fn a_flood_submits_as_many_emergencies_within_its_time_and_each_ends() {
    let mut sim = world();
    let from = sim.world().now().ms();
    give(&mut sim, json!({"type": "flood", "count": 40, "within_ms": 30_000, "duration_ms": 2_000}));
    run_to(&mut sim, 600);
    let mut kinds = std::collections::BTreeSet::new();
    let mut submitted = 0;
    for event in sim.trace().events() {
        if let What::Broker(Fact::Submitted(job)) = &event.what
            && let Some(found) = &job.finding
        {
            submitted += 1;
            kinds.insert(found.emergency.kind.name());
            assert!((from..=from + 30_000 + 200).contains(&event.at.ms()), "{:?}", event.at);
        }
    }
    assert_eq!(submitted, 40);
    assert!(kinds.len() > 2, "what is left out is drawn: {kinds:?}");
    assert_eq!(sim.world().broker().jobs().live().count(), 0, "each of them ended");
    assert_eq!(sim.violations(), []);
}

#[test]
fn a_second_flood_is_another_one_and_each_says_what_it_was_told_to() {
    let scenario = |actions: Value| {
        let nodes = json!([{"kind": "broker"}, {"kind": "executor"}, {"kind": "client"}]);
        let text = json!({"version": 1, "title": "t", "seed": 3, "nodes": nodes, "actions": actions}).to_string();
        let mut sim = Sim::new(Scenario::from_json(&text).unwrap()).unwrap();
        run_to(&mut sim, 30);
        sim
    };
    let flood =
        json!({"type": "flood", "count": 6, "within_ms": 9_000, "kind": "fire", "level": "high", "location": "east"});
    let action = |at: u64| json!({"at_ms": at, "command": flood});
    let sim = scenario(json!([action(2_000), action(12_000)]));
    let arrivals: Vec<u64> = sim
        .trace()
        .events()
        .filter_map(|event| match &event.what {
            What::Broker(Fact::Submitted(submitted)) => {
                let found = submitted.finding.as_ref()?;
                let said =
                    (found.emergency.kind.name(), found.emergency.level.name(), found.emergency.location.as_deref());
                assert_eq!(said, ("fire", "high", Some("east")));
                Some(event.at.ms())
            }
            _ => None,
        })
        .collect();
    assert_eq!(arrivals.len(), 12);
    let apart = |of: &[u64]| of.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>();
    assert_ne!(apart(&arrivals[..6]), apart(&arrivals[6..]));
    assert_eq!(sim.trace().hash(), scenario(json!([action(2_000), action(12_000)])).trace().hash());
}
