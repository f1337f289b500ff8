//! A client's plan, the original's ExecutionPlan (UCP section 3): the jobs that it submits, one after the other.

use serde_json::Value;

use super::ENTRIES_MAX;
use super::info::{self, Stands};
use super::lax::{Place, Problem, Problems};
use crate::broker::data::DataName;
use crate::broker::jobs::JobSpec;
use crate::id::{NAME_LENGTH_MAX, NodeId};
use crate::ordered::Map;

/// What a client does: it stores data under names of their own, then submits one job for each step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The jobs, in the order in which they are submitted.
    pub steps: Vec<Step>,
    /// What the steps run, by the names that they call it by.
    pub cmds: Map<String, JobSpec>,
    /// Data to store before the first step, by their names, and where the client has them.
    pub named_data: Vec<(DataName, String)>,
}

/// One job of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it runs: a key of [`Plan::cmds`], and so not always a text that could name a job.
    pub cmd: String,
    /// Whether it may wait at the broker; else the client waits until the steps of `wait` are done, and then has it
    /// placed at once.
    pub queue: bool,
    /// The steps that must be done first, by their places in [`Plan::steps`]: earlier ones, each once.
    pub wait: Vec<usize>,
}

impl Plan {
    /// What the job of a step is when this is its folder; `None` when there is no such step.
    pub fn job(&self, step: usize, folder: DataName) -> Option<JobSpec> {
        let spec = self.cmds.get(&self.steps.get(step)?.cmd)?;
        Some(JobSpec { folder, ..spec.clone() })
    }
}

/// Reads a plan of a client's.
///
/// A cmd's own data are files of the client's there, and become data in the folder of its job under the paths where
/// the module finds them. A result that does not stay in a datastore goes to the `client`, whatever host it names.
///
/// # Errors
/// Everything that does not fit, with its place; among it a step that runs no cmd of the plan, and one that waits for
/// a cmd that no earlier step runs.
pub fn read_plan(plan: &Value, client: NodeId) -> Result<Plan, Vec<Problem>> {
    let mut problems = Problems::default();
    let place = Place::root("plan");
    let object = problems.object(plan, place);
    let mut steps = object.needed(&mut problems, "exec", |problems, value, place| {
        match problems.few(value.as_array().map_or(0, Vec::len), ENTRIES_MAX, "List", place) {
            true => problems.items(value, place, "list", step),
            false => Vec::new(),
        }
    });
    let cmds = object.needed(&mut problems, "cmds", |problems, value, place| cmds(problems, value, place, client));
    let files = object.or(&mut problems, "named_data", Vec::new(), Problems::entries);
    let mut named_data = Vec::new();
    for (path, name) in files {
        let name = problems.fits(DataName::new(&name), place.key("named_data").key(&path));
        named_data.extend(name.map(|name| (name, path)));
    }
    if problems.list().is_empty() {
        let exec = place.key("exec");
        for at in 0..steps.len() {
            resolve(&mut problems, &mut steps, at, &cmds, exec.index(at));
        }
    }
    match problems.list() {
        [] => Ok(Plan { steps: steps.into_iter().map(|(step, _)| step).collect(), cmds, named_data }),
        told => Err(told.to_vec()),
    }
}

/// A step that waits for nothing yet, and the names of what it is to wait for.
type Named = (Step, Vec<String>);

fn step(problems: &mut Problems, value: &Value, place: Place<'_>) -> Named {
    let step = problems.object(value, place);
    let cmd = step.needed(problems, "cmd", Problems::text);
    let queue = step.or(problems, "queue", true, Problems::boolean);
    let wait = step.or(problems, "wait", Vec::new(), |problems, value, place| {
        match problems.few(value.as_array().map_or(0, Vec::len), ENTRIES_MAX, "Set", place) {
            true => problems.items(value, place, "set", Problems::text),
            false => Vec::new(),
        }
    });
    (Step { cmd, queue, wait: Vec::new() }, wait)
}

fn cmds(problems: &mut Problems, value: &Value, place: Place<'_>, client: NodeId) -> Map<String, JobSpec> {
    let mut cmds = Map::new();
    let Some(map) = value.as_object() else {
        problems.add(place, "dict_type", "Input should be a valid dictionary");
        return cmds;
    };
    if !problems.few(map.len(), ENTRIES_MAX, "Dictionary", place) {
        return cmds;
    }
    // The longest folder that a job can have, so that what fits into it fits into each.
    let folder = DataName::folder(&"?".repeat(NAME_LENGTH_MAX));
    for (name, value) in map {
        let (mut spec, host) = info::read(problems, value, place.key(name), folder.clone(), Stands::InPlan);
        spec.result_to = (!host.is_empty()).then_some(client);
        cmds.insert(name.clone(), spec);
    }
    cmds
}

/// Finds what a step runs, and the latest of the earlier steps for each name that it waits for.
fn resolve(problems: &mut Problems, steps: &mut [Named], at: usize, cmds: &Map<String, JobSpec>, place: Place<'_>) {
    let (earlier, rest) = steps.split_at_mut(at);
    let [(step, names), ..] = rest else { return };
    if !cmds.contains_key(&step.cmd) {
        problems.add(place.key("cmd"), "value_error", format!("no cmd has the name {:?}", step.cmd));
    }
    for (n, name) in names.iter().enumerate() {
        match earlier.iter().rposition(|(other, _)| other.cmd == *name) {
            Some(other) if step.wait.contains(&other) => {}
            Some(other) => step.wait.push(other),
            None if step.cmd == *name => {
                problems.add(place.key("wait").index(n), "value_error", "a step can't wait for itself");
            }
            None => {
                let msg = format!("no earlier step runs {name:?}");
                problems.add(place.key("wait").index(n), "value_error", msg);
            }
        }
    }
}
