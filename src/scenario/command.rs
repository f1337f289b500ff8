//! What people can do to a world, as data.

use serde::Serialize;
use serde_json::Value;

use super::read::Form;
use super::{
    BYTES_MAX, DATA_MAX, DatastoreSpec, ExecutorSpec, FLAP_MS_MIN, FloodCommand, Link, MS_MAX, NetworkChange,
    PERCENT_MAX, Plain, ScenarioError,
};
use super::{bound, machine_name, text, time};
use crate::broker::data::{Data, DataName, Glob};
use crate::broker::emergency::{Emergency, Equipment, Kind, Level};
use crate::broker::executors::Capabilities;
use crate::broker::policy::{Order, Placement};
use crate::broker::wire::{BODY_BYTES_MAX, read_plan};
use crate::id::{NAME_LENGTH_MAX, NodeId};
use crate::ordered::Map;

/// A job as people submit it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// Data of its own with their sizes, in bytes: the client stores them before it submits the job, and they go when
    /// the job is done.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub data: Map<String, u64>,
    /// Data that it reads and others may too: names, or with a `*` at the end all that begin so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub named_data: Vec<String>,
    /// Data that it leaves for others: names, or with a `*` at the end what it is to leave under that beginning.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub named_results: Vec<String>,
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
            data: Map::new(),
            named_data: Vec::new(),
            named_results: Vec::new(),
            emergency: None,
        }
    }
}

/// A plan as people submit it: the original's ExecutionPlan (UCP section 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanCommand {
    /// The client whose plan it is; the first one when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The plan: `{"exec": [..], "cmds": {..}, "named_data": {..}}`.
    pub plan: Value,
    /// How many bytes each of the client's files has.
    pub file_bytes: u64,
}

impl Default for PlanCommand {
    fn default() -> Self {
        Self { client: None, plan: Value::Null, file_bytes: 1 << 20 }
    }
}

impl PlanCommand {
    fn validate(&self) -> Result<(), ScenarioError> {
        let size = self.plan.to_string().len();
        bound("plan", size <= BODY_BYTES_MAX, || format!("at most {BODY_BYTES_MAX} bytes"))?;
        // Whose it is does not matter for whether it fits.
        if let Err(problems) = read_plan(&self.plan, NodeId::new(0)) {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            bound("plan", false, || told.join("; "))?;
        }
        bytes("file_bytes", self.file_bytes)
    }
}

/// Data as people store them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StoreCommand {
    /// The client that stores them; the first one when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Their name.
    pub name: String,
    /// How many bytes there are; as many as a result has by default when nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// What they say, instead of a mere size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A machine, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfNode {
    /// Its name.
    pub node: String,
}

/// A job, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfJob {
    /// Its name.
    pub job: String,
}

/// A message, by its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfMessage {
    /// Its number.
    pub message: u32,
}

/// A call to the broker from outside the world, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestCommand {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The body.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
}

/// Something that people can do to a world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
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
    SubmitJob(Box<JobCommand>),
    /// A client stores data and submits jobs, one after the other, as an original client's plan says.
    SubmitPlan(PlanCommand),
    /// A client stores data for all.
    StoreData(StoreCommand),
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
        #[serde(skip_serializing_if = "Option::is_none")]
        equipment: Option<Equipment>,
    },
    /// A link carries nothing any more, one way or both.
    Cut(Link),
    /// A link carries again, as every other does.
    Heal(Link),
    /// Messages travel in another way, on one link or on all.
    SetNetwork(NetworkChange),
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
        level: Level,
        /// Where.
        #[serde(skip_serializing_if = "Option::is_none")]
        location: Option<String>,
    },
    /// Every declared emergency ends.
    ClearEmergency {},
    /// Other rules; what is left out stays.
    SetPolicy(PolicyChange),
    /// Somebody outside calls the broker.
    Request(RequestCommand),
    /// An executor's jobs take another time, those that run too.
    Slow {
        /// Its name.
        node: String,
        /// In per cent of the usual time: 100 is as usual, 300 three times as long.
        percent: u32,
    },
    /// Something else takes all room that is free in a datastore, and all that becomes free.
    Fill(OfNode),
    /// An executor's mains power comes and goes: it turns at once, and then again and again.
    Flap {
        /// Its name.
        node: String,
        /// After which time it turns, in milliseconds.
        every_ms: u64,
    },
    /// What is wrong with a machine ends: it is as fast, as empty and as well fed as before.
    Mend(OfNode),
    /// Every fault that lasts ends, of links and of machines. Who is down stays down: there are two ways to restart.
    HealAll {},
    /// A client submits many emergencies within a short time.
    Flood(FloodCommand),
}

/// The rules that change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
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
    /// Whether critical emergencies may take the place of normal jobs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preempt: Option<bool>,
    /// The waiting time that counts as one point of urgency, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ageing_ms: Option<u64>,
}

impl Command {
    /// Reads one from its JSON form.
    ///
    /// # Errors
    /// Names the field that does not fit.
    pub fn from_value(value: &Value) -> Result<Self, ScenarioError> {
        Self::read(value).map_err(|unfit| {
            let place = Some(unfit.place()).filter(|place| !place.is_empty());
            ScenarioError::Bounds { place: place.unwrap_or_else(|| "command".to_owned()), problem: unfit.problem }
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
            Self::SubmitPlan(plan) => plan.validate(),
            Self::StoreData(store) => store.validate(),
            Self::DelayMessage { by_ms, .. } => time("by_ms", *by_ms),
            Self::SetNetwork(change) => change.validate(),
            Self::Slow { percent, .. } => {
                bound("percent", (100..=PERCENT_MAX).contains(percent), || format!("100 to {PERCENT_MAX}"))
            }
            Self::Flap { every_ms, .. } => {
                bound("every_ms", (FLAP_MS_MIN..=MS_MAX).contains(every_ms), || format!("{FLAP_MS_MIN} to {MS_MAX}"))
            }
            Self::Flood(flood) => flood.validate(),
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
        self.validate_data()?;
        text("emergency.location", self.emergency.as_ref().and_then(|emergency| emergency.location.as_deref()))
    }
}

impl JobCommand {
    #[inline(never)]
    fn validate_data(&self) -> Result<(), ScenarioError> {
        bytes("result_bytes", self.result_bytes)?;
        bound("data", self.data.len() <= DATA_MAX, || format!("at most {DATA_MAX} names"))?;
        // Whatever the job is called, its folder and the name have to fit.
        let longest = DataName::folder(&"a".repeat(NAME_LENGTH_MAX));
        for (name, size) in self.data.iter() {
            let problem = |problem: String| bound("data", false, || format!("{name:?}: {problem}"));
            longest.join(name).map(drop).or_else(|error| problem(error.to_string()))?;
            if name.rsplit('/').next() == Some("result") {
                problem("a name that ends in result is kept for results".to_owned())?;
            }
            bytes("data", *size)?;
        }
        for (place, globs) in [("named_data", &self.named_data), ("named_results", &self.named_results)] {
            bound(place, globs.len() <= DATA_MAX, || format!("at most {DATA_MAX} names"))?;
            for text in globs {
                Glob::new(text).map(drop).or_else(|error| bound(place, false, || format!("{text:?}: {error}")))?;
            }
        }
        Ok(())
    }
}

impl StoreCommand {
    fn validate(&self) -> Result<(), ScenarioError> {
        DataName::new(&self.name).map(drop).or_else(|error| bound("name", false, || error.to_string()))?;
        text("text", self.text.as_deref())?;
        bytes("bytes", self.bytes.unwrap_or_default())?;
        bound("bytes", self.bytes.is_none() || self.text.is_none(), || "a text has its own size".to_owned())
    }

    /// The data.
    pub fn data(&self) -> Data {
        let sized = || Data::sized(self.bytes.unwrap_or(JobCommand::default().result_bytes));
        self.text.as_deref().map_or_else(sized, Data::text)
    }
}

fn bytes(place: &str, bytes: u64) -> Result<(), ScenarioError> {
    bound(place, bytes <= BYTES_MAX, || format!("at most {BYTES_MAX} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (r#"{"type":"submit_job","data":{"tiles":-1}}"#, "data.tiles: invalid value: -1"),
            (r#"{"type":"submit_job","data":["tiles"]}"#, "data: invalid type"),
            (r#"{"type":"store_data","bytes":5}"#, "command: missing field `name`"),
            (r#"{"type":"store_data","name":"a","byte":5}"#, "byte: unknown field"),
            (r#"{"type":"submit_job","args":["a",5]}"#, "args[1]: invalid type: 5, expected a string"),
            (r#"{"type":"submit_job","name":null,"duration_ms":-1}"#, "duration_ms: invalid value: -1, expected"),
            (
                r#"{"type":"add_executor","equipment":["hammer"]}"#,
                "equipment[0]: unknown variant `hammer`, expected one of `general`, `disaster`, `fire`, `medical`",
            ),
        ];
        for (text, error) in rows {
            let refused = Command::from_value(&serde_json::from_str(text).unwrap()).unwrap_err().to_string();
            assert!(refused.starts_with(error), "{text}: {refused}");
        }
    }

    #[test]
    fn data_out_of_bounds_are_named_with_the_reason() {
        let much = BYTES_MAX + 1;
        let rows = [
            (
                r#"{"type":"submit_job","data":{"../x":1}}"#.to_owned(),
                "data: \"../x\": a data name must not have the part",
            ),
            (
                r#"{"type":"submit_job","data":{"a/result":1}}"#.to_owned(),
                "data: \"a/result\": a name that ends in result",
            ),
            (format!(r#"{{"type":"submit_job","data":{{"a":{much}}}}}"#), "data: at most 1125899906842624 bytes"),
            (format!(r#"{{"type":"submit_job","data":{{"{}":1}}}}"#, "a".repeat(500)), "data: \"aaa"),
            (
                r#"{"type":"submit_job","named_data":["a*b"]}"#.to_owned(),
                "named_data: \"a*b\": a data name must not contain",
            ),
            (
                r#"{"type":"submit_job","named_results":[""]}"#.to_owned(),
                "named_results: \"\": a data name must not be empty",
            ),
            (r#"{"type":"store_data","name":"a//b"}"#.to_owned(), "name: a data name must not have an empty part"),
            (r#"{"type":"store_data","name":"a","text":"x","bytes":1}"#.to_owned(), "bytes: a text has its own size"),
        ];
        for (text, error) in rows {
            let command = Command::from_value(&serde_json::from_str(&text).unwrap()).unwrap();
            let refused = command.validate().unwrap_err().to_string();
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
            r#"{"type":"add_executor","capabilities":{"":1}}"#,
        ];
        for text in rows {
            let refused = Command::from_value(&serde_json::from_str(text).unwrap());
            assert!(refused.is_err(), "{text}");
        }
    }
}
