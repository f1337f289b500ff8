//! The queue as a slow, obvious list: who waits, and in which order, kept from the trace.
//!
//! - `fifo`: in order of arrival, and nobody passes the head.
//! - `emergency_first`: emergencies before all others, the more urgent first; then in order of arrival.
//! - `emergency_aged`: in order of arrival, each job as many periods of ageing ahead as it is more urgent than a normal
//!   one.
//!
//! But for `fifo`, of two jobs that are equally urgent the one whose submission happened before the other's goes first.

use std::collections::{BTreeMap, BTreeSet};

use clocktower::broker::decision::{Decision, Explained, Verdict as Judged};
use clocktower::broker::emergency::{Kind, Level};
use clocktower::broker::executors::Capabilities;
use clocktower::broker::fact::{Fact, Submitted};
use clocktower::broker::policy::{Order, Policy};
use clocktower::clock::inline::Knowledge;
use clocktower::clock::{Dot, VectorClock};
use clocktower::id::{JobId, NodeId};
use clocktower::time::Time;

use super::capability::lacks;
use super::{Moment, Verdict};

/// One job as the list knows it.
#[derive(Debug)]
struct Job {
    arrival: usize,
    arrived_at: Time,
    emergency: Option<(Kind, Level)>,
    needs: Capabilities,
    waits_for: BTreeSet<JobId>,
    sent: Option<Dot>,
    past: Option<VectorClock>,
    /// Whether its client is still to hear whether it could be placed at once: then it does not wait in the queue.
    now_or_never: bool,
    /// The machine that it had to leave, and for which emergency.
    left: Option<(NodeId, JobId)>,
}

impl Job {
    fn precedes(&self, other: &Self) -> bool {
        match (self.sent, &other.past) {
            (Some(mine), Some(past)) => self.sent != other.sent && past.get(mine.node) >= mine.count,
            _ => false,
        }
    }
}

/// The list.
#[derive(Debug)]
pub(super) struct Queue {
    policy: Policy,
    declared: BTreeMap<Kind, Level>,
    jobs: BTreeMap<JobId, Job>,
    waiting: BTreeSet<JobId>,
    done: BTreeSet<JobId>,
    arrivals: usize,
    /// Jobs that stand where their cause put them, or next to it: they stay there also when the other one has gone.
    moved: BTreeSet<JobId>,
    /// The order after the last event.
    order: Vec<JobId>,
}

/// The weights of the kinds (UCP section 7).
const fn weight(kind: Kind) -> i64 {
    match kind {
        Kind::Critical => 10,
        Kind::Medical => 8,
        Kind::Fire => 7,
        Kind::Disaster => 6,
        Kind::General => 5,
    }
}

const fn number(level: Level) -> i64 {
    match level {
        Level::Low => 1,
        Level::Medium => 2,
        Level::High => 3,
        Level::Critical => 4,
    }
}

impl Queue {
    /// An empty list under these rules.
    pub(super) fn new(policy: Policy) -> Self {
        let (declared, jobs, waiting, done, moved) = Default::default();
        Self { policy, declared, jobs, waiting, done, moved, arrivals: 0, order: Vec::new() }
    }

    /// Keeps the list, and compares the broker's queue with it.
    pub(super) fn observe(&mut self, moment: Moment<'_>) -> Verdict {
        if moment.broker_forgot() {
            *self = Self::new(self.policy);
        }
        let Some(fact) = moment.fact() else { return Ok(()) };
        if let Fact::Decided(decision) = fact {
            self.first_that_can(moment, decision)?;
        }
        self.keep(moment, fact);
        let queue: Vec<JobId> = moment.world.broker().queue().places().iter().map(|place| place.job).collect();
        let holds: BTreeSet<JobId> = queue.iter().copied().collect();
        let same = holds == self.waiting && holds.len() == queue.len();
        moment
            .hold("the_queue_holds_exactly_who_waits", same, || format!("{:?} wait, {queue:?} stand", self.waiting))?;
        self.order = queue;
        self.moved.retain(|job| self.waiting.contains(job));
        self.in_order(moment)
    }

    fn keep(&mut self, moment: Moment<'_>, fact: &Fact) {
        match fact {
            // All are sorted anew then.
            Fact::PolicySet(policy) => (self.policy, self.moved) = (*policy, BTreeSet::new()),
            Fact::EmergencyDeclared { emergency, .. } => {
                self.declared.insert(emergency.kind, emergency.level);
                self.moved.clear();
            }
            Fact::EmergencyCleared { .. } => {
                self.declared.clear();
                self.moved.clear();
            }
            Fact::Submitted(submitted) => self.submitted(moment, submitted),
            Fact::Decided(decision) => {
                if decision.winner.is_some() {
                    self.waiting.remove(&decision.job);
                }
                for victim in &decision.preempted.0 {
                    self.waiting.insert(victim.job);
                    if let Some(job) = self.jobs.get_mut(&victim.job) {
                        job.left = Some((victim.executor.machine(), decision.job));
                    }
                }
            }
            Fact::RunConfirmed { job, .. } => drop(self.jobs.get_mut(job).map(|job| job.now_or_never = false)),
            Fact::RunRefused { job, .. } => self.again([job]),
            Fact::HeartbeatTaken { requeued, .. } | Fact::Expired { requeued, .. } => self.again(requeued),
            Fact::JobsHeard { requeued, .. } => self.again(requeued),
            Fact::Registered { requeued, adopted, .. } => {
                self.again(requeued);
                self.waiting.retain(|job| !adopted.contains(job));
            }
            Fact::DoneHeard { job, first: true, .. } => {
                self.waiting.remove(job);
                self.done.insert(*job);
            }
            Fact::DeleteHeard { job, .. } | Fact::Ended { job, .. } => drop(self.waiting.remove(job)),
            Fact::FailedHeard { job, first: true, .. } => drop(self.waiting.remove(job)),
            _ => {}
        }
    }

    fn submitted(&mut self, moment: Moment<'_>, submitted: &Submitted) {
        let Submitted { job: id, finding, needs, place, waits_for, .. } = submitted;
        let Some(message) = moment.message() else { return };
        let count = message.clock.as_ref().map_or(0, |clock| clock.get(message.from));
        self.arrivals += 1;
        let job = Job {
            arrival: self.arrivals,
            arrived_at: moment.event.at,
            // As bad as it is by itself, whatever is declared for all.
            emergency: finding
                .as_ref()
                .map(|found| (found.emergency.kind, found.raised_from.unwrap_or(found.emergency.level))),
            needs: *needs,
            waits_for: waits_for.iter().copied().collect(),
            sent: (count > 0).then_some(Dot { node: message.from, count }),
            past: message.clock.as_ref().map(Knowledge::vector),
            now_or_never: place.is_none(),
            left: None,
        };
        self.done.remove(id);
        self.jobs.insert(*id, job);
        if place.is_some() {
            self.waiting.insert(*id);
        }
    }

    /// Jobs that lost their executor wait again; those that were to be placed at once are refused.
    fn again<'a>(&mut self, jobs: impl IntoIterator<Item = &'a JobId>) {
        let waits = |job: &&JobId| self.jobs.get(*job).is_some_and(|job| !job.now_or_never);
        let waiting: Vec<JobId> = jobs.into_iter().filter(waits).copied().collect();
        self.waiting.extend(waiting);
    }

    fn urgency(&self, job: &Job) -> i64 {
        job.emergency.map_or(1, |(kind, own)| {
            let level = self.declared.get(&kind).map_or(own, |wider| own.max(*wider));
            weight(kind) * number(level)
        })
    }

    /// What a job is sorted by, the least first.
    fn key(&self, job: &Job) -> (i64, usize) {
        let urgency = self.urgency(job);
        let first = match self.policy.order {
            Order::Fifo => 0,
            Order::EmergencyFirst if job.emergency.is_some() => -urgency,
            Order::EmergencyFirst => 1,
            Order::EmergencyAged => job.arrived_at.ms() as i64 - (urgency - 1) * self.policy.ageing.ms() as i64,
        };
        (first, job.arrival)
    }

    fn in_order(&mut self, moment: Moment<'_>) -> Verdict {
        let jobs: Vec<(JobId, &Job)> = self.order.iter().filter_map(|id| Some((*id, self.jobs.get(id)?))).collect();
        let is_causal = self.policy.order != Order::Fifo;
        let mut moved = self.moved.clone();
        for (at, (id, job)) in jobs.iter().enumerate() {
            for (place, (other_id, other)) in jobs.iter().enumerate() {
                let first = is_causal && job.precedes(other) && self.urgency(job) == self.urgency(other);
                moment.hold("equally_urgent_jobs_leave_in_causal_order", !first || at < place, || {
                    format!("{id:?} was submitted before {other_id:?}, and stands behind it")
                })?;
                if first && job.arrival > other.arrival {
                    moved.extend([*id, *other_id]);
                }
            }
        }
        let plain: Vec<(JobId, &Job)> = jobs.into_iter().filter(|(id, _)| !moved.contains(id)).collect();
        let wrong = plain.windows(2).find(|pair| self.key(pair[0].1) > self.key(pair[1].1));
        moment.hold("the_queue_is_in_the_order_of_its_rule", wrong.is_none(), || {
            let told = |(id, job): &(JobId, &Job)| format!("{id:?} with {:?}", self.key(job));
            format!("{:?} under {:?}", wrong.map(|pair| pair.iter().map(told).collect::<Vec<_>>()), self.policy.order)
        })?;
        self.moved = moved;
        Ok(())
    }

    fn is_ready(&self, id: JobId) -> bool {
        self.jobs.get(&id).is_some_and(|job| job.waits_for.iter().all(|other| self.done.contains(other)))
    }

    /// The first job that is ready and finds a place is the one that goes.
    fn first_that_can(&self, moment: Moment<'_>, decision: &Decision) -> Verdict {
        let (id, decision) = (decision.job, &decision.explained());
        moment.hold("no_job_goes_before_those_it_waits_for", decision.winner.is_none() || self.is_ready(id), || {
            format!("{id:?} waits for {:?}", self.jobs.get(&id).map(|job| &job.waits_for))
        })?;
        let Some(place) = self.order.iter().position(|other| *other == id) else {
            let now = self.jobs.get(&id).is_some_and(|job| job.now_or_never);
            return moment.hold("only_who_waits_is_placed", now, || format!("{id:?}"));
        };
        let passed = &self.order[..place];
        moment.hold("who_was_passed_stood_before", decision.passed == passed, || {
            format!("{id:?} stood behind {passed:?}, told as {:?}", decision.passed)
        })?;
        let is_fifo = self.policy.order == Order::Fifo;
        moment.hold("nobody_passes_the_head_of_a_fifo", !is_fifo || passed.is_empty(), || format!("{id:?}"))?;
        // Whoever goes for it has changed what there was to have, and whoever can't go has passed nobody.
        if decision.winner.is_none() || !decision.preempted.0.is_empty() {
            return Ok(());
        }
        for other in passed.iter().filter(|other| self.is_ready(**other)) {
            let could = self.could_have_gone(moment, *other, passed, decision);
            moment.hold("the_first_that_can_go_goes", !could, || format!("{id:?} passed {other:?}"))?;
        }
        Ok(())
    }

    /// Whether some executor would have taken a job that was passed, and was not kept free for another.
    fn could_have_gone(&self, moment: Moment<'_>, id: JobId, passed: &[JobId], decision: &Explained) -> bool {
        let Some(job) = self.jobs.get(&id) else { return false };
        // Kept free for somebody before it who has waited past the bound; by ageing alone.
        let bound = self.policy.ageing.ms() * 39;
        let places = moment.world.broker().queue().places();
        let since = |other: &JobId| places.iter().find(|place| place.job == *other).map(|place| place.since);
        let waited = |other: &JobId| since(other).map_or(0, |since| moment.event.at.since(since).ms());
        let before = passed.iter().take_while(|other| **other != id);
        let has_older = self.policy.order == Order::EmergencyAged
            && before.filter(|other| self.is_ready(**other)).any(|other| waited(other) >= bound);
        let left = |machine: NodeId| job.left.is_some_and(|(node, _)| node == machine);
        decision.candidates.iter().any(|candidate| {
            let free =
                !matches!(candidate.verdict, Judged::Held(_)) && !has_older && !left(candidate.executor.machine());
            free && lacks(&job.needs, &candidate.believed).is_none()
        })
    }
}
