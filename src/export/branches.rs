//! The branches of a run, with names.

use serde_json::{Map, Value};

use crate::json::json;
use crate::sim::Sim;
use crate::sim::branches::Branch;

/// All branches in the order in which they began: `[{name, current, events, cursor, parent?, after?, at_ms?, began_with?}]`.
pub fn branches(sim: &Sim) -> Value {
    sim.branches().map(|branch| one(sim, &branch)).collect()
}

fn one(sim: &Sim, branch: &Branch<'_>) -> Value {
    let mut out = Map::new();
    out.insert("name".into(), branch.name.into());
    out.insert("current".into(), branch.is_current.into());
    out.insert("events".into(), branch.trace.len().into());
    out.insert("cursor".into(), branch.world.cursor().number().into());
    if let Some((fork, parent)) = branch.fork.zip(branch.parent.and_then(|parent| sim.branch(parent))) {
        out.insert("parent".into(), parent.name.into());
        out.insert("after".into(), fork.after.number().into());
        out.insert("at_ms".into(), fork.at.ms().into());
        out.insert("began_with".into(), json!(fork.title));
    }
    Value::Object(out)
}
