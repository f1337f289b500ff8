//! Calls from outside as a table: what each call to each node of a small world is answered.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::rows::{Row, TABLES};
use clocktower::broker::wire::Role;
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::Sim;
use clocktower::time::Span;

const TABLE: &str = include_str!("rows/world.txt");

/// A datastore of a hundred bytes, and three jobs of a client's that run for an hour.
const WORLD: &str = r#"{
    "version": 1, "title": "A small world", "seed": 7,
    "nodes": [
        {"kind": "broker", "name": "broker"},
        {"kind": "executor", "name": "exec-1", "capabilities": {"memory": 4096, "cpu_load": 10, "cpu_cores": 4}},
        {"kind": "executor", "name": "exec-2", "capabilities": {"memory": 4096, "cpu_load": 10, "cpu_cores": 4}},
        {"kind": "datastore", "name": "store-1", "capacity": 100},
        {"kind": "client", "name": "client-1"}
    ],
    "actions": [
        {"at_ms": 2000, "command": {"type": "submit_job", "name": "job-1", "duration_ms": 3600000}},
        {"at_ms": 2000, "command": {"type": "submit_job", "name": "job-2", "duration_ms": 3600000}},
        {"at_ms": 2000, "command": {"type": "submit_job", "name": "job-3", "duration_ms": 3600000}}
    ],
    "opens_at_ms": 4000
}"#;

fn world() -> Sim {
    Sim::new(Scenario::from_json(WORLD).expect("a scenario")).expect("it runs")
}

/// The stories of the table, each with its blocks.
fn stories() -> impl Iterator<Item = impl Iterator<Item = &'static str>> {
    TABLE.split("\n= ").skip(1).map(|story| story.split("\n\n").skip(1).map(str::trim))
}

/// Does what a block says: a command, of which nothing comes, or a call, of which the answer comes.
fn outcome(sim: &mut Sim, block: &str) -> String {
    let Some(command) = block.strip_prefix("! ") else {
        return answer(sim, &Row::of(&block.lines().collect::<Vec<_>>()));
    };
    let command = serde_json::from_str(command).expect("JSON");
    sim.apply(Command::from_value(&command).expect("a command")).expect("it is done");
    String::new()
}

/// The answer to a call as it stands in the table: the status, the headers that say something, and the body.
fn answer(sim: &mut Sim, row: &Row<'_>) -> String {
    let answer = sim.request(row.method, row.path, row.body);
    let headers: String = answer.headers.iter().map(|(name, value)| format!(" [{name}: {value}]")).collect();
    format!("{}{headers} {}", answer.status, answer.body)
}

#[test]
fn every_node_answers_calls_from_outside_as_the_table_says() {
    let mut wrong = Vec::new();
    for story in stories() {
        let mut sim = world();
        for block in story {
            let expected = Row::of(&block.lines().collect::<Vec<_>>()).expected;
            let outcome = outcome(&mut sim, block);
            if outcome != expected {
                wrong.push(format!("{block}\n  is {outcome}"));
            }
        }
        assert_eq!(sim.violations(), []);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn nothing_that_anybody_calls_from_outside_breaks_an_invariant() {
    let mut sim = world();
    for (to, table) in TABLES {
        let host = match to {
            Role::Broker => "broker",
            Role::Executor => "exec-1",
            Role::Datastore => "store-1",
            Role::Client => "client-1",
        };
        for row in Row::all(table) {
            sim.request(row.method, &format!("http://{host}{}", row.path), row.body);
            assert_eq!(sim.violations(), [], "{} {} {}", row.method, row.path, row.body);
        }
    }
    sim.run_until(sim.world().now() + Span::from_secs(600));
    assert_eq!(sim.violations(), []);
}
