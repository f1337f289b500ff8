//! A machine: something that runs one node, stops, and starts again.

use super::client::Client;
use super::datastore::Datastore;
use super::executor::Executor;
use super::fact::What;
use super::recorded::Host;
use crate::broker::call::Message;
use crate::broker::outbox::{Happened, Outbox};
use crate::broker::policy::Policy;
use crate::broker::{Broker, Input, Operation};
use crate::clock::{Dot, VectorClock};
use crate::id::{MessageId, NodeId};
use crate::scenario::NodeSpec;
use crate::time::{Span, Time};

/// What a machine is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Manages everything.
    Broker,
    /// Runs jobs.
    Executor,
    /// Keeps results.
    Datastore,
    /// Submits jobs.
    Client,
    /// Does again what a log says of it.
    Host,
}

impl Kind {
    /// How names of this kind begin when they are made.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Broker => "broker",
            Self::Executor => "exec",
            Self::Datastore => "store",
            Self::Client => "client",
            Self::Host => "host",
        }
    }
}

/// What runs on a machine.
#[derive(Debug, Clone)]
pub enum Node {
    /// A broker.
    Broker(Box<Broker>),
    /// An executor.
    Executor(Box<Executor>),
    /// A datastore.
    Datastore(Datastore),
    /// A client.
    Client(Client),
    /// A host of a log.
    Host(Host),
}

/// A machine.
#[derive(Debug, Clone)]
pub struct Machine {
    /// What runs on it.
    pub node: Node,
    /// Whether it is up.
    pub up: bool,
    /// Since when it has been up, or down.
    pub since: Time,
    /// What it starts from when it lost its memory.
    spec: NodeSpec,
    /// When the world will wake it.
    pub(super) alarm: Option<Time>,
}

/// What a step of a node left behind.
pub type StepResult = (Option<Happened<What>>, Option<Message>);

/// What every new node is given.
#[derive(Debug, Clone, Copy)]
pub struct Birth {
    /// Who it is.
    pub id: NodeId,
    /// The broker it talks to; itself for a broker.
    pub broker: NodeId,
    /// The rules a broker starts with.
    pub policy: Policy,
    /// The seed of a broker's draws.
    pub seed: u64,
}

impl Machine {
    /// A machine that starts now.
    pub fn new(spec: NodeSpec, birth: Birth, now: Time) -> Self {
        let delay = match &spec {
            NodeSpec::Executor(spec) => Span::from_ms(spec.starts_after_ms),
            _ => Span::ZERO,
        };
        Self { node: Node::new(&spec, birth, now + delay), up: true, since: now, spec, alarm: None }
    }

    /// What it is there for.
    pub const fn kind(&self) -> Kind {
        match self.node {
            Node::Broker(_) => Kind::Broker,
            Node::Executor(_) => Kind::Executor,
            Node::Datastore(_) => Kind::Datastore,
            Node::Client(_) => Kind::Client,
            Node::Host(_) => Kind::Host,
        }
    }

    /// Starts from nothing, as a new incarnation. What was changed at the machine stays, and what is wrong with it.
    pub fn restart_without_memory(&mut self, birth: Birth, now: Time) {
        let old = std::mem::replace(&mut self.node, Node::new(&self.spec, birth, now));
        match (&mut self.node, &old) {
            (Node::Executor(executor), Node::Executor(old)) => executor.take_over(old, now),
            (Node::Datastore(store), Node::Datastore(old)) => store.set_full(old.is_full()),
            _ => {}
        }
    }

    /// Whether something is wrong with it that lasts.
    pub fn is_faulty(&self) -> bool {
        match &self.node {
            Node::Executor(executor) => executor.trouble().is_any(),
            Node::Datastore(store) => store.is_full(),
            Node::Broker(_) | Node::Client(_) | Node::Host(_) => false,
        }
    }

    /// Nothing is wrong with it any more. Of one that is down, what it does goes on from when it stopped.
    pub fn mend(&mut self, now: Time) {
        let from = if self.up { now } else { self.since };
        match &mut self.node {
            Node::Executor(executor) => executor.mend(from),
            Node::Datastore(store) => store.set_full(false),
            Node::Broker(_) | Node::Client(_) | Node::Host(_) => {}
        }
    }

    /// When it wants to be woken; never while it is down.
    pub fn next_deadline(&self) -> Option<Time> {
        if !self.up {
            return None;
        }
        match &self.node {
            Node::Broker(broker) => broker.next_deadline(),
            Node::Executor(executor) => executor.next_deadline(),
            Node::Datastore(store) => store.next_deadline(),
            Node::Client(client) => client.next_deadline(),
            Node::Host(_) => None,
        }
    }
}

impl Node {
    fn new(spec: &NodeSpec, birth: Birth, starts_at: Time) -> Self {
        let Birth { id, broker, policy, seed } = birth;
        match spec {
            NodeSpec::Broker(_) => Self::Broker(Box::new(Broker::new(id, policy, seed))),
            NodeSpec::Executor(spec) => Self::Executor(Box::new(Executor::new(id, broker, spec, starts_at))),
            NodeSpec::Datastore(spec) => Self::Datastore(Datastore::new(id, broker, spec.capacity, starts_at)),
            NodeSpec::Client(_) => Self::Client(Client::new(id, broker)),
            NodeSpec::Host(_) => Self::Host(Host::new(id)),
        }
    }

    /// Its clock.
    pub fn clock(&self) -> VectorClock {
        match self {
            Self::Broker(broker) => broker.clock(),
            Self::Executor(executor) => executor.clock().vector(),
            Self::Datastore(store) => store.clock().vector(),
            Self::Client(client) => client.clock().vector(),
            Self::Host(host) => host.clock().now().clone(),
        }
    }

    /// Who it is, in its present life.
    pub fn id(&self) -> NodeId {
        match self {
            Self::Broker(broker) => broker.id(),
            Self::Executor(executor) => executor.clock().owner(),
            Self::Datastore(store) => store.clock().owner(),
            Self::Client(client) => client.clock().owner(),
            Self::Host(host) => host.clock().owner(),
        }
    }

    /// One event of the machine itself: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        match self {
            Self::Broker(broker) => broker.own_event(),
            Self::Executor(executor) => executor.own_event(),
            Self::Datastore(store) => store.own_event(),
            Self::Client(client) => client.own_event(),
            Self::Host(host) => host.own_event(),
        }
    }

    /// Wakes it: it does one thing that is due.
    pub fn wake(&mut self, now: Time, next: MessageId) -> StepResult {
        match self {
            Self::Broker(broker) => at_broker(next, |out| broker.handle(now, Input::Wake, out)),
            Self::Executor(executor) => at_peer(next, |out| executor.wake(now, out)),
            Self::Datastore(store) => at_peer(next, |out| store.wake(now, out)),
            Self::Client(client) => at_peer(next, |out| client.wake(now, out)),
            // The world itself does what the log says.
            Self::Host(_) => (None, None),
        }
    }

    /// Gives it a message.
    pub fn receive(&mut self, now: Time, message: Message, next: MessageId) -> StepResult {
        match self {
            Self::Broker(broker) => at_broker(next, |out| broker.handle(now, Input::Receive(message), out)),
            Self::Executor(executor) => at_peer(next, |out| executor.receive(now, message, out)),
            Self::Datastore(store) => at_peer(next, |out| store.receive(message, out)),
            Self::Client(client) => at_peer(next, |out| client.receive(now, message, out)),
            Self::Host(_) => (None, None),
        }
    }

    /// Operates a broker; nothing happens on others.
    pub fn operate(&mut self, now: Time, operation: Operation, next: MessageId) -> StepResult {
        match self {
            Self::Broker(broker) => at_broker(next, |out| broker.handle(now, Input::Operate(operation), out)),
            _ => (None, None),
        }
    }
}

fn at_broker(next: MessageId, step: impl FnOnce(&mut Outbox<crate::broker::fact::Fact>)) -> StepResult {
    step_of(next, step, What::Broker)
}

fn at_peer(next: MessageId, step: impl FnOnce(&mut Outbox<super::fact::PeerFact>)) -> StepResult {
    step_of(next, step, What::Peer)
}

fn step_of<F>(next: MessageId, step: impl FnOnce(&mut Outbox<F>), what: impl FnOnce(F) -> What) -> StepResult {
    let mut out = Outbox::new(next);
    step(&mut out);
    let (event, message) = out.into_parts();
    let event = event.map(|Happened { dot, kind, message, is_merge, fact }| Happened {
        dot,
        kind,
        message,
        is_merge,
        fact: what(fact),
    });
    (event, message)
}
