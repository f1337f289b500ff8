//! A run as data: who takes part, how the network behaves, what is done when, and the seed that fixes the rest.
//!
//! Everything that people can do to a world is a [`Command`], so that a run can be written down, sent and
//! repeated. Reading one is strict: a key that is misspelt is an error that names it.

mod bundled;
mod command;
mod faults;
mod place;
mod read;
mod recorded;
#[cfg(not(target_arch = "wasm32"))]
pub mod schema;

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

pub use command::{
    Command, JobCommand, OfJob, OfMessage, OfNode, PlanCommand, PolicyChange, RequestCommand, StoreCommand,
};
pub use faults::{
    DELAY_MS, FLAP_MS_MIN, FLOOD_MAX, FloodCommand, Link, NetworkChange, NetworkSpec, PERCENT_MAX, PERMILLE,
};

use crate::broker::emergency::Equipment;
use crate::broker::executors::Capabilities;
use crate::broker::policy::Policy;
use crate::id::{NAME_LENGTH_MAX, Names};
use place::Unfit;
use read::Form;
pub use recorded::{HOSTS_MAX, RECORDED_MAX, Recorded};

/// The version of the format that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;
/// The most nodes of a scenario.
pub const NODES_MAX: usize = 2_000;
/// The most moments of a scenario.
pub const MOMENTS_MAX: usize = 100;
/// The most actions of a scenario.
pub const ACTIONS_MAX: usize = 20_000;
/// The most events of a run: in the page a tenth of what fits elsewhere.
pub const EVENTS_MAX: usize = if cfg!(target_arch = "wasm32") { 1_000_000 } else { 10_000_000 };
/// The longest text anywhere in a scenario, in bytes.
pub const TEXT_MAX: usize = 2_000;
/// The longest time anywhere in a scenario, in milliseconds: 30 days.
pub const MS_MAX: u64 = 30 * 24 * 3_600_000;

/// The most data of one job, and the most names and patterns that it reads or writes beside.
pub const DATA_MAX: usize = 256;
/// The most bytes of one piece of data: a pebibyte.
pub const BYTES_MAX: u64 = 1 << 50;

/// A run as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scenario {
    /// The version of the format: [`VERSION`].
    pub version: u32,
    /// What it is called.
    pub title: String,
    /// The question that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What somebody who shows it to others keeps in mind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// What there is to see in it, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moments: Vec<Moment>,
    /// Fixes every draw: latencies, faults of the network, random placement.
    pub seed: u64,
    /// How messages travel.
    pub network: NetworkSpec,
    /// The rules that the broker starts with.
    pub policy: Policy,
    /// Who takes part from the beginning.
    pub nodes: Vec<NodeSpec>,
    /// What is done, in order.
    pub actions: Vec<Action>,
    /// What was given by hand while it ran, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<Given>,
    /// What happened, in an order in which causes come first, when it is the log of a run elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recorded: Vec<Recorded>,
    /// The moment at which it opens, in milliseconds.
    pub opens_at_ms: u64,
    /// The event right after which it opens, where the moment alone does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at_event: Option<u32>,
}

/// A moment to look at: right after an event, or after all that happened up to a time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// What it is called.
    pub title: String,
    /// What there is to see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look_at: Option<String>,
    /// The time, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<u64>,
    /// Instead of it, the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u32>,
}

impl Moment {
    fn validate(&self) -> Result<(), ScenarioError> {
        text("title", Some(&self.title))?;
        text("look_at", self.look_at.as_deref())?;
        bound("at_ms", self.at_ms.is_some() != self.event.is_some(), || "either a time or an event".to_owned())?;
        time("at_ms", self.at_ms.unwrap_or_default())?;
        bound("event", self.event.unwrap_or_default() as usize <= EVENTS_MAX, || format!("at most {EVENTS_MAX}"))
    }
}

/// One participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// Does again what a log says of it.
    Host(Plain),
}

/// A participant of whom there is no more to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Plain {
    /// Its name; one is made when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An executor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// A command with its moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// When, in milliseconds since the beginning.
    pub at_ms: u64,
    /// What.
    pub command: Arc<Command>,
}

/// A command that somebody gave while the run went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    /// After how many steps of the world: the exact place, where many things may share one moment.
    pub after_steps: u64,
    /// What.
    pub command: Arc<Command>,
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
        let value = serde_json::from_str(text).map_err(|error| ScenarioError::Form(error.to_string()))?;
        let form = |unfit: Unfit| ScenarioError::Form(format!("{unfit} at line {}", unfit.line(text)));
        Self::read(&value).map_err(form)?.validated()
    }

    /// Reads and validates one that is a JSON value already.
    ///
    /// # Errors
    /// Names the key, or the part that is out of bounds.
    pub fn from_value(value: &Value) -> Result<Self, ScenarioError> {
        Self::read(value).map_err(|unfit| ScenarioError::Form(unfit.to_string()))?.validated()
    }

    fn validated(self) -> Result<Self, ScenarioError> {
        self.validate()?;
        Ok(self)
    }

    /// One with nobody in it, as which a form begins.
    fn empty() -> Self {
        Self {
            version: VERSION,
            title: String::new(),
            question: None,
            notes: None,
            moments: Vec::new(),
            seed: 0,
            network: NetworkSpec::default(),
            policy: Policy::default(),
            nodes: Vec::new(),
            actions: Vec::new(),
            given: Vec::new(),
            recorded: Vec::new(),
            opens_at_ms: 0,
            opens_at_event: None,
        }
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
        text("title", Some(&self.title))?;
        text("question", self.question.as_deref())?;
        text("notes", self.notes.as_deref())?;
        bound("moments", self.moments.len() <= MOMENTS_MAX, || format!("at most {MOMENTS_MAX}"))?;
        for (at, moment) in self.moments.iter().enumerate() {
            moment.validate().map_err(|error| error.within(&format!("moments[{at}]")))?;
        }
        bound("nodes", self.nodes.len() <= NODES_MAX, || format!("at most {NODES_MAX}"))?;
        bound("actions", self.actions.len() <= ACTIONS_MAX, || format!("at most {ACTIONS_MAX}"))?;
        bound("opens_at_ms", self.opens_at_ms <= MS_MAX, || format!("at most {MS_MAX}"))?;
        let opens_at = self.opens_at_event.unwrap_or_default() as usize;
        bound("opens_at_event", opens_at <= EVENTS_MAX, || format!("at most {EVENTS_MAX}"))?;
        self.network.validate().map_err(|error| error.within("network"))?;
        bound("policy.ageing_ms", (1..=MS_MAX).contains(&self.policy.ageing.ms()), || format!("1 to {MS_MAX}"))?;
        if self.is_recorded() {
            return self.validate_recorded();
        }
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
        Given::validate(&self.given)
    }
}

impl Given {
    /// Reads and validates a list of them.
    ///
    /// # Errors
    /// Names the place from `given` on.
    pub(crate) fn list(value: &Value) -> Result<Vec<Self>, ScenarioError> {
        let form = |unfit: Unfit| ScenarioError::Form(unfit.within(place::Step::Key("given".to_owned())).to_string());
        let given = Vec::<Self>::read(value).map_err(form)?;
        Self::validate(&given)?;
        Ok(given)
    }

    fn validate(given: &[Self]) -> Result<(), ScenarioError> {
        bound("given", given.len() <= ACTIONS_MAX, || format!("at most {ACTIONS_MAX}"))?;
        let ordered = given.is_sorted_by_key(|given| given.after_steps);
        bound("given", ordered, || "in order of after_steps".to_owned())?;
        for (at, given) in given.iter().enumerate() {
            given.command.validate().map_err(|error| error.within(&format!("given[{at}].command")))?;
        }
        Ok(())
    }
}

impl ScenarioError {
    /// The same error, seen from further out.
    #[must_use]
    pub(crate) fn within(self, outer: &str) -> Self {
        match self {
            Self::Bounds { place, problem } => Self::Bounds { place: format!("{outer}.{place}"), problem },
            // What stands before the first colon is a place, unless it is more than one word.
            Self::Form(text) => {
                let has_place = text.split_once(": ").is_some_and(|(place, _)| !place.contains(' '));
                Self::Form(format!("{outer}{}{text}", if has_place { "." } else { ": " }))
            }
            other => other,
        }
    }
}

impl NodeSpec {
    /// The name that it was given.
    pub const fn name(&self) -> Option<&String> {
        match self {
            Self::Broker(plain) | Self::Client(plain) | Self::Host(plain) => plain.name.as_ref(),
            Self::Executor(spec) => spec.name.as_ref(),
            Self::Datastore(spec) => spec.name.as_ref(),
        }
    }

    fn validate(&self, place: &str) -> Result<(), ScenarioError> {
        machine_name("name", self.name())
            .and_then(|()| match self {
                Self::Executor(spec) => time("starts_after_ms", spec.starts_after_ms),
                Self::Host(_) => bound("kind", false, || recorded::ALONE.to_owned()),
                _ => Ok(()),
            })
            .map_err(|error| error.within(place))
    }
}

pub(crate) fn bound(place: &str, holds: bool, problem: impl FnOnce() -> String) -> Result<(), ScenarioError> {
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
    fn what_is_out_of_bounds_is_named_by_its_place() {
        let base = Scenario::opening();
        let command = |command| vec![Action { at_ms: 0, command: Arc::new(command) }];
        let long = Command::SubmitJob(Box::new(JobCommand { duration_ms: MS_MAX + 1, ..JobCommand::default() }));
        let rows = [
            (Scenario { version: 2, ..base.clone() }, "version: 2 is newer"),
            (Scenario { nodes: vec![], ..base.clone() }, "nodes: one of them is the broker, here 0 are"),
            (Scenario { opens_at_ms: u64::MAX, ..base.clone() }, "opens_at_ms: at most"),
            (
                Scenario { moments: vec![Moment::default()], ..base.clone() },
                "moments[0].at_ms: either a time or an event",
            ),
            (Scenario { notes: Some("n".repeat(TEXT_MAX + 1)), ..base.clone() }, "notes: at most"),
            (Scenario { actions: command(long), ..base.clone() }, "actions[0].command.duration_ms: at most"),
            (
                Scenario { network: NetworkSpec { latency_ms_min: 9, latency_ms_max: 3, ..base.network }, ..base },
                "network.latency_ms_min: at most latency_ms_max, which is 3",
            ),
        ];
        for (scenario, error) in rows {
            let refused = scenario.validate().unwrap_err().to_string();
            assert!(refused.starts_with(error), "{refused}");
        }
    }
}
