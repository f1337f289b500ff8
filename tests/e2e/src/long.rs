//! A long run for measuring: nine nodes, a steady flow of jobs, an emergency now and then, a few faults. Fixed, so that
//! what is measured is the same each time.

use serde_json::{Value, json};

/// Of the run that is gone natively and as wasm.
pub const CORE_EVENTS: u64 = 100_000;
/// A job comes this often, in milliseconds.
const EVERY_MS: u64 = 6_000;
/// So many events follow from one job at least, heartbeats included.
const EVENTS_OF_A_JOB: u64 = 14;
/// With the faults they are as many actions as a scenario may have; after the last one there are heartbeats alone.
const JOBS_MAX: u64 = 19_000;
const EXECUTORS: u64 = 6;

/// The text of a scenario that opens right after so many events.
pub fn scenario(events: u64) -> String {
    opening_at(events, events)
}

/// The same when so many of its events have happened.
pub fn opening_at(opens_at: u64, events: u64) -> String {
    let mut nodes = vec![json!({ "kind": "broker" })];
    let executor = |n| {
        let equipment = if n % 3 == 1 { json!(["medical", "fire"]) } else { json!([]) };
        json!({ "kind": "executor", "name": format!("exec-{n}"), "starts_after_ms": n * 700, "equipment": equipment })
    };
    nodes.extend((1..=EXECUTORS).map(executor));
    nodes.push(json!({ "kind": "datastore", "name": "store-1", "capacity": 1u64 << 40 }));
    nodes.push(json!({ "kind": "client", "name": "client-1" }));
    let jobs = JOBS_MAX.min(events / EVENTS_OF_A_JOB + 1);
    let mut actions: Vec<(u64, Value)> = (1..=jobs).map(|n| (10_000 + n * EVERY_MS, job(n))).collect();
    actions.extend(faults(jobs * EVERY_MS));
    actions.sort_by_key(|(at_ms, _)| *at_ms);
    let actions: Vec<Value> =
        actions.into_iter().map(|(at_ms, command)| json!({ "at_ms": at_ms, "command": command })).collect();
    json!({
        "version": 1, "title": format!("{events} events"), "seed": 5, "nodes": nodes, "actions": actions,
        "opens_at_event": opens_at,
    })
    .to_string()
}

/// A number that looks drawn and is the same everywhere.
pub fn drawn(n: u64, below: u64) -> u64 {
    (n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 33) % below
}

fn job(n: u64) -> Value {
    let emergency = match n % 15 {
        4 => json!({ "kind": "medical", "level": "critical", "location": "north" }),
        9 => json!({ "kind": "fire", "level": "high" }),
        _ => Value::Null,
    };
    let wait_for = if n % 8 == 7 { json!([format!("job-{}", n - 1)]) } else { json!([]) };
    json!({
        "type": "submit_job", "name": format!("job-{n}"), "duration_ms": 20_000 + drawn(n, 80_000),
        "result_bytes": 100 + drawn(n, 10_000), "result_to_client": !n.is_multiple_of(4), "wait_for": wait_for,
        "capabilities": { "memory": 3u64 << 30, "cpu_load": 100, "cpu_cores": 1 }, "emergency": emergency,
    })
}

/// Every quarter of an hour an executor crashes, and comes back two or four minutes later: at once one of which the broker
/// has heard enough not to drop it, and then one that it has dropped.
fn faults(until_ms: u64) -> impl Iterator<Item = (u64, Value)> {
    const QUARTER_MS: u64 = 900_000;
    (1..=until_ms / QUARTER_MS).flat_map(|n| {
        let node = format!("exec-{}", 1 + n % EXECUTORS);
        let away_ms = if n % 2 == 0 { 240_000 } else { 60_000 };
        let crash = json!({ "type": "crash", "node": node });
        let restart = json!({ "type": "restart", "node": node, "with_memory": n % 3 != 0 });
        [(n * QUARTER_MS, crash), (n * QUARTER_MS + away_ms, restart)]
    })
}
