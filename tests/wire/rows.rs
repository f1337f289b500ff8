//! Every call of every node with good, bad and hostile bodies, as tables in `rows/`. The texts of refusals are pydantic's
//! own, asked of FastAPI with models of the same fields, but for what the original does not check.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{problems, read_as};
use clocktower::broker::wire::{Heard, Role, print_call};
use clocktower::id::Names;
use serde_json::Value;

pub(super) const TABLES: [(Role, &str); 6] = [
    (Role::Broker, include_str!("rows/broker.txt")),
    (Role::Broker, include_str!("rows/jobs.txt")),
    (Role::Broker, include_str!("rows/data.txt")),
    (Role::Executor, include_str!("rows/executor.txt")),
    (Role::Datastore, include_str!("rows/datastore.txt")),
    (Role::Client, include_str!("rows/client.txt")),
];

/// One call, and what comes of it.
pub(super) struct Row<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) body: &'a str,
    pub(super) expected: String,
}

impl<'a> Row<'a> {
    /// The rows of a table: blocks of lines, of which the body has two spaces in front.
    pub(super) fn all(table: &'a str) -> Vec<Self> {
        let blocks = table
            .split("\n\n")
            .map(|block| block.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect::<Vec<_>>());
        blocks.filter(|lines| !lines.is_empty()).map(|lines| Self::of(&lines)).collect()
    }

    pub(super) fn of(lines: &[&'a str]) -> Self {
        let (method, path) = lines[0].split_once(' ').unwrap_or((lines[0], ""));
        let body = lines[1..].iter().find_map(|line| line.strip_prefix("  ")).filter(|_| lines[1].starts_with("  "));
        let rest = if body.is_some() { &lines[2..] } else { &lines[1..] };
        Self { method, path, body: body.unwrap_or_default(), expected: rest.join("\n") }
    }

    /// What comes of the call at a node in some role.
    fn outcome(&self, to: Role) -> String {
        let (heard, names) = read_as(to, self.method, self.path, self.body);
        match heard {
            Ok(heard) => format!("200 {}", understood(&heard, to, &names)),
            Err(refusal) => format!("{} {}", refusal.status, problems(&refusal).replace('\n', "\n    ")),
        }
    }
}

/// A call as it was understood: written again, without what is left at its default.
fn understood(heard: &Heard, to: Role, names: &Names) -> String {
    let Heard { from, call, clock } = heard;
    let mut printed = print_call(call, *from, to, clock.as_ref(), names);
    lean(&mut printed.body, &plain());
    match printed.body {
        Value::Null => format!("{} {}", printed.method, printed.path),
        body => format!("{} {} {body}", printed.method, printed.path),
    }
}

/// What stands under each key at its default: the capabilities of a heartbeat, of an executor and of a job, and the rest
/// of a job.
fn plain() -> Value {
    let (least, names) = read_as(Role::Executor, "PUT", "/submit/j", r#"{"wasm_bin":"?"}"#);
    let Heard { from, call, .. } = least.expect("the least that a job can say");
    let mut plain = print_call(&call, from, Role::Executor, None, &names).body;
    let capabilities = plain["capabilities"].clone();
    for (key, value) in capabilities.as_object().into_iter().flatten() {
        plain[key] = value.clone();
    }
    plain["cur_caps"] = capabilities;
    plain
}

/// Takes out of an object, and of the objects in it, whatever is plain.
fn lean(value: &mut Value, plain: &Value) {
    let Some(map) = value.as_object_mut() else { return };
    map.retain(|key, value| plain.get(key) != Some(value));
    for (key, value) in map.iter_mut() {
        lean(value, if plain[key].is_object() && key != "vector_clock" { &plain[key] } else { plain });
    }
}

#[test]
fn every_call_of_every_node_is_answered_as_its_table_says() {
    let mut wrong = Vec::new();
    for (to, table) in TABLES {
        for row in Row::all(table) {
            let outcome = row.outcome(to);
            if outcome != row.expected {
                let Row { method, path, body, expected } = row;
                wrong.push(format!("{to:?}: {method} {path} {body}\n  is {outcome}\n not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_tables_are_long_and_have_good_and_bad_rows_for_everyone() {
    let mut rows = 0;
    for (to, table) in TABLES {
        let all = Row::all(table);
        let good = all.iter().filter(|row| row.expected.starts_with("200 ")).count();
        assert!(good >= 7 && all.len() - good >= 14, "{to:?}: {good} of {}", all.len());
        rows += all.len();
    }
    assert!(rows >= 150, "{rows}");
}
