//! The small world: a broker, a client and two executors, the real ones, with a bag of messages between them.
//!
//! What a message or the time sets off at a node is done to its end before anything else happens, as in the simulated
//! world; everything else may happen in any order, within [`Bounds`].

use std::fmt::{self, Debug};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use clocktower::broker::call::Message;
use clocktower::broker::executors::Capabilities;
use clocktower::broker::jobs::{Files, JobSpec};
use clocktower::broker::policy::{Order, Policy};
use clocktower::id::{JobId, MessageId, NodeId};
use clocktower::scenario::{ExecutorSpec, NodeSpec, Plain};
use clocktower::sim::fact::{Step, Submission, What};
use clocktower::sim::machine::{Birth, Machine, Node, StepResult};
use clocktower::time::{Span, Time};

use crate::canon::{self, Print};
use crate::watch::Watch;

pub(crate) const BROKER: usize = 0;
pub(crate) const CLIENT: usize = 1;
pub(crate) const EXECUTORS: [usize; 2] = [2, 3];
/// The first job, and the emergency that waits for it.
pub(crate) const JOBS: [JobId; 2] = [JobId::new(0), JobId::new(1)];
const GIB: i64 = 1 << 30;
/// The first executor is too small for the second job.
const MEMORY: [i64; 2] = [4 * GIB, 8 * GIB];
const NEEDS: [i64; 2] = [2 * GIB, 6 * GIB];

/// How much may go wrong, and how long it is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// So many messages come twice.
    pub(crate) duplicates: u8,
    /// So many messages are lost.
    pub(crate) losses: u8,
    /// So often an executor crashes.
    pub(crate) crashes: u8,
    /// So often time passes to the next thing that is due.
    pub(crate) waits: u8,
    /// So many messages, one by one or together, may be under way while it passes.
    pub(crate) late: usize,
    /// Whether it begins when both jobs are in and the first is on its way to an executor.
    pub(crate) handed_out: bool,
}

/// What can happen next. A message is named by its place in the bag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    Deliver(usize),
    Duplicate(usize),
    Lose(usize),
    Wait,
    Crash(usize),
    Restart { machine: usize, with_memory: bool },
}

/// A value with what it prints, which is looked at again and again; without that while it changes.
#[derive(Clone)]
struct Printed<T> {
    value: Arc<T>,
    print: Option<Arc<Print>>,
}

impl<T: Debug> Printed<T> {
    fn new(value: T) -> Self {
        Self { value: Arc::new(value), print: None }
    }

    fn print(&mut self) {
        self.print.get_or_insert_with(|| Arc::new(Print::of(&*self.value)));
    }
}

/// A state.
#[derive(Clone)]
pub(crate) struct State {
    now: Time,
    machines: [Printed<Machine>; 4],
    /// By the order of sending.
    bag: Vec<Printed<Message>>,
    next_message: u32,
    left: Bounds,
    pub(crate) watch: Watch,
    number: u64,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u64(self.number);
    }
}

impl Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "at {}: {:?}, {:?}", self.now, self.watch, self.left)?;
        self.machines.iter().try_for_each(|machine| writeln!(f, "{:?}", machine.value))?;
        self.bag.iter().try_for_each(|message| writeln!(f, "under way: {:?}", message.value))
    }
}

fn node(machine: usize) -> NodeId {
    NodeId::new(machine as u16)
}

fn birth(id: NodeId) -> Birth {
    // Under this order no place in the queue depends on the moment of anything.
    let policy = Policy { order: Order::EmergencyFirst, ..Policy::default() };
    Birth { id, broker: node(BROKER), policy, seed: 1 }
}

/// What an executor has when it is idle.
pub(crate) fn total(machine: NodeId) -> Capabilities {
    let memory = EXECUTORS.iter().position(|at| *at == machine.index()).map_or(0, |at| MEMORY[at]);
    Capabilities { memory, ..ExecutorSpec::default().capabilities }
}

/// What a job needs.
pub(crate) fn needs(job: JobId) -> Capabilities {
    Capabilities { memory: NEEDS[job.index()], ..Capabilities::default() }
}

fn submission(job: JobId) -> Step {
    let name = ["job-1", "job-2"][job.index()];
    let is_second = job == JOBS[1];
    let wasm_bin = if is_second { "ambulance" } else { name };
    let spec = JobSpec {
        folder: clocktower::broker::data::DataName::new(name).expect("a name"),
        wasm_bin: wasm_bin.to_owned(),
        args: Vec::new(),
        files: Files::default(),
        needs: needs(job),
        result_to: Some(node(CLIENT)),
        emergency: None,
        duration: Span::from_secs(5),
        result_bytes: 1,
    };
    let wait_for = if is_second { vec![JOBS[0]] } else { Vec::new() };
    Step::Submit(Submission { job, spec: Arc::new(spec), wait_for: Some(wait_for), after: Vec::new() })
}

impl State {
    /// Both executors are registered, and both submissions are under way.
    pub(crate) fn begin(bounds: Bounds) -> Self {
        let plain = Plain::default;
        let executor = |machine| {
            NodeSpec::Executor(ExecutorSpec { capabilities: total(node(machine)), ..ExecutorSpec::default() })
        };
        let specs =
            [NodeSpec::Broker(plain()), NodeSpec::Client(plain()), executor(EXECUTORS[0]), executor(EXECUTORS[1])];
        let mut machine = 0;
        let machines = specs.map(|spec| {
            machine += 1;
            Printed::new(Machine::new(spec, birth(node(machine - 1)), Time::START))
        });
        let watch = Watch::default();
        let mut state =
            Self { now: Time::START, machines, bag: Vec::new(), next_message: 1, left: bounds, watch, number: 0 };
        (0..state.machines.len()).for_each(|machine| state.settle(machine));
        while !state.bag.is_empty() {
            state.deliver(0);
        }
        state.change(CLIENT, |machine, now| {
            if let Node::Client(client) = &mut machine.node {
                JOBS.iter().for_each(|job| client.begin([submission(*job)], now));
            }
        });
        state.settle(CLIENT);
        let spoken = |message: &Printed<Message>| EXECUTORS.iter().all(|machine| message.value.to != node(*machine));
        while let Some(at) = state.bag.iter().position(spoken).filter(|_| bounds.handed_out) {
            state.deliver(at);
        }
        state.watch.just.clear();
        state.count();
        state
    }

    pub(crate) fn machine(&self, machine: usize) -> &Machine {
        &self.machines[machine].value
    }

    pub(crate) fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.machines.iter().map(|machine| &*machine.value)
    }

    pub(crate) fn under_way(&self) -> impl Iterator<Item = &Message> {
        self.bag.iter().map(|message| &*message.value)
    }

    /// What can happen next.
    pub(crate) fn actions(&self, actions: &mut Vec<Action>) {
        // Of two copies it is all the same which comes first.
        let distinct = (0..self.bag.len()).filter(|&at| at == 0 || self.bag[at - 1].value.id != self.bag[at].value.id);
        for at in distinct {
            actions.push(Action::Deliver(at));
            if self.left.duplicates > 0 {
                actions.push(Action::Duplicate(at));
            }
            if self.left.losses > 0 {
                actions.push(Action::Lose(at));
            }
        }
        if self.left.waits > 0 && self.bag.len() <= self.left.late {
            actions.push(Action::Wait);
        }
        for machine in EXECUTORS {
            if !self.machine(machine).up {
                actions.extend([true, false].map(|with_memory| Action::Restart { machine, with_memory }));
            } else if self.left.crashes > 0 {
                actions.push(Action::Crash(machine));
            }
        }
    }

    /// The state after something happened.
    pub(crate) fn after(&self, action: Action) -> Self {
        let mut next = self.clone();
        next.watch.just.clear();
        match action {
            Action::Deliver(at) => next.deliver(at),
            Action::Duplicate(at) => {
                next.left.duplicates -= 1;
                next.bag.insert(at, next.bag[at].clone());
            }
            Action::Lose(at) => {
                next.left.losses -= 1;
                next.bag.remove(at);
            }
            Action::Wait => next.wait(),
            Action::Crash(machine) => {
                next.left.crashes -= 1;
                next.turn(machine, false, |_, _| {});
            }
            Action::Restart { machine, with_memory } => next.restart(machine, with_memory),
        }
        next.count();
        next
    }

    fn deliver(&mut self, at: usize) {
        let message = self.bag.remove(at).value;
        let to = message.to.index();
        // To a machine that is down it is lost.
        if self.machine(to).up {
            self.step(to, Some(&message), |machine, now, next| machine.node.receive(now, (*message).clone(), next));
            self.settle(to);
        }
    }

    fn wait(&mut self) {
        self.left.waits -= 1;
        self.left.late -= self.bag.len();
        let due = self.machines().filter_map(Machine::next_deadline).min();
        self.now = self.now.max(due.unwrap_or(self.now));
        (0..self.machines.len()).for_each(|machine| self.settle(machine));
    }

    fn restart(&mut self, machine: usize, with_memory: bool) {
        self.turn(machine, true, |machine, now| match (&mut machine.node, with_memory) {
            (Node::Executor(executor), true) => executor.resume(now.since(machine.since)),
            (node, _) => {
                let life = node.id().next_incarnation().expect("few lives");
                machine.restart_without_memory(birth(life), now);
            }
        });
        self.settle(machine);
    }

    /// A machine stops or starts, which is an event of its own.
    fn turn(&mut self, machine: usize, up: bool, how: impl FnOnce(&mut Machine, Time)) {
        self.change(machine, |machine, now| {
            how(machine, now);
            (machine.up, machine.since) = (up, now);
            machine.node.own_event();
        });
    }

    fn change(&mut self, machine: usize, change: impl FnOnce(&mut Machine, Time)) {
        let mut changed = self.machine(machine).clone();
        change(&mut changed, self.now);
        self.machines[machine] = Printed::new(changed);
    }

    /// Lets a machine do all that is due.
    fn settle(&mut self, machine: usize) {
        for _ in 0..100 {
            let due = self.machine(machine).next_deadline().is_some_and(|at| at <= self.now);
            if !due {
                return;
            }
            self.step(machine, None, |machine, now, next| machine.node.wake(now, next));
        }
        panic!("machine {machine} is never done:\n{self:?}");
    }

    fn step(
        &mut self,
        at: usize,
        received: Option<&Message>,
        step: impl FnOnce(&mut Machine, Time, MessageId) -> StepResult,
    ) {
        let mut machine = self.machine(at).clone();
        let before = machine.node.clock();
        let (event, message) = step(&mut machine, self.now, MessageId::new(self.next_message));
        if let Some(event) = &event {
            self.watch.clock(&before, received, event, &machine.node.clock());
            match &event.fact {
                What::Broker(fact) => self.watch.broker(fact),
                What::Peer(fact) => self.watch.peer(fact),
                What::Recorded(_) | What::Crashed | What::Restarted { .. } => {}
            }
        }
        self.machines[at] = Printed::new(machine);
        if let Some(message) = message {
            self.next_message += 1;
            self.watch.sent(&message);
            self.bag.push(Printed::new(message));
        }
    }

    /// Gives the state its number.
    fn count(&mut self) {
        self.machines.iter_mut().for_each(Printed::print);
        self.bag.iter_mut().for_each(Printed::print);
        let rest = Print::of(&(self.left, &self.watch));
        let machines = self.machines.iter().filter_map(|machine| machine.print.as_deref());
        let messages = self.bag.iter().filter_map(|message| message.print.as_deref());
        self.number = canon::number(self.now.ms(), machines.chain(messages).chain([&rest]));
    }
}
