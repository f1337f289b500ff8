//! Data in small worlds: plans, machines that stop and start, and what is refused.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::jobs::End;
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::machine::Node;
use clocktower::sim::{Sim, Step};
use clocktower::time::Time;
use serde_json::{Value, json};

/// A broker, an executor, a datastore and a client.
fn world() -> Sim {
    let nodes = json!([
        {"kind": "broker"}, {"kind": "executor"}, {"kind": "datastore", "capacity": 1 << 20}, {"kind": "client"}
    ]);
    let text = json!({"version": 1, "title": "small", "nodes": nodes}).to_string();
    let mut sim = Sim::new(Scenario::from_json(&text).unwrap()).unwrap();
    run_to(&mut sim, 5);
    sim
}

fn run_to(sim: &mut Sim, s: u64) {
    sim.run_until(Time::from_ms(s * 1000));
}

fn give(sim: &mut Sim, command: Value) {
    try_give(sim, command).unwrap();
}

fn try_give(sim: &mut Sim, command: Value) -> Result<(), String> {
    let command = Command::from_value(&command).map_err(|error| error.to_string())?;
    sim.apply(command).map_err(|error| error.to_string())
}

/// The names at all datastores, in order.
fn kept(sim: &Sim) -> Vec<&str> {
    let stores = sim.world().machines().values().filter_map(|machine| match &machine.node {
        Node::Datastore(store) => Some(store),
        _ => None,
    });
    let mut names: Vec<&str> = stores.flat_map(|store| store.data().keys()).map(|name| name.as_str()).collect();
    names.sort_unstable();
    names
}

fn end(sim: &Sim, job: &str) -> Option<End> {
    sim.world().broker().jobs().end_of(sim.world().names().find_job(job)?)
}

fn is_done(sim: &Sim, job: &str) -> bool {
    matches!(end(sim, job), Some(End::Done(_)))
}

/// When a job started to run, in milliseconds.
fn started_at(sim: &Sim, job: &str) -> Option<u64> {
    let job = sim.world().names().find_job(job)?;
    let starts = |fact: &What| matches!(fact, What::Peer(PeerFact::JobStarted { job: id, .. }) if *id == job);
    sim.trace().events().find(|event| starts(&event.what)).map(|event| event.at.ms())
}

fn plan() -> Value {
    let info = |duration_ms: u64| json!({"wasm_bin": "map.wasm", "duration_ms": duration_ms, "result_addr": {"host": "this", "port": 0}});
    let mut map = info(10_000);
    map["job_data"] = json!({"/home/ana/streets.csv": "streets.csv"});
    map["named_results"] = json!({"out/*": "maps/*"});
    let mut route = info(1000);
    route["named_data"] = json!({"maps/*": "in/*"});
    json!({
        "exec": [{"cmd": "map"}, {"cmd": "plan route", "wait": ["map"]}, {"cmd": "map"}, {"cmd": "report", "wait": ["plan route"], "queue": false}],
        "cmds": {"map": map, "plan route": route, "report": info(1000)},
        "named_data": {"/srv/tiles.zip": "tiles/north.zip"},
    })
}

#[test]
fn a_plan_stores_its_data_and_then_submits_its_steps_each_after_what_it_waits_for() {
    let mut sim = world();
    give(&mut sim, json!({"type": "submit_plan", "plan": plan(), "file_bytes": 1000}));
    run_to(&mut sim, 8);
    assert_eq!(
        kept(&sim),
        ["map-1/streets.csv", "map/streets.csv", "tiles/north.zip"],
        "{:?}",
        started_at(&sim, "map")
    );
    run_to(&mut sim, 120);
    for job in ["map", "plan-route-1", "map-1", "report"] {
        assert!(is_done(&sim, job), "{job}: {:?}", end(&sim, job));
    }
    assert!(started_at(&sim, "plan-route-1") > started_at(&sim, "map").map(|at| at + 10_000));
    assert!(started_at(&sim, "report") > started_at(&sim, "plan-route-1").map(|at| at + 1000));
    assert_eq!(kept(&sim), ["maps/1", "maps/2", "tiles/north.zip"], "the jobs' own data went, what they left stays");
    assert_eq!(sim.violations(), []);
}

#[test]
fn a_plan_whose_data_nobody_keeps_submits_nothing() {
    let mut sim = world();
    give(&mut sim, json!({"type": "submit_plan", "plan": plan(), "file_bytes": 600_000}));
    run_to(&mut sim, 400);
    assert_eq!(kept(&sim), ["tiles/north.zip"], "what one job had stored went again");
    let failed = sim.trace().events().filter(|event| matches!(event.what, What::Peer(PeerFact::JobFailed { .. })));
    assert_eq!((failed.count(), sim.world().broker().jobs().live().len()), (4, 0));
    assert_eq!(started_at(&sim, "map"), None);
    let Some(Node::Client(client)) = sim.world().machines().values().last().map(|machine| &machine.node) else {
        panic!("the last is the client")
    };
    assert_eq!((client.expected(), client.errands()), (0, 0));
}

#[test]
fn a_plan_that_does_not_fit_is_refused_with_its_place() {
    let mut sim = world();
    let step = json!({"cmd": "a"});
    let cmds = json!({"a": {"wasm_bin": "x"}});
    let rows = [
        (json!({"exec": [step, {"cmd": "b"}], "cmds": cmds}), "plan: exec.1.cmd: no cmd has the name \"b\""),
        (json!({"cmds": cmds}), "plan: exec: Field required"),
        (
            json!({"exec": [step, {"cmd": "a", "wait": ["a"], "queue": false}], "cmds": cmds}),
            "plan: exec.1.wait: the client is not told when exec.0 is done",
        ),
    ];
    for (plan, error) in rows {
        let refused = try_give(&mut sim, json!({"type": "submit_plan", "plan": plan})).unwrap_err();
        assert!(refused.starts_with(error), "{refused}");
    }
    let refused = try_give(&mut sim, json!({"type": "submit_plan", "plan": plan(), "bytes": 1})).unwrap_err();
    assert!(refused.starts_with("bytes: unknown field"), "{refused}");
}

#[test]
fn a_run_with_plans_and_data_is_the_same_run_again() {
    let mut sim = world();
    give(&mut sim, json!({"type": "store_data", "name": "maps/legend", "text": "blue: water"}));
    give(&mut sim, json!({"type": "submit_plan", "plan": plan(), "file_bytes": 1000}));
    give(
        &mut sim,
        json!({"type": "submit_job", "data": {"tiles": 5}, "named_data": ["maps/legend"], "named_results": ["out/*"]}),
    );
    run_to(&mut sim, 60);
    let mut again = Sim::new(Scenario::from_json(&sim.to_scenario().to_json()).unwrap()).unwrap();
    again.run_until(sim.world().now());
    assert_eq!(again.trace().hash_at(sim.cursor()), sim.trace().hash_at(sim.cursor()));
}

#[test]
fn a_deleted_job_takes_its_data_along_and_leaves_those_of_others() {
    let mut sim = world();
    give(&mut sim, json!({"type": "store_data", "name": "maps/north", "bytes": 10}));
    give(
        &mut sim,
        json!({"type": "submit_job", "name": "a", "data": {"tiles": 5, "x/y": 6}, "named_data": ["maps/north"]}),
    );
    run_to(&mut sim, 10);
    assert_eq!(kept(&sim), ["a/tiles", "a/x/y", "maps/north"]);
    give(&mut sim, json!({"type": "delete_job", "job": "a"}));
    run_to(&mut sim, 20);
    assert_eq!((kept(&sim), end(&sim, "a")), (vec!["maps/north"], Some(End::Deleted)));
}

#[test]
fn a_datastore_keeps_its_data_with_its_memory_and_is_empty_without() {
    for (with_memory, expected) in [(true, vec!["maps/north"]), (false, vec![])] {
        let mut sim = world();
        give(&mut sim, json!({"type": "store_data", "name": "maps/north", "bytes": 10}));
        run_to(&mut sim, 10);
        give(&mut sim, json!({"type": "crash", "node": "store-1"}));
        run_to(&mut sim, 20);
        give(&mut sim, json!({"type": "restart", "node": "store-1", "with_memory": with_memory}));
        assert_eq!(kept(&sim), expected);
        give(&mut sim, json!({"type": "submit_job", "name": "a", "named_data": ["maps/north"], "duration_ms": 1000}));
        run_to(&mut sim, 250);
        assert_eq!(is_done(&sim, "a"), with_memory, "{:?}", end(&sim, "a"));
    }
}

#[test]
fn data_that_would_go_with_a_job_of_their_name_are_refused_and_so_is_the_job() {
    let mut sim = world();
    give(&mut sim, json!({"type": "submit_job", "name": "maps"}));
    let refused = try_give(&mut sim, json!({"type": "store_data", "name": "maps/north"})).unwrap_err();
    assert_eq!(refused, "name: maps is a job, and what stands in its folder goes with it");
    give(&mut sim, json!({"type": "store_data", "name": "tiles/north"}));
    run_to(&mut sim, 10);
    let refused = try_give(&mut sim, json!({"type": "submit_job", "name": "tiles"})).unwrap_err();
    assert_eq!(refused, "name: tiles/north is stored, and would go with a job \"tiles\"");
}

#[test]
fn a_plan_without_steps_is_done_at_once_and_stops_nothing() {
    let mut sim = world();
    give(&mut sim, json!({"type": "submit_plan", "plan": {"exec": [], "cmds": {}}}));
    assert!(sim.step(Step::Event) > 0);
}
