//! What a story of a peer is told with: the peer alone, and a broker that says what the story wants.

use std::sync::Arc;

use clocktower::broker::call::{Answer, Body, Call, Message};
use clocktower::broker::data::{Data, DataName, Glob};
use clocktower::broker::executors::Capabilities;
use clocktower::broker::jobs::{Files, JobSpec};
use clocktower::broker::policy::Policy;
use clocktower::id::{JobId, MessageId, NodeId};
use clocktower::scenario::{ExecutorSpec, MS_MAX, NodeSpec, Plain};
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::machine::{Birth, Machine, Node};
use clocktower::time::{Span, Time};

pub(crate) const BROKER: NodeId = NodeId::new(0);
const PEER: NodeId = NodeId::new(1);
/// The job that most stories are about; its folder is `job-1`.
pub(crate) const JOB: JobId = JobId::new(1);

/// A peer with everything that it said and that happened to it.
pub(crate) struct Story {
    pub(crate) machine: Machine,
    pub(crate) now: Time,
    pub(crate) facts: Vec<PeerFact>,
    pub(crate) calls: Vec<(MessageId, Call)>,
    pub(crate) answers: Vec<Answer>,
    next: u32,
}

impl Story {
    /// An executor that has not registered and will not, so that it only does what the story is about.
    pub(crate) fn executor() -> Self {
        Self::of(NodeSpec::Executor(ExecutorSpec { starts_after_ms: MS_MAX, ..ExecutorSpec::default() }))
    }

    pub(crate) fn client() -> Self {
        Self::of(NodeSpec::Client(Plain::default()))
    }

    fn of(spec: NodeSpec) -> Self {
        let birth = Birth { id: PEER, broker: BROKER, policy: Policy::default(), seed: 1 };
        let machine = Machine::new(spec, birth, Time::START);
        Self { machine, now: Time::START, facts: Vec::new(), calls: Vec::new(), answers: Vec::new(), next: 1 }
    }

    /// Lets the peer do all that it has to do by now, and then until this much later.
    pub(crate) fn pass(&mut self, span: Span) {
        let until = self.now + span;
        while let Some(due) = self.machine.next_deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            let step = self.machine.node.wake(self.now, MessageId::new(self.next));
            self.take(step);
        }
        self.now = until;
    }

    fn take(&mut self, (event, message): clocktower::sim::machine::StepResult) {
        self.facts.extend(event.and_then(|event| match event.fact {
            What::Peer(PeerFact::Sent) => None,
            What::Peer(fact) => Some(fact),
            other => panic!("no peer tells {other:?}"),
        }));
        let Some(message) = message else { return };
        self.next += 1;
        match message.body {
            Body::Call(call) => self.calls.push((message.id, call)),
            Body::Answer(_, answer) => self.answers.push(answer),
            Body::Unknown => panic!("no peer says that"),
        }
    }

    fn hear(&mut self, body: Body) {
        self.next += 1;
        let message = Message { id: MessageId::new(self.next - 1), from: BROKER, to: PEER, clock: None, body };
        let step = self.machine.node.receive(self.now, message, MessageId::new(self.next));
        self.take(step);
        self.pass(Span::ZERO);
    }

    /// The broker calls the peer.
    pub(crate) fn call(&mut self, call: Call) {
        self.hear(Body::Call(call));
    }

    /// The broker answers the peer's last call.
    pub(crate) fn answer(&mut self, answer: Answer) {
        let (id, _) = *self.calls.last().expect("the peer asked something");
        self.hear(Body::Answer(id, answer));
    }

    /// A client begins something.
    pub(crate) fn begin(&mut self, steps: Vec<clocktower::sim::fact::Step>) {
        let now = self.now;
        self.client_node().begin(steps, now);
        self.pass(Span::ZERO);
    }

    pub(crate) fn client_node(&mut self) -> &mut clocktower::sim::client::Client {
        match &mut self.machine.node {
            Node::Client(client) => client,
            _ => panic!("this story is not about a client"),
        }
    }

    pub(crate) fn executor_node(&self) -> &clocktower::sim::executor::Executor {
        match &self.machine.node {
            Node::Executor(executor) => executor,
            _ => panic!("this story is not about an executor"),
        }
    }

    pub(crate) fn last_call(&self) -> &Call {
        &self.calls.last().expect("the peer asked something").1
    }

    /// The peer's calls in a word each, with the data they are about.
    pub(crate) fn told(&self) -> Vec<String> {
        let word = |call: &Call| match (call, call.data_name()) {
            (_, Some(name)) => format!("{} {}", call.name(), name.as_str()),
            (Call::List { prefix }, _) => format!("list {prefix}*"),
            _ => call.name().to_owned(),
        };
        self.calls.iter().map(|(_, call)| word(call)).collect()
    }

    pub(crate) fn has(&self, wanted: impl Fn(&PeerFact) -> bool) -> bool {
        self.facts.iter().any(wanted)
    }
}

pub(crate) fn name(text: &str) -> DataName {
    DataName::new(text).unwrap()
}

pub(crate) fn bytes(n: u64) -> Answer {
    Answer::ok(clocktower::broker::call::Reply::Data(Data::sized(n)))
}

/// A job that reads these names and patterns, and leaves those.
pub(crate) fn spec(reads: &[&str], leaves: &[&str]) -> Arc<JobSpec> {
    let globs = |texts: &[&str]| texts.iter().map(|text| (Glob::new(text).unwrap(), format!("/{text}"))).collect();
    Arc::new(JobSpec {
        folder: DataName::folder("job-1"),
        wasm_bin: "job-1".to_owned(),
        args: Vec::new(),
        files: Files { named_data: globs(reads), named_results: globs(leaves), ..Files::default() },
        needs: Capabilities { memory: 1 << 30, ..Capabilities::default() },
        result_to: Some(NodeId::new(2)),
        emergency: None,
        duration: Span::from_secs(60),
        result_bytes: 1000,
    })
}
