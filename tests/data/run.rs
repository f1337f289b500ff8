//! A whole run with data: many jobs, executors that crash, and nothing that is left over.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::BTreeMap;

use clocktower::broker::data::DataName;
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::End;
use clocktower::broker::results::Refusal;
use clocktower::id::JobId;
use clocktower::scenario::Scenario;
use clocktower::sim::Sim;
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::machine::Node;
use clocktower::time::{Span, Time};
use serde_json::{Value, json};

const JOBS: u64 = 1_000;
const EXECUTORS: u64 = 20;
/// A job comes this often, in milliseconds.
const EVERY_MS: u64 = 600;

/// A number that looks drawn and is the same everywhere.
fn drawn(n: u64, below: u64) -> u64 {
    (n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 33) % below
}

fn goes_to_client(n: u64) -> bool {
    !n.is_multiple_of(4)
}

fn leaves_outline(n: u64) -> bool {
    n.is_multiple_of(5)
}

fn job(n: u64) -> Value {
    let mut data = json!({ "tiles": 1000 + drawn(n, 100_000) });
    if n.is_multiple_of(3) {
        data["streets/names"] = json!(10 + drawn(n, 500));
    }
    let reads = match n % 7 {
        0 => json!(["maps/*"]),
        1 | 2 => json!(["maps/north"]),
        _ => json!([]),
    };
    let leaves = if leaves_outline(n) { json!([format!("outlines/{n}")]) } else { json!([]) };
    json!({
        "type": "submit_job", "name": format!("job-{n}"), "client": format!("client-{}", 1 + n % 3), "data": data,
        "named_data": reads, "named_results": leaves, "duration_ms": 2000 + drawn(n, 20_000),
        "result_bytes": 100 + drawn(n, 10_000), "result_to_client": goes_to_client(n),
        "capabilities": { "memory": 1u64 << 30, "cpu_load": 100, "cpu_cores": 1 },
        "emergency": if n.is_multiple_of(50) { json!({ "kind": "fire", "level": "critical" }) } else { Value::Null },
    })
}

/// Five executors crash, all in the middle of jobs; three come back after the broker has dropped them: two as they
/// were, with jobs that others have run since, and one without its memory.
fn faults() -> Vec<(u64, Value)> {
    let crash = |at_s: u64, n: u64| (at_s * 1000, json!({ "type": "crash", "node": format!("exec-{n}") }));
    let restart = |at_s: u64, n: u64, with_memory| {
        (at_s * 1000, json!({ "type": "restart", "node": format!("exec-{n}"), "with_memory": with_memory }))
    };
    vec![
        crash(100, 3),
        crash(150, 7),
        crash(200, 11),
        crash(250, 15),
        crash(300, 19),
        restart(320, 3, true),
        restart(400, 7, true),
        restart(450, 11, false),
    ]
}

fn scenario() -> Scenario {
    let mut nodes = vec![json!({ "kind": "broker" })];
    nodes.extend(
        (1..=EXECUTORS).map(|n| json!({ "kind": "executor", "name": format!("exec-{n}"), "starts_after_ms": n * 100 })),
    );
    nodes.extend((1..=4).map(|n| json!({ "kind": "datastore", "name": format!("store-{n}"), "capacity": 1u64 << 30 })));
    nodes.extend((1..=3).map(|n| json!({ "kind": "client", "name": format!("client-{n}") })));
    let maps = ["north", "south", "east"].iter().enumerate();
    let maps = maps.map(|(n, map)| {
        (5000 + n as u64, json!({ "type": "store_data", "name": format!("maps/{map}"), "bytes": 1_000_000 }))
    });
    let jobs = (1..=JOBS).map(|n| (10_000 + n * EVERY_MS, job(n)));
    let mut actions: Vec<(u64, Value)> = maps.chain(jobs).chain(faults()).collect();
    actions.sort_by_key(|(at_ms, _)| *at_ms);
    let actions: Vec<Value> =
        actions.into_iter().map(|(at_ms, command)| json!({ "at_ms": at_ms, "command": command })).collect();
    let text = json!({ "version": 1, "title": "A thousand jobs", "seed": 7, "nodes": nodes, "actions": actions });
    Scenario::from_json(&text.to_string()).unwrap()
}

/// Runs until all is done, and then on to a moment at which nothing is on its way.
fn run() -> Sim {
    let mut sim = Sim::new(scenario()).unwrap();
    sim.run_until(Time::from_ms(10_000 + JOBS * EVERY_MS + 1_200_000));
    for _ in 0..200 {
        if sim.world().network().flights().len() + sim.world().broker().unfinished() == 0 {
            break;
        }
        sim.run_until(sim.world().now() + Span::from_ms(100));
    }
    sim
}

fn node<'a, T>(sim: &'a Sim, pick: impl Fn(&'a Node) -> Option<T> + 'a) -> impl Iterator<Item = T> + 'a {
    sim.world().machines().values().filter_map(move |machine| pick(&machine.node))
}

/// Everything that the datastores keep, and how often.
fn kept(sim: &Sim) -> BTreeMap<&DataName, usize> {
    let mut kept = BTreeMap::new();
    for store in node(sim, |node| if let Node::Datastore(store) = node { Some(store) } else { None }) {
        for name in store.data().keys() {
            *kept.entry(name).or_default() += 1;
        }
    }
    kept
}

fn check_results(sim: &Sim) {
    let mut taken: BTreeMap<JobId, usize> = BTreeMap::new();
    for event in sim.trace().events() {
        if let What::Peer(PeerFact::ResultTaken { job, .. }) = event.what {
            *taken.entry(job).or_default() += 1;
        }
    }
    let kept = kept(sim);
    for n in 1..=JOBS {
        let job = sim.trace().names().find_job(&format!("job-{n}")).unwrap();
        assert!(matches!(sim.world().broker().jobs().end_of(job), Some(End::Done(_))), "job-{n}");
        let at_client = taken.get(&job).copied().unwrap_or(0);
        let at_stores = kept.get(&DataName::folder(&format!("job-{n}")).result()).copied().unwrap_or(0);
        let expected = if goes_to_client(n) { (1, 0) } else { (0, 1) };
        assert_eq!((at_client, at_stores), expected, "the result of job-{n}, at its client and at datastores");
    }
}

fn check_that_nothing_is_left(sim: &Sim) {
    let broker = sim.world().broker();
    assert_eq!(broker.jobs().live().len(), 0);
    assert!(broker.queue().is_empty() && broker.results().is_empty());
    assert_eq!((broker.unfinished(), broker.data().works().len(), broker.data().locations()), (0, 0, 0));
    assert!(broker.executors().values().all(|executor| executor.shares.is_empty()));
    for (id, machine) in sim.world().machines().iter().filter(|(_, machine)| machine.up) {
        let left = match &machine.node {
            Node::Executor(executor) => executor.running().count(),
            Node::Client(client) => client.expected() + client.errands(),
            Node::Broker(_) | Node::Datastore(_) | Node::Host(_) => 0,
        };
        assert_eq!(left, 0, "at {}", sim.world().names().of_node(*id));
    }
    let maps = ["maps/north", "maps/south", "maps/east"].map(str::to_owned).into_iter();
    let outlines = (1..=JOBS).filter(|n| leaves_outline(*n)).map(|n| format!("outlines/{n}"));
    let results = (1..=JOBS).filter(|n| !goes_to_client(*n)).map(|n| format!("job-{n}/result"));
    let expected: BTreeMap<String, usize> = maps.chain(outlines).chain(results).map(|name| (name, 1)).collect();
    let kept: BTreeMap<String, usize> = kept(sim).into_iter().map(|(name, n)| (name.as_str().to_owned(), n)).collect();
    assert_eq!(kept, expected, "each name at one datastore, and none of the jobs' own data");
}

/// Every refused result names the one that was taken before it: the broker's own event that heard of it.
fn check_refusals(sim: &Sim) -> usize {
    let mut refused = 0;
    for event in sim.trace().events() {
        let What::Broker(Fact::ResultRefused { job, why, .. }) = &event.what else { continue };
        refused += 1;
        let (Refusal::Second(first) | Refusal::UnderWay(first)) = why else { panic!("{event:?}") };
        let first = sim.trace().event_of(first.heard).expect("it is in the trace");
        assert!(first.id < event.id);
        assert!(matches!(&first.what, What::Broker(Fact::ResultHeard { job: other, .. }) if other == job), "{first:?}");
        let told = clocktower::view::narration::narrate(sim.trace(), event.id).text();
        assert!(told.contains("first"), "{told}");
        let exported = clocktower::export::events(sim.trace(), event.id, event.id);
        let clocks = [&exported[0]["first"]["clock"]["broker"], &exported[0]["clock"]["broker"]];
        assert!(clocks.iter().all(|count| count.is_u64()), "both clocks stand in the trace: {exported}");
    }
    refused
}

#[test]
fn a_thousand_jobs_with_data_leave_one_result_each_and_nothing_else() {
    let sim = run();
    assert_eq!(sim.violations(), []);
    let refused: Vec<_> = sim.trace().marks().iter().filter_map(|mark| mark.refused.as_ref()).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let expired =
        sim.trace().events().filter(|event| matches!(&event.what, What::Broker(Fact::Expired { .. }))).count();
    assert_eq!(expired, 5, "all five were missed");
    check_results(&sim);
    assert!(check_refusals(&sim) > 0, "whoever came back brought results that were not wanted any more");
    check_that_nothing_is_left(&sim);
    let hash = clocktower::export::hash(sim.trace().hash());
    assert_eq!(hash, include_str!("run.hash").trim(), "the same natively and in the browser");
}
