//! What a run comes to, in figures, up to a moment; and two runs beside each other.
//!
//! Each figure is taken from the trace alone. What is counted how stands in [`definitions`], which the page shows.

mod compare;
pub mod csv;

pub use compare::{Group, Line, Name, Side, compare};

use crate::broker::fact::Fact;
use crate::clock::VectorClock;
use crate::id::{EventId, JobId, Names, NodeId};
use crate::ordered::{Map, Set};
use crate::scenario::Command;
use crate::sim::fact::{PeerFact, What};
use crate::sim::trace::{Event, Mark, Trace};
use crate::texts::texts;
use crate::time::{Span, Time};

/// What is counted, and how.
pub fn definitions() -> [(&'static str, &'static str); 6] {
    let texts = texts().figures();
    [
        (texts.waiting_time, texts.waiting_time_means),
        (texts.emergency, texts.emergency_means),
        (texts.median_and_p95, texts.median_and_p95_mean),
        (texts.utilisation, texts.utilisation_means),
        (texts.messages, texts.messages_mean),
        (texts.clock_bytes, texts.clock_bytes_mean),
    ]
}

/// How long jobs of one sort waited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waits {
    /// How many jobs were taken in.
    pub jobs: usize,
    /// How many of them still wait.
    pub still: usize,
    /// Half of the jobs waited no longer.
    pub median: Option<Span>,
    /// 95 in 100 jobs waited no longer.
    pub p95: Option<Span>,
    /// The longest wait.
    pub worst: Option<Span>,
}

/// What a run comes to, up to a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// The emergencies.
    pub emergency: Waits,
    /// All other jobs.
    pub normal: Waits,
    /// Jobs that were done.
    pub done: usize,
    /// Jobs that ended otherwise: failed, deleted, refused, orphaned.
    pub undone: usize,
    /// How long executors were up and taken in, all together.
    pub up: Span,
    /// How long of this they ran a job.
    pub busy: Span,
    /// Messages that were sent.
    pub messages: usize,
    /// How many of them were lost.
    pub lost: usize,
    /// The clocks in them, in bytes of JSON text.
    pub clock_bytes: u64,
}

impl Figures {
    /// Busy time as a share of 1000 of the time in which executors were up; none when none was.
    pub fn utilisation(&self) -> Option<u32> {
        (self.busy.ms() * 1000).checked_div(self.up.ms()).map(|share| share as u32)
    }
}

/// A job as the broker took it in.
#[derive(Debug, Clone, Copy)]
struct Taken {
    at: Time,
    is_emergency: bool,
    has_run: bool,
}

/// How long an executor was up, and how long of this it ran a job.
#[derive(Debug, Clone, Default)]
struct Meter {
    is_member: bool,
    is_up: bool,
    jobs: Set<JobId>,
    since: Time,
    up: Span,
    busy: Span,
}

impl Meter {
    fn pass(&mut self, now: Time) {
        if self.is_member && self.is_up {
            let span = now.since(self.since);
            self.up = self.up + span;
            self.busy = if self.jobs.is_empty() { self.busy } else { self.busy + span };
        }
        self.since = now;
    }
}

/// What adds up along a trace. It goes on with its trace, and starts afresh when the trace has become another one or
/// an earlier moment is wanted.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Up to which event and which mark it has counted.
    seen: Option<(EventId, u64)>,
    marks: usize,
    last_mark: Option<Mark>,
    /// The jobs that have not ended.
    open: Map<JobId, Taken>,
    /// The waits that are over, of normal jobs and of emergencies.
    waits: [Vec<Span>; 2],
    meters: Map<NodeId, Meter>,
    done: usize,
    undone: usize,
    messages: usize,
    clock_bytes: u64,
    /// How many bytes each name takes.
    lengths: Map<NodeId, u64>,
}

impl Tally {
    /// The figures of a run up to a moment.
    pub fn figures(&mut self, trace: &Trace, until: Time) -> Figures {
        self.follow(trace, until);
        let mut meters = Meter::default();
        for meter in self.meters.values() {
            let mut meter = meter.clone();
            meter.pass(until);
            (meters.up, meters.busy) = (meters.up + meter.up, meters.busy + meter.busy);
        }
        Figures {
            emergency: self.waited(true, until),
            normal: self.waited(false, until),
            done: self.done,
            undone: self.undone,
            up: meters.up,
            busy: meters.busy,
            messages: self.messages,
            lost: trace.lost_by(until),
            clock_bytes: self.clock_bytes,
        }
    }

    fn waited(&self, is_emergency: bool, until: Time) -> Waits {
        let still = self.open.values().filter(|job| !job.has_run && job.is_emergency == is_emergency);
        let still: Vec<Span> = still.map(|job| until.since(job.at)).collect();
        let mut all = self.waits[usize::from(is_emergency)].clone();
        all.extend(&still);
        all.sort_unstable();
        let rank = |per_cent: usize| all.get((all.len() * per_cent).div_ceil(100).saturating_sub(1)).copied();
        Waits { jobs: all.len(), still: still.len(), median: rank(50), p95: rank(95), worst: rank(100) }
    }

    fn follow(&mut self, trace: &Trace, until: Time) {
        let last = trace.last_by(until);
        let is_other = self.seen.is_some_and(|(event, hash)| event > last || trace.hash_at(event) != Some(hash));
        let mark = self.marks.checked_sub(1).and_then(|at| trace.marks().get(at));
        if is_other || mark != self.last_mark.as_ref() || mark.is_some_and(|mark| mark.at > until) {
            *self = Self::default();
        }
        let from = EventId::new(self.seen.map_or(1, |(event, _)| event.number() + 1));
        for event in trace.range(from, last) {
            self.follow_marks(trace, |mark| mark.after < event.id.number());
            self.count(trace, event);
        }
        self.follow_marks(trace, |mark| mark.at <= until);
        self.seen = trace.hash_at(last).map(|hash| (last, hash));
        self.last_mark = self.marks.checked_sub(1).and_then(|at| trace.marks().get(at)).cloned();
    }

    /// Of what was done to the world only that counts that takes an executor away: it is nobody's event.
    fn follow_marks(&mut self, trace: &Trace, is_next: impl Fn(&Mark) -> bool) {
        while let Some(mark) = trace.marks().get(self.marks).filter(|mark| is_next(mark)) {
            self.marks += 1;
            let Command::Remove(of) = &*mark.command else { continue };
            let node = trace.names().find_node(&of.node).filter(|_| mark.refused.is_none());
            if let Some(meter) = node.and_then(|node| self.meters.get_mut(&node.machine())) {
                meter.pass(mark.at);
                (meter.is_member, meter.jobs) = (false, Set::default());
            }
        }
    }

    fn count(&mut self, trace: &Trace, event: &Event) {
        for sent in trace.messages_of(event).filter(|sent| sent.event == Some(event.id)) {
            self.messages += 1;
            self.clock_bytes +=
                sent.message.clock.as_ref().map_or(0, |clock| self.bytes(&clock.vector(), trace.names()));
        }
        match &event.what {
            What::Broker(fact) => self.count_job(event.at, fact),
            What::Peer(PeerFact::JobStarted { job, .. }) => {
                self.first_run(*job, event.at);
                self.meter(event, |meter| {
                    meter.jobs.insert(*job);
                });
            }
            What::Peer(PeerFact::JobFinished { job } | PeerFact::JobStopped { job, .. }) => {
                self.meter(event, |meter| {
                    meter.jobs.remove(job);
                });
            }
            What::Peer(PeerFact::Joined) => {
                self.meters.or_insert(event.dot.node.machine(), Meter::default());
                self.meter(event, |meter| (meter.is_member, meter.is_up) = (true, true));
            }
            What::Crashed => self.meter(event, |meter| meter.is_up = false),
            What::Restarted { with_memory: true } => self.meter(event, |meter| meter.is_up = true),
            What::Restarted { with_memory: false } => {
                self.meter(event, |meter| (meter.is_member, meter.jobs) = (false, Set::default()));
            }
            What::Peer(_) | What::Recorded(_) => {}
        }
    }

    fn meter(&mut self, event: &Event, change: impl FnOnce(&mut Meter)) {
        if let Some(meter) = self.meters.get_mut(&event.dot.node.machine()) {
            meter.pass(event.at);
            change(meter);
        }
    }

    fn count_job(&mut self, at: Time, fact: &Fact) {
        match fact {
            // A broker that forgot the job and is told of it once more takes in no other one.
            Fact::Submitted(submitted) => {
                let taken = Taken { at, is_emergency: submitted.finding.is_some(), has_run: false };
                self.open.or_insert(submitted.job, taken);
            }
            Fact::DoneHeard { job, first: true, .. } => self.end(*job, at, true),
            Fact::FailedHeard { job, first: true, .. }
            | Fact::DeleteHeard { job, alive: true }
            | Fact::Ended { job, .. } => self.end(*job, at, false),
            _ => {}
        }
    }

    fn first_run(&mut self, job: JobId, at: Time) {
        if let Some(taken) = self.open.get_mut(&job).filter(|taken| !taken.has_run) {
            taken.has_run = true;
            self.waits[usize::from(taken.is_emergency)].push(at.since(taken.at));
        }
    }

    fn end(&mut self, job: JobId, at: Time, is_done: bool) {
        self.first_run(job, at);
        if self.open.remove(&job).is_some() {
            *(if is_done { &mut self.done } else { &mut self.undone }) += 1;
        }
    }

    /// How long the JSON text of a clock is. No name holds what would have to be escaped there.
    fn bytes(&mut self, clock: &VectorClock, names: &Names) -> u64 {
        let entries: u64 = clock.entries().map(|dot| self.length(dot.node, names) + digits(dot.count)).sum();
        // Each entry has two quotes and a colon, and a comma after it but for the last; around them stand two braces.
        let signs = clock.entries().count() as u64 * 4;
        entries + signs.saturating_sub(1) + 2
    }

    fn length(&mut self, node: NodeId, names: &Names) -> u64 {
        if let Some(length) = self.lengths.get(&node) {
            return *length;
        }
        let length = names.of_node(node).len() as u64;
        self.lengths.insert(node, length);
        length
    }
}

fn digits(count: u32) -> u64 {
    u64::from(count.checked_ilog10().unwrap_or(0)) + 1
}

#[cfg(test)]
mod tests;
