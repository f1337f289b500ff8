//! An executor as UCP's behaves: registers, sends heartbeats, runs jobs, delivers results, reports done.

use super::fact::PeerFact;
use super::peer::{ANSWER_WITHIN, TRIES_MAX, TRY_EVERY, Voice};
use crate::broker::call::{Answer, Body, Call, Message, Notice, Reply};
use crate::broker::data::Data;
use crate::broker::emergency::Equipment;
use crate::broker::executors::{Capabilities, Report};
use crate::broker::jobs::JobSpec;
use crate::broker::outbox::Outbox;
use crate::clock::{CausalDelivery, Dot, Held, LocalClock};
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

/// Where one job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    Runs {
        ends_at: Time,
    },
    /// Its result goes out at this time, after so many tries.
    HasResult {
        at: Time,
        tries: u32,
    },
    /// Its end is reported at this time, after so many tries.
    IsDone {
        at: Time,
        tries: u32,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Job {
    needs: Capabilities,
    result_bytes: u64,
    started_at: Time,
    stage: Stage,
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
    jobs: Map<JobId, Job>,
    calls: Map<MessageId, About>,
    notices: CausalDelivery<Notice>,
}

/// A job that an executor runs, for whoever looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub job: JobId,
    /// Since when.
    pub started_at: Time,
    /// Until when; it has run to its end when that is past.
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
            jobs: Map::new(),
            calls: Map::new(),
            notices: CausalDelivery::new(id),
        }
    }

    /// One event of its machine: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        self.voice.own_event()
    }

    /// Its clock.
    pub const fn clock(&self) -> &LocalClock {
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

    /// What it has now: what its running jobs need is off.
    pub fn current(&self) -> Capabilities {
        self.running()
            .filter(|running| running.ends_at.is_some())
            .fold(self.total, |left, running| self.jobs.get(&running.job).map_or(left, |job| left.less(&job.needs, 1)))
    }

    /// The jobs that are here.
    pub fn running(&self) -> impl Iterator<Item = Running> + '_ {
        self.jobs.iter().map(|(&job, Job { started_at, stage, .. })| {
            let ends_at = if let Stage::Runs { ends_at } = stage { Some(*ends_at) } else { None };
            Running { job, started_at: *started_at, ends_at }
        })
    }

    /// Whether the broker took it in, as far as it knows.
    pub const fn is_member(&self) -> bool {
        matches!(self.membership, Membership::Member { .. })
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
        for job in self.jobs.values_mut() {
            if let Stage::Runs { ends_at } = &mut job.stage {
                *ends_at = *ends_at + off;
            }
        }
    }

    /// It changes. The broker learns of it at the next heartbeat.
    pub fn change(&mut self, total: Capabilities, equipment: Option<Equipment>) {
        self.total = total;
        self.equipment = equipment.unwrap_or(self.equipment);
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
        self.jobs.values().map(Job::due).chain([own]).min()
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
        match self.membership {
            Membership::Joining { at, tries } if at <= now => self.register(now, tries, out),
            Membership::Member { heartbeat_at } if heartbeat_at <= now => self.heartbeat(now, out),
            _ => {}
        }
    }

    fn register(&mut self, now: Time, tries: u32, out: &mut Outbox<PeerFact>) {
        let pause = if tries + 1 >= REGISTER_TRIES { REGISTER_PAUSE } else { REGISTER_EVERY };
        let tries = (tries + 1) % REGISTER_TRIES;
        self.membership = Membership::Joining { at: now + ANSWER_WITHIN + pause, tries };
        self.ask(Call::Register(self.report()), About::Registration, out);
    }

    fn heartbeat(&mut self, now: Time, out: &mut Outbox<PeerFact>) {
        // One timer, set here alone: registering anew never adds a second one.
        self.membership = Membership::Member { heartbeat_at: now + HEARTBEAT_EVERY };
        self.ask(Call::Heartbeat(self.report()), About::Heartbeat, out);
    }

    fn ask(&mut self, call: Call, about: About, out: &mut Outbox<PeerFact>) {
        self.calls.retain(|_, other| *other != about);
        let id = self.voice.call(self.broker, call, out);
        self.calls.insert(id, about);
    }

    fn report(&self) -> Report {
        let (running, ending): (Vec<_>, Vec<_>) = self.running().partition(|running| running.ends_at.is_some());
        let ids = |jobs: Vec<Running>| jobs.into_iter().map(|running| running.job).collect();
        let aware = self.is_aware();
        Report {
            capabilities: self.current(),
            equipment: self.equipment,
            running: aware.then(|| ids(running)),
            ending: if aware { ids(ending) } else { Vec::new() },
        }
    }

    /// A job of its is due: it ends, or its result or its end goes to the broker.
    fn advance(&mut self, now: Time, id: JobId, out: &mut Outbox<PeerFact>) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let call = match &mut job.stage {
            Stage::Runs { .. } => {
                job.stage = Stage::HasResult { at: now, tries: 0 };
                return self.voice.internal(PeerFact::JobFinished { job: id }, out);
            }
            Stage::HasResult { tries, .. } if *tries >= TRIES_MAX => {
                job.stage = Stage::IsDone { at: now, tries: 0 };
                return self.voice.internal(PeerFact::GaveUp { job: id }, out);
            }
            Stage::HasResult { at, tries } => {
                (*at, *tries) = (now + ANSWER_WITHIN + TRY_EVERY, *tries + 1);
                Call::Result { job: id, data: Data::sized(job.result_bytes) }
            }
            Stage::IsDone { at, tries } => {
                // That a job is done is said until it is heard: others wait for it.
                let pause = if *tries < TRIES_MAX { TRY_EVERY } else { HEARTBEAT_EVERY };
                (*at, *tries) = (now + ANSWER_WITHIN + pause, tries.saturating_add(1));
                Call::Done(id)
            }
        };
        self.ask(call, About::Job(id), out);
    }

    /// Takes a message in.
    pub fn receive(&mut self, now: Time, message: Message, out: &mut Outbox<PeerFact>) {
        let Self { voice, membership, jobs, calls, notices, .. } = self;
        voice.receive(message, out, |voice, from, id, body| match body {
            Body::Call(Call::Ping) => {
                voice.answer(from, id, Answer::ok(Reply::Identity(voice.id())));
                PeerFact::Pinged
            }
            Body::Call(Call::Run { job, spec }) => {
                let (fact, answer) = start(jobs, now, job, &spec);
                voice.answer(from, id, answer);
                fact
            }
            Body::Call(Call::Stop(job)) => {
                let was_here = jobs.remove(&job).is_some();
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
            Body::Call(call) => {
                voice.answer(from, id, Answer::refused(404, "Not Found"));
                PeerFact::Ignored { from, why: format!("an executor does not answer to {}", call.name()) }
            }
            Body::Answer(call, answer) => match calls.remove(&call) {
                Some(About::Registration) => joined(membership, notices, now, answer),
                Some(About::Heartbeat) => kept(membership, now, &answer),
                Some(About::Job(job)) => settled(jobs, now, job, &answer),
                None => PeerFact::Settled,
            },
        });
    }
}

impl Job {
    const fn due(&self) -> Time {
        match self.stage {
            Stage::Runs { ends_at } => ends_at,
            Stage::HasResult { at, .. } | Stage::IsDone { at, .. } => at,
        }
    }
}

fn start(jobs: &mut Map<JobId, Job>, now: Time, id: JobId, spec: &JobSpec) -> (PeerFact, Answer) {
    if jobs.contains_key(&id) {
        return (PeerFact::JobHere { job: id }, Answer::refused(503, "failed create"));
    }
    let stage = Stage::Runs { ends_at: now + spec.duration };
    jobs.insert(id, Job { needs: spec.needs, result_bytes: spec.result_bytes, started_at: now, stage });
    (PeerFact::JobStarted { job: id, duration: spec.duration }, Answer::OK)
}

/// The registration was answered.
fn joined(membership: &mut Membership, notices: &mut CausalDelivery<Notice>, now: Time, answer: Answer) -> PeerFact {
    if !answer.is_ok() {
        let why = answer.detail().unwrap_or("no reason given").to_owned();
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
fn kept(membership: &mut Membership, now: Time, answer: &Answer) -> PeerFact {
    if answer.status == 404 {
        *membership = Membership::Joining { at: now, tries: 0 };
        return PeerFact::Forgotten;
    }
    PeerFact::Settled
}

/// The result, or the report that a job is done, was answered.
fn settled(jobs: &mut Map<JobId, Job>, now: Time, id: JobId, answer: &Answer) -> PeerFact {
    let Some(job) = jobs.get_mut(&id) else { return PeerFact::Settled };
    match (&mut job.stage, answer.is_ok()) {
        (Stage::HasResult { .. }, true) => job.stage = Stage::IsDone { at: now, tries: 0 },
        (Stage::IsDone { .. }, true) => drop(jobs.remove(&id)),
        (Stage::HasResult { at, .. } | Stage::IsDone { at, .. }, false) => *at = now + TRY_EVERY,
        (Stage::Runs { .. }, _) => {}
    }
    PeerFact::Settled
}
