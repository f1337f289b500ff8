//! The broker: one state machine without I/O.
//!
//! [`Broker::handle`] is one atomic step and at most one event: a message is received, a message is sent, or
//! something is decided. What follows from a step waits inside until the host wakes the broker at
//! [`Broker::next_deadline`], so that whoever watches sees the state at every single event.

pub mod call;
pub mod data;
pub mod decision;
pub mod emergency;
pub mod executors;
pub mod fact;
mod inquiry;
pub mod jobs;
mod operate;
pub mod outbox;
pub mod policy;
pub mod preempt;
pub mod queue;
mod remembered;
pub mod results;
mod schedule;
mod serve;
mod suppose;
pub mod wire;

use std::collections::VecDeque;
use std::sync::Arc;

use rand_pcg::Pcg32;

use call::{Answer, Body, Call, Message, Notice};
use data::{Data, DataBroker, DataName};
use emergency::{Emergency, Kind};
use executors::{Executors, Report};
use fact::Fact;
use inquiry::Had;
use jobs::{End, Job, Jobs, Stage};
use outbox::Outbox;
use policy::Policy;
use preempt::Withdrawal;
use queue::Queue;
use results::Results;

use crate::clock::inline::{Knowledge, NodeClock};
use crate::clock::{CausalDelivery, Dot, VectorClock};
use crate::id::{JobId, MessageId, NodeId};
use crate::ordered::Map;
use crate::ordered::few::Rare;
use crate::time::{Span, Time};

/// A client is told so often how its job ended, until it answers.
const TELL_TRIES_MAX: u32 = 10;
/// How long the broker waits for an answer to a call of its own (UCP: the ping's ten seconds).
pub const ANSWER_WITHIN: Span = Span::from_secs(10);

/// What can be put into a broker.
#[derive(Debug, Clone)]
pub enum Input {
    /// A message came in from the network.
    Receive(Message),
    /// The moment of [`Broker::next_deadline`] has come.
    Wake,
    /// Whoever operates the broker wants something.
    Operate(Operation),
}

/// What whoever operates the broker may want.
#[derive(Debug, Clone)]
pub enum Operation {
    /// Other rules.
    SetPolicy(Policy),
    /// An emergency begins for all: jobs of its kind are at least of its level.
    DeclareEmergency(Emergency),
    /// Every declared emergency ends.
    ClearEmergencies,
}

/// A broker.
#[derive(Debug, Clone)]
pub struct Broker {
    clock: NodeClock,
    policy: Policy,
    executors: Executors,
    jobs: Jobs,
    queue: Queue,
    results: Results,
    data: DataBroker,
    declared: Map<Kind, Emergency>,
    broadcast: CausalDelivery<Notice>,
    /// The last notices, to be sent again where one was lost.
    said: VecDeque<Said>,
    rng: Pcg32,
    todo: VecDeque<Todo>,
    /// All are waited for equally long, and later calls have greater numbers: the first is due first.
    awaited: Map<MessageId, Awaited>,
    /// Whether something changed that might let a job leave the queue.
    unsettled: bool,
}

/// One thing to do next: one event.
#[derive(Debug, Clone)]
enum Todo {
    Answer { to: NodeId, call: MessageId, answer: Answer },
    Ping(Registering),
    PlaceNow(JobId),
    Run(JobId),
    Inquire(NodeId),
    Withdraw(Withdrawal),
    Deliver(Delivery),
    Data(u32),
    Tell(Telling),
    Notify { executor: NodeId, stamp: VectorClock, notice: Notice },
    End(JobId, End),
}

/// A registration that waits for its ping.
#[derive(Debug, Clone)]
struct Registering {
    executor: NodeId,
    call: MessageId,
    report: Arc<Report>,
    known_from: Option<Dot>,
    /// What it knew when it registered: which jobs it had heard of.
    clock: Option<Knowledge>,
}

/// A notice that went out to all executors.
#[derive(Debug, Clone)]
struct Said {
    stamp: VectorClock,
    notice: Notice,
    /// The event that sent it last, once it was sent.
    sent: Option<Dot>,
}

/// A client that has to be told that its job ended without being done.
#[derive(Debug, Clone)]
struct Telling {
    client: NodeId,
    job: JobId,
    end: End,
    tries: u32,
}

/// A result on its way.
#[derive(Debug, Clone)]
pub struct Delivery {
    job: JobId,
    data: Data,
    folder: DataName,
    to: NodeId,
    /// The event that heard of it.
    heard: Dot,
    answer_to: (NodeId, MessageId),
}

/// A call of the broker's own that waits for its answer.
#[derive(Debug, Clone)]
struct Awaited {
    until: Time,
    by: NodeId,
    what: Wanted,
}

#[derive(Debug, Clone)]
enum Wanted {
    Ping(Registering),
    Run(JobId),
    Delivery(Delivery),
    Data(u32),
    Telling(Telling),
    Stop(Withdrawal),
    Jobs(Had),
}

impl Broker {
    /// A broker that has not done anything yet. The seed decides the draws of random placement.
    pub fn new(id: NodeId, policy: Policy, seed: u64) -> Self {
        Self {
            clock: NodeClock::of_hub(id),
            policy,
            executors: Executors::new(),
            jobs: Jobs::default(),
            queue: Queue::default(),
            results: Results::default(),
            data: DataBroker::default(),
            declared: Map::new(),
            broadcast: CausalDelivery::new(id),
            said: VecDeque::new(),
            rng: Pcg32::new(seed, id.index() as u64),
            todo: VecDeque::new(),
            awaited: Map::new(),
            unsettled: false,
        }
    }

    /// One atomic step, and at most one event. `now` must not run backwards.
    pub fn handle(&mut self, now: Time, input: Input, out: &mut Outbox<Fact>) {
        match input {
            Input::Receive(message) => self.receive(now, message, out),
            Input::Operate(operation) => self.operate(operation, out),
            Input::Wake => self.wake(now, out),
        }
    }

    /// When the broker wants to be woken; a moment that has passed means at once.
    pub fn next_deadline(&self) -> Option<Time> {
        if !self.todo.is_empty() || self.unsettled {
            return Some(Time::START);
        }
        let expiry = self.executors.next_expiry();
        let timeout = self.awaited.first().map(|(_, awaited)| awaited.until);
        [expiry, timeout, self.data.next_deadline()].into_iter().flatten().min()
    }

    fn receive(&mut self, now: Time, message: Message, out: &mut Outbox<Fact>) {
        let received = match &message.clock {
            Some(clock) => self.clock.receive(clock),
            None => Ok((self.clock.tick(), false)),
        };
        let id = message.id;
        match received {
            Ok((dot, is_merge)) => {
                let fact = self.hear(now, message);
                out.received(id, dot, is_merge, fact);
            }
            Err(error) => {
                let (from, why) = (message.from, format!("vector_clock: {error}"));
                if let Body::Call(_) = message.body {
                    self.answer(from, id, Answer::refused(422, why.clone()));
                }
                out.received(id, self.clock.tick(), false, Fact::Refused { from, why: why.into() });
            }
        }
    }

    /// Does one thing that is due. Nothing may be left to do, then nothing happens.
    fn wake(&mut self, now: Time, out: &mut Outbox<Fact>) {
        // First of all, since a broker that was off may have left something to do that is about them.
        if let Some(machine) = self.executors.lapsed(now) {
            return self.expire(now, machine, out);
        }
        if let Some(todo) = self.todo.pop_front() {
            return self.perform(now, todo, out);
        }
        if self.data_due(now, out) {
            return;
        }
        if self.awaited.first().is_some_and(|(_, awaited)| awaited.until <= now)
            && let Some((_, awaited)) = self.awaited.pop_first()
        {
            return self.give_up(now, awaited, out);
        }
        if self.unsettled {
            self.schedule(now, out);
        }
    }

    fn perform(&mut self, now: Time, todo: Todo, out: &mut Outbox<Fact>) {
        match todo {
            Todo::Answer { to, call, answer } => self.send(to, Body::Answer(call, answer), out),
            Todo::Ping(registering) => self.call(now, registering.executor, Call::Ping, Wanted::Ping(registering), out),
            Todo::PlaceNow(job) => self.place_now(now, job, out),
            Todo::Run(job) => self.run(now, job, out),
            Todo::Inquire(machine) => self.inquire(now, machine, out),
            Todo::Withdraw(withdrawal) => self.stop(now, withdrawal, out),
            Todo::Deliver(delivery) => {
                let call = Call::Result { job: delivery.job, data: delivery.data.clone() };
                self.call(now, delivery.to, call, Wanted::Delivery(delivery), out);
            }
            Todo::Data(work) => self.carry_on(now, work, out),
            Todo::Tell(mut telling) => {
                telling.tries += 1;
                let call = Call::Ended { job: telling.job, end: telling.end.clone() };
                self.call(now, telling.client, call, Wanted::Telling(telling), out);
            }
            Todo::Notify { executor, stamp, notice } => {
                let said = self.said.iter_mut().find(|said| said.stamp == stamp);
                let (_, dot) =
                    out.send(&mut self.clock, true, executor, Body::Call(Call::Notice { stamp, notice }), Fact::Sent);
                said.into_iter().for_each(|said| said.sent = Some(dot));
            }
            Todo::End(job, end) => {
                if self.end(job, end.clone()).is_some() {
                    out.internal(&mut self.clock, Fact::Ended { job, end });
                }
            }
        }
    }

    fn send(&mut self, to: NodeId, body: Body, out: &mut Outbox<Fact>) {
        out.send(&mut self.clock, true, to, body, Fact::Sent);
    }

    fn call(&mut self, now: Time, by: NodeId, call: Call, what: Wanted, out: &mut Outbox<Fact>) {
        let (id, dot) = out.send(&mut self.clock, true, by, Body::Call(call), Fact::Sent);
        if let Wanted::Run(job) = what
            && let Some(executor) = self.executors.get_mut(&by)
            && let Some(share) = executor.shares.get_mut(&job)
        {
            if share.sent.is_none() {
                share.since = now;
            }
            share.sent = Some(dot);
            self.results.hand(job, executor.node, dot);
        }
        self.awaited.insert(id, Awaited { until: now + ANSWER_WITHIN, by, what });
    }

    fn answer(&mut self, to: NodeId, call: MessageId, answer: Answer) {
        self.todo.push_back(Todo::Answer { to, call, answer });
    }

    /// Ends a job and all that follows from it, but for the event. Returns the job and the dependents freed.
    fn end(&mut self, id: JobId, end: End) -> Option<(Arc<Job>, Vec<JobId>)> {
        let is_done = matches!(end, End::Done(_));
        let told = matches!(end, End::Failed(_) | End::Orphaned(_)).then(|| end.clone());
        let deletes = !matches!(end, End::Deleted);
        let (job, mut dependents) = self.jobs.end(id, end)?;
        self.forget_oldest_ends();
        self.queue.remove(id);
        if let Some(executor) = job.executor().and_then(|machine| self.executors.get_mut(&machine)) {
            executor.release(id);
        }
        self.unsettled = true;
        match is_done {
            true => {
                dependents.retain(|other| self.jobs.get(*other).is_some_and(|job| job.waits_for.is_empty()));
                dependents.iter().for_each(|other| self.look_again(*other));
            }
            false => {
                self.results.forget(id);
                self.todo.extend(dependents.drain(..).map(|other| Todo::End(other, End::Orphaned(id))));
            }
        }
        if deletes && job.spec.has_own_data() && (job.spec.files.delete || !is_done) {
            self.delete_job_data(job.spec.folder.clone());
        }
        if let Some(end) = told {
            self.tell(&job, id, end);
        }
        Some((job, dependents))
    }

    /// Something changed of a job that may be waiting in the queue.
    fn look_again(&mut self, id: JobId) {
        if let Some(job) = self.jobs.get(id) {
            self.queue.look_again(id, job);
        }
    }

    /// Keeps the remembered ends within their bound.
    fn forget_oldest_ends(&mut self) {
        while let Some(oldest) = self.jobs.forget_oldest_end() {
            self.results.forget(oldest);
        }
    }

    /// Tells the client that submitted a job how that ended; a peer without clocks is not known to listen.
    fn tell(&mut self, job: &Job, id: JobId, end: End) {
        let client = job.submitted.map(|dot| dot.node);
        self.todo.extend(client.map(|client| Todo::Tell(Telling { client, job: id, end, tries: 0 })));
    }

    /// Puts jobs that lost their executor back at their places. One that was to be placed at once has none: it is
    /// refused.
    fn requeue(&mut self, jobs: impl IntoIterator<Item = JobId>) -> Rare<JobId> {
        let mut requeued = Rare::new();
        for id in jobs {
            let Some(job) = self.jobs.get_mut(id) else { continue };
            if job.answer_to.is_some() {
                self.refuse(id, "Failed to submit Job");
                continue;
            }
            job.stage = Stage::Waiting;
            job.told_incapable = false;
            // While it was away, emergencies may have been declared for all, or have ended.
            let finding = job.finding.take();
            let finding = finding.map(|finding| self.raised(finding));
            if let Some(job) = self.jobs.get_mut(id) {
                job.finding = finding;
            }
            if let Some(job) = self.jobs.get(id) {
                self.queue.insert(id, job, &self.jobs, &self.policy);
                requeued.push(id);
            }
        }
        self.unsettled = true;
        requeued
    }

    /// One event of the broker's machine: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        self.clock.tick()
    }

    /// Who the broker is, in its present life.
    pub const fn id(&self) -> NodeId {
        self.clock.owner()
    }

    /// What the broker knows of everyone's events.
    pub fn clock(&self) -> VectorClock {
        self.clock.vector()
    }

    /// The rules in force.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What is believed of each executor, by machine.
    pub const fn executors(&self) -> &Executors {
        &self.executors
    }

    /// The jobs that live and the last that ended.
    pub const fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// The jobs that wait, in order.
    pub const fn queue(&self) -> &Queue {
        &self.queue
    }

    /// The destinations of results that have not arrived.
    pub const fn results(&self) -> &Results {
        &self.results
    }

    /// The data side: datastores, locations, and what is under way.
    pub const fn data(&self) -> &DataBroker {
        &self.data
    }

    /// How many things are still to be done or answered.
    pub fn unfinished(&self) -> usize {
        self.todo.len() + self.awaited.len()
    }

    /// How many notices went out.
    pub const fn notices(&self) -> &VectorClock {
        self.broadcast.delivered()
    }

    /// The emergencies that are declared for all.
    pub fn declared(&self) -> impl Iterator<Item = &Emergency> {
        self.declared.values()
    }
}
