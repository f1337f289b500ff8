//! What a story is told with: a broker that remembers all it said, and peers with clocks.

use clocktower::broker::call::{Answer, Body, Call, Message, Reply};
use clocktower::broker::data::{Data, DataName};
use clocktower::broker::decision::Explained;
use clocktower::broker::emergency::{Emergency, Equipment, Kind, Level};
use clocktower::broker::executors::{Capabilities, Real, Report};
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::{Files, JobSpec};
use clocktower::broker::outbox::Outbox;
use clocktower::broker::policy::{Order, Policy};
use clocktower::broker::results::Refusal;
use clocktower::broker::{Broker, Input};
use clocktower::clock::inline::{Knowledge, NodeClock};
use clocktower::id::{JobId, MessageId, NodeId};
use clocktower::time::{Span, Time};
use std::sync::Arc;

pub(crate) const BROKER: NodeId = NodeId::new(0);
pub(crate) const GIB: i64 = 1 << 30;

/// A broker with everything that it said, and peers that speak to it.
pub(crate) struct Story {
    pub(crate) broker: Broker,
    pub(crate) now: Time,
    pub(crate) next: u32,
    pub(crate) facts: Vec<Fact>,
    pub(crate) said: Vec<Message>,
}

/// A peer with a clock of its own; without one it is an original node.
pub(crate) struct Peer {
    pub(crate) clock: NodeClock,
    pub(crate) aware: bool,
}

impl Peer {
    pub(crate) fn new(n: u16) -> Self {
        Self { clock: NodeClock::new(NodeId::new(n)), aware: true }
    }

    pub(crate) fn original(n: u16) -> Self {
        Self { aware: false, ..Self::new(n) }
    }

    pub(crate) fn id(&self) -> NodeId {
        self.clock.owner()
    }

    /// The clock of its next message.
    pub(crate) fn stamp(&mut self) -> Option<Knowledge> {
        self.clock.tick();
        self.aware.then(|| self.clock.now().clone())
    }
}

impl Story {
    pub(crate) fn new(policy: Policy) -> Self {
        let broker = Broker::new(BROKER, policy, 7);
        Self { broker, now: Time::START, next: 1, facts: Vec::new(), said: Vec::new() }
    }

    pub(crate) fn handle(&mut self, input: Input) {
        let mut out = Outbox::new(MessageId::new(self.next));
        self.broker.handle(self.now, input, &mut out);
        let (event, message) = out.into_parts();
        self.facts.extend(event.map(|event| event.fact));
        self.next += u32::from(message.is_some());
        self.said.extend(message);
    }

    /// Lets the broker do all that it has to do by now.
    pub(crate) fn settle(&mut self) {
        while self.broker.next_deadline().is_some_and(|due| due <= self.now) {
            self.handle(Input::Wake);
        }
    }

    /// Time passes, and the broker wakes when it wants to.
    pub(crate) fn pass(&mut self, span: Span) {
        let until = self.now + span;
        while let Some(due) = self.broker.next_deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.handle(Input::Wake);
        }
        self.now = until;
    }

    pub(crate) fn message(&mut self, peer: &mut Peer, body: Body) -> Message {
        self.next += 1;
        let clock = peer.stamp();
        Message { id: MessageId::new(self.next - 1), from: peer.id(), to: BROKER, clock, body }
    }

    pub(crate) fn deliver(&mut self, message: Message) {
        self.handle(Input::Receive(message));
        self.settle();
    }

    /// The peer calls the broker. What it says of a job that it has comes after it was handed that.
    pub(crate) fn call(&mut self, peer: &mut Peer, call: Call) -> MessageId {
        if matches!(call, Call::Done(_) | Call::Failed { .. } | Call::Result { .. }) {
            self.hear(peer);
        }
        let message = self.message(peer, Body::Call(call));
        let id = message.id;
        self.deliver(message);
        id
    }

    /// The answer that a call got.
    pub(crate) fn answer(&self, call: MessageId) -> Option<&Answer> {
        self.said.iter().find_map(|message| match &message.body {
            Body::Answer(to, answer) if *to == call => Some(answer),
            _ => None,
        })
    }

    /// Answers the last call that the broker made to this peer.
    pub(crate) fn reply(&mut self, peer: &mut Peer, answer: Answer) {
        let asked = self.said.iter().rev().find(|m| m.to == peer.id().machine() && matches!(m.body, Body::Call(_)));
        let asked = asked.expect("the broker asked something").clone();
        if let Some(clock) = asked.clock.filter(|_| peer.aware) {
            peer.clock.receive(&clock).unwrap();
        }
        let message = self.message(peer, Body::Answer(asked.id, answer));
        self.deliver(message);
    }

    /// The peer hears the last message to it, and says nothing.
    pub(crate) fn hear(&self, peer: &mut Peer) {
        let said = self.said.iter().rev().find(|message| message.to == peer.id().machine());
        if let Some(clock) = said.and_then(|said| said.clock.as_ref()).filter(|_| peer.aware) {
            peer.clock.receive(clock).unwrap();
        }
    }

    /// Registers and answers the ping.
    pub(crate) fn join(&mut self, peer: &mut Peer, report: Report) -> MessageId {
        let call = self.call(peer, Call::Register(Arc::new(report)));
        self.reply(peer, Answer::ok(Reply::Identity(peer.id())));
        call
    }

    pub(crate) fn submit(&mut self, client: &mut Peer, job: u32, spec: JobSpec) -> MessageId {
        let message = self.submission(client, job, spec);
        let id = message.id;
        self.deliver(message);
        id
    }

    /// What submits a job, sent and not yet delivered.
    pub(crate) fn submission(&mut self, client: &mut Peer, job: u32, spec: JobSpec) -> Message {
        let call = Call::Submit { job: JobId::new(job), spec: Arc::new(spec), wait_for: Some(vec![]) };
        self.message(client, Body::Call(call))
    }

    pub(crate) fn submit_after(&mut self, client: &mut Peer, job: u32, wait_for: &[u32]) -> MessageId {
        let wait_for = wait_for.iter().map(|job| JobId::new(*job)).collect();
        self.call(client, Call::Submit { job: JobId::new(job), spec: Arc::new(spec(GIB)), wait_for: Some(wait_for) })
    }

    pub(crate) fn submit_now(&mut self, client: &mut Peer, job: u32, spec: JobSpec) -> MessageId {
        self.call(client, Call::Submit { job: JobId::new(job), spec: Arc::new(spec), wait_for: None })
    }

    pub(crate) fn queue(&self) -> Vec<u32> {
        self.broker.queue().places().iter().map(|place| place.job.number()).collect()
    }

    pub(crate) fn decisions(&self) -> Vec<Explained> {
        let decided = self.facts.iter().filter_map(|fact| match fact {
            Fact::Decided(decision) => Some(decision.explained()),
            _ => None,
        });
        decided.collect()
    }

    /// The jobs in the order in which they were placed.
    pub(crate) fn placed(&self) -> Vec<u32> {
        self.decisions().iter().filter(|d| d.winner.is_some()).map(|d| d.job.number()).collect()
    }

    pub(crate) fn where_is(&self, job: u32) -> Option<NodeId> {
        self.broker.jobs().get(JobId::new(job)).and_then(|job| job.executor())
    }
}

pub(crate) fn report(memory: i64) -> Report {
    let capabilities = Capabilities {
        memory,
        disk: 100 * GIB,
        cpu_load: Real::ZERO,
        cpu_cores: 8,
        has_battery: false,
        ..Capabilities::default()
    };
    Report { capabilities, equipment: Equipment::NONE, running: Some(vec![]), ending: vec![], delivered: None }
}

pub(crate) fn spec(memory: i64) -> JobSpec {
    JobSpec {
        folder: DataName::folder("job"),
        files: Files::default(),
        wasm_bin: "hello.wasm".into(),
        args: vec![],
        needs: Capabilities { memory, ..Capabilities::default() },
        result_to: None,
        emergency: None,
        duration: Span::from_secs(60),
        result_bytes: 1,
    }
}

pub(crate) fn emergency(kind: Kind, level: Level) -> JobSpec {
    JobSpec { emergency: Some(Emergency { kind, level, location: None }), ..spec(GIB) }
}

pub(crate) fn order(order: Order) -> Policy {
    Policy { order, ..Policy::default() }
}

/// The job that a story with one job is about.
pub(crate) const JOB: JobId = JobId::new(1);

pub(crate) fn result() -> Call {
    Call::Result { job: JOB, data: Data::sized(1) }
}

/// One job whose result its client wants, handed to the only executor.
pub(crate) fn one_job() -> (Story, Peer, Peer) {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    (story, exec, client)
}

pub(crate) fn refusals(story: &Story) -> Vec<Refusal> {
    let why = |fact: &Fact| if let Fact::ResultRefused { why, .. } = fact { Some(*why) } else { None };
    story.facts.iter().filter_map(why).collect()
}

/// The executor of the job falls silent, and another gets the job.
pub(crate) fn redeployed() -> (Story, Peer, Peer, Peer) {
    let (mut story, lost, client) = one_job();
    let mut second = Peer::new(2);
    story.pass(Span::from_secs(131));
    story.join(&mut second, report(GIB));
    assert_eq!(story.where_is(1), Some(second.id()));
    (story, lost, second, client)
}
