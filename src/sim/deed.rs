//! Commands, resolved and done: first everything is checked and nothing changes, then it happens whole.

mod fault;
mod plan;

use std::sync::Arc;

use super::fact::{Step, Submission, What};
use super::machine::{Kind, Machine, Node};
use super::request::Injection;
use super::scribe::Scribe;
use super::trace::LossReason;
use super::world::World;
use crate::broker::Operation;
use crate::broker::data::{Data, DataName, Glob};
use crate::broker::emergency::{Emergency, Equipment};
use crate::broker::executors::Capabilities;
use crate::broker::jobs::{Files, JobSpec};
use crate::broker::policy::Policy;
use crate::broker::wire::Plan;
use crate::id::{JobId, MessageId, NameError, Names, NodeId};
use crate::scenario::{
    Command, FloodCommand, JobCommand, NODES_MAX, NetworkSpec, NodeSpec, PolicyChange, ScenarioError, StoreCommand,
};
use crate::time::{Span, Time};

/// Why a command was refused. Nothing was done then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// A field is out of bounds, whatever the world.
    #[error(transparent)]
    Bounds(#[from] ScenarioError),
    /// A field does not fit this world.
    #[error("{field}: {problem}")]
    Field {
        /// Which.
        field: &'static str,
        /// What is wrong.
        problem: String,
    },
}

/// A command with names resolved and everything checked.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Add(NodeSpec),
    Remove(NodeId),
    Submit { client: NodeId, command: Box<JobCommand> },
    Store { client: NodeId, name: DataName, data: Data },
    Plan { client: NodeId, plan: Box<Plan>, file: Data },
    Delete { client: NodeId, job: JobId, folder: DataName },
    Crash(NodeId),
    Restart { node: NodeId, life: Option<NodeId> },
    Heartbeat(NodeId),
    Change { node: NodeId, capabilities: Capabilities, equipment: Option<Equipment> },
    Cut { a: NodeId, b: NodeId, one_way: bool },
    Heal { a: NodeId, b: NodeId, one_way: bool },
    Network { on: Option<(NodeId, NodeId)>, spec: NetworkSpec },
    Slow(NodeId, u32),
    Fill(NodeId),
    Flap(NodeId, Span),
    Mend(NodeId),
    HealAll,
    Flood { client: NodeId, flood: FloodCommand },
    Drop(MessageId),
    Delay(MessageId, Span),
    Duplicate(MessageId),
    Operate(Operation),
    Request(Box<Injection>),
}

/// What a job reads and writes; everything that the command names was checked. The module finds each where its name
/// says.
#[inline(never)]
fn files(job: &JobCommand) -> Files {
    let path = |name: &str| format!("/{}", name.trim_end_matches('*'));
    let globs = |names: &[String]| names.iter().filter_map(|name| Some((Glob::new(name).ok()?, path(name)))).collect();
    Files {
        job_data: job.data.keys().filter_map(|name| Some((DataName::new(name).ok()?, path(name)))).collect(),
        named_data: globs(&job.named_data),
        named_results: globs(&job.named_results),
        ..Files::default()
    }
}

/// What is to be stored in a job's folder before it is submitted.
fn own_data<'a>(job: &'a JobCommand, folder: &'a DataName) -> impl Iterator<Item = (DataName, Data)> + 'a {
    job.data.iter().filter_map(|(name, bytes)| Some((folder.join(name).ok()?, Data::sized(*bytes))))
}

fn field<T>(field: &'static str, problem: impl Into<String>) -> Result<T, CommandError> {
    Err(CommandError::Field { field, problem: problem.into() })
}

impl World {
    /// Checks a command against this world.
    ///
    /// # Errors
    /// Names the field and what is wrong with it. The world is as it was, either way.
    pub(super) fn resolve(&self, command: &Command) -> Result<Deed, CommandError> {
        command.validate()?;
        if self.is_recorded() {
            return field(
                "type",
                "this run is a log from elsewhere: it can be looked at, and nothing can be done to it",
            );
        }
        Ok(match command {
            Command::AddExecutor(spec) => self.resolve_add(NodeSpec::Executor(spec.clone()))?,
            Command::AddDatastore(spec) => self.resolve_add(NodeSpec::Datastore(spec.clone()))?,
            Command::AddClient(spec) => self.resolve_add(NodeSpec::Client(spec.clone()))?,
            Command::Remove(of) => self.resolve_remove(&of.node)?,
            Command::SubmitJob(job) => self.resolve_submit(job)?,
            Command::SubmitPlan(plan) => self.resolve_plan(plan)?,
            Command::StoreData(store) => self.resolve_store(store)?,
            Command::DeleteJob(of) => self.resolve_delete(&of.job)?,
            Command::Crash(of) => match self.machine("node", &of.node)? {
                (_, machine) if !machine.up => field("node", format!("{} is down already", of.node))?,
                (id, _) => Deed::Crash(id),
            },
            Command::Restart { node, with_memory } => self.resolve_restart(node, *with_memory)?,
            Command::HeartbeatNow(of) => Deed::Heartbeat(self.executor(&of.node)?),
            Command::SetCapabilities { node, capabilities, equipment } => {
                Deed::Change { node: self.executor(node)?, capabilities: *capabilities, equipment: *equipment }
            }
            Command::Cut(link) => self.resolve_cut(link)?,
            Command::Heal(link) => self.resolve_heal(link)?,
            Command::SetNetwork(change) => self.resolve_network(change)?,
            Command::Slow { node, percent } => Deed::Slow(self.executor(node)?, *percent),
            Command::Fill(of) => self.resolve_fill(&of.node)?,
            Command::Flap { node, every_ms } => Deed::Flap(self.executor(node)?, Span::from_ms(*every_ms)),
            Command::Mend(of) => self.resolve_mend(&of.node)?,
            Command::HealAll {} => Deed::HealAll,
            Command::Flood(flood) => self.resolve_flood(flood)?,
            Command::DropMessage(of) => Deed::Drop(self.in_flight(of.message)?),
            Command::DelayMessage { message, by_ms } => Deed::Delay(self.in_flight(*message)?, Span::from_ms(*by_ms)),
            Command::DuplicateMessage(of) => Deed::Duplicate(self.in_flight(of.message)?),
            Command::DeclareEmergency { kind, level, location } => {
                let emergency = Emergency { kind: *kind, level: *level, location: location.clone() };
                self.operation(Operation::DeclareEmergency(emergency))?
            }
            Command::ClearEmergency {} => self.operation(Operation::ClearEmergencies)?,
            Command::Request(request) => Deed::Request(Box::new(self.injection(request)?)),
            Command::SetPolicy(change) => self.operation(Operation::SetPolicy(self.changed_policy(*change)))?,
        })
    }

    fn machine(&self, at: &'static str, name: &str) -> Result<(NodeId, &Machine), CommandError> {
        let found = self.names.find_node(name).map(NodeId::machine);
        match found.and_then(|id| self.machines.get(&id).map(|machine| (id, machine))) {
            Some((id, machine)) => Ok((id, machine)),
            None => field(at, format!("there is no node {name:?}")),
        }
    }

    fn executor(&self, name: &str) -> Result<NodeId, CommandError> {
        match self.machine("node", name)? {
            (_, machine) if machine.kind() != Kind::Executor => field("node", format!("{name} is no executor")),
            (_, machine) if !machine.up => field("node", format!("{name} is down")),
            (id, _) => Ok(id),
        }
    }

    fn link(&self, a: &str, b: &str) -> Result<(NodeId, NodeId), CommandError> {
        let (a, _) = self.machine("a", a)?;
        let (b, _) = self.machine("b", b)?;
        if a == b { field("b", "a link has two different ends") } else { Ok((a, b)) }
    }

    fn in_flight(&self, message: u32) -> Result<MessageId, CommandError> {
        let id = MessageId::new(message);
        match self.network.flights().any(|(_, flight)| flight.message.id == id) {
            true => Ok(id),
            false => field("message", format!("message {message} is not in flight")),
        }
    }

    fn operation(&self, operation: Operation) -> Result<Deed, CommandError> {
        match self.machines.get(&self.broker_id()) {
            Some(machine) if machine.up => Ok(Deed::Operate(operation)),
            _ => field("type", "the broker is down"),
        }
    }

    fn changed_policy(&self, change: PolicyChange) -> Policy {
        let now = *self.broker().policy();
        Policy {
            order: change.order.unwrap_or(now.order),
            placement: change.placement.unwrap_or(now.placement),
            reserve: change.reserve.unwrap_or(now.reserve),
            preempt: change.preempt.unwrap_or(now.preempt),
            ageing: change.ageing_ms.map_or(now.ageing, Span::from_ms),
        }
    }

    fn resolve_add(&self, spec: NodeSpec) -> Result<Deed, CommandError> {
        if self.machines.len() >= NODES_MAX {
            return field("type", format!("a world has at most {NODES_MAX} nodes"));
        }
        if !self.names.has_room_for_a_node() {
            return field("name", NameError::Full.to_string());
        }
        match spec.name() {
            // A machine that was removed keeps its name: its events are in the trace.
            Some(name) if self.names.find_node(name).is_some() => field("name", format!("{name:?} is taken")),
            _ => Ok(Deed::Add(spec)),
        }
    }

    fn resolve_remove(&self, name: &str) -> Result<Deed, CommandError> {
        match self.machine("node", name)? {
            (_, machine) if machine.kind() == Kind::Broker => field("node", "the broker can't be removed"),
            (id, _) => Ok(Deed::Remove(id)),
        }
    }

    fn resolve_submit(&self, job: &JobCommand) -> Result<Deed, CommandError> {
        let submitted = |name: &String| self.names.find_job(name).is_some_and(|job| self.submitted.get(&job).is_some());
        if let Some(name) = job.name.as_ref().filter(|name| submitted(name)) {
            return field("name", format!("{name:?} was submitted before"));
        }
        if let Some(other) = job.wait_for.iter().find(|other| Names::check_job(other).is_err()) {
            return field("wait_for", format!("{other:?} names no job"));
        }
        if job.wait_for.len() >= self.names.room_for_jobs() {
            return field("name", NameError::Full.to_string());
        }
        let name = job.name.clone().unwrap_or_else(|| self.names.free_job_name("job"));
        if let Some(kept) = self.data_in(&DataName::folder(&name)) {
            return field("name", format!("{} is stored, and would go with a job {name:?}", kept.as_str()));
        }
        let client = self.client(job.client.as_deref())?;
        Ok(Deed::Submit { client, command: Box::new(JobCommand { name: Some(name), ..job.clone() }) })
    }

    /// Some data in a folder that would go with its job. What is in a folder stands together.
    fn data_in(&self, folder: &DataName) -> Option<&DataName> {
        let inside = format!("{}/", folder.as_str());
        self.machines.values().find_map(|machine| match &machine.node {
            Node::Datastore(store) => {
                let mut names = store.data().keys_from(&*inside).take_while(|name| name.is_in(folder));
                names.find(|name| name.goes_with(folder))
            }
            _ => None,
        })
    }

    /// Whether data of this name would stay, and not go with a job in whose folder they stand.
    fn is_free_name(&self, name: &DataName) -> Result<(), String> {
        let folder = name.as_str().split('/').next().unwrap_or_default();
        match self.names.find_job(folder).is_some_and(|job| self.submitted.get(&job).is_some()) {
            true => Err(format!("{folder} is a job, and what stands in its folder goes with it")),
            false => Ok(()),
        }
    }

    #[inline(never)]
    fn resolve_store(&self, store: &StoreCommand) -> Result<Deed, CommandError> {
        let name = DataName::new(&store.name).or_else(|error| field("name", error.to_string()))?;
        self.is_free_name(&name).or_else(|problem| field("name", problem))?;
        Ok(Deed::Store { client: self.client(store.client.as_deref())?, name, data: store.data() })
    }

    /// The client of this name, or the first one that is up.
    fn client(&self, name: Option<&str>) -> Result<NodeId, CommandError> {
        let Some(name) = name else {
            let mut clients = self.machines.iter().filter(|(_, m)| m.kind() == Kind::Client && m.up);
            return match clients.next() {
                Some((id, _)) => Ok(*id),
                None => field("client", "there is no client that is up: add one"),
            };
        };
        match self.machine("client", name)? {
            (_, machine) if machine.kind() != Kind::Client => field("client", format!("{name} is no client")),
            (_, machine) if !machine.up => field("client", format!("{name} is down")),
            (id, _) => Ok(id),
        }
    }

    #[inline(never)]
    fn resolve_delete(&self, name: &str) -> Result<Deed, CommandError> {
        let found = self.names.find_job(name).and_then(|job| Some((job, *self.submitted.get(&job)?)));
        let Some((job, submitter)) = found else { return field("job", format!("there is no job {name:?}")) };
        // Whoever submitted it, so that it stops asking for it; when that one is away, anybody.
        let up = |id: &NodeId| self.machines.get(id).is_some_and(|machine| machine.up);
        let client = submitter.filter(up).map_or_else(|| self.client(None), Ok)?;
        let folder = DataName::new(name).or_else(|error| field("job", error.to_string()))?;
        Ok(Deed::Delete { client, job, folder })
    }

    #[inline(never)]
    fn resolve_restart(&self, name: &str, with_memory: bool) -> Result<Deed, CommandError> {
        let (node, machine) = self.machine("node", name)?;
        if machine.up {
            return field("node", format!("{name} is up"));
        }
        if with_memory {
            return Ok(Deed::Restart { node, life: None });
        }
        match machine.node.id().next_incarnation() {
            Some(life) => Ok(Deed::Restart { node, life: Some(life) }),
            None => field("node", format!("{name} was restarted too often")),
        }
    }

    /// Does what was resolved. It can't fail.
    pub(super) fn act(&mut self, deed: Deed, command: &Arc<Command>, scribe: &mut dyn Scribe) {
        scribe.before_mark(self.cursor());
        match deed {
            Deed::Add(spec) => drop(self.add(spec)),
            Deed::Remove(node) => self.remove(node),
            Deed::Submit { client, command } => self.submit(client, *command, self.now()),
            Deed::Delete { client, job, folder } => {
                self.at_client(client, |client, now| client.delete(job, folder, now))
            }
            Deed::Store { client, name, data } => {
                self.at_client(client, |client, now| client.begin([Step::Store(name, data)], now));
            }
            Deed::Plan { client, plan, file } => self.submit_plan(client, &plan, &file),
            Deed::Crash(node) => {
                self.turn(node, false);
                self.own_event(node, What::Crashed, scribe);
            }
            Deed::Restart { node, life } => self.restart(node, life, scribe),
            Deed::Heartbeat(node) => {
                let now = self.now();
                self.at_executor(node, |executor| executor.heartbeat_now(now));
            }
            Deed::Change { node, capabilities, equipment } => {
                self.at_executor(node, |executor| executor.change(capabilities, equipment));
            }
            Deed::Cut { a, b, one_way } => self.network.cut(a, b, one_way),
            Deed::Heal { a, b, one_way } => self.network.heal(a, b, one_way),
            Deed::Network { on, spec } => self.network.set_spec(on, spec),
            Deed::Slow(node, percent) => {
                let now = self.now();
                self.at_executor(node, |executor| executor.slow(percent, now));
            }
            Deed::Flap(node, every) => {
                let now = self.now();
                self.at_executor(node, |executor| executor.flap(every, now));
            }
            Deed::Fill(node) => self.fill(node),
            Deed::Mend(node) => self.mend(node),
            Deed::HealAll => self.heal_all(),
            Deed::Flood { client, flood } => self.flood(client, &flood),
            Deed::Drop(message) => {
                self.network.drop_message(message);
                self.lose(message, LossReason::Dropped, scribe);
            }
            Deed::Delay(message, by) => drop(self.network.delay(message, by)),
            Deed::Duplicate(message) => {
                let now = self.now();
                self.network.duplicate(now, message);
            }
            Deed::Operate(operation) => self.operate(operation, scribe),
            Deed::Request(injection) => self.act_request(*injection, scribe),
        }
        self.mark(command, None, scribe);
    }

    fn turn(&mut self, node: NodeId, up: bool) {
        let now = self.now();
        if let Some(machine) = self.machines.get_mut(&node) {
            machine.up = up;
            machine.since = now;
        }
    }

    fn restart(&mut self, node: NodeId, life: Option<NodeId>, scribe: &mut dyn Scribe) {
        let (birth, now) = (self.birth(life.unwrap_or(node)), self.now());
        if let Some(machine) = self.machines.get_mut(&node) {
            match (&mut machine.node, life) {
                (Node::Executor(executor), None) => executor.resume(now.since(machine.since)),
                (Node::Client(client), None) => client.resume(now),
                (_, Some(_)) => machine.restart_without_memory(birth, now),
                (_, None) => {}
            }
        }
        self.turn(node, true);
        self.own_event(node, What::Restarted { with_memory: life.is_none() }, scribe);
    }

    /// A client is given a job to submit at a moment, now or later.
    fn submit(&mut self, client: NodeId, mut command: JobCommand, at: Time) {
        let name = command.name.take().unwrap_or_else(|| self.names.free_job_name("job"));
        let names = Arc::make_mut(&mut self.names);
        // Names and the room for them were checked, so that none is left out.
        let Ok(job) = names.job(&name) else { return };
        let folder = DataName::folder(&name);
        let mut steps: Vec<Step> = own_data(&command, &folder).map(|(name, data)| Step::Store(name, data)).collect();
        let files = files(&command);
        let wait_for: Vec<JobId> = command.wait_for.iter().filter_map(|other| names.job(other).ok()).collect();
        let spec = JobSpec {
            wasm_bin: command.wasm_bin.unwrap_or(name),
            args: command.args,
            folder,
            files,
            needs: command.capabilities,
            result_to: command.result_to_client.then_some(client),
            emergency: command.emergency,
            duration: Span::from_ms(command.duration_ms),
            result_bytes: command.result_bytes,
        };
        self.submitted.insert(job, Some(client));
        let submission =
            Submission { job, spec: Arc::new(spec), wait_for: command.queue.then_some(wait_for), after: Vec::new() };
        steps.push(Step::Submit(submission));
        self.at_client(client, |client, _| client.begin(steps, at));
    }

    #[inline(never)]
    fn at_client(&mut self, id: NodeId, step: impl FnOnce(&mut super::client::Client, Time)) {
        let now = self.now();
        if let Some(Node::Client(client)) = self.machines.get_mut(&id).map(|machine| &mut machine.node) {
            step(client, now);
        }
        self.set_alarm(id);
    }

    #[inline(never)]
    fn at_executor(&mut self, id: NodeId, step: impl FnOnce(&mut super::executor::Executor)) {
        if let Some(Node::Executor(executor)) = self.machines.get_mut(&id).map(|machine| &mut machine.node) {
            step(executor);
        }
        self.set_alarm(id);
    }
}
