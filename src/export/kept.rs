//! A run with all its branches, to be gone on with later: what it is made by, and where one stood in it.
//!
//! The text is [packed](super::packed) and may stand in a link like a scenario's.

use serde_json::{Map, Value};

use super::packed::pack;
use crate::json::json;
use crate::scenario::{Given, Scenario, ScenarioError, bound};
use crate::sim::Sim;
use crate::sim::branches::{BRANCHES_MAX, Branch, Grown};

/// The key by which a kept run is told from a scenario.
const BRANCHES: &str = "branches";

/// A run with all its branches, packed.
pub fn keep(sim: &Sim) -> String {
    pack(&document(sim).to_string())
}

/// `{version, scenario, branches: [{name, parent?, shared, given, known, cursor}], current}`: of the commands that were
/// given in a branch, `shared` many are the first ones of the parent that stands before it, or of the scenario.
fn document(sim: &Sim) -> Value {
    let branches: Vec<Branch<'_>> = sim.branches().collect();
    let place = |of: &Branch<'_>| branches.iter().position(|branch| Some(branch.id) == of.parent);
    let one = |(at, branch): (usize, &Branch<'_>)| {
        let parent = place(branch);
        let base =
            parent.filter(|parent| *parent < at).map_or(&*sim.scenario().given, |parent| branches[parent].given());
        let shared = branch.given().iter().zip(base).take_while(|(own, theirs)| own == theirs).count();
        json!({
            "name": branch.name, "parent": parent, "shared": shared, "given": &branch.given()[shared..],
            "known": branch.trace.len(), "cursor": branch.world.cursor().number(),
        })
    };
    let current = branches.iter().position(|branch| branch.is_current);
    json!({
        "version": crate::scenario::VERSION, "scenario": sim.scenario(), "current": current,
        "branches": branches.iter().enumerate().map(one).collect::<Vec<_>>(),
    })
}

/// Whether a document is a kept run rather than a scenario.
pub(super) fn is_kept(document: &Value) -> bool {
    document.get(BRANCHES).is_some()
}

/// The run of a document, with all its branches as they stood.
///
/// # Errors
/// Names the part that does not fit.
pub(super) fn revive(document: &Value) -> Result<Sim, ScenarioError> {
    let form = |problem: &str| ScenarioError::Form(problem.to_owned());
    let kept = document.as_object().ok_or_else(|| form("expected an object"))?;
    let version = number(kept, "version")?;
    if version == 0 || version > crate::scenario::VERSION as usize {
        return Err(ScenarioError::Version(u32::try_from(version).unwrap_or(u32::MAX)));
    }
    let scenario = kept.get("scenario").ok_or_else(|| form("missing field `scenario`"))?;
    let scenario = Scenario::from_value(scenario).map_err(|error| error.within("scenario"))?;
    let list = kept.get(BRANCHES).and_then(Value::as_array).ok_or_else(|| form("branches: expected a list"))?;
    bound(BRANCHES, list.len() <= BRANCHES_MAX, || format!("at most {BRANCHES_MAX}"))?;
    let mut branches: Vec<Grown> = Vec::new();
    for (at, value) in list.iter().enumerate() {
        let read = branch(value, &scenario, &branches).map_err(|error| error.within(&format!("{BRANCHES}[{at}]")))?;
        branches.push(read);
    }
    Sim::grown(scenario, &branches, number(kept, "current")?)
}

fn branch(value: &Value, scenario: &Scenario, before: &[Grown]) -> Result<Grown, ScenarioError> {
    let fields = value.as_object().ok_or_else(|| ScenarioError::Form("expected an object".to_owned()))?;
    let name = fields.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| ScenarioError::Form("name: expected a string".to_owned()))?;
    let parent = match fields.get("parent") {
        None | Some(Value::Null) => None,
        Some(_) => Some(number(fields, "parent")?),
    };
    let base = parent.and_then(|parent| before.get(parent)).map_or(&scenario.given, |parent| &parent.given);
    let shared = number(fields, "shared")?;
    bound("shared", shared <= base.len(), || format!("at most {}", base.len()))?;
    let mut given = base[..shared].to_vec();
    given.extend(Given::list(fields.get("given").unwrap_or(&Value::Null))?);
    let number = |key| number(fields, key).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    Ok(Grown { name: name.to_owned(), parent, given, known: number("known")?, cursor: number("cursor")? })
}

/// A whole number from 0 on.
fn number(fields: &Map<String, Value>, key: &str) -> Result<usize, ScenarioError> {
    let number = fields.get(key).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| ScenarioError::Form(format!("{key}: expected a whole number from 0 on")))
}
