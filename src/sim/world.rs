//! The world at one moment: machines, the network between them, and what is due next.
//!
//! [`World::step`] does the one thing that is due next, which is one event of the trace or none. A world is a
//! value: a copy of it goes on in exactly the same way.

use std::sync::{Arc, LazyLock};

use super::fact::What;
use super::machine::{Birth, Kind, Machine, Node};
use super::network::{Flight, Met, Network};
use super::recorded::Recording;
use super::scribe::Scribe;
use super::trace::{Event, Loss, LossReason, Mark};
use crate::broker::call::{Body, Call, Message};
use crate::broker::outbox::{EventKind, Happened};
use crate::broker::policy::Policy;
use crate::broker::{Broker, Operation};
use crate::clock::inline::Knowledge;
use crate::id::{EventId, JobId, MessageId, Names, NodeId};
use crate::ordered::table::Table;
use crate::ordered::{Map, Set, sort_by_key};
use crate::scenario::{Command, NodeSpec, Scenario, ScenarioError};
use crate::time::{Span, Time};

/// The world at one moment.
#[derive(Debug, Clone)]
pub struct World {
    /// What it was made from, and what will be done to it.
    scenario: Arc<Scenario>,
    pub(super) names: Arc<Names>,
    pub(super) machines: Map<NodeId, Machine>,
    pub(super) network: Network,
    /// Jobs that somebody has submitted, and the client that did, unless it was somebody outside.
    pub(super) submitted: Table<JobId, Option<NodeId>>,
    now: Time,
    /// When each machine wants to be woken.
    alarms: Set<(Time, NodeId)>,
    next_message: u32,
    events: u32,
    /// How many things were done that were due.
    steps: u64,
    /// How many of the commands given by hand were done.
    pub(super) given: usize,
    marks: usize,
    /// How many of the scenario's actions were done.
    actions_done: usize,
    policy: Policy,
    pub(super) seed: u64,
    /// What is done again, when it is a log.
    pub(super) recording: Option<Arc<Recording>>,
}

/// What is due next.
enum Due {
    Recorded,
    Alarm(NodeId),
    Action,
    Arrival,
}

impl World {
    /// The world of a scenario before anything happened.
    ///
    /// # Errors
    /// Two nodes have one name.
    pub fn new(scenario: &Arc<Scenario>) -> Result<Self, ScenarioError> {
        let mut world = Self {
            scenario: Arc::clone(scenario),
            names: Arc::default(),
            machines: Map::new(),
            network: Network::new(scenario.network, scenario.seed),
            submitted: Table::default(),
            now: Time::START,
            alarms: Set::new(),
            next_message: 1,
            events: 0,
            steps: 0,
            given: 0,
            marks: 0,
            actions_done: 0,
            policy: scenario.policy,
            seed: scenario.seed,
            recording: None,
        };
        // The broker first, so that the others can be told of it.
        let mut nodes: Vec<(usize, &NodeSpec)> = scenario.nodes.iter().enumerate().collect();
        sort_by_key(&mut nodes, |(_, spec)| !matches!(spec, NodeSpec::Broker(_)));
        for (at, spec) in nodes {
            let taken = spec.name().is_some_and(|name| world.names.find_node(name).is_some());
            if taken {
                let problem = format!("{:?} is the name of another node", spec.name().map_or("", String::as_str));
                return Err(ScenarioError::Bounds { place: format!("nodes[{at}].name"), problem });
            }
            world.add(spec.clone());
        }
        if scenario.is_recorded() {
            world.recording = Some(Arc::new(Recording::of(&scenario.recorded, &world.names)));
        }
        Ok(world)
    }

    /// The present time.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// How many events have happened; the number of the last one.
    pub const fn cursor(&self) -> EventId {
        EventId::new(self.events)
    }

    /// How many things were done that were due.
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// About how much the next step costs: what it may have to look at.
    pub(super) fn weight(&self) -> u64 {
        let waiting = self.broker().jobs().live().len() + self.network.flights().len();
        super::WORK_OF_A_STEP + (self.machines.len() + waiting) as u64
    }

    /// How many messages were sent.
    pub(super) const fn messages(&self) -> usize {
        self.next_message as usize - 1
    }

    /// How many marks were made.
    pub(super) const fn marks(&self) -> usize {
        self.marks
    }

    /// All machines, by the first incarnation of each.
    pub const fn machines(&self) -> &Map<NodeId, Machine> {
        &self.machines
    }

    /// The network.
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// The names of everyone so far.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Whether it does again what a log says: there is no broker in it then, and nothing can be done to it.
    pub const fn is_recorded(&self) -> bool {
        self.recording.is_some()
    }

    /// What is done again, when it is a log.
    pub fn recording(&self) -> Option<&Recording> {
        self.recording.as_deref()
    }

    /// The broker's machine.
    pub fn broker_id(&self) -> NodeId {
        let broker = self.machines.iter().find(|(_, machine)| machine.kind() == Kind::Broker);
        broker.map_or(NodeId::new(0), |(id, _)| *id)
    }

    /// The broker. A world always has one, but for that of a log: there it is one that nobody has ever talked to.
    pub fn broker(&self) -> &Broker {
        static NOBODYS: LazyLock<Broker> = LazyLock::new(|| Broker::new(NodeId::new(0), Policy::default(), 0));
        let mut brokers = self.machines.values().filter_map(|machine| match &machine.node {
            Node::Broker(broker) => Some(&**broker),
            _ => None,
        });
        brokers.next().unwrap_or_else(|| &NOBODYS)
    }

    /// What it was made from.
    pub(super) const fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// Goes on by one thing: gives the command that was given right here, or does what is due next, unless that is only
    /// after a moment. Returns whether anything was done.
    pub(super) fn go_on(&mut self, given: Option<Arc<Command>>, until: Time, scribe: &mut dyn Scribe) -> bool {
        let Some(command) = given else { return self.step(until, scribe) };
        self.try_to(&command, scribe);
        self.given += 1;
        true
    }

    /// Does the one thing that is due next, unless that is only after a moment. Returns whether anything was done.
    fn step(&mut self, until: Time, scribe: &mut dyn Scribe) -> bool {
        let Some((at, due)) = self.due().filter(|(at, _)| *at <= until) else { return false };
        self.now = at;
        self.steps += 1;
        match due {
            Due::Recorded => self.replay(scribe),
            Due::Alarm(machine) => {
                let (now, next) = (self.now, self.message_id());
                if let Some(machine) = self.machines.get_mut(&machine) {
                    let result = machine.node.wake(now, next);
                    self.settle(result, scribe);
                }
                self.set_alarm(machine);
            }
            Due::Action => {
                let command = Arc::clone(&self.scenario.actions[self.actions_done].command);
                self.actions_done += 1;
                self.try_to(&command, scribe);
            }
            Due::Arrival => {
                if let Some(flight) = self.network.arrive() {
                    self.arrive(flight, scribe);
                }
            }
        }
        true
    }

    /// Does what is wanted, or notes why it can't be done.
    fn try_to(&mut self, command: &Arc<Command>, scribe: &mut dyn Scribe) {
        match self.resolve(command) {
            Ok(deed) => self.act(deed, command, scribe),
            Err(error) => self.mark(command, Some(error.to_string()), scribe),
        }
    }

    /// Of what is due at the same moment, nodes finish what they have begun before anything new comes in.
    fn due(&self) -> Option<(Time, Due)> {
        let alarm = self.alarms.first().map(|(at, machine)| (*at, Due::Alarm(*machine)));
        let action = self.scenario.actions.get(self.actions_done);
        let action = action.map(|action| (Time::from_ms(action.at_ms), Due::Action));
        let arrival = self.network.next_arrival().map(|at| (at, Due::Arrival));
        let recorded = self.next_recorded().map(|at| (at, Due::Recorded));
        // A moment that has passed means at once.
        let now = |(at, due): (Time, Due)| (at.max(self.now), due);
        let first = |one: Option<(Time, Due)>, other: Option<(Time, Due)>| match (one, other.map(now)) {
            (Some(one), Some(other)) if other.0 < one.0 => Some(other),
            (one, other) => one.or(other),
        };
        [alarm, action, arrival].into_iter().fold(recorded.map(now), first)
    }

    fn arrive(&mut self, flight: Flight, scribe: &mut dyn Scribe) {
        let Message { id, from, to, .. } = *flight.message;
        let why = match self.machines.get(&to) {
            _ if self.network.is_cut(from, to) => LossReason::Cut,
            _ if flight.is_lost => LossReason::Lost,
            None => LossReason::Gone,
            Some(machine) if !machine.up => LossReason::Down,
            Some(_) => return self.deliver(Arc::unwrap_or_clone(flight.message), scribe),
        };
        self.lose(id, why, scribe);
    }

    /// Gives a message to its machine.
    pub(super) fn deliver(&mut self, message: Message, scribe: &mut dyn Scribe) {
        let (now, next, to) = (self.now, self.message_id(), message.to);
        if let Some(machine) = self.machines.get_mut(&to) {
            let result = machine.node.receive(now, message, next);
            self.settle(result, scribe);
        }
        self.set_alarm(to);
    }

    pub(super) fn lose(&mut self, message: MessageId, why: LossReason, scribe: &mut dyn Scribe) {
        scribe.put_loss(message, Loss { at: self.now, after: self.events, step: self.steps, why });
    }

    /// Operates the broker.
    pub(super) fn operate(&mut self, operation: Operation, scribe: &mut dyn Scribe) {
        let (now, next, broker) = (self.now, self.message_id(), self.broker_id());
        if let Some(machine) = self.machines.get_mut(&broker) {
            let result = machine.node.operate(now, operation, next);
            self.settle(result, scribe);
        }
        self.set_alarm(broker);
    }

    /// Records what a step of a node produced.
    fn settle(&mut self, (event, message): (Option<Happened<What>>, Option<Message>), scribe: &mut dyn Scribe) {
        let event = event.map(|happened| self.record(happened, scribe));
        if let Some(message) = message {
            self.next_message += 1;
            scribe.put_sent(&message, event, self.now);
            if scribe.answers_outside(&message) {
                return;
            }
            if self.network.is_cut(message.from, message.to) {
                return self.lose(message.id, LossReason::Cut, scribe);
            }
            let id = message.id;
            let met = self.network.send(self.now, Arc::new(message));
            if met != Met::default() {
                scribe.put_met(id, met);
            }
        }
    }

    pub(super) fn record(&mut self, happened: Happened<What>, scribe: &mut dyn Scribe) -> EventId {
        let Happened { dot, kind, message, is_merge, fact } = happened;
        self.events += 1;
        let id = EventId::new(self.events);
        let received = message.filter(|_| kind == EventKind::Receive);
        let cause = received.and_then(|message| scribe.sender(message));
        scribe.put_event(Event { id, at: self.now, dot, kind, message, cause, is_merge, what: fact });
        id
    }

    /// The machine itself stops or starts: an event of its own.
    pub(super) fn own_event(&mut self, machine: NodeId, what: What, scribe: &mut dyn Scribe) {
        if let Some(dot) = self.machines.get_mut(&machine).map(|machine| machine.node.own_event()) {
            let happened = Happened { dot, kind: EventKind::Internal, message: None, is_merge: false, fact: what };
            self.record(happened, scribe);
        }
        self.set_alarm(machine);
    }

    /// Notes what was done to the world, or could not be.
    pub(super) fn mark(&mut self, command: &Arc<Command>, refused: Option<String>, scribe: &mut dyn Scribe) {
        let mark = Mark { at: self.now, after: self.events, command: Arc::clone(command), refused };
        scribe.put_mark(self.marks, mark, &self.names);
        self.marks += 1;
    }

    /// The number of the next message.
    pub(super) fn message_id(&self) -> MessageId {
        MessageId::new(self.next_message)
    }

    /// A message from outside reaches its machine at once.
    pub(super) fn inject(
        &mut self,
        from: NodeId,
        to: NodeId,
        call: Call,
        clock: Option<Knowledge>,
        scribe: &mut dyn Scribe,
    ) -> MessageId {
        let id = self.message_id();
        let message = Message { id, from, to, clock, body: Body::Call(call) };
        self.next_message += 1;
        scribe.put_sent(&message, None, self.now);
        self.deliver(message, scribe);
        id
    }

    /// A message of a log sets off, and will be there at this moment.
    pub(super) fn set_off(&mut self, message: Arc<Message>, event: EventId, arrival: Time, scribe: &mut dyn Scribe) {
        self.next_message += 1;
        scribe.put_sent(&message, Some(event), self.now);
        self.network.put(arrival, Flight { message, sent_at: self.now, is_lost: false });
    }

    /// Adds a machine. Returns it.
    pub(super) fn add(&mut self, spec: NodeSpec) -> NodeId {
        let kind = match &spec {
            NodeSpec::Broker(_) => Kind::Broker,
            NodeSpec::Executor(_) => Kind::Executor,
            NodeSpec::Datastore(_) => Kind::Datastore,
            NodeSpec::Client(_) => Kind::Client,
            NodeSpec::Host(_) => Kind::Host,
        };
        let plain = kind == Kind::Broker;
        let name = spec.name().cloned().unwrap_or_else(|| match plain {
            true => kind.prefix().to_owned(),
            false => self.names.free_node_name(kind.prefix()),
        });
        let names = Arc::make_mut(&mut self.names);
        let id = names.node(&name).expect("names of nodes are checked, and so is the room for one more");
        let birth = self.birth(id);
        self.machines.insert(id, Machine::new(spec, birth, self.now));
        self.set_alarm(id);
        id
    }

    /// What a node that begins is given.
    pub(super) fn birth(&self, id: NodeId) -> Birth {
        let running = self.machines.values().find_map(|machine| match &machine.node {
            Node::Broker(broker) => Some(*broker.policy()),
            _ => None,
        });
        let broker = if self.machines.is_empty() { id } else { self.broker_id() };
        Birth { id, broker, policy: running.unwrap_or(self.policy), seed: self.seed }
    }

    /// Looks anew when a machine wants to be woken.
    pub(super) fn set_alarm(&mut self, id: NodeId) {
        let Some(machine) = self.machines.get_mut(&id) else { return };
        let due = machine.next_deadline().filter(|at| *at < Time::NEVER);
        let old = std::mem::replace(&mut machine.alarm, due);
        if old == due {
            return;
        }
        if let Some(at) = old {
            self.alarms.remove(&(at, id));
        }
        if let Some(at) = due {
            self.alarms.insert((at, id));
        }
    }

    /// Takes a machine away.
    pub(super) fn remove(&mut self, id: NodeId) {
        if let Some(at) = self.machines.remove(&id).and_then(|machine| machine.alarm) {
            self.alarms.remove(&(at, id));
        }
    }

    /// When something will happen next.
    pub(super) fn next_due(&self) -> Option<Time> {
        self.due().map(|(at, _)| at)
    }

    /// How long ago a moment was.
    pub fn since(&self, moment: Time) -> Span {
        self.now.since(moment)
    }
}
