//! A run as data: who takes part, how the network behaves, what is done when, and the seed that fixes the rest.
//!
//! Everything that people can do to a world is a [`Command`], so that a run can be written down, sent and
//! repeated. Reading one is strict: a key that is misspelt is an error that names it.

mod bundled;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::broker::emergency::{Emergency, Equipment, Kind, Level};
use crate::broker::executors::Capabilities;
use crate::broker::policy::{Order, Placement, Policy};
use crate::broker::wire::BODY_BYTES_MAX;
use crate::id::{NAME_LENGTH_MAX, Names};

/// The version of the format that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;
/// The most nodes of a scenario.
pub const NODES_MAX: usize = 2_000;
/// The most actions of a scenario.
pub const ACTIONS_MAX: usize = 20_000;
/// The longest text anywhere in a scenario, in bytes.
pub const TEXT_MAX: usize = 2_000;
/// The longest time anywhere in a scenario, in milliseconds: 30 days.
pub const MS_MAX: u64 = 30 * 24 * 3_600_000;

/// A run as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The version of the format: [`VERSION`].
    pub version: u32,
    /// What it is called.
    pub title: String,
    /// The question that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Fixes every draw: latencies, random placement.
    #[serde(default)]
    pub seed: u64,
    /// How messages travel.
    #[serde(default)]
    pub network: NetworkSpec,
    /// The rules that the broker starts with.
    #[serde(default)]
    pub policy: Policy,
    /// Who takes part from the beginning.
    pub nodes: Vec<NodeSpec>,
    /// What is done, in order.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// What was given by hand while it ran, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<Given>,
    /// The moment at which it opens, in milliseconds.
    #[serde(default)]
    pub opens_at_ms: u64,
    /// The event right after which it opens, where the moment alone does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at_event: Option<u32>,
}

/// How messages travel: each takes a time drawn evenly between both bounds, so one may overtake another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkSpec {
    /// The shortest time on the way, in milliseconds.
    pub latency_ms_min: u64,
    /// The longest, in milliseconds.
    pub latency_ms_max: u64,
}

impl Default for NetworkSpec {
    fn default() -> Self {
        Self { latency_ms_min: 20, latency_ms_max: 120 }
    }
}

/// One participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NodeSpec {
    /// Manages everything.
    Broker(Plain),
    /// Runs jobs.
    Executor(ExecutorSpec),
    /// Keeps results.
    Datastore(DatastoreSpec),
    /// Submits jobs.
    Client(Plain),
}

/// A participant of whom there is no more to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plain {
    /// Its name; one is made when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An executor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExecutorSpec {
    /// Its name; one is made when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it has when it is idle.
    pub capabilities: Capabilities,
    /// What it carries for emergencies.
    #[serde(skip_serializing_if = "Equipment::is_empty")]
    pub equipment: Equipment,
    /// Whether it knows vector clocks; an original UCP node does not.
    pub clocks: bool,
    /// How long after it was added it starts, in milliseconds.
    pub starts_after_ms: u64,
}

impl Default for ExecutorSpec {
    fn default() -> Self {
        let real = |n| crate::broker::executors::Real::new(n).unwrap_or_default();
        let capabilities = Capabilities {
            memory: 8 << 30,
            disk: 64 << 30,
            cpu_load: real(10.0),
            cpu_cores: 4,
            cpu_freq: real(2400.0),
            has_battery: false,
            power: real(100.0),
        };
        Self { name: None, capabilities, equipment: Equipment::NONE, clocks: true, starts_after_ms: 0 }
    }
}

/// A datastore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatastoreSpec {
    /// Its name; one is made when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many bytes fit in.
    pub capacity: u64,
}

impl Default for DatastoreSpec {
    fn default() -> Self {
        Self { name: None, capacity: 16 << 30 }
    }
}

/// A job as people submit it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JobCommand {
    /// Its name; one is made when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The client that submits it; the first one when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The module that it runs; the job's name when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wasm_bin: Option<String>,
    /// The module's arguments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// What it needs.
    pub capabilities: Capabilities,
    /// The jobs that must be done first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wait_for: Vec<String>,
    /// Whether it may wait; else it is placed at once or refused.
    pub queue: bool,
    /// How long it runs, in milliseconds.
    pub duration_ms: u64,
    /// How many bytes its result has.
    pub result_bytes: u64,
    /// Whether the client wants the result; else a datastore keeps it.
    pub result_to_client: bool,
    /// The emergency that it declares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Emergency>,
}

impl Default for JobCommand {
    fn default() -> Self {
        Self {
            name: None,
            client: None,
            wasm_bin: None,
            args: Vec::new(),
            capabilities: Capabilities::default(),
            wait_for: Vec::new(),
            queue: true,
            duration_ms: 60_000,
            result_bytes: 64 << 10,
            result_to_client: true,
            emergency: None,
        }
    }
}

/// A machine, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfNode {
    /// Its name.
    pub node: String,
}

/// A job, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfJob {
    /// Its name.
    pub job: String,
}

/// A message, by its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfMessage {
    /// Its number.
    pub message: u32,
}

/// The two ends of a link, in either order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// One end.
    pub a: String,
    /// The other.
    pub b: String,
}

/// A call to the broker from outside the world, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestCommand {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
}

/// Something that people can do to a world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// One more executor.
    AddExecutor(ExecutorSpec),
    /// One more datastore.
    AddDatastore(DatastoreSpec),
    /// One more client.
    AddClient(Plain),
    /// Takes a machine away for good.
    Remove(OfNode),
    /// A client submits a job.
    SubmitJob(JobCommand),
    /// A client deletes a job.
    DeleteJob(OfJob),
    /// A machine stops at once.
    Crash(OfNode),
    /// A stopped machine starts again.
    Restart {
        /// Its name.
        node: String,
        /// Whether it still knows what it knew: it was only cut off from power and disk kept all. Without, it is
        /// a new incarnation.
        #[serde(default)]
        with_memory: bool,
    },
    /// An executor sends a heartbeat now.
    HeartbeatNow(OfNode),
    /// An executor changes, as the broker will learn at the next heartbeat.
    SetCapabilities {
        /// Its name.
        node: String,
        /// What it has when it is idle.
        capabilities: Capabilities,
        /// What it carries for emergencies; as before when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        equipment: Option<Equipment>,
    },
    /// A link carries nothing any more.
    Cut(Link),
    /// A link carries again.
    Heal(Link),
    /// A message in flight is lost.
    DropMessage(OfMessage),
    /// A message in flight comes later.
    DelayMessage {
        /// Its number.
        message: u32,
        /// By how much, in milliseconds.
        by_ms: u64,
    },
    /// A message in flight comes twice.
    DuplicateMessage(OfMessage),
    /// An emergency begins for all.
    DeclareEmergency {
        /// What kind of help is needed.
        kind: Kind,
        /// How bad it is.
        #[serde(default)]
        level: Level,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<String>,
    },
    /// Every declared emergency ends.
    ClearEmergency {},
    /// Other rules; what is left out stays.
    SetPolicy(PolicyChange),
    /// Somebody outside calls the broker.
    Request(RequestCommand),
}

/// The rules that change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyChange {
    /// In which order jobs leave the queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Which capable executor gets one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// Whether what running jobs need is set aside between heartbeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserve: Option<bool>,
    /// The waiting time that counts as one point of urgency, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ageing_ms: Option<u64>,
}

/// A command with its moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// When, in milliseconds since the beginning.
    pub at_ms: u64,
    /// What.
    pub command: Command,
}

/// A command that somebody gave while the run went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// After how many steps of the world: the exact place, where many things may share one moment.
    pub after_steps: u64,
    /// What.
    pub command: Command,
}

/// Why a scenario was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// Not JSON, or not of the right shape; the text names the line.
    #[error("{0}")]
    Form(String),
    /// Written by a newer program.
    #[error("version: {0} is newer than this program, which reads up to {VERSION}")]
    Version(u32),
    /// Some part is out of bounds.
    #[error("{place}: {problem}")]
    Bounds {
        /// Where, as in `nodes[2].name`.
        place: String,
        /// What is wrong.
        problem: String,
    },
}

impl Scenario {
    /// Reads and validates one.
    ///
    /// # Errors
    /// Names the line and the key, or the part that is out of bounds.
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = serde_json::from_str(text).map_err(|error| ScenarioError::Form(error.to_string()))?;
        scenario.validate()?;
        Ok(scenario)
    }

    /// Writes one.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a scenario has text keys only")
    }

    /// Checks all bounds.
    ///
    /// # Errors
    /// Names the first part that is out of bounds.
    pub fn validate(&self) -> Result<(), ScenarioError> {
        if self.version == 0 || self.version > VERSION {
            return Err(ScenarioError::Version(self.version));
        }
        bound("title", self.title.len() <= TEXT_MAX, || format!("at most {TEXT_MAX} bytes"))?;
        let question = self.question.as_deref().unwrap_or_default();
        bound("question", question.len() <= TEXT_MAX, || format!("at most {TEXT_MAX} bytes"))?;
        bound("nodes", self.nodes.len() <= NODES_MAX, || format!("at most {NODES_MAX}"))?;
        bound("actions", self.actions.len() <= ACTIONS_MAX, || format!("at most {ACTIONS_MAX}"))?;
        bound("given", self.given.len() <= ACTIONS_MAX, || format!("at most {ACTIONS_MAX}"))?;
        bound("opens_at_ms", self.opens_at_ms <= MS_MAX, || format!("at most {MS_MAX}"))?;
        let network = self.network;
        bound("network.latency_ms_max", network.latency_ms_max <= MS_MAX, || format!("at most {MS_MAX}"))?;
        bound("network.latency_ms_min", network.latency_ms_min <= network.latency_ms_max, || {
            format!("at most latency_ms_max, which is {}", network.latency_ms_max)
        })?;
        bound("policy.ageing_ms", (1..=MS_MAX).contains(&self.policy.ageing.ms()), || format!("1 to {MS_MAX}"))?;
        let brokers = self.nodes.iter().filter(|node| matches!(node, NodeSpec::Broker(_))).count();
        bound("nodes", brokers == 1, || format!("one of them is the broker, here {brokers} are"))?;
        for (at, node) in self.nodes.iter().enumerate() {
            node.validate(&format!("nodes[{at}]"))?;
        }
        let ordered = self.actions.is_sorted_by_key(|action| action.at_ms);
        bound("actions", ordered, || "in order of at_ms".to_owned())?;
        for (at, action) in self.actions.iter().enumerate() {
            bound(&format!("actions[{at}].at_ms"), action.at_ms <= MS_MAX, || format!("at most {MS_MAX}"))?;
            action.command.validate().map_err(|error| error.within(&format!("actions[{at}].command")))?;
        }
        let ordered = self.given.is_sorted_by_key(|given| given.after_steps);
        bound("given", ordered, || "in order of after_steps".to_owned())?;
        for (at, given) in self.given.iter().enumerate() {
            given.command.validate().map_err(|error| error.within(&format!("given[{at}].command")))?;
        }
        Ok(())
    }
}

impl ScenarioError {
    /// The same error, seen from further out.
    #[must_use]
    fn within(self, outer: &str) -> Self {
        match self {
            Self::Bounds { place, problem } => Self::Bounds { place: format!("{outer}.{place}"), problem },
            other => other,
        }
    }
}

impl NodeSpec {
    /// The name that it was given.
    pub const fn name(&self) -> Option<&String> {
        match self {
            Self::Broker(plain) | Self::Client(plain) => plain.name.as_ref(),
            Self::Executor(spec) => spec.name.as_ref(),
            Self::Datastore(spec) => spec.name.as_ref(),
        }
    }

    fn validate(&self, place: &str) -> Result<(), ScenarioError> {
        machine_name("name", self.name())
            .and_then(|()| match self {
                Self::Executor(spec) => time("starts_after_ms", spec.starts_after_ms),
                _ => Ok(()),
            })
            .map_err(|error| error.within(place))
    }
}

impl Command {
    /// Reads one from its JSON form.
    ///
    /// # Errors
    /// Names the field that does not fit.
    pub fn from_value(value: &Value) -> Result<Self, ScenarioError> {
        Self::deserialize(value).map_err(|error| {
            let attempt = |value: &Value| Self::deserialize(value).err().map(|error| error.to_string());
            let place = blame(value, &attempt).unwrap_or_else(|| "command".to_owned());
            ScenarioError::Bounds { place, problem: error.to_string() }
        })
    }

    /// Whether it is somebody's event, so that time travel stops between it and what was before.
    pub const fn is_an_event(&self) -> bool {
        matches!(
            self,
            Self::Crash(_)
                | Self::Restart { .. }
                | Self::DeclareEmergency { .. }
                | Self::ClearEmergency {}
                | Self::SetPolicy(_)
                | Self::Request(_)
        )
    }

    /// Checks what can be checked without a world.
    ///
    /// # Errors
    /// Names the field that is out of bounds.
    pub fn validate(&self) -> Result<(), ScenarioError> {
        match self {
            Self::AddExecutor(spec) => {
                machine_name("name", spec.name.as_ref())?;
                time("starts_after_ms", spec.starts_after_ms)
            }
            Self::AddDatastore(spec) => machine_name("name", spec.name.as_ref()),
            Self::AddClient(spec) => machine_name("name", spec.name.as_ref()),
            Self::SubmitJob(job) => job.validate(),
            Self::DelayMessage { by_ms, .. } => time("by_ms", *by_ms),
            Self::DeclareEmergency { location, .. } => text("location", location.as_deref()),
            Self::Request(RequestCommand { method, path, body }) => {
                bound("method", method.len() <= 16, || "at most 16 bytes".to_owned())?;
                text("path", Some(path))?;
                bound("body", body.len() <= BODY_BYTES_MAX, || format!("at most {BODY_BYTES_MAX} bytes"))
            }
            Self::SetPolicy(PolicyChange { ageing_ms: Some(ms), .. }) => {
                bound("ageing_ms", (1..=MS_MAX).contains(ms), || format!("1 to {MS_MAX}"))
            }
            _ => Ok(()),
        }
    }
}

impl JobCommand {
    fn validate(&self) -> Result<(), ScenarioError> {
        machine_name("name", self.name.as_ref())?;
        time("duration_ms", self.duration_ms)?;
        text("wasm_bin", self.wasm_bin.as_deref())?;
        bound("args", self.args.len() <= 64, || "at most 64".to_owned())?;
        for arg in &self.args {
            text("args", Some(arg))?;
        }
        let most = crate::broker::jobs::WAIT_FOR_MAX;
        bound("wait_for", self.wait_for.len() <= most, || format!("at most {most}"))?;
        bound("queue", self.queue || self.wait_for.is_empty(), || {
            "a job that waits for others has to be queued".to_owned()
        })?;
        text("emergency.location", self.emergency.as_ref().and_then(|emergency| emergency.location.as_deref()))
    }
}

/// The most fields of one object that are tried: each try reads the whole once more.
const SUSPECTS_MAX: usize = 32;

/// Finds the field that makes a reader fail: the one without which it fails no more, or fails otherwise. A reader
/// of tagged forms does not tell.
fn blame(value: &Value, attempt: &dyn Fn(&Value) -> Option<String>) -> Option<String> {
    let error = attempt(value)?;
    let Value::Object(fields) = value else { return None };
    let guilty = fields.keys().filter(|key| *key != "type").take(SUSPECTS_MAX).find(|key| {
        let mut without = fields.clone();
        without.remove(*key);
        attempt(&Value::Object(without)).as_ref() != Some(&error)
    })?;
    let inner = blame(&fields[guilty], &|inner| {
        let mut outer = fields.clone();
        outer.insert(guilty.clone(), inner.clone());
        attempt(&Value::Object(outer))
    });
    Some(inner.map_or_else(|| guilty.clone(), |inner| format!("{guilty}.{inner}")))
}

fn bound(place: &str, holds: bool, problem: impl FnOnce() -> String) -> Result<(), ScenarioError> {
    if holds { Ok(()) } else { Err(ScenarioError::Bounds { place: place.to_owned(), problem: problem() }) }
}

fn time(place: &str, ms: u64) -> Result<(), ScenarioError> {
    bound(place, ms <= MS_MAX, || format!("at most {MS_MAX} ms"))
}

fn text(place: &str, text: Option<&str>) -> Result<(), ScenarioError> {
    bound(place, text.unwrap_or_default().len() <= TEXT_MAX, || format!("at most {TEXT_MAX} bytes"))
}

fn machine_name(place: &str, name: Option<&String>) -> Result<(), ScenarioError> {
    let Some(name) = name else { return Ok(()) };
    bound(place, name.len() <= NAME_LENGTH_MAX, || format!("at most {NAME_LENGTH_MAX} bytes"))?;
    Names::check_node(name)
        .map_err(|error| ScenarioError::Bounds { place: place.to_owned(), problem: error.to_string() })?;
    bound(place, !name.contains('#'), || "'#' is kept for incarnations".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_opening_scenario_survives_writing_and_reading() {
        let opening = Scenario::opening();
        assert_eq!(Scenario::from_json(&opening.to_json()), Ok(opening));
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line() {
        let rows = [
            ("{\"version\":1,\"title\":\"t\",\n\"sed\":3,\"nodes\":[]}", "unknown field `sed`", "line 2"),
            (
                "{\"version\":1,\"title\":\"t\",\"nodes\":[\n\n{\"kind\":\"executor\",\"nmae\":\"a\"}]}",
                "unknown field `nmae`",
                "line 3",
            ),
            (
                "{\"version\":1,\"title\":\"t\",\"nodes\":[{\"kind\":\"toaster\"}]}",
                "unknown variant `toaster`",
                "line 1",
            ),
            ("[", "EOF", "line 1"),
        ];
        for (text, error, line) in rows {
            let refused = Scenario::from_json(text).unwrap_err().to_string();
            assert!(refused.contains(error) && refused.contains(line), "{refused}");
        }
    }

    #[test]
    fn a_command_that_does_not_fit_names_its_field() {
        let rows = [
            (r#"{"type":"crash"}"#, "command: missing field `node`"),
            (r#"{"type":"crash","node":5}"#, "node: invalid type"),
            (r#"{"type":"crash","node":"a","now":true}"#, "now: unknown field `now`"),
            (r#"{"type":"explode"}"#, "command: unknown variant `explode`"),
            (r#"{"type":"submit_job","capabilities":{"memory":"much"}}"#, "capabilities.memory: invalid type"),
            (r#"{"type":"submit_job","emergency":{"kind":"boredom"}}"#, "emergency.kind: unknown variant `boredom`"),
            (r#"{"type":"submit_job","wait_for":"job-1"}"#, "wait_for: invalid type"),
        ];
        for (text, error) in rows {
            let refused = Command::from_value(&serde_json::from_str(text).unwrap()).unwrap_err().to_string();
            assert!(refused.starts_with(error), "{text}: {refused}");
        }
    }

    #[test]
    fn a_huge_command_that_does_not_fit_is_refused_without_much_thought() {
        let many =
            (0..50_000).map(|n| (format!("k{n}"), Value::from(n))).chain([("type".to_owned(), "explode".into())]);
        let refused = Command::from_value(&Value::Object(many.collect())).unwrap_err().to_string();
        assert!(refused.starts_with("command: unknown variant `explode`"), "{refused}");
    }

    #[test]
    fn no_form_of_a_command_takes_a_key_that_it_does_not_know() {
        let rows = [
            r#"{"type":"restart","node":"a","with_memry":true}"#,
            r#"{"type":"set_capabilities","node":"a","capabilities":{},"equipmnt":[]}"#,
            r#"{"type":"delay_message","message":1,"by_ms":1,"by":1}"#,
            r#"{"type":"declare_emergency","kind":"fire","lvl":"low"}"#,
            r#"{"type":"clear_emergency","kind":"fire"}"#,
        ];
        for text in rows {
            let refused = Command::from_value(&serde_json::from_str(text).unwrap());
            assert!(refused.is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_out_of_bounds_is_named_by_its_place() {
        let base = Scenario::opening();
        let command = |command| vec![Action { at_ms: 0, command }];
        let long = Command::SubmitJob(JobCommand { duration_ms: MS_MAX + 1, ..JobCommand::default() });
        let rows = [
            (Scenario { version: 2, ..base.clone() }, "version: 2 is newer"),
            (Scenario { nodes: vec![], ..base.clone() }, "nodes: one of them is the broker, here 0 are"),
            (Scenario { opens_at_ms: u64::MAX, ..base.clone() }, "opens_at_ms: at most"),
            (Scenario { actions: command(long), ..base.clone() }, "actions[0].command.duration_ms: at most"),
            (
                Scenario { network: NetworkSpec { latency_ms_min: 9, latency_ms_max: 3 }, ..base },
                "network.latency_ms_min: at most latency_ms_max, which is 3",
            ),
        ];
        for (scenario, error) in rows {
            let refused = scenario.validate().unwrap_err().to_string();
            assert!(refused.starts_with(error), "{refused}");
        }
    }
}
