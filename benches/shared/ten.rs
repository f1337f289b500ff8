//! The run that says what an event of the world costs, in time and in memory.

use clocktower::scenario::Scenario;
use serde_json::{Value, json};

/// A world of ten executors with their heartbeats, and so many jobs so far apart.
pub(crate) fn ten_executors(jobs: usize, every_ms: usize) -> Scenario {
    let mut nodes = vec![json!({ "kind": "broker" }), json!({ "kind": "client" }), json!({ "kind": "datastore" })];
    nodes.extend((1..=10).map(|n| json!({ "kind": "executor", "name": format!("exec-{n}") })));
    let job = |n: usize| json!({ "at_ms": 20_000 + n * every_ms, "command": { "type": "submit_job" } });
    let actions: Vec<Value> = (0..jobs).map(job).collect();
    let scenario = json!({ "version": 1, "title": "speed", "seed": 7, "nodes": nodes, "actions": actions });
    Scenario::from_value(&scenario).expect("a scenario")
}
