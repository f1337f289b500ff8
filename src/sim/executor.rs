//! An executor as UCP's behaves: registers, sends heartbeats, runs jobs, delivers results, reports done.

mod job;
mod trouble;

pub use job::Phase;
use job::{Job, Next};
pub use trouble::{Flap, Trouble};

use super::fact::PeerFact;
use super::peer::{ANSWER_WITHIN, Voice};
use crate::broker::call::{Answer, Body, Call, Message, Notice, Reply};
use crate::broker::emergency::Equipment;
use crate::broker::executors::{Capabilities, Real, Report};
use std::sync::Arc;

use crate::broker::jobs::JobSpec;
use crate::broker::outbox::Outbox;
use crate::clock::inline::NodeClock;
use crate::clock::{CausalDelivery, Dot, Held, VectorClock};
use crate::id::{JobId, MessageId, NodeId};
use crate::ordered::Map;
use crate::scenario::ExecutorSpec;
use crate::time::{Span, Time};

/// How often an executor says that it is there (UCP section 4).
pub const HEARTBEAT_EVERY: Span = Span::from_secs(60);
/// Registrations of one round are this far apart ...
const REGISTER_EVERY: Span = Span::from_secs(2);
/// ... and after so many of them ...
const REGISTER_TRIES: u32 = 10;
/// ... comes a pause: ten looks for a broker, ten seconds apart.
const REGISTER_PAUSE: Span = Span::from_secs(100);

/// Where the executor stands with its broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Membership {
    /// Registers at this time, after so many tries in this round.
    Joining { at: Time, tries: u32 },
    /// Is a member, and sends its next heartbeat at this time.
    Member { heartbeat_at: Time },
}

/// What an unanswered call was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Registration,
    Heartbeat,
    Job(JobId),
}

/// An executor.
#[derive(Debug, Clone)]
pub struct Executor {
    voice: Voice,
    broker: NodeId,
    total: Capabilities,
    equipment: Equipment,
    membership: Membership,
    /// What its last heartbeat said: while nothing changes, all say the same and share it.
    said: Arc<Report>,
    jobs: Map<JobId, Job>,
    calls: Map<MessageId, About>,
    notices: CausalDelivery<Notice>,
    trouble: Trouble,
}

/// A job that an executor has, for whoever looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub job: JobId,
    /// How far it is.
    pub phase: Phase,
    /// Since when it has been here, and once it runs, since when it runs.
    pub since: Time,
    /// Until when it runs, while it does.
    pub ends_at: Option<Time>,
}

impl Executor {
    /// An executor that starts at this moment.
    pub fn new(id: NodeId, broker: NodeId, spec: &ExecutorSpec, starts_at: Time) -> Self {
        Self {
            voice: Voice::new(id, spec.clocks),
            broker,
            total: spec.capabilities,
            equipment: spec.equipment,
            membership: Membership::Joining { at: starts_at, tries: 0 },
            said: Arc::default(),
            jobs: Map::new(),
            calls: Map::new(),
            notices: CausalDelivery::new(id),
            trouble: Trouble::default(),
        }
    }

    /// One event of its machine: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        self.voice.own_event()
    }

    /// Its clock.
    pub const fn clock(&self) -> &NodeClock {
        self.voice.clock()
    }

    /// Whether it knows vector clocks.
    pub const fn is_aware(&self) -> bool {
        self.voice.is_aware()
    }

    /// What it has when it is idle.
    pub const fn total(&self) -> &Capabilities {
        &self.total
    }

    /// What it carries for emergencies.
    pub const fn equipment(&self) -> Equipment {
        self.equipment
    }

    /// What it has now: what the jobs that it fetches data for and runs need is off.
    pub fn current(&self) -> Capabilities {
        left_of(self.total, &self.jobs)
    }

    /// The jobs that are here.
    pub fn running(&self) -> impl Iterator<Item = Running> + '_ {
        self.jobs.iter().map(|(&id, job)| Running {
            job: id,
            phase: job.phase(),
            since: job.since,
            ends_at: job.ends_at(),
        })
    }

    /// Whether the broker took it in, as far as it knows.
    pub const fn is_member(&self) -> bool {
        matches!(self.membership, Membership::Member { .. })
    }

    /// Which notices it has delivered, of each sender.
    pub const fn delivered(&self) -> &VectorClock {
        self.notices.delivered()
    }

    /// When it sends its next heartbeat.
    pub const fn next_heartbeat(&self) -> Option<Time> {
        match self.membership {
            Membership::Member { heartbeat_at } => Some(heartbeat_at),
            Membership::Joining { .. } => None,
        }
    }

    /// It sends a heartbeat, or registers, right now instead of when it is due.
    pub fn heartbeat_now(&mut self, now: Time) {
        self.membership = match self.membership {
            Membership::Joining { .. } => Membership::Joining { at: now, tries: 0 },
            Membership::Member { .. } => Membership::Member { heartbeat_at: now },
        };
    }

    /// It was off for this long: the jobs that it runs go on where they stopped.
    pub fn resume(&mut self, off: Span) {
        self.jobs.values_mut().for_each(|job| job.put_off(off));
    }

    /// It changes. The broker learns of it at the next heartbeat.
    pub fn change(&mut self, total: Capabilities, equipment: Option<Equipment>) {
        self.total = total;
        self.trouble.set_usual_power(&total);
        self.equipment = equipment.unwrap_or(self.equipment);
    }

    /// What is wrong with its machine.
    pub const fn trouble(&self) -> &Trouble {
        &self.trouble
    }

    /// Its jobs take another time, in per cent of the usual one. What is left of those that run, seen from `now`,
    /// takes so much longer or shorter.
    pub fn slow(&mut self, percent: u32, now: Time) {
        let was = self.trouble.percent;
        self.jobs.values_mut().for_each(|job| job.stretch(now, was, percent));
        self.trouble.percent = percent;
    }

    /// Its mains power comes and goes.
    pub fn flap(&mut self, every: Span, now: Time) {
        self.trouble.begin_to_flap(&self.total, every, now);
    }

    /// Nothing is wrong with its machine any more, since `now`.
    pub fn mend(&mut self, now: Time) {
        self.slow(100, now);
        (self.total.has_battery, self.total.power) = self.trouble.usual_power(&self.total);
        self.trouble = Trouble::default();
    }

    /// It runs on the machine of another one, which lost its memory: whatever is wrong with that stays.
    pub(super) fn take_over(&mut self, other: &Self, now: Time) {
        (self.total, self.equipment, self.trouble) = (other.total, other.equipment, other.trouble);
        if let Some(flap) = &mut self.trouble.flap {
            flap.at = now + flap.every;
        }
    }

    /// When it wants to be woken; a moment that has passed means at once.
    pub fn next_deadline(&self) -> Option<Time> {
        if self.voice.has_answers() {
            return Some(Time::START);
        }
        let own = match self.membership {
            Membership::Joining { at, .. } => at,
            Membership::Member { heartbeat_at } => heartbeat_at,
        };
        self.jobs.values().map(Job::due).chain([own]).chain(self.trouble.due()).min()
    }

    /// One step, and at most one event.
    pub fn wake(&mut self, now: Time, out: &mut Outbox<PeerFact>) {
        if self.voice.has_answers() {
            return self.voice.send_answer(out);
        }
        let due = self.jobs.iter().find(|(_, job)| job.due() <= now).map(|(id, _)| *id);
        if let Some(id) = due {
            return self.advance(now, id, out);
        }
        if self.trouble.due().is_some_and(|at| at <= now) {
            return self.turn_power(now, out);
        }
        match self.membership {
            Membership::Joining { at, tries } if at <= now => self.register(now, tries, out),
            Membership::Member { heartbeat_at } if heartbeat_at <= now => self.heartbeat(now, out),
            _ => {}
        }
    }

    /// The power comes or goes. The broker learns of it at the next heartbeat.
    fn turn_power(&mut self, now: Time, out: &mut Outbox<PeerFact>) {
        let (on_battery, charge) = self.trouble.turn(self.total.has_battery, now);
        self.total.has_battery = on_battery;
        self.total.power = Real::new(f64::from(charge)).unwrap_or(Real::HUNDRED);
        self.voice.internal(PeerFact::PowerTurned { on_battery, charge }, out);
    }

    fn register(&mut self, now: Time, tries: u32, out: &mut Outbox<PeerFact>) {
        let pause = if tries + 1 >= REGISTER_TRIES { REGISTER_PAUSE } else { REGISTER_EVERY };
        let tries = (tries + 1) % REGISTER_TRIES;
        self.membership = Membership::Joining { at: now + ANSWER_WITHIN + pause, tries };
        self.ask(Call::Register(Arc::new(self.report())), About::Registration, out);
    }

    fn heartbeat(&mut self, now: Time, out: &mut Outbox<PeerFact>) {
        // One timer, set here alone: registering anew never adds a second one.
        self.membership = Membership::Member { heartbeat_at: now + HEARTBEAT_EVERY };
        let report = self.report();
        if *self.said != report {
            self.said = Arc::new(report);
        }
        self.ask(Call::Heartbeat(Arc::clone(&self.said)), About::Heartbeat, out);
    }

    /// The heartbeat that it would send at this moment.
    pub(super) fn heartbeat_at(&self, now: Time, id: MessageId) -> Option<Message> {
        let mut out = Outbox::new(id);
        self.clone().heartbeat(now, &mut out);
        out.into_parts().1
    }

    fn ask(&mut self, call: Call, about: About, out: &mut Outbox<PeerFact>) {
        self.calls.retain(|_, other| *other != about);
        let id = self.voice.call(self.broker, call, out);
        self.calls.insert(id, about);
    }

    fn report(&self) -> Report {
        let (running, ending): (Vec<_>, Vec<_>) = self.running().partition(|running| running.phase != Phase::Ending);
        let ids = |jobs: Vec<Running>| jobs.into_iter().map(|running| running.job).collect();
        let aware = self.is_aware();
        Report {
            capabilities: self.current(),
            equipment: self.equipment,
            running: aware.then(|| ids(running)),
            ending: if aware { ids(ending) } else { Vec::new() },
            delivered: aware.then(|| self.delivered().clone()),
        }
    }

    /// A job of its is due.
    fn advance(&mut self, now: Time, id: JobId, out: &mut Outbox<PeerFact>) {
        match self.jobs.get_mut(&id).map(|job| job.advance(id, now, &self.trouble)) {
            Some(Next::Ask(call)) => self.ask(call, About::Job(id), out),
            Some(Next::Tell(fact)) => self.voice.internal(fact, out),
            None => {}
        }
    }

    /// Takes a message in.
    pub fn receive(&mut self, now: Time, message: Message, out: &mut Outbox<PeerFact>) {
        let Self { voice, total, membership, jobs, calls, notices, trouble, .. } = self;
        voice.receive(message, out, |voice, from, id, body| match body {
            Body::Call(Call::Ping) => {
                voice.answer(from, id, Answer::ok(Reply::Identity(voice.id())));
                PeerFact::Pinged
            }
            Body::Call(Call::Run { job, spec }) => {
                let (fact, answer) = start(jobs, now, job, spec, trouble);
                voice.answer(from, id, answer);
                fact
            }
            Body::Call(Call::Stop(job)) => {
                let was_here = jobs.remove(&job).is_some();
                calls.retain(|_, about| *about != About::Job(job));
                let answer = if was_here { Answer::OK } else { Answer::refused(404, "Job not found") };
                voice.answer(from, id, answer);
                PeerFact::JobStopped { job, was_here }
            }
            Body::Call(Call::Notice { stamp, notice }) => match notices.receive(from, stamp, notice) {
                Held::Ready => {
                    PeerFact::NoticeDelivered { notices: std::iter::from_fn(|| notices.deliver()).collect() }
                }
                Held::Waits => PeerFact::NoticeHeld,
                Held::Duplicate | Held::Full => PeerFact::NoticeDropped,
            },
            Body::Call(Call::Capabilities) => {
                voice.answer(from, id, Answer::ok(Reply::Capabilities(Box::new(left_of(*total, jobs)))));
                PeerFact::Asked
            }
            Body::Call(Call::Jobs) => {
                voice.answer(from, id, Answer::ok(Reply::Jobs(jobs.keys().copied().collect())));
                PeerFact::Asked
            }
            Body::Unknown => PeerFact::Settled,
            Body::Call(call) => {
                voice.answer(from, id, Answer::refused(404, "Not Found"));
                PeerFact::Ignored { from, why: format!("an executor does not answer to {}", call.name()).into() }
            }
            Body::Answer(call, answer) => match calls.remove(&call) {
                Some(About::Registration) => joined(membership, notices, now, answer),
                Some(About::Heartbeat) => kept(membership, notices, now, answer),
                Some(About::Job(job)) => settled(jobs, now, job, &answer),
                None => PeerFact::Settled,
            },
        });
    }
}

/// What is left of an executor while it has these jobs.
fn left_of(total: Capabilities, jobs: &Map<JobId, Job>) -> Capabilities {
    let here = jobs.values().filter(|job| job.phase() != Phase::Ending);
    here.fold(total, |left, job| left.less(&job.spec.needs, 1))
}

fn start(
    jobs: &mut Map<JobId, Job>,
    now: Time,
    id: JobId,
    spec: Arc<JobSpec>,
    trouble: &Trouble,
) -> (PeerFact, Answer) {
    if jobs.contains_key(&id) {
        return (PeerFact::JobHere { job: id }, Answer::refused(503, "failed create"));
    }
    let (job, fact) = Job::begin(id, spec, now, trouble);
    jobs.insert(id, job);
    (fact, Answer::OK)
}

/// The registration was answered.
fn joined(membership: &mut Membership, notices: &mut CausalDelivery<Notice>, now: Time, answer: Answer) -> PeerFact {
    if !answer.is_ok() {
        let why = answer.detail().unwrap_or("no reason given").into();
        if let Membership::Joining { at, .. } = membership {
            *at = now + REGISTER_EVERY;
        }
        return PeerFact::NotJoined { why };
    }
    if let Reply::Welcome(delivered) = answer.reply {
        notices.join(&delivered);
    }
    if let Membership::Joining { .. } = membership {
        *membership = Membership::Member { heartbeat_at: now + HEARTBEAT_EVERY };
    }
    PeerFact::Joined
}

/// The heartbeat was answered.
fn kept(membership: &mut Membership, notices: &mut CausalDelivery<Notice>, now: Time, answer: Answer) -> PeerFact {
    if let Reply::Welcome(delivered) = &answer.reply {
        notices.join(delivered);
    }
    if answer.status == 404 {
        *membership = Membership::Joining { at: now, tries: 0 };
        return PeerFact::Forgotten;
    }
    PeerFact::Settled
}

/// A call for a job was answered.
#[inline(never)]
fn settled(jobs: &mut Map<JobId, Job>, now: Time, id: JobId, answer: &Answer) -> PeerFact {
    let Some(job) = jobs.get_mut(&id) else { return PeerFact::Settled };
    let (fact, leaves) = job.answered(id, now, answer);
    if leaves {
        jobs.remove(&id);
    }
    fact
}

#[cfg(test)]
mod tests;
