//! What must hold after every event, whatever happens. A broken one is a bug, and it has a name.

use std::sync::Arc;

use super::fact::What;
use super::trace::{Event, Trace};
use super::world::World;
use crate::broker::call::{Body, Call, Message};
use crate::broker::decision::{Candidate, Decision, Verdict};
use crate::broker::emergency::Level;
use crate::broker::executors::{Capabilities, Executors, Real};
use crate::broker::fact::{Fact, Submitted};
use crate::broker::jobs::{Job, Jobs, Stage};
use crate::broker::outbox::EventKind;
use crate::broker::policy::Order;
use crate::broker::queue::Queue;
use crate::clock::Dot;
use crate::clock::inline::Knowledge;
use crate::id::{EventId, JobId, NodeId};
use crate::ordered::Map;
use crate::ordered::table::Table;

/// A rule that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// After which event.
    pub event: EventId,
    /// The rule's name.
    pub rule: &'static str,
    /// What was seen.
    pub seen: String,
}

/// A normal job that has to leave an executor, by machine, before an emergency is handed out there.
#[derive(Debug, Clone, Copy)]
struct Leaving {
    job: JobId,
    executor: NodeId,
    emergency: JobId,
}

/// What it has seen of a job.
#[derive(Debug, Clone, Default)]
struct Seen {
    was_accepted: bool,
    is_emergency: bool,
    is_done: bool,
    has_ended: bool,
    wants: Option<Arc<Wants>>,
}

/// What a job asks for.
#[derive(Debug)]
struct Wants {
    needs: Capabilities,
    waits_for: Vec<JobId>,
}

/// The watcher. What it knows it takes from the trace alone, except for the broker's tables at the end. Copies of it stand
/// along a run beside those of the world, and share what has not changed.
#[derive(Debug, Clone, Default)]
pub struct Invariants {
    seen: usize,
    broker: Option<NodeId>,
    counts: Map<NodeId, u32>,
    jobs: Table<JobId, Seen>,
    leaving: Vec<Leaving>,
    violations: Vec<Violation>,
    is_off: bool,
}

impl Invariants {
    /// One that looks at nothing.
    pub(super) fn off() -> Self {
        Self { is_off: true, ..Self::default() }
    }

    /// What was found.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Looks at every event that it has not seen, and at the broker's tables after the last one.
    pub(super) fn check(&mut self, world: &World, trace: &Trace) {
        if self.is_off {
            return;
        }
        while let Some(event) = trace.get(EventId::new(self.seen as u32 + 1)) {
            self.seen += 1;
            self.check_clock(event);
            self.check_news(event, trace);
            self.check_event(event, trace);
        }
        if let Some(What::Broker(fact)) = trace.get(world.cursor()).map(|event| &event.what) {
            let broker = world.broker();
            self.check_tables(world.cursor(), broker.jobs(), broker.queue(), broker.executors());
            if let Fact::Decided(decision) = fact {
                self.check_preempted(world, decision);
                self.check_passed(world, decision);
            }
        }
    }

    /// One that has seen all of a trace that lost its end: from the last copy on, everything is looked at again.
    pub(super) fn of(trace: &Trace) -> Self {
        let mut watcher = trace.timeline.watcher().cloned().unwrap_or_default();
        for event in trace.range(EventId::new(watcher.seen as u32 + 1), trace.last()) {
            watcher.seen += 1;
            watcher.check_clock(event);
            watcher.check_event(event, trace);
        }
        watcher
    }

    /// Whether it has seen everything up to an event, and nothing after it.
    pub(super) const fn is_at(&self, event: EventId) -> bool {
        self.seen == event.index()
    }

    fn job(&self, job: JobId) -> Seen {
        self.jobs.get(&job).cloned().unwrap_or_default()
    }

    fn note(&mut self, job: JobId, change: impl FnOnce(&mut Seen)) {
        let mut seen = self.job(job);
        change(&mut seen);
        self.jobs.insert(job, seen);
    }

    fn is_emergency(&self, job: JobId) -> bool {
        self.jobs.get(&job).is_some_and(|seen| seen.is_emergency)
    }

    fn is_done(&self, job: JobId) -> bool {
        self.jobs.get(&job).is_some_and(|seen| seen.is_done)
    }

    fn wants(&self, job: JobId) -> Option<&Wants> {
        self.jobs.get(&job)?.wants.as_deref()
    }

    fn check_event(&mut self, event: &Event, trace: &Trace) {
        match &event.what {
            What::Broker(fact) => {
                self.broker = Some(event.dot.node.machine());
                self.check_fact(event, fact);
                if let Some(sent) = event.message.and_then(|message| trace.sent(message)) {
                    self.check_room(event, sent.message, trace);
                }
            }
            // A broker that forgot everything waits for nobody, and knows nothing of what was done; what others forget
            // changes nothing here.
            What::Restarted { with_memory: false } if self.broker == Some(event.dot.node.machine()) => {
                let (seen, counts, violations) = (self.seen, &mut self.counts, &mut self.violations);
                let (counts, violations) = (std::mem::take(counts), std::mem::take(violations));
                *self = Self { seen, counts, violations, ..Self::default() };
            }
            _ => {}
        }
    }

    fn broken(&mut self, event: EventId, rule: &'static str, seen: String) {
        self.violations.push(Violation { event, rule, seen });
    }

    fn check_clock(&mut self, event: &Event) {
        let count = self.counts.or_insert(event.dot.node, 0);
        *count += 1;
        if *count != event.dot.count {
            let seen = format!("{:?} counts {} where {count} is next", event.dot.node, event.dot.count);
            self.broken(event.id, "each_event_is_one_tick", seen);
        }
        if event.cause.is_some_and(|cause| cause >= event.id) {
            self.broken(event.id, "nothing_is_received_before_it_is_sent", format!("{:?}", event.cause));
        }
    }

    /// What the node took for news, by its own word, is news by the history, and all of it was in what came in.
    fn check_news(&mut self, event: &Event, trace: &Trace) {
        if !event.is_merge {
            return;
        }
        let heard: Vec<&Knowledge> = trace.messages_of(event).filter_map(|sent| sent.message.clock.as_ref()).collect();
        let news = trace.news(event);
        let is_heard = |dot: &Dot| heard.iter().any(|clock| clock.knows(*dot));
        if news.is_empty() || !news.iter().all(is_heard) {
            self.broken(event.id, "a_merge_brings_what_the_message_knew", format!("{news:?}"));
        }
    }

    fn check_fact(&mut self, event: &Event, fact: &Fact) {
        match fact {
            Fact::Submitted(submitted) => {
                let Submitted { job, waits_for, finding, needs, .. } = &**submitted;
                let wants = Arc::new(Wants { needs: *needs, waits_for: waits_for.to_vec() });
                self.note(*job, |seen| {
                    (seen.was_accepted, seen.has_ended, seen.is_emergency) = (true, false, finding.is_some());
                    seen.wants = Some(wants);
                });
            }
            Fact::Decided(decision) if decision.winner.is_some() => {
                self.check_decision(event, decision);
                self.check_preemption(event, decision);
            }
            Fact::Withdrawn { job, executor, answered: false, .. } => self.left(*job, *executor),
            Fact::DoneHeard { job, first: true, .. } => {
                if self.job(*job).has_ended {
                    self.broken(event.id, "no_job_ends_twice", format!("{job:?}"));
                }
                self.note(*job, |seen| (seen.has_ended, seen.is_done) = (true, true));
            }
            Fact::DeleteHeard { job, alive: true } | Fact::Ended { job, .. } => {
                self.note(*job, |seen| seen.has_ended = true);
            }
            _ => {}
        }
    }

    #[inline(never)]
    fn check_decision(&mut self, event: &Event, decision: &Decision) {
        let job = decision.job;
        let Seen { was_accepted, has_ended, wants, .. } = self.job(job);
        let waits_for = wants.iter().flat_map(|wants| &wants.waits_for);
        let open: Vec<JobId> = waits_for.copied().filter(|other| !self.is_done(*other)).collect();
        if !open.is_empty() {
            self.broken(event.id, "no_dependency_is_jumped", format!("{job:?} waits for {open:?}"));
        }
        if !was_accepted || has_ended {
            self.broken(event.id, "only_living_jobs_are_placed", format!("{job:?}"));
        }
        let winner = decision.best();
        let fits = winner.as_ref().is_some_and(|winner| {
            fits(&decision.needs, &winner.believed) && matches!(winner.verdict, Verdict::Eligible { .. })
        });
        if !fits {
            self.broken(event.id, "no_executor_is_given_what_it_cannot_do", format!("{job:?} to {winner:?}"));
        }
    }

    /// No emergency that was passed was ready, with an executor free to take it that was believed able to run it.
    fn check_passed(&mut self, world: &World, decision: &Decision) {
        let is_normal = decision.winner.is_some() && decision.finding.is_none();
        if !is_normal || decision.policy.order == Order::Fifo {
            return;
        }
        // Of an executor that can't run this job it is not recorded whether it is kept free for one that has waited past
        // the bound.
        let kept_free = |passed: JobId| {
            let before = world.broker().queue().places().iter().take_while(|place| place.job != passed);
            let mut waited = before.map(|place| world.since(place.since));
            decision.policy.order == Order::EmergencyAged && waited.any(|w| w >= decision.policy.overtaking_bound())
        };
        let mut emergencies = decision.passed().filter(|passed| self.is_emergency(*passed)).peekable();
        if emergencies.peek().is_none() {
            return;
        }
        let candidates = decision.explained().candidates;
        let could = |passed: &JobId| self.could_have_gone(*passed, &candidates, kept_free(*passed));
        if let Some(passed) = emergencies.find(could) {
            let seen = format!("{passed:?} behind {:?}", decision.job);
            self.broken(world.cursor(), "no_emergency_waits_behind_a_job_that_could_have_waited", seen);
        }
    }

    fn could_have_gone(&self, passed: JobId, candidates: &[Candidate], kept_free: bool) -> bool {
        let Some(Wants { needs, waits_for }) = self.wants(passed) else { return false };
        let ready = waits_for.iter().all(|job| self.is_done(*job));
        let free = |verdict| match verdict {
            Verdict::Held(_) | Verdict::Left(_) => false,
            Verdict::Incapable => !kept_free,
            Verdict::Eligible { .. } => true,
        };
        ready && candidates.iter().any(|c| free(c.verdict) && fits(needs, &c.believed))
    }

    /// Only a critical emergency takes the place of others, only of normal jobs, and of none without need.
    #[inline(never)]
    fn check_preemption(&mut self, event: &Event, decision: &Decision) {
        let Some(winner) = decision.best() else { return };
        let critical = decision.finding.as_ref().is_some_and(|found| found.emergency.level >= Level::High);
        for victim in &decision.preempted.0 {
            let (job, emergency) = (victim.job, decision.job);
            if !critical || !decision.policy.preempt || self.is_emergency(job) {
                self.broken(event.id, "only_a_critical_emergency_preempts_a_normal_job", format!("{job:?}"));
            }
            let mut with_it = self.wants(job).map_or(winner.believed, |wants| winner.believed.less(&wants.needs, 1));
            // Loads are sums in another order here.
            with_it.cpu_load = Real::new(with_it.cpu_load.get() + 0.001).unwrap_or_default();
            if victim.executor != winner.executor || fits(&decision.needs, &with_it) {
                self.broken(event.id, "no_job_is_preempted_for_nothing", format!("{job:?} for {emergency:?}"));
            }
            let executor = victim.executor.machine();
            self.leaving.push(Leaving { job, executor, emergency });
        }
    }

    fn left(&mut self, job: JobId, executor: NodeId) {
        self.leaving.retain(|leaving| (leaving.job, leaving.executor) != (job, executor));
    }

    /// What a broker says and hears while somebody has to leave an executor.
    #[inline(never)]
    fn check_room(&mut self, event: &Event, message: &Message, trace: &Trace) {
        match (&message.body, event.kind) {
            (Body::Call(Call::Run { job, .. }), EventKind::Send) => {
                let early = |leaving: &&Leaving| {
                    leaving.executor == message.to && (leaving.emergency == *job || leaving.job == *job)
                };
                if let Some(leaving) = self.leaving.iter().find(early) {
                    let seen = format!("{job:?} while {:?} is there", leaving.job);
                    self.broken(event.id, "nobody_is_handed_out_before_the_place_is_empty", seen);
                }
            }
            (Body::Answer(call, _), EventKind::Receive) => {
                if let Some(Body::Call(Call::Stop(job))) = trace.sent(*call).map(|sent| &sent.message.body) {
                    self.left(*job, message.from.machine());
                }
            }
            _ => {}
        }
    }

    /// Whoever had to go waits again.
    fn check_preempted(&mut self, world: &World, decision: &Decision) {
        for victim in &decision.preempted.0 {
            if world.broker().queue().position(victim.job).is_none() {
                self.broken(world.cursor(), "a_preempted_job_waits_again", format!("{:?}", victim.job));
            }
        }
    }

    fn check_tables(&mut self, at: EventId, jobs: &Jobs, queue: &Queue, executors: &Executors) {
        let mut ghost = None;
        let mut live: Vec<Live<'_>> = Vec::with_capacity(jobs.live().len());
        live.extend(jobs.live().map(|(id, job)| Live { id, job, is_queued: false, has_a_share: false }));
        for place in queue.places().iter() {
            match Live::find(&mut live, place.job) {
                Some(live) => live.is_queued = true,
                None => ghost = ghost.or(Some(place.job)),
            }
        }
        for known in executors.tree().iter() {
            for (job, _) in known.executor().shares.iter() {
                if let Some(live) = Live::find(&mut live, *job) {
                    live.has_a_share |= live.job.executor() == Some(known.machine());
                }
            }
        }
        for Live { id, job, is_queued, has_a_share } in live {
            let kept = match job.stage {
                Stage::Waiting => is_queued != job.answer_to.is_some(),
                Stage::Assigned(_) | Stage::Running(_) => !is_queued && has_a_share,
            };
            if !kept {
                self.broken(at, "no_job_is_lost", format!("{id:?} is {:?}, queued: {is_queued}", job.stage));
            }
        }
        if let Some(job) = ghost {
            self.broken(at, "only_living_jobs_wait", format!("{job:?}"));
        }
    }
}

/// A live job, and where it was found.
struct Live<'a> {
    id: JobId,
    job: &'a Job,
    is_queued: bool,
    has_a_share: bool,
}

impl<'a, 'l> Live<'a> {
    fn find(all: &'l mut [Self], id: JobId) -> Option<&'l mut Self> {
        let at = all.binary_search_by_key(&id, |live| live.id).ok()?;
        Some(&mut all[at])
    }
}

/// The capability rule once more, written down on its own.
fn fits(needs: &Capabilities, has: &Capabilities) -> bool {
    let mains = !has.has_battery;
    has.memory >= needs.memory
        && has.disk >= needs.disk
        && has.cpu_load.get() <= needs.cpu_load.get()
        && has.cpu_cores >= needs.cpu_cores
        && has.cpu_freq.get() >= needs.cpu_freq.get()
        && (mains || needs.has_battery)
        && (mains || has.power.get() >= needs.power.get())
}

#[cfg(test)]
mod tests;
