//! Which waiting job goes where, and what happens to jobs whose executor is gone.

mod search;

use std::sync::Arc;

use super::call::{Answer, Call, Reply};
use super::decision::{Decision, Evidence};
use super::executors::{Asked, Capabilities, Share, is_capable};
use super::fact::Fact;
use super::jobs::{End, Job, Stage};
use super::outbox::Outbox;
use super::preempt::{Victims, Withdrawal};
use super::{Awaited, Broker, Delivery, TELL_TRIES_MAX, Todo, Wanted};
use crate::id::{JobId, NodeId};
use crate::planted::{self, Bug};
use crate::time::{Span, Time};
use search::Search;

impl Broker {
    /// Makes one choice: the first job in the queue's order that is ready and can be placed. When none can, tells
    /// once of each ready job that no executor is capable, and then rests until something changes.
    pub(super) fn schedule(&mut self, now: Time, out: &mut Outbox<Fact>) {
        let mut search = Search::new(self, now);
        self.queue.places().visit(&mut search);
        let Search { found, untold, mut held, .. } = search;
        match (found, untold) {
            (Some((at, job, victims)), _) => self.place(now, job, at, held, victims, out),
            (None, Some((at, job, held_then))) => {
                held.truncate(held_then);
                self.place(now, job, at, held, Victims::default(), out);
            }
            (None, None) => self.unsettled = false,
        }
    }

    /// The executors that could run a job if they were idle; kept free once the job has waited past the bound.
    pub fn could_run(&self, job: JobId) -> impl Iterator<Item = NodeId> + '_ {
        let needs = self.jobs.get(job).map(|job| job.spec.needs);
        self.executors
            .iter()
            .filter(move |(_, executor)| needs.is_some_and(|needs| is_capable(&needs, &executor.idle())))
            .map(|(machine, _)| *machine)
    }

    /// Places a job of the queue, where these have gone for it, or tells that nobody can take it.
    fn place(
        &mut self,
        now: Time,
        id: JobId,
        at: usize,
        held: Vec<(Capabilities, JobId)>,
        victims: Victims,
        out: &mut Outbox<Fact>,
    ) {
        let Some(decision) = self.decide(now, id, Some(at), held, victims) else { return };
        self.withdraw(&decision);
        match decision.chosen {
            Some(executor) => self.assign(id, executor),
            None => {
                if let Some(job) = self.jobs.get_mut(id) {
                    job.told_incapable = true;
                }
                self.look_again(id);
            }
        }
        out.internal(&mut self.clock, Fact::Decided(decision));
    }

    /// Places a job that is not to be queued, or refuses it.
    pub(super) fn place_now(&mut self, now: Time, id: JobId, out: &mut Outbox<Fact>) {
        // It may have been deleted meanwhile, submitted anew, and placed.
        let waits = |job: &&Job| job.stage == Stage::Waiting && job.answer_to.is_some();
        let Some(job) = self.jobs.get(id).filter(waits) else { return };
        let (needs, since) = (job.spec.needs, job.arrived_at);
        let asked = Asked { needs: &needs, held: &[], left: None, reserve: self.policy.reserve };
        let victims = match self.executors.any(&asked) {
            false => self.room_for(now, id, since, &[]).unwrap_or_default(),
            true => Victims::default(),
        };
        let Some(decision) = self.decide(now, id, None, Vec::new(), victims) else { return };
        self.withdraw(&decision);
        match decision.chosen {
            Some(executor) => self.assign(id, executor),
            None => self.refuse(id, "No capable Executor"),
        }
        out.internal(&mut self.clock, Fact::Decided(decision));
    }

    pub(super) fn refuse(&mut self, id: JobId, detail: &str) {
        if let Some((job, _)) = self.end(id, End::Refused)
            && let Some((to, call)) = job.answer_to
        {
            self.answer(to, call, Answer::refused(503, detail));
        }
    }

    fn assign(&mut self, id: JobId, executor: NodeId) {
        let machine = executor.machine();
        self.queue.remove(id);
        let Some(job) = self.jobs.get_mut(id) else { return };
        job.stage = Stage::Assigned(machine);
        job.tries += 1;
        job.told_incapable = false;
        let share = Share { needs: job.spec.needs, since: Time::NEVER, sent: None, confirmed: false, reported: false };
        if let Some(executor) = self.executors.get_mut(&machine) {
            executor.shares.insert(id, share);
        }
        self.todo.push_back(Todo::Run(id));
    }

    /// Makes one choice, for a job at its position in the queue or for one that is to be placed at once. The victims
    /// leave their executor for it, so that it is judged by what it has then.
    fn decide(
        &mut self,
        now: Time,
        id: JobId,
        queued: Option<usize>,
        held: Vec<(Capabilities, JobId)>,
        victims: Victims,
    ) -> Option<Arc<Decision>> {
        self.release(&victims);
        let job = self.jobs.get(id)?;
        let finding = job.finding.clone();
        let elsewhere = || self.queue.place_without_emergency(id, job, &self.jobs, &self.policy);
        let place_without_emergency = finding.as_ref().and(queued).and_then(|_| elsewhere());
        let waited =
            queued.and_then(|at| self.queue.places().get(at)).map_or(Span::ZERO, |place| now.since(place.since));
        let evidence = Evidence {
            executors: self.executors.roster().clone(),
            places: self.queue.places().clone(),
            held,
            left: self.left_to(job),
            now,
            rng: self.rng.clone(),
            place_without_emergency,
        };
        let mut decision = Decision {
            job: id,
            needs: job.spec.needs,
            policy: self.policy,
            place: (queued.unwrap_or(0), self.queue.len()),
            waited,
            priority: self.policy.priority(finding.as_ref(), waited),
            finding,
            winner: None,
            chosen: None,
            preempted: victims,
            evidence,
        };
        decision.winner = decision.choice().pick(&self.executors, &mut self.rng);
        decision.chosen = decision.winner.and_then(|at| self.executors.at(at)).map(|executor| executor.node);
        Some(Arc::new(decision))
    }

    /// Hands a job to the executor that it was assigned to, unless that changed meanwhile or somebody has to leave it
    /// first.
    pub(super) fn run(&mut self, now: Time, id: JobId, out: &mut Outbox<Fact>) {
        let Some(job) = self.jobs.get(id) else { return };
        let Stage::Assigned(machine) = job.stage else { return };
        if self.is_held_up(id, machine) {
            return;
        }
        let call = Call::Run { job: id, spec: Arc::clone(&job.spec) };
        self.call(now, machine, call, Wanted::Run(id), out);
    }

    /// The executor answered: it has the job, or won't take it. `failed create` is how the original says that it
    /// has the job already, so a repeated call changes nothing.
    #[inline(never)]
    pub(super) fn run_answered(&mut self, id: JobId, machine: NodeId, answer: &Answer) -> Fact {
        // A job of the same name that ended may have been handed there before.
        let share = self.executors.get(&machine).and_then(|executor| executor.shares.get(&id));
        let is_handed = share.is_some_and(|share| share.sent.is_some());
        let pending = matches!(self.jobs.get(id), Some(job) if job.stage == Stage::Assigned(machine));
        if !pending || !is_handed {
            return Fact::AnswerHeard { from: machine };
        }
        if answer.is_ok() || answer.detail() == Some("failed create") {
            if let Some(share) = self.executors.get_mut(&machine).and_then(|executor| executor.shares.get_mut(&id)) {
                share.confirmed = true;
            }
            let answer_to = self.jobs.get_mut(id).and_then(|job| {
                job.stage = Stage::Running(machine);
                job.answer_to.take()
            });
            if let Some((to, call)) = answer_to {
                self.answer(to, call, Answer::ok(Reply::Job(id)));
            }
            // Now that it runs, an emergency could take its place.
            self.unsettled |= self.policy.preempt && !self.queue.is_empty();
            return Fact::RunConfirmed { job: id, executor: machine };
        }
        let why = answer.detail().unwrap_or("no reason given").to_owned();
        self.drop_run(id, machine);
        Fact::RunRefused { job: id, executor: machine, why: why.into() }
    }

    /// The executor does not have the job: it goes back to its place, or is refused when it was to be placed now.
    #[inline(never)]
    fn drop_run(&mut self, id: JobId, machine: NodeId) {
        if let Some(executor) = self.executors.get_mut(&machine) {
            executor.release(id);
        }
        self.requeue([id]);
    }

    /// Nobody answered in time.
    #[inline(never)]
    pub(super) fn give_up(&mut self, now: Time, awaited: Awaited, out: &mut Outbox<Fact>) {
        let by = awaited.by;
        let fact = match awaited.what {
            Wanted::Jobs(_) => return,
            Wanted::Ping(registering) => {
                let detail = "Could not ping to verify";
                self.answer(registering.executor, registering.call, Answer::refused(400, detail));
                Fact::Unverified { executor: registering.executor }
            }
            Wanted::Run(job) => {
                if !matches!(self.jobs.get(job), Some(j) if j.stage == Stage::Assigned(by)) {
                    return;
                }
                self.run_unanswered(job, by);
                Fact::Unanswered { by, job: Some(job) }
            }
            Wanted::Delivery(delivery) => self.undelivered(delivery),
            Wanted::Data(work) => self.data_unanswered(work, by),
            Wanted::Telling(telling) => {
                let job = telling.job;
                if telling.tries < TELL_TRIES_MAX {
                    self.todo.push_back(Todo::Tell(telling));
                }
                Fact::Unanswered { by, job: Some(job) }
            }
            Wanted::Stop(withdrawal) => self.withdrawn(withdrawal, false),
        };
        debug_assert!(awaited.until <= now, "given up too early");
        out.internal(&mut self.clock, fact);
    }

    /// The same executor is asked again, so that a lost answer never makes two executors run a job. A job that
    /// was to be placed now is refused instead, and taken back from where it may have arrived.
    fn run_unanswered(&mut self, job: JobId, machine: NodeId) {
        if self.jobs.get(job).is_some_and(|job| job.answer_to.is_some()) {
            self.refuse(job, "Failed to submit Job");
            self.todo.push_back(Todo::Withdraw(Withdrawal::of(job, machine)));
        } else {
            self.todo.push_back(Todo::Run(job));
        }
    }

    /// A result did not reach its client: a datastore keeps it.
    pub(super) fn undelivered(&mut self, delivery: Delivery) -> Fact {
        let (job, to) = (delivery.job, delivery.to);
        self.keep_result(delivery);
        Fact::ResultUndelivered { job, to }
    }

    /// An executor was silent too long: it is dropped, and its jobs go back to their places.
    pub(super) fn expire(&mut self, now: Time, machine: NodeId, out: &mut Outbox<Fact>) {
        let Some(executor) = self.executors.remove(&machine) else { return };
        let requeued = self.requeue(executor.shares.into_keys());
        if planted::is(Bug::RedeployedTwice) {
            self.requeue(requeued.iter().copied());
        }
        let silence = now.since(executor.heard_at);
        out.internal(&mut self.clock, Fact::Expired { executor: executor.node, silence, requeued });
    }
}
